use crate::{AccountAnswers, PaidFor, SealedContact};
use kernel::{
    Bilingual, Currency, DeliveryId, Language, MerchantId, Money, OfferId, OrderId, ProductId, Region, SkuId,
    Time, UserId,
};

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buyer {
    User(UserId),
    Guest,
}

/// How it is paid: from the buyer's wallet in the same commit, or through a channel within the hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayWith {
    Wallet,
    Channel(String),
}

impl PayWith {
    pub fn code(&self) -> &str {
        match self {
            Self::Wallet => "wallet",
            Self::Channel(code) => code,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub offer: OfferId,
    pub quantity: i64,
}

/// The same key with the same digest is answered with the first order; with another digest it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Idempotency {
    /// Credential and path: keys of two callers never meet.
    pub scope: String,
    pub key: String,
    /// Of the request's body.
    pub digest: String,
}

impl Idempotency {
    /// Caller and key in 16 bytes: the first half of their SHA-256.
    pub(crate) fn name(&self) -> [u8; 16] {
        // A caller's name has no line feed in it, so no two pairs run together the same way.
        let hash = seals::sha256(&[self.scope.as_bytes(), b"\n", self.key.as_bytes()]);
        hash.first_chunk().copied().unwrap_or_default()
    }
}

/// To whom a key is shown, as the record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevealBy {
    /// User id, API key id, or `link` for whoever holds the order's link.
    pub by: String,
    /// Network address.
    pub from: String,
}

#[derive(Clone, Debug)]
pub struct NewOrder {
    pub buyer: Buyer,
    pub contact: Option<String>,
    pub lines: Vec<NewLine>,
    /// What it may cost at most; none: whatever it costs.
    pub total_max: Option<Money>,
    /// To which account it is credited, as its form asks; empty for keys.
    pub account: AccountAnswers,
    pub pay: PayWith,
    /// Show the keys in the answer (which counts as the reveal).
    pub reveal: Option<RevealBy>,
    pub idempotency: Option<Idempotency>,
    /// Network address of the buyer.
    pub from: String,
    pub language: Language,
    /// `store` or `api`.
    pub origin: &'static str,
    /// Where the buyer says to be; none: where the platform is.
    pub region: Option<Region>,
    /// A JSON object of the caller's own.
    pub metadata: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    Pending,
    /// Paid; a supplier has to credit it, or to give its keys.
    Fulfilling,
    Delivered,
    /// Paid, and nobody could credit or give it: the money went back.
    Failed,
    Cancelled,
    Expired,
}

impl OrderState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Fulfilling => "fulfilling",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
    /// Whether its money arrived, whatever became of it then.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Fulfilling | Self::Delivered | Self::Failed)
    }
}

impl std::str::FromStr for OrderState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Pending, Self::Fulfilling, Self::Delivered, Self::Failed, Self::Cancelled, Self::Expired]
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or(())
    }
}

/// What an order is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderGoods {
    /// Keys from the vault, handed out as it is paid.
    Keys,
    /// One line that a supplier credits to the buyer's account.
    Recharge,
    /// One line of keys that a supplier is asked for once it is paid.
    Supplied,
}

impl OrderGoods {
    const ALL: [Self; 3] = [Self::Keys, Self::Recharge, Self::Supplied];

    /// Whether keys are what its buyer gets, however they come.
    pub fn are_keys(self) -> bool {
        self != Self::Recharge
    }
    /// Whether a supplier is asked for them once they are paid.
    pub fn are_fulfilled(self) -> bool {
        self != Self::Keys
    }
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Recharge => "recharge",
            Self::Supplied => "supplied",
        }
    }
}

impl std::str::FromStr for OrderGoods {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|g| g.as_str() == text).ok_or(())
    }
}

#[derive(Clone, Debug)]
pub struct Order {
    pub merchant: MerchantId,
    pub id: OrderId,
    pub buyer: Option<UserId>,
    /// None, too, where an order was read and its contact not opened yet.
    pub contact: Option<String>,
    /// As it is stored.
    pub sealed_contact: Option<SealedContact>,
    pub origin: String,
    pub placed_from: String,
    pub language: Language,
    pub state: OrderState,
    pub goods: OrderGoods,
    pub pay: String,
    pub total: Money,
    /// The platform's share, split off at delivery.
    pub fee: Money,
    /// What the buyer's wallet holds ready while it waits, or has paid beside the channel; nothing for all others.
    pub wallet_part: Money,
    /// How often a part was held.
    pub wallet_holds: i64,
    pub metadata: Option<String>,
    pub created_at: Time,
    pub expires_at: Time,
    pub paid_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub lines: Vec<OrderLine>,
}

impl Order {
    /// What it becomes when it is paid.
    pub(crate) fn when_paid(&self) -> OrderState {
        match self.goods {
            OrderGoods::Keys => OrderState::Delivered,
            OrderGoods::Recharge | OrderGoods::Supplied => OrderState::Fulfilling,
        }
    }
    /// The keys that it is of come off a shelf as it is paid.
    pub(crate) fn has_keys(&self) -> bool {
        self.goods == OrderGoods::Keys
    }
    pub fn units(&self) -> i64 {
        self.lines.iter().map(|l| l.quantity).sum()
    }
    pub fn currency(&self) -> Currency {
        self.total.currency
    }
    /// What its channel is to bring, or has brought: all but the wallet's part.
    pub fn by_channel(&self) -> Money {
        Money::new(self.total.minor - self.wallet_part.minor, self.currency())
    }
    pub fn paid_for(&self) -> PaidFor {
        PaidFor::Order { merchant: self.merchant, order: self.id }
    }
}

#[derive(Clone, Debug)]
pub struct OrderLine {
    pub line: i64,
    pub offer: OfferId,
    pub sku: SkuId,
    pub product: ProductId,
    pub revision: i64,
    pub sku_name: Bilingual,
    pub unit_price: i64,
    pub quantity: i64,
}

/// A unit that was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    pub sku: SkuId,
    pub number: i64,
    pub item: i64,
}

/// A delivery as the desk answers it.
#[derive(Clone, Debug)]
pub struct PlacedDelivery {
    pub id: DeliveryId,
    pub offer: OfferId,
    pub unit: Unit,
    /// Present where the order asked to reveal: open it outside the transaction.
    pub sealed: Option<vault::Sealed>,
}
