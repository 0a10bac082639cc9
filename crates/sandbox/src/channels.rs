//! Payment gateways of the world as a shop's server and a buyer meet them, on one port of their own, each under its
//! path. Each is written from its public document, without a look at the client side. No real money moves.
//!
//! To add one: a file in `channels/` with a [`Kind`], and its line in [`kinds`].

// In brackets stand names in JSON objects that were made just before: reading one that is missing gives null.
#![allow(clippy::indexing_slicing)]

/// Alipay's open platform.
mod alipay;
/// BEpusdt.
mod bepusdt;
/// What the gateways know: payments, arrivals, refunds; pure.
mod book;
/// Times as gateways in China write them; pure.
pub(crate) mod china;
/// The levers, for tests and for a demonstration.
mod control;
/// EPay's first version.
mod epay;
/// What both versions of EPay export.
mod epay_statement;
/// EPay's second version.
mod epay_v2;
/// Forms and queries as they are written.
pub(crate) mod form;
/// The keys of the gateways and of their merchant.
mod keys;
/// MD5 in hexadecimal digits.
pub(crate) mod md5;
/// Tell the shop what happened, and lie to it on demand.
mod notify;
/// The page on which a buyer pays.
mod page;
/// The sandbox gateway's own protocol.
mod sandbox;
/// Signatures of those that sign with RSA keys; pure.
mod signing;
/// What happened on a day, for whoever writes a statement.
mod statements;
/// Stripe's Checkout.
mod stripe;
/// TokenPay.
mod tokenpay;
/// WeChat Pay, API v3.
mod wechat;

pub use book::{
    Arrival, Dispute, DisputeState, NoRefund, Payment, Refund, RefundState, Transfer, TransferState,
};
pub use control::{Control, Pay, Refused, Release};
pub use notify::{Answer, BadAmount, Forgery, Letter};

/// Sends a letter once; suppliers write letters too.
pub(crate) use notify::send as send_letter;

use std::collections::{BTreeMap, HashMap};
use std::io::{Error, Result};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::ambient;
use book::Book;
use keys::Keys;
use notify::{Told, Waiting};
use statements::Day;

/// All gateways that are spoken here.
fn kinds() -> Vec<Arc<dyn Kind>> {
    vec![
        Arc::new(alipay::Alipay),
        Arc::new(wechat::Wechat),
        Arc::new(epay::Epay),
        Arc::new(epay_v2::EpayV2),
        Arc::new(bepusdt::Bepusdt),
        Arc::new(tokenpay::Tokenpay),
        Arc::new(stripe::Stripe),
        Arc::new(sandbox::Sandbox),
    ]
}

/// One gateway's protocol. It holds nothing: what it remembers is in the book, its keys are in [`Keys`].
trait Kind: Send + Sync + 'static {
    /// As Cardamom calls it: `epay_v2`.
    fn code(&self) -> &'static str;
    /// The first part of its paths: `epay2`.
    fn path(&self) -> &'static str;
    /// What the shop's owner types into the form, by the names of its fields.
    fn settings(&self, house: &House) -> Result<BTreeMap<String, String>>;
    /// Its API, below its path.
    fn routes(&self, house: Shared) -> Router;
    /// The notify about something, true or bent; none where the protocol tells nothing of it.
    fn letter(&self, house: &House, told: &Told<'_>) -> Option<Letter>;
    /// A day's statement, as its merchant would download it; none where it has none.
    fn statement(&self, _house: &House, _day: Day) -> Option<String> {
        None
    }
    /// How it numbers disputes; none where the protocol knows no disputes.
    fn disputes(&self) -> Option<&'static str> {
        None
    }
    /// How far its calendar is ahead of UTC, in milliseconds.
    fn ahead(&self) -> i64 {
        8 * 3_600_000
    }
    /// Whether the shop's answer ends the notifies.
    fn is_taken(&self, answer: &Answer) -> bool;
    /// Where the buyer is sent once this is paid.
    fn way_back(&self, _house: &House, payment: &Payment) -> Option<String> {
        payment.return_url.clone()
    }
}

/// What the gateways are started with.
#[derive(Clone, Debug)]
pub struct ChannelsConfig {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// How browsers and the shop reach it, without a path; by default its address.
    pub public_url: Option<String>,
    /// Keys and secrets by their names (`epay.key`, `epay_v2.merchant`, …). What is not here is made by chance.
    pub keys: BTreeMap<String, String>,
    /// Where they are kept over a restart.
    pub keys_file: Option<PathBuf>,
    /// Whether `/control/…` exists.
    pub control: bool,
}

impl ChannelsConfig {
    pub fn at(listen: SocketAddr) -> Self {
        Self { listen, public_url: None, keys: BTreeMap::new(), keys_file: None, control: true }
    }
}

/// How a gateway behaves just now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Nothing but 503, to the shop and to buyers.
    pub down: bool,
    /// What is opened is written down, and the answer breaks off.
    pub mute_create: bool,
    /// What is given back is given back, and the answer breaks off.
    pub mute_refund: bool,
    /// What is asked to be given back is refused, or fails later.
    pub fail_refunds: bool,
    /// What is given back is under way until [`Control::settle_refund`].
    pub refund_pending: bool,
    /// What is transferred is transferred, and the answer breaks off.
    pub mute_transfer: bool,
    /// A transfer that is asked for does not get here, and no answer comes.
    pub lose_transfers: bool,
    /// What is transferred is under way until [`Control::settle_transfer`].
    pub transfer_pending: bool,
    /// The merchant has nothing on the account that is transferred from.
    pub poor: bool,
    /// Answers are signed with a key that is not the gateway's, where answers are signed.
    pub forge_answers: bool,
    /// Answers are written as the oddest gateways of the kind write them.
    pub odd: bool,
    pub notifies: Notifies,
    /// Before the first try of every notify, in milliseconds.
    pub delay_ms: u64,
    /// How many more times each notify is sent, whatever the shop answers.
    pub doubled: usize,
    /// How far the gateway's clock is ahead, in milliseconds.
    pub skew_ms: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notifies {
    #[default]
    Sent,
    /// They wait for [`Control::release`].
    Held,
    Dropped,
}

/// What all of them share.
struct House {
    /// Begins every address; no slash at the end.
    base: String,
    kinds: Vec<Arc<dyn Kind>>,
    keys: Keys,
    client: reqwest::Client,
    book: Mutex<Book>,
    switches: Mutex<HashMap<&'static str, Switches>>,
    held: Mutex<Vec<Waiting>>,
}

type Shared = Arc<House>;

impl House {
    /// The book, locked. Never held over an await.
    fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }

    fn switches(&self, gateway: &str) -> Switches {
        lock(&self.switches).get(gateway).cloned().unwrap_or_default()
    }

    fn kind(&self, code: &str) -> Option<&Arc<dyn Kind>> {
        self.kinds.iter().find(|kind| kind.code() == code)
    }

    /// By the gateway's own clock, in milliseconds.
    fn now_ms(&self, gateway: &str) -> i64 {
        ambient::now_ms().saturating_add(self.switches(gateway).skew_ms)
    }

    /// Where a buyer pays this.
    fn pay_page(&self, payment: &Payment) -> String {
        let path = self.kind(payment.gateway).map_or("", |kind| kind.path());
        format!("{}/pay/{path}/{}", self.base, payment.id)
    }

    /// The answer to opening something.
    fn opened(&self, gateway: &str, answer: Response) -> Response {
        if self.switches(gateway).mute_create { broken() } else { answer }
    }

    /// The answer to giving something back.
    fn refunded(&self, gateway: &str, answer: Response) -> Response {
        if self.switches(gateway).mute_refund { broken() } else { answer }
    }

    /// The answer to transferring something.
    fn transferred(&self, gateway: &str, answer: Response) -> Response {
        if self.switches(gateway).mute_transfer { broken() } else { answer }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer that breaks off after its head: what was asked may have happened, or not.
pub(crate) fn broken() -> Response {
    let nothing = futures_util::stream::once(async {
        Err::<axum::body::Bytes, Error>(Error::other("broken off on purpose"))
    });
    axum::body::Body::from_stream(nothing).into_response()
}

/// All gateways, running. Dropping it stops them.
pub struct ChannelGateway {
    address: SocketAddr,
    house: Shared,
    server: JoinHandle<()>,
}

impl ChannelGateway {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Of the gateways, as Cardamom calls them.
    pub fn codes(&self) -> Vec<&'static str> {
        self.house.kinds.iter().map(|kind| kind.code()).collect()
    }

    /// What the owner of a shop would type into the form for this gateway; nothing for one that is not spoken here.
    pub fn settings(&self, kind: &str) -> BTreeMap<String, String> {
        let settings = self.house.kind(kind).map(|kind| kind.settings(&self.house));
        settings.and_then(Result::ok).unwrap_or_default()
    }

    pub fn control(&self) -> Control {
        Control::of(self.house.clone())
    }
}

impl Drop for ChannelGateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts all gateways. Fails where the address is taken, or the file of keys cannot be read.
pub async fn start_channels(config: ChannelsConfig) -> Result<ChannelGateway> {
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let base = crate::config::base_url(config.public_url.as_deref(), address);
    let house = Arc::new(House {
        base,
        kinds: kinds(),
        keys: Keys::open(config.keys, config.keys_file)?,
        client: crate::gateway::client()?,
        book: Mutex::default(),
        switches: Mutex::default(),
        held: Mutex::default(),
    });
    let routes = routes(&house, config.control);
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the stand-ins for payment gateways ended");
        }
    });
    tracing::info!(%address, "stand-ins for payment gateways listen; no real money moves");
    Ok(ChannelGateway { address, house, server })
}

fn routes(house: &Shared, with_control: bool) -> Router {
    let mut routes = Router::new().merge(page::routes(house.clone()));
    for kind in &house.kinds {
        routes = routes.nest(&format!("/{}", kind.path()), kind.routes(house.clone()));
    }
    routes = routes.layer(from_fn_with_state(house.clone(), unless_down));
    if with_control {
        routes = routes.merge(control::routes(house.clone()));
    }
    routes.fallback(|| async { StatusCode::NOT_FOUND })
}

async fn unless_down(State(house): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let first = path.strip_prefix("/pay").unwrap_or(path).split('/').nth(1).unwrap_or_default();
    let kind = house.kinds.iter().find(|kind| kind.path() == first);
    if kind.is_some_and(|kind| house.switches(kind.code()).down) {
        return (StatusCode::SERVICE_UNAVAILABLE, "down for maintenance").into_response();
    }
    next.run(request).await
}
