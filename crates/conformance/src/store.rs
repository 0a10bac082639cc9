//! What lies in the database, read past the product's own code.

use db::{Db, Result, params};
use kernel::{Currency, MerchantId, Money, OrderId, PaymentId, RefundId, SupplierId, UserId};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub id: PaymentId,
    /// The id of an order or of a top-up.
    pub of: String,
    pub channel: String,
    pub amount: Money,
    /// What the channel calls it, where its answer was heard.
    pub reference: Option<String>,
}

/// Of a merchant, or of a user whose wallet is topped up: whose book it is.
pub async fn payments(db: &Db, book: &str) -> Result<Vec<PaymentLine>> {
    let sql = "select id, order_id, channel, amount, currency, reference from payments where merchant = $1 order by id";
    let rows = db.query(sql, params![book]).await?;
    rows.iter()
        .map(|r| {
            Ok(PaymentLine {
                id: r.parse(0)?,
                of: r.text(1)?,
                channel: r.text(2)?,
                amount: Money::new(r.int(3)?, r.parse(4)?),
                reference: r.get(5)?,
            })
        })
        .collect()
}

/// What is booked as arrived.
pub async fn arrivals(db: &Db, book: &str) -> Result<Vec<(PaymentId, Money)>> {
    let sql = "select payment, amount, currency from payment_events where merchant = $1";
    let rows = db.query(sql, params![book]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, Money::new(r.int(1)?, r.parse(2)?)))).collect()
}

#[derive(Clone, Debug)]
pub struct RefundLine {
    pub id: RefundId,
    /// The id of an order or of a top-up.
    pub of: String,
    pub payment: PaymentId,
    pub channel: String,
    pub amount: Money,
    pub state: String,
}

pub async fn refunds(db: &Db, book: &str) -> Result<Vec<RefundLine>> {
    let sql = "select id, order_id, payment, channel, amount, currency, state from refunds where merchant = $1 order by id";
    let rows = db.query(sql, params![book]).await?;
    rows.iter()
        .map(|r| {
            Ok(RefundLine {
                id: r.parse(0)?,
                of: r.text(1)?,
                payment: r.parse(2)?,
                channel: r.text(3)?,
                amount: Money::new(r.int(4)?, r.parse(5)?),
                state: r.text(6)?,
            })
        })
        .collect()
}

/// What went into the wallets of this merchant's buyers, by order.
pub async fn credited(db: &Db, merchant: MerchantId) -> Result<Vec<(OrderId, Money)>> {
    let sql = "select order_id, amount, currency from payment_exceptions where merchant = $1 and action = 'credited'";
    let rows = db.query(sql, params![merchant]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, Money::new(r.int(1)?, r.parse(2)?)))).collect()
}

#[derive(Clone, Debug)]
pub struct OrderLine {
    pub id: OrderId,
    pub buyer: Option<UserId>,
    pub state: String,
    pub total: Money,
    pub fee: i64,
}

pub async fn orders(db: &Db, merchant: MerchantId) -> Result<Vec<OrderLine>> {
    let sql = "select id, buyer, state, total, currency, fee from orders where merchant = $1 order by id";
    let rows = db.query(sql, params![merchant]).await?;
    rows.iter()
        .map(|r| {
            Ok(OrderLine {
                id: r.parse(0)?,
                buyer: r.parse_opt(1)?,
                state: r.text(2)?,
                total: Money::new(r.int(3)?, r.parse(4)?),
                fee: r.int(5)?,
            })
        })
        .collect()
}

/// Units handed out, by order.
pub async fn deliveries(db: &Db, merchant: MerchantId) -> Result<Vec<(OrderId, i64)>> {
    let sql = "select order_id, count(*) from deliveries where merchant = $1 group by order_id";
    let rows = db.query(sql, params![merchant]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// The posted balance of an account of money, credits being positive; 0 where it was never opened.
pub async fn balance(db: &Db, owner: &str, purpose: &str, currency: Currency) -> Result<i64> {
    let sql = "select credits_posted - debits_posted from accounts where owner = $1 and purpose = $2 and asset = $3";
    let row = db.query_opt(sql, params![owner, purpose, currency.asset()]).await?;
    row.map_or(Ok(0), |r| r.int(0))
}

/// One text that changes with nearly everything that a forged notify must not change.
pub async fn figures(db: &Db) -> Result<String> {
    let sql = "select (select count(*) from payment_events), (select count(*) from payment_exceptions), \
               (select count(*) from refunds), (select count(*) from refunds where state <> 'succeeded'), \
               (select count(*) from deliveries), (select count(*) from transfers), \
               (select count(*) from transfers where state <> 'pending'), \
               (select count(*) from orders where state <> 'pending'), \
               (select count(*) from payments where state <> 'open')";
    let Some(row) = db.query_opt(sql, &[]).await? else { return Ok(String::new()) };
    (0..9).map(|column| Ok(format!("{} ", row.int(column)?))).collect()
}

/// What is still under way: nothing of it is left once all is well and done.
pub async fn left(db: &Db) -> Result<Vec<(&'static str, i64)>> {
    let counts = [
        ("holds", "select count(*) from holds"),
        ("jobs", "select count(*) from jobs where kind in ('payment.follow', 'refund.run')"),
        (
            "payments to ask about",
            "select count(*) from payments where ask_at is not null and state <> 'paid'",
        ),
        ("pending transfers", "select count(*) from transfers where state = 'pending'"),
        (
            "refunds under way",
            "select count(*) from refunds where state in ('pending', 'ask_by_hand', 'failed')",
        ),
        ("open top-ups", "select count(*) from top_ups where state = 'open'"),
        ("pending orders", "select count(*) from orders where state = 'pending'"),
        (
            "open payments",
            "select count(*) from payments p join orders o on o.merchant = p.merchant and o.id = p.order_id where p.state = 'open' and o.state <> 'pending'",
        ),
    ];
    let mut left = Vec::new();
    for (what, sql) in counts {
        for row in db.query(sql, &[]).await? {
            if row.int(0)? > 0 {
                left.push((what, row.int(0)?));
            }
        }
    }
    Ok(left)
}

/// By our number at that supplier: what was credited, and what it cost.
pub async fn spent(db: &Db, supplier: SupplierId) -> Result<BTreeMap<String, i64>> {
    let sql = "select order_no, cost from supply_attempts where state = 'credited' and supplier = $1";
    let rows = db.query(sql, params![supplier]).await?;
    rows.iter().map(|r| Ok((r.text(0)?, r.int(1)?))).collect()
}
