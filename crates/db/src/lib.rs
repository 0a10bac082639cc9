//! The only crate that knows there are two engines: SQLite (one file) and PostgreSQL.
//!
//! One SQL text serves both. Write it in PostgreSQL's manner, lower-case, with `$1…` placeholders and only
//! `bigint`, `text` and `bytea` columns; this crate translates for SQLite:
//! - `$1` becomes `?1`;
//! - `= any($1)` with a [`Value::Texts`] or [`Value::Ints`] becomes `in (select value from json_each(?1))`;
//! - ` for update`, ` for update skip locked` and ` for share` vanish (SQLite has one writer at a time);
//! - in migrations `without rowid` vanishes on PostgreSQL, and `bytea` needs no translation.
//!
//! Many rows at once: [`Tx::exec_each`] and [`Tx::query_each`] run one statement for each row of values: a
//! cached statement in a loop on SQLite, one `unnest` of arrays on PostgreSQL. In such a statement an insert has the
//! form `insert into t (…) values ($1, …)`, an update `update t set … where …` or a delete `delete from t where …`.
//! Prefix columns with the table's name in the `where` of these (the arrays' columns are called `c1…`), and give each
//! target row once (PostgreSQL applies only one of two updates of the same row).
//!
//! Not portable, so not used: booleans, `json` operators, `sum(bigint)` without `cast(… as bigint)`, `from (values …) as v(a,b)`.

/// Values that go in.
mod value;
pub use value::{Ty, Value};
/// Rows that come out.
mod row;
pub use row::{FromValue, Row};
/// What can go wrong, and which constraint said no.
mod error;
pub use error::{DbError, Result};
/// When a commit of the embedded engine survives a power cut.
mod durable;
pub use durable::Durable;
/// Faults on demand, for the simulator.
mod faults;
pub use faults::{Faults, Point, Strike, with_faults};
/// The list of migrations.
mod migrate;
pub use migrate::{MIGRATIONS, Migration, Schema};
/// Moves the log of the embedded engine into its file.
mod checkpoint;
/// A transaction of the server engine, which does not wait for each answer.
mod pipeline;
/// The server engine.
mod postgres;
/// One SQL text, two dialects.
mod sql;
/// The embedded engine.
mod sqlite;
/// The database and its transactions.
mod tx;
pub use tx::{Db, DbConfig, Engine, Index, Table, Tx};

/// Makes a slice of [`Value`]s: `params![id.to_string(), amount]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

/// Makes one row of [`Value`]s for [`Tx::exec_each`]: `row![id.to_string(), amount]`.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
