use crate::one_time_code::For;
use crate::token::Digest;
use db::{Result, Tx, params};
use kernel::Time;

/// A code to be sent.
pub(crate) struct New<'a> {
    pub asked_by: Digest,
    /// Of the contact that it goes to.
    pub contact_print: &'a [u8],
    pub purpose: For,
    pub digest: [u8; 32],
    pub now: Time,
    pub expires_at: Time,
}

fn words(purpose: For) -> (&'static str, Option<String>) {
    match purpose {
        For::LogIn => ("log_in", None),
        For::Verify(user) => ("verify", Some(user.to_string())),
    }
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    let (purpose, user) = words(new.purpose);
    tx.exec_one(
        "insert into one_time_codes (asked_by, contact_print, purpose, user_id, digest, tries, created_at, expires_at)
         values ($1, $2, $3, $4, $5, 0, $6, $7)",
        params![new.asked_by, new.contact_print, purpose, user, new.digest, new.now, new.expires_at],
    )
    .await
}

/// False where there is none, it is too old, or all its tries are used up.
pub(crate) async fn count_try(tx: &mut Tx, asked_by: &Digest, most: i64, now: Time) -> Result<bool> {
    let sql = "update one_time_codes set tries = tries + 1
               where asked_by = $1 and tries < $2 and expires_at > $3";
    Ok(tx.exec(sql, params![*asked_by, most, now]).await? == 1)
}

/// False where anything of it is another: the code, the contact, the purpose, whose account it is for.
pub(crate) async fn take(
    tx: &mut Tx,
    asked_by: &Digest,
    contact_print: &[u8],
    purpose: For,
    digest: &[u8; 32],
    now: Time,
) -> Result<bool> {
    let (purpose, user) = words(purpose);
    let sql = "delete from one_time_codes
               where asked_by = $1 and contact_print = $2 and purpose = $3 and user_id is not distinct from $4
                 and digest = $5 and expires_at > $6";
    Ok(tx.exec(sql, params![*asked_by, contact_print, purpose, user, *digest, now]).await? == 1)
}

pub(crate) async fn sweep(tx: &mut Tx, now: Time) -> Result<u64> {
    tx.exec("delete from one_time_codes where expires_at <= $1", params![now]).await
}
