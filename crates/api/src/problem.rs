use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is refused. The layer around all routes writes it out, because it knows the request's id.
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// Stable, for programs.
    pub code: &'static str,
    /// What to do about it, for people.
    pub detail: String,
    pub errors: Vec<FieldProblem>,
    /// Of a refused account: the field of its form, and why, by their codes.
    pub answer: Option<Box<(String, &'static str)>>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<i64>,
    /// For the log only.
    pub(crate) fault: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// A JSON pointer (RFC 6901) into the request's body.
    #[schema(example = "/lines/0/quantity")]
    pub pointer: String,
    pub detail: String,
    /// The same in Chinese, where people read it beside the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

/// As it is written out.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Written<'a> {
    /// An address at which the code is explained.
    #[serde(rename = "type")]
    #[schema(example = "/docs#sold_out")]
    kind: String,
    #[schema(example = "Conflict")]
    title: &'a str,
    #[schema(example = 409)]
    status: u16,
    detail: &'a str,
    /// The request's id.
    instance: &'a str,
    /// Stable, for programs.
    #[schema(example = "sold_out")]
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldProblem],
    /// Of `bad_account`: the field of the account form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "phone")]
    field: Option<&'a str>,
    /// Of `bad_account`: `missing`, `unknown` (the form has no such field), `phone`, `qq`, `email`, `number`, `length` or
    /// `choice`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "missing")]
    why: Option<&'a str>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            answer: None,
            retry_after: None,
            fault: None,
        }
    }
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }
    /// One field of the body is at fault.
    pub fn field(code: &'static str, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail.clone()).at(pointer, detail)
    }
    /// Nothing of the inside leaves the house.
    pub fn internal(fault: impl ToString) -> Self {
        let detail = "something went wrong on our side: tell us the request's id, and try again with the same idempotency key";
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail);
        Self { fault: Some(fault.to_string()), ..problem }
    }
    pub fn unavailable(code: &'static str, detail: impl Into<String>, retry_after: i64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry(retry_after)
    }
    pub fn at(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldProblem { pointer: pointer.into(), detail: detail.into(), zh: None });
        self
    }
    pub fn at_in_both(mut self, pointer: impl Into<String>, en: String, zh: String) -> Self {
        self.errors.push(FieldProblem { pointer: pointer.into(), detail: en, zh: Some(zh) });
        self
    }
    /// An answer to an account form is at fault.
    pub fn of_account(self, field: String, why: &'static str) -> Self {
        Self { answer: Some(Box::new((field, why))), ..self }
    }
    pub fn retry(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    pub(crate) fn write(&self, request_id: &str) -> Vec<u8> {
        let written = Written {
            kind: format!("/docs#{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            instance: request_id,
            code: self.code,
            errors: &self.errors,
            field: self.answer.as_ref().map(|answer| answer.0.as_str()),
            why: self.answer.as_ref().map(|answer| answer.1),
        };
        serde_json::to_vec(&written).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Box::new(self));
        response
    }
}
