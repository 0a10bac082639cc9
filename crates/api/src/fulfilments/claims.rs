//! Keys that do not work, claimed back from whom they were bought from.

use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::path::{Ask, checked};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, DeliveryId, MerchantId, OrderId, PageAsk, SupplierClaimId, SupplierId, Time};
use orders::{Access, ClaimEnd, SupplierClaim};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// Some keys of an order, claimed back from the supplier that they were bought from.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierClaim)]
pub(crate) struct ClaimAnswer {
    #[schema(value_type = String, example = "scl_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SupplierClaimId,
    #[schema(value_type = String)]
    supplier: SupplierId,
    supplier_name: String,
    /// The order whose buyer had them.
    #[schema(value_type = String)]
    order: OrderId,
    keys: i64,
    reason: String,
    /// `open` (the supplier is asked), `by_hand` (it cannot be asked by program: settle it with them), `settled` or
    /// `refused`.
    #[schema(example = "open")]
    state: &'static str,
    /// The supplier's number of it; empty: none was told.
    reference: String,
    /// What came back into the deposit, in minor units.
    paid_back: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// In the supplier's words, or those of who settled it.
    said: String,
    opened_at: String,
    ended_at: Option<String>,
}

/// Which keys do not work.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSupplierClaim)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimBody {
    /// Whose keys they were sold as.
    #[schema(value_type = String)]
    order: OrderId,
    /// Deliveries of the order; none: all of them.
    #[serde(default)]
    units: Vec<String>,
    /// One line, up to 300 characters: what is the matter.
    reason: String,
}

/// How a claim ended that a person has settled with the supplier.
#[derive(Deserialize, ToSchema)]
#[schema(as = EndSupplierClaim)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndBody {
    #[schema(value_type = String)]
    claim: SupplierClaimId,
    /// What came back into the deposit, in minor units, 0 where it was settled otherwise; null: the supplier refuses.
    paid_back: Option<i64>,
    /// One line, up to 300 characters: who said so.
    reason: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClaimQuery {
    /// Of that order only.
    #[param(value_type = Option<String>)]
    order: Option<OrderId>,
    after: Option<String>,
    limit: Option<i64>,
}

/// What is claimed back from suppliers, newest first.
#[utoipa::path(get, path = "/v1/supplier-claims", tag = "supply", operation_id = "listSupplierClaims",
    params(ClaimQuery), security(("key" = ["supply:read"])), responses((status = 200, body = List<ClaimAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Ask(asked): Ask<ClaimQuery>,
) -> Answer {
    let ask = checked::<SupplierClaimId>(asked.after, asked.limit)?;
    listed(&api, staff.merchant, asked.order, &ask).await
}

async fn listed(api: &Api, merchant: MerchantId, order: Option<OrderId>, ask: &PageAsk) -> Answer {
    let page = api.fulfiller.claims(merchant, order, ask).await?;
    let names = api.fulfiller.book().names(merchant).await?;
    ok(&List::of(page, |claim| shown(claim, &names)))
}

fn shown(claim: SupplierClaim, names: &HashMap<SupplierId, String>) -> ClaimAnswer {
    ClaimAnswer {
        id: claim.id,
        supplier: claim.supplier,
        supplier_name: names.get(&claim.supplier).cloned().unwrap_or_default(),
        order: claim.sold_order,
        keys: claim.keys,
        reason: claim.reason,
        state: claim.state.code(),
        reference: claim.reference,
        paid_back: claim.paid_back.minor,
        currency: claim.paid_back.currency,
        said: claim.said,
        opened_at: claim.opened_at.rfc3339(),
        ended_at: claim.ended_at.map(Time::rfc3339),
    }
}

/// Claim keys of an order back from the suppliers that they were bought from: those that were shown. A dispute that a buyer
/// wins over keys does it by itself. Answers with all claims of the order. Refused: `order_not_found`, `nothing_to_claim`,
/// `bad_reason`.
#[utoipa::path(post, path = "/v1/supplier-claims", tag = "supply", operation_id = "claimFromSupplier",
    request_body = ClaimBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = List<ClaimAnswer>)))]
pub(crate) async fn open(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ClaimBody = body.parse()?;
    let id = asked.order;
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let whose = (order.merchant, order.id);
    let units = asked.units.iter().map(|unit| unit.parse::<DeliveryId>()).collect::<Result<Vec<_>, _>>();
    let units =
        units.map_err(|_| Problem::field("invalid_field", "/units", "units: deliveries of the order"))?;
    api.fulfiller.open_claim(whose, &units, &asked.reason, &staff.caller.actor()).await?;
    tell(&api, &staff, &from, ("supplier_claim_opened", id.to_string(), &asked.reason)).await?;
    listed(&api, staff.merchant, Some(id), &PageAsk { after: None, limit: 100 }).await
}

/// Say how a claim ended that you have settled with the supplier yourself; answers with the newest claims. Refused: `order_not_found` (no such claim), `attempt_decided`
/// (it has ended), `paid_back_too_much`, `bad_reason`.
#[utoipa::path(post, path = "/v1/supplier-claims/end", tag = "supply", operation_id = "endSupplierClaim",
    request_body = EndBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = List<ClaimAnswer>)))]
pub(crate) async fn end(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: EndBody = body.parse()?;
    let id = asked.claim;
    let end = asked.paid_back.map_or(ClaimEnd::Refused, ClaimEnd::Settled);
    api.fulfiller.end_claim(staff.merchant, asked.claim, end, &asked.reason).await?;
    tell(&api, &staff, &from, ("supplier_claim_ended", id.to_string(), &asked.reason)).await?;
    listed(&api, staff.merchant, None, &PageAsk { after: None, limit: 100 }).await
}

async fn tell(
    api: &Api,
    staff: &Staff<SupplyWrite>,
    from: &Address,
    (what, subject, reason): (&'static str, String, &str),
) -> Result<(), Problem> {
    let mut tx = api.db().begin().await?;
    let act = Act { what, subject: &subject, reason, ..Act::default() };
    witness(&mut tx, api, &staff.caller, from, act).await?;
    tx.commit().await?;
    Ok(())
}
