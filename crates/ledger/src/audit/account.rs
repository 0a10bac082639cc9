use super::Findings;
use crate::account::account_id;
use crate::{Account, Balance, Kind, Rule, State};
use db::Row;
use std::collections::{BTreeMap, HashMap};

/// Debits pending, debits posted, credits pending, credits posted; wide, as damaged amounts may be anything.
type Four = [i128; 4];

fn add(to: &mut Four, what: Four) {
    to.iter_mut().zip(what).for_each(|(sum, more)| *sum += more);
}

/// What the transfers do to the accounts of a range of ids.
pub(super) struct Sums {
    from: i64,
    to: i64,
    by_account: HashMap<i64, Four>,
}

impl Sums {
    pub fn of(from: i64, to: i64) -> Self {
        Self { from, to, by_account: HashMap::new() }
    }
    /// Counts a transfer; one that cannot be read is a finding of its own, and counts for nothing.
    pub fn add(&mut self, row: &Row) {
        let parts = || -> db::Result<(Kind, State, i64, i64, i64)> {
            Ok((row.get(2)?, row.get(3)?, row.int(4)?, row.int(5)?, row.int(6)?))
        };
        let Ok((kind, state, debit, credit, amount)) = parts() else { return };
        let amount = i128::from(amount);
        let (pending, posted) = match (kind, state) {
            (Kind::Reserve, State::Pending) => (amount, 0),
            (kind, _) if kind.moves_posted() => (0, amount),
            _ => (0, 0),
        };
        self.add_to(debit, [pending, posted, 0, 0]);
        self.add_to(credit, [0, 0, pending, posted]);
    }
    fn add_to(&mut self, account: i64, what: Four) {
        if (self.from..=self.to).contains(&account) {
            add(self.by_account.entry(account).or_default(), what);
        }
    }
    /// Accounts named by transfers that [`check`] has not met.
    pub fn left(&self) -> impl Iterator<Item = i64> {
        self.by_account.keys().copied()
    }
}

/// The sums of all accounts of each asset.
#[derive(Default)]
pub(super) struct Totals(BTreeMap<String, Four>);

impl Totals {
    pub fn check(&self, found: &mut Findings) {
        for (asset, [debits_pending, debits_posted, credits_pending, credits_posted]) in &self.0 {
            if (debits_pending, debits_posted) != (credits_pending, credits_posted) {
                let what = format!(
                    "debits {debits_pending} + {debits_posted}, credits {credits_pending} + {credits_posted} \
                     (pending + posted): they must be equal"
                );
                found.add(|| format!("accounts of asset {asset}"), what);
            }
        }
    }
}

struct Seen {
    id: i64,
    owner: String,
    purpose: String,
    asset: String,
    rule: Rule,
    balance: Balance,
    lines: i64,
}

impl Seen {
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

/// Checks one account and takes it out of the sums.
pub(super) fn check(row: &Row, sums: &mut Sums, totals: &mut Totals, found: &mut Findings) {
    let id = row.int(0).unwrap_or_default();
    let moved = sums.by_account.remove(&id).unwrap_or_default();
    let seen = match Seen::from_row(row) {
        Ok(seen) => seen,
        Err(error) => {
            return found.add(|| format!("accounts {id}"), format!("the row cannot be read: {error}"));
        }
    };
    let stands = four(&seen.balance);
    add(totals.0.entry(seen.asset.clone()).or_default(), stands);
    let name = || format!("accounts {id} ({} {} {})", seen.owner, seen.purpose, seen.asset);
    if stands != moved {
        let what = "its balances (debits pending, posted, credits pending, posted) are";
        found.add(name, format!("{what} {stands:?}, but its transfers make {moved:?}"));
    }
    wrong(&seen, stands).into_iter().for_each(|what| found.add(name, what));
}

fn four(balance: &Balance) -> Four {
    let Balance { debits_pending, debits_posted, credits_pending, credits_posted } = *balance;
    [debits_pending, debits_posted, credits_pending, credits_posted].map(i128::from)
}

fn wrong(seen: &Seen, stands: Four) -> Option<&'static str> {
    let [debits_pending, debits_posted, credits_pending, credits_posted] = stands;
    let obeys = match seen.rule {
        Rule::Free => true,
        Rule::DebitsWithinCredits => debits_pending + debits_posted <= credits_posted,
        Rule::CreditsWithinDebits => credits_pending + credits_posted <= debits_posted,
    };
    let keeps_lines = Account::keeps_statement(&seen.purpose);
    if seen.id != account_id(&seen.owner, &seen.purpose, &seen.asset) {
        Some("its id does not follow from its owner, purpose and asset")
    } else if stands.iter().any(|sum| *sum < 0) {
        Some("a balance is negative")
    } else if !obeys {
        Some("its rule is broken")
    } else if seen.lines < 0 || (seen.lines > 0) != (keeps_lines && debits_posted + credits_posted > 0) {
        Some("it counts statement lines and should not, or counts none and should")
    } else {
        None
    }
}
