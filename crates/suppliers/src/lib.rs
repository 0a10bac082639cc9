//! Adapters to suppliers: each translates between `ports::Supplier` and one foreign protocol, keeps nothing, and believes
//! no answer that is about another order than the one that was asked about.

/// Shops that run acg-faka, or its successor MCY.
mod acg;
/// People.
mod by_hand;
/// Another Cardamom.
mod cardamom;
/// Any supplier whose requests can be described in a file.
mod connector;
/// Dujiao-next, docked as one site to another.
mod dujiao;
/// Fulu's open platform.
mod fulu;
/// JSON that is signed as it is written.
mod json;
/// Kasushou, version 2.
mod kasushou;
/// Keys in what is delivered.
mod keys;
/// Where the forms of goods have our fields.
mod places;
/// What is plain enough to be passed on.
mod plain;
/// Reloadly's gift cards and airtime.
mod reloadly;
/// A callback, before it is believed.
mod report;
/// Sellers who reserve keys first, and provide them then.
mod reserve;
/// What suppliers say, and what is certain of it.
mod words;
/// Amounts below the smallest coin.
mod yuan;

/// Every kind of supplier that this program speaks, in the order in which they are offered to who sets one up.
pub fn kinds() -> &'static [ports::SupplierKind] {
    static KINDS: &[ports::SupplierKind] = &[
        cardamom::KIND,
        fulu::KIND,
        kasushou::KIND,
        dujiao::KIND,
        acg::SHARED,
        acg::MCY,
        reloadly::KIND,
        reserve::KIND,
        connector::KIND,
        by_hand::KIND,
    ];
    KINDS
}
