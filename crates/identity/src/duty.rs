use crate::{Role, Scope, Scopes};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a member of the staff does, at an operator or at a merchant. Decides what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// Of an operator: everything.
    Admin,
    /// Of an operator: who may sell, and what.
    Reviewer,
    /// Of an operator: what is suspicious.
    Risk,
    /// Of a merchant: everything.
    Owner,
    /// Of a merchant: goods and keys.
    Stock,
    /// Of both: money, as it is read and exported; of an operator, where it comes in, too.
    Finance,
    /// Of both: the questions of customers.
    Support,
}

/// Everything of the operator's.
const ADMIN: &[Scope] = &[
    Scope::MerchantsRead,
    Scope::MerchantsReview,
    Scope::MerchantsSuspend,
    Scope::AuthorisationsReview,
    Scope::ProductsReview,
    Scope::BrandsWrite,
    Scope::CategoriesWrite,
    Scope::PlatformOrders,
    Scope::PlatformPayments,
    Scope::PlatformExport,
    Scope::JobsRead,
    Scope::JobsWrite,
    Scope::TrailRead,
    Scope::TrailExport,
    Scope::SystemRead,
    Scope::PlansWrite,
    Scope::OperatorsRead,
    Scope::OperatorsWrite,
    Scope::UsersBlock,
    Scope::ProposalsRead,
    Scope::ProposalsDecide,
    Scope::ChannelsWrite,
    Scope::RefundsDecide,
    Scope::StatementsWrite,
    Scope::PayoutsRead,
    Scope::PayoutsDecide,
    Scope::PayoutsSend,
    Scope::PlatformRefund,
    Scope::CasesRead,
    Scope::CasesRule,
    Scope::RulesWrite,
    Scope::PlatformDiversion,
];

impl Duty {
    pub const ALL: [Duty; 7] =
        [Self::Admin, Self::Reviewer, Self::Risk, Self::Owner, Self::Stock, Self::Finance, Self::Support];

    pub fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Reviewer => "reviewer",
            Self::Risk => "risk",
            Self::Owner => "owner",
            Self::Stock => "stock",
            Self::Finance => "finance",
            Self::Support => "support",
        }
    }

    /// Those that there are in that role; none for buyers and partners.
    pub fn of_role(role: Role) -> &'static [Duty] {
        match role {
            Role::Operator => &[Self::Admin, Self::Reviewer, Self::Risk, Self::Finance, Self::Support],
            Role::Merchant => &[Self::Owner, Self::Stock, Self::Support, Self::Finance],
            Role::Buyer | Role::Partner => &[],
        }
    }

    /// The one that may do everything; whoever comes first gets it, and the last one keeps it.
    pub fn highest(role: Role) -> Option<Duty> {
        Self::of_role(role).first().copied()
    }

    /// Whether the last one who does it must stay, because nobody else could let others in.
    pub fn keeps_the_door(self) -> bool {
        matches!(self, Self::Admin | Self::Owner)
    }

    /// All that it gives a right to. Nothing where the role has no such duty. No duty of an operator reads a key or an
    /// order as its buyer does: administration is never a right to reveal.
    pub fn scopes(self, role: Role) -> Scopes {
        match role {
            Role::Operator => Scopes::of(self.of_operators()),
            Role::Merchant => Scopes::of(self.of_merchants()),
            Role::Buyer | Role::Partner => Scopes::default(),
        }
    }

    fn of_operators(self) -> &'static [Scope] {
        use Scope as S;
        match self {
            Self::Admin => ADMIN,
            Self::Reviewer => &[
                S::MerchantsRead,
                S::MerchantsReview,
                S::AuthorisationsReview,
                S::ProductsReview,
                S::BrandsWrite,
                S::CategoriesWrite,
                S::ProposalsRead,
                S::ProposalsDecide,
            ],
            Self::Risk => &[
                S::MerchantsRead,
                S::MerchantsSuspend,
                S::PlatformOrders,
                S::TrailRead,
                S::TrailExport,
                S::UsersBlock,
                S::ProposalsRead,
                S::ProposalsDecide,
                S::CasesRead,
                S::RulesWrite,
                S::PlatformDiversion,
            ],
            Self::Finance => &[
                S::PlatformOrders,
                S::PlatformPayments,
                S::PlatformExport,
                S::MerchantsRead,
                S::ProposalsRead,
                S::ProposalsDecide,
                S::ChannelsWrite,
                S::RefundsDecide,
                S::StatementsWrite,
                S::PayoutsRead,
                S::PayoutsDecide,
                S::PayoutsSend,
                S::PlatformRefund,
            ],
            Self::Support => &[
                S::PlatformOrders,
                S::MerchantsRead,
                S::JobsRead,
                S::PlatformRefund,
                S::CasesRead,
                S::CasesRule,
            ],
            Self::Owner | Self::Stock => &[],
        }
    }

    fn of_merchants(self) -> &'static [Scope] {
        use Scope as S;
        match self {
            Self::Owner => &[
                S::OrdersRead,
                S::OrdersWrite,
                S::WalletRead,
                S::CatalogRead,
                S::CatalogWrite,
                S::StockRead,
                S::StockWrite,
                S::StaffRead,
                S::StaffWrite,
                S::KeysWrite,
                S::StoreWrite,
                S::AuthorisationsRead,
                S::AuthorisationsWrite,
                S::DashboardRead,
                S::OrdersExport,
                S::GoodsExport,
                S::OrdersNote,
                S::PlanRead,
                S::SupplyRead,
                S::SupplyWrite,
                S::MoneyRead,
                S::MoneyExport,
                S::RefundsWrite,
                S::PayoutsWrite,
                S::DisputesRead,
                S::DisputesWrite,
                S::DiversionTrace,
            ],
            Self::Stock => &[
                S::CatalogRead,
                S::CatalogWrite,
                S::StockRead,
                S::StockWrite,
                S::GoodsExport,
                S::AuthorisationsRead,
                S::DashboardRead,
                S::SupplyRead,
            ],
            Self::Support => &[
                S::OrdersRead,
                S::OrdersNote,
                S::CatalogRead,
                S::DashboardRead,
                S::SupplyRead,
                S::DisputesRead,
                S::DisputesWrite,
                S::DiversionTrace,
            ],
            Self::Finance => &[
                S::OrdersRead,
                S::OrdersExport,
                S::DashboardRead,
                S::PlanRead,
                S::WalletRead,
                S::SupplyRead,
                S::SupplyWrite,
                S::MoneyRead,
                S::MoneyExport,
                S::RefundsWrite,
                S::PayoutsWrite,
                S::DisputesRead,
            ],
            Self::Admin | Self::Reviewer | Self::Risk => &[],
        }
    }

    /// The most that an API key of somebody with this duty may do.
    pub fn key_scopes(self, role: Role) -> Scopes {
        scopes_of_keys(role, Some(self))
    }
}

/// What somebody may do in a session: by their duty, or, without one, buy for themselves.
pub(crate) fn scopes_of(role: Role, duty: Option<Duty>) -> Scopes {
    match (role, duty) {
        (_, Some(duty)) => duty.scopes(role),
        (Role::Buyer | Role::Partner, None) => own_purchases(),
        (Role::Operator | Role::Merchant, None) => Scopes::default(),
    }
}

/// The most that an API key of somebody may do. An operator's people buy for themselves like anybody.
pub(crate) fn scopes_of_keys(role: Role, duty: Option<Duty>) -> Scopes {
    let own = if role == Role::Operator { own_purchases() } else { Scopes::default() };
    scopes_of(role, duty).either(own).of_keys()
}

fn own_purchases() -> Scopes {
    Scopes::of(&[Scope::OrdersRead, Scope::OrdersWrite, Scope::WalletRead, Scope::CatalogRead])
}

impl FromStr for Duty {
    type Err = UnknownDuty;
    fn from_str(code: &str) -> Result<Self, UnknownDuty> {
        Self::ALL.into_iter().find(|duty| duty.code() == code).ok_or(UnknownDuty)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a duty is admin, reviewer, risk, finance or support of an operator; owner, stock, support or finance of a merchant"
)]
pub struct UnknownDuty;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(role: Role, what: &str, scopes: Scopes) -> String {
        let all = if scopes.is_empty() { "nothing".to_owned() } else { scopes.to_string() };
        format!("{} {what}: {all}\n", role.code())
    }

    /// Read it when it changes: it is the whole table of who may do what.
    #[test]
    fn the_table_of_duties() {
        let mut table = String::new();
        for role in Role::ALL {
            for duty in Duty::of_role(role) {
                table += &line(role, duty.code(), duty.scopes(role));
            }
            table += &line(role, "without a duty", scopes_of(role, None));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_duty_of_another_role_gives_nothing() {
        for role in Role::ALL {
            for duty in Duty::ALL {
                let known = Duty::of_role(role).contains(&duty);
                assert_eq!(!duty.scopes(role).is_empty(), known, "{role:?} {duty:?}");
                assert_eq!(duty.code().parse::<Duty>().unwrap(), duty);
            }
        }
    }

    #[test]
    fn no_operator_reads_what_a_buyer_bought_nor_touches_a_merchants_stock() {
        let theirs =
            ["orders:read", "orders:write", "wallet:read", "stock:read", "stock:write", "catalog:write"];
        for duty in Duty::of_role(Role::Operator) {
            let scopes = duty.scopes(Role::Operator);
            assert!(scopes.iter().all(|scope| !theirs.contains(&scope.code())), "{duty:?}");
        }
        let merchant = Duty::Owner.scopes(Role::Merchant);
        assert!(Duty::Admin.scopes(Role::Operator).both(merchant).is_empty());
    }
}
