use crate::Sealer;
use kernel::{Ambient, ApplicationId, Bilingual, MerchantId, Time, UserId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Somebody asks to sell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub id: ApplicationId,
    pub user: UserId,
    pub state: ApplicationState,
    pub kind: ApplicantKind,
    pub name: Bilingual,
    pub about: Bilingual,
    /// The address that the store gets; empty: not chosen yet.
    pub store_slug: String,
    pub private: Private,
    /// What must be corrected; empty unless it was returned.
    pub reasons: Vec<Reason>,
    /// Who looks at it; empty until it is taken.
    pub reviewer: String,
    /// What it became.
    pub merchant: Option<MerchantId>,
    pub created_at: Time,
    pub changed_at: Time,
    pub submitted_at: Option<Time>,
    pub decided_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    Draft,
    Submitted,
    InReview,
    Approved,
    Returned,
}

impl ApplicationState {
    pub const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::InReview, Self::Approved, Self::Returned];

    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Returned => "returned",
        }
    }

    /// Whether the applicant may change it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }
}

impl FromStr for ApplicationState {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    #[default]
    Company,
    Person,
}

impl ApplicantKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Person => "person",
        }
    }
}

impl FromStr for ApplicantKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Company, Self::Person].into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// What must not lie about: who they are, how they are reached, where their money goes. Sealed at rest, not printable.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// The number of the company's licence, or of the person's identity card.
    pub licence_number: String,
    pub legal_person: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub contact_email: String,
    pub bank_name: String,
    pub bank_account: String,
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Private")
    }
}

impl Private {
    pub(crate) fn sealed(&self, sealer: &Sealer, ambient: &Ambient, id: ApplicationId) -> Vec<u8> {
        sealer.seal(ambient, &id.to_string(), &serde_json::to_vec(self).unwrap_or_default())
    }

    pub(crate) fn opened(sealer: &Sealer, id: ApplicationId, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(&sealer.open(&id.to_string(), sealed)?).ok()
    }
}

/// What is shown of a number to somebody who knows it: the last four characters.
pub fn masked(text: &str) -> String {
    let count = text.chars().count();
    if count == 0 {
        return String::new();
    }
    let shown = if count > 8 { 4 } else { 0 };
    let end: String = text.chars().skip(count - shown).collect();
    format!("••••{end}")
}

/// What must be corrected, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The name of a field of the application, or the kind of a document.
    pub field: String,
    pub text: String,
}

/// What the form says. What is left out stays as it was; a number that comes back masked does, too.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub kind: Option<ApplicantKind>,
    pub name: Option<Bilingual>,
    pub about: Option<Bilingual>,
    pub store_slug: Option<String>,
    pub licence_number: Option<String>,
    pub legal_person: Option<String>,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    pub contact_email: Option<String>,
    pub bank_name: Option<String>,
    pub bank_account: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_show_nothing_at_all() {
        let seen: Vec<_> = ["", "1234", "12345678", "123456789", "91310000MA1K3YYY0X"].map(masked).into();
        assert_eq!(seen, ["", "••••", "••••", "••••6789", "••••YY0X"]);
    }
}
