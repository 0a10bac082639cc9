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
            .flat_map(|c| [accounts::shelf(c.merchant, c.sku), accounts::sold(c.merchant, c.sku)])
            .collect();
        let balances = ledger::balances(tx, &wanted).await?;
        for (count, pair) in page.iter().zip(balances.chunks(2)) {
            let [shelf, sold] = pair else { continue };
            let out = delivered
                .get(&(count.merchant.to_string(), count.sku.to_string()))
                .copied()
                .unwrap_or_default();
            let sold = sold.credits_posted - sold.debits_posted;
            if sold != out.units {
                findings.push(unit_finding(
                    "the ledger's units sold are not the keys delivered",
                    count.merchant,
                    count.sku,
                    sold,
                    out.units,
                ));
            }
            let seen = shown.get(&(count.merchant.to_string(), count.sku.to_string())).copied().unwrap_or(0);
            if seen > sold {
                findings.push(unit_finding(
                    "more keys were shown than sold",
                    count.merchant,
                    count.sku,
                    sold,
                    seen,
                ));
            }
            if out.highest > count.head {
                findings.push(unit_finding(
                    "a key beyond the head was delivered",
                    count.merchant,
                    count.sku,
                    count.head,
                    out.highest,
                ));
            }
            let on_shelf = shelf.credits_posted - shelf.debits_posted;
            if on_shelf != count.remaining {
                findings.push(unit_finding(
                    "the ledger's shelf is not the vault's stock",
                    count.merchant,
                    count.sku,
                    on_shelf,
                    count.remaining,
                ));
            }
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
