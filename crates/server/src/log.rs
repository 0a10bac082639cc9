use crate::config::{Log, LogFormat};
use crate::fault::{Fault, Result};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts the log on standard error; standard output is for what a command was asked for.
pub fn start(settings: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.level).map_err(|_| {
        Fault::usage("log.level must be error, warn, info, debug or trace, or such as \"info,orders=debug\"")
    })?;
    let writer = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Text => writer.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => writer.json().flatten_event(true).with_current_span(false).try_init(),
    };
    started.map_err(|error| Fault::usage(format!("the log cannot be started: {error}")))
}
