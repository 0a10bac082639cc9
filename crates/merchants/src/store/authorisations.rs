use crate::{Authorisation, AuthorisationState};
use db::{DbError, Result, Row, Tx, Value, params};
use kernel::{AuthorisationId, BatchId, BrandId, Currency, MerchantId, Money, PageAsk, Time};

const COLUMNS: &str = "id, merchant, brand, state, territory, channels, minimum_minor, currency, cost_basis_bps, \
     valid_from, valid_to, chain, documents, reason, created_at, decided_at";

pub(crate) async fn insert(tx: &mut Tx, a: &Authorisation) -> Result<()> {
    let sql = format!(
        "insert into authorisations ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16)"
    );
    let channels: Vec<&str> = a.channels.iter().map(|channel| channel.code()).collect();
    let json = |error: serde_json::Error| DbError::Other(error.to_string());
    let values = params![
        a.id,
        a.merchant,
        a.brand,
        a.state.code(),
        a.territory.join(" "),
        channels.join(" "),
        a.minimum_price.map(|price| price.minor),
        a.minimum_price.map(|price| price.currency),
        a.cost_basis_bps,
        a.valid_from,
        a.valid_to,
        serde_json::to_string(&a.chain).map_err(json)?,
        serde_json::to_string(&a.documents).map_err(json)?,
        &a.reason,
        a.created_at,
        a.decided_at
    ];
    tx.exec_one(&sql, values).await
}

pub(crate) async fn find(tx: &mut Tx, id: AuthorisationId) -> Result<Option<Authorisation>> {
    let sql = format!("select {COLUMNS} from authorisations where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn list(
    tx: &mut Tx,
    merchant: Option<MerchantId>,
    state: Option<AuthorisationState>,
    ask: &PageAsk,
) -> Result<Vec<Authorisation>> {
    // '~' sorts behind every id.
    let before = ask.after.clone().unwrap_or_else(|| "~".to_owned());
    let mut sql = format!("select {COLUMNS} from authorisations where id < $1");
    let mut values = vec![Value::from(before), Value::from(ask.limit + 1)];
    if let Some(merchant) = merchant {
        values.push(Value::from(merchant));
        sql.push_str(&format!(" and merchant = ${}", values.len()));
    }
    if let Some(state) = state {
        values.push(Value::from(state.code()));
        sql.push_str(&format!(" and state = ${}", values.len()));
    }
    sql.push_str(" order by id desc limit $2");
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

/// False where it was not in the old state.
pub(crate) async fn change_state(
    tx: &mut Tx,
    id: AuthorisationId,
    from: AuthorisationState,
    to: AuthorisationState,
    reason: &str,
    now: Time,
) -> Result<bool> {
    let sql =
        "update authorisations set state = $3, reason = $4, decided_at = $5 where id = $1 and state = $2";
    Ok(tx.exec(sql, params![id, from.code(), to.code(), reason, now]).await? == 1)
}

pub(crate) async fn covering(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    brand: BrandId,
) -> Result<Vec<Authorisation>> {
    let sql = format!(
        "select {COLUMNS} from authorisations where merchant = $1 and brand = $2 and state = 'approved' \
         and valid_from <= $3 and valid_to > $3 order by valid_to desc, id"
    );
    tx.query(&sql, params![merchant, brand, now]).await?.iter().map(read).collect()
}

/// Those that hold now, and those that will.
pub(crate) async fn not_over(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    brand: BrandId,
) -> Result<Vec<Authorisation>> {
    let sql = format!(
        "select {COLUMNS} from authorisations where merchant = $1 and brand = $2 and state = 'approved' \
         and valid_to > $3 order by valid_to desc, id"
    );
    tx.query(&sql, params![merchant, brand, now]).await?.iter().map(read).collect()
}

/// One whose time is over and that still stands as approved; locked.
pub(crate) async fn over(tx: &mut Tx, now: Time) -> Result<Option<AuthorisationId>> {
    let sql = "select id from authorisations where state = 'approved' and valid_to <= $1 \
               order by valid_to, id limit 1 for update skip locked";
    tx.query_opt(sql, params![now]).await?.map(|row| row.parse(0)).transpose()
}

/// One that ends before `until` and was not reminded of so late yet; locked.
pub(crate) async fn ending(
    tx: &mut Tx,
    now: Time,
    until: Time,
    days: i64,
) -> Result<Option<AuthorisationId>> {
    let sql = "select id from authorisations where state = 'approved' and valid_to > $1 and valid_to <= $2 \
               and coalesce(reminded, 9999) > $3 order by valid_to, id limit 1 for update skip locked";
    tx.query_opt(sql, params![now, until, days]).await?.map(|row| row.parse(0)).transpose()
}

pub(crate) async fn mark_reminded(tx: &mut Tx, id: AuthorisationId, days: i64) -> Result<bool> {
    let sql = "update authorisations set reminded = $2 where id = $1 and coalesce(reminded, 9999) > $2";
    Ok(tx.exec(sql, params![id, days]).await? == 1)
}

pub(crate) async fn note_batch(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
    authorisation: AuthorisationId,
) -> Result<()> {
    let sql = "insert into batch_authorisations (merchant, batch, authorisation) values ($1, $2, $3)";
    tx.exec_one(sql, params![merchant, batch, authorisation]).await
}

pub(crate) async fn of_batch(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
) -> Result<Option<AuthorisationId>> {
    let sql = "select authorisation from batch_authorisations where merchant = $1 and batch = $2";
    tx.query_opt(sql, params![merchant, batch]).await?.map(|row| row.parse(0)).transpose()
}

fn read(row: &Row) -> Result<Authorisation> {
    let odd = |error: serde_json::Error| DbError::Decode(format!("an authorisation: {error}"));
    let currency: Option<Currency> = row.parse_opt(7)?;
    let minimum = row.get::<Option<i64>>(6)?.zip(currency);
    Ok(Authorisation {
        id: row.parse(0)?,
        merchant: row.parse(1)?,
        brand: row.parse(2)?,
        state: row.parse(3)?,
        territory: row.text(4)?.split_whitespace().map(str::to_owned).collect(),
        channels: row.text(5)?.split_whitespace().filter_map(|code| code.parse().ok()).collect(),
        minimum_price: minimum.map(|(minor, currency)| Money::new(minor, currency)),
        cost_basis_bps: row.get(8)?,
        valid_from: row.time(9)?,
        valid_to: row.time(10)?,
        chain: serde_json::from_str(&row.text(11)?).map_err(odd)?,
        documents: serde_json::from_str(&row.text(12)?).map_err(odd)?,
        reason: row.text(13)?,
        created_at: row.time(14)?,
        decided_at: row.get(15)?,
    })
}
