use crate::circuit::{Circuit, Health, Heard};
use kernel::{SupplierId, Time};
use ports::{NoSupply, Supplied, SupplyError};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How a supplier does.
pub type SupplierHealth = Health;

/// What each supplier answered lately, on this node.
#[derive(Default)]
pub(crate) struct Breakers(Mutex<HashMap<SupplierId, Circuit>>);

impl Breakers {
    fn with<T>(&self, supplier: SupplierId, look: impl FnOnce(&mut Circuit) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(all.entry(supplier).or_default())
    }

    pub fn health(&self, supplier: SupplierId, now: Time) -> Health {
        self.with(supplier, |circuit| circuit.health(now))
    }

    /// Whether it may be asked to credit something: of those who want to try one that rests, one at a time.
    pub fn may_call(&self, supplier: SupplierId, now: Time) -> bool {
        self.with(supplier, |circuit| circuit.may_call(now))
    }

    pub fn note(&self, supplier: SupplierId, now: Time, said: &Result<Supplied, SupplyError>) {
        let heard = match said {
            Ok(Supplied::Accepted { .. } | Supplied::Credited { .. } | Supplied::Delivered { .. }) => {
                Heard::Opened
            }
            // What the buyer typed is not the supplier's fault.
            Ok(Supplied::Failed { why: NoSupply::BadAccount | NoSupply::Cancelled, .. }) => Heard::Answer,
            Ok(Supplied::Failed { .. }) => Heard::Refusal,
            Err(SupplyError::NotFound | SupplyError::CannotTell) => Heard::Answer,
            Err(SupplyError::NotReached(_) | SupplyError::Unknown(_)) => Heard::Silence,
        };
        self.with(supplier, |circuit| circuit.heard(now, heard));
    }
}
