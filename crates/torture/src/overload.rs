use crate::Result;
use crate::ask::Task;
use crate::buyers::{Tally, next, request};
use crate::place::Place;
use crate::processors::Divided;
use crate::record::Asked;
use crate::settle::{Stage, ask_again};
use crate::wire::Line;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const TIMES: u64 = 10;
/// MiB.
const MEMORY_MAX: u64 = 512;

/// Offers ten times what was measured before, at a fixed rate.
pub async fn run(task: Task) -> Result<String> {
    open_files();
    let mut stage = Stage::open_in(&task, Place::new(&task).await?, &[], task.options.keys * 3).await?;
    stage.start().await?;
    let divided = Divided::new(&stage)?;
    let (capacity, calm) = measure(&mut stage, &task).await?;
    stage.market.for_seconds(&stage.place, task.seconds).await?;
    let tally = Arc::new(Tally::default());
    let offered = offer(&mut stage, &task, capacity * TIMES, &tally).await?;
    tally.check()?;
    stage.node.must_run(&stage.place)?;
    // Who was turned away was turned away before anything was done.
    for one in &ask_again(&stage.market, stage.node.address, offered.turned_away).await? {
        if one.replayed {
            return Err(format!("{} was turned away, and done", one.before.idempotency).into());
        }
        stage.record.book(Asked { got: Some(one.now.clone()), ..one.before.clone() })?;
    }
    let accepted = offered.asked.iter().filter(|asked| asked.got.is_some()).count();
    let (ask, rest) = sample(offered.asked, task.options.again);
    rest.into_iter().try_for_each(|one| stage.record.book(one))?;
    stage.settle(ask).await?;
    let (again, _) = measure(&mut stage, &task).await?;
    let summary = stage.finish().await?;
    let [p50, p99, max] = tally.latency();
    let rate = u64::try_from(accepted)? / task.seconds.max(1);
    let bound = task.options.bound;
    if p99 > bound || offered.memory > MEMORY_MAX {
        return Err(format!(
            "{divided}; capacity {capacity}/s, {} wanted, {rate}/s accepted of {} offered, p50 {p50} ms, p99 {p99} ms, longest {max} ms, memory {} MiB",
            capacity * TIMES,
            offered.sent / task.seconds.max(1),
            offered.memory
        )
        .into());
    }
    if again * 2 < capacity {
        return Err(format!("{capacity} orders/s before, {again} after").into());
    }
    let seconds = task.seconds.max(1);
    Ok(format!(
        "{divided}; capacity {capacity}/s (p99 {} ms) by {} buyers; then {} clients for {seconds} s, who said {} requests/s of {} wanted: {}/s accepted, p50 {p50} \
         ms, p99 {p99} ms (bound {bound} ms), longest {max} ms; {}/s turned away; memory at most {} MiB; heard: {}; {again}/s afterwards; {summary}",
        calm[1],
        task.options.buyers,
        task.options.crowd,
        offered.sent / seconds,
        capacity * TIMES,
        rate,
        tally.refused.load(Ordering::Relaxed) / seconds,
        offered.memory,
        tally.codes(),
    ))
}

/// Whatever was not answered, and so many of the others: to ask for an order again with its keys takes longer than to
/// place it.
fn sample(asked: Vec<Asked>, again: usize) -> (Vec<Asked>, Vec<Asked>) {
    let step = asked.len() / again.max(1) + 1;
    let numbered = asked.into_iter().enumerate();
    let (ask, rest): (Vec<_>, Vec<_>) =
        numbered.partition(|(number, one)| one.got.is_none() || number.is_multiple_of(step));
    let plain = |all: Vec<(usize, Asked)>| -> Vec<Asked> { all.into_iter().map(|(_, one)| one).collect() };
    (plain(ask), plain(rest))
}

/// Orders a second without any haste, and their latency.
async fn measure(stage: &mut Stage, task: &Task) -> Result<(u64, [u64; 3])> {
    let crowd = stage.crowd().await?;
    let (started, before) = (Instant::now(), crowd.tally.acknowledged());
    tokio::time::sleep(Duration::from_secs(task.options.calm)).await;
    let count = crowd.tally.acknowledged() - before;
    let rate = count * 1_000 / u64::try_from(started.elapsed().as_millis())?.max(1);
    let (tally, asked) = (crowd.tally.clone(), crowd.stop().await?);
    stage.settle(asked).await?;
    Ok((rate, tally.latency()))
}

struct Offered {
    asked: Vec<Asked>,
    /// Some of those.
    turned_away: Vec<Asked>,
    sent: u64,
    /// MiB, the most that was seen.
    memory: u64,
}

async fn offer(stage: &mut Stage, task: &Task, rate: u64, tally: &Arc<Tally>) -> Result<Offered> {
    let sent = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + Duration::from_secs(task.seconds);
    let lines = task.options.crowd.max(1);
    let pause = Duration::from_micros(u64::try_from(lines)? * 1_000_000 / rate.max(1));
    let name = stage.manner().name;
    let mut tasks = JoinSet::new();
    for number in 0..lines {
        let one = OneLine {
            number,
            name: name.clone(),
            market: stage.market.clone(),
            node: stage.node.address,
            tally: tally.clone(),
            sent: sent.clone(),
            asked: Vec::new(),
            turned_away: Vec::new(),
        };
        let begin = Instant::now() + pause / u32::try_from(lines)? * u32::try_from(number)?;
        tasks.spawn(one.offer(begin, pause, end));
    }
    let mut memory = 0;
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(200)).await;
        memory = memory.max(stage.node.memory().unwrap_or(0));
    }
    let mut offered = Offered { asked: Vec::new(), turned_away: Vec::new(), sent: 0, memory };
    while let Some(one) = tasks.join_next().await {
        let one = one?;
        offered.asked.extend(one.asked);
        offered.turned_away.extend(one.turned_away);
    }
    offered.sent = sent.load(Ordering::Relaxed);
    Ok(offered)
}

struct OneLine {
    number: usize,
    name: String,
    market: Arc<crate::stock::Market>,
    node: std::net::SocketAddr,
    tally: Arc<Tally>,
    sent: Arc<AtomicU64>,
    asked: Vec<Asked>,
    turned_away: Vec<Asked>,
}

impl OneLine {
    async fn offer(mut self, begin: Instant, pause: Duration, end: Instant) -> Self {
        let (mut line, mut due, mut number) = (None, begin, 0);
        while due < end {
            tokio::time::sleep_until(due.into()).await;
            // Who is late does not catch up: the same connection cannot ask twice at once.
            due = (due + pause).max(Instant::now());
            if line.is_none() {
                line = Line::open(self.node).await.ok();
            }
            let Some(open) = line.as_mut() else { continue };
            let mut asked = next(&self.market, &self.name, self.number, number);
            number += 1;
            let started = Instant::now();
            self.sent.fetch_add(1, Ordering::Relaxed);
            match open.ask(&request(&self.market, &asked), Duration::from_secs(30)).await {
                Ok(answer) if answer.status == 201 => {
                    self.tally.took(started.elapsed());
                    asked.got = crate::record::Order::read(&answer.body).ok();
                    self.asked.push(asked);
                    line = line.filter(|_| !answer.last);
                }
                Ok(answer) => {
                    self.tally.refused(&answer);
                    self.market.not_asked(asked.goods);
                    if number % 256 == self.number % 256 {
                        self.turned_away.push(asked);
                    }
                    line = line.filter(|_| !answer.last);
                }
                Err(cut) => {
                    self.tally.cut(cut);
                    self.asked.push(asked);
                    line = None;
                }
            }
        }
        self
    }
}

/// As many as the system allows: thousands of connections need them.
pub fn open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most });
}
