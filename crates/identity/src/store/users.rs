use crate::{Contacts, Email, Phone, Role, User, UserState};
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
            "select id, email_sealed, phone_sealed, name, role, merchant, duty, state, created_at, password, email_verified_at
             from users ",
            $rest
        )
    };
}

/// Of the first nine columns of [`select`].
pub(crate) fn read(row: &Row, contacts: &Contacts) -> Result<User> {
    let (email, phone) = reached(contacts, &row.text(0)?, row.get(1)?, row.get(2)?)?;
    Ok(User {
        id: row.parse(0)?,
        email: email.unwrap_or_default(),
        phone,
        name: row.text(3)?,
        role: row.parse(4)?,
        merchant: row.parse_opt(5)?,
        duty: row.parse_opt(6)?,
        state: row.parse(7)?,
        created_at: row.time(8)?,
    })
}

/// The columns `email_sealed` and `phone_sealed` of somebody, opened.
pub(crate) fn reached(
    contacts: &Contacts,
    whose: &str,
    email: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
) -> Result<(Option<String>, Option<String>)> {
    let open = |what, sealed: Option<Vec<u8>>| sealed.map(|s| contacts.open(whose, what, &s)).transpose();
    Ok((open(EMAIL, email)?, open(PHONE, phone)?))
}

/// What a sealed contact is bound to, beside whose it is.
pub(crate) const EMAIL: &str = "email";
pub(crate) const PHONE: &str = "phone";

fn read_known(row: &Row, contacts: &Contacts) -> Result<Known> {
    let email_verified = row.get::<Option<Time>>(10)?.is_some();
    Ok(Known { user: read(row, contacts)?, password: row.get(9)?, email_verified })
}

/// False where the e-mail address or the telephone number is taken; the transaction may go on.
pub(crate) async fn insert(
    tx: &mut Tx,
    contacts: &Contacts,
    user: &User,
    password: Option<&str>,
) -> Result<bool> {
    let whose = user.id.to_string();
    let email = Some(user.email.as_str()).filter(|email| !email.is_empty());
    let phone = user.phone.as_deref();
    let seal = |what, text: Option<&str>| text.map(|text| contacts.seal(&whose, what, text)).transpose();
    let changed = tx
        .exec(
            "insert into users (id, email_sealed, email_print, phone_sealed, phone_print, name, password, role,
                 merchant, duty, state, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing",
            params![
                user.id,
                seal(EMAIL, email)?,
                email.map(|email| contacts.print(email)),
                seal(PHONE, phone)?,
                phone.map(|phone| contacts.print(phone)),
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

pub(crate) async fn by_id(db: &Db, contacts: &Contacts, id: UserId) -> Result<Option<User>> {
    let row = db.query_opt(select!("where id = $1"), params![id]).await?;
    row.map(|row| read(&row, contacts)).transpose()
}

pub(crate) async fn by_email(db: &Db, contacts: &Contacts, email: &Email) -> Result<Option<Known>> {
    let print = contacts.print(email.as_str());
    let row = db.query_opt(select!("where email_print = $1"), params![print]).await?;
    row.map(|row| read_known(&row, contacts)).transpose()
}

pub(crate) async fn by_phone(db: &Db, contacts: &Contacts, phone: &Phone) -> Result<Option<Known>> {
    let print = contacts.print(phone.as_str());
    let row = db.query_opt(select!("where phone_print = $1"), params![print]).await?;
    row.map(|row| read_known(&row, contacts)).transpose()
}

pub(crate) async fn known(db: &Db, contacts: &Contacts, id: UserId) -> Result<Option<Known>> {
    let row = db.query_opt(select!("where id = $1"), params![id]).await?;
    row.map(|row| read_known(&row, contacts)).transpose()
}

pub(crate) async fn watchers(db: &Db, contacts: &Contacts, merchant: MerchantId) -> Result<Vec<String>> {
    let sql = "select id, email_sealed from users where state = $1 and email_sealed is not null and (role = $2 or (role = $3 and merchant = $4)) \
               order by id limit 200";
    let (operator, staff) = (Role::Operator.code(), Role::Merchant.code());
    let rows = db.query(sql, params![UserState::Active.code(), operator, staff, merchant]).await?;
    rows.iter().map(|row| contacts.open(&row.text(0)?, EMAIL, &row.bytes(1)?)).collect()
}

pub(crate) async fn list(db: &Db, contacts: &Contacts, ask: &PageAsk) -> Result<Vec<User>> {
    let after = ask.after.clone().unwrap_or_default();
    let sql = select!("where id > $1 order by id limit $2");
    let rows = db.query(sql, params![after, ask.limit + 1]).await?;
    rows.iter().map(|row| read(row, contacts)).collect()
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
    let sql = "update users set email_verified_at = $2 where id = $1 and email_sealed is not null";
    tx.exec(sql, params![user, now]).await?;
    Ok(())
}

/// False where it is somebody else's.
pub(crate) async fn set_email(
    tx: &mut Tx,
    contacts: &Contacts,
    user: UserId,
    email: &Email,
    now: Time,
) -> Result<bool> {
    let sql = "update users set email_sealed = $2, email_print = $3, email_verified_at = $4, email = null
               where id = $1 and not exists
                   (select 1 from users other where other.email_print = $3 and other.id <> $1)";
    let sealed = contacts.seal(&user.to_string(), EMAIL, email.as_str())?;
    Ok(tx.exec(sql, params![user, sealed, contacts.print(email.as_str()), now]).await? == 1)
}

/// As [`set_email`].
pub(crate) async fn set_phone(tx: &mut Tx, contacts: &Contacts, user: UserId, phone: &Phone) -> Result<bool> {
    let sql = "update users set phone_sealed = $2, phone_print = $3, phone = null
               where id = $1 and not exists
                   (select 1 from users other where other.phone_print = $3 and other.id <> $1)";
    let sealed = contacts.seal(&user.to_string(), PHONE, phone.as_str())?;
    Ok(tx.exec(sql, params![user, sealed, contacts.print(phone.as_str())]).await? == 1)
}

pub(crate) async fn set_name(tx: &mut Tx, user: UserId, name: &str) -> Result<()> {
    tx.exec("update users set name = $2 where id = $1", params![user, name]).await?;
    Ok(())
}

pub(crate) async fn set_state(tx: &mut Tx, user: UserId, old: UserState, new: UserState) -> Result<bool> {
    let sql = "update users set state = $3 where id = $1 and state = $2 and deleted_at is null";
    Ok(tx.exec(sql, params![user, old.code(), new.code()]).await? == 1)
}

pub(crate) async fn operator_exists(tx: &mut Tx) -> Result<bool> {
    let sql = "select id from users where role = $1 limit 1";
    Ok(tx.query_opt(sql, params![Role::Operator.code()]).await?.is_some())
}
