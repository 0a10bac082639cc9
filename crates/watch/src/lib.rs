//! Price watch: prices that follow what goods cost and what others ask, by a merchant's rules. What changes a cost, or is
//! seen on the market, makes the SKU *due* in its own transaction; [`Watch::reprice`] takes what is due and changes
//! the prices, some thousands in one transaction. Between the two nothing is sold below its cost: the orders look
//! at costs themselves.

/// Why something is refused.
mod refusal;
pub use refusal::{Result, WatchRefusal};
/// The words: rules, and what they are made of.
mod rule;
pub use rule::{Band, PriceRule, Roundness, RuleDraft, Scope, Terms};
/// What a price is to be; pure.
mod reckon;
pub use reckon::{Blocked, Facts, HeldFor, Outcome, Reckoned, Step, Word, reckon};
/// The whole service, as the edges call it.
mod service;
pub use service::{Parts, Settings, Watch};
/// Which rule counts, and what it makes of which offer.
mod plan;
pub use plan::{Planned, is_followed};
/// What is due gets its price.
mod reprice;
pub use reprice::Repriced;
/// What a rule would change.
mod preview;
pub use preview::Preview;
/// What was changed, and what waits for a person.
mod changes;
/// Rules are made, changed, and taken away.
mod rules;
pub use changes::{ChangeFilter, ChangeState, PriceChange};
/// What suppliers say that goods cost.
mod quotes;
pub use quotes::{Quote, QuotesTaken, SupplierQuote};
/// Suppliers are asked for their prices.
mod asking;
/// What goods were seen at elsewhere.
mod market;
pub use market::{MarketPrice, Seen};
/// What goods cost, said by a person or a program.
mod said;
pub use said::SkuCost;
/// What is earned with each offer.
mod margins;
pub use margins::{Margin, MarginLine};
/// Nothing but people changes prices.
mod stop;
pub use stop::Stop;
/// The SQL.
mod store;
