use super::links::SHOWN;
use super::users::{EMAIL, PHONE};
use crate::Contacts;
use db::{Db, Result, Row, Tx, params};

/// A user whose contacts stand in clear.
pub(crate) struct Bare {
    pub id: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

pub(crate) async fn users(db: &Db, after: &str, limit: i64) -> Result<Vec<Bare>> {
    let sql = "select id, email, phone from users where (email is not null or phone is not null) and id > $1
               order by id limit $2";
    let bare = |row: &Row| Ok(Bare { id: row.text(0)?, email: row.get(1)?, phone: row.get(2)? });
    db.query(sql, params![after, limit]).await?.iter().map(bare).collect()
}

/// False where it was changed meanwhile, or the contact is sealed in another row already.
pub(crate) async fn seal_user(tx: &mut Tx, contacts: &Contacts, bare: &Bare) -> Result<bool> {
    let seal = |what, text: &Option<String>| {
        text.as_deref().map(|text| contacts.seal(&bare.id, what, text)).transpose()
    };
    let print = |text: &Option<String>| text.as_deref().map(|text| contacts.print(text));
    let sql = "update users set email = null, phone = null,
                   email_sealed = coalesce($4, email_sealed), email_print = coalesce($5, email_print),
                   phone_sealed = coalesce($6, phone_sealed), phone_print = coalesce($7, phone_print)
               where id = $1 and email is not distinct from $2 and phone is not distinct from $3
                 and not exists (select 1 from users other
                     where other.id <> $1 and (other.email_print = $5 or other.phone_print = $7))";
    let values = params![
        &bare.id,
        bare.email.clone(),
        bare.phone.clone(),
        seal(EMAIL, &bare.email)?,
        print(&bare.email),
        seal(PHONE, &bare.phone)?,
        print(&bare.phone)
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

/// So many invitations; how many there were.
pub(crate) async fn seal_invitations(tx: &mut Tx, contacts: &Contacts, limit: i64) -> Result<usize> {
    let found = "select id, email from invitations where email <> '' order by id limit $1";
    let sql =
        "update invitations set email = '', email_sealed = $3, email_print = $4 where id = $1 and email = $2";
    let rows = tx.query(found, params![limit]).await?;
    for row in &rows {
        let (id, email) = (row.text(0)?, row.text(1)?);
        let sealed = contacts.seal(&id, EMAIL, &email)?;
        tx.exec(sql, params![id, &email, sealed, contacts.print(&email)]).await?;
    }
    Ok(rows.len())
}

/// As [`seal_invitations`]: what providers call people.
pub(crate) async fn seal_links(tx: &mut Tx, contacts: &Contacts, limit: i64) -> Result<usize> {
    let found = "select provider, subject, shown from login_links where shown <> '' order by provider, subject limit $1";
    let sql = "update login_links set shown = '', shown_sealed = $4
               where provider = $1 and subject = $2 and shown = $3";
    let rows = tx.query(found, params![limit]).await?;
    for row in &rows {
        let (provider, subject, shown) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let sealed = contacts.seal(&super::links::known_as(&provider, &subject), SHOWN, &shown)?;
        tx.exec(sql, params![provider, subject, shown, sealed]).await?;
    }
    Ok(rows.len())
}
