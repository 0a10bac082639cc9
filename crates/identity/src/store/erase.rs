use crate::{Contacts, User, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::{Time, UserId};

pub(crate) async fn hold(tx: &mut Tx, contacts: &Contacts, user: UserId) -> Result<Option<User>> {
    let sql = "select id, email_sealed, phone_sealed, name, role, merchant, duty, state, created_at
               from users where id = $1 and deleted_at is null for update";
    tx.query_opt(sql, params![user]).await?.map(|row| super::users::read(&row, contacts)).transpose()
}

/// What names somebody, by whom they are found, or what lets them in.
const OF_USER: [&str; 9] = [
    "delete from sessions where user_id = $1",
    "delete from totp where user_id = $1",
    "delete from recovery_codes where user_id = $1",
    "delete from passkeys where user_id = $1",
    "delete from passkey_challenges where user_id = $1",
    "delete from login_links where user_id = $1",
    "delete from login_errands where user_id = $1",
    "delete from one_time_codes where user_id = $1",
    "delete from known_places where user_id = $1",
];

pub(crate) async fn erase(tx: &mut Tx, user: UserId, now: Time) -> Result<()> {
    for sql in OF_USER {
        tx.exec(sql, params![user]).await?;
    }
    let keys = "update api_keys set revoked_at = coalesce(revoked_at, $2), name = '' where user_id = $1";
    tx.exec(keys, params![user, now]).await?;
    let codes = "delete from one_time_codes where contact_print in
                     (select email_print from users where id = $1 union select phone_print from users where id = $1)";
    tx.exec(codes, params![user]).await?;
    let asked = "update invitations set email_sealed = null, email_print = null,
                     state = case when state = 'open' then 'revoked' else state end
                 where email_print in (select email_print from users where id = $1)";
    tx.exec(asked, params![user]).await?;
    let person =
        "update users set email = null, email_sealed = null, email_print = null, email_verified_at = null,
                      phone = null, phone_sealed = null, phone_print = null, name = '', password = null,
                      state = $2, deleted_at = $3
                  where id = $1 and deleted_at is null";
    tx.exec_one(person, params![user, UserState::Blocked.code(), now]).await
}

pub(crate) async fn since(db: &Db, since: Time) -> Result<Vec<UserId>> {
    let sql = "select id from users where deleted_at >= $1 order by id";
    db.query(sql, params![since]).await?.iter().map(|row: &Row| row.parse(0)).collect()
}
