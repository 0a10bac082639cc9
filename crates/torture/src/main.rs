//! `torture`: the real program under real load, and everything that can happen to it. It is killed, paused, starved of
//! disk, flooded and stalled; afterwards nothing that was acknowledged may be missing, and no key may have gone out
//! twice.

use clap::Parser;
use std::process::ExitCode;

/// What can be typed.
mod ask;
/// Buyers at work.
mod buyers;
/// A private PostgreSQL that may be killed.
mod cluster;
/// A server process.
mod node;
/// A folder, a database, and the program in it.
mod place;
/// Who runs on which processors.
mod processors;
/// What the torturer knows by itself.
mod record;
/// What came out.
mod report;
/// After the trouble: ask again, and compare.
mod settle;
/// Buyers with wallets, and goods on the shelf.
mod stock;
/// A lean HTTP client that knows whether an answer had begun.
mod wire;

/// No room left on the disk.
mod disk_full;
/// Killed at random points.
mod kill;
/// Two servers on one database, one killed and one paused.
mod nodes;
/// More offered than can be served.
mod overload;
/// The database stopped and started under load.
mod restart;
/// Clients that take their time.
mod slow_clients;
/// Told to stop.
mod term;

/// Whatever stops the torture: a broken promise, or the torturer's own trouble.
pub type Wrong = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T> = std::result::Result<T, Wrong>;

fn main() -> ExitCode {
    let ask = ask::Ask::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("torture: {error}");
            return ExitCode::from(2);
        }
    };
    runtime.block_on(ask.run())
}
