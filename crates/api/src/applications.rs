use crate::address::Address;
use crate::application::{ApplicationAnswer, MomentAnswer, ReasonWords};
use crate::body::Json;
use crate::may::{MerchantsReview, Operator};
use crate::path::{Ask, Id, checked};
use crate::proposals::{WaitsAnswer, waits};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use admission::{Attempt, By, Decision, Deed, Opened};
use axum::extract::State;
use kernel::ApplicationId;
use merchants::{Application, ApplicationState, Check, Reason};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A line of the queue.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationLine)]
pub(crate) struct Line {
    #[schema(value_type = String)]
    id: ApplicationId,
    state: &'static str,
    kind: &'static str,
    name: Text,
    store_slug: String,
    /// The id of whoever looks at it, or empty.
    reviewer: String,
    submitted_at: Option<String>,
    decided_at: Option<String>,
}

impl From<Application> for Line {
    fn from(a: Application) -> Self {
        Self {
            id: a.id,
            state: a.state.code(),
            kind: a.kind.code(),
            name: a.name.into(),
            store_slug: a.store_slug,
            reviewer: a.reviewer,
            submitted_at: a.submitted_at.map(kernel::Time::rfc3339),
            decided_at: a.decided_at.map(kernel::Time::rfc3339),
        }
    }
}

/// An application with everything that a reviewer needs.
#[derive(Serialize, ToSchema)]
#[schema(as = ApplicationToReview)]
pub(crate) struct OpenedAnswer {
    #[serde(flatten)]
    application: ApplicationAnswer,
    /// The id of whoever looks at it, or empty.
    reviewer: String,
    checks: Vec<CheckAnswer>,
    timeline: Vec<MomentAnswer>,
}

/// Something to know before deciding.
#[derive(Serialize, ToSchema)]
#[schema(as = AdmissionCheck)]
pub(crate) struct CheckAnswer {
    /// `same_licence`, `same_bank_account`, `same_phone`, `same_device`, `same_document` or `screened`.
    code: &'static str,
    /// `warn`, or `block`: it cannot be approved while this stands.
    level: &'static str,
    /// Ids of other applications, or the entry of the list.
    detail: String,
}

impl From<Check> for CheckAnswer {
    fn from(check: Check) -> Self {
        Self { code: check.code, level: check.level.code(), detail: check.detail }
    }
}

impl From<Opened> for OpenedAnswer {
    fn from(opened: Opened) -> Self {
        let reviewer = opened.application.reviewer.clone();
        // It must be compared with the scan.
        let number = opened.application.private.licence_number.clone();
        Self {
            application: ApplicationAnswer::new(opened.application, opened.documents, number),
            reviewer,
            checks: opened.checks.into_iter().map(Into::into).collect(),
            timeline: opened.timeline.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateQuery {
    /// Only those in this state.
    pub state: Option<String>,
    /// `next` of the page before; left out for the first page.
    pub after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

impl StateQuery {
    /// The state, if it is one.
    pub fn state<S: std::str::FromStr>(&self) -> Result<Option<S>, Problem> {
        let parse = |code: &String| {
            code.parse().map_err(|_| Problem::bad_request("invalid_query", "there is no such state"))
        };
        self.state.as_ref().map(parse).transpose()
    }
}

/// Reasons for sending an application back.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReturnApplication)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnBody {
    /// At least one.
    reasons: Vec<ReasonWords>,
}

/// What an approval gives.
#[derive(Deserialize, ToSchema)]
#[schema(as = ApproveApplication)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveBody {
    /// The platform's share of each sale, in hundredths of a per cent.
    #[schema(example = 200)]
    fee_bps: i64,
    /// The code of a plan; left out: none, and no limits.
    #[serde(default)]
    plan: String,
    #[serde(default)]
    reason: String,
}

/// Applications that were handed in, the oldest first.
#[utoipa::path(get, path = "/v1/platform/applications", tag = "platform", operation_id = "listApplications",
    params(StateQuery), security(("session" = ["merchants:review"])), responses((status = 200, body = List<Line>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<MerchantsReview>,
    Ask(asked): Ask<StateQuery>,
) -> Answer {
    let state: Option<ApplicationState> = asked.state()?;
    let ask = checked::<ApplicationId>(asked.after, asked.limit)?;
    ok(&List::of(api.admission.applications(state, &ask).await?, Line::from))
}

/// One application, with scans, checks and timeline.
#[utoipa::path(get, path = "/v1/platform/applications/{id}", tag = "platform", operation_id = "getApplicationToReview",
    params(("id" = String, Path, description = "The application's id")),
    security(("session" = ["merchants:review"])), responses((status = 200, body = OpenedAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _operator: Operator<MerchantsReview>,
    Id(id): Id<ApplicationId>,
) -> Answer {
    opened(&api, id).await
}

async fn opened(api: &Api, id: ApplicationId) -> Answer {
    ok(&OpenedAnswer::from(api.admission.application(id).await?))
}

/// Look at it from now on.
#[utoipa::path(post, path = "/v1/platform/applications/{id}/take", tag = "platform", operation_id = "takeApplication",
    params(("id" = String, Path, description = "The application's id")),
    security(("session" = ["merchants:review"])), responses((status = 200, body = OpenedAnswer)))]
pub(crate) async fn take(
    State(api): State<Api>,
    operator: Operator<MerchantsReview>,
    Id(id): Id<ApplicationId>,
    Address(from): Address,
) -> Answer {
    let who = operator.caller.actor();
    api.admission.take_application(By { who: &who, from: &from }, id).await?;
    opened(&api, id).await
}

/// Send it back, with what must be corrected. Decided once: who comes second gets `already_decided`.
#[utoipa::path(post, path = "/v1/platform/applications/{id}/return", tag = "platform", operation_id = "returnApplication",
    params(("id" = String, Path, description = "The application's id")), request_body = ReturnBody,
    security(("session" = ["merchants:review"])), responses((status = 200, body = OpenedAnswer)))]
pub(crate) async fn send_back(
    State(api): State<Api>,
    operator: Operator<MerchantsReview>,
    Id(id): Id<ApplicationId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: ReturnBody = body.parse()?;
    let reason = |words: ReasonWords| Reason { field: words.field, text: words.text };
    let decision = Decision::Return(asked.reasons.into_iter().map(reason).collect());
    let who = operator.caller.actor();
    api.admission.decide_application(By { who: &who, from: &from }, id, &decision).await?;
    opened(&api, id).await
}

/// Make a merchant of it: the applicant becomes its owner, and the store opens at its address. Decided once: who comes
/// second gets `already_decided`.
#[utoipa::path(post, path = "/v1/platform/applications/{id}/approve", tag = "platform",
    operation_id = "approveApplication", params(("id" = String, Path, description = "The application's id")),
    request_body = ApproveBody, security(("session" = ["merchants:review"])),
    responses((status = 200, body = OpenedAnswer),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn approve(
    State(api): State<Api>,
    operator: Operator<MerchantsReview>,
    Id(id): Id<ApplicationId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: ApproveBody = body.parse()?;
    let deed = Deed::Approve { application: id, fee_bps: asked.fee_bps, plan: asked.plan };
    match api.admission.attempt(&operator.caller, &from, &deed, &asked.reason).await? {
        Attempt::Waits(proposal) => waits(&api, &operator.caller, proposal).await,
        Attempt::Done(_) => opened(&api, id).await,
    }
}
