//! What the world is told of: events and jobs, in the same commit as what they tell of.

use crate::batch::Effect;
use crate::{MAIL_ORDER, OrderState, RUN_REFUND, place};
use db::{Result, Tx};
use jobs::{NewEvent, NewJob};
use kernel::Ambient;
use serde_json::json;

pub(crate) async fn write(tx: &mut Tx, ambient: &Ambient, effects: &[&Effect]) -> Result<()> {
    let events: Vec<NewEvent> = effects.iter().filter_map(|e| event(e)).collect();
    jobs::publish(tx, ambient, events).await?;
    let jobs: Vec<NewJob> = effects.iter().flat_map(|e| jobs_of(e)).collect();
    if !jobs.is_empty() {
        jobs::enqueue(tx, ambient, jobs).await?;
    }
    Ok(())
}

fn event(effect: &Effect) -> Option<NewEvent> {
    let order = &effect.order;
    let topic = match (effect.is_new, effect.to) {
        (true, OrderState::Pending) => "order.placed",
        (_, to) if !effect.is_new && to == order.state => "payment.exception",
        (_, OrderState::Fulfilling) => "order.paid",
        (_, OrderState::Delivered) => "order.delivered",
        (_, OrderState::Failed) => "order.failed",
        (_, OrderState::Cancelled) => "order.cancelled",
        (_, OrderState::Expired) => "order.expired",
        (false, OrderState::Pending) => return None,
    };
    let mut payload = json!({
        "total": order.total.minor, "currency": order.currency(), "units": order.units(), "pay": order.pay,
    });
    if let Some(payload) = payload.as_object_mut().filter(|_| order.wallet_part.minor > 0) {
        payload.insert("from_wallet".to_owned(), json!(order.wallet_part.minor));
    }
    Some(NewEvent::new(Some(order.merchant), topic, order.id, &payload))
}

fn jobs_of(effect: &Effect) -> Vec<NewJob> {
    let mut jobs = Vec::new();
    // What was read is opened outside of transactions: whoever sends the mail sees whether it is an address.
    let has_mail = match effect.order.contact.as_deref() {
        Some(contact) => place::is_email(contact),
        None => effect.order.sealed_contact.is_some(),
    };
    if effect.deliver && has_mail {
        jobs.push(NewJob::new(MAIL_ORDER, &json!(effect.order.id)));
    }
    if let Some(refund) = effect.arrived.as_ref().and_then(|a| a.exception.as_ref()).and_then(|x| x.refund) {
        jobs.push(NewJob::new(RUN_REFUND, &json!(refund)));
    }
    jobs
}
