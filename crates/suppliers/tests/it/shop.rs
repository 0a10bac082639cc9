use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use kernel::{Ambient, Currency, Money, Secret, Span, Time};
use ports::{NewSupply, RawNotify, Supplied, Supplier, SupplyError, SupplyRef, Wanted};
use sandbox::suppliers::{Config, Control, Running, start};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A shop with one supplier, and an ear for what that one reports.
pub struct Shop {
    pub running: Running,
    pub control: Control,
    pub adapter: Arc<dyn Supplier>,
    pub heard: Arc<Mutex<Vec<RawNotify>>>,
    notify_url: String,
    listening: JoinHandle<()>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

type Ear = (Arc<Mutex<Vec<RawNotify>>>, Arc<str>);

async fn hear(
    State((heard, word)): State<Ear>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    heard.lock().unwrap().push(RawNotify {
        method: method.to_string(),
        target: uri.path_and_query().unwrap().to_string(),
        headers: headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    });
    (StatusCode::OK, word.to_string())
}

/// The adapter of that kind, with some of its settings changed.
pub fn adapter(kind: &str, running: &Running, change: &[(&'static str, &str)]) -> Arc<dyn Supplier> {
    let mut settings = running.settings();
    settings.extend(change.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let settings: BTreeMap<String, Secret<String>> =
        settings.into_iter().map(|(name, value)| (name.to_owned(), Secret::new(value))).collect();
    let kind = suppliers::kinds().iter().find(|known| known.code == kind).unwrap();
    (kind.build)(&settings, Currency::CNY, &Ambient::system()).ok().unwrap()
}

impl Shop {
    pub async fn open(kind: &str, config: Config) -> Self {
        let running = start(config).await.unwrap();
        let adapter = adapter(kind, &running, &[]);
        let heard = Arc::<Mutex<Vec<RawNotify>>>::default();
        let word: Arc<str> = adapter.acknowledgement().into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let notify_url = format!("http://{}/supply/notify/s1", listener.local_addr().unwrap());
        let routes = axum::Router::new().fallback(hear).with_state((heard.clone(), word));
        let listening = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { control: running.control(), running, adapter, heard, notify_url, listening }
    }

    pub fn new_supply(&self, order_no: &str, product: u64, quantity: i64) -> NewSupply {
        NewSupply {
            order_no: order_no.to_owned(),
            wanted: Wanted::Keys,
            product: product.to_string(),
            quantity,
            account: Vec::new(),
            unit_cost: cny(4_750),
            notify_url: self.notify_url.clone(),
        }
    }

    /// The callbacks, once there are so many.
    pub async fn heard(&self, count: usize) -> Vec<RawNotify> {
        for _ in 0..500 {
            let heard = self.heard.lock().unwrap().clone();
            if heard.len() >= count {
                return heard;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{count} callbacks did not come");
    }
}

pub fn cny(fen: i64) -> Money {
    Money::new(fen, Currency::CNY)
}

pub fn now() -> Time {
    Ambient::system().now()
}

/// Sent so many seconds ago.
pub fn asked(new: &NewSupply, reference: Option<&str>, seconds: i64) -> SupplyRef {
    SupplyRef {
        order_no: new.order_no.clone(),
        wanted: new.wanted,
        quantity: new.quantity,
        reference: reference.map(str::to_owned),
        sent_at: now().before(Span::seconds(seconds)),
    }
}

/// The keys of what is delivered, and what they cost.
pub fn keys(supplied: Result<Supplied, SupplyError>) -> (Vec<String>, i64) {
    match supplied {
        Ok(Supplied::Delivered { cost, keys, reference }) => {
            assert!(reference.is_some());
            (keys.iter().map(|key| key.expose().clone()).collect(), cost.unwrap().minor)
        }
        other => panic!("{other:?}"),
    }
}
