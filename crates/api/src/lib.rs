//! The JSON API, version 1: what programs of partners and merchants talk to. The document at `/openapi.json` is the
//! one source of truth; a test holds it against the routes.

/// Everything that the handlers share.
mod api;
pub use api::{Api, ApiSettings};
/// Which path leads where.
mod router;
pub use router::router;

/// A merchant's own rules of prices.
mod pricing;
/// Why a request is refused, as RFC 9457 writes it.
mod problem;
pub use problem::{FieldProblem, Problem};
/// One's own account.
mod account;
/// What buyers of goods that are credited are asked for.
mod account_form;
/// Where a request came from.
mod address;
/// Keys for programs of a merchant.
mod api_keys;
/// A body of bounded size, and JSON that names what is wrong with it.
mod body;
/// Who calls, and how often they may.
mod caller;
/// How often merchants' programs call in a month.
mod calls;
/// What surrounds every request: an id, the version, the last words on a problem.
mod dress;
/// The header `Idempotency-Key`.
mod idempotency;
/// What the caller may do: extractors that are the authorization.
mod may;
/// The money of delivered orders: released, given back, paid out.
mod money;
/// A creating request that is done once, for those that the desk does not guard itself.
mod once;
/// How much partners may buy, and how they do.
mod partners;
/// Ids in the path, options behind the question mark.
mod path;
/// Who did it, for people and for the trail.
mod people;
/// So many at a time.
mod places;
/// What waits for a second person.
mod proposals;
/// Which refusal becomes which status.
mod refusals;
/// Who is logged in.
mod session;
/// Tables as files.
mod sheet;
/// Bodies too large for memory, sealed while they lie on the disk.
mod spool;
/// Who works for whom.
mod staff;
/// Who did what.
mod trail;
/// Keeping somebody out.
mod users;
/// The words of answers: amounts, texts in two languages, pages.
mod words;

/// What needs a merchant's eyes.
mod alarms;
/// Somebody asks to sell.
mod application;
/// The operator decides who may.
mod applications;
/// Brands let merchants sell.
mod authorisations;
/// Keys come in and are taken back.
mod batches;
/// Whose goods they are.
mod brands;
/// Keys that are nobody's.
mod canaries;
/// How a shop stands.
mod dashboard;
/// A buyer complains, and somebody rules.
mod disputes;
/// Found keys, and the way that they went.
mod diversion;
/// Shops of others that buy by program.
mod docking;
/// What happens, as it happens.
mod events;
/// Orders that suppliers credit.
mod fulfilments;
/// How much is left.
mod levels;
/// What the operator's people see and do.
mod platform;
pub use platform::machine::{Backups, Concern, Machine, Queue, Setting, System};
/// Links that show a key once.
mod links;
/// Log-ins with others.
mod login_links;
/// The merchants of the platform.
mod market;
/// Payment channels and suppliers report here.
mod notify;
/// What is on sale.
mod offers;
/// Buying: place, list, show, cancel.
mod orders_api;
/// A store's own domain, and its logo.
mod own_domain;
/// A merchant's own offers.
mod own_offers;
/// Passkeys.
mod passkeys;
/// Payment channels are set up.
mod payment_channels;
/// Costs, margins, and prices that follow rules.
mod price_watch;
/// Products from a spreadsheet.
mod product_import;
/// Products wait to be looked at.
mod product_reviews;
/// A merchant's products.
mod products;
/// Show a key.
mod reveal;
/// A merchant's sales.
mod sales;
/// A merchant's SKUs.
mod skus;
/// What payment channels say of a day.
mod statements;
/// A merchant's store and plan.
mod store_front;
/// Who credits goods for a merchant.
mod suppliers;
/// Receipts, and the log that they stand in.
mod transparency;
/// The purse.
mod wallet;

/// The document.
mod openapi;
pub use openapi::openapi;
/// The document for people.
mod docs;
/// The SQL.
mod store;
