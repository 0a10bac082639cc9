//! The SQL of prices, one file a table or two.

pub(crate) mod coupons;
pub(crate) mod lists;
pub(crate) mod made;
pub(crate) mod members;
pub(crate) mod rules;
pub(crate) mod uses;

use crate::{Off, Window};
use db::{DbError, Result, Row};
use kernel::{BasisPoints, OfferId};

/// Two columns.
fn window(row: &Row, at: usize) -> Result<Window> {
    Ok(Window { from: row.time(at)?, until: row.get(at + 1)? })
}

/// Kind, value and currency.
fn off(row: &Row, at: usize) -> Result<Off> {
    match row.text(at)?.as_str() {
        "rate" => Ok(Off::Rate(BasisPoints(row.int(at + 1)?))),
        "amount" => Ok(Off::Fixed(row.int(at + 1)?, row.parse(at + 2)?)),
        other => Err(DbError::Decode(format!("a discount is no {other}"))),
    }
}

fn currency_of(off: Off) -> String {
    off.currency().map(|currency| currency.to_string()).unwrap_or_default()
}

fn offers(row: &Row, at: usize) -> Result<Vec<OfferId>> {
    serde_json::from_str(&row.text(at)?).map_err(|error| DbError::Decode(error.to_string()))
}

fn offers_text(offers: &[OfferId]) -> Result<String> {
    serde_json::to_string(offers).map_err(|error| DbError::Other(error.to_string()))
}

fn state(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
