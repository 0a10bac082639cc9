/// The front page, a category, a search.
pub(crate) mod home;
/// One product, to be chosen from.
pub(crate) mod product;
/// From what was chosen to an order.
pub(crate) mod checkout;
/// A payment that is waited for.
pub(crate) mod pay;
/// An order and its keys.
pub(crate) mod order;
/// An order found again without its link.
pub(crate) mod lookup;
/// Log in, sign up, log out, one's orders.
pub(crate) mod account;
/// One's purse.
pub(crate) mod wallet;
/// The first operator.
pub(crate) mod setup;
/// Another language.
pub(crate) mod language;
