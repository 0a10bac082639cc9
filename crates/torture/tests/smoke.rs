//! Every way of torture, a round or two of each, with the program as it was built for tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::{PoisonError, RwLock};

/// Beside the torturer; built where this crate is tested alone.
fn program() -> PathBuf {
    let torturer = PathBuf::from(env!("CARGO_BIN_EXE_torture"));
    let program = torturer.with_file_name("cardamom");
    if !program.exists() {
        let built = Command::new(env!("CARGO")).args(["build", "-p", "server"]).status().unwrap();
        assert!(built.success());
    }
    program
}

/// A flood would have all processors for itself, and what is tried is not how it shares; the others mostly wait.
static TURN: RwLock<()> = RwLock::new(());

fn flood(args: &str) {
    let _alone = TURN.write().unwrap_or_else(PoisonError::into_inner);
    run(args);
}

fn torture(args: &str) {
    let _beside = TURN.read().unwrap_or_else(PoisonError::into_inner);
    run(args);
}

fn run(args: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torture"));
    command.args(args.split(' ')).args(["--buyers", "16", "--keys", "2000", "--calm", "1", "--again", "400"]);
    command.arg("--binary").arg(program());
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("everything held"), "{said}");
    // What could not be tried is told, not passed over: a tmpfs needs root.
    println!("{said}");
}

/// PostgreSQL's programs are there where the other tests have one.
fn with_postgres(run: fn(&str), args: &str) {
    if std::env::var_os("CARDAMOM_TEST_POSTGRES").is_some() {
        run(&format!("{args} --engine postgres"));
    } else {
        println!("SKIPPED without CARDAMOM_TEST_POSTGRES: {args}");
    }
}

#[test]
fn killed() {
    torture("kill --engine sqlite --rounds 2");
    with_postgres(torture, "kill --rounds 2");
}

#[test]
fn one_of_two_killed_and_the_other_paused() {
    with_postgres(torture, "nodes --rounds 1");
}

#[test]
fn the_database_restarted() {
    with_postgres(torture, "restart --rounds 3");
}

#[test]
fn the_disk_full() {
    torture("disk-full --engine sqlite --rounds 1");
}

#[test]
fn told_to_stop() {
    torture("term --engine sqlite --rounds 2");
}

#[test]
fn flooded_and_stalled() {
    // How long anything takes is measured by hand, on a quiet machine: here only what is lost counts.
    flood("overload --engine sqlite --seconds 1 --bound 100000 --crowd 1000");
    flood("slow-clients --engine sqlite --seconds 1 --bound 100000 --attackers 300");
}

#[test]
fn flooded_and_stalled_on_postgres() {
    with_postgres(flood, "overload --seconds 1 --bound 100000 --crowd 1000");
    // Fewer: a fourth of them asks for 200 pages each time it comes, which keeps an unoptimised program beside a database busy.
    with_postgres(flood, "slow-clients --seconds 1 --bound 100000 --attackers 150");
}
