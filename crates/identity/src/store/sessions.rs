use crate::duty::scopes_of;
use crate::session::LIFE;
use crate::token::Digest;
use crate::{Contacts, Session, SessionView, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::{SessionId, Time, UserId};

/// A session to be begun.
pub(crate) struct New<'a> {
    pub id: SessionId,
    pub digest: Digest,
    pub user: UserId,
    pub way: &'a str,
    pub from: &'a str,
    pub agent: &'a str,
    pub now: Time,
    pub strong_at: Option<Time>,
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    let plain =
        |text: &str, most: usize| -> String { text.chars().filter(|c| !c.is_control()).take(most).collect() };
    tx.exec_one(
        "insert into sessions (digest, id, user_id, way, from_address, agent, created_at, expires_at, strong_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            new.digest,
            new.id,
            new.user,
            new.way,
            plain(new.from, 64),
            plain(new.agent, 200),
            new.now,
            new.now.after(LIFE),
            new.strong_at
        ],
    )
    .await
}

/// The session with its user, if both are good; its CSRF token is yet to be computed.
pub(crate) async fn find(
    db: &Db,
    contacts: &Contacts,
    digest: &Digest,
    now: Time,
) -> Result<Option<Session>> {
    let row = db
        .query_opt(
            "select s.id, u.id, u.email_sealed, u.phone_sealed, u.name, u.role, u.merchant, u.duty, s.expires_at, s.strong_at,
                (select count(*) from totp t where t.user_id = u.id and t.confirmed_at is not null)
                    + (select count(*) from passkeys p where p.user_id = u.id)
             from sessions s join users u on u.id = s.user_id
             where s.digest = $1 and s.expires_at > $2 and u.state = $3",
            params![*digest, now, UserState::Active.code()],
        )
        .await?;
    row.map(|row| read(&row, contacts)).transpose()
}

fn read(row: &Row, contacts: &Contacts) -> Result<Session> {
    let (email, phone) = super::users::reached(contacts, &row.text(1)?, row.get(2)?, row.get(3)?)?;
    let (role, duty) = (row.parse(5)?, row.parse_opt(7)?);
    Ok(Session {
        id: row.parse(0)?,
        user: row.parse(1)?,
        email: email.unwrap_or_default(),
        phone,
        name: row.text(4)?,
        role,
        merchant: row.parse_opt(6)?,
        duty,
        scopes: scopes_of(role, duty),
        csrf: String::new(),
        expires_at: row.time(8)?,
        strong_at: row.get(9)?,
        second_factor: row.int(10)? > 0,
    })
}

pub(crate) async fn list(db: &Db, user: UserId, now: Time) -> Result<Vec<SessionView>> {
    let sql = "select id, way, from_address, agent, created_at, expires_at, strong_at
               from sessions where user_id = $1 and expires_at > $2 order by id desc limit 200";
    let view = |row: &Row| {
        Ok(SessionView {
            id: row.parse(0)?,
            way: row.text(1)?,
            from: row.text(2)?,
            agent: row.text(3)?,
            created_at: row.time(4)?,
            used_at: row.time(5)?.before(LIFE),
            strong_at: row.get(6)?,
        })
    };
    db.query(sql, params![user, now]).await?.iter().map(view).collect()
}

/// Nothing where another request was first.
pub(crate) async fn slide(db: &Db, digest: &Digest, old: Time, new: Time) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = "update sessions set expires_at = $3 where digest = $1 and expires_at = $2";
    tx.exec(sql, params![*digest, old, new]).await?;
    tx.commit().await
}

pub(crate) async fn delete(db: &Db, digest: &Digest) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.exec("delete from sessions where digest = $1", params![*digest]).await?;
    tx.commit().await
}

pub(crate) async fn delete_one(tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool> {
    let sql = "delete from sessions where id = $1 and user_id = $2";
    Ok(tx.exec(sql, params![id, user]).await? == 1)
}

pub(crate) async fn delete_all_but(tx: &mut Tx, user: UserId, but: SessionId) -> Result<u64> {
    tx.exec("delete from sessions where user_id = $1 and id <> $2", params![user, but]).await
}

/// All sessions of a user but that one.
pub(crate) async fn delete_others(tx: &mut Tx, user: UserId, but: &[u8]) -> Result<()> {
    tx.exec("delete from sessions where user_id = $1 and digest <> $2", params![user, but]).await?;
    Ok(())
}

pub(crate) async fn sweep(db: &Db, now: Time) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.exec("delete from sessions where expires_at <= $1", params![now]).await?;
    tx.commit().await?;
    Ok(gone)
}
