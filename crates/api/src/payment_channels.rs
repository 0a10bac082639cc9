//! Payment channels, as the operator's people set them up. Secrets go in and never come out.

/// Create, change, switch, order.
pub(crate) mod change;
/// How they do.
pub(crate) mod health;
/// Try settings out.
pub(crate) mod trial;

use crate::may::{Operator, PlatformPayments};
use crate::path::Id;
use crate::people::name_of;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use channels::{Channel, Ready};
use kernel::{Bilingual, Currency};
use orders::ChannelEntry;
use ports::{ChannelKind, Field, FieldKind};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A kind of payment channel that this program speaks, with all that its form asks for.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelKind)]
pub(crate) struct KindAnswer {
    #[schema(example = "alipay")]
    code: &'static str,
    name: Text,
    /// Currencies that its payments can be in; none: any.
    currencies: &'static [&'static str],
    /// Whether the gateway gives money back by request.
    refunds: bool,
    fields: Vec<FieldAnswer>,
}

/// One setting, enough to draw its field.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelField)]
pub(crate) struct FieldAnswer {
    #[schema(example = "app_id")]
    name: &'static str,
    /// `text`, `url`, `secret`, `secret_key`, `public_key` or `choice`.
    kind: &'static str,
    required: bool,
    /// As the gateway's own pages call it.
    label: Text,
    /// Where it is found; may be empty.
    hint: Text,
    /// Of a `choice`.
    choices: Vec<ChoiceAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ChannelChoice)]
struct ChoiceAnswer {
    value: &'static str,
    label: Text,
}

/// A configured channel, without its secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentChannel)]
pub(crate) struct ChannelAnswer {
    /// For good: payments carry it.
    #[schema(example = "alipay")]
    code: String,
    kind: String,
    kind_name: Text,
    name: Text,
    /// `on`, `off` or `retired`. In whatever state, it takes callbacks and gives money back.
    state: &'static str,
    /// Settings that are no secrets, by field.
    settings: BTreeMap<String, String>,
    /// Which secrets are set.
    secrets_set: Vec<String>,
    /// Why it cannot be used; empty where it can.
    broken: Vec<FaultAnswer>,
    /// Empty: all that its kind takes.
    #[schema(value_type = Vec<String>)]
    currencies: Vec<Currency>,
    /// For which amounts it is offered, in minor units of its one currency; null: no limit.
    min: Option<i64>,
    max: Option<i64>,
    /// What the gateway takes, in hundredths of a per cent.
    fee_bps: i64,
    /// `desktop`, `mobile`, `wechat`, `alipay`; empty: all.
    devices: Vec<&'static str>,
    /// Smaller ones are offered first.
    position: i64,
    /// Counts the changes: sent along with the next one.
    version: i64,
    /// Where the gateway reports to.
    notify_url: String,
    /// Whether the gateway gives money back by request.
    refunds: bool,
    created_at: String,
    created_by: String,
    changed_at: String,
    changed_by: String,
}

/// What is wrong with a setting.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelFault)]
struct FaultAnswer {
    /// Empty: all of them.
    field: String,
    detail: Text,
}

impl From<&'static ChannelKind> for KindAnswer {
    fn from(kind: &'static ChannelKind) -> Self {
        Self {
            code: kind.code,
            name: text(kind.name_zh, kind.name_en),
            currencies: kind.currencies,
            refunds: kind.refunds,
            fields: kind.fields.iter().map(FieldAnswer::from).collect(),
        }
    }
}

impl From<&'static Field> for FieldAnswer {
    fn from(field: &'static Field) -> Self {
        let (kind, choices) = match field.kind {
            FieldKind::Text => ("text", [].as_slice()),
            FieldKind::Url => ("url", [].as_slice()),
            FieldKind::Secret => ("secret", [].as_slice()),
            FieldKind::SecretKey => ("secret_key", [].as_slice()),
            FieldKind::PublicKey => ("public_key", [].as_slice()),
            FieldKind::Choice(choices) => ("choice", choices),
        };
        let choice =
            |choice: &ports::Choice| ChoiceAnswer { value: choice.value, label: text(choice.zh, choice.en) };
        Self {
            name: field.name,
            kind,
            required: field.required,
            label: text(field.label_zh, field.label_en),
            hint: text(field.hint_zh, field.hint_en),
            choices: choices.iter().map(choice).collect(),
        }
    }
}

pub(crate) fn text(zh: &str, en: &str) -> Text {
    Bilingual::new(zh, en).into()
}

async fn told(api: &Api, channel: Channel) -> Result<ChannelAnswer, Problem> {
    let kind = api.admission.channels().kind(&channel.kind);
    let fault = |fault: channels::Fault| FaultAnswer {
        detail: Bilingual::new(fault.zh, fault.en).into(),
        field: fault.field,
    };
    Ok(ChannelAnswer {
        kind_name: kind.map(|kind| text(kind.name_zh, kind.name_en)).unwrap_or_default(),
        notify_url: format!("{}/notify/{}", api.orders.base_url(), channel.code),
        refunds: kind.is_some_and(|kind| kind.refunds),
        created_by: name_of(api, &channel.created_by).await?,
        changed_by: name_of(api, &channel.changed_by).await?,
        created_at: channel.created_at.rfc3339(),
        changed_at: channel.changed_at.rfc3339(),
        broken: channel.faults.into_iter().map(fault).collect(),
        state: channel.state.code(),
        devices: channel.devices.iter().map(|device| device.code()).collect(),
        fee_bps: channel.fee.0,
        code: channel.code,
        kind: channel.kind,
        name: channel.name.into(),
        settings: channel.plain,
        secrets_set: channel.secrets,
        currencies: channel.currencies,
        min: channel.min,
        max: channel.max,
        position: channel.position,
        version: channel.version,
    })
}

/// The kinds of payment channels that there are, with the fields of their forms.
#[utoipa::path(get, path = "/v1/platform/channel-kinds", tag = "platform", operation_id = "listChannelKinds",
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<KindAnswer>)))]
pub(crate) async fn kinds(State(api): State<Api>, _: Operator<PlatformPayments>) -> Answer {
    let items = api.admission.channels().kinds().iter().map(KindAnswer::from).collect();
    ok(&List { items, next: None })
}

/// The payment channels, in the order in which payers are offered them; those that are retired come last.
#[utoipa::path(get, path = "/v1/platform/channels", tag = "platform", operation_id = "listChannels",
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<ChannelAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, _: Operator<PlatformPayments>) -> Answer {
    listed(&api).await
}

async fn listed(api: &Api) -> Answer {
    let mut items = Vec::new();
    for channel in api.admission.channels().list().await? {
        items.push(told(api, channel).await?);
    }
    ok(&List { items, next: None })
}

/// One payment channel.
#[utoipa::path(get, path = "/v1/platform/channels/{code}", tag = "platform", operation_id = "getChannel",
    params(("code" = String, Path, description = "The channel's code")),
    security(("key" = ["platform:payments"])), responses((status = 200, body = ChannelAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Id(code): Id<String>,
) -> Answer {
    ok(&told(&api, api.admission.channels().find(&code).await?).await?)
}

/// A channel as the orders use it; none where its settings cannot be used.
pub(crate) fn entry(kind: Option<&ChannelKind>, ready: Ready) -> Option<ChannelEntry> {
    let Ready { channel, adapter } = ready;
    let Some(adapter) = adapter else {
        tracing::error!(channel = channel.code, "the settings of a payment channel cannot be used");
        return None;
    };
    let enabled = channel.is_on();
    let of_kind =
        || kind.map(|kind| kind.currencies.iter().filter_map(|code| code.parse::<Currency>().ok()).collect());
    let currencies = match channel.currencies.is_empty() {
        true => of_kind().unwrap_or_default(),
        false => channel.currencies,
    };
    Some(ChannelEntry {
        adapter,
        kind: channel.kind,
        name: channel.name,
        enabled,
        currencies,
        min: channel.min,
        max: channel.max,
        fee: channel.fee,
        devices: channel.devices,
        position: channel.position,
        weight: 0,
    })
}
