use crate::Result;
use crate::record::{Asked, Order};
use crate::stock::Market;
use crate::wire::{Answer, Cut, Line, post};
use hdrhistogram::Histogram;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Buyers who order one unit after the other until they are told to stop.
pub struct Crowd {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<Vec<Asked>>,
    pub tally: Arc<Tally>,
}

/// What they hear.
#[derive(Default)]
pub struct Tally {
    pub acknowledged: AtomicU64,
    /// 503 and 429, as they must be: a problem with a code, and `Retry-After`.
    pub refused: AtomicU64,
    pub cut_before: AtomicU64,
    pub cut_within: AtomicU64,
    pub late: AtomicU64,
    codes: Mutex<BTreeMap<String, u64>>,
    /// The body of the last refusal, and its code.
    read: Mutex<(Vec<u8>, Option<String>)>,
    wrong: Mutex<Option<String>>,
    /// Microseconds, of those acknowledged.
    latency: Mutex<Option<Histogram<u64>>>,
}

/// How they behave.
#[derive(Clone)]
pub struct Manner {
    pub count: usize,
    /// Part of the idempotency keys: never the same twice.
    pub name: String,
    /// How long they wait for an answer.
    pub patience: Duration,
    pub nodes: Vec<SocketAddr>,
}

impl Crowd {
    pub fn start(market: &Arc<Market>, manner: &Manner) -> Self {
        let (stop, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
        let mut tasks = JoinSet::new();
        for number in 0..manner.count {
            let buyer = OneBuyer {
                number,
                market: market.clone(),
                manner: manner.clone(),
                stop: stop.clone(),
                tally: tally.clone(),
                line: None,
                turn: number,
                asked: Vec::new(),
            };
            tasks.spawn(buyer.buy());
        }
        Self { stop, tasks, tally }
    }

    /// All that they asked for. An answer that must not be is an error.
    pub async fn stop(mut self) -> Result<Vec<Asked>> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        while let Some(asked) = self.tasks.join_next().await {
            all.extend(asked?);
        }
        self.tally.check()?;
        Ok(all)
    }

    /// Waits until so many more were acknowledged; how long it took.
    pub async fn more(&self, count: u64, patience: Duration) -> Result<Duration> {
        let (started, before) = (Instant::now(), self.tally.acknowledged());
        let mut waited = Duration::ZERO;
        while self.tally.acknowledged() < before + count {
            self.tally.check()?;
            if waited > patience {
                let heard = self.tally.codes();
                return Err(format!("nothing is sold after {patience:?}; heard: {heard}").into());
            }
            let tick = Instant::now();
            tokio::time::sleep(Duration::from_millis(2)).await;
            // Where this whole machine was held up for a while, that is nobody's fault.
            waited += tick.elapsed().min(Duration::from_millis(100));
        }
        Ok(started.elapsed())
    }
}

impl Tally {
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    pub fn check(&self) -> Result<()> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner).clone();
        wrong.map_or(Ok(()), |wrong| Err(wrong.into()))
    }

    pub fn codes(&self) -> String {
        let codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.iter().map(|(code, count)| format!("{code} {count} ")).collect()
    }

    pub fn count_code(&self, code: &str) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        match codes.get_mut(code) {
            Some(count) => *count += 1,
            None => drop(codes.insert(code.to_owned(), 1)),
        }
    }

    pub fn wrong(&self, what: String) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(what);
    }

    /// A refusal must be one that a program can act upon.
    pub fn refused(&self, answer: &Answer) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // In a flood all refusals are one text, and reading it anew each time would be what the torturer is busy with.
        if read.0 != answer.body {
            let code = serde_json::from_slice::<Value>(&answer.body)
                .ok()
                .and_then(|p| Some(p.get("code")?.as_str()?.to_owned()));
            *read = (answer.body.clone(), code);
        }
        let code = read.1.clone();
        drop(read);
        let fine = matches!(answer.status, 503 | 429)
            && answer.retry_after.is_some()
            && answer.kind.starts_with("application/problem+json");
        match code.filter(|_| fine) {
            Some(code) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                self.count_code(&code);
            }
            None => self.wrong(format!(
                "status {}, Retry-After {:?}, {}: {}",
                answer.status,
                answer.retry_after,
                answer.kind,
                String::from_utf8_lossy(&answer.body)
            )),
        }
    }

    pub fn cut(&self, cut: Cut) {
        self.count_code(match cut {
            Cut::Refused => "(nobody there)",
            Cut::Before => "(no answer)",
            Cut::Within => "(half an answer)",
            Cut::Late => "(too late)",
        });
        match cut {
            Cut::Before => self.cut_before.fetch_add(1, Ordering::Relaxed),
            Cut::Within => self.cut_within.fetch_add(1, Ordering::Relaxed),
            Cut::Late => self.late.fetch_add(1, Ordering::Relaxed),
            Cut::Refused => 0,
        };
    }

    pub fn took(&self, time: Duration) {
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        let mut latency = self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        if latency.is_none() {
            *latency = Histogram::new_with_bounds(1, 120_000_000, 3).ok();
        }
        if let Some(latency) = latency.as_mut() {
            latency.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        }
    }

    /// Milliseconds at the 50th and 99th percentile, and the longest.
    pub fn latency(&self) -> [u64; 3] {
        let latency = self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        latency.as_ref().map_or([0; 3], |l| {
            [l.value_at_quantile(0.5), l.value_at_quantile(0.99), l.max()].map(|micros| micros.div_ceil(1000))
        })
    }
}

struct OneBuyer {
    number: usize,
    market: Arc<Market>,
    manner: Manner,
    stop: Arc<AtomicBool>,
    tally: Arc<Tally>,
    line: Option<Line>,
    /// Which node comes next.
    turn: usize,
    asked: Vec<Asked>,
}

impl OneBuyer {
    async fn buy(mut self) -> Vec<Asked> {
        let mut number = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let mut asked = next(&self.market, &self.manner.name, self.number, number);
            let request = request(&self.market, &asked);
            number += 1;
            // Half of them insist; the others leave what was not acknowledged for later.
            let insists = number % 2 == 0;
            loop {
                asked.got = self.ask(&request).await;
                if asked.got.is_some() || !insists || self.stop.load(Ordering::Relaxed) {
                    break;
                }
            }
            self.asked.push(asked);
        }
        self.asked
    }

    /// Nothing where it was refused, or is not known.
    async fn ask(&mut self, request: &[u8]) -> Option<Order> {
        if self.line.is_none() {
            self.connect().await;
        }
        let started = Instant::now();
        match self.line.as_mut()?.ask(request, self.manner.patience).await {
            Ok(answer) => {
                if answer.last {
                    self.line = None;
                }
                if answer.status != 201 {
                    self.tally.refused(&answer);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    return None;
                }
                match Order::read(&answer.body) {
                    Ok(order) => {
                        self.tally.took(started.elapsed());
                        Some(order)
                    }
                    Err(wrong) => {
                        self.tally.wrong(wrong.to_string());
                        None
                    }
                }
            }
            Err(cut) => {
                self.tally.cut(cut);
                self.line = None;
                None
            }
        }
    }

    async fn connect(&mut self) {
        let node = self.manner.nodes.get(self.turn % self.manner.nodes.len().max(1)).copied();
        self.turn += 1;
        let Some(node) = node else { return };
        match Line::open(node).await {
            Ok(line) => self.line = Some(line),
            Err(cut) => {
                self.tally.cut(cut);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

/// A purchase that nobody asked for before.
pub fn next(market: &Market, name: &str, buyer: usize, number: usize) -> Asked {
    let goods = (buyer + number) % market.goods.len().max(1);
    market.asked(goods);
    let buyer_of = buyer % market.buyers.len().max(1);
    Asked { buyer: buyer_of, goods, idempotency: format!("{name}-{buyer}-{number}"), got: None }
}

pub fn request(market: &Market, asked: &Asked) -> Vec<u8> {
    let offer = market.goods.get(asked.goods).map_or("", |goods| goods.offer.as_str());
    let key = market.buyers.get(asked.buyer).map_or("", |buyer| buyer.key.as_str());
    let body = format!(r#"{{"lines":[{{"offer":"{offer}","quantity":1}}],"pay":"wallet","reveal":true}}"#);
    post("/v1/orders", key, &asked.idempotency, &body)
}
