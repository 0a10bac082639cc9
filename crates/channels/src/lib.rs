//! Which payment channels there are: of what kind, with what settings, for which amounts and devices. A channel is never
//! deleted, because payments carry its code for ever; its secrets go in and never come out, but to its adapter.

/// Why something is refused.
mod refusal;
pub use ports::Fault;
pub use refusal::{ChannelRefusal, Result};
/// The words: a channel, its state, its limits.
mod channel;
pub use channel::{Channel, Ready, State};
/// What somebody filled in, and whether it can stand.
mod draft;
pub use draft::Draft;
/// All of it, as the edges hold it.
mod book;
pub use book::{ChannelBook, Parts};
/// Create, change, switch, order.
mod change;
pub use change::{Changed, Switched};
/// Whether a channel would work.
mod trial;
pub use trial::{Outcome, Trial, Tried};
/// The SQL.
mod store;
