use crate::Problem;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use kernel::Page;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in minor units (fen, cents): an integer, never a fraction.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Amount {
    /// Minor units.
    #[schema(example = 1990)]
    pub amount: i64,
    /// ISO 4217.
    #[schema(value_type = String, example = "CNY")]
    pub currency: kernel::Currency,
}

impl From<kernel::Money> for Amount {
    fn from(money: kernel::Money) -> Self {
        Self { amount: money.minor, currency: money.currency }
    }
}
impl From<Amount> for kernel::Money {
    fn from(amount: Amount) -> Self {
        Self::new(amount.amount, amount.currency)
    }
}

/// A text in Chinese and English; one of them may be empty.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Text {
    pub zh: String,
    pub en: String,
}

impl From<kernel::Bilingual> for Text {
    fn from(text: kernel::Bilingual) -> Self {
        Self { zh: text.zh, en: text.en }
    }
}
impl From<Text> for kernel::Bilingual {
    fn from(text: Text) -> Self {
        Self::new(text.zh, text.en)
    }
}

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct List<T> {
    pub items: Vec<T>,
    /// The cursor of the following page; null on the last one.
    pub next: Option<String>,
}

impl<T> List<T> {
    pub fn of<S>(page: Page<S>, into: impl FnMut(S) -> T) -> Self {
        Self { items: page.items.into_iter().map(into).collect(), next: page.next }
    }
}

/// For ids that are not written out by themselves.
pub(crate) fn as_text<S: serde::Serializer>(id: &impl std::fmt::Display, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(id)
}

pub(crate) type Answer = Result<Response<Body>, Problem>;

/// 200 with JSON.
pub(crate) fn ok(answer: &impl Serialize) -> Answer {
    Ok(json(StatusCode::OK, serde_json::to_vec(answer).map_err(Problem::internal)?))
}

/// 201 with JSON that is written already.
pub(crate) fn created(body: Vec<u8>) -> Response<Body> {
    json(StatusCode::CREATED, body)
}

pub(crate) fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body.into()).into_response()
}
