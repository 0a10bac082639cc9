use crate::NewUse;
use db::{Result, Tx, Ty, params, row};
use kernel::{MerchantId, OrderId, UserId};
use std::collections::HashMap;

type ByBuyer = (MerchantId, String, String);

pub(crate) async fn count(tx: &mut Tx, asked: Vec<ByBuyer>) -> Result<HashMap<ByBuyer, i64>> {
    // Grouped, so that the rows say whose they are.
    let sql = "select merchant, code, buyer_key, count(*) from coupon_uses \
               where merchant = $1 and code = $2 and buyer_key = $3 group by merchant, code, buyer_key";
    let rows = asked.into_iter().map(|(merchant, code, buyer)| row![merchant, code, buyer]).collect();
    let found = tx.query_each(sql, &[Ty::Text; 3], rows).await?;
    found.iter().map(|r| Ok(((r.parse(0)?, r.text(1)?, r.text(2)?), r.int(3)?))).collect()
}

pub(crate) async fn insert(tx: &mut Tx, uses: &[NewUse]) -> Result<()> {
    let sql = "insert into coupon_uses (merchant, order_id, code, buyer_key) values ($1, $2, $3, $4)";
    let rows = uses.iter().map(|u| row![u.merchant, u.order, &u.code, &u.buyer]).collect();
    tx.put_each(sql, &[Ty::Text; 4], rows).await
}

/// Which coupons the orders used.
pub(crate) async fn of(tx: &mut Tx, orders: &[(MerchantId, OrderId)]) -> Result<Vec<(MerchantId, String)>> {
    let sql = "select merchant, code from coupon_uses where merchant = $1 and order_id = $2";
    let rows = orders.iter().map(|(merchant, order)| row![*merchant, *order]).collect();
    let found = tx.query_each(sql, &[Ty::Text; 2], rows).await?;
    found.iter().map(|r| Ok((r.parse(0)?, r.text(1)?))).collect()
}

/// Which coupons they were of.
pub(crate) async fn take_away(
    tx: &mut Tx,
    orders: &[(MerchantId, OrderId)],
) -> Result<Vec<(MerchantId, String)>> {
    let found = of(tx, orders).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "delete from coupon_uses where coupon_uses.merchant = $1 and coupon_uses.order_id = $2";
    let rows = orders.iter().map(|(merchant, order)| row![*merchant, *order]).collect();
    tx.exec_each(sql, &[Ty::Text; 2], rows).await?;
    Ok(found)
}

pub(crate) async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("update coupon_uses set buyer_key = '' where buyer_key = $1", params![user]).await?;
    Ok(())
}

/// The keyed digests of contacts, and no users.
pub(crate) async fn forget_guests(tx: &mut Tx, orders: &[String]) -> Result<()> {
    let sql = "update coupon_uses set buyer_key = '' where coupon_uses.order_id = $1 and coupon_uses.buyer_key like 'k:%'";
    tx.exec_each(sql, &[Ty::Text], orders.iter().map(|id| row![id]).collect()).await?;
    Ok(())
}
