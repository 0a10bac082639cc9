use crate::Fault;
use kernel::{BasisPoints, Bilingual, Currency, Time};
use ports::{Device, PaymentChannel};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// Whether payers are offered it. In whatever state, it takes callbacks, is asked, and gives money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    On,
    Off,
    /// Off, and hidden from lists.
    Retired,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Retired => "retired",
        }
    }

    /// What is retired is brought back before it is switched on.
    pub(crate) fn leads_to(self, to: State) -> bool {
        matches!(
            (self, to),
            (Self::Off, Self::On | Self::Retired) | (Self::On, Self::Off) | (Self::Retired, Self::Off)
        )
    }
}

impl FromStr for State {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::On, Self::Off, Self::Retired].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// A configured channel, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// For good: payments carry it.
    pub code: String,
    pub kind: String,
    pub name: Bilingual,
    pub state: State,
    /// Settings that are no secrets.
    pub plain: BTreeMap<String, String>,
    /// Which secrets are set.
    pub secrets: Vec<String>,
    /// Why it cannot be used; empty where it can.
    pub faults: Vec<Fault>,
    /// Empty: all that its kind takes.
    pub currencies: Vec<Currency>,
    /// For which amounts it is offered, in minor units of its one currency, both included; none: no limit.
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// What the gateway takes: for figures, and for the choice between channels.
    pub fee: BasisPoints,
    /// Empty: all.
    pub devices: Vec<Device>,
    /// Smaller ones come first.
    pub position: i64,
    /// Counts the changes.
    pub version: i64,
    pub created_at: Time,
    /// The id of a user.
    pub created_by: String,
    pub changed_at: Time,
    pub changed_by: String,
}

impl Channel {
    /// For people: everything but the settings.
    pub(crate) fn summary(&self) -> String {
        let end = |end: Option<i64>| end.map_or("-".to_owned(), |minor| minor.to_string());
        format!(
            "{}: {}, {} / {}, currencies [{}], {} to {}, fee {} bps, devices [{}]",
            self.kind,
            self.state.code(),
            self.name.zh,
            self.name.en,
            currency_codes(&self.currencies),
            end(self.min),
            end(self.max),
            self.fee.0,
            device_codes(&self.devices)
        )
    }
}

/// With blanks between.
pub(crate) fn device_codes(devices: &[Device]) -> String {
    let codes: Vec<&str> =
        Device::ALL.into_iter().filter(|device| devices.contains(device)).map(Device::code).collect();
    codes.join(" ")
}

/// With blanks between.
pub(crate) fn currency_codes(currencies: &[Currency]) -> String {
    let codes: Vec<&str> = currencies.iter().map(Currency::code).collect();
    codes.join(" ")
}

/// A channel as the program uses it.
pub struct Ready {
    pub channel: Channel,
    /// None where its settings cannot be used: see its faults.
    pub adapter: Option<Arc<dyn PaymentChannel>>,
}
