use crate::may::{Staff, SupplyRead};
use crate::path::Id;
use crate::places::Place;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use identity::Caller;
use kernel::{Currency, SupplierId};
use ports::SupplierProduct;
use serde::Serialize;
use utoipa::ToSchema;

/// What is deposited there, as the supplier says now.
#[derive(Serialize, ToSchema)]
#[schema(as = AskedBalance)]
pub(crate) struct AskedAnswer {
    /// Minor units.
    #[schema(example = 500_000)]
    amount: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    at: String,
}

/// Goods in a supplier's catalogue.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierProduct)]
pub(crate) struct ProductAnswer {
    /// As routes name it.
    product: String,
    name: String,
    /// `credit` (to an account) or `keys`.
    #[schema(example = "credit")]
    wanted: &'static str,
    /// For one unit, to you, in minor units.
    cost: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// Null: not said, or without end.
    stock: Option<i64>,
    on_sale: bool,
}

impl From<SupplierProduct> for ProductAnswer {
    fn from(product: SupplierProduct) -> Self {
        Self {
            product: product.product,
            name: product.name,
            wanted: product.wanted.code(),
            cost: product.cost.minor,
            currency: product.cost.currency,
            stock: product.stock,
            on_sale: product.on_sale,
        }
    }
}

/// So many suppliers are waited for by one, and by everybody.
pub(super) fn place(api: &Api, caller: &Caller) -> Result<Place, Problem> {
    api.supplier_calls.take(&caller.actor()).ok_or_else(|| {
        let detail =
            "several requests of yours, or many of others, are still waiting for their suppliers: try again";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "supplier_busy", detail).retry(5)
    })
}

/// Ask the supplier now what is deposited there; what it says is kept. Refused: `no_such_supplier`, `supplier_broken`,
/// `supplier_no_answer` (also of one that cannot tell), `supplier_busy`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/balance", tag = "supply", operation_id = "askSupplierBalance",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = AskedAnswer)))]
pub(crate) async fn balance(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Id(id): Id<SupplierId>,
) -> Answer {
    let _place = place(&api, &staff.caller)?;
    let told = api.fulfiller.book().ask_balance(staff.merchant, id).await?;
    ok(&AskedAnswer { amount: told.minor, currency: told.currency, at: api.ambient().now().rfc3339() })
}

/// Ask the supplier now what it offers: all of it, on one page. Refused: `no_such_supplier`, `supplier_broken`,
/// `supplier_no_answer` (also of one that cannot tell), `supplier_busy`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/catalogue", tag = "supply", operation_id = "listSupplierProducts",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = List<ProductAnswer>)))]
pub(crate) async fn catalogue(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Id(id): Id<SupplierId>,
) -> Answer {
    let _place = place(&api, &staff.caller)?;
    let told = api.fulfiller.book().catalogue(staff.merchant, id).await?;
    ok(&List { items: told.into_iter().map(ProductAnswer::from).collect(), next: None })
}
