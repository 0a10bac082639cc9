use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::ambient;
use crate::gateway::{Gateway, Shared};
use crate::page::{self, View};
use crate::payments::{self, Sum, asked_sum};
use crate::refusal::Refusal;
use crate::state::Payment;
use crate::words::{self, Words};

#[derive(Deserialize)]
pub struct Language {
    lang: Option<String>,
}

/// The button pressed.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Pay,
    Twice,
    Late,
    Wrong,
}

#[derive(Deserialize)]
pub struct Press {
    action: Action,
}

/// `GET /pay/{payment_id}`
pub async fn show(
    State(gateway): State<Shared>,
    Path(payment_id): Path<String>,
    Query(language): Query<Language>,
    headers: HeaderMap,
) -> Response {
    let words = chosen(&language, &headers);
    page_of(&gateway, &payment_id, words, StatusCode::OK)
}

/// `POST /pay/{payment_id}`
pub async fn press(
    State(gateway): State<Shared>,
    Path(payment_id): Path<String>,
    Query(language): Query<Language>,
    headers: HeaderMap,
    Form(press): Form<Press>,
) -> Response {
    let words = chosen(&language, &headers);
    match act(&gateway, &payment_id, press.action) {
        // A relative address keeps the page working behind any public_url.
        Ok(()) => {
            let lang = if words.tag == "en" { "?lang=en" } else { "?lang=zh" };
            (StatusCode::SEE_OTHER, [(header::LOCATION, lang)]).into_response()
        }
        Err(Refusal::AlreadyPaid | Refusal::PaymentNotFound) => {
            page_of(&gateway, &payment_id, words, StatusCode::CONFLICT)
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The first button, without its page.
pub fn pay(gateway: &Shared, payment_id: &str) -> bool {
    act(gateway, payment_id, Action::Pay).is_ok()
}

fn act(gateway: &Shared, payment_id: &str, action: Action) -> Result<(), Refusal> {
    if let Action::Late = action {
        return payments::pay_late(gateway, payment_id);
    }
    payments::pay(gateway, payment_id, |payment, now| sums(payment, now, action)).map(drop)
}

/// What this button pays in the present state; `AlreadyPaid` stands for "not now".
fn sums(payment: &Payment, now: i64, action: Action) -> Result<Vec<Sum>, Refusal> {
    let paid = !payment.trades.is_empty();
    let timely = !payment.is_expired(now) && payment.closed_at.is_none();
    let sum = || asked_sum(payment, false);
    match action {
        Action::Pay if timely && !paid => Ok(vec![sum()]),
        Action::Wrong if timely && !paid => Ok(vec![Sum { amount: wrong(payment.ask.amount), ..sum() }]),
        Action::Twice if timely && !paid => Ok(vec![sum(), sum()]),
        Action::Twice if timely => Ok(vec![sum()]),
        _ => Err(Refusal::AlreadyPaid),
    }
}

/// Half, rounded down; nothing cannot be paid, so 1 becomes 2.
fn wrong(amount: i64) -> i64 {
    if amount == 1 { 2 } else { amount / 2 }
}

fn page_of(gateway: &Gateway, payment_id: &str, words: &Words, status: StatusCode) -> Response {
    let book = gateway.book();
    let Some(payment) = book.state.payments.get(payment_id) else {
        return dressed(StatusCode::NOT_FOUND, page::missing(words));
    };
    let pay_url = format!("{}/pay/{payment_id}", gateway.base_url);
    let refused = status == StatusCode::CONFLICT;
    let view = View { payment, now: ambient::now_ms(), words, pay_url: &pay_url, refused };
    dressed(status, page::render(&view))
}

fn dressed(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, page::POLICY.as_str()),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(html)).into_response()
}

fn chosen(language: &Language, headers: &HeaderMap) -> &'static Words {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    words::choose(language.lang.as_deref(), accepted)
}
