/// Wrapped keys.
pub(crate) mod keys;
/// The check value and the passphrase's salt.
pub(crate) mod root;
/// Counters of SKUs.
pub(crate) mod skus;
pub(crate) use skus::SkuRow;
/// Batches.
pub(crate) mod batches;
pub(crate) use batches::Growth;
/// Sealed items.
pub(crate) mod items;
pub(crate) use items::Due;
/// Keys that are nobody's.
pub(crate) mod canaries;
/// Chains of reveals.
pub(crate) mod reveals;
pub(crate) use reveals::GENESIS;
/// What the audit reads.
pub(crate) mod audit;
/// Changes of keys.
pub(crate) mod rotate;
/// Items found by their fingerprints.
pub(crate) mod trace;
pub(crate) use audit::AuditedItem;
