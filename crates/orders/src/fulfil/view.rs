use super::{AttemptState, Fulfiller, FulfilmentState, SupplierHealth};
use crate::{Order, OrderError, Orders, store};
use kernel::{MerchantId, Money, OrderId, Page, PageAsk, SkuId, Span, SupplierId, Time};
use ports::Wanted;
use std::collections::HashMap;

/// How the crediting of an order stands, for its buyer and its merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FulfilmentView {
    pub state: FulfilmentState,
    /// What may be shown of the account: `138****8000`.
    pub account: String,
    /// When the money goes back, if it is not credited until then. None before it is paid.
    pub deadline: Option<Time>,
    pub ended_at: Option<Time>,
    /// Somebody is at it.
    pub taken_on: bool,
}

/// One supplier's try, for the merchant: not for the buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptView {
    pub seq: i64,
    pub supplier: SupplierId,
    pub product: String,
    /// Our number there, and the supplier's own.
    pub order_no: String,
    pub reference: String,
    pub state: AttemptState,
    pub cost: Money,
    /// Of a failed one: why, and in the supplier's words.
    pub why: String,
    pub said: String,
    pub sent_at: Time,
    pub asked: i64,
    pub ended_at: Option<Time>,
}

/// One row of a merchant's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FulfilmentLine {
    pub order: OrderId,
    pub sku: SkuId,
    pub wanted: Wanted,
    pub quantity: i64,
    pub state: FulfilmentState,
    pub account: String,
    pub deadline: Option<Time>,
    pub created_at: Time,
    pub ended_at: Option<Time>,
    /// Who is, or was last, asked.
    pub supplier: Option<SupplierId>,
}

/// How a supplier did lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierScore {
    pub supplier: SupplierId,
    pub credited: i64,
    pub failed: i64,
    /// Nobody knows yet.
    pub open: i64,
    /// How long half of them, and 95 of 100, took to be credited.
    pub half: Option<Span>,
    pub most: Option<Span>,
    pub health: SupplierHealth,
}

/// Of so long the scores are.
pub(crate) const SCORED: Span = Span::days(30);

impl Orders {
    /// None for orders of keys that are stocked.
    pub async fn fulfilment(&self, order: &Order) -> Result<Option<FulfilmentView>, OrderError> {
        if !order.goods.are_fulfilled() {
            return Ok(None);
        }
        let mut tx = self.db().read().await?;
        Ok(store::fulfilments::view(&mut tx, order.merchant, order.id).await?)
    }

    /// Whether anything that is paid waits for its credit.
    pub async fn something_is_credited(&self) -> Result<bool, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::fulfilments::any_open(&mut tx).await?)
    }

    /// The account to which an order is credited, by the names of its form: for its buyer, and for the merchant who has to
    /// settle it with a supplier. Empty where it is forgotten.
    pub async fn fulfilment_account(&self, order: &Order) -> Result<Vec<(String, String)>, OrderError> {
        if !order.goods.are_fulfilled() {
            return Ok(Vec::new());
        }
        let mut tx = self.db().read().await?;
        let sealed = store::fulfilments::sealed(&mut tx, order.merchant, order.id).await?;
        let opened = sealed.and_then(|sealed| self.contacts().open_account(order.id, &sealed));
        let pairs = opened.unwrap_or_default();
        Ok(pairs.iter().map(|(name, answer)| (name.to_owned(), answer.to_owned())).collect())
    }

    pub async fn attempts(&self, order: &Order) -> Result<Vec<AttemptView>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::fulfilments::attempts_of(&mut tx, order.merchant, order.id).await?)
    }

    /// A merchant's, newest first; of one state, or all that are paid.
    pub async fn fulfilments(
        &self,
        merchant: MerchantId,
        state: Option<FulfilmentState>,
        ask: &PageAsk,
    ) -> Result<Page<FulfilmentLine>, OrderError> {
        let mut tx = self.db().read().await?;
        let before = ask.after.as_deref().unwrap_or("~");
        let rows = store::fulfilments::list(&mut tx, merchant, state, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |line| line.order.to_string()))
    }
}

impl Fulfiller {
    /// How all suppliers of a merchant did in the last thirty days, those that were asked.
    pub async fn scores(&self, merchant: MerchantId) -> Result<Vec<SupplierScore>, OrderError> {
        let now = self.now();
        let mut tx = self.orders().db().read().await?;
        let asked = store::fulfilments::asked_since(&mut tx, merchant, now.before(SCORED)).await?;
        let mut by: HashMap<SupplierId, (SupplierScore, Vec<Span>)> = HashMap::new();
        for (supplier, state, took) in asked {
            let (score, times) =
                by.entry(supplier).or_insert_with(|| (self.no_score(supplier, now), Vec::new()));
            match state {
                AttemptState::Credited => score.credited += 1,
                AttemptState::Failed => score.failed += 1,
                AttemptState::Sent | AttemptState::Accepted => score.open += 1,
            }
            times.extend(took.filter(|_| state == AttemptState::Credited));
        }
        let mut scores: Vec<SupplierScore> = by
            .into_values()
            .map(|(mut score, mut times)| {
                times.sort_unstable();
                let at =
                    |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
                (score.half, score.most) = (at(50).copied(), at(95).copied());
                score
            })
            .collect();
        scores.sort_by_key(|score| score.supplier);
        Ok(scores)
    }

    fn no_score(&self, supplier: SupplierId, now: Time) -> SupplierScore {
        let health = self.0.breakers.health(supplier, now);
        SupplierScore { supplier, credited: 0, failed: 0, open: 0, half: None, most: None, health }
    }

    /// How a supplier does on this node.
    pub fn health(&self, supplier: SupplierId) -> SupplierHealth {
        self.0.breakers.health(supplier, self.now())
    }
}
