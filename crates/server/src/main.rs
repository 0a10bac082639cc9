//! `cardamom`: the one binary. Reads the settings, puts the house together, serves it, and does the chores.

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;
use zeroizing_alloc::ZeroAlloc;

/// What surrounds every request: an id, one line of log, figures, limits, a net for panics.
mod around;
/// `audit`.
mod audit;
/// What happens by itself: jobs and the schedule.
mod background;
/// `backup` and `restore`.
mod backup;
/// What backups are sealed under.
mod backup_key;
/// `bench`.
mod bench;
/// What can be typed.
mod cli;
/// The settings.
mod config;
/// The console's own files.
mod console;
/// The folder in which a shop lives.
mod data;
/// `serve --demo`: a shop full of invented goods.
mod demo;
/// `reconcile`.
mod differences;
/// Partners' shops dock here.
mod docks;
/// `doctor`.
mod doctor;
/// Why a command ended without doing its work.
mod fault;
/// `sandbox`: the payment gateway alone.
mod gateway;
/// What keeps the process's memory where it is.
mod harden;
/// What every answer says to a browser.
mod headers;
/// Whether the process is up and fit for work.
mod health;
/// Everything opened and put together.
mod house;
/// Sockets in, answers out: time limits, a full house, and an orderly end.
mod http;
/// `stock import`.
mod import;
/// What is written to standard error while it runs.
mod log;
/// How the machine stands.
mod machine;
/// Figures for Prometheus.
mod metrics;
/// `user add` and `wallet deposit`.
mod people;
/// Where the root key comes from.
mod root_key;
/// `rotate-keys`.
mod rotate;
/// `serve`: the shop, until it is told to stop.
mod serve;
/// The SQL.
mod store;
/// `upgrade`, and what `serve` does about an older schema.
mod upgrade;
/// `verify`.
mod verify;
/// What is done at the command line, in the trail.
mod witness;

/// Orders are thousands of small texts made on one thread and dropped on another, which the system's allocator is slow
/// at: a tenth of the time of an order went there. What is given back is wiped first, because buffers of libraries hold
/// keys as well as ours do, and only ours wipe themselves.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

fn main() -> ExitCode {
    // Two providers could be linked in, so rustls does not choose one by itself. It fails only if one is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cli::Cli::parse();
    // Whatever is written is for its owner only, also in a folder that others may look into.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cardamom: the program cannot start its threads: {error}");
            return fault::Exit::Usage.code();
        }
    };
    let code = runtime.block_on(cli::run(cli)).unwrap_or_else(|fault| {
        eprintln!("cardamom: {fault}");
        fault.exit().code()
    });
    // Readers of standard input and the like must not keep the process alive.
    runtime.shutdown_background();
    code
}
