//! What a merchant has paid in at a supplier, as our ledger knows it: what is ordered there is held on it, and booked out
//! once it is credited. What the supplier itself says of it is held against this.

use super::Fulfiller;
use super::RechargeRefusal;
use crate::{OrderError, OrderRefusal, accounts, store};
use db::Tx;
use jobs::NewEvent;
use kernel::{Ambient, MerchantId, Money, OrderId, SupplierId, Time, clean_line, encode_128};
use ledger::{Chain, Outcome, Step};
use serde_json::json;

/// How a deposit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// What can be ordered for.
    pub available: Money,
    /// Of what is under way.
    pub held: Money,
    /// All that was credited for it.
    pub spent: Money,
}

/// Something that was paid in, or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositLine {
    pub id: String,
    /// Less than nothing: taken out.
    pub amount: Money,
    pub note: String,
    pub by: String,
    pub at: Time,
}

/// A deposit is booked in parts of at most so much.
const MOST: i64 = 1_000_000_000_000;

/// The transfer that holds what an attempt costs.
pub(super) fn held_as(order: OrderId, seq: i64) -> String {
    format!("{order}/s{seq}")
}

impl Fulfiller {
    /// How the deposits of these suppliers of a merchant's stand.
    pub async fn deposits(
        &self,
        merchant: MerchantId,
        of: &[(SupplierId, kernel::Currency)],
    ) -> Result<Vec<Deposit>, OrderError> {
        let mut tx = self.orders().db().read().await?;
        Ok(stand(&mut tx, merchant, of).await?)
    }

    /// Books what a merchant has paid in at a supplier, or (less than nothing) has taken out again.
    pub async fn book_deposit(
        &self,
        whose: (MerchantId, SupplierId),
        amount: Money,
        note: &str,
        by: &str,
    ) -> Result<Deposit, OrderError> {
        let mut tx = self.orders().db().begin().await?;
        let stands = self.book_deposit_in(&mut tx, whose, amount, (note, by)).await?;
        tx.commit().await?;
        Ok(stands)
    }

    /// The same in the caller's transaction.
    pub async fn book_deposit_in(
        &self,
        tx: &mut Tx,
        (merchant, supplier): (MerchantId, SupplierId),
        amount: Money,
        said: (&str, &str),
    ) -> Result<Deposit, OrderError> {
        book_deposit(tx, self.orders().ambient(), (merchant, supplier), amount, said).await?;
        let stands = stand(tx, merchant, &[(supplier, amount.currency)]).await?.into_iter().next();
        stands.ok_or_else(|| db::DbError::State("a deposit has no balance".into()).into())
    }

    /// What was paid in and taken out, newest first.
    pub async fn deposit_lines(
        &self,
        merchant: MerchantId,
        supplier: SupplierId,
        limit: i64,
    ) -> Result<Vec<DepositLine>, OrderError> {
        let mut tx = self.orders().db().read().await?;
        Ok(store::fulfilments::deposits(&mut tx, (merchant, supplier), limit).await?)
    }
}

/// Books what was paid in at a supplier, or (less than nothing) taken out again, in the caller's transaction; its id.
pub async fn book_deposit(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, supplier): (MerchantId, SupplierId),
    amount: Money,
    (note, by): (&str, &str),
) -> Result<String, OrderError> {
    if amount.minor == 0 || amount.minor.unsigned_abs() > MOST.unsigned_abs() {
        return Err(RechargeRefusal::BadDeposit.into());
    }
    let note = clean_line(note, 200).map_err(|_| OrderRefusal::BadReason)?;
    let now = ambient.now();
    let id = format!("dep_{}", encode_128(ambient.uuid_v7()));
    let deposit = accounts::supplier_deposit(merchant, supplier, amount.currency);
    let outside = accounts::supplier_paid(merchant, supplier, amount.currency);
    let (debit, credit) = if amount.minor > 0 { (outside, deposit) } else { (deposit, outside) };
    let chain = Chain {
        book: merchant.to_string(),
        reference: supplier.to_string(),
        steps: vec![Step::Post { id: id.clone(), debit, credit, amount: amount.minor.abs() }],
    };
    match ledger::submit(tx, now, &[chain]).await?.into_iter().next() {
        Some(Outcome::Applied) => {}
        Some(Outcome::Refused { why: ledger::Refusal::ExceedsCredits, .. }) => {
            return Err(RechargeRefusal::DepositTooLow.into());
        }
        other => return Err(db::DbError::State(format!("a deposit was answered {other:?}")).into()),
    }
    let line = DepositLine { id, amount, note, by: by.to_owned(), at: now };
    store::fulfilments::insert_deposit(tx, (merchant, supplier), &line).await?;
    let payload = json!({ "amount": amount.minor, "currency": amount.currency, "by": by });
    let event = NewEvent::new(Some(merchant), "supplier.deposit", supplier, &payload);
    jobs::publish(tx, ambient, vec![event]).await?;
    Ok(line.id)
}

/// What was taken out again is not spent, though both have left the deposit.
async fn stand(
    tx: &mut Tx,
    merchant: MerchantId,
    of: &[(SupplierId, kernel::Currency)],
) -> db::Result<Vec<Deposit>> {
    let deposits = of.iter().map(|(id, currency)| accounts::supplier_deposit(merchant, *id, *currency));
    let deposits = ledger::balances(tx, &deposits.collect::<Vec<_>>()).await?;
    let spent = of.iter().map(|(id, currency)| accounts::supplier_spent(merchant, *id, *currency));
    let spent = ledger::balances(tx, &spent.collect::<Vec<_>>()).await?;
    let shown = deposits.iter().zip(&spent).zip(of).map(|((deposit, spent), (_, currency))| Deposit {
        available: Money::new(deposit.available_credit(), *currency),
        held: Money::new(deposit.debits_pending, *currency),
        spent: Money::new(spent.credits_posted, *currency),
    });
    Ok(shown.collect())
}
