//! Who may sell: merchants, their stores, and what the platform takes of their sales.

/// Why something was refused.
mod refusal;
pub use refusal::{MerchantRefusal, Result};

/// Somebody who sells.
mod merchant;
pub use merchant::{Merchant, MerchantState, NewMerchant, create, find, list};

/// A merchant's shop front.
mod store_front;
pub use store_front::{NewStore, Store, by_slug, open_store, stores};

/// What an order needs to know of its merchant.
mod selling;
pub use selling::{Selling, selling};

/// Taking a merchant off sale, and putting them back.
mod suspend;
pub use suspend::{resume, suspend};

/// The SQL.
mod store;
