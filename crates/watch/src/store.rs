//! The SQL of the price watch, one file a table.

pub(crate) mod changes;
pub(crate) mod market;
pub(crate) mod quotes;
pub(crate) mod rules;
pub(crate) mod stops;
