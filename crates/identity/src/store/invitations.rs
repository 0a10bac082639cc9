use crate::token::Digest;
use crate::{Invitation, Role, Team};
use db::{Db, DbError, Result, Row, Tx, params};
use kernel::{InvitationId, Time};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, email, role, merchant, duty, invited_by, created_at, expires_at from invitations ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<Invitation> {
    let team = match (row.parse(2)?, row.parse_opt(3)?) {
        (Role::Operator, None) => Team::Operator,
        (Role::Merchant, Some(merchant)) => Team::Merchant(merchant),
        _ => return Err(DbError::Decode("an invitation to no team".into())),
    };
    Ok(Invitation {
        id: row.parse(0)?,
        email: row.text(1)?,
        team,
        duty: row.parse(4)?,
        invited_by: row.parse(5)?,
        created_at: row.time(6)?,
        expires_at: row.time(7)?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, new: &Invitation, digest: &Digest) -> Result<()> {
    tx.exec_one(
        "insert into invitations
            (id, digest, email, role, merchant, duty, invited_by, state, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)",
        params![
            new.id,
            *digest,
            &new.email,
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

pub(crate) async fn find(db: &Db, digest: &Digest, now: Time) -> Result<Option<Invitation>> {
    let sql = select!("where digest = $1 and state = 'open' and expires_at > $2");
    db.query_opt(sql, params![*digest, now]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_id(db: &Db, id: InvitationId, now: Time) -> Result<Option<Invitation>> {
    let sql = select!("where id = $1 and state = 'open' and expires_at > $2");
    db.query_opt(sql, params![id, now]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn open(db: &Db, team: Team, now: Time) -> Result<Vec<Invitation>> {
    let sql = select!(
        "where merchant is not distinct from $1 and role = $2 and state = 'open' and expires_at > $3
         order by id desc limit 200"
    );
    db.query(sql, params![team.merchant(), team.role().code(), now]).await?.iter().map(read).collect()
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

pub(crate) async fn revoke_of(tx: &mut Tx, team: Team, email: &str) -> Result<()> {
    let sql = "update invitations set state = 'revoked'
               where email = $1 and role = $2 and merchant is not distinct from $3 and state = 'open'";
    tx.exec(sql, params![email, team.role().code(), team.merchant()]).await?;
    Ok(())
}
