//! What people see of their orders: titles and guides as they were when it was sold.

use crate::{Order, OrderError, Orders, PaymentView, store};
use kernel::{Bilingual, DeliveryId, Money, OfferId, ProductId, SkuId, Time};
use std::collections::HashMap;

pub struct OrderView {
    pub order: Order,
    pub merchant_name: Bilingual,
    pub lines: Vec<LineView>,
    pub deliveries: Vec<DeliveryView>,
    /// The open payment of a waiting order.
    pub payment: Option<PaymentView>,
    pub exceptions: Vec<ExceptionView>,
}

pub struct LineView {
    pub line: i64,
    pub offer: OfferId,
    pub sku: SkuId,
    pub title: Bilingual,
    pub sku_name: Bilingual,
    pub guide: Bilingual,
    pub terms: Bilingual,
    pub unit_price: Money,
    pub quantity: i64,
}

pub struct DeliveryView {
    pub id: DeliveryId,
    pub line: i64,
    pub sku: SkuId,
    /// `delivered`; `recalled`, never to be shown; `replaced` by another one.
    pub state: String,
    pub delivered_at: Time,
    pub revealed_at: Option<Time>,
    /// The unit that this one came in the place of.
    pub replaces: Option<DeliveryId>,
}

/// Money that did not simply pay the order, and what was done with it.
pub struct ExceptionView {
    /// `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency`, `sold_out`
    pub kind: String,
    pub amount: Money,
    /// `delivered`, `credited`, `refunded`
    pub action: String,
    /// `done`, `refunding`, `refund_failed`, `ask_by_hand`
    pub state: String,
}

/// One row of a list.
pub struct OrderSummary {
    pub order: Order,
    /// Title of the first line.
    pub title: Bilingual,
}

impl Orders {
    pub async fn view(&self, order: Order) -> Result<OrderView, OrderError> {
        let mut tx = self.db().read().await?;
        let titles = titles(&mut tx, [&order]).await?;
        let lines = order
            .lines
            .iter()
            .map(|l| {
                let revision = titles.get(&(l.product, l.revision)).cloned().unwrap_or_default();
                LineView {
                    line: l.line,
                    offer: l.offer,
                    sku: l.sku,
                    title: revision.title,
                    sku_name: l.sku_name.clone(),
                    guide: revision.guide,
                    terms: revision.terms,
                    unit_price: Money::new(l.unit_price, order.currency()),
                    quantity: l.quantity,
                }
            })
            .collect();
        let deliveries = store::deliveries::of_order(&mut tx, order.merchant, order.id).await?;
        let replaced = deliveries.iter().any(|d| d.state == "replaced");
        let pairs = match replaced {
            true => store::replacements::pairs_of(&mut tx, order.merchant, order.id).await?,
            false => Vec::new(),
        };
        let exceptions = store::payments::exceptions(&mut tx, order.paid_for()).await?;
        let merchant = crate::batch::selling(&mut tx, &[order.merchant]).await?.into_iter().next();
        let payments = store::payments::of_order(&mut tx, order.merchant, order.id).await?;
        drop(tx);
        Ok(OrderView {
            merchant_name: merchant.map(|m| m.name).unwrap_or_default(),
            lines,
            deliveries: deliveries
                .into_iter()
                .map(|d| DeliveryView {
                    id: d.id,
                    line: d.line,
                    sku: d.sku,
                    state: d.state,
                    delivered_at: d.delivered_at,
                    revealed_at: d.revealed_at,
                    replaces: pairs.iter().find(|(_, fresh)| *fresh == d.id).map(|(dead, _)| *dead),
                })
                .collect(),
            payment: payments.into_iter().find(|p| p.state == "open").map(Into::into),
            exceptions: exceptions
                .into_iter()
                .map(|x| ExceptionView { kind: x.kind, amount: x.amount, action: x.action, state: x.state })
                .collect(),
            order,
        })
    }

    /// Titles for a list, in one query.
    pub async fn summaries(&self, orders: Vec<Order>) -> Result<Vec<OrderSummary>, OrderError> {
        let mut tx = self.db().read().await?;
        let titles = titles(&mut tx, &orders).await?;
        let title_of = |o: &Order| {
            let first = o.lines.first().and_then(|l| titles.get(&(l.product, l.revision)));
            first.map(|r| r.title.clone()).unwrap_or_default()
        };
        Ok(orders.into_iter().map(|order| OrderSummary { title: title_of(&order), order }).collect())
    }
}

/// The texts of a product at one revision.
#[derive(Clone, Default)]
struct Texts {
    title: Bilingual,
    guide: Bilingual,
    terms: Bilingual,
}

async fn titles<'a>(
    tx: &mut db::Tx,
    orders: impl IntoIterator<Item = &'a Order>,
) -> Result<HashMap<(ProductId, i64), Texts>, OrderError> {
    let keys: Vec<(ProductId, i64)> =
        orders.into_iter().flat_map(|o| o.lines.iter().map(|l| (l.product, l.revision))).collect();
    let revisions = catalog::revisions(tx, &keys).await?;
    let texts = revisions.into_iter().map(|r| {
        ((r.product, r.revision), Texts { title: r.words.title, guide: r.words.guide, terms: r.words.terms })
    });
    Ok(texts.collect())
}
