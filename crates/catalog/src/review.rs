use crate::{CatalogRefusal, ProductState, store};
use db::{Db, Tx};
use kernel::{Bilingual, MerchantId, Money, Page, PageAsk, ProductId, Span, Time};
use serde::Serialize;
use std::str::FromStr;

/// A product that waits to be looked at, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductReview {
    pub product: ProductId,
    pub merchant: MerchantId,
    /// The revision that is looked at.
    pub revision: i64,
    pub state: ReviewState,
    pub title: Bilingual,
    pub category: String,
    /// Until when somebody should have looked.
    pub due_at: Time,
    pub asked_at: Time,
    pub reason: String,
    pub decided_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    Waiting,
    Approved,
    Rejected,
}

impl ReviewState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

impl FromStr for ReviewState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Waiting, Self::Approved, Self::Rejected].into_iter().find(|s| s.as_str() == text).ok_or(())
    }
}

/// What the platform looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRules {
    /// In small letters.
    pub forbidden_words: Vec<String>,
    /// Codes of categories of which every product is looked at by a person, whoever sells it.
    pub categories_by_person: Vec<String>,
    /// How far a price may be from that of the same brand's goods in the category, in hundredths of a per cent.
    pub price_band_bps: i64,
    /// How long a product may wait.
    pub within: Span,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self {
            forbidden_words: Vec::new(),
            categories_by_person: Vec::new(),
            price_band_bps: 5_000,
            within: Span::hours(24),
        }
    }
}

/// What the rules have to say of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleFinding {
    /// `forbidden_word`, `category_by_person`, `guide_missing` or `price_unusual`.
    pub code: &'static str,
    /// The word, the category, or the price and what is usual.
    pub detail: String,
}

/// What the rules say of the product as it is now.
pub async fn rule_findings(
    tx: &mut Tx,
    rules: &ReviewRules,
    product: ProductId,
) -> Result<Vec<RuleFinding>, CatalogRefusal> {
    let seen = store::reviews::facts(tx, product).await?.ok_or(CatalogRefusal::UnknownProduct)?;
    let mut findings = Vec::new();
    let text = seen.text.to_lowercase();
    for word in rules.forbidden_words.iter().filter(|word| !word.is_empty() && text.contains(word.as_str())) {
        findings.push(RuleFinding { code: "forbidden_word", detail: word.clone() });
    }
    if rules.categories_by_person.contains(&seen.category) {
        findings.push(RuleFinding { code: "category_by_person", detail: seen.category.clone() });
    }
    if !seen.guided {
        findings.push(RuleFinding { code: "guide_missing", detail: String::new() });
    }
    let market = store::reviews::market(tx, product).await?;
    for price in &seen.prices {
        let usual = median(market.iter().filter(|other| other.currency == price.currency));
        if let Some(usual) = usual.filter(|usual| is_far(price.minor, usual.minor, rules.price_band_bps)) {
            findings.push(RuleFinding { code: "price_unusual", detail: format!("{price} ({usual})") });
        }
    }
    Ok(findings)
}

fn median<'a>(prices: impl Iterator<Item = &'a Money>) -> Option<Money> {
    let mut prices: Vec<Money> = prices.copied().collect();
    prices.sort_by_key(|price| price.minor);
    prices.get(prices.len() / 2).copied()
}

fn is_far(price: i64, usual: i64, band_bps: i64) -> bool {
    let distance = i128::from(price).abs_diff(i128::from(usual));
    distance.saturating_mul(10_000) > u128::from(usual.unsigned_abs()) * u128::from(band_bps.unsigned_abs())
}

/// Takes the product off the shop until somebody has looked at it. Whatever state it had, except that what its merchant
/// hid stays hidden after an approval only if it is hidden again.
pub async fn hold_for_review(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
    now: Time,
    within: Span,
) -> Result<(), CatalogRefusal> {
    let (_, revision) =
        store::products::state(tx, merchant, product).await?.ok_or(CatalogRefusal::UnknownProduct)?;
    store::products::set_state(tx, product, ProductState::InReview).await?;
    store::reviews::ask(tx, merchant, product, revision, now, now.after(within)).await?;
    store::versions::count_up(tx, merchant).await?;
    Ok(())
}

/// Those in that state: the ones to be looked at soonest first.
pub async fn reviews(
    db: &Db,
    state: ReviewState,
    ask: &PageAsk,
) -> Result<Page<ProductReview>, CatalogRefusal> {
    let after = match &ask.after {
        None => None,
        Some(cursor) => Some(place(cursor).ok_or(CatalogRefusal::BadCursor)?),
    };
    let rows = store::reviews::list(&mut db.read().await?, state, after, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |r| format!("{}.{}", r.due_at.0, r.product)))
}

fn place(cursor: &str) -> Option<(Time, ProductId)> {
    let (due, product) = cursor.split_once('.')?;
    Some((Time(due.parse().ok()?), product.parse().ok()?))
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub merchant: MerchantId,
    pub revision: i64,
}

/// Shows the product from now on (`approve`), or not, with a reason for its merchant. Who decides second is told so.
pub async fn decide_review(
    tx: &mut Tx,
    product: ProductId,
    approve: bool,
    (reviewer, reason): (&str, &str),
    now: Time,
) -> Result<Decided, CatalogRefusal> {
    let reason = match kernel::clean_line(reason, 300) {
        Err(kernel::BadText::Empty) if approve => String::new(),
        other => other.map_err(|why| CatalogRefusal::BadText { field: "reason", why })?,
    };
    let state = if approve { ReviewState::Approved } else { ReviewState::Rejected };
    let Some(decided) = store::reviews::decide(tx, product, state, reviewer, &reason, now).await? else {
        return Err(match store::reviews::exists(tx, product).await? {
            true => CatalogRefusal::ReviewDecided,
            false => CatalogRefusal::UnknownProduct,
        });
    };
    let to = if approve { ProductState::Listed } else { ProductState::Rejected };
    store::products::set_state(tx, product, to).await?;
    store::versions::count_up(tx, decided.merchant).await?;
    Ok(decided)
}

/// What became of a product's last review, for its merchant.
pub async fn review_of(
    db: &Db,
    merchant: MerchantId,
    product: ProductId,
) -> db::Result<Option<ProductReview>> {
    store::reviews::of(&mut db.read().await?, merchant, product).await
}

/// What of a product a review depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductHead {
    pub title: Bilingual,
    pub brand: Bilingual,
    pub category: String,
    pub state: ProductState,
}

/// The head of a product of that merchant, as it is now.
pub async fn product_head(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
) -> db::Result<Option<ProductHead>> {
    store::reviews::head(tx, merchant, product).await
}

/// Which product an offer of that merchant is for.
pub async fn product_of_offer(
    tx: &mut Tx,
    merchant: MerchantId,
    offer: kernel::OfferId,
) -> db::Result<Option<ProductId>> {
    Ok(store::offers::find(tx, merchant, offer).await?.map(|offer| offer.product))
}

/// How many products a merchant has, whatever their state.
pub async fn count_products(tx: &mut Tx, merchant: MerchantId) -> db::Result<i64> {
    store::reviews::count_products(tx, merchant).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Currency;

    #[test]
    fn unusual_is_beyond_the_band_on_either_side() {
        let far: Vec<bool> = [50, 49, 150, 151, 100].map(|price| is_far(price, 100, 5_000)).into();
        assert_eq!(far, [false, true, false, true, false]);
        assert!(is_far(i64::MAX, 1, 5_000));
        let some: Vec<Money> = [3, 1, 2].map(|minor| Money::new(minor, Currency::CNY)).into();
        assert_eq!(median(some.iter()).map(|m| m.minor), Some(2));
        assert_eq!(median([].iter()), None);
    }
}
