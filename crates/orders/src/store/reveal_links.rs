use crate::LinkView;
use db::{Result, Row, Tx, params};
use kernel::{DeliveryId, MerchantId, OrderId, Time};

type Digest = [u8; 32];

/// A link as it is stored.
pub(crate) struct Link {
    pub merchant: MerchantId,
    pub delivery: DeliveryId,
    pub used: bool,
    pub expires_at: Time,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    digest: Digest,
    merchant: MerchantId,
    id: DeliveryId,
    by: &str,
    (now, expires_at): (Time, Time),
) -> Result<()> {
    let sql = "insert into reveal_links (digest, merchant, order_id, seq, made_by, created_at, expires_at, state, refused) \
               values ($1, $2, $3, $4, $5, $6, $7, 'open', 0)";
    tx.exec_one(sql, params![digest, merchant, id.order, id.seq, by, now, expires_at]).await
}

/// Open links to the delivery that have not expired.
pub(crate) async fn count_open(tx: &mut Tx, merchant: MerchantId, id: DeliveryId, now: Time) -> Result<i64> {
    let sql = "select count(*) from reveal_links where merchant = $1 and order_id = $2 and seq = $3 \
               and state = 'open' and expires_at > $4";
    tx.query_opt(sql, params![merchant, id.order, id.seq, now]).await?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) async fn find(tx: &mut Tx, digest: Digest) -> Result<Option<Link>> {
    let sql = "select merchant, order_id, seq, state, expires_at from reveal_links where digest = $1";
    let Some(row) = tx.query_opt(sql, params![digest]).await? else { return Ok(None) };
    Ok(Some(Link {
        merchant: row.parse(0)?,
        delivery: DeliveryId { order: row.parse(1)?, seq: row.int(2)? },
        used: row.text(3)? != "open",
        expires_at: row.time(4)?,
    }))
}

/// False where it was used before, has expired, or never was. Of many at once, one is told true.
pub(crate) async fn use_up(tx: &mut Tx, digest: Digest, now: Time, from: &str) -> Result<bool> {
    let sql = "update reveal_links set state = 'used', used_at = $2, used_from = $3 \
               where digest = $1 and state = 'open' and expires_at > $2";
    Ok(tx.exec(sql, params![digest, now, from]).await? == 1)
}

/// Counts an opening that was refused; true where it is to be reported, once in that time.
pub(crate) async fn refuse(
    tx: &mut Tx,
    digest: Digest,
    now: Time,
    quiet_since: Time,
    from: &str,
) -> Result<bool> {
    let sql = "update reveal_links set refused = refused + 1, refused_at = $2, refused_from = $3 \
               where digest = $1 and state = 'used'";
    tx.exec(sql, params![digest, now, from]).await?;
    let sql = "update reveal_links set alarmed_at = $2 where digest = $1 and state = 'used' \
               and (alarmed_at is null or alarmed_at < $3)";
    Ok(tx.exec(sql, params![digest, now, quiet_since]).await? == 1)
}

/// Those of an order, newest first.
pub(crate) async fn of_order(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
    now: Time,
) -> Result<Vec<LinkView>> {
    let sql = "select seq, made_by, created_at, expires_at, state, used_at, used_from, refused, refused_at, refused_from \
               from reveal_links where merchant = $1 and order_id = $2 order by created_at desc, seq limit 100";
    let rows = tx.query(sql, params![merchant, order]).await?;
    rows.iter().map(|row| view(row, order, now)).collect()
}

fn view(row: &Row, order: OrderId, now: Time) -> Result<LinkView> {
    let expires_at = row.time(3)?;
    let state = match row.text(4)?.as_str() {
        "open" if expires_at <= now => "expired",
        "open" => "open",
        _ => "used",
    };
    Ok(LinkView {
        delivery: DeliveryId { order, seq: row.int(0)? },
        made_by: row.text(1)?,
        created_at: row.time(2)?,
        expires_at,
        state,
        used_at: row.get(5)?,
        used_from: row.get(6)?,
        refused: row.int(7)?,
        refused_at: row.get(8)?,
        refused_from: row.get(9)?,
    })
}

pub(crate) async fn forget_before(tx: &mut Tx, before: Time, limit: i64) -> Result<u64> {
    let sql = "delete from reveal_links where digest in \
               (select digest from reveal_links where expires_at < $1 order by expires_at limit $2)";
    tx.exec(sql, params![before, limit]).await
}
