use crate::{Result, SupplyRefusal};
use kernel::{Currency, MerchantId, Money, SupplierId, Time, clean_line};
use ports::{Fault, Settings, SupplierKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Whether it is asked for more. In whatever state, it is asked about what it was asked for, and may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SupplierState {
    On,
    Off,
    /// Off, and hidden from lists.
    Retired,
}

impl SupplierState {
    pub fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Retired => "retired",
        }
    }

    pub(crate) fn leads_to(self, to: Self) -> bool {
        matches!(
            (self, to),
            (Self::Off, Self::On | Self::Retired) | (Self::On, Self::Off) | (Self::Retired, Self::Off)
        )
    }
}

impl FromStr for SupplierState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::On, Self::Off, Self::Retired].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// A connected supplier, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplier {
    pub id: SupplierId,
    pub merchant: MerchantId,
    pub kind: String,
    pub name: String,
    pub currency: Currency,
    pub state: SupplierState,
    /// Settings that are no secrets.
    pub plain: BTreeMap<String, String>,
    /// Which secrets are set.
    pub secrets: Vec<String>,
    /// Why it cannot be used; empty where it can.
    pub faults: Vec<Fault>,
    /// The contract's number or name.
    pub contract: String,
    /// The first moment at which it does not hold any more.
    pub contract_until: Time,
    /// What it last said of our deposit there, and when.
    pub balance: Option<(Money, Time)>,
    /// Counts the changes.
    pub version: i64,
    pub created_at: Time,
    pub changed_at: Time,
    pub changed_by: String,
}

/// What somebody filled in.
#[derive(Clone)]
pub struct Draft {
    pub kind: String,
    pub name: String,
    pub currency: Currency,
    /// A field that is not here stays as it is; so does a secret that is empty. A plain one that is empty is taken away.
    pub settings: Settings,
    /// Secrets that are taken away.
    pub forget: Vec<String>,
    pub contract: String,
    pub contract_until: Time,
    /// The version that this changes; 0: a new supplier.
    pub version: i64,
}

const NAME_MAX: usize = 40;
const CONTRACT_MAX: usize = 120;

impl Draft {
    /// Everything but the settings, as it will be stored.
    pub(crate) fn cleaned(&self, kind: &SupplierKind) -> Result<Self> {
        if !kind.takes(self.currency) {
            let detail = format!("this kind of supplier does not reckon in {}", self.currency);
            return Err(SupplyRefusal::value("currency", detail));
        }
        let name = clean_line(&self.name, NAME_MAX).map_err(|why| SupplyRefusal::value("name", why))?;
        let contract = clean_line(&self.contract, CONTRACT_MAX);
        let contract = contract.map_err(|why| SupplyRefusal::value("contract", why))?;
        Ok(Self { name, contract, ..self.clone() })
    }
}
