/// Log in, sign up, log out, one's orders.
pub(crate) mod account;
/// From what was chosen to an order.
pub(crate) mod checkout;
/// The front page, a category, a search.
pub(crate) mod home;
/// Somebody is asked to join a staff.
pub(crate) mod join;
/// A key, shown once by its link.
pub(crate) mod key;
/// Another language.
pub(crate) mod language;
/// An order found again without its link.
pub(crate) mod lookup;
/// An order and its keys.
pub(crate) mod order;
/// A payment that is waited for.
pub(crate) mod pay;
/// One product, to be chosen from.
pub(crate) mod product;
/// The first operator.
pub(crate) mod setup;
/// One's purse.
pub(crate) mod wallet;
