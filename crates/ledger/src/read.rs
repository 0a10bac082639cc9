use crate::{Account, Balance, Kind, Transfer, store};
use db::{DbError, Row, Tx};
use kernel::{Page, PageAsk, Time};
use serde::Serialize;
use std::collections::HashMap;

/// The balances of the accounts, in their order; zeros for one that no transfer has opened yet.
///
/// Errors: [`DbError::State`] when an account is named with another rule than it was opened with.
pub async fn balances(tx: &mut Tx, accounts: &[Account]) -> db::Result<Vec<Balance>> {
    let ids: Vec<i64> = accounts.iter().map(Account::id).collect();
    let stored = store::accounts::get(tx, ids.clone()).await?;
    let by_id: HashMap<i64, _> = stored.iter().map(|account| (account.id, account)).collect();
    let balance = |(account, id): (&Account, &i64)| match by_id.get(id) {
        None => Ok(Balance::default()),
        Some(stored) if stored.is(account) => Ok(stored.balance),
        Some(_) => Err(DbError::State(format!("account {id} is not {account:?}"))),
    };
    accounts.iter().zip(&ids).map(balance).collect()
}

/// The balances of the owner's wallets, by asset.
pub async fn wallets(tx: &mut Tx, owner: &str) -> db::Result<Vec<(String, Balance)>> {
    let found = store::accounts::wallets(tx, owner).await?;
    Ok(found.into_iter().map(|account| (account.asset, account.balance)).collect())
}

/// Locks the accounts that exist until the transaction ends, for a caller that must lock something else before it
/// knows its chains: everybody locks accounts first, so nobody deadlocks. Nothing to do on SQLite.
pub async fn lock(tx: &mut Tx, accounts: &[Account]) -> db::Result<()> {
    store::accounts::lock(tx, accounts.iter().map(Account::id).collect()).await?;
    Ok(())
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// From 1, without gaps, in the order in which the ledger took the transfers.
    pub seq: i64,
    pub at: Time,
    pub book: String,
    pub transfer: String,
    pub kind: Kind,
    pub reference: String,
    /// What the account got; negative: what it gave.
    pub amount: i64,
    /// What it had got, less what it had given, after this.
    pub balance: i64,
    /// The purpose of the account on the other side.
    pub counterpart: String,
}

/// What an account got and gave, newest first; empty for accounts that keep no statement.
///
/// Only accounts of the purposes [`Account::WITH_STATEMENT`] keep one, because it costs a page: an index over debit
/// and over credit of all transfers would be two entries on random pages for every transfer, most of them for
/// accounts of shops that nobody pages through (there are reports for them). So a posted transfer at a wallet writes
/// one narrow line instead, next to the last line of that wallet, and all others write nothing. Holds are no lines:
/// they show in the pending balance.
pub async fn statement(tx: &mut Tx, account: &Account, ask: &PageAsk) -> db::Result<Page<Entry>> {
    let before = match &ask.after {
        None => i64::MAX,
        // A cursor that is none of ours finds nothing: 0 is before the first line.
        Some(cursor) => cursor.parse().unwrap_or(0),
    };
    let id = account.id();
    let rows = store::lines::page(tx, id, before, ask.limit.saturating_add(1)).await?;
    let entries = rows.iter().map(|row| entry(id, row)).collect::<db::Result<Vec<_>>>()?;
    Ok(Page::from_rows(entries, ask.limit, |entry| entry.seq.to_string()))
}

/// The lines of a statement from that moment on and before the other one, oldest first, at most `limit` of them, behind
/// the line with that number (0: from the beginning).
pub async fn statement_between(
    tx: &mut Tx,
    account: &Account,
    (from, to): (Time, Time),
    behind: i64,
    limit: i64,
) -> db::Result<Vec<Entry>> {
    let id = account.id();
    let rows = store::lines::between(tx, id, (from, to), behind, limit).await?;
    rows.iter().map(|row| entry(id, row)).collect()
}

/// What the account had got, less what it had given, just before that moment.
pub async fn balance_before(tx: &mut Tx, account: &Account, at: Time) -> db::Result<i64> {
    store::lines::balance_before(tx, account.id(), at).await
}

fn entry(account: i64, row: &Row) -> db::Result<Entry> {
    let amount = row.int(6)?;
    Ok(Entry {
        seq: row.int(0)?,
        book: row.text(1)?,
        transfer: row.text(2)?,
        balance: row.int(3)?,
        kind: row.get(4)?,
        amount: if row.int(5)? == account { -amount } else { amount },
        reference: row.text(7)?,
        at: row.time(8)?,
        counterpart: row.text(9)?,
    })
}

/// The transfers of a reference, oldest first, found by their ids: those that begin with `<reference>/`.
pub async fn transfers_of(tx: &mut Tx, book: &str, reference: &str) -> db::Result<Vec<Transfer>> {
    store::transfers::of_reference(tx, book, reference).await
}
