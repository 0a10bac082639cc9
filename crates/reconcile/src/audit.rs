use crate::{Open, store};
use db::{Result, Tx};
use std::collections::BTreeSet;

/// Something that must not be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

/// What the ledger says that channels owe is what arrived, less what went back: by channel and currency, to the cent.
pub async fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let ledger = store::ledger::clearing(tx).await?;
    let moved = store::ledger::moved(tx).await?;
    let all: BTreeSet<&(String, String)> = ledger.keys().chain(moved.keys()).collect();
    let of = |sums: &store::ledger::Sums, key| sums.get(key).copied().unwrap_or(0);
    let wrong = all.into_iter().filter(|key| of(&ledger, key) != of(&moved, key));
    Ok(wrong
        .map(|key| Finding {
            what: "the ledger's clearing of a channel is not what arrived less what went back".into(),
            row: format!("{} {}: {} and {}", key.0, key.1, of(&ledger, key), of(&moved, key)),
        })
        .collect())
}

/// What is open, by channel and kind.
pub async fn open(tx: &mut Tx) -> Result<Vec<Open>> {
    store::differences::open(tx).await
}
