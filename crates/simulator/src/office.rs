//! The services around disputes, statements and accounts, as a node has them; and those outside whom they ask.

use crate::node::Ground;
use admission::Admission;
use aftercare::{Aftercare, DisputeSettings};
use async_trait::async_trait;
use catalog::ReviewRules;
use channels::ChannelBook;
use identity::Identity;
use kernel::Secret;
use merchants::Sealer;
use orders::Orders;
use ports::{
    BlobError, BlobStore, DomainDoubt, DomainProof, Screened, Screening, ScreeningError, ScreeningHit,
};
use privacy::Privacy;
use reconcile::Reconcile;
use settlement::Settlement;
use std::sync::Arc;
use std::time::Duration;

/// Everything of a node that is no order and no money.
#[derive(Clone)]
pub struct Office {
    pub care: Aftercare,
    pub statements: Reconcile,
    pub privacy: Privacy,
}

/// Nobody keeps files here, and nobody is on a list.
struct Nobody;

#[async_trait]
impl BlobStore for Nobody {
    async fn put(&self, _: &str, _: &[u8]) -> Result<(), BlobError> {
        Ok(())
    }
    async fn get(&self, _: &str) -> Result<Vec<u8>, BlobError> {
        Err(BlobError::NotFound)
    }
    async fn delete(&self, _: &str) -> Result<(), BlobError> {
        Ok(())
    }
}

#[async_trait]
impl Screening for Nobody {
    async fn screen(&self, _: &Screened) -> Result<Vec<ScreeningHit>, ScreeningError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl DomainProof for Nobody {
    async fn says(&self, _: &str, _: &str, _: &str) -> Result<(), DomainDoubt> {
        Err(DomainDoubt::NoAddress)
    }
}

/// People work around the clock here, and quickly, so that a world sees every deadline.
fn disputes() -> DisputeSettings {
    DisputeSettings {
        answer_hours: 2,
        buyer_hours: 1,
        platform_hours: 1,
        appeal_hours: 1,
        remind_hours: 1,
        opens: 0,
        closes: 24,
        ..DisputeSettings::default()
    }
}

impl Office {
    pub fn open(ground: &Ground, orders: &Orders, money: &Settlement) -> Self {
        let identity = Identity::new(identity::Parts {
            db: ground.db.clone(),
            ambient: ground.ambient.clone(),
            csrf_key: Secret::new([4; 32]),
            seal_key: Secret::new([5; 32]),
            limits: identity::Limits::default(),
            second_factor: identity::SecondFactor::default(),
            couriers: identity::Couriers::default(),
        });
        let admission = admission(ground, &identity);
        let care = Aftercare::new(aftercare::Parts {
            orders: orders.clone(),
            settlement: money.clone(),
            identity: identity.clone(),
            sealer: Sealer::new(Secret::new([3; 32])),
            blobs: Arc::new(Nobody),
            settings: disputes(),
        });
        Self {
            care,
            statements: Reconcile::new(orders.clone(), identity.clone(), reconcile::Settings::default()),
            privacy: Privacy::new(orders.clone(), identity, admission, privacy::Settings::default()),
        }
    }
}

fn admission(ground: &Ground, identity: &Identity) -> Admission {
    Admission::new(admission::Parts {
        db: ground.db.clone(),
        ambient: ground.ambient.clone(),
        identity: identity.clone(),
        sealer: Sealer::new(Secret::new([6; 32])),
        blobs: Arc::new(Nobody),
        screening: Arc::new(Nobody),
        domains: Arc::new(Nobody),
        rules: ReviewRules::default(),
        channels: ChannelBook::new(channels::Parts {
            db: ground.db.clone(),
            ambient: ground.ambient.clone(),
            key: Secret::new([7; 32]),
            kinds: testkit::CHANNEL_KINDS,
            private_gateways: false,
            patience: Duration::from_millis(300),
        }),
        base_url: "https://shop.test".into(),
    })
}
