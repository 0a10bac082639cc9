use super::call::Told;
use crate::words::unreadable;
use crate::yuan;
use kernel::Secret;
use outbound::flat::Flat;
use outbound::said::said;
use ports::{SupplierProduct, SupplyError, Wanted};

/// Goods for crediting; keys (`卡密`) are not, and what has no number or no price cannot be ordered.
pub(super) fn read(told: &Told, secret: &Secret<String>) -> Result<Vec<SupplierProduct>, SupplyError> {
    if !told.is_good() {
        return Err(SupplyError::Unknown(said(&told.message, secret.expose())));
    }
    let list: Vec<Flat> = serde_json::from_str(&told.result).map_err(|_| unreadable("result"))?;
    let direct = list.iter().filter(|goods| goods.text("product_type") != "卡密");
    Ok(direct.filter_map(product).collect())
}

fn product(goods: &Flat) -> Option<SupplierProduct> {
    let number = Some(goods.text("product_id")).filter(|number| !number.is_empty())?;
    Some(SupplierProduct {
        product: number,
        name: goods.text("product_name"),
        wanted: Wanted::Credit,
        cost: yuan::up(yuan::read(&goods.text("purchase_price"))?),
        // Of what there is only that much is told.
        stock: (goods.text("stock_status") == "断货").then_some(0),
        // The list holds what is on sale, so silence means that.
        on_sale: matches!(goods.text("sales_status").as_str(), "上架" | ""),
    })
}
