use super::lines::word;
use crate::difference::{Difference, DifferenceFilter, DifferenceState};
use crate::hold::Changes;
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, SupplierDifferenceId, SupplierId, Time};

const COLUMNS: &str = "id, merchant, supplier, statement, kind, movement, subject, party, order_no, reference, order_id, \
     theirs, ours, currency, happened_at, state, outcome, reason, decided_by, decided_at, moved, created_at";

pub(crate) async fn of_parties(
    tx: &mut Tx,
    supplier: SupplierId,
    parties: &[String],
) -> Result<Vec<Difference>> {
    let sql = format!("select {COLUMNS} from supplier_differences where supplier = $1 and party = $2");
    let keys = parties.iter().map(|party| row![supplier, party]).collect();
    let rows = tx.query_each(&sql, &[Ty::Text; 2], keys).await?;
    let mut all = rows.iter().map(difference).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|difference| difference.id);
    Ok(all)
}

pub(crate) async fn find(
    tx: &mut Tx,
    merchant: MerchantId,
    id: SupplierDifferenceId,
) -> Result<Option<Difference>> {
    let sql = format!("select {COLUMNS} from supplier_differences where id = $1 and merchant = $2");
    tx.query_opt(&sql, params![id, merchant]).await?.as_ref().map(difference).transpose()
}

/// Newest first, with ids before that one.
pub(crate) async fn list(
    tx: &mut Tx,
    merchant: MerchantId,
    filter: &DifferenceFilter,
    before: &str,
    limit: i64,
) -> Result<Vec<Difference>> {
    let sql = format!(
        "select {COLUMNS} from supplier_differences where merchant = $1 and id < $2 and ($3 = '' or supplier = $3) \
         and ($4 = '' or statement = $4) and ($5 = '' or ($5 = 'waits' and state in ('open', 'disputed')) \
         or ($5 = 'ended' and state in ('booked', 'closed'))) order by id desc limit $6"
    );
    let supplier = filter.supplier.map(|id| id.to_string()).unwrap_or_default();
    let statement = filter.statement.map(|id| id.to_string()).unwrap_or_default();
    let waits = filter.waits.map_or("", |waits| if waits { "waits" } else { "ended" });
    let values = params![merchant, before, supplier, statement, waits, limit];
    tx.query(&sql, values).await?.iter().map(difference).collect()
}

pub(crate) async fn count_waiting(tx: &mut Tx, supplier: SupplierId) -> Result<i64> {
    let sql =
        "select count(*) from supplier_differences where supplier = $1 and state in ('open', 'disputed')";
    tx.query_opt(sql, params![supplier]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn write(tx: &mut Tx, changes: Changes, now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into supplier_differences (id, merchant, supplier, statement, kind, movement, subject, party, order_no, \
               reference, order_id, theirs, ours, currency, happened_at, state, moved, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'open', 0, $16)";
    let types = [Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Int, Int, Text, Int, Int];
    let rows = changes.new.iter().map(|new| {
        row![
            new.id,
            new.merchant,
            new.supplier,
            new.statement,
            new.kind.code(),
            new.movement.code(),
            &new.subject,
            &new.party,
            &new.order_no,
            &new.reference,
            new.order,
            new.theirs,
            new.ours,
            new.currency,
            new.happened_at,
            now
        ]
    });
    tx.exec_each(sql, &types, rows.collect()).await?;
    let types = [Text, Text, Text, Int, Int, Int];
    let judged = |new: &Difference| {
        row![new.id, new.kind.code(), new.statement, new.theirs, new.ours, new.happened_at]
    };
    let sql = "update supplier_differences set kind = $2, statement = $3, theirs = $4, ours = $5, happened_at = $6 \
               where supplier_differences.id = $1 and supplier_differences.state in ('open', 'disputed')";
    tx.exec_each_one(sql, &types, changes.changed.iter().map(judged).collect()).await?;
    let sql = "update supplier_differences set kind = $2, statement = $3, theirs = $4, ours = $5, happened_at = $6, \
               state = 'open', outcome = null, reason = null, decided_by = null, decided_at = null \
               where supplier_differences.id = $1 and supplier_differences.state = 'closed'";
    tx.exec_each_one(sql, &types, changes.opened_again.iter().map(judged).collect()).await?;
    let sql = "update supplier_differences set state = 'closed', outcome = $2, decided_by = 'system', decided_at = $3 \
               where supplier_differences.id = $1 and supplier_differences.state in ('open', 'disputed')";
    let rows = changes.closed.iter().map(|(id, outcome)| row![*id, *outcome, now]).collect();
    tx.exec_each_one(sql, &[Text, Text, Int], rows).await
}

/// What was decided of one.
pub(crate) struct Decided<'a> {
    pub state: DifferenceState,
    pub outcome: Option<&'a str>,
    pub moved: i64,
    pub transfer: Option<String>,
    pub reason: &'a str,
    pub by: &'a str,
}

/// False where it has an end already.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: SupplierDifferenceId,
    decided: &Decided<'_>,
    now: Time,
) -> Result<bool> {
    let sql = "update supplier_differences set state = $2, outcome = $3, moved = $4, transfer = $5, reason = $6, \
               decided_by = $7, decided_at = $8 where id = $1 and state in ('open', 'disputed') and state <> $2";
    let values = params![
        id,
        decided.state.code(),
        decided.outcome.map(str::to_owned),
        decided.moved,
        decided.transfer.clone(),
        decided.reason,
        decided.by,
        now
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

/// The one that was taken back by it is no line's any more.
pub(crate) async fn retire(tx: &mut Tx, withdrawal: &str) -> Result<()> {
    let sql = "update supplier_differences set subject = 'was ' || id where id = $1 and state = 'booked'";
    let id = withdrawal.strip_prefix("withdrawn ").unwrap_or_default();
    tx.exec(sql, params![id]).await?;
    Ok(())
}

fn difference(r: &Row) -> Result<Difference> {
    Ok(Difference {
        id: r.parse(0)?,
        merchant: r.parse(1)?,
        supplier: r.parse(2)?,
        statement: r.parse(3)?,
        kind: word(r, 4)?,
        movement: word(r, 5)?,
        subject: r.text(6)?,
        party: r.text(7)?,
        order_no: r.text(8)?,
        reference: r.text(9)?,
        order: match r.get::<Option<String>>(10)? {
            Some(_) => Some(r.parse(10)?),
            None => None,
        },
        theirs: r.int(11)?,
        ours: r.int(12)?,
        currency: r.parse(13)?,
        happened_at: r.time(14)?,
        state: word(r, 15)?,
        outcome: r.get(16)?,
        reason: r.get(17)?,
        decided_by: r.get(18)?,
        decided_at: r.get(19)?,
        moved: r.int(20)?,
        created_at: r.time(21)?,
    })
}
