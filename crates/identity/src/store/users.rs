use crate::{Email, Phone, Role, User, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::{MerchantId, PageAsk, Time, UserId};

/// A user with the hash of their password, if they have one.
pub(crate) struct Known {
    pub user: User,
    pub password: Option<String>,
    pub email_verified: bool,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, email, phone, name, role, merchant, duty, state, created_at, password, email_verified_at
             from users ",
            $rest
        )
    };
}

/// Of the first nine columns of [`select`].
pub(crate) fn read(row: &Row) -> Result<User> {
    Ok(User {
        id: row.parse(0)?,
        email: row.get::<Option<String>>(1)?.unwrap_or_default(),
        phone: row.get(2)?,
        name: row.text(3)?,
        role: row.parse(4)?,
        merchant: row.parse_opt(5)?,
        duty: row.parse_opt(6)?,
        state: row.parse(7)?,
        created_at: row.time(8)?,
    })
}

fn read_known(row: &Row) -> Result<Known> {
    let email_verified = row.get::<Option<Time>>(10)?.is_some();
    Ok(Known { user: read(row)?, password: row.get(9)?, email_verified })
}

/// False where the e-mail address or the telephone number is taken; the transaction may go on.
pub(crate) async fn insert(tx: &mut Tx, user: &User, password: Option<&str>) -> Result<bool> {
    let email = Some(user.email.clone()).filter(|email| !email.is_empty());
    let changed = tx
        .exec(
            "insert into users (id, email, phone, name, password, role, merchant, duty, state, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
            params![
                user.id,
                email,
                user.phone.clone(),
                &user.name,
                password.map(str::to_owned),
                user.role.code(),
                user.merchant,
                user.duty.map(|duty| duty.code().to_owned()),
                user.state.code(),
                user.created_at
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn by_id(db: &Db, id: UserId) -> Result<Option<User>> {
    db.query_opt(select!("where id = $1"), params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_email(db: &Db, email: &Email) -> Result<Option<Known>> {
    let row = db.query_opt(select!("where email = $1"), params![email.as_str()]).await?;
    row.as_ref().map(read_known).transpose()
}

pub(crate) async fn by_phone(db: &Db, phone: &Phone) -> Result<Option<Known>> {
    let row = db.query_opt(select!("where phone = $1"), params![phone.as_str()]).await?;
    row.as_ref().map(read_known).transpose()
}

pub(crate) async fn known(db: &Db, id: UserId) -> Result<Option<Known>> {
    db.query_opt(select!("where id = $1"), params![id]).await?.as_ref().map(read_known).transpose()
}

pub(crate) async fn watchers(db: &Db, merchant: MerchantId) -> Result<Vec<String>> {
    let sql = "select email from users where state = $1 and email is not null and (role = $2 or (role = $3 and merchant = $4)) \
               order by id limit 200";
    let (operator, staff) = (Role::Operator.code(), Role::Merchant.code());
    let rows = db.query(sql, params![UserState::Active.code(), operator, staff, merchant]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

pub(crate) async fn list(db: &Db, ask: &PageAsk) -> Result<Vec<User>> {
    let after = ask.after.clone().unwrap_or_default();
    let sql = select!("where id > $1 order by id limit $2");
    db.query(sql, params![after, ask.limit + 1]).await?.iter().map(read).collect()
}

/// Whether the user is still active with that password; holds the row, so that it stays so until the commit.
pub(crate) async fn still(tx: &mut Tx, known: &Known) -> Result<bool> {
    let sql =
        "select id from users where id = $1 and password is not distinct from $2 and state = $3 for share";
    let state = UserState::Active.code();
    Ok(tx.query_opt(sql, params![known.user.id, known.password.clone(), state]).await?.is_some())
}

/// False where the password is no longer the one known.
pub(crate) async fn set_password(tx: &mut Tx, known: &Known, password: &str) -> Result<bool> {
    let sql = "update users set password = $3 where id = $1 and password is not distinct from $2";
    Ok(tx.exec(sql, params![known.user.id, known.password.clone(), password]).await? == 1)
}

pub(crate) async fn drop_password(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("update users set password = null where id = $1", params![user]).await?;
    Ok(())
}

pub(crate) async fn note_verified(tx: &mut Tx, user: UserId, now: Time) -> Result<()> {
    let sql = "update users set email_verified_at = $2 where id = $1 and email is not null";
    tx.exec(sql, params![user, now]).await?;
    Ok(())
}

/// False where it is somebody else's.
pub(crate) async fn set_email(tx: &mut Tx, user: UserId, email: &Email, now: Time) -> Result<bool> {
    let sql = "update users set email = $2, email_verified_at = $3
               where id = $1 and not exists (select 1 from users other where other.email = $2 and other.id <> $1)";
    Ok(tx.exec(sql, params![user, email.as_str(), now]).await? == 1)
}

/// As [`set_email`].
pub(crate) async fn set_phone(tx: &mut Tx, user: UserId, phone: &Phone) -> Result<bool> {
    let sql = "update users set phone = $2
               where id = $1 and not exists (select 1 from users other where other.phone = $2 and other.id <> $1)";
    Ok(tx.exec(sql, params![user, phone.as_str()]).await? == 1)
}

pub(crate) async fn set_name(tx: &mut Tx, user: UserId, name: &str) -> Result<()> {
    tx.exec("update users set name = $2 where id = $1", params![user, name]).await?;
    Ok(())
}

pub(crate) async fn set_state(tx: &mut Tx, user: UserId, old: UserState, new: UserState) -> Result<bool> {
    let sql = "update users set state = $3 where id = $1 and state = $2";
    Ok(tx.exec(sql, params![user, old.code(), new.code()]).await? == 1)
}

pub(crate) async fn operator_exists(tx: &mut Tx) -> Result<bool> {
    let sql = "select id from users where role = $1 limit 1";
    Ok(tx.query_opt(sql, params![Role::Operator.code()]).await?.is_some())
}
