//! The database and its transactions.

use crate::checkpoint::Checkpointer;
use crate::durable::{Durable, Log};
use crate::faults::{self, Point};
use crate::pipeline::{Pipeline, Put};
use crate::sqlite::Sqlite;
use crate::{DbError, Result, Row, Ty, Value};
use deadpool_postgres::{ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// Whole tables out and in.
mod copy;
pub use copy::{Index, Table};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Where the database is.
#[derive(Clone, Debug)]
pub enum DbConfig {
    /// The file; its folder must exist.
    Sqlite { path: PathBuf },
    /// A `postgres://` address and how many connections this node may hold.
    Postgres { url: String, connections: usize },
}

/// A handle that may be cloned freely.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Sqlite {
        writer: Arc<tokio::sync::Mutex<Sqlite>>,
        log: Log,
        readers: Arc<Readers>,
        path: PathBuf,
        _checkpointer: Checkpointer,
    },
    Postgres {
        pool: Pool,
    },
}

/// What the statements of a reading connection see.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// Each its own moment.
    EachItsOwn,
    /// All of them the same one.
    OneMoment,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Sqlite>>,
    places: Arc<Semaphore>,
}

const SQLITE_READERS: usize = 8;

impl Db {
    /// Opens the database; migrations are a step of their own ([`Db::migrate`]).
    pub async fn open(config: &DbConfig) -> Result<Self> {
        let inner = match config {
            DbConfig::Sqlite { path } => {
                let mut connection = Sqlite::open(path)?;
                // The first look makes the log.
                connection.query("select count(*) from sqlite_schema", &[])?;
                let log = Log::open(&log_path(path))?;
                let writer = Arc::new(tokio::sync::Mutex::new(connection));
                Inner::Sqlite {
                    _checkpointer: Checkpointer::start(path, writer.clone())?,
                    writer,
                    log,
                    readers: Arc::new(Readers {
                        path: path.clone(),
                        idle: Mutex::new(Vec::new()),
                        places: Arc::new(Semaphore::new(SQLITE_READERS)),
                    }),
                    path: path.clone(),
                }
            }
            DbConfig::Postgres { url, connections } => Inner::Postgres { pool: pool(url, *connections)? },
        };
        let db = Self(Arc::new(inner));
        db.query("select 1", &[]).await?;
        Ok(db)
    }

    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres { .. } => Engine::Postgres,
        }
    }

    /// The file of the embedded engine.
    pub fn path(&self) -> Option<&std::path::Path> {
        match &*self.0 {
            Inner::Sqlite { path, .. } => Some(path),
            Inner::Postgres { .. } => None,
        }
    }

    /// A transaction that may write. On SQLite it waits for its turn: keep it short, with no foreign call inside.
    pub async fn begin(&self) -> Result<Tx> {
        faults::at(Point::Begin).await?;
        match &*self.0 {
            Inner::Sqlite { writer, log, .. } => {
                log.check()?;
                let mut guard = writer.clone().lock_owned().await;
                guard.batch("begin immediate")?;
                Ok(Tx(Some(Open::SqliteWriter(guard, log.clone())), true))
            }
            Inner::Postgres { pool } => {
                let pipe = Pipeline::begin(pool.get().await?, POSTGRES_BEGIN);
                Ok(Tx(Some(Open::Postgres(pipe)), true))
            }
        }
    }

    /// A connection for reading, where each statement sees its own moment.
    pub async fn read(&self) -> Result<Tx> {
        self.reader(View::EachItsOwn).await
    }

    /// Reading where all statements see the same moment.
    pub async fn snapshot(&self) -> Result<Tx> {
        self.reader(View::OneMoment).await
    }

    async fn reader(&self, view: View) -> Result<Tx> {
        let one_moment = view == View::OneMoment;
        match &*self.0 {
            Inner::Sqlite { readers, .. } => {
                let place = readers.places.clone().acquire_owned().await;
                let place = place.map_err(|e| DbError::Unavailable(e.to_string()))?;
                let mut connection = readers.take()?;
                if one_moment {
                    connection.batch("begin deferred")?;
                }
                let open = Open::SqliteReader(connection, readers.clone(), place);
                Ok(Tx(Some(open), one_moment))
            }
            Inner::Postgres { pool } => {
                let client = pool.get().await?;
                let pipe = match view {
                    View::OneMoment => {
                        Pipeline::begin(client, "begin isolation level repeatable read read only")
                    }
                    View::EachItsOwn => Pipeline::new(client),
                };
                Ok(Tx(Some(Open::Postgres(pipe)), one_moment))
            }
        }
    }

    /// One query on a reading connection.
    pub async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        self.read().await?.query(sql, params).await
    }

    /// One query that finds at most one row.
    pub async fn query_opt(&self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }
}

impl Readers {
    fn take(&self) -> Result<Sqlite> {
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let mut connection = Sqlite::open(&self.path)?;
                connection.batch("pragma query_only = on; pragma cache_size = -8192")?;
                Ok(connection)
            }
        }
    }
    fn give_back(&self, connection: Sqlite) {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(connection);
    }
}

/// Where SQLite keeps the log of a database.
fn log_path(path: &std::path::Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn pool(url: &str, connections: usize) -> Result<Pool> {
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|_| DbError::Other("DATABASE_URL is not a postgres:// address".into()))?;
    config.connect_timeout(std::time::Duration::from_secs(5));
    let manager = deadpool_postgres::Manager::from_config(
        config,
        tokio_postgres::NoTls,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    Pool::builder(manager)
        .max_size(connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(std::time::Duration::from_secs(10)))
        .create_timeout(Some(std::time::Duration::from_secs(5)))
        .build()
        .map_err(|e| DbError::Other(e.to_string()))
}

/// Writing transactions touch some hundred rows by their keys. PostgreSQL cannot know how short the arrays of
/// `unnest` are, and would read whole tables to join them; and it would plan the same statement anew each time. A node
/// that is paused or cut off in the middle must not keep its locks from the others.
const POSTGRES_BEGIN: &str = "begin; set local enable_hashjoin = off; set local enable_mergejoin = off; \
                              set local enable_seqscan = off; set local enable_material = off; \
                              set local plan_cache_mode = force_generic_plan; set local jit = off; \
                              set local idle_in_transaction_session_timeout = '5s'";

/// An open connection; the flag says whether a transaction is open on it. What is dropped without
/// [`Tx::commit`] is rolled back.
pub struct Tx(Option<Open>, bool);

enum Open {
    SqliteWriter(OwnedMutexGuard<Sqlite>, Log),
    SqliteReader(Sqlite, Arc<Readers>, OwnedSemaphorePermit),
    Postgres(Pipeline),
}

/// What every method meets when a transaction is used after its end, which ownership rules out.
fn ended() -> DbError {
    DbError::Other("the transaction has ended".into())
}

impl Tx {
    pub fn engine(&self) -> Engine {
        if matches!(self.0, Some(Open::Postgres(_))) { Engine::Postgres } else { Engine::Sqlite }
    }

    pub async fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        faults::at(Point::Statement).await?;
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection.query(sql, params),
            Open::SqliteReader(connection, ..) => connection.query(sql, params),
            Open::Postgres(pipe) => pipe.query(sql, params).await,
        }
    }

    /// At most one row.
    pub async fn query_opt(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// How many rows were changed.
    pub async fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        faults::at(Point::Statement).await?;
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection.exec(sql, params),
            Open::SqliteReader(connection, ..) => connection.exec(sql, params),
            Open::Postgres(pipe) => pipe.exec(sql, params).await,
        }
    }

    /// Exactly one row must change, or the state was not the one named in the `where`.
    pub async fn exec_one(&mut self, sql: &str, params: &[Value]) -> Result<()> {
        match self.exec(sql, params).await? {
            1 => Ok(()),
            n => Err(DbError::State(format!("{n} rows changed by: {sql}"))),
        }
    }

    /// The statement once for each row of values; how many rows were changed.
    pub async fn exec_each(&mut self, sql: &str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        faults::at(Point::Statement).await?;
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection.exec_each(sql, &rows),
            Open::SqliteReader(connection, ..) => connection.exec_each(sql, &rows),
            Open::Postgres(pipe) => pipe.exec_each(sql, types, rows).await,
        }
    }

    /// Like [`Tx::exec_each`], where each row of values must change exactly one row.
    pub async fn exec_each_one(&mut self, sql: &str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<()> {
        let expected = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        match self.exec_each(sql, types, rows).await? {
            n if n == expected => Ok(()),
            n => Err(DbError::State(format!("{n} of {expected} rows changed by: {sql}"))),
        }
    }

    /// Like [`Tx::exec_each_one`], for rows that nobody reads before the commit: on PostgreSQL they are sent without
    /// waiting for the answer. What the database has to say against them is therefore heard with the next statement,
    /// at the latest from [`Tx::commit`].
    pub async fn put_each(&mut self, sql: &'static str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<()> {
        self.put(Put { sql, new: false }, types, rows).await
    }

    /// Like [`Tx::put_each`], for rows whose keys nobody can have used but another transaction, at this moment: then
    /// the answer is [`DbError::Conflict`].
    pub async fn put_each_new(
        &mut self,
        sql: &'static str,
        types: &[Ty],
        rows: Vec<Vec<Value>>,
    ) -> Result<()> {
        self.put(Put { sql, new: true }, types, rows).await
    }

    async fn put(&mut self, put: Put, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        if let Some(Open::Postgres(pipe)) = &mut self.0 {
            return pipe.put(put, types, rows).await;
        }
        self.exec_each_one(put.sql, types, rows).await.map_err(|error| match error {
            DbError::Unique(index) if put.new => DbError::Conflict(format!("{index}: it was used meanwhile")),
            other => other,
        })
    }

    /// The query once for each row of values; the rows found, in the order of the values.
    pub async fn query_each(&mut self, sql: &str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<Vec<Row>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        faults::at(Point::Statement).await?;
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection.query_each(sql, &rows),
            Open::SqliteReader(connection, ..) => connection.query_each(sql, &rows),
            Open::Postgres(pipe) => pipe.query_each(sql, types, rows).await,
        }
    }

    /// Only one transaction at a time is behind this gate; it stays there until it ends. Take it before any row is
    /// locked. On SQLite there is one writer anyway.
    pub async fn pass_gate(&mut self, gate: i64) -> Result<()> {
        if self.engine() == Engine::Postgres {
            self.query("select 1 from (select pg_advisory_xact_lock($1)) as gate", &[Value::Int(gate)])
                .await?;
        }
        Ok(())
    }

    /// Any number of transactions may be behind these gates together, but none with one that passed the same gate by
    /// [`Tx::pass_gate`]: they stay there until they end, and read behind it what nobody changes meanwhile.
    pub async fn share_gates(&mut self, gates: Vec<i64>) -> Result<()> {
        if self.engine() == Engine::Postgres && !gates.is_empty() {
            let sql = "select 1 from (select pg_advisory_xact_lock_shared(g) from unnest($1::bigint[]) as g) as gates";
            self.query(sql, &[Value::Ints(gates)]).await?;
        }
        Ok(())
    }

    /// Whether what is deleted and written over is also wiped from the file, from now on. PostgreSQL leaves that to its
    /// vacuum.
    pub async fn wipe(&mut self, on: bool) -> Result<()> {
        match (self.engine(), on) {
            (Engine::Postgres, _) => Ok(()),
            (Engine::Sqlite, true) => self.batch("pragma secure_delete = on").await,
            (Engine::Sqlite, false) => self.batch("pragma secure_delete = off").await,
        }
    }

    /// Several statements without parameters.
    pub async fn batch(&mut self, sql: &str) -> Result<()> {
        match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, _) => connection.batch(sql),
            Open::SqliteReader(connection, ..) => connection.batch(sql),
            Open::Postgres(pipe) => pipe.batch(sql).await,
        }
    }

    /// When this answers, what was written is durable.
    pub async fn commit(self) -> Result<()> {
        let durable = self.commit_soon().await?;
        off_the_runtime(|| durable.now())?;
        faults::at(Point::Committed).await
    }

    /// When this answers, the transaction is done and others see it; the caller must wait for [`Durable`] before it
    /// tells anybody. On SQLite the next transaction can begin meanwhile.
    pub async fn commit_soon(mut self) -> Result<Durable> {
        faults::at(Point::Commit).await?;
        let durable = match self.0.as_mut().ok_or_else(ended)? {
            Open::SqliteWriter(connection, log) => {
                off_the_runtime(|| connection.batch("commit"))?;
                Durable::soon(log.clone())
            }
            Open::SqliteReader(connection, ..) => {
                connection.batch("commit")?;
                Durable::already()
            }
            Open::Postgres(pipe) => {
                pipe.commit().await?;
                Durable::already()
            }
        };
        self.1 = false;
        Ok(durable)
    }

    /// Undoes everything; the same as dropping, but the connection is free at once.
    pub async fn rollback(mut self) -> Result<()> {
        if self.1 {
            self.1 = false;
            match self.0.as_mut().ok_or_else(ended)? {
                Open::Postgres(pipe) => pipe.rollback().await?,
                _ => self.batch("rollback").await?,
            }
        }
        Ok(())
    }
}

/// Waiting for the disk must not hold up a worker thread of the runtime.
fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        match self.0.take() {
            Some(Open::SqliteWriter(mut connection, _)) => {
                if self.1 {
                    let _ = connection.batch("rollback");
                }
            }
            Some(Open::SqliteReader(mut connection, readers, place)) => {
                let clean = !self.1 || connection.batch("rollback").is_ok();
                if clean {
                    readers.give_back(connection);
                }
                drop(place);
            }
            Some(Open::Postgres(pipe)) if self.1 => pipe.into_client().map_or((), roll_back_later),
            Some(Open::Postgres(_)) | None => {}
        }
    }
}

/// A connection goes back to the pool only after its transaction is undone; where no runtime is left, it is closed.
fn roll_back_later(client: Object) {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => {
            runtime.spawn(async move {
                if client.batch_execute("rollback").await.is_err() {
                    let _ = Object::take(client);
                }
            });
        }
        Err(_) => drop(Object::take(client)),
    }
}
