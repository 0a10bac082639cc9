//! TokenPay, as `Wiki/docs.md` of `LightCountry/TokenPay` describes it.

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use super::notify::{About, BadAmount, Signing, Told};
use super::{Answer, House, Kind, Letter, Payment, Shared, china, form, md5};
use crate::ambient;

const CODE: &str = "tokenpay";
const COINS: [&str; 3] = ["TRX", "USDT_TRC20", "EVM_BSC_USDT_BEP20"];
const FIAT: &str = "CNY";
/// How long a payment stays open.
const OPEN_FOR_MS: i64 = 10 * 60 * 1000;
const TO: &str = "TLUF41C386CMU1Wc8pTSCE4QaiZ2xkhTCb";

type Said = std::result::Result<Value, String>;

pub struct Tokenpay;

impl Kind for Tokenpay {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        CODE
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([
            ("url", format!("{}/tokenpay", house.base)),
            ("token", token(house)?),
            ("coin", "USDT_TRC20".to_owned()),
            ("fiat", FIAT.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new().route("/CreateOrder", post(create)).route("/Query", get(query)).with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let About::Paid(arrival) = told.about else { return None };
        let mut members = callback(told.payment, arrival.amount, arrival.at, &arrival.id);
        if let Some(bad) = told.bend.amount {
            let plain = form::decimal(arrival.amount);
            let amount = if bad == BadAmount::Array { json!([plain]) } else { bad.text(&plain).into() };
            members.insert("ActualAmount".into(), amount);
        }
        let token = token(house).ok()?;
        // There are no merchants: another one has another gateway, with another key.
        let key = match told.bend.signing {
            Signing::Right if !told.bend.other_merchant => Some(token.as_str()),
            Signing::Right | Signing::Wrong => Some("a key of somebody else's"),
            Signing::Empty => Some(""),
            Signing::None => None,
        };
        let signature = key.map(|key| signature(&members, key));
        if let Some(number) = &told.bend.number {
            members.insert("OutOrderId".into(), number.as_str().into());
        }
        if let Some(signature) = signature {
            members.insert("Signature".into(), signature.into());
        }
        Some(Letter {
            method: "POST",
            url: told.payment.notify_url.clone(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: Value::Object(members).to_string().into_bytes(),
        })
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body == "ok"
    }
}

fn token(house: &House) -> Result<String> {
    house.keys.text("tokenpay.token")
}

/// All members that have a value, sorted, with the key behind them.
fn signature(members: &Map<String, Value>, token: &str) -> String {
    let mut joined: Vec<(&str, String)> = members
        .iter()
        .filter(|(name, value)| *name != "Signature" && !value.is_null() && **value != "")
        .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    joined.sort();
    let joined: Vec<String> = joined.iter().map(|(name, value)| format!("{name}={value}")).collect();
    md5::hex(&format!("{}{token}", joined.join("&")))
}

/// "异步回调参数"
fn callback(payment: &Payment, amount: i64, at: i64, hash: &str) -> Map<String, Value> {
    let coin = payment.extra.get("coin").cloned().unwrap_or_default();
    let members = json!({
        "Id": payment.id, "BlockTransactionId": hash, "OutOrderId": payment.out_trade_no,
        "OrderUserKey": payment.extra.get("user"), "PayTime": china::spaced(at), "Amount": "4.25",
        "ActualAmount": form::decimal(amount), "Currency": coin, "FromAddress": "TYYjzt6AWhe9hAg9DrhiYXEWKDksyohgQa",
        "ToAddress": TO, "Status": 1, "BaseCurrency": FIAT, "BlockChainName": "TRON", "CurrencyName": "USDT",
        "IsDynamicAmount": 0,
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

async fn create(State(house): State<Shared>, body: String) -> Response {
    let said = open(&house, &body);
    house.opened(CODE, written(said))
}

fn open(house: &Shared, body: &str) -> Said {
    let Ok(Value::Object(members)) = serde_json::from_str(body) else { return Err("参数错误".into()) };
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let token = token(house).map_err(|error| error.to_string())?;
    if text("Signature").is_empty() || text("Signature") != signature(&members, &token) {
        return Err("签名验证失败!".into());
    }
    if text("OutOrderId").is_empty() || text("OrderUserKey").is_empty() {
        return Err("动态地址需传递用户标识!".into());
    }
    let coin = text("Currency");
    if !COINS.contains(&coin.as_str()) {
        return Err(format!("不支持的币种【{coin}】!"));
    }
    let number = members.get("ActualAmount").filter(|value| value.is_number()).map(ToString::to_string);
    let amount = number.as_deref().and_then(form::minor).ok_or("金额有误!")?;
    let now = house.now_ms(CODE);
    let mut book = house.book();
    let known = book.by_number(CODE, &text("OutOrderId")).filter(|old| old.is_paid() || !old.is_over(now));
    if let Some(old) = known.filter(|old| old.extra.get("coin") == Some(&coin)).cloned() {
        return Ok(opened(house, &old, "订单已存在,查询旧订单!"));
    }
    let payment = Payment {
        gateway: CODE,
        id: guid()?,
        out_trade_no: text("OutOrderId"),
        amount,
        currency: FIAT.into(),
        notify_url: text("NotifyUrl"),
        return_url: Some(text("RedirectUrl")).filter(|url| !url.is_empty()),
        created_at: now,
        expires_at: Some(now + OPEN_FOR_MS),
        extra: [("coin", coin), ("user", text("OrderUserKey"))].into(),
        ..Payment::default()
    };
    book.add(payment.clone());
    Ok(opened(house, &payment, "创建订单成功!"))
}

fn opened(house: &House, payment: &Payment, message: &str) -> Value {
    let ends = china::spaced(payment.expires_at.unwrap_or_default());
    let mut answer = json!({
        "success": true, "message": message, "data": house.pay_page(payment),
        "info": {
            "ActualAmount": form::decimal(payment.amount), "Amount": "4.25", "BaseCurrency": FIAT, "BlockChainName": "TRON",
            "CurrencyName": "USDT", "ExpireTime": ends, "Id": payment.id, "OrderUserKey": payment.extra.get("user"),
            "OutOrderId": payment.out_trade_no, "ToAddress": TO,
        },
    });
    if house.switches(CODE).odd {
        // Gateways from before there was an `info` name the payment in its address only.
        let page = house.pay_page(payment);
        answer["data"] = format!("{page}?Id={}", payment.id).into();
        answer["info"] = Value::Null;
    }
    answer
}

fn guid() -> std::result::Result<String, String> {
    let hex = ambient::id("").map_err(|_| "no randomness")?;
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}

/// `/Query?Id=…&Signature=…`: the row as it is stored, named in the manner of JavaScript.
async fn query(State(house): State<Shared>, RawQuery(asked): RawQuery) -> Response {
    let fields = form::read(&asked.unwrap_or_default());
    let id = form::value(&fields, "Id");
    let signed: Map<String, Value> = [("Id".to_owned(), Value::from(id))].into_iter().collect();
    let right =
        token(&house).is_ok_and(|token| signature(&signed, &token) == form::value(&fields, "Signature"));
    if !right {
        return written(Err("签名验证失败!".into()));
    }
    let now = house.now_ms(CODE);
    let payment = house.book().by_id(CODE, id).cloned();
    written(payment.ok_or_else(|| "订单不存在!".to_owned()).map(
        |payment| json!({ "success": true, "message": "订单信息获取成功!", "data": row(&payment, now) }),
    ))
}

fn row(payment: &Payment, now: i64) -> Value {
    let arrival = payment.arrivals.first();
    let status = match arrival {
        Some(_) => 1,
        None if payment.is_over(now) => 2,
        None => 0,
    };
    let amount = form::decimal(arrival.map_or(payment.amount, |arrival| arrival.amount));
    let literal: Value = serde_json::from_str(&amount).unwrap_or_default();
    json!({
        "id": payment.id, "outOrderId": payment.out_trade_no, "orderUserKey": payment.extra.get("user"),
        "blockTransactionId": arrival.map(|arrival| arrival.id.clone()),
        "payTime": arrival.map(|arrival| china::spaced(arrival.at).replace(' ', "T")), "payAmount": null,
        "isDynamicAmount": false, "fromAddress": null, "actualAmount": literal, "currency": payment.extra.get("coin"),
        "amount": 4.25, "toAddress": TO, "status": status, "notifyUrl": payment.notify_url,
        "redirectUrl": payment.return_url, "createTime": china::spaced(payment.created_at).replace(' ', "T"),
    })
}

fn written(said: Said) -> Response {
    let answer = said.unwrap_or_else(|why| json!({ "success": false, "message": why }));
    ([("content-type", "application/json; charset=utf-8")], answer.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "②按照ASCII排序后拼接" of the document, under its key `666`.
    #[test]
    fn the_worked_example_is_signed_as_the_page_says() {
        let Value::Object(members) = json!({
            "OutOrderId": "AJIHK72N34BR2CWG", "OrderUserKey": "admin@qq.com", "ActualAmount": 15, "Currency": "TRX",
            "NotifyUrl": "http://localhost:1011/pay/tokenpay/notify_url",
            "RedirectUrl": "http://localhost:1011/pay/tokenpay/return_url?order_id=AJIHK72N34BR2CWG",
        }) else {
            unreachable!()
        };
        assert_eq!(signature(&members, "666"), "e9765880db6081496456283678e70152");
    }
}
