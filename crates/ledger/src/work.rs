use crate::store::StoredAccount;
use crate::{Account, Balance, Kind, Rule, State, Transfer, ask::Asked};
use kernel::Time;
use std::collections::HashMap;

/// An account while a batch is decided.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a> {
    pub who: Who<'a>,
    pub rule: Rule,
    pub keeps_lines: bool,
    pub balance: Balance,
    pub lines: i64,
    /// Whether an applied transfer names it.
    pub touched: bool,
}

#[derive(Clone, Copy)]
pub(crate) enum Who<'a> {
    Stored(&'a StoredAccount),
    New(&'a Account),
}

/// A transfer while a batch is decided, stored or new.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub book: &'a str,
    pub id: &'a str,
    pub kind: Kind,
    pub state: State,
    pub debit: i64,
    pub credit: i64,
    pub amount: i64,
    pub target: Option<&'a str>,
    pub resolved_by: Option<&'a str>,
    pub expires_at: Option<Time>,
    pub reference: &'a str,
    /// Its state in the database; none for a new one.
    pub stored: Option<State>,
}

/// A line for the statement of an account.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub account: i64,
    pub seq: i64,
    pub book: &'a str,
    pub transfer: &'a str,
    pub balance: i64,
}

/// What the database holds contradicts itself: nothing can be decided on it.
#[derive(Debug)]
pub(crate) struct Broken(pub String);

/// Everything that a batch of chains may move, with what it takes to undo the chain at work.
pub(crate) struct Work<'a> {
    accounts: HashMap<i64, Held<'a>>,
    transfers: Vec<Known<'a>>,
    places: HashMap<(&'a str, &'a str), usize>,
    lines: Vec<Line<'a>>,
    mark: (usize, usize),
    accounts_before: Vec<(i64, Held<'a>)>,
    transfers_before: Vec<(usize, Known<'a>)>,
}

impl<'a> Work<'a> {
    pub fn new(
        asked: &[Asked<'a>],
        accounts: &'a [StoredAccount],
        transfers: &'a [Transfer],
    ) -> Result<Self, Broken> {
        let mut work = Self {
            accounts: accounts.iter().map(|account| (account.id, Held::stored(account))).collect(),
            transfers: Vec::with_capacity(transfers.len() + asked.len() * 3),
            places: HashMap::with_capacity(transfers.len() + asked.len() * 3),
            lines: Vec::new(),
            mark: (0, 0),
            accounts_before: Vec::new(),
            transfers_before: Vec::new(),
        };
        for ask in asked.iter().flat_map(Asked::steps) {
            if let Some((debit, credit)) = ask.step.accounts() {
                work.meet(ask.debit, debit)?;
                work.meet(ask.credit, credit)?;
            }
        }
        for transfer in transfers {
            work.add(Known::stored(transfer));
        }
        Ok(work)
    }

    /// An account is named: it is the one that is known by that id, or a new one.
    fn meet(&mut self, id: i64, account: &'a Account) -> Result<(), Broken> {
        let held = self.accounts.entry(id).or_insert_with(|| Held::new(account));
        if held.who.is(account) { Ok(()) } else { Err(Broken(format!("account {id} is not {account:?}"))) }
    }

    pub fn account(&self, id: i64) -> Result<Held<'a>, Broken> {
        self.accounts.get(&id).copied().ok_or_else(|| Broken(format!("there is no account {id}")))
    }

    pub fn find(&self, book: &str, id: &str) -> Option<Known<'a>> {
        self.places.get(&(book, id)).and_then(|&place| self.transfers.get(place)).copied()
    }

    /// Where a chain begins: [`Work::undo`] comes back to here.
    pub fn begin(&mut self) {
        self.mark = (self.transfers.len(), self.lines.len());
        self.accounts_before.clear();
        self.transfers_before.clear();
    }

    pub fn undo(&mut self) {
        for added in self.transfers.drain(self.mark.0..) {
            self.places.remove(&(added.book, added.id));
        }
        self.lines.truncate(self.mark.1);
        while let Some((id, before)) = self.accounts_before.pop() {
            self.accounts.insert(id, before);
        }
        while let Some((place, before)) = self.transfers_before.pop() {
            if let Some(transfer) = self.transfers.get_mut(place) {
                *transfer = before;
            }
        }
    }

    /// A new transfer stands (or a stored one is made known).
    pub fn add(&mut self, transfer: Known<'a>) {
        let place = self.transfers.len();
        // A query for several names may find the same row twice.
        if *self.places.entry((transfer.book, transfer.id)).or_insert(place) == place {
            self.transfers.push(transfer);
        }
    }

    /// A transfer takes its last state.
    pub fn resolve(&mut self, book: &str, id: &str, state: State, by: &'a str) {
        let Some(&place) = self.places.get(&(book, id)) else { return };
        if let Some(transfer) = self.transfers.get_mut(place) {
            self.transfers_before.push((place, *transfer));
            transfer.state = state;
            transfer.resolved_by = Some(by);
        }
    }

    /// An account gets a new balance; with the transfer that posted, also a line on its statement.
    pub fn set(&mut self, id: i64, balance: Balance, posted_by: Option<(&'a str, &'a str)>) {
        let Some(held) = self.accounts.get_mut(&id) else { return };
        self.accounts_before.push((id, *held));
        held.balance = balance;
        held.touched = true;
        if let Some((book, transfer)) = posted_by.filter(|_| held.keeps_lines) {
            held.lines += 1;
            let balance = balance.credits_posted - balance.debits_posted;
            self.lines.push(Line { account: id, seq: held.lines, book, transfer, balance });
        }
    }

    /// What the batch did, for the database: accounts sorted by id, transfers and lines in the order of their making.
    pub fn into_parts(self) -> (Vec<(i64, Held<'a>)>, Vec<Known<'a>>, Vec<Line<'a>>) {
        let mut accounts: Vec<_> = self.accounts.into_iter().filter(|(_, held)| held.touched).collect();
        accounts.sort_unstable_by_key(|(id, _)| *id);
        (accounts, self.transfers, self.lines)
    }
}

impl<'a> Held<'a> {
    fn stored(account: &'a StoredAccount) -> Self {
        Self {
            who: Who::Stored(account),
            rule: account.rule,
            keeps_lines: Account::keeps_statement(&account.purpose),
            balance: account.balance,
            lines: account.lines,
            touched: false,
        }
    }
    fn new(account: &'a Account) -> Self {
        Self {
            who: Who::New(account),
            rule: account.rule,
            keeps_lines: Account::keeps_statement(account.purpose),
            balance: Balance::default(),
            lines: 0,
            touched: false,
        }
    }
}

impl Who<'_> {
    fn is(&self, account: &Account) -> bool {
        match self {
            Self::Stored(stored) => stored.is(account),
            Self::New(first) => *first == account,
        }
    }
}

impl<'a> Known<'a> {
    fn stored(transfer: &'a Transfer) -> Self {
        Self {
            book: &transfer.book,
            id: &transfer.id,
            kind: transfer.kind,
            state: transfer.state,
            debit: transfer.debit,
            credit: transfer.credit,
            amount: transfer.amount,
            target: transfer.target.as_deref(),
            resolved_by: transfer.resolved_by.as_deref(),
            expires_at: transfer.expires_at,
            reference: &transfer.reference,
            stored: Some(transfer.state),
        }
    }
}
