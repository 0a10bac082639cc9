use super::lines::word;
use crate::statement::Pair;
use crate::take::Whose;
use crate::{Day, Kept, NewStatement, Sums};
use db::{Result, Row, Tx, params};
use kernel::{Currency, MerchantId, Money, SupplierId, SupplierStatementId, Time};
use std::collections::HashMap;

const COLUMNS: &str = "id, merchant, supplier, day, from_at, to_at, digest, source, name, currency, lines, closing, \
     closing_ours, closing_held, revision, swept_at, brought_at, brought_by";

pub(crate) async fn find(tx: &mut Tx, supplier: SupplierId, day: &str) -> Result<Option<(MerchantId, Kept)>> {
    let sql = format!("select {COLUMNS} from supplier_statements where supplier = $1 and day = $2");
    tx.query_opt(&sql, params![supplier, day]).await?.as_ref().map(kept).transpose()
}

/// The last day first, those before that one.
pub(crate) async fn list(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    before: &str,
    limit: i64,
) -> Result<Vec<Kept>> {
    let sql = format!(
        "select {COLUMNS} from supplier_statements where supplier = $1 and merchant = $2 and day < $3 \
         order by day desc limit $4"
    );
    let rows = tx.query(&sql, params![supplier, merchant, before, limit]).await?;
    rows.iter().map(|r| Ok(kept(r)?.1)).collect()
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: SupplierStatementId,
    (new, digest, day, currency): (&NewStatement, &str, &Day, Currency),
    now: Time,
) -> Result<()> {
    let sql = "insert into supplier_statements (id, merchant, supplier, day, from_at, to_at, digest, source, name, currency, \
               lines, closing, revision, brought_at, brought_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
               0, $13, $14)";
    let values = params![
        id,
        new.merchant,
        new.supplier,
        &day.date,
        day.from,
        day.to,
        digest,
        new.source.code(),
        &new.name,
        currency,
        count(new),
        new.told.closing.map(|money| money.minor),
        now,
        &new.by
    ];
    tx.exec_one(sql, values).await
}

/// Another one takes its place.
pub(crate) async fn replace(
    tx: &mut Tx,
    id: SupplierStatementId,
    (new, digest): (&NewStatement, &str),
    now: Time,
) -> Result<()> {
    let sql = "update supplier_statements set digest = $2, source = $3, name = $4, lines = $5, closing = $6, \
               closing_ours = null, closing_held = null, revision = revision + 1, swept_at = null, brought_at = $7, \
               brought_by = $8 where id = $1";
    let closing = new.told.closing.map(|money| money.minor);
    let values = params![id, digest, new.source.code(), &new.name, count(new), closing, now, &new.by];
    tx.exec_one(sql, values).await
}

fn count(new: &NewStatement) -> i64 {
    i64::try_from(new.told.lines.len()).unwrap_or(i64::MAX)
}

pub(crate) async fn put_closing(
    tx: &mut Tx,
    id: SupplierStatementId,
    (ours, held): (i64, i64),
) -> Result<()> {
    let sql = "update supplier_statements set closing_ours = $2, closing_held = $3 where id = $1";
    tx.exec_one(sql, params![id, ours, held]).await
}

/// The last days of which the supplier said what lay there.
pub(crate) async fn with_closing(tx: &mut Tx, supplier: SupplierId, limit: i64) -> Result<Vec<String>> {
    let sql = "select day from supplier_statements where supplier = $1 and closing is not null order by day desc limit $2";
    tx.query(sql, params![supplier, limit]).await?.iter().map(|r| r.text(0)).collect()
}

/// Those that ended before `with_next`, where the next day's is there, or else before `without`.
pub(crate) async fn unswept(
    tx: &mut Tx,
    with_next: Time,
    without: Time,
    limit: i64,
) -> Result<Vec<(Whose, String)>> {
    let sql = "select s.merchant, s.supplier, s.currency, s.day from supplier_statements s where s.swept_at is null and \
               s.to_at <= $1 and (s.to_at <= $2 or exists (select 1 from supplier_statements n where n.supplier = s.supplier \
               and n.from_at = s.to_at)) order by s.to_at limit $3";
    let rows = tx.query(sql, params![with_next, without, limit]).await?;
    rows.iter().map(|r| Ok((whose(r)?, r.text(3)?))).collect()
}

/// False where somebody else was first.
pub(crate) async fn swept(tx: &mut Tx, id: SupplierStatementId, now: Time) -> Result<bool> {
    let sql = "update supplier_statements set swept_at = $2 where id = $1 and swept_at is null";
    Ok(tx.exec(sql, params![id, now]).await? == 1)
}

/// Whether anything in it waits.
pub(crate) async fn waits(tx: &mut Tx, id: SupplierStatementId) -> Result<bool> {
    let sql = "select 1 from supplier_statement_lines where statement = $1 and verdict = 'waiting' union all \
               select 1 from supplier_differences where statement = $1 and state in ('open', 'disputed') limit 1";
    Ok(tx.query_opt(sql, params![id]).await?.is_some())
}

/// Suppliers of whom something waits.
pub(crate) async fn unsettled(tx: &mut Tx) -> Result<Vec<Whose>> {
    let sql = "select s.merchant, s.id, s.currency from suppliers s where exists (select 1 from supplier_differences d \
               where d.supplier = s.id and d.state in ('open', 'disputed')) or exists (select 1 from \
               supplier_statement_lines l where l.supplier = s.id and l.verdict = 'waiting') order by s.id";
    tx.query(sql, &[]).await?.iter().map(whose).collect()
}

fn whose(r: &Row) -> Result<Whose> {
    Ok(Whose { merchant: r.parse(0)?, supplier: r.parse(1)?, currency: r.parse(2)? })
}

/// With what their lines, and what is missing in them, come to.
pub(crate) async fn with_sums(tx: &mut Tx, days: Vec<Kept>) -> Result<Vec<Kept>> {
    let ids: Vec<String> = days.iter().map(|kept| kept.id.to_string()).collect();
    if ids.is_empty() {
        return Ok(days);
    }
    let mut sums: HashMap<SupplierStatementId, Sums> = HashMap::new();
    let sql = "select statement, kind, count(*), cast(sum(amount) as bigint), cast(sum(ours) as bigint) \
               from supplier_statement_lines where statement = any($1) and verdict in ('agreed', 'differs', 'waiting') \
               group by statement, kind";
    for r in tx.query(sql, params![ids.clone()]).await? {
        let of = sums.entry(r.parse(0)?).or_default().of(word(&r, 1)?);
        *of = Pair { count: r.int(2)?, theirs: r.int(3)?, ours: r.int(4)? };
    }
    let sql = "select statement, movement, cast(sum(ours) as bigint) from supplier_differences where statement = any($1) \
               and kind in ('missing_there', 'withdrawn') and (outcome is null or outcome = 'known') \
               group by statement, movement";
    for r in tx.query(sql, params![ids.clone()]).await? {
        sums.entry(r.parse(0)?).or_default().of(word(&r, 1)?).ours += r.int(2)?;
    }
    let sql = "select statement, count(*), cast(sum(case when state in ('open', 'disputed') then 1 else 0 end) as bigint) \
               from supplier_differences where statement = any($1) group by statement";
    let mut counts: HashMap<SupplierStatementId, (i64, i64)> = HashMap::new();
    for r in tx.query(sql, params![ids]).await? {
        counts.insert(r.parse(0)?, (r.int(1)?, r.int(2)?));
    }
    let told = |kept: Kept| {
        let (differences, open) = counts.get(&kept.id).copied().unwrap_or_default();
        Kept { sums: sums.get(&kept.id).copied().unwrap_or_default(), differences, open, ..kept }
    };
    Ok(days.into_iter().map(told).collect())
}

fn kept(r: &Row) -> Result<(MerchantId, Kept)> {
    let currency: Currency = r.parse(9)?;
    let money =
        |at: usize| Ok::<_, db::DbError>(r.get::<Option<i64>>(at)?.map(|minor| Money::new(minor, currency)));
    let kept = Kept {
        id: r.parse(0)?,
        supplier: r.parse(2)?,
        day: r.text(3)?,
        from: r.time(4)?,
        to: r.time(5)?,
        digest: r.text(6)?,
        source: r.text(7)?,
        name: r.text(8)?,
        currency,
        lines: r.int(10)?,
        closing: money(11)?,
        closing_ours: money(12)?,
        closing_held: money(13)?,
        revision: r.int(14)?,
        is_swept: r.get::<Option<i64>>(15)?.is_some(),
        brought_at: r.time(16)?,
        brought_by: r.text(17)?,
        sums: Sums::default(),
        differences: 0,
        open: 0,
    };
    Ok((r.parse(1)?, kept))
}
