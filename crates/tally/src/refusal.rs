use db::DbError;
use orders::OrderError;
use supply::SupplyRefusal;

pub type Result<T> = std::result::Result<T, TallyRefusal>;

/// Why a line of a table cannot be used, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Of the file, from 1.
    pub line: i64,
    /// As the file calls it; empty: the whole line.
    pub column: &'static str,
    pub zh: String,
    pub en: String,
}

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TallyRefusal {
    #[error("this is no CSV in UTF-8 or GB18030 with the columns of the template: save the table as CSV")]
    NotATable,
    #[error("a statement has at most {most} lines: bring it day by day")]
    TooManyLines { most: usize },
    #[error("some lines cannot be used: see each of them")]
    BadLines(Vec<BadLine>),
    #[error("name a day such as 2026-11-27")]
    BadDay,
    #[error("that day is not over yet by the supplier's calendar: wait until it is")]
    DayNotOver,
    #[error("there is no statement of that day: bring or fetch it first")]
    NoSuchStatement,
    #[error("there is no such difference of yours")]
    NoSuchDifference,
    #[error("this difference has an end already: look at how it stands")]
    DifferenceDecided,
    #[error("this difference cannot end that way: choose one of its ways")]
    WrongWay,
    #[error("say why in one line of up to 300 characters")]
    BadReason,
    #[error("this supplier's statements cannot be asked for: upload them as CSV")]
    CannotFetch,
    #[error("the supplier did not give its statement: {0}")]
    NotFetched(String),
    #[error(transparent)]
    Supply(#[from] SupplyRefusal),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl TallyRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotATable => "not_a_statement_table",
            Self::TooManyLines { .. } => "too_many_lines",
            Self::BadLines(_) => "bad_statement_lines",
            Self::BadDay => "bad_statement_day",
            Self::DayNotOver => "statement_day_not_over",
            Self::NoSuchStatement => "no_such_supplier_statement",
            Self::NoSuchDifference => "no_such_supplier_difference",
            Self::DifferenceDecided => "supplier_difference_decided",
            Self::WrongWay => "supplier_difference_wrong_way",
            Self::BadReason => "bad_reason",
            Self::CannotFetch => "supplier_statement_not_offered",
            Self::NotFetched(_) => "supplier_statement_not_fetched",
            Self::Supply(refusal) => refusal.code(),
            Self::Order(OrderError::Refused(refusal)) => refusal.code(),
            Self::Order(_) | Self::Db(_) => "database",
        }
    }

    pub(crate) fn is_conflict(&self) -> bool {
        match self {
            Self::Db(error) | Self::Order(OrderError::Db(error)) => {
                error.is_conflict() || matches!(error, DbError::Unique(_))
            }
            _ => false,
        }
    }
}
