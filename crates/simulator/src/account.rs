//! What users do with wallet and account, and the operator with their statements.

use crate::action::Outcome;
use crate::gateway::CODE;
use crate::node::Hands;
use crate::statement::Made;
use kernel::{Money, TopUpId, UserId};
use orders::{NewTopUp, OrderError};
use ports::{Device, Payer};
use reconcile::{NewFile, Source};

#[derive(Clone, Debug)]
pub enum AccountAct {
    /// Begins a top-up and opens its payment; the same one where one of that amount waits.
    TopUp(UserId, Money),
    CancelTopUp(TopUpId),
    /// The page that waits for the payment.
    RefreshTopUp(TopUpId),
    /// The operator gives back so much of it, or as much as can be.
    ReturnTopUp(TopUpId, Option<i64>),
    /// Deletes the account.
    Leave(UserId),
}

impl AccountAct {
    pub fn name(&self) -> String {
        match self {
            Self::TopUp(_, amount) => format!("top up {}", amount.minor),
            Self::CancelTopUp(_) => "cancel top-up".into(),
            Self::RefreshTopUp(_) => "refresh top-up".into(),
            Self::ReturnTopUp(..) => "return top-up".into(),
            Self::Leave(_) => "delete account".into(),
        }
    }
}

pub async fn perform(hands: &Hands, act: AccountAct) -> Outcome {
    match act {
        AccountAct::TopUp(user, amount) => told(top_up(hands, user, amount).await),
        AccountAct::CancelTopUp(id) => told(looked_at(hands, id, true).await),
        AccountAct::RefreshTopUp(id) => told(looked_at(hands, id, false).await),
        AccountAct::ReturnTopUp(id, amount) => told(give_back(hands, id, amount).await),
        AccountAct::Leave(user) => leave(hands, user).await,
    }
}

fn told(done: Result<Outcome, OrderError>) -> Outcome {
    match done {
        Ok(outcome) => outcome,
        Err(OrderError::Refused(refusal)) => Outcome::Refused(refusal.code().to_owned()),
        Err(error) => Outcome::Unknown(error.to_string()),
    }
}

async fn looked_at(hands: &Hands, id: TopUpId, cancel: bool) -> Result<Outcome, OrderError> {
    let top_up = hands.orders.top_up(id).await?;
    let now = match cancel {
        true => hands.orders.cancel_top_up(&top_up).await?,
        false => hands.orders.refresh_top_up(&top_up).await?,
    };
    Ok(Outcome::TopUp(Box::new(now)))
}

async fn top_up(hands: &Hands, user: UserId, amount: Money) -> Result<Outcome, OrderError> {
    let new = NewTopUp { user, amount, pay: CODE.into() };
    let top_up = hands.orders.begin_top_up(&new).await?;
    // Where its channel does not answer, it waits all the same, and is opened when it is asked for again.
    match hands.orders.open_top_up(&top_up, &Payer::at(Device::Desktop)).await {
        Ok(_) | Err(OrderError::Refused(_)) => Ok(Outcome::TopUp(Box::new(top_up))),
        Err(error) => Err(error),
    }
}

async fn give_back(hands: &Hands, id: TopUpId, amount: Option<i64>) -> Result<Outcome, OrderError> {
    let currency = hands.orders.top_up(id).await?.amount.currency;
    let amount = amount.map(|minor| Money::new(minor, currency));
    let mut tx = hands.orders.db().begin().await?;
    let (refund, _) = hands.orders.return_top_up(&mut tx, id, amount).await?;
    tx.commit().await?;
    Ok(Outcome::Returned(refund))
}

async fn leave(hands: &Hands, user: UserId) -> Outcome {
    match hands.office.privacy.delete_account(user).await {
        Ok(()) => Outcome::Left,
        Err(refusal) => refused(refusal.code(), &refusal),
    }
}

fn refused(code: &str, refusal: &dyn std::fmt::Display) -> Outcome {
    match code {
        "database" => Outcome::Unknown(refusal.to_string()),
        code => Outcome::Refused(code.to_owned()),
    }
}

/// The operator takes a statement in.
pub async fn take(hands: &Hands, made: &Made) -> Outcome {
    let new = &made.file;
    let file = NewFile {
        channel: new.channel.clone(),
        name: new.name.clone(),
        file: new.file.clone(),
        days: new.days.clone(),
        without_bad_lines: false,
        source: Source::Upload,
        by: new.by.clone(),
    };
    match hands.office.statements.take(file).await {
        Ok((_, fresh)) => Outcome::Stated(fresh),
        Err(refusal) => refused(refusal.code(), &refusal),
    }
}
