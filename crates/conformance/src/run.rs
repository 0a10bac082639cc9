use crate::bench::{Bench, Template};
use crate::sabotage::Sabotage;
use crate::world::World;
use crate::{act, check, heal, single, top_up};
use db::Engine;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The last lines of a seed that broke.
const LINES: usize = 45;

#[derive(Clone, Debug)]
pub struct Plan {
    pub engine: Engine,
    /// The first seed.
    pub from: u64,
    /// How many, over all adapters together.
    pub seeds: u64,
    /// Only this kind of channel.
    pub adapter: Option<String>,
    /// Threads that work at once.
    pub workers: usize,
    /// Print each line of each seed.
    pub print: bool,
    /// Wallets are topped up, instead of orders being paid.
    pub top_ups: bool,
    /// So many orders that suppliers credit are played instead.
    pub suppliers: usize,
    /// The adapters under test are wrong.
    pub sabotage: Option<Sabotage>,
}

impl Plan {
    pub fn new(engine: Engine, from: u64, seeds: u64) -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self {
            engine,
            from,
            seeds,
            adapter: None,
            workers,
            print: false,
            top_ups: false,
            suppliers: 0,
            sabotage: None,
        }
    }
}

/// What happened, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub seeds: usize,
    pub opened: usize,
    pub paid: usize,
    pub delivered: usize,
    pub refunded: usize,
    pub notified: usize,
    pub forged: usize,
    /// Arrivals that only a repeated notify told of.
    pub late: usize,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.seeds += other.seeds;
        self.opened += other.opened;
        self.paid += other.paid;
        self.delivered += other.delivered;
        self.refunded += other.refunded;
        self.notified += other.notified;
        self.forged += other.forged;
        self.late += other.late;
    }
}

/// By kind of channel.
#[derive(Clone, Debug, Default)]
pub struct Report(pub BTreeMap<&'static str, Tally>);

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, t) in &self.0 {
            writeln!(
                f,
                "conformance: {kind:<9} {} seeds: {} opened, {} paid, {} delivered, {} refunds, {} notifies, {} forged, {} told late",
                t.seeds, t.opened, t.paid, t.delivered, t.refunded, t.notified, t.forged, t.late
            )?;
        }
        Ok(())
    }
}

/// What broke, where, and how to come there again.
#[derive(Clone, Debug)]
pub struct Violation {
    pub kind: &'static str,
    pub engine: Engine,
    pub seed: u64,
    pub top_ups: bool,
    pub what: String,
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, engine, seed) = (self.kind, self.engine.name(), self.seed);
        for line in self.trace.iter().skip(self.trace.len().saturating_sub(LINES)) {
            writeln!(f, "    {line}")?;
        }
        writeln!(f, "conformance: {kind}, seed {seed}, {engine}: {}", self.what)?;
        let with = if self.engine == Engine::Postgres { "scripts/with-postgres " } else { "" };
        let what = if self.top_ups { " --top-ups" } else { "" };
        write!(
            f,
            "again: {with}cargo xtask conformance --engine {engine} --adapter {kind} --from {seed} --seeds 1{what}"
        )
    }
}

/// Codes of all adapters.
pub fn kinds() -> Vec<&'static str> {
    payments::kinds().iter().map(|kind| kind.code).collect()
}

struct Shared {
    plan: Plan,
    kinds: Vec<&'static str>,
    template: Arc<Template>,
    next: AtomicU64,
    report: Mutex<Report>,
    broken: Mutex<Option<Violation>>,
}

/// All seeds of a plan, or the first that broke.
pub fn run(plan: &Plan) -> Result<Report, Violation> {
    let mut all = kinds();
    all.retain(|kind| plan.adapter.as_deref().is_none_or(|only| only == *kind));
    assert!(!all.is_empty(), "no adapter is called `{}`", plan.adapter.as_deref().unwrap_or_default());
    let template = Arc::new(runtime().block_on(Template::make()));
    let shared = Arc::new(Shared {
        plan: plan.clone(),
        kinds: all,
        template,
        next: AtomicU64::new(0),
        report: Mutex::default(),
        broken: Mutex::default(),
    });
    let workers: Vec<_> = (0..plan.workers.max(1))
        .map(|_| {
            let shared = shared.clone();
            thread::Builder::new().stack_size(16 << 20).spawn(move || work(&shared)).unwrap()
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let broken = lock(&shared.broken).clone();
    let report = lock(&shared.report).clone();
    broken.map_or(Ok(report), Err)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work(shared: &Arc<Shared>) {
    runtime().block_on(async {
        let bench = Arc::new(Bench::open(shared.template.clone(), shared.plan.engine).await);
        loop {
            let n = shared.next.fetch_add(1, Ordering::SeqCst);
            if n >= shared.plan.seeds || lock(&shared.broken).is_some() {
                return;
            }
            let kind = shared.kinds[usize::try_from(n).unwrap_or(0) % shared.kinds.len()];
            let seed = shared.plan.from + n;
            match seed_of(&bench, kind, seed, &shared.plan).await {
                Ok(tally) => lock(&shared.report).0.entry(kind).or_default().add(tally),
                Err(violation) => {
                    lock(&shared.broken).get_or_insert(violation);
                    return;
                }
            }
        }
    });
}

/// A panic is a violation like any other: its seed must not get lost.
async fn seed_of(bench: &Arc<Bench>, kind: &'static str, seed: u64, plan: &Plan) -> Result<Tally, Violation> {
    let (print, sabotage, top_ups) = (plan.print, plan.sabotage, plan.top_ups);
    let (bench, engine) = (bench.clone(), bench_engine(bench));
    let trace: Arc<Mutex<Vec<String>>> = Arc::default();
    let told = trace.clone();
    let local = tokio::task::LocalSet::new();
    let done = local.run_until(async move {
        tokio::task::spawn_local(async move { one(&bench, kind, seed, (sabotage, top_ups), &told).await })
            .await
    });
    let what = match done.await {
        Ok(Ok(tally)) => {
            if print {
                lock(&trace).iter().for_each(|line| eprintln!("{line}"));
            }
            return Ok(tally);
        }
        Ok(Err(what)) => what,
        Err(panicked) => format!("it panicked: {panicked}"),
    };
    let trace = lock(&trace).clone();
    Err(Violation { kind, engine, seed, top_ups, what, trace })
}

fn bench_engine(bench: &Bench) -> Engine {
    if bench.shared.is_some() { Engine::Postgres } else { Engine::Sqlite }
}

async fn one(
    bench: &Bench,
    kind: &'static str,
    seed: u64,
    (sabotage, top_ups): (Option<Sabotage>, bool),
    trace: &Mutex<Vec<String>>,
) -> Result<Tally, String> {
    let mut world = World::open(bench, kind, seed, sabotage).await;
    let result = if top_ups { top_up::story(&mut world).await } else { story(&mut world).await };
    let (lines, tally) = world.close();
    *lock(trace) = lines;
    result.map(|()| Tally { seeds: 1, ..tally })
}

async fn story(world: &mut World<'_>) -> Result<(), String> {
    let with = world.ways.each_ref().map(|way| way.kind.code);
    world.say(format!("{with:?}"));
    for _ in 0..world.dice.between(8, 22) {
        act::step(world).await?;
    }
    heal::heal(world).await?;
    check::all(world).await
}

/// What one adapter does with one payment, outside of any shop; all adapters, each once.
pub fn singles() -> Result<(), String> {
    runtime().block_on(async {
        let bench = Bench::open(Arc::new(Template::make().await), Engine::Sqlite).await;
        for way in &bench.ways {
            way.gate.forget();
            way.gate.heal(single::behind(&bench));
            single::check(&bench, way).await.map_err(|what| format!("{}: {what}", way.kind.code))?;
        }
        Ok(())
    })
}
