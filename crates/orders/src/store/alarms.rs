use crate::Alarm;
use crate::alarm::NewAlarm;
use db::{Result, Row, Tx, params};
use kernel::{AlarmId, MerchantId, Time};

const COLUMNS: &str = "select merchant, id, kind, subject, order_id, detail, created_at from alarms";

pub(crate) async fn insert(tx: &mut Tx, id: AlarmId, alarm: &NewAlarm, now: Time) -> Result<()> {
    let sql = "insert into alarms (merchant, id, kind, subject, order_id, detail, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let order = alarm.order.map(|order| order.to_string());
    let detail = alarm.detail.to_string();
    let values = params![alarm.merchant, id, alarm.kind.code(), &alarm.subject, order, detail, now];
    tx.exec_one(sql, values).await
}

pub(crate) async fn get(tx: &mut Tx, merchant: MerchantId, id: AlarmId) -> Result<Option<Alarm>> {
    let sql = format!("{COLUMNS} where merchant = $1 and id = $2");
    tx.query_opt(&sql, params![merchant, id]).await?.as_ref().map(alarm).transpose()
}

/// Newest first, with ids before that one.
pub(crate) async fn list(
    tx: &mut Tx,
    merchant: MerchantId,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Alarm>> {
    // '~' sorts behind every id
    let sql = format!("{COLUMNS} where merchant = $1 and id < $2 order by id desc limit $3");
    tx.query(&sql, params![merchant, before.unwrap_or("~"), limit]).await?.iter().map(alarm).collect()
}

pub(crate) async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let rows = tx.query("select kind, count(*) from alarms group by kind order by kind", &[]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

fn alarm(row: &Row) -> Result<Alarm> {
    Ok(Alarm {
        merchant: row.parse(0)?,
        id: row.parse(1)?,
        kind: row.text(2)?,
        subject: row.text(3)?,
        order: row.parse_opt(4)?,
        detail: row.text(5)?,
        at: row.time(6)?,
    })
}
