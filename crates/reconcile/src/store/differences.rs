use crate::difference::{Difference, DifferenceFilter, DifferenceKind, Open, Outcome};
use crate::hold::kind_of;
use crate::judge::{Entry, Judged, Line, Verdict};
use crate::statement::Counted;
use crate::store::lines::kind;
use crate::store::ours::Named;
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{DifferenceId, Money, StatementId, Time};
use ports::LineKind;

/// A difference that was found.
pub(crate) struct NewDifference {
    id: DifferenceId,
    kind: DifferenceKind,
    movement: LineKind,
    statement: StatementId,
    line: Option<i64>,
    entry: Option<String>,
    subject: String,
    reference: String,
    ours_id: String,
    named: Option<Named>,
    theirs: Option<Money>,
    ours: Option<Money>,
    at: Time,
}

impl NewDifference {
    pub fn of_line(
        id: DifferenceId,
        kind: DifferenceKind,
        line: &Line,
        entry: Option<&Entry>,
        named: Option<&Named>,
    ) -> Self {
        let of_entry = entry.map(|entry| (entry.book.clone(), entry.name.clone()));
        // Of what has another line already, nothing is left to be ours.
        let ours = entry.filter(|_| kind == DifferenceKind::AmountDiffers).map(|entry| entry.amount);
        Self {
            id,
            kind,
            movement: line.kind,
            statement: line.statement,
            line: Some(line.number),
            entry: entry.map(|entry| entry.id.clone()),
            subject: of(line),
            reference: line.payment.clone(),
            ours_id: match entry {
                Some(entry) => entry.ours_id.clone(),
                None => line.ours.clone(),
            },
            named: of_entry.or_else(|| named.cloned()),
            theirs: Some(line.amount),
            ours,
            at: line.at,
        }
    }

    pub fn of_entry(id: DifferenceId, statement: StatementId, movement: LineKind, entry: &Entry) -> Self {
        Self {
            id,
            kind: DifferenceKind::MissingThere,
            movement,
            statement,
            line: None,
            entry: Some(entry.id.clone()),
            subject: there(movement, &entry.id),
            reference: entry.event.clone(),
            ours_id: entry.ours_id.clone(),
            named: Some((entry.book.clone(), entry.name.clone())),
            theirs: None,
            ours: Some(entry.amount),
            at: entry.at,
        }
    }
}

/// What a difference of a line is about.
fn of(line: &Line) -> String {
    format!("line {} {}", line.statement, line.number)
}

/// And of what is ours.
fn there(movement: LineKind, entry: &str) -> String {
    format!("{} {entry}", movement.code())
}

/// Those that are known stay as they are.
pub(crate) async fn insert(tx: &mut Tx, channel: &str, new: Vec<NewDifference>, now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into channel_differences (id, channel, kind, movement, statement, line, entry, subject, reference, ours_id, \
               book, name, theirs, theirs_currency, ours, ours_currency, happened_at, state, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'open', $18) \
               on conflict (channel, subject) do nothing";
    let types = [
        Text, Text, Text, Text, Text, Int, Text, Text, Text, Text, Text, Text, Int, Text, Int, Text, Int, Int,
    ];
    let rows = new.into_iter().map(|one| {
        let (book, name) = one.named.unzip();
        row![
            one.id,
            channel,
            one.kind.code(),
            one.movement.code(),
            one.statement,
            one.line,
            one.entry,
            one.subject,
            one.reference,
            one.ours_id,
            book,
            name,
            one.theirs.map(|money| money.minor),
            one.theirs.map(|money| money.currency),
            one.ours.map(|money| money.minor),
            one.ours.map(|money| money.currency),
            one.at,
            now
        ]
    });
    tx.exec_each(sql, &types, rows.collect()).await?;
    Ok(())
}

/// What was missing there is in a statement now.
pub(crate) async fn found(
    tx: &mut Tx,
    channel: &str,
    entries: Vec<(LineKind, &str)>,
    now: Time,
) -> Result<()> {
    let subjects = entries.into_iter().map(|(kind, entry)| there(kind, entry));
    later(tx, channel, subjects, now).await
}

/// What was missing here was looked at again: it has come, or is something else now.
pub(crate) async fn follow(tx: &mut Tx, channel: &str, pairs: &[(&Line, &Judged)], now: Time) -> Result<()> {
    let matched = pairs.iter().filter(|(_, judged)| judged.verdict == Verdict::Matched);
    later(tx, channel, matched.map(|(line, _)| of(line)), now).await?;
    let sql = "update channel_differences set kind = $3, entry = $4, ours = $5, ours_currency = $6 \
               where channel_differences.channel = $1 and channel_differences.subject = $2 \
               and channel_differences.state = 'open'";
    let rows = pairs.iter().filter_map(|(line, judged)| {
        let kind = kind_of(line, judged.verdict)?;
        let entry = judged.entry.as_ref();
        let ours = entry.filter(|_| kind == DifferenceKind::AmountDiffers).map(|entry| entry.amount);
        Some(row![
            channel,
            of(line),
            kind.code(),
            entry.map(|entry| entry.id.clone()),
            ours.map(|money| money.minor),
            ours.map(|money| money.currency)
        ])
    });
    let types = [Ty::Text, Ty::Text, Ty::Text, Ty::Text, Ty::Int, Ty::Text];
    tx.exec_each(sql, &types, rows.collect()).await?;
    Ok(())
}

async fn later(tx: &mut Tx, channel: &str, subjects: impl Iterator<Item = String>, now: Time) -> Result<()> {
    let sql = "update channel_differences set state = 'settled', outcome = 'matched_later', settled_by = 'system', \
               settled_at = $3 where channel_differences.channel = $1 and channel_differences.subject = $2 \
               and channel_differences.state = 'open'";
    let rows = subjects.map(|subject| row![channel, subject, now]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    Ok(())
}

/// It came because somebody had the channel asked.
pub(crate) async fn asked_for(tx: &mut Tx, id: DifferenceId, by: &str) -> Result<()> {
    let sql = "update channel_differences set outcome = 'booked', settled_by = $2 \
               where id = $1 and state = 'settled' and outcome = 'matched_later' and settled_by = 'system'";
    tx.exec(sql, params![id, by]).await?;
    Ok(())
}

/// False where it is settled already.
pub(crate) async fn settle(
    tx: &mut Tx,
    id: DifferenceId,
    outcome: Outcome,
    (by, reason): (&str, &str),
    now: Time,
) -> Result<bool> {
    let sql = "update channel_differences set state = 'settled', outcome = $2, settled_by = $3, reason = $4, settled_at = $5 \
               where id = $1 and state = 'open'";
    Ok(tx.exec(sql, params![id, outcome.code(), by, reason, now]).await? == 1)
}

const COLUMNS: &str = "id, channel, kind, movement, statement, line, reference, ours_id, book, name, theirs, theirs_currency, \
     ours, ours_currency, happened_at, state, outcome, reason, settled_by, settled_at, created_at";

pub(crate) async fn find(tx: &mut Tx, id: DifferenceId) -> Result<Option<Difference>> {
    let sql = format!("select {COLUMNS} from channel_differences where id = $1 for update");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(difference).transpose()
}

/// Newest first, with ids before that one.
pub(crate) async fn list(
    tx: &mut Tx,
    filter: &DifferenceFilter,
    before: &str,
    limit: i64,
) -> Result<Vec<Difference>> {
    let sql = format!(
        "select {COLUMNS} from channel_differences where id < $1 and ($2 = '' or state = $2) and ($3 = '' or channel = $3) \
         and ($4 = '' or kind = $4) and ($5 = '' or statement = $5) order by id desc limit $6"
    );
    let state = filter.open.map_or("", |open| if open { "open" } else { "settled" });
    let statement = filter.statement.map(|id| id.to_string()).unwrap_or_default();
    let channel = filter.channel.as_deref().unwrap_or_default();
    let kind = filter.kind.map(DifferenceKind::code).unwrap_or_default();
    let values = params![before, state, channel, kind, statement, limit];
    tx.query(&sql, values).await?.iter().map(difference).collect()
}

fn difference(r: &Row) -> Result<Difference> {
    Ok(Difference {
        id: r.parse(0)?,
        channel: r.text(1)?,
        kind: kind_named(r, 2)?,
        movement: kind(r, 3)?,
        statement: r.parse(4)?,
        line: r.get(5)?,
        reference: r.text(6)?,
        ours_id: r.text(7)?,
        book: r.get(8)?,
        name: r.get(9)?,
        theirs: money(r, 10)?,
        ours: money(r, 12)?,
        happened_at: r.time(14)?,
        is_open: r.text(15)? == "open",
        outcome: r.get(16)?,
        reason: r.get(17)?,
        settled_by: r.get(18)?,
        settled_at: r.get(19)?,
        created_at: r.time(20)?,
    })
}

fn money(r: &Row, index: usize) -> Result<Option<Money>> {
    let Some(minor) = r.get::<Option<i64>>(index)? else { return Ok(None) };
    Ok(Some(Money::new(minor, r.parse(index + 1)?)))
}

fn kind_named(r: &Row, index: usize) -> Result<DifferenceKind> {
    r.text(index)?.parse().map_err(|()| DbError::Decode("no kind of difference is called that".into()))
}

/// What is ours and missing in that statement, and was found in no other since.
pub(crate) async fn missing_there(tx: &mut Tx, statement: StatementId) -> Result<Vec<Counted>> {
    let sql = "select movement, ours_currency, cast(sum(ours) as bigint) from channel_differences \
               where statement = $1 and kind = 'missing_there' and ours_currency is not null and (outcome is null or outcome <> 'matched_later') \
               group by movement, ours_currency";
    let rows = tx.query(sql, params![statement]).await?;
    rows.iter()
        .map(|r| {
            let (kind, currency, ours) = (kind(r, 0)?, r.parse(1)?, r.int(2)?);
            Ok(Counted { kind, currency, count: 0, theirs: 0, ours, fees: 0 })
        })
        .collect()
}

pub(crate) async fn open(tx: &mut Tx) -> Result<Vec<Open>> {
    let sql = "select channel, kind, count(*), min(created_at) from channel_differences where state = 'open' \
               group by channel, kind order by channel, kind";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            Ok(Open { channel: r.text(0)?, kind: kind_named(r, 1)?, count: r.int(2)?, oldest: r.time(3)? })
        })
        .collect()
}
