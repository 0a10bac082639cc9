//! What is known of both sides from before.

use db::{Result, Row, Tx, params};
use kernel::{DisputeId, MerchantId, OrderId, Time, UserId};

/// Counts of orders and of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub orders: i64,
    pub refunded: i64,
    pub cases: i64,
    pub lost: i64,
    pub answer_seconds: i64,
}

fn first(row: Option<Row>, at: usize) -> Result<i64> {
    row.map_or(Ok(0), |row| Ok(row.get::<Option<i64>>(at)?.unwrap_or(0)))
}

/// Whose orders are a buyer's: by the account, or by the contact that a guest gave.
pub(crate) enum Whose {
    Account(UserId),
    ContactOf(OrderId),
}

impl Whose {
    fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Account(user) => ("o.buyer = $1", user.to_string()),
            Self::ContactOf(order) => (
                "o.contact_print = (select p.contact_print from orders p where p.id = $1)",
                order.to_string(),
            ),
        }
    }
}

/// A case is lost by a buyer who got nothing by a decision.
const LOST: &str = "cast(sum(case when d.refunded = 0 and d.replaced = 0 and d.closed_how in \
                    ('ruled', 'by_rule', 'silent_buyer', 'chargeback_won') then 1 else 0 end) as bigint)";

/// Of a buyer, without that case.
pub(crate) async fn buyer(tx: &mut Tx, whose: &Whose, without: DisputeId) -> Result<Counts> {
    let (clause, key) = whose.parts();
    let sql = format!(
        "select count(*), cast(sum(case when r.refunded > 0 then 1 else 0 end) as bigint) from orders o \
         left join refunded_orders r on r.order_id = o.id and r.merchant = o.merchant \
         where {clause} and o.state = 'delivered'"
    );
    let row = tx.query_opt(&sql, params![&key]).await?;
    let (orders, refunded) = (first(row.clone(), 0)?, first(row, 1)?);
    let sql = format!(
        "select count(*), {LOST} from orders o \
         join disputes d on d.order_id = o.id and d.merchant = o.merchant where {clause} and d.id <> $2"
    );
    let row = tx.query_opt(&sql, params![&key, without]).await?;
    Ok(Counts { orders, refunded, cases: first(row.clone(), 0)?, lost: first(row, 1)?, answer_seconds: 0 })
}

/// Of the buyer's newest orders, at most so many: what it costs to ask does not grow with what somebody has bought.
pub(crate) async fn lately(tx: &mut Tx, whose: &Whose, most: i64) -> Result<Counts> {
    let (clause, key) = whose.parts();
    let newest = format!(
        "(select o.merchant, o.id from orders o where {clause} and o.state = 'delivered' order by o.id desc limit $2) n"
    );
    let sql = format!(
        "select count(*), cast(sum(case when r.refunded > 0 then 1 else 0 end) as bigint) from {newest} \
         left join refunded_orders r on r.order_id = n.id and r.merchant = n.merchant"
    );
    let row = tx.query_opt(&sql, params![&key, most]).await?;
    let (orders, refunded) = (first(row.clone(), 0)?, first(row, 1)?);
    let sql = format!("select count(*), {LOST} from {newest} join disputes d on d.order_id = n.id");
    let row = tx.query_opt(&sql, params![&key, most]).await?;
    Ok(Counts { orders, refunded, cases: first(row.clone(), 0)?, lost: first(row, 1)?, answer_seconds: 0 })
}

/// Of a merchant since then, without that case. A case is lost by a merchant from whom money was taken.
pub(crate) async fn merchant(
    tx: &mut Tx,
    merchant: MerchantId,
    since: Time,
    without: DisputeId,
) -> Result<Counts> {
    let sql = "select count(*), cast(sum(case when r.refunded > 0 then 1 else 0 end) as bigint) from orders o \
               left join refunded_orders r on r.order_id = o.id and r.merchant = o.merchant \
               where o.merchant = $1 and o.id >= $2 and o.state = 'delivered'";
    let row = tx.query_opt(sql, params![merchant, OrderId::first_at(since)]).await?;
    let (orders, refunded) = (first(row.clone(), 0)?, first(row, 1)?);
    let sql = "select count(*), cast(sum(case when (refunded > 0 or replaced > 0) and closed_how <> 'agreed' then 1 else 0 end) as bigint), \
               cast(sum(answered_at - opened_at) as bigint), count(answered_at) from disputes \
               where merchant = $1 and opened_at >= $2 and id <> $3";
    let row = tx.query_opt(sql, params![merchant, since, without]).await?;
    let (cases, lost) = (first(row.clone(), 0)?, first(row.clone(), 1)?);
    let (answers, answered) = (first(row.clone(), 2)?, first(row, 3)?);
    let answer_seconds = if answered > 0 { answers / answered / 1_000_000 } else { 0 };
    Ok(Counts { orders, refunded, cases, lost, answer_seconds })
}

/// When the account was made.
pub(crate) async fn account_since(tx: &mut Tx, user: UserId) -> Result<Option<Time>> {
    let row = tx.query_opt("select created_at from users where id = $1", params![user]).await?;
    row.map(|row| row.time(0)).transpose()
}
