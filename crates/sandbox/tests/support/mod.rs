//! A merchant's side of the protocol, written from its page alone, and a shop that listens for notifies.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use hmac::Mac;
use sandbox::{Config, Running};
use serde_json::{Value, json};
use sha2::Digest;

pub const SECRET: &str = "a secret of the shop";
pub const OTHER_SECRET: &str = "a secret of the other";

pub fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn hmac_of(secret: &str, lines: &[&str]) -> String {
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(lines.join("\n").as_bytes());
    hex(&mac.finalize().into_bytes())
}

pub fn sha(body: &[u8]) -> String {
    hex(&sha2::Sha256::digest(body))
}

pub fn nonce() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).unwrap();
    hex(&bytes)
}

/// A client that needs no process-wide TLS provider.
pub fn http() -> reqwest::Client {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let redirect = reqwest::redirect::Policy::none();
    reqwest::Client::builder().use_preconfigured_tls(tls).no_proxy().redirect(redirect).build().unwrap()
}

/// What a request may do wrong.
#[derive(Clone)]
pub struct Bend {
    pub merchant: String,
    pub secret: String,
    pub timestamp: String,
    pub nonce: String,
    pub signed_path: Option<String>,
    pub signed_body: Option<String>,
    pub signature: Option<String>,
}

impl Bend {
    pub fn none() -> Self {
        Self {
            merchant: "shop".into(),
            secret: SECRET.into(),
            timestamp: (now_ms() / 1000).to_string(),
            nonce: nonce(),
            signed_path: None,
            signed_body: None,
            signature: None,
        }
    }
}

/// The answer and whether it carried a signature, which then was right.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub json: Value,
    pub signed: bool,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status == 200 && self.signed, "{self:?}");
        self.json
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: &str, signed: bool) {
        let seen = (self.status, self.json["code"].as_str().unwrap_or_default(), self.signed);
        assert_eq!(seen, (status, code, signed), "{self:?}");
    }
}

pub struct World {
    pub gateway: Running,
    pub shop: Shop,
    pub http: reqwest::Client,
}

impl World {
    pub async fn new() -> Self {
        Self::with(None, true, Shop::open().await).await
    }

    pub async fn with(journal: Option<&Path>, control: bool, shop: Shop) -> Self {
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            merchants: vec![("shop".into(), SECRET.into()), ("other".into(), OTHER_SECRET.into())],
            public_url: None,
            journal: journal.map(Path::to_owned),
            control,
        };
        Self { gateway: sandbox::start(config).await.unwrap(), shop, http: http() }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.gateway.addr)
    }

    /// A content for `POST /v1/payments` that lives for 10 minutes.
    pub fn ask(&self, number: &str) -> Value {
        json!({
            "out_trade_no": number, "amount": 1990, "currency": "CNY", "subject": "月卡 <script>alert(1)</script>",
            "notify_url": self.shop.url("/notify?channel=sandbox"), "return_url": "http://shop.example/o/1?a=1&b=2",
            "expires_at": now_ms() + 600_000
        })
    }

    pub async fn open(&self, number: &str) -> Value {
        self.post("/v1/payments", &self.ask(number)).await.ok()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string(), Bend::none()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", Bend::none()).await
    }

    pub async fn query(&self, number: &str) -> Value {
        self.get(&format!("/v1/payments/{number}")).await.ok()
    }

    pub async fn send(&self, method: &str, path: &str, body: &str, bend: Bend) -> Answer {
        let signed_body = bend.signed_body.as_deref().unwrap_or(body);
        let lines = [
            "sandbox-request-v1",
            &bend.timestamp,
            &bend.nonce,
            method,
            bend.signed_path.as_deref().unwrap_or(path),
            &sha(signed_body.as_bytes()),
        ];
        let signature = bend.signature.clone().unwrap_or_else(|| hmac_of(&bend.secret, &lines));
        let request = self
            .http
            .request(method.parse().unwrap(), self.url(path))
            .header("Sandbox-Merchant", &bend.merchant)
            .header("Sandbox-Timestamp", &bend.timestamp)
            .header("Sandbox-Nonce", &bend.nonce)
            .header("Sandbox-Signature", signature)
            .header("content-type", "application/json")
            .body(body.to_owned());
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let signed = headers.get("sandbox-signature").is_some_and(|signature| {
            let timestamp = headers["sandbox-timestamp"].to_str().unwrap();
            let lines = ["sandbox-answer-v1", timestamp, &bend.nonce, status.as_str(), &sha(&bytes)];
            assert_eq!(signature.to_str().unwrap(), hmac_of(&bend.secret, &lines));
            true
        });
        Answer { status: status.as_u16(), json: serde_json::from_slice(&bytes).unwrap_or_default(), signed }
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let mut body = body;
        if path == "pay" || path == "resend" || path == "forge" {
            body["merchant"] = "shop".into();
        }
        let sent = self.http.post(self.url(&format!("/control/{path}"))).json(&body).send().await.unwrap();
        let (status, text) = (sent.status(), sent.text().await.unwrap());
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Presses a button of the buyer's page; status and, after a redirect, the page.
    pub async fn press(&self, payment: &Value, action: &str) -> (u16, String) {
        let url = payment["pay_url"].as_str().unwrap();
        let form = format!("action={action}");
        let request = self.http.post(format!("{url}?lang=en")).body(form);
        let pressed =
            request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        let status = pressed.status().as_u16();
        if status != 303 {
            return (status, pressed.text().await.unwrap());
        }
        assert_eq!(pressed.headers()["location"], "?lang=en");
        (status, self.page(url, "?lang=en").await)
    }

    pub async fn page(&self, url: &str, query: &str) -> String {
        self.http.get(format!("{url}{query}")).send().await.unwrap().text().await.unwrap()
    }
}

/// A notify as it came in; its signature was checked.
#[derive(Clone, Debug)]
pub struct Notify {
    pub headers: HeaderMap,
    pub body: String,
    pub json: Value,
    pub genuine: bool,
}

#[derive(Default)]
struct Desk {
    received: Vec<Notify>,
    answers: VecDeque<(u16, &'static str)>,
}

/// Answers notifies with what it was told to, and with `success` otherwise.
#[derive(Clone)]
pub struct Shop {
    addr: SocketAddr,
    desk: Arc<Mutex<Desk>>,
}

impl Shop {
    pub async fn open() -> Self {
        let desk = Arc::<Mutex<Desk>>::default();
        let routes = axum::Router::new()
            .route("/notify", axum::routing::post(receive))
            .route("/elsewhere", axum::routing::any(|| async { "success" }))
            .with_state(desk.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { addr, desk }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub fn will_answer(&self, answers: &[(u16, &'static str)]) {
        self.desk.lock().unwrap().answers.extend(answers);
    }

    pub fn received(&self) -> Vec<Notify> {
        self.desk.lock().unwrap().received.clone()
    }

    /// Waits at most 10 s for this many notifies.
    pub async fn wait_for(&self, count: usize) -> Vec<Notify> {
        for _ in 0..500 {
            if self.received().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let received = self.received();
        assert_eq!(received.len(), count, "{received:?}");
        received
    }
}

async fn receive(
    State(desk): State<Arc<Mutex<Desk>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap, &'static str) {
    let text = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
    let path = uri.path_and_query().unwrap().as_str();
    let (timestamp, nonce) = (text("sandbox-timestamp"), text("sandbox-nonce"));
    let expected = hmac_of(SECRET, &["sandbox-notify-v1", timestamp, nonce, "POST", path, &sha(&body)]);
    let genuine = expected == text("sandbox-signature") && text("sandbox-merchant") == "shop";
    let json = serde_json::from_slice(&body).unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let mut desk = desk.lock().unwrap();
    desk.received.push(Notify { headers: headers.clone(), body, json, genuine });
    let (status, answer) = desk.answers.pop_front().unwrap_or((200, "success"));
    let mut headers = HeaderMap::new();
    headers.insert("location", "/elsewhere".parse().unwrap());
    (StatusCode::from_u16(status).unwrap(), headers, answer)
}
