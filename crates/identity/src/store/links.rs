use super::users::EMAIL;
use crate::Contacts;
use crate::links::{Errand, Link, Stranger};
use crate::token::Digest;
use db::{Db, Result, Row, Tx, params};
use kernel::{Secret, Time, UserId};

pub(crate) async fn insert_errand(tx: &mut Tx, digest: &Digest, errand: &Errand, until: Time) -> Result<()> {
    let Errand { browser, provider, user, nonce, verifier, next } = errand;
    tx.exec_one(
        "insert into login_errands (digest, browser, provider, user_id, nonce, verifier, next, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![*digest, *browser, provider, *user, nonce, verifier.expose(), next, until],
    )
    .await
}

/// Gone with this; none where it was taken, has expired, or is that of another browser or provider.
pub(crate) async fn take_errand(
    tx: &mut Tx,
    digest: &Digest,
    browser: &Digest,
    provider: &str,
    now: Time,
) -> Result<Option<Errand>> {
    let sql = "delete from login_errands where digest = $1
               returning browser, provider, user_id, nonce, verifier, next, expires_at";
    let Some(row) = tx.query_opt(sql, params![*digest]).await? else { return Ok(None) };
    let ours = row.bytes(0)? == browser && row.text(1)? == provider && row.time(6)? > now;
    if !ours {
        return Ok(None);
    }
    Ok(Some(Errand {
        browser: *browser,
        provider: row.text(1)?,
        user: row.parse_opt(2)?,
        nonce: row.text(3)?,
        verifier: Secret::new(row.text(4)?),
        next: row.text(5)?,
    }))
}

pub(crate) async fn insert_stranger(
    tx: &mut Tx,
    contacts: &Contacts,
    digest: &Digest,
    stranger: &Stranger,
    until: Time,
) -> Result<()> {
    let Stranger { browser, provider, subject, shown, email, next } = stranger;
    let whose = known_as(provider, subject);
    let shown = contacts.seal(&whose, SHOWN, shown)?;
    let email = email.as_deref().map(|email| contacts.seal(&whose, EMAIL, email)).transpose()?;
    tx.exec_one(
        "insert into login_strangers (digest, browser, provider, subject, shown_sealed, email_sealed, next, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![*digest, *browser, provider, subject, shown, email, next, until],
    )
    .await
}

const STRANGER: &str = "browser, provider, subject, shown_sealed, email_sealed, next";

pub(crate) async fn stranger(
    db: &Db,
    contacts: &Contacts,
    digest: &Digest,
    browser: &Digest,
    now: Time,
) -> Result<Option<Stranger>> {
    let sql = format!(
        "select {STRANGER} from login_strangers where digest = $1 and browser = $2 and expires_at > $3"
    );
    db.query_opt(&sql, params![*digest, *browser, now])
        .await?
        .map(|row| read_stranger(&row, contacts, browser))
        .transpose()
}

/// Gone with this.
pub(crate) async fn take_stranger(
    tx: &mut Tx,
    contacts: &Contacts,
    digest: &Digest,
    browser: &Digest,
    now: Time,
) -> Result<Option<Stranger>> {
    let sql = format!(
        "delete from login_strangers where digest = $1 and browser = $2 and expires_at > $3 returning {STRANGER}"
    );
    tx.query_opt(&sql, params![*digest, *browser, now])
        .await?
        .map(|row| read_stranger(&row, contacts, browser))
        .transpose()
}

fn read_stranger(row: &Row, contacts: &Contacts, browser: &Digest) -> Result<Stranger> {
    let (provider, subject) = (row.text(1)?, row.text(2)?);
    let whose = known_as(&provider, &subject);
    let email = row.get::<Option<Vec<u8>>>(4)?;
    Ok(Stranger {
        browser: *browser,
        provider,
        subject,
        shown: contacts.open(&whose, SHOWN, &row.bytes(3)?)?,
        email: email.map(|email| contacts.open(&whose, EMAIL, &email)).transpose()?,
        next: row.text(5)?,
    })
}

/// What the sealed things of somebody at a provider are bound to.
pub(crate) fn known_as(provider: &str, subject: &str) -> String {
    format!("{provider} {subject}")
}

pub(crate) const SHOWN: &str = "shown";

/// False where somebody is known by that subject already, or the user has a link to that provider.
pub(crate) async fn insert(
    tx: &mut Tx,
    contacts: &Contacts,
    subject: &str,
    link: &Link,
    user: UserId,
) -> Result<bool> {
    let sql =
        "insert into login_links (provider, subject, user_id, shown, shown_sealed, created_at, last_used_at)
               values ($1, $2, $3, '', $4, $5, $6) on conflict do nothing";
    let Link { provider, shown, created_at, last_used_at } = link;
    let used = last_used_at.map(|at| at.0);
    let shown = contacts.seal(&known_as(provider, subject), SHOWN, shown)?;
    Ok(tx.exec(sql, params![provider, subject, user, shown, *created_at, used]).await? == 1)
}

pub(crate) async fn user_of(db: &Db, provider: &str, subject: &str) -> Result<Option<UserId>> {
    let sql = "select user_id from login_links where provider = $1 and subject = $2";
    db.query_opt(sql, params![provider, subject]).await?.map(|row| row.parse(0)).transpose()
}

pub(crate) async fn list(db: &Db, contacts: &Contacts, user: UserId) -> Result<Vec<Link>> {
    let sql = "select provider, shown, created_at, last_used_at, subject, shown_sealed from login_links where user_id = $1 order by provider";
    let read = |row: &Row| {
        let whose = known_as(&row.text(0)?, &row.text(4)?);
        let sealed = row.get::<Option<Vec<u8>>>(5)?;
        Ok(Link {
            provider: row.text(0)?,
            shown: sealed.map_or_else(|| row.text(1), |sealed| contacts.open(&whose, SHOWN, &sealed))?,
            created_at: row.time(2)?,
            last_used_at: row.get(3)?,
        })
    };
    db.query(sql, params![user]).await?.iter().map(read).collect()
}

pub(crate) async fn used(
    tx: &mut Tx,
    contacts: &Contacts,
    provider: &str,
    subject: &str,
    shown: &str,
    now: Time,
) -> Result<()> {
    let shown = contacts.seal(&known_as(provider, subject), SHOWN, shown)?;
    let sql = "update login_links set last_used_at = $4, shown_sealed = $3, shown = '' where provider = $1 and subject = $2";
    tx.exec(sql, params![provider, subject, shown, now]).await?;
    Ok(())
}

pub(crate) async fn delete_all(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("delete from login_links where user_id = $1", params![user]).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, user: UserId, provider: &str) -> Result<bool> {
    let sql = "delete from login_links where user_id = $1 and provider = $2";
    Ok(tx.exec(sql, params![user, provider]).await? == 1)
}
