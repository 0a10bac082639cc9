//! `cargo xtask conformance --seeds N [--from SEED] [--adapter KIND] [--engine sqlite|postgres] [--workers N] [--top-ups] [--print]`, or
//! `cargo xtask conformance --suppliers N [--from SEED] [--adapter KIND] [--engine …]`: so many orders that suppliers credit

use conformance::{Plan, SUPPLIERS, SupplyPlan, SupplyReport, play_suppliers, run};
use db::Engine;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask conformance [--seeds N] [--from SEED] [--adapter KIND] [--engine sqlite|postgres] \
                     [--workers N] [--sabotage NAME] [--top-ups] [--print]\n       \
                     cargo xtask conformance --suppliers ORDERS [--from SEED] [--adapter KIND] [--engine sqlite|postgres]\n\
                     PostgreSQL is found by CARDAMOM_TEST_POSTGRES: scripts/with-postgres cargo xtask conformance --engine postgres";

fn main() -> ExitCode {
    let plan = match read(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(why) => {
            eprintln!("conformance: {why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if plan.suppliers > 0 {
        return suppliers(&plan);
    }
    println!("conformance: {} seeds from {} on {}", plan.seeds, plan.from, plan.engine.name());
    match run(&plan) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(violation) => {
            println!("{violation}");
            ExitCode::FAILURE
        }
    }
}

/// Worlds of at most so many orders each, one adapter after the other, so that each has its share.
const WORLD: usize = 20_000;

fn suppliers(plan: &Plan) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut left, mut seed, mut sum) = (plan.suppliers, plan.from, SupplyReport::default());
    let all = SUPPLIERS.into_iter().filter(|kind| plan.adapter.as_deref().is_none_or(|one| one == *kind));
    let share = plan.suppliers.div_ceil(all.clone().count()).min(WORLD);
    for kind in all.cycle() {
        if left == 0 {
            break;
        }
        let orders = left.min(share);
        let world = SupplyPlan { engine: plan.engine, seed, orders, kind };
        let report = runtime.block_on(play_suppliers(&world));
        println!("conformance: {kind} on {} from seed {seed}: {report}", plan.engine.name());
        sum.add(&report);
        (left, seed) = (left - orders, seed.wrapping_add(1));
    }
    println!("conformance: all of it: {sum}");
    ExitCode::SUCCESS
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan::new(Engine::Sqlite, fresh(), 1_000);
    while let Some(name) = arguments.next() {
        if name == "--print" {
            plan.print = true;
            continue;
        }
        if name == "--top-ups" {
            plan.top_ups = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name}: `{value}` is no number"));
        match name.as_str() {
            "--seeds" => plan.seeds = number()?,
            "--suppliers" => plan.suppliers = usize::try_from(number()?).map_err(|e| e.to_string())?,
            "--from" => plan.from = number()?,
            "--workers" => plan.workers = usize::try_from(number()?).map_err(|e| e.to_string())?,
            "--adapter" => plan.adapter = Some(value),
            "--sabotage" => plan.sabotage = Some(value.parse()?),
            "--engine" => {
                let found = [Engine::Sqlite, Engine::Postgres].into_iter().find(|e| e.name() == value);
                plan.engine = found.ok_or(format!("no engine `{value}`"))?;
            }
            _ => return Err(format!("`{name}` is unknown")),
        }
    }
    let known = if plan.suppliers > 0 { SUPPLIERS.to_vec() } else { conformance::kinds() };
    match plan.adapter.as_deref().filter(|kind| !known.contains(kind)) {
        Some(kind) => Err(format!("no adapter `{kind}`: there are {}", known.join(", "))),
        None => Ok(plan),
    }
}

/// A seed that nobody has seen, short enough to be typed.
fn fresh() -> u64 {
    u64::from(u32::from_be_bytes(kernel::Ambient::system().bytes()))
}
