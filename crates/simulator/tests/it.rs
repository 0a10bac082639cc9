#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]
//! The simulator runs with every `make test`, from a seed that nobody has seen before; and what it found once, it is asked
//! again. `CARDAMOM_SIM_SECONDS` (60, over all engines) and `CARDAMOM_SIM_SEED` say otherwise.

use db::Engine;
use simulator::{Plan, Report, Sabotage, run};
use std::time::Duration;

fn good(plan: &Plan) -> Report {
    match run(plan) {
        Ok(report) => report,
        Err(violation) => panic!("the simulator found something\n{violation}"),
    }
}

fn from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not `{text}`")))
}

#[test]
fn a_fresh_seed_for_some_time() {
    let fresh = || u64::from(u32::from_be_bytes(kernel::Ambient::system().bytes()));
    let seed = from_environment("CARDAMOM_SIM_SEED").unwrap_or_else(fresh);
    let seconds = from_environment("CARDAMOM_SIM_SECONDS").unwrap_or(20);
    let engines = testkit::engines();
    for engine in &engines {
        // Past what the test harness holds back: a run that is killed must leave its seed, too.
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "sim: {} from seed {seed}", engine.name());
        let mut plan = Plan::new(*engine, seed);
        plan.time = Duration::from_secs(seconds) / u32::try_from(engines.len()).unwrap();
        let _ = writeln!(std::io::stderr(), "sim: {}: {}", engine.name(), good(&plan));
    }
}

/// Worlds in which something was found once: a batch done twice because the answer to its commit was lost. They mean that
/// as long as the script stays as it is; the findings have tests of their own beside the code.
#[test]
fn what_was_found_once_stays_mended() {
    for (seed, steps) in [(4, 60), (14, 80), (26, 70), (1032, 120)] {
        let mut plan = Plan::new(Engine::Sqlite, seed);
        (plan.worlds, plan.steps) = (Some(1), Some(steps));
        good(&plan);
    }
}

#[test]
fn the_same_seed_goes_the_same_way() {
    let mut plan = Plan::new(Engine::Sqlite, 77);
    (plan.worlds, plan.steps) = (Some(2), Some(150));
    let (first, second) = (good(&plan), good(&plan));
    assert_eq!((&first.digest, first.operations), (&second.digest, second.operations));
    plan.seed = 79;
    assert_ne!(first.digest, good(&plan).digest);
}

/// The simulator can fail: whatever is broken on purpose, it finds.
#[test]
fn every_sabotage_is_found() {
    for sabotage in Sabotage::ALL {
        // Few worlds pay in two parts in a way that shows it.
        let seed = if sabotage == Sabotage::ForgottenPart { 1_015 } else { 6 };
        let mut plan = Plan::new(Engine::Sqlite, seed);
        // Not every world does what would show it.
        (plan.worlds, plan.steps, plan.sabotage) = (Some(8), Some(300), Some(sabotage));
        let violation = run(&plan).expect_err(sabotage.name());
        assert!(violation.step >= 60, "{}: {violation}", sabotage.name());
        assert!(violation.to_string().contains("--worlds 1"), "{violation}");
    }
}
