use crate::{DockingKey, DockingMode, KeyState};
use db::{DbError, Result, Row, Tx, params};
use kernel::{DockingKeyId, MerchantId, Time, UserId};

/// A key with its sealed secret.
pub(crate) struct Stored {
    pub key: DockingKey,
    pub sealed: Vec<u8>,
}

/// A key that goods are reported to.
pub(crate) struct Reporting {
    pub stored: Stored,
    /// Up to when changes were reported.
    pub reported_at: Time,
}

const COLUMNS: &str = "id, merchant, user_id, name, app_id, sealed, state, report_url, created_at, used_at, changed_at, \
     changed_by, reported_at";
const KEYS_MAX: i64 = 500;

pub(crate) async fn mode(tx: &mut Tx, merchant: MerchantId) -> Result<Option<DockingMode>> {
    let row = tx.query_opt("select mode from docking_modes where merchant = $1", params![merchant]).await?;
    row.map(|row| row.text(0)?.parse().map_err(|()| unknown("mode"))).transpose()
}

pub(crate) async fn put_mode(
    tx: &mut Tx,
    merchant: MerchantId,
    mode: DockingMode,
    by: &str,
    now: Time,
) -> Result<()> {
    let sql = "insert into docking_modes (merchant, mode, changed_at, changed_by) values ($1, $2, $3, $4) \
               on conflict (merchant) do update set mode = excluded.mode, changed_at = excluded.changed_at, \
               changed_by = excluded.changed_by";
    tx.exec_one(sql, params![merchant, mode.code(), now, by]).await
}

pub(crate) async fn insert(tx: &mut Tx, stored: &Stored) -> Result<()> {
    let Stored { key, sealed } = stored;
    let sql = "insert into docking_keys (id, merchant, user_id, name, app_id, sealed, state, report_url, reported_at, \
               report_due, created_at, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9, $10, $11)";
    let values = params![
        key.id,
        key.merchant,
        key.user,
        &key.name,
        key.app_id,
        sealed.clone(),
        key.state.code(),
        &key.report_url,
        key.created_at,
        key.changed_at,
        &key.changed_by
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn is_taken(tx: &mut Tx, app_id: i64) -> Result<bool> {
    let sql = "select id from docking_keys where app_id = $1";
    Ok(tx.query_opt(sql, params![app_id]).await?.is_some())
}

pub(crate) async fn count(tx: &mut Tx, user: UserId) -> Result<i64> {
    let sql = "select count(*) from docking_keys where user_id = $1 and state <> 'off'";
    tx.query_opt(sql, params![user]).await?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<DockingKey>> {
    let sql =
        format!("select {COLUMNS} from docking_keys where user_id = $1 order by id desc limit {KEYS_MAX}");
    tx.query(&sql, params![user]).await?.iter().map(|row| Ok(read(row)?.key)).collect()
}

pub(crate) async fn of_merchant(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<DockingKey>> {
    let sql =
        format!("select {COLUMNS} from docking_keys where merchant = $1 order by id desc limit {KEYS_MAX}");
    tx.query(&sql, params![merchant]).await?.iter().map(|row| Ok(read(row)?.key)).collect()
}

pub(crate) async fn by_app_id(tx: &mut Tx, app_id: i64) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_keys where app_id = $1");
    tx.query_opt(&sql, params![app_id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn find(tx: &mut Tx, id: DockingKeyId) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_keys where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

/// Held until the commit.
pub(crate) async fn lock(tx: &mut Tx, id: DockingKeyId) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_keys where id = $1 for update");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

/// Who lets partners dock, in no particular order.
pub(crate) async fn open_merchants(tx: &mut Tx) -> Result<Vec<(MerchantId, DockingMode)>> {
    let sql = format!(
        "select merchant, mode from docking_modes where mode <> 'off' order by merchant limit {KEYS_MAX}"
    );
    let row = |row: &Row| Ok((row.parse(0)?, row.text(1)?.parse().map_err(|()| unknown("mode"))?));
    tx.query(&sql, params![]).await?.iter().map(row).collect()
}

/// How many orders each of that user's keys has placed.
pub(crate) async fn orders_of_user(tx: &mut Tx, user: UserId) -> Result<Vec<(DockingKeyId, i64)>> {
    let sql = "select docking_key, count(*) from docking_orders where order_id <> '' and docking_key in \
               (select id from docking_keys where user_id = $1) group by docking_key";
    tx.query(sql, params![user]).await?.iter().map(|row| Ok((row.parse(0)?, row.int(1)?))).collect()
}

/// Another secret; the key stays in its state.
pub(crate) async fn reseal(tx: &mut Tx, id: DockingKeyId, sealed: Vec<u8>) -> Result<()> {
    tx.exec_one("update docking_keys set sealed = $2 where id = $1", params![id, sealed]).await
}

pub(crate) async fn put_report_url(tx: &mut Tx, id: DockingKeyId, url: &str) -> Result<()> {
    tx.exec_one("update docking_keys set report_url = $2 where id = $1", params![id, url]).await
}

/// From the state it was read in.
pub(crate) async fn switch(tx: &mut Tx, was: &DockingKey, to: KeyState, by: &str, now: Time) -> Result<()> {
    let sql =
        "update docking_keys set state = $3, changed_at = $4, changed_by = $5 where id = $1 and state = $2";
    tx.exec_one(sql, params![was.id, was.state.code(), to.code(), now, by]).await
}

pub(crate) async fn used(tx: &mut Tx, id: DockingKeyId, now: Time) -> Result<()> {
    tx.exec_one("update docking_keys set used_at = $2 where id = $1", params![id, now]).await
}

/// Where it reports to, if it does not say yet.
pub(crate) async fn learn_report_url(tx: &mut Tx, id: DockingKeyId, url: &str) -> Result<()> {
    let sql = "update docking_keys set report_url = $2 where id = $1 and report_url = ''";
    tx.exec(sql, params![id, url]).await.map(|_| ())
}

/// Whether goods are to be reported to anybody by now.
pub(crate) async fn any_reporting(tx: &mut Tx, now: Time) -> Result<bool> {
    let sql =
        "select 1 from docking_keys where report_due <= $1 and state = 'on' and report_url <> '' limit 1";
    Ok(tx.query_opt(sql, params![now]).await?.is_some())
}

/// Those that goods are to be reported to by now, taken until then; nobody else takes them before.
pub(crate) async fn take_reporting(
    tx: &mut Tx,
    now: Time,
    until: Time,
    limit: i64,
) -> Result<Vec<Reporting>> {
    let sql = format!(
        "select {COLUMNS} from docking_keys where report_due <= $1 and state = 'on' and report_url <> '' \
         order by report_due limit $2 for update skip locked"
    );
    let found = tx.query(&sql, params![now, limit]).await?;
    let mut taken = Vec::with_capacity(found.len());
    for row in &found {
        let stored = read(row)?;
        let sql = "update docking_keys set report_due = $2 where id = $1";
        tx.exec_one(sql, params![stored.key.id, until]).await?;
        taken.push(Reporting { stored, reported_at: row.time(12)? });
    }
    Ok(taken)
}

pub(crate) async fn reported(tx: &mut Tx, id: DockingKeyId, at: Time, due: Time) -> Result<()> {
    let sql = "update docking_keys set reported_at = $2, report_due = $3 where id = $1";
    tx.exec_one(sql, params![id, at, due]).await
}

fn read(row: &Row) -> Result<Stored> {
    let key = DockingKey {
        id: row.parse(0)?,
        merchant: row.parse(1)?,
        user: row.parse(2)?,
        name: row.text(3)?,
        app_id: row.int(4)?,
        state: row.text(6)?.parse().map_err(|()| unknown("state of a key"))?,
        report_url: row.text(7)?,
        created_at: row.time(8)?,
        used_at: row.get(9)?,
        changed_at: row.time(10)?,
        changed_by: row.text(11)?,
    };
    Ok(Stored { key, sealed: row.bytes(5)? })
}

fn unknown(what: &str) -> DbError {
    DbError::Decode(format!("an unknown {what}"))
}
