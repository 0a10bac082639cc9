use async_trait::async_trait;
use backup::*;
use db::{Db, DbConfig, Engine, Tx, params};
use kernel::{Secret, Time};
use ports::BlobStore;
use sha2::Digest;
use std::path::PathBuf;
use std::sync::Arc;
use testkit::{TestAmbient, TestDb};
use vault::{FileKeyService, PassphraseKeyService};

pub struct House {
    pub db: TestDb,
    pub time: TestAmbient,
    pub folder: tempfile::TempDir,
}

impl House {
    pub async fn new(engine: Engine) -> Self {
        let db = testkit::database(engine).await;
        let house = Self { db, time: testkit::ambient(5), folder: tempfile::tempdir().unwrap() };
        for n in 0..300 {
            house.add(n).await;
        }
        house
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    pub fn blobs(&self, folder: &str) -> Arc<dyn BlobStore> {
        Arc::new(backends::FolderBlobs::new(self.path(folder)))
    }
    /// A document that the database names and that lies in its place; its name there.
    pub async fn document(&self, n: i64) -> String {
        let sealed = format!("sealed document {n}").into_bytes();
        let name: String = sha2::Sha256::digest(&sealed).iter().map(|byte| format!("{byte:02x}")).collect();
        self.blobs("documents").put(&name, &sealed).await.unwrap();
        let sql = "insert into documents (id, kind, name, media, bytes, digest, blob, created_at) \
                   values ($1, 'other', 'a.pdf', 'pdf', 1, '', $2, 1)";
        let mut tx = self.db.begin().await.unwrap();
        tx.exec_one(sql, params![format!("doc_{n}"), &name]).await.unwrap();
        tx.commit().await.unwrap();
        name
    }
    pub fn key(&self) -> BackupKey {
        let service = FileKeyService::open_or_create(&self.path("root.key")).unwrap();
        BackupKey { kind: KeyKind::Root, service: Arc::new(service), salt: None }
    }
    pub fn other_key(&self) -> BackupKey {
        let service = FileKeyService::open_or_create(&self.path("other.key")).unwrap();
        BackupKey { kind: KeyKind::Root, service: Arc::new(service), salt: None }
    }
    pub fn source(&self) -> Source {
        Source {
            db: (*self.db).clone(),
            pictures: Some(self.path("pictures")),
            documents: Some(self.blobs("documents")),
        }
    }
    /// An account with an odd number and an item with odd bytes, in one commit: the audit wants as many of each.
    pub async fn add(&self, n: i64) {
        let mut tx = self.db.begin().await.unwrap();
        add(&mut tx, n).await;
        tx.commit().await.unwrap();
    }
    pub async fn make(&self, name: &str) -> Result<Made, BackupError> {
        self.make_with(name, Counts).await
    }
    pub async fn make_with(&self, name: &str, auditor: impl Auditor + 'static) -> Result<Made, BackupError> {
        let (source, key, to) = (self.source(), self.key(), self.path(name));
        let (scratch, ambient) = (self.folder.path().to_owned(), self.time.ambient.clone());
        on_own_thread(async move {
            make(&source, &key, &to, &scratch, &auditor, &ambient, &Progress::default()).await
        })
        .await
    }
    pub async fn restore(&self, name: &str, key: BackupKey, to: &Db) -> Result<Restored, BackupError> {
        let (path, to) = (self.path(name), to.clone());
        let documents = Some(self.blobs("restored-documents"));
        let places = Places { pictures: Some(self.path("restored-pictures")), documents };
        on_own_thread(async move { restore(&path, &key, &to, &places, Time(9), &Progress::default()).await })
            .await
    }
    pub async fn root(&self) -> String {
        root_of_db(&self.db).await
    }
}

pub async fn add(tx: &mut Tx, n: i64) {
    let id = if n % 2 == 0 { i64::MAX - n } else { i64::MIN + n };
    let sql = "insert into accounts (id, owner, purpose, asset, rule, debits_pending, debits_posted, credits_pending, \
               credits_posted, lines, opened_at) values ($1, $2, 'wallet', 'CNY/2', 'free', 0, 0, 0, 0, 0, 1)";
    tx.exec_one(sql, params![id, format!("豆蔻 '{n}'")]).await.unwrap();
    let sql = "insert into vault_items (merchant, sku, number, batch, fingerprint, sealed, lapses_at) \
               values ('m', 's', $1, 1, $2, $3, $4)";
    let sealed: Vec<u8> = (0..n % 200).map(|b| b as u8).collect();
    let lapses = (n % 3 == 0).then_some(n);
    tx.exec_one(sql, params![n, n.to_be_bytes(), sealed, lapses]).await.unwrap();
}

/// An empty database without a schema.
pub async fn empty(engine: Engine) -> (Db, TestDb) {
    let made = testkit::database(engine).await;
    let db = match &made.config {
        DbConfig::Sqlite { path } => {
            Db::open(&DbConfig::Sqlite { path: path.with_file_name("fresh.db") }).await.unwrap()
        }
        config @ DbConfig::Postgres { .. } => {
            let db = Db::open(config).await.unwrap();
            let mut tx = db.begin().await.unwrap();
            for table in tx.tables().await.unwrap() {
                tx.batch(&format!("drop table {}", table.name)).await.unwrap();
            }
            tx.commit().await.unwrap();
            db
        }
    };
    (db, made)
}

pub async fn root_of_db(db: &Db) -> String {
    root_of(&mut db.snapshot().await.unwrap(), &Progress::default()).await.unwrap().hex()
}

/// As many accounts as items: what one transaction wrote is there whole or not at all.
pub struct Counts;

#[async_trait]
impl Auditor for Counts {
    async fn audit(&self, tx: &mut Tx, now: Time) -> db::Result<Vec<String>> {
        assert!(now > Time(1_000_000), "audited as of when the backup was taken");
        let mut counts = Vec::new();
        for sql in ["select count(*) from accounts", "select count(*) from vault_items"] {
            counts.push(tx.query_opt(sql, &[]).await?.unwrap().int(0)?);
        }
        Ok(if counts[0] == counts[1] { vec![] } else { vec![format!("{counts:?}")] })
    }
}

pub struct Objects;

#[async_trait]
impl Auditor for Objects {
    async fn audit(&self, _: &mut Tx, _: Time) -> db::Result<Vec<String>> {
        Ok(vec!["an account is wrong: 7".into()])
    }
}

pub async fn passphrase(words: &str, salt: (Vec<u8>, String)) -> BackupKey {
    let ambient = kernel::Ambient::system();
    let words = Secret::new(words.to_owned());
    let service = PassphraseKeyService::with(words, salt.0.clone(), &salt.1, ambient).await.unwrap();
    BackupKey { kind: KeyKind::Passphrase, service: Arc::new(service), salt: Some(salt) }
}
