use crate::audit::EveryAudit;
use crate::backup_key;
use crate::config::{self, Config};
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::house::{self, House};
use ::backup::{
    BackupError, Contents, Header, Keeper, KeyKind, Made, Places, Progress, Proof, Shelf, Source, make,
    on_own_thread,
};
use clap::{Args, Subcommand};
use db::Db;
use kernel::{Ambient, Time};
use ports::BlobStore;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::task::JoinHandle;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BackupArgs {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    /// A new file, or else backup.to of the settings
    file: Option<PathBuf>,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Prove a backup again: restore it into a scratch folder, audit it, compare its root
    Verify {
        /// A file, or s3://bucket/name in the store of the settings
        file: String,
    },
    /// Say which backups lie in backup.to
    List,
}

pub async fn run(config: Config, data: &Path, args: BackupArgs) -> Result<ExitCode> {
    let data = DataFolder::open(data)?;
    match args.command {
        Some(BackupCommand::Verify { file }) => verify(&config, &data, &file).await,
        Some(BackupCommand::List) => {
            let shelf = config.backup.shelf()?.ok_or_else(|| Fault::usage("backup.to is not set"))?;
            for name in shelf.list().await? {
                println!("{}", shelf.place(&name));
            }
            Ok(ExitCode::SUCCESS)
        }
        None => back_up(&config, data, args.file).await,
    }
}

async fn back_up(config: &Config, data: DataFolder, file: Option<PathBuf>) -> Result<ExitCode> {
    let db = open(config, &data).await?;
    let made = match file {
        Some(file) => one(config, &data, &db, &file).await?,
        None => {
            let shelf = config.backup.shelf()?;
            let shelf = shelf.ok_or_else(|| Fault::usage("name a file, or set backup.to"))?;
            let keeper = keeper(config, &data, &db, shelf, None).await?;
            keeper.make(None, &progress()).await?.ok_or(BackupError::UnderWay)?
        }
    };
    tell(&made);
    if let Some(what) = left_out(config)? {
        eprintln!("NOT IN THIS BACKUP: {what}. Keep a copy of them by other means (docs/operate.md).");
    }
    Ok(ExitCode::SUCCESS)
}

/// The shop's database as it is: of any schema that this program knows.
pub async fn open(config: &Config, data: &DataFolder) -> Result<Db> {
    house::must_exist(config, data)?;
    let db = house::database(config, data).await?;
    let schema = db.schema().await?;
    match (schema.applied.is_empty(), schema.unknown()) {
        (true, _) => Err(Fault::usage("the database is empty: there is nothing to back up")),
        (_, Some(_)) => house::must_fit(&db).await.map(|()| db),
        (_, None) => Ok(db),
    }
}

/// A proven backup in that file.
pub async fn one(config: &Config, data: &DataFolder, db: &Db, file: &Path) -> Result<Made> {
    if file.exists() {
        return Err(BackupError::Exists { path: file.display().to_string() }.into());
    }
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let keeper = keeper(config, data, db, Shelf::Folder(folder.to_owned()), None).await?;
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Fault::usage(format!("{} is no name of a file", file.display())))?;
    // An older schema has no book of backups.
    if db.schema().await?.pending() > 0 {
        let path = file.to_owned();
        return Ok(on_own_thread(async move {
            let k = &keeper;
            make(&k.source, &k.key, &path, &k.scratch, &*k.auditor, &k.ambient, &progress()).await
        })
        .await?);
    }
    Ok(keeper.make_named(name, None, &progress()).await?.ok_or(BackupError::UnderWay)?)
}

/// What makes backups onto that shelf.
pub async fn keeper(
    config: &Config,
    data: &DataFolder,
    db: &Db,
    shelf: Shelf,
    root: Option<Arc<dyn ports::KeyService>>,
) -> Result<Keeper> {
    let documents = documents(config, data)?;
    let key = backup_key::to_seal(config, data, db, root.clone()).await?;
    let keys = root.or_else(|| (key.kind == KeyKind::Root).then(|| key.service.clone()));
    Ok(Keeper {
        source: Source { db: db.clone(), pictures: Some(data.pictures()), documents },
        key,
        shelf,
        keep: config.backup.keep,
        scratch: data.path().to_owned(),
        auditor: Arc::new(EveryAudit { keys }),
        ambient: Ambient::system(),
    })
}

/// The documents of merchants that are backed up: those in a folder, unless the settings say otherwise.
fn documents(config: &Config, data: &DataFolder) -> Result<Option<Arc<dyn BlobStore>>> {
    match config.admission.place()? {
        config::Place::Folder(_) if config.backup.documents => house::blobs(config, data).map(Some),
        config::Place::Folder(_) | config::Place::S3(_) => Ok(None),
    }
}

/// What is not in the backups, for people to read; none where nothing is left out.
fn left_out(config: &Config) -> Result<Option<String>> {
    Ok(match config.admission.place()? {
        config::Place::S3(s3) => Some(format!("the documents of merchants in s3://{}", s3.place)),
        config::Place::Folder(_) if !config.backup.documents => {
            Some("the documents of merchants (backup.documents is false)".to_owned())
        }
        config::Place::Folder(_) => None,
    })
}

/// Makes what is due by the settings, as long as it is not aborted.
pub async fn watch(config: &Config, house: &House) -> Result<Option<JoinHandle<()>>> {
    let (Some(timetable), Some(shelf)) = (config.backup.timetable()?, config.backup.shelf()?) else {
        return Ok(None);
    };
    if let Shelf::Folder(folder) = &shelf
        && !folder.is_dir()
    {
        return Err(Fault::usage(format!("backup.to: there is no folder {}", folder.display())));
    }
    let keeper = keeper(config, &house.data, &house.db, shelf, Some(house.keys.clone())).await?;
    if let Some(what) = left_out(config)? {
        tracing::warn!(what, "NOT in the backups: keep a copy of it by other means (docs/operate.md)");
    }
    Ok(Some(tokio::spawn(keeper.watch(timetable))))
}

async fn verify(config: &Config, data: &DataFolder, file: &str) -> Result<ExitCode> {
    let local = Local::of(config, data, file).await?;
    let header = Header::of(&local.path)?;
    let key = backup_key::to_open(config, data, &header).await?;
    let (path, scratch) = (local.path.clone(), data.path().to_owned());
    let auditor = EveryAudit { keys: (key.kind == KeyKind::Root).then(|| key.service.clone()) };
    let proof = on_own_thread(async move {
        ::backup::prove(&path, &key, &scratch, &auditor, &Ambient::system(), &progress()).await
    })
    .await;
    if let Err(error) = &proof
        && error.is_bad_backup()
    {
        tracing::error!(backup = file, %error, "ALARM: a backup does not prove");
    }
    let Proof { restored, opened, took } = proof?;
    let (contents, taken) = (&restored.contents, restored.header.taken_at.rfc3339());
    println!("{file}: taken {taken}, {} rows, root {}", contents.rows, contents.root);
    tell_documents(contents, opened);
    println!("proven: restored, audited and compared in {:.1} s", took.as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

/// A backup as a file on this machine; what was fetched from a store is gone afterwards.
pub struct Local {
    pub path: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

impl Local {
    pub async fn of(config: &Config, data: &DataFolder, file: &str) -> Result<Self> {
        let Some((to, name)) = file.strip_prefix("s3://").and_then(|rest| rest.rsplit_once('/')) else {
            return Ok(Self { path: PathBuf::from(file), _folder: None });
        };
        let folder = ::backup::scratch_folder(data.path())?;
        let path = folder.path().join("fetched.backup");
        config.backup.shelf_at(&format!("s3://{to}"))?.fetch(name, &path).await?;
        Ok(Self { path, _folder: Some(folder) })
    }
}

fn tell(made: &Made) {
    println!(
        "backup: {} ({} bytes, {} rows, root {})",
        made.path.display(),
        made.bytes,
        made.contents.rows,
        made.contents.root
    );
    tell_documents(&made.contents, made.proof.opened);
    println!(
        "proven: restored, audited and compared in {:.1} s (written in {:.1} s); it opens with {}",
        made.proof.took.as_secs_f64(),
        made.wrote.as_secs_f64(),
        made.header.wrapped_by
    );
}

fn tell_documents(contents: &Contents, opened: usize) {
    println!(
        "documents: {} sealed ones, each as it was stored; {opened} opened as a sample",
        contents.documents
    );
    if contents.missing > 0 {
        eprintln!(
            "MISSING: {} documents that the database names are not where they belong, and not in this backup",
            contents.missing
        );
    }
}

/// On a terminal, one line that changes.
pub fn progress() -> Progress {
    if !std::io::stderr().is_terminal() {
        return Progress::default();
    }
    Progress::new(|report| {
        let _ = write!(std::io::stderr(), "\r\x1b[K{}: {} rows\r", report.step, report.rows);
    })
}

#[derive(Args)]
pub struct RestoreArgs {
    /// A file, or s3://bucket/name in the store of the settings
    file: String,
}

/// Into an empty data folder, or an empty PostgreSQL.
pub async fn restore(config: Config, data: &Path, args: RestoreArgs) -> Result<ExitCode> {
    let data = DataFolder::make(data)?;
    // Checked before anything is fetched, and again by the restore itself.
    if config.database.url().is_none() && data.database().exists() {
        return Err(BackupError::NotEmpty { what: data.database().display().to_string() }.into());
    }
    let local = Local::of(&config, &data, &args.file).await?;
    let header = Header::of(&local.path)?;
    let key = backup_key::to_open(&config, &data, &header).await?;
    let scratch = ::backup::scratch_folder(data.path())?;
    let draft = scratch.path().join("cardamom.db");
    let db = if config.database.url().is_some() {
        house::postgres(&config).await?
    } else {
        house::sqlite_at(&draft).await?
    };
    let (target, path) = (db.clone(), local.path.clone());
    let places = Places { pictures: Some(data.pictures()), documents: Some(house::blobs(&config, &data)?) };
    let begun = std::time::Instant::now();
    let restored = on_own_thread(async move {
        let now = Ambient::system().now();
        let restored = ::backup::restore(&path, &key, &target, &places, now, &progress()).await?;
        ::backup::compare(&target, &restored, &progress()).await?;
        Ok(restored)
    })
    .await?;
    let findings = findings(&db, restored.header.taken_at).await?;
    if config.database.url().is_none() {
        house::settle(&db).await?;
        drop(db);
        std::fs::rename(&draft, data.database())?;
        std::fs::File::open(data.path())?.sync_all()?;
    }
    let (contents, taken) = (&restored.contents, restored.header.taken_at.rfc3339());
    println!("restored: taken {taken}, {} rows, root {} as in the backup", contents.rows, contents.root);
    if contents.documents > 0 {
        println!("documents: {} sealed ones are back in their place", contents.documents);
    }
    println!("{findings} ({:.1} s in all)", begun.elapsed().as_secs_f64());
    println!("Start it with the root key it was sealed with (--key-file, or CARDAMOM_PASSPHRASE).");
    println!(
        "Orders delivered after {taken} are unknown to it: see docs/operate.md before you open the shop."
    );
    Ok(ExitCode::SUCCESS)
}

/// The audit is this program's, so an older schema is audited when it was brought up to date.
async fn findings(db: &Db, taken_at: Time) -> Result<&'static str> {
    if db.schema().await?.pending() > 0 {
        return Ok("its schema is older: `cardamom upgrade` brings it up to date and audits it");
    }
    let mut tx = db.snapshot().await?;
    let found = ::backup::Auditor::audit(&EveryAudit::default(), &mut tx, taken_at).await?;
    if found.is_empty() {
        return Ok("audit: clean");
    }
    Err(BackupError::Findings(found).into())
}

impl From<BackupError> for Fault {
    fn from(error: BackupError) -> Self {
        let exit = match &error {
            BackupError::WrongKey { .. } | BackupError::PassphraseMissing | BackupError::Key(_) => Exit::Keys,
            BackupError::Db(_) => Exit::Database,
            BackupError::BadPlace(_) | BackupError::BadSchedule(_) | BackupError::File { .. } => Exit::Usage,
            BackupError::UnderWay => Exit::InUse,
            _ => Exit::No,
        };
        Self::new(exit, error.to_string())
    }
}
