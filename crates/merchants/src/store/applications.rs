use super::timeline::{read_reasons, write_reasons};
use crate::{Application, ApplicationState, Private, Reason, Sealer};
use db::{DbError, Result, Row, Tx, Value, params};
use kernel::{ApplicationId, Bilingual, MerchantId, PageAsk, Time, UserId};

const COLUMNS: &str = "id, user_id, state, kind, name_zh, name_en, about_zh, about_en, store_slug, sealed, reasons, \
     reviewer, merchant, created_at, changed_at, submitted_at, decided_at";

pub(crate) async fn insert(tx: &mut Tx, a: &Application, sealed: Vec<u8>) -> Result<bool> {
    let sql = "insert into applications (id, user_id, state, kind, name_zh, name_en, about_zh, about_en, store_slug, \
               sealed, reasons, reviewer, created_at, changed_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', $11, $12)";
    let values = params![
        a.id,
        a.user,
        a.state.code(),
        a.kind.code(),
        &a.name.zh,
        &a.name.en,
        &a.about.zh,
        &a.about.en,
        &a.store_slug,
        sealed,
        a.created_at,
        a.changed_at
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

/// False where it was changed or handed in meanwhile.
pub(crate) async fn change(tx: &mut Tx, a: &Application, seen: Time, sealed: Vec<u8>) -> Result<bool> {
    let sql = "update applications set kind = $4, name_zh = $5, name_en = $6, about_zh = $7, about_en = $8, \
               store_slug = $9, sealed = $10, changed_at = $11 where id = $1 and state = $2 and changed_at = $3";
    let values = params![
        a.id,
        a.state.code(),
        seen,
        a.kind.code(),
        &a.name.zh,
        &a.name.en,
        &a.about.zh,
        &a.about.en,
        &a.store_slug,
        sealed,
        a.changed_at
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn submit(tx: &mut Tx, a: &Application, now: Time) -> Result<bool> {
    let sql = "update applications set state = 'submitted', submitted_at = $4, reasons = '', reviewer = '' \
               where id = $1 and state = $2 and changed_at = $3";
    Ok(tx.exec(sql, params![a.id, a.state.code(), a.changed_at, now]).await? == 1)
}

pub(crate) async fn take(tx: &mut Tx, id: ApplicationId, reviewer: &str) -> Result<bool> {
    let sql =
        "update applications set state = 'in_review', reviewer = $2 where id = $1 and state = 'submitted'";
    Ok(tx.exec(sql, params![id, reviewer]).await? == 1)
}

pub(crate) async fn send_back(tx: &mut Tx, id: ApplicationId, reasons: &[Reason], now: Time) -> Result<bool> {
    let sql = "update applications set state = 'returned', reasons = $2, decided_at = $3 \
               where id = $1 and state = 'in_review'";
    Ok(tx.exec(sql, params![id, write_reasons(reasons), now]).await? == 1)
}

pub(crate) async fn approve(tx: &mut Tx, id: ApplicationId, merchant: MerchantId, now: Time) -> Result<bool> {
    let sql = "update applications set state = 'approved', merchant = $2, decided_at = $3 \
               where id = $1 and state = 'in_review'";
    Ok(tx.exec(sql, params![id, merchant, now]).await? == 1)
}

pub(crate) async fn of_user(tx: &mut Tx, sealer: &Sealer, user: UserId) -> Result<Option<Application>> {
    let sql = format!("select {COLUMNS} from applications where user_id = $1");
    tx.query_opt(&sql, params![user]).await?.map(|row| read(&row, sealer)).transpose()
}

pub(crate) async fn find(tx: &mut Tx, sealer: &Sealer, id: ApplicationId) -> Result<Option<Application>> {
    let sql = format!("select {COLUMNS} from applications where id = $1");
    tx.query_opt(&sql, params![id]).await?.map(|row| read(&row, sealer)).transpose()
}

pub(crate) async fn list(
    tx: &mut Tx,
    sealer: &Sealer,
    state: Option<ApplicationState>,
    ask: &PageAsk,
) -> Result<Vec<Application>> {
    let mut sql = format!("select {COLUMNS} from applications where id > $1 and state <> 'draft'");
    let mut values = vec![Value::from(ask.after.clone().unwrap_or_default()), Value::from(ask.limit + 1)];
    if let Some(state) = state {
        sql.push_str(" and state = $3");
        values.push(Value::from(state.code()));
    }
    sql.push_str(" order by id limit $2");
    tx.query(&sql, &values).await?.iter().map(|row| read(row, sealer)).collect()
}

pub(crate) async fn put_print(tx: &mut Tx, id: ApplicationId, kind: &str, print: Vec<u8>) -> Result<()> {
    let sql = "insert into admission_prints (application, kind, print) values ($1, $2, $3) \
               on conflict (application, kind) do update set print = excluded.print";
    tx.exec_one(sql, params![id, kind, print]).await
}

pub(crate) async fn print_of(tx: &mut Tx, id: ApplicationId, kind: &str) -> Result<Option<Vec<u8>>> {
    let sql = "select print from admission_prints where application = $1 and kind = $2";
    tx.query_opt(sql, params![id, kind]).await?.map(|row| row.bytes(0)).transpose()
}

/// Others that were handed in and not sent back, and merchants that were not closed, with the same fingerprint.
pub(crate) async fn same_print(
    tx: &mut Tx,
    id: ApplicationId,
    kind: &str,
    print: Vec<u8>,
) -> Result<Vec<String>> {
    let sql = "select a.id from admission_prints p join applications a on a.id = p.application \
               left join merchants m on m.id = a.merchant \
               where p.kind = $2 and p.print = $3 and a.id <> $1 \
               and a.state in ('submitted', 'in_review', 'approved') and coalesce(m.state, 'active') <> 'closed' \
               order by a.id limit 10";
    tx.query(sql, params![id, kind, print]).await?.iter().map(|row| row.text(0)).collect()
}

fn read(row: &Row, sealer: &Sealer) -> Result<Application> {
    let id = row.parse(0)?;
    let private = Private::opened(sealer, id, &row.bytes(9)?)
        .ok_or_else(|| DbError::State(format!("what is sealed in application {id} does not open")))?;
    Ok(Application {
        id,
        user: row.parse(1)?,
        state: row.parse(2)?,
        kind: row.parse(3)?,
        name: Bilingual::new(row.text(4)?, row.text(5)?),
        about: Bilingual::new(row.text(6)?, row.text(7)?),
        store_slug: row.text(8)?,
        private,
        reasons: read_reasons(&row.text(10)?)?,
        reviewer: row.text(11)?,
        merchant: row.parse_opt(12)?,
        created_at: row.time(13)?,
        changed_at: row.time(14)?,
        submitted_at: row.get(15)?,
        decided_at: row.get(16)?,
    })
}

/// With all that belongs to it; the names of its scans in the blob store.
pub(crate) async fn erase(tx: &mut Tx, id: ApplicationId, state: ApplicationState) -> Result<Vec<String>> {
    tx.exec_one("delete from applications where id = $1 and state = $2", params![id, state.code()]).await?;
    tx.exec("delete from admission_prints where application = $1", params![id]).await?;
    tx.exec("delete from admission_events where subject = $1", params![id]).await?;
    let rows = tx.query("delete from documents where application = $1 returning blob", params![id]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}
