use super::users::EMAIL;
use crate::token::Digest;
use crate::{Contacts, Invitation, Role, Team};
use db::{Db, DbError, Result, Row, Tx, params};
use kernel::{InvitationId, Time};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, email_sealed, role, merchant, duty, invited_by, created_at, expires_at from invitations ",
            $rest
        )
    };
}

fn read(row: &Row, contacts: &Contacts) -> Result<Invitation> {
    let team = match (row.parse(2)?, row.parse_opt(3)?) {
        (Role::Operator, None) => Team::Operator,
        (Role::Merchant, Some(merchant)) => Team::Merchant(merchant),
        _ => return Err(DbError::Decode("an invitation to no team".into())),
    };
    Ok(Invitation {
        id: row.parse(0)?,
        email: contacts.open(&row.text(0)?, EMAIL, &row.bytes(1)?)?,
        team,
        duty: row.parse(4)?,
        invited_by: row.parse(5)?,
        created_at: row.time(6)?,
        expires_at: row.time(7)?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    contacts: &Contacts,
    new: &Invitation,
    digest: &Digest,
) -> Result<()> {
    let sealed = contacts.seal(&new.id.to_string(), EMAIL, &new.email)?;
    tx.exec_one(
        "insert into invitations
            (id, digest, email, email_sealed, email_print, role, merchant, duty, invited_by, state, created_at,
             expires_at)
         values ($1, $2, '', $3, $4, $5, $6, $7, $8, 'open', $9, $10)",
        params![
            new.id,
            *digest,
            sealed,
            contacts.print(&new.email),
            new.team.role().code(),
            new.team.merchant(),
            new.duty.code(),
            new.invited_by,
            new.created_at,
            new.expires_at
        ],
    )
    .await
}

pub(crate) async fn find(
    db: &Db,
    contacts: &Contacts,
    digest: &Digest,
    now: Time,
) -> Result<Option<Invitation>> {
    let sql = select!("where digest = $1 and state = 'open' and expires_at > $2");
    let row = db.query_opt(sql, params![*digest, now]).await?;
    row.map(|row| read(&row, contacts)).transpose()
}

pub(crate) async fn by_id(
    db: &Db,
    contacts: &Contacts,
    id: InvitationId,
    now: Time,
) -> Result<Option<Invitation>> {
    let sql = select!("where id = $1 and state = 'open' and expires_at > $2");
    let row = db.query_opt(sql, params![id, now]).await?;
    row.map(|row| read(&row, contacts)).transpose()
}

pub(crate) async fn open(db: &Db, contacts: &Contacts, team: Team, now: Time) -> Result<Vec<Invitation>> {
    let sql = select!(
        "where merchant is not distinct from $1 and role = $2 and state = 'open' and expires_at > $3
         order by id desc limit 200"
    );
    let rows = db.query(sql, params![team.merchant(), team.role().code(), now]).await?;
    rows.iter().map(|row| read(row, contacts)).collect()
}

pub(crate) async fn use_up(tx: &mut Tx, id: InvitationId, now: Time) -> Result<bool> {
    let sql = "update invitations set state = 'used' where id = $1 and state = 'open' and expires_at > $2";
    Ok(tx.exec(sql, params![id, now]).await? == 1)
}

pub(crate) async fn revoke(tx: &mut Tx, team: Team, id: InvitationId) -> Result<bool> {
    let sql = "update invitations set state = 'revoked'
               where id = $1 and role = $2 and merchant is not distinct from $3 and state = 'open'";
    Ok(tx.exec(sql, params![id, team.role().code(), team.merchant()]).await? == 1)
}

pub(crate) async fn revoke_of(tx: &mut Tx, contacts: &Contacts, team: Team, email: &str) -> Result<()> {
    let sql = "update invitations set state = 'revoked'
               where email_print = $1 and role = $2 and merchant is not distinct from $3 and state = 'open'";
    tx.exec(sql, params![contacts.print(email), team.role().code(), team.merchant()]).await?;
    Ok(())
}
