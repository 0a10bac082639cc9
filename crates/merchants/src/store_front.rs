use crate::merchant::clean_name;
use crate::{Merchant, MerchantRefusal, Result, store};
use db::{Db, Tx};
use kernel::{Ambient, BadText, Bilingual, MerchantId, StoreId, Time, clean_line, clean_text};
use serde::Serialize;

/// A merchant's shop front.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Store {
    pub id: StoreId,
    pub merchant: MerchantId,
    /// Its place in the address, unique in the installation.
    pub slug: String,
    pub name: Bilingual,
    pub words: StoreWords,
    /// Counts the changes: give the one that you saw.
    pub version: i64,
    pub created_at: Time,
}

/// What a store says of itself; all of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StoreWords {
    /// Up to 500 characters.
    pub announcement: Bilingual,
    /// One line, up to 120 characters.
    pub contact: String,
    /// One line, up to 120 characters.
    pub hours: Bilingual,
    /// What happens after a sale that went wrong: up to 5,000 characters.
    pub policy: Bilingual,
    /// One of [`COLOURS`], or empty.
    pub colour: String,
}

/// The names of colours that a store may take.
pub const COLOURS: [&str; 6] = ["leaf", "sea", "plum", "clay", "gold", "slate"];

#[derive(Clone, Debug)]
pub struct NewStore {
    pub merchant: MerchantId,
    /// 2 to 40 lower-case letters, digits and single hyphens.
    pub slug: String,
    pub name: Bilingual,
}

/// Opens a store; where the slug is taken, the transaction may go on.
pub async fn open_store(tx: &mut Tx, ambient: &Ambient, new: &NewStore) -> Result<Store> {
    if !good_slug(&new.slug) {
        return Err(MerchantRefusal::BadSlug);
    }
    let store = Store {
        id: StoreId::new(ambient),
        merchant: new.merchant,
        slug: new.slug.clone(),
        name: clean_name(&new.name)?,
        words: StoreWords::default(),
        version: 1,
        created_at: ambient.now(),
    };
    if !store::merchants::exists(tx, new.merchant).await? {
        return Err(MerchantRefusal::NoSuchMerchant);
    }
    if store::stores::insert(tx, &store).await? { Ok(store) } else { Err(MerchantRefusal::SlugTaken) }
}

/// The store at that address with its merchant, who may be suspended.
pub async fn by_slug(db: &Db, slug: &str) -> Result<Option<(Store, Merchant)>> {
    if !good_slug(slug) {
        return Ok(None);
    }
    Ok(store::stores::by_slug(db, slug).await?)
}

/// The stores of a merchant, the oldest first.
pub async fn stores(db: &Db, merchant: MerchantId) -> Result<Vec<Store>> {
    Ok(store::stores::of(db, merchant).await?)
}

/// Changes what the merchant's store says; refused where somebody changed it since `version` was seen.
pub async fn change_store(
    tx: &mut Tx,
    merchant: MerchantId,
    version: i64,
    name: &Bilingual,
    words: &StoreWords,
) -> Result<()> {
    let clean = StoreWords {
        announcement: both(clean_text, "announcement", &words.announcement, 500)?,
        contact: one(clean_line, "contact", &words.contact, 120)?,
        hours: both(clean_line, "hours", &words.hours, 120)?,
        policy: both(clean_text, "policy", &words.policy, 5_000)?,
        colour: words.colour.clone(),
    };
    if !clean.colour.is_empty() && !COLOURS.contains(&clean.colour.as_str()) {
        return Err(MerchantRefusal::BadColour);
    }
    let name = clean_name(name)?;
    if store::stores::change(tx, merchant, version, &name, &clean).await? {
        Ok(())
    } else {
        Err(MerchantRefusal::ChangedMeanwhile)
    }
}

type Clean = fn(&str, usize) -> std::result::Result<String, BadText>;

fn one(clean: Clean, field: &'static str, text: &str, max: usize) -> Result<String> {
    match clean(text, max) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(|why| MerchantRefusal::BadText { field, why }),
    }
}

fn both(clean: Clean, field: &'static str, text: &Bilingual, max: usize) -> Result<Bilingual> {
    Ok(Bilingual::new(one(clean, field, &text.zh, max)?, one(clean, field, &text.en, max)?))
}

pub(crate) fn good_slug(slug: &str) -> bool {
    let signs = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (2..=40).contains(&slug.len()) && signs && slug.split('-').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::good_slug;

    #[test]
    fn slugs_fit_into_an_address() {
        assert!(["ab", "alley-corner", "24-7-cards"].iter().all(|slug| good_slug(slug)));
        let long = "a".repeat(41);
        for slug in
            ["", "a", "-ab", "ab-", "a--b", "Ab", "a b", "a/b", "../ab", "豆蔻", "a'b", "a\r\nb", &long]
        {
            assert!(!good_slug(slug), "{slug:?}");
        }
    }
}
