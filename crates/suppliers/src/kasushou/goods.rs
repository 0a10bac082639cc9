use crate::words::unreadable;
use crate::yuan;
use outbound::flat::Flat;
use ports::{SupplierProduct, SupplyError, Wanted};

/// So many goods are asked for at once.
pub(super) const A_PAGE: usize = 100;

pub(super) struct Page {
    pub products: Vec<SupplierProduct>,
    /// There may be another.
    pub is_full: bool,
}

/// Goods for crediting; what has no number or no price cannot be ordered.
pub(super) fn read(told: &Flat) -> Result<Page, SupplyError> {
    let data = told.within("data");
    let list = data.raw("list").and_then(|raw| serde_json::from_str::<Vec<Flat>>(raw.get()).ok());
    let list = list.ok_or_else(|| unreadable("list"))?;
    let credited = list.iter().filter(|goods| goods.text("goods_type") != "1");
    Ok(Page { products: credited.filter_map(product).collect(), is_full: list.len() >= A_PAGE })
}

fn product(goods: &Flat) -> Option<SupplierProduct> {
    let number = Some(goods.text("id")).filter(|number| !number.is_empty())?;
    Some(SupplierProduct {
        product: number,
        name: goods.text("goods_name"),
        wanted: Wanted::Credit,
        cost: yuan::up(yuan::read(&goods.text("goods_price"))?),
        stock: goods.text("stock_num").parse().ok(),
        on_sale: goods.text("status") == "1",
    })
}
