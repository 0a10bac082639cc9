use crate::place::idempotency;
use crate::store::docked::{self, Stored};
use crate::{DockRefusal, DockedClaim, Docking, Partner, Result};
use kernel::{DeliveryId, Money, OrderId, Secret, Time};
use orders::{Access, Order, OrderState, RevealBy};

/// How a partner's order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DockState {
    /// Paid; a supplier is asked.
    Fulfilling,
    Delivered,
    /// Nobody could deliver it: the money is back in the wallet.
    Failed,
    /// Never paid.
    Cancelled,
}

impl DockState {
    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fulfilling => "fulfilling",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<OrderState> for DockState {
    fn from(state: OrderState) -> Self {
        match state {
            // Paid from the wallet as it is placed, so it waits for a supplier only.
            OrderState::Pending | OrderState::Fulfilling => Self::Fulfilling,
            OrderState::Delivered => Self::Delivered,
            OrderState::Failed => Self::Failed,
            OrderState::Cancelled | OrderState::Expired => Self::Cancelled,
        }
    }
}

/// A partner's order.
pub struct Docked {
    pub order: Order,
    pub downstream_no: String,
    pub trace: String,
    pub state: DockState,
    /// What went back into the wallet, and where from a bank.
    pub refunded: Money,
    /// How many units were handed out, with those that were replaced.
    pub units: usize,
    /// Those that hold; empty where nobody asked to see them.
    pub keys: Vec<DockedKey>,
    /// The oldest first.
    pub claims: Vec<DockedClaim>,
}

/// A key, shown now.
pub struct DockedKey {
    pub id: DeliveryId,
    /// The key or card number alone.
    pub key: Secret<String>,
    pub password: Option<Secret<String>>,
    /// Both, with a space between.
    pub text: Secret<String>,
    pub expires_at: Option<Time>,
}

/// A key a line.
pub(crate) fn keys_text(keys: &[DockedKey]) -> String {
    keys.iter().map(|key| key.text.expose().as_str()).collect::<Vec<_>>().join("\n")
}

impl Docked {
    /// What a partner has to be told, in one word.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{} {} {}", self.state.code(), self.refunded.minor, self.units)
    }
    pub(crate) fn is_refunded(&self) -> bool {
        self.state == DockState::Delivered && self.refunded.minor >= self.order.total.minor
    }
}

impl Docking {
    /// By the partner's number. Its keys are opened, with a record.
    pub async fn find(&self, partner: &Partner, downstream_no: &str) -> Result<Docked> {
        let row = self.find_row(partner, downstream_no).await?;
        self.docked(partner, &row, true).await
    }

    /// By our id.
    pub(crate) async fn find_by_order(&self, partner: &Partner, order: OrderId) -> Result<Docked> {
        let row = docked::by_order(&mut self.db().read().await?, partner.key.id, order).await?;
        self.docked(partner, &row.ok_or(DockRefusal::NoSuchOrder)?, true).await
    }

    pub(crate) async fn find_row(&self, partner: &Partner, downstream_no: &str) -> Result<Stored> {
        let row = docked::find(&mut self.db().read().await?, partner.key.id, downstream_no).await?;
        let row = row.ok_or(DockRefusal::NoSuchOrder)?;
        self.with_order(row).await?.ok_or(DockRefusal::NoSuchOrder)
    }

    /// With the order that was placed under it, where that was not written down; none where none was.
    pub(crate) async fn with_order(&self, row: Stored) -> Result<Option<Stored>> {
        if row.order.is_some() {
            return Ok(Some(row));
        }
        let Some(order) = self.orders().placed_under(&idempotency(&row)).await? else { return Ok(None) };
        let due = (!row.callback_url.is_empty()).then(|| self.ambient().now());
        let mut tx = self.db().begin().await?;
        docked::placed(&mut tx, &row, order, due).await?;
        tx.commit().await?;
        Ok(Some(Stored { order: Some(order), ..row }))
    }

    pub(crate) async fn docked(&self, partner: &Partner, row: &Stored, with_keys: bool) -> Result<Docked> {
        let id = row.order.ok_or(DockRefusal::NoSuchOrder)?;
        let order = self.orders().find_for(id, Access::Buyer(partner.key.user)).await?;
        let state = DockState::from(order.state);
        let deliveries = self.orders().deliveries(&order).await?;
        let held: Vec<DeliveryId> =
            deliveries.iter().filter(|unit| unit.state == "delivered").map(|unit| unit.id).collect();
        let keys = if with_keys { self.shown(partner, &order, &held).await? } else { Vec::new() };
        Ok(Docked {
            refunded: self.refunded(&order, state).await?,
            claims: self.claims_of(partner, row).await?,
            downstream_no: row.downstream_no.clone(),
            trace: row.trace.clone(),
            units: deliveries.len(),
            state,
            keys,
            order,
        })
    }

    async fn refunded(&self, order: &Order, state: DockState) -> Result<Money> {
        match state {
            DockState::Failed => Ok(order.total),
            DockState::Delivered => {
                let money = self.0.settlement.order_money(order.id).await?;
                Ok(money.map_or(Money::zero(order.currency()), |money| money.refunded))
            }
            DockState::Fulfilling | DockState::Cancelled => Ok(Money::zero(order.currency())),
        }
    }

    /// Opened as any buyer opens them: with a record, at a bounded rate. Whoever has made a docking key knows that a shown
    /// key cannot be given back.
    async fn shown(&self, partner: &Partner, order: &Order, ids: &[DeliveryId]) -> Result<Vec<DockedKey>> {
        if ids.is_empty() || order.state != OrderState::Delivered {
            return Ok(Vec::new());
        }
        self.aftercare().may_show(order, &partner.key.actor(), true).await?;
        let by = RevealBy { by: partner.key.actor(), from: partner.from.clone() };
        let revealed = self.orders().reveal(order, ids, &by).await?;
        let shown = revealed.into_iter().map(|one| DockedKey {
            id: one.id,
            key: one.key,
            password: one.password,
            text: one.secret,
            expires_at: one.expires_at,
        });
        Ok(shown.collect())
    }

    /// Takes it back where that can be: what is delivered, or what a supplier was asked for, cannot.
    pub(crate) async fn cancel(&self, partner: &Partner, row: &Stored) -> Result<Docked> {
        let docked = self.docked(partner, row, false).await?;
        match docked.state {
            DockState::Failed | DockState::Cancelled => Ok(docked),
            DockState::Fulfilling | DockState::Delivered => Err(DockRefusal::CancelNotAllowed),
        }
    }
}
