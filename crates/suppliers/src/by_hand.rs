//! The merchant's own people as a supplier: what is ordered here is taken on, and somebody says how it ended (人工发货).
//! Nothing is called, and nothing but a person's word ends it; at the deadline the money goes back, as with every supplier.

use async_trait::async_trait;
use kernel::{Ambient, Currency, Time};
use ports::{
    BuiltSupplier, Checked, NewSupply, NotifyRefusal, RawNotify, Reported, Settings, Supplied, Supplier,
    SupplierKind, SupplyError, SupplyRef, Wanted,
};
use std::sync::Arc;

pub(crate) const KIND: SupplierKind = SupplierKind {
    code: "by_hand",
    name_zh: "人工处理",
    name_en: "By hand",
    fields: &[],
    currencies: &[],
    gives: &[Wanted::Credit, Wanted::Keys],
    has_balance: false,
    has_catalogue: false,
    described: None,
    build,
};

fn build(_: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    Ok(Arc::new(ByHand))
}

struct ByHand;

#[async_trait]
impl Supplier for ByHand {
    async fn submit(&self, _: &NewSupply) -> Result<Supplied, SupplyError> {
        Ok(Supplied::Accepted { reference: None })
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        Ok(Supplied::Accepted { reference: None })
    }
    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<Reported, NotifyRefusal> {
        Err(NotifyRefusal::Malformed("people report on their own pages".into()))
    }
    fn acknowledgement(&self) -> &'static str {
        ""
    }
    async fn check(&self) -> Vec<Checked> {
        vec![Checked { code: "answer", problem: None }]
    }
}
