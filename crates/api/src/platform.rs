//! What the operator's people see and do: orders, money, jobs, the machine, the shelves, the first steps.

/// The shelves of the shop.
pub(crate) mod categories;
pub(crate) mod category_fees;
/// Its lists as files.
pub(crate) mod exports;
/// From an empty shop to its first sale.
pub(crate) mod first_run;
/// What is to be done, and what could not be.
pub(crate) mod jobs;
/// The machine and its settings.
pub(crate) mod machine;
/// Payments, and money that could not simply pay its order.
pub(crate) mod money;
/// The orders of all merchants.
pub(crate) mod orders;
/// Money on its way back, and what a person says of it.
pub(crate) mod refunds;
/// Top-ups, and what goes back of them.
pub(crate) mod top_ups;

use crate::{Api, Problem};
use kernel::{Bilingual, MerchantId, clean_text};
use std::collections::HashMap;

/// How the merchants are called.
pub(crate) async fn names(
    api: &Api,
    merchants: impl IntoIterator<Item = MerchantId>,
) -> Result<HashMap<MerchantId, Bilingual>, Problem> {
    let mut ids: Vec<MerchantId> = merchants.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut tx = api.db().read().await?;
    let found = merchants::selling(&mut tx, &ids).await.map_err(Problem::internal)?;
    Ok(found.into_iter().map(|merchant| (merchant.merchant, merchant.name)).collect())
}

/// Why somebody does what cannot be undone.
pub(crate) fn reason(text: &str) -> Result<String, Problem> {
    clean_text(text, 500).map_err(|why| Problem::field("invalid_field", "/reason", format!("reason: {why}")))
}
