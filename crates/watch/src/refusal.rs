use catalog::CatalogRefusal;
use costs::CostRefusal;
use db::DbError;
use supply::SupplyRefusal;

pub type Result<T> = std::result::Result<T, WatchRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WatchRefusal {
    #[error("{field}: {detail}")]
    BadRule { field: &'static str, detail: &'static str },
    #[error("there is no such price rule of yours")]
    NoSuchRule,
    #[error("another rule is for the same goods in that currency: change that one")]
    RuleExists,
    #[error("somebody else has changed this rule meanwhile: load it again")]
    RuleChanged,
    #[error("a merchant has at most 1,000 price rules")]
    TooManyRules,
    #[error("there is no such change of a price")]
    NoSuchChange,
    #[error("this change does not wait for anybody any more: look at how it stands")]
    ChangeDecided,
    #[error(
        "the price, or what it is made of, is another one by now: the change was taken back, wait for the next one"
    )]
    ChangeOutdated,
    #[error("the price would not cover what the goods cost: let the rule reckon it anew")]
    BelowCost,
    /// Of a list that came from outside, counted from nought.
    #[error("line {line}, {field}: {detail}")]
    BadLine { line: usize, field: &'static str, detail: &'static str },
    #[error("send 1 to {most} lines at a time")]
    TooManyLines { most: usize },
    #[error("say why in one line of up to 200 characters")]
    BadReason,
    #[error("prices are stopped already, or go on already")]
    StopUnchanged,
    #[error(transparent)]
    Supply(#[from] SupplyRefusal),
    #[error(transparent)]
    Cost(#[from] CostRefusal),
    #[error(transparent)]
    Catalog(#[from] CatalogRefusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl WatchRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRule { .. } => "bad_price_rule",
            Self::NoSuchRule => "no_such_price_rule",
            Self::RuleExists => "price_rule_exists",
            Self::RuleChanged => "price_rule_changed_meanwhile",
            Self::TooManyRules => "too_many_price_rules",
            Self::NoSuchChange => "no_such_price_change",
            Self::ChangeDecided => "price_change_decided",
            Self::ChangeOutdated => "price_change_outdated",
            Self::BelowCost => "below_cost",
            Self::BadLine { .. } => "bad_line",
            Self::TooManyLines { .. } => "too_many_lines",
            Self::BadReason => "bad_reason",
            Self::StopUnchanged => "price_stop_unchanged",
            Self::Supply(refusal) => refusal.code(),
            Self::Cost(refusal) => refusal.code(),
            Self::Catalog(refusal) => refusal.code(),
            Self::Db(_) => "database",
        }
    }
}
