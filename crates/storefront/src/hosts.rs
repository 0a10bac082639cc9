//! Stores at domains of their own: which one a request is for, and what is served there.
//!
//! A domain of a merchant's may lead anywhere tomorrow, to a machine of the merchant's as well. So nobody is logged in
//! there: no session is read or begun, and what needs one leads to the platform's own address. Guests buy there as
//! everywhere; their cookies are that host's alone.

use crate::Storefront;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Ambient, Bilingual, MerchantId, Span, Time};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

const FRESH_FOR: Span = Span::seconds(3);

/// The store whose own domain a request came to.
#[derive(Clone, Debug)]
pub(crate) struct OwnStore {
    pub merchant: MerchantId,
    pub slug: String,
    pub name: Bilingual,
    domain: String,
    token: String,
}

/// By domain, and by merchant.
#[derive(Default)]
struct Known {
    read_at: Time,
    stores: HashMap<String, Arc<OwnStore>>,
    domains: HashMap<MerchantId, String>,
}

pub(crate) struct Hosts {
    db: db::Db,
    ambient: Ambient,
    /// `https://shop.example`
    base_url: String,
    kept: RwLock<Option<Arc<Known>>>,
    refreshing: tokio::sync::Mutex<()>,
}

impl Hosts {
    pub fn new(orders: &orders::Orders) -> Self {
        Self {
            db: orders.db().clone(),
            ambient: orders.ambient().clone(),
            base_url: orders.base_url().to_owned(),
            kept: RwLock::default(),
            refreshing: tokio::sync::Mutex::new(()),
        }
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The store whose domain that is; none where it is the platform's own, or nobody's.
    async fn store_at(&self, host: &str) -> Option<Arc<OwnStore>> {
        if host.is_empty() || host == name_of(authority(&self.base_url)) || host.parse::<IpAddr>().is_ok() {
            return None;
        }
        let known = self.known().await;
        known.stores.get(host).cloned()
    }

    /// Where the merchant's store is reached by its own name: `https://cards.example`.
    pub async fn own_address(&self, merchant: MerchantId) -> Option<String> {
        let known = self.known().await;
        known.domains.get(&merchant).map(|domain| self.address(domain))
    }

    /// Schema and port are the platform's.
    fn address(&self, domain: &str) -> String {
        let (schema, _) = self.base_url.split_once("://").unwrap_or(("https", ""));
        let port = authority(&self.base_url).strip_prefix(name_of(authority(&self.base_url)));
        format!("{schema}://{domain}{}", port.unwrap_or_default())
    }

    /// As old as [`FRESH_FOR`], or as long as it takes to read anew. Where nothing can be read, what was known stands.
    async fn known(&self) -> Arc<Known> {
        let old = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now = self.ambient.now();
        if let Some(old) = &old {
            if (0..FRESH_FOR.0).contains(&now.since(old.read_at).0) {
                return old.clone();
            }
            // One reads, the others go on with what is known.
            let Ok(_turn) = self.refreshing.try_lock() else { return old.clone() };
            return self.read(now).await.unwrap_or_else(|| old.clone());
        }
        let _turn = self.refreshing.lock().await;
        let meanwhile = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        match meanwhile {
            Some(known) => known,
            None => self.read(now).await.unwrap_or_default(),
        }
    }

    async fn read(&self, now: Time) -> Option<Arc<Known>> {
        let hosted = match merchants::hosted_stores(&self.db).await {
            Ok(hosted) => hosted,
            Err(error) => {
                tracing::warn!(%error, "the domains of stores could not be read");
                return None;
            }
        };
        let mut known = Known { read_at: now, ..Known::default() };
        for found in hosted {
            let store = OwnStore {
                merchant: found.store.merchant,
                slug: found.store.slug,
                name: found.store.name,
                domain: found.domain.clone(),
                token: found.token,
            };
            known.domains.insert(store.merchant, found.domain.clone());
            known.stores.insert(found.domain, Arc::new(store));
        }
        let known = Arc::new(known);
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Some(known)
    }
}

/// What is a store's own; everything else is the platform's.
const OF_A_STORE: [&str; 14] = [
    "/c/",
    "/p/",
    "/s/",
    "/pay/",
    "/o/",
    "/k/",
    "/checkout",
    "/lookup",
    "/lang/",
    "/region",
    "/static/",
    "/pictures/",
    "/logos/",
    "/favicon.ico",
];

/// Says which store a request is for, and leads away from its domain what does not belong there.
pub(crate) async fn recognise(State(shop): State<Storefront>, mut request: Request, next: Next) -> Response {
    let hosts = &shop.0.hosts;
    let host = host_of(request.headers().get(header::HOST).and_then(|host| host.to_str().ok()), &request);
    let Some(own) = hosts.store_at(&host).await else { return next.run(request).await };
    let path = request.uri().path();
    if path == merchants::PROOF_PATH {
        // Its holder's line: so that the domain goes on saying whose it is when it leads here.
        return merchants::proof_line(&own.token).into_response();
    }
    if path != "/" && !OF_A_STORE.iter().any(|start| path.starts_with(start)) {
        let here = request.uri().path_and_query().map_or("/", |address| address.as_str());
        return Redirect::to(&format!("{}{here}", hosts.base_url())).into_response();
    }
    request.extensions_mut().insert(own);
    next.run(request).await
}

/// Around what is served at the platform's own address only: API, console. No credential is taken anywhere else.
pub async fn platform_only(State(shop): State<Storefront>, request: Request, next: Next) -> Response {
    let host = host_of(request.headers().get(header::HOST).and_then(|host| host.to_str().ok()), &request);
    match shop.0.hosts.store_at(&host).await {
        None => next.run(request).await,
        Some(_) => {
            let words = format!("this is served at {} only\n", shop.0.hosts.base_url());
            (StatusCode::MISDIRECTED_REQUEST, words).into_response()
        }
    }
}

/// The store that [`recognise`] found.
pub(crate) fn own_store(parts: &Parts) -> Option<Arc<OwnStore>> {
    parts.extensions.get::<Arc<OwnStore>>().cloned()
}

impl OwnStore {
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

/// The name that the client asked for, in small letters, without port and final dot.
fn host_of(header: Option<&str>, request: &Request) -> String {
    let asked = header.or_else(|| request.uri().host()).unwrap_or_default();
    name_of(asked).trim_end_matches('.').to_ascii_lowercase()
}

fn authority(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, behind)| behind).split('/').next().unwrap_or_default()
}

fn name_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => authority,
    }
}
