//! What becomes of the money of delivered orders, as the server's schedule, buyers and the staff do it.

use crate::action::Outcome;
use crate::node::Hands;
use aftercare::CareRefusal;
use kernel::{Currency, MerchantId, Money, OrderId, PageAsk};
use orders::{OrderError, OrderRefusal, RefundFilter, Says, Verdict};
use ports::RefundState;
use settlement::{
    AccountKind, Alone, GiveBack, NewPayout, NewPayoutAccount, NewRefund, PayoutFilter, PayoutState,
    RefundOf, SettlementRefusal, Side,
};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum MoneyAct {
    /// The buyer has received what was sold.
    Confirm(OrderId),
    /// Some of it goes back, or all that is left.
    Refund(Box<NewRefund>, Side),
    /// From the merchant's balance into the bond, or out of it again, under one key.
    Bond {
        merchant: MerchantId,
        amount: i64,
        out: bool,
        key: u64,
    },
    /// Somebody looks at the gateway's own pages and says what became of refunds that it failed at, or cannot be asked
    /// about.
    Decide,
    /// Held, or held no longer.
    Freeze(OrderId),
    Thaw(OrderId),
    /// The walk over the orders, and the look at those that are held.
    Walk,
    /// Asks for a payout of the merchant, if it is named; and carries on what is under way.
    Payouts {
        of: Option<(MerchantId, u64)>,
    },
}

impl MoneyAct {
    pub fn name(&self) -> String {
        match self {
            Self::Confirm(_) => "confirm".into(),
            Self::Refund(new, side) => {
                let what = match &new.what {
                    RefundOf::Rest => "the rest".into(),
                    RefundOf::Amount(amount) => amount.to_string(),
                    RefundOf::Lines(lines) => format!("lines {lines:?}"),
                };
                format!("{} gives back {what} {:?}", side.code(), new.way)
            }
            Self::Bond { amount, out, key, .. } => {
                format!("bond {} {amount} b{key}", if *out { "out" } else { "in" })
            }
            Self::Decide => "decide refunds".into(),
            Self::Freeze(_) => "freeze".into(),
            Self::Thaw(_) => "thaw".into(),
            Self::Walk => "walk".into(),
            Self::Payouts { of } => format!("payouts{}", if of.is_some() { " and one more" } else { "" }),
        }
    }
}

type Done = Result<Outcome, SettlementRefusal>;

pub async fn perform(hands: &Hands, act: MoneyAct) -> Outcome {
    let done = match act {
        MoneyAct::Confirm(order) => return confirm(hands, order).await,
        MoneyAct::Refund(new, side) => refund(hands, *new, side).await,
        MoneyAct::Bond { merchant, amount, out, key } => bond(hands, merchant, amount, (out, key)).await,
        MoneyAct::Decide => return decide(hands).await,
        MoneyAct::Freeze(order) => freeze(hands, order, true).await,
        MoneyAct::Thaw(order) => freeze(hands, order, false).await,
        MoneyAct::Walk => walk(hands).await,
        MoneyAct::Payouts { of } => payouts(hands, of).await,
    };
    match done {
        Ok(outcome) => outcome,
        Err(SettlementRefusal::Db(error)) => Outcome::Unknown(error.to_string()),
        Err(refusal) => Outcome::Refused(refusal.code().to_owned()),
    }
}

async fn confirm(hands: &Hands, order: OrderId) -> Outcome {
    let order = match hands.orders.find(order).await {
        Ok(order) => order,
        Err(OrderError::Refused(refusal)) => return Outcome::Refused(refusal.code().to_owned()),
        Err(error) => return Outcome::Unknown(error.to_string()),
    };
    match hands.office.care.confirm(&order).await {
        Ok(()) => Outcome::Done("confirmed".into()),
        Err(refusal) => crate::care::refused(refusal),
    }
}

async fn refund(hands: &Hands, new: NewRefund, side: Side) -> Done {
    let work = GiveBack { side, who: "staff".into(), new, along: Arc::new(Alone) };
    Ok(Outcome::GivenBack(hands.money.give_back(work).await?.id))
}

async fn bond(hands: &Hands, merchant: MerchantId, amount: i64, (out, key): (bool, u64)) -> Done {
    let (amount, key) = (Money::new(amount, Currency::CNY), key.to_string());
    let mut tx = hands.orders.db().begin().await?;
    match out {
        true => hands.money.free_bond(&mut tx, merchant, amount, &key).await?,
        false => hands.money.fill_bond(&mut tx, merchant, amount, &key).await?,
    }
    tx.commit().await?;
    Ok(Outcome::Done("moved".into()))
}

/// Nobody says more than the gateway's books do: of what is still under way there, nothing.
async fn decide(hands: &Hands) -> Outcome {
    let mut said = Vec::new();
    for state in ["ask_by_hand", "failed"] {
        let filter = RefundFilter { state: Some(state.into()) };
        let page = match hands.orders.refunds(&filter, &PageAsk { after: None, limit: 100 }).await {
            Ok(page) => page,
            Err(error) => return Outcome::Unknown(error.to_string()),
        };
        for refund in page.items {
            let there = hands.gateway.books().refunds.get(&refund.id).map(|r| r.state);
            let verdict = match there {
                Some(RefundState::Succeeded) => Verdict::Arrived,
                Some(RefundState::Pending) => continue,
                // Every third one; the others are tried once more. Ids are counted by all worlds together.
                Some(RefundState::Failed) if refund.amount.minor % 3 == 0 => Verdict::Credit,
                // A gateway that says no stays with it.
                Some(RefundState::Failed) if state == "failed" && refund.amount.minor % 3 == 1 => continue,
                _ => Verdict::TryAgain,
            };
            let says = Says { by: "finance", reason: "seen at the gateway" };
            let mut done = hands.orders.settle_refund(refund.id, verdict, says).await;
            if let Err(OrderError::Refused(OrderRefusal::NoWallet)) = &done {
                done = hands.orders.settle_refund(refund.id, Verdict::TryAgain, says).await;
            }
            match done {
                Ok(()) => said.push(verdict.code()),
                // Somebody else was first.
                Err(OrderError::Refused(refusal)) => said.push(refusal.code()),
                Err(error) => return Outcome::Unknown(error.to_string()),
            }
        }
    }
    Outcome::Done(format!("said {}", said.join(" ")))
}

async fn freeze(hands: &Hands, order: OrderId, hold: bool) -> Done {
    let mut tx = hands.orders.db().begin().await?;
    match hold {
        true => hands.money.freeze(&mut tx, order, "support", "a complaint").await?,
        false => match hands.office.care.thaw(&mut tx, order).await {
            Ok(()) => {}
            Err(CareRefusal::Db(error)) => return Err(error.into()),
            Err(CareRefusal::Money(refusal)) => return Err(refusal),
            Err(refusal) => return Ok(Outcome::Refused(refusal.code().into())),
        },
    }
    tx.commit().await?;
    Ok(Outcome::Done(if hold { "frozen" } else { "thawed" }.into()))
}

async fn walk(hands: &Hands) -> Done {
    let walked = hands.money.release_due().await?;
    let held = hands.money.release_held().await?;
    Ok(Outcome::Done(format!("{walked} walked, {held} held")))
}

async fn payouts(hands: &Hands, of: Option<(MerchantId, u64)>) -> Done {
    if let Some((merchant, number)) = of {
        ask(hands, merchant, number).await?;
    }
    for payout in all(hands, PayoutState::Requested).await? {
        let mut tx = hands.orders.db().begin().await?;
        hands.money.approve_payout(&mut tx, payout.id, "finance").await?;
        tx.commit().await?;
    }
    let mut tx = hands.orders.db().begin().await?;
    match hands.money.send_payouts(&mut tx).await {
        Ok(_) => tx.commit().await?,
        Err(SettlementRefusal::NothingToSend) => tx.rollback().await?,
        Err(other) => return Err(other),
    }
    let sent = all(hands, PayoutState::Sent).await?;
    for payout in &sent {
        let mut tx = hands.orders.db().begin().await?;
        // Every fourth one comes back, or so; ids are counted by all worlds of the process together.
        hands.money.settle_payout(&mut tx, payout.id, payout.amount.minor % 4 > 0, "").await?;
        tx.commit().await?;
    }
    Ok(Outcome::Done(format!("{} at the bank", sent.len())))
}

/// A third of what there is, under one key however often it is asked.
async fn ask(hands: &Hands, merchant: MerchantId, number: u64) -> Result<(), SettlementRefusal> {
    let balances = hands.money.balances(merchant).await?;
    let cny = balances.iter().find(|b| b.currency == Currency::CNY).map_or(0, |b| b.available);
    let mut tx = hands.orders.db().begin().await?;
    if hands.money.payout_account(merchant).await?.is_none() {
        let new = NewPayoutAccount {
            kind: AccountKind::Bank,
            holder: "Merchant".into(),
            bank: "Bank".into(),
            number: "6222021234567890".into(),
        };
        hands.money.put_payout_account(&mut tx, merchant, "owner", &new).await?;
    }
    let new = NewPayout {
        merchant,
        amount: Money::new((cny / 3).max(1), Currency::CNY),
        who: "owner".into(),
        key: number.to_string(),
    };
    match hands.money.request_payout(&mut tx, &new).await {
        Ok(_) => Ok(tx.commit().await?),
        Err(SettlementRefusal::BalanceTooLow | SettlementRefusal::Suspended) => Ok(tx.rollback().await?),
        Err(other) => Err(other),
    }
}

async fn all(hands: &Hands, state: PayoutState) -> Result<Vec<settlement::Payout>, SettlementRefusal> {
    let filter = PayoutFilter { merchant: None, state: Some(state) };
    Ok(hands.money.payouts(&filter, &PageAsk { after: None, limit: 100 }).await?.items)
}
