//! WeChat Pay's API v3, as pay.weixin.qq.com/doc/v3/merchant describes Native, H5 and JSAPI orders, queries, closing,
//! refunds, their signatures and their notifies, for a merchant that works by WeChat Pay's public key. An order is paid
//! once at most; if the levers bring more money for it, only the first shows.

/// Who asks, and the signature under an answer.
mod gate;
/// What each address does.
mod orders;
/// Give money back.
mod refunds;
/// Its statement of a day.
mod statement;
/// Notifies, and the seal around what they say.
mod told;

use std::collections::BTreeMap;
use std::io::Result;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::notify::Told;
use super::statements::Day;
use super::{Answer, House, Kind, Letter, Payment, Shared};

const CODE: &str = "wechat";
const APP_ID: &str = "wx0000000000000001";
const MCH_ID: &str = "1900000001";
/// Of the merchant's certificate.
const SERIAL: &str = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB";
/// Of WeChat's public key.
const KEY_ID: &str = "PUB_KEY_ID_0000000000000000000000000000000001";

pub struct Wechat;

impl Kind for Wechat {
    fn code(&self) -> &'static str {
        CODE
    }
    fn path(&self) -> &'static str {
        "wechat"
    }
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>> {
        Ok([
            ("app_id", APP_ID.to_owned()),
            ("mch_id", MCH_ID.to_owned()),
            ("serial_no", SERIAL.to_owned()),
            ("private_key", house.keys.private_pem("wechat.merchant")?),
            ("api_v3_key", house.keys.text("wechat.api_v3_key")?),
            ("public_key_id", KEY_ID.to_owned()),
            ("public_key", house.keys.public_pem("wechat.platform")?),
            ("native_product", "yes".to_owned()),
            ("h5_product", "yes".to_owned()),
            ("jsapi_product", "yes".to_owned()),
            ("api_url", format!("{}/wechat", house.base)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into())
    }
    fn routes(&self, house: Shared) -> Router {
        Router::new()
            .route("/v3/pay/transactions/{way}", post(orders::create))
            .route("/v3/pay/transactions/out-trade-no/{number}", get(orders::query))
            .route("/v3/pay/transactions/out-trade-no/{number}/close", post(orders::close))
            .route("/v3/refund/domestic/refunds", post(refunds::create))
            .route("/v3/refund/domestic/refunds/{number}", get(refunds::query))
            .route("/v3/certificates", get(certificates))
            .route("/v3/bill/tradebill", get(statement::apply))
            .layer(from_fn_with_state(house.clone(), gate::signed))
            .route("/v3/billdownload/file", get(statement::download))
            .with_state(house)
    }
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter> {
        told::letter(house, told)
    }
    fn statement(&self, house: &House, day: Day) -> Option<String> {
        Some(statement::write(house, day))
    }
    /// "200 or 204."
    fn is_taken(&self, answer: &Answer) -> bool {
        matches!(answer.status, 200 | 204)
    }
}

/// As a merchant without platform certificates is answered.
async fn certificates() -> Response {
    problem(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书,请在商户平台-API安全申请使用微信支付公钥。")
}

fn problem(status: u16, code: &str, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, json_text(json!({ "code": code, "message": message }))).into_response()
}

fn json_text(value: Value) -> Response {
    ([("content-type", "application/json; charset=utf-8")], value.to_string()).into_response()
}

/// A transaction as a query answers it and a notify tells of it. The amount is that of the money that shows.
fn transaction(payment: &Payment, now: i64) -> Value {
    let arrival = payment.arrivals.first();
    let gone = payment.refunds.iter().any(|refund| refund.state != super::RefundState::Failed);
    let (state, words) = match arrival {
        Some(_) if gone => ("REFUND", "转入退款"),
        Some(_) => ("SUCCESS", "支付成功"),
        None if payment.is_over(now) => ("CLOSED", "订单已关闭"),
        None => ("NOTPAY", "订单未支付"),
    };
    let mut told = json!({
        "appid": APP_ID, "mchid": MCH_ID, "out_trade_no": payment.out_trade_no, "trade_state": state,
        "trade_state_desc": words, "attach": "", "amount": { "total": payment.amount, "currency": payment.currency },
    });
    if let Some(arrival) = arrival {
        told["transaction_id"] = payment.id.clone().into();
        told["trade_type"] = payment.extra.get("way").cloned().unwrap_or_default().into();
        told["bank_type"] = "OTHERS".into();
        told["success_time"] = super::china::with_zone(arrival.at).into();
        told["payer"] =
            json!({ "openid": payment.extra.get("openid").map_or("oSandboxPayer", String::as_str) });
        told["amount"] = json!({
            "total": arrival.amount, "payer_total": arrival.amount,
            "currency": arrival.currency, "payer_currency": arrival.currency,
        });
    }
    told
}
