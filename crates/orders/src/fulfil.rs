//! Goods that are not stocked: a supplier credits them to the buyer's account (直充), or gives keys for them, which come over
//! the shelf to the buyer. One row for each such order, from its placing on, and one for each time that a supplier was asked, stored before it hears of it. So:
//!
//! ```text
//! unpaid → open → credited
//!    ↓       ↓
//! dropped  given_back          sent → accepted → credited or failed
//! ```
//!
//! Who was asked and has not said how it ended is asked *about*, never passed by: another supplier has its turn only once
//! this one certainly failed, so nothing is credited twice. What is not credited at the deadline goes back to the buyer,
//! whatever the supplier says later; that is the merchant's to settle with it, and raises an alarm. Keys are stored as they
//! come, whether in time or not: those that nobody waits for any more are the next buyer's.

/// Keys that lie on the shelf are handed out.
mod deliver;
pub(crate) use deliver::{DeliverAsk, decide_delivery};
/// What the buyer said, and how it is kept.
mod account;
pub use account::AccountAnswers;
pub(crate) use account::SealedAccount;
/// Whether the account is there.
mod precheck;
pub use precheck::{ACCOUNT_CHECKS, AccountCheck};
/// Why not.
mod refusal;
pub use refusal::RechargeRefusal;
/// What is done next; pure.
mod decide;
/// One round: what is due is looked at, asked for outside of transactions, and settled.
mod round;
pub use round::Fulfiller;
pub(crate) use round::Key;
/// What was answered, written down with its money.
mod settle;
/// Keys that were bought are stored.
mod shelve;
pub(crate) use settle::Settled;
/// What a person has found out.
mod hand;
pub use hand::SupplierSaid;
/// Keys that do not work, claimed back.
mod supplier_claim;
pub(crate) use supplier_claim::named;
pub use supplier_claim::{ClaimEnd, ClaimState, SupplierClaim, Which, claim_keys};
/// How suppliers do, told from what they answered lately.
mod health;
pub use health::SupplierHealth;
/// What merchants have deposited at their suppliers.
mod deposit;
pub use deposit::{Deposit, DepositLine, book_deposit};
/// A deposit is brought to what the supplier itself has booked.
mod correction;
pub use correction::correct_deposit;
/// Which supplier is asked first; pure.
mod rank;
/// How long they last.
mod runway;
pub use rank::Weights;
/// The weights of a merchant, and what others would have done.
mod routing;
pub use routing::Replay;
/// What people see of it.
mod view;
pub use view::{AttemptView, FulfilmentLine, FulfilmentView, SupplierScore};

use crate::{OrderGoods, OrderRefusal, Quote};
use catalog::GoodsKind;
use kernel::{MerchantId, Money, OrderId, SkuId, SupplierId, Time};
use ports::Wanted;
use std::collections::HashMap;

/// How the crediting of an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FulfilmentState {
    /// Its order waits for its money.
    Unpaid,
    Open,
    Credited,
    /// Nobody credited it in time, or nobody can: the buyer has the money again.
    GivenBack,
    /// Its order was never paid.
    Dropped,
}

impl FulfilmentState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Open => "open",
            Self::Credited => "credited",
            Self::GivenBack => "given_back",
            Self::Dropped => "dropped",
        }
    }
    pub(crate) fn read(code: &str) -> db::Result<Self> {
        [Self::Unpaid, Self::Open, Self::Credited, Self::GivenBack, Self::Dropped]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| db::DbError::Decode("an unknown state of a fulfilment".into()))
    }
}

/// How one supplier's try stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// It is about to be asked, or was, and nobody knows what it answered.
    Sent,
    /// It has taken it on.
    Accepted,
    Credited,
    /// Certainly not.
    Failed,
}

impl AttemptState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Credited => "credited",
            Self::Failed => "failed",
        }
    }
    pub(crate) fn read(code: &str) -> db::Result<Self> {
        [Self::Sent, Self::Accepted, Self::Credited, Self::Failed]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| db::DbError::Decode("an unknown state of an attempt".into()))
    }
    /// It may still be credited.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }
}

/// One order's crediting, as it is looked at.
#[derive(Clone, Debug)]
pub(crate) struct Fulfilment {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub sku: SkuId,
    pub quantity: i64,
    pub wanted: Wanted,
    pub state: FulfilmentState,
    pub sealed: Vec<u8>,
    pub deadline: Time,
    pub turn: i64,
    /// In the order in which they were made.
    pub attempts: Vec<Attempt>,
}

#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub seq: i64,
    pub supplier: SupplierId,
    pub product: String,
    /// Ours, there.
    pub order_no: String,
    /// The supplier's; empty: none was told.
    pub reference: String,
    pub state: AttemptState,
    /// All units together.
    pub cost: Money,
    pub sent_at: Time,
}

impl Fulfilment {
    /// The one that may still be credited: there is one at most.
    pub fn open_attempt(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.state.is_open())
    }
}

/// Our number at a supplier: of the order, with that of the attempt. 28 of `a-z 0-9`, or a few more.
pub(crate) fn order_no(order: OrderId, seq: i64) -> String {
    format!("{}{seq:02}", kernel::encode_128(order.0))
}

/// The order that a number of ours at a supplier belongs to.
pub(crate) fn order_of(order_no: &str) -> Option<OrderId> {
    kernel::decode_128(order_no.get(..26)?).map(OrderId)
}

/// What an order is of; or why no supplier can be asked for it as it is, with all that its total has to pay for.
pub(crate) fn must_be_fulfillable(
    quote: &Quote,
    account: &AccountAnswers,
    fee: Money,
    routes: &HashMap<SkuId, Vec<supply::Route>>,
) -> Result<OrderGoods, OrderRefusal> {
    let Some((offer, quantity)) = quote.lines.iter().find(|(offer, _)| offer.kind.is_fulfilled()) else {
        return if account.is_empty() {
            Ok(OrderGoods::Keys)
        } else {
            Err(RechargeRefusal::AccountNotAsked.into())
        };
    };
    if quote.lines.len() > 1 {
        return Err(RechargeRefusal::Alone(offer.offer).into());
    }
    match (offer.form.fields.is_empty(), offer.kind) {
        (true, GoodsKind::Recharge) => return Err(OrderRefusal::OffSale(offer.offer)),
        (true, _) if account.is_empty() => {}
        (true, _) => return Err(RechargeRefusal::AccountNotAsked.into()),
        (false, _) => offer.form.check(account.iter()).map_err(RechargeRefusal::BadAccount)?,
    }
    let routes = routes.get(&offer.sku).map(Vec::as_slice).unwrap_or_default();
    let mut routes =
        routes.iter().filter(|route| route.unit_cost.currency == quote.total.currency).peekable();
    if routes.peek().is_none() {
        return Err(RechargeRefusal::NoSupplier(offer.offer).into());
    }
    let cheapest = routes.filter_map(|route| decide::cost(route, *quantity)).map(|cost| cost.minor).min();
    crate::inversion::guard_asked(offer.offer, cheapest, quote.total.minor - fee.minor)?;
    Ok(if offer.kind == GoodsKind::Recharge { OrderGoods::Recharge } else { OrderGoods::Supplied })
}
