use crate::Problem;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use identity::{Caller, Scope};
use kernel::MerchantId;
use std::marker::PhantomData;

/// A scope as a type, so that a handler's signature says what it needs.
pub(crate) trait Needs: Send + Sync {
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        pub(crate) struct $name;
        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

needs!(OrdersRead, OrdersWrite, WalletRead, CatalogRead, CatalogWrite, StockRead, StockWrite);

/// A caller whose key has the scope.
pub(crate) struct May<N: Needs>(pub Caller, pub PhantomData<N>);

/// A caller whose key has the scope and acts for a merchant.
pub(crate) struct Staff<N: Needs> {
    pub caller: Caller,
    pub merchant: MerchantId,
    _scope: PhantomData<N>,
}

impl<N: Needs, S: Sync> FromRequestParts<S> for May<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().copied();
        let caller =
            caller.ok_or_else(|| Problem::internal("a route without authentication asks for its caller"))?;
        if caller.may(N::SCOPE) {
            return Ok(Self(caller, PhantomData));
        }
        let detail = format!("this key lacks the scope {}: use or make a key that has it", N::SCOPE.code());
        Err(Problem::new(StatusCode::FORBIDDEN, "scope_missing", detail))
    }
}

impl<N: Needs, S: Sync> FromRequestParts<S> for Staff<N> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let May(caller, _scope) = May::<N>::from_request_parts(parts, state).await?;
        match caller.merchant {
            Some(merchant) => Ok(Self { caller, merchant, _scope }),
            None => {
                let detail = "this key belongs to nobody of a merchant's staff: use a merchant's key";
                Err(Problem::new(StatusCode::FORBIDDEN, "merchant_only", detail))
            }
        }
    }
}
