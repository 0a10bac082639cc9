//! All of it moves in one chain, in the book of the payment: to the channel's clearing account, and from there again.

use super::debt::owed;
use crate::refund::{BY_HAND, CHARGED_BACK, CREDITED, FAILED, PENDING};
use crate::store::charged_back as rows;
use crate::store::refunds::{self, Refund};
use crate::{ChargebackState, OrderError, Orders, PaymentChargeback, RUN_REFUND, TakenFrom, accounts};
use db::{DbError, Tx};
use jobs::NewJob;
use kernel::{Money, Time};
use ledger::{Account, Chain, Outcome, Step};
use serde_json::json;

/// Where the money of a chargeback lies.
#[derive(Debug, PartialEq, Eq)]
struct Lies {
    /// In the exception account, for refunds that have not gone out.
    refunds: i64,
    /// In the wallet, or spent out of it.
    wallet: i64,
    /// With the payer already.
    gone: i64,
}

impl Orders {
    /// Books it out, once. While nobody knows whether a refund of the same money went out, it waits.
    pub(super) async fn take_payment(
        &self,
        tx: &mut Tx,
        of: PaymentChargeback,
        arrived: Money,
    ) -> Result<PaymentChargeback, OrderError> {
        let now = self.ambient().now();
        let refunds = rows::refunds_of(tx, &of).await?;
        let before = rows::taken_before(tx, &of).await?;
        let Some(lies) = lies(&of, arrived.minor, &refunds, before) else { return self.wait(tx, of).await };
        let wallet = lies.wallet.min(available(tx, &of).await?);
        let from = TakenFrom { refunds: lies.refunds, wallet, debt: lies.wallet - wallet, loss: lies.gone };
        let open: Vec<Refund> = refunds.into_iter().filter(is_open).collect();
        submit(tx, now, &of, taking(&of, &from, &open)).await?;
        for refund in &open {
            refunds::change(tx, refund, CHARGED_BACK, Some(now)).await?;
            rows::takes(tx, &of, refund).await?;
        }
        let taken = PaymentChargeback { state: ChargebackState::Taken, from, taken_at: Some(now), ..of };
        rows::taken(tx, &taken, now).await?;
        self.alarm_charged_back(tx, &taken).await?;
        self.tell_charged_back(tx, &taken).await?;
        Ok(taken)
    }

    /// The operators are told once.
    async fn wait(&self, tx: &mut Tx, of: PaymentChargeback) -> Result<PaymentChargeback, OrderError> {
        if of.waited {
            return Ok(of);
        }
        let waits = PaymentChargeback { waited: true, ..of };
        rows::waits(tx, &waits).await?;
        self.alarm_charged_back(tx, &waits).await?;
        Ok(waits)
    }

    /// The money is with us again: to whom it was taken from; a refund goes out after all, and a debt is paid first.
    pub(super) async fn give_payment_again(
        &self,
        tx: &mut Tx,
        of: PaymentChargeback,
    ) -> Result<PaymentChargeback, OrderError> {
        let now = self.ambient().now();
        let refunds = rows::refunds_taken(tx, &of).await?;
        ledger::lock(tx, &all_accounts(&of)).await?;
        let owes = match of.buyer {
            Some(user) => {
                let debt = accounts::wallet_debt(user, of.amount.currency);
                ledger::balances(tx, &[debt]).await?.first().map_or(0, owed)
            }
            None => 0,
        };
        let to_debt = owes.min(of.from.wallet + of.from.debt);
        let back =
            PaymentChargeback { state: ChargebackState::Returned, to_debt, returned_at: Some(now), ..of };
        submit(tx, now, &back, returning(&back, &refunds)).await?;
        for refund in &refunds {
            refunds::again(tx, refund).await?;
        }
        let jobs = refunds.iter().map(|refund| NewJob::new(RUN_REFUND, &json!(refund.id)));
        let jobs: Vec<NewJob> = jobs.collect();
        if !jobs.is_empty() {
            jobs::enqueue(tx, self.ambient(), jobs).await?;
        }
        rows::returned(tx, &back, now).await?;
        self.tell_charged_back(tx, &back).await?;
        Ok(back)
    }
}

/// Nobody has asked the channel for it: its money is in the exception account, and stays there.
fn is_open(refund: &Refund) -> bool {
    refund.state == FAILED || (refund.state == PENDING && refund.tried_at.is_none())
}

/// Pure. None while a refund of the same money may have gone out, or is of more than the bank takes.
fn lies(of: &PaymentChargeback, arrived: i64, refunds: &[Refund], before: i64) -> Option<Lies> {
    let unknown =
        |refund: &Refund| refund.state == BY_HAND || (refund.state == PENDING && refund.tried_at.is_some());
    let open = sum(refunds.iter().filter(|refund| is_open(refund)));
    if refunds.iter().any(unknown) || open > of.amount.minor {
        return None;
    }
    // What was credited after all is in the wallet, as what never left it.
    let elsewhere = sum(refunds.iter().filter(|refund| refund.state != CREDITED));
    let credited = match of.buyer {
        Some(_) => arrived.saturating_sub(elsewhere).saturating_sub(before).max(0),
        None => 0,
    };
    let rest = of.amount.minor - open;
    let wallet = rest.min(credited);
    Some(Lies { refunds: open, wallet, gone: rest - wallet })
}

fn sum<'a>(refunds: impl Iterator<Item = &'a Refund>) -> i64 {
    refunds.fold(0_i64, |sum, refund| sum.saturating_add(refund.amount.minor))
}

fn all_accounts(of: &PaymentChargeback) -> Vec<Account> {
    let (book, currency) = (of.of.book(), of.amount.currency);
    let mut all = vec![
        accounts::clearing(&book, &of.channel, currency),
        accounts::exception(&book, currency),
        accounts::loss(&book, currency),
    ];
    if let Some(user) = of.buyer {
        all.extend([accounts::wallet(user, currency), accounts::wallet_debt(user, currency)]);
    }
    all
}

/// What the wallet holds, as long as nobody else can spend it: all that may move is locked together.
async fn available(tx: &mut Tx, of: &PaymentChargeback) -> Result<i64, OrderError> {
    ledger::lock(tx, &all_accounts(of)).await?;
    let Some(user) = of.buyer else { return Ok(0) };
    let wallet = accounts::wallet(user, of.amount.currency);
    let balances = ledger::balances(tx, &[wallet]).await?;
    Ok(balances.first().map_or(0, ledger::Balance::available_credit).max(0))
}

fn taking(of: &PaymentChargeback, from: &TakenFrom, open: &[Refund]) -> Vec<Step> {
    let (book, currency) = (of.of.book(), of.amount.currency);
    let clearing = accounts::clearing(&book, &of.channel, currency);
    let mut steps = Vec::new();
    for refund in open {
        if refund.state == PENDING {
            let (id, pending) = (refund.ledger_id("charged_back"), refund.ledger_id("out"));
            steps.push(Step::VoidPending { id, pending });
        }
        steps.push(Step::Post {
            id: format!("{}/{}", of.id, refund.id),
            debit: accounts::exception(&book, currency),
            credit: clearing.clone(),
            amount: refund.amount.minor,
        });
    }
    let mut moved = vec![("loss", accounts::loss(&book, currency), from.loss)];
    if let Some(user) = of.buyer {
        moved.push(("wallet", accounts::wallet(user, currency), from.wallet));
        moved.push(("debt", accounts::wallet_debt(user, currency), from.debt));
    }
    steps.extend(moved.into_iter().filter(|(.., amount)| *amount > 0).map(|(name, debit, amount)| {
        Step::Post { id: format!("{}/{name}", of.id), debit, credit: clearing.clone(), amount }
    }));
    steps
}

fn returning(of: &PaymentChargeback, refunds: &[Refund]) -> Vec<Step> {
    let (book, currency) = (of.of.book(), of.amount.currency);
    let clearing = accounts::clearing(&book, &of.channel, currency);
    let exception = accounts::exception(&book, currency);
    let mut steps = Vec::new();
    for refund in refunds {
        steps.push(Step::Post {
            id: format!("{}/back/{}", of.id, refund.id),
            debit: clearing.clone(),
            credit: exception.clone(),
            amount: refund.amount.minor,
        });
        let next = Refund { round: refund.round + 1, ..refund.clone() };
        steps.push(Step::Reserve {
            id: next.ledger_id("out"),
            debit: exception.clone(),
            credit: clearing.clone(),
            amount: refund.amount.minor,
            expires_at: Time(i64::MAX),
        });
    }
    let mut moved = vec![("loss", accounts::loss(&book, currency), of.from.loss)];
    if let Some(user) = of.buyer {
        let rest = of.from.wallet + of.from.debt - of.to_debt;
        moved.push(("debt", accounts::wallet_debt(user, currency), of.to_debt));
        moved.push(("wallet", accounts::wallet(user, currency), rest));
    }
    steps.extend(moved.into_iter().filter(|(.., amount)| *amount > 0).map(|(name, credit, amount)| {
        Step::Post { id: format!("{}/back/{name}", of.id), debit: clearing.clone(), credit, amount }
    }));
    steps
}

async fn submit(tx: &mut Tx, now: Time, of: &PaymentChargeback, steps: Vec<Step>) -> Result<(), OrderError> {
    let chain = Chain { book: of.of.book(), reference: of.of.name(), steps };
    match ledger::submit(tx, now, &[chain]).await?.first() {
        Some(Outcome::Applied) => Ok(()),
        other => {
            Err(DbError::State(format!("the chargeback {}: the ledger answered {other:?}", of.id)).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PaidFor;
    use kernel::{ChargebackId, Currency, PaymentId, RefundId, TopUpId, UserId};

    fn charged(amount: i64, buyer: Option<UserId>) -> PaymentChargeback {
        PaymentChargeback {
            id: ChargebackId(1),
            of: PaidFor::TopUp { user: UserId(1), top_up: TopUpId(1) },
            channel: "fake".into(),
            reference: "dp_1".into(),
            event_id: "e1".into(),
            payment: PaymentId(1),
            buyer,
            amount: Money::new(amount, Currency::CNY),
            reason: String::new(),
            state: ChargebackState::Told,
            waited: false,
            from: TakenFrom::default(),
            to_debt: 0,
            created_at: Time(0),
            taken_at: None,
            returned_at: None,
        }
    }

    fn refund(amount: i64, state: &str, tried: bool) -> Refund {
        let of = charged(1, None);
        Refund {
            of: of.of,
            id: RefundId(1),
            payment: of.payment,
            exception: None,
            channel: of.channel,
            amount: Money::new(amount, Currency::CNY),
            state: state.into(),
            event_id: of.event_id,
            tried_at: tried.then_some(Time(1)),
            round: 1,
        }
    }

    #[test]
    fn each_fen_is_taken_from_where_it_lies() {
        let of = charged(1_000, Some(UserId(1)));
        let at = |refunds: &[Refund]| lies(&of, 1_000, refunds, 0).map(|l| (l.refunds, l.wallet, l.gone));
        assert_eq!(at(&[]), Some((0, 1_000, 0)));
        assert_eq!(at(&[refund(400, PENDING, false)]), Some((400, 600, 0)));
        assert_eq!(at(&[refund(400, FAILED, true)]), Some((400, 600, 0)));
        assert_eq!(at(&[refund(400, "succeeded", true)]), Some((0, 600, 400)));
        assert_eq!(at(&[refund(400, CREDITED, true)]), Some((0, 1_000, 0)));
        // Nobody knows, or it does not come apart.
        assert_eq!(at(&[refund(400, PENDING, true)]), None);
        assert_eq!(at(&[refund(400, BY_HAND, true)]), None);
        assert_eq!(at(&[refund(1_001, FAILED, true)]), None);
        // Another bank had a part of it, and a guest has no wallet.
        assert_eq!(lies(&of, 1_000, &[], 300), Some(Lies { refunds: 0, wallet: 700, gone: 300 }));
        let guest = charged(1_000, None);
        assert_eq!(lies(&guest, 1_000, &[], 0), Some(Lies { refunds: 0, wallet: 0, gone: 1_000 }));
    }
}
