use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{OrdersNote, Staff};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::people::{self, Act, witness};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Caller;
use kernel::{NoteId, OrderId};
use orders::{Access, Note, Order};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A note to be written beside an order.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewNote)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNoteBody {
    /// 1 to 2,000 characters. The buyer does not see it.
    text: String,
}

/// What the staff wrote or did.
#[derive(Serialize, ToSchema)]
#[schema(as = Note)]
pub(crate) struct NoteAnswer {
    #[schema(value_type = String, example = "nte_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: NoteId,
    at: String,
    text: String,
    /// An e-mail address, or the id of an API key.
    by: String,
}

impl NoteAnswer {
    async fn of(api: &Api, note: Note) -> Result<Self, Problem> {
        let by = people::name_of(api, &note.who).await?;
        Ok(Self { id: note.id, at: note.at.rfc3339(), text: note.text, by })
    }
}

/// Write a note beside an order of a customer. The staff sees it in the timeline, the buyer never.
#[utoipa::path(post, path = "/v1/merchant/orders/{id}/notes", tag = "merchant", operation_id = "addOrderNote",
    params(("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = String, Header, description = "New for every note, the same for every repetition")),
    request_body = NewNoteBody,
    security(("key" = ["orders:note"])), responses((status = 201, body = NoteAnswer)))]
pub(crate) async fn add(
    State(api): State<Api>,
    staff: Staff<OrdersNote>,
    Id(id): Id<OrderId>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: NewNoteBody = body.parse()?;
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let path = format!("/v1/merchant/orders/{id}/notes");
    let caller = staff.caller;
    once(api, caller, path, (key, body.digest()), move |api, claim| async move {
        write(&api, &claim, (&caller, &from), &order, &asked.text).await
    })
    .await
}

async fn write(
    api: &Api,
    claim: &Claim,
    (caller, from): (&Caller, &Address),
    order: &Order,
    words: &str,
) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let note = orders::add_note(&mut tx, api.ambient(), order, words, &caller.actor()).await?;
    let after = note.id.to_string();
    let answer = text(&NoteAnswer::of(api, note).await?)?;
    claim.finish(&mut tx, &answer).await?;
    let subject = order.id.to_string();
    let act = Act { what: "order_noted", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Send the link of a delivered order to its buyer once more; at most once a minute.
#[utoipa::path(post, path = "/v1/merchant/orders/{id}/resend", tag = "merchant", operation_id = "resendOrderLink",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:note"])), responses((status = 200, body = NoteAnswer)))]
pub(crate) async fn resend(
    State(api): State<Api>,
    staff: Staff<OrdersNote>,
    Id(id): Id<OrderId>,
    from: Address,
) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let mut tx = api.db().begin().await?;
    let note = orders::resend_link(&mut tx, api.ambient(), &order, &staff.caller.actor()).await?;
    let (subject, after) = (order.id.to_string(), note.id.to_string());
    let act = Act { what: "order_link_resent", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.orders.wake_jobs();
    ok(&NoteAnswer::of(&api, note).await?)
}
