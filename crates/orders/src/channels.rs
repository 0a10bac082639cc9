//! The ways to pay of this shop. Settings change while it runs, so the list is replaced as a whole; who is using an
//! old entry ends with it. A channel that is switched off opens no payment more, and takes callbacks, questions and
//! refunds for what was paid through it.

use crate::OrderRefusal;
use crate::circuit::{Circuit, Health, Heard};
use kernel::{BasisPoints, Bilingual, Currency, Money, Time};
use ports::{ChannelError, Device, PaymentChannel};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A channel with all that is decided about it.
#[derive(Clone)]
pub struct ChannelEntry {
    pub adapter: Arc<dyn PaymentChannel>,
    /// The code of its [`ports::ChannelKind`].
    pub kind: String,
    /// What buyers read.
    pub name: Bilingual,
    pub enabled: bool,
    /// In which it may be paid; none: in any.
    pub currencies: Vec<Currency>,
    /// The least and the most of one order, in minor units.
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// What the gateway keeps.
    pub fee: BasisPoints,
    /// On which it is offered; none: on all.
    pub devices: Vec<Device>,
    /// Smaller ones are offered first.
    pub position: i64,
    /// Of two at one position, the heavier is offered first.
    pub weight: i64,
}

impl ChannelEntry {
    /// Without limits, called by its code: for tests and for a sandbox.
    pub fn plain(adapter: Arc<dyn PaymentChannel>) -> Self {
        let code = adapter.code().to_owned();
        Self {
            adapter,
            name: Bilingual::new(code.clone(), code.clone()),
            kind: code,
            enabled: true,
            currencies: Vec::new(),
            min: None,
            max: None,
            fee: BasisPoints(0),
            devices: Vec::new(),
            position: 0,
            weight: 0,
        }
    }

    pub fn code(&self) -> &str {
        self.adapter.code()
    }

    /// Why a payment of that amount cannot be opened here.
    pub(crate) fn must_take(&self, amount: Money) -> Result<(), OrderRefusal> {
        let currency = self.currencies.is_empty() || self.currencies.contains(&amount.currency);
        let within =
            self.min.is_none_or(|min| amount.minor >= min) && self.max.is_none_or(|max| amount.minor <= max);
        match (self.enabled, currency, within) {
            (false, ..) => Err(OrderRefusal::ChannelOff),
            (_, false, _) => Err(OrderRefusal::ChannelCurrency),
            (_, _, false) => Err(OrderRefusal::ChannelAmount),
            _ => Ok(()),
        }
    }

    fn is_for(&self, device: Device) -> bool {
        self.devices.is_empty() || self.devices.contains(&device)
    }
}

/// A way to pay, as a buyer is offered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub code: String,
    pub kind: String,
    pub name: Bilingual,
    pub fee: BasisPoints,
    pub health: Health,
}

/// All channels of a node. Cheap to clone; the clones see each replacement.
#[derive(Clone, Default)]
pub struct Channels(Arc<Inner>);

#[derive(Default)]
struct Inner {
    list: RwLock<Arc<Vec<Arc<Known>>>>,
    /// By code; a channel keeps its health when its settings change.
    circuits: Mutex<HashMap<String, Arc<Mutex<Circuit>>>>,
}

/// An entry with its health.
pub(crate) struct Known {
    pub entry: ChannelEntry,
    circuit: Arc<Mutex<Circuit>>,
}

impl Channels {
    pub fn new(entries: Vec<ChannelEntry>) -> Self {
        let channels = Self::default();
        channels.replace(entries);
        channels
    }

    /// Channels without limits.
    pub fn plain(adapters: impl IntoIterator<Item = Arc<dyn PaymentChannel>>) -> Self {
        Self::new(adapters.into_iter().map(ChannelEntry::plain).collect())
    }

    /// From now on these are all. Of two with one code the first counts.
    pub fn replace(&self, entries: Vec<ChannelEntry>) {
        let mut known: Vec<Arc<Known>> = Vec::with_capacity(entries.len());
        for entry in entries {
            if known.iter().any(|k| k.entry.code() == entry.code()) {
                tracing::error!(channel = entry.code(), "two payment channels have one code");
                continue;
            }
            let circuit = self.circuit(entry.code());
            known.push(Arc::new(Known { entry, circuit }));
        }
        known.sort_by(|a, b| a.rank().cmp(&b.rank()));
        *self.0.list.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }

    fn circuit(&self, code: &str) -> Arc<Mutex<Circuit>> {
        let mut circuits = self.0.circuits.lock().unwrap_or_else(PoisonError::into_inner);
        circuits.entry(code.to_owned()).or_default().clone()
    }

    fn list(&self) -> Arc<Vec<Arc<Known>>> {
        self.0.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Those that are switched off too.
    pub(crate) fn by_code(&self, code: &str) -> Option<Arc<Known>> {
        self.list().iter().find(|known| known.entry.code() == code).cloned()
    }

    /// The adapter, whether switched on or off.
    pub fn adapter(&self, code: &str) -> Option<Arc<dyn PaymentChannel>> {
        self.by_code(code).map(|known| known.entry.adapter.clone())
    }

    /// The entry as it is now, whether switched on or off.
    pub fn entry(&self, code: &str) -> Option<ChannelEntry> {
        self.by_code(code).map(|known| known.entry.clone())
    }

    /// The ways to pay that much there, the best first: those that answer, in the order that was set.
    pub fn offered(&self, amount: Money, device: Device, now: Time) -> Vec<Offered> {
        let list = self.list();
        let fits = |k: &&Arc<Known>| k.entry.must_take(amount).is_ok() && k.entry.is_for(device);
        let mut offered: Vec<Offered> = list.iter().filter(fits).map(|known| known.offered(now)).collect();
        offered.sort_by_key(|offered| matches!(offered.health, Health::Resting { .. }));
        offered
    }

    /// All that are switched on, whatever is paid.
    pub fn enabled(&self, now: Time) -> Vec<Offered> {
        self.list().iter().filter(|known| known.entry.enabled).map(|known| known.offered(now)).collect()
    }

    /// How a channel does on this node.
    pub fn health(&self, code: &str, now: Time) -> Option<Health> {
        self.by_code(code).map(|known| known.health(now))
    }

    /// Somebody has seen with their own eyes that it is well.
    pub fn recovered(&self, code: &str, now: Time) {
        if let Some(known) = self.by_code(code) {
            known.heard(now, Heard::Opened);
        }
    }
}

impl Known {
    fn rank(&self) -> (i64, Reverse<i64>, BasisPoints, &str) {
        let entry = &self.entry;
        (entry.position, Reverse(entry.weight), entry.fee, entry.code())
    }

    fn offered(&self, now: Time) -> Offered {
        let entry = &self.entry;
        Offered {
            code: entry.code().to_owned(),
            kind: entry.kind.clone(),
            name: entry.name.clone(),
            fee: entry.fee,
            health: self.health(now),
        }
    }

    pub fn health(&self, now: Time) -> Health {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner).health(now)
    }

    pub fn may_call(&self, now: Time) -> bool {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner).may_call(now)
    }

    pub fn heard(&self, now: Time, what: Heard) {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner).heard(now, what);
    }

    /// Counts how a call ended. To say no to a question or a refund is an answer like any other.
    pub fn note<T>(&self, now: Time, answer: &Result<T, ChannelError>) {
        let silent = matches!(answer, Err(ChannelError::Unknown(_) | ChannelError::ForgedAnswer));
        self.heard(now, if silent { Heard::Silence } else { Heard::Answer });
    }

    /// Counts how opening a payment ended.
    pub fn note_opening<T>(&self, now: Time, answer: &Result<T, ChannelError>) {
        match answer {
            Ok(_) => self.heard(now, Heard::Opened),
            Err(ChannelError::Refused(_)) => self.heard(now, Heard::Refusal),
            answer => self.note(now, answer),
        }
    }
}
