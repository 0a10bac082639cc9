use crate::house::House;
use crate::metrics::Metrics;
use api::Api;
use async_trait::async_trait;
use db::Db;
use identity::{Identity, Team};
use jobs::{Handler, Job, Nudge, Retry, Runner, RunnerSettings, Running, Schedule, Scheduling, Task};
use kernel::{Ambient, InvitationId, Span, Time};
use orders::Orders;
use ports::Mailer;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use vault::VaultError;

/// Job runner and schedule of this node, at work.
pub struct Background {
    runner: Running,
    schedule: Scheduling,
}

impl Background {
    pub fn start(house: &House, api: Api, mailer: Arc<dyn Mailer>, metrics: &Metrics) -> Self {
        let nudge = Nudge::default();
        let wake = nudge.clone();
        house.desk.on_jobs(move || wake.nudge());
        let wake = nudge.clone();
        house.orders.on_alarm(move || wake.nudge());
        let does = |work| Arc::new(Does { orders: house.orders.clone(), work, metrics: metrics.clone() });
        let runner = Runner::new(house.db.clone(), house.ambient.clone(), nudge, RunnerSettings::default())
            .handle(orders::MAIL_ORDER, does(Work::Mail(mailer.clone())))
            .handle(orders::MAIL_ALARM, does(Work::Spread(house.identity.clone())))
            .handle(orders::MAIL_ALARM_TO, does(Work::Alarm(mailer.clone())))
            .handle(identity::MAIL_LOG_IN, does(Work::NewPlace(house.identity.clone(), mailer.clone())))
            .handle(identity::MAIL_INVITATION, does(Work::Invitation(house.identity.clone(), mailer)))
            .handle(orders::FOLLOW_PAYMENT, does(Work::Follow))
            .handle(orders::RUN_REFUND, does(Work::Refund));
        Self { runner: runner.start(), schedule: schedule(house, api, metrics).start() }
    }

    /// Begins nothing new and lets what runs end. What does not end in time is done again by whoever runs next.
    pub async fn stop(self, patience: Duration) {
        let ended = async { tokio::join!(self.runner.stop(), self.schedule.stop()) };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("some jobs did not end in time; they will be done again");
        }
    }
}

/// Hands a job to the orders, as its kind asks.
struct Does {
    orders: Orders,
    work: Work,
    metrics: Metrics,
}

enum Work {
    Mail(Arc<dyn Mailer>),
    /// Finds out who is to be told of an alarm.
    Spread(Identity),
    Alarm(Arc<dyn Mailer>),
    /// Tells somebody of a log-in from a new place.
    NewPlace(Identity, Arc<dyn Mailer>),
    Invitation(Identity, Arc<dyn Mailer>),
    Follow,
    Refund,
}

#[async_trait]
impl Handler for Does {
    async fn run(&self, job: &Job) -> Result<(), Retry> {
        let done = match &self.work {
            Work::Mail(mailer) => self.orders.mail_link(id(job)?, &**mailer).await,
            Work::Spread(identity) => {
                let key: orders::AlarmKey = job.read()?;
                let watchers = identity.watchers(key.merchant).await?;
                self.orders.spread_alarm(&key, watchers).await
            }
            Work::Alarm(mailer) => self.orders.mail_alarm(&job.read()?, &**mailer).await,
            Work::NewPlace(identity, mailer) => {
                return self.told(job, identity.mail_new_place(&job.read()?, &**mailer).await);
            }
            Work::Invitation(identity, mailer) => {
                let id = id(job)?;
                let sent = self.invite(identity, id, &**mailer).await;
                return self.told(job, sent);
            }
            Work::Follow => self.orders.follow_payment(id(job)?).await,
            Work::Refund => self.orders.run_refund(id(job)?).await,
        };
        self.metrics.job(&job.kind, if done.is_ok() { "done" } else { "failed" });
        Ok(done?)
    }
}

impl Does {
    fn told(&self, job: &Job, done: identity::Result<()>) -> Result<(), Retry> {
        self.metrics.job(&job.kind, if done.is_ok() { "done" } else { "failed" });
        Ok(done?)
    }

    async fn invite(
        &self,
        identity: &Identity,
        id: InvitationId,
        mailer: &dyn Mailer,
    ) -> identity::Result<()> {
        let Some(invitation) = identity.invitation_by_id(id).await? else { return Ok(()) };
        let name = match invitation.team {
            // A merchant is never deleted; where it cannot be read, the job is tried again.
            Team::Merchant(merchant) => merchants::find(self.orders.db(), merchant).await.map_or_else(
                |_| merchant.to_string(),
                |merchant| format!("{} {}", merchant.name.zh, merchant.name.en),
            ),
            Team::Operator => self.orders.base_url().to_owned(),
        };
        identity.mail_invitation(id, self.orders.base_url(), name.trim(), mailer).await
    }
}

/// The payload is one id, as a JSON text or bare.
fn id<T: FromStr>(job: &Job) -> Result<T, Retry> {
    let text = job.payload.trim_matches('"');
    text.parse().map_err(|_| Retry::never(format!("the payload of a {} job is no id", job.kind)))
}

fn schedule(house: &House, api: Api, metrics: &Metrics) -> Schedule {
    let chore = |name, chore| Arc::new(Due { name, chore, metrics: metrics.clone() });
    let orders = || house.orders.clone();
    Schedule::new(house.db.clone(), house.ambient.clone())
        .every("orders.sweep", Span::seconds(2), chore("orders.sweep", Chore::Sweep(orders())))
        .every("stock.lapse", Span::seconds(30), chore("stock.lapse", Chore::Lapse(orders())))
        .every(
            "imports.close",
            Span::minutes(10),
            chore("imports.close", Chore::Imports(house.db.clone(), house.ambient.clone())),
        )
        .every("links.forget", Span::hours(1), chore("links.forget", Chore::Links(orders())))
        .every("answers.forget", Span::hours(1), chore("answers.forget", Chore::Answers(api)))
        .every(
            "sessions.sweep",
            Span::hours(1),
            chore("sessions.sweep", Chore::Sessions(house.identity.clone())),
        )
}

/// A chore whose time has come.
struct Due {
    name: &'static str,
    chore: Chore,
    metrics: Metrics,
}

enum Chore {
    Sweep(Orders),
    Lapse(Orders),
    Links(Orders),
    /// Imports that were cut off get their end.
    Imports(Db, Ambient),
    Answers(Api),
    Sessions(Identity),
}

/// So many in one transaction, and so many of these before others have their turn.
const EACH: i64 = 500;
const ROUNDS: usize = 100;

#[async_trait]
impl Task for Due {
    async fn run(&self) -> Result<(), Retry> {
        let done = self.work().await;
        self.metrics.job(self.name, if done.is_ok() { "done" } else { "failed" });
        done
    }
}

impl Due {
    async fn work(&self) -> Result<(), Retry> {
        for _ in 0..ROUNDS {
            let more = match &self.chore {
                Chore::Sweep(orders) => i64::try_from(orders.sweep_expired(EACH).await?)? == EACH,
                Chore::Lapse(orders) => orders.lapse_stock(EACH).await? >= EACH,
                Chore::Links(orders) => i64::try_from(orders.forget_links(EACH).await?)? >= EACH,
                Chore::Imports(db, ambient) => close_imports(db, ambient.now()).await? >= EACH_IMPORT,
                Chore::Answers(api) => {
                    api.forget_old_answers().await?;
                    false
                }
                Chore::Sessions(identity) => {
                    identity.sweep().await?;
                    identity.sweep_codes().await?;
                    false
                }
            };
            if !more {
                break;
            }
        }
        Ok(())
    }
}

const EACH_IMPORT: usize = 10;
/// A part of a file takes seconds; whoever was not heard of for so long was cut off.
const IMPORT_STALE: Span = Span::hours(1);

async fn close_imports(db: &Db, now: Time) -> Result<usize, VaultError> {
    let mut tx = db.begin().await?;
    let closed =
        vault::close_stale(&mut tx, now, now.before(IMPORT_STALE), i64::try_from(EACH_IMPORT).unwrap_or(1))
            .await?;
    tx.commit().await?;
    Ok(closed.len())
}
