use db::{Engine, Tx};
use kernel::{Ambient, MerchantId, Secret, SkuId};
use ports::KeyService;
use std::io::Cursor;
use std::sync::Arc;
use testkit::{TestAmbient, TestDb};
use vault::*;

pub struct House {
    pub db: TestDb,
    pub vault: Vault,
    pub time: TestAmbient,
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub folder: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Imported {
    pub summary: BatchSummary,
    pub accepted: i64,
    pub units: i64,
    pub duplicates: Vec<Duplicate>,
    pub bad: Vec<BadLine>,
}

impl House {
    pub async fn new(engine: Engine) -> Self {
        let (db, time) = (testkit::database(engine).await, testkit::ambient(7));
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&db, key_file(&folder, "root.key"), time.ambient.clone()).await.unwrap();
        let (merchant, sku) = (MerchantId::new(&time.ambient), SkuId::new(&time.ambient));
        Self { db, vault, time, merchant, sku, folder }
    }
    pub fn ambient(&self) -> &Ambient {
        &self.time.ambient
    }
    pub fn batch(&self, format: Format) -> NewBatch {
        NewBatch {
            merchant: self.merchant,
            sku: self.sku,
            kind: SkuKind::OneTime,
            provenance: Provenance {
                supplier: "某某科技".into(),
                reference: "invoice 12".into(),
                cost: Some(kernel::Money::new(990, kernel::Currency::CNY)),
                imported_by: "test".into(),
            },
            format,
            use_limit: None,
            expires_at: None,
        }
    }
    pub async fn import_as(&self, new: &NewBatch, text: &str, chunk: usize) -> Result<Imported, VaultError> {
        let mut reader = Reader::new(Cursor::new(text), new.format);
        let mut tx = self.db.begin().await?;
        let mut importing = self.vault.begin_import(&mut tx, new).await?;
        tx.commit().await?;
        let (mut accepted, mut units, mut duplicates, mut bad) = (0, 0, Vec::new(), Vec::new());
        while let Some(chunk) = reader.next_chunk(chunk).unwrap() {
            let mut tx = self.db.begin().await?;
            let stored = self.vault.store_chunk(&mut tx, &mut importing, &chunk).await?;
            tx.commit().await?;
            assert_eq!(stored.lines, reader.lines_read());
            accepted += stored.accepted;
            units += stored.units;
            duplicates.extend(stored.duplicates);
            bad.extend(stored.bad);
        }
        let mut tx = self.db.begin().await?;
        let summary = self.vault.finish_import(&mut tx, importing, reader.digest()).await?;
        tx.commit().await?;
        assert_eq!(summary.items, accepted);
        Ok(Imported { summary, accepted, units, duplicates, bad })
    }
    pub async fn import(&self, text: &str) -> Imported {
        self.import_as(&self.batch(Format::Lines), text, 1_000).await.unwrap()
    }
    pub async fn take(&self, count: i64) -> Vec<Unit> {
        self.take_of(self.sku, count).await
    }
    pub async fn take_of(&self, sku: SkuId, count: i64) -> Vec<Unit> {
        let mut tx = self.db.begin().await.unwrap();
        let units = take(&mut tx, &[Want { merchant: self.merchant, sku, count }]).await.unwrap().remove(0);
        tx.commit().await.unwrap();
        units
    }
    pub fn ask(&self, item: i64) -> RevealAsk {
        RevealAsk {
            merchant: self.merchant,
            sku: self.sku,
            item,
            delivery: format!("dlv_{item}"),
            by: "usr_1".into(),
            from: "192.0.2.1".into(),
        }
    }
    pub async fn seal_of(&self, asks: &[RevealAsk]) -> Vec<Sealed> {
        let mut tx = self.db.begin().await.unwrap();
        let sealed = record_reveals(&mut tx, self.ambient().now(), asks).await.unwrap();
        tx.commit().await.unwrap();
        sealed
    }
    pub async fn open(&self, item: i64) -> Result<Goods, VaultError> {
        let sealed = self.seal_of(&[self.ask(item)]).await.remove(0);
        self.vault.open_sealed(&self.db, &sealed).await
    }
    pub async fn shown(&self, item: i64) -> String {
        self.open(item).await.map_err(|e| e.to_string()).unwrap().one_line().expose().clone()
    }
    pub async fn withdraw(&self, batch: kernel::BatchId) -> i64 {
        let mut tx = self.db.begin().await.unwrap();
        let now = self.ambient().now();
        let units = withdraw_batch(&mut tx, now, self.merchant, batch).await.unwrap().unwrap().units;
        tx.commit().await.unwrap();
        units
    }
    pub async fn count(&self) -> StockCount {
        let mut tx = self.db.read().await.unwrap();
        let counts = stock_counts(&mut tx).await.unwrap();
        *counts.iter().find(|c| c.sku == self.sku).unwrap()
    }
    pub async fn findings(&self) -> Vec<Finding> {
        audit(&mut self.db.snapshot().await.unwrap()).await.unwrap()
    }
    pub async fn audit_is_clean(&self) {
        assert_eq!(self.findings().await, []);
    }
    pub async fn run(&self, sql: &str) -> u64 {
        let mut tx: Tx = self.db.begin().await.unwrap();
        let changed = tx.exec(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
        changed
    }
}

pub fn key_file(folder: &tempfile::TempDir, name: &str) -> Arc<dyn KeyService> {
    Arc::new(FileKeyService::open_or_create(&folder.path().join(name)).unwrap())
}

pub fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

pub fn lines(prefix: &str, count: usize) -> String {
    (0..count).map(|n| format!("{prefix}-{n:07}-PLAINTEXT\n")).collect()
}
