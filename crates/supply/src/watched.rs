use crate::{Result, SupplierState, SupplyRefusal, store};
use db::Tx;
use kernel::{Currency, MerchantId, SupplierId, Time};

/// A supplier as far as its prices go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoting {
    pub merchant: MerchantId,
    pub supplier: SupplierId,
    pub currency: Currency,
}

/// A merchant's supplier that may say what its goods cost: one that is not retired.
pub async fn quoting(tx: &mut Tx, merchant: MerchantId, id: SupplierId) -> Result<Quoting> {
    let found = store::find(tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
    match found.state {
        SupplierState::Retired => Err(SupplyRefusal::WrongState),
        SupplierState::On | SupplierState::Off => {
            Ok(Quoting { merchant, supplier: id, currency: found.currency })
        }
    }
}

/// All that are on and under contract, by which something can be had.
pub async fn watched(tx: &mut Tx, now: Time) -> db::Result<Vec<Quoting>> {
    store::watched(tx, now).await
}

/// In which a merchant's supplier reckons.
pub async fn currency_of(tx: &mut Tx, merchant: MerchantId, id: SupplierId) -> Result<Currency> {
    let found = store::find(tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
    Ok(found.currency)
}

/// All that are on, and since when they are connected.
pub async fn connected(tx: &mut Tx) -> db::Result<Vec<(Quoting, Time)>> {
    store::connected(tx).await
}
