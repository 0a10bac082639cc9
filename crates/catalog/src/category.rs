use crate::{CatalogRefusal, check, store};
use db::{Db, Tx};
use kernel::Bilingual;
use serde::Serialize;

/// A shelf of the shop, set up by the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Part of the address: `[a-z0-9-]`.
    pub code: String,
    pub name: Bilingual,
    /// The name of a built-in icon, or empty.
    pub icon: String,
    /// Smaller ones come first.
    pub sort: i64,
}

/// Creates the category, or changes the one with this code.
pub async fn put_category(tx: &mut Tx, category: &Category) -> Result<(), CatalogRefusal> {
    check::slug("code", &category.code)?;
    if !category.icon.is_empty() {
        check::slug("icon", &category.icon)?;
    }
    check::sort(category.sort)?;
    let name = check::name(["name_zh", "name_en"], &category.name, 40)?;
    store::categories::put(tx, &Category { name, ..category.clone() }).await?;
    Ok(())
}

/// All of them, in the order of the shop.
pub async fn categories(db: &Db) -> db::Result<Vec<Category>> {
    store::categories::all(&mut db.read().await?).await
}
