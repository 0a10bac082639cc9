use crate::hold::Which;
use crate::judge::{Judged, Line, Verdict};
use crate::statement::Counted;
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{Money, StatementId};
use ports::{LineKind, StatementLine};

/// Those that are here already stay.
pub(crate) async fn insert(
    tx: &mut Tx,
    statement: StatementId,
    channel: &str,
    lines: &[StatementLine],
) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into channel_statement_lines (statement, line, channel, kind, payment, reference, ours, amount, fee, \
               currency, at, verdict) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'new') \
               on conflict (statement, line) do nothing";
    let types = [Text, Int, Text, Text, Text, Text, Text, Int, Int, Text, Int];
    let rows = lines.iter().map(|line| {
        row![
            statement,
            line.number,
            channel,
            line.kind.code(),
            &line.payment,
            &line.reference,
            &line.ours,
            line.amount.minor,
            line.fee,
            line.amount.currency,
            line.at
        ]
    });
    tx.exec_each(sql, &types, rows.collect()).await?;
    Ok(())
}

const COLUMNS: &str = "statement, line, kind, payment, reference, ours, amount, currency, at, verdict";

/// The next so many, in their order.
pub(crate) async fn next(tx: &mut Tx, channel: &str, which: Which, limit: i64) -> Result<Vec<Line>> {
    let rows = match which {
        Which::New(statement, after) => {
            let sql = format!(
                "select {COLUMNS} from channel_statement_lines where statement = $1 and line > $2 and verdict = 'new' \
                 order by line limit $3"
            );
            tx.query(&sql, params![statement, after, limit]).await?
        }
        Which::Missing(statement, after) => {
            let sql = format!(
                "select {COLUMNS} from channel_statement_lines where channel = $1 and verdict = 'missing_here' \
                 and (statement, line) > ($2, $3) order by statement, line limit $4"
            );
            tx.query(&sql, params![channel, statement, after, limit]).await?
        }
    };
    rows.iter().map(line).collect()
}

fn line(r: &Row) -> Result<Line> {
    Ok(Line {
        statement: r.parse(0)?,
        number: r.int(1)?,
        kind: kind(r, 2)?,
        payment: r.text(3)?,
        reference: r.text(4)?,
        ours: r.text(5)?,
        amount: Money::new(r.int(6)?, r.parse(7)?),
        at: r.time(8)?,
        verdict: r.text(9)?.parse().map_err(|()| DbError::Decode("no verdict is called that".into()))?,
    })
}

pub(super) fn kind(r: &Row, index: usize) -> Result<LineKind> {
    r.text(index)?.parse().map_err(|()| DbError::Decode("no kind of line is called that".into()))
}

/// From new, or from missing here.
pub(crate) async fn judged(tx: &mut Tx, pairs: &[(&Line, &Judged)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "update channel_statement_lines set verdict = $4, entry = $5, ours_amount = $6, ours_currency = $7 \
               where channel_statement_lines.statement = $1 and channel_statement_lines.line = $2 \
               and channel_statement_lines.verdict = $3";
    let rows = pairs.iter().map(|(line, judged)| {
        let ours = judged.entry.as_ref();
        let has = matches!(judged.verdict, Verdict::Matched | Verdict::AmountDiffers);
        let amount = ours.filter(|_| has).map(|entry| entry.amount);
        row![
            line.statement,
            line.number,
            line.verdict.code(),
            judged.verdict.code(),
            ours.map(|entry| entry.id.clone()),
            amount.map(|amount| amount.minor),
            amount.map(|amount| amount.currency)
        ]
    });
    tx.exec_each_one(sql, &[Text, Int, Text, Text, Text, Int, Text], rows.collect()).await
}

/// What its lines say, and what they were held against. One that stood in another statement before is in neither.
pub(crate) async fn counted(tx: &mut Tx, statement: StatementId) -> Result<Vec<Counted>> {
    let theirs = "select kind, currency, count(*), cast(sum(amount) as bigint), cast(sum(fee) as bigint) \
                  from channel_statement_lines where statement = $1 and verdict <> 'again' group by kind, currency";
    let ours = "select kind, ours_currency, cast(sum(ours_amount) as bigint) from channel_statement_lines \
                where statement = $1 and ours_currency is not null group by kind, ours_currency";
    let mut all = Vec::new();
    for r in tx.query(theirs, params![statement]).await? {
        all.push(Counted {
            kind: kind(&r, 0)?,
            currency: r.parse(1)?,
            count: r.int(2)?,
            theirs: r.int(3)?,
            ours: 0,
            fees: r.int(4)?,
        });
    }
    for r in tx.query(ours, params![statement]).await? {
        let (kind, currency, ours) = (kind(&r, 0)?, r.parse(1)?, r.int(2)?);
        all.push(Counted { kind, currency, count: 0, theirs: 0, ours, fees: 0 });
    }
    Ok(all)
}
