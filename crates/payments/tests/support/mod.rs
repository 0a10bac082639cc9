use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use kernel::{Ambient, Currency, Money, PaymentId, Secret, Span};
use payments::{SandboxChannel, SandboxSettings};
use ports::{Device, NewPayment, Notified, NotifyRefusal, Payer, PaymentChannel, PaymentRef, RawNotify};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const MERCHANT: &str = "cardamom";
pub const SECRET: &str = "a secret of the tests";

pub fn settings(url: &str) -> SandboxSettings {
    SandboxSettings { url: url.into(), merchant: MERCHANT.into(), secret: Secret::new(SECRET.into()) }
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

/// A payment by the only name that the sandbox asks for.
pub fn named(payment: PaymentId, ambient: &Ambient) -> PaymentRef {
    PaymentRef { payment, reference: None, amount: cny(1990), created_at: ambient.now() }
}

type Ear = Arc<Mutex<Vec<RawNotify>>>;

/// The gateway, a shop that only listens, and the adapter between them.
pub struct World {
    pub channel: SandboxChannel,
    pub ambient: Ambient,
    pub url: String,
    shop: String,
    ear: Ear,
    http: reqwest::Client,
    _gateway: sandbox::Running,
}

impl World {
    pub async fn new() -> Self {
        let gateway = sandbox::start(sandbox::Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            merchants: vec![(MERCHANT.into(), SECRET.into()), ("else".into(), "another secret".into())],
            public_url: None,
            journal: None,
            control: true,
        })
        .await
        .unwrap();
        let url = format!("http://{}", gateway.addr);
        let ear = Ear::default();
        let shop = serve(Router::new().fallback(listen).with_state(ear.clone())).await;
        let channel = SandboxChannel::new(settings(&url), Ambient::system()).unwrap();
        let http = plain_client();
        Self { channel, ambient: Ambient::system(), url, shop, ear, http, _gateway: gateway }
    }

    pub fn new_payment(&self) -> NewPayment {
        NewPayment {
            payment: PaymentId::new(&self.ambient),
            amount: cny(1990),
            subject: "月卡 × 1".into(),
            notify_url: format!("{}/notify/sandbox?v=1", self.shop),
            return_url: format!("{}/o/1", self.shop),
            expires_at: self.ambient.now().after(Span::minutes(15)),
            payer: Payer { address: None, device: Device::Desktop, open_id: None },
        }
    }

    pub async fn open(&self) -> PaymentId {
        let new = self.new_payment();
        self.channel.create(&new).await.unwrap();
        new.payment
    }

    pub async fn control(&self, what: &str, mut body: Value) -> Value {
        if !matches!(what, "down" | "notify") {
            body["merchant"] = MERCHANT.into();
        }
        let answer = self.http.post(format!("{}/control/{what}", self.url)).json(&body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{what} {body}");
        answer.json().await.unwrap()
    }

    /// Waits for that many notifies and takes them.
    pub async fn heard(&self, count: usize) -> Vec<RawNotify> {
        for _ in 0..500 {
            if self.ear.lock().unwrap().len() >= count {
                return std::mem::take(&mut *self.ear.lock().unwrap());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("only {} of {count} notifies came", self.ear.lock().unwrap().len());
    }

    pub fn verify(&self, notify: &RawNotify) -> Result<Notified, NotifyRefusal> {
        self.channel.verify_notify(notify, self.ambient.now())
    }
}

async fn listen(
    State(ear): State<Ear>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> &'static str {
    let named = headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned()));
    let notify = RawNotify {
        method: method.to_string(),
        target: uri.path_and_query().unwrap().to_string(),
        headers: named.collect(),
        body: body.to_vec(),
    };
    ear.lock().unwrap().push(notify);
    "success"
}

/// Answers everything with the same.
pub async fn fake_gateway(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: String,
) -> String {
    let answer = move || {
        let body = body.clone();
        async move {
            let named = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()));
            (StatusCode::from_u16(status).unwrap(), HeaderMap::from_iter(named), body)
        }
    };
    serve(Router::new().fallback(answer)).await
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Speaks to loopback only, so it needs no roots.
fn plain_client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    reqwest::Client::builder().use_preconfigured_tls(tls).no_proxy().build().unwrap()
}
