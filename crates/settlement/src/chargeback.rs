//! Chargebacks (拒付). The channel has given a payment back to the payer's bank: that money is gone, whoever is right, so
//! it is booked out at once: of the order's fee and escrow as a refund is, then of the merchant's balance (which gets its
//! part of the tax first) and bond, and what these do not hold the merchant owes. What the buyer has had back before is
//! nobody's fault but the buyer's: it is a loss of the platform until the bank decides. Where it comes again, it goes back
//! to whom it was taken from.

use crate::service::{odd, submit_one};
use crate::split::{Before, Shares, shares};
use crate::store::chargebacks as rows;
use crate::store::held::Held;
use crate::store::refunds::{NewRow, Own};
use crate::store::{self, orders::Row};
use crate::{Result, Settlement, SettlementRefusal, Side, accounts};
use db::Tx;
use jobs::NewEvent;
use kernel::{ChargebackId, Currency, MerchantId, Money, OrderId, PaymentId, RefundId, Time};
use ledger::{Account, Chain, Step};
use orders::ChargebackState;
use serde_json::json;

/// A payment that the payer's bank disputes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chargeback {
    pub merchant: MerchantId,
    pub id: ChargebackId,
    pub channel: String,
    /// What the channel calls it.
    pub reference: String,
    /// The arrival, as the channel calls it.
    pub event_id: String,
    pub payment: PaymentId,
    pub order: OrderId,
    /// The case that it is dealt with in.
    pub dispute: String,
    pub amount: Money,
    /// In the channel's own word.
    pub reason: String,
    /// Who wrote it down, where no channel told of it.
    pub recorded_by: Option<String>,
    pub state: ChargebackState,
    pub refund: Option<RefundId>,
    pub from_loss: i64,
    /// What the merchant paid for the trouble.
    pub cost: i64,
    pub created_at: Time,
    pub taken_at: Option<Time>,
    pub returned_at: Option<Time>,
}

/// Where the money comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sources {
    pub shares: Shares,
    pub own: Own,
    pub loss: i64,
    pub cost: i64,
    /// Of the cost, what the merchant owes.
    pub cost_owed: i64,
}

impl Settlement {
    /// Writes down that there is one; the unique name says no where somebody else has.
    pub async fn note_chargeback(&self, tx: &mut Tx, new: &Chargeback) -> Result<()> {
        Ok(rows::insert(tx, new).await?)
    }

    /// What the channel calls so.
    pub async fn chargeback(
        &self,
        tx: &mut Tx,
        channel: &str,
        reference: &str,
    ) -> Result<Option<Chargeback>> {
        Ok(rows::named(tx, channel, reference).await?)
    }

    /// The one that a case is about.
    pub async fn chargeback_of(&self, dispute: &str) -> Result<Option<Chargeback>> {
        Ok(rows::of_dispute(&mut self.db().read().await?, dispute).await?)
    }

    /// The same in a transaction.
    pub async fn chargeback_in(&self, tx: &mut Tx, dispute: &str) -> Result<Option<Chargeback>> {
        Ok(rows::of_dispute(tx, dispute).await?)
    }

    /// The channel has given the money to the bank: books it out, once. How much of it the order had not given back yet.
    pub async fn take_back(&self, tx: &mut Tx, new: &Chargeback) -> Result<i64> {
        let now = self.ambient().now();
        let row = self.held(tx, new.order, Some(new.merchant)).await?;
        if !row.is_delivered() || new.state != ChargebackState::Told {
            return Err(SettlementRefusal::NotDelivered);
        }
        let released = store::releases::withheld(tx, &[(row.merchant, row.id)]).await?;
        let before = store::refunds::before(tx, &[&row], &released).await?.remove(&row.id);
        let before = before.ok_or(SettlementRefusal::OrderNotFound)?;
        let from = self.sources(tx, &row, &before, new.amount.minor).await?;
        let part = new.amount.minor - from.loss;
        let id = RefundId::new(self.ambient());
        let chain = taking(new, id, &from);
        if let Err((step, why)) = submit_one(tx, now, chain).await? {
            return Err(odd(format!("chargeback {} of {}: step {step}: {why:?}", new.id, row.id)));
        }
        if part > 0 {
            let taken = [(&row, new.stored(id, part, &from))];
            store::refunds::add(tx, &taken).await?;
            store::refunds::insert(tx, &taken, now).await?;
        }
        let refund = (part > 0).then_some(id);
        rows::taken(tx, new, refund, &from, now).await?;
        self.tell_chargeback(tx, new, "chargeback.taken").await?;
        Ok(part)
    }

    /// The money is with us again: it goes back to whom it was taken from. How much of it the order gets back.
    pub async fn give_again(&self, tx: &mut Tx, of: &Chargeback) -> Result<i64> {
        let now = self.ambient().now();
        let row = self.held(tx, of.order, Some(of.merchant)).await?;
        let released = !store::releases::of(tx, &[(row.merchant, row.id)]).await?.is_empty();
        let part = match of.refund {
            Some(refund) => rows::refund(tx, of.merchant, refund).await?,
            None => rows::Part::default(),
        };
        let debt = accounts::debt(of.merchant, of.amount.currency);
        ledger::lock(tx, std::slice::from_ref(&debt)).await?;
        let owed = ledger::balances(tx, &[debt]).await?.first().map_or(0, owed);
        let chain = returning(of, &part, owed, released);
        if let Err((step, why)) = submit_one(tx, now, chain).await? {
            return Err(odd(format!("chargeback {} back: step {step}: {why:?}", of.id)));
        }
        if let Some(refund) = of.refund {
            rows::give_back(tx, &row, refund, &part, released).await?;
        }
        // With nothing left in escrow the walk was done with it: it is looked at once more.
        if !released && store::held::find(tx, row.merchant, row.id).await?.is_none() {
            store::held::put(tx, &[Held::until(&row, "later_due", now, now)]).await?;
        }
        rows::returned(tx, of, now).await?;
        self.tell_chargeback(tx, of, "chargeback.returned").await?;
        Ok(part.amount)
    }

    async fn sources(&self, tx: &mut Tx, row: &Row, before: &Before, amount: i64) -> Result<Sources> {
        let (merchant, currency) = (row.merchant, row.currency);
        let part = amount.min(before.left());
        let shares = match part > 0 {
            true => shares(before, part, self.settings().fee_back, Money::zero(currency))?,
            false => Shares::default(),
        };
        let own = [accounts::balance(merchant, currency), accounts::bond(merchant, currency)];
        ledger::lock(tx, &own).await?;
        let have = ledger::balances(tx, &own).await?;
        let mut have = have.iter().map(|balance| balance.available_credit().max(0));
        let (has, bonded) = (have.next().unwrap_or(0), have.next().unwrap_or(0));
        let has = has + shares.tax;
        let balance = shares.merchant.min(has);
        let bond = (shares.merchant - balance).min(bonded);
        let cost = self.settings().chargeback_fee;
        let paid = cost.min(has - balance);
        Ok(Sources {
            shares,
            own: Own { balance, bond, debt: shares.merchant - balance - bond },
            loss: amount - part,
            cost,
            cost_owed: cost - paid,
        })
    }

    /// Takes what merchants owe out of balances that hold something again; how many paid.
    pub async fn collect_debts(&self, limit: i64) -> Result<usize> {
        let owing = rows::owing(&mut self.db().read().await?, limit).await?;
        let mut paid = 0;
        for (merchant, currency) in owing {
            let mut tx = self.db().begin().await?;
            store::cursors::lock(&mut tx, &[merchant], self.ambient().now()).await?;
            if self.collect(&mut tx, merchant, currency).await? {
                tx.commit().await?;
                paid += 1;
            }
        }
        Ok(paid)
    }

    /// Nobody is paid out what they owe, however soon after a release they ask.
    pub(crate) async fn collect_first(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        currency: Currency,
    ) -> Result<()> {
        let debt = accounts::debt(merchant, currency);
        if ledger::balances(tx, std::slice::from_ref(&debt)).await?.first().map_or(0, owed) < 1 {
            return Ok(());
        }
        // Together with what the payout moves, in the ledger's order.
        let all = [debt, accounts::balance(merchant, currency), accounts::payout(merchant, currency)];
        ledger::lock(tx, &all).await?;
        self.collect(tx, merchant, currency).await.map(drop)
    }

    async fn collect(&self, tx: &mut Tx, merchant: MerchantId, currency: Currency) -> Result<bool> {
        let (debt, own) = (accounts::debt(merchant, currency), accounts::balance(merchant, currency));
        let both = [debt.clone(), own.clone()];
        ledger::lock(tx, &both).await?;
        let found = ledger::balances(tx, &both).await?;
        let owes = found.first().map_or(0, owed);
        let has = found.get(1).map_or(0, |balance| balance.available_credit().max(0));
        let amount = owes.min(has);
        if amount < 1 {
            return Ok(false);
        }
        let id = format!("{}/collected", ChargebackId::new(self.ambient()));
        let step = Step::Post { id: id.clone(), debit: own, credit: debt, amount };
        let chain = Chain { book: merchant.to_string(), reference: id, steps: vec![step] };
        match submit_one(tx, self.ambient().now(), chain).await? {
            Ok(()) => Ok(true),
            Err((_, why)) => Err(odd(format!("a debt of {merchant}: {why:?}"))),
        }
    }

    async fn tell_chargeback(&self, tx: &mut Tx, of: &Chargeback, topic: &'static str) -> Result<()> {
        let payload = json!({
            "order": of.order, "dispute": of.dispute, "channel": of.channel, "reference": of.reference,
            "amount": of.amount.minor, "currency": of.amount.currency, "reason": of.reason,
        });
        let event = NewEvent::new(Some(of.merchant), topic, of.id, &payload);
        Ok(jobs::publish(tx, self.ambient(), vec![event]).await?)
    }
}

impl Chargeback {
    /// What of the order went to the bank, among its refunds.
    fn stored(&self, id: RefundId, part: i64, from: &Sources) -> NewRow<'_> {
        NewRow {
            id,
            way: "chargeback",
            amount: part,
            shares: from.shares,
            own: from.own,
            side: Side::Operator.code(),
            who: &self.dispute,
            reason: "拒付 chargeback",
        }
    }
}

/// What the merchant owes.
fn owed(debt: &ledger::Balance) -> i64 {
    debt.debits_posted - debt.credits_posted
}

fn taking(new: &Chargeback, refund: RefundId, from: &Sources) -> Chain {
    let (merchant, currency) = (new.merchant, new.amount.currency);
    let clearing = orders::accounts::clearing(merchant, &new.channel, currency);
    let cost = accounts::chargeback_cost(merchant, currency);
    let own = |name: &str| format!("{refund}/{name}");
    let of = |name: &str| format!("{}/{name}", new.id);
    let (balance, debt) = (accounts::balance(merchant, currency), accounts::debt(merchant, currency));
    let moved = vec![
        (own("fee"), orders::accounts::fee(merchant, currency), &clearing, from.shares.fee),
        (own("escrow"), orders::accounts::escrow(merchant, currency), &clearing, from.shares.escrow),
        (own("tax"), accounts::tax(merchant, currency), &balance, from.shares.tax),
        (own("balance"), balance.clone(), &clearing, from.own.balance),
        (own("bond"), accounts::bond(merchant, currency), &clearing, from.own.bond),
        (own("debt"), debt.clone(), &clearing, from.own.debt),
        (of("loss"), accounts::loss(merchant, currency), &clearing, from.loss),
        (of("cost"), balance.clone(), &cost, from.cost - from.cost_owed),
        (of("cost_owed"), debt, &cost, from.cost_owed),
    ];
    chain(new, moved)
}

/// What it was taken from gets it; a debt that was paid meanwhile is the merchant's again, and the tax is withheld anew.
/// What the trouble cost stays.
fn returning(of: &Chargeback, part: &rows::Part, owed: i64, released: bool) -> Chain {
    let (merchant, currency) = (of.merchant, of.amount.currency);
    let clearing = orders::accounts::clearing(merchant, &of.channel, currency);
    let balance = accounts::balance(merchant, currency);
    let debt = part.debt.min(owed.max(0));
    let escrow = match released {
        true => balance.clone(),
        false => orders::accounts::escrow(merchant, currency),
    };
    let id = |name: &str| format!("{}/back/{name}", of.id);
    let moved = [
        (id("fee"), clearing.clone(), orders::accounts::fee(merchant, currency), part.fee),
        (id("escrow"), clearing.clone(), escrow, part.escrow),
        (id("balance"), clearing.clone(), balance.clone(), part.balance + part.debt - debt),
        (id("bond"), clearing.clone(), accounts::bond(merchant, currency), part.bond),
        (id("debt"), clearing.clone(), accounts::debt(merchant, currency), debt),
        (id("loss"), clearing, accounts::loss(merchant, currency), of.from_loss),
        (format!("{}/tax", of.id), balance, accounts::tax(merchant, currency), part.tax),
    ];
    let moved = moved.iter().map(|(id, debit, credit, amount)| (id.clone(), debit.clone(), credit, *amount));
    chain(of, moved.collect())
}

fn chain(of: &Chargeback, moved: Vec<(String, Account, &Account, i64)>) -> Chain {
    let steps = moved.into_iter().filter(|(.., amount)| *amount > 0);
    let steps =
        steps.map(|(id, debit, credit, amount)| Step::Post { id, debit, credit: credit.clone(), amount });
    Chain { book: of.merchant.to_string(), reference: of.order.to_string(), steps: steps.collect() }
}
