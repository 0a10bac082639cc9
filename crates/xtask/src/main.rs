//! Chores of the house: `cargo xtask tidy`, `cargo xtask sim --seed N --seconds S`, `cargo xtask conformance --seeds N`.

/// What the compiler does not check: the arrows between crates, sizes, where SQL may stand.
mod tidy;

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy::run(),
        Some("sim") => program("simulator"),
        Some("conformance") => program("conformance"),
        _ => {
            eprintln!(
                "usage: cargo xtask tidy | cargo xtask sim --seed N --seconds S | cargo xtask conformance --seeds N"
            );
            ExitCode::from(2)
        }
    }
}

/// The simulator and the conformance kit are programs of their own, so that the chores stay quick to build.
fn program(name: &str) -> ExitCode {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["run", "-q", "-p", name, "--"]).args(std::env::args().skip(2));
    match command.status() {
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(fault) => {
            eprintln!("{name}: cargo could not be run: {fault}");
            ExitCode::from(2)
        }
    }
}
