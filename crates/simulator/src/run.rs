use crate::sabotage::Sabotage;
use crate::{quiet, setup};
use db::Engine;
use std::fmt;
use std::time::{Duration, Instant};

/// How long, how far, and what.
#[derive(Clone, Debug)]
pub struct Plan {
    pub engine: Engine,
    /// Of the first world; the next one has the next number.
    pub seed: u64,
    /// No further world is begun, and none goes on, after that.
    pub time: Duration,
    pub worlds: Option<u64>,
    /// Steps of a world; drawn by its seed where none is given.
    pub steps: Option<u64>,
    pub sabotage: Option<Sabotage>,
    /// Every line on standard error.
    pub print: bool,
}

impl Plan {
    pub fn new(engine: Engine, seed: u64) -> Self {
        let time = Duration::from_secs(60);
        Self { engine, seed, time, worlds: None, steps: None, sabotage: None, print: false }
    }
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub worlds: u64,
    pub steps: u64,
    pub operations: u64,
    pub elapsed: Duration,
    /// Over the traces of all worlds.
    pub digest: String,
}

impl Report {
    pub fn per_minute(&self) -> u128 {
        u128::from(self.operations) * 60_000 / self.elapsed.as_millis().max(1)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs();
        write!(
            f,
            "{} worlds, {} steps, {} operations in {seconds} s: {} operations a minute; digest {}",
            self.worlds,
            self.steps,
            self.operations,
            self.per_minute(),
            self.digest
        )
    }
}

/// An invariant that broke, and how to see it again.
#[derive(Debug)]
pub struct Violation {
    pub engine: Engine,
    pub seed: u64,
    pub step: u64,
    pub steps: Option<u64>,
    pub operation: String,
    pub what: String,
    pub tail: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, step {}: {}", self.seed, self.step, self.operation)?;
        writeln!(f, "broken: {}", self.what)?;
        self.tail.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        let steps = self.steps.map(|n| format!(" --steps {n}")).unwrap_or_default();
        let (engine, seed) = (self.engine.name(), self.seed);
        write!(f, "again: cargo xtask sim --engine {engine} --seed {seed} --worlds 1{steps}")
    }
}

/// World after world, on a thread of its own runtime, until the time is over.
pub fn run(plan: &Plan) -> Result<Report, Box<Violation>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let started = Instant::now();
    let mut report = Report::default();
    let mut digests = crate::trace::Trace::default();
    let most = plan.worlds.unwrap_or(u64::MAX);
    while report.worlds < most && (report.worlds == 0 || started.elapsed() < plan.time) {
        let seed = plan.seed.wrapping_add(report.worlds);
        let world = runtime.block_on(one(plan, seed, started))?;
        report.worlds += 1;
        report.steps += world.steps;
        report.operations += world.operations;
        digests.line(world.digest);
    }
    report.elapsed = started.elapsed();
    report.digest = digests.digest();
    Ok(report)
}

async fn one(plan: &Plan, seed: u64, started: Instant) -> Result<Report, Box<Violation>> {
    let mut world = setup::world(plan.engine, seed).await;
    (world.sabotage, world.trace.print) = (plan.sabotage, plan.print);
    let drawn = u64::try_from(world.dice.between(150, 700)).unwrap_or(150);
    let steps = plan.steps.unwrap_or(drawn);
    let mut result = Ok(());
    for _ in 0..steps {
        result = world.step().await;
        // Where a number of worlds is asked for, each is gone through to its end, or it would not repeat.
        if result.is_err() || (plan.worlds.is_none() && started.elapsed() > plan.time) {
            break;
        }
    }
    if result.is_ok() {
        result = quiet::quiet(&mut world).await;
    }
    let report = Report {
        worlds: 1,
        steps: world.step,
        operations: world.operations,
        elapsed: Duration::ZERO,
        digest: world.trace.digest(),
    };
    let violation = result.err().map(|what| Violation {
        engine: plan.engine,
        seed: world.seed,
        step: world.step,
        // A world that the clock cut short is found again by its number of steps.
        steps: if world.last == "quiet" || plan.steps.is_some() { Some(world.step) } else { None },
        operation: world.last.clone(),
        what,
        tail: world.trace.tail(),
    });
    for node in world.nodes.iter_mut().filter_map(Option::take) {
        node.kill();
    }
    violation.map_or(Ok(report), |v| Err(Box::new(v)))
}
