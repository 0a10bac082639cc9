use crate::Settings;
use admission::Admission;
use db::Db;
use identity::Identity;
use kernel::Ambient;
use orders::Orders;
use std::sync::Arc;

/// Personal data on one node. Cheap to clone.
#[derive(Clone)]
pub struct Privacy {
    pub(crate) orders: Orders,
    pub(crate) identity: Identity,
    pub(crate) admission: Admission,
    pub(crate) settings: Arc<Settings>,
}

impl Privacy {
    pub fn new(orders: Orders, identity: Identity, admission: Admission, settings: Settings) -> Self {
        Self { orders, identity, admission, settings: Arc::new(settings) }
    }
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
    pub(crate) fn db(&self) -> &Db {
        self.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.orders.ambient()
    }
}
