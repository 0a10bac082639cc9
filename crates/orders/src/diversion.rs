//! Keys that turned up where they should not be (窜货): which goods they are, which way they went, and what is done about
//! it. A found key is looked for by its keyed fingerprint; neither it nor the fingerprint is written down anywhere.

/// Cases: kept, looked at, ended.
mod case;
/// Why something is refused.
mod refusal;
/// From a key to its way.
mod trace;
/// No key stands in what people write.
mod words;

pub use case::{DiversionCase, DiversionFilter, NewDiversion, Outcome, PartnerCases, ReadyDiversion};
pub use refusal::DiversionRefusal;
pub(crate) use trace::network_of;
pub use trace::{Bought, Chain, FoundKeys, LinkUse, Sale, Shared, Shown};
