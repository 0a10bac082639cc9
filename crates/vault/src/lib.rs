//! The vault: a card key exists in plaintext only on its way in and in its buyer's hands.
//!
//! A key is sealed under the data key of its batch, that is wrapped by the merchant's key, and that by the root key of a
//! [`ports::KeyService`]. Keys of a SKU are numbered as they come in; a head moves over the numbers when units are sold,
//! so that a sale writes nothing into the stock. The vault knows nothing of orders, money or products: a use case calls
//! it inside its own transaction. Lock order within: rows of SKUs, sorted, then batches, then the merchant's chain.

/// One-time keys and loop secrets.
mod kind;
pub use kind::SkuKind;
/// Why the vault refuses.
mod refusal;
pub use refusal::VaultError;
/// A root key in a file.
mod file_key;
/// What every built-in key service does with its root key.
mod root_key;
pub use file_key::FileKeyService;
/// A root key from a passphrase.
mod passphrase;
pub use passphrase::PassphraseKeyService;
/// The goods themselves, in plaintext.
mod goods;
pub use goods::Goods;
/// The merchant's key and the batch's: wrap, seal, open, fingerprint.
mod seal;
/// The vault, opened with a root key.
mod vault;
pub use vault::Vault;
/// Where goods come from.
mod batch;
pub use batch::{Batch, BatchState, Format, NewBatch, Provenance};
/// A part of a file of keys.
mod chunk;
/// One line of CSV.
mod csv;
/// Dates at which keys expire.
mod expiry;
pub use chunk::Chunk;
/// A file of keys as a stream.
mod reader;
pub use reader::{ImportError, LINE_BYTES_MAX, LINES_MAX, Reader};
/// Keys come in.
mod import;
pub use import::{Ahead, BadLine, BatchSummary, Duplicate, DuplicateKind, Importing, Laid, StoredChunk};
/// Keys that are nobody's, mixed into a batch.
mod canary;
pub use canary::{CANARIES_MAX, Canaries, Canary, CanaryWatch};
/// An import that was cut off.
mod close;
/// Work that keeps a processor busy, on two of them.
mod halves;
pub use close::close_stale;
/// Units leave the shelf.
mod take;
pub use take::{Unit, Want, take};
/// Who was shown what.
mod reveal;
pub use reveal::{RevealAsk, Sealed, record_reveals};
/// Look at batches and items.
mod stock;
pub use stock::{BatchFilter, ItemState, StockCount, batch, item_state, list_batches, stock_counts};
/// Which batch goods came in with.
mod origin;
pub use origin::{batches_of, next_batch};
/// Which items found keys are.
mod trace;
pub use trace::{Item, SOUGHT_MAX, Sought, Trace, Traced, item};
/// Take goods off the shelf.
mod withdraw;
pub use withdraw::{Withdrawn, lapse_due, lapse_sku, skus_due, withdraw_batch};
/// A delivered key that does not work.
mod complaint;
pub use complaint::{mark_replaced, report_bad};
/// Destroy goods by destroying their key.
mod shred;
pub use shred::Shredded;
/// Several root keys, while one takes over from the other.
mod key_ring;
pub use key_ring::KeyRing;
/// Keys that outlive the root key they came from.
mod lasting;
pub use lasting::lasting_key;
/// Other keys in the place of those that are: the root key, the merchants', the batches'.
mod rotate;
pub use rotate::{
    Rotation, RotationKind, Witness, finish_root, rotate_batches, rotate_merchant, rotate_merchants,
    rotate_root, running, sweep_root,
};
/// Whether the keys open what they should.
mod health;
/// The items of a batch under another data key.
mod reseal;
/// What ties the root of a batch to the one before.
mod root_link;
pub use health::{KeyHealth, key_health};
/// Proof over the whole vault.
mod audit;
/// One hash over all items of a batch.
pub mod merkle;
/// That an item lies in its batch.
mod proof;
pub use audit::{Finding, audit};
pub use proof::{ItemLeaf, ItemProof, PROVED_ITEMS_MAX, leaves, prove, prove_each};
/// What files of keys must not be able to do.
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod fuzz;
/// The SQL.
mod store;
