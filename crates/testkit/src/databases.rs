use db::{Db, DbConfig, Engine, MIGRATIONS};
use kernel::{Ambient, Time};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::time::Duration;
use tokio::sync::OnceCell;

/// A fresh, migrated database; the SQLite file vanishes with it, the PostgreSQL database with the cluster.
pub struct TestDb {
    pub db: Db,
    pub config: DbConfig,
    _folder: Option<tempfile::TempDir>,
}

impl Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

/// SQLite, and PostgreSQL where `CARDAMOM_TEST_POSTGRES` names one (`scripts/with-postgres` does).
pub fn engines() -> Vec<Engine> {
    if std::env::var("CARDAMOM_TEST_POSTGRES").is_ok() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    assert!(std::env::var("CI").is_err(), "CARDAMOM_TEST_POSTGRES must be set where CI is: run `make test`");
    eprintln!("SQLite only: run `scripts/with-postgres cargo test` to test on PostgreSQL, too");
    vec![Engine::Sqlite]
}

/// A fresh, migrated database on that engine: a copy, as each migration anew takes longer than most tests.
pub async fn database(engine: Engine) -> TestDb {
    let (config, folder) = match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("cardamom.db");
            std::fs::write(&path, MIGRATED.get_or_init(migrated_file).await).unwrap();
            (DbConfig::Sqlite { path }, Some(folder))
        }
        Engine::Postgres => (postgres_copy().await, None),
    };
    let db = Db::open(&config).await.unwrap();
    TestDb { db, config, _folder: folder }
}

/// The file of a migrated database.
static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();

async fn migrated_file() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cardamom.db");
    let db = Db::open(&DbConfig::Sqlite { path: path.clone() }).await.unwrap();
    db.migrate(Time(0)).await.unwrap();
    drop(db);
    // Whoever closes it last moves the log into the file.
    let log = folder.path().join("cardamom.db-wal");
    for _ in 0..1_000 {
        if !log.exists() {
            return std::fs::read(&path).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the database stays open");
}

/// Where the migrated database of the cluster is, once it stands.
static ORIGINAL: OnceCell<String> = OnceCell::const_new();

/// A database of its own in the test cluster.
async fn postgres_copy() -> DbConfig {
    let url = std::env::var("CARDAMOM_TEST_POSTGRES").expect("CARDAMOM_TEST_POSTGRES");
    let original = ORIGINAL.get_or_init(|| original(&url)).await;
    let name = format!("t_{}", kernel::encode_128(Ambient::system().uuid_v7()));
    let admin = open(&url).await;
    let copy = format!("create database {name} template {original} strategy file_copy");
    admin.query(&copy, &[]).await.unwrap();
    DbConfig::Postgres { url: of_database(&url, &name), connections: 6 }
}

/// Made by the first program that wants it; the others wait for it.
async fn original(url: &str) -> String {
    let mut all = DefaultHasher::new();
    MIGRATIONS.iter().for_each(|one| one.sql.hash(&mut all));
    let name = format!("original_{:x}", all.finish());
    let admin = open(url).await;
    let mut alone = admin.begin().await.unwrap();
    alone.batch("select pg_advisory_xact_lock(4223018)").await.unwrap();
    let there = format!("select 1 from pg_database where datname = '{name}'");
    if alone.query_opt(&there, &[]).await.unwrap().is_none() {
        let maker = open(url).await;
        for step in [format!("drop database if exists {name}_begun"), format!("create database {name}_begun")]
        {
            maker.query(&step, &[]).await.unwrap();
        }
        let begun = open(&of_database(url, &format!("{name}_begun"))).await;
        begun.migrate(Time(0)).await.unwrap();
        drop(begun);
        maker.query(&format!("alter database {name}_begun rename to {name}"), &[]).await.unwrap();
    }
    alone.commit().await.unwrap();
    name
}

async fn open(url: &str) -> Db {
    Db::open(&DbConfig::Postgres { url: url.to_owned(), connections: 1 }).await.unwrap()
}

/// The same address with another database.
fn of_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, String::new()), |(a, o)| (a, format!("?{o}")));
    let (server, _) = address.rsplit_once('/').expect("CARDAMOM_TEST_POSTGRES names a database");
    format!("{server}/{name}{options}")
}
