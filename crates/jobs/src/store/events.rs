use crate::{Event, NewEvent};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{EventId, MerchantId, Time};

const INSERT: &str = "insert into events (merchant, id, topic, subject, payload, created_at) \
     values ($1, $2, $3, $4, $5, $6)";
const AFTER: &str = "select merchant, id, topic, subject, payload, created_at from events \
     where merchant = $1 and id > $2 order by id limit $3";

pub(crate) async fn insert(tx: &mut Tx, now: Time, events: Vec<(EventId, NewEvent)>) -> Result<()> {
    let rows =
        events.into_iter().map(|(id, e)| row![book(e.merchant), id, e.topic, e.subject, e.payload, now]);
    let rows = rows.collect();
    tx.put_each(INSERT, &[Ty::Text, Ty::Text, Ty::Text, Ty::Text, Ty::Text, Ty::Int], rows).await
}

pub(crate) async fn after(
    tx: &mut Tx,
    merchant: Option<MerchantId>,
    after: Option<EventId>,
    limit: i64,
) -> Result<Vec<Event>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    tx.query(AFTER, params![book(merchant), after, limit]).await?.iter().map(event).collect()
}

pub(crate) async fn all_after(tx: &mut Tx, after: EventId, limit: i64) -> Result<Vec<Event>> {
    let sql = "select merchant, id, topic, subject, payload, created_at from events \
               where id > $1 order by id limit $2";
    tx.query(sql, params![after, limit]).await?.iter().map(event).collect()
}

/// The platform's own events have no merchant.
fn book(merchant: Option<MerchantId>) -> String {
    merchant.map(|m| m.to_string()).unwrap_or_default()
}

fn event(r: &Row) -> Result<Event> {
    let platform = r.text(0)?.is_empty();
    Ok(Event {
        merchant: if platform { None } else { Some(r.parse(0)?) },
        id: r.parse(1)?,
        topic: r.text(2)?,
        subject: r.text(3)?,
        payload: r.text(4)?,
        created_at: r.time(5)?,
    })
}
