/// As a file.
pub(crate) mod export;

use super::money::OfAnswer;
use super::{names, reason};
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, PlatformPayments, RefundsDecide};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, name_of, witness};
use crate::words::{Amount, Answer, List, ok};
use axum::extract::State;
use kernel::{PaymentId, RefundId, Time};
use orders::{RefundFilter, Says, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Money on its way back through a channel.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformRefund)]
pub(crate) struct RefundAnswer {
    #[schema(value_type = String)]
    id: RefundId,
    #[serde(flatten)]
    of: OfAnswer,
    #[schema(value_type = String)]
    payment: PaymentId,
    channel: String,
    /// What the channel calls the payment; null where it gave no name before it was paid.
    reference: Option<String>,
    /// What the channel calls the arrival that is given back.
    arrival: String,
    amount: Amount,
    /// `pending`, `succeeded`, `failed` (the channel said no), `ask_by_hand` (only a person can find out whether it
    /// arrived), `credited` or `charged_back` (a bank took its money before).
    state: String,
    created_at: String,
    /// When the channel was asked for it first; null where it was not yet.
    tried_at: Option<String>,
    finished_at: Option<String>,
    /// Who said what became of it, and why; null where nobody had to.
    decided_by: Option<String>,
    reason: Option<String>,
}

/// Which refunds, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `pending`, `succeeded`, `failed`, `ask_by_hand`, `credited` or `charged_back`.
    state: Option<String>,
}

/// What somebody has seen at the gateway.
#[derive(Deserialize, ToSchema)]
#[schema(as = RefundVerdict)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerdictBody {
    verdict: Word,
    /// 1 to 500 characters, for the trail.
    reason: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[schema(as = RefundVerdictWord)]
#[serde(rename_all = "snake_case")]
enum Word {
    /// The money went back.
    Arrived,
    /// It did not: the channel is asked once more.
    TryAgain,
    /// It did not: the buyer, who is a user, gets it into the wallet.
    Credit,
}

/// What was done.
#[derive(Serialize, ToSchema)]
#[schema(as = RefundDecided)]
pub(crate) struct DecidedAnswer {
    #[schema(value_type = String)]
    id: RefundId,
    /// `succeeded`, `pending` or `credited`.
    state: &'static str,
}

/// Refunds through channels, newest first.
#[utoipa::path(get, path = "/v1/platform/refunds", tag = "platform", operation_id = "listPlatformRefunds", params(RefundsQuery),
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<RefundAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Ask(asked): Ask<RefundsQuery>,
) -> Answer {
    let ask = checked::<RefundId>(asked.after, asked.limit)?;
    let page = api.orders.refunds(&RefundFilter { state: asked.state }, &ask).await?;
    let names = names(&api, page.items.iter().filter_map(|refund| refund.of.merchant())).await?;
    let mut deciders = std::collections::HashMap::new();
    for who in page.items.iter().filter_map(|refund| refund.decided_by.as_ref()) {
        if !deciders.contains_key(who) {
            deciders.insert(who.clone(), name_of(&api, who).await?);
        }
    }
    ok(&List::of(page, |refund| RefundAnswer {
        id: refund.id,
        of: OfAnswer::new(refund.of, &names),
        payment: refund.payment,
        channel: refund.channel,
        reference: refund.reference,
        arrival: refund.event_id,
        amount: refund.amount.into(),
        state: refund.state,
        created_at: refund.created_at.rfc3339(),
        tried_at: refund.tried_at.map(Time::rfc3339),
        finished_at: refund.finished_at.map(Time::rfc3339),
        decided_by: refund.decided_by.and_then(|who| deciders.get(&who).cloned()),
        reason: refund.reason,
    }))
}

/// Say what became of a refund that only a person can find out about, or that its channel has refused: look it up on the
/// gateway's own pages first.
#[utoipa::path(post, path = "/v1/platform/refunds/{id}/decide", tag = "platform", operation_id = "decideRefund",
    params(("id" = String, Path, description = "The refund's id")), request_body = VerdictBody,
    security(("session" = ["refunds:decide"])), responses((status = 200, body = DecidedAnswer)))]
pub(crate) async fn decide(
    State(api): State<Api>,
    operator: Operator<RefundsDecide>,
    Id(id): Id<RefundId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: VerdictBody = body.parse()?;
    let why = reason(&asked.reason)?;
    let (verdict, state) = match asked.verdict {
        Word::Arrived => (Verdict::Arrived, "succeeded"),
        Word::TryAgain => (Verdict::TryAgain, "pending"),
        Word::Credit => (Verdict::Credit, "credited"),
    };
    let by = operator.caller.user.to_string();
    let mut tx = api.db().begin().await?;
    let before = api.orders.decide_refund(&mut tx, id, verdict, Says { by: &by, reason: &why }).await?;
    let subject = id.to_string();
    let act = Act {
        what: "refund_decided",
        subject: &subject,
        before: &before,
        after: verdict.code(),
        reason: &why,
    };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    api.orders.wake_jobs();
    ok(&DecidedAnswer { id, state })
}
