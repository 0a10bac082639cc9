//! Adapters to suppliers: each translates between `ports::Supplier` and one foreign protocol, keeps nothing, and believes
//! no answer that is about another order than the one that was asked about.

/// Another Cardamom.
mod cardamom;
/// Any supplier whose requests can be described in a file.
mod connector;
pub use connector::{DryRun, Explained, ShownAnswer, ShownRequest, ShownSignature, dry_run, explain};
/// Fulu's open platform.
mod fulu;
/// JSON that is signed as it is written.
mod json;
/// Kasushou, version 2.
mod kasushou;
/// What is plain enough to be passed on.
mod plain;
/// A callback, before it is believed.
mod report;
/// What suppliers say, and what is certain of it.
mod words;
/// Amounts below the smallest coin.
mod yuan;

/// Every kind of supplier that this program speaks, in the order in which they are offered to who sets one up.
pub fn kinds() -> &'static [ports::SupplierKind] {
    static KINDS: &[ports::SupplierKind] = &[cardamom::KIND, fulu::KIND, kasushou::KIND, connector::KIND];
    KINDS
}
