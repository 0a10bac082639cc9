use crate::ask::{self, Asked};
use crate::work::{Broken, Work};
use crate::{Chain, Outcome, Transfer, rules, store};
use db::{DbError, Engine, Tx};
use kernel::Time;
use std::collections::HashSet;

/// Takes the chains in order, each seeing the effects of the applied ones before it, within the caller's
/// transaction; one outcome for each chain. A refused chain leaves nothing.
///
/// The accounts are locked in the order of their ids until the transaction ends. Submit once per transaction, or be
/// ready for deadlocks: a second call locks again, later.
///
/// Errors: [`DbError::Conflict`] when another transaction opened an account, used an id or resolved a reservation at
/// the same moment: roll back and try again. [`DbError::State`] when an account is named with another rule than it
/// was opened with, or when the database contradicts itself. After an error the transaction must be rolled back.
pub async fn submit(tx: &mut Tx, now: Time, chains: &[Chain]) -> db::Result<Vec<Outcome>> {
    submit_some_fresh(tx, now, chains, &[]).await
}

/// [`submit`], where the chains marked `true` have ids that were drawn for this transaction, such as those of a new
/// order: nobody looks whether they are known (were they, the answer is [`DbError::Conflict`]).
pub async fn submit_some_fresh(
    tx: &mut Tx,
    now: Time,
    chains: &[Chain],
    fresh: &[bool],
) -> db::Result<Vec<Outcome>> {
    let fresh = fresh.iter().copied().chain(std::iter::repeat(false));
    let asked: Vec<Asked<'_>> = chains.iter().zip(fresh).map(|(c, fresh)| Asked::new(c, fresh)).collect();
    // The targets are read first only because their accounts have to be locked: what they are is read again under
    // the locks, or a chain that another node has just applied might be refused instead of being known. On SQLite
    // nobody writes between the two, so one look is enough.
    let alone = tx.engine() == Engine::Sqlite;
    let first = if alone { ask::names(&asked) } else { ask::targets(&asked) };
    let targets = store::transfers::named(tx, &first).await?;
    let accounts = store::accounts::lock(tx, ask::account_ids(&asked, &targets)).await?;
    let again = if alone { Vec::new() } else { store::transfers::named(tx, &ask::names(&asked)).await? };
    let transfers = if alone { &targets } else { &again };
    let mut work = Work::new(&asked, &accounts, transfers)?;
    let mut outcomes = Vec::with_capacity(chains.len());
    for one in &asked {
        let outcome = rules::decide(&mut work, now, one);
        outcomes.push(outcome.map_err(|broken| fault(broken, &asked, &targets, transfers))?);
    }
    write(tx, now, work).await?;
    Ok(outcomes)
}

/// A target that came after the first look has accounts that are not locked: that is a race, not a broken ledger.
fn fault(Broken(what): Broken, asked: &[Asked<'_>], first: &[Transfer], then: &[Transfer]) -> DbError {
    let name = |transfer: &'_ Transfer| (transfer.book.clone(), transfer.id.clone());
    let first: HashSet<_> = first.iter().map(name).collect();
    let then: HashSet<_> = then.iter().map(name).collect();
    let mut came = ask::targets(asked).into_iter().map(|(book, id)| (book.to_owned(), id.to_owned()));
    if came.any(|name| then.contains(&name) && !first.contains(&name)) {
        return DbError::Conflict(what);
    }
    DbError::State(what)
}

/// Accounts first: who loses a race for a new account then waits there, holding no transfer.
async fn write(tx: &mut Tx, now: Time, work: Work<'_>) -> db::Result<()> {
    let (accounts, transfers, lines) = work.into_parts();
    store::accounts::open(tx, now, &accounts).await?;
    store::transfers::insert(tx, now, &transfers).await?;
    store::accounts::set_balances(tx, &accounts).await?;
    store::transfers::set_states(tx, &transfers).await?;
    store::lines::insert(tx, &lines).await
}

impl From<Broken> for DbError {
    fn from(Broken(what): Broken) -> Self {
        Self::State(what)
    }
}
