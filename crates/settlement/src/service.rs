use crate::counter::Counter;
use crate::due::Periods;
use crate::store;
use crate::tax::Rates;
use crate::{EscrowSettings, Result, SettlementRefusal};
use db::{Db, DbError, Tx};
use kernel::{Ambient, BadText, BasisPoints, MerchantId, OrderId, clean_line};
use ledger::{Chain, Outcome, Refusal};
use merchants::Sealer;
use orders::Orders;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What becomes of the money of delivered orders. Cheap to clone.
#[derive(Clone)]
pub struct Settlement(pub(crate) Arc<Inner>, pub(crate) Option<Counter>);

pub(crate) struct Inner {
    pub orders: Orders,
    pub sealer: Sealer,
    pub settings: EscrowSettings,
    pub periods: Periods,
    pub taxes: Rates,
}

/// On whose side somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Merchant,
    Operator,
}

impl Side {
    pub fn code(self) -> &'static str {
        match self {
            Self::Merchant => "merchant",
            Self::Operator => "operator",
        }
    }
}

/// Who does it. The caller has asked whether they may.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    pub side: Side,
    /// The id of a user or API key.
    pub who: &'a str,
}

impl Settlement {
    /// The sealer's key must last. Settings with a [`EscrowSettings::problem`] hold all goods for the general time,
    /// and withhold nothing.
    pub fn new(orders: Orders, sealer: Sealer, settings: EscrowSettings) -> Self {
        let general = Periods::of(kernel::Span::hours(settings.hold_hours));
        let periods = settings.periods().unwrap_or(general);
        let taxes = settings.taxes().unwrap_or_else(|_| Rates::of(BasisPoints(0)));
        Self(Arc::new(Inner { orders, sealer, settings, periods, taxes }), None)
    }
    pub fn settings(&self) -> &EscrowSettings {
        &self.0.settings
    }
    pub(crate) fn db(&self) -> &Db {
        self.0.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.0.orders.ambient()
    }

    /// The order as it stands behind the lock of its merchant's money; of that merchant only, where one is named.
    pub(crate) async fn held(
        &self,
        tx: &mut Tx,
        order: OrderId,
        of: Option<MerchantId>,
    ) -> Result<store::orders::Row> {
        let merchant =
            store::orders::merchant_of(tx, order).await?.ok_or(SettlementRefusal::OrderNotFound)?;
        if of.is_some_and(|of| of != merchant) {
            return Err(SettlementRefusal::OrderNotFound);
        }
        store::cursors::lock(tx, &[merchant], self.ambient().now()).await?;
        store::orders::find(tx, merchant, order).await?.ok_or(SettlementRefusal::OrderNotFound)
    }

    /// The same of many: those that there are.
    pub(crate) async fn held_all(
        &self,
        tx: &mut Tx,
        orders: &[OrderId],
    ) -> Result<BTreeMap<OrderId, store::orders::Row>> {
        let keys = store::orders::keys(tx, orders).await?;
        let mut merchants: Vec<MerchantId> = keys.iter().map(|(merchant, _)| *merchant).collect();
        merchants.sort();
        merchants.dedup();
        store::cursors::lock(tx, &merchants, self.ambient().now()).await?;
        let rows = store::orders::many(tx, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// One chain alone; what the ledger refuses is the caller's to name.
pub(crate) async fn submit_one(
    tx: &mut Tx,
    now: kernel::Time,
    chain: Chain,
) -> Result<std::result::Result<(), (usize, Refusal)>> {
    let chains = [chain];
    match ledger::submit(tx, now, &chains).await?.into_iter().next() {
        Some(Outcome::Applied) => Ok(Ok(())),
        Some(Outcome::Refused { step, why }) => Ok(Err((step, why))),
        other => Err(odd(format!("{chains:?} was answered {other:?}"))),
    }
}

pub(crate) fn odd(what: String) -> SettlementRefusal {
    DbError::State(what).into()
}

pub(crate) fn reason(text: &str) -> Result<String> {
    clean_line(text, 300).map_err(SettlementRefusal::BadReason)
}

/// May be left out.
pub(crate) fn note(text: &str) -> Result<String> {
    match clean_line(text, 300) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(SettlementRefusal::BadReason),
    }
}
