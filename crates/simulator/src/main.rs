//! `cargo xtask sim --seed N --seconds S [--engine sqlite|postgres] [--worlds N] [--steps N] [--sabotage NAME] [--print]`

use db::Engine;
use simulator::{Plan, run};
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "usage: cargo xtask sim [--seed N] [--seconds S] [--engine sqlite|postgres] [--worlds N] [--steps N] \
                     [--sabotage NAME] [--print]\n\
                     PostgreSQL is found by CARDAMOM_TEST_POSTGRES: scripts/with-postgres cargo xtask sim --engine postgres";

fn main() -> ExitCode {
    let plan = match read(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(why) => {
            eprintln!("sim: {why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("sim: {} seed {}", plan.engine.name(), plan.seed);
    match run(&plan) {
        Ok(report) => {
            println!("sim: {report}");
            ExitCode::SUCCESS
        }
        Err(violation) => {
            println!("{violation}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Plan, String> {
    let mut plan = Plan::new(Engine::Sqlite, fresh());
    while let Some(name) = arguments.next() {
        if name == "--print" {
            plan.print = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name}: `{value}` is no number"));
        match name.as_str() {
            "--seed" => plan.seed = number()?,
            "--seconds" => plan.time = Duration::from_secs(number()?),
            "--worlds" => plan.worlds = Some(number()?),
            "--steps" => plan.steps = Some(number()?),
            "--sabotage" => plan.sabotage = Some(value.parse()?),
            "--engine" => {
                let engines = [Engine::Sqlite, Engine::Postgres];
                let found = engines.into_iter().find(|e| e.name() == value);
                plan.engine = found.ok_or(format!("no engine `{value}`"))?;
            }
            _ => return Err(format!("`{name}` is unknown")),
        }
    }
    Ok(plan)
}

/// A seed that nobody has seen, short enough to be typed.
fn fresh() -> u64 {
    u64::from(u32::from_be_bytes(kernel::Ambient::system().bytes()))
}
