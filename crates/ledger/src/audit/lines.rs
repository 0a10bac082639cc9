use super::Findings;
use crate::Kind;
use crate::store::audit as store;
use db::{Row, Tx};

/// The last line read of the statement at work.
struct Last {
    account: i64,
    seq: i64,
    balance: i128,
    /// What the account says: how many lines it has, and what it holds.
    counts: Option<i64>,
    stands: i128,
}

/// Checks that every statement counts from 1 without gaps and adds up to the balance of its account.
pub(super) async fn check(tx: &mut Tx, found: &mut Findings) -> db::Result<()> {
    let mut last: Option<Last> = None;
    loop {
        let after = last.as_ref().map_or((i64::MIN, i64::MIN), |last| (last.account, last.seq));
        let rows = store::lines(tx, after).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            last = Some(next(row, last.take(), found)?);
        }
    }
    if let Some(last) = last {
        end(&last, found);
    }
    for row in store::accounts_without_lines(tx).await? {
        let account = row.int(0)?;
        found.add(|| format!("accounts {account}"), "it counts statement lines, but there are none");
    }
    Ok(())
}

fn next(row: &Row, last: Option<Last>, found: &mut Findings) -> db::Result<Last> {
    let (account, seq, balance) = (row.int(0)?, row.int(1)?, i128::from(row.int(2)?));
    let name = || format!("statement_lines {account} {seq}");
    let (seq_before, balance_before) = match last {
        Some(last) if last.account == account => (last.seq, last.balance),
        other => {
            if let Some(ended) = other {
                end(&ended, found);
            }
            (0, 0)
        }
    };
    if seq.checked_sub(1) != Some(seq_before) {
        found.add(name, format!("line {seq_before} is not the one before it"));
    }
    match moved(row, account) {
        None => found.add(name, "its transfer does not exist or does not post at this account"),
        Some(amount) if balance_before + amount != balance => {
            found.add(name, format!("its balance is {balance}, after {balance_before} and {amount}"));
        }
        Some(_) => {}
    }
    let posted = |index| row.get::<Option<i64>>(index).map(|sum| i128::from(sum.unwrap_or(0)));
    Ok(Last { account, seq, balance, counts: row.get(3)?, stands: posted(8)? - posted(9)? })
}

/// What the transfer of a line adds to the account.
fn moved(row: &Row, account: i64) -> Option<i128> {
    let kind: Kind = row.get(4).ok()?;
    let (debit, credit, amount) = (row.int(5).ok()?, row.int(6).ok()?, i128::from(row.int(7).ok()?));
    match account {
        _ if !kind.moves_posted() => None,
        account if account == debit => Some(-amount),
        account if account == credit => Some(amount),
        _ => None,
    }
}

fn end(last: &Last, found: &mut Findings) {
    let name = || format!("statement_lines {} {}", last.account, last.seq);
    if last.counts != Some(last.seq) {
        found.add(name, format!("it is the last line, but the account counts {:?}", last.counts));
    }
    if last.balance != last.stands {
        found.add(name, format!("it ends with {}, but the account has {}", last.balance, last.stands));
    }
}
