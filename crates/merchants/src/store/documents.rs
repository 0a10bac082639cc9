use crate::Document;
use db::{Db, Result, Row, Tx, params};
use kernel::{ApplicationId, DocumentId, MerchantId};

const COLUMNS: &str = "id, application, merchant, kind, name, media, bytes, digest, blob, created_at";

pub(crate) async fn insert(tx: &mut Tx, d: &Document) -> Result<()> {
    let sql = format!("insert into documents ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    let values = params![
        d.id,
        d.application,
        d.merchant,
        d.kind.code(),
        &d.name,
        d.media.code(),
        d.bytes,
        &d.digest,
        &d.blob,
        d.created_at
    ];
    tx.exec_one(&sql, values).await
}

pub(crate) async fn delete(tx: &mut Tx, id: DocumentId) -> Result<()> {
    tx.exec_one("delete from documents where id = $1", params![id]).await
}

pub(crate) async fn find(tx: &mut Tx, id: DocumentId) -> Result<Option<Document>> {
    let sql = format!("select {COLUMNS} from documents where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_blob(db: &Db, blob: &str) -> Result<Option<Document>> {
    let sql = format!("select {COLUMNS} from documents where blob = $1 order by id limit 1");
    db.query_opt(&sql, params![blob]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn of_application(tx: &mut Tx, application: ApplicationId) -> Result<Vec<Document>> {
    let sql = format!("select {COLUMNS} from documents where application = $1 order by id");
    tx.query(&sql, params![application]).await?.iter().map(read).collect()
}

pub(crate) async fn of_merchant(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Document>> {
    let sql = format!("select {COLUMNS} from documents where merchant = $1 order by id");
    tx.query(&sql, params![merchant]).await?.iter().map(read).collect()
}

/// What was an applicant's is the merchant's, too.
pub(crate) async fn hand_over(tx: &mut Tx, application: ApplicationId, merchant: MerchantId) -> Result<u64> {
    tx.exec("update documents set merchant = $2 where application = $1", params![application, merchant]).await
}

/// Other applications that were handed in with one of the same files.
pub(crate) async fn same_digest(tx: &mut Tx, application: ApplicationId) -> Result<Vec<String>> {
    let sql = "select distinct o.application from documents d join documents o on o.digest = d.digest \
               join applications a on a.id = o.application \
               where d.application = $1 and o.application <> $1 and a.state <> 'draft' order by o.application limit 10";
    tx.query(sql, params![application]).await?.iter().map(|row| row.text(0)).collect()
}

fn read(row: &Row) -> Result<Document> {
    Ok(Document {
        id: row.parse(0)?,
        application: row.parse_opt(1)?,
        merchant: row.parse_opt(2)?,
        kind: row.parse(3)?,
        name: row.text(4)?,
        media: row.parse(5)?,
        bytes: row.int(6)?,
        digest: row.text(7)?,
        blob: row.text(8)?,
        created_at: row.time(9)?,
    })
}
