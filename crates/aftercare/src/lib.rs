//! Disputes and arbitration (售后与仲裁). A buyer says that something is wrong with what was delivered; the merchant
//! offers or contests; the platform rules, once, and after an appeal by somebody else once more. Deadlines count in
//! working hours, and whoever is silent is decided about by rules.
//!
//! While a case is open its money stays in escrow; how it ends moves it, in the same commit: through settlement, which
//! knows where the money is. The case's row is held first, then the merchant's money.

/// The words that are stored and spoken.
mod words;
pub use words::{Act, How, Mode, Moment, Reason, Remedy, Side, State, UnknownWord};
/// What an operator may set.
mod settings;
pub use settings::DisputeSettings;
/// When people work.
mod calendar;
/// Why something is refused.
mod refusal;
pub use refusal::{CareRefusal, Result};
/// A case, and who is party to it.
mod case;
pub use case::{Case, NewCase, Party};
/// What was said and done.
mod entry;
pub use entry::{Entry, replaces};
/// Everything together: what the edges hold.
mod service;
pub use service::{Aftercare, Parts};
/// Both sides answer.
mod answering;
/// Somebody of the operator's people rules.
mod arbiter;
/// A buyer complains.
mod open;
pub use arbiter::{Neutral, Ruling};
/// The buyer's bank takes a payment back.
mod chargeback;
/// A case ends, and its money moves.
mod close;
/// Other keys in the place of those that do not work.
mod replace;
/// Support lets money go.
mod thaw;
pub use chargeback::{Heard, NewByHand};
/// What the machine knows of a case.
mod evidence;
/// What rules are asked about.
mod facts;
/// Deadlines and reminders.
mod keeping;
/// Rules, and what they say.
mod table;
pub use table::{Facts, Rule, Verdict, check};
/// Versions of the rules, and replays.
mod rules;
pub use rules::{Decision, Replay, Replayed, RuleSet, fact_names};
/// Rules are asked about a case.
mod decide;
/// How both sides have done.
mod score;
pub use score::Score;
/// Stricter delivery.
mod strict;
pub use strict::SaidBefore;
/// What is shown to a bank.
mod pack;
pub use pack::Pack;
/// Pictures and recordings.
mod files;
pub use files::{CaseFile, file_by_blob, file_opens};
/// What a file is.
mod sniff;
pub use sniff::CaseMedia;
/// What people see of cases.
mod view;
pub use view::{CaseFilter, CaseView, KnownThen, Waiting};
/// Messages.
mod mail;
pub use mail::{MAIL_DISPUTE, Notice};
/// Proof over all of it.
pub mod audit;
/// The SQL.
mod store;
/// A letter to the owner of a wallet.
mod wallet_mail;
