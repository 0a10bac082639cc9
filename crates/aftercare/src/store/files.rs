use crate::CaseFile;
use db::{Db, Result, Row, Tx, params};
use kernel::{DisputeFileId, DisputeId};

const COLUMNS: &str = "id, dispute, side, name, media, bytes, digest, blob, created_at";

fn read(r: &Row) -> Result<CaseFile> {
    Ok(CaseFile {
        id: r.parse(0)?,
        dispute: r.parse(1)?,
        side: r.parse(2)?,
        name: r.text(3)?,
        media: r.parse(4)?,
        bytes: r.int(5)?,
        digest: r.text(6)?,
        blob: r.text(7)?,
        created_at: r.time(8)?,
    })
}

pub(crate) async fn of(tx: &mut Tx, dispute: DisputeId) -> Result<Vec<CaseFile>> {
    let sql = format!("select {COLUMNS} from dispute_files where dispute = $1 order by id");
    tx.query(&sql, params![dispute]).await?.iter().map(read).collect()
}

pub(crate) async fn find(tx: &mut Tx, id: DisputeFileId) -> Result<Option<CaseFile>> {
    let sql = format!("select {COLUMNS} from dispute_files where id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_blob(db: &Db, blob: &str) -> Result<Option<CaseFile>> {
    let sql = format!("select {COLUMNS} from dispute_files where blob = $1 order by id limit 1");
    db.query_opt(&sql, params![blob]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn insert(tx: &mut Tx, f: &CaseFile) -> Result<()> {
    let sql = format!("insert into dispute_files ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    let values = params![
        f.id,
        f.dispute,
        f.side.code(),
        &f.name,
        f.media.code(),
        f.bytes,
        &f.digest,
        &f.blob,
        f.created_at
    ];
    tx.exec_one(&sql, values).await
}
