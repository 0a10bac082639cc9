//! Partners' shops dock to merchants: their keys, and whom a merchant lets dock. What these shops ask is no part of this
//! API: it is spoken in dialects of its own (docs/docking.md).

use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{May, OrdersRead, OrdersWrite, Staff, SupplyRead, SupplyWrite};
use crate::path::Id;
use crate::people::{Act, name_of, witness};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use docking::{Docking, DockingKey, DockingMode, KeyState, NewDockingKey};
use kernel::{DockingKeyId, MerchantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDockingKey)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyBody {
    /// Whose goods your shop buys.
    #[schema(value_type = String)]
    merchant: MerchantId,
    /// One line of up to 60 characters.
    #[schema(example = "My other shop")]
    name: String,
    /// Where your shop hears of other prices and stocks; left out: where its orders report to.
    #[serde(default)]
    report_url: String,
}

/// A docking key, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = DockingKey)]
pub(crate) struct KeyAnswer {
    #[schema(value_type = String, example = "dck_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: DockingKeyId,
    #[schema(value_type = String)]
    merchant: MerchantId,
    name: String,
    /// What your shop's program calls itself: key, API key, or app_id, as its form says.
    #[schema(example = "12345678")]
    app_id: String,
    /// `asked` (the merchant has to agree first), `on` or `off`.
    #[schema(example = "on")]
    state: &'static str,
    /// Empty: nowhere.
    report_url: String,
    created_at: String,
    /// To the minute.
    last_used_at: Option<String>,
    changed_at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DockingKeys)]
pub(crate) struct KeysAnswer {
    items: Vec<KeyAnswer>,
}

/// A new key with its secret, which is told in this answer only.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedDockingKey)]
pub(crate) struct NewKeyAnswer<'a> {
    #[serde(flatten)]
    key: KeyAnswer,
    secret: &'a str,
}

/// Whom a merchant lets dock.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantDocking)]
pub(crate) struct DockingAnswer {
    /// `off`, `on` (whoever makes a key) or `asked` (whom you agree to).
    #[schema(example = "asked")]
    mode: &'static str,
    /// Where partners' shops are pointed to.
    base_url: String,
    /// The newest first, at most 500.
    partners: Vec<PartnerAnswer>,
}

/// A partner's key, for the merchant.
#[derive(Serialize, ToSchema)]
#[schema(as = DockingPartner)]
pub(crate) struct PartnerAnswer {
    #[serde(flatten)]
    key: KeyAnswer,
    /// Who it is: where they are reached.
    partner: String,
}

/// Whom you let dock.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutMerchantDocking)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModeBody {
    /// `off`, `on` or `asked`.
    #[schema(example = "asked")]
    mode: String,
}

/// What becomes of a partner's key.
#[derive(Deserialize, ToSchema)]
#[schema(as = SwitchDockingKey)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchBody {
    /// `on` or `off`.
    #[schema(example = "on")]
    to: String,
}

impl From<DockingKey> for KeyAnswer {
    fn from(key: DockingKey) -> Self {
        Self {
            id: key.id,
            merchant: key.merchant,
            name: key.name,
            app_id: key.app_id.to_string(),
            state: key.state.code(),
            report_url: key.report_url,
            created_at: key.created_at.rfc3339(),
            last_used_at: key.used_at.map(kernel::Time::rfc3339),
            changed_at: key.changed_at.rfc3339(),
        }
    }
}

impl Api {
    fn docks(&self) -> Result<&Docking, Problem> {
        self.docking.get().ok_or_else(|| Problem::internal("nobody has opened the docks"))
    }
}

/// Your docking keys, the newest first, those that are off too.
#[utoipa::path(get, path = "/v1/docking-keys", tag = "docking", operation_id = "listDockingKeys",
    security(("key" = ["orders:read"])), responses((status = 200, body = KeysAnswer)))]
pub(crate) async fn list(State(api): State<Api>, May(caller, _): May<OrdersRead>) -> Answer {
    let keys = api.docks()?.keys_of_user(caller.user).await?;
    ok(&KeysAnswer { items: keys.into_iter().map(KeyAnswer::from).collect() })
}

/// Make a docking key: whoever has it buys that merchant's goods from your wallet. Keys that its orders show cannot be given
/// back. Refused: `docking_off`, `no_such_merchant`, `bad_docking_name`, `bad_report_url`, `too_many_docking_keys`.
#[utoipa::path(post, path = "/v1/docking-keys", tag = "docking", operation_id = "createDockingKey",
    request_body = NewKeyBody, security(("key" = ["orders:write"])), responses((status = 200, body = NewKeyAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: NewKeyBody = body.parse()?;
    let docks = api.docks()?;
    let new = NewDockingKey {
        merchant: asked.merchant,
        user: caller.user,
        name: asked.name,
        report_url: asked.report_url,
    };
    let mut tx = api.db().begin().await?;
    let (key, secret) = docks.create_key(&mut tx, &new, &caller.actor()).await?;
    let (subject, after) = (key.id.to_string(), format!("{} {}", key.merchant, key.state.code()));
    let act = Act { what: "docking_key_created", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, &caller, &from, act).await?;
    tx.commit().await?;
    ok(&NewKeyAnswer { key: key.into(), secret: secret.expose() })
}

/// Switch off a docking key of yours, for good.
#[utoipa::path(delete, path = "/v1/docking-keys/{id}", tag = "docking", operation_id = "dropDockingKey",
    params(("id" = String, Path, description = "The key's id")), security(("key" = ["orders:write"])),
    responses((status = 204, description = "Switched off")))]
pub(crate) async fn drop(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    from: Address,
    Id(id): Id<DockingKeyId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    api.docks()?.switch_off(&mut tx, caller.user, id).await?;
    let subject = id.to_string();
    let act = Act { what: "docking_key_switched", subject: &subject, after: "off", ..Act::default() };
    witness(&mut tx, &api, &caller, &from, act).await?;
    tx.commit().await?;
    done()
}

/// Whom you let dock, and their keys.
#[utoipa::path(get, path = "/v1/merchant/docking", tag = "docking", operation_id = "getMerchantDocking",
    security(("key" = ["supply:read"])), responses((status = 200, body = DockingAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<SupplyRead>) -> Answer {
    told(&api, staff.merchant).await
}

async fn told(api: &Api, merchant: MerchantId) -> Answer {
    let docks = api.docks()?;
    let mode = docks.mode(merchant).await?.code();
    let mut partners = Vec::new();
    for key in docks.keys_of_merchant(merchant).await? {
        let partner = name_of(api, &key.user.to_string()).await?;
        partners.push(PartnerAnswer { key: key.into(), partner });
    }
    ok(&DockingAnswer { mode, base_url: api.orders.base_url().to_owned(), partners })
}

/// Say whom you let dock. Off stops every key at once, and keeps it.
#[utoipa::path(put, path = "/v1/merchant/docking", tag = "docking", operation_id = "putMerchantDocking",
    request_body = ModeBody, security(("session" = ["supply:write"])), responses((status = 200, body = DockingAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ModeBody = body.parse()?;
    let mode: DockingMode = asked
        .mode
        .parse()
        .map_err(|()| Problem::field("invalid_field", "/mode", "mode is off, on or asked"))?;
    let docks = api.docks()?;
    let before = docks.mode(staff.merchant).await?.code();
    let mut tx = api.db().begin().await?;
    docks.put_mode(&mut tx, staff.merchant, mode, &staff.caller.actor()).await?;
    let subject = staff.merchant.to_string();
    let act = Act { what: "docking_set", subject: &subject, before, after: mode.code(), ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    told(&api, staff.merchant).await
}

/// Agree to a partner's key, stop it, or let it go on. What its partner has switched off stays off: `wrong_docking_state`.
#[utoipa::path(post, path = "/v1/merchant/docking/keys/{id}/switch", tag = "docking", operation_id = "switchDockingKey",
    params(("id" = String, Path, description = "The key's id")), request_body = SwitchBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = DockingAnswer)))]
pub(crate) async fn switch(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<DockingKeyId>,
    body: Json,
) -> Answer {
    let docks = api.docks()?;
    // To others it does not exist, whatever they send.
    let known = docks.keys_of_merchant(staff.merchant).await?.into_iter().any(|key| key.id == id);
    if !known {
        return Err(docking::DockRefusal::NoSuchKey.into());
    }
    let asked: SwitchBody = body.parse()?;
    let to: KeyState =
        asked.to.parse().map_err(|()| Problem::field("invalid_field", "/to", "to is on or off"))?;
    let by = staff.caller.actor();
    let mut tx = api.db().begin().await?;
    docks.switch_partner(&mut tx, staff.merchant, id, (to, &by)).await?;
    let subject = id.to_string();
    let act = Act { what: "docking_key_switched", subject: &subject, after: to.code(), ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    told(&api, staff.merchant).await
}
