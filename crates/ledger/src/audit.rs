/// Each account against the sums of its transfers. Pure.
mod account;
/// The statements.
mod lines;
/// Each transfer by itself and with the ones that it names or that resolved it. Pure.
mod transfer;

use crate::store::audit as store;
use account::{Sums, Totals};
use db::{Row, Tx};

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
    /// Where: the table and the key of the row.
    pub row: String,
}

/// The findings so far; after the first thousand no more are kept, as the damage is clear.
struct Findings(Vec<Finding>);

impl Findings {
    const MOST: usize = 1_000;

    fn add(&mut self, row: impl FnOnce() -> String, what: impl Into<String>) {
        if self.0.len() < Self::MOST {
            self.0.push(Finding { what: what.into(), row: row() });
        }
    }
}

/// So many accounts are summed up in one pass over the transfers: some 150 MB.
const ACCOUNTS_PER_PASS: i64 = 1_000_000;

/// Proves the ledger from its rows: the four balances of every account equal the sums of its transfers, the rules
/// hold, reservations and reversals agree with the transfers that resolved or made them, debits equal credits in
/// every asset, no transfer names an unknown account, statements add up. Nothing found: an empty list; at most a
/// thousand findings are listed.
///
/// Reads every row, by pages of the primary keys, and needs memory for the sums of a million accounts at a time.
/// Give it a snapshot ([`db::Db::snapshot`]) where others write meanwhile.
pub async fn audit(tx: &mut Tx) -> db::Result<Vec<Finding>> {
    audit_by(tx, ACCOUNTS_PER_PASS).await
}

async fn audit_by(tx: &mut Tx, accounts_per_pass: i64) -> db::Result<Vec<Finding>> {
    let mut found = Findings(Vec::new());
    let mut totals = Totals::default();
    let passes = store::count_accounts(tx).await? / accounts_per_pass.max(1) + 1;
    // Ids are hashes, so equal ranges hold about equally many accounts.
    let width = i64::MAX / passes;
    for pass in 0..passes {
        let from = if pass == 0 { i64::MIN } else { pass * width };
        let to = if pass + 1 == passes { i64::MAX } else { (pass + 1) * width - 1 };
        let mut sums = sum_transfers(tx, Sums::of(from, to), pass == 0, &mut found).await?;
        check_accounts(tx, (from, to), &mut sums, &mut totals, &mut found).await?;
        name_unknown_accounts(tx, &sums, &mut found).await?;
    }
    totals.check(&mut found);
    lines::check(tx, &mut found).await?;
    Ok(found.0)
}

/// Sums up what the transfers do to the accounts of a range; the first pass also checks the transfers themselves.
async fn sum_transfers(tx: &mut Tx, mut sums: Sums, first: bool, found: &mut Findings) -> db::Result<Sums> {
    let mut last = (String::new(), String::new());
    loop {
        let after = (last.0.as_str(), last.1.as_str());
        let rows = if first { store::transfers(tx, after).await? } else { store::amounts(tx, after).await? };
        for row in &rows {
            sums.add(row);
            if first {
                transfer::check(row, found);
            }
        }
        match rows.last() {
            Some(row) => last = (row.text(1)?, row.text(0)?),
            None => return Ok(sums),
        }
    }
}

async fn check_accounts(
    tx: &mut Tx,
    (mut from, to): (i64, i64),
    sums: &mut Sums,
    totals: &mut Totals,
    found: &mut Findings,
) -> db::Result<()> {
    loop {
        let rows = store::accounts(tx, from, to).await?;
        for row in &rows {
            account::check(row, sums, totals, found);
        }
        match rows.last().map(|row: &Row| row.int(0)).transpose()? {
            Some(last) if last < to => from = last + 1,
            _ => return Ok(()),
        }
    }
}

/// What is left of the sums belongs to no account.
async fn name_unknown_accounts(tx: &mut Tx, sums: &Sums, found: &mut Findings) -> db::Result<()> {
    // Each look-up reads the whole table, so only a few are named by their transfer.
    for account in sums.left().take(5) {
        let Some(row) = store::transfer_at(tx, account).await? else { continue };
        let (book, id) = (row.text(0)?, row.text(1)?);
        found.add(
            || format!("transfers {book} {id}"),
            format!("it names account {account}, which does not exist"),
        );
    }
    for account in sums.left().skip(5) {
        found.add(|| format!("accounts {account}"), "transfers name it, but it does not exist");
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Account, Chain, Rule, Step};
    use kernel::Time;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn several_passes_find_the_same_as_one() {
        for engine in testkit::engines() {
            let db = testkit::database(engine).await;
            let account = |n: i64| Account {
                owner: n.to_string(),
                purpose: "wallet",
                asset: "CNY/2".into(),
                rule: Rule::Free,
            };
            let post = |n| Step::Post {
                id: format!("{n:02}"),
                debit: account(n),
                credit: account(n + 1),
                amount: n,
            };
            let chain = Chain { book: "b".into(), reference: "r".into(), steps: (1..40).map(post).collect() };
            let mut tx = db.begin().await.unwrap();
            crate::submit(&mut tx, Time(1), &[chain]).await.unwrap();
            assert_eq!(super::audit_by(&mut tx, 7).await.unwrap(), []);
            tx.batch("update accounts set debits_posted = 99 where owner = '20'").await.unwrap();
            tx.batch("update transfers set credit = 4711 where id = '30'").await.unwrap();
            let mut one = super::audit(&mut tx).await.unwrap();
            let mut many = super::audit_by(&mut tx, 7).await.unwrap();
            one.sort_by(|a, b| (&a.row, &a.what).cmp(&(&b.row, &b.what)));
            many.sort_by(|a, b| (&a.row, &a.what).cmp(&(&b.row, &b.what)));
            assert!(one.len() > 3);
            assert_eq!(one, many);
        }
    }
}
