use super::payout_accounts::kind;
use crate::{AccountKind, PayoutFilter, PayoutState};
use db::{DbError, Result, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, Money, PayoutBatchId, PayoutId, Time};
use std::collections::HashMap;

pub(crate) struct Row {
    pub merchant: MerchantId,
    pub id: PayoutId,
    pub state: PayoutState,
    pub amount: i64,
    pub fee: i64,
    pub currency: Currency,
    pub kind: AccountKind,
    pub sealed: Vec<u8>,
    pub masked: String,
    pub requested_by: String,
    pub batch: Option<String>,
    pub note: String,
    pub created_at: Time,
    pub changed_at: Time,
    /// The channel that transfers it.
    pub route: Option<String>,
    /// How often that was asked.
    pub tries: i64,
}

pub(crate) struct NewRow<'a> {
    pub merchant: MerchantId,
    pub id: PayoutId,
    pub amount: Money,
    pub fee: i64,
    pub kind: AccountKind,
    pub sealed: Vec<u8>,
    pub masked: &'a str,
    pub requested_by: &'a str,
    pub key: &'a str,
}

const COLUMNS: &str = "merchant, id, state, amount, fee, currency, kind, sealed, masked, requested_by, batch, note, \
                       created_at, changed_at, route, tries";

fn read(r: &db::Row) -> Result<Row> {
    let state = r.text(2)?;
    Ok(Row {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        state: state.parse().map_err(|()| DbError::Decode(format!("{state} is no state of a payout")))?,
        amount: r.int(3)?,
        fee: r.int(4)?,
        currency: r.parse(5)?,
        kind: kind(&r.text(6)?)?,
        sealed: r.bytes(7)?,
        masked: r.text(8)?,
        requested_by: r.text(9)?,
        batch: r.get(10)?,
        note: r.text(11)?,
        created_at: r.time(12)?,
        changed_at: r.time(13)?,
        route: r.get(14)?,
        tries: r.int(15)?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewRow<'_>, now: Time) -> Result<()> {
    let sql = "insert into payouts (merchant, id, state, amount, fee, currency, kind, sealed, masked, requested_by, \
               request_key, batch, note, created_at, changed_at) \
               values ($1, $2, 'requested', $3, $4, $5, $6, $7, $8, $9, $10, null, '', $11, $11)";
    let params = params![
        new.merchant,
        new.id,
        new.amount.minor,
        new.fee,
        new.amount.currency,
        new.kind.code(),
        new.sealed.clone(),
        new.masked,
        new.requested_by,
        new.key,
        now
    ];
    tx.exec_one(sql, params).await
}

pub(crate) async fn by_key(tx: &mut Tx, merchant: MerchantId, key: &str) -> Result<Option<PayoutId>> {
    let sql = "select id from payouts where merchant = $1 and request_key = $2";
    let found = tx.query_opt(sql, params![merchant, key]).await?;
    found.map(|row| row.parse(0)).transpose()
}

pub(crate) async fn find(tx: &mut Tx, id: PayoutId) -> Result<Option<Row>> {
    let sql = format!("select {COLUMNS} from payouts where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

/// Those of the ids that exist, in their order; nobody else changes them until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, ids: &[PayoutId]) -> Result<Vec<Row>> {
    let names: Vec<String> = ids.iter().map(PayoutId::to_string).collect();
    let sql = format!("select {COLUMNS} from payouts where id = any($1) order by id for update");
    tx.query(&sql, params![names]).await?.iter().map(read).collect()
}

/// Approved ones, the oldest first; nobody else changes them until the transaction ends.
pub(crate) async fn lock_approved(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    let sql =
        format!("select {COLUMNS} from payouts where state = 'approved' order by id limit $1 for update");
    tx.query(&sql, params![limit]).await?.iter().map(read).collect()
}

/// What is approved and a channel could transfer. Of merchants who are suspended there may be more than one turn takes.
const FOR_TRANSFER: &str = "state = 'approved' and kind = $1 and currency = $2 \
                            and merchant not in (select id from merchants where merchants.state = 'suspended')";

pub(crate) async fn waits_for_transfer(tx: &mut Tx, kind: AccountKind, currency: Currency) -> Result<bool> {
    let sql = format!("select id from payouts where {FOR_TRANSFER} limit 1");
    Ok(tx.query_opt(&sql, params![kind.code(), currency]).await?.is_some())
}

/// The oldest first; nobody else changes them until the transaction ends.
pub(crate) async fn lock_for_transfer(
    tx: &mut Tx,
    kind: AccountKind,
    currency: Currency,
    limit: i64,
) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from payouts where {FOR_TRANSFER} order by id limit $3 for update");
    tx.query(&sql, params![kind.code(), currency, limit]).await?.iter().map(read).collect()
}

/// From now on that channel is asked about them.
pub(crate) async fn put_on(tx: &mut Tx, route: &str, ids: &[PayoutId], now: Time) -> Result<()> {
    let rows = ids.iter().map(|id| row![*id, route, now]).collect();
    let sql = "update payouts set route = $2, ask_at = $3 where payouts.id = $1 and payouts.state = 'sent'";
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

/// Those that a channel is to be asked about now, the longest due first.
pub(crate) async fn to_ask_about(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<Row>> {
    let sql = format!(
        "select {COLUMNS} from payouts where state = 'sent' and route is not null and ask_at <= $1 \
         order by ask_at, id limit $2"
    );
    tx.query(&sql, params![now, limit]).await?.iter().map(read).collect()
}

/// It is this node's to ask about. False where another one was here first, or it has ended.
pub(crate) async fn claim(tx: &mut Tx, row: &Row, ask_at: Time) -> Result<bool> {
    let sql = "update payouts set tries = $3, ask_at = $4 where id = $1 and state = 'sent' and tries = $2";
    Ok(tx.exec(sql, params![row.id, row.tries, row.tries.saturating_add(1), ask_at]).await? == 1)
}

/// What it waits for. Of one that has ended meanwhile, nothing is noted.
pub(crate) async fn note(tx: &mut Tx, id: PayoutId, note: &str) -> Result<()> {
    tx.exec("update payouts set note = $2 where id = $1 and state = 'sent'", params![id, note]).await?;
    Ok(())
}

pub(crate) async fn list(tx: &mut Tx, filter: &PayoutFilter, before: &str, limit: i64) -> Result<Vec<Row>> {
    let (mut sql, mut values) =
        (format!("select {COLUMNS} from payouts where id < $1"), params![before, limit].to_vec());
    if let Some(merchant) = filter.merchant {
        values.push(merchant.into());
        sql += &format!(" and merchant = ${}", values.len());
    }
    if let Some(state) = filter.state {
        values.push(state.code().into());
        sql += &format!(" and state = ${}", values.len());
    }
    sql += " order by id desc limit $2";
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// (which, from, to, why); each must be in the state it is said to be in.
pub(crate) async fn change(
    tx: &mut Tx,
    changes: &[(PayoutId, PayoutState, PayoutState, String)],
    now: Time,
) -> Result<()> {
    use Ty::{Int, Text};
    let rows =
        changes.iter().map(|(id, from, to, why)| row![*id, from.code(), to.code(), why, now]).collect();
    let sql = "update payouts set state = $3, note = $4, changed_at = $5 where payouts.id = $1 and payouts.state = $2";
    tx.exec_each_one(sql, &[Text, Text, Text, Text, Int], rows).await
}

pub(crate) async fn put_into(tx: &mut Tx, batch: PayoutBatchId, ids: &[PayoutId]) -> Result<()> {
    let rows = ids.iter().map(|id| row![*id, batch]).collect();
    let sql = "update payouts set batch = $2 where payouts.id = $1";
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text], rows).await
}

pub(crate) async fn of_batch(tx: &mut Tx, batch: PayoutBatchId) -> Result<Vec<Row>> {
    let sql = format!("select {COLUMNS} from payouts where batch = $1 order by id");
    tx.query(&sql, params![batch]).await?.iter().map(read).collect()
}

/// False where they had agreed before.
pub(crate) async fn agree(tx: &mut Tx, id: PayoutId, who: &str, now: Time) -> Result<bool> {
    let sql = "insert into payout_approvals (payout, who, at) values ($1, $2, $3) on conflict do nothing";
    Ok(tx.exec(sql, params![id, who, now]).await? == 1)
}

pub(crate) async fn agreed(tx: &mut Tx, ids: &[PayoutId]) -> Result<HashMap<PayoutId, Vec<String>>> {
    let names: Vec<String> = ids.iter().map(PayoutId::to_string).collect();
    let mut agreed: HashMap<PayoutId, Vec<String>> = HashMap::new();
    if names.is_empty() {
        return Ok(agreed);
    }
    let sql = "select payout, who from payout_approvals where payout = any($1) order by payout, at, who";
    for row in tx.query(sql, params![names]).await? {
        agreed.entry(row.parse(0)?).or_default().push(row.text(1)?);
    }
    Ok(agreed)
}
