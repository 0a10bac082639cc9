//! Chores of the house: `cargo run -p xtask -- tidy`.

/// What the compiler does not check: the arrows between crates, sizes, where SQL may stand.
mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("tidy") => tidy::run(),
        _ => {
            eprintln!("usage: cargo run -p xtask -- tidy");
            ExitCode::from(2)
        }
    }
}
