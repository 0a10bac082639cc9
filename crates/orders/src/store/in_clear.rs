use crate::contacts::{Contacts, hold_key, masked};
use db::{Db, Result, Row, Tx, Ty, params, row};

/// An order whose contact stands in clear.
pub(crate) struct Bare {
    pub merchant: String,
    pub id: String,
    pub contact: String,
}

/// By the index of what is left.
pub(crate) async fn orders(db: &Db, after: (&str, &str), limit: i64) -> Result<Vec<Bare>> {
    let sql = "select merchant, id, contact from orders where contact is not null and (contact, id) > ($1, $2) \
               order by contact, id limit $3";
    let bare = |r: &Row| Ok(Bare { merchant: r.text(0)?, id: r.text(1)?, contact: r.text(2)? });
    db.query(sql, params![after.0, after.1, limit]).await?.iter().map(bare).collect()
}

/// How many were still as they had been read.
pub(crate) async fn seal(tx: &mut Tx, contacts: &Contacts, bare: &[Bare]) -> Result<u64> {
    let sql = "update orders set contact = null, contact_sealed = $4, contact_print = $5 \
               where orders.merchant = $1 and orders.id = $2 and orders.contact = $3";
    let sealed = |o: &Bare| {
        let (sealed, print) = (contacts.seal(&o.id, &o.contact), contacts.print(&o.contact));
        row![&o.merchant, &o.id, &o.contact, sealed, print]
    };
    let types = &[Ty::Text, Ty::Text, Ty::Text, Ty::Bytes, Ty::Bytes];
    tx.exec_each(sql, types, bare.iter().map(sealed).collect()).await
}

/// What unpaid orders hold back, and to whom a link was sent once more.
pub(crate) async fn beside(tx: &mut Tx, contacts: &Contacts) -> Result<()> {
    let found =
        "select order_id, contact_key from holds where contact_key <> '' and contact_key not like 'k:%'";
    let rows = tx.query(found, &[]).await?;
    let key = |r: &Row| {
        let contact = r.text(1)?;
        Ok(row![r.text(0)?, &contact, hold_key(&contacts.print(&contact))])
    };
    let sql = "update holds set contact_key = $3 where holds.order_id = $1 and holds.contact_key = $2";
    let rows = rows.iter().map(key).collect::<Result<Vec<_>>>()?;
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Text], rows).await?;
    let found = "select merchant, order_id, id, text from order_notes \
                 where kind = 'link_sent' and text not like '%***%'";
    let rows = tx.query(found, &[]).await?;
    let note = |r: &Row| Ok(row![r.text(0)?, r.text(1)?, r.text(2)?, masked(&r.text(3)?)]);
    let sql = "update order_notes set text = $4 \
               where order_notes.merchant = $1 and order_notes.order_id = $2 and order_notes.id = $3";
    let rows = rows.iter().map(note).collect::<Result<Vec<_>>>()?;
    tx.exec_each(sql, &[Ty::Text; 4], rows).await?;
    Ok(())
}
