//! The spine: quote → place → pay → deliver, and what happens when it goes otherwise.
//!
//! All changes of orders on a node pass the [`desk`]: it takes what waits, decides it in memory, writes it with
//! set-based statements in one transaction, commits once and then answers each.

/// What an operator may set.
mod settings;
pub use settings::OrderSettings;
/// Why an order, a payment or a reveal is refused.
mod refusal;
pub use refusal::{LinkRefusal, OrderError, OrderRefusal};
/// The words: orders, lines, deliveries and their states.
mod order;
pub use order::{
    Buyer, Idempotency, NewLine, NewOrder, Order, OrderGoods, OrderLine, OrderState, PayWith, PlacedDelivery,
    RevealBy, Unit,
};
/// How a buyer is reached: sealed, and found by a keyed digest.
mod contacts;
pub use contacts::SealedContact;
/// What a payment is for.
mod paid_for;
pub use paid_for::PaidFor;
/// Which accounts of the ledger an order moves.
pub mod accounts;
/// What plans allow.
mod quota;
/// Orders from before contacts were sealed.
mod seal_old;
pub use quota::Quota;
/// What partners need to know of goods and orders.
mod partner;
/// What it would cost.
mod quote;
pub use quote::{Quote, quote};
/// The merchant's own rules of prices, applied to a quote.
mod price;
pub use price::{Asking, must_keep_minimum};
/// Prices as the shop shows them.
mod tags;
pub use tags::Tag;
/// What the platform keeps of it.
mod fee;
/// Nothing is sold below its cost.
mod inversion;
/// Money arrived: deliver, or give it a name and a way back.
mod pay;
/// Place an order, with or without paying at once.
mod place;
pub use pay::{ExceptionKind, PaidFact, PaidOutcome};
/// What somebody else was quicker with.
mod again;
/// One batch, from load to commit.
mod batch;
/// Goods that are credited to an account by a supplier.
mod fulfil;
pub use fulfil::{
    ACCOUNT_CHECKS, AccountAnswers, AccountCheck, AttemptState, AttemptView, ClaimEnd, ClaimState, Deposit,
    DepositLine, Fulfiller, FulfilmentLine, FulfilmentState, FulfilmentView, RechargeRefusal, Replay,
    SupplierClaim, SupplierHealth, SupplierSaid, SupplierScore, Weights, Which, book_deposit, claim_keys,
    correct_deposit,
};
/// Cancel and expire.
mod close;
/// The committer of a node.
pub mod desk;
pub use desk::{Desk, Placed};
/// Links and codes that open an order without an account, never stored.
mod links;
pub use links::Links;
/// The whole service, as the shop and the API call it.
mod service;
pub use service::{Access, Orders, Parts, PlacedOrder, ShownDelivery};
/// Which channels there are, and what is decided about each.
mod channels;
pub use channels::{ChannelEntry, Channels, Offered};
/// What came of the payments of each.
mod channel_figures;
pub use channel_figures::ChannelFigures;
/// Whether a channel is well.
mod circuit;
pub use circuit::Health;
/// Talk to the payment channel: open, notify, ask, close.
mod channel;
pub use channel::{NotifyAnswer, PaymentView};
/// Money of a delivered order goes back to where it came from.
mod order_refund;
pub use order_refund::{PaidBy, ToOrigin, begin_refunds, paid_by};
/// Payments that the payer's bank disputes.
mod disputed;
pub use disputed::{ASK_CHARGEBACK, Arrival, DisputeAsk};
/// What a bank takes back of payments that delivered nothing.
mod charged_back;
pub use charged_back::{
    ChargebackState, MAIL_WALLET, PaymentChargeback, TakenFrom, payment_chargeback_state,
};
/// Give money back through its channel, and what a person says of it where the channel cannot.
mod refund;
pub use refund::{RefundFilter, RefundRow, Says, Verdict};
/// A part from the wallet, the rest through a channel.
mod mixed;
/// Show a key to its buyer, with a record.
mod reveal;
/// Pay another way than was chosen first.
mod switch;
pub use mixed::{FromWallet, WalletPart};
pub use reveal::Revealed;
/// What was never shown is taken back.
mod recall;
pub use recall::recall;
/// Another key in the place of one that does not work.
mod replace;
pub use replace::{Replaced, Replacing, can_replace, replace};
/// What needs somebody's eyes: event, mail, metric.
mod alarm;
/// How fast keys may be shown, and what is unusual.
mod guard;
pub use alarm::{Alarm, AlarmKey, AlarmKind, MAIL_ALARM, MAIL_ALARM_TO, alarm_of_supplier};
/// A link that shows one delivered key, once.
mod reveal_link;
pub use reveal_link::{LinkLook, LinkView, NewLink};
/// Keys that are nobody's, mixed into a batch.
mod canary;
/// What people see of their orders.
mod view;
pub use view::{DeliveryView, ExceptionView, LineView, OrderSummary, OrderView};
/// The buyer's purse.
mod wallet;
pub use wallet::WalletView;
/// Money into the purse, through a channel.
mod top_up;
pub use top_up::{NewTopUp, TopUp, TopUpLimits, TopUpState, TopUpView};
/// On what papers goods rest.
mod origin;
pub use origin::Origin;
/// Keys come in and are taken back: the vault and the ledger together.
mod stock;
/// Where a brand lets its goods be sold.
mod terms;
pub use stock::{ImportReport, StockRefusal};
/// Expiry and lost notifies, from the database, so that a crash strands nothing.
mod sweep;
pub use sweep::{FOLLOW_PAYMENT, RUN_REFUND};
/// What is personal in orders, and how it goes.
mod personal;
pub use personal::{Forget, anonymise, has_open_orders, pass_gate_of, wallet_debts, wallet_rest, wallets};
/// Accounts that are remembered for the next order.
mod saved_account;
pub use saved_account::SavedAccount;
/// A guest who has an account now.
mod claim;
/// Messages about orders.
mod mail;
pub use mail::MAIL_ORDER;
/// Which orders somebody looks for.
mod search;
pub use search::OrderFilter;
/// All that happened to an order.
mod timeline;
pub use timeline::Moment;
/// What the staff wrote beside an order, and the link sent once more.
mod note;
pub use note::{Note, add_note, resend_link};
/// Sales by day, kept in memory for some seconds.
mod figures;
pub use figures::{DAYS_MAX, DayFigures, Figures, Period, Sold, Total};
/// How much is left, and for how long.
mod levels;
pub use levels::Level;
/// An alarm when stock is low, once for each fall.
mod low_stock;
pub use low_stock::{StockRule, put_rule};
/// Payments and exceptions of the whole platform.
mod payment_lists;
pub use payment_lists::{ExceptionFilter, ExceptionRow, PaymentFilter, PaymentLine};
/// Found keys: which way they went, and what is done about it.
mod diversion;
pub use diversion::{
    Bought, Chain, DiversionCase, DiversionFilter, DiversionRefusal, FoundKeys, LinkUse, NewDiversion,
    Outcome, PartnerCases, ReadyDiversion, Sale, Shared, Shown,
};
/// How much partners may buy, and what happens by itself when it goes wrong.
mod agreement;
pub use agreement::{
    Agreement, AgreementRefusal, Allocation, Allowed, Back, Clause, Clauses, Does, Fired, Frozen, Goods,
    Mark, NewAllocation, PartnerRow, Partnered, Pattern, PatternDay, PatternFigures, PatternSign,
    Period as AllocationPeriod, Stops, put_agreement, put_allocations, remove_agreement, take_back,
};
/// Proof over all orders.
pub mod audit;
/// The SQL.
mod store;
