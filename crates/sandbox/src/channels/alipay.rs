//! Alipay's gateway, as opendocs.alipay.com describes alipay.trade.precreate, .wap.pay, .page.pay, .query, .close,
//! .refund and .fastpay.refund.query, its asynchronous notifies, and transfers to accounts: alipay.fund.trans.uni.transfer
//! and .fund.trans.common.query. A trade comes into being when somebody scans the
//! code (pays, here) or opens the page. It is paid once at most; if the levers bring more money for it, only the first
//! shows, and none that is not in yuan.

/// What each method does.
mod methods;
/// What is asked for, and what is wrong with it.
mod order;
/// Its statement of a day.
mod statement;
/// Money to somebody's account.
mod transfer;

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};

use super::notify::{About, BadAmount, Signing, Told};
use super::statements::Day;
use super::{Answer, Arrival, House, Kind, Letter, Payment, Shared, broken, china, form, page, signing};

pub const CODE: &str = "alipay";
const APP_ID: &str = "2021004100000001";
const SELLER: &str = "2088000000000001";
/// In `extra`: the trade is there, because a buyer has come.
const THERE: &str = "there";

pub struct Alipay;

impl Kind for Alipay {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        "alipay"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        let pem = house.keys.public_pem("alipay.gateway")?;
        // As the platform shows it: one line of Base64.
        let bare: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        Ok([
            ("app_id", APP_ID.to_owned()),
            ("seller_id", SELLER.to_owned()),
            ("private_key", house.keys.private_pem("alipay.merchant")?),
            ("alipay_public_key", bare),
            ("code_product", "yes".to_owned()),
            ("wap_product", "yes".to_owned()),
            ("page_product", "yes".to_owned()),
            ("gateway", format!("{}/alipay/gateway.do", house.base)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new().route("/gateway.do", post(asked).get(visited)).with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let mut fields = told_fields(told)?;
        let text = joined(&fields);
        let sign = match told.bend.signing {
            Signing::Right => Some(signing::sign(&house.keys.rsa("alipay.gateway").ok()?, text.as_bytes())),
            Signing::Wrong => Some(signing::sign(&house.keys.rsa("alipay.thief").ok()?, text.as_bytes())),
            Signing::Empty => Some(String::new()),
            Signing::None => None,
        };
        if let Some(number) = &told.bend.number {
            fields.insert("out_trade_no".into(), number.clone());
        }
        fields.extend(sign.map(|sign| ("sign".to_owned(), sign)));
        fields.insert("sign_type".into(), "RSA2".into());
        Some(Letter {
            method: "POST",
            url: told.payment.notify_url.clone(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
            )],
            body: form::write(fields.iter().map(|(n, v)| (n.as_str(), v.as_str()))).into_bytes(),
        })
    }
    fn statement(&self, house: &House, day: Day) -> Option<String> {
        Some(statement::write(house, day))
    }
    /// "The seven characters success"; anything else is repeated.
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body == "success"
    }
    fn way_back(&self, house: &House, payment: &Payment) -> Option<String> {
        let back = payment.return_url.as_deref()?;
        let Some(arrival) = first(payment) else { return Some(back.to_owned()) };
        let mut fields: BTreeMap<String, String> = [
            ("app_id", APP_ID.to_owned()),
            ("charset", "utf-8".to_owned()),
            ("method", "alipay.trade.page.pay.return".to_owned()),
            ("out_trade_no", payment.out_trade_no.clone()),
            ("seller_id", SELLER.to_owned()),
            ("timestamp", china::spaced(house.now_ms(CODE))),
            ("total_amount", form::decimal(arrival.amount)),
            ("trade_no", payment.id.clone()),
            ("version", "1.0".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let sign = signing::sign(&house.keys.rsa("alipay.gateway").ok()?, joined(&fields).as_bytes());
        fields.insert("sign".into(), sign);
        fields.insert("sign_type".into(), "RSA2".into());
        Some(page::back_with(back, &fields.into_iter().collect::<Vec<_>>()))
    }
}

/// The money that shows.
fn first(payment: &Payment) -> Option<&Arrival> {
    payment.arrivals.iter().find(|arrival| arrival.currency == "CNY")
}

/// `a=b&c=d`, by name.
fn joined(fields: &BTreeMap<String, String>) -> String {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// What a notify says, without its signature.
fn told_fields(told: &Told<'_>) -> Option<BTreeMap<String, String>> {
    let (payment, other) = (told.payment, told.bend.other_merchant);
    let arrival = match told.about {
        About::Paid(arrival) if arrival.currency == "CNY" => Some(arrival),
        About::Refunded(refund) if refund.state == super::RefundState::Done => first(payment),
        // A refund that failed, and money that Alipay does not know, are told to nobody; disputes it does not know.
        About::Paid(_) | About::Refunded(_) | About::Disputed(..) => return None,
        About::Closed => None,
    };
    let amount = form::decimal(arrival.map_or(payment.amount, |arrival| arrival.amount));
    let status = match told.about {
        About::Closed => "TRADE_CLOSED",
        About::Refunded(_) => methods::status(payment, told.now_ms),
        About::Paid(_) | About::Disputed(..) => "TRADE_SUCCESS",
    };
    let app_id = if other { "2021009999999999" } else { APP_ID };
    let total = told.bend.amount.map_or(amount.clone(), |bad| bad.text(&amount));
    let total_name =
        if told.bend.amount == Some(BadAmount::Array) { "total_amount[]" } else { "total_amount" };
    let mut fields: BTreeMap<String, String> = [
        ("app_id", app_id.to_owned()),
        ("auth_app_id", app_id.to_owned()),
        ("buyer_id", "2088999999999999".to_owned()),
        ("buyer_logon_id", "136****0000".to_owned()),
        ("buyer_pay_amount", amount.clone()),
        ("charset", "utf-8".to_owned()),
        ("fund_bill_list", format!("[{{\"amount\":\"{amount}\",\"fundChannel\":\"ALIPAYACCOUNT\"}}]")),
        ("gmt_create", china::spaced(payment.created_at)),
        ("notify_id", format!("{}{}", payment.id, status.len())),
        ("notify_time", china::spaced(told.now_ms)),
        ("notify_type", "trade_status_sync".to_owned()),
        ("out_trade_no", payment.out_trade_no.clone()),
        ("receipt_amount", amount),
        ("seller_id", if other { "2088000000009999" } else { SELLER }.to_owned()),
        ("subject", payment.subject.clone()),
        (total_name, total),
        ("trade_no", payment.id.clone()),
        ("trade_status", status.to_owned()),
        ("version", "1.0".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if let Some(arrival) = arrival {
        fields.insert("gmt_payment".into(), china::spaced(arrival.at));
    }
    if let About::Refunded(refund) = told.about {
        fields.insert("refund_fee".into(), form::decimal(payment.refunded()));
        fields.insert("gmt_refund".into(), format!("{}.123", china::spaced(refund.at)));
        fields.insert("out_biz_no".into(), refund.out_refund_no.clone().unwrap_or_default());
    }
    Some(fields)
}

/// `POST /gateway.do`: one door for all methods.
async fn asked(State(house): State<Shared>, RawQuery(query): RawQuery, body: String) -> Response {
    let said = form::read(&query.unwrap_or_default());
    if form::value(&said, "charset") != "utf-8" {
        return (StatusCode::BAD_REQUEST, "the charset must be known before the body").into_response();
    }
    let fields = form::read(&body);
    let method = form::value(&fields, "method").to_owned();
    if let Err(refusal) = checked(&house, &fields) {
        return refusal.answer(&house, &method);
    }
    let content = serde_json::from_str(form::value(&fields, "biz_content")).unwrap_or(Value::Null);
    let done = match method.as_str() {
        "alipay.trade.precreate" => {
            let answer = methods::precreate(&house, &fields, &content);
            let answer = signed(&house, &method, &answer.unwrap_or_else(refused));
            return house.opened(CODE, answer);
        }
        "alipay.trade.refund" => {
            let answer = methods::refund(&house, &content);
            let answer = signed(&house, &method, &answer.unwrap_or_else(refused));
            return house.refunded(CODE, answer);
        }
        "alipay.fund.trans.uni.transfer" if house.switches(CODE).lose_transfers => return broken(),
        "alipay.fund.trans.uni.transfer" => {
            let answer = transfer::send(&house, &fields, &content);
            let answer = signed(&house, &method, &answer.unwrap_or_else(refused));
            return house.transferred(CODE, answer);
        }
        "alipay.fund.trans.common.query" => transfer::query(&house, &fields, &content),
        "alipay.trade.query" => methods::query(&house, &content),
        "alipay.trade.close" => methods::close(&house, &content),
        "alipay.trade.fastpay.refund.query" => methods::query_refund(&house, &content),
        _ => Err("isv.invalid-method"),
    };
    signed(&house, &method, &done.unwrap_or_else(refused))
}

/// `GET /gateway.do`: a buyer's browser, sent by the shop with a signed order.
async fn visited(State(house): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let fields = form::read(&query.unwrap_or_default());
    let content = serde_json::from_str(form::value(&fields, "biz_content")).unwrap_or(Value::Null);
    let opened = match checked(&house, &fields) {
        Ok(()) => methods::visit(&house, &fields, &content),
        Err(refusal) => Err(refusal.0),
    };
    match opened {
        Ok(payment) => page::sent_on(&house.pay_page(&payment)),
        Err(sub) => (StatusCode::BAD_REQUEST, format!("Alipay: {sub}")).into_response(),
    }
}

/// Why a request is not looked at, and whether Alipay knows with which key to say so.
struct Refusal(&'static str, bool);

impl Refusal {
    fn answer(&self, house: &House, method: &str) -> Response {
        if self.1 {
            return signed(house, method, &refused(self.0));
        }
        let name = format!("{}_response", method.replace('.', "_"));
        json_text(format!("{{\"{name}\":{}}}", refused(self.0)))
    }
}

/// Whose it is, then the signature, then what every request must say.
fn checked(house: &House, fields: &[(String, String)]) -> std::result::Result<(), Refusal> {
    let get = |name: &str| form::value(fields, name);
    if get("app_id") != APP_ID {
        return Err(Refusal("isv.invalid-app-id", false));
    }
    if get("sign_type") != "RSA2" {
        return Err(Refusal("isv.invalid-signature-type", true));
    }
    let named: BTreeMap<String, String> =
        fields.iter().filter(|(name, value)| name != "sign" && !value.is_empty()).cloned().collect();
    let key = house.keys.rsa("alipay.merchant").map_err(|_| Refusal("isv.missing-signature-key", true))?;
    if !signing::is_signed(&key, joined(&named).as_bytes(), get("sign")) {
        return Err(Refusal("isv.invalid-signature", true));
    }
    if get("version") != "1.0" || get("charset") != "utf-8" || get("format") != "JSON" {
        return Err(Refusal("isv.invalid-format", true));
    }
    if china::read_spaced(get("timestamp")).is_none() {
        return Err(Refusal("isv.invalid-timestamp", true));
    }
    Ok(())
}

fn refused(sub_code: &str) -> Value {
    let (code, msg) = if sub_code.starts_with("isv.") {
        ("40002", "Invalid Arguments")
    } else {
        ("40004", "Business Failed")
    };
    json!({ "code": code, "msg": msg, "sub_code": sub_code, "sub_msg": "沙箱拒绝了这次请求" })
}

/// The signature is over the node as it is written, with a slash escaped as Alipay does it.
fn signed(house: &House, method: &str, node: &Value) -> Response {
    let text = node.to_string().replace('/', "\\/");
    let Ok(key) = house.keys.rsa("alipay.gateway") else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let name = format!("{}_response", method.replace('.', "_"));
    let sign = signing::sign(&key, text.as_bytes());
    json_text(format!("{{\"{name}\":{text},\"sign\":\"{sign}\"}}"))
}

fn json_text(text: String) -> Response {
    ([("content-type", "text/html;charset=utf-8")], text).into_response()
}
