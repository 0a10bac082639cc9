//! What becomes of the money of delivered orders, as the server's schedule, buyers and the staff do it.

use crate::action::Outcome;
use crate::node::Hands;
use kernel::{Currency, MerchantId, Money, OrderId, PageAsk};
use settlement::{
    AccountKind, Alone, GiveBack, NewPayout, NewPayoutAccount, NewRefund, PayoutFilter, PayoutState,
    RefundOf, RefundWay, SettlementRefusal, Side,
};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum MoneyAct {
    /// The buyer has received what was sold.
    Confirm(OrderId),
    /// So much goes back into the buyer's wallet.
    Refund {
        order: OrderId,
        amount: i64,
    },
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
            Self::Refund { amount, .. } => format!("give back {amount}"),
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
        MoneyAct::Confirm(order) => {
            hands.money.confirm(order).await.map(|()| Outcome::Done("confirmed".into()))
        }
        MoneyAct::Refund { order, amount } => refund(hands, order, amount).await,
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

async fn refund(hands: &Hands, order: OrderId, amount: i64) -> Done {
    let new = NewRefund {
        order,
        of: None,
        what: RefundOf::Amount(amount),
        way: RefundWay::Wallet,
        reason: "a dead key".into(),
        from_bond: false,
    };
    let work = GiveBack { side: Side::Merchant, who: "staff".into(), new, along: Arc::new(Alone) };
    Ok(Outcome::GivenBack(hands.money.give_back(work).await?.id))
}

async fn freeze(hands: &Hands, order: OrderId, hold: bool) -> Done {
    let mut tx = hands.orders.db().begin().await?;
    match hold {
        true => hands.money.freeze(&mut tx, order, "support", "a complaint").await?,
        false => hands.money.thaw(&mut tx, order).await?,
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
