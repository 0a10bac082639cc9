/// What the audit reads.
pub(crate) mod audit;
/// Signed heads.
pub(crate) mod heads;
/// The log's tree and its cursor.
pub(crate) mod log;
/// What the walk reads of orders.
pub(crate) mod orders;
/// What was written down of each order.
pub(crate) mod receipts;
/// Orders that may be delivered still.
pub(crate) mod waiting;

use db::{DbError, Result, Value};
use kernel::{MerchantId, OrderId};

/// Counts and places are never negative.
fn count(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| DbError::Decode(format!("{number} is no count")))
}

/// A count as it is stored.
fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn bytes<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| DbError::Decode(format!("a hash or signature has not {N} bytes")))
}

fn names(keys: &[(MerchantId, OrderId)]) -> Vec<Vec<Value>> {
    keys.iter().map(|(merchant, order)| db::row![*merchant, *order]).collect()
}
