use crate::RechargeRefusal;
use kernel::{DeliveryId, Money, OfferId, Region, Time};
use pricing::NoCoupon;

/// Why an order is refused: a stable code, and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    #[error("an order needs at least one line")]
    EmptyOrder,
    #[error("an order may have at most 50 lines")]
    TooManyLines,
    #[error("the offer {0} stands in two lines: put the quantities together")]
    RepeatedOffer(OfferId),
    #[error("the quantity of a line must be a whole number from {min} to {max}")]
    QuantityOutOfRange { min: i64, max: i64 },
    #[error("there is no offer {0}: list the offers again")]
    UnknownOffer(OfferId),
    #[error("the offer {0} is not on sale now")]
    OffSale(OfferId),
    #[error(
        "the brand does not let the offer {offer} be sold in {region}: choose another offer, or say where you are"
    )]
    NotSoldInRegion { offer: OfferId, region: Region },
    #[error(
        "the brand lets the offer {0} be sold in another way only: by the API or in the store, whichever this is not"
    )]
    NotSoldThisWay(OfferId),
    #[error("the lines belong to several merchants: place one order for each")]
    SeveralMerchants,
    #[error("the lines are priced in several currencies: place one order for each")]
    SeveralCurrencies,
    #[error("the total is too large for one order")]
    TotalTooLarge,
    #[error("the total is {total} now, which is more than was agreed to: look at it again")]
    PriceRose { total: Money },
    #[error(transparent)]
    Coupon(#[from] NoCoupon),
    #[error("the brand's minimum price is {least}: this would sell the offer {offer} for {price}")]
    BelowBrandMinimum { offer: OfferId, price: Money, least: Money },
    #[error(transparent)]
    Recharge(#[from] RechargeRefusal),
    #[error(
        "the price of the offer {0} does not cover what its goods cost: the merchant has to look at it, nothing was charged"
    )]
    BelowCost(OfferId),
    #[error("sold out: fewer units are left than were asked for, nothing was charged")]
    SoldOut,
    #[error("the wallet holds less than the total: top it up or pay another way")]
    InsufficientBalance,
    #[error("too many unpaid orders or units are held: pay or cancel one, or wait until they expire")]
    TooManyPending,
    #[error("only a user can pay from a wallet: log in, or choose another way to pay")]
    WalletNeedsUser,
    #[error("an e-mail address or telephone number is needed to find the order again")]
    ContactRequired,
    #[error("the contact is not an e-mail address or telephone number")]
    BadContact,
    #[error("there is no way to pay called so: choose one of those offered")]
    UnknownChannel,
    #[error("this way to pay is switched off now: choose another one")]
    ChannelOff,
    #[error("this way to pay does not take the currency of the order: choose another one")]
    ChannelCurrency,
    #[error("the total is less or more than this way to pay takes: choose another one")]
    ChannelAmount,
    #[error("this way to pay does not work for this order now: choose another one")]
    ChannelRefused,
    #[error("this way to pay has to know who pays first: open the payment page in its app")]
    PayerUnknown,
    #[error("another way to pay was chosen for this order meanwhile: look at it again")]
    PayChanged,
    #[error("the payment of this order was opened too often: pay one of those, or place a new order")]
    TooManyPayments,
    #[error(
        "from nothing to {most} of this order can come from the wallet: choose less, or pay all of it from the wallet"
    )]
    WalletPart { most: Money },
    #[error("the wallet holds less than was to come from it: choose less, or nothing")]
    WalletTooLow,
    #[error("there is no such refund")]
    NoSuchRefund,
    #[error("this refund does not wait for a person: look at how it stands now")]
    RefundDecided,
    #[error(
        "the order belongs to no user, so there is no wallet: let the refund be tried again, to where the money came from"
    )]
    NoWallet,
    #[error("topping up is switched off here: pay through a channel instead")]
    TopUpOff,
    #[error("one top-up is from {min} to {max}: choose an amount between them")]
    TopUpAmount { min: Money, max: Money },
    #[error("so much cannot be topped up within 24 hours: {left} is left for now")]
    TopUpDayLimit { left: Money },
    #[error("too many top-ups wait for their money, or were begun today: pay or cancel one, or wait")]
    TooManyTopUps,
    #[error("the top-up is not waiting for payment any more: look at it, or begin a new one")]
    TopUpEnded,
    #[error("there is no such top-up")]
    NoSuchTopUp,
    #[error("at most {most} of this top-up can go back at once: it was spent, or went back already")]
    TopUpReturn { most: Money },
    #[error("a reason is 1 to 500 characters on one line")]
    BadReason,
    #[error("this idempotency key was used with another request: use a new key")]
    IdempotencyReused,
    #[error("the order is not waiting for payment any more")]
    NotPending,
    #[error("there is no such order")]
    NotFound,
    #[error("the key was destroyed together with its batch: ask the merchant for a replacement")]
    Destroyed,
    #[error("the key was taken back with its money, before it was ever shown")]
    Recalled,
    #[error(
        "the unit {0} cannot be replaced: only a single-use key that was shown can be, once, and not one that came in \
         another's place"
    )]
    NotReplaceable(DeliveryId),
    #[error("no unit of this order can be replaced: only single-use keys that were shown can be, each once")]
    NothingToReplace,
    #[error("no other key of the same goods is left: give the money back instead")]
    NothingToReplaceWith,
    #[error("too many tries: wait {retry_after} seconds")]
    TooManyTries { retry_after: i64 },
    #[error("keys are being shown faster than is usual: wait {retry_after} seconds")]
    RevealsTooFast { retry_after: i64 },
    #[error("more keys would be shown than the ledger has sold: this was reported, run `cardamom audit`")]
    RevealsExceedSales,
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    #[error("{}", used_up(*left, *next))]
    AllocationUsed { left: i64, next: Option<Time> },
    #[error(
        "the merchant has stopped selling these goods to you for now: talk to the merchant, nothing was charged"
    )]
    PartnerFrozen,
    #[error("this shop takes no more orders this month: its plan is used up, tell the merchant")]
    PlanLimit,
    #[error("the order is not delivered, so there is nothing to send yet")]
    NotDelivered,
    #[error("the order has no e-mail address to send its link to: tell the buyer its number and query code")]
    NoAddress,
    #[error("the link was sent just now: wait {retry_after} seconds before sending it again")]
    SentJustNow { retry_after: i64 },
    #[error("a note is 1 to 2,000 characters without control characters")]
    BadNote,
    #[error("an order can have 200 notes: there are that many")]
    TooManyNotes,
    #[error("warn_below is a number of units from 1 to 1,000,000,000")]
    BadRule,
    #[error("the payment channel does not answer: try again in a minute")]
    ChannelDown,
    #[error("more orders are waiting than can be served: try again in {retry_after} seconds")]
    Overloaded { retry_after: i64 },
}

impl OrderRefusal {
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyOrder => "empty_order",
            Self::TooManyLines => "too_many_lines",
            Self::RepeatedOffer(_) => "repeated_offer",
            Self::QuantityOutOfRange { .. } => "quantity_out_of_range",
            Self::UnknownOffer(_) => "unknown_offer",
            Self::OffSale(_) => "off_sale",
            Self::NotSoldInRegion { .. } => "not_sold_in_region",
            Self::NotSoldThisWay(_) => "not_sold_this_way",
            Self::SeveralMerchants => "several_merchants",
            Self::SeveralCurrencies => "several_currencies",
            Self::TotalTooLarge => "total_too_large",
            Self::PriceRose { .. } => "price_rose",
            Self::Coupon(why) => why.code(),
            Self::BelowBrandMinimum { .. } => "below_brand_minimum",
            Self::Recharge(refusal) => refusal.code(),
            Self::BelowCost(_) => "below_cost",
            Self::SoldOut => "sold_out",
            Self::InsufficientBalance => "insufficient_balance",
            Self::TooManyPending => "too_many_pending",
            Self::WalletNeedsUser => "wallet_needs_user",
            Self::ContactRequired => "contact_required",
            Self::BadContact => "bad_contact",
            Self::UnknownChannel => "unknown_channel",
            Self::ChannelOff => "channel_off",
            Self::ChannelCurrency => "channel_currency",
            Self::ChannelAmount => "channel_amount",
            Self::ChannelRefused => "channel_refused",
            Self::PayerUnknown => "payer_unknown",
            Self::PayChanged => "pay_changed",
            Self::TooManyPayments => "too_many_payments",
            Self::WalletPart { .. } => "wallet_part",
            Self::WalletTooLow => "wallet_too_low",
            Self::NoSuchRefund => "no_such_refund",
            Self::RefundDecided => "refund_decided",
            Self::NoWallet => "no_wallet",
            Self::TopUpOff => "top_up_off",
            Self::TopUpAmount { .. } => "top_up_amount",
            Self::TopUpDayLimit { .. } => "top_up_day_limit",
            Self::TooManyTopUps => "too_many_top_ups",
            Self::TopUpEnded => "top_up_ended",
            Self::NoSuchTopUp => "no_such_top_up",
            Self::TopUpReturn { .. } => "top_up_return",
            Self::BadReason => "bad_reason",
            Self::IdempotencyReused => "idempotency_key_reused",
            Self::NotPending => "not_pending",
            Self::NotFound => "order_not_found",
            Self::Destroyed => "key_destroyed",
            Self::Recalled => "key_recalled",
            Self::NotReplaceable(_) => "not_replaceable",
            Self::NothingToReplace => "nothing_to_replace",
            Self::NothingToReplaceWith => "nothing_to_replace_with",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::RevealsTooFast { .. } => "reveals_too_fast",
            Self::RevealsExceedSales => "reveals_exceed_sales",
            Self::Link(refusal) => refusal.code(),
            Self::AllocationUsed { .. } => "allocation_used",
            Self::PartnerFrozen => "partner_frozen",
            Self::PlanLimit => "plan_limit",
            Self::NotDelivered => "not_delivered",
            Self::NoAddress => "no_address",
            Self::SentJustNow { .. } => "sent_just_now",
            Self::BadNote => "bad_note",
            Self::TooManyNotes => "too_many_notes",
            Self::BadRule => "bad_rule",
            Self::ChannelDown => "channel_down",
            Self::Overloaded { .. } => "overloaded",
        }
    }
}

/// Why a link to a key is not made, or not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    #[error("there is no such link: ask for a new one")]
    NoSuchLink,
    #[error("this link was opened before and shows its key once: ask for a new one. Its maker has been told")]
    Used,
    #[error("this link is too old: ask for a new one")]
    Expired,
    #[error("ten links to this key are open already: wait until they are used or expire")]
    TooMany,
    #[error("a link lives from 60 seconds to 30 days")]
    BadLife,
}

impl LinkRefusal {
    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchLink => "no_such_link",
            Self::Used => "link_used",
            Self::Expired => "link_expired",
            Self::TooMany => "too_many_links",
            Self::BadLife => "bad_link_life",
        }
    }
}

impl From<LinkRefusal> for OrderError {
    fn from(refusal: LinkRefusal) -> Self {
        OrderRefusal::Link(refusal).into()
    }
}

fn used_up(left: i64, next: Option<Time>) -> String {
    let left = format!("{left} units are left of what you may buy of these goods: order fewer");
    match next {
        Some(next) => format!("{left}, or wait until {}, when it begins anew", next.rfc3339()),
        None => format!("{left}, or agree with the merchant on more"),
    }
}

/// A refusal, or a fault of the machinery.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error(transparent)]
    Refused(#[from] OrderRefusal),
    #[error(transparent)]
    Db(#[from] db::DbError),
    #[error("vault: {0}")]
    Vault(String),
    /// The desk has stopped: the node is shutting down.
    #[error("the server is shutting down: try again")]
    ShuttingDown,
}
