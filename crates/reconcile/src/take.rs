//! Take a file in: read it, keep its lines, hold them against what is here. Each step can be done again, so that a node
//! which dies in the middle leaves nothing that the same file, sent once more, does not mend; and of two that bring the
//! same file at once, both do the same.

use crate::statement::{Counted, Sums, sums};
use crate::store::{self, statements::NewStatement};
use crate::{Reconcile, ReconcileRefusal, Result, Source};
use kernel::{Span, StatementId, Time};
use ports::{ChannelError, LineError, Statement, StatementDay, StatementLine, StatementRefusal};

/// A statement covers no more days than these.
const DAYS_MAX: i64 = 366;
/// How far the channel's clock and ours may be apart.
const SKEW: Span = Span::minutes(5);
/// So many lines in one transaction: others have their turn between two of them.
const EACH: usize = 2_000;

/// A channel's file.
pub struct NewFile {
    pub channel: String,
    /// As it was called.
    pub name: String,
    pub file: Vec<u8>,
    /// The first and the last day that it covers, such as 2026-11-27; none: those that it says itself, or of its lines.
    pub days: Option<(String, String)>,
    /// Lines that cannot be read are left out, and counted.
    pub without_bad_lines: bool,
    pub source: Source,
    /// The id of a user, or `system`.
    pub by: String,
}

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub lines: usize,
    pub errors: Vec<LineError>,
    /// From the beginning of the first day to that of the one behind the last; none where nothing says which days.
    pub period: Option<(Time, Time)>,
    /// Theirs alone.
    pub sums: Vec<Sums>,
    /// The same file was brought before.
    pub known: Option<StatementId>,
}

/// A file that was read.
struct Read {
    digest: String,
    statement: Statement,
    ahead: i64,
}

impl Reconcile {
    /// What stands in a file; nothing is kept.
    pub async fn look(&self, new: NewFile) -> Result<Look> {
        let (new, read) = self.read(new).await?;
        let mut tx = self.db().read().await?;
        let known = store::statements::by_digest(&mut tx, &new.channel, &read.digest).await?;
        let period = match self.period(&new, &read) {
            Ok(period) => Some(period),
            Err(ReconcileRefusal::NoPeriod) => None,
            Err(refusal) => return Err(refusal),
        };
        let theirs: Vec<Counted> = read.statement.lines.iter().map(counted).collect();
        Ok(Look {
            lines: read.statement.lines.len(),
            sums: sums(&theirs),
            period,
            known: known.map(|known| known.id),
            errors: read.statement.errors,
        })
    }

    /// Keeps it and holds it against what is here. The same file twice is the same statement; whether it was new.
    pub async fn take(&self, new: NewFile) -> Result<(StatementId, bool)> {
        let (new, read) = self.read(new).await?;
        if !read.statement.errors.is_empty() && !new.without_bad_lines {
            return Err(ReconcileRefusal::BadLines(read.statement.errors));
        }
        let (from, to) = self.period(&new, &read)?;
        let mut tx = self.db().begin().await?;
        let id = StatementId::new(self.ambient());
        let row = NewStatement {
            id,
            digest: &read.digest,
            new: &new,
            from,
            to,
            lines: read.statement.lines.len(),
            errors: &read.statement.errors,
            now: self.ambient().now(),
        };
        let is_new = store::statements::insert(&mut tx, &row).await?;
        let kept = store::statements::by_digest(&mut tx, &new.channel, &read.digest).await?;
        tx.commit().await?;
        let kept = kept.ok_or_else(|| db::DbError::State(format!("statement {id} is gone")))?;
        if kept.is_read {
            return Ok((kept.id, false));
        }
        for lines in read.statement.lines.chunks(EACH) {
            let mut tx = self.db().begin().await?;
            store::lines::insert(&mut tx, kept.id, &new.channel, lines).await?;
            tx.commit().await?;
        }
        self.hold(&kept).await?;
        Ok((kept.id, is_new))
    }

    /// The channel's file of a day, fetched where its protocol offers that, and taken in. A day on which nothing happened is
    /// a statement too.
    pub async fn fetch(&self, channel: &str, date: &str, by: &str) -> Result<(StatementId, bool)> {
        let (adapter, ahead) = self.channel(channel)?;
        if !adapter.offers_statement() {
            return Err(ReconcileRefusal::CannotFetch);
        }
        let day = StatementDay::read(date, ahead).ok_or(ReconcileRefusal::BadPeriod(DAYS_MAX))?;
        if day.to > self.ambient().now() {
            return Err(ReconcileRefusal::NotOver);
        }
        let file = match adapter.fetch_statement(&day).await {
            Ok(file) => file,
            Err(ChannelError::NotFound) => return self.nothing_on(channel, &day, by).await,
            Err(error) => return Err(ReconcileRefusal::NotFetched(error.to_string())),
        };
        let new = NewFile {
            channel: channel.to_owned(),
            name: format!("{channel} {date}.csv"),
            file,
            days: Some((date.to_owned(), date.to_owned())),
            without_bad_lines: true,
            source: Source::Fetched,
            by: by.to_owned(),
        };
        self.take(new).await
    }

    async fn nothing_on(&self, channel: &str, day: &StatementDay, by: &str) -> Result<(StatementId, bool)> {
        let new = NewFile {
            channel: channel.to_owned(),
            name: format!("{channel} {}", day.date),
            file: Vec::new(),
            days: None,
            without_bad_lines: false,
            source: Source::Fetched,
            by: by.to_owned(),
        };
        let digest = digest(format!("nothing on {}", day.date).as_bytes());
        let mut tx = self.db().begin().await?;
        let row = NewStatement {
            id: StatementId::new(self.ambient()),
            digest: &digest,
            new: &new,
            from: day.from,
            to: day.to,
            lines: 0,
            errors: &[],
            now: self.ambient().now(),
        };
        let is_new = store::statements::insert(&mut tx, &row).await?;
        let kept = store::statements::by_digest(&mut tx, channel, &digest).await?;
        tx.commit().await?;
        let kept = kept.ok_or_else(|| db::DbError::State("a statement is gone".into()))?;
        if !kept.is_read {
            self.hold(&kept).await?;
        }
        Ok((kept.id, is_new))
    }

    /// Off the runtime: a file may have a hundred thousand lines.
    async fn read(&self, new: NewFile) -> Result<(NewFile, Read)> {
        let (adapter, ahead) = self.channel(&new.channel)?;
        let reading = tokio::task::spawn_blocking(move || {
            let statement = adapter.read_statement(&new.file)?;
            let digest = digest(&new.file);
            Ok::<_, StatementRefusal>((new, Read { digest, statement, ahead }))
        });
        let read = reading.await.map_err(|error| db::DbError::Other(error.to_string()))?;
        read.map_err(|refusal| match refusal {
            StatementRefusal::NotOffered => ReconcileRefusal::NoStatements,
            StatementRefusal::NotOne { zh, en } => ReconcileRefusal::NotAStatement { zh, en },
        })
    }

    /// Whole days, all of them over.
    fn period(&self, new: &NewFile, read: &Read) -> Result<(Time, Time)> {
        let (ahead, lines) = (read.ahead, &read.statement.lines);
        let bad = || ReconcileRefusal::BadPeriod(DAYS_MAX);
        let (from, to) = match &new.days {
            Some((first, last)) => {
                let first = StatementDay::read(first, ahead).ok_or_else(bad)?;
                let last = StatementDay::read(last, ahead).ok_or_else(bad)?;
                (first.from, last.to)
            }
            None => {
                let of_lines =
                    || Some((lines.iter().map(|l| l.at).min()?, lines.iter().map(|l| l.at).max()?));
                // The end of a period is not in it.
                let said = read.statement.period.map(|(from, to)| (from, Time(to.0.saturating_sub(1))));
                let (first, last) = said.or_else(of_lines).ok_or(ReconcileRefusal::NoPeriod)?;
                (StatementDay::of(first, ahead).from, StatementDay::of(last, ahead).to)
            }
        };
        if from >= to || to.since(from) > Span::days(DAYS_MAX) {
            return Err(bad());
        }
        if to > self.ambient().now().after(SKEW) {
            return Err(ReconcileRefusal::NotOver);
        }
        match lines.iter().find(|line| line.at < from || line.at >= to) {
            Some(line) => Err(ReconcileRefusal::OutsidePeriod { line: line.number }),
            None => Ok((from, to)),
        }
    }
}

fn counted(line: &StatementLine) -> Counted {
    Counted {
        kind: line.kind,
        currency: line.amount.currency,
        count: 1,
        theirs: line.amount.minor,
        ours: 0,
        fees: line.fee,
    }
}

fn digest(bytes: &[u8]) -> String {
    kernel::hex(seals::sha256(&[bytes]))
}
