use crate::address::Address;
use crate::body::Json;
use crate::may::{May, OrdersWrite};
use crate::path::Id;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use identity::{Rate, address_key};
use kernel::OfferId;
use orders::{ACCOUNT_CHECKS, AccountAnswers, AccountCheck};
use ports::NameHint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An account, before something is ordered for it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewAccountCheck)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckBody {
    /// An answer to each field of the offer's `form`, by its name.
    account: BTreeMap<String, String>,
}

/// What is known of it.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountCheck)]
pub(crate) struct CheckAnswer {
    /// `found`, or `unknown`: no supplier of these goods says, or not in time. An order can be placed either way.
    #[schema(example = "found")]
    state: &'static str,
    /// The end of the account's name, for its owner to know it by; never the whole.
    #[schema(example = "**明")]
    name_hint: Option<String>,
    /// Its operator, region or server, where that is known.
    place: Option<String>,
}

const RATE: Rate = Rate::new(ACCOUNT_CHECKS.0, ACCOUNT_CHECKS.1);

/// Whether the account is there that goods of the kind `recharge` would be credited to, as a supplier of theirs says, within
/// some seconds. Nothing is ordered or kept. Refused: `account_not_found` where a supplier is certain that there is none, or
/// that these goods are not for it; `bad_account` (with `field` and `why`); `account_not_asked`. You may ask ten times in ten
/// minutes.
#[utoipa::path(post, path = "/v1/offers/{id}/account-check", tag = "offers", operation_id = "checkAccount",
    params(("id" = String, Path, description = "The offer's id")), request_body = CheckBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = CheckAnswer)))]
pub(crate) async fn check(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(offer): Id<OfferId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: CheckBody = body.parse()?;
    let keys = [caller.user.to_string(), address_key(&from)];
    for key in &keys {
        let verdict = api.identity.throttle().take("account_check", key, RATE);
        if !verdict.allowed {
            let detail =
                format!("accounts were looked up too often: wait {} seconds, or order", verdict.retry_after);
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
            return Err(problem.retry(verdict.retry_after));
        }
    }
    let answers = AccountAnswers::new(asked.account);
    let (state, name, place) = match api.fulfiller.check_account(offer, &answers).await? {
        AccountCheck::Found { name, place } => ("found", name, place),
        AccountCheck::Unknown => ("unknown", None, None),
        AccountCheck::Untold => {
            // Nobody was asked about anybody.
            keys.iter().for_each(|key| api.identity.throttle().give_back("account_check", key, RATE));
            ("unknown", None, None)
        }
    };
    ok(&CheckAnswer { state, name_hint: name.as_ref().map(NameHint::masked), place })
}
