use crate::cache::Cache;
use crate::throttle::address_key;
use crate::token::Digest;
use crate::{
    Caller, Contacts, Couriers, Csrf, IdentityRefusal, Rate, Result, SecondFactor, Session, Throttle, Ways,
};
use db::Db;
use kernel::{Ambient, Secret, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// How often something may be tried.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wrong passwords for one e-mail address.
    pub log_in_email: Rate,
    /// Wrong passwords from one address.
    pub log_in_address: Rate,
    /// New accounts from one address.
    pub sign_up_address: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            log_in_email: Rate::new(10, Span::minutes(15)),
            log_in_address: Rate::new(50, Span::minutes(15)),
            sign_up_address: Rate::new(20, Span::hours(1)),
        }
    }
}

/// What [`Identity`] is made of.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    /// Must be the same on all nodes and after a restart, or forms already open are refused.
    pub csrf_key: Secret<[u8; 32]>,
    /// Seals what must be read again (the secrets of second factors). Must outlive a change of the root key.
    pub seal_key: Secret<[u8; 32]>,
    pub limits: Limits,
    pub second_factor: SecondFactor,
    pub couriers: Couriers,
}

/// People and credentials on one node. Cloning is cheap; all clones share their memory.
#[derive(Clone)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) ambient: Ambient,
    pub(crate) limits: Limits,
    pub(crate) second_factor: SecondFactor,
    pub(crate) couriers: Couriers,
    pub(crate) ways: Arc<Ways>,
    pub(crate) seal: Arc<Secret<[u8; 32]>>,
    pub(crate) contacts: Contacts,
    csrf: Arc<Csrf>,
    throttle: Throttle,
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) hashed: Arc<AtomicU64>,
    pub(crate) sessions: Arc<Cache<Digest, Session>>,
    pub(crate) callers: Arc<Cache<Digest, Caller>>,
}

const HASHES_AT_ONCE: usize = 4;

impl Identity {
    pub fn new(parts: Parts) -> Self {
        Self {
            csrf: Arc::new(Csrf::new(parts.csrf_key)),
            contacts: crate::seal::contacts(&parts.seal_key, &parts.ambient),
            seal: Arc::new(parts.seal_key),
            throttle: Throttle::new(parts.ambient.clone()),
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            hashed: Arc::default(),
            sessions: Arc::new(Cache::new()),
            callers: Arc::new(Cache::new()),
            db: parts.db,
            ambient: parts.ambient,
            limits: parts.limits,
            second_factor: parts.second_factor,
            couriers: parts.couriers,
            ways: Arc::default(),
        }
    }

    pub fn csrf(&self) -> &Csrf {
        &self.csrf
    }

    /// How many passwords were hashed on this node: nearly all the work of a log-in, so it has to be the same whoever asks.
    pub fn hashes_done(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// The same buckets for everything that is limited on this node.
    pub fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    /// Takes one attempt from the address's bucket, or says when to come back.
    pub(crate) fn attempt_from(&self, purpose: &'static str, from: &str, rate: Rate) -> Result<()> {
        self.attempt(purpose, &address_key(from), rate)
    }

    pub(crate) fn attempt(&self, purpose: &'static str, key: &str, rate: Rate) -> Result<()> {
        let verdict = self.throttle.take(purpose, key, rate);
        if verdict.allowed {
            return Ok(());
        }
        Err(IdentityRefusal::TooManyAttempts { retry_after: verdict.retry_after })
    }

    pub(crate) fn forgive_from(&self, purpose: &'static str, from: &str, rate: Rate) {
        self.throttle.give_back(purpose, &address_key(from), rate);
    }
}
