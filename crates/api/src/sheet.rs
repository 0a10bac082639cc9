//! Tables as files: CSV and spreadsheets, out and in.

/// Any list as a file.
pub(crate) mod list;
/// A file becomes rows.
pub(crate) mod read;
/// Rows become a file.
pub(crate) mod write;

use crate::Problem;
use crate::sales::ask::bad;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

pub(crate) const CSV: &str = "text/csv; charset=utf-8";
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Format {
    pub fn parse(text: Option<&str>) -> Result<Self, Problem> {
        match text.unwrap_or("csv") {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(bad("format is csv or xlsx")),
        }
    }
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => CSV,
            Self::Xlsx => XLSX,
        }
    }
}

/// What stands in one field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(String),
    /// Digits with at most one point, as they are to be shown.
    Number(String),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
    pub fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }
}
