//! A transaction of the server engine. What is written is sent at once and answered for later, so that the database
//! works on it while the next rows are made; whoever asks next waits once for all of it.

use crate::{DbError, Result, Row, Ty, Value, postgres};
use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, MaybeDone, join, maybe_done};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use tokio_postgres::Statement;

pub(crate) struct Pipeline {
    client: Arc<Object>,
    sent: Vec<Sent>,
}

/// Rows to be written without waiting for the answer.
pub(crate) struct Put {
    pub sql: &'static str,
    /// A row that is there already is a conflict: another transaction wrote it meanwhile.
    pub new: bool,
}

/// A statement on its way.
struct Sent {
    /// What was written, and how many rows must change by it; none for the begin.
    put: Option<(Put, u64)>,
    answer: Pin<Box<MaybeDone<BoxFuture<'static, Result<u64>>>>>,
}

impl Pipeline {
    /// A connection without a transaction.
    pub fn new(client: Object) -> Self {
        Self { client: Arc::new(client), sent: Vec::new() }
    }

    /// The begin travels with the first statement.
    pub fn begin(client: Object, sql: &'static str) -> Self {
        let mut this = Self::new(client);
        let client = this.client.clone();
        this.send(None, async move { Ok(client.batch_execute(sql).await.map(|()| 0)?) });
        this
    }

    /// The connection, for what has to be said on it by itself once everything is answered.
    pub async fn quiet(&mut self) -> Result<&Object> {
        heard(&mut self.sent).await?;
        Ok(&self.client)
    }

    /// The connection itself; what is not answered yet is not waited for.
    pub fn into_client(self) -> Option<Object> {
        drop(self.sent);
        Arc::into_inner(self.client)
    }

    pub async fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.prepared(sql).await?;
        self.after(|client| postgres::query(client, statement, params)).await
    }

    pub async fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let statement = self.prepared(sql).await?;
        self.after(|client| postgres::exec(client, statement, params)).await
    }

    pub async fn exec_each(&mut self, sql: &str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<u64> {
        let statement = self.prepared(&crate::sql::each_for_postgres(sql, types)).await?;
        let columns = postgres::columns(types, rows)?;
        self.after(|client| postgres::exec_each(client, statement, columns)).await
    }

    pub async fn query_each(&mut self, sql: &str, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<Vec<Row>> {
        let statement = self.prepared(&crate::sql::query_each_for_postgres(sql, types)).await?;
        let columns = postgres::columns(types, rows)?;
        self.after(|client| postgres::query_each(client, statement, columns)).await
    }

    pub async fn batch(&mut self, sql: &str) -> Result<()> {
        self.after(|client| async move { Ok(client.batch_execute(sql).await?) }).await
    }

    pub async fn put(&mut self, put: Put, types: &[Ty], rows: Vec<Vec<Value>>) -> Result<()> {
        let meant = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        // Prepared first, or it might be sent behind those that are put after it.
        let statement = self.prepared(&crate::sql::each_for_postgres(put.sql, types)).await?;
        let (client, columns) = (self.client.clone(), postgres::columns(types, rows)?);
        self.send(Some((put, meant)), async move { postgres::exec_each(&client, statement, columns).await });
        Ok(())
    }

    /// The commit travels with the last inserts: the database commits nothing when one of them failed. An update may
    /// have met fewer rows than were meant, of which only we know, so its answer comes first.
    pub async fn commit(&mut self) -> Result<()> {
        let updates = self.sent.iter().rposition(|sent| !sent.is_insert()).map_or(0, |last| last + 1);
        let mut inserts = self.sent.split_off(updates);
        heard(&mut self.sent).await?;
        let commit = self.client.batch_execute("commit");
        let (heard, done) = join(heard(&mut inserts), commit).await;
        heard?;
        Ok(done?)
    }

    /// Whatever is on its way need not be heard any more.
    pub async fn rollback(&mut self) -> Result<()> {
        self.sent.clear();
        Ok(self.client.batch_execute("rollback").await?)
    }

    async fn prepared(&mut self, sql: &str) -> Result<Statement> {
        match self.client.prepare_cached(sql).await {
            Ok(statement) => Ok(statement),
            // In a transaction that is broken already nothing can be prepared: the reason was sent before.
            Err(error) => heard(&mut self.sent).await.and(Err(error.into())),
        }
    }

    /// Sent behind what is on its way; that one's failure comes first, as all behind it only say that the transaction
    /// is broken.
    async fn after<'a, T, F>(&'a mut self, ask: impl FnOnce(&'a Object) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let Self { client, sent } = self;
        let (heard, answer) = join(heard(sent), ask(client)).await;
        heard?;
        answer
    }

    fn send(&mut self, put: Option<(Put, u64)>, answer: impl Future<Output = Result<u64>> + Send + 'static) {
        let mut answer = Box::pin(maybe_done(answer.boxed()));
        // The first look at it is what sends it.
        let _ = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.sent.push(Sent { put, answer });
    }
}

impl Sent {
    fn is_insert(&self) -> bool {
        self.put
            .as_ref()
            .is_none_or(|(put, _)| put.sql.starts_with("insert into ") && !put.sql.contains("on conflict"))
    }
}

/// Waits until all are answered. The first one that failed is the reason.
async fn heard(sent: &mut Vec<Sent>) -> Result<()> {
    for mut sent in std::mem::take(sent) {
        sent.answer.as_mut().await;
        let changed = sent.answer.as_mut().take_output().unwrap_or(Ok(0));
        let Some((Put { sql, new }, meant)) = sent.put else {
            changed?;
            continue;
        };
        match changed {
            Ok(changed) if changed == meant => {}
            Ok(changed) => {
                return Err(DbError::State(format!("{changed} of {meant} rows changed by: {sql}")));
            }
            Err(DbError::Unique(index)) if new => {
                return Err(DbError::Conflict(format!("{index}: it was used meanwhile")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
