/// Suppliers, prices and partners' shops.
mod trade;

use crate::house::House;
use crate::metrics::Metrics;
use admission::Admission;
use aftercare::Aftercare;
use api::Api;
use async_trait::async_trait;
use db::Db;
use docking::Docking;
use identity::{Identity, Team};
use jobs::{Handler, Job, Nudge, Retry, Runner, RunnerSettings, Running, Schedule, Scheduling, Task};
use kernel::{Ambient, InvitationId, MerchantId, Span, Time};
use orders::{Fulfiller, Orders};
use ports::Mailer;
use privacy::Privacy;
use receipts::Receipts;
use reconcile::Reconcile;
use settlement::Settlement;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch as signal;
use tokio::task::JoinHandle;
use vault::VaultError;

/// Job runner and schedule of this node, at work.
pub struct Background {
    runner: Running,
    schedule: Scheduling,
    /// What each node does for itself.
    counting: JoinHandle<()>,
    watching: JoinHandle<()>,
    crediting: Crediting,
    api: Api,
}

impl Background {
    pub fn start(
        house: &House,
        (api, docks): (Api, Docking),
        mailer: Arc<dyn Mailer>,
        metrics: &Metrics,
    ) -> Self {
        let nudge = Nudge::default();
        let wake = nudge.clone();
        house.admission.on_jobs(move || wake.nudge());
        let (wake, listeners) = (nudge.clone(), api.clone());
        house.aftercare.on_jobs(move || {
            wake.nudge();
            listeners.happened();
        });
        let (wake, listeners) = (nudge.clone(), api.clone());
        house.desk.on_jobs(move || {
            wake.nudge();
            listeners.happened();
        });
        let (wake, listeners) = (nudge.clone(), api.clone());
        house.orders.on_alarm(move || {
            wake.nudge();
            listeners.happened();
        });
        let mails = mailer.clone();
        let does = |work| Arc::new(Does { orders: house.orders.clone(), work, metrics: metrics.clone() });
        let runner = Runner::new(house.db.clone(), house.ambient.clone(), nudge, RunnerSettings::default())
            .handle(orders::MAIL_ORDER, does(Work::Mail(mailer.clone())))
            .handle(orders::MAIL_ALARM, does(Work::Spread(house.identity.clone())))
            .handle(orders::MAIL_ALARM_TO, does(Work::Alarm(mailer.clone())))
            .handle(identity::MAIL_LOG_IN, does(Work::NewPlace(house.identity.clone(), mailer.clone())))
            .handle(identity::MAIL_OWN_CHANGE, does(Work::OwnChange(house.identity.clone(), mailer.clone())))
            .handle(admission::MAIL_ADMISSION, does(Work::Admission(house.admission.clone(), mailer.clone())))
            .handle(aftercare::MAIL_DISPUTE, does(Work::Dispute(house.aftercare.clone(), mailer.clone())))
            .handle(orders::MAIL_WALLET, does(Work::Wallet(house.aftercare.clone(), mailer.clone())))
            .handle(orders::ASK_CHARGEBACK, does(Work::Chargeback(house.aftercare.clone())))
            .handle(identity::MAIL_INVITATION, does(Work::Invitation(house.identity.clone(), mailer)))
            .handle(orders::FOLLOW_PAYMENT, does(Work::Follow))
            .handle(orders::RUN_REFUND, does(Work::Refund))
            .handle(reconcile::MAIL_STATEMENT_MISSING, does(Work::Statement(api.reconcile.clone(), mails)));
        let counting = tokio::spawn(count(api.clone()));
        let watching = tokio::spawn(watch_channels(api.clone()));
        let crediting = Crediting::start(&house.fulfiller, metrics);
        let schedule = trade::with_docks(schedule(house, api.clone(), metrics), &docks, metrics).start();
        Self { runner: runner.start(), schedule, counting, watching, crediting, api }
    }

    /// Begins nothing new and lets what runs end. What does not end in time is done again by whoever runs next.
    pub async fn stop(self, patience: Duration) {
        self.counting.abort();
        self.watching.abort();
        note_calls(&self.api).await;
        let ended = async { tokio::join!(self.runner.stop(), self.schedule.stop(), self.crediting.stop()) };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("some jobs did not end in time; they will be done again");
        }
    }
}

/// How often a node writes down how many requests merchants' programs have made.
const COUNTING: Duration = Duration::from_secs(60);

async fn count(api: Api) {
    let mut clock = tokio::time::interval(COUNTING);
    clock.tick().await;
    loop {
        clock.tick().await;
        note_calls(&api).await;
    }
}

/// How often a node asks whether somebody, at another node, has changed payment channels.
const WATCHING: Duration = Duration::from_secs(2);

async fn watch_channels(api: Api) {
    let mut clock = tokio::time::interval(WATCHING);
    loop {
        clock.tick().await;
        match api.refresh_channels().await {
            Ok(true) => tracing::info!("the payment channels were loaded anew"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the payment channels could not be loaded: the ones before are used on");
            }
        }
    }
}

/// How often a node looks for what suppliers have to credit. Every node does: what one has taken, no other one takes.
const CREDITING: Duration = Duration::from_secs(1);
/// So much of it in one round.
const CREDITED: i64 = 256;
/// A round waits for its slowest supplier; so many go on beside each other, that one who is slow holds up few others.
const LANES: u32 = 4;

/// Has credited what is paid, until it is stopped. A round that has begun is waited for: what a supplier has answered is
/// to be written down.
struct Crediting {
    stop: signal::Sender<bool>,
    lanes: Vec<JoinHandle<()>>,
}

impl Crediting {
    fn start(fulfiller: &Fulfiller, metrics: &Metrics) -> Self {
        let (stop, stopped) = signal::channel(false);
        let lane = |n: u32| {
            // Not all in the same moment.
            let first = tokio::time::Instant::now() + CREDITING / LANES * n;
            tokio::spawn(credit(fulfiller.clone(), metrics.clone(), first, stopped.clone()))
        };
        Self { stop, lanes: (0..LANES).map(lane).collect() }
    }

    async fn stop(self) {
        let _ = self.stop.send(true);
        for lane in self.lanes {
            let _ = lane.await;
        }
    }
}

async fn credit(
    fulfiller: Fulfiller,
    metrics: Metrics,
    first: tokio::time::Instant,
    mut stopped: signal::Receiver<bool>,
) {
    let mut clock = tokio::time::interval_at(first, CREDITING);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = clock.tick() => {}
        }
        // Until nothing more is due; the others of this node have their turn in between.
        while credit_some(&fulfiller, &metrics).await && !stopped.has_changed().unwrap_or(true) {}
    }
}

/// Whether more may be due.
async fn credit_some(fulfiller: &Fulfiller, metrics: &Metrics) -> bool {
    let done = fulfiller.round(CREDITED).await;
    metrics.job("supply.credit", if done.is_ok() { "done" } else { "failed" });
    match done {
        Ok(taken) => i64::try_from(taken).is_ok_and(|taken| taken >= CREDITED),
        Err(error) => {
            tracing::warn!(%error, "what suppliers have to credit could not be looked at: it is tried again");
            false
        }
    }
}

async fn note_calls(api: &Api) {
    if let Err(error) = api.write_calls().await {
        tracing::warn!(%error, "the requests of merchants' programs could not be written down; they are counted on");
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
    /// Applications, authorisations, reviews.
    Admission(Admission, Arc<dyn Mailer>),
    /// Finds out who is to be told of an alarm.
    Spread(Identity),
    Alarm(Arc<dyn Mailer>),
    /// Tells somebody of a log-in from a new place.
    NewPlace(Identity, Arc<dyn Mailer>),
    /// Tells somebody that their ways to log in have changed.
    OwnChange(Identity, Arc<dyn Mailer>),
    /// Tells one side of a dispute.
    Dispute(Aftercare, Arc<dyn Mailer>),
    /// Tells the owner of a wallet what a bank did.
    Wallet(Aftercare, Arc<dyn Mailer>),
    /// Asks a channel how a chargeback stands.
    Chargeback(Aftercare),
    Invitation(Identity, Arc<dyn Mailer>),
    Follow,
    Refund,
    /// Tells somebody of a day without a statement.
    Statement(Reconcile, Arc<dyn Mailer>),
}

#[async_trait]
impl Handler for Does {
    async fn run(&self, job: &Job) -> Result<(), Retry> {
        let done = match &self.work {
            Work::Mail(mailer) => self.orders.mail_link(id(job)?, &**mailer).await,
            Work::Spread(identity) => {
                let key: orders::AlarmKey = job.read()?;
                let watchers = match key.concerns_merchant_only() {
                    true => people_of(identity, key.merchant).await?,
                    false => identity.watchers(key.merchant).await?,
                };
                self.orders.spread_alarm(&key, watchers).await
            }
            Work::Alarm(mailer) => self.orders.mail_alarm(&job.read()?, &**mailer).await,
            Work::NewPlace(identity, mailer) => {
                return self.told(job, identity.mail_new_place(&job.read()?, &**mailer).await);
            }
            Work::OwnChange(identity, mailer) => {
                return self.told(job, identity.mail_own_change(&job.read()?, &**mailer).await);
            }
            Work::Admission(admission, mailer) => {
                let sent = admission.mail(job, &**mailer).await;
                self.metrics.job(&job.kind, if sent.is_ok() { "done" } else { "failed" });
                return sent;
            }
            Work::Chargeback(aftercare) => {
                let asked = aftercare.ask_chargeback(job).await;
                self.metrics.job(&job.kind, if asked.is_ok() { "done" } else { "failed" });
                return asked;
            }
            Work::Wallet(aftercare, mailer) => {
                let sent = aftercare.mail_wallet(job, &**mailer).await;
                self.metrics.job(&job.kind, if sent.is_ok() { "done" } else { "failed" });
                return sent;
            }
            Work::Dispute(aftercare, mailer) => {
                let sent = aftercare.mail(job, &**mailer).await;
                self.metrics.job(&job.kind, if sent.is_ok() { "done" } else { "failed" });
                return sent;
            }
            Work::Invitation(identity, mailer) => {
                let id = id(job)?;
                let sent = self.invite(identity, id, &**mailer).await;
                return self.told(job, sent);
            }
            Work::Follow => self.orders.follow_payment(id(job)?).await,
            Work::Refund => self.orders.run_refund(id(job)?).await,
            Work::Statement(reconcile, mailer) => {
                let sent = reconcile.mail_missing(&job.read()?, &**mailer).await;
                self.metrics.job(&job.kind, if sent.is_ok() { "done" } else { "failed" });
                return Ok(sent?);
            }
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

/// Where the merchant's people are reached by mail.
async fn people_of(identity: &Identity, merchant: MerchantId) -> identity::Result<Vec<String>> {
    let active = |member: &identity::Member| member.user.state == identity::UserState::Active;
    let people = identity.staff(identity::Team::Merchant(merchant)).await?;
    let mails = people.into_iter().filter(active).map(|member| member.user.email);
    Ok(mails.filter(|mail| !mail.is_empty()).collect())
}

/// The payload is one id, as a JSON text or bare.
fn id<T: FromStr>(job: &Job) -> Result<T, Retry> {
    let text = job.payload.trim_matches('"');
    text.parse().map_err(|_| Retry::never(format!("the payload of a {} job is no id", job.kind)))
}

fn schedule(house: &House, api: Api, metrics: &Metrics) -> Schedule {
    let chore = |name, chore| Arc::new(Due { name, chore, metrics: metrics.clone() });
    let orders = || house.orders.clone();
    trade::schedule(Schedule::new(house.db.clone(), house.ambient.clone()), house, &api, metrics)
        .every("orders.sweep", Span::seconds(2), chore("orders.sweep", Chore::Sweep(orders())))
        .every("top_ups.sweep", Span::seconds(10), chore("top_ups.sweep", Chore::TopUps(orders())))
        .every("payments.follow", Span::seconds(2), chore("payments.follow", Chore::Follow(orders())))
        .every("stock.lapse", Span::seconds(30), chore("stock.lapse", Chore::Lapse(orders())))
        .every(
            "imports.close",
            Span::minutes(10),
            chore("imports.close", Chore::Imports(house.db.clone(), house.ambient.clone())),
        )
        .every(
            "authorisations.keep",
            Span::minutes(1),
            chore("authorisations.keep", Chore::Authorisations(house.admission.clone())),
        )
        .every(
            "domains.check",
            Span::minutes(10),
            chore("domains.check", Chore::Domains(house.admission.clone())),
        )
        .every("stock.watch", Span::minutes(1), chore("stock.watch", Chore::Watch(orders())))
        .every("links.forget", Span::hours(1), chore("links.forget", Chore::Links(orders())))
        .every(
            "statements.keep",
            Span::hours(1),
            chore("statements.keep", Chore::Statements(api.reconcile.clone())),
        )
        .every("receipts.log", Span::minutes(1), chore("receipts.log", Chore::Receipts(api.receipts.clone())))
        .every("answers.forget", Span::hours(1), chore("answers.forget", Chore::Answers(api)))
        .every(
            "sessions.sweep",
            Span::hours(1),
            chore("sessions.sweep", Chore::Sessions(house.identity.clone())),
        )
        .every(
            "escrow.release",
            Span::minutes(1),
            chore("escrow.release", Chore::Release(house.settlement.clone())),
        )
        .every(
            "disputes.keep",
            Span::minutes(1),
            chore("disputes.keep", Chore::Disputes(house.aftercare.clone())),
        )
        .every(
            "payouts.schedule",
            Span::minutes(10),
            chore("payouts.schedule", Chore::Payouts(house.settlement.clone())),
        )
        .every(
            "payouts.transfer",
            Span::seconds(5),
            chore("payouts.transfer", Chore::Transfers(house.settlement.clone())),
        )
        .every("privacy.keep", Span::hours(1), chore("privacy.keep", Chore::Privacy(house.privacy.clone())))
}

/// What is done in turns.
#[async_trait]
trait Turns: Send + Sync + 'static {
    /// Whether more may be due.
    async fn turn(&self) -> Result<bool, Retry>;
}

/// A chore whose time has come.
struct Due<C> {
    name: &'static str,
    chore: C,
    metrics: Metrics,
}

enum Chore {
    /// Those that end are ended, those that end soon are reminded of.
    Authorisations(Admission),
    /// Domains of stores are asked again.
    Domains(Admission),
    Sweep(Orders),
    /// Top-ups that nobody paid.
    TopUps(Orders),
    /// Channels are asked about payments that were not reported.
    Follow(Orders),
    Lapse(Orders),
    Links(Orders),
    /// Rules of low stock.
    Watch(Orders),
    /// Imports that were cut off get their end.
    Imports(Db, Ambient),
    Answers(Api),
    /// Yesterday's statements are fetched, or asked for.
    Statements(Reconcile),
    Sessions(Identity),
    /// Money of delivered orders whose time has come.
    Release(Settlement),
    /// What was delivered goes into the transparency log.
    Receipts(Receipts),
    /// Deadlines of disputes.
    Disputes(Aftercare),
    /// Payouts that nobody has to ask for.
    Payouts(Settlement),
    /// Payouts that a payment channel transfers.
    Transfers(Settlement),
    /// What has had its time is forgotten.
    Privacy(Privacy),
}

/// So many payments are asked about in one round. Asking is for notifies that were lost: however many payments are open,
/// it must not take the place of those that come. The longest due are asked about first.
const ASKED_ABOUT: i64 = 200;
/// So many in one transaction, and so many of these before others have their turn.
const EACH: i64 = 500;
const ROUNDS: usize = 100;

#[async_trait]
impl<C: Turns> Task for Due<C> {
    async fn run(&self) -> Result<(), Retry> {
        let done = self.work().await;
        self.metrics.job(self.name, if done.is_ok() { "done" } else { "failed" });
        done
    }
}

impl<C: Turns> Due<C> {
    async fn work(&self) -> Result<(), Retry> {
        for _ in 0..ROUNDS {
            if !self.chore.turn().await? {
                break;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Turns for Chore {
    async fn turn(&self) -> Result<bool, Retry> {
        Ok(match self {
            Chore::Sweep(orders) => i64::try_from(orders.sweep_expired(EACH).await?)? == EACH,
            Chore::TopUps(orders) => i64::try_from(orders.sweep_top_ups(EACH).await?)? == EACH,
            Chore::Follow(orders) => {
                orders.follow_due(ASKED_ABOUT).await?;
                false
            }
            Chore::Lapse(orders) => orders.lapse_stock(EACH).await? >= EACH,
            Chore::Authorisations(admission) => {
                let ended = admission.expire_authorisations(EACH_AUTHORISATION).await?;
                let reminded = admission.remind_of_authorisations(EACH_AUTHORISATION).await?;
                ended == EACH_AUTHORISATION || reminded == EACH_AUTHORISATION
            }
            Chore::Domains(admission) => {
                i64::try_from(admission.recheck_domains(EACH_DOMAIN).await?)? == EACH_DOMAIN
            }
            Chore::Links(orders) => i64::try_from(orders.forget_links(EACH).await?)? >= EACH,
            Chore::Imports(db, ambient) => close_imports(db, ambient.now()).await? >= EACH_IMPORT,
            Chore::Watch(orders) => {
                orders.watch_stock().await?;
                false
            }
            Chore::Answers(api) => {
                api.forget_old_answers().await?;
                false
            }
            Chore::Statements(reconcile) => {
                reconcile.keep_up().await?;
                false
            }
            Chore::Privacy(privacy) => {
                let more = privacy.forget_old(EACH).await?;
                if !more {
                    privacy.finish_deletions().await?;
                }
                more
            }
            Chore::Release(settlement) => {
                let walked = settlement.release_due().await?;
                walked > 0 || settlement.release_held().await? >= HELD
            }
            Chore::Receipts(receipts) => receipts.walk().await? > 0,
            Chore::Disputes(aftercare) => {
                let ended = aftercare.end_due(EACH_DISPUTE).await?;
                aftercare.remind(EACH_DISPUTE).await?;
                i64::try_from(ended)? >= EACH_DISPUTE
            }
            Chore::Payouts(settlement) => settlement.run_payout_schedules().await? >= SCHEDULES,
            Chore::Transfers(settlement) => {
                settlement.run_transfers().await?;
                false
            }
            Chore::Sessions(identity) => {
                identity.sweep().await?;
                identity.sweep_codes().await?;
                identity.expire_proposals().await? == PROPOSALS
            }
        })
    }
}

const EACH_AUTHORISATION: usize = 50;
/// Each is a transaction of its own.
const EACH_DISPUTE: i64 = 50;
/// So many held orders, and schedules of payouts, are one turn.
const HELD: usize = 1_000;
const SCHEDULES: usize = 100;
/// So many proposals expire in one transaction.
const PROPOSALS: usize = 100;
const EACH_IMPORT: usize = 10;
/// Each may take seconds to answer.
const EACH_DOMAIN: i64 = 5;
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
