//! Top-ups of wallets, as the operator's people see them and give them back.

use super::reason;
use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, PlatformPayments, RefundsDecide};
use crate::path::Id;
use crate::people::{Act, name_of, witness};
use crate::words::{Amount, Answer, ok};
use axum::extract::State;
use kernel::{RefundId, Time, TopUpId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Money that a buyer has put, or wants to put, into the wallet.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformTopUp)]
pub(crate) struct TopUpAnswer {
    #[schema(value_type = String)]
    id: TopUpId,
    #[schema(value_type = String)]
    user: UserId,
    /// How that user is reached.
    contact: String,
    /// `open`, `paid`, `cancelled` or `expired`.
    state: &'static str,
    /// The code of the payment channel that was chosen last.
    pay: String,
    amount: Amount,
    /// What has reached the wallet.
    credited: Amount,
    /// What went back, or is on its way.
    returned: Amount,
    /// How much can go back now: of one arrival, and no more than is in the wallet.
    returnable: Amount,
    created_at: String,
    expires_at: String,
    paid_at: Option<String>,
}

/// What goes back, and why.
#[derive(Deserialize, ToSchema)]
#[schema(as = TopUpReturn)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnBody {
    /// As much as can go back, if it is left out.
    amount: Option<Amount>,
    /// 1 to 500 characters, for the trail.
    reason: String,
}

/// What was done.
#[derive(Serialize, ToSchema)]
#[schema(as = TopUpReturned)]
pub(crate) struct ReturnedAnswer {
    #[schema(value_type = String)]
    refund: RefundId,
    amount: Amount,
}

/// One top-up, and what can go back of it.
#[utoipa::path(get, path = "/v1/platform/top-ups/{id}", tag = "platform", operation_id = "getPlatformTopUp",
    params(("id" = String, Path, description = "The top-up's id")),
    security(("key" = ["platform:payments"])), responses((status = 200, body = TopUpAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Id(id): Id<TopUpId>,
) -> Answer {
    let view = api.orders.view_top_up(id).await?;
    let top_up = view.top_up;
    ok(&TopUpAnswer {
        id: top_up.id,
        user: top_up.user,
        contact: name_of(&api, &top_up.user.to_string()).await?,
        state: top_up.state.as_str(),
        pay: top_up.pay,
        amount: top_up.amount.into(),
        credited: top_up.credited.into(),
        returned: view.returned.into(),
        returnable: view.returnable.into(),
        created_at: top_up.created_at.rfc3339(),
        expires_at: top_up.expires_at.rfc3339(),
        paid_at: top_up.paid_at.map(Time::rfc3339),
    })
}

/// Give back what is still in the wallet, by the channel that it came through: out of the wallet at once, and then the way
/// of every refund.
#[utoipa::path(post, path = "/v1/platform/top-ups/{id}/return", tag = "platform", operation_id = "returnTopUp",
    params(("id" = String, Path, description = "The top-up's id")), request_body = ReturnBody,
    security(("session" = ["refunds:decide"])), responses((status = 200, body = ReturnedAnswer)))]
pub(crate) async fn give_back(
    State(api): State<Api>,
    operator: Operator<RefundsDecide>,
    Id(id): Id<TopUpId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ReturnBody = body.parse()?;
    let why = reason(&asked.reason)?;
    let mut tx = api.db().begin().await?;
    let amount = asked.amount.map(Into::into);
    let (refund, amount) = api.orders.return_top_up(&mut tx, id, amount).await?;
    let (subject, after) = (id.to_string(), format!("{refund} {} {}", amount.decimal(), amount.currency));
    let act =
        Act { what: "top_up_returned", subject: &subject, after: &after, reason: &why, ..Act::default() };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    api.orders.wake_jobs();
    ok(&ReturnedAnswer { refund, amount: amount.into() })
}
