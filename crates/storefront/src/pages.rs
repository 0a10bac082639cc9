/// Log in, sign up, log out, one's orders.
pub(crate) mod account;
/// Asking to sell.
pub(crate) mod apply;
/// From what was chosen to an order.
pub(crate) mod checkout;
/// A code that is sent, to log in with.
pub(crate) mod code;
/// Something is wrong with an order.
pub(crate) mod dispute;
/// Keys by which one's own shop buys here.
pub(crate) mod docking;
/// The front page, a category, a search.
pub(crate) mod home;
/// Somebody is asked to join a staff.
pub(crate) mod join;
/// A key, shown once by its link.
pub(crate) mod key;
/// Another language.
pub(crate) mod language;
/// The picture of a store.
pub(crate) mod logo;
/// An order found again without its link.
pub(crate) mod lookup;
/// One's account and its safety.
pub(crate) mod me;
/// An order and its keys.
pub(crate) mod order;
/// A payment that is waited for.
pub(crate) mod pay;
/// Who pays, where a channel has to know.
pub(crate) mod payer;
/// What is held about people, and what they agree to.
pub(crate) mod privacy;
/// One product, to be chosen from.
pub(crate) mod product;
/// Log-ins with others.
pub(crate) mod providers;
/// The receipt of an order, and the log that it stands in.
pub(crate) mod receipt;
/// Where somebody says to be.
pub(crate) mod region;
/// A second factor, proved.
pub(crate) mod second;
/// The first operator.
pub(crate) mod setup;
/// A merchant's store.
pub(crate) mod store;
/// Money into one's purse.
pub(crate) mod top_up;
/// One's purse.
pub(crate) mod wallet;
/// The ways to pay.
pub(crate) mod ways;
