use crate::{Email, Role, User, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::{MerchantId, PageAsk, UserId};

/// A user with the hash of their password.
pub(crate) struct Known {
    pub user: User,
    pub password: String,
}

fn read(row: &Row) -> Result<User> {
    Ok(User {
        id: row.parse(0)?,
        email: row.text(1)?,
        role: row.parse(2)?,
        merchant: row.parse_opt(3)?,
        state: row.parse(4)?,
        created_at: row.time(5)?,
    })
}

/// False where the e-mail address is taken; the transaction may go on.
pub(crate) async fn insert(tx: &mut Tx, user: &User, password: &str) -> Result<bool> {
    let changed = tx
        .exec(
            "insert into users (id, email, password, role, merchant, state, created_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (email) do nothing",
            params![
                user.id,
                &user.email,
                password,
                user.role.code(),
                user.merchant,
                user.state.code(),
                user.created_at
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn by_id(db: &Db, id: UserId) -> Result<Option<User>> {
    let sql = "select id, email, role, merchant, state, created_at from users where id = $1";
    db.query_opt(sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_email(db: &Db, email: &Email) -> Result<Option<Known>> {
    let sql = "select id, email, role, merchant, state, created_at, password from users where email = $1";
    let row = db.query_opt(sql, params![email.as_str()]).await?;
    row.map(|row| Ok(Known { user: read(&row)?, password: row.text(6)? })).transpose()
}

pub(crate) async fn watchers(db: &Db, merchant: MerchantId) -> Result<Vec<String>> {
    let sql = "select email from users where state = $1 and (role = $2 or (role = $3 and merchant = $4)) \
               order by id limit 200";
    let (operator, staff) = (Role::Operator.code(), Role::Merchant.code());
    let rows = db.query(sql, params![UserState::Active.code(), operator, staff, merchant]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

pub(crate) async fn list(db: &Db, ask: &PageAsk) -> Result<Vec<User>> {
    let sql =
        "select id, email, role, merchant, state, created_at from users where id > $1 order by id limit $2";
    let after = ask.after.clone().unwrap_or_default();
    db.query(sql, params![after, ask.limit + 1]).await?.iter().map(read).collect()
}

/// Whether the user is still active with that password; holds the row, so that it stays so until the commit.
pub(crate) async fn still(tx: &mut Tx, known: &Known) -> Result<bool> {
    let sql = "select id from users where id = $1 and password = $2 and state = $3 for share";
    Ok(tx.query_opt(sql, params![known.user.id, &known.password, UserState::Active.code()]).await?.is_some())
}

/// False where the password is no longer the one known.
pub(crate) async fn set_password(tx: &mut Tx, known: &Known, password: &str) -> Result<bool> {
    let sql = "update users set password = $3 where id = $1 and password = $2";
    Ok(tx.exec(sql, params![known.user.id, &known.password, password]).await? == 1)
}

pub(crate) async fn set_state(tx: &mut Tx, user: UserId, old: UserState, new: UserState) -> Result<bool> {
    let sql = "update users set state = $3 where id = $1 and state = $2";
    Ok(tx.exec(sql, params![user, old.code(), new.code()]).await? == 1)
}

/// False where the user is blocked, or somebody's already.
pub(crate) async fn make_owner(tx: &mut Tx, user: UserId, merchant: MerchantId) -> Result<bool> {
    let sql = "update users set role = 'merchant', merchant = $2 \
               where id = $1 and state = 'active' and role in ('buyer', 'partner') and merchant is null";
    Ok(tx.exec(sql, params![user, merchant]).await? == 1)
}

pub(crate) async fn operator_exists(tx: &mut Tx) -> Result<bool> {
    let sql = "select id from users where role = $1 limit 1";
    Ok(tx.query_opt(sql, params![Role::Operator.code()]).await?.is_some())
}
