use super::all_or_conflict;
use crate::work::{Held, Who};
use crate::{Account, Balance, Rule};
use db::{Row, Tx, Ty, params, row};
use kernel::Time;

pub(crate) struct StoredAccount {
    pub id: i64,
    pub owner: String,
    pub purpose: String,
    pub asset: String,
    pub rule: Rule,
    pub balance: Balance,
    pub lines: i64,
}

impl StoredAccount {
    /// Whether it is the account that is named, under the same rule.
    pub fn is(&self, account: &Account) -> bool {
        self.owner == account.owner
            && self.purpose == account.purpose
            && self.asset == account.asset
            && self.rule == account.rule
    }
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.int(0)?,
            owner: row.text(1)?,
            purpose: row.text(2)?,
            asset: row.text(3)?,
            rule: row.get(4)?,
            balance: Balance {
                debits_pending: row.int(5)?,
                debits_posted: row.int(6)?,
                credits_pending: row.int(7)?,
                credits_posted: row.int(8)?,
            },
            lines: row.int(9)?,
        })
    }
}

/// The accounts that exist, locked in the order of their ids.
pub(crate) async fn lock(tx: &mut Tx, ids: Vec<i64>) -> db::Result<Vec<StoredAccount>> {
    let sql = "select id, owner, purpose, asset, rule, debits_pending, debits_posted, credits_pending, \
               credits_posted, lines from accounts where id = any($1) order by id for update";
    find(tx, sql, ids).await
}

/// The accounts that exist.
pub(crate) async fn get(tx: &mut Tx, ids: Vec<i64>) -> db::Result<Vec<StoredAccount>> {
    let sql = "select id, owner, purpose, asset, rule, debits_pending, debits_posted, credits_pending, \
               credits_posted, lines from accounts where id = any($1)";
    find(tx, sql, ids).await
}

/// The wallets of an owner, in all assets.
pub(crate) async fn wallets(tx: &mut Tx, owner: &str) -> db::Result<Vec<StoredAccount>> {
    let sql = "select id, owner, purpose, asset, rule, debits_pending, debits_posted, credits_pending, \
               credits_posted, lines from accounts where owner = $1 and purpose = 'wallet' order by asset";
    tx.query(sql, params![owner]).await?.iter().map(StoredAccount::from_row).collect()
}

async fn find(tx: &mut Tx, sql: &str, ids: Vec<i64>) -> db::Result<Vec<StoredAccount>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(sql, params![ids]).await?.iter().map(StoredAccount::from_row).collect()
}

/// Writes the new ones among them.
pub(crate) async fn open(tx: &mut Tx, now: Time, accounts: &[(i64, Held<'_>)]) -> db::Result<()> {
    let new = accounts.iter().filter_map(|(id, held)| match held.who {
        Who::New(account) => Some((*id, account, held)),
        Who::Stored(_) => None,
    });
    let rows: Vec<_> = new
        .map(|(id, account, Held { balance: b, lines, .. })| {
            row![
                id,
                &account.owner,
                account.purpose,
                &account.asset,
                account.rule.code(),
                b.debits_pending,
                b.debits_posted,
                b.credits_pending,
                b.credits_posted,
                *lines,
                now
            ]
        })
        .collect();
    let meant = rows.len();
    let sql = "insert into accounts (id, owner, purpose, asset, rule, debits_pending, debits_posted, \
               credits_pending, credits_posted, lines, opened_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing";
    let (t, i) = (Ty::Text, Ty::Int);
    let opened = tx.exec_each(sql, &[i, t, t, t, t, i, i, i, i, i, i], rows).await?;
    all_or_conflict(opened, meant, "accounts opened")
}

/// Writes the balances of those that were there before; they are locked, so nobody else has changed them.
pub(crate) async fn set_balances(tx: &mut Tx, accounts: &[(i64, Held<'_>)]) -> db::Result<()> {
    let stored = accounts.iter().filter(|(_, held)| matches!(held.who, Who::Stored(_)));
    let rows = stored
        .map(|(id, Held { balance: b, lines, .. })| {
            row![*id, b.debits_pending, b.debits_posted, b.credits_pending, b.credits_posted, *lines]
        })
        .collect();
    let sql = "update accounts set debits_pending = $2, debits_posted = $3, credits_pending = $4, \
               credits_posted = $5, lines = $6 where accounts.id = $1";
    tx.put_each(sql, &[Ty::Int; 6], rows).await
}
