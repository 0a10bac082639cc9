use crate::events::feed::Feed;
use crate::offers::Shelf;
use crate::places::Places;
use crate::platform::machine::Machine;
use admission::Admission;
use aftercare::Aftercare;
use axum::http::HeaderValue;
use catalog::Listing;
use db::Db;
use docking::Docking;
use identity::{Identity, Rate};
use kernel::{Ambient, Span};
use orders::{ChannelEntry, Figures, Fulfiller, Orders};
use privacy::Privacy;
use receipts::Receipts;
use reconcile::Reconcile;
use settlement::Settlement;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use tally::Tally;
use watch::Watch;

/// What an operator may set.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// Requests that one API key, or one user in sessions, may make in a minute.
    pub requests_per_minute: i64,
    /// The largest JSON body, in bytes.
    pub body_bytes: usize,
    /// The largest file of keys, in bytes.
    pub upload_bytes: usize,
    /// Believe `X-Forwarded-For`: only behind a proxy that sets it itself.
    pub trusted_proxy: bool,
    /// Whether the shop is reached by https: cookies are then sent by nothing else.
    pub secure_cookies: bool,
    /// What apps that make codes show beside the account.
    pub site_name: String,
    /// Versions of what people agree to, and how long what is personal is kept.
    pub privacy: privacy::Settings,
    /// When statements of payment channels are missed, and whether they are fetched.
    pub reconcile: reconcile::Settings,
    /// Whether rules change prices, and how often suppliers are asked what their goods cost.
    pub prices: watch::Settings,
    /// Whether suppliers are asked for their statements.
    pub tally: tally::Settings,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            requests_per_minute: 100_000,
            body_bytes: 1024 * 1024,
            upload_bytes: 512 * 1024 * 1024,
            trusted_proxy: false,
            secure_cookies: false,
            site_name: "Cardamom".to_owned(),
            privacy: privacy::Settings::default(),
            reconcile: reconcile::Settings::default(),
            prices: watch::Settings::default(),
            tally: tally::Settings::default(),
        }
    }
}

/// Everything that the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Shared>);

pub struct Shared {
    pub orders: Orders,
    /// Has credited what is paid, and holds the suppliers.
    pub fulfiller: Fulfiller,
    /// Prices that follow costs and the market.
    pub watch: Watch,
    /// What suppliers say of each day, against our books.
    pub tally: Tally,
    pub identity: Identity,
    pub admission: Admission,
    pub privacy: Privacy,
    pub reconcile: Reconcile,
    pub receipts: Receipts,
    pub settlement: Settlement,
    pub aftercare: Aftercare,
    /// The same one as the storefront's, so that a change is seen in both at once.
    pub listing: Arc<Listing>,
    pub settings: ApiSettings,
    pub(crate) rate: Rate,
    pub(crate) rate_policy: HeaderValue,
    pub(crate) shelf: Shelf,
    pub(crate) documents: crate::docs::Documents,
    pub(crate) figures: Figures,
    pub(crate) feed: Feed,
    pub(crate) exports: Places,
    pub(crate) calls: crate::calls::Calls,
    pub(crate) trials: Places,
    pub(crate) statements: Places,
    pub(crate) supplier_calls: Places,
    pub(crate) channel_figures: crate::payment_channels::health::Remembered,
    /// Channels that come from the settings of the program and not from the book.
    fixed_channels: Vec<ChannelEntry>,
    /// The version of the book that this node works with.
    channels_seen: tokio::sync::Mutex<Option<i64>>,
    pub(crate) machine: OnceLock<Arc<dyn Machine>>,
    pub(crate) docking: OnceLock<Docking>,
}

/// Files of orders that one, and all together, may have written at the same time.
const EXPORTS: (usize, usize) = (1, 4);
/// Payment channels that one, and all together, may try out at the same time.
const TRIALS: (usize, usize) = (1, 4);
/// Statements that one, and all together, may have read: each lies in memory.
const STATEMENTS: (usize, usize) = (1, 2);
/// Suppliers that one, and all together, may wait for by hand.
const SUPPLIER_CALLS: (usize, usize) = (4, 32);

impl Api {
    pub fn new(
        (orders, fulfiller): (Orders, Fulfiller),
        identity: Identity,
        admission: Admission,
        settlement: Settlement,
        aftercare: Aftercare,
        listing: Arc<Listing>,
        settings: ApiSettings,
    ) -> Self {
        let policy = format!("\"default\";q={};w=60", settings.requests_per_minute);
        let personal = settings.privacy.clone();
        Self(Arc::new(Shared {
            privacy: Privacy::new(orders.clone(), identity.clone(), admission.clone(), personal),
            reconcile: Reconcile::new(orders.clone(), identity.clone(), settings.reconcile),
            receipts: Receipts::new(orders.clone()),
            rate: Rate::new(settings.requests_per_minute, Span::minutes(1)),
            rate_policy: HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("")),
            shelf: Shelf::default(),
            documents: crate::docs::Documents::new(),
            figures: Figures::default(),
            feed: Feed::default(),
            exports: Places::new(EXPORTS.0, EXPORTS.1),
            calls: crate::calls::Calls::default(),
            trials: Places::new(TRIALS.0, TRIALS.1),
            statements: Places::new(STATEMENTS.0, STATEMENTS.1),
            supplier_calls: Places::new(SUPPLIER_CALLS.0, SUPPLIER_CALLS.1),
            channel_figures: Default::default(),
            fixed_channels: standing(&orders),
            channels_seen: Default::default(),
            machine: OnceLock::new(),
            watch: Watch::new(watch::Parts {
                db: orders.db().clone(),
                ambient: orders.ambient().clone(),
                book: fulfiller.book().clone(),
                settings: settings.prices,
            }),
            tally: Tally::new(tally::Parts {
                db: orders.db().clone(),
                ambient: orders.ambient().clone(),
                book: fulfiller.book().clone(),
                settings: settings.tally,
            }),
            docking: OnceLock::new(),
            orders,
            fulfiller,
            identity,
            admission,
            settlement,
            aftercare,
            listing,
            settings,
        }))
    }

    pub fn db(&self) -> &Db {
        self.orders.db()
    }
    pub fn ambient(&self) -> &Ambient {
        self.orders.ambient()
    }

    /// Who tells how the machine stands; the first one stays.
    pub fn tell_of(&self, machine: Arc<dyn Machine>) {
        let _ = self.machine.set(machine);
    }

    /// Who knows of partners' shops; the first one stays.
    pub fn open_docks(&self, docking: Docking) {
        let _ = self.docking.set(docking);
    }

    /// To be called after a commit that may have published something: who listens is told. Costs nearly nothing.
    pub fn happened(&self) {
        self.feed.wake();
    }

    /// Forgets the answers that are kept for repeated requests when they are older than two days; how many.
    pub async fn forget_old_answers(&self) -> db::Result<u64> {
        crate::store::forget(self.db(), self.ambient().now().before(Span::days(2))).await
    }

    /// Brings the payment channels of this node up to date with what is set up; whether anything had changed. Each node
    /// asks every few seconds, and the one where somebody changed something at once.
    pub async fn refresh_channels(&self) -> channels::Result<bool> {
        let book = self.admission.channels();
        // One at a time: what was read first must not be put over what was read later.
        let mut seen = self.channels_seen.lock().await;
        if *seen == Some(book.version().await?) {
            return Ok(false);
        }
        let (version, all) = book.load().await?;
        let of_kind = |ready: &channels::Ready| book.kind(&ready.channel.kind);
        let known =
            all.into_iter().filter_map(|ready| crate::payment_channels::entry(of_kind(&ready), ready));
        self.orders.channels().replace(self.fixed_channels.iter().cloned().chain(known).collect());
        *seen = Some(version);
        Ok(true)
    }

    /// What is on sale has changed: this node shows it at once.
    pub(crate) fn catalog_changed(&self) {
        self.listing.forget();
        self.shelf.forget();
    }
}

/// The channels that stand there before the book was opened.
fn standing(orders: &Orders) -> Vec<ChannelEntry> {
    let channels = orders.channels();
    let offered = channels.enabled(orders.ambient().now());
    offered.iter().filter_map(|offered| channels.entry(&offered.code)).collect()
}

impl Deref for Api {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
