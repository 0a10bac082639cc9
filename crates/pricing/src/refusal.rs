use db::DbError;
use kernel::Money;

pub type Result<T> = std::result::Result<T, PriceRefusal>;

/// Why a rule cannot stand: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PriceRefusal {
    #[error("{field}: {detail}")]
    BadValue { field: &'static str, detail: String },
    #[error("there is no such rule of yours: list them again")]
    NoSuchRule,
    #[error("there is no level of that code: make it first")]
    NoSuchLevel,
    #[error("members have this level: give them another one, or remove them first")]
    LevelInUse,
    #[error("{0}: remove what is not needed any more first")]
    TooMany(&'static str),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl PriceRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadValue { .. } => "bad_pricing",
            Self::NoSuchRule => "no_such_pricing",
            Self::NoSuchLevel => "no_such_level",
            Self::LevelInUse => "level_in_use",
            Self::TooMany(_) => "too_many_pricings",
            Self::Db(_) => "database",
        }
    }

    pub(crate) fn value(field: &'static str, detail: impl ToString) -> Self {
        Self::BadValue { field, detail: detail.to_string() }
    }
}

/// Why a coupon takes nothing off an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCoupon {
    #[error("there is no coupon with this code here: look at the code again, or order without it")]
    Unknown,
    #[error("this coupon does not hold now: it has not begun, has ended or was switched off")]
    NotNow,
    #[error("this coupon is for other goods: order without it")]
    OtherGoods,
    #[error("this coupon needs an order of {least} or more: order more, or order without it")]
    TooLittle { least: Money },
    #[error("this coupon was used as often as it can be: order without it")]
    UsedUp,
    #[error("you have used this coupon as often as one buyer can: order without it")]
    UsedByYou,
    #[error("the price is as low as it may be already: order without the coupon and keep it")]
    NothingOff,
}

impl NoCoupon {
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "coupon_unknown",
            Self::NotNow => "coupon_not_now",
            Self::OtherGoods => "coupon_other_goods",
            Self::TooLittle { .. } => "coupon_too_little",
            Self::UsedUp => "coupon_used_up",
            Self::UsedByYou => "coupon_used_by_you",
            Self::NothingOff => "coupon_nothing_off",
        }
    }
}
