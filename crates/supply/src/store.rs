use crate::{NewRoute, Quoting, Report, Route, RouteLine, SupplierState};
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{Currency, MerchantId, Money, SkuId, SupplierId, Time};

/// A supplier as it is stored: its settings are sealed.
#[derive(Clone)]
pub(crate) struct Stored {
    pub id: SupplierId,
    pub merchant: MerchantId,
    pub kind: String,
    pub name: String,
    pub currency: Currency,
    pub sealed: Vec<u8>,
    pub state: SupplierState,
    pub contract: String,
    pub contract_until: Time,
    pub balance: Option<(i64, Time)>,
    pub version: i64,
    pub created_at: Time,
    pub changed_at: Time,
    pub changed_by: String,
}

const COLUMNS: &str = "id, merchant, kind, name, currency, sealed, state, contract, contract_until, balance, balance_at, \
     version, created_at, changed_at, changed_by";

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Stored>> {
    let sql = format!("select {COLUMNS} from suppliers where merchant = $1 order by id");
    tx.query(&sql, params![merchant]).await?.iter().map(read).collect()
}

pub(crate) async fn names(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<(SupplierId, String)>> {
    let rows = tx.query("select id, name from suppliers where merchant = $1", params![merchant]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.text(1)?))).collect()
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, id: SupplierId) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from suppliers where id = $1 and merchant = $2");
    tx.query_opt(&sql, params![id, merchant]).await?.as_ref().map(read).transpose()
}

/// Held until the commit.
pub(crate) async fn lock(tx: &mut Tx, merchant: MerchantId, id: SupplierId) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from suppliers where id = $1 and merchant = $2 for update");
    tx.query_opt(&sql, params![id, merchant]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn many(tx: &mut Tx, ids: &[SupplierId]) -> Result<Vec<Stored>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(SupplierId::to_string).collect();
    let sql = format!("select {COLUMNS} from suppliers where id = any($1)");
    tx.query(&sql, params![ids]).await?.iter().map(read).collect()
}

pub(crate) async fn versions(tx: &mut Tx, ids: &[SupplierId]) -> Result<Vec<(SupplierId, i64)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(SupplierId::to_string).collect();
    let rows = tx.query("select id, version from suppliers where id = any($1)", params![ids]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

pub(crate) async fn merchant_of(tx: &mut Tx, id: SupplierId) -> Result<Option<MerchantId>> {
    let found = tx.query_opt("select merchant from suppliers where id = $1", params![id]).await?;
    found.map(|r| r.parse(0)).transpose()
}

pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(*) from suppliers where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn insert(tx: &mut Tx, s: &Stored) -> Result<()> {
    let sql = "insert into suppliers (id, merchant, kind, name, currency, sealed, state, contract, contract_until, version, \
               created_at, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let values = params![
        s.id,
        s.merchant,
        &s.kind,
        &s.name,
        s.currency,
        s.sealed.clone(),
        s.state.code(),
        &s.contract,
        s.contract_until,
        s.version,
        s.created_at,
        s.changed_at,
        &s.changed_by
    ];
    tx.exec_one(sql, values).await
}

/// From the version before, which is locked.
pub(crate) async fn change(tx: &mut Tx, s: &Stored) -> Result<()> {
    let sql = "update suppliers set name = $3, sealed = $4, state = $5, contract = $6, contract_until = $7, version = $8, \
               changed_at = $9, changed_by = $10 where id = $1 and merchant = $2 and version = $8 - 1";
    let values = params![
        s.id,
        s.merchant,
        &s.name,
        s.sealed.clone(),
        s.state.code(),
        &s.contract,
        s.contract_until,
        s.version,
        s.changed_at,
        &s.changed_by
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn put_balance(tx: &mut Tx, id: SupplierId, minor: i64, now: Time) -> Result<()> {
    let sql = "update suppliers set balance = $2, balance_at = $3 where id = $1";
    tx.exec_one(sql, params![id, minor, now]).await
}

fn read(r: &Row) -> Result<Stored> {
    let balance = r.get::<Option<i64>>(9)?.zip(r.get::<Option<Time>>(10)?);
    Ok(Stored {
        id: r.parse(0)?,
        merchant: r.parse(1)?,
        kind: r.text(2)?,
        name: r.text(3)?,
        currency: r.parse(4)?,
        sealed: r.get(5)?,
        state: state(r, 6)?,
        contract: r.text(7)?,
        contract_until: r.time(8)?,
        balance,
        version: r.int(11)?,
        created_at: r.time(12)?,
        changed_at: r.time(13)?,
        changed_by: r.text(14)?,
    })
}

fn state(r: &Row, at: usize) -> Result<SupplierState> {
    r.text(at)?.parse().map_err(|()| DbError::Decode("an unknown state of a supplier".into()))
}

pub(crate) async fn change_route(
    tx: &mut Tx,
    merchant: MerchantId,
    new: &NewRoute,
    by: &str,
    now: Time,
) -> Result<bool> {
    let sql = "update supply_routes set product = $4, unit_cost = $5, position = $6, state = $7, changed_at = $8, \
               changed_by = $9 where sku = $1 and supplier = $2 and merchant = $3";
    Ok(tx.exec(sql, &route_values(merchant, new, by, now)).await? == 1)
}

pub(crate) async fn insert_route(
    tx: &mut Tx,
    merchant: MerchantId,
    new: &NewRoute,
    by: &str,
    now: Time,
) -> Result<()> {
    let sql = "insert into supply_routes (sku, supplier, merchant, product, unit_cost, position, state, changed_at, \
               changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    tx.exec_one(sql, &route_values(merchant, new, by, now)).await
}

fn route_values(merchant: MerchantId, new: &NewRoute, by: &str, now: Time) -> Vec<db::Value> {
    let state = if new.on { "on" } else { "off" };
    db::row![new.sku, new.supplier, merchant, &new.product, new.unit_cost, new.position, state, now, by]
}

pub(crate) async fn count_routes(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<i64> {
    let sql = "select count(*) from supply_routes where sku = $1 and merchant = $2";
    tx.query_opt(sql, params![sku, merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn remove_route(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    supplier: SupplierId,
) -> Result<bool> {
    let sql = "delete from supply_routes where sku = $1 and supplier = $2 and merchant = $3";
    Ok(tx.exec(sql, params![sku, supplier, merchant]).await? == 1)
}

const ROUTE: &str = "r.merchant, r.sku, r.supplier, r.product, r.unit_cost, s.currency, r.position";

/// Of a merchant, with that value in that column.
pub(crate) async fn routes(
    tx: &mut Tx,
    merchant: MerchantId,
    (column, value): (&'static str, String),
) -> Result<Vec<RouteLine>> {
    let sql = format!(
        "select {ROUTE}, r.state, s.name, s.state, s.contract_until, r.changed_at, r.changed_by from supply_routes r \
         join suppliers s on s.id = r.supplier where r.{column} = $1 and r.merchant = $2 order by r.sku, r.position, r.supplier"
    );
    let rows = tx.query(&sql, params![value, merchant]).await?;
    rows.iter()
        .map(|r| {
            Ok(RouteLine {
                route: route(r)?,
                on: r.text(7)? == "on",
                supplier_name: r.text(8)?,
                supplier_state: state(r, 9)?,
                contract_until: r.time(10)?,
                changed_at: r.time(11)?,
                changed_by: r.text(12)?,
            })
        })
        .collect()
}

/// SKU, goods and cost of the routes to that supplier's goods.
pub(crate) async fn costs(
    tx: &mut Tx,
    merchant: MerchantId,
    supplier: SupplierId,
    products: Vec<String>,
) -> Result<Vec<(SkuId, String, i64)>> {
    let sql = "select sku, product, unit_cost from supply_routes where supplier = $1 and product = any($2) \
               and merchant = $3";
    let rows = tx.query(sql, params![supplier, products, merchant]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.text(1)?, r.int(2)?))).collect()
}

pub(crate) async fn put_costs(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    costs: &[(SkuId, i64)],
    (by, now): (&str, Time),
) -> Result<()> {
    let sql = "update supply_routes set unit_cost = $4, changed_at = $5, changed_by = $6 \
               where supply_routes.sku = $1 and supply_routes.supplier = $2 and supply_routes.merchant = $3";
    let rows = costs.iter().map(|(sku, cost)| row![*sku, supplier, merchant, *cost, now, by]).collect();
    tx.put_each(sql, &[Ty::Text, Ty::Text, Ty::Text, Ty::Int, Ty::Int, Ty::Text], rows).await
}

pub(crate) async fn watched(tx: &mut Tx, now: Time) -> Result<Vec<Quoting>> {
    let sql = "select s.merchant, s.id, s.currency from suppliers s where s.state = 'on' and s.contract_until > $1 \
               and exists (select 1 from supply_routes r where r.supplier = s.id) order by s.id";
    let rows = tx.query(sql, params![now]).await?;
    rows.iter()
        .map(|r| Ok(Quoting { merchant: r.parse(0)?, supplier: r.parse(1)?, currency: r.parse(2)? }))
        .collect()
}

pub(crate) async fn put_report(tx: &mut Tx, of: (MerchantId, SupplierId), now: Time) -> Result<()> {
    let sql = "insert into supplier_goods_reports (merchant, supplier, reported_at, asked_at, ask_after) \
               values ($1, $2, $3, 0, 0) on conflict (supplier) do update set reported_at = excluded.reported_at";
    tx.exec(sql, params![of.0, of.1, now]).await?;
    Ok(())
}

/// Reported after the second moment.
pub(crate) async fn due_reports(tx: &mut Tx, (now, since): (Time, Time), limit: i64) -> Result<Vec<Report>> {
    let sql = "select s.merchant, s.id, s.currency, p.ask_after from supplier_goods_reports p \
               join suppliers s on s.id = p.supplier where p.reported_at >= p.asked_at and p.ask_after <= $1 \
               and p.reported_at > $2 and s.state = 'on' and s.contract_until > $1 order by p.ask_after, s.id limit $3";
    let rows = tx.query(sql, params![now, since, limit]).await?;
    let quoting = |r: &Row| {
        Ok::<_, db::DbError>(Quoting { merchant: r.parse(0)?, supplier: r.parse(1)?, currency: r.parse(2)? })
    };
    rows.iter().map(|r| Ok(Report { quoting: quoting(r)?, ask_after: r.time(3)? })).collect()
}

pub(crate) async fn take_report(tx: &mut Tx, report: &Report, until: Time) -> Result<bool> {
    let sql = "update supplier_goods_reports set ask_after = $3 where supplier = $1 and ask_after = $2";
    Ok(tx.exec(sql, params![report.quoting.supplier, report.ask_after, until]).await? == 1)
}

pub(crate) async fn answered(
    tx: &mut Tx,
    supplier: SupplierId,
    (asked_at, next): (Time, Time),
) -> Result<()> {
    let sql = "update supplier_goods_reports set asked_at = $2, ask_after = $3 where supplier = $1";
    tx.exec(sql, params![supplier, asked_at, next]).await?;
    Ok(())
}

pub(crate) async fn connected(tx: &mut Tx) -> Result<Vec<(Quoting, Time)>> {
    let sql = "select merchant, id, currency, created_at from suppliers where state = 'on' order by id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            let of = Quoting { merchant: r.parse(0)?, supplier: r.parse(1)?, currency: r.parse(2)? };
            Ok((of, r.time(3)?))
        })
        .collect()
}

pub(crate) async fn usable(tx: &mut Tx, skus: &[SkuId], now: Time) -> Result<Vec<Route>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = skus.iter().map(SkuId::to_string).collect();
    let sql = format!(
        "select {ROUTE} from supply_routes r join suppliers s on s.id = r.supplier where r.sku = any($1) \
         and r.state = 'on' and s.state = 'on' and s.contract_until > $2 order by r.sku, r.position, r.supplier"
    );
    tx.query(&sql, params![ids, now]).await?.iter().map(route).collect()
}

fn route(r: &Row) -> Result<Route> {
    Ok(Route {
        merchant: r.parse(0)?,
        sku: r.parse(1)?,
        supplier: r.parse(2)?,
        product: r.text(3)?,
        unit_cost: Money::new(r.int(4)?, r.parse(5)?),
        position: r.int(6)?,
    })
}
