use super::decide::{self, Change};
use super::round::{Fulfiller, Heard};
use super::shelve::{Given, Shelved};
use super::{Attempt, AttemptState, Fulfilment, FulfilmentState, deposit};
use crate::alarm::{AlarmKind, NewAlarm};
use crate::place::{chain, fee_step, post};
use crate::store::fulfilments as rows;
use crate::{
    Back, MAIL_ORDER, Order, OrderError, OrderState, PaidBy, ToOrigin, accounts, begin_refunds, place,
    take_back,
};
use db::{DbError, Tx};
use jobs::{NewEvent, NewJob};
use kernel::{Money, OrderId, RefundId, Time};
use ledger::{Chain, Outcome, Step};
use ports::{Supplied, Wanted};
use serde_json::json;
use std::collections::HashMap;

/// What becomes of one fulfilment.
pub(crate) struct Settled {
    pub f: Fulfilment,
    pub order: Order,
    /// Who was asked, and what that changes.
    pub attempt: Option<(Attempt, Change)>,
    pub to: FulfilmentState,
    pub due_at: Option<Time>,
    /// The keys that came with it.
    pub shelved: Option<Shelved>,
    /// Under which its money goes back through its channel.
    refund: Option<(RefundId, Money)>,
}

impl Settled {
    /// The state of its order, where that is another one now.
    pub fn order_to(&self) -> Option<OrderState> {
        match (self.f.state, self.to) {
            (FulfilmentState::Open, FulfilmentState::Credited) => Some(OrderState::Delivered),
            (FulfilmentState::Open, FulfilmentState::GivenBack) => Some(OrderState::Failed),
            _ => None,
        }
    }
    /// It was credited after its buyer had the money again.
    fn is_late(&self) -> bool {
        let credited =
            self.attempt.as_ref().is_some_and(|(_, change)| change.attempt == AttemptState::Credited);
        credited && self.f.state == FulfilmentState::GivenBack
    }
}

impl Fulfiller {
    /// All that was heard in one transaction: states, money, what the world is told. What somebody else has looked at
    /// meanwhile is theirs. How many were not.
    pub(super) async fn settle(&self, heard: &[Heard]) -> Result<usize, OrderError> {
        if heard.is_empty() {
            return Ok(0);
        }
        let now = self.now();
        let mut all: Vec<Settled> = heard.iter().map(|heard| becomes(heard, now)).collect();
        let mut given = self.all_given(heard, &all).await?;
        let mut tx = self.orders().db().begin().await?;
        let ours = rows::still(&mut tx, heard.iter().map(|h| &h.f)).await?;
        all.retain(|one| ours.contains(&one.f.order));
        let (places, given): (Vec<usize>, Vec<Given>) = all
            .iter()
            .enumerate()
            .filter_map(|(place, one)| Some((place, given.remove(&one.order.id)?)))
            .unzip();
        for (place, shelved) in places.into_iter().zip(self.shelve(&mut tx, &given).await?) {
            if let Some(one) = all.get_mut(place) {
                one.shelved = Some(shelved);
            }
        }
        let paid_by = {
            let back =
                all.iter().filter(|s| s.order_to() == Some(OrderState::Failed) && s.order.pay != "wallet");
            crate::paid_by(&mut tx, &back.map(|s| (s.order.merchant, s.order.id)).collect::<Vec<_>>()).await?
        };
        let all: Vec<Settled> = all.into_iter().map(|s| self.with_refund(s)).collect();
        let mut chains = Vec::with_capacity(all.len());
        for one in &all {
            chains.extend(moved(one, paid_by.get(&one.order.id))?);
        }
        for (outcome, chain) in ledger::submit(&mut tx, now, &chains).await?.into_iter().zip(&chains) {
            if outcome != Outcome::Applied {
                return Err(DbError::State(format!("{chain:?} was answered {outcome:?}")).into());
            }
        }
        rows::write_settled(&mut tx, now, &all).await?;
        let failed =
            all.iter().filter(|s| s.order_to() == Some(OrderState::Failed) && s.order.buyer.is_some());
        let failed = failed.map(|s| ((s.order.merchant, s.order.id), Back::All)).collect();
        take_back(&mut tx, failed).await?;
        let refunds = all.iter().filter_map(|one| to_origin(one, paid_by.get(&one.order.id)));
        begin_refunds(&mut tx, self.orders().ambient(), &refunds.collect::<Vec<_>>()).await?;
        self.tell(&mut tx, &all).await?;
        tx.commit().await?;
        self.orders().1.wake();
        Ok(all.len())
    }

    /// The keys that came, of those whose attempts end with them.
    async fn all_given(
        &self,
        heard: &[Heard],
        all: &[Settled],
    ) -> Result<HashMap<OrderId, Given>, OrderError> {
        let came = heard.iter().zip(all).filter_map(|(heard, one)| {
            let (_, _, Ok(Supplied::Delivered { keys, .. })) = heard.answer.as_ref()? else { return None };
            let (attempt, change) = one.attempt.as_ref()?;
            let ends = one.f.wanted == Wanted::Keys && change.attempt == AttemptState::Credited;
            ends.then(|| (&one.f, attempt, change.booked(attempt), keys))
        });
        let came: Vec<_> = came.collect();
        let mut given = HashMap::with_capacity(came.len());
        if came.is_empty() {
            return Ok(given);
        }
        let names = self.names_of(came.iter().map(|(f, ..)| f.merchant).collect()).await?;
        for (f, attempt, cost, keys) in came {
            let name = names.get(&attempt.supplier).map_or("", String::as_str);
            given.insert(f.order, self.given(f, attempt, cost, keys, name).await?);
        }
        Ok(given)
    }

    /// Money that came through a channel goes back there, under an id of its own.
    fn with_refund(&self, one: Settled) -> Settled {
        let back = one.order_to() == Some(OrderState::Failed) && one.order.pay != "wallet";
        let through = one.order.by_channel();
        let refund = (back && through.minor > 0).then(|| (RefundId::new(self.orders().ambient()), through));
        Settled { refund, ..one }
    }

    async fn tell(&self, tx: &mut Tx, all: &[Settled]) -> Result<(), DbError> {
        let ambient = self.orders().ambient();
        let ended = all.iter().filter_map(|one| Some((one, one.order_to()?)));
        let (mut events, mut mails) = (Vec::new(), Vec::new());
        for (one, to) in ended {
            let order = &one.order;
            let topic = if to == OrderState::Delivered { "order.delivered" } else { "order.failed" };
            let payload = json!({
                "total": order.total.minor, "currency": order.currency(), "units": order.units(), "pay": order.pay,
            });
            events.push(NewEvent::new(Some(order.merchant), topic, order.id, &payload));
            if order.sealed_contact.is_some() || order.contact.as_deref().is_some_and(place::is_email) {
                mails.push(NewJob::new(MAIL_ORDER, &json!(order.id)));
            }
        }
        jobs::publish(tx, ambient, events).await?;
        if !mails.is_empty() {
            jobs::enqueue(tx, ambient, mails).await?;
        }
        for (one, shelved) in all.iter().filter_map(|one| Some((one, one.shelved?))) {
            let Some((attempt, _)) = one.attempt.as_ref().filter(|_| shelved.units < one.f.quantity) else {
                continue;
            };
            let detail = json!({
                "supplier": attempt.supplier, "order_no": attempt.order_no,
                "keys": shelved.units, "bought": one.f.quantity,
            });
            let alarm = NewAlarm::new(one.order.merchant, AlarmKind::KeysShort, one.order.id, detail);
            self.orders().1.put(tx, &alarm.of_order(one.order.id)).await?;
        }
        for one in all.iter().filter(|one| one.is_late()) {
            let Some((attempt, _)) = &one.attempt else { continue };
            let detail = json!({ "supplier": attempt.supplier, "order_no": attempt.order_no });
            let alarm = NewAlarm::new(one.order.merchant, AlarmKind::CreditedTooLate, one.order.id, detail);
            self.orders().1.put(tx, &alarm.of_order(one.order.id)).await?;
        }
        Ok(())
    }
}

fn becomes(heard: &Heard, now: Time) -> Settled {
    let Heard { f, order, answer } = heard;
    let (attempt, to, due_at) = match answer {
        None => (None, FulfilmentState::GivenBack, None),
        Some((attempt, call, said)) => {
            let change = decide::heard(f, attempt, *call, said, now);
            let (to, due_at) = (change.fulfilment, change.due_at);
            (Some((attempt.clone(), change)), to, due_at)
        }
    };
    Settled { f: f.clone(), order: order.clone(), attempt, to, due_at, shelved: None, refund: None }
}

/// What moves: the held cost, the platform's share, the buyer's money.
fn moved(one: &Settled, paid_by: Option<&PaidBy>) -> Result<Option<Chain>, DbError> {
    let order = &one.order;
    let mut steps = Vec::new();
    if let Some((attempt, change)) = one.attempt.as_ref().filter(|(attempt, _)| attempt.cost.minor > 0) {
        let (held, seq) = (deposit::held_as(order.id, attempt.seq), attempt.seq);
        match change.attempt {
            AttemptState::Credited => {
                steps.push(Step::PostPending {
                    id: format!("{}/sp{seq}", order.id),
                    pending: held,
                    amount: Some(change.booked(attempt).minor),
                });
            }
            AttemptState::Failed => {
                steps.push(Step::VoidPending { id: format!("{}/sv{seq}", order.id), pending: held });
            }
            AttemptState::Sent | AttemptState::Accepted => {}
        }
    }
    match one.order_to() {
        Some(OrderState::Delivered) => steps.extend(fee_step(order)),
        Some(OrderState::Failed) => steps.extend(given_back(one, paid_by)?),
        _ => {}
    }
    Ok((!steps.is_empty()).then(|| chain(order, steps)))
}

/// All of it, to where it came from: the wallet's part into the wallet, the channel's towards the channel.
fn given_back(one: &Settled, paid_by: Option<&PaidBy>) -> Result<Vec<Step>, DbError> {
    let (order, currency) = (&one.order, one.order.currency());
    let escrow = accounts::escrow(order.merchant, currency);
    let mut steps = Vec::new();
    let through = match (&one.refund, paid_by) {
        (None, _) => Money::zero(currency),
        (Some((refund, through)), Some(paid_by)) => {
            let exception = accounts::exception(order.merchant, currency);
            steps.push(post(format!("{refund}/escrow"), escrow.clone(), exception.clone(), *through));
            steps.push(Step::Reserve {
                id: format!("{refund}/out"),
                debit: exception,
                credit: accounts::clearing(order.merchant, &paid_by.channel, currency),
                amount: through.minor,
                // Posted or voided when the channel has answered.
                expires_at: Time(i64::MAX),
            });
            *through
        }
        (Some(_), None) => {
            return Err(DbError::State(format!("nobody knows through what {} was paid", order.id)));
        }
    };
    let own = Money::new(order.total.minor - through.minor, currency);
    if own.minor > 0 {
        let user = order.buyer.ok_or_else(|| DbError::State(format!("{} has no wallet", order.id)))?;
        steps.push(post(format!("{}/back", order.id), escrow, accounts::wallet(user, currency), own));
    }
    Ok(steps)
}

fn to_origin<'a>(one: &Settled, paid_by: Option<&'a PaidBy>) -> Option<ToOrigin<'a>> {
    let (id, amount) = one.refund?;
    Some(ToOrigin { of: one.order.paid_for(), id, to: paid_by?, amount })
}
