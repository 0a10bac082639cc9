use crate::signer::{PublicKey, Signer};
use crate::tree::{self, Hash, Range, Spot};
use crate::{Head, Hex, ReceiptRefusal, Result, store};
use db::{Db, Tx};
use kernel::Ambient;
use orders::Orders;
use std::sync::Arc;

/// Receipts, and the log behind them. Cheap to clone.
#[derive(Clone)]
pub struct Receipts(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub orders: Orders,
    pub signer: Signer,
}

/// That an entry is one of the first so many of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    pub entry: u64,
    pub size: u64,
    /// The entry's hash.
    pub leaf: Hex<32>,
    /// Lowest first.
    pub path: Vec<Hex<32>>,
    /// Of the log of that size.
    pub root: Hex<32>,
}

/// That the log of one size became that of another by appending only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    pub first: u64,
    pub first_root: Hex<32>,
    pub second: u64,
    pub second_root: Hex<32>,
    pub path: Vec<Hex<32>>,
}

impl Receipts {
    pub fn new(orders: Orders) -> Self {
        let signer = Signer::new(orders.links().receipt_seed());
        Self(Arc::new(Inner { orders, signer }))
    }
    pub(crate) fn db(&self) -> &Db {
        self.0.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.0.orders.ambient()
    }
    pub(crate) fn signer(&self) -> &Signer {
        &self.0.signer
    }

    /// What the platform publishes of its key, with the newest head.
    pub async fn published(&self) -> Result<PublicKey> {
        let head = store::heads::newest(&mut self.db().read().await?).await?;
        let key = self.signer().info();
        let head = head.map(|signed| signed.head);
        Ok(PublicKey { algorithm: key.algorithm, head, id: key.id, public_key: key.public_key })
    }

    /// Signed heads before that size (none: the newest), the newest first.
    pub async fn heads(&self, before: Option<u64>, limit: i64) -> Result<Vec<Head>> {
        let mut tx = self.db().read().await?;
        let heads = store::heads::list(&mut tx, before.unwrap_or(u64::MAX), limit).await?;
        Ok(heads.into_iter().map(|signed| signed.head).collect())
    }

    /// That the entry (none: the last one) is among the first `size` (none: all).
    pub async fn inclusion(&self, entry: Option<u64>, size: Option<u64>) -> Result<Inclusion> {
        let mut tx = self.db().snapshot().await?;
        let all = store::log::size(&mut tx).await?;
        let none = || ReceiptRefusal::NoSuchEntry { size: all };
        let size = size.unwrap_or(all);
        let entry = entry.or(size.checked_sub(1)).ok_or_else(none)?;
        let ranges = tree::inclusion(entry, size).filter(|_| size <= all).ok_or_else(none)?;
        let leaf = fold(&mut tx, (entry, entry + 1)).await?;
        let path = hashes(&mut tx, &ranges).await?;
        let root = fold(&mut tx, (0, size)).await?;
        Ok(Inclusion { entry, size, leaf: Hex(leaf), path, root: Hex(root) })
    }

    /// That the log of the first size (none: empty) became that of the second (none: all that there is).
    pub async fn consistency(&self, first: Option<u64>, second: Option<u64>) -> Result<Consistency> {
        let mut tx = self.db().snapshot().await?;
        let all = store::log::size(&mut tx).await?;
        let (first, second) = (first.unwrap_or(0), second.unwrap_or(all));
        let ranges = tree::consistency(first, second).filter(|_| second <= all);
        let ranges = ranges.ok_or(ReceiptRefusal::BadSizes { size: all })?;
        let path = hashes(&mut tx, &ranges).await?;
        let first_root = Hex(fold(&mut tx, (0, first)).await?);
        let second_root = Hex(fold(&mut tx, (0, second)).await?);
        Ok(Consistency { first, first_root, second, second_root, path })
    }
}

/// The hash over those entries.
async fn fold(tx: &mut Tx, range: Range) -> db::Result<Hash> {
    let parts = store::log::nodes(tx, &tree::parts(range)).await?;
    Ok(tree::fold(&parts))
}

/// The hash over each of the ranges, in one look.
pub(crate) async fn hashes(tx: &mut Tx, ranges: &[Range]) -> db::Result<Vec<Hex<32>>> {
    let parts: Vec<Vec<Spot>> = ranges.iter().map(|range| tree::parts(*range)).collect();
    let all: Vec<Spot> = parts.iter().flatten().copied().collect();
    let mut found = store::log::nodes(tx, &all).await?.into_iter();
    let mut hashes = Vec::with_capacity(parts.len());
    for spots in &parts {
        let own: Vec<Hash> = found.by_ref().take(spots.len()).collect();
        hashes.push(Hex(tree::fold(&own)));
    }
    Ok(hashes)
}
