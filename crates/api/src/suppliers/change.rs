use super::{SupplierAnswer, told_one};
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{Staff, SupplyWrite};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::payment_channels::change::filled;
use crate::people::{Act, name_of, witness};
use crate::price_watch::follow;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Caller;
use kernel::{Currency, MerchantId, SkuId, SupplierId, Time};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use supply::{Draft, Supplier, SupplierState};
use utoipa::ToSchema;

/// A supplier to be connected. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBody {
    /// The code of its kind, for good.
    #[schema(example = "kasushou")]
    kind: String,
    /// One line, up to 40 characters.
    name: String,
    /// In which it reckons, for good.
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// By field, as the kind asks for them.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// The contract's number or name: one line, up to 120 characters.
    contract: String,
    /// The first moment at which it does not hold any more; a mere day is its beginning in UTC.
    #[schema(example = "2027-12-01T00:00:00Z")]
    contract_until: String,
}

/// A supplier as it is to be. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutSupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutBody {
    /// The version that this changes.
    version: i64,
    /// One line, up to 40 characters.
    name: String,
    /// By field. One that is left out stays as it is; so does a secret that is empty; a plain one that is empty is taken
    /// away. When an address changes, the secrets are typed again.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// Secrets that are taken away.
    #[serde(default)]
    forget: Vec<String>,
    /// The contract's number or name: one line, up to 120 characters.
    contract: String,
    /// The first moment at which it does not hold any more; a mere day is its beginning in UTC.
    #[schema(example = "2027-12-01T00:00:00Z")]
    contract_until: String,
}

/// What becomes of a supplier.
#[derive(Deserialize, ToSchema)]
#[schema(as = SwitchSupplier)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchBody {
    /// `on`, `off` or `retired`. From `off` into each; into `off` from each.
    #[schema(example = "on")]
    to: String,
}

fn until(text: &str) -> Result<Time, Problem> {
    let detail = "contract_until: a time such as 2027-12-01T00:00:00Z";
    Time::parse_rfc3339(text).ok_or_else(|| Problem::field("bad_supplier", "/contract_until", detail))
}

/// For the trail: no secret, but which of them are set. Keys that are public are long.
fn shown(supplier: &Supplier) -> String {
    let short = |text: &String| text.chars().take(120).collect::<String>();
    let settings: BTreeMap<&String, String> =
        supplier.plain.iter().map(|(name, value)| (name, short(value))).collect();
    json!({
        "name": supplier.name, "settings": settings, "secrets": supplier.secrets,
        "contract": supplier.contract, "until": supplier.contract_until.rfc3339(),
    })
    .to_string()
}

/// Connect a supplier, which is off. Refused: `unknown_supplier_kind`, `bad_supplier_settings`, `bad_supplier`,
/// `too_many_suppliers`.
#[utoipa::path(post, path = "/v1/suppliers", tag = "supply", operation_id = "connectSupplier",
    params(("Idempotency-Key" = String, Header, description = "New for every supplier, the same for every repetition")),
    request_body = NewBody, security(("session" = ["supply:write"])), responses((status = 201, body = SupplierAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewBody = body.parse()?;
    let draft = Draft {
        kind: asked.kind,
        name: asked.name,
        currency: asked.currency,
        settings: filled(asked.settings),
        forget: Vec::new(),
        contract: asked.contract,
        contract_until: until(&asked.contract_until)?,
        version: 0,
    };
    let (caller, merchant) = (staff.caller, staff.merchant);
    once(api, caller, "/v1/suppliers", (key, body.digest()), move |api, claim| async move {
        work(&api, &claim, (&caller, merchant), &from, &draft).await
    })
    .await
}

async fn work(
    api: &Api,
    claim: &Claim,
    (caller, merchant): (&Caller, MerchantId),
    from: &Address,
    draft: &Draft,
) -> Result<String, Problem> {
    let who = caller.actor();
    let by = name_of(api, &who).await?;
    let mut tx = api.db().begin().await?;
    let supplier = api.fulfiller.book().put(&mut tx, (merchant, None), draft, &who).await?;
    let (subject, after) = (supplier.id.to_string(), shown(&supplier));
    let answer = text(&SupplierAnswer::fresh(api, supplier, by))?;
    claim.finish(&mut tx, &answer).await?;
    let act = Act { what: "supplier_connected", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Change a supplier; its kind and its currency stay. Refused: `no_such_supplier`, `supplier_changed_meanwhile`,
/// `bad_supplier_settings`, `bad_supplier`.
#[utoipa::path(put, path = "/v1/suppliers/{id}", tag = "supply", operation_id = "putSupplier",
    params(("id" = String, Path, description = "The supplier's id")), request_body = PutBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = SupplierAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<SupplierId>,
    body: Json,
) -> Answer {
    let asked: PutBody = body.parse()?;
    let known = api.fulfiller.book().find(staff.merchant, id).await?;
    let draft = Draft {
        kind: known.kind.clone(),
        name: asked.name,
        currency: known.currency,
        settings: filled(asked.settings),
        forget: asked.forget,
        contract: asked.contract,
        contract_until: until(&asked.contract_until)?,
        // A new supplier is connected, not put.
        version: asked.version,
    };
    let mut tx = api.db().begin().await?;
    let whose = (staff.merchant, Some(id));
    let supplier = api.fulfiller.book().put(&mut tx, whose, &draft, &staff.caller.actor()).await?;
    let (subject, before, after) = (id.to_string(), shown(&known), shown(&supplier));
    let act =
        Act { what: "supplier_changed", subject: &subject, before: &before, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    ok(&told_one(&api, supplier).await?)
}

/// Switch a supplier on or off, or retire it. In whatever state, it is asked about what it was asked for. Refused:
/// `no_such_supplier`, `supplier_wrong_state`, `supplier_broken`, `supplier_contract_ended`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/switch", tag = "supply", operation_id = "switchSupplier",
    params(("id" = String, Path, description = "The supplier's id")), request_body = SwitchBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = SupplierAnswer)))]
pub(crate) async fn switch(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<SupplierId>,
    body: Json,
) -> Answer {
    let asked: SwitchBody = body.parse()?;
    let to: SupplierState =
        asked.to.parse().map_err(|()| Problem::field("bad_supplier", "/to", "to: on, off or retired"))?;
    let known = api.fulfiller.book().find(staff.merchant, id).await?;
    let mut tx = api.db().begin().await?;
    // By whom goods can be had decides what they cost.
    costs::hold_still(&mut tx, staff.merchant).await?;
    let routes = supply::routes_of_supplier(&mut tx, staff.merchant, id).await?;
    let skus: Vec<SkuId> = routes.into_iter().map(|line| line.route.sku).collect();
    costs::touch(&mut tx, staff.merchant, &skus).await?;
    let whose = (staff.merchant, id);
    let supplier = api.fulfiller.book().switch(&mut tx, whose, to, &staff.caller.actor()).await?;
    let subject = id.to_string();
    let act = Act {
        what: "supplier_switched",
        subject: &subject,
        before: known.state.code(),
        after: supplier.state.code(),
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    ok(&told_one(&api, supplier).await?)
}
