use db::{Db, DbError};
use kernel::Time;
use ledger::{Account, Balance, Chain, Finding, Outcome, Refusal, Rule, Step};

pub const NOW: Time = Time(1_000_000);

pub fn account(owner: &str, purpose: &'static str, rule: Rule) -> Account {
    Account { owner: owner.into(), purpose, asset: "CNY/2".into(), rule }
}
/// Money from outside: may be debited without end.
pub fn bank() -> Account {
    account("platform", "bank", Rule::Free)
}
pub fn wallet(owner: &str) -> Account {
    account(owner, "wallet", Rule::DebitsWithinCredits)
}
/// What somebody owes: gets back at most what it gave.
pub fn owed(owner: &str) -> Account {
    account(owner, "owed", Rule::CreditsWithinDebits)
}

pub fn post(id: &str, debit: &Account, credit: &Account, amount: i64) -> Step {
    Step::Post { id: id.into(), debit: debit.clone(), credit: credit.clone(), amount }
}
pub fn reserve(id: &str, debit: &Account, credit: &Account, amount: i64, until: i64) -> Step {
    let expires_at = Time(until);
    Step::Reserve { id: id.into(), debit: debit.clone(), credit: credit.clone(), amount, expires_at }
}
pub fn post_pending(id: &str, pending: &str, amount: Option<i64>) -> Step {
    Step::PostPending { id: id.into(), pending: pending.into(), amount }
}
pub fn void(id: &str, pending: &str) -> Step {
    Step::VoidPending { id: id.into(), pending: pending.into() }
}
pub fn expire(id: &str, pending: &str) -> Step {
    Step::ExpirePending { id: id.into(), pending: pending.into() }
}
pub fn reverse(id: &str, of: &str) -> Step {
    Step::Reverse { id: id.into(), of: of.into() }
}
pub fn chain(steps: Vec<Step>) -> Chain {
    Chain { book: "mer_1".into(), reference: "ord_1".into(), steps }
}
pub fn refused(step: usize, why: Refusal) -> Outcome {
    Outcome::Refused { step, why }
}

/// Submits in a transaction of its own.
pub async fn try_submit(db: &Db, now: Time, chains: &[Chain]) -> Result<Vec<Outcome>, DbError> {
    let mut tx = db.begin().await?;
    let outcomes = ledger::submit(&mut tx, now, chains).await?;
    tx.commit().await?;
    Ok(outcomes)
}
pub async fn submit(db: &Db, now: Time, chains: &[Chain]) -> Vec<Outcome> {
    try_submit(db, now, chains).await.unwrap()
}
pub async fn one(db: &Db, steps: Vec<Step>) -> Outcome {
    submit(db, NOW, &[chain(steps)]).await.remove(0)
}
pub async fn must(db: &Db, steps: Vec<Step>) {
    assert_eq!(one(db, steps).await, Outcome::Applied);
}
pub async fn balance(db: &Db, account: &Account) -> Balance {
    ledger::balances(&mut db.read().await.unwrap(), std::slice::from_ref(account)).await.unwrap()[0]
}
/// Debits pending, debits posted, credits pending, credits posted.
pub async fn four(db: &Db, account: &Account) -> [i64; 4] {
    let b = balance(db, account).await;
    [b.debits_pending, b.debits_posted, b.credits_pending, b.credits_posted]
}
pub async fn audit(db: &Db) -> Vec<Finding> {
    ledger::audit(&mut db.snapshot().await.unwrap()).await.unwrap()
}
