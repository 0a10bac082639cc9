//! 豆蔻 (another Cardamom), as `docs/docking.md` describes its own dialect, from the side of the shop that is docked to: four
//! headers with key, time, nonce and signature, amounts in whole minor units, and problems with a code.
//!
//! What is chosen here, as the page leaves it open: everything is refused before its signature is looked at, and a nonce counts as
//! used only by who could sign. A request that a machine in between sends twice ([`super::Reply::Doubled`]) has been heard, and is
//! answered with the `replayed` of its second coming. A sentence in the place of keys is one of them, as a shop gives it that has
//! such a thing on its shelf. Some of the keys are told while the order is still `fulfilling`.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::book::{Event, Order};
use super::calls::{Bend, Signing};
use super::{House, OTHER_KEY, Shared, json_of};
use crate::ambient;
use crate::channels::{Letter, china};
use crate::sign::{hex, same};
pub use claims::{Claim, Remedy};
use goods::Look;
pub use goods::product as offer;

/// Complaints, and how they end.
mod claims;
/// The catalogue, and what has changed in it.
mod goods;
/// An order, and how it stands.
mod trade;

const BASE: &str = "/dock/v1";
/// How far a request may be dated off the shop's clock.
const WINDOW_MS: i64 = 5 * 60 * 1000;
const BODY_MAX: usize = 256 * 1024;
/// What stands in a number of somebody else's order.
const OTHER_ID: &str = "ord_00000000000000000000000007";

/// What this shop remembers beside its book.
#[derive(Default)]
pub struct Memory {
    /// Those that were used.
    nonces: HashSet<String>,
    /// How each line of the catalogue looked last, and since when.
    looks: BTreeMap<u64, (Look, i64)>,
    /// What a partner wrote beside an order, by its number.
    traces: HashMap<String, String>,
    /// By the number of the order, then by their own.
    claims: HashMap<String, Vec<Claim>>,
}

pub fn routes(house: Shared) -> Router {
    let routes = Router::new()
        .route("/ping", get(ping))
        .route("/catalogue", get(goods::catalogue))
        .route("/orders", post(trade::order))
        .route("/orders/{order_no}", get(trade::ask))
        .route("/orders/{order_no}/cancel", post(trade::cancel))
        .route("/orders/{order_no}/claims", post(claims::complain))
        .route("/orders/{order_no}/claims/{claim_no}", get(claims::ask))
        .route("/orders/{order_no}/claims/{claim_no}/{answer}", post(claims::answer));
    Router::new().nest(BASE, routes).layer(from_fn_with_state(house.clone(), signed)).with_state(house)
}

/// A refusal, as a problem.
struct Problem {
    status: StatusCode,
    code: &'static str,
    more: Map<String, Value>,
}

fn problem(status: u16, code: &'static str) -> Problem {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Problem { status, code, more: Map::new() }
}

fn bad_request() -> Problem {
    problem(400, "bad_request")
}

impl Problem {
    fn with(mut self, name: &str, value: &str) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let mut body = self.more;
        body.insert("type".to_owned(), "about:blank".into());
        body.insert("title".to_owned(), title.into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.insert("detail".to_owned(), format!("refused: {}", self.code.replace('_', " ")).into());
        body.insert("code".to_owned(), self.code.into());
        let kind = [("content-type", "application/problem+json")];
        (self.status, kind, Value::Object(body).to_string()).into_response()
    }
}

/// Nothing is looked at before the signature, whatever is asked. Who asks too much is told by a code as well.
async fn signed(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else { return bad_request().into_response() };
    if let Err(code) = let_in(&house, &parts, &body) {
        return problem(401, code).into_response();
    }
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    match answer.status() {
        StatusCode::TOO_MANY_REQUESTS => problem(429, "rate_limited").into_response(),
        _ => answer,
    }
}

fn let_in(house: &House, parts: &axum::http::request::Parts, body: &[u8]) -> Result<(), &'static str> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let given = ["key", "timestamp", "nonce", "signature"].map(|name| header(&format!("cardamom-{name}")));
    let [Some(key), Some(time), Some(nonce), Some(signature)] = given else { return Err("not_signed") };
    if !is_nonce(nonce) {
        return Err("not_signed");
    }
    let at = time.parse::<i64>().map_err(|_| "bad_timestamp")?;
    if !house.is_within(at.saturating_mul(1000), WINDOW_MS) {
        return Err("stale_timestamp");
    }
    if key != house.credentials.name {
        return Err("unknown_key");
    }
    let target = parts.uri.path_and_query().map(|target| target.as_str()).unwrap_or_default();
    let text = text([time, nonce, parts.method.as_str(), target], body);
    if !same(&mac(&house.credentials.secret, &text), signature) {
        return Err("bad_signature");
    }
    let is_new = house.desk().docking.nonces.insert(nonce.to_owned());
    if is_new { Ok(()) } else { Err("replayed") }
}

fn is_nonce(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (16..=64).contains(&text.len()) && text.bytes().all(is_plain)
}

fn text([time, nonce, method, target]: [&str; 4], body: &[u8]) -> String {
    ["v1", time, nonce, method, target, &hex(&Sha256::digest(body))].join("\n")
}

fn mac(secret: &str, text: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// RFC 3339, UTC.
fn utc(ms: i64) -> String {
    format!("{}Z", china::spaced(ms - china::AHEAD_S * 1000).replace(' ', "T"))
}

/// The same, to the microsecond.
fn precise(ms: i64) -> String {
    format!("{}.{:03}000Z", utc(ms).trim_end_matches('Z'), ms.rem_euclid(1000))
}

/// Either of the two; what is finer than a millisecond is left off.
fn read_utc(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, part) = clock.split_once('.').unwrap_or((clock, "0"));
    let part: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    china::read_spaced(&format!("{day} {clock}")).map(|ms| ms + china::AHEAD_S * 1000 + part)
}

async fn ping(State(house): State<Shared>) -> Response {
    let available = house.desk().book.deposit();
    json_of(&json!({
        "site": { "zh": "豆蔻（模拟）", "en": "Cardamom (stand-in)" }, "protocol": "cardamom-dock/1", "key": house.credentials.name,
        "balances": [{ "currency": "CNY", "available": available }], "time": utc(house.clock_ms()),
    }))
}

pub fn letter(house: &House, order: &Order, event: Event, bend: &Bend) -> Option<Letter> {
    let url = order.callback_url.clone()?;
    let (state, refunded) = match event {
        Event::Succeeded => ("delivered", order.back),
        Event::Failed => (trade::ended_badly(order), order.cost),
        Event::Reversed => ("delivered", order.cost),
    };
    let id = trade::id(order);
    let members = json!({
        "event": "order", "order_no": order.order_no, "id": if bend.other_id { OTHER_ID } else { id.as_str() },
        "state": state, "refunded": refunded, "currency": "CNY", "at": utc(order.ended_at.unwrap_or_default()),
    });
    report(house, url, members, bend)
}

/// Of goods that look otherwise now: to the address that is agreed on, or where its orders report to.
pub fn goods_letter(house: &House, product: u64) -> Option<Letter> {
    let (agreed, last) = {
        let desk = house.desk();
        let last = desk.book.orders().rev().find_map(|order| order.callback_url.clone());
        (desk.callback_url.clone(), last)
    };
    let members =
        json!({ "event": "goods", "product": goods::product(product), "at": utc(house.clock_ms()) });
    report(house, agreed.or(last)?, members, &Bend::default())
}

/// Signed as requests are, with the target as the partner receives it.
fn report(house: &House, url: String, mut members: Value, bend: &Bend) -> Option<Letter> {
    let time = (house.clock_ms() / 1000).to_string();
    let nonce = ambient::id("").ok()?;
    let text = text([&time, &nonce, "POST", target_of(&url)], members.to_string().as_bytes());
    let secret = match bend.signing {
        Signing::Right => Some(house.credentials.secret.as_str()),
        Signing::Wrong => Some(OTHER_KEY),
        Signing::None => None,
    };
    if let Some(number) = &bend.number {
        members.as_object_mut()?.insert("order_no".to_owned(), number.as_str().into());
    }
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut headers = vec![
        header("content-type", "application/json"),
        header("cardamom-key", &house.credentials.name),
        header("cardamom-timestamp", &time),
        header("cardamom-nonce", &nonce),
    ];
    headers.extend(secret.map(|secret| header("cardamom-signature", &mac(secret, &text))));
    Some(Letter { method: "POST", url, headers, body: members.to_string().into_bytes() })
}

/// Path and query.
fn target_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "01kb9w4xq2f3v8s7m6n5p4r3t2";

    #[test]
    fn the_examples_are_signed_as_the_document_says() {
        let body =
            br#"{"order_no":"s20261129abc00000001","product":"off_01kb9w4xq2f3v8s7m6n5p4r3t2","quantity":1}"#;
        let made = mac(SECRET, &text(["1795924800", "n0nce-0123456789ab", "POST", "/dock/v1/orders"], body));
        assert_eq!(made, "d6f872ef067377297da263179f803bb427aa63c1a2c52b17f81d77bb6adbcff3");
        let target = "/dock/v1/catalogue?updated_after=2026-11-29T04:00:00Z";
        let made = mac(SECRET, &text(["1795924800", "n0nce-0123456789ac", "GET", target], b""));
        assert_eq!(made, "6e1073eba17f75acf558f65041f8bb21a8321e9a5d607491df581727f74b8261");
        assert_eq!(target_of("https://shop.example:8/notify/s1?x=1"), "/notify/s1?x=1");
        assert_eq!(target_of("https://shop.example"), "/");
    }

    #[test]
    fn times_are_written_and_read() {
        assert_eq!(utc(1_795_924_800_000), "2026-11-29T04:00:00Z");
        assert_eq!(precise(1_795_924_800_042), "2026-11-29T04:00:00.042000Z");
        for ms in [0, 1_795_924_800_042] {
            assert_eq!(read_utc(&precise(ms)), Some(ms));
        }
        assert_eq!(read_utc("2026-11-29T04:00:00Z"), Some(1_795_924_800_000));
        assert_eq!(read_utc("2026-11-29T04:00:00.5Z"), Some(1_795_924_800_500));
        assert!(["", "2026-11-29", "2026-11-29T04:00:00+08:00"].iter().all(|text| read_utc(text).is_none()));
    }
}
