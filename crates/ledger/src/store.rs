/// Accounts and their balances.
pub(crate) mod accounts;
/// What the audit reads.
pub(crate) mod audit;
/// Lines of statements.
pub(crate) mod lines;
/// Transfers and their states.
pub(crate) mod transfers;

pub(crate) use accounts::StoredAccount;

use crate::{Kind, Rule, State};
use db::{DbError, FromValue, Value};

impl FromValue for Rule {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(code) = value { Self::from_code(code) } else { None }
    }
}
impl FromValue for Kind {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(code) = value { Self::from_code(code) } else { None }
    }
}
impl FromValue for State {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(code) = value { Self::from_code(code) } else { None }
    }
}

/// Fewer rows were changed than were meant to: another transaction was there first.
fn all_or_conflict(changed: u64, meant: usize, what: &str) -> db::Result<()> {
    if u64::try_from(meant) == Ok(changed) {
        return Ok(());
    }
    Err(DbError::Conflict(format!("{changed} of {meant} {what}")))
}
