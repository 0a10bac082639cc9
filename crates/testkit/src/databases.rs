use db::{Db, DbConfig, Engine};
use kernel::{Ambient, Time};
use std::ops::Deref;

/// A fresh, migrated database; the SQLite file vanishes with it, the PostgreSQL schema with the cluster.
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

/// A fresh, migrated database on that engine.
pub async fn database(engine: Engine) -> TestDb {
    let (config, folder) = match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().unwrap();
            (DbConfig::Sqlite { path: folder.path().join("cardamom.db") }, Some(folder))
        }
        Engine::Postgres => (postgres_schema().await, None),
    };
    let db = Db::open(&config).await.unwrap();
    db.migrate(Time(0)).await.unwrap();
    TestDb { db, config, _folder: folder }
}

/// A schema of its own in the test cluster.
async fn postgres_schema() -> DbConfig {
    let url = std::env::var("CARDAMOM_TEST_POSTGRES").expect("CARDAMOM_TEST_POSTGRES");
    let schema = format!("t_{}", kernel::encode_128(Ambient::system().uuid_v7()));
    let admin = Db::open(&DbConfig::Postgres { url: url.clone(), connections: 1 }).await.unwrap();
    let mut tx = admin.begin().await.unwrap();
    tx.batch(&format!("create schema {schema}")).await.unwrap();
    tx.commit().await.unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    DbConfig::Postgres { url: format!("{url}{separator}options=-csearch_path%3D{schema}"), connections: 6 }
}
