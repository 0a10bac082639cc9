use super::ask::place;
use crate::Api;
use crate::body::Json;
use crate::may::{Staff, SupplyWrite};
use crate::payment_channels::change::filled;
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{Currency, SupplierId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use supply::{Trial, Tried};
use utoipa::ToSchema;

/// What is tried. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = TrySupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialBody {
    kind: String,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// The supplier whose settings stand in for those that are left out.
    #[schema(value_type = Option<String>)]
    of: Option<SupplierId>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
}

/// What came of it, in the order in which it was tried.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierTrial)]
pub(crate) struct TrialAnswer {
    outcomes: Vec<OutcomeAnswer>,
}

/// One thing that was tried.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierTried)]
struct OutcomeAnswer {
    /// Stable: `keys`, `reach`, `answer`, …, or `timeout`.
    #[schema(example = "keys")]
    code: String,
    /// Null where it went well.
    problem: Option<String>,
}

impl From<Tried> for OutcomeAnswer {
    fn from(tried: Tried) -> Self {
        Self { code: tried.code, problem: tried.problem }
    }
}

/// Whether a supplier would work with these settings: keys that fit, and somebody who answers. Orders nothing, changes
/// nothing, and takes 20 seconds at the most. Refused: `unknown_supplier_kind`, `no_such_supplier`,
/// `supplier_kind_is_fixed`, `bad_supplier_settings`, `supplier_busy`.
#[utoipa::path(post, path = "/v1/suppliers/trial", tag = "supply", operation_id = "trySupplier",
    request_body = TrialBody, security(("session" = ["supply:write"])),
    responses((status = 200, body = TrialAnswer)))]
pub(crate) async fn test(State(api): State<Api>, staff: Staff<SupplyWrite>, body: Json) -> Answer {
    let asked: TrialBody = body.parse()?;
    let _place = place(&api, &staff.caller)?;
    let trial =
        Trial { kind: asked.kind, currency: asked.currency, of: asked.of, settings: filled(asked.settings) };
    let tried = api.fulfiller.book().trial(staff.merchant, &trial).await?;
    ok(&TrialAnswer { outcomes: tried.into_iter().map(OutcomeAnswer::from).collect() })
}
