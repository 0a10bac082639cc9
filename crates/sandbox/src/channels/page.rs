use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::book::Payment;
use super::control::Pay;
use super::{House, Shared, form};
use crate::page::{POLICY, escape, frame, money};
use crate::words::{self, Words};

#[derive(Deserialize)]
struct Language {
    lang: Option<String>,
}

pub fn routes(house: Shared) -> Router {
    Router::new().route("/pay/{gateway}/{id}", get(show).post(press)).with_state(house)
}

async fn show(
    State(house): State<Shared>,
    Path((path, id)): Path<(String, String)>,
    Query(language): Query<Language>,
    headers: HeaderMap,
) -> Response {
    page(&house, &path, &id, chosen(&language, &headers), false)
}

async fn press(
    State(house): State<Shared>,
    Path((path, id)): Path<(String, String)>,
    Query(language): Query<Language>,
    headers: HeaderMap,
) -> Response {
    let words = chosen(&language, &headers);
    let Some(kind) = house.kinds.iter().find(|kind| kind.path() == path) else {
        return dressed(StatusCode::NOT_FOUND, crate::page::missing(words));
    };
    let paid = house.book().by_id(kind.code(), &id).is_some_and(Payment::is_paid);
    if paid || house.pay(kind.code(), &id, &Pay::default()).is_err() {
        return page(&house, &path, &id, words, true);
    }
    let lang = if words.tag == "en" { "?lang=en" } else { "?lang=zh" };
    (StatusCode::SEE_OTHER, [(header::LOCATION, lang)]).into_response()
}

fn page(house: &House, path: &str, id: &str, words: &Words, refused: bool) -> Response {
    let kind = house.kinds.iter().find(|kind| kind.path() == path);
    let payment = kind.and_then(|kind| house.book().by_id(kind.code(), id).cloned());
    let (Some(kind), Some(payment)) = (kind, payment) else {
        return dressed(StatusCode::NOT_FOUND, crate::page::missing(words));
    };
    let over = payment.is_over(house.now_ms(kind.code()));
    let state = match (payment.is_paid(), payment.closed_at, over) {
        (true, ..) => words.paid,
        (false, Some(_), _) => words.closed,
        (false, None, true) => words.expired,
        (false, None, false) => words.open,
    };
    let mut main = format!(
        "<section><p class=\"subject\">{subject}</p><p class=\"soft\">{due}</p><p class=\"sum\">{sum}</p>\
         <p role=\"status\"><span class=\"state\">{state}</span></p><dl><dt>{number}</dt><dd>{no}</dd></dl></section>",
        subject = escape(&payment.subject),
        due = words.amount,
        sum = escape(&money(payment.amount, &payment.currency)),
        number = words.number,
        no = escape(&payment.out_trade_no),
    );
    if refused {
        main.push_str(&format!("<section class=\"warn\" role=\"alert\"><p>{}</p></section>", words.not_now));
    }
    if !payment.is_paid() && !over {
        let (lang, label) = if words.tag == "en" { ("en", "Pay") } else { ("zh", "付款") };
        main.push_str(&format!(
            "<section><form method=\"post\" action=\"?lang={lang}\"><button class=\"main\">{label}</button></form></section>"
        ));
    }
    if let Some(back) = kind.way_back(house, &payment) {
        let class = if payment.is_paid() { " class=\"back\"" } else { "" };
        main.push_str(&format!(
            "<p class=\"centre\"><a{class} href=\"{}\">{}</a></p>",
            escape(&back),
            words.back
        ));
    }
    let status = if refused { StatusCode::CONFLICT } else { StatusCode::OK };
    dressed(status, frame(words, false, &main))
}

/// A page that sends the browser on to pay, as gateways do that take a form of the shop's.
pub fn sent_on(url: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, url.to_owned())]).into_response()
}

/// The fields that a gateway puts behind the way back.
pub fn back_with(url: &str, fields: &[(String, String)]) -> String {
    form::with_query(url, &form::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

fn dressed(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY.as_str()),
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
