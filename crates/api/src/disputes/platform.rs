use super::answer::{CaseAnswer, CasesQuery, Eyes, ViewAnswer, now};
use super::merchant::units;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CasesRead, CasesRule, Operator};
use crate::path::{Ask, Id};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use aftercare::Party;
use axum::extract::State;
use kernel::DisputeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many disputes wait for whom.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputesWaiting)]
pub(crate) struct WaitingAnswer {
    /// `merchant`, `offered`, `platform`, `ruled` or `appealed`.
    state: String,
    count: i64,
    /// Of these, those whose time is over.
    late: i64,
}

/// A page of disputes, and how many wait for whom.
#[derive(Serialize, ToSchema)]
#[schema(as = DisputeQueue)]
pub(crate) struct QueueAnswer {
    waiting: Vec<WaitingAnswer>,
    items: Vec<CaseAnswer>,
    /// The cursor of the following page; null on the last one.
    next: Option<String>,
}

/// All disputes, the newest first. What waits for a ruling: `state=platform` and `state=appealed`.
#[utoipa::path(get, path = "/v1/platform/disputes", tag = "platform", operation_id = "listPlatformDisputes",
    params(CasesQuery),
    security(("session" = ["cases:read"])), responses((status = 200, body = QueueAnswer)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<CasesRead>,
    Ask(asked): Ask<CasesQuery>,
) -> Answer {
    let (filter, ask) = asked.read()?;
    let page = List::of(api.aftercare.list(&filter, &ask).await?, |case| CaseAnswer::from(&case));
    let waiting = api.aftercare.waiting().await?.into_iter();
    let waiting = waiting.map(|w| WaitingAnswer { state: w.state, count: w.count, late: w.late }).collect();
    ok(&QueueAnswer { waiting, items: page.items, next: page.next })
}

/// A dispute, with all that was said, shown, known and decided by rules.
#[utoipa::path(get, path = "/v1/platform/disputes/{id}", tag = "platform", operation_id = "getPlatformDispute",
    params(("id" = String, Path, description = "The dispute's id")),
    security(("session" = ["cases:read"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    operator: Operator<CasesRead>,
    Id(id): Id<DisputeId>,
) -> Answer {
    now(&api, id, Party::Platform(operator.caller.user), Eyes::Platform).await
}

/// Take a dispute, so that nobody else rules it. Refused to whoever is party to it, and after an appeal to who ruled it
/// first.
#[utoipa::path(post, path = "/v1/platform/disputes/{id}/take", tag = "platform", operation_id = "takeDispute",
    params(("id" = String, Path, description = "The dispute's id")),
    security(("session" = ["cases:rule"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn take(
    State(api): State<Api>,
    operator: Operator<CasesRule>,
    Id(id): Id<DisputeId>,
    from: Address,
) -> Answer {
    let caller = &operator.caller;
    let neutral = api.aftercare.neutral(id, caller.user).await?;
    let mut tx = api.db().begin().await?;
    api.aftercare.take(&mut tx, &neutral).await?;
    let subject = id.to_string();
    let act = Act { what: "dispute_taken", subject: &subject, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    now(&api, id, Party::Platform(caller.user), Eyes::Platform).await
}

/// What you say to both sides.
#[derive(Deserialize, ToSchema)]
#[schema(as = DisputeMessage)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageBody {
    /// 1 to 2,000 characters.
    text: String,
}

/// Say something to both sides.
#[utoipa::path(post, path = "/v1/platform/disputes/{id}/messages", tag = "platform",
    operation_id = "writeToDispute",
    params(("id" = String, Path, description = "The dispute's id")), request_body = MessageBody,
    security(("session" = ["cases:rule"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn say(
    State(api): State<Api>,
    operator: Operator<CasesRule>,
    Id(id): Id<DisputeId>,
    body: Json,
) -> Answer {
    let asked: MessageBody = body.parse()?;
    let party = Party::Platform(operator.caller.user);
    api.aftercare.say(id, party, &asked.text).await?;
    api.happened();
    now(&api, id, party, Eyes::Platform).await
}

/// How you rule.
#[derive(Deserialize, ToSchema)]
#[schema(as = DisputeRuling)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulingBody {
    /// How much of what is disputed goes back, in minor units: 0 is for the merchant, all of it for the buyer. Left out
    /// where keys are replaced.
    back: Option<i64>,
    /// Other keys take the place of these deliveries; an empty list: of all that can be replaced. What they cost goes back
    /// instead where nothing is left when the ruling is carried out.
    replace: Option<Vec<String>>,
    /// Why, in 1 to 2,000 characters. Both sides read it.
    text: String,
}

/// Rule a dispute. The first ruling waits for an appeal; what is ruled after one holds at once. Refused to whoever is
/// party to it, and after an appeal to who ruled it first.
#[utoipa::path(post, path = "/v1/platform/disputes/{id}/rule", tag = "platform", operation_id = "ruleDispute",
    params(("id" = String, Path, description = "The dispute's id")), request_body = RulingBody,
    security(("session" = ["cases:rule"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn rule(
    State(api): State<Api>,
    operator: Operator<CasesRule>,
    Id(id): Id<DisputeId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: RulingBody = body.parse()?;
    let caller = &operator.caller;
    let ruling = match (asked.back, &asked.replace) {
        (Some(back), None) => api.aftercare.prepare_ruling(id, caller.user, back, &asked.text).await?,
        (None, Some(named)) => {
            let named = units(named, "/replace")?;
            api.aftercare.prepare_replacement(id, caller.user, &named, &asked.text).await?
        }
        _ => {
            let detail = "say how much goes back, or which keys are replaced";
            return Err(Problem::field("invalid_field", "/back", detail));
        }
    };
    let mut tx = api.db().begin().await?;
    let case = api.aftercare.rule(&mut tx, &ruling).await?;
    let after = match asked.back {
        Some(back) => case.money(back).to_string(),
        None => format!("{} keys", case.replaced.max(i64::try_from(case.ruled_units.len()).unwrap_or(0))),
    };
    let subject = id.to_string();
    // Reasons in the trail are one line; all of it stands in the case.
    let reason: String =
        asked.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    let act =
        Act { what: "dispute_ruled", subject: &subject, after: &after, reason: &reason, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.aftercare.wake();
    api.happened();
    now(&api, id, Party::Platform(caller.user), Eyes::Platform).await
}
