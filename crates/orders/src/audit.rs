//! Proof over all orders: what was ordered, paid, delivered and booked is the same, row by row.

use crate::{Orders, accounts, store};
use db::{Result, Tx};
use kernel::{Currency, MerchantId, SkuId, Span, Time};
use std::collections::HashSet;

/// Something that must not be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

/// How late the sweep may be before an expired hold is a finding.
const SWEEP_GRACE: Span = Span::minutes(10);

/// All checks of orders against deliveries, ledger and vault; empty when everything is right.
pub async fn audit(tx: &mut Tx, now: Time) -> Result<Vec<Finding>> {
    let mut findings = store::audit::rows(tx, now.before(SWEEP_GRACE)).await?;
    findings.extend(store::reveals::without_delivery(tx).await?);
    findings.extend(units(tx).await?);
    findings.extend(exceptions(tx).await?);
    Ok(findings)
}

/// Units sold = keys delivered; units on the shelf = keys in the vault that nobody has.
async fn units(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let delivered = store::audit::delivered(tx).await?;
    let shown = store::reveals::shown(tx).await?;
    let counts = vault::stock_counts(tx).await?;
    let known: HashSet<(String, String)> =
        counts.iter().map(|c| (c.merchant.to_string(), c.sku.to_string())).collect();
    for key in delivered.keys().filter(|key| !known.contains(*key)) {
        findings.push(Finding { what: "units of an unknown SKU were delivered".into(), row: key.1.clone() });
    }
    for page in counts.chunks(500) {
        let wanted: Vec<_> = page
            .iter()
            .flat_map(|c| {
                let (merchant, sku) = (c.merchant, c.sku);
                [
                    accounts::shelf(merchant, sku),
                    accounts::sold(merchant, sku),
                    accounts::replaced(merchant, sku),
                ]
            })
            .collect();
        let balances = ledger::balances(tx, &wanted).await?;
        for (count, three) in page.iter().zip(balances.chunks(3)) {
            let [shelf, sold, replaced] = three else { continue };
            let key = (count.merchant.to_string(), count.sku.to_string());
            let out = delivered.get(&key).copied().unwrap_or_default();
            let held = |balance: &ledger::Balance| balance.credits_posted - balance.debits_posted;
            let seen = shown.get(&key).copied().unwrap_or(0);
            let (sold, dead) = (held(sold), held(replaced));
            let good = out.units - out.replaced;
            let checks = [
                ("the ledger's units sold are not the keys delivered", sold, good, sold != good),
                (
                    "the ledger's units replaced are not the keys replaced",
                    dead,
                    out.replaced,
                    dead != out.replaced,
                ),
                ("more keys were shown than sold", sold + dead, seen, seen > sold + dead),
                ("a key beyond the head was delivered", count.head, out.highest, out.highest > count.head),
                (
                    "the ledger's shelf is not the vault's stock",
                    held(shelf),
                    count.remaining,
                    held(shelf) != count.remaining,
                ),
            ];
            let wrong = checks.into_iter().filter(|(.., wrong)| *wrong);
            findings.extend(
                wrong.map(|(what, one, other, _)| unit_finding(what, count.merchant, count.sku, one, other)),
            );
        }
    }
    Ok(findings)
}

fn unit_finding(what: &str, merchant: MerchantId, sku: SkuId, ledger: i64, other: i64) -> Finding {
    Finding { what: what.to_owned(), row: format!("{merchant} {sku}: {ledger} and {other}") }
}

/// Money in the exception accounts is exactly what refunds under way say.
async fn exceptions(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for ((owner, currency), amount) in store::audit::open_exceptions(tx).await? {
        let Ok(code) = currency.parse::<Currency>() else { continue };
        let balances = ledger::balances(tx, &[accounts::exception(&owner, code)]).await?;
        let held = balances.first().map_or(0, |b| b.credits_posted - b.debits_posted);
        if held != amount {
            let row = format!("{owner} {currency}: {held} and {amount}");
            findings.push(Finding {
                what: "the exception account is not the sum of refunds under way".into(),
                row,
            });
        }
    }
    Ok(findings)
}

impl Orders {
    /// The same over a snapshot of this service's database.
    pub async fn audit(&self) -> Result<Vec<Finding>> {
        let mut tx = self.db().snapshot().await?;
        audit(&mut tx, self.ambient().now()).await
    }
}
