use crate::offers::Shelf;
use axum::http::HeaderValue;
use catalog::Listing;
use db::Db;
use identity::{Identity, Rate};
use kernel::{Ambient, Span};
use orders::Orders;
use std::ops::Deref;
use std::sync::Arc;

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
        }
    }
}

/// Everything that the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Api(Arc<Shared>);

pub struct Shared {
    pub orders: Orders,
    pub identity: Identity,
    /// The same one as the storefront's, so that a change is seen in both at once.
    pub listing: Arc<Listing>,
    pub settings: ApiSettings,
    pub(crate) rate: Rate,
    pub(crate) rate_policy: HeaderValue,
    pub(crate) shelf: Shelf,
    pub(crate) documents: crate::docs::Documents,
}

impl Api {
    pub fn new(orders: Orders, identity: Identity, listing: Arc<Listing>, settings: ApiSettings) -> Self {
        let policy = format!("\"default\";q={};w=60", settings.requests_per_minute);
        Self(Arc::new(Shared {
            rate: Rate::new(settings.requests_per_minute, Span::minutes(1)),
            rate_policy: HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("")),
            shelf: Shelf::default(),
            documents: crate::docs::Documents::new(),
            orders,
            identity,
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

    /// Forgets the answers that are kept for repeated requests when they are older than two days; how many.
    pub async fn forget_old_answers(&self) -> db::Result<u64> {
        crate::store::forget(self.db(), self.ambient().now().before(Span::days(2))).await
    }

    /// What is on sale has changed: this node shows it at once.
    pub(crate) fn catalog_changed(&self) {
        self.listing.forget();
        self.shelf.forget();
    }
}

impl Deref for Api {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
