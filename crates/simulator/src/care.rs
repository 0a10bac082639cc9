//! What buyers, merchants, arbiters and the clock do in disputes.

use crate::action::Outcome;
use crate::node::Hands;
use aftercare::{CareRefusal, Case, NewCase, Party};
use kernel::{DisputeId, MerchantId, OrderId, UserId};
use orders::DisputeAsk;
use settlement::SettlementRefusal;

/// Who acts, as [`Party`] with what it borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Account(UserId),
    Link(OrderId),
    Merchant(MerchantId),
}

impl Who {
    fn party(self) -> Party<'static> {
        match self {
            Self::Account(user) => Party::Account(user),
            Self::Link(order) => Party::Link(order),
            Self::Merchant(merchant) => Party::Merchant(merchant, "usr_clerk"),
        }
    }
}

#[derive(Clone, Debug)]
pub enum CareAct {
    Open(Who, Box<NewCase>),
    Say(DisputeId, Who),
    Offer(DisputeId, Who, i64),
    Contest(DisputeId, Who),
    /// The offer of that number.
    Accept(DisputeId, Who, i64),
    Decline(DisputeId, Who),
    Withdraw(DisputeId, Who),
    Appeal(DisputeId, Who),
    Take(DisputeId, UserId),
    Rule {
        id: DisputeId,
        arbiter: UserId,
        back: i64,
    },
    /// Somebody has heard of a chargeback, and asks the channel how it stands.
    Hear(DisputeAsk),
    /// The job that looks every minute: deadlines and reminders.
    Keep,
}

impl CareAct {
    pub fn name(&self) -> String {
        match self {
            Self::Open(who, new) => {
                let by = if matches!(who, Who::Link(_)) { " by link" } else { "" };
                let id = new.order.to_string();
                let end = id.get(id.len().saturating_sub(5)..).unwrap_or_default();
                format!("dispute {end} lines {:?}{by}", new.lines)
            }
            Self::Say(..) => "say".into(),
            Self::Offer(_, _, amount) => format!("offer {amount}"),
            Self::Contest(..) => "contest".into(),
            Self::Accept(_, _, offer) => format!("accept {offer}"),
            Self::Decline(..) => "decline".into(),
            Self::Withdraw(..) => "withdraw case".into(),
            Self::Appeal(_, who) => match who {
                Who::Merchant(_) => "merchant appeals".into(),
                _ => "buyer appeals".into(),
            },
            Self::Take(..) => "take".into(),
            Self::Rule { back, .. } => format!("rule {back}"),
            Self::Hear(ask) => format!("hear of {} at {}", ask.reference, ask.channel),
            Self::Keep => "deadlines".into(),
        }
    }
}

type Done = Result<Case, CareRefusal>;

pub async fn perform(hands: &Hands, act: CareAct) -> Outcome {
    let care = &hands.office.care;
    let done = match act {
        CareAct::Open(who, new) => care.open(who.party(), &new).await,
        CareAct::Say(id, who) => care.say(id, who.party(), "it is as I said").await,
        CareAct::Offer(id, who, amount) => offer(hands, id, who, amount).await,
        CareAct::Contest(id, who) => care.contest(id, who.party(), "it was good when it was sold").await,
        CareAct::Accept(id, who, offer) => care.accept(id, who.party(), offer).await,
        CareAct::Decline(id, who) => care.decline(id, who.party(), "").await,
        CareAct::Withdraw(id, who) => care.withdraw(id, who.party()).await,
        CareAct::Appeal(id, who) => care.appeal(id, who.party(), "look at it again").await,
        CareAct::Take(id, arbiter) => take(hands, id, arbiter).await,
        CareAct::Rule { id, arbiter, back } => rule(hands, id, arbiter, back).await,
        CareAct::Hear(ask) => return hear(hands, &ask).await,
        CareAct::Keep => return keep(hands).await,
    };
    match done {
        Ok(case) => Outcome::Case(Box::new(case)),
        Err(refusal) => refused(refusal),
    }
}

pub fn refused(refusal: CareRefusal) -> Outcome {
    match refusal {
        CareRefusal::Db(error) | CareRefusal::Money(SettlementRefusal::Db(error)) => {
            Outcome::Unknown(error.to_string())
        }
        // What no person can do anything about.
        CareRefusal::Fault(what) => Outcome::Unknown(what),
        other => Outcome::Refused(other.code().to_owned()),
    }
}

async fn offer(hands: &Hands, id: DisputeId, who: Who, amount: i64) -> Done {
    let mut tx = hands.orders.db().begin().await?;
    let case = hands.office.care.offer(&mut tx, id, who.party(), (amount, "a part of it")).await?;
    tx.commit().await?;
    Ok(case)
}

async fn take(hands: &Hands, id: DisputeId, arbiter: UserId) -> Done {
    let neutral = hands.office.care.neutral(id, arbiter).await?;
    let mut tx = hands.orders.db().begin().await?;
    let case = hands.office.care.take(&mut tx, &neutral).await?;
    tx.commit().await?;
    Ok(case)
}

async fn rule(hands: &Hands, id: DisputeId, arbiter: UserId, back: i64) -> Done {
    let ruling = hands.office.care.prepare_ruling(id, arbiter, back, "as the evidence says").await?;
    let mut tx = hands.orders.db().begin().await?;
    let case = hands.office.care.rule(&mut tx, &ruling).await?;
    tx.commit().await?;
    Ok(case)
}

async fn hear(hands: &Hands, ask: &DisputeAsk) -> Outcome {
    match hands.office.care.hear_chargeback(ask).await {
        Ok(Some(case)) => Outcome::Case(Box::new(case)),
        Ok(None) => Outcome::Done("nothing that was sold here".into()),
        Err(refusal) => refused(refusal),
    }
}

async fn keep(hands: &Hands) -> Outcome {
    match in_time(hands).await {
        Ok((ended, reminded)) => Outcome::Done(format!("{ended} ended, {reminded} reminded")),
        Err(refusal) => refused(refusal),
    }
}

async fn in_time(hands: &Hands) -> Result<(usize, usize), CareRefusal> {
    let ended = hands.office.care.end_due(50).await?;
    Ok((ended, hands.office.care.remind(50).await?))
}
