use crate::config::Config;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::{house, root_key};
use clap::Args;
use db::{Db, Engine};
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

/// Clocks.
mod clock;
/// The engine, its settings, its schema.
mod engine;
/// Folders, files and the disk below them.
mod files;
/// What goes on inside the shop: keys, jobs, mail, backups.
mod inside;

#[derive(Args)]
pub struct DoctorArgs {
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Bad,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    check: &'static str,
    state: State,
    /// What is.
    found: String,
    /// What to do; empty where all is well.
    advice: String,
}

/// What was found so far.
#[derive(Default)]
struct Report(Vec<Check>);

impl Report {
    fn ok(&mut self, check: &'static str, found: impl Into<String>) {
        self.0.push(Check { check, state: State::Ok, found: found.into(), advice: String::new() });
    }
    fn warning(&mut self, check: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Check { check, state: State::Warning, found: found.into(), advice: advice.into() });
    }
    fn bad(&mut self, check: &'static str, found: impl Into<String>, advice: impl Into<String>) {
        self.0.push(Check { check, state: State::Bad, found: found.into(), advice: advice.into() });
    }
    /// A question that could not be asked is an answer, too.
    fn failed(&mut self, check: &'static str, error: impl ToString) {
        self.bad(check, error.to_string(), "mend this first, then ask again");
    }
}

/// Looks at everything that a shop needs, beside a running server or without one. Changes nothing; exit code 1 where
/// something is bad.
pub async fn run(config: Result<Config>, data: &Path, args: &DoctorArgs) -> Result<ExitCode> {
    let mut report = Report::default();
    match config {
        Err(fault) => report.bad("settings", fault.to_string(), "docs/operate.md, Settings"),
        Ok(config) => {
            report.ok("settings", "they can be read");
            look(&config, data, &mut report).await;
        }
    }
    let bad = report.0.iter().any(|check| check.state == State::Bad);
    if args.json {
        let json = serde_json::to_string_pretty(&report.0).map_err(|error| Fault::no(error.to_string()))?;
        println!("{json}");
    } else {
        report.0.iter().for_each(tell);
    }
    Ok(if bad { Exit::No.code() } else { ExitCode::SUCCESS })
}

fn tell(check: &Check) {
    let state = match check.state {
        State::Ok => "ok     ",
        State::Warning => "warning",
        State::Bad => "BAD    ",
    };
    let advice = if check.advice.is_empty() { String::new() } else { format!(" → {}", check.advice) };
    println!("{state} {:<12} {}{advice}", check.check, check.found);
}

async fn look(config: &Config, data: &Path, report: &mut Report) {
    let data = match DataFolder::open(data) {
        Ok(data) => data,
        Err(fault) => return report.failed("data folder", fault),
    };
    files::look(&config.keys, &data, report);
    clock::look(config, report).await;
    inside::mail(&config.mail, report).await;
    let Some(db) = open(config, &data, report).await else { return };
    clock::compare(&db, report).await;
    engine::look(&db, config.database.connections, report).await;
    if !engine::schema(&db, report).await {
        return;
    }
    inside::queue(&db, report).await;
    inside::backups(config, &db, report).await;
    match root_key::held(&config.keys, &data, &db).await {
        Ok(keys) => inside::keys(&db, keys, report).await,
        Err(fault) => {
            report.bad("keys", fault.to_string(), "put the key file back, or name it with --key-file")
        }
    }
}

async fn open(config: &Config, data: &DataFolder, report: &mut Report) -> Option<Db> {
    let opened = match house::must_exist(config, data) {
        Ok(()) => house::database(config, data).await,
        Err(fault) => Err(fault),
    };
    match opened {
        Ok(db) => {
            let what = if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
            report.ok("database", format!("{what} answers"));
            Some(db)
        }
        Err(fault) => {
            report.bad("database", fault.to_string(), "see that it runs, and that the address is right");
            None
        }
    }
}
