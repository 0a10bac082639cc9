use crate::{CostRefusal, Result, store};
use db::Tx;
use kernel::{MerchantId, SkuId, Span, Time, clean_line};

/// A SKU that its merchant means to sell below its cost for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossLeader {
    pub sku: SkuId,
    pub reason: String,
    /// The first moment at which it may not be any more.
    pub until: Time,
    pub at: Time,
    pub by: String,
}

const LONGEST: Span = Span::days(366);

/// Lets a SKU be sold below its cost until then. Whose it is, the caller has looked, and writes the trail.
pub async fn mark_loss_leader(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    (reason, until): (&str, Time),
    (by, now): (&str, Time),
) -> Result<LossLeader> {
    let reason = clean_line(reason, 200).map_err(|_| CostRefusal::BadReason)?;
    if until <= now || until > now.after(LONGEST) {
        return Err(CostRefusal::BadEnd);
    }
    let marked = LossLeader { sku, reason, until, at: now, by: by.to_owned() };
    store::mark(tx, merchant, &marked).await?;
    Ok(marked)
}

/// From now on it is sold below its cost no more.
pub async fn end_loss_leader(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<()> {
    match store::unmark(tx, merchant, sku).await? {
        true => Ok(()),
        false => Err(CostRefusal::NoLossLeader),
    }
}

/// Those of a merchant that have not ended, in the order of the SKUs.
pub async fn loss_leaders(tx: &mut Tx, merchant: MerchantId, now: Time) -> db::Result<Vec<LossLeader>> {
    store::leaders(tx, merchant, now).await
}
