use db::{Db, Tx};
use kernel::{Ambient, MerchantId, Span};
use std::sync::Arc;
use supply::SupplyBook;

/// The price watch. Cheap to clone.
#[derive(Clone)]
pub struct Watch(Arc<Parts>);

/// What it is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    pub book: SupplyBook,
    pub settings: Settings,
}

/// What an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The platform's own switch: no price of anybody is changed but by people.
    pub stopped: bool,
    /// How often suppliers are asked what their goods cost; none: never.
    pub ask_every: Option<Span>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { stopped: false, ask_every: Some(Span::minutes(30)) }
    }
}

impl Watch {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
    pub fn db(&self) -> &Db {
        &self.0.db
    }
    pub fn settings(&self) -> Settings {
        self.0.settings
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }
    pub(crate) fn book(&self) -> &SupplyBook {
        &self.0.book
    }
    /// Whether the operator has stopped all of it.
    pub fn is_stopped_by_platform(&self) -> bool {
        self.0.settings.stopped
    }
}

/// Behind this gate only one transaction at a time sets prices of a merchant by rules.
pub(crate) async fn alone(tx: &mut Tx, merchant: MerchantId) -> db::Result<()> {
    const PRICES: i64 = 0x0b1c_e500_b1ce_0000;
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = merchant.0.to_be_bytes();
    let (high, low) =
        (i64::from_be_bytes([a, b, c, d, e, f, g, h]), i64::from_be_bytes([i, j, k, l, m, n, o, p]));
    tx.pass_gate(high ^ low ^ PRICES).await
}
