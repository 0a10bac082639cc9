//! `cardamom`: the one binary. Reads the settings, puts the house together, serves it, and does the chores.

use clap::Parser;
use std::process::ExitCode;

/// What can be typed.
mod cli;
/// Why a command ended without doing its work.
mod fault;
/// The settings.
mod config;
/// What is written to standard error while it runs.
mod log;
/// The folder in which a shop lives.
mod data;
/// Where the root key comes from.
mod root_key;
/// Everything opened and put together.
mod house;
/// `serve`: the shop, until it is told to stop.
mod serve;
/// Sockets in, answers out: time limits, a full house, and an orderly end.
mod http;
/// What surrounds every request: an id, one line of log, figures, limits, a net for panics.
mod around;
/// Figures for Prometheus.
mod metrics;
/// Whether the process is up and fit for work.
mod health;
/// What happens by itself: jobs and the schedule.
mod background;
/// `serve --demo`: a shop full of invented goods.
mod demo;
/// `stock import`.
mod import;
/// `audit`.
mod audit;
/// `user add` and `wallet deposit`.
mod people;
/// `sandbox`: the payment gateway alone.
mod gateway;
/// `bench`.
mod bench;
/// The SQL.
mod store;

fn main() -> ExitCode {
    // Two providers could be linked in, so rustls does not choose one by itself. It fails only if one is set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cli::Cli::parse();
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
