use crate::store;
use db::{Db, Tx};
use kernel::{Ambient, EventId, MerchantId, Page, PageAsk, Time};

/// Something that happened, to be published in the transaction that made it happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Whose book it belongs to; none for the platform's own.
    pub merchant: Option<MerchantId>,
    /// `order.delivered` and the like.
    pub topic: &'static str,
    /// The id of what it happened to.
    pub subject: String,
    /// JSON; nothing secret.
    pub payload: String,
}

impl NewEvent {
    pub fn new(
        merchant: Option<MerchantId>,
        topic: &'static str,
        subject: impl ToString,
        payload: &serde_json::Value,
    ) -> Self {
        Self { merchant, topic, subject: subject.to_string(), payload: payload.to_string() }
    }
}

/// An event as it stands in the outbox; never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub merchant: Option<MerchantId>,
    pub id: EventId,
    pub topic: String,
    pub subject: String,
    pub payload: String,
    pub created_at: Time,
}

/// Writes the events into the outbox; their ids rise in the order given.
pub async fn publish(tx: &mut Tx, ambient: &Ambient, events: Vec<NewEvent>) -> db::Result<()> {
    let mut ids: Vec<EventId> = events.iter().map(|_| EventId::new(ambient)).collect();
    ids.sort(); // within a millisecond they are drawn in no order
    store::events::insert(tx, ambient.now(), ids.into_iter().zip(events).collect()).await
}

/// What happened behind that id, oldest first: to the merchant, or everywhere.
pub async fn happened(
    db: &Db,
    merchant: Option<MerchantId>,
    after: EventId,
    limit: i64,
) -> db::Result<Vec<Event>> {
    let mut tx = db.read().await?;
    match merchant {
        Some(_) => store::events::after(&mut tx, merchant, Some(after), limit).await,
        None => store::events::all_after(&mut tx, after, limit).await,
    }
}

/// One page of the events of a merchant (or of the platform), oldest first; the cursor is the id of the last one.
pub async fn events(db: &Db, merchant: Option<MerchantId>, ask: &PageAsk) -> db::Result<Page<Event>> {
    let after = ask.after.as_deref().and_then(|after| after.parse::<EventId>().ok());
    let mut tx = db.read().await?;
    let rows = store::events::after(&mut tx, merchant, after, ask.limit.saturating_add(1)).await?;
    Ok(Page::from_rows(rows, ask.limit, |event| event.id.to_string()))
}
