use super::{off, offers, offers_text, state, window};
use crate::Coupon;
use db::{Result, Row, Tx, Ty, params, row};
use kernel::MerchantId;
use std::collections::{BTreeMap, HashMap};

const COLUMNS: &str =
    "merchant, code, kind, off, currency, least, offers, uses_most, uses_each, since, until, state, used";

pub(crate) async fn all(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Coupon>> {
    let sql = format!("select {COLUMNS} from price_coupons where merchant = $1 order by code");
    tx.query(&sql, params![merchant]).await?.iter().map(coupon).collect()
}

pub(crate) async fn read(
    tx: &mut Tx,
    keys: &[(MerchantId, String)],
    locked: bool,
) -> Result<HashMap<(MerchantId, String), Coupon>> {
    let held = if locked { " for update" } else { "" };
    let sql = format!("select {COLUMNS} from price_coupons where merchant = $1 and code = $2{held}");
    let rows = keys.iter().map(|(merchant, code)| row![*merchant, code]).collect();
    let found = tx.query_each(&sql, &[Ty::Text; 2], rows).await?;
    found.iter().map(|r| coupon(r).and_then(|c| Ok(((r.parse(0)?, c.code.clone()), c)))).collect()
}

pub(crate) async fn change(tx: &mut Tx, merchant: MerchantId, c: &Coupon) -> Result<bool> {
    let sql = "update price_coupons set kind = $3, off = $4, currency = $5, least = $6, offers = $7, uses_most = $8, \
               uses_each = $9, since = $10, until = $11, state = $12 where merchant = $1 and code = $2";
    Ok(tx.exec(sql, &values(merchant, c)?).await? == 1)
}

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, c: &Coupon) -> Result<()> {
    let sql = "insert into price_coupons (merchant, code, kind, off, currency, least, offers, uses_most, uses_each, since, \
               until, state, used) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)";
    tx.exec_one(sql, &values(merchant, c)?).await
}

fn values(merchant: MerchantId, c: &Coupon) -> Result<Vec<db::Value>> {
    Ok(row![
        merchant,
        &c.code,
        c.off.kind(),
        c.off.value(),
        c.currency,
        c.least,
        offers_text(&c.offers)?,
        c.uses_most,
        c.uses_each,
        c.window.from,
        c.window.until,
        state(c.on)
    ])
}

/// Each must be there, and have so many uses left: it was read with a lock.
pub(crate) async fn count_up(tx: &mut Tx, counts: &BTreeMap<(MerchantId, String), i64>) -> Result<()> {
    let sql = "update price_coupons set used = used + $3 where price_coupons.merchant = $1 and price_coupons.code = $2 \
               and (uses_most is null or used + $3 <= uses_most)";
    let rows = counts.iter().map(|((merchant, code), count)| row![*merchant, code, *count]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}

/// One that was removed meanwhile has nothing to count.
pub(crate) async fn count_down(tx: &mut Tx, counts: &BTreeMap<(MerchantId, String), i64>) -> Result<()> {
    let sql = "update price_coupons set used = used - $3 where price_coupons.merchant = $1 and price_coupons.code = $2 \
               and used >= $3";
    let rows = counts.iter().map(|((merchant, code), count)| row![*merchant, code, *count]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    Ok(())
}

fn coupon(r: &Row) -> Result<Coupon> {
    Ok(Coupon {
        code: r.text(1)?,
        off: off(r, 2)?,
        currency: r.parse(4)?,
        least: r.int(5)?,
        offers: offers(r, 6)?,
        uses_most: r.get(7)?,
        uses_each: r.get(8)?,
        window: window(r, 9)?,
        on: r.text(11)? == "on",
        used: r.int(12)?,
    })
}
