use crate::Note;
use db::{Result, Row, Tx, params};
use kernel::{MerchantId, OrderId, Time};

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, note: &Note) -> Result<()> {
    let sql = "insert into order_notes (merchant, order_id, id, kind, text, who, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![merchant, note.order, note.id, &note.kind, &note.text, &note.who, note.at];
    tx.exec_one(sql, values).await
}

pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<i64> {
    let sql = "select count(*) from order_notes where merchant = $1 and order_id = $2 and who <> 'system'";
    tx.query_opt(sql, params![merchant, order]).await?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) async fn last_sent(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Time>> {
    let sql = "select max(created_at) from order_notes \
               where merchant = $1 and order_id = $2 and kind = 'link_sent'";
    tx.query_opt(sql, params![merchant, order]).await?.map_or(Ok(None), |row| row.get(0))
}

/// What became of the last mail.
pub(crate) async fn last_mail(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<String>> {
    let sql = "select kind from order_notes where merchant = $1 and order_id = $2 and kind like 'mail!_%' escape '!' \
               order by created_at desc, id desc limit 1";
    tx.query_opt(sql, params![merchant, order]).await?.map(|row| row.text(0)).transpose()
}

/// The oldest first.
pub(crate) async fn of_order(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Note>> {
    let sql = "select id, order_id, kind, text, who, created_at from order_notes \
               where merchant = $1 and order_id = $2 order by id";
    tx.query(sql, params![merchant, order]).await?.iter().map(note).collect()
}

fn note(row: &Row) -> Result<Note> {
    Ok(Note {
        id: row.parse(0)?,
        order: row.parse(1)?,
        kind: row.text(2)?,
        text: row.text(3)?,
        who: row.text(4)?,
        at: row.time(5)?,
    })
}
