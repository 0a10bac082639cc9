use crate::channel::{State, currency_codes, device_codes};
use db::{DbError, Result, Row, Tx, params};
use kernel::{BasisPoints, Bilingual, Currency, Time};
use ports::Device;

/// A channel as it is stored: its settings are sealed.
#[derive(Clone)]
pub(crate) struct Stored {
    pub code: String,
    pub kind: String,
    pub name: Bilingual,
    pub sealed: Vec<u8>,
    pub state: State,
    pub currencies: Vec<Currency>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub fee: BasisPoints,
    pub devices: Vec<Device>,
    pub position: i64,
    pub version: i64,
    pub created_at: Time,
    pub created_by: String,
    pub changed_at: Time,
    pub changed_by: String,
}

const COLUMNS: &str = "code, kind, name_zh, name_en, sealed, state, currencies, min_amount, max_amount, fee_bps, devices, \
     position, version, created_at, created_by, changed_at, changed_by";

/// Those that are retired come last.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Stored>> {
    let sql = format!("select {COLUMNS} from payment_channels order by position, code");
    let mut all: Vec<Stored> = tx.query(&sql, &[]).await?.iter().map(read).collect::<Result<_>>()?;
    all.sort_by_key(|channel| channel.state == State::Retired);
    Ok(all)
}

/// Held until the commit.
pub(crate) async fn lock(tx: &mut Tx, code: &str) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from payment_channels where code = $1 for update");
    tx.query_opt(&sql, params![code]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn find(tx: &mut Tx, code: &str) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from payment_channels where code = $1");
    tx.query_opt(&sql, params![code]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn insert(tx: &mut Tx, c: &Stored) -> Result<()> {
    let sql = format!(
        "insert into payment_channels ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         $16, $17)"
    );
    let values = params![
        &c.code,
        &c.kind,
        &c.name.zh,
        &c.name.en,
        c.sealed.clone(),
        c.state.code(),
        currency_codes(&c.currencies),
        c.min,
        c.max,
        c.fee.0,
        device_codes(&c.devices),
        c.position,
        c.version,
        c.created_at,
        &c.created_by,
        c.changed_at,
        &c.changed_by
    ];
    tx.exec_one(&sql, values).await
}

/// Whether it still had the version before.
pub(crate) async fn change(tx: &mut Tx, c: &Stored) -> Result<bool> {
    let sql = "update payment_channels set name_zh = $3, name_en = $4, sealed = $5, currencies = $6, \
               min_amount = $7, max_amount = $8, fee_bps = $9, devices = $10, version = $2, changed_at = $11, \
               changed_by = $12 where code = $1 and version = $2 - 1";
    let values = params![
        &c.code,
        c.version,
        &c.name.zh,
        &c.name.en,
        c.sealed.clone(),
        currency_codes(&c.currencies),
        c.min,
        c.max,
        c.fee.0,
        device_codes(&c.devices),
        c.changed_at,
        &c.changed_by
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

/// Whether it was in the state before.
pub(crate) async fn switch(
    tx: &mut Tx,
    code: &str,
    (from, to): (State, State),
    (at, by): (Time, &str),
) -> Result<bool> {
    let sql = "update payment_channels set state = $3, version = version + 1, changed_at = $4, changed_by = $5 \
               where code = $1 and state = $2";
    Ok(tx.exec(sql, params![code, from.code(), to.code(), at, by]).await? == 1)
}

pub(crate) async fn place(tx: &mut Tx, code: &str, position: i64) -> Result<()> {
    tx.exec_one("update payment_channels set position = $2 where code = $1", params![code, position]).await
}

pub(crate) async fn next_position(tx: &mut Tx) -> Result<i64> {
    let row = tx.query_opt("select coalesce(max(position), 0) + 1 from payment_channels", &[]).await?;
    row.map_or(Ok(1), |row| row.int(0))
}

/// All nodes load the channels anew. Also holds whoever changes any channel meanwhile, until the commit.
pub(crate) async fn count_change(tx: &mut Tx) -> Result<()> {
    let sql = "insert into payment_channel_changes (id, version) values (1, 1) \
               on conflict (id) do update set version = payment_channel_changes.version + 1";
    tx.exec_one(sql, &[]).await
}

/// 0 before the first change.
pub(crate) async fn version(tx: &mut Tx) -> Result<i64> {
    let row = tx.query_opt("select version from payment_channel_changes where id = 1", &[]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

fn read(row: &Row) -> Result<Stored> {
    let bad = |what: &str| DbError::Decode(format!("the {what} of a payment channel"));
    let (currencies, devices) = (row.text(6)?, row.text(10)?);
    let currencies: Option<Vec<Currency>> =
        currencies.split_whitespace().map(|code| code.parse().ok()).collect();
    let devices: Option<Vec<Device>> = devices.split_whitespace().map(|code| code.parse().ok()).collect();
    Ok(Stored {
        code: row.text(0)?,
        kind: row.text(1)?,
        name: Bilingual::new(row.text(2)?, row.text(3)?),
        sealed: row.bytes(4)?,
        state: row.text(5)?.parse().map_err(|()| bad("state"))?,
        currencies: currencies.ok_or_else(|| bad("currencies"))?,
        min: row.get(7)?,
        max: row.get(8)?,
        fee: BasisPoints(row.int(9)?),
        devices: devices.ok_or_else(|| bad("devices"))?,
        position: row.int(11)?,
        version: row.int(12)?,
        created_at: row.time(13)?,
        created_by: row.text(14)?,
        changed_at: row.time(15)?,
        changed_by: row.text(16)?,
    })
}
