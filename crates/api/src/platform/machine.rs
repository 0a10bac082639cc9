use crate::may::{Operator, SystemRead};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use async_trait::async_trait;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What only the program around the API knows: the machine it runs on and how it is set.
#[async_trait]
pub trait Machine: Send + Sync {
    async fn system(&self) -> Result<System, String>;
    fn settings(&self) -> Vec<Setting>;
}

/// How the platform stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct System {
    pub version: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// The newest migration.
    pub schema: i64,
    pub started_at: String,
    /// The time of this node, and how many seconds the database's own clock is ahead of it.
    pub now: String,
    pub clock_ahead_seconds: i64,
    /// Bytes; null where the database lies elsewhere.
    pub database_bytes: Option<u64>,
    /// Bytes free where the data folder lies.
    pub disk_free_bytes: Option<u64>,
    pub queue: Queue,
    pub backups: Backups,
    /// Everything that somebody should look at, in both languages.
    pub concerns: Vec<Concern>,
}

/// Jobs.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Queue {
    /// That could run now.
    pub due: i64,
    /// For how many seconds the oldest of them has waited.
    pub oldest_seconds: Option<i64>,
    pub dead: i64,
}

/// Backups that are made by themselves.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Backups {
    /// Whether there is a schedule.
    pub scheduled: bool,
    /// The last one that was restored and checked.
    pub proven_at: Option<String>,
    pub place: Option<String>,
    pub bytes: Option<i64>,
    /// What went wrong with the last one, where it did.
    pub last_error: Option<String>,
}

/// Something that somebody should look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Concern {
    /// Stable, for programs.
    pub code: String,
    pub zh: String,
    pub en: String,
}

/// One setting as it holds now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Setting {
    /// `server.listen`
    pub name: String,
    /// Of a secret only `set` or `not set`.
    pub value: String,
    pub hidden: bool,
}

/// How the platform stands: engine, schema, version, queue, backups, disk.
#[utoipa::path(get, path = "/v1/platform/system", tag = "platform", operation_id = "getSystem",
    security(("key" = ["system:read"])), responses((status = 200, body = System)))]
pub(crate) async fn system(State(api): State<Api>, _: Operator<SystemRead>) -> Answer {
    ok(&machine(&api)?.system().await.map_err(Problem::internal)?)
}

/// Every setting as it holds now. Secrets are not shown.
#[utoipa::path(get, path = "/v1/platform/settings", tag = "platform", operation_id = "listSettings",
    security(("key" = ["system:read"])), responses((status = 200, body = List<Setting>)))]
pub(crate) async fn settings(State(api): State<Api>, _: Operator<SystemRead>) -> Answer {
    ok(&List { items: machine(&api)?.settings(), next: None })
}

fn machine(api: &Api) -> Result<&dyn Machine, Problem> {
    let machine = api.machine.get().map(|machine| &**machine);
    machine
        .ok_or_else(|| Problem::not_found("not_found", "this program does not tell how its machine stands"))
}
