use super::{Bend, House};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

type Fields = BTreeMap<String, String>;

/// `POST /gateway.do`: one door for all methods.
pub async fn gateway(State(house): State<Arc<House>>, body: Bytes) -> Response {
    if house.book().bend == Bend::Down {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let Ok(url) = reqwest::Url::parse(&format!("form:?{}", String::from_utf8_lossy(&body))) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let fields: Fields = url.query_pairs().into_owned().collect();
    let get = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let (node, answer) = match checked(&house, &fields) {
        Err(sub_code) => ("error_response".to_owned(), refused(sub_code)),
        Ok(()) => match get("method") {
            "alipay.system.oauth.token" => match token(&house, &get) {
                Ok(answer) => ("alipay_system_oauth_token_response".to_owned(), answer),
                Err(sub_code) => ("error_response".to_owned(), refused(sub_code)),
            },
            "alipay.user.info.share" => ("alipay_user_info_share_response".to_owned(), share(&house, &get)),
            _ => ("error_response".to_owned(), refused("isv.invalid-method")),
        },
    };
    signed(&house, &node, &answer)
}

/// The signature first, then what every request must say.
fn checked(house: &House, fields: &Fields) -> Result<(), &'static str> {
    let get = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if get("app_id") != house.config.alipay {
        return Err("isv.invalid-app-id");
    }
    if get("sign_type") != "RSA2" {
        return Err("isv.invalid-signature-type");
    }
    let signed: Vec<String> = fields
        .iter()
        .filter(|(name, value)| name.as_str() != "sign" && !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let signature = STANDARD.decode(get("sign")).unwrap_or_default();
    let key = house.book().application_key.clone().ok_or("isv.missing-signature-key")?;
    let good = Signature::try_from(signature.as_slice()).is_ok_and(|sign| {
        VerifyingKey::<Sha256>::new(key).verify(signed.join("&").as_bytes(), &sign).is_ok()
    });
    if !good {
        return Err("isv.invalid-signature");
    }
    if get("version") != "1.0" || !get("charset").eq_ignore_ascii_case("utf-8") || get("format") != "JSON" {
        return Err("isv.invalid-format");
    }
    let shape: String = get("timestamp").chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00 00:00:00" { Err("isv.invalid-timestamp") } else { Ok(()) }
}

fn token<'a>(house: &House, get: &impl Fn(&str) -> &'a str) -> Result<Value, &'static str> {
    if get("grant_type") != "authorization_code" {
        return Err("isv.grant-type-invalid");
    }
    let visitor = house.redeem(&house.config.alipay, get("code")).map_err(|_| "isv.code-invalid")?;
    let mut answer = json!({
        "access_token": house.issue(&visitor),
        "expires_in": "1296000",
        "re_expires_in": "2592000",
        "refresh_token": house.issue("nobody"),
        "auth_start": "2026-11-28 12:00:00",
    });
    name(house, &mut answer, &visitor);
    Ok(answer)
}

fn share<'a>(house: &House, get: &impl Fn(&str) -> &'a str) -> Value {
    let Some(visitor) = house.holder(get("auth_token")) else { return refused("aop.invalid-auth-token") };
    let mut answer = json!({ "code": "10000", "msg": "Success", "nick_name": visitor.name });
    name(house, &mut answer, &visitor.id);
    answer
}

fn name(house: &House, answer: &mut Value, visitor: &str) {
    let old = house.book().bend == Bend::OldIds;
    if let Value::Object(fields) = answer {
        let (field, value) =
            if old { ("user_id", format!("2088-{visitor}")) } else { ("open_id", format!("open-{visitor}")) };
        fields.insert(field.into(), json!(value));
    }
}

fn refused(sub_code: &str) -> Value {
    json!({ "code": "40002", "msg": "Invalid Arguments", "sub_code": sub_code, "sub_msg": sub_code })
}

/// The signature is over the node as it is written.
fn signed(house: &House, node: &str, answer: &Value) -> Response {
    let bend = house.book().bend;
    let [own, other] = &house.keys;
    let key = if bend == Bend::WrongKey { other } else { own };
    let mut text = answer.to_string();
    let sign = STANDARD.encode(SigningKey::<Sha256>::new(key.clone()).sign(text.as_bytes()).to_bytes());
    if bend == Bend::Changed {
        text = text.replace("open-", "open-x");
    }
    let body = format!("{{\"{node}\":{text},\"sign\":\"{sign}\"}}");
    ([(header::CONTENT_TYPE, "text/html;charset=utf-8")], body).into_response()
}
