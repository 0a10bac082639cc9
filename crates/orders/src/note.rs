//! What the staff wrote beside an order, and the link sent once more.

use crate::contacts::masked;
use crate::{MAIL_ORDER, Order, OrderError, OrderRefusal, OrderState, Orders, place, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Ambient, NoteId, OrderId, Span, Time, clean_text};
use serde_json::json;

const TEXT_MAX: usize = 2_000;
const NOTES_MAX: i64 = 200;
/// A buyer's mailbox is not filled by impatience.
const SEND_AGAIN: Span = Span::minutes(1);

/// Something that the staff wrote or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub order: OrderId,
    /// `note`, `link_sent`, or what became of a mail: `mail_sent`, `mail_waits` or `mail_refused`
    pub kind: String,
    pub text: String,
    /// The id of a user or API key, or `system`.
    pub who: String,
    pub at: Time,
}

/// Writes a note beside the order, in the caller's transaction.
pub async fn add_note(
    tx: &mut Tx,
    ambient: &Ambient,
    order: &Order,
    text: &str,
    who: &str,
) -> Result<Note, OrderError> {
    let text = clean_text(text, TEXT_MAX).map_err(|_| OrderRefusal::BadNote)?;
    if store::notes::count(tx, order.merchant, order.id).await? >= NOTES_MAX {
        return Err(OrderRefusal::TooManyNotes.into());
    }
    insert(tx, ambient, order, "note", text, who).await
}

/// Has the order's link sent to its buyer once more, in the caller's transaction; wake the jobs after the commit
/// ([`Orders::wake_jobs`]).
pub async fn resend_link(
    tx: &mut Tx,
    ambient: &Ambient,
    order: &Order,
    who: &str,
) -> Result<Note, OrderError> {
    if order.state != OrderState::Delivered {
        return Err(OrderRefusal::NotDelivered.into());
    }
    let to =
        order.contact.clone().filter(|contact| place::is_email(contact)).ok_or(OrderRefusal::NoAddress)?;
    let last = store::notes::last_sent(tx, order.merchant, order.id).await?;
    let ready = last.map(|last| last.after(SEND_AGAIN).since(ambient.now()).as_seconds() + 1);
    if let Some(retry_after) = ready.filter(|seconds| *seconds > 0) {
        return Err(OrderRefusal::SentJustNow { retry_after }.into());
    }
    if store::notes::count(tx, order.merchant, order.id).await? >= NOTES_MAX {
        return Err(OrderRefusal::TooManyNotes.into());
    }
    let job = NewJob::new(MAIL_ORDER, &json!(order.id));
    jobs::enqueue(tx, ambient, vec![job]).await?;
    insert(tx, ambient, order, "link_sent", masked(&to), who).await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    ambient: &Ambient,
    order: &Order,
    kind: &str,
    text: String,
    who: &str,
) -> Result<Note, OrderError> {
    let note = Note {
        id: NoteId::new(ambient),
        order: order.id,
        kind: kind.to_owned(),
        text,
        who: who.to_owned(),
        at: ambient.now(),
    };
    store::notes::insert(tx, order.merchant, &note).await?;
    Ok(note)
}

impl Orders {
    /// After a commit that left jobs behind.
    pub fn wake_jobs(&self) {
        self.1.wake();
    }
}
