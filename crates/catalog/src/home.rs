use crate::list::Wanted;
use crate::{Category, OfferFilter, OfferView, store};
use db::Db;
use serde::Serialize;
use std::collections::HashMap;

const PER_SHELF: usize = 8;
const READ_MAX: i64 = 2_000;

/// A category with its first products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shelf {
    pub category: Category,
    /// At most eight, one offer for each product.
    pub offers: Vec<OfferView>,
}

/// The front page: the categories that have something on sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Home {
    pub shelves: Vec<Shelf>,
}

/// The front page from the database. [`crate::Listing`] keeps it in memory.
pub async fn home(db: &Db) -> db::Result<Home> {
    let mut tx = db.snapshot().await?;
    let categories = store::categories::all(&mut tx).await?;
    let filter = OfferFilter { one_per_product: true, ..OfferFilter::default() };
    let offers = match Wanted::from(&filter) {
        Some(wanted) => store::offers::on_sale(&mut tx, &wanted, None, READ_MAX).await?,
        None => Vec::new(),
    };
    Ok(Home::arrange(&categories, &offers))
}

impl Home {
    /// From offers in the order of the list.
    pub(crate) fn arrange(categories: &[Category], offers: &[OfferView]) -> Self {
        let mut by_category: HashMap<&str, Vec<&OfferView>> = HashMap::new();
        for offer in offers {
            let shelf = by_category.entry(&offer.category).or_default();
            if shelf.len() < PER_SHELF && shelf.iter().all(|other| other.product != offer.product) {
                shelf.push(offer);
            }
        }
        let shelf = |category: &Category| {
            let offers =
                by_category.get(category.code.as_str())?.iter().map(|&offer| offer.clone()).collect();
            Some(Shelf { category: category.clone(), offers })
        };
        Self { shelves: categories.iter().filter_map(shelf).collect() }
    }
}
