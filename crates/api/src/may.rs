use crate::caller::InSession;
use crate::{Api, Problem};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use identity::{By, Caller, IdentityRefusal, Role, Scope, Session};
use kernel::MerchantId;
use std::marker::PhantomData;

/// A scope as a type, so that a handler's signature says what it needs.
pub(crate) trait Needs: Send + Sync {
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),* $(,)?) => {$(
        #[allow(dead_code)] // each is a word of the same list, whether a route uses it or not
        pub(crate) struct $name;
        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

needs!(
    OrdersRead,
    OrdersWrite,
    WalletRead,
    CatalogRead,
    CatalogWrite,
    StockRead,
    StockWrite,
    StaffRead,
    StaffWrite,
    KeysWrite,
    StoreWrite,
    AuthorisationsRead,
    AuthorisationsWrite,
    DashboardRead,
    OrdersExport,
    OrdersNote,
    PlanRead,
    SupplyRead,
    SupplyWrite,
    MerchantsRead,
    MerchantsReview,
    MerchantsSuspend,
    AuthorisationsReview,
    ProductsReview,
    BrandsWrite,
    CategoriesWrite,
    PlatformOrders,
    PlatformPayments,
    PlatformExport,
    JobsRead,
    JobsWrite,
    TrailRead,
    SystemRead,
    PlansWrite,
    OperatorsRead,
    OperatorsWrite,
    UsersBlock,
    ProposalsRead,
    ProposalsDecide,
    GoodsExport,
    TrailExport,
    ChannelsWrite,
    RefundsDecide,
    StatementsWrite,
    MoneyRead,
    MoneyExport,
    RefundsWrite,
    PayoutsWrite,
    PayoutsRead,
    PayoutsDecide,
    PayoutsSend,
    PlatformRefund,
    DisputesRead,
    DisputesWrite,
    CasesRead,
    CasesRule,
    RulesWrite,
    DiversionTrace,
    PlatformDiversion,
);

/// A caller who has the scope and has proved what it needs.
pub(crate) struct May<N: Needs>(pub Caller, pub PhantomData<N>);

/// One who acts for a merchant, too.
pub(crate) struct Staff<N: Needs> {
    pub caller: Caller,
    pub merchant: MerchantId,
    _scope: PhantomData<N>,
}

/// One of the operator's people.
pub(crate) struct Operator<N: Needs> {
    pub caller: Caller,
    _scope: PhantomData<N>,
}

/// Somebody in a session, whatever they may do. No API key is a person.
pub(crate) struct Person {
    pub caller: Caller,
    pub session: Session,
    pub token: String,
}

impl<N: Needs> FromRequestParts<Api> for May<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = caller(parts)?;
        match api.identity.judge(&caller, N::SCOPE) {
            Ok(()) => Ok(Self(caller, PhantomData)),
            Err(IdentityRefusal::ScopeMissing(scope)) if matches!(caller.by, By::Key(_)) => {
                let detail = format!("this key lacks the scope {scope}: use or make a key that has it");
                Err(Problem::new(StatusCode::FORBIDDEN, "scope_missing", detail))
            }
            Err(refusal) => Err(refusal.into()),
        }
    }
}

impl<N: Needs> FromRequestParts<Api> for Staff<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let May(caller, _scope) = May::<N>::from_request_parts(parts, api).await?;
        match caller.merchant {
            Some(merchant) => Ok(Self { caller, merchant, _scope }),
            None => {
                let detail = "only the staff of a merchant can do this: use a merchant's key, or log in as one of them";
                Err(Problem::new(StatusCode::FORBIDDEN, "merchant_only", detail))
            }
        }
    }
}

impl<N: Needs> FromRequestParts<Api> for Operator<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let May(caller, _scope) = May::<N>::from_request_parts(parts, api).await?;
        if caller.role == Role::Operator {
            return Ok(Self { caller, _scope });
        }
        let detail = "only the operator's people can do this";
        Err(Problem::new(StatusCode::FORBIDDEN, "operator_only", detail))
    }
}

impl FromRequestParts<Api> for Person {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        let caller = caller(parts)?;
        match parts.extensions.get::<InSession>().cloned() {
            Some(InSession { session, token }) => Ok(Self { caller, session, token }),
            None => {
                let detail = "an API key cannot do this: log in";
                Err(Problem::new(StatusCode::FORBIDDEN, "people_only", detail))
            }
        }
    }
}

fn caller(parts: &Parts) -> Result<Caller, Problem> {
    let caller = parts.extensions.get::<Caller>().copied();
    caller.ok_or_else(|| Problem::internal("a route without authentication asks for its caller"))
}
