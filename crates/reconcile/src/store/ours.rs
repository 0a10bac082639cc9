use crate::Kept;
use crate::hold::once;
use crate::judge::{Entry, Known, Line, Verdict};
use crate::store::lines::kind;
use db::{Result, Row, Tx, Ty, params, row};
use kernel::Money;
use ports::LineKind;
use std::collections::HashMap;

/// In whose book, and for what.
pub(crate) type Named = (String, String);

/// All that is known of these lines, a query for each kind of thing.
pub(crate) async fn known(tx: &mut Tx, channel: &str, lines: &[Line]) -> Result<Known> {
    let mut known = Known::default();
    let events = once(lines.iter().map(|line| line.payment.as_str()));
    known.arrivals = arrivals(tx, channel, &events).await?;
    let refunds = |named: bool| {
        lines.iter().filter(move |line| line.kind == LineKind::Refund && line.ours.is_empty() != named)
    };
    let ids = once(refunds(true).map(|line| line.ours.as_str()));
    known.refunds = refunds_by_id(tx, channel, &ids).await?;
    let of = once(refunds(false).map(|line| line.payment.as_str()));
    let of: Vec<&Entry> = of.iter().filter_map(|event| known.arrivals.get(*event)).collect();
    known.refunds_of = refunds_of(tx, channel, &of).await?;
    taken(tx, channel, &events, &mut known).await?;
    let new: Vec<&Line> = lines.iter().filter(|line| line.verdict == Verdict::New).collect();
    missed(tx, channel, &new, &mut known).await?;
    again(tx, channel, &new, &mut known).await?;
    Ok(known)
}

async fn arrivals(tx: &mut Tx, channel: &str, events: &[&str]) -> Result<HashMap<String, Entry>> {
    let sql = "select event_id, amount, currency, event_id, payment, merchant, order_id, received_at from payment_events \
               where channel = $1 and event_id = $2";
    let keys = events.iter().map(|event| row![channel, *event]).collect();
    by_id(tx.query_each(sql, &[Ty::Text, Ty::Text], keys).await?)
}

async fn refunds_by_id(tx: &mut Tx, channel: &str, ids: &[&str]) -> Result<HashMap<String, Entry>> {
    let sql = "select id, amount, currency, event_id, id, merchant, order_id, coalesce(finished_at, created_at) from refunds \
               where id = $1 and channel = $2 and state = 'succeeded'";
    let keys = ids.iter().map(|id| row![*id, channel]).collect();
    by_id(tx.query_each(sql, &[Ty::Text, Ty::Text], keys).await?)
}

async fn refunds_of(tx: &mut Tx, channel: &str, of: &[&Entry]) -> Result<HashMap<String, Vec<Entry>>> {
    let sql = "select id, amount, currency, event_id, id, merchant, order_id, coalesce(finished_at, created_at) from refunds \
               where order_id = $1 and merchant = $2 and event_id = $3 and channel = $4 and state = 'succeeded' order by id";
    let keys = of.iter().map(|arrival| row![&arrival.name, &arrival.book, &arrival.id, channel]).collect();
    let mut found: HashMap<String, Vec<Entry>> = HashMap::new();
    for refund in tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Text, Ty::Text], keys).await? {
        let refund = entry(&refund)?;
        found.entry(refund.event.clone()).or_default().push(refund);
    }
    Ok(found)
}

async fn taken(tx: &mut Tx, channel: &str, events: &[&str], known: &mut Known) -> Result<()> {
    let sql = "select kind, entry from channel_matches where channel = $1 and kind = $2 and entry = $3";
    let refunds = known.refunds.keys().chain(known.refunds_of.values().flatten().map(|refund| &refund.id));
    let refunds = once(refunds.map(String::as_str));
    let payments = events.iter().map(|event| row![channel, LineKind::Payment.code(), *event]);
    let refunds = refunds.into_iter().map(|id| row![channel, LineKind::Refund.code(), id]);
    let keys = payments.chain(refunds).collect();
    for r in tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Text], keys).await? {
        known.taken.insert((kind(&r, 0)?, r.text(1)?));
    }
    Ok(())
}

async fn missed(tx: &mut Tx, channel: &str, lines: &[&Line], known: &mut Known) -> Result<()> {
    let sql = "select kind, payment, ours from channel_statement_lines where channel = $1 and payment = $2 \
               and verdict = 'missing_here'";
    let absent = |line: &&&Line| line.kind == LineKind::Refund || !known.arrivals.contains_key(&line.payment);
    let payments = once(lines.iter().filter(absent).map(|line| line.payment.as_str()));
    let keys = payments.into_iter().map(|payment| row![channel, payment]).collect();
    for r in tx.query_each(sql, &[Ty::Text, Ty::Text], keys).await? {
        known.missed.insert((kind(&r, 0)?, r.text(1)?, r.text(2)?));
    }
    Ok(())
}

/// The same line, to the second and to the cent, in another statement that was looked at.
async fn again(tx: &mut Tx, channel: &str, lines: &[&Line], known: &mut Known) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "select cast($10 as bigint) from channel_statement_lines where channel = $1 and payment = $2 and kind = $3 \
               and reference = $4 and ours = $5 and amount = $6 and currency = $7 and at = $8 and statement <> $9 \
               and verdict not in ('new', 'again') limit 1";
    let types = [Text, Text, Text, Text, Text, Int, Text, Int, Text, Int];
    let keys = lines.iter().map(|line| {
        row![
            channel,
            &line.payment,
            line.kind.code(),
            &line.reference,
            &line.ours,
            line.amount.minor,
            line.amount.currency,
            line.at,
            line.statement,
            line.number
        ]
    });
    let Some(statement) = lines.first().map(|line| line.statement) else { return Ok(()) };
    for r in tx.query_each(sql, &types, keys.collect()).await? {
        known.again.insert((statement, r.int(0)?));
    }
    Ok(())
}

/// Whose the numbers are that lines give as ours, by number: of payments and refunds in whatever state.
pub(crate) async fn named<'a>(
    tx: &mut Tx,
    channel: &str,
    lines: impl Iterator<Item = &'a Line> + Clone,
) -> Result<HashMap<String, Named>> {
    let mut named = HashMap::new();
    for (table, refunds) in [("payments", false), ("refunds", true)] {
        let sql = format!("select id, merchant, order_id from {table} where id = $1 and channel = $2");
        let of_table = |line: &&Line| (line.kind == LineKind::Refund) == refunds;
        let ids = once(lines.clone().filter(of_table).map(|line| line.ours.as_str()));
        let keys = ids.into_iter().map(|id| row![id, channel]).collect();
        for r in tx.query_each(&sql, &[Ty::Text, Ty::Text], keys).await? {
            named.insert(r.text(0)?, (r.text(1)?, r.text(2)?));
        }
    }
    Ok(named)
}

/// What arrived, or went back, on the days of a statement, and no line of any has; in the order of their ids.
pub(crate) async fn unmatched(
    tx: &mut Tx,
    kept: &Kept,
    kind: LineKind,
    after: &str,
    limit: i64,
) -> Result<Vec<Entry>> {
    let sql = match kind {
        LineKind::Refund => {
            "select r.id, r.amount, r.currency, r.event_id, r.id, r.merchant, r.order_id, r.finished_at from refunds r \
             where r.finished_at >= $1 and r.finished_at < $2 and r.channel = $3 and r.state = 'succeeded' and r.id > $4 \
             and not exists (select 1 from channel_matches m where m.channel = r.channel and m.kind = 'refund' \
             and m.entry = r.id) order by r.id limit $5"
        }
        _ => {
            "select e.event_id, e.amount, e.currency, e.event_id, e.payment, e.merchant, e.order_id, e.received_at \
             from payment_events e where e.received_at >= $1 and e.received_at < $2 and e.channel = $3 and e.event_id > $4 \
             and not exists (select 1 from channel_matches m where m.channel = e.channel and m.kind = 'payment' \
             and m.entry = e.event_id) order by e.event_id limit $5"
        }
    };
    let values = params![kept.from, kept.to, &kept.channel, after, limit];
    tx.query(sql, values).await?.iter().map(entry).collect()
}

fn by_id(rows: Vec<Row>) -> Result<HashMap<String, Entry>> {
    rows.iter().map(|r| entry(r).map(|entry| (entry.id.clone(), entry))).collect()
}

fn entry(r: &Row) -> Result<Entry> {
    Ok(Entry {
        id: r.text(0)?,
        amount: Money::new(r.int(1)?, r.parse(2)?),
        event: r.text(3)?,
        ours_id: r.text(4)?,
        book: r.text(5)?,
        name: r.text(6)?,
        at: r.time(7)?,
    })
}
