use crate::faults::NodeFaults;
use crate::gateway::{Door, Gateway};
use crate::office::Office;
use crate::post::Post;
use async_trait::async_trait;
use db::Db;
use jobs::{Handler, Job, Nudge, Retry, Runner, RunnerSettings};
use kernel::{Ambient, Secret};
use orders::{Channels, Desk, Links, OrderSettings, Orders, Parts};
use ports::KeyService;
use settlement::{EscrowSettings, Settlement};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinHandle;
use vault::Vault;

/// What a merchant pays for the trouble of a chargeback, in whatever currency.
pub const CHARGEBACK_FEE: i64 = 15;

/// What all nodes stand on.
#[derive(Clone)]
pub struct Ground {
    pub db: Db,
    pub ambient: Ambient,
    pub keys: Arc<dyn KeyService>,
    pub gateway: Arc<Gateway>,
    pub post: Arc<Post>,
    pub settings: OrderSettings,
}

/// A server node: the real services, its desk on this runtime, its faults.
pub struct Node {
    pub hands: Hands,
    committers: Vec<JoinHandle<()>>,
}

/// What an actor needs of a node.
#[derive(Clone)]
pub struct Hands {
    pub orders: Orders,
    pub money: Settlement,
    pub office: Office,
    /// Its own pages, as people see them.
    pub gateway: Arc<Gateway>,
    pub runner: Runner,
    pub faults: Arc<NodeFaults>,
}

impl Node {
    pub async fn start(ground: &Ground, faults: Arc<NodeFaults>) -> Self {
        let vault = Vault::open(&ground.db, ground.keys.clone(), ground.ambient.clone()).await.unwrap();
        let committers = Mutex::new(Vec::new());
        let desk = Desk::start_with(
            ground.db.clone(),
            ground.ambient.clone(),
            ground.settings.clone(),
            |committer| {
                let task = tokio::spawn(db::with_faults(faults.clone(), committer));
                committers.lock().unwrap_or_else(PoisonError::into_inner).push(task);
            },
        );
        let orders = Orders::new(Parts {
            db: ground.db.clone(),
            ambient: ground.ambient.clone(),
            desk,
            vault,
            channels: Channels::plain(Door::all(&ground.gateway)),
            links: Links::new(Secret::new([1; 32]), Secret::new([2; 32])),
            settings: ground.settings.clone(),
            base_url: "https://shop.test".into(),
        });
        // Quick, so that a world sees all of it.
        let escrow = EscrowSettings {
            hold_hours: 0,
            payout_minimum: 1,
            account_rest_hours: 0,
            // No round number, so that there is something to round.
            tax_bps: 637,
            chargeback_fee: CHARGEBACK_FEE,
            ..EscrowSettings::default()
        };
        let sealer = merchants::Sealer::new(Secret::new([3; 32]));
        let money = Settlement::new(orders.clone(), sealer, escrow).at_a_counter_of(|committer| {
            let task = tokio::spawn(db::with_faults(faults.clone(), committer));
            committers.lock().unwrap_or_else(PoisonError::into_inner).push(task);
        });
        let office = Office::open(ground, &orders, &money);
        let does = |work| {
            let (orders, care) = (orders.clone(), office.care.clone());
            let (faults, post) = (faults.clone(), ground.post.clone());
            Arc::new(Does { orders, care, faults, post, work })
        };
        let nudge = Nudge::default();
        let runner = Runner::new(ground.db.clone(), ground.ambient.clone(), nudge, RunnerSettings::default())
            .handle(orders::MAIL_ORDER, does(Work::Mail))
            .handle(orders::MAIL_ALARM, does(Work::Alarm))
            .handle(orders::MAIL_ALARM_TO, does(Work::AlarmTo))
            .handle(orders::FOLLOW_PAYMENT, does(Work::Follow))
            .handle(orders::RUN_REFUND, does(Work::Refund))
            .handle(orders::ASK_CHARGEBACK, does(Work::Chargeback))
            .handle(aftercare::MAIL_DISPUTE, does(Work::Dispute));
        let hands = Hands { orders, money, office, gateway: ground.gateway.clone(), runner, faults };
        Self { hands, committers: committers.into_inner().unwrap_or_else(PoisonError::into_inner) }
    }

    /// Whether a committer ended by itself, which none may.
    pub fn broke(&self) -> bool {
        self.committers.iter().any(JoinHandle::is_finished)
    }

    /// Everything in flight is gone: transactions are rolled back, nobody is answered.
    pub fn kill(self) {
        for committer in &self.committers {
            committer.abort();
        }
    }
}

/// Hands a job to the orders, as its kind asks.
struct Does {
    orders: Orders,
    care: aftercare::Aftercare,
    faults: Arc<NodeFaults>,
    post: Arc<Post>,
    work: Work,
}

enum Work {
    Mail,
    Alarm,
    AlarmTo,
    Follow,
    Refund,
    Chargeback,
    Dispute,
}

#[async_trait]
impl Handler for Does {
    async fn run(&self, job: &Job) -> Result<(), Retry> {
        db::with_faults(self.faults.clone(), async {
            match &self.work {
                Work::Mail => self.orders.mail_link(id(job)?, &*self.post).await?,
                // Nobody of the staff is to be told.
                Work::Alarm => self.orders.spread_alarm(&job.read()?, Vec::new()).await?,
                Work::AlarmTo => self.orders.mail_alarm(&job.read()?, &*self.post).await?,
                Work::Follow => self.orders.follow_payment(id(job)?).await?,
                Work::Refund => self.orders.run_refund(id(job)?).await?,
                Work::Chargeback => self.care.ask_chargeback(job).await?,
                Work::Dispute => self.care.mail(job, &*self.post).await?,
            }
            Ok(())
        })
        .await
    }
}

fn id<T: FromStr>(job: &Job) -> Result<T, Retry> {
    job.payload.trim_matches('"').parse().map_err(|_| Retry::never("no id"))
}
