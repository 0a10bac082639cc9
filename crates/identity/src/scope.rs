use crate::IdentityRefusal;
use std::fmt;

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal $code:literal,)*) => {
        /// One thing that somebody may do: an API key, or a person in a session.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Scope {
            $($(#[$doc])* $name,)*
        }

        impl Scope {
            /// All of them, in the order in which they are listed.
            pub const ALL: &[Scope] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            fn bit(self) -> u64 {
                match self {
                    $(Self::$name => 1 << $bit,)*
                }
            }
        }
    };
}

scopes! {
    OrdersRead = 0 "orders:read",
    OrdersWrite = 1 "orders:write",
    WalletRead = 2 "wallet:read",
    CatalogRead = 3 "catalog:read",
    CatalogWrite = 4 "catalog:write",
    StockRead = 5 "stock:read",
    StockWrite = 6 "stock:write",

    // What a merchant's people do.
    StaffRead = 7 "staff:read",
    StaffWrite = 8 "staff:write",
    KeysWrite = 9 "keys:write",
    StoreWrite = 10 "store:write",
    AuthorisationsRead = 11 "authorisations:read",
    AuthorisationsWrite = 12 "authorisations:write",
    DashboardRead = 13 "dashboard:read",
    OrdersExport = 14 "orders:export",
    OrdersNote = 15 "orders:note",
    PlanRead = 16 "plan:read",
    // Who credits goods for a merchant: what is deposited there and what became of orders; and under which keys.
    SupplyRead = 44 "supply:read",
    SupplyWrite = 45 "supply:write",

    // What the operator's people do.
    MerchantsRead = 17 "merchants:read",
    MerchantsReview = 18 "merchants:review",
    MerchantsSuspend = 19 "merchants:suspend",
    AuthorisationsReview = 20 "authorisations:review",
    ProductsReview = 21 "products:review",
    BrandsWrite = 22 "brands:write",
    CategoriesWrite = 23 "categories:write",
    PlatformOrders = 24 "platform:orders",
    PlatformPayments = 25 "platform:payments",
    PlatformExport = 26 "platform:export",
    JobsRead = 27 "jobs:read",
    JobsWrite = 28 "jobs:write",
    TrailRead = 29 "trail:read",
    SystemRead = 30 "system:read",
    PlansWrite = 31 "plans:write",
    OperatorsWrite = 32 "operators:write",
    UsersBlock = 33 "users:block",
    OperatorsRead = 34 "operators:read",
    // Acts that wait for a second person: to see them, and to decide. The act's own scope is asked for besides.
    ProposalsRead = 35 "proposals:read",
    ProposalsDecide = 36 "proposals:decide",

    // Lists as files.
    GoodsExport = 40 "goods:export",
    TrailExport = 41 "trail:export",

    // Where money comes in: which payment channels there are, and under which keys.
    ChannelsWrite = 42 "channels:write",
    // What became of money that was on its way back.
    RefundsDecide = 43 "refunds:decide",
    // Found keys, and the way that they went: of a merchant's own, and of all.
    DiversionTrace = 46 "diversion:trace",
    PlatformDiversion = 48 "platform:diversion",
    // What payment channels say of a day, and what becomes of differences.
    StatementsWrite = 47 "statements:write",
    // The money of delivered orders: of a merchant …
    MoneyRead = 50 "money:read",
    MoneyExport = 51 "money:export",
    RefundsWrite = 52 "refunds:write",
    PayoutsWrite = 53 "payouts:write",
    // … and on the operator's side.
    PayoutsRead = 54 "payouts:read",
    PayoutsDecide = 55 "payouts:decide",
    PayoutsSend = 56 "payouts:send",
    PlatformRefund = 57 "platform:refund",

    // Disputes: of a merchant …
    DisputesRead = 60 "disputes:read",
    DisputesWrite = 61 "disputes:write",
    // … of those who rule them …
    CasesRead = 62 "cases:read",
    CasesRule = 63 "cases:rule",
    // … and of who says by which rules most of them end without anybody.
    RulesWrite = 59 "rules:write",
}

impl Scope {
    /// Whether a person must have proved a second factor in their session: what moves money, exports, shows keys or
    /// the way that they went, or changes who may do what.
    pub fn needs_second_factor(self) -> bool {
        matches!(
            self,
            Self::OrdersWrite
                | Self::StaffWrite
                | Self::KeysWrite
                | Self::OrdersExport
                | Self::GoodsExport
                | Self::TrailExport
                | Self::MerchantsReview
                | Self::MerchantsSuspend
                | Self::AuthorisationsReview
                | Self::ProductsReview
                | Self::PlatformExport
                | Self::JobsWrite
                | Self::PlansWrite
                | Self::OperatorsWrite
                | Self::UsersBlock
                | Self::ProposalsDecide
                | Self::ChannelsWrite
                | Self::RefundsDecide
                | Self::StatementsWrite
                | Self::MoneyExport
                | Self::RefundsWrite
                | Self::PayoutsWrite
                | Self::PayoutsDecide
                | Self::PayoutsSend
                | Self::PlatformRefund
                | Self::SupplyWrite
                | Self::DisputesWrite
                | Self::CasesRule
                | Self::RulesWrite
                | Self::DiversionTrace
                | Self::PlatformDiversion
        )
    }

    /// Whether that proof must be a fresh one: what gives others rights, or takes them away, or says where money goes,
    /// and what sends it out of the house.
    pub fn needs_fresh_proof(self) -> bool {
        matches!(
            self,
            Self::StaffWrite
                | Self::KeysWrite
                | Self::MerchantsSuspend
                | Self::OperatorsWrite
                | Self::UsersBlock
                | Self::ProposalsDecide
                | Self::ChannelsWrite
                | Self::RefundsDecide
                | Self::PayoutsWrite
                | Self::PayoutsDecide
                | Self::PayoutsSend
                | Self::PlatformRefund
                | Self::SupplyWrite
                | Self::CasesRule
                | Self::RulesWrite
        )
    }

    /// Whether no API key can have it. A program proves no second factor, so it does nothing that needs one, but buy; nor
    /// is who works where, or waits for whom, any of its business.
    pub fn for_people_only(self) -> bool {
        let proved = self.needs_second_factor() && self != Self::OrdersWrite;
        proved
            || matches!(
                self,
                Self::StaffRead
                    | Self::OperatorsRead
                    | Self::ProposalsRead
                    | Self::PayoutsRead
                    | Self::CasesRead
            )
    }
}

/// All that somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scopes(u64);

impl Scopes {
    pub fn of(scopes: &[Scope]) -> Self {
        Self(scopes.iter().fold(0, |bits, scope| bits | scope.bit()))
    }

    /// From codes, as the API takes them; refuses one that does not exist.
    pub fn parse<'a>(codes: impl IntoIterator<Item = &'a str>) -> Result<Self, IdentityRefusal> {
        let find = |code: &'a str| Scope::ALL.iter().find(|scope| scope.code() == code).ok_or(code);
        codes.into_iter().try_fold(Self::default(), |all, code| match find(code) {
            Ok(scope) => Ok(Self(all.0 | scope.bit())),
            Err(code) => Err(IdentityRefusal::UnknownScope(code.chars().take(40).collect())),
        })
    }

    /// From the database: what a newer program may have written is passed over, not granted.
    pub(crate) fn stored(text: &str) -> Self {
        let known = text.split(' ').filter_map(|code| Scope::ALL.iter().find(|scope| scope.code() == code));
        Self(known.fold(0, |bits, scope| bits | scope.bit()))
    }

    pub fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.has(*scope))
    }
    /// What both have.
    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    /// What either has.
    pub fn either(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Without what no API key can have.
    pub fn of_keys(self) -> Self {
        Self(self.iter().filter(|scope| !scope.for_people_only()).fold(0, |bits, scope| bits | scope.bit()))
    }
}

/// Codes separated by spaces, as stored.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.iter().map(Scope::code).collect();
        f.write_str(&codes.join(" "))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn scopes_round_trip_and_unknown_ones_grant_nothing() {
        let some = Scopes::parse(["stock:write", "orders:read"]).unwrap();
        assert_eq!(some.to_string(), "orders:read stock:write");
        assert_eq!(Scopes::stored(&some.to_string()), some);
        assert_eq!(Scopes::stored("everything orders:read orders:readx"), Scopes::of(&[Scope::OrdersRead]));
        assert_eq!(Scopes::parse(["orders:all"]).unwrap_err().code(), "unknown_scope");
        let all = Scopes::of(Scope::ALL);
        assert!(Scope::ALL.iter().all(|scope| all.has(*scope)) && !all.is_empty());
        assert_eq!(Scopes::stored(&all.to_string()), all);
    }

    #[test]
    fn each_scope_is_a_bit_of_its_own() {
        let bits: std::collections::BTreeSet<u64> = Scope::ALL.iter().map(|scope| scope.bit()).collect();
        assert_eq!(bits.len(), Scope::ALL.len());
        assert!(bits.iter().all(|bit| bit.count_ones() == 1));
    }

    #[test]
    fn a_fresh_proof_is_a_proof_and_no_key_gives_rights_to_others() {
        for scope in Scope::ALL {
            assert!(!scope.needs_fresh_proof() || scope.needs_second_factor(), "{scope:?}");
            assert!(!scope.needs_fresh_proof() || scope.for_people_only(), "{scope:?}");
        }
        let keys = Scopes::of(Scope::ALL).of_keys();
        assert!(keys.has(Scope::OrdersWrite) && !keys.has(Scope::KeysWrite));
    }
}
