use crate::audit::EveryAudit;
use crate::config::{Config, UpgradeAtStart};
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::{backup, house, store};
use ::backup::{Auditor, Shelf, copy, on_own_thread, scratch_folder};
use clap::Args;
use db::{Db, DbConfig, Engine};
use kernel::{Ambient, encode_128};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Args)]
pub struct UpgradeArgs {
    /// Only try it on a copy
    #[arg(long)]
    check: bool,
    /// Where the backup before it goes [default: the data folder]
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
}

/// A copy first, a proven backup next, and only then the shop itself.
pub async fn run(config: Config, data: &Path, args: UpgradeArgs) -> Result<ExitCode> {
    let data = DataFolder::open(data)?;
    // A server of the older program would meet a schema that it does not know.
    let embedded = config.database.url().is_none();
    let _lock = if embedded && !args.check { Some(data.lock()?) } else { None };
    let db = backup::open(&config, &data).await?;
    let pending = db.schema().await?.pending();
    if pending == 0 {
        println!("the schema is up to date");
        return Ok(ExitCode::SUCCESS);
    }
    if db.engine() == Engine::Postgres {
        store::drop_trials(&db).await?;
    }
    let took = try_on_copy(&config, &data, &db).await?;
    println!("{pending} changes of the schema were tried on a copy, which was audited: clean ({took:.1} s)");
    if args.check {
        return Ok(ExitCode::SUCCESS);
    }
    let ambient = Ambient::system();
    let name = format!("before-upgrade-{}", Shelf::name(ambient.now()));
    let made = backup::one(&config, &data, &db, &args.backup.unwrap_or(data.path().join(name))).await?;
    println!("before it, a proven backup: {} (root {})", made.path.display(), made.contents.root);
    let begun = Instant::now();
    let applied = db.migrate(ambient.now()).await?;
    let findings = EveryAudit::default().audit(&mut db.snapshot().await?, ambient.now()).await?;
    if let Some(first) = findings.first() {
        let count = findings.len();
        return Err(Fault::no(format!(
            "the shop has {applied} changes more, but its audit finds {count} things, the first: {first}. Restore the backup"
        )));
    }
    println!("{applied} changes were made, audit: clean ({:.1} s)", begun.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

/// What `serve` does before it uses a schema that is older than this program. Where nothing is to do it costs one query.
pub async fn at_start(config: &Config, data: &DataFolder, db: &Db) -> Result<()> {
    let schema = db.schema().await?;
    if schema.applied.is_empty() || schema.pending() == 0 {
        return Ok(());
    }
    match config.database.upgrade_at_start {
        UpgradeAtStart::Always => Ok(()),
        UpgradeAtStart::Never => Err(Fault::new(
            Exit::Database,
            "the schema is older than this program, and database.upgrade_at_start is never: run `cardamom upgrade`",
        )),
        UpgradeAtStart::Checked => {
            let seconds = try_on_copy(config, data, db).await?;
            tracing::info!(
                pending = schema.pending(),
                seconds,
                "the new schema was tried on a copy and audited"
            );
            Ok(())
        }
    }
}

/// How long it took, in seconds.
async fn try_on_copy(config: &Config, data: &DataFolder, db: &Db) -> Result<f64> {
    let begun = Instant::now();
    let trial = Trial::open(config, data, db).await?;
    let tried = try_there(db, &trial.db).await;
    trial.close(db).await?;
    tried?;
    Ok(begun.elapsed().as_secs_f64())
}

async fn try_there(db: &Db, there: &Db) -> Result<()> {
    let (from, to, now) = (db.clone(), there.clone(), Ambient::system().now());
    let copied = on_own_thread(async move { copy(&from, &to, now, &backup::progress()).await }).await;
    copied.map_err(|error| {
        let why = format!("the shop cannot be copied, so nothing was tried and nothing was changed: {error}");
        Fault::new(Exit::Database, why)
    })?;
    let migrated = there.migrate(now).await;
    migrated.map_err(|error| {
        Fault::new(
            Exit::Database,
            format!("the schema cannot be brought up to date, as a copy shows: {error}. Nothing was changed: go on with the \
                     program that you had"),
        )
    })?;
    let findings = EveryAudit::default().audit(&mut there.snapshot().await?, now).await?;
    match findings.first() {
        None => Ok(()),
        Some(first) => Err(Fault::no(format!(
            "after the change a copy does not prove: {} findings, the first: {first}. Nothing was changed: run `cardamom \
             audit` with the program that you had",
            findings.len()
        ))),
    }
}

/// A place for a copy, on the same engine.
struct Trial {
    db: Db,
    schema: Option<String>,
    _folder: Option<tempfile::TempDir>,
}

impl Trial {
    async fn open(config: &Config, data: &DataFolder, db: &Db) -> Result<Self> {
        let Some(url) = config.database.url() else {
            let folder = scratch_folder(data.path())?;
            let db = house::sqlite_at(&folder.path().join("cardamom.db")).await?;
            return Ok(Self { db, schema: None, _folder: Some(folder) });
        };
        let name = encode_128(Ambient::system().uuid_v7());
        let schema = store::make_trial(db, &name).await?;
        // Of two `options` the later one holds.
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}options=-csearch_path%3D{schema}");
        let db = Db::open(&DbConfig::Postgres { url, connections: 3 }).await?;
        Ok(Self { db, schema: Some(schema), _folder: None })
    }

    async fn close(self, real: &Db) -> Result<()> {
        drop(self.db);
        match self.schema {
            Some(schema) => Ok(store::drop_trial(real, &schema).await?),
            None => Ok(()),
        }
    }
}
