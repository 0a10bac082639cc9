use super::follow;
use crate::Api;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Amount, Answer, List, ok};
use axum::extract::State;
use kernel::{Page, PageAsk, SupplierId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watch::Quote;

/// What a supplier's goods cost now.
#[derive(Deserialize, ToSchema)]
#[schema(as = PushQuotes)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuotesBody {
    /// 1 to 5,000 of them; the last line about the same goods counts.
    items: Vec<QuoteBody>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PushQuote)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuoteBody {
    /// As routes name it: one line, up to 64 characters.
    product: String,
    /// For one unit, in minor units of the supplier's currency: 1 to 10,000,000,000.
    #[schema(minimum = 1)]
    cost: i64,
    /// How many it has; null: not said.
    stock: Option<i64>,
}

/// What came of the quotes.
#[derive(Serialize, ToSchema)]
#[schema(as = QuotesTaken)]
pub(crate) struct TakenAnswer {
    lines: usize,
    /// Goods of which something was new.
    changed: usize,
    /// SKUs that cost something else by this supplier now.
    skus: usize,
}

/// The last that a supplier said of its goods.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierQuote)]
pub(crate) struct QuoteAnswer {
    product: String,
    cost: Amount,
    /// Null: it did not say.
    stock: Option<i64>,
    /// Since when that is so.
    at: String,
}

/// Push what a supplier's goods cost: its routes cost that from this moment on, and your rules change prices at once.
/// Refused: `no_such_supplier`, `supplier_wrong_state` (it is retired), `bad_line`, `too_many_lines`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/quotes", tag = "supply", operation_id = "pushSupplierQuotes",
    params(("id" = String, Path, description = "The supplier's id")), request_body = QuotesBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = TakenAnswer)))]
pub(crate) async fn push(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    Id(id): Id<SupplierId>,
    body: Json,
) -> Answer {
    let asked: QuotesBody = body.parse()?;
    let quote = |one: QuoteBody| Quote { product: one.product, cost: one.cost, stock: one.stock };
    let quotes: Vec<Quote> = asked.items.into_iter().map(quote).collect();
    let taken = api.watch.take_quotes((staff.merchant, id), &quotes, &staff.caller.actor()).await?;
    follow(&api, staff.merchant).await;
    ok(&TakenAnswer { lines: taken.lines, changed: taken.changed, skus: taken.skus })
}

/// What a supplier of yours last said that its goods cost, by their names. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/quotes", tag = "supply", operation_id = "listSupplierQuotes",
    params(("id" = String, Path, description = "The supplier's id"), PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<QuoteAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Id(id): Id<SupplierId>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    // The cursor is the name of the goods, which may be anything but no text at all.
    let after = asked.after.filter(|after| !after.contains('\0')).unwrap_or_default();
    let ask = PageAsk::new(None, asked.limit);
    let rows = api.watch.quotes((staff.merchant, id), &after, ask.limit.saturating_add(1)).await?;
    let page = Page::from_rows(rows, ask.limit, |quote| quote.product.clone());
    ok(&List::of(page, |quote| QuoteAnswer {
        product: quote.product,
        cost: quote.cost.into(),
        stock: quote.stock,
        at: quote.at.rfc3339(),
    }))
}
