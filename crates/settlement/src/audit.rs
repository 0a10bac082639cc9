//! Proof over the money of delivered orders: what was released, given back and paid out is what the ledger moved, and
//! what must return to zero does.

use crate::store::audit as store;
use crate::{EscrowSettings, Settlement, accounts};
use db::{Result, Tx};
use kernel::{Currency, MerchantId, Span, Time};
use ledger::Account;
use std::collections::BTreeMap;

/// Something that must not be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

/// All checks; empty when everything is right. What is on its way since before `stuck` is a finding, too.
pub async fn audit(tx: &mut Tx, now: Time, stuck: Span) -> Result<Vec<Finding>> {
    let mut findings = store::rows(tx, now.before(stuck)).await?;
    escrow(tx, &mut findings).await?;
    taxes(tx, &mut findings).await?;
    payouts(tx, &mut findings).await?;
    stuck_exceptions(tx, now.before(stuck), &mut findings).await?;
    Ok(findings)
}

type Sums = BTreeMap<(String, String), i64>;

/// Escrow holds exactly what delivered orders brought in, less what was released and given back out of it.
async fn escrow(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let mut expected: Sums = store::delivered_net(tx).await?;
    for (key, amount) in store::released(tx).await?.into_iter().chain(store::from_escrow(tx).await?) {
        *expected.entry(key).or_default() -= amount;
    }
    let held = |b: &ledger::Balance| b.credits_posted - b.debits_posted;
    let what = "escrow is not what delivered orders brought in, less what was released and given back";
    compare(tx, expected, orders::accounts::escrow, held, what, findings).await
}

/// What is kept for the tax office is exactly what was withheld, less what was given back of it.
async fn taxes(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let mut expected: Sums = store::withheld(tx).await?;
    for (key, amount) in store::tax_back(tx).await? {
        *expected.entry(key).or_default() -= amount;
    }
    let held = |b: &ledger::Balance| b.credits_posted - b.debits_posted;
    let what = "a tax account is not what was withheld, less what was given back of it";
    compare(tx, expected, accounts::tax, held, what, findings).await
}

/// What is reserved for payouts, and on its way, is what their rows say.
async fn payouts(tx: &mut Tx, findings: &mut Vec<Finding>) -> Result<()> {
    let mut asked = store::payouts(tx, &["requested", "approved"]).await?;
    let mut sent = store::payouts(tx, &["sent"]).await?;
    for key in store::payouts(tx, &["paid", "failed", "refused", "withdrawn"]).await?.into_keys() {
        asked.entry(key.clone()).or_default();
        sent.entry(key).or_default();
    }
    let what = "what is reserved of a balance is not what was asked to be paid out";
    compare(tx, asked, accounts::balance, |b| b.debits_pending, what, findings).await?;
    let what = "what is on its way to a bank is not the sum of the payouts that were sent";
    compare(tx, sent, accounts::payout, |b| b.credits_posted - b.debits_posted, what, findings).await
}

async fn compare(
    tx: &mut Tx,
    expected: Sums,
    account: fn(MerchantId, Currency) -> Account,
    held: fn(&ledger::Balance) -> i64,
    what: &str,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for ((merchant, currency), amount) in expected {
        let (Ok(id), Ok(code)) = (merchant.parse::<MerchantId>(), currency.parse::<Currency>()) else {
            continue;
        };
        let balances = ledger::balances(tx, &[account(id, code)]).await?;
        let stands = balances.first().map_or(0, held);
        if stands != amount {
            let row = format!("{merchant} {currency}: {stands} and {amount}");
            findings.push(Finding { what: what.to_owned(), row });
        }
    }
    Ok(())
}

/// The exception account of a merchant must return to zero: what lies there for too long, with its age.
async fn stuck_exceptions(tx: &mut Tx, before: Time, findings: &mut Vec<Finding>) -> Result<()> {
    for (row, since) in store::old_refunds(tx, before).await? {
        let row = format!("{row}, since {}", since.rfc3339());
        findings.push(Finding { what: "money waits in an exception account for too long".into(), row });
    }
    Ok(())
}

impl Settlement {
    /// The same over a snapshot of this service's database.
    pub async fn audit(&self) -> Result<Vec<Finding>> {
        let mut tx = self.db().snapshot().await?;
        audit(&mut tx, self.ambient().now(), self.settings().stuck()).await
    }
}

impl EscrowSettings {
    pub fn stuck(&self) -> Span {
        Span::hours(self.stuck_hours)
    }
}
