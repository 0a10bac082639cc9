use crate::{Result, SupplierState, SupplyRefusal, store};
use db::Tx;
use kernel::{MerchantId, Money, SkuId, SupplierId, Time, clean_line};
use std::collections::HashMap;

/// A way by which a SKU can be credited now: its supplier is on, and under contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub supplier: SupplierId,
    /// As the supplier calls the goods.
    pub product: String,
    pub unit_cost: Money,
    pub position: i64,
}

/// A route as it stands in lists, usable or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteLine {
    pub route: Route,
    pub on: bool,
    pub supplier_name: String,
    pub supplier_state: SupplierState,
    pub contract_until: Time,
    pub changed_at: Time,
    pub changed_by: String,
}

/// A route to be set, or changed.
#[derive(Clone, Debug)]
pub struct NewRoute {
    pub sku: SkuId,
    pub supplier: SupplierId,
    /// One line, up to 64 characters.
    pub product: String,
    /// In the supplier's currency: 0 (nothing is deposited there for it) to 10,000,000,000 minor units.
    pub unit_cost: i64,
    /// 0 to 1000; smaller ones are tried first.
    pub position: i64,
    pub on: bool,
}

const COST_MAX: i64 = 10_000_000_000;
const ROUTES_MAX: i64 = 10;

/// Sets by which of its suppliers a merchant's SKU can be credited. Whether the SKU is the merchant's, and of goods that are
/// credited, the caller has looked.
pub async fn put_route(tx: &mut Tx, merchant: MerchantId, new: &NewRoute, by: &str, now: Time) -> Result<()> {
    let supplier = store::lock(tx, merchant, new.supplier).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
    if supplier.state == SupplierState::Retired {
        return Err(SupplyRefusal::WrongState);
    }
    let product = clean_line(&new.product, 64).map_err(|why| SupplyRefusal::value("product", why))?;
    if !(0..=COST_MAX).contains(&new.unit_cost) {
        return Err(SupplyRefusal::value("unit_cost", "0 to 10,000,000,000 minor units"));
    }
    if !(0..=1000).contains(&new.position) {
        return Err(SupplyRefusal::value("position", "0 to 1,000"));
    }
    let new = NewRoute { product, ..new.clone() };
    if !store::change_route(tx, merchant, &new, by, now).await? {
        if store::count_routes(tx, merchant, new.sku).await? >= ROUTES_MAX {
            return Err(SupplyRefusal::TooManyRoutes);
        }
        store::insert_route(tx, merchant, &new, by, now).await?;
    }
    Ok(())
}

pub async fn remove_route(tx: &mut Tx, merchant: MerchantId, sku: SkuId, supplier: SupplierId) -> Result<()> {
    match store::remove_route(tx, merchant, sku, supplier).await? {
        true => Ok(()),
        false => Err(SupplyRefusal::NoSuchRoute),
    }
}

pub async fn routes_of_sku(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<Vec<RouteLine>> {
    Ok(store::routes(tx, merchant, ("sku", sku.to_string())).await?)
}

pub async fn routes_of_supplier(tx: &mut Tx, merchant: MerchantId, id: SupplierId) -> Result<Vec<RouteLine>> {
    Ok(store::routes(tx, merchant, ("supplier", id.to_string())).await?)
}

/// What a supplier's goods cost from now on, for all its routes of that merchant; the SKUs of those of which it was
/// something else. Goods that are none of any route's are left out; so is what costs nothing, or too much.
pub async fn requote(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    costs: &HashMap<&str, i64>,
    (by, now): (&str, Time),
) -> db::Result<Vec<SkuId>> {
    let products: Vec<String> = costs.keys().map(|&product| product.to_owned()).collect();
    let mut changed = Vec::new();
    for (sku, product, known) in store::costs(tx, merchant, supplier, products).await? {
        let Some(&cost) = costs.get(product.as_str()) else { continue };
        if cost != known && (1..=COST_MAX).contains(&cost) {
            changed.push((sku, cost));
        }
    }
    store::put_costs(tx, (merchant, supplier), &changed, (by, now)).await?;
    Ok(changed.into_iter().map(|(sku, _)| sku).collect())
}

/// The routes by which these SKUs can be credited at that moment, those to be tried first in front.
pub async fn usable(tx: &mut Tx, skus: &[SkuId], now: Time) -> db::Result<HashMap<SkuId, Vec<Route>>> {
    let mut found: HashMap<SkuId, Vec<Route>> = HashMap::new();
    for route in store::usable(tx, skus, now).await? {
        found.entry(route.sku).or_default().push(route);
    }
    Ok(found)
}
