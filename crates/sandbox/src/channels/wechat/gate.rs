use std::collections::HashMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{CODE, KEY_ID, MCH_ID, SERIAL, problem};
use crate::ambient;
use crate::channels::{House, Shared, signing};

const BODY_MAX: usize = 64 * 1024;
/// "WeChat Pay refuses requests that were made long ago."
const WINDOW_S: i64 = 300;

/// The merchant's signature, then what is asked, then WeChat's own signature. Who cannot be told apart gets an answer
/// without one.
pub async fn signed(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else { return sign_error("the body is too large") };
    // What was asked for, with the part of the path that led here.
    let target = format!("/wechat{}", head.uri.path_and_query().map_or("/", |target| target.as_str()));
    let header =
        |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Err(why) = checked(&house, header("authorization"), head.method.as_str(), &target, &body) {
        return sign_error(why);
    }
    if header("accept") != "application/json" || header("user-agent").is_empty() {
        return sealed(&house, problem(400, "INVALID_REQUEST", "Accept 与 User-Agent 须填写")).await;
    }
    if header("wechatpay-serial") != KEY_ID {
        return sealed(&house, problem(400, "PARAM_ERROR", "微信支付公钥 ID 不存在")).await;
    }
    let answer = next.run(Request::from_parts(head, Body::from(body))).await;
    sealed(&house, answer).await
}

fn sign_error(why: &str) -> Response {
    problem(401, "SIGN_ERROR", why)
}

/// `WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",…`, in any order.
fn fields(authorization: &str) -> Option<HashMap<&str, &str>> {
    let rest = authorization.strip_prefix("WECHATPAY2-SHA256-RSA2048 ")?;
    let read = rest.split(',').map(|pair| {
        let (name, quoted) = pair.split_once('=')?;
        Some((name, quoted.strip_prefix('"')?.strip_suffix('"')?))
    });
    read.collect()
}

pub fn checked(
    house: &House,
    authorization: &str,
    method: &str,
    target: &str,
    body: &Bytes,
) -> Result<(), &'static str> {
    let fields = fields(authorization).ok_or("Authorization 格式错误")?;
    let get = |name: &str| fields.get(name).copied().unwrap_or_default();
    if fields.len() != 5 || get("mchid") != MCH_ID {
        return Err("商户号不存在");
    }
    if get("serial_no") != SERIAL {
        return Err("商户证书序列号有误");
    }
    let (at, nonce) = (get("timestamp"), get("nonce_str"));
    let now = house.now_ms(CODE) / 1000;
    if at.parse::<i64>().is_err() || at.parse::<i64>().is_ok_and(|at| (now - at).abs() > WINDOW_S) {
        return Err("时间戳已过期");
    }
    if !(1..=32).contains(&nonce.len()) {
        return Err("随机串有误");
    }
    let body = std::str::from_utf8(body).map_err(|_| "报文不是 UTF-8")?;
    let text = format!("{method}\n{target}\n{at}\n{nonce}\n{body}\n");
    let key = house.keys.rsa("wechat.merchant").map_err(|_| "商户证书不存在")?;
    if signing::is_signed(&key, text.as_bytes(), get("signature")) { Ok(()) } else { Err("签名错误") }
}

/// The four headers under an answer.
async fn sealed(house: &House, answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    // What breaks off on purpose breaks off here too.
    let Ok(body) = to_bytes(body, BODY_MAX).await else { return crate::channels::broken() };
    let at = house.now_ms(CODE) / 1000;
    for (name, value) in headers(house, "wechat.platform", at, &body).unwrap_or_default() {
        if let Ok(value) = value.parse() {
            head.headers.insert(name, value);
        }
    }
    (head, body).into_response()
}

/// The signature of that key over a text, as answers and notifies carry it.
pub fn headers(house: &House, key: &str, at: i64, body: &[u8]) -> Option<Vec<(&'static str, String)>> {
    let nonce = ambient::id("").ok()?;
    let text = [format!("{at}\n{nonce}\n").as_bytes(), body, b"\n"].concat();
    let signature = signing::sign(&house.keys.rsa(key).ok()?, &text);
    Some(vec![
        ("wechatpay-nonce", nonce),
        ("wechatpay-serial", KEY_ID.to_owned()),
        ("wechatpay-signature", signature),
        ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048".to_owned()),
        ("wechatpay-timestamp", at.to_string()),
    ])
}
