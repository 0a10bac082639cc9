//! Money arrived for a wallet. It is credited, in one transaction with what tells of it, once for each arrival that the
//! channel knows; what was not simply what had been asked for gets a name.

use crate::again::on_conflict;
use crate::channel::PaymentRow;
use crate::charged_back::debt;
use crate::pay::{ExceptionEffect, ExceptionKind, PaidOutcome, event_digest};
use crate::place::post;
use crate::{OrderError, Orders, RUN_REFUND, TopUp, TopUpState, accounts, store};
use db::{DbError, Tx};
use jobs::{NewEvent, NewJob};
use kernel::{Ambient, ExceptionId, Money, RefundId, Time, TopUpId};
use ledger::{Chain, Outcome, Step};
use ports::Paid;
use serde_json::json;

/// How often it is tried again where another node books for the same wallet at the same moment.
const AGAIN: usize = 8;

/// What an arrival does.
pub(crate) struct Booking {
    pub outcome: PaidOutcome,
    pub exception: Option<ExceptionEffect>,
    /// The top-up with it.
    pub after: TopUp,
    steps: Vec<Step>,
}

impl Orders {
    pub(crate) async fn top_up_arrived(
        &self,
        row: &PaymentRow,
        id: TopUpId,
        paid: &Paid,
    ) -> Result<PaidOutcome, OrderError> {
        on_conflict(AGAIN, || self.book(row, id, paid)).await
    }

    async fn book(&self, row: &PaymentRow, id: TopUpId, paid: &Paid) -> Result<PaidOutcome, OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let Some(before) = store::top_ups::lock(&mut tx, id).await? else {
            tx.rollback().await?;
            return Ok(PaidOutcome::Refused);
        };
        let event = (row.channel.clone(), paid.event_id.clone());
        let known = !store::payments::seen(&mut tx, vec![event]).await?.is_empty();
        let booking = if known { None } else { decide(self.ambient(), &before, row, paid, now) };
        let Some(booking) = booking else {
            tx.rollback().await?;
            return Ok(if known { PaidOutcome::Repeated } else { PaidOutcome::Refused });
        };
        let (user, currency) = (before.user, paid.amount.currency);
        let from = accounts::clearing(user, &row.channel, currency);
        let owes = booking.outcome == PaidOutcome::ToppedUp
            && debt::owes(&mut tx, user, currency, std::slice::from_ref(&from)).await?;
        let steps = booking.steps.clone();
        let chain = Chain { book: before.user.to_string(), reference: id.to_string(), steps };
        match ledger::submit(&mut tx, now, &[chain]).await?.first() {
            Some(Outcome::Applied) => {}
            other => return Err(DbError::State(format!("{id}: the ledger answered {other:?}")).into()),
        }
        if owes {
            debt::collect(&mut tx, self.ambient(), user, currency).await?;
        }
        store::top_ups::write(&mut tx, now, &before, row, paid, &booking).await?;
        tell(&mut tx, self.ambient(), row, paid, &booking).await?;
        tx.commit().await?;
        self.wake_jobs();
        Ok(booking.outcome)
    }
}

/// Pure. None where it is no amount, or one that nobody can count.
fn decide(ambient: &Ambient, before: &TopUp, row: &PaymentRow, paid: &Paid, now: Time) -> Option<Booking> {
    let (event, amount) = (event_digest(&row.channel, &paid.event_id), paid.amount);
    if amount.minor <= 0 {
        tracing::error!(payment = %row.id, "a channel tells of an amount that is none");
        return None;
    }
    let from = accounts::clearing(before.user, &row.channel, amount.currency);
    if amount.currency != before.amount.currency {
        let account = accounts::exception(before.user, amount.currency);
        let (refund, id) = (RefundId::new(ambient), ExceptionId::new(ambient));
        let steps = vec![
            post(format!("{}/x/{event}", before.id), from.clone(), account.clone(), amount),
            Step::Reserve {
                id: format!("{refund}/out"),
                debit: account,
                credit: from,
                amount: amount.minor,
                expires_at: Time(i64::MAX),
            },
        ];
        let kind = ExceptionKind::WrongCurrency;
        let exception = Some(ExceptionEffect { id, kind, amount, action: "refunded", refund: Some(refund) });
        return Some(Booking { outcome: PaidOutcome::Refunding, exception, after: before.clone(), steps });
    }
    let sum = before.credited.plus(amount).ok()?;
    let named = named(before, sum, amount, now).map(|(kind, amount)| ExceptionEffect {
        id: ExceptionId::new(ambient),
        kind,
        amount,
        action: "credited",
        refund: None,
    });
    let whole = !before.waits(now) || sum.minor >= before.amount.minor;
    let after = TopUp {
        credited: sum,
        state: if whole { TopUpState::Paid } else { before.state },
        paid_at: before.paid_at.or(whole.then_some(now)),
        ..before.clone()
    };
    let to = accounts::wallet(before.user, amount.currency);
    let steps = vec![post(format!("{}/in/{event}", before.id), from, to, amount)];
    Some(Booking { outcome: PaidOutcome::ToppedUp, exception: named, after, steps })
}

/// What is unusual about it, and how much that concerns.
fn named(before: &TopUp, sum: Money, amount: Money, now: Time) -> Option<(ExceptionKind, Money)> {
    let asked = before.amount.minor;
    match sum.minor {
        _ if before.credited.minor >= asked => Some((ExceptionKind::Duplicate, amount)),
        _ if !before.waits(now) => Some((ExceptionKind::Late, amount)),
        sum if sum < asked => Some((ExceptionKind::Underpaid, amount)),
        sum if sum > asked => Some((ExceptionKind::Overpaid, Money::new(sum - asked, amount.currency))),
        _ => None,
    }
}

async fn tell(
    tx: &mut Tx,
    ambient: &Ambient,
    row: &PaymentRow,
    paid: &Paid,
    booking: &Booking,
) -> db::Result<()> {
    let topic = match booking.outcome {
        PaidOutcome::ToppedUp => "top_up.credited",
        _ => "payment.exception",
    };
    let payload = json!({
        "amount": paid.amount.minor, "currency": paid.amount.currency, "payment": row.id, "channel": row.channel,
    });
    jobs::publish(tx, ambient, vec![NewEvent::new(None, topic, booking.after.id, &payload)]).await?;
    if let Some(refund) = booking.exception.as_ref().and_then(|exception| exception.refund) {
        jobs::enqueue(tx, ambient, vec![NewJob::new(RUN_REFUND, &json!(refund))]).await?;
    }
    Ok(())
}
