use super::goods::{PRODUCTS_MAX, has_fields, list};
use crate::plain::is_number;
use crate::words::unreadable;
use crate::yuan;
use outbound::flat::Flat;
use ports::{SupplierProduct, SupplyError, Wanted};

/// Every SKU of all goods; what has no number or no price cannot be ordered.
pub(super) fn read(told: &Flat) -> Result<Vec<SupplierProduct>, SupplyError> {
    let all = told.raw("data").and_then(list).ok_or_else(|| unreadable("list of goods"))?;
    let mut products: Vec<SupplierProduct> = all.iter().flat_map(skus).collect();
    products.truncate(PRODUCTS_MAX);
    Ok(products)
}

fn skus(goods: &Flat) -> Vec<SupplierProduct> {
    let skus = goods.raw("sku").and_then(list).unwrap_or_default();
    let wanted = if has_fields(goods.raw("widget")) { Wanted::Credit } else { Wanted::Keys };
    let product = |sku: &Flat| {
        Some(SupplierProduct {
            product: Some(sku.text("id")).filter(|id| is_number(id, 18))?,
            name: format!("{} / {}", goods.text("name"), sku.text("name")),
            wanted,
            cost: yuan::up(yuan::read(&sku.text("stock_price"))?),
            // Some shops say it in words.
            stock: sku.text("stock").parse().ok(),
            on_sale: true,
        })
    };
    skus.iter().filter_map(product).collect()
}
