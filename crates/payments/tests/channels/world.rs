use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use kernel::{Ambient, Currency, Money, PaymentId, RefundId, Secret, Span};
use ports::{
    Device, NewPayment, NewRefund, Notified, NotifyRefusal, Paid, Payer, PaymentChannel, PaymentRef,
    RawNotify, Settings,
};
use sandbox::channels::{ChannelGateway, ChannelsConfig, Control, Letter, Pay, start_channels};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Ear = Arc<Mutex<Vec<RawNotify>>>;

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

pub struct World {
    pub channel: Arc<dyn PaymentChannel>,
    pub control: Control,
    pub ambient: Ambient,
    pub gateway: ChannelGateway,
    kind: &'static str,
    shop: String,
    ear: Ear,
}

impl World {
    pub async fn new(kind: &'static str) -> Self {
        Self::with(kind, &[]).await
    }

    /// With these fields of the form filled in otherwise.
    pub async fn with(kind: &'static str, changes: &[(&str, &str)]) -> Self {
        let gateway = start_channels(ChannelsConfig::at("127.0.0.1:0".parse().unwrap())).await.unwrap();
        let ear = Ear::default();
        let shop = serve(Router::new().fallback(listen).with_state(ear.clone())).await;
        let control = gateway.control().only(kind).unwrap();
        let channel = build(kind, &gateway.settings(kind), changes);
        let shop = format!("http://{shop}");
        Self { channel, control, ambient: Ambient::system(), gateway, kind, shop, ear }
    }

    /// The same merchant's channel, with these fields filled in otherwise.
    pub fn other(&self, changes: &[(&str, &str)]) -> Arc<dyn PaymentChannel> {
        build(self.kind, &self.gateway.settings(self.kind), changes)
    }

    pub fn new_payment(&self, device: Device) -> NewPayment {
        NewPayment {
            payment: PaymentId::new(&self.ambient),
            amount: cny(1990),
            subject: "月卡 Monthly card × 1".into(),
            notify_url: format!("{}/notify/{}", self.shop, self.kind),
            return_url: format!("{}/o/1?lang=zh", self.shop),
            expires_at: self.ambient.now().after(Span::minutes(15)),
            payer: Payer { address: Some("203.0.113.7".into()), device, open_id: Some("oPayer".into()) },
        }
    }

    pub fn named(&self, payment: PaymentId) -> PaymentRef {
        let created_at = self.ambient.now().before(Span::minutes(1));
        PaymentRef { payment, reference: None, amount: cny(1990), created_at }
    }

    /// A payment that was opened at a desk.
    pub async fn open(&self) -> PaymentRef {
        let new = self.new_payment(Device::Desktop);
        self.channel.create(&new).await.unwrap();
        self.named(new.payment)
    }

    pub fn pay(&self, payment: &PaymentRef) {
        self.control.pay(&payment.payment.to_string(), &Pay::default()).unwrap();
    }

    /// The one arrival that a query tells of.
    pub async fn arrival(&self, payment: &PaymentRef) -> Paid {
        let mut known = self.channel.query(payment).await.unwrap();
        assert_eq!(known.paid.len(), 1);
        known.paid.remove(0)
    }

    pub async fn new_refund(&self, payment: &PaymentRef, minor: i64) -> NewRefund {
        NewRefund {
            refund: RefundId::new(&self.ambient),
            of: payment.clone(),
            event_id: self.arrival(payment).await.event_id,
            amount: cny(minor),
            reason: "来晚了 / too late".into(),
            notify_url: format!("{}/notify/{}", self.shop, self.kind),
        }
    }

    /// So many notifies, once they have come.
    pub async fn heard(&self, many: usize) -> Vec<RawNotify> {
        for _ in 0..200 {
            let heard = std::mem::take(&mut *self.ear.lock().unwrap());
            if heard.len() >= many {
                return heard;
            }
            self.ear.lock().unwrap().splice(0..0, heard);
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{many} notifies did not come");
    }

    pub fn verify(&self, notify: &RawNotify) -> Result<Notified, NotifyRefusal> {
        self.channel.verify_notify(notify, self.ambient.now())
    }
}

/// The adapter with what the form would hold.
pub fn build(
    kind: &str,
    settings: &BTreeMap<String, String>,
    changes: &[(&str, &str)],
) -> Arc<dyn PaymentChannel> {
    build_at(kind, settings, changes, &Ambient::system())
}

/// The same, by that clock.
pub fn build_at(
    kind: &str,
    settings: &BTreeMap<String, String>,
    changes: &[(&str, &str)],
    ambient: &Ambient,
) -> Arc<dyn PaymentChannel> {
    let mut filled = settings.clone();
    filled.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    filled.retain(|_, value| !value.is_empty());
    let filled: Settings = filled.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
    let kind = payments::kinds().iter().find(|known| known.code == kind).unwrap();
    match (kind.build)(kind.code, &filled, ambient) {
        Ok(channel) => channel,
        Err(wrong) => panic!("{wrong:?}"),
    }
}

/// A letter as the shop would get it.
pub fn raw(letter: &Letter) -> RawNotify {
    let target = reqwest::Url::parse(&letter.url).unwrap();
    RawNotify {
        method: letter.method.to_owned(),
        target: target.path().to_owned(),
        headers: letter.headers.clone(),
        body: letter.body.clone(),
    }
}

async fn listen(
    State(ear): State<Ear>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> &'static str {
    let headers = headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap_or_default().to_owned()));
    ear.lock().unwrap().push(RawNotify {
        method: method.to_string(),
        target: uri.to_string(),
        headers: headers.collect(),
        body: body.to_vec(),
    });
    "success"
}

pub async fn serve(routes: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

/// Something that passes between shop and gateway.
pub struct Passing {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

type Bends = Arc<dyn Fn(&mut BTreeMap<String, String>) + Send + Sync>;
type BendsBack = Arc<dyn Fn(&mut Passing) + Send + Sync>;

#[derive(Clone)]
struct Between {
    to: String,
    there: Bends,
    back: BendsBack,
    client: reqwest::Client,
}

/// Somebody between the shop and the gateway who changes the headers there, and all of the answer back.
pub async fn between(
    gateway: SocketAddr,
    there: impl Fn(&mut BTreeMap<String, String>) + Send + Sync + 'static,
    back: impl Fn(&mut Passing) + Send + Sync + 'static,
) -> String {
    let client = plain_client();
    let state =
        Between { to: format!("http://{gateway}"), there: Arc::new(there), back: Arc::new(back), client };
    let address = serve(Router::new().fallback(pass).with_state(state)).await;
    format!("http://{address}")
}

/// A client that follows nothing.
pub fn plain_client() -> reqwest::Client {
    reqwest::Client::builder()
        .use_preconfigured_tls(tls())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

async fn pass(State(between): State<Between>, request: Request) -> Response {
    let plain = |headers: &HeaderMap| -> BTreeMap<String, String> {
        let kept = headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str()));
        kept.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    };
    let (head, body) = request.into_parts();
    let mut headers = plain(&head.headers);
    (between.there)(&mut headers);
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let mut forward = between.client.request(head.method, format!("{}{}", between.to, head.uri)).body(body);
    for (name, value) in headers {
        forward = forward.header(name, value);
    }
    let Ok(answer) = forward.send().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, headers) = (answer.status().as_u16(), plain(answer.headers()));
    let mut passing = Passing { status, headers, body: answer.text().await.unwrap_or_default() };
    (between.back)(&mut passing);
    let mut response = (StatusCode::from_u16(passing.status).unwrap(), passing.body).into_response();
    for (name, value) in passing.headers {
        let name: axum::http::HeaderName = name.parse().unwrap();
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
