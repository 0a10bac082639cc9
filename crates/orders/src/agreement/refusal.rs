use db::DbError;

/// Why something about agreements is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AgreementRefusal {
    #[error(
        "this user is no partner of yours: give them a price list, or have them make a docking key, and try again"
    )]
    NotAPartner,
    #[error("there is no agreement with this partner: make one first")]
    NoSuchAgreement,
    #[error("{field}: {detail}")]
    BadValue { field: &'static str, detail: String },
    #[error("a merchant has agreements with at most {most} partners")]
    TooManyAgreements { most: i64 },
    #[error("a partner has at most {most} allocations")]
    TooManyAllocations { most: usize },
    #[error("this partner is frozen already")]
    FrozenAlready,
    #[error("this partner is not frozen")]
    NotFrozen,
    #[error("this partner is frozen: lift that first, with a reason")]
    FrozenStill,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AgreementRefusal {
    pub(crate) fn value(field: &'static str, detail: impl ToString) -> Self {
        Self::BadValue { field, detail: detail.to_string() }
    }

    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAPartner => "not_a_partner",
            Self::NoSuchAgreement => "no_such_agreement",
            Self::BadValue { .. } => "bad_agreement",
            Self::TooManyAgreements { .. } => "too_many_agreements",
            Self::TooManyAllocations { .. } => "too_many_allocations",
            Self::FrozenAlready => "frozen_already",
            Self::NotFrozen => "not_frozen",
            Self::FrozenStill => "frozen_still",
            Self::Db(_) => "database",
        }
    }
}
