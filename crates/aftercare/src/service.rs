use crate::calendar::Calendar;
use crate::entry::Said;
use crate::mail::{MAIL_DISPUTE, Notice};
use crate::store;
use crate::words::State;
use crate::{CareRefusal, Case, DisputeSettings, Entry, Party, Result};
use db::{Db, Tx};
use identity::Identity;
use jobs::{NewEvent, NewJob};
use kernel::{Ambient, DisputeId, Span, Time, clean_text};
use merchants::Sealer;
use orders::Orders;
use ports::BlobStore;
use serde_json::json;
use settlement::Settlement;
use std::sync::{Arc, OnceLock};

/// Disputes and arbitration. Cheap to clone.
#[derive(Clone)]
pub struct Aftercare(pub(crate) Arc<Inner>);

/// What the service is made of; `server` puts it together.
pub struct Parts {
    pub orders: Orders,
    pub settlement: Settlement,
    pub identity: Identity,
    /// Its key must last.
    pub sealer: Sealer,
    pub blobs: Arc<dyn BlobStore>,
    pub settings: DisputeSettings,
}

pub(crate) struct Inner {
    pub parts: Parts,
    calendar: Calendar,
    pub wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

/// A case has no more entries than that; deadlines end it before.
const ENTRIES_MAX: i64 = 300;

impl Aftercare {
    /// Settings with a [`DisputeSettings::problem`] are taken as they are.
    pub fn new(parts: Parts) -> Self {
        let calendar = parts.settings.calendar();
        Self(Arc::new(Inner { parts, calendar, wake: OnceLock::new() }))
    }

    /// To be called after a commit that left jobs: wakes the runner. Set once.
    pub fn on_jobs(&self, wake: impl Fn() + Send + Sync + 'static) {
        let _ = self.0.wake.set(Box::new(wake));
    }

    pub fn settings(&self) -> &DisputeSettings {
        &self.0.parts.settings
    }
    pub(crate) fn db(&self) -> &Db {
        self.0.parts.orders.db()
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        self.0.parts.orders.ambient()
    }
    pub(crate) fn orders(&self) -> &Orders {
        &self.0.parts.orders
    }
    pub(crate) fn money(&self) -> &Settlement {
        &self.0.parts.settlement
    }
    pub(crate) fn identity(&self) -> &Identity {
        &self.0.parts.identity
    }

    /// So many working hours from now.
    pub(crate) fn due(&self, hours: i64) -> Time {
        self.0.calendar.after(self.ambient().now(), Span::hours(hours))
    }

    /// The case, held until the transaction ends, if that party may see it.
    pub(crate) async fn held(&self, tx: &mut Tx, id: DisputeId, party: &Party<'_>) -> Result<Case> {
        let case = store::cases::lock(tx, id).await?.filter(|case| party.may_see(case));
        case.ok_or(CareRefusal::NoSuchCase)
    }

    /// Writes how the case stands now, where it stood so before.
    pub(crate) async fn change(&self, tx: &mut Tx, was: State, case: &mut Case) -> Result<()> {
        case.changed_at = self.ambient().now();
        Ok(store::cases::change(tx, was, case).await?)
    }

    /// The end of the chain is held with the case.
    pub(crate) async fn append(&self, tx: &mut Tx, id: DisputeId, said: Said<'_>) -> Result<i64> {
        let last = store::entries::last(tx, id).await?;
        let (seq, previous) = last.map_or((0, Vec::new()), |last| (last.seq, last.digest));
        if seq >= ENTRIES_MAX && said.kind == "text" {
            return Err(CareRefusal::TooManyEntries);
        }
        let mut entry = Entry {
            seq: seq + 1,
            at: self.ambient().now(),
            side: said.side,
            who: said.who.to_owned(),
            kind: said.kind.to_owned(),
            text: said.text.to_owned(),
            data: said.data.to_string(),
            previous,
            digest: Vec::new(),
        };
        entry.digest = entry.computed(id);
        store::entries::insert(tx, id, &entry).await?;
        Ok(entry.seq)
    }

    /// The event for programs and pages, and a mail to each side that is to know.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        case: &Case,
        topic: &'static str,
        notices: &[Notice],
    ) -> Result<()> {
        let payload = json!({
            "order": case.order, "state": case.state.code(), "how": case.how.map(crate::How::code),
            "reason": case.reason.code(), "amount": case.amount, "currency": case.currency,
            "refunded": case.refunded, "due_at": case.due_at.map(Time::rfc3339),
        });
        let event = NewEvent::new(Some(case.merchant), topic, case.id, &payload);
        jobs::publish(tx, self.ambient(), vec![event]).await?;
        let jobs: Vec<NewJob> = notices
            .iter()
            .map(|notice| NewJob::new(MAIL_DISPUTE, &json!({ "dispute": case.id, "notice": notice })))
            .collect();
        if !jobs.is_empty() {
            jobs::enqueue(tx, self.ambient(), jobs).await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(&self, tx: Tx) -> Result<()> {
        tx.commit().await?;
        if let Some(wake) = self.0.wake.get() {
            wake();
        }
        Ok(())
    }
}

/// What somebody says.
pub(crate) fn words(text: &str) -> Result<String> {
    clean_text(text, 2_000).map_err(CareRefusal::BadText)
}

/// May be left out.
pub(crate) fn few_words(text: &str) -> Result<String> {
    match clean_text(text, 2_000) {
        Err(kernel::BadText::Empty) => Ok(String::new()),
        other => other.map_err(CareRefusal::BadText),
    }
}

pub(crate) fn must_be(case: &Case, states: &[State]) -> Result<()> {
    if states.contains(&case.state) {
        return Ok(());
    }
    Err(CareRefusal::WrongState { state: case.state.code() })
}
