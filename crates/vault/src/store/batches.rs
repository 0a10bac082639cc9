use crate::merkle::Hash;
use crate::{Batch, BatchFilter, BatchState, NewBatch, Provenance};
use db::{DbError, Result, Row, Tx, params};
use kernel::{BatchId, MerchantId, Money, Time, hex};

/// What a chunk adds to its batch.
pub(crate) struct Growth {
    pub items: i64,
    pub units: i64,
    pub duplicates: i64,
    pub bad: i64,
    /// The first and the last number.
    pub numbers: Option<(i64, i64)>,
}

pub(crate) const COLUMNS: &str = "select merchant, id, no, sku, state, supplier, reference, cost, currency, imported_by, format, \
     use_limit, expires_at, items, units, duplicates, bad, withdrawn, file_digest, merkle_root, created_at, finished_at, \
     first_number, last_number from vault_batches";

pub(crate) fn from_row(row: &Row) -> Result<Batch> {
    let cost = match (row.get::<Option<i64>>(7)?, row.parse_opt(8)?) {
        (Some(minor), Some(currency)) => Some(Money::new(minor, currency)),
        (None, None) => None,
        _ => return Err(DbError::Decode("the cost of a batch has no currency".into())),
    };
    let in_hex = |column| Ok::<_, DbError>(row.get::<Option<Vec<u8>>>(column)?.map(hex));
    let numbers = row.get::<Option<i64>>(22)?.zip(row.get::<Option<i64>>(23)?);
    Ok(Batch {
        merchant: row.parse(0)?,
        id: row.parse(1)?,
        no: row.int(2)?,
        sku: row.parse(3)?,
        state: row.get(4)?,
        provenance: Provenance {
            supplier: row.text(5)?,
            reference: row.text(6)?,
            cost,
            imported_by: row.text(9)?,
        },
        format: row.get(10)?,
        use_limit: row.get(11)?,
        expires_at: row.get(12)?,
        items: row.int(13)?,
        units: row.int(14)?,
        duplicates: row.int(15)?,
        bad: row.int(16)?,
        withdrawn: row.int(17)?,
        file_digest: in_hex(18)?,
        merkle_root: in_hex(19)?,
        created_at: row.time(20)?,
        finished_at: row.get(21)?,
        numbers,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    new: &NewBatch,
    from: &Provenance,
    (id, no): (BatchId, i64),
    wrapped_key: Vec<u8>,
    now: Time,
) -> Result<()> {
    let sql = "insert into vault_batches (merchant, id, no, sku, state, supplier, reference, cost, currency, imported_by, \
               format, use_limit, expires_at, wrapped_key, items, units, duplicates, bad, withdrawn, created_at, \
               touched_at) values ($1, $2, $3, $4, 'importing', $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, \
               $14, $14)";
    let (cost, currency) = (from.cost.map(|c| c.minor), from.cost.map(|c| c.currency));
    let values = params![
        new.merchant,
        id,
        no,
        new.sku,
        &from.supplier,
        &from.reference,
        cost,
        currency,
        &from.imported_by,
        new.format.code(),
        new.use_limit,
        new.expires_at,
        wrapped_key,
        now
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn get(tx: &mut Tx, merchant: MerchantId, id: BatchId) -> Result<Option<Batch>> {
    let sql = format!("{COLUMNS} where merchant = $1 and id = $2");
    tx.query_opt(&sql, params![merchant, id]).await?.as_ref().map(from_row).transpose()
}

/// With ids before that one, newest first.
pub(crate) async fn page(
    tx: &mut Tx,
    merchant: MerchantId,
    filter: &BatchFilter,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Batch>> {
    let sql = format!(
        "{COLUMNS} where merchant = $1 and id < $2 and ($3 = '' or sku = $3) and ($4 = '' or state = $4) and \
         ($5 = '%%' or lower(supplier || ' ' || reference || ' ' || id) like $5 escape '!') order by id desc limit $6"
    );
    let sku = filter.sku.map_or(String::new(), |id| id.to_string());
    let state = filter.state.map_or("", BatchState::code);
    let words = filter.search.trim().to_lowercase();
    let words = format!("%{}%", words.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    let values = params![merchant, before.unwrap_or("~"), sku, state, words, limit];
    tx.query(&sql, values).await?.iter().map(from_row).collect()
}

/// Imports of which nothing was stored since that time, the oldest first.
pub(crate) async fn stale(tx: &mut Tx, since: Time, limit: i64) -> Result<Vec<Batch>> {
    let sql = format!("{COLUMNS} where state = 'importing' and touched_at < $1 order by touched_at limit $2");
    tx.query(&sql, params![since, limit]).await?.iter().map(from_row).collect()
}

/// False where the import was closed.
pub(crate) async fn grow(
    tx: &mut Tx,
    merchant: MerchantId,
    id: BatchId,
    now: Time,
    by: &Growth,
) -> Result<bool> {
    let sql = "update vault_batches set items = items + $3, units = units + $4, duplicates = duplicates + $5, \
               bad = bad + $6, first_number = coalesce(first_number, $7), last_number = coalesce($8, last_number), \
               touched_at = $9 where merchant = $1 and id = $2 and state = 'importing'";
    let (first, last) = (by.numbers.map(|n| n.0), by.numbers.map(|n| n.1));
    let values = params![merchant, id, by.items, by.units, by.duplicates, by.bad, first, last, now];
    Ok(tx.exec(sql, values).await? == 1)
}

/// False where the import was closed, or holds another number of items than the root stands over.
pub(crate) async fn close(
    tx: &mut Tx,
    merchant: MerchantId,
    id: BatchId,
    items: i64,
    digest: Option<Vec<u8>>,
    root: Hash,
    now: Time,
) -> Result<bool> {
    let sql = "update vault_batches set state = 'in_stock', file_digest = $4, merkle_root = $5, finished_at = $6 \
               where merchant = $1 and id = $2 and state = 'importing' and items = $3";
    Ok(tx.exec(sql, params![merchant, id, items, digest, root, now]).await? == 1)
}

pub(crate) async fn withdraw(tx: &mut Tx, merchant: MerchantId, id: BatchId, units: i64) -> Result<()> {
    let sql = "update vault_batches set state = 'withdrawn', withdrawn = withdrawn + $3 \
               where merchant = $1 and id = $2 and state = 'in_stock'";
    tx.exec_one(sql, params![merchant, id, units]).await
}

/// Single items of the batch left the shelf.
pub(crate) async fn lapse(tx: &mut Tx, merchant: MerchantId, no: i64, units: i64) -> Result<()> {
    let sql = "update vault_batches set withdrawn = withdrawn + $3 where merchant = $1 and no = $2";
    tx.exec_one(sql, params![merchant, no, units]).await
}
