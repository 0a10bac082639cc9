use kernel::{AuthorisationId, BrandId, DocumentId, MerchantId, Money, Time};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A brand lets a merchant sell its goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorisation {
    pub id: AuthorisationId,
    pub merchant: MerchantId,
    pub brand: BrandId,
    pub state: AuthorisationState,
    /// Codes of countries: `CN`, `HK`, …
    pub territory: Vec<String>,
    pub channels: Vec<Channel>,
    /// No unit may be sold for less.
    pub minimum_price: Option<Money>,
    /// What the goods cost, in hundredths of a per cent of their face value.
    pub cost_basis_bps: Option<i64>,
    pub valid_from: Time,
    pub valid_to: Time,
    /// From the brand down to the merchant.
    pub chain: Vec<Link>,
    pub documents: Vec<DocumentId>,
    /// Why it was returned or revoked.
    pub reason: String,
    pub created_at: Time,
    pub decided_at: Option<Time>,
}

impl Authorisation {
    /// Whether it lets anything be sold at that time.
    pub fn is_valid(&self, now: Time) -> bool {
        self.state == AuthorisationState::Approved && self.valid_from <= now && now < self.valid_to
    }
}

/// Who lets whom sell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub from: String,
    pub to: String,
}

/// Where goods are sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Store,
    Api,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Store, Self::Api];

    pub fn code(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Api => "api",
        }
    }
}

impl FromStr for Channel {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|channel| channel.code() == code).ok_or(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorisationState {
    Submitted,
    Approved,
    Returned,
    Expired,
    Revoked,
    Withdrawn,
}

impl AuthorisationState {
    pub const ALL: [Self; 6] =
        [Self::Submitted, Self::Approved, Self::Returned, Self::Expired, Self::Revoked, Self::Withdrawn];

    pub fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for AuthorisationState {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// An authorisation to be handed in.
#[derive(Clone, Debug)]
pub struct NewAuthorisation {
    pub merchant: MerchantId,
    pub brand: BrandId,
    pub territory: Vec<String>,
    pub channels: Vec<Channel>,
    pub minimum_price: Option<Money>,
    pub cost_basis_bps: Option<i64>,
    pub valid_from: Time,
    pub valid_to: Time,
    pub chain: Vec<Link>,
    pub documents: Vec<DocumentId>,
}
