//! Orders in two parts: how much of each its buyer's wallet may hold ready, as far as somebody asked and was told.

use crate::action::Outcome;
use crate::model::Model;
use orders::{FromWallet, Order, WalletPart};
use std::collections::BTreeSet;

/// Of one order.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What may be held now, if it waits.
    now: BTreeSet<i64>,
    /// All that a wallet had was asked for, and nobody was told how much that is.
    unknown: bool,
    /// The most that may ever have been held.
    most: i64,
}

impl Default for Parts {
    fn default() -> Self {
        Self { now: BTreeSet::from([0]), unknown: false, most: 0 }
    }
}

impl Parts {
    /// Whether so much of that total may be held now.
    pub fn may_hold(&self, part: i64, total: i64) -> bool {
        self.now.contains(&part) || (self.unknown && (1..total).contains(&part))
    }

    pub fn may_have_held(&self, part: i64) -> bool {
        part <= self.most
    }

    /// Nothing else can be held.
    pub fn is(&mut self, part: i64) {
        (self.now, self.unknown) = (BTreeSet::from([part]), false);
        self.most = self.most.max(part);
    }

    fn may_be(&mut self, part: i64) {
        self.now.insert(part);
        self.most = self.most.max(part);
    }
}

impl Model {
    /// What somebody was told who chose how an order is paid.
    pub fn chose(
        &mut self,
        order: &Order,
        from: Option<FromWallet>,
        outcome: &Outcome,
    ) -> Result<(), String> {
        let (id, total, alone) = (order.id, order.total.minor, self.alone);
        // None: whatever the wallet holds.
        let asked = match from.map(|from| from.part) {
            None => Some(0),
            Some(WalletPart::Amount(part)) => Some(part),
            Some(WalletPart::Balance) => None,
        };
        let parts = self.parts.entry(id).or_default();
        match outcome {
            Outcome::Chosen(part) => {
                let least = i64::from(asked.is_none());
                if asked.is_some_and(|asked| asked != *part) || !(least..total).contains(part) {
                    return Err(format!(
                        "{id}: of {total}, {asked:?} were to come from the wallet, and {part} do by what was told"
                    ));
                }
                if alone { parts.is(*part) } else { parts.may_be(*part) }
            }
            // Where the channel opens nothing, it is chosen all the same.
            Outcome::Refused(code) if !matches!(code.as_str(), "channel_down" | "channel_refused") => {}
            _ => match asked {
                Some(part) if (0..total).contains(&part) => parts.may_be(part),
                Some(_) => {}
                None => (parts.unknown, parts.most) = (true, total - 1),
            },
        }
        Ok(())
    }
}
