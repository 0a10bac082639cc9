//! Programs of partners, written from the documents: they share no code with what they speak to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use hmac::{Hmac, Mac};
use kernel::hex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A partner's program that speaks Cardamom's own dialect.
pub struct Own {
    pub url: String,
    pub key: String,
    pub secret: String,
}

static COUNT: AtomicU64 = AtomicU64::new(0);

pub fn nonce() -> String {
    format!("nonce-{:016}", COUNT.fetch_add(1, Ordering::SeqCst))
}

pub fn hmac(secret: &str, text: &str) -> String {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex(mac.finalize().into_bytes())
}

/// A request as it is to be sent; a test may bend it.
#[derive(Clone)]
pub struct Asked {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

pub fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub async fn send(url: &str, asked: &Asked) -> (u16, Value) {
    let method = asked.method.parse().unwrap();
    let mut request = http().request(method, format!("{url}{}", asked.target)).body(asked.body.clone());
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

impl Own {
    pub fn asked(&self, method: &'static str, target: &str, body: &Value, at: i64, nonce: &str) -> Asked {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let digest = hex(Sha256::digest(&body));
        let text = format!("v1\n{at}\n{nonce}\n{method}\n{target}\n{digest}");
        let headers = vec![
            ("Cardamom-Key", self.key.clone()),
            ("Cardamom-Timestamp", at.to_string()),
            ("Cardamom-Nonce", nonce.to_owned()),
            ("Cardamom-Signature", hmac(&self.secret, &text)),
        ];
        Asked { method, target: target.to_owned(), headers, body }
    }

    pub async fn get(&self, target: &str, at: i64) -> (u16, Value) {
        send(&self.url, &self.asked("GET", target, &Value::Null, at, &nonce())).await
    }

    pub async fn post(&self, target: &str, body: &Value, at: i64) -> (u16, Value) {
        send(&self.url, &self.asked("POST", target, body, at, &nonce())).await
    }

    pub async fn order(&self, no: &str, product: &str, quantity: i64, more: &Value, at: i64) -> (u16, Value) {
        let mut body = json!({ "order_no": no, "product": product, "quantity": quantity });
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.post("/dock/v1/orders", &body, at).await
    }
}

pub fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

/// Where a partner is told: what came, by path, headers and body.
#[derive(Clone, Default)]
pub struct Ear(Arc<Heard>);

#[derive(Default)]
struct Heard {
    came: Mutex<Vec<(String, HeaderMap, Value)>>,
    deaf: AtomicBool,
}

impl Ear {
    pub async fn open() -> (Self, String) {
        let ear = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/{*rest}", post(hear)).with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        (ear, url)
    }
    pub fn is_deaf(&self, deaf: bool) {
        self.0.deaf.store(deaf, Ordering::SeqCst);
    }
    pub fn take(&self) -> Vec<(String, HeaderMap, Value)> {
        std::mem::take(&mut *self.0.came.lock().unwrap())
    }
}

async fn hear(
    State(ear): State<Ear>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    if ear.0.deaf.load(Ordering::SeqCst) {
        return (StatusCode::BAD_GATEWAY, "");
    }
    let body = serde_json::from_slice(&body).unwrap();
    ear.0.came.lock().unwrap().push((uri.to_string(), headers, body));
    (StatusCode::OK, r#"{"ok":true,"message":"received"}"#)
}
