use crate::store::docked::{self, Stored};
use crate::{Dialect, DockRefusal, Docked, Docking, Partner, Result};
use kernel::{Language, Money, OfferId, Span, Time, clean_line, hex};
use orders::{
    AccountAnswers, Buyer, Idempotency, NewLine, NewOrder, Order, OrderError, OrderRefusal, PayWith,
};
use serde_json::json;

/// An order of a partner.
#[derive(Clone)]
pub struct NewDocked {
    /// The partner's own number, and the idempotency key: 1 to 64 visible characters.
    pub downstream_no: String,
    pub offer: OfferId,
    pub quantity: i64,
    /// Of goods that are credited: answers by the names of the form.
    pub account: Vec<(String, String)>,
    /// What one unit may cost at most.
    pub unit_max: Option<Money>,
    /// Where the partner is told what becomes of it; empty: nowhere.
    pub callback_url: String,
    /// Whatever helps the partner to find it again.
    pub trace: String,
    pub dialect: Dialect,
    pub language: Language,
}

/// Who was placing it and has not come back by then has died.
pub(crate) const PLACING: Span = Span::minutes(2);
const TRACE_MAX: usize = 120;

impl Docking {
    /// Places it and pays it from the wallet of the key's user, once a number: said again it is answered with how the first
    /// one stands; said again with other contents it is refused.
    pub async fn place(&self, partner: &Partner, new: &NewDocked) -> Result<Docked> {
        self.check(partner, new).await?;
        let now = self.ambient().now();
        let row = self.row(partner, new, now);
        let mut tx = self.db().begin().await?;
        let fresh = docked::insert(&mut tx, &row, now.after(PLACING)).await?;
        let row = if fresh { Some(row) } else { docked::find(&mut tx, row.key, &row.downstream_no).await? };
        tx.commit().await?;
        // One that was refused at this very moment is gone: the partner asks again.
        let row = row.ok_or(DockRefusal::Busy)?;
        if row.digest != self.digest(partner, new) {
            return Err(DockRefusal::NumberUsed);
        }
        if row.order.is_some() {
            return self.docked(partner, &row, true).await;
        }
        let order = self.order(partner, new, &row).await?;
        self.docked(partner, &Stored { order: Some(order.id), ..row }, true).await
    }

    async fn check(&self, partner: &Partner, new: &NewDocked) -> Result<()> {
        let visible = new.downstream_no.chars().all(|c| !c.is_control() && !c.is_whitespace());
        if !visible || !(1..=64).contains(&new.downstream_no.chars().count()) {
            return Err(DockRefusal::BadNumber);
        }
        if !new.callback_url.is_empty() && !ports::may_be_told(&new.callback_url, self.0.private) {
            return Err(DockRefusal::BadCallback);
        }
        if !new.trace.is_empty() && clean_line(&new.trace, TRACE_MAX).is_err() {
            return Err(DockRefusal::BadRequest(format!(
                "the trace is one line of up to {TRACE_MAX} characters"
            )));
        }
        let view = self.0.listing.offer(new.offer).await?;
        if view.is_none_or(|view| view.merchant != partner.key.merchant) {
            return Err(DockRefusal::NoSuchGoods);
        }
        Ok(self.orders().must_be_within_plan(&self.0.listing, new.offer).await?)
    }

    fn row(&self, partner: &Partner, new: &NewDocked, now: Time) -> Stored {
        Stored {
            key: partner.key.id,
            downstream_no: new.downstream_no.clone(),
            digest: self.digest(partner, new),
            merchant: partner.key.merchant,
            order: None,
            dialect: new.dialect,
            callback_url: new.callback_url.clone(),
            trace: new.trace.clone(),
            told: String::new(),
            tries: 0,
            created_at: now,
        }
    }

    /// Under a key, as an account in it could be guessed. What may differ between two tries for one thing is not in it.
    fn digest(&self, partner: &Partner, new: &NewDocked) -> String {
        let asked = json!([partner.key.id, new.offer, new.quantity, new.account]);
        hex(seals::mac(self.0.key.expose(), &[b"asked\n", asked.to_string().as_bytes()]))
    }

    async fn order(&self, partner: &Partner, new: &NewDocked, row: &Stored) -> Result<Order> {
        let total_max = new.unit_max.map(|unit| unit.times(new.quantity)).transpose();
        let total_max = total_max.map_err(|_| DockRefusal::Order(OrderRefusal::TotalTooLarge))?;
        let order = NewOrder {
            buyer: Buyer::User(partner.key.user),
            lines: vec![NewLine { offer: new.offer, quantity: new.quantity }],
            total_max: total_max.map(|most| most.minor),
            account: AccountAnswers::new(new.account.iter().cloned()),
            pay: PayWith::Wallet,
            idempotency: Some(idempotency(row)),
            from: partner.from.clone(),
            language: new.language,
            metadata: Some(json!({ "docking": partner.key.id, "order_no": row.downstream_no }).to_string()),
            ..NewOrder::default()
        };
        match self.orders().place(order).await {
            Ok(placed) => {
                let due = (!row.callback_url.is_empty()).then(|| self.ambient().now());
                let mut tx = self.db().begin().await?;
                docked::placed(&mut tx, row, placed.order.id, due).await?;
                tx.commit().await?;
                Ok(placed.order)
            }
            Err(error) => {
                if is_certain(&error) {
                    let mut tx = self.db().begin().await?;
                    docked::refused(&mut tx, row).await?;
                    tx.commit().await?;
                }
                Err(error.into())
            }
        }
    }
}

/// Under which an order of a partner is known at the desk.
pub(crate) fn idempotency(row: &Stored) -> Idempotency {
    Idempotency {
        scope: format!("{} docking", row.key),
        key: row.downstream_no.clone(),
        digest: row.digest.clone(),
    }
}

/// Nothing was ordered, so the number may be used for something else.
fn is_certain(error: &OrderError) -> bool {
    matches!(error, OrderError::Refused(refusal) if *refusal != OrderRefusal::IdempotencyReused)
}
