use crate::{Contacts, Duty, Member, Role, Standing, Team, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::UserId;

pub(crate) async fn list(db: &Db, contacts: &Contacts, team: Team) -> Result<Vec<Member>> {
    let sql = "select id, email_sealed, phone_sealed, name, role, merchant, duty, state, created_at,
            (select count(*) from totp where totp.user_id = users.id and totp.confirmed_at is not null),
            (select max(sessions.created_at) from sessions where sessions.user_id = users.id)
         from users where role = $1 and merchant is not distinct from $2 order by id limit 500";
    let member = |row: &Row| {
        Ok(Member {
            user: super::users::read(row, contacts)?,
            second_factor: row.int(9)? > 0,
            logged_in_at: row.get(10)?,
        })
    };
    db.query(sql, params![team.role().code(), team.merchant()]).await?.iter().map(member).collect()
}

/// The duty of a member, held until the commit; with them all who may let others in, everywhere in the same order, so
/// that two who remove each other wait instead of holding each other up.
pub(crate) async fn lock(tx: &mut Tx, team: Team, member: UserId) -> Result<Option<Duty>> {
    let sql = "select id, duty from users
               where (id = $1 or duty = $4) and role = $2 and merchant is not distinct from $3 order by id for update";
    let params = params![member, team.role().code(), team.merchant(), team.doorkeeper().code()];
    for row in &tx.query(sql, params).await? {
        if row.parse::<UserId>(0)? == member {
            return row.parse_opt(1);
        }
    }
    Ok(None)
}

/// How somebody stands, held until the commit as by [`lock`].
pub(crate) async fn standing(tx: &mut Tx, user: UserId) -> Result<Option<Standing>> {
    let before = read_standing(tx, user, "").await?;
    if let Some(team) = before.and_then(|standing| standing.team) {
        lock(tx, team, user).await?;
    }
    read_standing(tx, user, " for update").await
}

async fn read_standing(tx: &mut Tx, user: UserId, held: &str) -> Result<Option<Standing>> {
    let sql = format!("select role, merchant, duty, state from users where id = $1{held}");
    let Some(row) = tx.query_opt(&sql, params![user]).await? else { return Ok(None) };
    let role: Role = row.parse(0)?;
    let team = match role {
        Role::Operator => Some(Team::Operator),
        Role::Merchant => row.parse_opt(1)?.map(Team::Merchant),
        Role::Buyer | Role::Partner => None,
    };
    Ok(Some(Standing { team, duty: row.parse_opt(2)?, state: row.parse(3)? }))
}

/// How many active ones have that duty; holds them all, so that two of them do not remove each other at once.
pub(crate) async fn count(tx: &mut Tx, team: Team, duty: Duty) -> Result<usize> {
    let sql = "select id from users where role = $1 and merchant is not distinct from $2 and duty = $3 and state = $4
               order by id for update";
    let active = UserState::Active.code();
    let rows = tx.query(sql, params![team.role().code(), team.merchant(), duty.code(), active]).await?;
    Ok(rows.len())
}

pub(crate) async fn set_duty(tx: &mut Tx, team: Team, member: UserId, old: Duty, new: Duty) -> Result<bool> {
    let sql = "update users set duty = $5
               where id = $1 and role = $2 and merchant is not distinct from $3 and duty = $4";
    let params = params![member, team.role().code(), team.merchant(), old.code(), new.code()];
    Ok(tx.exec(sql, params).await? == 1)
}

pub(crate) async fn dismiss(tx: &mut Tx, team: Team, member: UserId, old: Duty) -> Result<bool> {
    let sql = "update users set role = $5, merchant = null, duty = null
               where id = $1 and role = $2 and merchant is not distinct from $3 and duty = $4";
    let params = params![member, team.role().code(), team.merchant(), old.code(), Role::Buyer.code()];
    Ok(tx.exec(sql, params).await? == 1)
}

/// False for who is no active buyer or partner.
pub(crate) async fn hire(
    tx: &mut Tx,
    user: UserId,
    team: Team,
    duty: Duty,
    state: UserState,
) -> Result<bool> {
    let sql = "update users set role = $2, merchant = $3, duty = $4
               where id = $1 and state = $5 and role in ('buyer', 'partner')";
    let params = params![user, team.role().code(), team.merchant(), duty.code(), state.code()];
    Ok(tx.exec(sql, params).await? == 1)
}
