//! What waits for a second person (双人复核).

use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, ProposalsDecide, ProposalsRead};
use crate::path::{Ask, Id, checked};
use crate::people::name_of;
use crate::words::{Answer, List, Text, json, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use identity::{Caller, Proposal, ProposalState};
use kernel::{ProposalId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Something that one of the operator's people wants to do and another one has to agree to.
#[derive(Serialize, ToSchema)]
#[schema(as = Proposal)]
pub(crate) struct ProposalAnswer {
    #[schema(value_type = String, example = "prp_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: ProposalId,
    /// `give_admin`, `take_admin`, `block_user`, `suspend_merchant`, `resume_merchant`, `close_merchant`,
    /// `trust_merchant`, `choose_plan`, `approve_application` or `change_channel`.
    #[schema(example = "close_merchant")]
    act: &'static str,
    /// The id of what it is done to; of a payment channel its code; of somebody who is to be invited, part of their
    /// address.
    subject: String,
    /// How that is called.
    called: Text,
    /// How it was when it was proposed, and how it will be.
    before: String,
    after: String,
    reason: String,
    #[schema(value_type = String)]
    proposed_by: UserId,
    /// Where they are reached.
    proposer: String,
    proposed_at: String,
    expires_at: String,
    /// `proposed`, `approved`, `declined`, `withdrawn` or `expired`.
    #[schema(example = "proposed")]
    state: &'static str,
    #[schema(value_type = Option<String>)]
    decided_by: Option<UserId>,
    /// Where they are reached; empty as long as nobody has decided.
    decider: String,
    decided_at: Option<String>,
    decision_reason: String,
    /// Whether it is yours: then another person decides, and you can withdraw it.
    own: bool,
}

/// Nothing is done yet: it waits for a second person.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitsForSecondPerson)]
pub(crate) struct WaitsAnswer {
    proposal: ProposalAnswer,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalQuery {
    /// Only those in this state.
    state: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Why it is decided so.
#[derive(Deserialize, ToSchema)]
#[schema(as = DecideProposal)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideBody {
    /// One line, up to 300 characters. Needed to decline.
    #[serde(default)]
    reason: String,
}

async fn told(api: &Api, caller: &Caller, p: Proposal) -> Result<ProposalAnswer, Problem> {
    let state = p.state_at(api.ambient().now());
    let decider = match p.decided_by {
        Some(who) => name_of(api, &who.to_string()).await?,
        None => String::new(),
    };
    Ok(ProposalAnswer {
        id: p.id,
        act: p.act.code(),
        called: api.admission.called(&p.subject).await?.into(),
        subject: p.subject,
        before: p.before,
        after: p.after,
        reason: p.reason,
        proposed_by: p.proposed_by,
        proposer: name_of(api, &p.proposed_by.to_string()).await?,
        proposed_at: p.proposed_at.rfc3339(),
        expires_at: p.expires_at.rfc3339(),
        state: state.code(),
        decided_by: p.decided_by,
        decider,
        decided_at: p.decided_at.map(kernel::Time::rfc3339),
        decision_reason: p.decision_reason,
        own: p.proposed_by == caller.user,
    })
}

/// 202: what was asked for is not done, but proposed.
pub(crate) async fn waits(api: &Api, caller: &Caller, proposal: Proposal) -> Answer {
    api.happened();
    let answer = WaitsAnswer { proposal: told(api, caller, proposal).await? };
    Ok(json(StatusCode::ACCEPTED, serde_json::to_vec(&answer).map_err(Problem::internal)?))
}

/// What waits for a second person, and what became of it: the acts that you may do yourself, the newest first.
#[utoipa::path(get, path = "/v1/platform/proposals", tag = "platform", operation_id = "listProposals",
    params(ProposalQuery), security(("session" = ["proposals:read"])),
    responses((status = 200, body = List<ProposalAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    operator: Operator<ProposalsRead>,
    Ask(asked): Ask<ProposalQuery>,
) -> Answer {
    let state = |code: String| {
        code.parse::<ProposalState>()
            .map_err(|()| Problem::bad_request("invalid_query", "there is no such state"))
    };
    let state = asked.state.filter(|code| !code.is_empty()).map(state).transpose()?;
    let ask = checked::<ProposalId>(asked.after, asked.limit)?;
    let page = api.identity.proposals(&operator.caller, state, &ask).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for proposal in page.items {
        items.push(told(&api, &operator.caller, proposal).await?);
    }
    ok(&List { items, next: page.next })
}

/// Agree to it: it is done now. Not by who proposed it; and where anything has changed since, it is refused with
/// `subject_changed`. You need the right to do it yourself.
#[utoipa::path(post, path = "/v1/platform/proposals/{id}/approve", tag = "platform", operation_id = "approveProposal",
    params(("id" = String, Path, description = "The proposal's id")), request_body = DecideBody,
    security(("session" = ["proposals:decide"])), responses((status = 200, body = ProposalAnswer)))]
pub(crate) async fn approve(
    State(api): State<Api>,
    operator: Operator<ProposalsDecide>,
    Id(id): Id<ProposalId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: DecideBody = body.parse()?;
    let caller = &operator.caller;
    let decided = api.admission.approve_proposal(caller, &from, id, &asked.reason).await?;
    api.catalog_changed();
    api.refresh_channels().await?;
    api.happened();
    ok(&told(&api, caller, decided).await?)
}

/// Say no, and why.
#[utoipa::path(post, path = "/v1/platform/proposals/{id}/decline", tag = "platform", operation_id = "declineProposal",
    params(("id" = String, Path, description = "The proposal's id")), request_body = DecideBody,
    security(("session" = ["proposals:decide"])), responses((status = 200, body = ProposalAnswer)))]
pub(crate) async fn decline(
    State(api): State<Api>,
    operator: Operator<ProposalsDecide>,
    Id(id): Id<ProposalId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: DecideBody = body.parse()?;
    let decided = api.admission.decline_proposal(&operator.caller, &from, id, &asked.reason).await?;
    ok(&told(&api, &operator.caller, decided).await?)
}

/// Think better of what you proposed.
#[utoipa::path(post, path = "/v1/platform/proposals/{id}/withdraw", tag = "platform", operation_id = "withdrawProposal",
    params(("id" = String, Path, description = "The proposal's id")), request_body = DecideBody,
    security(("session" = ["proposals:decide"])), responses((status = 200, body = ProposalAnswer)))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    operator: Operator<ProposalsDecide>,
    Id(id): Id<ProposalId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: DecideBody = body.parse()?;
    let decided = api.admission.withdraw_proposal(&operator.caller, &from, id, &asked.reason).await?;
    ok(&told(&api, &operator.caller, decided).await?)
}
