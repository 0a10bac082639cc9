use crate::DockRefusal;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kernel::Money;
use orders::{OrderRefusal, RechargeRefusal};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// An answer: `200` is good, whatever HTTP says.
#[derive(Serialize)]
struct Answer<T: Serialize> {
    code: u16,
    msg: String,
    data: T,
}

pub(super) fn good(data: impl Serialize) -> Response {
    written(&Answer { code: 200, msg: "success".into(), data })
}

pub(super) fn refused(refusal: &DockRefusal) -> Response {
    if refusal.is_ours() {
        tracing::warn!(error = %refusal, "a partner's request could not be answered");
    }
    sentence(&words(refusal))
}

/// A refusal in a sentence: shops show it to people.
pub(super) fn sentence(words: &str) -> Response {
    written(&Answer { code: 400, msg: words.into(), data: Value::Array(Vec::new()) })
}

fn written(answer: &impl Serialize) -> Response {
    let body =
        serde_json::to_string(answer).unwrap_or_else(|_| json!({ "code": 500, "msg": "" }).to_string());
    ([(CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// A number with its places, as it is.
pub(super) fn amount(money: Money) -> Box<RawValue> {
    RawValue::from_string(money.decimal()).unwrap_or_default()
}

fn words(refusal: &DockRefusal) -> String {
    use DockRefusal as R;
    let words = match refusal {
        R::UnknownKey | R::NotSigned => "商户ID不存在或已停用",
        R::BadSignature => "密钥错误",
        R::DockingOff => "该商家未开放对接",
        R::UserBlocked => "账号已被封禁",
        R::TooFast { .. } => "请求过于频繁，请稍后再试",
        R::NoSuchGoods => "商品不存在或已下架",
        R::NoSuchOrder => "订单不存在",
        R::NumberUsed => "请求ID已被用于其他订单",
        R::BadNumber => "请求ID不正确",
        R::Order(OrderRefusal::InsufficientBalance) => "余额不足，请先充值",
        R::Order(OrderRefusal::SoldOut) => "库存不足",
        R::Order(OrderRefusal::AllocationUsed { left, next }) => {
            let next = next.map_or(String::new(), |next| format!("，{} 起重新计算", next.rfc3339()));
            return format!("配额不足，还可购买 {left} 件{next}");
        }
        R::Order(OrderRefusal::PartnerFrozen) => "商家已暂停向您供货，请联系商家",
        R::Order(OrderRefusal::QuantityOutOfRange { min, max }) => {
            return format!("购买数量须在 {min} 到 {max} 之间");
        }
        R::Order(OrderRefusal::Recharge(RechargeRefusal::BadAccount(bad))) => {
            return format!("充值账号填写有误：{}", bad.field);
        }
        R::Order(OrderRefusal::Recharge(_)) => "该商品暂时无法充值",
        R::Order(OrderRefusal::PlanLimit) => "商家本月订单已达上限",
        refusal if refusal.is_ours() => "系统繁忙，请稍后重试",
        other => return other.said(),
    };
    words.to_owned()
}
