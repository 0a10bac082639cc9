use crate::account::{AccountFound, AccountQuestion, given, main_account};
use crate::{
    BadField, Checked, Described, Field, NotifyRefusal, RawNotify, Settings, StatementDay, SupplyStatement,
};
use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Secret, Time};
use std::fmt;
use std::sync::Arc;

/// What is wanted of a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// That it credits an account.
    Credit,
    /// Keys, for us to deliver.
    Keys,
}

impl Wanted {
    /// Stable: sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Keys => "keys",
        }
    }
}

/// What a supplier is asked for. Not printable: the account is a person's.
#[derive(Clone)]
pub struct NewSupply {
    /// Ours, and the supplier's idempotency key: 8 to 32 of `a-z 0-9`.
    pub order_no: String,
    pub wanted: Wanted,
    /// The goods, as the supplier calls them.
    pub product: String,
    pub quantity: i64,
    /// What the buyer filled in, by the names of the account form: `account`, `phone`, `region`, `server`, `role`, …
    /// Mostly empty where keys are wanted.
    pub account: Vec<(String, Secret<String>)>,
    /// For one unit, as we know its price: a supplier who asks for more must not take it.
    pub unit_cost: Money,
    /// Where the supplier reports to (reachable by the supplier); has no query.
    pub notify_url: String,
}

impl NewSupply {
    /// The answer to that field; empty where there is none.
    pub fn given(&self, name: &str) -> &str {
        given(&self.account, name)
    }
    /// The account itself, under whichever of the usual names it was asked for: the first field, where it has none of them.
    pub fn main_account(&self) -> &str {
        main_account(&self.account).map_or("", |(_, value)| value)
    }
}

impl fmt::Debug for NewSupply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSupply")
            .field("order_no", &self.order_no)
            .field("wanted", &self.wanted)
            .field("product", &self.product)
            .field("quantity", &self.quantity)
            .finish_non_exhaustive()
    }
}

/// A supply by both its names, to ask about it or take it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplyRef {
    pub order_no: String,
    pub wanted: Wanted,
    pub quantity: i64,
    /// What the supplier called it, if it did.
    pub reference: Option<String>,
    pub sent_at: Time,
}

/// Why a supplier certainly does not credit, or gives no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSupply {
    /// There is no such account, or it may not be credited: no other supplier can either.
    BadAccount,
    /// Not on sale there, or sold out.
    OutOfStock,
    /// What we have deposited there does not suffice.
    NoFunds,
    /// It costs more than we said.
    PriceChanged,
    /// Taken back as we asked.
    Cancelled,
    Other,
}

impl NoSupply {
    pub const ALL: [Self; 6] =
        [Self::BadAccount, Self::OutOfStock, Self::NoFunds, Self::PriceChanged, Self::Cancelled, Self::Other];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadAccount => "bad_account",
            Self::OutOfStock => "out_of_stock",
            Self::NoFunds => "no_funds",
            Self::PriceChanged => "price_changed",
            Self::Cancelled => "cancelled",
            Self::Other => "other",
        }
    }
}

/// How a supply stands, as the supplier says.
#[derive(Clone)]
pub enum Supplied {
    /// Taken on; whether it is credited has to be asked.
    Accepted { reference: Option<String> },
    /// The account has it.
    Credited {
        reference: Option<String>,
        /// What all of it cost, where the supplier says so.
        cost: Option<Money>,
    },
    /// These are the keys, in the supplier's order, as a buyer would see them (`card password` where there are two parts).
    /// They may be fewer than were asked for; those that came stay ours. Never an empty list, and never a sentence in the
    /// place of a key.
    Delivered { reference: Option<String>, cost: Option<Money>, keys: Vec<Secret<String>> },
    /// Certain: the account does not have it, and will not; or there are no keys for it.
    Failed {
        reference: Option<String>,
        why: NoSupply,
        /// In the supplier's own words: for the merchant, never for the buyer.
        said: String,
    },
}

impl fmt::Debug for Supplied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { reference } => f.debug_struct("Accepted").field("reference", reference).finish(),
            Self::Credited { reference, cost } => {
                f.debug_struct("Credited").field("reference", reference).field("cost", cost).finish()
            }
            Self::Delivered { reference, cost, keys } => f
                .debug_struct("Delivered")
                .field("reference", reference)
                .field("cost", cost)
                .field("keys", &keys.len())
                .finish(),
            Self::Failed { reference, why, said } => f
                .debug_struct("Failed")
                .field("reference", reference)
                .field("why", why)
                .field("said", said)
                .finish(),
        }
    }
}

impl PartialEq for Supplied {
    fn eq(&self, other: &Self) -> bool {
        let exposed = |keys: &[Secret<String>]| keys.iter().map(|k| k.expose().clone()).collect::<Vec<_>>();
        match (self, other) {
            (Self::Accepted { reference: a }, Self::Accepted { reference: b }) => a == b,
            (Self::Credited { reference: a, cost: c }, Self::Credited { reference: b, cost: d }) => {
                a == b && c == d
            }
            (
                Self::Delivered { reference: a, cost: c, keys: e },
                Self::Delivered { reference: b, cost: d, keys: f },
            ) => a == b && c == d && exposed(e) == exposed(f),
            (
                Self::Failed { reference: a, why: c, said: e },
                Self::Failed { reference: b, why: d, said: f },
            ) => a == b && c == d && e == f,
            _ => false,
        }
    }
}
impl Eq for Supplied {}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SupplyError {
    /// Certain: the request never left this house (nobody listens there, the name is not known).
    #[error("the supplier cannot be reached: {0}")]
    NotReached(String),
    /// It may have been done: ask with `query`, never order it elsewhere.
    #[error("the supplier did not answer: {0}")]
    Unknown(String),
    /// Of a query only: the supplier has no such order. It may still be on its way there, so it is sent again under the
    /// same number, and never under another.
    #[error("the supplier knows no such order")]
    NotFound,
    /// The protocol has no such request.
    #[error("the supplier cannot be asked this")]
    CannotTell,
}

/// Goods in a supplier's catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierProduct {
    /// As [`NewSupply::product`] names it.
    pub product: String,
    pub name: String,
    pub wanted: Wanted,
    /// For one unit, to us.
    pub cost: Money,
    /// None: not said, or without end.
    pub stock: Option<i64>,
    pub on_sale: bool,
}

/// What a supplier reports of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported {
    /// That order of ours, by our number, stands differently now.
    Order(String),
    /// Those goods, as the supplier calls them, have another price or stock.
    Goods(String),
}

/// What is wrong with keys that a supplier has given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Ours, and the idempotency key: 8 to 32 of `a-z 0-9`.
    pub claim_no: String,
    /// What the buyer says of it.
    pub reason: String,
    /// How many of the keys it is about.
    pub keys: i64,
}

/// How a claim stands, as the supplier says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is looked at.
    Open {
        reference: Option<String>,
    },
    /// So much was paid back into our deposit there; zero where it was settled otherwise.
    Settled {
        reference: Option<String>,
        paid_back: Money,
    },
    Refused {
        reference: Option<String>,
        said: String,
    },
}

/// A stateless translator between us and one account at one supplier. Every protocol here takes an order number of ours
/// once: sent again, it is refused or answered with how the first one stands, never done twice.
#[async_trait]
pub trait Supplier: Send + Sync {
    /// Orders it. An answer that the number is known already is [`SupplyError::Unknown`], as only a query tells how that
    /// one stands.
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError>;
    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError>;
    /// Takes it back where the supplier still can: then the answer is [`Supplied::Failed`].
    async fn cancel(&self, _of: &SupplyRef) -> Result<Supplied, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// What we have deposited there.
    async fn balance(&self) -> Result<Money, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// All that the supplier offers us; at most some thousands.
    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// Says that keys are bad; said twice under one number it is one claim.
    async fn claim(&self, _of: &SupplyRef, _claim: &Claim) -> Result<Claimed, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// Whether an account is there and these goods can be credited to it. Nothing is ordered. [`SupplyError::CannotTell`]
    /// where the supplier does not say; only a certain no is [`AccountFound::No`].
    async fn find_account(&self, _question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// How a claim stands that was made before.
    async fn claimed(&self, _of: &SupplyRef, _claim: &Claim) -> Result<Claimed, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// How many minutes before those of UTC the days of its statements begin: China's, where it says nothing else.
    fn statement_ahead(&self) -> i64 {
        480
    }
    /// Whether [`Supplier::statement`] can be asked.
    fn offers_statement(&self) -> bool {
        false
    }
    /// All that it took from our deposit and gave back on a day that is over, asked as often as one likes.
    async fn statement(&self, _day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        Err(SupplyError::CannotTell)
    }
    /// Checks signature, time and merchant, and says what it is about. Believes nothing else: how that stands is asked
    /// for by `query` or `catalogue`.
    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal>;
    /// The body that tells the supplier to stop repeating; with status 200.
    fn acknowledgement(&self) -> &'static str;
    /// Whether the keys fit and the supplier can be reached, without ordering anything.
    async fn check(&self) -> Vec<Checked>;
}

/// A supplier ready to be used, or all that is wrong with its settings.
pub type BuiltSupplier = Result<Arc<dyn Supplier>, Vec<BadField>>;

/// A kind of supplier that this program speaks.
pub struct SupplierKind {
    /// Stable: `fulu`, `kasushou`, `connector`, `sandbox`.
    pub code: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub fields: &'static [Field],
    /// In which it reckons; empty: in whichever it is set up for.
    pub currencies: &'static [&'static str],
    /// What it can be asked for.
    pub gives: &'static [Wanted],
    /// Tells its balance.
    pub has_balance: bool,
    /// Tells its catalogue.
    pub has_catalogue: bool,
    /// For kinds that are described in a text.
    pub described: Option<&'static Described>,
    pub build: fn(settings: &Settings, currency: Currency, ambient: &Ambient) -> BuiltSupplier,
}

impl SupplierKind {
    pub fn takes(&self, currency: Currency) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&currency.code())
    }
}
