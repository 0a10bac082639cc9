use crate::{BackupError, Progress, Root};
use db::{Db, Engine, Index, Table, Tx, Value};
use kernel::Time;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Loads tables into a database that has none.
pub(crate) struct Loader {
    db: Db,
    tx: Tx,
    schema: Vec<Table>,
    indexes: Vec<Index>,
    root: Root,
    table: Option<Table>,
    rows: Vec<Vec<Value>>,
    loaded: usize,
}

/// Rows of one statement or copy, and of one transaction on SQLite: its log is as large as that.
const EACH: usize = 4_096;
const COMMIT: usize = 64 * EACH;

impl Loader {
    /// Makes the schema: those migrations, without indexes for the time being.
    pub async fn begin(db: &Db, migrations: &[i64], now: Time) -> Result<Self, BackupError> {
        make_room(db).await?;
        db.migrate_those(now, |version| migrations.contains(&version)).await?;
        let mut tx = db.begin().await?;
        let (schema, indexes) = (tx.tables().await?, tx.indexes().await?);
        tx.drop_indexes(&indexes).await?;
        // Migrations write rows, too; the backup has its own.
        for table in &schema {
            tx.empty_table(table).await?;
        }
        let (root, rows) = (Root::default(), Vec::new());
        Ok(Self { db: db.clone(), tx, schema, indexes, root, table: None, rows, loaded: 0 })
    }

    pub async fn table(&mut self, table: Table) -> Result<(), BackupError> {
        self.flush().await?;
        if !self.schema.contains(&table) {
            return Err(BackupError::damaged(format!("its table {} is not one of its schema", table.name)));
        }
        self.root.table(&table);
        self.table = Some(table);
        Ok(())
    }

    pub async fn row(&mut self, values: Vec<Value>) -> Result<(), BackupError> {
        let name = self.table.as_ref().map_or("", |table| table.name.as_str());
        self.root.row(name, &values)?;
        self.rows.push(values);
        if self.rows.len() >= EACH { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), BackupError> {
        let (Some(table), false) = (&self.table, self.rows.is_empty()) else { return Ok(()) };
        self.tx.load_table(table, &self.rows).await?;
        self.loaded += self.rows.len();
        self.rows.clear();
        if self.tx.engine() == Engine::Sqlite && self.loaded >= COMMIT {
            self.commit().await?;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), BackupError> {
        // On SQLite the writer is free only when the transaction has ended, so its place is held by a reader.
        let ended = std::mem::replace(&mut self.tx, self.db.read().await?);
        ended.commit().await?;
        self.tx = self.db.begin().await?;
        self.loaded = 0;
        Ok(())
    }

    /// The root of what was handed over so far.
    pub fn read_root(&self) -> &Root {
        &self.root
    }

    /// Makes the indexes and commits.
    pub async fn finish(mut self) -> Result<Root, BackupError> {
        self.flush().await?;
        for index in &self.indexes {
            self.tx.batch(&index.sql).await?;
        }
        self.tx.commit().await?;
        Ok(self.root)
    }
}

/// A schema without a row is what a restore leaves that was cut off: it goes. Anything else stays, and nothing is begun.
async fn make_room(db: &Db) -> Result<(), BackupError> {
    let mut tx = db.begin().await?;
    let tables = tx.tables().await?;
    for table in &tables {
        if table.name != "schema_migrations" && !tx.is_empty_table(table).await? {
            return Err(BackupError::NotEmpty { what: "the database".into() });
        }
    }
    for table in &tables {
        tx.drop_table(table).await?;
    }
    Ok(tx.commit().await?)
}

/// Copies one moment of a database into one without a schema, on whichever engines; the root of what was copied. The
/// rows are read on another thread, and waited for on this one: see [`crate::on_own_thread`].
pub async fn copy(from: &Db, to: &Db, now: Time, progress: &Progress) -> Result<String, BackupError> {
    let progress = progress.step("copying");
    let mut loader = Loader::begin(to, &from.schema().await?.applied, now).await?;
    let (sender, pages) = sync_channel(4);
    let (runtime, from) = (tokio::runtime::Handle::current(), from.clone());
    let reading = tokio::task::spawn_blocking(move || runtime.block_on(read(from, &sender, &progress)));
    while let Ok(page) = pages.recv() {
        match page {
            Page::Table(table) => loader.table(table).await?,
            Page::Rows(rows) => {
                for row in rows {
                    loader.row(row).await?;
                }
            }
        }
    }
    reading.await.map_err(|error| db::DbError::Other(error.to_string()))??;
    Ok(loader.finish().await?.hex())
}

enum Page {
    Table(Table),
    Rows(Vec<Vec<Value>>),
}

/// Ends quietly where nobody wants the rows any more: the loader knows why.
async fn read(db: Db, to: &SyncSender<Page>, progress: &Progress) -> Result<(), BackupError> {
    let mut tx = db.snapshot().await?;
    for table in tx.tables().await? {
        let _ = to.send(Page::Table(table.clone()));
        let mut page = Vec::with_capacity(EACH);
        tx.read_table(&table, |values| {
            page.push(values.to_vec());
            progress.row();
            if page.len() < EACH {
                return Ok(());
            }
            let full = std::mem::replace(&mut page, Vec::with_capacity(EACH));
            to.send(Page::Rows(full)).map_err(|_| BackupError::damaged("the copy was broken off"))
        })
        .await?;
        let _ = to.send(Page::Rows(page));
    }
    tx.rollback().await?;
    Ok(())
}
