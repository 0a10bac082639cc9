//! What a supplier has booked and we have not, or the other way round: a person has looked at its statement, and says that
//! its figure counts.

use super::RechargeRefusal;
use crate::{OrderError, accounts, store};
use db::{DbError, Tx};
use kernel::{MerchantId, Money, SupplierId, Time};
use ledger::{Chain, Outcome, Refusal, Step};

/// Moves an amount from what was spent at a supplier back into the deposit there, or (less than nothing) the other way.
/// Under one id it is moved once.
pub async fn correct_deposit(
    tx: &mut Tx,
    now: Time,
    (merchant, supplier): (MerchantId, SupplierId),
    id: &str,
    amount: Money,
) -> Result<(), OrderError> {
    if amount.minor == 0 {
        return Ok(());
    }
    let spent = accounts::supplier_spent(merchant, supplier, amount.currency);
    let deposit = accounts::supplier_deposit(merchant, supplier, amount.currency);
    let back = amount.minor > 0;
    let (debit, credit) = if back { (spent, deposit) } else { (deposit, spent) };
    let chain = Chain {
        book: merchant.to_string(),
        reference: supplier.to_string(),
        steps: vec![Step::Post { id: id.to_owned(), debit, credit, amount: amount.minor.abs() }],
    };
    match ledger::submit(tx, now, &[chain]).await?.into_iter().next() {
        Some(Outcome::Applied) => {}
        Some(Outcome::Refused { why: Refusal::ExceedsCredits, .. }) if back => {
            return Err(RechargeRefusal::NeverSpent.into());
        }
        Some(Outcome::Refused { why: Refusal::ExceedsCredits, .. }) => {
            return Err(RechargeRefusal::DepositTooLow.into());
        }
        other => return Err(DbError::State(format!("a correction was answered {other:?}")).into()),
    }
    Ok(store::fulfilments::insert_correction(tx, (merchant, supplier), (id, amount), now).await?)
}
