use crate::{MerchantState, Result, store};
use db::Tx;
use kernel::{BasisPoints, Bilingual, MerchantId};

/// What an order needs to know of its merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selling {
    pub merchant: MerchantId,
    pub state: MerchantState,
    /// Whether the merchant may sell now.
    pub active: bool,
    pub fee: BasisPoints,
    pub name: Bilingual,
}

/// Those of the merchants that exist, in no particular order, by one query.
pub async fn selling(tx: &mut Tx, merchants: &[MerchantId]) -> Result<Vec<Selling>> {
    Ok(store::merchants::selling(tx, merchants).await?)
}
