use super::{ChannelAnswer, listed, told};
use crate::address::Address;
use crate::body::Json;
use crate::may::{ChannelsWrite, Operator};
use crate::path::Id;
use crate::proposals::{WaitsAnswer, waits};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use admission::{Attempt, By, Deed};
use axum::extract::State;
use channels::{ChannelRefusal, Draft};
use identity::Caller;
use kernel::{BasisPoints, Currency, Secret};
use ports::{Device, Settings};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A channel as it is to be. It holds secrets: nothing prints it.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutChannel)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutBody {
    /// The code of its kind, for good.
    kind: String,
    /// What payers read: one line, up to 30 characters.
    name: Text,
    /// By field. One that is left out stays as it is; so does a secret that is empty; a plain one that is empty is taken
    /// away. When an address changes, the secrets are typed again.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// Secrets that are taken away.
    #[serde(default)]
    forget: Vec<String>,
    /// Empty: all that the kind takes.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    currencies: Vec<Currency>,
    /// In minor units; only where there is one currency.
    #[serde(default)]
    min: Option<i64>,
    #[serde(default)]
    max: Option<i64>,
    /// What the gateway takes, in hundredths of a per cent: 0 to 9999.
    #[serde(default)]
    fee_bps: i64,
    /// `desktop`, `mobile`, `wechat`, `alipay`; empty: all.
    #[serde(default)]
    devices: Vec<String>,
    /// The version that this changes; 0: a new channel.
    version: i64,
    /// One line, 1 to 300 characters; stands in the trail.
    reason: String,
}

/// What becomes of a channel.
#[derive(Deserialize, ToSchema)]
#[schema(as = SwitchChannel)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchBody {
    /// `on`, `off` or `retired`. From `off` into each; into `off` from each.
    state: String,
    /// One line, 1 to 300 characters; stands in the trail.
    reason: String,
}

/// In which order payers are offered them.
#[derive(Deserialize, ToSchema)]
#[schema(as = OrderChannels)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderBody {
    /// The codes of all that are not retired.
    codes: Vec<String>,
}

impl PutBody {
    fn draft(self) -> Result<(Draft, String), Problem> {
        let device = |code: &String| {
            let detail = || format!("there is no device {}", code.chars().take(20).collect::<String>());
            code.parse::<Device>().map_err(|()| Problem::field("bad_channel", "/devices", detail()))
        };
        let devices = self.devices.iter().map(device).collect::<Result<Vec<_>, _>>()?;
        let draft = Draft {
            kind: self.kind,
            name: self.name.into(),
            settings: filled(self.settings),
            forget: self.forget,
            currencies: self.currencies,
            min: self.min,
            max: self.max,
            fee: BasisPoints(self.fee_bps),
            devices,
            version: self.version,
        };
        Ok((draft, self.reason))
    }
}

pub(crate) fn filled(settings: BTreeMap<String, String>) -> Settings {
    settings.into_iter().map(|(name, value)| (name, Secret::new(value))).collect()
}

/// Create a payment channel (version 0), which is off, or change one.
#[utoipa::path(put, path = "/v1/platform/channels/{code}", tag = "platform", operation_id = "putChannel",
    params(("code" = String, Path, description = "2 to 32 of a-z, 0-9, '-' and '_', for good")), request_body = PutBody,
    security(("session" = ["channels:write"])), responses((status = 200, body = ChannelAnswer),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn put(
    State(api): State<Api>,
    operator: Operator<ChannelsWrite>,
    Address(from): Address,
    Id(code): Id<String>,
    body: Json,
) -> Answer {
    let (draft, reason) = body.parse::<PutBody>()?.draft()?;
    let deed = api.admission.channel_deed(&code, &draft)?;
    attempt(&api, &operator.caller, &from, (&code, &deed), &reason).await
}

/// Switch a channel on or off, or retire it. In whatever state, it takes callbacks and gives money back.
#[utoipa::path(post, path = "/v1/platform/channels/{code}/state", tag = "platform", operation_id = "switchChannel",
    params(("code" = String, Path, description = "The channel's code")), request_body = SwitchBody,
    security(("session" = ["channels:write"])), responses((status = 200, body = ChannelAnswer),
        (status = 202, body = WaitsAnswer, description = "It waits for a second person")))]
pub(crate) async fn switch(
    State(api): State<Api>,
    operator: Operator<ChannelsWrite>,
    Address(from): Address,
    Id(code): Id<String>,
    body: Json,
) -> Answer {
    let asked: SwitchBody = body.parse()?;
    let to = asked
        .state
        .parse()
        .map_err(|()| Problem::field("bad_channel", "/state", "state: on, off or retired"))?;
    let deed = Deed::SwitchChannel { code: code.clone(), to };
    attempt(&api, &operator.caller, &from, (&code, &deed), &asked.reason).await
}

async fn attempt(
    api: &Api,
    caller: &Caller,
    from: &str,
    (code, deed): (&str, &Deed),
    reason: &str,
) -> Answer {
    match api.admission.attempt(caller, from, deed, reason).await? {
        Attempt::Waits(proposal) => waits(api, caller, proposal).await,
        Attempt::Done(_) => {
            api.refresh_channels().await?;
            api.happened();
            ok(&told(api, api.admission.channels().find(code).await?).await?)
        }
    }
}

/// In which order payers are offered the channels: all that are not retired, each once.
#[utoipa::path(put, path = "/v1/platform/channel-order", tag = "platform", operation_id = "orderChannels",
    request_body = OrderBody, security(("session" = ["channels:write"])),
    responses((status = 200, body = List<ChannelAnswer>)))]
pub(crate) async fn order(
    State(api): State<Api>,
    operator: Operator<ChannelsWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: OrderBody = body.parse()?;
    let who = operator.caller.actor();
    api.admission.order_channels(By { who: &who, from: &from }, &asked.codes).await?;
    api.refresh_channels().await?;
    listed(&api).await
}

impl From<ChannelRefusal> for Problem {
    fn from(refusal: ChannelRefusal) -> Self {
        use ChannelRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::NoSuchChannel => Self::not_found(code, detail),
            R::ChangedMeanwhile | R::WrongState | R::Broken => Self::conflict(code, detail),
            R::UnknownKind | R::KindIsFixed => Self::field(code, "/kind", detail),
            R::BadCode => Self::field(code, "/code", detail),
            R::BadValue { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::BadSettings(faults) => Self::settings(code, detail, faults),
        }
    }
}

impl Problem {
    /// Settings of a foreign system cannot stand: each in both languages, beside its field.
    pub(crate) fn settings(code: &'static str, detail: String, faults: Vec<ports::Fault>) -> Self {
        let problem = Self::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, code, detail);
        faults.into_iter().fold(problem, |problem, fault| {
            let name = fault.field.replace('~', "~0").replace('/', "~1");
            let pointer = if name.is_empty() { "/settings".to_owned() } else { format!("/settings/{name}") };
            problem.at_in_both(pointer, fault.en, fault.zh)
        })
    }
}
