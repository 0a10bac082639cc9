use crate::Problem;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use kernel::PageAsk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;
use utoipa::IntoParams;

/// The one id in the path. What cannot be an id of anything is not found, like any other that does not exist.
pub(crate) struct Id<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await.ok();
        let id = text.and_then(|Path(text)| text.parse().ok());
        id.map(Self).ok_or_else(|| Problem::not_found("not_found", "there is nothing with this id"))
    }
}

/// The two ids in the path, in its order.
pub(crate) struct Ids<A, B>(pub A, pub B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Ids<A, B> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let texts = Path::<(String, String)>::from_request_parts(parts, state).await.ok();
        let ids = texts.and_then(|Path((a, b))| Some(Self(a.parse().ok()?, b.parse().ok()?)));
        ids.ok_or_else(|| Problem::not_found("not_found", "there is nothing with this id"))
    }
}

/// What stands behind the question mark; unknown names are refused.
pub(crate) struct Ask<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Ask<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => {
                let detail: String = rejection.body_text().chars().take(300).collect();
                Err(Problem::bad_request("invalid_query", detail))
            }
        }
    }
}

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// `next` of the page before; left out for the first page.
    pub after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

impl PageQuery {
    /// A cursor is the id of the last item; any other text is none of ours.
    pub fn by_id<T: FromStr>(self) -> Result<PageAsk, Problem> {
        checked::<T>(self.after, self.limit)
    }
}

pub(crate) fn checked<T: FromStr>(after: Option<String>, limit: Option<i64>) -> Result<PageAsk, Problem> {
    if after.as_deref().is_some_and(|cursor| cursor.parse::<T>().is_err()) {
        return Err(Problem::bad_request(
            "bad_cursor",
            "this cursor is not one of ours: start from the first page",
        ));
    }
    Ok(PageAsk::new(after, limit))
}
