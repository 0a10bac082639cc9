//! Suppliers that credit goods to accounts (直充) or give keys (卡密), as a shop's server meets them, each on one port of its
//! own: 福禄, 卡速售, sites of 独角数卡 Next, shops of 异次元发卡, Reloadly, a seller who reserves and provides, and another
//! Cardamom (豆蔻). Each is
//! written from its public document, or its public source where there is none, without a look at the client side. No real money
//! moves and no account is credited: what would have been done stands in a book, with which a test can prove that no order was
//! done twice.

/// 异次元发卡, as a shop that shares its goods.
mod acg;
/// What a supplier knows: goods, the deposit, orders, accounts; pure.
mod book;
/// Tell the shop how an order ended, and lie to it on demand.
mod calls;
/// Another Cardamom, in its own dialect.
mod cardamom;
/// The levers, for tests and for a demonstration.
mod control;
/// How an order and a question pass over the counter, whatever the protocol.
mod counter;
/// 独角数卡 Next 站点对接.
mod dujiao;
/// 福禄开放平台.
mod fulu;
/// 卡速售 2.0.
mod kasushou;
/// The page on which somebody plays the supplier.
mod page;
/// What is to happen to an order, and who decides it; pure.
mod plan;
/// Gift cards and airtime.
mod reloadly;
/// A seller of keys who is asked to reserve, then to provide.
mod reserve;

pub use book::{Event, Goods, Order, OrderState, Reason, Told};
pub use calls::Forgery;
pub use cardamom::{Claim, Remedy, offer};
pub use control::{Control, Refused};
pub use plan::{Callbacks, Chaos, Fate, Hand, Plan, Reply, When};
pub use reserve::auction;

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::ambient;
use crate::channels::lock;
use book::Book;
use plan::Rules;

/// How far a request may be dated off the supplier's clock. Neither document says; a request that was caught long ago must
/// not work for ever.
const WINDOW_MS: i64 = 10 * 60 * 1000;
/// A key that is not the supplier's.
const OTHER_KEY: &str = "the key of somebody else";

/// Which supplier is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplier {
    Fulu,
    Kasushou,
    Dujiao,
    Acg,
    Reloadly,
    Reserve,
    Cardamom,
}

/// What the shop signs with. No `Debug`: the secret would be in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// 福禄: `app_key`; 卡速售: `UserId`; 独角数卡: the API key; 异次元发卡: `app_id`; Reloadly: `client_id`; 豆蔻: the
    /// docking number; nothing to one who reserves.
    pub name: String,
    /// 福禄: the app secret; 卡速售: `apikey`; 独角数卡: the API secret; 异次元发卡: `app_key`; Reloadly: `client_secret`; 豆蔻: the
    /// docking secret; who reserves: the bearer token.
    pub secret: String,
}

/// Milliseconds since 1970: the world's clock, or a simulator's.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a supplier is started with.
#[derive(Clone)]
pub struct Config {
    pub supplier: Supplier,
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// How the shop reaches it, without a path; by default its address.
    pub public_url: Option<String>,
    /// Made by chance where none are given.
    pub credentials: Option<Credentials>,
    /// Where 福禄 and Reloadly report to, and 豆蔻 of its goods: it is agreed with the merchant once. The others are told with
    /// every order.
    pub callback_url: Option<String>,
    pub goods: Vec<Goods>,
    /// What is deposited at first, in fen.
    pub deposit: i64,
    /// What happens to an order of which nothing else is said.
    pub usual: Plan,
    /// Whether `/control/…` and the page exist.
    pub control: bool,
    pub clock: Clock,
    /// The supplier's own numbers count on from this one.
    pub first_id: u64,
}

impl Config {
    /// Some goods, a deposit of 10,000 yuan, everything credited at once.
    pub fn at(supplier: Supplier, listen: SocketAddr) -> Self {
        let phone = Goods { face: 5_000, phone: true, ..Goods::new(10_000_003, "话费 50 元", 4_630) };
        let credit =
            || vec![Goods::new(10_000_001, "Q币 1 个", 98), Goods::new(10_000_002, "视频会员月卡", 1_880)];
        let keys = || {
            vec![
                Goods::of_keys(10_000_004, "游戏点卡 · 50 元", 4_750),
                Goods::of_keys(10_000_005, "游戏点卡 · 100 元", 9_400),
            ]
        };
        let goods = match supplier {
            Supplier::Fulu | Supplier::Kasushou => [credit(), vec![phone]].concat(),
            Supplier::Dujiao | Supplier::Acg | Supplier::Cardamom => [credit(), keys()].concat(),
            Supplier::Reloadly => [keys(), vec![phone]].concat(),
            Supplier::Reserve => keys(),
        };
        let now: u64 = ambient::now_ms().try_into().unwrap_or_default();
        Self {
            supplier,
            listen,
            public_url: None,
            credentials: None,
            callback_url: None,
            goods,
            deposit: 1_000_000,
            usual: Plan::default(),
            control: true,
            clock: Arc::new(ambient::now_ms),
            first_id: now.saturating_mul(1000),
        }
    }
}

/// How the supplier behaves just now, whatever the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Nothing but 503, to whatever the shop asks.
    pub away: bool,
    /// What becomes of the answers to questions about orders.
    pub queries: Reply,
    /// Every answer is signed with a key that is not the supplier's, where answers are signed: 福禄.
    pub forge_answers: bool,
    /// No callback goes out of its own accord.
    pub mute_callbacks: bool,
    /// What is asked to be taken back is not: 卡速售, 独角数卡.
    pub refuse_cancels: bool,
    /// No callback is sent to an address inside a house, and an order that names one is refused: 独角数卡, 豆蔻.
    pub public_callbacks: bool,
    /// Written in the other way that is seen in the world: callbacks as a form where JSON is usual and the other way around;
    /// 卡速售's amounts as numbers, as its examples have them, where its tables say text; and 异次元发卡 as older or newer
    /// shops and shops on Windows write it.
    pub odd: bool,
    /// How far the supplier's clock is off, in milliseconds: what is asked of it seems too old, or from tomorrow, and so does
    /// what it says.
    pub skew_ms: i64,
}

/// All that may change, behind one lock.
struct Desk {
    book: Book,
    rules: Rules,
    switches: Switches,
    /// Where 福禄 reports to.
    callback_url: Option<String>,
    /// What 豆蔻 remembers beside the book.
    docking: cardamom::Memory,
}

struct House {
    supplier: Supplier,
    /// No slash at the end.
    base: String,
    credentials: Credentials,
    client: reqwest::Client,
    clock: Clock,
    next_id: AtomicU64,
    desk: Mutex<Desk>,
}

type Shared = Arc<House>;

impl House {
    /// Locked; never held over an await.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        lock(&self.desk)
    }

    fn switches(&self) -> Switches {
        self.desk().switches
    }

    fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// What the supplier's clock says, right or wrong. Looks at the levers: not to be asked while they are held.
    fn clock_ms(&self) -> i64 {
        self.now_ms().saturating_add(self.switches().skew_ms)
    }

    fn is_timely(&self, at_ms: i64) -> bool {
        self.is_within(at_ms, WINDOW_MS)
    }

    fn is_within(&self, at_ms: i64, window_ms: i64) -> bool {
        self.clock_ms().abs_diff(at_ms) <= window_ms.unsigned_abs()
    }

    /// The supplier's own number for a new order.
    fn new_id(&self) -> String {
        let number = self.next_id.fetch_add(1, Ordering::Relaxed);
        match self.supplier {
            Supplier::Fulu => format!("{number:020}"),
            Supplier::Kasushou => format!("API{number:020}"),
            Supplier::Acg => format!("{number:018}"),
            Supplier::Dujiao | Supplier::Reloadly | Supplier::Reserve | Supplier::Cardamom => {
                number.to_string()
            }
        }
    }

    /// What the shop's owner would type in.
    fn settings(&self) -> BTreeMap<&'static str, String> {
        let (name, secret) = match self.supplier {
            Supplier::Fulu => ("app_key", "app_secret"),
            Supplier::Kasushou => ("user_id", "api_key"),
            Supplier::Dujiao => ("api_key", "api_secret"),
            Supplier::Acg => ("app_id", "app_key"),
            Supplier::Cardamom => ("key", "secret"),
            Supplier::Reloadly => return reloadly::settings(self),
            Supplier::Reserve => return reserve::settings(self),
        };
        let Credentials { name: id, secret: key } = self.credentials.clone();
        [("url", self.base.clone()), (name, id), (secret, key)].into()
    }
}

/// A supplier, running. Dropping it stops it.
pub struct Running {
    address: SocketAddr,
    house: Shared,
    server: JoinHandle<()>,
}

impl Running {
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Without a path and without a slash at its end.
    pub fn url(&self) -> String {
        self.house.base.clone()
    }

    pub fn credentials(&self) -> Credentials {
        self.house.credentials.clone()
    }

    /// `url`, and `app_key` and `app_secret` of 福禄, `user_id` and `api_key` of 卡速售, `api_key` and `api_secret` of
    /// 独角数卡, or `app_id` and `app_key` of 异次元发卡; of the others all that they want to know.
    pub fn settings(&self) -> BTreeMap<&'static str, String> {
        self.house.settings()
    }

    pub fn control(&self) -> Control {
        Control::of(self.house.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts a supplier. Fails where the address is taken.
pub async fn start(config: Config) -> Result<Running> {
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let credentials = match config.credentials {
        Some(given) => given,
        None => made(config.supplier)?,
    };
    let house = Arc::new(House {
        supplier: config.supplier,
        base: crate::config::base_url(config.public_url.as_deref(), address),
        credentials,
        client: crate::gateway::client()?,
        clock: config.clock,
        next_id: AtomicU64::new(config.first_id),
        desk: Mutex::new(Desk {
            book: Book::open(config.goods, config.deposit),
            rules: Rules::with_usual(config.usual),
            switches: Switches::default(),
            callback_url: config.callback_url,
            docking: cardamom::Memory::default(),
        }),
    });
    let routes = routes(&house, config.control);
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the stand-in for a supplier ended");
        }
    });
    tracing::info!(%address, supplier = ?house.supplier, "a stand-in for a supplier listens; no account is credited");
    Ok(Running { address, house, server })
}

fn made(supplier: Supplier) -> Result<Credentials> {
    let secret = ambient::id("").map_err(Error::other)?;
    let name = match supplier {
        // As an app_key looks: base64, with the signs that a form would encode.
        Supplier::Fulu => format!("{}+/==", ambient::id("").map_err(Error::other)?),
        Supplier::Kasushou => "10000".to_owned(),
        Supplier::Dujiao => ambient::id("DJ").map_err(Error::other)?,
        Supplier::Acg => "1001".to_owned(),
        Supplier::Reloadly => ambient::id("").map_err(Error::other)?,
        Supplier::Reserve => "seller".to_owned(),
        Supplier::Cardamom => "10000007".to_owned(),
    };
    Ok(Credentials { name, secret })
}

fn routes(house: &Shared, with_control: bool) -> Router {
    let protocol = match house.supplier {
        Supplier::Fulu => fulu::routes(house.clone()),
        Supplier::Kasushou => kasushou::routes(house.clone()),
        Supplier::Dujiao => dujiao::routes(house.clone()),
        Supplier::Acg => acg::routes(house.clone()),
        Supplier::Reloadly => reloadly::routes(house.clone()),
        Supplier::Reserve => reserve::routes(house.clone()),
        Supplier::Cardamom => cardamom::routes(house.clone()),
    };
    let mut routes = protocol.layer(from_fn_with_state(house.clone(), unless_away));
    if with_control {
        routes = routes.merge(control::routes(house.clone())).merge(page::routes(house.clone()));
    }
    routes.fallback(|| async { StatusCode::NOT_FOUND })
}

async fn unless_away(State(house): State<Shared>, request: Request, next: Next) -> Response {
    if house.switches().away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(request).await
}

/// A member of a request as text: shops write numbers as numbers and as text.
fn text_of(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).map(plain).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A whole number above zero.
fn whole_of(members: &Map<String, Value>, name: &str) -> Option<u64> {
    text_of(members, name).parse().ok().filter(|number| *number > 0)
}

/// Both documents demand it of every request.
fn is_json(headers: &axum::http::HeaderMap) -> bool {
    let kind = headers.get(axum::http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

fn json_of(answer: &Value) -> Response {
    ([("content-type", "application/json; charset=utf-8")], answer.to_string()).into_response()
}

#[cfg(test)]
mod tests;
