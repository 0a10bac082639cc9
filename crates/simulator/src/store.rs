//! What lies in the database, read past the product's own code; and the sabotage.

/// What lies there of chargebacks.
mod bank;
pub use bank::{ChargebackRow, chargebacks};
/// What lies there of disputes, top-ups, accounts and statements.
mod cases;
pub use cases::{
    BondRow, CaseRow, HeldRow, TopUpRow, add_user, bonds, cases, gone, held, open_differences, recalled,
    recalled_units, top_ups,
};

use crate::gateway::What;
use db::{Db, DbError, Result};
use kernel::{Currency, MerchantId, Money, OrderId, PaymentId, RefundId, Time, UserId};

pub struct OrderRow {
    pub id: OrderId,
    pub merchant: MerchantId,
    pub buyer: Option<UserId>,
    /// The keyed digest of the contact.
    pub contact: Option<Vec<u8>>,
    pub state: String,
    pub pay: String,
    pub total: Money,
    pub fee: i64,
    /// What the buyer's wallet holds ready for it, or has paid beside the channel.
    pub wallet_part: i64,
    pub metadata: Option<String>,
}

pub async fn orders(tx: &mut db::Tx) -> Result<Vec<OrderRow>> {
    let sql = "select id, merchant, buyer, contact_print, state, pay, total, currency, fee, metadata, wallet_part \
               from orders order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(OrderRow {
                id: r.parse(0)?,
                merchant: r.parse(1)?,
                buyer: r.parse_opt(2)?,
                contact: r.get(3)?,
                state: r.text(4)?,
                pay: r.text(5)?,
                total: Money::new(r.int(6)?, r.parse(7)?),
                fee: r.int(8)?,
                metadata: r.get(9)?,
                wallet_part: r.int(10)?,
            })
        })
        .collect()
}

pub struct EventRow {
    pub event: String,
    pub channel: String,
    /// What became of it.
    pub outcome: String,
    pub payment: PaymentId,
    pub of: What,
    pub amount: Money,
}

fn what(row: &db::Row, index: usize) -> Result<What> {
    let name = row.text(index)?;
    name.parse().map_err(|()| DbError::Decode(format!("{name} is nothing that is paid for")))
}

/// Money that the shop has booked as arrived.
pub async fn events(tx: &mut db::Tx) -> Result<Vec<EventRow>> {
    let sql = "select event_id, payment, order_id, amount, currency, channel, outcome from payment_events order by event_id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(EventRow {
                event: r.text(0)?,
                payment: r.parse(1)?,
                of: what(r, 2)?,
                amount: Money::new(r.int(3)?, r.parse(4)?),
                channel: r.text(5)?,
                outcome: r.text(6)?,
            })
        })
        .collect()
}

pub struct RefundRow {
    pub id: RefundId,
    pub channel: String,
    pub of: What,
    pub amount: Money,
    pub state: String,
    /// It gives back what could not be used; else what was delivered, or stood in a wallet.
    pub of_exception: bool,
}

pub async fn refunds(tx: &mut db::Tx) -> Result<Vec<RefundRow>> {
    let sql = "select id, order_id, amount, currency, state, exception, channel from refunds order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(RefundRow {
                id: r.parse(0)?,
                of: what(r, 1)?,
                amount: Money::new(r.int(2)?, r.parse(3)?),
                state: r.text(4)?,
                of_exception: !r.text(5)?.is_empty(),
                channel: r.text(6)?,
            })
        })
        .collect()
}

/// What was released of an order.
pub struct ReleaseRow {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub amount: Money,
    /// Of the amount, what was withheld.
    pub tax: i64,
}

pub async fn releases(tx: &mut db::Tx) -> Result<Vec<ReleaseRow>> {
    let sql = "select merchant, order_id, amount, currency, tax from releases order by order_id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            let amount = Money::new(r.int(2)?, r.parse(3)?);
            Ok(ReleaseRow { merchant: r.parse(0)?, order: r.parse(1)?, amount, tax: r.int(4)? })
        })
        .collect()
}

/// What went back of a delivered order, and where it came from.
pub struct BackRow {
    pub id: RefundId,
    pub order: OrderId,
    pub amount: Money,
    pub fee_back: i64,
    pub from_escrow: i64,
    pub from_balance: i64,
    pub from_bond: i64,
    /// What had been withheld, to whichever of these two paid.
    pub tax_back: i64,
    /// What the merchant owes for it.
    pub from_debt: i64,
    /// `wallet`, at once; `origin`, by the way that it came; `chargeback`, by the payer's bank.
    pub way: String,
    pub who: String,
    /// Of what a bank gave again: where escrow's part went, `escrow` or `balance`. Empty while it stays away.
    pub returned: String,
}

impl BackRow {
    pub fn stays_away(&self) -> bool {
        self.returned.is_empty()
    }
}

pub async fn given_back(tx: &mut db::Tx) -> Result<Vec<BackRow>> {
    let sql = "select id, order_id, amount, currency, fee_back, from_escrow, from_balance, from_bond, way, who, \
               tax_back, from_debt, returned from order_refunds order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(BackRow {
                id: r.parse(0)?,
                order: r.parse(1)?,
                amount: Money::new(r.int(2)?, r.parse(3)?),
                fee_back: r.int(4)?,
                from_escrow: r.int(5)?,
                from_balance: r.int(6)?,
                from_bond: r.int(7)?,
                way: r.text(8)?,
                who: r.text(9)?,
                tax_back: r.int(10)?,
                from_debt: r.int(11)?,
                returned: r.text(12)?,
            })
        })
        .collect()
}

/// Payouts: whose, how they stand, how much.
pub async fn payouts(tx: &mut db::Tx) -> Result<Vec<(MerchantId, String, Money)>> {
    let sql = "select merchant, state, amount, currency from payouts order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.text(1)?, Money::new(r.int(2)?, r.parse(3)?)))).collect()
}

/// An account's posted balance, credits being positive.
pub struct AccountRow {
    pub owner: String,
    pub purpose: String,
    pub asset: String,
    pub net: i64,
    /// What of it is promised.
    pub promised: i64,
}

pub async fn accounts(tx: &mut db::Tx) -> Result<Vec<AccountRow>> {
    let sql = "select owner, purpose, asset, credits_posted - debits_posted, debits_pending from accounts order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            let (owner, purpose, asset) = (r.text(0)?, r.text(1)?, r.text(2)?);
            Ok(AccountRow { owner, purpose, asset, net: r.int(3)?, promised: r.int(4)? })
        })
        .collect()
}

/// Units handed out, by order; and the latest moment of it.
pub async fn deliveries(tx: &mut db::Tx) -> Result<Vec<(OrderId, i64)>> {
    let sql = "select order_id, count(*) from deliveries group by order_id order by order_id";
    tx.query(sql, &[]).await?.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

/// When an order's keys were handed out.
pub async fn delivered_at(db: &Db, order: OrderId) -> Result<Option<Time>> {
    let sql = "select delivered_at from deliveries where order_id = $1 limit 1";
    db.query_opt(sql, db::params![order]).await?.map(|r| r.time(0)).transpose()
}

/// Unpaid orders that hold goods, and jobs that are still to be done: nothing of it is left once all is quiet.
pub async fn left(db: &Db) -> Result<Vec<(&'static str, i64)>> {
    let counts = [
        ("holds", "select count(*) from holds"),
        ("jobs", "select count(*) from jobs where state <> 'dead'"),
        ("dead jobs", "select count(*) from jobs where state = 'dead'"),
        ("payments to be asked about", "select count(*) from payments where ask_at is not null"),
        // What is reserved for a payout of a suspended merchant waits until that ends.
        (
            "pending transfers",
            "select count(*) from transfers where state = 'pending' and substr(id, 1, 4) <> 'pot_'",
        ),
        (
            "payouts under way",
            "select count(*) from payouts p join merchants m on m.id = p.merchant where p.state in ('requested', 'approved', 'sent') and m.state <> 'suspended'",
        ),
        ("held orders that are due", "select count(*) from held_orders where reason = 'late'"),
        ("pending refunds", "select count(*) from refunds where state in ('pending', 'ask_by_hand')"),
        ("open top-ups", "select count(*) from top_ups where state = 'open'"),
        // One whose merchant has no money waits until there is some.
        (
            "open disputes",
            "select count(*) from disputes d where d.state <> 'closed' and not exists (select 1 from dispute_entries e \
             where e.dispute = d.id and e.kind = 'unpaid')",
        ),
        ("pending orders", "select count(*) from orders where state = 'pending'"),
        (
            "open payments",
            "select count(*) from payments p join orders o on o.merchant = p.merchant and o.id = p.order_id where p.state = 'open' and o.state <> 'pending'",
        ),
        ("imports under way", "select count(*) from vault_batches where state = 'importing'"),
    ];
    let mut left = Vec::new();
    for (what, sql) in counts {
        for row in db.query(sql, &[]).await? {
            left.push((what, row.int(0)?));
        }
    }
    Ok(left)
}

/// One text that changes with nearly everything that a refused request must not change.
pub async fn figures(db: &Db) -> Result<String> {
    let sql = "select (select count(*) from orders), (select count(*) from orders where state = 'pending'), \
               (select count(*) from transfers), (select count(*) from transfers where state = 'pending'), \
               (select count(*) from deliveries), (select count(*) from holds), (select count(*) from events), \
               (select count(*) from orders where idempotency is not null), (select count(*) from payment_events), \
               (select coalesce(cast(sum(lines) as bigint), 0) from accounts), \
               (select coalesce(cast(sum(head) as bigint), 0) from vault_skus), \
               (select coalesce(cast(sum(seq) as bigint), 0) from vault_chains), \
               (select count(*) from disputes), (select count(*) from held_orders)";
    let mut text = Vec::new();
    for row in db.query(sql, &[]).await? {
        for column in 0..14 {
            text.push(row.int(column)?.to_string());
        }
    }
    Ok(text.join(" "))
}

/// Units that ever came into the vault, and those that were withdrawn.
pub async fn stock(tx: &mut db::Tx) -> Result<Vec<vault::StockCount>> {
    vault::stock_counts(tx).await
}

/// The damage that a sabotage does; how many rows it touched.
pub async fn damage(db: &Db, sql: &str) -> Result<u64> {
    let mut tx = db.begin().await?;
    let rows = tx.exec(sql, &[]).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Moves the vault's head back by one, so that the last key is sold again.
pub const HEAD_BACK: &str = "update vault_skus set head = head - 1 where head > 0";
/// Two deliveries of one SKU show the same item.
pub const SAME_KEY: &str = "update deliveries set item = (select min(d.item) from deliveries d where d.merchant = deliveries.merchant and d.sku = deliveries.sku) \
     where item > (select min(d.item) from deliveries d where d.merchant = deliveries.merchant and d.sku = deliveries.sku)";
/// The keys of idempotency are forgotten too early.
pub const AMNESIA: &str = "update orders set idempotency = null where idempotency is not null";
/// An order is gone with everything that the audit could miss it by.
pub const LOST_ORDER: &[&str] = &[
    "delete from order_lines where order_id in (select max(id) from orders where state in ('cancelled', 'expired'))",
    "delete from orders where id in (select max(id) from orders where state in ('cancelled', 'expired'))",
];
/// A wallet has more than was put in.
pub const GIFT: &str = "update accounts set credits_posted = credits_posted + 1 where purpose = 'wallet'";

/// What open disputes hold is let go behind their back.
pub const LET_GO: &str = "update held_orders set reason = 'later_due', due_at = 0, who = '' where reason = 'frozen' and who <> 'support'";
/// What a dispute gave back is the merchant's again.
pub const TAKEN_BACK: &str = "update disputes set refunded = 0 where refunded > 0";

/// What wallets paid beside a channel is forgotten.
pub const FORGOTTEN_PART: &str =
    "update orders set wallet_part = 0 where wallet_part > 0 and state = 'delivered'";

/// The currency of a money account's asset (`CNY/2`).
pub fn currency(asset: &str) -> Option<Currency> {
    asset.split_once('/')?.0.parse().ok()
}
