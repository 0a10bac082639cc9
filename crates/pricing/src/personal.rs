use crate::store;
use db::Tx;
use kernel::{MerchantId, Time, UserId};

/// What a merchant keeps of a buyer for the sake of prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub merchant: MerchantId,
    /// `member` or `partner`.
    pub what: &'static str,
    /// The level or the list.
    pub of: String,
    /// As the merchant calls them.
    pub label: String,
    pub since: Option<Time>,
}

/// All of a person.
pub async fn kept(tx: &mut Tx, user: UserId) -> db::Result<Vec<Kept>> {
    let mut all = store::members::kept(tx, user).await?;
    all.extend(store::lists::kept(tx, user).await?);
    Ok(all)
}

/// A person's account is gone: they are nobody's member and partner any more. How often coupons were used stays counted,
/// without their name.
pub async fn forget(tx: &mut Tx, user: UserId) -> db::Result<()> {
    store::members::forget(tx, user).await?;
    store::lists::forget(tx, user).await?;
    store::uses::forget(tx, user).await
}

/// Orders of whose guests nothing is known any more: by whom their coupons were used is forgotten, too.
pub async fn forget_guests(tx: &mut Tx, orders: &[String]) -> db::Result<()> {
    store::uses::forget_guests(tx, orders).await
}
