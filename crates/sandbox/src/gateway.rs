use std::collections::HashMap;
use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::auth::Nonces;
use crate::config::Config;
use crate::journal::Book;

/// What all handlers share.
pub struct Gateway {
    /// Secrets by merchant.
    pub secrets: HashMap<String, String>,
    /// Begins every `pay_url`; no slash at the end.
    pub base_url: String,
    pub client: reqwest::Client,
    pub nonces: Mutex<Nonces>,
    pub down: AtomicBool,
    pub switches: watch::Sender<Switches>,
    pub told: Told,
    book: Mutex<Book>,
    stop: watch::Receiver<bool>,
}

pub type Shared = Arc<Gateway>;

/// Called whenever a shop has taken an event.
pub type Told = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

/// How notifies are sent just now.
#[derive(Clone, Copy, Default)]
pub struct Switches {
    /// Before every first try.
    pub delay_ms: u64,
    pub paused: bool,
}

impl Gateway {
    /// Reads the journal and makes ready; nothing is sent yet.
    pub fn new(
        config: &Config,
        bound: SocketAddr,
        told: Told,
        stop: watch::Receiver<bool>,
    ) -> Result<Shared> {
        Ok(Arc::new(Self {
            secrets: config.secrets()?,
            base_url: config.base_url(bound),
            client: client()?,
            nonces: Mutex::default(),
            down: AtomicBool::new(false),
            switches: watch::Sender::new(Switches::default()),
            told,
            book: Mutex::new(Book::open(config.journal.as_deref())?),
            stop,
        }))
    }

    /// The state, locked. Never held over an await.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a task that ends with the gateway.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut stop = self.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = stop.wait_for(|stopped| *stopped) => {}
                () = task => {}
            }
        });
    }

    /// Ends when the gateway is told to stop, or its handle is gone.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stop = self.stop.clone();
        async move {
            let _ = stop.wait_for(|stopped| *stopped).await;
        }
    }
}

/// A client that goes only where it is sent: no proxy, no redirects.
pub fn client() -> Result<reqwest::Client> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .use_preconfigured_tls(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(5))
        .build()
        .map_err(Error::other)
}
