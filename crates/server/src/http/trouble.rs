use axum::body::Body;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::json;

/// Why a request was answered by what surrounds all routes. Written as a problem (RFC 9457) for programs, as a small
/// page for browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// All places are taken.
    Overloaded,
    /// The answer took longer than allowed; whether the work was done is not known.
    TimedOut,
    /// The body came too slowly.
    BodyTooSlow,
    /// The body broke off.
    BrokenBody,
    /// A fault of the program.
    Internal,
}

const POLICY: HeaderName = HeaderName::from_static("content-security-policy");

impl Trouble {
    pub fn status(self) -> StatusCode {
        match self {
            Self::Overloaded | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BrokenBody => StatusCode::BAD_REQUEST,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// As `/docs` lists them.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overloaded => "overloaded",
            Self::TimedOut => "timed_out",
            Self::BodyTooSlow => "body_too_slow",
            Self::BrokenBody => "broken_body",
            Self::Internal => "internal",
        }
    }

    fn detail(self) -> &'static str {
        match self {
            Self::Overloaded => "more requests are under way than can be served: nothing was done, try again",
            Self::TimedOut => {
                "the request was not through in time: ask whether it took effect, or try again with the same idempotency key"
            }
            Self::BodyTooSlow => "the body of the request came too slowly: nothing was done, send it again",
            Self::BrokenBody => "the body did not arrive whole: nothing was done, send it again",
            Self::Internal => {
                "something went wrong on our side: tell us the request's id, and try again with the same idempotency key"
            }
        }
    }

    /// For people, in both languages: at this point nobody knows which one they read.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Overloaded => {
                ("现在人太多了，请过几秒再试。", "Too many visitors right now: try again in a few seconds.")
            }
            Self::TimedOut => (
                "处理超时，请先查看订单再重试。",
                "This took too long: look at your orders before you try again.",
            ),
            Self::BodyTooSlow | Self::BrokenBody => {
                ("内容没有完整送达，请重试。", "Not all of it arrived: try again.")
            }
            Self::Internal => ("出错了，请稍后再试。", "Something went wrong on our side: try again later."),
        }
    }

    /// Seconds until it makes sense to try again.
    pub fn retry_after(self) -> Option<HeaderValue> {
        matches!(self, Self::Overloaded | Self::TimedOut).then(|| HeaderValue::from_static("1"))
    }

    /// As it goes to a client; the id is that of the request, where it has one.
    pub fn write(self, asked: &HeaderMap, request_id: Option<&str>) -> Response<Body> {
        let page = wants_page(asked);
        let text = if page { self.page() } else { self.problem(request_id) };
        self.dress(page, Body::from(text))
    }

    pub fn dress(self, page: bool, body: Body) -> Response<Body> {
        let mut response = Response::new(body);
        *response.status_mut() = self.status();
        let kind = if page { "text/html; charset=utf-8" } else { "application/problem+json" };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, seconds);
        }
        response
    }

    pub fn problem(self, request_id: Option<&str>) -> String {
        let mut problem = json!({
            "type": format!("/docs#{}", self.code()),
            "title": self.status().canonical_reason().unwrap_or("Error"),
            "status": self.status().as_u16(),
            "detail": self.detail(),
            "code": self.code(),
        });
        if let (Some(id), Some(members)) = (request_id, problem.as_object_mut()) {
            members.insert("instance".to_owned(), id.into());
        }
        problem.to_string()
    }

    pub fn page(self) -> String {
        let (zh, en) = self.words();
        format!(
            "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{status}</title><p>{zh}</p><p lang=\"en\">{en}</p></html>",
            status = self.status().as_u16()
        )
    }
}

/// Browsers name the kind; programs name JSON, anything, or nothing.
pub fn wants_page(asked: &HeaderMap) -> bool {
    asked
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Bare, with the reason beside it: whoever knows the request's id writes it out.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response<Body> {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
