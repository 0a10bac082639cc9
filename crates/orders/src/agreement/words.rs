use super::Period;
use kernel::{MerchantId, ProductId, SkuId, Time, UserId};
use pricing::Window;
use std::str::FromStr;

/// What a clause does when it fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Does {
    #[default]
    Nothing,
    /// People are told.
    Alarm,
    /// Nothing more is sold to the partner until a person lifts it.
    Freeze,
    Both,
}

impl Does {
    pub const ALL: [Self; 4] = [Self::Nothing, Self::Alarm, Self::Freeze, Self::Both];

    /// Stable: stored, and told to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Alarm => "alarm",
            Self::Freeze => "freeze",
            Self::Both => "both",
        }
    }
    pub fn alarms(self) -> bool {
        matches!(self, Self::Alarm | Self::Both)
    }
    pub fn freezes(self) -> bool {
        matches!(self, Self::Freeze | Self::Both)
    }
}

impl FromStr for Does {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|does| does.code() == code).ok_or(())
    }
}

/// What may make something happen by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// A case was opened about a unit that the partner bought.
    Case,
    /// Its buying became abnormal.
    Pattern,
    /// It asked for more than was left, again and again.
    Tries,
}

impl Clause {
    pub const ALL: [Self; 3] = [Self::Case, Self::Pattern, Self::Tries];

    /// Stable: stored, and told to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Pattern => "pattern",
            Self::Tries => "tries",
        }
    }
}

impl FromStr for Clause {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|clause| clause.code() == code).ok_or(())
    }
}

/// Which goods a freeze stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stops {
    /// All of the merchant's.
    #[default]
    All,
    /// Those that there is an allocation of, whether it holds now or not.
    Allocated,
}

impl Stops {
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Allocated => "allocated",
        }
    }
}

impl FromStr for Stops {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::All, Self::Allocated].into_iter().find(|stops| stops.code() == code).ok_or(())
    }
}

/// What was agreed for such a day; by default nothing happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clauses {
    pub stops: Stops,
    pub on_case: Does,
    /// From that case on, of those of so many days.
    pub case_nth: i64,
    pub case_days: i64,
    pub on_pattern: Does,
    pub on_tries: Does,
    /// So many refused orders of one day.
    pub tries_most: i64,
}

impl Default for Clauses {
    fn default() -> Self {
        Self {
            stops: Stops::All,
            on_case: Does::Nothing,
            case_nth: 1,
            case_days: 90,
            on_pattern: Does::Nothing,
            on_tries: Does::Nothing,
            tries_most: 5,
        }
    }
}

impl Clauses {
    pub fn does(&self, clause: Clause) -> Does {
        match clause {
            Clause::Case => self.on_case,
            Clause::Pattern => self.on_pattern,
            Clause::Tries => self.on_tries,
        }
    }
}

/// Since when nothing is sold to a partner, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub at: Time,
    /// The id of a user, or the code of the [`Clause`] that did it.
    pub by: String,
    /// A sentence; of a clause, its cause.
    pub why: String,
}

/// What holds between a merchant and a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub merchant: MerchantId,
    pub user: UserId,
    /// As the merchant calls them; may be empty.
    pub label: String,
    pub clauses: Clauses,
    pub frozen: Option<Frozen>,
    pub changed_at: Time,
    pub changed_by: String,
    /// Orders that asked for more than was left, on that day.
    pub(crate) tries: (i64, i64),
}

/// What an allocation is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goods {
    Sku(SkuId),
    /// All of its SKUs together.
    Product(ProductId),
}

impl Goods {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Sku(_) => "sku",
            Self::Product(_) => "product",
        }
    }
    pub fn id(self) -> String {
        match self {
            Self::Sku(id) => id.to_string(),
            Self::Product(id) => id.to_string(),
        }
    }
    pub(crate) fn has(self, sku: SkuId, product: ProductId) -> bool {
        match self {
            Self::Sku(id) => sku == id,
            Self::Product(id) => product == id,
        }
    }
}

/// How many units a partner may buy, as a merchant sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAllocation {
    /// 1 to 40 small letters, digits and hyphens: the merchant's own word for it.
    pub code: String,
    pub goods: Goods,
    pub period: Period,
    /// From 0.
    pub units: i64,
    /// Outside of it, it limits nothing.
    pub window: Window,
}

/// An allocation as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    pub set: NewAllocation,
    /// Used in the period that it is now.
    pub used: i64,
    pub(crate) id: String,
}

impl Allocation {
    pub fn left(&self) -> i64 {
        (self.set.units - self.used).max(0)
    }
}

/// A clause fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    pub user: UserId,
    pub clause: Clause,
    /// The id of a case, a day, or since when buying is abnormal.
    pub cause: String,
    /// `alarm`, `freeze` or `both`; `noted` where it was frozen already and nobody was to be told.
    pub did: String,
    pub at: Time,
}

/// Units of an allocation in one of its periods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Count {
    pub merchant: MerchantId,
    pub allocation: String,
    pub period: i64,
}
