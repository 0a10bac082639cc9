use crate::statement::{Bad, Kept};
use crate::take::NewFile;
use db::{DbError, Result, Row, Tx, params};
use kernel::{StatementId, Time};
use ports::{LineError, StatementDay};

/// So many errors are kept with a statement.
const ERRORS_MAX: usize = 100;

/// A statement to be kept.
pub(crate) struct NewStatement<'a> {
    pub id: StatementId,
    pub digest: &'a str,
    pub new: &'a NewFile,
    pub from: Time,
    pub to: Time,
    pub lines: usize,
    pub errors: &'a [LineError],
    pub now: Time,
}

/// False where the same file is here already.
pub(crate) async fn insert(tx: &mut Tx, row: &NewStatement<'_>) -> Result<bool> {
    let sql = "insert into channel_statements (id, channel, digest, source, name, state, from_at, to_at, lines, bad_lines, \
               errors, created_at, created_by) values ($1, $2, $3, $4, $5, 'reading', $6, $7, $8, $9, $10, $11, $12) \
               on conflict (channel, digest) do nothing";
    let kept: Vec<Bad> = row.errors.iter().take(ERRORS_MAX).map(Bad::from).collect();
    let errors = serde_json::to_string(&kept).map_err(|error| DbError::Other(error.to_string()))?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let values = params![
        row.id,
        &row.new.channel,
        row.digest,
        row.new.source.code(),
        &row.new.name,
        row.from,
        row.to,
        count(row.lines),
        count(row.errors.len()),
        errors,
        row.now,
        &row.new.by
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

/// All its lines have been looked at. Where two did the same, the second one changes nothing.
pub(crate) async fn read(tx: &mut Tx, id: StatementId, now: Time) -> Result<()> {
    let sql =
        "update channel_statements set state = 'read', read_at = $2 where id = $1 and state = 'reading'";
    tx.exec(sql, params![id, now]).await?;
    Ok(())
}

const COLUMNS: &str = "s.id, s.channel, s.source, s.name, s.state, s.from_at, s.to_at, s.lines, s.bad_lines, s.errors, \
     (select count(*) from channel_differences d where d.statement = s.id), \
     (select count(*) from channel_differences d where d.statement = s.id and d.state = 'open'), s.created_at, s.created_by";

pub(crate) async fn by_digest(tx: &mut Tx, channel: &str, digest: &str) -> Result<Option<Kept>> {
    let sql = format!("select {COLUMNS} from channel_statements s where s.channel = $1 and s.digest = $2");
    tx.query_opt(&sql, params![channel, digest]).await?.as_ref().map(kept).transpose()
}

pub(crate) async fn find(tx: &mut Tx, id: StatementId) -> Result<Option<Kept>> {
    let sql = format!("select {COLUMNS} from channel_statements s where s.id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(kept).transpose()
}

/// Newest first, with ids before that one.
pub(crate) async fn list(tx: &mut Tx, channel: &str, before: &str, limit: i64) -> Result<Vec<Kept>> {
    let sql = format!(
        "select {COLUMNS} from channel_statements s where s.id < $1 and ($2 = '' or s.channel = $2) order by s.id desc limit $3"
    );
    tx.query(&sql, params![before, channel, limit]).await?.iter().map(kept).collect()
}

fn kept(r: &Row) -> Result<Kept> {
    let errors = serde_json::from_str(&r.text(9)?).map_err(|error| DbError::Decode(error.to_string()))?;
    Ok(Kept {
        id: r.parse(0)?,
        channel: r.text(1)?,
        source: r.text(2)?,
        name: r.text(3)?,
        is_read: r.text(4)? == "read",
        from: r.time(5)?,
        to: r.time(6)?,
        lines: r.int(7)?,
        bad_lines: r.int(8)?,
        errors,
        differences: r.int(10)?,
        open: r.int(11)?,
        created_at: r.time(12)?,
        created_by: r.text(13)?,
    })
}

/// Channels through which money arrived since then.
pub(crate) async fn channels_since(tx: &mut Tx, since: Time) -> Result<Vec<String>> {
    let sql = "select distinct channel from payment_events where received_at >= $1 order by channel";
    tx.query(sql, params![since]).await?.iter().map(|row| row.text(0)).collect()
}

pub(crate) async fn took_money(tx: &mut Tx, channel: &str, day: &StatementDay) -> Result<bool> {
    let sql =
        "select 1 from payment_events where received_at >= $1 and received_at < $2 and channel = $3 limit 1";
    Ok(tx.query_opt(sql, params![day.from, day.to, channel]).await?.is_some())
}

pub(crate) async fn covers(tx: &mut Tx, channel: &str, day: &StatementDay) -> Result<bool> {
    let sql = "select 1 from channel_statements where channel = $1 and to_at >= $2 and from_at <= $3 and state = 'read' limit 1";
    Ok(tx.query_opt(sql, params![channel, day.to, day.from]).await?.is_some())
}

/// False where they were reminded of it before.
pub(crate) async fn remember(tx: &mut Tx, channel: &str, day: &str, now: Time) -> Result<bool> {
    let sql = "insert into channel_statement_reminders (channel, day, created_at) values ($1, $2, $3) \
               on conflict (channel, day) do nothing";
    Ok(tx.exec(sql, params![channel, day, now]).await? == 1)
}
