use crate::service::{odd, reason, submit_one};
use crate::split::{Before, Shares, shares};
use crate::store::{self, orders::Row};
use crate::{Actor, Result, Settlement, SettlementRefusal, Side, accounts, mixed};
use db::Tx;
use jobs::NewEvent;
use kernel::{MerchantId, Money, OrderId, RefundId, Time};
use ledger::{Account, Chain, Refusal, Step};
use orders::PaidFor;
use serde_json::json;

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

/// How the money goes to the buyer.
pub(crate) enum To {
    Wallet(Account),
    Channel { exception: Account, clearing: Account, paid_by: orders::PaidBy },
}

impl Settlement {
    /// Gives money of a delivered order back, in the caller's transaction. The platform's fee goes back in proportion;
    /// the rest comes out of escrow, or, where that was released, out of the merchant's balance. The order stays
    /// delivered. Its keys may have been shown: the caller has asked whether this side may.
    pub async fn refund(&self, tx: &mut Tx, by: Actor<'_>, new: &NewRefund) -> Result<Refunded> {
        let why = reason(&new.reason)?;
        let now = self.ambient().now();
        let row = self.held(tx, new.order, new.of).await?;
        if !row.is_delivered() {
            return Err(SettlementRefusal::NotDelivered);
        }
        let released = !store::releases::of(tx, &[(row.merchant, row.id)]).await?.is_empty();
        let before = store::refunds::before(tx, &row, released).await?;
        let (amount, lines) = asked(tx, &row, &before, &new.what).await?;
        let zero = Money::zero(row.currency);
        let shares = shares(&before, amount, self.settings().fee_back, zero)?;
        let id = RefundId::new(self.ambient());
        let to = destination(tx, &row, new.way).await?;
        let (to, through) = mixed::destination(tx, &row, to, amount).await?;
        let from_bond = new.from_bond && by.side == Side::Operator;
        let chain = chain(&row, id, amount, &shares, &to, from_bond);
        let chain = mixed::in_parts(chain, &row, id, (amount, through))?;
        let balance_step = usize::from(shares.fee > 0) + usize::from(shares.escrow > 0);
        match submit_one(tx, now, chain).await? {
            Ok(()) => {}
            Err((step, Refusal::ExceedsCredits)) if step == balance_step && shares.merchant > 0 => {
                return Err(match from_bond {
                    true => SettlementRefusal::BondTooLow,
                    false => SettlementRefusal::BalanceTooLow,
                });
            }
            Err(other) => return Err(odd(format!("refund {id} of {}: {other:?}", row.id))),
        }
        store::refunds::add(tx, &row, amount, &shares).await?;
        store::refunds::add_lines(tx, row.merchant, row.id, &lines).await?;
        let stored = store::refunds::NewRow {
            id,
            way: if matches!(to, To::Wallet(_)) { "wallet" } else { "origin" },
            amount,
            shares,
            from_bond,
            side: by.side.code(),
            who: by.who,
            reason: &why,
        };
        store::refunds::insert(tx, &row, &stored, now).await?;
        if let To::Channel { paid_by, .. } = &to {
            let of = PaidFor::Order { merchant: row.merchant, order: row.id };
            let money = Money::new(through, row.currency);
            orders::begin_refund(tx, self.ambient(), of, id, paid_by, money).await?;
        }
        let done = Refunded {
            id,
            merchant: row.merchant,
            amount: Money::new(amount, row.currency),
            refunded: Money::new(before.refunded + amount, row.currency),
            done: matches!(to, To::Wallet(_)),
        };
        self.tell(tx, &row, &done, stored.way).await?;
        Ok(done)
    }

    async fn tell(&self, tx: &mut Tx, row: &Row, done: &Refunded, way: &str) -> Result<()> {
        let payload = json!({
            "refund": done.id, "amount": done.amount.minor, "currency": row.currency, "way": way,
            "refunded": done.refunded.minor, "total": row.total,
        });
        let event = NewEvent::new(Some(row.merchant), "order.refunded", row.id, &payload);
        Ok(jobs::publish(tx, self.ambient(), vec![event]).await?)
    }
}

/// How much, and which units of which lines.
async fn asked(tx: &mut Tx, row: &Row, before: &Before, what: &RefundOf) -> Result<(i64, Vec<(i64, i64)>)> {
    match what {
        RefundOf::Rest => match before.left() {
            0 => Err(SettlementRefusal::MoreThanPaid { left: Money::zero(row.currency) }),
            left => Ok((left, Vec::new())),
        },
        RefundOf::Amount(amount) => Ok((*amount, Vec::new())),
        RefundOf::Lines(wanted) => {
            let lines = store::orders::lines(tx, row.merchant, row.id).await?;
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

async fn destination(tx: &mut Tx, row: &Row, way: RefundWay) -> Result<To> {
    let wallet = || row.buyer.map(|buyer| To::Wallet(orders::accounts::wallet(buyer, row.currency)));
    if way == RefundWay::Wallet {
        return wallet().ok_or(SettlementRefusal::NoWallet);
    }
    match orders::paid_by(tx, row.merchant, row.id).await? {
        Some(paid_by) => Ok(To::Channel {
            exception: orders::accounts::exception(row.merchant, row.currency),
            clearing: orders::accounts::clearing(row.merchant, &paid_by.channel, row.currency),
            paid_by,
        }),
        None => wallet().ok_or(SettlementRefusal::NoWallet),
    }
}

fn chain(row: &Row, id: RefundId, amount: i64, shares: &Shares, to: &To, from_bond: bool) -> Chain {
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
        ("fee", orders::accounts::fee(merchant, currency), shares.fee),
        ("escrow", orders::accounts::escrow(merchant, currency), shares.escrow),
        (name, own, shares.merchant),
    ];
    let moved = sources.into_iter().filter(|(.., amount)| *amount > 0);
    let mut steps: Vec<Step> = moved
        .map(|(name, debit, amount)| Step::Post {
            id: format!("{id}/{name}"),
            debit,
            credit: target.clone(),
            amount,
        })
        .collect();
    if let To::Channel { exception, clearing, .. } = to {
        steps.push(Step::Reserve {
            id: format!("{id}/out"),
            debit: exception.clone(),
            credit: clearing.clone(),
            amount,
            // Posted or voided when the channel has answered.
            expires_at: Time(i64::MAX),
        });
    }
    Chain { book: merchant.to_string(), reference: row.id.to_string(), steps }
}
