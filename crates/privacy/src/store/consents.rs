use crate::{Agreed, Consent};
use db::{Db, Result, Row, Tx, params};
use kernel::{Time, UserId};

/// Nothing where that version was agreed to before.
pub(crate) async fn insert(
    tx: &mut Tx,
    subject: &str,
    (document, version): (&str, &str),
    agreed: &Agreed<'_>,
    now: Time,
) -> Result<()> {
    let sql = "insert into consents (subject, document, version, at, way, from_address, language)
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (subject, document, version) do nothing";
    let (way, language) = (agreed.way.code(), agreed.language.code());
    tx.exec(sql, params![subject, document, version, now, way, agreed.from, language]).await?;
    Ok(())
}

pub(crate) async fn of(db: &Db, subject: &str) -> Result<Vec<Consent>> {
    let sql = "select document, version, at, way, from_address, language from consents
               where subject = $1 order by at desc, document, version";
    let consent = |row: &Row| {
        Ok(Consent {
            document: row.text(0)?,
            version: row.text(1)?,
            at: row.time(2)?,
            way: row.text(3)?,
            from: row.text(4)?,
            language: row.text(5)?,
        })
    };
    db.query(sql, params![subject]).await?.iter().map(consent).collect()
}

/// That somebody agreed stays; from where does not.
pub(crate) async fn forget_address(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("update consents set from_address = '' where subject = $1", params![user]).await?;
    Ok(())
}

/// Of so many that are older than that; how many.
pub(crate) async fn forget_addresses(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    let sql = "update consents set from_address = '' where from_address <> '' and at < $1 and subject in
                   (select subject from consents where from_address <> '' and at < $1 order by at limit $2)";
    tx.exec(sql, params![before, limit]).await
}
