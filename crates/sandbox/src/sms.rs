//! A stand-in for Aliyun's SMS service (`SendSms`, signature version 3). It checks the signature by itself, takes each
//! nonce once, and keeps what it was given, for tests to read.

use std::collections::HashSet;
use std::io::Result;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::sign::{hex, same};

/// Numbers with this ending are refused as illegal, and with that one as written to too often.
const ILLEGAL: &str = "0000";
const TOO_OFTEN: &str = "9999";

/// One account there.
#[derive(Clone)]
pub struct SmsAccount {
    pub access_key: String,
    pub access_secret: String,
    pub sign_name: String,
    pub template: String,
}

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenSms {
    pub to: String,
    pub code: String,
}

/// The running service. Dropping it stops it.
pub struct SmsDesk {
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    account: SmsAccount,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    taken: Vec<TakenSms>,
    nonces: HashSet<String>,
}

impl Shared {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SmsDesk {
    /// What was taken, the oldest first.
    pub fn taken(&self) -> Vec<TakenSms> {
        self.shared.book().taken.clone()
    }
}

impl Drop for SmsDesk {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts the service at that address.
pub async fn start_sms(listen: SocketAddr, account: SmsAccount) -> Result<SmsDesk> {
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    let shared = Arc::new(Shared { account, book: Mutex::default() });
    let routes = Router::new().fallback(take).with_state(shared.clone());
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the stand-in for SMS ended");
        }
    });
    Ok(SmsDesk { addr, shared, server })
}

async fn take(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    match judge(&shared, request.method(), request.uri().path(), request.uri().query(), request.headers()) {
        Ok(()) => told(StatusCode::OK, "OK", "OK"),
        Err((status, code)) => told(status, code, "refused by the stand-in"),
    }
}

fn told(status: StatusCode, code: &str, message: &str) -> Response {
    let body = match code {
        "OK" => json!({"RequestId": "SANDBOX", "Code": code, "Message": message, "BizId": "sandbox^0"}),
        _ => json!({"RequestId": "SANDBOX", "Code": code, "Message": message}),
    };
    (status, Json(body)).into_response()
}

type Refused = (StatusCode, &'static str);

fn judge(
    shared: &Shared,
    method: &Method,
    path: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> std::result::Result<(), Refused> {
    let bad = |code| (StatusCode::BAD_REQUEST, code);
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if (header("x-acs-action"), header("x-acs-version")) != ("SendSms", "2017-05-25") {
        return Err((StatusCode::NOT_FOUND, "InvalidAction.NotFound"));
    }
    let query = query.unwrap_or_default();
    if !signed(&shared.account, method, path, query, headers) {
        return Err(bad("SignatureDoesNotMatch"));
    }
    if !shared.book().nonces.insert(header("x-acs-signature-nonce").to_owned()) {
        return Err(bad("SignatureNonceUsed"));
    }
    let field = |name: &str| {
        let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(given, _)| *given == name);
        pair.map(|(_, value)| decoded(value)).unwrap_or_default()
    };
    let fine = |code| (StatusCode::OK, code);
    if field("SignName") != shared.account.sign_name {
        return Err(fine("isv.SMS_SIGNATURE_ILLEGAL"));
    }
    if field("TemplateCode") != shared.account.template {
        return Err(fine("isv.SMS_TEMPLATE_ILLEGAL"));
    }
    let parameters: Value = serde_json::from_str(&field("TemplateParam")).unwrap_or_default();
    let Some(code) = parameters.get("code").and_then(Value::as_str) else {
        return Err(fine("isv.TEMPLATE_MISSING_PARAMETERS"));
    };
    let to = field("PhoneNumbers");
    if to.ends_with(ILLEGAL) || !(8..=15).contains(&to.len()) || !to.bytes().all(|b| b.is_ascii_digit()) {
        return Err(fine("isv.MOBILE_NUMBER_ILLEGAL"));
    }
    if to.ends_with(TOO_OFTEN) {
        return Err(fine("isv.BUSINESS_LIMIT_CONTROL"));
    }
    shared.book().taken.push(TakenSms { to, code: code.to_owned() });
    Ok(())
}

/// Put together anew from what came, not from what a client of ours would send.
fn signed(account: &SmsAccount, method: &Method, path: &str, query: &str, headers: &HeaderMap) -> bool {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    let Some(rest) = text("authorization").strip_prefix("ACS3-HMAC-SHA256 ") else { return false };
    let part =
        |name: &str| rest.split(',').find_map(|part| part.trim().strip_prefix(name)).unwrap_or_default();
    let (key, names, given) = (part("Credential="), part("SignedHeaders="), part("Signature="));
    let must = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    let named: Vec<&str> = names.split(';').collect();
    if key != account.access_key || must.iter().any(|name| !named.contains(name)) || !named.is_sorted() {
        return false;
    }
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    let mut whole = format!("{method}\n{path}\n{}\n", pairs.join("&"));
    for name in &named {
        whole.push_str(&format!("{name}:{}\n", text(name)));
    }
    whole.push_str(&format!("\n{names}\n{}", text("x-acs-content-sha256")));
    let hashed = hex(&Sha256::digest(whole.as_bytes()));
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(account.access_secret.as_bytes()) else { return false };
    mac.update(format!("ACS3-HMAC-SHA256\n{hashed}").as_bytes());
    same(&hex(&mac.finalize().into_bytes()), given)
}

/// `%E8%B1%86` as it was before it was encoded.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match byte {
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?')),
                _ => bytes.push(b'?'),
            },
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
