use crate::mail::{LETTER, MAIL_ADMISSION, Notice};
use crate::{AdmissionRefusal, Result};
use catalog::ReviewRules;
use channels::ChannelBook;
use db::{Db, Tx};
use identity::{Entry, Identity};
use jobs::{NewEvent, NewJob};
use kernel::{Ambient, MerchantId};
use merchants::Sealer;
use ports::{BlobStore, DomainProof, Screening};
use serde_json::json;
use std::sync::{Arc, OnceLock};

/// Cheap to clone.
#[derive(Clone)]
pub struct Admission(pub(crate) Arc<Inner>);

/// What the service is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    pub identity: Identity,
    /// Its key must last.
    pub sealer: Sealer,
    pub blobs: Arc<dyn BlobStore>,
    pub screening: Arc<dyn Screening>,
    pub domains: Arc<dyn DomainProof>,
    pub rules: ReviewRules,
    pub channels: ChannelBook,
    /// How the outside reaches this shop, without a slash at the end.
    pub base_url: String,
}

pub(crate) struct Inner {
    pub parts: Parts,
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
    pub second_person: OnceLock<crate::SecondPerson>,
}

/// Who does it, and from where: for the trail.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The id of a user or API key.
    pub who: &'a str,
    /// The network address.
    pub from: &'a str,
}

/// What goes into the trail besides who and when.
pub(crate) struct Act<'a> {
    pub what: &'a str,
    pub subject: &'a str,
    pub before: &'a str,
    pub after: &'a str,
    pub reason: &'a str,
}

impl Admission {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner { parts, wake: OnceLock::new(), second_person: OnceLock::new() }))
    }

    /// To be called after a commit that left jobs: wakes the runner. Set once.
    pub fn on_jobs(&self, wake: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.wake.set(Box::new(wake));
    }

    pub fn db(&self) -> &Db {
        &self.0.parts.db
    }
    pub fn ambient(&self) -> &Ambient {
        &self.0.parts.ambient
    }
    pub fn rules(&self) -> &ReviewRules {
        &self.0.parts.rules
    }
    /// The payment channels as they are set up.
    pub fn channels(&self) -> &ChannelBook {
        &self.0.parts.channels
    }
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.parts.sealer
    }
    pub(crate) fn identity(&self) -> &Identity {
        &self.0.parts.identity
    }

    /// The last thing before a commit: the end of the trail is held until then.
    pub(crate) async fn note(&self, tx: &mut Tx, by: By<'_>, act: &Act<'_>) -> Result<()> {
        let entry = Entry {
            at: self.ambient().now(),
            who: by.who,
            what: act.what,
            subject: act.subject,
            before: act.before,
            after: act.after,
            reason: act.reason,
            from: by.from,
        };
        Ok(identity::trail(tx, &entry).await?)
    }

    pub(crate) async fn publish(
        &self,
        tx: &mut Tx,
        merchant: Option<MerchantId>,
        topic: &'static str,
        subject: impl ToString,
    ) -> Result<()> {
        let event = NewEvent::new(merchant, topic, subject, &json!({}));
        Ok(jobs::publish(tx, self.ambient(), vec![event]).await?)
    }

    /// One mail to each address, each sent once.
    pub(crate) async fn tell(&self, tx: &mut Tx, addresses: Vec<String>, notice: &Notice) -> Result<()> {
        let job = |to: String| {
            // A job may lie for long: it holds nobody's address in clear.
            let sealed = self.sealer().seal(self.ambient(), LETTER, to.as_bytes());
            let payload = json!({ "sealed": sealed, "notice": notice });
            NewJob::new(MAIL_ADMISSION, &payload)
        };
        let jobs: Vec<NewJob> = addresses.into_iter().map(job).collect();
        if !jobs.is_empty() {
            jobs::enqueue(tx, self.ambient(), jobs).await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(&self, tx: Tx) -> Result<()> {
        tx.commit().await.map_err(AdmissionRefusal::from)?;
        if let Some(wake) = self.0.wake.get() {
            wake();
        }
        Ok(())
    }
}
