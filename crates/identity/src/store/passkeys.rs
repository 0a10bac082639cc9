use crate::{Passkey, Result as Outcome};
use db::{Db, DbError, Result, Row, Tx, params};
use kernel::{PasskeyId, Time, UserId};

/// A passkey with what the library needs to check an answer.
pub(crate) struct Known {
    pub passkey: Passkey,
    pub credential: Vec<u8>,
    record: String,
    version: i64,
}

impl Known {
    pub fn record(&self) -> Outcome<webauthn_rs::prelude::Passkey> {
        let read = serde_json::from_str(&self.record);
        Ok(read.map_err(|error| DbError::Decode(format!("a passkey: {error}")))?)
    }
}

/// False where somebody has registered the same credential.
pub(crate) async fn insert(tx: &mut Tx, passkey: &Passkey, credential: &[u8], record: &str) -> Result<bool> {
    let sql = "insert into passkeys (id, credential, user_id, name, record, version, created_at)
               values ($1, $2, $3, $4, $5, 0, $6) on conflict (credential) do nothing";
    let Passkey { id, user, name, created_at, .. } = passkey;
    Ok(tx.exec(sql, params![*id, credential, *user, name, record, *created_at]).await? == 1)
}

const COLUMNS: &str = "id, user_id, name, created_at, last_used_at, credential, record, version";

pub(crate) async fn list(db: &Db, user: UserId) -> Result<Vec<Known>> {
    let sql = format!("select {COLUMNS} from passkeys where user_id = $1 order by id");
    db.query(&sql, params![user]).await?.iter().map(read).collect()
}

pub(crate) async fn by_credential(db: &Db, credential: &[u8]) -> Result<Option<Known>> {
    let sql = format!("select {COLUMNS} from passkeys where credential = $1");
    db.query_opt(&sql, params![credential]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Known> {
    Ok(Known {
        passkey: Passkey {
            id: row.parse(0)?,
            user: row.parse(1)?,
            name: row.text(2)?,
            created_at: row.time(3)?,
            last_used_at: row.get(4)?,
        },
        credential: row.bytes(5)?,
        record: row.text(6)?,
        version: row.int(7)?,
    })
}

/// False where another use was written since it was read, or it is gone.
pub(crate) async fn used(tx: &mut Tx, known: &Known, record: &str, now: Time) -> Result<bool> {
    let sql = "update passkeys set record = $3, version = version + 1, last_used_at = $4
               where id = $1 and version = $2";
    Ok(tx.exec(sql, params![known.passkey.id, known.version, record, now]).await? == 1)
}

pub(crate) async fn rename(tx: &mut Tx, user: UserId, id: PasskeyId, name: &str) -> Result<bool> {
    let sql = "update passkeys set name = $3 where id = $1 and user_id = $2";
    Ok(tx.exec(sql, params![id, user, name]).await? == 1)
}

pub(crate) async fn delete_all(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("delete from passkeys where user_id = $1", params![user]).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<bool> {
    Ok(tx.exec("delete from passkeys where id = $1 and user_id = $2", params![id, user]).await? == 1)
}
