use crate::may::{May, OrdersRead, Staff};
use crate::path::{Ask, Id};
use crate::words::{Answer, json, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderValue, StatusCode};
use kernel::OrderId;
use orders::{Access, Order};
use receipts::{Head, Hex, ReceiptRefusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The head of the log at some moment, signed.
#[derive(Serialize, ToSchema)]
#[schema(as = LogHead)]
pub(crate) struct HeadAnswer {
    /// How many entries it has.
    #[schema(example = 1204)]
    size: u64,
    /// The root of the Merkle tree over them, in hexadecimal digits.
    root: String,
    #[schema(example = "2026-11-29T08:57:44Z")]
    time: String,
    /// Ed25519, in hexadecimal digits; docs/receipts.md says over what.
    signature: String,
}

impl From<Head> for HeadAnswer {
    fn from(head: Head) -> Self {
        let (root, signature) = (head.root.to_string(), head.signature.to_string());
        Self { size: head.size, root, time: head.time, signature }
    }
}

/// One page of heads.
#[derive(Serialize, ToSchema)]
#[schema(as = LogHeads)]
pub(crate) struct HeadsAnswer {
    items: Vec<HeadAnswer>,
    /// `before` of the following page; null on the last one.
    next: Option<u64>,
}

/// That an entry is one of the first `size` of the log (RFC 9162, 2.1.3).
#[derive(Serialize, ToSchema)]
#[schema(as = LogInclusion)]
pub(crate) struct InclusionAnswer {
    /// From 0.
    entry: u64,
    size: u64,
    /// The entry's hash.
    leaf: String,
    /// The hashes beside the way from it to the root, lowest first.
    path: Vec<String>,
    root: String,
}

/// That the log of the first size became that of the second by appending only (RFC 9162, 2.1.4).
#[derive(Serialize, ToSchema)]
#[schema(as = LogConsistency)]
pub(crate) struct ConsistencyAnswer {
    first: u64,
    first_root: String,
    second: u64,
    second_root: String,
    path: Vec<String>,
}

/// Which heads.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadsQuery {
    /// `next` of the page before; left out for the newest.
    before: Option<u64>,
    /// How many: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Which entry, of a log of which size.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct InclusionQuery {
    /// From 0; left out: the last one.
    entry: Option<u64>,
    /// Left out: all entries that there are.
    size: Option<u64>,
}

/// Between which two sizes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsistencyQuery {
    /// Left out: 0, from which every log grew.
    first: Option<u64>,
    /// Left out: all entries that there are.
    second: Option<u64>,
}

fn texts(hashes: &[Hex<32>]) -> Vec<String> {
    hashes.iter().map(Hex::to_string).collect()
}

/// The receipt of one of your orders, to be saved as it comes: what was delivered, signed, with the proof that it stands in
/// the transparency log. `cardamom verify` checks it offline. Some minutes after the delivery it is there.
#[utoipa::path(get, path = "/v1/orders/{id}/receipt", tag = "orders", operation_id = "getReceipt",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])),
    responses((status = 200, description = "A file of JSON", body = serde_json::Value)))]
pub(crate) async fn of_buyer(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    file(&api, &order).await
}

/// The same receipt, of a customer's order.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}/receipt", tag = "merchant", operation_id = "getMerchantReceipt",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])),
    responses((status = 200, description = "A file of JSON", body = serde_json::Value)))]
pub(crate) async fn of_merchant(
    State(api): State<Api>,
    staff: Staff<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    file(&api, &order).await
}

async fn file(api: &Api, order: &Order) -> Answer {
    let mut answer = json(StatusCode::OK, api.receipts.receipt(order).await?);
    let name = format!("attachment; filename=\"receipt-{}.json\"", order.id);
    let name = HeaderValue::from_str(&name).map_err(Problem::internal)?;
    answer.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// Signed heads of the transparency log, the newest first. Anybody may read them.
#[utoipa::path(get, path = "/v1/transparency/heads", tag = "transparency", operation_id = "listLogHeads",
    params(HeadsQuery), security(()), responses((status = 200, body = HeadsAnswer)))]
pub(crate) async fn heads(State(api): State<Api>, Ask(asked): Ask<HeadsQuery>) -> Answer {
    let limit = asked.limit.unwrap_or(30).clamp(1, 100);
    let heads = api.receipts.heads(asked.before, limit).await?;
    let full = i64::try_from(heads.len()).is_ok_and(|count| count == limit);
    let next = heads.last().map(|head| head.size).filter(|_| full);
    ok(&HeadsAnswer { items: heads.into_iter().map(HeadAnswer::from).collect(), next })
}

/// The proof that an entry is in the log. A receipt holds its own.
#[utoipa::path(get, path = "/v1/transparency/inclusion", tag = "transparency", operation_id = "getLogInclusion",
    params(InclusionQuery), security(()), responses((status = 200, body = InclusionAnswer)))]
pub(crate) async fn inclusion(State(api): State<Api>, Ask(asked): Ask<InclusionQuery>) -> Answer {
    let proof = api.receipts.inclusion(asked.entry, asked.size).await?;
    ok(&InclusionAnswer {
        entry: proof.entry,
        size: proof.size,
        leaf: proof.leaf.to_string(),
        path: texts(&proof.path),
        root: proof.root.to_string(),
    })
}

/// The proof that nothing was changed or taken out between two heads of the log. Who keeps an old head can ask for it at
/// any time.
#[utoipa::path(get, path = "/v1/transparency/consistency", tag = "transparency", operation_id = "getLogConsistency",
    params(ConsistencyQuery), security(()), responses((status = 200, body = ConsistencyAnswer)))]
pub(crate) async fn consistency(State(api): State<Api>, Ask(asked): Ask<ConsistencyQuery>) -> Answer {
    let proof = api.receipts.consistency(asked.first, asked.second).await?;
    ok(&ConsistencyAnswer {
        first: proof.first,
        first_root: proof.first_root.to_string(),
        second: proof.second,
        second_root: proof.second_root.to_string(),
        path: texts(&proof.path),
    })
}

/// At `/.well-known/cardamom-receipts.json`: the key that receipts and heads are signed with, and the newest head.
pub(crate) async fn key(State(api): State<Api>) -> Answer {
    ok(&api.receipts.published().await?)
}

impl From<ReceiptRefusal> for Problem {
    fn from(refusal: ReceiptRefusal) -> Self {
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            ReceiptRefusal::Db(error) => error.into(),
            ReceiptRefusal::NotDelivered => Self::conflict(code, detail),
            ReceiptRefusal::NotYet { retry_after } => Self::conflict(code, detail).retry(retry_after),
            ReceiptRefusal::NoSuchEntry { .. } => Self::not_found(code, detail),
            ReceiptRefusal::BadSizes { .. } => Self::bad_request(code, detail),
        }
    }
}
