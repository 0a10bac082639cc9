//! EPay's second version, as gateways document it at `/doc/index.html`: the merchant signs requests with its RSA key,
//! the platform signs answers and notifies with its own.

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use serde_json::{Value, json};

use super::epay_statement;
use super::notify::{About, BadAmount, Signing, Told};
use super::statements::Day;
use super::{
    Answer, House, Kind, Letter, NoRefund, Payment, Refund, RefundState, Shared, china, form, page, signing,
};
use crate::ambient;

const CODE: &str = "epay_v2";
const PID: &str = "1001";
const OTHER_PID: &str = "1002";
/// How far clocks may be apart, in seconds.
const WINDOW: u64 = 300;
/// Names of keys.
const MERCHANT: &str = "epay_v2.merchant";
const PLATFORM: &str = "epay_v2.platform";
const SOMEBODY: &str = "epay_v2.somebody";

type Fields = Vec<(String, String)>;
type Said = std::result::Result<Value, String>;

pub struct EpayV2;

impl Kind for EpayV2 {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        "epay2"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        // As the gateway's page shows them: one line of Base64 each.
        let bare = |pem: String| pem.lines().filter(|line| !line.starts_with("-----")).collect::<String>();
        Ok([
            ("url", format!("{}/epay2", house.base)),
            ("pid", PID.to_owned()),
            ("private_key", bare(house.keys.private_pem(MERCHANT)?)),
            ("platform_key", bare(house.keys.public_pem(PLATFORM)?)),
            ("type", "wxpay".to_owned()),
            ("way", "api".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/api/pay/submit", any(submit))
            .route("/api/pay/{act}", post(pay))
            .route("/api/merchant/info", post(merchant))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        let About::Paid(arrival) = told.about else { return None };
        let mut fields = result(told.payment, arrival.amount, arrival.at, told.bend.amount);
        fields.push(("timestamp".into(), (told.now_ms / 1000).to_string()));
        if told.bend.other_merchant {
            set(&mut fields, "pid", OTHER_PID);
        }
        let text = joined(&fields);
        let signature = match told.bend.signing {
            Signing::Right => signing::sign(&house.keys.rsa(PLATFORM).ok()?, text.as_bytes()),
            Signing::Wrong => signing::sign(&house.keys.rsa(SOMEBODY).ok()?, text.as_bytes()),
            Signing::Empty | Signing::None => String::new(),
        };
        if let Some(number) = &told.bend.number {
            set(&mut fields, "out_trade_no", number);
        }
        if told.bend.signing != Signing::None {
            fields.push(("sign".into(), signature));
            fields.push(("sign_type".into(), "RSA".into()));
        }
        let url = page::back_with(&told.payment.notify_url, &fields);
        Some(Letter { method: "GET", url, ..Letter::default() })
    }
    fn statement(&self, house: &House, day: Day) -> Option<String> {
        Some(epay_statement::write(house, CODE, PID, day))
    }
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.body.trim() == "success"
    }
    fn way_back(&self, house: &House, payment: &Payment) -> Option<String> {
        let url = payment.return_url.clone().filter(|url| !url.is_empty())?;
        let Some(arrival) = payment.arrivals.first() else { return Some(url) };
        let mut fields = result(payment, arrival.amount, arrival.at, None);
        fields.push(("timestamp".into(), (house.now_ms(CODE) / 1000).to_string()));
        let signature = signing::sign(&house.keys.rsa(PLATFORM).ok()?, joined(&fields).as_bytes());
        fields.push(("sign".into(), signature));
        fields.push(("sign_type".into(), "RSA".into()));
        Some(page::back_with(&url, &fields))
    }
}

/// Section 4: sorted by name, without blank ones, without the signature.
fn joined(fields: &[(String, String)]) -> String {
    let kept = |name: &str, value: &str| !value.trim().is_empty() && name != "sign" && name != "sign_type";
    let mut signed: Vec<_> = fields.iter().filter(|(name, value)| kept(name, value)).collect();
    signed.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    signed.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Section 11.2, without the time.
fn result(payment: &Payment, amount: i64, at: i64, bad: Option<BadAmount>) -> Fields {
    let plain = form::decimal(amount);
    let money = bad.map_or_else(|| plain.clone(), |bad| bad.text(&plain));
    let name = if bad == Some(BadAmount::Array) { "money[]" } else { "money" };
    let extra = |name: &str| payment.extra.get(name).cloned().unwrap_or_default();
    [
        ("pid", PID.to_owned()),
        ("trade_no", payment.id.clone()),
        ("out_trade_no", payment.out_trade_no.clone()),
        ("type", extra("type")),
        ("trade_status", "TRADE_SUCCESS".to_owned()),
        ("addtime", china::spaced(payment.created_at)),
        ("endtime", china::spaced(at)),
        ("name", payment.subject.clone()),
        (name, money),
        ("param", extra("param")),
        ("buyer", "2088000000000000".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn set(fields: &mut Fields, name: &str, to: &str) {
    for (_, value) in fields.iter_mut().filter(|(given, _)| given == name) {
        to.clone_into(value);
    }
}

/// Who it is, the time, and the signature.
fn refused(house: &House, fields: &Fields) -> Option<String> {
    if form::value(fields, "pid") != PID {
        return Some("商户不存在".into());
    }
    let now = house.now_ms(CODE) / 1000;
    let fresh = form::value(fields, "timestamp").parse::<i64>().is_ok_and(|at| now.abs_diff(at) <= WINDOW);
    if !fresh {
        return Some("时间戳字段不正确".into());
    }
    let known = ["RSA", "SHA256WithRSA"].contains(&form::value(fields, "sign_type"));
    let text = joined(fields);
    let signed = house
        .keys
        .rsa(MERCHANT)
        .is_ok_and(|key| signing::is_signed(&key, text.as_bytes(), form::value(fields, "sign")));
    if known && signed { None } else { Some("RSA签名校验失败".into()) }
}

/// A browser brings the form, and is sent on to pay.
async fn submit(State(house): State<Shared>, RawQuery(query): RawQuery, body: String) -> Response {
    let fields = form::read(&if body.is_empty() { query.unwrap_or_default() } else { body });
    let opened = match refused(&house, &fields) {
        Some(why) => Err(why),
        None => open(&house, &fields, false),
    };
    match opened {
        Ok(payment) => page::sent_on(&house.pay_page(&payment)),
        Err(why) => (StatusCode::OK, format!("<!doctype html><p>{why}</p>")).into_response(),
    }
}

async fn pay(State(house): State<Shared>, Path(act): Path<String>, body: String) -> Response {
    let fields = form::read(&body);
    let said = match refused(&house, &fields) {
        Some(why) => Err(why),
        None => match act.as_str() {
            "create" => create(&house, &fields),
            "query" => query(&house, &fields),
            "refund" => refund(&house, &fields),
            "refundquery" => refund_query(&house, &fields),
            "close" => close(&house, &fields),
            _ => Err("接口不存在".into()),
        },
    };
    let answer = written(&house, said);
    match act.as_str() {
        "create" => house.opened(CODE, answer),
        "refund" => house.refunded(CODE, answer),
        _ => answer,
    }
}

/// `/api/merchant/info`
async fn merchant(State(house): State<Shared>, body: String) -> Response {
    let said = match refused(&house, &form::read(&body)) {
        Some(why) => Err(why),
        None => Ok(json!({
            "msg": "success", "pid": 1001, "status": 1, "pay_status": 1, "settle_status": 1, "money": "0.00",
            "settle_type": 1, "settle_account": "admin@pay.com", "settle_name": "张三", "order_num": 0,
            "order_num_today": 0, "order_num_lastday": 0, "order_money_today": "0.00", "order_money_lastday": "0.00",
        })),
    };
    written(&house, said)
}

fn open(house: &Shared, fields: &Fields, by_api: bool) -> std::result::Result<Payment, String> {
    let get = |name: &str| form::value(fields, name).to_owned();
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
    let amount = form::minor(&get("money")).ok_or("金额不合法")?;
    let mut book = house.book();
    if let Some(payment) = book.by_number(CODE, &get("out_trade_no")) {
        if payment.is_paid() || payment.closed_at.is_some() {
            return Err("该订单已完成支付或已关闭".into());
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
        subject: get("name"),
        notify_url: get("notify_url"),
        return_url: Some(get("return_url")),
        created_at: house.now_ms(CODE),
        extra: [("type", get("type")), ("param", get("param"))].into(),
        ..Payment::default()
    };
    book.add(payment.clone());
    Ok(payment)
}

fn create(house: &Shared, fields: &Fields) -> Said {
    if !["web", "jump", "jsapi", "app", "scan", "applet"].contains(&form::value(fields, "method")) {
        return Err("接口类型(method)不正确".into());
    }
    let payment = open(house, fields, true)?;
    let desktop = form::value(fields, "method") == "web" && form::value(fields, "device") == "pc";
    let kind = if desktop { "qrcode" } else { "jump" };
    Ok(
        json!({ "msg": "success", "trade_no": payment.id, "pay_type": kind, "pay_info": house.pay_page(&payment) }),
    )
}

/// Of two numbers the gateway's own counts.
fn find(house: &House, fields: &Fields) -> std::result::Result<Payment, String> {
    let book = house.book();
    let found = match form::value(fields, "trade_no") {
        "" => book.by_number(CODE, form::value(fields, "out_trade_no")),
        id => book.by_id(CODE, id),
    };
    found.cloned().ok_or_else(|| "订单号不存在".into())
}

fn query(house: &House, fields: &Fields) -> Said {
    let payment = find(house, fields)?;
    let arrival = payment.arrivals.first();
    let back = payment.refunded();
    let status = match arrival {
        None => 0,
        Some(_) if back >= payment.arrived() => 2,
        Some(_) => 1,
    };
    let extra = |name: &str| payment.extra.get(name).cloned().unwrap_or_default();
    Ok(json!({
        "msg": "success", "trade_no": payment.id, "out_trade_no": payment.out_trade_no,
        "api_trade_no": arrival.map(|arrival| arrival.id.clone()), "type": extra("type"), "status": status, "pid": 1001,
        "addtime": china::spaced(payment.created_at), "endtime": arrival.map(|arrival| china::spaced(arrival.at)),
        "name": payment.subject, "money": form::decimal(arrival.map_or(payment.amount, |arrival| arrival.amount)),
        "refundmoney": form::decimal(back), "param": extra("param"), "buyer": null, "clientip": "127.0.0.1",
    }))
}

fn close(house: &House, fields: &Fields) -> Said {
    let payment = find(house, fields)?;
    if payment.is_paid() {
        return Err("订单已支付,无法关闭".into());
    }
    if let Some(payment) = house.book().change(CODE, &payment.id) {
        payment.closed_at = Some(house.now_ms(CODE));
    }
    Ok(json!({ "msg": "success" }))
}

/// A number of the shop's that was used before is the refund of before.
fn refund(house: &House, fields: &Fields) -> Said {
    let payment = find(house, fields)?;
    let number = form::value(fields, "out_refund_no");
    if let Some((payment, known)) = refund_of(house, number) {
        return Ok(told(&payment, &known));
    }
    let amount = form::minor(form::value(fields, "money")).ok_or("退款金额不合法")?;
    let switches = house.switches(CODE);
    if switches.fail_refunds {
        return Err("退款失败:商户余额不足".into());
    }
    let state = if switches.refund_pending { RefundState::Pending } else { RefundState::Done };
    let refund = Refund {
        id: ambient::id("").map_err(|_| "系统繁忙")?,
        out_refund_no: Some(number.to_owned()).filter(|number| !number.is_empty()),
        amount,
        currency: payment.currency.clone(),
        state,
        at: house.now_ms(CODE),
    };
    let given = house.book().give_back(CODE, &payment.id, refund).map_err(|why| match why {
        NoRefund::NothingPaid => "订单未支付,无法退款",
        NoRefund::TooMuch => "退款金额不能大于订单剩余金额",
        NoRefund::NotPositive => "退款金额不能小于等于0",
        NoRefund::UnknownPayment => "订单号不存在",
    })?;
    let payment = house.book().by_id(CODE, &payment.id).cloned().ok_or("订单号不存在")?;
    Ok(told(&payment, &given))
}

fn refund_of(house: &House, number: &str) -> Option<(Payment, Refund)> {
    let book = house.book();
    let payments = book.all().iter().filter(|payment| payment.gateway == CODE);
    let mut refunds =
        payments.flat_map(|payment| payment.refunds.iter().map(move |refund| (payment, refund)));
    let found = refunds.find(|(_, refund)| refund.out_refund_no.as_deref() == Some(number))?;
    Some((found.0.clone(), found.1.clone()))
}

fn told(payment: &Payment, refund: &Refund) -> Value {
    json!({
        "msg": "退款成功", "refund_no": refund.id, "out_refund_no": refund.out_refund_no, "trade_no": payment.id,
        "out_trade_no": payment.out_trade_no, "money": form::decimal(refund.amount),
        "reducemoney": form::decimal(payment.refunded()), "addtime": china::spaced(refund.at),
    })
}

fn refund_query(house: &House, fields: &Fields) -> Said {
    let (payment, refund) = refund_of(house, form::value(fields, "out_refund_no")).ok_or("退款单不存在")?;
    let status = match refund.state {
        RefundState::Done => 1,
        RefundState::Failed => 0,
        // The document has no state for it.
        RefundState::Pending => return Err("退款处理中,请稍后查询".into()),
    };
    let mut answer = told(&payment, &refund);
    answer["status"] = status.into();
    Ok(answer)
}

/// A good answer is dated and signed; a refusal is not signed.
fn written(house: &House, said: Said) -> Response {
    let mut answer = match said {
        Ok(answer) => answer,
        Err(why) => return json_of(&json!({ "code": -1, "msg": why })),
    };
    answer["code"] = 0.into();
    answer["timestamp"] = (house.now_ms(CODE) / 1000).to_string().into();
    let fields: Fields = answer.as_object().into_iter().flatten().filter_map(as_php_joins).collect();
    let switches = house.switches(CODE);
    let name = if switches.forge_answers { SOMEBODY } else { PLATFORM };
    let Ok(key) = house.keys.rsa(name) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    answer["sign"] = signing::sign(&key, joined(&fields).as_bytes()).into();
    answer["sign_type"] = "RSA".into();
    if switches.odd {
        // Another member that is no plain field: it is not signed.
        answer["extra"] = json!({ "list": [1, 2] });
    }
    json_of(&answer)
}

fn as_php_joins((name, value): (&String, &Value)) -> Option<(String, String)> {
    match value {
        Value::String(text) => Some((name.clone(), text.clone())),
        Value::Number(number) => Some((name.clone(), number.to_string())),
        Value::Bool(true) => Some((name.clone(), "1".to_owned())),
        _ => None,
    }
}

fn json_of(answer: &Value) -> Response {
    ([("content-type", "application/json; charset=UTF-8")], answer.to_string()).into_response()
}
