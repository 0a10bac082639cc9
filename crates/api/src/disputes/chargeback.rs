use super::answer::CaseAnswer;
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, RefundsDecide};
use crate::path::Id;
use crate::people::{Act, witness};
use crate::words::{Answer, ok};
use aftercare::NewByHand;
use axum::extract::State;
use kernel::{DisputeId, OrderId};
use serde::Deserialize;
use utoipa::ToSchema;

/// A payment that its bank has taken back, as somebody reads it off the channel's own pages.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewChargeback)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordBody {
    /// What the channel calls it: the same one is written down once.
    #[schema(example = "2026112900123")]
    reference: String,
    /// In minor units of the order's currency; left out: all that came.
    amount: Option<i64>,
    /// What the channel says is the reason, in 1 to 2,000 characters. Both sides read it.
    text: String,
}

/// Write down a chargeback of a channel that does not tell of them itself (EPay, Alipay, WeChat Pay). The money is booked
/// out at once, and the order's dispute, or a new one, waits for the bank.
#[utoipa::path(post, path = "/v1/platform/orders/{id}/chargebacks", tag = "platform",
    operation_id = "recordChargeback",
    params(("id" = String, Path, description = "The order's id")), request_body = RecordBody,
    security(("session" = ["refunds:decide"])), responses((status = 200, body = CaseAnswer)))]
pub(crate) async fn record(
    State(api): State<Api>,
    operator: Operator<RefundsDecide>,
    Id(id): Id<OrderId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: RecordBody = body.parse()?;
    let caller = &operator.caller;
    let new = NewByHand { order: id, reference: asked.reference, amount: asked.amount, text: asked.text };
    let heard = api.aftercare.prepare_chargeback(caller.user, &new).await?;
    let mut tx = api.db().begin().await?;
    let case = api.aftercare.book_chargeback(&mut tx, &heard).await?;
    let (subject, after) = (case.id.to_string(), new.reference.chars().take(100).collect::<String>());
    let act = Act { what: "chargeback_recorded", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.aftercare.wake();
    api.happened();
    ok(&CaseAnswer::from(&case))
}

/// How the bank has decided.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChargebackEnd)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndBody {
    /// True: for the merchant, and the money is with us again.
    won: bool,
    /// Where it says so, in one line of up to 300 characters.
    reason: String,
}

/// Say how a chargeback has ended that was written down by hand. Refused where the channel itself tells.
#[utoipa::path(post, path = "/v1/platform/disputes/{id}/bank", tag = "platform", operation_id = "endChargeback",
    params(("id" = String, Path, description = "The dispute's id")), request_body = EndBody,
    security(("session" = ["refunds:decide"])), responses((status = 200, body = CaseAnswer)))]
pub(crate) async fn end(
    State(api): State<Api>,
    operator: Operator<RefundsDecide>,
    Id(id): Id<DisputeId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: EndBody = body.parse()?;
    let caller = &operator.caller;
    let mut tx = api.db().begin().await?;
    let case = api.aftercare.end_chargeback(&mut tx, id, asked.won).await?;
    let subject = id.to_string();
    let after = if asked.won { "won" } else { "lost" };
    let act =
        Act { what: "chargeback_ended", subject: &subject, after, reason: &asked.reason, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.aftercare.wake();
    api.happened();
    ok(&CaseAnswer::from(&case))
}
