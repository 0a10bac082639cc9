use crate::{MerchantRefusal, MerchantState, Result, store};
use db::Tx;
use kernel::MerchantId;

/// Takes an active merchant off sale; orders already paid are not touched.
pub async fn suspend(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    change(tx, merchant, MerchantState::Active, MerchantState::Suspended).await
}

/// Puts a suspended merchant back on sale.
pub async fn resume(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    change(tx, merchant, MerchantState::Suspended, MerchantState::Active).await
}

async fn change(tx: &mut Tx, merchant: MerchantId, old: MerchantState, new: MerchantState) -> Result<()> {
    if store::change_state(tx, merchant, old, new).await? {
        return Ok(());
    }
    let known = store::merchant_exists(tx, merchant).await?;
    Err(if known { MerchantRefusal::WrongState } else { MerchantRefusal::NoSuchMerchant })
}
