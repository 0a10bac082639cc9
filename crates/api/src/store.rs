//! The SQL of the API's own tables.

use db::{Db, Result, Tx, params};
use kernel::{MerchantId, Span, Time};
use std::collections::HashMap;

/// What is known of an idempotency key.
pub(crate) struct Known {
    pub digest: String,
    pub claimed_at: Time,
    /// Status and body of the first answer; none while it is under way.
    pub answer: Option<(i64, String)>,
}

/// False where somebody else was first.
pub(crate) async fn claim(
    tx: &mut Tx,
    scope: &str,
    key: &str,
    digest: &str,
    claim: &str,
    now: Time,
) -> Result<bool> {
    let sql =
        "insert into api_idempotency (scope, key, digest, claim, claimed_at) values ($1, $2, $3, $4, $5)
               on conflict (scope, key) do nothing";
    Ok(tx.exec(sql, params![scope, key, digest, claim, now]).await? == 1)
}

pub(crate) async fn known(tx: &mut Tx, scope: &str, key: &str) -> Result<Option<Known>> {
    let sql = "select digest, claimed_at, status, body from api_idempotency where scope = $1 and key = $2";
    let Some(row) = tx.query_opt(sql, params![scope, key]).await? else { return Ok(None) };
    let (status, body) = (row.get::<Option<i64>>(2)?, row.get::<Option<String>>(3)?);
    Ok(Some(Known { digest: row.text(0)?, claimed_at: row.time(1)?, answer: status.zip(body) }))
}

/// A claim that was left behind, by a crash, is taken over.
pub(crate) async fn take_over(
    tx: &mut Tx,
    scope: &str,
    key: &str,
    old: Time,
    claim: &str,
    now: Time,
) -> Result<bool> {
    let sql = "update api_idempotency set claim = $4, claimed_at = $5
               where scope = $1 and key = $2 and claimed_at = $3 and status is null";
    Ok(tx.exec(sql, params![scope, key, old, claim, now]).await? == 1)
}

/// False where the claim was taken over meanwhile.
pub(crate) async fn finish(
    tx: &mut Tx,
    scope: &str,
    key: &str,
    claim: &str,
    status: i64,
    body: &str,
) -> Result<bool> {
    let sql = "update api_idempotency set status = $4, body = $5
               where scope = $1 and key = $2 and claim = $3 and status is null";
    Ok(tx.exec(sql, params![scope, key, claim, status, body]).await? == 1)
}

pub(crate) async fn release(tx: &mut Tx, scope: &str, key: &str, claim: &str) -> Result<u64> {
    let sql = "delete from api_idempotency where scope = $1 and key = $2 and claim = $3 and status is null";
    tx.exec(sql, params![scope, key, claim]).await
}

pub(crate) async fn forget(db: &Db, before: Time) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.exec("delete from api_idempotency where claimed_at < $1", params![before]).await?;
    tx.commit().await?;
    Ok(gone)
}

/// How long a request may be under way before another may think that it died.
pub(crate) const CLAIM_LIVES: Span = Span::minutes(20);

/// What was made on the first steps, by the names of the steps.
pub(crate) async fn first_steps(tx: &mut Tx) -> Result<HashMap<String, String>> {
    let rows = tx.query("select step, subject from first_run", &[]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// False where the step was done before.
pub(crate) async fn step_done(tx: &mut Tx, step: &str, subject: &str, now: Time) -> Result<bool> {
    let sql =
        "insert into first_run (step, subject, created_at) values ($1, $2, $3) on conflict (step) do nothing";
    Ok(tx.exec(sql, params![step, subject, now]).await? == 1)
}

/// Requests of a merchant's programs in that month, such as 202611.
pub(crate) async fn api_calls(db: &Db, merchant: MerchantId, month: u32) -> Result<i64> {
    let sql = "select calls from api_calls where merchant = $1 and month = $2";
    let row = db.query_opt(sql, params![merchant, month_text(month)]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Adds them up.
pub(crate) async fn add_api_calls(db: &Db, rows: &[((MerchantId, u32), i64)]) -> Result<()> {
    let mut tx = db.begin().await?;
    for ((merchant, month), calls) in rows {
        let sql = "insert into api_calls (merchant, month, calls) values ($1, $2, $3)
                   on conflict (merchant, month) do update set calls = api_calls.calls + excluded.calls";
        tx.exec_one(sql, params![*merchant, month_text(*month), *calls]).await?;
    }
    tx.commit().await
}

fn month_text(month: u32) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}
