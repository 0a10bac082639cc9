use crate::counter::{Batch, Outcomes};
use crate::service::{odd, reason};
use crate::split::{Before, Shares, shares};
use crate::store::orders::{Line, Row};
use crate::store::{self, refunds::NewRow, refunds::Own};
use crate::{Actor, Result, Settlement, SettlementRefusal, Side, accounts, mixed};
use async_trait::async_trait;
use db::Tx;
use jobs::NewEvent;
use kernel::{MerchantId, Money, OrderId, RefundId, Time};
use ledger::{Account, Chain, Outcome, Refusal, Step};
use orders::{Back, PaidBy, PaidFor, ToOrigin};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// What goes back of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOf {
    /// Whatever has not gone back yet.
    Rest,
    /// In minor units.
    Amount(i64),
    /// (number of the line, units of it)
    Lines(Vec<(i64, i64)>),
}

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundWay {
    /// The buyer's wallet.
    Wallet,
    /// Where the money came from: the channel, or the wallet it was paid from.
    Origin,
}

#[derive(Clone, Debug)]
pub struct NewRefund {
    pub order: OrderId,
    /// Refused as unknown where the order is another merchant's.
    pub of: Option<MerchantId>,
    pub what: RefundOf,
    pub way: RefundWay,
    pub reason: String,
    /// Out of the merchant's bond instead of the balance, where escrow does not hold it any more. The operator's only.
    pub from_bond: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub id: RefundId,
    pub merchant: MerchantId,
    pub amount: Money,
    /// All that went back of this order, with this.
    pub refunded: Money,
    /// The wallet has it; else the channel still has to carry it.
    pub done: bool,
}

/// What the caller writes in the transaction of a refund, such as the trail. It may be asked to more than once: what it
/// wrote before was undone then.
#[async_trait]
pub trait Along: Send + Sync {
    async fn write(&self, tx: &mut Tx, done: &Refunded) -> db::Result<()>;
}

/// Nothing is written beside the refund.
pub struct Alone;

#[async_trait]
impl Along for Alone {
    async fn write(&self, _: &mut Tx, _: &Refunded) -> db::Result<()> {
        Ok(())
    }
}

/// A refund as somebody brings it to the counter.
pub struct GiveBack {
    pub side: Side,
    /// The id of a user or API key.
    pub who: String,
    pub new: NewRefund,
    pub along: Arc<dyn Along>,
}

impl Batch for GiveBack {
    type Done = Refunded;

    fn order(&self) -> OrderId {
        self.new.order
    }

    async fn decide(money: &Settlement, tx: &mut Tx, works: &[Self]) -> Result<Outcomes<Refunded>> {
        let asked = works.iter().map(|work| (Actor { side: work.side, who: &work.who }, &work.new));
        let done = money.refunds(tx, &asked.collect::<Vec<_>>()).await?;
        // Last, as whoever writes into the trail holds its end.
        for (work, done) in works.iter().zip(&done) {
            if let Ok(done) = done {
                work.along.write(tx, done).await?;
            }
        }
        Ok(done)
    }
}

/// How the money goes to the buyer.
pub(crate) enum To<'a> {
    Wallet(Account),
    Channel { exception: Account, clearing: Account, paid_by: &'a PaidBy },
}

/// An order as it stands behind the lock of its merchant's money, and what else this refund has to know of it.
struct Stand {
    row: Row,
    before: Before,
    lines: Vec<Line>,
    paid_by: Option<PaidBy>,
    /// What went back through the channel of an order that was paid in two parts.
    through_channel: i64,
}

/// A refund that nothing but the ledger can refuse.
struct Plan<'a> {
    row: &'a Row,
    by: Actor<'a>,
    id: RefundId,
    amount: i64,
    shares: Shares,
    /// (number of the line, units of it)
    lines: Vec<(i64, i64)>,
    to: To<'a>,
    /// What of the amount the channel gives back; the wallet has the rest.
    through: i64,
    from_bond: bool,
    why: String,
    /// All that went back of the order, with this.
    refunded: i64,
}

impl Settlement {
    /// Gives money of a delivered order back, in the caller's transaction. The platform's fee goes back in proportion;
    /// the rest comes out of escrow, or, where that was released, out of the merchant's balance, which gets its part of
    /// the tax first. The order stays delivered. Its keys may have been shown: the caller has asked whether this side
    /// may.
    pub async fn refund(&self, tx: &mut Tx, by: Actor<'_>, new: &NewRefund) -> Result<Refunded> {
        only(self.refunds(tx, &[(by, new)]).await?)
    }

    /// The same in a transaction that others share: what waits at the same time is done together, and each is answered
    /// for itself.
    pub async fn give_back(&self, work: GiveBack) -> Result<Refunded> {
        if let Some(counter) = &self.1 {
            return counter.refunds.ask(work).await;
        }
        let mut tx = self.db().begin().await?;
        let done = only(GiveBack::decide(self, &mut tx, &[work]).await?)?;
        tx.commit().await?;
        Ok(done)
    }

    /// Loads what the refunds need, decides each in memory, asks the ledger, writes all. No two are of one order. An
    /// error is a fault: then nothing of them may stand.
    async fn refunds(&self, tx: &mut Tx, asked: &[(Actor<'_>, &NewRefund)]) -> Result<Outcomes<Refunded>> {
        let now = self.ambient().now();
        let stands = self.stand(tx, asked).await?;
        let mut plans = Vec::with_capacity(asked.len());
        for (by, new) in asked {
            match self.plan(*by, new, stands.get(&new.order)) {
                Err(fault @ SettlementRefusal::Db(_)) => return Err(fault),
                plan => plans.push(plan),
            }
        }
        let chains: Vec<Chain> = plans.iter().flatten().map(Plan::chain).collect();
        let fresh = vec![true; chains.len()];
        let mut outcomes = ledger::submit_some_fresh(tx, now, &chains, &fresh).await?.into_iter();
        let (mut applied, mut told) = (Vec::with_capacity(chains.len()), Vec::with_capacity(plans.len()));
        for plan in plans {
            let plan = match plan {
                Ok(plan) => plan,
                Err(refusal) => {
                    told.push(Err(refusal));
                    continue;
                }
            };
            match outcomes.next() {
                Some(Outcome::Applied) => {
                    told.push(Ok(plan.done()));
                    applied.push(plan);
                }
                Some(Outcome::Refused { step, why }) => told.push(Err(plan.refused(step, why)?)),
                other => return Err(odd(format!("refund {}: the ledger answered {other:?}", plan.id))),
            }
        }
        self.write(tx, now, &applied).await?;
        Ok(told)
    }

    async fn stand(&self, tx: &mut Tx, asked: &[(Actor<'_>, &NewRefund)]) -> Result<HashMap<OrderId, Stand>> {
        let orders: Vec<OrderId> = asked.iter().map(|(_, new)| new.order).collect();
        let rows = self.held_all(tx, &orders).await?;
        let keys: Vec<_> = rows.values().map(|row| (row.merchant, row.id)).collect();
        let released = store::releases::withheld(tx, &keys).await?;
        let mut before = store::refunds::before(tx, &rows.values().collect::<Vec<_>>(), &released).await?;
        let of_those = |wanted: fn(&NewRefund) -> bool| -> Vec<(MerchantId, OrderId)> {
            let wanted =
                asked.iter().filter(|(_, new)| wanted(new)).filter_map(|(_, new)| rows.get(&new.order));
            wanted.map(|row| (row.merchant, row.id)).collect()
        };
        let by_lines = of_those(|new| matches!(new.what, RefundOf::Lines(_)));
        let mut lines = store::orders::lines(tx, &by_lines).await?;
        let to_origin = of_those(|new| new.way == RefundWay::Origin);
        let mut paid_by = orders::paid_by(tx, &to_origin).await?;
        let in_parts = rows.values().filter(|row| row.wallet_part > 0).map(|row| (row.merchant, row.id));
        let through = store::refunds::through_channel(tx, &in_parts.collect::<Vec<_>>()).await?;
        let stand = |(id, row): (OrderId, Row)| {
            let (lines, paid_by) = (lines.remove(&id).unwrap_or_default(), paid_by.remove(&id));
            let through_channel = through.get(&id).copied().unwrap_or_default();
            Some((id, Stand { row, before: before.remove(&id)?, lines, paid_by, through_channel }))
        };
        Ok(rows.into_iter().filter_map(stand).collect())
    }

    fn plan<'a>(&self, by: Actor<'a>, new: &NewRefund, stand: Option<&'a Stand>) -> Result<Plan<'a>> {
        let why = reason(&new.reason)?;
        let stand = stand.filter(|stand| new.of.is_none_or(|of| of == stand.row.merchant));
        let Stand { row, before, lines, paid_by, through_channel } =
            stand.ok_or(SettlementRefusal::OrderNotFound)?;
        if !row.is_delivered() {
            return Err(SettlementRefusal::NotDelivered);
        }
        let (amount, lines) = how_much(row, before, lines, &new.what)?;
        let shares = shares(before, amount, self.settings().fee_back, Money::zero(row.currency))?;
        let to = destination(row, paid_by.as_ref(), new.way)?;
        let (to, through) = mixed::destination(row, *through_channel, to, amount)?;
        let from_bond = new.from_bond && by.side == Side::Operator;
        let (id, refunded) = (RefundId::new(self.ambient()), before.refunded + amount);
        Ok(Plan { row, by, id, amount, shares, lines, to, through, from_bond, why, refunded })
    }

    async fn write(&self, tx: &mut Tx, now: Time, plans: &[Plan<'_>]) -> Result<()> {
        if plans.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = plans.iter().map(|plan| (plan.row, plan.stored())).collect();
        store::refunds::add(tx, &rows).await?;
        let lines = plans.iter().flat_map(|plan| plan.lines.iter().map(|line| (plan.row, *line)));
        store::refunds::add_lines(tx, &lines.collect::<Vec<_>>()).await?;
        store::refunds::insert(tx, &rows, now).await?;
        orders::take_back(tx, plans.iter().map(Plan::units_back).collect()).await?;
        let to_origin: Vec<ToOrigin<'_>> = plans.iter().filter_map(Plan::to_origin).collect();
        orders::begin_refunds(tx, self.ambient(), &to_origin).await?;
        Ok(jobs::publish(tx, self.ambient(), plans.iter().map(Plan::event).collect()).await?)
    }
}

impl Plan<'_> {
    fn way(&self) -> &'static str {
        if matches!(self.to, To::Wallet(_)) { "wallet" } else { "origin" }
    }

    /// What does not count against a partner's allocation any more.
    fn units_back(&self) -> ((MerchantId, OrderId), Back) {
        let back = match self.lines.is_empty() {
            true => Back::Share { refunded: self.refunded, total: self.row.total },
            false => Back::Lines(self.lines.clone()),
        };
        ((self.row.merchant, self.row.id), back)
    }

    fn money(&self) -> Money {
        Money::new(self.amount, self.row.currency)
    }

    fn done(&self) -> Refunded {
        Refunded {
            id: self.id,
            merchant: self.row.merchant,
            amount: self.money(),
            refunded: Money::new(self.refunded, self.row.currency),
            done: matches!(self.to, To::Wallet(_)),
        }
    }

    fn stored(&self) -> NewRow<'_> {
        let own = self.shares.merchant;
        NewRow {
            id: self.id,
            way: self.way(),
            amount: self.amount,
            shares: self.shares,
            own: match self.from_bond {
                true => Own { bond: own, ..Own::default() },
                false => Own { balance: own, ..Own::default() },
            },
            side: self.by.side.code(),
            who: self.by.who,
            reason: &self.why,
        }
    }

    fn to_origin(&self) -> Option<ToOrigin<'_>> {
        let To::Channel { paid_by, .. } = &self.to else { return None };
        let of = PaidFor::Order { merchant: self.row.merchant, order: self.row.id };
        Some(ToOrigin { of, id: self.id, to: paid_by, amount: Money::new(self.through, self.row.currency) })
    }

    fn event(&self) -> NewEvent {
        let payload = json!({
            "refund": self.id, "amount": self.amount, "currency": self.row.currency, "way": self.way(),
            "refunded": self.refunded, "total": self.row.total,
        });
        NewEvent::new(Some(self.row.merchant), "order.refunded", self.row.id, &payload)
    }

    /// What it means that the ledger says no: only the merchant's own money may not suffice.
    fn refused(&self, step: usize, why: Refusal) -> Result<SettlementRefusal> {
        let before = [self.shares.fee, self.shares.escrow, self.shares.tax];
        let own = before.iter().filter(|part| **part > 0).count();
        match why {
            Refusal::ExceedsCredits if step == own && self.shares.merchant > 0 => Ok(match self.from_bond {
                true => SettlementRefusal::BondTooLow,
                false => SettlementRefusal::BalanceTooLow,
            }),
            other => Err(odd(format!("refund {} of {}: {other:?} at {step}", self.id, self.row.id))),
        }
    }

    fn chain(&self) -> Chain {
        chain(self.row, self.id, (self.amount, self.through), &self.shares, &self.to, self.from_bond)
    }
}

fn only(done: Outcomes<Refunded>) -> Result<Refunded> {
    done.into_iter().next().unwrap_or_else(|| Err(odd("a refund was not answered".into())))
}

/// How much, and which units of which lines.
fn how_much(row: &Row, before: &Before, lines: &[Line], what: &RefundOf) -> Result<(i64, Vec<(i64, i64)>)> {
    match what {
        RefundOf::Rest => match before.left() {
            0 => Err(SettlementRefusal::MoreThanPaid { left: Money::zero(row.currency) }),
            left => Ok((left, Vec::new())),
        },
        RefundOf::Amount(amount) => Ok((*amount, Vec::new())),
        RefundOf::Lines(wanted) => {
            let (mut sum, mut seen) = (0_i64, Vec::with_capacity(wanted.len()));
            for (number, quantity) in wanted {
                let refuse = || SettlementRefusal::NoSuchLine { line: *number };
                let line = lines.iter().find(|line| line.line == *number).ok_or_else(refuse)?;
                if *quantity < 1 || *quantity > line.left || seen.iter().any(|(n, _)| n == number) {
                    return Err(refuse());
                }
                seen.push((*number, *quantity));
                let of_line = line.unit_price.checked_mul(*quantity).ok_or_else(refuse)?;
                sum = sum.checked_add(of_line).ok_or_else(refuse)?;
            }
            Ok((sum, seen))
        }
    }
}

fn destination<'a>(row: &Row, paid_by: Option<&'a PaidBy>, way: RefundWay) -> Result<To<'a>> {
    match (way, paid_by) {
        (RefundWay::Origin, Some(paid_by)) => Ok(To::Channel {
            exception: orders::accounts::exception(row.merchant, row.currency),
            clearing: orders::accounts::clearing(row.merchant, &paid_by.channel, row.currency),
            paid_by,
        }),
        _ => {
            let buyer = row.buyer.ok_or(SettlementRefusal::NoWallet)?;
            Ok(To::Wallet(orders::accounts::wallet(buyer, row.currency)))
        }
    }
}

fn chain(
    row: &Row,
    id: RefundId,
    (amount, through): (i64, i64),
    shares: &Shares,
    to: &To<'_>,
    from_bond: bool,
) -> Chain {
    let target = match to {
        To::Wallet(wallet) => wallet,
        To::Channel { exception, .. } => exception,
    };
    let (merchant, currency) = (row.merchant, row.currency);
    let (name, own) = match from_bond {
        true => ("bond", accounts::bond(merchant, currency)),
        false => ("balance", accounts::balance(merchant, currency)),
    };
    let sources = [
        ("fee", orders::accounts::fee(merchant, currency), target, shares.fee),
        ("escrow", orders::accounts::escrow(merchant, currency), target, shares.escrow),
        ("tax", accounts::tax(merchant, currency), &own, shares.tax),
        (name, own.clone(), target, shares.merchant),
    ];
    let moved = sources.into_iter().filter(|(.., amount)| *amount > 0);
    let mut steps: Vec<Step> = moved
        .map(|(name, debit, credit, amount)| Step::Post {
            id: format!("{id}/{name}"),
            debit,
            credit: credit.clone(),
            amount,
        })
        .collect();
    if let To::Channel { exception, clearing, .. } = to {
        steps.push(Step::Reserve {
            id: format!("{id}/out"),
            debit: exception.clone(),
            credit: clearing.clone(),
            amount: through,
            // Posted or voided when the channel has answered.
            expires_at: Time(i64::MAX),
        });
        steps.extend(mixed::to_wallet(row, id, amount - through));
    }
    Chain { book: merchant.to_string(), reference: row.id.to_string(), steps }
}
