use crate::hosts::Hosts;
use crate::render::Renderer;
use crate::shelf::Shelf;
use crate::static_files::Files;
use crate::theme::{Theme, ThemeError};
use admission::Admission;
use aftercare::Aftercare;
use db::Db;
use docking::Docking;
use identity::Identity;
use kernel::{Ambient, Bilingual, Span, Time};
use orders::{Fulfiller, Orders};
use privacy::Privacy;
use receipts::Receipts;
use settlement::Settlement;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What an operator may set.
#[derive(Clone, Debug)]
pub struct Settings {
    pub site_name: Bilingual,
    /// A folder whose files replace those of the built-in theme.
    pub theme: Option<PathBuf>,
    /// Whether the shop is reached by https: cookies are then sent by nothing else.
    pub secure_cookies: bool,
    /// Whether the last address in `X-Forwarded-For` is the visitor's.
    pub trusted_proxy: bool,
    /// Versions of what people agree to, and how long what is personal is kept.
    pub privacy: privacy::Settings,
}

/// What the shop is made of.
pub struct Parts {
    pub orders: Orders,
    /// Asks the suppliers.
    pub fulfiller: Fulfiller,
    pub identity: Identity,
    pub admission: Admission,
    pub settlement: Settlement,
    pub aftercare: Aftercare,
    pub docking: Docking,
    /// By file name: what is served under `/pictures/`.
    pub pictures: HashMap<String, Vec<u8>>,
    pub settings: Settings,
}

/// The shop. Cheap to clone.
#[derive(Clone)]
pub struct Storefront(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub orders: Orders,
    pub fulfiller: Fulfiller,
    pub identity: Identity,
    pub admission: Admission,
    pub privacy: Privacy,
    pub receipts: Receipts,
    pub settlement: Settlement,
    pub aftercare: Aftercare,
    pub docking: Docking,
    pub settings: Settings,
    pub files: Files,
    pub renderer: Renderer,
    pub shelf: Shelf,
    pub hosts: Hosts,
    /// By the number of the order or of the top-up.
    asked: Mutex<HashMap<u128, Time>>,
}

impl Storefront {
    /// Reads the theme; a template or text that cannot be read is refused here, not when a page is asked for.
    pub fn new(parts: Parts) -> Result<Self, ThemeError> {
        let theme = Theme::load(parts.settings.theme.as_deref())?;
        let files = Files::new(&theme, parts.pictures);
        Ok(Self(Arc::new(Inner {
            renderer: Renderer::new(&theme, &files)?,
            privacy: Privacy::new(
                parts.orders.clone(),
                parts.identity.clone(),
                parts.admission.clone(),
                parts.settings.privacy.clone(),
            ),
            receipts: Receipts::new(parts.orders.clone()),
            shelf: Shelf::new(&parts.orders),
            hosts: Hosts::new(&parts.orders),
            files,
            orders: parts.orders,
            fulfiller: parts.fulfiller,
            identity: parts.identity,
            admission: parts.admission,
            settlement: parts.settlement,
            aftercare: parts.aftercare,
            docking: parts.docking,
            settings: parts.settings,
            asked: Mutex::default(),
        })))
    }
}

impl Inner {
    pub fn db(&self) -> &Db {
        self.orders.db()
    }
    pub fn ambient(&self) -> &Ambient {
        self.orders.ambient()
    }

    /// Whether the channel may be asked about that order or top-up again: a waiting page asks often, the channel is spared.
    pub fn may_ask(&self, what: u128) -> bool {
        const PAUSE: Span = Span::seconds(3);
        const MOST: usize = 10_000;
        let now = self.ambient().now();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST {
            asked.retain(|_, at| now.since(*at).0 < PAUSE.0);
        }
        if asked.get(&what).is_some_and(|at| (0..PAUSE.0).contains(&now.since(*at).0)) || asked.len() >= MOST
        {
            return false;
        }
        asked.insert(what, now);
        true
    }
}
