//! EPay's first version, as gateways document it at `/doc_old.html`: a page, an API, notifies by GET, all signed with
//! an MD5. The gateway knows one arrival for each payment; if the levers bring more, only the first shows.

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};

use super::epay_statement;
use super::notify::{About, BadAmount, Signing, Told};
use super::statements::Day;
use super::{
    Answer, House, Kind, Letter, NoRefund, Payment, Refund, RefundState, Shared, china, form, md5, page,
};
use crate::ambient;

const CODE: &str = "epay";
const PID: &str = "1001";
const OTHER_PID: &str = "1002";

type Fields = Vec<(String, String)>;

pub struct Epay;

impl Kind for Epay {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        "epay"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([
            ("url", format!("{}/epay", house.base)),
            ("pid", PID.to_owned()),
            ("key", key(house)?),
            ("type", "alipay".to_owned()),
            ("way", "api".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/submit.php", any(submit))
            .route("/mapi.php", post(mapi))
            .route("/api.php", get(questions).post(refund))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let About::Paid(arrival) = told.about else { return None };
        let mut fields = result(told.payment, arrival.amount, told.bend.amount);
        if told.bend.other_merchant {
            set(&mut fields, "pid", OTHER_PID);
        }
        let signature = match told.bend.signing {
            Signing::Right => signature(&fields, &key(house).ok()?),
            Signing::Wrong => signature(&fields, "a key of somebody else's"),
            Signing::Empty => signature(&fields, ""),
            Signing::None => String::new(),
        };
        if let Some(number) = &told.bend.number {
            set(&mut fields, "out_trade_no", number);
        }
        fields.push(("sign".into(), signature));
        fields.push(("sign_type".into(), "MD5".into()));
        let url = page::back_with(&told.payment.notify_url, &fields);
        Some(Letter { method: "GET", url, ..Letter::default() })
    }
    fn statement(&self, house: &House, day: Day) -> Option<String> {
        Some(epay_statement::write(house, CODE, PID, day))
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body.trim() == "success"
    }
    /// The way back carries what the notify carries.
    fn way_back(&self, house: &House, payment: &Payment) -> Option<String> {
        let url = payment.return_url.clone().filter(|url| !url.is_empty())?;
        let Some(arrival) = payment.arrivals.first() else { return Some(url) };
        let mut fields = result(payment, arrival.amount, None);
        let signature = signature(&fields, &key(house).ok()?);
        fields.push(("sign".into(), signature));
        fields.push(("sign_type".into(), "MD5".into()));
        Some(page::back_with(&url, &fields))
    }
}

fn key(house: &House) -> Result<String> {
    house.keys.text("epay.key")
}

/// Section 6: sorted by name, raw, without empty ones, with the key behind it.
fn signature(fields: &[(String, String)], key: &str) -> String {
    let mut signed: Vec<&(String, String)> = fields
        .iter()
        .filter(|(name, value)| !value.is_empty() && name != "sign" && name != "sign_type")
        .collect();
    signed.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    let joined: Vec<String> = signed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    md5::hex(&format!("{}{key}", joined.join("&")))
}

/// Section 5.3: what is told of a payment that has succeeded.
fn result(payment: &Payment, amount: i64, bad: Option<BadAmount>) -> Fields {
    let plain = form::decimal(amount);
    let money = bad.map_or_else(|| plain.clone(), |bad| bad.text(&plain));
    let name = if bad == Some(BadAmount::Array) { "money[]" } else { "money" };
    let extra = |name: &str| payment.extra.get(name).cloned().unwrap_or_default();
    [
        ("pid", PID.to_owned()),
        ("trade_no", payment.id.clone()),
        ("out_trade_no", payment.out_trade_no.clone()),
        ("type", extra("type")),
        ("name", payment.subject.clone()),
        (name, money),
        ("trade_status", "TRADE_SUCCESS".to_owned()),
        ("param", extra("param")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn set(fields: &mut Fields, name: &str, to: &str) {
    for (_, value) in fields.iter_mut().filter(|(given, _)| given == name) {
        to.clone_into(value);
    }
}

/// `submit.php`: a browser brings the form, and is sent on to pay.
async fn submit(State(house): State<Shared>, RawQuery(query): RawQuery, body: String) -> Response {
    let text = if body.is_empty() { query.unwrap_or_default() } else { body };
    match open(&house, &form::read(&text), false) {
        Ok(payment) => page::sent_on(&house.pay_page(&payment)),
        Err(why) => (StatusCode::OK, format!("<!doctype html><p>{why}</p>")).into_response(),
    }
}

/// `mapi.php`
async fn mapi(State(house): State<Shared>, body: String) -> Response {
    let fields = form::read(&body);
    let answer = match open(&house, &fields, true) {
        Ok(payment) => {
            let link = house.pay_page(&payment);
            let name = if form::value(&fields, "device") == "pc" { "qrcode" } else { "payurl" };
            json!({ "code": 1, "msg": "", "trade_no": payment.id, name: link })
        }
        Err(why) => failed(-1, &why),
    };
    house.opened(CODE, written(&house, &answer))
}

/// Checks what is asked and writes it down; the same once more is the same payment.
fn open(house: &Shared, fields: &Fields, by_api: bool) -> std::result::Result<Payment, String> {
    let get = |name: &str| form::value(fields, name).to_owned();
    if get("pid") != PID {
        return Err("商户不存在!".into());
    }
    let key = key(house).map_err(|error| error.to_string())?;
    if get("sign").is_empty() || get("sign") != signature(fields, &key) || get("sign_type") != "MD5" {
        return Err("签名校验失败,请返回重试!".into());
    }
    let known = ["alipay", "wxpay", "qqpay", "bank"].contains(&get("type").as_str());
    let cashier = !by_api && get("type").is_empty();
    if !known && !cashier {
        return Err("支付方式(type)不存在".into());
    }
    for name in ["out_trade_no", "notify_url", "name"] {
        if get(name).is_empty() {
            return Err(format!("{name} 不能为空"));
        }
    }
    if by_api && get("clientip").is_empty() {
        return Err("用户IP地址(clientip)不能为空".into());
    }
    if !by_api && get("return_url").is_empty() {
        return Err("回调地址(return_url)不能为空".into());
    }
    let amount = form::minor(&get("money")).ok_or("金额不合法")?;
    let mut book = house.book();
    if let Some(payment) = book.by_number(CODE, &get("out_trade_no")) {
        if payment.is_paid() {
            return Err("该订单已完成支付,请勿重复支付".into());
        }
        if payment.amount != amount || payment.notify_url != get("notify_url") {
            return Err("该订单参数有变化,请更换订单号".into());
        }
        return Ok(payment.clone());
    }
    let payment = Payment {
        gateway: CODE,
        id: ambient::id("").map_err(|_| "系统繁忙")?,
        out_trade_no: get("out_trade_no"),
        amount,
        currency: "CNY".into(),
        subject: cut(&get("name")),
        notify_url: get("notify_url"),
        return_url: Some(get("return_url")),
        created_at: house.now_ms(CODE),
        extra: [("type", get("type")), ("param", get("param"))].into(),
        ..Payment::default()
    };
    book.add(payment.clone());
    Ok(payment)
}

/// After 127 bytes the name is cut.
fn cut(name: &str) -> String {
    let end = (0..=name.len().min(127)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    name.get(..end).unwrap_or_default().to_owned()
}

/// `api.php?act=…`, with the key in it.
async fn questions(State(house): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let fields = form::read(&query.unwrap_or_default());
    let answer = match refused(&house, &fields) {
        Some(answer) => answer,
        None => match form::value(&fields, "act") {
            "query" => merchant(&house),
            "order" => order(&house, &fields),
            _ => failed(-5, "No Act!"),
        },
    };
    written(&house, &answer)
}

fn refused(house: &House, fields: &Fields) -> Option<Value> {
    if form::value(fields, "pid") != PID {
        return Some(failed(-3, "商户ID不存在"));
    }
    let right = key(house).is_ok_and(|key| key == form::value(fields, "key"));
    (!right).then(|| failed(-3, "商户密钥错误"))
}

fn merchant(house: &House) -> Value {
    let orders = house.book().all().iter().filter(|payment| payment.gateway == CODE).count();
    json!({
        "code": 1, "pid": 1001, "key": key(house).unwrap_or_default(), "active": 1, "money": "0.00", "type": 1,
        "account": "admin@pay.com", "username": "张三", "orders": orders, "order_today": orders, "order_lastday": 0,
    })
}

/// Of two numbers the gateway's own counts.
fn find(house: &House, fields: &Fields) -> Option<Payment> {
    let book = house.book();
    match form::value(fields, "trade_no") {
        "" => book.by_number(CODE, form::value(fields, "out_trade_no")).cloned(),
        id => book.by_id(CODE, id).cloned(),
    }
}

fn order(house: &House, fields: &Fields) -> Value {
    let Some(payment) = find(house, fields) else { return failed(-1, "订单号不存在") };
    let arrival = payment.arrivals.first();
    let all_back = arrival.is_some() && payment.refunded() >= payment.arrived();
    let status = match arrival {
        None => 0,
        Some(_) if all_back => 2,
        Some(_) => 1,
    };
    let extra = |name: &str| payment.extra.get(name).cloned().unwrap_or_default();
    json!({
        "code": 1, "msg": "查询订单号成功!", "trade_no": payment.id, "out_trade_no": payment.out_trade_no,
        "api_trade_no": arrival.map(|arrival| arrival.id.clone()), "type": extra("type"), "pid": 1001,
        "addtime": china::spaced(payment.created_at), "endtime": arrival.map(|arrival| china::spaced(arrival.at)),
        "name": payment.subject, "money": form::decimal(arrival.map_or(payment.amount, |arrival| arrival.amount)),
        "status": status, "param": extra("param"), "buyer": "",
    })
}

/// `POST api.php?act=refund`
async fn refund(State(house): State<Shared>, RawQuery(query): RawQuery, body: String) -> Response {
    let fields = form::read(&body);
    let act = form::read(&query.unwrap_or_default());
    if form::value(&act, "act") != "refund" {
        return written(&house, &failed(-5, "No Act!"));
    }
    let answer = refused(&house, &fields).unwrap_or_else(|| give_back(&house, &fields));
    house.refunded(CODE, written(&house, &answer))
}

fn give_back(house: &House, fields: &Fields) -> Value {
    let Some(payment) = find(house, fields) else { return failed(-1, "订单号不存在") };
    let Some(amount) = form::minor(form::value(fields, "money")) else {
        return failed(-1, "退款金额不能小于等于0");
    };
    if house.switches(CODE).fail_refunds {
        return failed(-1, "退款失败:商户余额不足");
    }
    let Ok(id) = ambient::id("") else { return failed(-1, "系统繁忙") };
    let (currency, at) = (payment.currency.clone(), house.now_ms(CODE));
    let refund = Refund { id, out_refund_no: None, amount, currency, state: RefundState::Done, at };
    match house.book().give_back(CODE, &payment.id, refund) {
        Ok(_) => json!({ "code": 1, "msg": format!("退款成功!退款金额¥{}", form::decimal(amount)) }),
        Err(NoRefund::NothingPaid) => failed(-1, "订单未支付,无法退款"),
        Err(NoRefund::TooMuch) => failed(-1, "退款金额不能大于订单剩余金额"),
        Err(NoRefund::NotPositive) => failed(-1, "退款金额不能小于等于0"),
        Err(NoRefund::UnknownPayment) => failed(-1, "订单号不存在"),
    }
}

fn failed(code: i64, why: &str) -> Value {
    json!({ "code": code, "msg": why })
}

/// The oddest gateways write their JSON as a text into JSON, behind a byte order mark.
fn written(house: &House, answer: &Value) -> Response {
    let plain = answer.to_string();
    let text = match house.switches(CODE).odd {
        true => format!("\u{feff}{}", Value::from(plain)),
        false => plain,
    };
    // What PHP says unless it is told otherwise.
    ([("content-type", "text/html; charset=UTF-8")], text).into_response()
}
