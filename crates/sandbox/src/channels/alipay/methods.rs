use serde_json::{Value, json};

use super::order::{self, number};
use super::{CODE, THERE, first};
use crate::ambient;
use crate::channels::book::NoRefund;
use crate::channels::notify::{self, Waiting, What};
use crate::channels::{House, Payment, Refund, RefundState, Shared, china, form};

type Done = Result<Value, &'static str>;

/// An order that is asked for again is the same order, as long as nothing of it has changed.
fn again(known: &Payment, asked: &Payment, now: i64) -> Result<(), &'static str> {
    if known.is_paid() {
        return Err("ACQ.TRADE_HAS_SUCCESS");
    }
    if known.is_over(now) {
        return Err("ACQ.TRADE_HAS_CLOSE");
    }
    if known.amount != asked.amount || known.subject != asked.subject {
        return Err("ACQ.CONTEXT_INCONSISTENT");
    }
    Ok(())
}

fn open(house: &House, asked: Payment) -> Result<Payment, &'static str> {
    let now = house.now_ms(CODE);
    let known = house.book().by_number(CODE, &asked.out_trade_no).cloned();
    match known {
        Some(known) => again(&known, &asked, now).map(|()| known),
        None => {
            house.book().add(asked.clone());
            Ok(asked)
        }
    }
}

/// A code to be scanned. There is no trade before somebody does.
pub fn precreate(house: &Shared, fields: &[(String, String)], content: &Value) -> Done {
    let payment = open(house, order::read(house, fields, content, "FACE_TO_FACE_PAYMENT")?)?;
    Ok(json!({
        "code": "10000", "msg": "Success",
        "out_trade_no": payment.out_trade_no, "qr_code": house.pay_page(&payment),
    }))
}

/// A buyer has come with an order.
pub fn visit(house: &House, fields: &[(String, String)], content: &Value) -> Result<Payment, &'static str> {
    let product = match form::value(fields, "method") {
        "alipay.trade.wap.pay" => "QUICK_WAP_WAY",
        "alipay.trade.page.pay" => "FAST_INSTANT_TRADE_PAY",
        _ => return Err("isv.invalid-method"),
    };
    if product == "QUICK_WAP_WAY" && content["quit_url"].as_str().unwrap_or_default().is_empty() {
        return Err("ACQ.INVALID_PARAMETER");
    }
    let payment = open(house, order::read(house, fields, content, product)?)?;
    if let Some(known) = house.book().change(CODE, &payment.id) {
        known.extra.insert(THERE, "yes".into());
    }
    Ok(payment)
}

/// The trade, if there is one by now.
fn trade(house: &House, content: &Value) -> Result<Payment, &'static str> {
    let book = house.book();
    let known = match content["trade_no"].as_str() {
        Some(id) => book.by_id(CODE, id),
        None => book.by_number(CODE, number(content, "out_trade_no")?),
    };
    let is_there = |payment: &&Payment| first(payment).is_some() || payment.extra.contains_key(THERE);
    known.filter(is_there).cloned().ok_or("ACQ.TRADE_NOT_EXIST")
}

/// "TRADE_CLOSED: not paid in time, or given back in full."
pub fn status(payment: &Payment, now: i64) -> &'static str {
    match first(payment) {
        Some(_) if done(payment) >= payment.arrived() => "TRADE_CLOSED",
        Some(_) => "TRADE_SUCCESS",
        None if payment.is_over(now) => "TRADE_CLOSED",
        None => "WAIT_BUYER_PAY",
    }
}

/// What has gone back.
fn done(payment: &Payment) -> i64 {
    payment
        .refunds
        .iter()
        .filter(|refund| refund.state == RefundState::Done)
        .map(|refund| refund.amount)
        .sum()
}

pub fn query(house: &House, content: &Value) -> Done {
    let payment = trade(house, content)?;
    let arrival = first(&payment);
    let mut answer = json!({
        "code": "10000", "msg": "Success", "buyer_logon_id": "136****0000", "buyer_user_id": "2088999999999999",
        "out_trade_no": payment.out_trade_no, "trade_no": payment.id,
        "trade_status": status(&payment, house.now_ms(CODE)),
        "total_amount": form::decimal(arrival.map_or(payment.amount, |arrival| arrival.amount)),
        "receipt_amount": "0.00", "invoice_amount": "0.00", "point_amount": "0.00",
    });
    if let Some(arrival) = arrival {
        answer["send_pay_date"] = china::spaced(arrival.at).into();
    }
    Ok(answer)
}

pub fn close(house: &House, content: &Value) -> Done {
    let payment = trade(house, content)?;
    let now = house.now_ms(CODE);
    if status(&payment, now) != "WAIT_BUYER_PAY" {
        return Err("ACQ.TRADE_STATUS_ERROR");
    }
    if let Some(known) = house.book().change(CODE, &payment.id) {
        known.closed_at = Some(now);
    }
    Ok(json!({
        "code": "10000", "msg": "Success", "trade_no": payment.id, "out_trade_no": payment.out_trade_no,
    }))
}

/// Once under one `out_request_no`, which may be asked for again after it failed.
pub fn refund(house: &Shared, content: &Value) -> Done {
    let payment = trade(house, content)?;
    let request = number(content, "out_request_no")?;
    let amount =
        form::minor(content["refund_amount"].as_str().unwrap_or_default()).ok_or("ACQ.INVALID_PARAMETER")?;
    let known = payment.refunds.iter().rev().find(|refund| refund.out_refund_no.as_deref() == Some(request));
    match known {
        Some(known) if known.amount != amount => return Err("ACQ.DISCORDANT_REPEAT_REQUEST"),
        Some(known) if known.state != RefundState::Failed => return Ok(refunded(&payment, "N")),
        _ => {}
    }
    let switches = house.switches(CODE);
    if switches.fail_refunds {
        return Err("ACQ.SELLER_BALANCE_NOT_ENOUGH");
    }
    let state = if switches.refund_pending { RefundState::Pending } else { RefundState::Done };
    let refund = Refund {
        id: ambient::id("").map_err(|_| "ACQ.SYSTEM_ERROR")?,
        out_refund_no: Some(request.to_owned()),
        amount,
        currency: "CNY".into(),
        state,
        at: house.now_ms(CODE),
    };
    let given = house.book().give_back(CODE, &payment.id, refund).map_err(|no| match no {
        NoRefund::UnknownPayment => "ACQ.TRADE_NOT_EXIST",
        NoRefund::NothingPaid => "ACQ.TRADE_STATUS_ERROR",
        NoRefund::TooMuch | NoRefund::NotPositive => "ACQ.REASON_TRADE_REFUND_FEE_ERR",
    })?;
    if state == RefundState::Pending {
        return Ok(refunded(&payment, "N"));
    }
    let what = What::Refunded(given.id);
    notify::announce(house, Waiting { gateway: CODE, payment_id: payment.id.clone(), what });
    let payment = house.book().by_id(CODE, &payment.id).cloned().unwrap_or(payment);
    Ok(refunded(&payment, "Y"))
}

fn refunded(payment: &Payment, fund_change: &str) -> Value {
    json!({
        "code": "10000", "msg": "Success", "buyer_logon_id": "136****0000", "buyer_user_id": "2088999999999999",
        "fund_change": fund_change, "out_trade_no": payment.out_trade_no, "trade_no": payment.id,
        "refund_fee": form::decimal(done(payment)), "send_back_fee": "0.00",
    })
}

/// "Not returned: the request was not received, or the refund failed."
pub fn query_refund(house: &House, content: &Value) -> Done {
    let payment = trade(house, content)?;
    let request = number(content, "out_request_no")?;
    let of = |refund: &&Refund| {
        refund.out_refund_no.as_deref() == Some(request) && refund.state == RefundState::Done
    };
    let Some(refund) = payment.refunds.iter().find(of) else {
        return Ok(json!({ "code": "10000", "msg": "Success" }));
    };
    Ok(json!({
        "code": "10000", "msg": "Success", "out_trade_no": payment.out_trade_no, "trade_no": payment.id,
        "out_request_no": request, "refund_status": "REFUND_SUCCESS",
        "refund_amount": form::decimal(refund.amount), "total_amount": form::decimal(payment.arrived()),
    }))
}
