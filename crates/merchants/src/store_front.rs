use crate::merchant::clean_name;
use crate::{Merchant, MerchantRefusal, Result, store};
use db::{Db, Tx};
use kernel::{Ambient, Bilingual, MerchantId, StoreId, Time};
use serde::Serialize;

/// A merchant's shop front.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Store {
    pub id: StoreId,
    pub merchant: MerchantId,
    /// Its place in the address, unique in the installation.
    pub slug: String,
    pub name: Bilingual,
    pub created_at: Time,
}

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
        created_at: ambient.now(),
    };
    if !store::merchant_exists(tx, new.merchant).await? {
        return Err(MerchantRefusal::NoSuchMerchant);
    }
    if store::insert_store(tx, &store).await? { Ok(store) } else { Err(MerchantRefusal::SlugTaken) }
}

/// The store at that address with its merchant, who may be suspended.
pub async fn by_slug(db: &Db, slug: &str) -> Result<Option<(Store, Merchant)>> {
    if !good_slug(slug) {
        return Ok(None);
    }
    Ok(store::by_slug(db, slug).await?)
}

/// The stores of a merchant, the oldest first.
pub async fn stores(db: &Db, merchant: MerchantId) -> Result<Vec<Store>> {
    Ok(store::stores(db, merchant).await?)
}

fn good_slug(slug: &str) -> bool {
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
