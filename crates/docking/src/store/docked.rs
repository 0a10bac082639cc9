use crate::Dialect;
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{DockingKeyId, MerchantId, OrderId, Time};
use std::collections::{HashMap, HashSet};

/// An order under a partner's number.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub key: DockingKeyId,
    pub downstream_no: String,
    pub digest: String,
    pub merchant: MerchantId,
    /// None: it is being placed, or was refused.
    pub order: Option<OrderId>,
    pub dialect: Dialect,
    pub callback_url: String,
    pub trace: String,
    /// What was last heard.
    pub told: String,
    pub tries: i64,
    pub created_at: Time,
}

const COLUMNS: &str = "docking_key, downstream_no, digest, merchant, order_id, dialect, callback_url, trace, told, tries, \
     created_at";

/// False where the number is known.
pub(crate) async fn insert(tx: &mut Tx, new: &Stored, due: Time) -> Result<bool> {
    let sql = "insert into docking_orders (docking_key, downstream_no, digest, merchant, order_id, dialect, callback_url, \
               trace, told, tries, due_at, created_at) values ($1, $2, $3, $4, '', $5, $6, $7, '', 0, $8, $9) \
               on conflict do nothing";
    let values = params![
        new.key,
        &new.downstream_no,
        &new.digest,
        new.merchant,
        new.dialect.code(),
        &new.callback_url,
        &new.trace,
        due,
        new.created_at
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn find(tx: &mut Tx, key: DockingKeyId, downstream_no: &str) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_orders where docking_key = $1 and downstream_no = $2");
    tx.query_opt(&sql, params![key, downstream_no]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_order(tx: &mut Tx, key: DockingKeyId, order: OrderId) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_orders where order_id = $2 and docking_key = $1");
    tx.query_opt(&sql, params![key, order]).await?.as_ref().map(read).transpose()
}

/// The partner's numbers of those orders that were placed under that key.
pub(crate) async fn numbers_of(
    tx: &mut Tx,
    key: DockingKeyId,
    orders: HashSet<OrderId>,
) -> Result<HashMap<OrderId, String>> {
    let sql = "select order_id, downstream_no from docking_orders where order_id = $1 and docking_key = $2";
    let keys = orders.into_iter().map(|order| row![order, key]).collect();
    let rows = tx.query_each(sql, &[Ty::Text; 2], keys).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.text(1)?))).collect()
}

/// It was placed; said twice, it changes nothing.
pub(crate) async fn placed(tx: &mut Tx, row: &Stored, order: OrderId, due: Option<Time>) -> Result<u64> {
    let sql = "update docking_orders set order_id = $3, due_at = $4 \
               where docking_key = $1 and downstream_no = $2 and order_id = ''";
    tx.exec(sql, params![row.key, &row.downstream_no, order, due]).await
}

/// It was refused: the number is free again.
pub(crate) async fn refused(tx: &mut Tx, row: &Stored) -> Result<u64> {
    let sql = "delete from docking_orders where docking_key = $1 and downstream_no = $2 and order_id = '' and digest = $3";
    tx.exec(sql, params![row.key, &row.downstream_no, &row.digest]).await
}

/// Whether anything is to be looked at by now.
pub(crate) async fn any_due(tx: &mut Tx, now: Time) -> Result<bool> {
    let sql = "select 1 from docking_orders where due_at <= $1 limit 1";
    Ok(tx.query_opt(sql, params![now]).await?.is_some())
}

/// Those to be looked at by now, taken until then; nobody else takes them before.
pub(crate) async fn take_due(tx: &mut Tx, now: Time, until: Time, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "select {COLUMNS} from docking_orders where due_at <= $1 order by due_at limit $2 for update skip locked"
    );
    let found = tx.query(&sql, params![now, limit]).await?;
    let taken = found.iter().map(read).collect::<Result<Vec<_>>>()?;
    for row in &taken {
        let sql = "update docking_orders set due_at = $3 where docking_key = $1 and downstream_no = $2";
        tx.exec_one(sql, params![row.key, &row.downstream_no, until]).await?;
    }
    Ok(taken)
}

/// What came of the look.
pub(crate) async fn looked(
    tx: &mut Tx,
    row: &Stored,
    (told, tries): (&str, i64),
    due: Option<Time>,
) -> Result<()> {
    let sql = "update docking_orders set told = $3, tries = $4, due_at = $5 \
               where docking_key = $1 and downstream_no = $2";
    tx.exec(sql, params![row.key, &row.downstream_no, told, tries, due]).await.map(|_| ())
}

/// It is looked at sooner: something has happened that this house knows of.
pub(crate) async fn hurry(tx: &mut Tx, key: DockingKeyId, downstream_no: &str, due: Time) -> Result<()> {
    let sql = "update docking_orders set due_at = $3 where docking_key = $1 and downstream_no = $2 \
               and callback_url <> '' and (due_at is null or due_at > $3)";
    tx.exec(sql, params![key, downstream_no, due]).await.map(|_| ())
}

fn read(row: &Row) -> Result<Stored> {
    let order = row.text(4)?;
    let parsed = if order.is_empty() { None } else { Some(row.parse(4)?) };
    Ok(Stored {
        key: row.parse(0)?,
        downstream_no: row.text(1)?,
        digest: row.text(2)?,
        merchant: row.parse(3)?,
        order: parsed,
        dialect: row.text(5)?.parse().map_err(|()| DbError::Decode("an unknown dialect".into()))?,
        callback_url: row.text(6)?,
        trace: row.text(7)?,
        told: row.text(8)?,
        tries: row.int(9)?,
        created_at: row.time(10)?,
    })
}
