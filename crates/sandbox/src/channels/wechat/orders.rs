use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{APP_ID, CODE, MCH_ID, json_text, problem, transaction};
use crate::ambient;
use crate::channels::{Payment, Shared, china, form};

fn bad(what: &str) -> Response {
    problem(400, "PARAM_ERROR", &format!("参数错误: {what}"))
}

/// `POST /v3/pay/transactions/native`, `/h5`, `/jsapi`.
pub async fn create(State(house): State<Shared>, Path(way): Path<String>, body: String) -> Response {
    let asked: Value = serde_json::from_str(&body).unwrap_or_default();
    let now = house.now_ms(CODE);
    let mut payment = match read(&asked, &way, now) {
        Ok(payment) => payment,
        Err(what) => return bad(what),
    };
    let known = house.book().by_number(CODE, &payment.out_trade_no).cloned();
    match known {
        Some(known) if known.is_paid() => return problem(400, "ORDERPAID", "该订单已支付"),
        Some(known) if known.is_over(now) => return problem(400, "ORDER_CLOSED", "订单已关闭"),
        // "The same number with other content."
        Some(known) if known.extra.get("asked") != Some(&body) => {
            return problem(400, "INVALID_REQUEST", "商户订单号重复");
        }
        Some(known) => payment = known,
        None => {
            payment.extra.insert("asked", body);
            house.book().add(payment.clone());
        }
    }
    let page = house.pay_page(&payment);
    let answer = match way.as_str() {
        "native" => json!({ "code_url": page }),
        "h5" => json!({ "h5_url": page }),
        _ => json!({ "prepay_id": format!("wx{}", payment.id) }),
    };
    house.opened(CODE, json_text(answer))
}

fn read(asked: &Value, way: &str, now: i64) -> Result<Payment, &'static str> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    if text("appid") != APP_ID || text("mchid") != MCH_ID {
        return Err("appid");
    }
    let number = text("out_trade_no");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-|*".contains(&byte);
    if !(6..=32).contains(&number.len()) || !number.bytes().all(plain) {
        return Err("out_trade_no");
    }
    if text("description").is_empty() || text("description").len() > 127 {
        return Err("description");
    }
    let notify_url = text("notify_url");
    if !notify_url.starts_with("http") || notify_url.contains('?') || notify_url.len() > 255 {
        return Err("notify_url");
    }
    let total = asked["amount"]["total"].as_i64().filter(|total| *total > 0).ok_or("amount.total")?;
    if asked["amount"]["currency"] != "CNY" {
        return Err("amount.currency");
    }
    let until =
        china::read_with_zone(text("time_expire")).filter(|at| *at >= now + 60_000).ok_or("time_expire")?;
    let mut payment = Payment {
        gateway: CODE,
        id: ambient::id("").map_err(|_| "nonce")?.chars().take(28).collect(),
        out_trade_no: number.to_owned(),
        amount: total,
        currency: "CNY".into(),
        subject: text("description").to_owned(),
        notify_url: notify_url.to_owned(),
        created_at: now,
        expires_at: Some(until),
        ..Payment::default()
    };
    let trade_type = match way {
        "native" => "NATIVE",
        "h5" => {
            let scene = &asked["scene_info"];
            let address = scene["payer_client_ip"].as_str().unwrap_or_default();
            let known = matches!(scene["h5_info"]["type"].as_str(), Some("iOS" | "Android" | "Wap"));
            address.parse::<std::net::IpAddr>().map_err(|_| "scene_info.payer_client_ip")?;
            if known { "MWEB" } else { return Err("scene_info.h5_info.type") }
        }
        "jsapi" => {
            let open_id =
                asked["payer"]["openid"].as_str().filter(|id| !id.is_empty()).ok_or("payer.openid")?;
            payment.extra.insert("openid", open_id.to_owned());
            "JSAPI"
        }
        _ => return Err("url"),
    };
    payment.extra.insert("way", trade_type.to_owned());
    Ok(payment)
}

/// `GET …/out-trade-no/{number}?mchid=`
pub async fn query(
    State(house): State<Shared>,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if form::value(&form::read(&query.unwrap_or_default()), "mchid") != MCH_ID {
        return bad("mchid");
    }
    let known = house.book().by_number(CODE, &number).cloned();
    match known {
        Some(payment) => json_text(transaction(&payment, house.now_ms(CODE))),
        None => problem(404, "ORDER_NOT_EXIST", "订单不存在"),
    }
}

/// `POST …/out-trade-no/{number}/close`
pub async fn close(State(house): State<Shared>, Path(number): Path<String>, body: String) -> Response {
    let asked: Value = serde_json::from_str(&body).unwrap_or_default();
    if asked["mchid"] != MCH_ID {
        return bad("mchid");
    }
    let now = house.now_ms(CODE);
    let mut book = house.book();
    let id = book.by_number(CODE, &number).map(|payment| payment.id.clone());
    let Some(payment) = id.and_then(|id| book.change(CODE, &id)) else {
        return problem(404, "ORDER_NOT_EXIST", "订单不存在");
    };
    if payment.is_paid() {
        return problem(400, "ORDERPAID", "该订单已支付");
    }
    payment.closed_at.get_or_insert(now);
    StatusCode::NO_CONTENT.into_response()
}
