use super::reason;
use crate::address::Address;
use crate::body::Json;
use crate::may::{JobsRead, JobsWrite, Operator};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, witness};
use crate::sales::ask::words;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Caller;
use jobs::{Counts, DeadJob, JobLine, JobRefusal};
use kernel::JobId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How the queue stands.
#[derive(Serialize, ToSchema)]
#[schema(as = JobQueue)]
pub(crate) struct QueueAnswer {
    queued: i64,
    running: i64,
    /// Given up: they wait for a person.
    dead: i64,
    /// For how many seconds the oldest job that could run has waited; null where none does.
    oldest_seconds: Option<i64>,
    /// Those that run now, the longest first: at most 50.
    under_way: Vec<JobAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Job)]
struct JobAnswer {
    #[schema(value_type = String, example = "job_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: JobId,
    #[schema(example = "mail.order")]
    kind: String,
    /// 1 at the first try.
    attempts: i64,
    created_at: String,
}

/// A job that failed too often.
#[derive(Serialize, ToSchema)]
#[schema(as = DeadJob)]
pub(crate) struct DeadAnswer {
    #[schema(value_type = String)]
    id: JobId,
    kind: String,
    /// What it was about: ids, nothing secret.
    payload: String,
    attempts: i64,
    last_error: String,
    created_at: String,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[schema(as = JobReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// 1 to 500 characters, for the trail.
    pub reason: String,
}

/// What was done.
#[derive(Serialize, ToSchema)]
#[schema(as = JobDone)]
pub(crate) struct DoneAnswer {
    #[schema(value_type = String)]
    id: JobId,
    /// `retried` or `dropped`.
    done: &'static str,
}

impl From<JobLine> for JobAnswer {
    fn from(job: JobLine) -> Self {
        Self { id: job.id, kind: job.kind, attempts: job.attempts, created_at: job.created_at.rfc3339() }
    }
}

impl From<DeadJob> for DeadAnswer {
    fn from(job: DeadJob) -> Self {
        Self {
            id: job.id,
            kind: job.kind,
            payload: job.payload,
            attempts: job.attempts,
            last_error: job.last_error,
            created_at: job.created_at.rfc3339(),
        }
    }
}

impl From<JobRefusal> for Problem {
    fn from(refusal: JobRefusal) -> Self {
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            JobRefusal::Db(error) => error.into(),
            JobRefusal::NotDead => Self::not_found(code, detail),
        }
    }
}

/// What is to be done, what runs, and what was given up.
#[utoipa::path(get, path = "/v1/platform/jobs", tag = "platform", operation_id = "getJobs",
    security(("key" = ["jobs:read"])), responses((status = 200, body = QueueAnswer)))]
pub(crate) async fn queue(State(api): State<Api>, _: Operator<JobsRead>) -> Answer {
    const SHOWN: i64 = 50;
    let Counts { queued, running, dead } = jobs::counts(api.db()).await?;
    let now = api.ambient().now();
    let oldest = jobs::oldest_due(api.db(), now).await?;
    ok(&QueueAnswer {
        queued,
        running,
        dead,
        oldest_seconds: oldest.map(|since| now.since(since).as_seconds().max(0)),
        under_way: jobs::under_way(api.db(), SHOWN).await?.into_iter().map(Into::into).collect(),
    })
}

/// Which jobs, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Part of the kind, of what it was about, or of its last error.
    q: Option<String>,
}

/// Jobs that were given up, the oldest first.
#[utoipa::path(get, path = "/v1/platform/jobs/dead", tag = "platform", operation_id = "listDeadJobs", params(DeadQuery),
    security(("key" = ["jobs:read"])), responses((status = 200, body = List<DeadAnswer>)))]
pub(crate) async fn dead(
    State(api): State<Api>,
    _: Operator<JobsRead>,
    Ask(asked): Ask<DeadQuery>,
) -> Answer {
    let ask = checked::<JobId>(asked.after, asked.limit)?;
    let page = jobs::dead_with(api.db(), &words(asked.q)?, &ask).await?;
    ok(&List::of(page, DeadAnswer::from))
}

/// Put a job that was given up back into the queue.
#[utoipa::path(post, path = "/v1/platform/jobs/dead/{id}/retry", tag = "platform", operation_id = "retryDeadJob",
    params(("id" = String, Path, description = "The job's id")), request_body = ReasonBody,
    security(("session" = ["jobs:write"])), responses((status = 200, body = DoneAnswer)))]
pub(crate) async fn retry(
    State(api): State<Api>,
    operator: Operator<JobsWrite>,
    Id(id): Id<JobId>,
    from: Address,
    body: Json,
) -> Answer {
    settle(&api, &operator.caller, &from, id, &body, true).await
}

/// Forget a job that was given up, for good.
#[utoipa::path(post, path = "/v1/platform/jobs/dead/{id}/drop", tag = "platform", operation_id = "dropDeadJob",
    params(("id" = String, Path, description = "The job's id")), request_body = ReasonBody,
    security(("session" = ["jobs:write"])), responses((status = 200, body = DoneAnswer)))]
pub(crate) async fn drop(
    State(api): State<Api>,
    operator: Operator<JobsWrite>,
    Id(id): Id<JobId>,
    from: Address,
    body: Json,
) -> Answer {
    settle(&api, &operator.caller, &from, id, &body, false).await
}

async fn settle(api: &Api, caller: &Caller, from: &Address, id: JobId, body: &Json, again: bool) -> Answer {
    let why = reason(&body.parse::<ReasonBody>()?.reason)?;
    let mut tx = api.db().begin().await?;
    let job = jobs::find_dead(&mut tx, id).await?.ok_or(JobRefusal::NotDead)?;
    let (what, done) = match again {
        true => ("job_retried", "retried"),
        false => ("job_dropped", "dropped"),
    };
    match again {
        true => jobs::retry_dead(&mut tx, api.ambient().now(), id).await?,
        false => jobs::drop_dead(&mut tx, id).await?,
    }
    let before = format!("{}, {} tries", job.kind, job.attempts);
    let subject = id.to_string();
    let act = Act { what, subject: &subject, before: &before, after: done, reason: &why };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.orders.wake_jobs();
    ok(&DoneAnswer { id, done })
}
