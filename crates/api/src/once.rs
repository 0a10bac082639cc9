use crate::words::{Answer, created};
use crate::{Api, Problem, idempotency, store};
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use db::Tx;
use identity::Caller;
use kernel::encode_128;
use serde::Serialize;

/// The right to do a request: held by one try at a time, given up with an answer or without.
#[derive(Clone)]
pub(crate) struct Claim {
    api: Api,
    scope: String,
    key: String,
    claim: String,
}

enum Claimed {
    Mine(Claim),
    /// It was done before: this was answered.
    Done(Box<Response<Body>>),
}

impl Claim {
    async fn take(
        api: &Api,
        caller: &Caller,
        path: &str,
        (key, digest): (String, &str),
    ) -> Result<Claimed, Problem> {
        let now = api.ambient().now();
        let claim = encode_128(u128::from_be_bytes(api.ambient().bytes()));
        let mine = Self { api: api.clone(), scope: format!("{} {path}", caller.actor()), key, claim };
        let mut tx = api.db().begin().await?;
        if store::claim(&mut tx, &mine.scope, &mine.key, digest, &mine.claim, now).await? {
            tx.commit().await?;
            return Ok(Claimed::Mine(mine));
        }
        let Some(known) = store::known(&mut tx, &mine.scope, &mine.key).await? else {
            return Err(in_flight());
        };
        if known.digest != digest {
            return Err(orders::OrderRefusal::IdempotencyReused.into());
        }
        if let Some((status, body)) = known.answer {
            return Ok(Claimed::Done(Box::new(replay(status, body))));
        }
        let stale = now.since(known.claimed_at) > store::CLAIM_LIVES;
        if stale
            && store::take_over(&mut tx, &mine.scope, &mine.key, known.claimed_at, &mine.claim, now).await?
        {
            tx.commit().await?;
            return Ok(Claimed::Mine(mine));
        }
        Err(in_flight())
    }

    /// In the transaction of the work, so that it is done and answered, or neither.
    pub async fn finish(&self, tx: &mut Tx, body: &str) -> Result<(), Problem> {
        if self.finished(tx, body).await? { Ok(()) } else { Err(in_flight()) }
    }

    /// False where another try has taken the key over.
    pub async fn finished(&self, tx: &mut Tx, body: &str) -> db::Result<bool> {
        store::finish(tx, &self.scope, &self.key, &self.claim, 201, body).await
    }

    /// A refusal is not kept: the same request may be decided anew.
    async fn release(self) {
        let released = async {
            let mut tx = self.api.db().begin().await?;
            store::release(&mut tx, &self.scope, &self.key, &self.claim).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, "an idempotency key could not be given up: it frees itself later");
        }
    }

    /// The answer to the work, whichever way it went.
    async fn settle(self, done: Result<String, Problem>) -> Answer {
        match done {
            Ok(body) => Ok(created(body.into_bytes())),
            Err(problem) => {
                self.release().await;
                Err(problem)
            }
        }
    }
}

/// Does a request under its idempotency key, once: whoever repeats it is answered as the first time. `path` is that of the
/// route; the digest beside the key stands for all that was asked. The writing finishes its claim in the transaction in
/// which it is done, and goes on when the caller hangs up.
pub(crate) async fn once<W>(
    api: Api,
    caller: Caller,
    path: impl Into<String>,
    (key, digest): (String, String),
    write: impl FnOnce(Api, Claim) -> W + Send + 'static,
) -> Answer
where
    W: Future<Output = Result<String, Problem>> + Send + 'static,
{
    let path = path.into();
    detached(async move {
        match Claim::take(&api, &caller, &path, (key, &digest)).await? {
            Claimed::Done(answer) => Ok(*answer),
            Claimed::Mine(claim) => {
                let done = write(api, claim.clone()).await;
                claim.settle(done).await
            }
        }
    })
    .await
}

/// Goes on when the caller hangs up: what was begun is finished and answered to the next try.
pub(crate) async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(Problem::internal(error)))
}

pub(crate) fn text(answer: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(answer).map_err(Problem::internal)
}

pub(crate) fn in_flight() -> Problem {
    let detail =
        "the first request with this idempotency key is still under way: repeat this one in a moment";
    Problem::conflict("idempotency_key_in_use", detail).retry(1)
}

fn replay(status: i64, body: String) -> Response<Body> {
    let status = u16::try_from(status)
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok())
        .unwrap_or(StatusCode::CREATED);
    let json = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
    (status, [json, idempotency::REPLAYED], body).into_response()
}
