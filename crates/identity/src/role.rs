use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What somebody is to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the installation.
    Operator,
    /// Staff of one merchant.
    Merchant,
    /// Buys in the storefront.
    Buyer,
    /// Buys through the API, to sell on.
    Partner,
}

impl Role {
    pub const ALL: [Role; 4] = [Self::Operator, Self::Merchant, Self::Buyer, Self::Partner];

    pub fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Merchant => "merchant",
            Self::Buyer => "buyer",
            Self::Partner => "partner",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(code: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.code() == code).ok_or(UnknownRole)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is operator, merchant, buyer or partner")]
pub struct UnknownRole;
