use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, StockWrite};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Keys that were redeemed, or are offered somewhere.
#[derive(Deserialize, ToSchema)]
#[schema(as = CanaryCheck)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckBody {
    /// 1 to 1000 of them, as a buyer sees them: card number and password with a space between.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 1000)]
    keys: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CanaryFindings)]
pub(crate) struct CheckAnswer {
    /// Which of the keys are canaries of yours: their places in the list, from 0.
    canaries: Vec<usize>,
}

const KEYS_MAX: usize = 1_000;

/// Ask whether keys are canaries. Each that is raises an alarm to the merchant whose batch it was hidden in, whoever
/// asks; the answer names your own only.
#[utoipa::path(post, path = "/v1/canaries/check", tag = "merchant", operation_id = "checkCanaries",
    request_body = CheckBody, security(("key" = ["stock:write"])), responses((status = 200, body = CheckAnswer)))]
pub(crate) async fn check(
    State(api): State<Api>,
    staff: Staff<StockWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: CheckBody = body.parse()?;
    let keys = Secret::new(asked.keys);
    if !(1..=KEYS_MAX).contains(&keys.expose().len()) {
        return Err(Problem::field("invalid_field", "/keys", "give 1 to 1000 keys"));
    }
    let by = staff.caller.actor();
    let canaries = api.orders.check_canaries(staff.merchant, keys.expose(), &by, &from).await?;
    ok(&CheckAnswer { canaries })
}
