use db::DbError;
use identity::IdentityRefusal;
use orders::OrderError;
use ports::LineError;

pub type Result<T> = std::result::Result<T, ReconcileRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileRefusal {
    #[error("there is no such payment channel, or its settings cannot be used")]
    UnknownChannel,
    #[error("this kind of channel has no statement that can be read")]
    NoStatements,
    #[error(
        "this channel's statement cannot be fetched: download it from the gateway's own pages and upload it"
    )]
    CannotFetch,
    #[error("the channel did not give its statement: {0}; try again later, or upload it")]
    NotFetched(String),
    #[error("{en}")]
    NotAStatement { zh: String, en: String },
    #[error("{} lines cannot be read: look at each, or say that the others are to be taken", .0.len())]
    BadLines(Vec<LineError>),
    #[error("nothing in this file says which days it covers: say it with from and to")]
    NoPeriod,
    #[error("from and to are days such as 2026-11-27, in that order, at most {0} days apart")]
    BadPeriod(i64),
    #[error("line {line} is not of the days that were named: choose them anew, or another file")]
    OutsidePeriod { line: i64 },
    #[error("this day is not over yet at the channel: its statement comes tomorrow")]
    NotOver,
    #[error("there is no such statement")]
    NoSuchStatement,
    #[error("there is no such difference")]
    NoSuchDifference,
    #[error("this difference is settled: load it again")]
    AlreadySettled,
    #[error("a difference of this kind cannot be settled that way")]
    WrongWay,
    #[error("say why, in 1 to 500 characters")]
    BadReason,
    #[error(transparent)]
    Orders(#[from] OrderError),
    #[error(transparent)]
    Identity(#[from] IdentityRefusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ReconcileRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownChannel => "no_such_channel",
            Self::NoStatements => "no_statements",
            Self::CannotFetch => "statement_cannot_be_fetched",
            Self::NotFetched(_) => "statement_not_fetched",
            Self::NotAStatement { .. } => "not_a_statement",
            Self::BadLines(_) => "bad_statement_lines",
            Self::NoPeriod => "statement_period_needed",
            Self::BadPeriod(_) => "bad_statement_days",
            Self::OutsidePeriod { .. } => "outside_statement_period",
            Self::NotOver => "statement_day_not_over",
            Self::NoSuchStatement => "no_such_statement",
            Self::NoSuchDifference => "no_such_difference",
            Self::AlreadySettled => "difference_settled",
            Self::WrongWay => "wrong_way_to_settle",
            Self::BadReason => "reason_needed",
            Self::Orders(OrderError::Refused(refusal)) => refusal.code(),
            Self::Identity(refusal) => refusal.code(),
            Self::Orders(_) | Self::Db(_) => "database",
        }
    }
}
