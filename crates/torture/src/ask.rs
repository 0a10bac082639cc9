use crate::report::Report;
use crate::{Result, disk_full, kill, nodes, overload, restart, slow_clients, term};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// Torture the real program: it must lose no acknowledged order and give no key twice
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Ask {
    #[command(subcommand)]
    way: Way,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Args, Clone)]
pub struct Options {
    /// Only this engine; both by default
    #[arg(long, global = true, value_enum)]
    engine: Option<Engine>,
    /// How many rounds; each way has its own number
    #[arg(long, global = true)]
    rounds: Option<u32>,
    /// What chance goes by; printed, so that a run can be repeated in kind
    #[arg(long, global = true)]
    seed: Option<u64>,
    /// How long load is offered, for overload and slow-clients [default: 60]
    #[arg(long, global = true)]
    seconds: Option<u64>,
    /// The longest that 99 of 100 orders may take in overload and among slow clients, in milliseconds
    #[arg(long, global = true, default_value_t = 1_000)]
    pub bound: u64,
    /// How many clients offer more than can be taken, many more than the server has places
    #[arg(long, global = true, default_value_t = 8_192)]
    pub crowd: usize,
    /// How long the capacity is measured before a flood and behind it, in seconds
    #[arg(long, global = true, default_value_t = 5)]
    pub calm: u64,
    /// How many purchases of a flood, and half as many at the end, are asked for once more; wallets and the audit count
    /// all of them
    #[arg(long, global = true, default_value_t = 4_000)]
    pub again: usize,
    /// How many slow clients there are, for two thirds as many connections
    #[arg(long, global = true, default_value_t = 3_000)]
    pub attackers: usize,
    /// How many buyers order at the same time
    #[arg(long, global = true, default_value_t = 64)]
    pub buyers: usize,
    /// How many keys of each product come at once
    #[arg(long, global = true, default_value_t = 20_000)]
    pub keys: i64,
    /// The program
    #[arg(long, global = true, default_value = "target/release/cardamom")]
    pub binary: PathBuf,
    /// Where shops and databases are put while it runs [default: the system's folder for such]
    #[arg(long, global = true)]
    pub folder: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

#[derive(Subcommand, Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// kill -9 of the server or the database at random points
    Kill,
    /// Two servers on one PostgreSQL: one is killed, the other is paused
    Nodes,
    /// PostgreSQL restarted under load
    Restart,
    /// A small disk that fills up (needs root, for a tmpfs)
    DiskFull,
    /// SIGTERM under load
    Term,
    /// Ten times the capacity
    Overload,
    /// Heads and bodies drop by drop, silence, and deaf ears
    SlowClients,
    /// Everything
    All,
}

const ALL: [Way; 7] =
    [Way::Kill, Way::Nodes, Way::Restart, Way::DiskFull, Way::Term, Way::Overload, Way::SlowClients];

/// One way of torture on one engine.
#[derive(Clone)]
pub struct Task {
    pub engine: Engine,
    pub rounds: u32,
    pub seconds: u64,
    pub seed: u64,
    pub options: Options,
}

impl Ask {
    pub async fn run(self) -> ExitCode {
        let seed = self.options.seed.unwrap_or_else(clock);
        println!("torture: seed {seed}");
        let ways: &[Way] = if self.way == Way::All { &ALL } else { std::slice::from_ref(&self.way) };
        let mut report = Report::default();
        for way in ways {
            for engine in way.engines(self.options.engine) {
                let name = format!("{} {}", way.name(), engine.name());
                println!("torture: {name} …");
                match way.start(self.task(*way, engine, seed)).await {
                    Ok(line) => report.add(name, line),
                    Err(wrong) => report.fail(name, &wrong.to_string()),
                }
            }
        }
        report.print()
    }

    fn task(&self, way: Way, engine: Engine, seed: u64) -> Task {
        Task {
            engine,
            rounds: self.options.rounds.unwrap_or_else(|| way.rounds()),
            seconds: self.options.seconds.unwrap_or(60),
            seed,
            options: self.options.clone(),
        }
    }
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Nodes => "nodes",
            Self::Restart => "restart",
            Self::DiskFull => "disk-full",
            Self::Term => "term",
            Self::Overload => "overload",
            Self::SlowClients => "slow-clients",
            Self::All => "all",
        }
    }

    fn rounds(self) -> u32 {
        match self {
            Self::Kill => 100,
            Self::Nodes => 8,
            Self::Restart => 9,
            Self::DiskFull => 3,
            Self::Term => 10,
            Self::Overload | Self::SlowClients | Self::All => 1,
        }
    }

    fn engines(self, only: Option<Engine>) -> Vec<Engine> {
        let has: &[Engine] = match self {
            Self::Nodes | Self::Restart => &[Engine::Postgres],
            _ => &[Engine::Sqlite, Engine::Postgres],
        };
        has.iter().copied().filter(|engine| only.is_none_or(|only| only == *engine)).collect()
    }

    async fn start(self, task: Task) -> Result<String> {
        match self {
            Self::Kill => kill::run(task).await,
            Self::Nodes => nodes::run(task).await,
            Self::Restart => restart::run(task).await,
            Self::DiskFull => disk_full::run(task).await,
            Self::Term => term::run(task).await,
            Self::Overload => overload::run(task).await,
            Self::SlowClients => slow_clients::run(task).await,
            Self::All => Err("all is not a way of its own".into()),
        }
    }
}

fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs())
}

/// Chance that can be repeated (splitmix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// From `low` to just below `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % high.saturating_sub(low).max(1)
    }
    pub fn coin(&mut self) -> bool {
        self.next() & 1 == 1
    }
}
