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
use std::sync::{Mutex, PoisonError};

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

/// One at a time: each would have all processors for itself, and what is tried is not how they share.
static TURN: Mutex<()> = Mutex::new(());

fn torture(args: &str) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = Command::new(env!("CARGO_BIN_EXE_torture"));
    command.args(args.split(' ')).args(["--buyers", "16", "--keys", "2000", "--binary"]).arg(program());
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("everything held"), "{said}");
    // What could not be tried is told, not passed over: a tmpfs needs root.
    println!("{said}");
}

/// PostgreSQL's programs are there where the other tests have one.
fn with_postgres(args: &str) {
    if std::env::var_os("CARDAMOM_TEST_POSTGRES").is_some() {
        torture(&format!("{args} --engine postgres"));
    } else {
        println!("SKIPPED without CARDAMOM_TEST_POSTGRES: {args}");
    }
}

#[test]
fn killed() {
    torture("kill --engine sqlite --rounds 2");
    with_postgres("kill --rounds 2");
}

#[test]
fn one_of_two_killed_and_the_other_paused() {
    with_postgres("nodes --rounds 1");
}

#[test]
fn the_database_restarted() {
    with_postgres("restart --rounds 3");
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
    torture("overload --engine sqlite --seconds 1 --bound 100000");
    torture("slow-clients --engine sqlite --seconds 2 --bound 100000 --attackers 600");
}

#[test]
fn flooded_and_stalled_on_postgres() {
    with_postgres("overload --seconds 1 --bound 100000");
    // Fewer: a fourth of them asks for 200 pages each time it comes, which keeps an unoptimised program beside a database busy.
    with_postgres("slow-clients --seconds 1 --bound 100000 --attackers 150");
}
