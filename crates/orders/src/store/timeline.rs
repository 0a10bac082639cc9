use db::{Result, Row, Tx, params};
use kernel::{MerchantId, Money, OrderId, Time};

/// What the tables know of an order, beside the order itself.
#[derive(Default)]
pub(crate) struct Facts {
    pub payments: Vec<PaymentFact>,
    /// When, and how many units.
    pub delivered: Vec<(Time, i64)>,
    pub shown: Vec<(Time, i64)>,
    pub exceptions: Vec<ExceptionFact>,
    pub refunds: Vec<RefundFact>,
    /// Refunds into the wallet: when, how much, on whose side.
    pub given_back: Vec<(Time, Money, String)>,
    /// When the merchant got the money, and why.
    pub released: Vec<(Time, String)>,
    /// Since when it is held, and why.
    pub frozen: Vec<(Time, String)>,
    /// When it was made, and when it was used.
    pub links: Vec<(Time, Option<Time>)>,
    /// When, and its code.
    pub alarms: Vec<(Time, String)>,
}

pub(crate) struct PaymentFact {
    pub channel: String,
    pub amount: Money,
    pub created_at: Time,
    pub paid_at: Option<Time>,
}

pub(crate) struct ExceptionFact {
    pub kind: String,
    pub action: String,
    pub amount: Money,
    pub created_at: Time,
}

pub(crate) struct RefundFact {
    pub state: String,
    pub amount: Money,
    pub created_at: Time,
    pub finished_at: Option<Time>,
}

/// An order of a thousand units has a thousand deliveries and may have more links.
const LINKS_MAX: i64 = 100;

pub(crate) async fn facts(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Facts> {
    let who = || params![merchant, order].to_vec();
    Ok(Facts {
        payments: read(
            tx,
            "select channel, amount, currency, created_at, paid_at from payments \
             where merchant = $1 and order_id = $2 order by id",
            who(),
            payment,
        )
        .await?,
        delivered: read(
            tx,
            "select delivered_at, count(*) from deliveries where merchant = $1 and order_id = $2 \
             group by delivered_at order by delivered_at",
            who(),
            counted,
        )
        .await?,
        shown: read(
            tx,
            "select revealed_at, count(*) from deliveries where merchant = $1 and order_id = $2 \
             and revealed_at is not null group by revealed_at order by revealed_at",
            who(),
            counted,
        )
        .await?,
        exceptions: read(
            tx,
            "select kind, action, amount, currency, created_at from payment_exceptions \
             where merchant = $1 and order_id = $2 order by id",
            who(),
            exception,
        )
        .await?,
        refunds: read(
            tx,
            "select state, amount, currency, created_at, finished_at from refunds \
             where merchant = $1 and order_id = $2 order by id",
            who(),
            refund,
        )
        .await?,
        given_back: given_back(tx, who()).await?,
        released: released(tx, who()).await?,
        frozen: frozen(tx, who()).await?,
        links: read(
            tx,
            "select created_at, used_at from reveal_links where merchant = $1 and order_id = $2 \
             order by created_at limit $3",
            [who(), params![LINKS_MAX].to_vec()].concat(),
            |row| Ok((row.time(0)?, row.get(1)?)),
        )
        .await?,
        alarms: read(
            tx,
            "select created_at, kind from alarms where merchant = $1 and order_id = $2 \
             and order_id is not null order by created_at limit $3",
            [who(), params![LINKS_MAX].to_vec()].concat(),
            |row| Ok((row.time(0)?, row.text(1)?)),
        )
        .await?,
    })
}

async fn given_back(tx: &mut Tx, who: Vec<db::Value>) -> Result<Vec<(Time, Money, String)>> {
    // Of an order that was paid in two parts, a refund may go back in two.
    let sql = "select x.created_at, x.amount - coalesce(r.amount, 0), x.currency, x.side from order_refunds x \
               left join refunds r on r.merchant = x.merchant and r.id = x.id \
               where x.merchant = $1 and x.order_id = $2 and x.amount > coalesce(r.amount, 0) order by x.id";
    read(tx, sql, who, |row| Ok((row.time(0)?, Money::new(row.int(1)?, row.parse(2)?), row.text(3)?))).await
}

async fn released(tx: &mut Tx, who: Vec<db::Value>) -> Result<Vec<(Time, String)>> {
    let sql = "select released_at, why from releases where merchant = $1 and order_id = $2";
    read(tx, sql, who, |row| Ok((row.time(0)?, row.text(1)?))).await
}

async fn frozen(tx: &mut Tx, who: Vec<db::Value>) -> Result<Vec<(Time, String)>> {
    let sql =
        "select since, why from held_orders where merchant = $1 and order_id = $2 and reason = 'frozen'";
    read(tx, sql, who, |row| Ok((row.time(0)?, row.text(1)?))).await
}

async fn read<T>(
    tx: &mut Tx,
    sql: &str,
    values: Vec<db::Value>,
    one: impl Fn(&Row) -> Result<T>,
) -> Result<Vec<T>> {
    tx.query(sql, &values).await?.iter().map(one).collect()
}

fn counted(row: &Row) -> Result<(Time, i64)> {
    Ok((row.time(0)?, row.int(1)?))
}

fn payment(row: &Row) -> Result<PaymentFact> {
    Ok(PaymentFact {
        channel: row.text(0)?,
        amount: Money::new(row.int(1)?, row.parse(2)?),
        created_at: row.time(3)?,
        paid_at: row.get(4)?,
    })
}

fn exception(row: &Row) -> Result<ExceptionFact> {
    Ok(ExceptionFact {
        kind: row.text(0)?,
        action: row.text(1)?,
        amount: Money::new(row.int(2)?, row.parse(3)?),
        created_at: row.time(4)?,
    })
}

fn refund(row: &Row) -> Result<RefundFact> {
    Ok(RefundFact {
        state: row.text(0)?,
        amount: Money::new(row.int(1)?, row.parse(2)?),
        created_at: row.time(3)?,
        finished_at: row.get(4)?,
    })
}
