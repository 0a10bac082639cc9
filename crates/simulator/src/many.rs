//! Secrets that are sold to many: which version a buyer may be shown, and how many uses went out.

use crate::model::Model;
use kernel::{DeliveryId, MerchantId, Time};

impl Model {
    /// Whoever bought a use sees the newest version. An older one is right only where every newer one may be off the
    /// shelf, or came in while it was shown.
    pub fn saw_secret(&mut self, id: DeliveryId, sku: usize, key: &str, now: Time) -> Result<(), String> {
        let shown = self.imports.iter().position(|i| i.sku == sku && i.lines.contains(key));
        let since = shown.and_then(|shown| self.imports[shown].since);
        let newer = self.imports.iter().find(|other| {
            let surely_there =
                !other.leaving && other.expires.is_none() && other.since.is_some_and(|at| at < now);
            other.sku == sku && surely_there && since.is_some_and(|mine| other.since > Some(mine))
        });
        if let Some(newer) = newer {
            return Err(format!("{id}: an old version, {key}, though there is {:?}", newer.lines.first()));
        }
        self.uses.insert(id, sku);
        Ok(())
    }

    /// How many deliveries of that merchant were shown such a secret.
    pub fn uses_of(&self, merchant: MerchantId) -> i64 {
        let of = |sku: &&usize| self.merchants[self.skus[**sku].merchant].id == merchant;
        i64::try_from(self.uses.values().filter(of).count()).unwrap_or(i64::MAX)
    }
}
