//! An order in two parts. What its buyer chooses to pay from the wallet is reserved there at once, in the ledger, and the
//! channel is asked for the rest. When the rest has come, both parts become escrow in the transaction that delivers. Until
//! then the wallet's part comes back by itself: when the order is closed or expires, when it is paid another way, when the
//! channel has brought all of it.

use crate::{Order, OrderError, OrderRefusal, Orders, accounts};
use db::{DbError, Tx};
use kernel::{Money, Time, UserId};
use ledger::{Outcome, Refusal, Step};

/// How much of a waiting order is to come from its buyer's wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalletPart {
    /// All that the wallet holds, where that is less than the total.
    Balance,
    /// In minor units.
    Amount(i64),
}

/// Whose wallet it is, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FromWallet {
    pub user: UserId,
    pub part: WalletPart,
}

impl Orders {
    /// What that is of this order now; nothing where nothing was chosen.
    pub(crate) async fn wallet_part(
        &self,
        order: &Order,
        from: Option<FromWallet>,
    ) -> Result<Money, OrderError> {
        let currency = order.currency();
        let Some(from) = from else { return Ok(Money::zero(currency)) };
        if order.buyer != Some(from.user) {
            return Err(OrderRefusal::NotFound.into());
        }
        // What is held for this order comes back before it is held anew.
        let available = self.wallet(from.user, currency).await?.available;
        let holds = Money::new(available.minor.saturating_add(order.wallet_part.minor), currency);
        Ok(chosen(order.total, holds, from.part)?)
    }
}

/// At least the least unit is left to the channel: what the wallet pays alone needs none.
fn chosen(total: Money, holds: Money, part: WalletPart) -> Result<Money, OrderRefusal> {
    let most = Money::new((total.minor - 1).max(0), total.currency);
    let part = match part {
        WalletPart::Amount(part) => part,
        WalletPart::Balance if holds.minor < 1 => return Err(OrderRefusal::WalletTooLow),
        WalletPart::Balance => holds.minor,
    };
    match part {
        part if part < 0 || part > most.minor => Err(OrderRefusal::WalletPart { most }),
        part if part > holds.minor => Err(OrderRefusal::WalletTooLow),
        part => Ok(Money::new(part, total.currency)),
    }
}

/// Holds another part than was held until now, in the caller's transaction, who has locked the order; how often one was
/// held with that.
pub(crate) async fn hold(tx: &mut Tx, now: Time, order: &Order, part: Money) -> Result<i64, OrderError> {
    let mut steps = given_back(order, false);
    let mut holds = order.wallet_holds;
    if part.minor > 0 {
        let user = order.buyer.ok_or(OrderRefusal::WalletNeedsUser)?;
        holds += 1;
        steps.push(Step::Reserve {
            id: held(order, holds),
            debit: accounts::wallet(user, order.currency()),
            credit: accounts::escrow(order.merchant, order.currency()),
            amount: part.minor,
            expires_at: order.expires_at,
        });
    }
    if steps.is_empty() {
        return Ok(holds);
    }
    match ledger::submit(tx, now, &[crate::place::chain(order, steps)]).await?.first() {
        Some(Outcome::Applied) => Ok(holds),
        Some(Outcome::Refused { why: Refusal::ExceedsCredits, .. }) => Err(OrderRefusal::WalletTooLow.into()),
        other => Err(DbError::State(format!("{}: the ledger answered {other:?}", order.id)).into()),
    }
}

/// What is held comes back; no step where nothing is.
pub(crate) fn given_back(order: &Order, expired: bool) -> Vec<Step> {
    if order.wallet_part.minor == 0 {
        return Vec::new();
    }
    let pending = held(order, order.wallet_holds);
    let id = format!("{pending}/back");
    vec![if expired { Step::ExpirePending { id, pending } } else { Step::VoidPending { id, pending } }]
}

/// What is held is taken: so much of it as is needed beside what the channel has brought, and the rest comes back.
pub(crate) fn taken(order: &Order, needed: Money) -> Vec<Step> {
    if order.wallet_part.minor == 0 || needed.minor == 0 {
        return given_back(order, false);
    }
    let (id, pending) = (format!("{}/wallet", order.id), held(order, order.wallet_holds));
    vec![Step::PostPending { id, pending, amount: Some(needed.minor) }]
}

fn held(order: &Order, holds: i64) -> String {
    format!("{}/w{holds}", order.id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;

    fn cny(fen: i64) -> Money {
        Money::new(fen, Currency::CNY)
    }

    #[test]
    fn a_part_is_less_than_all_and_no_more_than_there_is() {
        use WalletPart::{Amount, Balance};
        let part = |holds, part| chosen(cny(1_000), cny(holds), part).map(|part| part.minor);
        let code = |holds, asked| part(holds, asked).unwrap_err().code();
        assert_eq!((part(300, Balance), part(300, Amount(300))), (Ok(300), Ok(300)));
        assert_eq!((part(999, Balance), part(5_000, Amount(999))), (Ok(999), Ok(999)));
        assert_eq!((part(0, Amount(0)), part(300, Amount(0))), (Ok(0), Ok(0)));
        assert_eq!((code(0, Balance), code(299, Amount(300))), ("wallet_too_low", "wallet_too_low"));
        for (holds, asked) in [(1_000, Balance), (5_000, Amount(1_000)), (5_000, Amount(-1))] {
            assert_eq!(code(holds, asked), "wallet_part");
        }
        for asked in [Amount(i64::MIN), Amount(i64::MAX)] {
            assert_eq!(code(i64::MAX, asked), "wallet_part");
        }
        assert_eq!(chosen(cny(1), cny(5), Balance).unwrap_err().code(), "wallet_part");
        assert_eq!(chosen(cny(0), cny(5), Amount(0)).unwrap().minor, 0);
    }
}
