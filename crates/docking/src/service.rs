use crate::{Result, store};
use aftercare::Aftercare;
use catalog::Listing;
use db::Db;
use identity::{Identity, Rate};
use kernel::{Ambient, Bilingual, Secret, Span};
use orders::{Fulfiller, Orders};
use ports::Teller;
use settlement::Settlement;
use std::sync::Arc;

/// Docking, as edges and rounds hold it. Cheap to clone.
#[derive(Clone)]
pub struct Docking(pub(crate) Arc<Parts>);

/// What it is made of; `server` puts it together.
pub struct Parts {
    pub orders: Orders,
    pub identity: Identity,
    pub aftercare: Aftercare,
    pub settlement: Settlement,
    /// Asks the suppliers.
    pub fulfiller: Fulfiller,
    /// The same one as the storefront's.
    pub listing: Arc<Listing>,
    /// Must last: what was sealed under another one does not open.
    pub key: Secret<[u8; 32]>,
    pub teller: Arc<dyn Teller>,
    /// Whether partners may be told in this house, where nobody else comes.
    pub private: bool,
    /// Believe `X-Forwarded-For`: only behind a proxy that sets it itself.
    pub trusted_proxy: bool,
    pub site_name: Bilingual,
    /// How often one key may call.
    pub requests_per_minute: i64,
}

/// So long a nonce is remembered: longer than any signature is taken.
const NONCES: Span = Span::minutes(30);

impl Docking {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
    pub(crate) fn db(&self) -> &Db {
        self.0.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.0.orders.ambient()
    }
    pub(crate) fn orders(&self) -> &Orders {
        &self.0.orders
    }
    pub(crate) fn aftercare(&self) -> &Aftercare {
        &self.0.aftercare
    }
    pub(crate) fn rate(&self) -> Rate {
        Rate::new(self.0.requests_per_minute.max(1), Span::minutes(1))
    }

    /// Forgets what no signature is held against any more; how many.
    pub async fn forget_nonces(&self) -> Result<u64> {
        let mut tx = self.db().begin().await?;
        let gone = store::nonces::forget(&mut tx, self.ambient().now().before(NONCES)).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
