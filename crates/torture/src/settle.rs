use crate::ask::{Chance, Task};
use crate::buyers::{Crowd, Manner, request};
use crate::node::Node;
use crate::place::Place;
use crate::record::{Asked, Order, Record};
use crate::stock::Market;
use crate::wire::{Line, get};
use crate::{Result, Wrong};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A shop under torture, and the torturer's book about it.
pub struct Stage {
    // First of all fields, because it is dropped first: a server without a database complains for nothing.
    pub node: Node,
    pub place: Place,
    pub market: Arc<Market>,
    pub record: Record,
    pub chance: Chance,
    pub count: Count,
    buyers: usize,
    again: usize,
    round: u32,
    audit_takes: Duration,
}

/// What happened in all rounds.
#[derive(Default)]
pub struct Count {
    /// Acknowledged under load, and asked for again: the same order and key each time.
    pub confirmed: usize,
    /// Not acknowledged under load.
    pub open: usize,
    /// Of these, found done when asked for again.
    pub found_done: usize,
    pub audits: u32,
}

const PATIENCE: Duration = Duration::from_secs(10);
/// An audit that takes longer is made in every tenth round only.
const QUICK: Duration = Duration::from_millis(700);

impl Stage {
    pub async fn open(task: &Task, settings: &[(&'static str, &str)]) -> Result<Self> {
        Self::open_in(task, Place::new(task).await?, settings, task.options.keys).await
    }

    pub async fn open_in(
        task: &Task,
        place: Place,
        settings: &[(&'static str, &str)],
        keys: i64,
    ) -> Result<Self> {
        let mut node = Node::new(settings)?;
        // Several buyers at work share a wallet: to make one takes three chores and a password.
        let wallets = task.options.buyers.div_ceil(8).clamp(1, 8);
        let market = Arc::new(Market::open(&place, &mut node, (task.seed, keys, wallets)).await?);
        Ok(Self {
            node,
            place,
            market,
            record: Record::default(),
            chance: Chance::new(task.seed),
            count: Count::default(),
            buyers: task.options.buyers,
            again: task.options.again,
            round: 0,
            audit_takes: Duration::ZERO,
        })
    }

    pub async fn start(&mut self) -> Result<Duration> {
        self.node.start(&self.place).await
    }

    pub fn manner(&mut self) -> Manner {
        self.round += 1;
        Manner {
            count: self.buyers,
            name: format!("r{}", self.round),
            patience: PATIENCE,
            nodes: vec![self.node.address],
        }
    }

    /// Buyers at work, the first of them served.
    pub async fn crowd(&mut self) -> Result<Crowd> {
        self.market.top_up(&self.place).await?;
        let crowd = Crowd::start(&self.market.clone(), &self.manner());
        crowd.more(1, Duration::from_secs(30)).await.map_err(|wrong| self.with_log(wrong))?;
        Ok(crowd)
    }

    /// Asks for everything again and compares; then the wallets, and mostly the audit.
    pub async fn settle(&mut self, asked: Vec<Asked>) -> Result<()> {
        let mut settled =
            ask_again(&self.market, self.node.address, asked).await.map_err(|w| self.with_log(w))?;
        for one in &mut settled {
            match (&one.before.got, one.replayed) {
                (Some(before), true) if *before == one.now => self.count.confirmed += 1,
                (Some(before), _) => {
                    return Err(format!("acknowledged as {before:?}, now it is {:?}", one.now).into());
                }
                (None, replayed) => {
                    self.count.open += 1;
                    self.count.found_done += usize::from(replayed);
                }
            }
        }
        for one in settled {
            self.record.book(Asked { got: Some(one.now), ..one.before })?;
        }
        self.wallets().await?;
        if self.audit_takes < QUICK || self.round.is_multiple_of(10) { self.audit().await } else { Ok(()) }
    }

    /// One last time, with a look at purchases of all rounds.
    pub async fn finish(&mut self) -> Result<String> {
        let sample = self.record.sample(self.again / 2);
        let looked_at = sample.len();
        for one in ask_again(&self.market, self.node.address, sample).await? {
            if one.before.got.as_ref() != Some(&one.now) || !one.replayed {
                return Err(format!("{:?} is now {:?}", one.before.got, one.now).into());
            }
        }
        self.wallets().await?;
        self.audit().await?;
        let Count { confirmed, open, found_done, audits } = &self.count;
        Ok(format!(
            "{} orders; {confirmed} acknowledged and the same again; {open} not answered, {found_done} of them done; \
             {looked_at} of all rounds looked at again; 0 lost, 0 twice, wallets exact, audit clean {audits} times",
            self.record.orders()
        ))
    }

    async fn wallets(&self) -> Result<()> {
        let mut line = Line::open(self.node.address).await?;
        for (number, buyer) in self.market.buyers.iter().enumerate() {
            let answer = line.ask(&get("/v1/wallet", &buyer.key), PATIENCE).await?;
            let wallet: Value = serde_json::from_slice(&answer.body)?;
            let (has, must) = (
                wallet.pointer("/available/amount").and_then(Value::as_i64),
                buyer.deposited - self.record.spent(number),
            );
            if has != Some(must) {
                return Err(
                    format!("the wallet of buyer {number} holds {has:?}, and must hold {must}").into()
                );
            }
        }
        Ok(())
    }

    pub async fn audit(&mut self) -> Result<()> {
        let started = Instant::now();
        let said = self.place.run(&["audit"]).await?;
        self.audit_takes = started.elapsed();
        self.count.audits += 1;
        let orders =
            said.strip_prefix("audit: clean (").and_then(|rest| rest.split(' ').next()?.parse().ok());
        let known = self.record.orders();
        if orders == Some(known) { Ok(()) } else { Err(format!("{known} orders are known; {said}").into()) }
    }

    pub fn with_log(&self, wrong: Wrong) -> Wrong {
        let said = wrong.to_string();
        format!("{said}:{}", self.place.words_about(&said)).into()
    }
}

/// A purchase that was asked for once more.
pub struct Again {
    pub before: Asked,
    pub now: Order,
    pub replayed: bool,
}

const AT_ONCE: usize = 32;

pub async fn ask_again(market: &Arc<Market>, node: SocketAddr, asked: Vec<Asked>) -> Result<Vec<Again>> {
    let mut shares: Vec<Vec<Asked>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (number, one) in asked.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(number % AT_ONCE) {
            share.push(one);
        }
    }
    let mut tasks = JoinSet::new();
    for share in shares {
        tasks.spawn(one_share(market.clone(), node, share));
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

async fn one_share(market: Arc<Market>, node: SocketAddr, share: Vec<Asked>) -> Result<Vec<Again>> {
    let mut line = None;
    let mut done = Vec::with_capacity(share.len());
    for before in share {
        let request = request(&market, &before);
        let (started, mut tries) = (Instant::now(), 0);
        loop {
            tries += 1;
            let open = match line.take() {
                Some(open) => Ok(open),
                None => Line::open(node).await,
            };
            let (mut open, heard) = match open {
                Ok(mut open) => {
                    let heard = open.ask(&request, PATIENCE).await;
                    (Some(open), heard)
                }
                Err(cut) => (None, Err(cut)),
            };
            if let Ok(answer) = &heard
                && answer.status == 201
            {
                let now = Order::read(&answer.body)?;
                line = open.take().filter(|_| !answer.last);
                done.push(Again { before, now, replayed: answer.replayed });
                break;
            }
            // Both, because this whole machine may have been held up for a while.
            if tries >= 5 && started.elapsed() > Duration::from_secs(30) {
                let heard = heard.map_or_else(
                    |cut| cut.to_string(),
                    |answer| format!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)),
                );
                return Err(format!("{} cannot be settled: {heard}", before.idempotency).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(done)
}
