use std::collections::{HashSet, VecDeque};
use std::sync::PoisonError;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::ambient;
use crate::fields;
use crate::gateway::{Gateway, Shared};
use crate::refusal::Refusal;
use crate::sign::{self, Message};

pub const MERCHANT: &str = "sandbox-merchant";
pub const TIMESTAMP: &str = "sandbox-timestamp";
pub const NONCE: &str = "sandbox-nonce";
pub const SIGNATURE: &str = "sandbox-signature";

const MOST_BODY: usize = 64 * 1024;
const WINDOW_S: i64 = 300;
/// A request may be dated 300 s ahead and stay fresh for 300 s more.
const REMEMBER_S: i64 = 700;

/// The merchant whose signature held.
#[derive(Clone)]
pub struct Caller {
    pub merchant: String,
    nonce: String,
}

/// The nonces seen lately.
#[derive(Default)]
pub struct Nonces {
    seen: HashSet<(String, String)>,
    order: VecDeque<(i64, (String, String))>,
}

impl Nonces {
    /// Remembers a nonce; false if it is known already.
    fn take(&mut self, merchant: &str, nonce: &str, now: i64) -> bool {
        while self.order.front().is_some_and(|(at, _)| at + REMEMBER_S < now) {
            if let Some((_, old)) = self.order.pop_front() {
                self.seen.remove(&old);
            }
        }
        let key = (merchant.to_owned(), nonce.to_owned());
        let new = self.seen.insert(key.clone());
        if new {
            self.order.push_back((now, key));
        }
        new
    }
}

/// Lets a well signed request through, and signs what comes back.
pub async fn signed(State(gateway): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST_BODY).await else { return Refusal::BodyTooLarge.into_response() };
    match check(&gateway, &parts, &body) {
        Err(refusal) => refusal.into_response(),
        Ok(caller) => {
            parts.extensions.insert(caller.clone());
            let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
            seal(&gateway, &caller, answer).await.unwrap_or_else(IntoResponse::into_response)
        }
    }
}

fn check(gateway: &Gateway, parts: &Parts, body: &Bytes) -> Result<Caller, Refusal> {
    let merchant = header(&parts.headers, MERCHANT, "Sandbox-Merchant", fields::is_number)?;
    let timestamp = header(&parts.headers, TIMESTAMP, "Sandbox-Timestamp", is_seconds)?;
    let nonce = header(&parts.headers, NONCE, "Sandbox-Nonce", fields::is_nonce)?;
    let signature = header(&parts.headers, SIGNATURE, "Sandbox-Signature", is_signature)?;
    let secret = gateway.secrets.get(merchant).ok_or(Refusal::UnknownMerchant)?;
    let now = ambient::now_s();
    let dated = timestamp.parse::<i64>().map_err(|_| Refusal::BadAuthHeader("Sandbox-Timestamp"))?;
    if now.abs_diff(dated) > WINDOW_S.unsigned_abs() {
        return Err(Refusal::StaleTimestamp);
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let message = Message { timestamp, nonce, method: parts.method.as_str(), path, body };
    if !sign::same(&sign::request(secret, &message), signature) {
        return Err(Refusal::BadSignature);
    }
    let mut nonces = gateway.nonces.lock().unwrap_or_else(PoisonError::into_inner);
    if !nonces.take(merchant, nonce, now) {
        return Err(Refusal::ReplayedNonce);
    }
    Ok(Caller { merchant: merchant.to_owned(), nonce: nonce.to_owned() })
}

async fn seal(gateway: &Gateway, caller: &Caller, answer: Response) -> Result<Response, Refusal> {
    let (mut parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|error| Refusal::Internal(error.to_string()))?;
    let secret = gateway.secrets.get(&caller.merchant).ok_or(Refusal::UnknownMerchant)?;
    let timestamp = ambient::now_s().to_string();
    let signature = sign::answer(secret, &timestamp, &caller.nonce, parts.status.as_str(), &body);
    let headers = [
        (MERCHANT, caller.merchant.as_str()),
        (TIMESTAMP, &timestamp),
        (NONCE, &caller.nonce),
        (SIGNATURE, &signature),
    ];
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).map_err(|error| Refusal::Internal(error.to_string()))?;
        parts.headers.insert(name, value);
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The one value of a header; a header sent twice is malformed.
fn header<'a>(
    headers: &'a HeaderMap,
    key: &str,
    shown: &'static str,
    good: fn(&str) -> bool,
) -> Result<&'a str, Refusal> {
    let mut values = headers.get_all(key).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Refusal::BadAuthHeader(shown));
    };
    value.to_str().ok().filter(|value| good(value)).ok_or(Refusal::BadAuthHeader(shown))
}

fn is_seconds(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_signature(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_taken_once_per_merchant_while_it_could_still_be_fresh() {
        let mut nonces = Nonces::default();
        assert!(nonces.take("a", "n", 1000) && nonces.take("b", "n", 1000));
        assert!(!nonces.take("a", "n", 1600));
        assert!(nonces.take("a", "n", 1701));
        assert_eq!(nonces.order.len(), nonces.seen.len());
    }
}
