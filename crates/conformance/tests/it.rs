#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]
//! The kit runs with every `make test`: five hundred seeds over all adapters, always the same ones, and some of them on
//! PostgreSQL. `CARDAMOM_CONFORMANCE_SEEDS` and `CARDAMOM_CONFORMANCE_FROM` say otherwise; `cargo xtask conformance` begins
//! with a seed that nobody has seen before.

use conformance::{Plan, Report, Sabotage, run};
use db::Engine;
use std::io::Write;

fn from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not `{text}`")))
}

fn good(plan: &Plan) -> Report {
    // Past what the test harness holds back: a run that is killed must leave its seed, too.
    let _ = writeln!(std::io::stderr(), "conformance: {} from seed {}", plan.engine.name(), plan.from);
    let begun = std::time::Instant::now();
    let report = match run(plan) {
        Ok(report) => report,
        Err(violation) => panic!("the kit found something\n{violation}"),
    };
    let _ = write!(std::io::stderr(), "{report}");
    let _ = writeln!(std::io::stderr(), "conformance: {} seeds in {:?}", plan.seeds, begun.elapsed());
    report
}

/// The kit can only find something where something happens.
fn is_no_sham(report: &Report) {
    assert_eq!(report.0.keys().copied().count(), conformance::kinds().len());
    for (kind, tally) in &report.0 {
        let all = [tally.opened, tally.paid, tally.delivered, tally.refunded, tally.notified, tally.forged];
        assert!(all.iter().all(|count| *count > 0), "{kind}: {tally:?}");
    }
}

#[test]
fn hundreds_of_seeds_of_the_worst() {
    let from = from_environment("CARDAMOM_CONFORMANCE_FROM").unwrap_or(20_261_128);
    let seeds = from_environment("CARDAMOM_CONFORMANCE_SEEDS").unwrap_or(500);
    for engine in testkit::engines() {
        let mut plan = Plan::new(engine, from, seeds);
        if engine == Engine::Postgres {
            plan.seeds = seeds / 20;
            plan.workers = 1;
        }
        let report = good(&plan);
        if engine == Engine::Sqlite && seeds >= 500 {
            is_no_sham(&report);
        }
    }
}

/// The same for money that fills a wallet.
#[test]
fn wallets_are_topped_up_through_the_worst() {
    let from = from_environment("CARDAMOM_CONFORMANCE_FROM").unwrap_or(20_261_128);
    let seeds = from_environment("CARDAMOM_CONFORMANCE_SEEDS").unwrap_or(1_000) / 10;
    for engine in testkit::engines() {
        let mut plan = Plan { top_ups: true, ..Plan::new(engine, from, seeds) };
        if engine == Engine::Postgres {
            plan.seeds = seeds / 10;
            plan.workers = 1;
        }
        let report = good(&plan);
        if engine == Engine::Sqlite && seeds >= 100 {
            // What came in another currency goes back, and few gateways know of such a thing.
            for (kind, tally) in &report.0 {
                let all = [tally.opened, tally.paid, tally.delivered, tally.notified, tally.forged];
                assert!(all.iter().all(|count| *count > 0), "{kind}: {tally:?}");
            }
        }
    }
}

#[test]
fn every_adapter_keeps_the_contract() {
    if let Err(what) = conformance::singles() {
        panic!("{what}");
    }
}

/// Whatever is broken on purpose, the kit finds: with an adapter that can be asked everything.
#[test]
fn every_sabotage_is_found() {
    for sabotage in Sabotage::ALL {
        let mut plan = Plan::new(Engine::Sqlite, 5, 300);
        (plan.adapter, plan.sabotage) = (Some("stripe".into()), Some(sabotage));
        let violation = run(&plan).expect_err(sabotage.name()).to_string();
        assert!(violation.contains("--adapter stripe --from "), "{violation}");
    }
}

/// Suppliers that lose, double, delay and take back, whichever adapter speaks to them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suppliers_of_the_worst() {
    let seed = from_environment("CARDAMOM_CONFORMANCE_FROM").unwrap_or(20_261_129);
    for engine in testkit::engines() {
        let orders = if engine == Engine::Sqlite { 240 } else { 80 };
        let mut reversed = 0;
        for kind in conformance::SUPPLIERS {
            let begun = std::time::Instant::now();
            let plan = conformance::SupplyPlan { engine, seed, orders, kind };
            let report = conformance::play_suppliers(&plan).await;
            let name = engine.name();
            let _ = writeln!(
                std::io::stderr(),
                "conformance: {kind} on {name}: {report} in {:?}",
                begun.elapsed()
            );
            // They report nothing; and of the first two much is known only by who looks there.
            let is_quiet = ["acg", "mcy", "reserve"].iter().any(|quiet| kind.starts_with(quiet));
            let least = if report.by_hand > 0 { orders / 4 } else { orders / 2 };
            let is_heard = report.reports > 0 || is_quiet;
            // Something went wrong: the money went back, or another one was asked.
            let is_hostile = report.failed > 0 || report.attempts > orders;
            assert!(report.delivered > least && is_hostile && is_heard, "{report}");
            reversed += report.reversed;
        }
        assert!(reversed > 0 || engine == Engine::Postgres, "nobody took anything back");
    }
}
