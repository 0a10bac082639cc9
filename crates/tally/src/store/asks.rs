use crate::take::Whose;
use db::{Result, Tx, params};
use kernel::{SupplierId, Time};

/// Takes a day that is due until that end of the lease; how often it was tried, this time too. None where somebody else
/// has it, or it is not due yet.
pub(crate) async fn claim(
    tx: &mut Tx,
    whose: &Whose,
    day: &str,
    now: Time,
    lease_end: Time,
) -> Result<Option<i64>> {
    let sql = "insert into supplier_statement_asks (supplier, day, merchant, tries, due_at, said) values ($1, $2, $3, 0, $4, '') \
               on conflict (supplier, day) do nothing";
    tx.exec(sql, params![whose.supplier, day, whose.merchant, now]).await?;
    let sql = "update supplier_statement_asks set due_at = $4, tries = tries + 1 \
               where supplier = $1 and day = $2 and due_at <= $3 returning tries";
    let row = tx.query_opt(sql, params![whose.supplier, day, now, lease_end]).await?;
    row.map(|r| r.int(0)).transpose()
}

/// It is there; it is not asked for again before then.
pub(crate) async fn came(tx: &mut Tx, supplier: SupplierId, day: &str, again_at: Time) -> Result<()> {
    let sql = "update supplier_statement_asks set due_at = $3, tries = 0, said = '' where supplier = $1 and day = $2";
    tx.exec(sql, params![supplier, day, again_at]).await?;
    Ok(())
}

pub(crate) async fn failed(
    tx: &mut Tx,
    supplier: SupplierId,
    day: &str,
    (said, again_at): (&str, Time),
) -> Result<()> {
    let sql = "update supplier_statement_asks set due_at = $4, said = $3 where supplier = $1 and day = $2";
    tx.exec(sql, params![supplier, day, said, again_at]).await?;
    Ok(())
}

/// False where its people were told before.
pub(crate) async fn tell_once(tx: &mut Tx, supplier: SupplierId, day: &str, now: Time) -> Result<bool> {
    let sql = "update supplier_statement_asks set told_at = $3 where supplier = $1 and day = $2 and told_at is null";
    Ok(tx.exec(sql, params![supplier, day, now]).await? == 1)
}
