//! Stricter delivery for whoever has had far more given back than is usual: before a key is shown to them they say that a
//! shown key cannot be given back, which is kept as evidence; and their own word that all is well does not shorten the
//! time that the money is held. Looked at when a key is to be shown and not when it is sold, so that a sale writes and
//! asks nothing of it; and only the newest orders count, so that who buys much does not wait for what is counted. The
//! thresholds are settings, and everybody can read them.

use crate::store::words as rows;
use crate::{Aftercare, CareRefusal, Result};
use kernel::Time;
use orders::Order;

/// What a buyer has said before the first key was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidBefore {
    /// By which way: `account`, `key` or `link`. Of buyers nothing is kept that would outlive their account.
    pub who: String,
    pub at: Time,
}

impl Aftercare {
    /// Whether the stricter rules hold for whoever bought this.
    pub async fn is_strict(&self, order: &Order) -> Result<bool> {
        let settings = self.settings();
        if settings.strict_orders == 0 && settings.strict_lost == 0 {
            return Ok(false);
        }
        let mut tx = self.db().read().await?;
        let score = crate::score::buyer_lately(&mut tx, order).await?;
        let often = settings.strict_orders > 0
            && score.orders >= settings.strict_orders
            && score.refund_rate() >= settings.strict_refund_rate;
        Ok(often || settings.strict_lost > 0 && score.lost >= settings.strict_lost)
    }

    /// Whether a word is needed before keys of this order are shown: not where it was given, nor where some were shown.
    pub async fn needs_word(&self, order: &Order) -> Result<bool> {
        let mut tx = self.db().read().await?;
        if rows::of(&mut tx, order.id).await?.is_some() || rows::was_shown(&mut tx, order).await? {
            return Ok(false);
        }
        drop(tx);
        self.is_strict(order).await
    }

    /// To be asked before a key is shown, or a link to one is made. `understood` is the buyer's explicit word: it is
    /// written down, once, by whoever says it first. Refused where it is needed and missing.
    pub async fn may_show(&self, order: &Order, who: &str, understood: bool) -> Result<()> {
        if !self.needs_word(order).await? {
            return Ok(());
        }
        if !understood {
            return Err(CareRefusal::WordNeeded);
        }
        let mut tx = self.db().begin().await?;
        let who = match who {
            "link" => "link",
            user if user.starts_with("usr_") => "account",
            _ => "key",
        };
        rows::put(&mut tx, order, &SaidBefore { who: who.to_owned(), at: self.ambient().now() }).await?;
        Ok(tx.commit().await?)
    }

    /// The buyer says that all is well: the money is released at once, unless the stricter rules hold. The caller has
    /// made sure that it is the buyer.
    pub async fn confirm(&self, order: &Order) -> Result<()> {
        if self.is_strict(order).await? {
            return Err(CareRefusal::NotShortened);
        }
        Ok(self.money().confirm(order.id).await?)
    }
}
