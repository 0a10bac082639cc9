use crate::{Merchant, MerchantState, Selling};
use db::{Db, Result, Row, Tx, Value, params};
use kernel::{BasisPoints, Bilingual, MerchantId, PageAsk};

const COLUMNS: &str = "id, name_zh, name_en, about_zh, about_en, state, fee_bps, trusted, plan, created_at";

pub(crate) async fn insert(tx: &mut Tx, m: &Merchant) -> Result<()> {
    tx.exec_one(
        &format!("insert into merchants ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        params![
            m.id,
            &m.name.zh,
            &m.name.en,
            &m.about.zh,
            &m.about.en,
            m.state.code(),
            m.fee.0,
            i64::from(m.trusted),
            &m.plan,
            m.created_at
        ],
    )
    .await
}

/// Reads a merchant whose columns begin at `from`.
pub(super) fn read(row: &Row, from: usize) -> Result<Merchant> {
    Ok(Merchant {
        id: row.parse(from)?,
        name: Bilingual::new(row.text(from + 1)?, row.text(from + 2)?),
        about: Bilingual::new(row.text(from + 3)?, row.text(from + 4)?),
        state: row.parse(from + 5)?,
        fee: BasisPoints(row.int(from + 6)?),
        trusted: row.int(from + 7)? == 1,
        plan: row.text(from + 8)?,
        created_at: row.time(from + 9)?,
    })
}

pub(crate) async fn find(db: &Db, id: MerchantId) -> Result<Option<Merchant>> {
    let sql = format!("select {COLUMNS} from merchants where id = $1");
    db.query_opt(&sql, params![id]).await?.map(|row| read(&row, 0)).transpose()
}

pub(crate) async fn hold(tx: &mut Tx, id: MerchantId) -> Result<Option<Merchant>> {
    let sql = format!("select {COLUMNS} from merchants where id = $1 for update");
    tx.query_opt(&sql, params![id]).await?.map(|row| read(&row, 0)).transpose()
}

pub(crate) async fn exists(tx: &mut Tx, id: MerchantId) -> Result<bool> {
    Ok(tx.query_opt("select id from merchants where id = $1", params![id]).await?.is_some())
}

/// `words` as they stand in a name; the engines' own case folding differs, so only this much is promised.
pub(crate) async fn list(
    db: &Db,
    state: Option<MerchantState>,
    words: &str,
    ask: &PageAsk,
) -> Result<Vec<Merchant>> {
    let mut sql = format!("select {COLUMNS} from merchants where id > $1");
    let mut values = vec![Value::from(ask.after.clone().unwrap_or_default()), Value::from(ask.limit + 1)];
    if let Some(state) = state {
        values.push(Value::from(state.code()));
        sql.push_str(&format!(" and state = ${}", values.len()));
    }
    if !words.is_empty() && !words.chars().any(char::is_control) {
        let escaped = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        values.push(Value::from(format!("%{escaped}%")));
        let at = values.len();
        sql.push_str(&format!(" and (name_zh like ${at} escape '!' or name_en like ${at} escape '!' or id like ${at} escape '!')"));
    }
    sql.push_str(" order by id limit $2");
    db.query(&sql, &values).await?.iter().map(|row| read(row, 0)).collect()
}

pub(crate) async fn selling(tx: &mut Tx, merchants: &[MerchantId]) -> Result<Vec<Selling>> {
    let ids: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let sql = "select id, state, fee_bps, name_zh, name_en from merchants where id = any($1)";
    tx.query(sql, params![ids]).await?.iter().map(read_selling).collect()
}

fn read_selling(row: &Row) -> Result<Selling> {
    let state: MerchantState = row.parse(1)?;
    Ok(Selling {
        merchant: row.parse(0)?,
        state,
        active: state == MerchantState::Active,
        fee: BasisPoints(row.int(2)?),
        name: Bilingual::new(row.text(3)?, row.text(4)?),
    })
}

/// False where the merchant was not in the old state.
pub(crate) async fn change_state(
    tx: &mut Tx,
    merchant: MerchantId,
    old: MerchantState,
    new: MerchantState,
) -> Result<bool> {
    let sql = "update merchants set state = $3 where id = $1 and state = $2";
    Ok(tx.exec(sql, params![merchant, old.code(), new.code()]).await? == 1)
}

pub(crate) async fn trusted(tx: &mut Tx, merchant: MerchantId) -> Result<Option<bool>> {
    let row = tx.query_opt("select trusted from merchants where id = $1", params![merchant]).await?;
    row.map(|row| Ok(row.int(0)? == 1)).transpose()
}

pub(crate) async fn set_trusted(tx: &mut Tx, merchant: MerchantId, trusted: bool) -> Result<u64> {
    let sql = "update merchants set trusted = $2 where id = $1";
    tx.exec(sql, params![merchant, i64::from(trusted)]).await
}

pub(crate) async fn set_plan(tx: &mut Tx, merchant: MerchantId, plan: &str) -> Result<bool> {
    Ok(tx.exec("update merchants set plan = $2 where id = $1", params![merchant, plan]).await? == 1)
}
