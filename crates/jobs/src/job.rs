use async_trait::async_trait;
use kernel::{JobId, Span, Time};

/// A job to be put into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Which handler does it: `mail` and the like.
    pub kind: &'static str,
    /// JSON; nothing secret.
    pub payload: String,
    /// While an unfinished job of this kind has the same key, this one is left out.
    pub dedupe: Option<String>,
    /// Not before this time; at once if none.
    pub run_at: Option<Time>,
}

impl NewJob {
    /// To be done at once.
    pub fn new(kind: &'static str, payload: &serde_json::Value) -> Self {
        Self { kind, payload: payload.to_string(), dedupe: None, run_at: None }
    }
    #[must_use]
    pub fn dedupe(mut self, key: impl ToString) -> Self {
        self.dedupe = Some(key.to_string());
        self
    }
    #[must_use]
    pub fn at(mut self, time: Time) -> Self {
        self.run_at = Some(time);
        self
    }
}

/// A job that a handler was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The same at every try, so fit as an idempotency key.
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    /// 1 at the first try.
    pub attempt: i64,
    pub created_at: Time,
}

impl Job {
    /// The payload; a job whose payload cannot be read is dead at once, because trying again will not help.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Retry> {
        serde_json::from_str(&self.payload)
            .map_err(|error| Retry::never(format!("unreadable payload: {error}")))
    }
}

/// A job that failed too often.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DeadJob {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub last_error: String,
    pub created_at: Time,
}

/// A try failed. Any error becomes one by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    pub error: String,
    /// When to try again, if the handler knows better than the backoff.
    pub after: Option<Span>,
    /// Trying again will not help.
    pub never: bool,
}

impl Retry {
    pub fn new(error: impl ToString) -> Self {
        Self { error: error.to_string(), after: None, never: false }
    }
    /// As [`Retry::new`], after that time instead of the backoff.
    pub fn after(span: Span, error: impl ToString) -> Self {
        Self { after: Some(span), ..Self::new(error) }
    }
    /// Dead at once.
    pub fn never(error: impl ToString) -> Self {
        Self { never: true, ..Self::new(error) }
    }
}

impl<E: std::error::Error> From<E> for Retry {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

/// Does the jobs of a kind. It may be called again for a job that it did already (see the head of this crate).
#[async_trait]
pub trait Handler: Send + Sync {
    async fn run(&self, job: &Job) -> Result<(), Retry>;
}
