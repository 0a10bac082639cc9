//! BEpusdt, as `docs/api/api.md` of `v03413/BEpusdt` describes it, with the state that its own page asks for. It signs
//! numbers as Go prints them, and so does this.

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::notify::{About, BadAmount, Signing, Told, Waiting, What};
use super::{Answer, House, Kind, Letter, Payment, Shared, form, md5, notify};
use crate::ambient;

const CODE: &str = "bepusdt";
const FIATS: [&str; 5] = ["CNY", "USD", "EUR", "GBP", "JPY"];
const ADDRESS: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

pub struct Bepusdt;

impl Kind for Bepusdt {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        CODE
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([
            ("url", format!("{}/bepusdt", house.base)),
            ("token", token(house)?),
            ("fiat", "CNY".to_owned()),
            ("trade_type", "usdt.trc20".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/api/v1/order/create-transaction", post(create))
            .route("/api/v1/order/cancel-transaction", post(cancel))
            .route("/pay/check-status/{trade_id}", get(check_status))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let (amount, hash, status) = match told.about {
            About::Paid(arrival) => (arrival.amount, arrival.id.clone(), "2"),
            About::Closed => (told.payment.amount, String::new(), "3"),
            About::Refunded(_) | About::Disputed(..) => return None,
        };
        let plain = short(amount, &told.payment.currency);
        let amount = match told.bend.amount {
            None => plain,
            Some(BadAmount::Array) => format!("[{plain}]"),
            Some(bad) => bad.text(&plain),
        };
        let mut members = vec![
            ("trade_id", quoted(&told.payment.id)),
            ("order_id", quoted(&told.payment.out_trade_no)),
            ("amount", amount),
            ("actual_amount", quoted("4.25")),
            ("token", quoted(ADDRESS)),
            ("block_transaction_id", quoted(&hash)),
            ("status", status.to_owned()),
        ];
        let token = token(house).ok()?;
        // There are no merchants: another one has another gateway, with another token.
        let key = match told.bend.signing {
            Signing::Right if !told.bend.other_merchant => Some(token.as_str()),
            Signing::Right | Signing::Wrong => Some("a token of somebody else's"),
            Signing::Empty => Some(""),
            Signing::None => None,
        };
        let signature = key.map(|key| signature(&parsed(&members), key));
        if let Some(number) = &told.bend.number {
            for (_, value) in members.iter_mut().filter(|(name, _)| *name == "order_id") {
                *value = quoted(number);
            }
        }
        if let Some(signature) = signature {
            members.push(("signature", quoted(&signature)));
        }
        Some(Letter {
            method: "POST",
            url: told.payment.notify_url.clone(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: object(&members).into_bytes(),
        })
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body.trim().eq_ignore_ascii_case("success")
    }
}

fn token(house: &House) -> Result<String> {
    house.keys.text("bepusdt.token")
}

/// As JSON of Go writes a number: without zeros at its end.
fn short(minor: i64, currency: &str) -> String {
    if currency == "JPY" {
        return minor.to_string();
    }
    form::decimal(minor).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn object(members: &[(&str, String)]) -> String {
    let joined: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", joined.join(","))
}

fn parsed(members: &[(&str, String)]) -> Map<String, Value> {
    match serde_json::from_str(&object(members)) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// `EpusdtSign`: sorted, `%v` of everything that is neither null nor empty, the token behind it.
fn signature(members: &Map<String, Value>, token: &str) -> String {
    let mut joined: Vec<(&String, String)> = members
        .iter()
        .filter(|(name, value)| *name != "signature" && !value.is_null() && **value != "")
        .map(|(name, value)| (name, printed(value)))
        .collect();
    joined.sort();
    let joined: Vec<String> = joined.iter().map(|(name, value)| format!("{name}={value}")).collect();
    md5::hex(&format!("{}{token}", joined.join("&")))
}

/// `%v`
fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map(go).unwrap_or_default(),
        Value::Array(list) => format!("[{}]", list.iter().map(printed).collect::<Vec<_>>().join(" ")),
        other => other.to_string(),
    }
}

/// The shortest text of a float, with an exponent from a million on.
fn go(number: f64) -> String {
    if number.abs() >= 1e6 || (number != 0.0 && number.abs() < 1e-4) {
        let text = format!("{number:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    number.to_string()
}

fn verified(house: &House, body: &str) -> std::result::Result<Map<String, Value>, String> {
    let Ok(Value::Object(members)) = serde_json::from_str(body) else {
        return Err("json 数据解析错误".into());
    };
    let given = members.get("signature").ok_or("签名丢失")?;
    let token = token(house).map_err(|error| error.to_string())?;
    if *given == signature(&members, &token) { Ok(members) } else { Err("签名错误".into()) }
}

async fn create(State(house): State<Shared>, body: String) -> Response {
    let said = verified(&house, &body).and_then(|members| open(&house, &members));
    house.opened(CODE, written(&house, said))
}

/// The same number once more: the payment is made anew from what is said now, under the gateway's old number.
fn open(house: &Shared, members: &Map<String, Value>) -> std::result::Result<Value, String> {
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    for name in ["order_id", "notify_url", "redirect_url"] {
        if text(name).is_empty() {
            return Err(format!("请求参数错误:{name}"));
        }
    }
    let fiat = if text("fiat").is_empty() { "CNY".to_owned() } else { text("fiat") };
    if !FIATS.contains(&fiat.as_str()) {
        return Err(format!("订单创建失败:不支持的法币 {fiat}"));
    }
    let number = members.get("amount").filter(|value| value.is_number()).map(ToString::to_string);
    let plain = number.as_deref().map(|text| text.strip_suffix(".0").unwrap_or(text));
    let amount = plain.and_then(form::minor).ok_or("请求参数错误:amount")?;
    let amount = if fiat == "JPY" { amount / 100 } else { amount };
    let now = house.now_ms(CODE);
    let seconds = members.get("timeout").and_then(Value::as_i64).filter(|s| (180..=3600).contains(s));
    let mut payment = Payment {
        gateway: CODE,
        id: uuid()?,
        out_trade_no: text("order_id"),
        amount,
        currency: fiat,
        subject: text("name"),
        notify_url: text("notify_url"),
        return_url: Some(text("redirect_url")),
        created_at: now,
        expires_at: Some(now + seconds.unwrap_or(600) * 1000),
        ..Payment::default()
    };
    let mut book = house.book();
    let old = book.by_number(CODE, &payment.out_trade_no).map(|old| (old.id.clone(), old.is_paid()));
    match old {
        Some((id, true)) => payment = book.by_id(CODE, &id).cloned().ok_or("订单不存在")?,
        Some((id, false)) => {
            payment.id.clone_from(&id);
            if let Some(place) = book.change(CODE, &id) {
                *place = payment.clone();
            }
        }
        None => book.add(payment.clone()),
    }
    drop(book);
    Ok(json!({
        "fiat": payment.currency, "trade_id": payment.id, "order_id": payment.out_trade_no,
        "amount": short(payment.amount, &payment.currency), "actual_amount": "4.25", "token": ADDRESS,
        "expiration_time": seconds.unwrap_or(600), "status": status(&payment, now), "payment_url": house.pay_page(&payment),
    }))
}

fn uuid() -> std::result::Result<String, String> {
    let hex = ambient::id("").map_err(|_| "no randomness")?;
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}

/// 1 waiting, 2 paid, 3 over, 4 cancelled.
fn status(payment: &Payment, now: i64) -> i64 {
    match (payment.is_paid(), payment.closed_at) {
        (true, _) => 2,
        (false, Some(_)) => 4,
        (false, None) if payment.is_over(now) => 3,
        (false, None) => 1,
    }
}

async fn cancel(State(house): State<Shared>, body: String) -> Response {
    let said = verified(&house, &body).and_then(|members| {
        let id = members.get("trade_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let now = house.now_ms(CODE);
        let mut book = house.book();
        let payment = book.change(CODE, &id).ok_or("订单不存在")?;
        if status(payment, now) != 1 {
            return Err(format!("当前订单({id})状态不允许取消"));
        }
        payment.closed_at = Some(now);
        Ok(json!({ "trade_id": id }))
    });
    if let Ok(told) = &said {
        let payment_id = told["trade_id"].as_str().unwrap_or_default().to_owned();
        notify::announce(&house, Waiting { gateway: CODE, payment_id, what: What::Closed });
    }
    written(&house, said)
}

/// What the page of a payment asks again and again.
async fn check_status(State(house): State<Shared>, Path(id): Path<String>) -> Response {
    let payment = house.book().by_id(CODE, &id).cloned();
    let answer = match payment {
        None => json!({ "status_code": 400, "message": "订单不存在" }),
        Some(payment) => json!({
            "trade_id": id, "trade_hash": payment.arrivals.first().map_or("", |arrival| arrival.id.as_str()),
            "status": status(&payment, house.now_ms(CODE)),
            "return_url": if payment.is_paid() { payment.return_url.clone() } else { Some(String::new()) },
        }),
    };
    json_of(&answer)
}

fn written(house: &House, said: std::result::Result<Value, String>) -> Response {
    let mut answer = match said {
        Ok(data) => json!({ "status_code": 200, "message": "success", "data": data, "request_id": "" }),
        Err(why) => json!({ "status_code": 400, "message": why }),
    };
    if house.switches(CODE).odd && answer["data"]["amount"].is_string() {
        // Older gateways wrote the amount as a number.
        let literal = answer["data"]["amount"].as_str().and_then(|text| serde_json::from_str(text).ok());
        answer["data"]["amount"] = literal.unwrap_or_default();
    }
    json_of(&answer)
}

fn json_of(answer: &Value) -> Response {
    ([("content-type", "application/json; charset=utf-8")], answer.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "签名示例" of the document.
    #[test]
    fn the_worked_example_is_signed_as_the_page_says() {
        let Value::Object(members) = json!({
            "order_id": "20220201030210321", "amount": 42, "notify_url": "http://example.com/notify",
            "redirect_url": "http://example.com/redirect",
        }) else {
            unreachable!()
        };
        assert_eq!(signature(&members, "epusdt_password_xasddawqe"), "1cd4b52df5587cfb1968b0c0c6e156cd");
    }

    #[test]
    fn floats_are_printed_as_go_prints_them() {
        assert_eq!(
            [28.88, 20.0, 0.1, 1e6, 1_234_567.89].map(go),
            ["28.88", "20", "0.1", "1e+06", "1.23456789e+06"]
        );
    }
}
