use crate::{MerchantRefusal, Result, store};
use db::{Db, Tx};
use kernel::{
    Ambient, BadText, BasisPoints, Bilingual, MerchantId, Page, PageAsk, Time, clean_line, clean_text,
};
use serde::Serialize;
use std::str::FromStr;

/// Somebody who sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merchant {
    pub id: MerchantId,
    pub name: Bilingual,
    pub about: Bilingual,
    pub state: MerchantState,
    /// The platform's share of each sale.
    pub fee: BasisPoints,
    /// New products pass without review.
    pub trusted: bool,
    /// The code of a plan; empty: none, and no limits.
    pub plan: String,
    pub created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MerchantState {
    Active,
    Suspended,
    /// For good.
    Closed,
}

impl MerchantState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

impl FromStr for MerchantState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Active, Self::Suspended, Self::Closed].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// A merchant to be admitted.
#[derive(Clone, Debug)]
pub struct NewMerchant {
    /// Needed in one language at least.
    pub name: Bilingual,
    /// May be empty.
    pub about: Bilingual,
    pub fee: BasisPoints,
}

/// Admits a merchant, who is active and trusted at once; a store is a step of its own.
pub async fn create(tx: &mut Tx, ambient: &Ambient, new: &NewMerchant) -> Result<Merchant> {
    if !(0..=10_000).contains(&new.fee.0) {
        return Err(MerchantRefusal::BadFee);
    }
    let merchant = Merchant {
        id: MerchantId::new(ambient),
        name: clean_name(&new.name)?,
        about: Bilingual { zh: clean_about(&new.about.zh)?, en: clean_about(&new.about.en)? },
        state: MerchantState::Active,
        fee: new.fee,
        trusted: true,
        plan: String::new(),
        created_at: ambient.now(),
    };
    store::merchants::insert(tx, &merchant).await?;
    Ok(merchant)
}

pub async fn find(db: &Db, id: MerchantId) -> Result<Merchant> {
    store::merchants::find(db, id).await?.ok_or(MerchantRefusal::NoSuchMerchant)
}

/// As it is now, held until the commit.
pub async fn held(tx: &mut Tx, id: MerchantId) -> Result<Merchant> {
    store::merchants::hold(tx, id).await?.ok_or(MerchantRefusal::NoSuchMerchant)
}

/// The oldest first, suspended ones too.
pub async fn list(db: &Db, ask: &PageAsk) -> Result<Page<Merchant>> {
    let rows = store::merchants::list(db, None, "", ask).await?;
    Ok(Page::from_rows(rows, ask.limit, |merchant| merchant.id.to_string()))
}

/// Those in that state whose name contains the words, the oldest first.
pub async fn search(
    db: &Db,
    state: Option<MerchantState>,
    words: &str,
    ask: &PageAsk,
) -> Result<Page<Merchant>> {
    let rows = store::merchants::list(db, state, words.trim(), ask).await?;
    Ok(Page::from_rows(rows, ask.limit, |merchant| merchant.id.to_string()))
}

/// Both languages cleaned; one of them may be missing.
pub(crate) fn clean_name(name: &Bilingual) -> Result<Bilingual> {
    let line = |text: &str| match clean_line(text, 80) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(MerchantRefusal::BadName),
    };
    let clean = Bilingual { zh: line(&name.zh)?, en: line(&name.en)? };
    if clean.zh.is_empty() && clean.en.is_empty() {
        return Err(MerchantRefusal::BadName(BadText::Empty));
    }
    Ok(clean)
}

pub(crate) fn clean_about(about: &str) -> Result<String> {
    match clean_text(about, 2_000) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(MerchantRefusal::BadAbout),
    }
}
