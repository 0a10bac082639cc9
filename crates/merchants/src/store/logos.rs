use crate::Logo;
use db::{Db, Result, Row, Tx, params};
use kernel::MerchantId;

const COLUMNS: &str = "merchant, digest, media, width, height, created_at";

pub(crate) async fn put(tx: &mut Tx, logo: &Logo, content: &[u8]) -> Result<()> {
    let sql = "insert into store_logos (merchant, digest, media, width, height, created_at, content) \
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (merchant) do update set digest = excluded.digest, \
               media = excluded.media, width = excluded.width, height = excluded.height, \
               created_at = excluded.created_at, content = excluded.content";
    let values = params![
        logo.merchant,
        &logo.digest,
        logo.media.code(),
        logo.width,
        logo.height,
        logo.created_at,
        content
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Logo>> {
    let sql = format!("select {COLUMNS} from store_logos where merchant = $1");
    tx.query_opt(&sql, params![merchant]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn delete(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    tx.exec_one("delete from store_logos where merchant = $1", params![merchant]).await
}

pub(crate) async fn by_digest(db: &Db, digest: &str) -> Result<Option<(Logo, Vec<u8>)>> {
    let sql =
        format!("select {COLUMNS}, content from store_logos where digest = $1 order by merchant limit 1");
    let row = db.query_opt(&sql, params![digest]).await?;
    row.map(|row| Ok((read(&row)?, row.bytes(6)?))).transpose()
}

fn read(row: &Row) -> Result<Logo> {
    Ok(Logo {
        merchant: row.parse(0)?,
        digest: row.text(1)?,
        media: row.parse(2)?,
        width: row.int(3)?,
        height: row.int(4)?,
        created_at: row.time(5)?,
    })
}
