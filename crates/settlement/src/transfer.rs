//! What is paid out to accounts at a payment channel, that channel may transfer by itself. A payout is sent in one
//! transaction, and its channel is asked in none: who is about to ask writes down before that it does, so that of two
//! nodes one asks. The first time the channel is asked to transfer; later, what became of it, and only where it never
//! heard of it, to transfer again under the same id. So all may end at any point, and goes on from what is written.

use crate::payout::sealed_name;
use crate::store::{self, payouts::Row};
use crate::{AccountKind, Result, Settlement, SettlementRefusal};
use kernel::{Currency, Money, PayoutId, Span, clean_line};
use ports::{ChannelError, ChannelTransfer, NewTransfer, PaymentChannel, TransferState};

/// So many are sent in one transaction, and so many are asked about in one turn.
const EACH: i64 = 50;
/// The accounts that a channel transfers to, and what is on them.
const KIND: AccountKind = AccountKind::Alipay;
const CURRENCY: Currency = Currency::CNY;

/// What is known of a transfer after its channel was asked.
enum Outlook {
    Arrived,
    /// Certain: it has not, and will not.
    Failed(String),
    /// The channel is at work on it.
    UnderWay,
    /// Nobody can tell now, and why.
    Open(String),
}

impl Settlement {
    /// Sends what is approved through the channel that the settings name, and asks about what is on its way; how many
    /// payouts were asked about.
    pub async fn run_transfers(&self) -> Result<usize> {
        self.start_transfers().await?;
        let now = self.ambient().now();
        let due = store::payouts::to_ask_about(&mut self.db().read().await?, now, EACH).await?;
        let mut asked = 0;
        for row in due {
            let mut tx = self.db().begin().await?;
            let ours = store::payouts::claim(&mut tx, &row, now.after(patience(row.tries))).await?;
            tx.commit().await?;
            if !ours {
                continue;
            }
            asked += 1;
            if !self.carry(&row).await? {
                // A channel that is silent is not asked about all of them: they have their turn the next time.
                break;
            }
        }
        Ok(asked)
    }

    /// Sends approved payouts to accounts at the channel. Where it does not transfer, they wait for a batch.
    async fn start_transfers(&self) -> Result<()> {
        let code = self.settings().payout_channel.as_str();
        if code.is_empty() {
            return Ok(());
        }
        if !store::payouts::waits_for_transfer(&mut self.db().read().await?, KIND, CURRENCY).await? {
            return Ok(());
        }
        let transfers = self.0.orders.channels().adapter(code).is_some_and(|adapter| adapter.transfers());
        if !transfers {
            tracing::warn!(
                channel = code,
                "this channel does not transfer: approved payouts wait for a batch"
            );
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        let approved = store::payouts::lock_for_transfer(&mut tx, KIND, CURRENCY, EACH).await?;
        let sent = self.send(&mut tx, approved).await?;
        let ids: Vec<PayoutId> = sent.iter().map(|row| row.id).collect();
        store::payouts::put_on(&mut tx, code, &ids, self.ambient().now()).await?;
        Ok(tx.commit().await?)
    }

    /// Asks the channel, and does what follows. False where it could not be found out how the transfer stands.
    async fn carry(&self, row: &Row) -> Result<bool> {
        let code = row.route.as_deref().unwrap_or_default();
        let Some(adapter) = self.0.orders.channels().adapter(code) else {
            self.note_trouble(row.id, "the channel is gone: look at the gateway's own pages").await?;
            return Ok(true);
        };
        let target = self.open_target(&sealed_name(row.id), &row.sealed)?;
        let new = NewTransfer {
            payout: row.id,
            amount: Money::new(row.amount - row.fee, row.currency),
            holder: target.holder,
            account: target.number,
            subject: format!("提现 Payout {}", row.id),
        };
        match outlook(&*adapter, &new, row.tries == 0).await {
            Outlook::Arrived => self.end_transfer(row.id, true, "").await?,
            Outlook::Failed(why) => self.end_transfer(row.id, false, &why).await?,
            Outlook::UnderWay => self.note_trouble(row.id, "the channel is at work on it").await?,
            Outlook::Open(why) => {
                tracing::warn!(payout = %row.id, channel = code, %why, "it is not known how a transfer stands");
                self.note_trouble(row.id, &why).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What somebody has said meanwhile of the payout stands.
    async fn end_transfer(&self, id: PayoutId, paid: bool, why: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        match self.settle_payout(&mut tx, id, paid, &fit(why)).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(SettlementRefusal::WrongPayoutState { state }) => {
                tracing::warn!(payout = %id, state, paid, "somebody was faster than the channel's answer");
                Ok(tx.rollback().await?)
            }
            Err(refusal) => Err(refusal),
        }
    }

    async fn note_trouble(&self, id: PayoutId, why: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        store::payouts::note(&mut tx, id, &fit(why)).await?;
        Ok(tx.commit().await?)
    }
}

/// A first refusal is certain: nothing was asked for before. A later one is where the channel knows of nothing, either.
async fn outlook(adapter: &dyn PaymentChannel, new: &NewTransfer, first: bool) -> Outlook {
    if first {
        return match adapter.transfer(new).await {
            Err(ChannelError::Refused(why)) => Outlook::Failed(why),
            told => seen(told),
        };
    }
    match adapter.query_transfer(new).await {
        Err(ChannelError::NotFound) => {}
        told => return seen(told),
    }
    match adapter.transfer(new).await {
        Err(ChannelError::Refused(why)) => match adapter.query_transfer(new).await {
            Err(ChannelError::NotFound) => Outlook::Failed(why),
            told => seen(told),
        },
        told => seen(told),
    }
}

fn seen(told: std::result::Result<ChannelTransfer, ChannelError>) -> Outlook {
    match told.map(|told| told.state) {
        Ok(TransferState::Succeeded) => Outlook::Arrived,
        Ok(TransferState::Failed(why)) => Outlook::Failed(why),
        Ok(TransferState::Pending) => Outlook::UnderWay,
        Err(ChannelError::Unknown(why)) => Outlook::Open(why),
        Err(error) => Outlook::Open(error.to_string()),
    }
}

/// How long until the channel is asked again, by how often it was.
fn patience(tries: i64) -> Span {
    match tries {
        0 => Span::minutes(1),
        1 => Span::minutes(2),
        2 => Span::minutes(5),
        3 => Span::minutes(15),
        _ => Span::hours(1),
    }
}

/// What a channel said, fit for a note.
fn fit(text: &str) -> String {
    let short: String = text.chars().filter(|sign| !sign.is_control()).take(300).collect();
    clean_line(&short, 300).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_channel_says_is_a_note() {
        for text in ["", "no\nsuch account", "\u{202e}turned", "长".repeat(500).as_str()] {
            assert!(crate::service::note(&fit(text)).is_ok(), "{text}");
        }
        assert_eq!(fit(" PAYEE_NOT_EXIST\r\n"), "PAYEE_NOT_EXIST");
    }

    #[test]
    fn it_is_asked_less_and_less_often() {
        let spans: Vec<_> = (0..9).map(patience).collect();
        assert!(spans.is_sorted() && spans.last() == Some(&Span::hours(1)));
    }
}
