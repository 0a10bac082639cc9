use db::DbError;
use identity::IdentityRefusal;
use kernel::{BadText, Money};
use orders::{OrderError, OrderRefusal};
use ports::BlobError;
use settlement::SettlementRefusal;

pub type Result<T> = std::result::Result<T, CareRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CareRefusal {
    #[error("there is no such case")]
    NoSuchCase,
    #[error("there is no such file")]
    NoSuchFile,
    #[error("only what was delivered can be disputed")]
    NotDelivered,
    #[error("the time for a dispute is over: it is {days} days after the delivery")]
    TooLate { days: i64 },
    #[error("a case about this order is open already: go on with that one")]
    AlreadyOpen,
    #[error("a case about this order was decided before")]
    AlreadyDecided,
    #[error("nothing of this order is left that could be given back")]
    NothingLeft,
    #[error("it was paid from the wallet of an account that was deleted: its money could go back to nobody")]
    NowhereToRefund,
    #[error("the money of this order is held for a dispute that is open: it is let go when that ends")]
    HeldByDispute,
    #[error("the order has no line {line}")]
    NoSuchLine { line: i64 },
    #[error("say what you want: an amount from 1 to {most} minor units, or everything")]
    BadWish { most: Money },
    #[error("an offer is 1 to {most} minor units")]
    BadOffer { most: Money },
    #[error("a ruling gives back 0 to {most} minor units")]
    BadRuling { most: Money },
    #[error("say it in 1 to 2,000 characters without control characters")]
    BadText(BadText),
    #[error("the case is not where this could be done: it is {state}, read it again")]
    WrongState { state: &'static str },
    #[error("the merchant has changed the offer meanwhile: read it again")]
    OfferChanged,
    #[error("the ruling gave you all that you asked for: there is nothing to appeal against")]
    NothingToAppeal,
    #[error("who is a party to a case cannot rule it: somebody else must")]
    OwnCase,
    #[error("who ruled a case first cannot judge the appeal: somebody else must")]
    SameArbiter,
    #[error("somebody else has taken this case")]
    TakenBySomebodyElse,
    #[error(
        "neither the merchant's balance nor the bond holds that much: it is given back as soon as they do"
    )]
    MerchantHasNoMoney,
    #[error(
        "the file is not what it says it is: pictures (PNG, JPEG, WebP) and recordings (MP4, WebM, MP3, Ogg) only"
    )]
    ForgedFile,
    #[error("the file is larger than {megabytes} megabytes")]
    FileTooLarge { megabytes: usize },
    #[error("a case can have {most} files: there are that many")]
    TooManyFiles { most: i64 },
    #[error("no money came for this order through a channel that could take it back")]
    NoArrival,
    #[error("a chargeback is 1 to {most}, in the currency that was paid")]
    BadChargeback { most: Money },
    #[error("name the chargeback as the channel does: one line of up to 100 characters")]
    BadReference,
    #[error("this chargeback is known already: see the dispute {dispute}")]
    ChargebackKnown { dispute: String },
    #[error("no bank has taken anything back here: a pack of evidence is for a bank only")]
    NoChargeback,
    #[error("the channel itself tells how this one ends: wait for it")]
    NotByHand,
    #[error(
        "much was given back to this buyer before: say that you know that a shown key cannot be given back, then it is shown"
    )]
    WordNeeded,
    #[error("much was given back to this buyer before: the money of this order is held for its whole time")]
    NotShortened,
    #[error("the file was damaged where it lay")]
    Damaged,
    #[error("a case can have 300 entries: there are that many")]
    TooManyEntries,
    #[error("rule {rule}: {why}")]
    BadRule { rule: String, why: String },
    #[error("the rules were changed meanwhile: they are version {version} now, read them again")]
    RulesChanged { version: i64 },
    #[error(transparent)]
    Money(SettlementRefusal),
    #[error(transparent)]
    Order(OrderRefusal),
    #[error("{0}")]
    Fault(String),
    #[error(transparent)]
    Identity(IdentityRefusal),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl CareRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCase => "no_such_dispute",
            Self::NoSuchFile => "no_such_dispute_file",
            Self::NotDelivered => "order_not_delivered",
            Self::TooLate { .. } => "dispute_too_late",
            Self::AlreadyOpen => "dispute_open_already",
            Self::AlreadyDecided => "dispute_decided_before",
            Self::NothingLeft => "nothing_left_to_dispute",
            Self::NowhereToRefund => "nowhere_to_refund",
            Self::HeldByDispute => "held_by_dispute",
            Self::NoSuchLine { .. } => "no_such_line",
            Self::BadWish { .. } => "bad_wish",
            Self::BadOffer { .. } => "bad_offer",
            Self::BadRuling { .. } => "bad_ruling",
            Self::BadText(_) => "bad_text",
            Self::WrongState { .. } => "wrong_dispute_state",
            Self::OfferChanged => "offer_changed",
            Self::NothingToAppeal => "nothing_to_appeal",
            Self::OwnCase => "own_case",
            Self::SameArbiter => "same_arbiter",
            Self::TakenBySomebodyElse => "taken_by_somebody_else",
            Self::MerchantHasNoMoney => "merchant_has_no_money",
            Self::ForgedFile => "forged_file",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::TooManyFiles { .. } => "too_many_files",
            Self::NoArrival => "no_arrival",
            Self::BadChargeback { .. } => "bad_chargeback",
            Self::BadReference => "bad_chargeback_reference",
            Self::ChargebackKnown { .. } => "chargeback_known",
            Self::NoChargeback => "no_chargeback",
            Self::NotByHand => "chargeback_not_by_hand",
            Self::WordNeeded => "word_needed",
            Self::NotShortened => "release_not_shortened",
            Self::Damaged => "file_damaged",
            Self::TooManyEntries => "too_many_entries",
            Self::BadRule { .. } => "bad_dispute_rule",
            Self::RulesChanged { .. } => "dispute_rules_changed",
            Self::Money(refusal) => refusal.code(),
            Self::Order(refusal) => refusal.code(),
            Self::Identity(refusal) => refusal.code(),
            Self::Blobs(_) => "files_unavailable",
            Self::Fault(_) => "fault",
            Self::Db(_) => "database",
        }
    }
}

impl From<SettlementRefusal> for CareRefusal {
    fn from(refusal: SettlementRefusal) -> Self {
        match refusal {
            SettlementRefusal::Db(error) => Self::Db(error),
            SettlementRefusal::NotDelivered => Self::NotDelivered,
            SettlementRefusal::NoWallet => Self::NowhereToRefund,
            other => Self::Money(other),
        }
    }
}

impl From<OrderError> for CareRefusal {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Db(error) => Self::Db(error),
            OrderError::Refused(refusal) => Self::Order(refusal),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<IdentityRefusal> for CareRefusal {
    fn from(refusal: IdentityRefusal) -> Self {
        match refusal {
            IdentityRefusal::Db(error) => Self::Db(error),
            other => Self::Identity(other),
        }
    }
}
