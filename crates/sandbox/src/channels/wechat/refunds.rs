use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::{CODE, json_text, problem};
use crate::ambient;
use crate::channels::book::NoRefund;
use crate::channels::notify::{self, Waiting, What};
use crate::channels::{Payment, Refund, RefundState, Shared, china};

/// In `extra`: where refunds of this payment are reported to.
pub const NOTIFY_URL: &str = "refund_notify_url";

/// `POST /v3/refund/domestic/refunds`: "many requests under one number give back once."
pub async fn create(State(house): State<Shared>, body: String) -> Response {
    let asked: Value = serde_json::from_str(&body).unwrap_or_default();
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let (number, amount) = (text("out_refund_no"), &asked["amount"]);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-|*@".contains(&byte);
    let (Some(refund), Some(total)) = (amount["refund"].as_i64(), amount["total"].as_i64()) else {
        return problem(400, "PARAM_ERROR", "amount");
    };
    if !(1..=64).contains(&number.len()) || !number.bytes().all(plain) || amount["currency"] != "CNY" {
        return problem(400, "PARAM_ERROR", "out_refund_no");
    }
    if text("reason").len() > 80 || text("notify_url").contains('?') {
        return problem(400, "PARAM_ERROR", "reason");
    }
    let known = {
        let book = house.book();
        let by_id = book.by_id(CODE, text("transaction_id")).filter(|payment| payment.is_paid());
        by_id.or_else(|| book.by_number(CODE, text("out_trade_no"))).cloned()
    };
    let Some(payment) = known else { return problem(404, "RESOURCE_NOT_EXISTS", "订单不存在") };
    if total != payment.amount {
        return problem(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致,请核实后再试");
    }
    let same = |refund: &&Refund| refund.out_refund_no.as_deref() == Some(number);
    if let Some(known) = payment.refunds.iter().find(same) {
        return match known.amount == refund {
            true => house.refunded(CODE, json_text(told(&payment, known, "status"))),
            false => problem(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致,请核实后再试"),
        };
    }
    give(&house, &payment, number, refund, text("notify_url"))
}

fn give(house: &Shared, payment: &Payment, number: &str, amount: i64, notify_url: &str) -> Response {
    let switches = house.switches(CODE);
    if switches.fail_refunds {
        return problem(403, "NOT_ENOUGH", "基本账户余额不足,请充值后重新发起");
    }
    let Ok(id) = ambient::id("50") else { return problem(500, "SYSTEM_ERROR", "系统错误") };
    let refund = Refund {
        id,
        out_refund_no: Some(number.to_owned()),
        amount,
        currency: "CNY".into(),
        state: if switches.refund_pending { RefundState::Pending } else { RefundState::Done },
        at: house.now_ms(CODE),
    };
    let given = house.book().give_back(CODE, &payment.id, refund);
    let refund = match given {
        Ok(refund) => refund,
        Err(NoRefund::UnknownPayment | NoRefund::NothingPaid) => {
            return problem(404, "RESOURCE_NOT_EXISTS", "订单不存在");
        }
        Err(NoRefund::TooMuch | NoRefund::NotPositive) => {
            return problem(400, "INVALID_REQUEST", "退款金额错误");
        }
    };
    if let Some(known) = house.book().change(CODE, &payment.id) {
        known.extra.insert(NOTIFY_URL, notify_url.to_owned());
    }
    if refund.state == RefundState::Done {
        let what = What::Refunded(refund.id.clone());
        notify::announce(house, Waiting { gateway: CODE, payment_id: payment.id.clone(), what });
    }
    house.refunded(CODE, json_text(told(payment, &refund, "status")))
}

/// `GET /v3/refund/domestic/refunds/{number}`
pub async fn query(State(house): State<Shared>, Path(number): Path<String>) -> Response {
    let book = house.book();
    let mut all = book.all().iter().filter(|payment| payment.gateway == CODE);
    let found = all.find_map(|payment| {
        let mine = |refund: &&Refund| refund.out_refund_no.as_deref() == Some(number.as_str());
        payment.refunds.iter().find(mine).map(|refund| told(payment, refund, "status"))
    });
    match found {
        Some(told) => json_text(told),
        None => problem(404, "RESOURCE_NOT_EXISTS", "退款单不存在"),
    }
}

/// A refund. Its state stands under another name in a notify.
pub fn told(payment: &Payment, refund: &Refund, state_name: &str) -> Value {
    let state = match refund.state {
        RefundState::Pending => "PROCESSING",
        RefundState::Done => "SUCCESS",
        RefundState::Failed => "CLOSED",
    };
    let mut told = json!({
        "refund_id": refund.id, "out_refund_no": refund.out_refund_no, "transaction_id": payment.id,
        "out_trade_no": payment.out_trade_no, "channel": "ORIGINAL", "user_received_account": "支付用户零钱",
        "create_time": china::with_zone(refund.at),
        "amount": {
            "total": payment.amount, "refund": refund.amount, "payer_total": payment.amount,
            "payer_refund": refund.amount, "currency": refund.currency,
        },
    });
    told[state_name] = state.into();
    if refund.state == RefundState::Done {
        told["success_time"] = china::with_zone(refund.at).into();
    }
    told
}
