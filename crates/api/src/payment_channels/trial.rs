use super::change::filled;
use crate::body::Json;
use crate::may::{ChannelsWrite, Operator};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use channels::Trial;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Instant;
use utoipa::ToSchema;

/// What is tried. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = TestChannel)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialBody {
    kind: String,
    /// The channel whose settings stand in for those that are left out, or empty.
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelTest)]
pub(crate) struct TrialAnswer {
    /// Whether everything went well.
    ok: bool,
    millis: u64,
    /// In the order in which they were tried.
    checks: Vec<CheckAnswer>,
}

/// One thing that was tried.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelCheck)]
struct CheckAnswer {
    /// Stable: `keys`, `reach`, `answer`, …, or `timeout`.
    code: String,
    ok: bool,
    problem: Option<String>,
}

/// Whether a payment channel would work with these settings: keys that fit, and a gateway that answers. Moves no money,
/// changes nothing, and takes 20 seconds at the most.
#[utoipa::path(post, path = "/v1/platform/channel-tests", tag = "platform", operation_id = "testChannel",
    request_body = TrialBody, security(("session" = ["channels:write"])),
    responses((status = 200, body = TrialAnswer)))]
pub(crate) async fn test(State(api): State<Api>, operator: Operator<ChannelsWrite>, body: Json) -> Answer {
    let asked: TrialBody = body.parse()?;
    let _place = api.trials.take(&operator.caller.actor()).ok_or_else(busy)?;
    let trial = Trial { kind: asked.kind, code: asked.code, settings: filled(asked.settings) };
    let began = Instant::now();
    let tried = api.admission.channels().trial(&trial).await?;
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let ok_all = tried.outcomes.iter().all(|outcome| outcome.problem.is_none());
    // Somebody has just seen it answer: payers need not wait until it has rested.
    if let (true, true, Some(code)) = (ok_all, tried.as_stored, &trial.code) {
        api.orders.channels().recovered(code, api.ambient().now());
    }
    let check = |outcome: channels::Outcome| CheckAnswer {
        code: outcome.code,
        ok: outcome.problem.is_none(),
        problem: outcome.problem,
    };
    ok(&TrialAnswer { ok: ok_all, millis, checks: tried.outcomes.into_iter().map(check).collect() })
}

fn busy() -> Problem {
    let detail =
        "another test of yours, or several of others, are still waiting for their gateways: try again";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "channel_tests_busy", detail).retry(5)
}
