use crate::action::Action;
use crate::care::CareAct;
use crate::gateway::{Dispute, Notice, What};
use crate::script::{cases, money};
use crate::settle::MoneyAct;
use crate::world::World;
use kernel::{PaymentId, Span};
use orders::DisputeAsk;

/// Banks dispute payments, take them, decide, and give some of them again.
pub fn moves(world: &mut World) {
    match world.dice.below(100) {
        0..=4 => open(world),
        5..=19 => go_on(world),
        _ => {}
    }
}

/// Mostly all of an arrival; none twice.
fn open(world: &mut World) {
    let Some((payment, event)) = arrival(world) else { return };
    let found = {
        let books = world.ground.gateway.books();
        let disputed = books.disputes.values().any(|known| known.event == event);
        let known = books.payments.get(&payment).filter(|_| !disputed);
        let paid = known.and_then(|known| known.paid.iter().find(|paid| paid.event_id == event));
        known.map(|known| known.of).zip(paid.map(|paid| paid.amount))
    };
    let Some((of, mut amount)) = found else { return };
    if world.dice.chance(300) {
        amount.minor = world.dice.between(1, amount.minor);
    }
    let words = ["fraudulent", "product_not_received", "product_unacceptable"];
    let reason = *world.dice.pick(&words).unwrap_or(&"general");
    let now = world.ground.ambient.now();
    // Sometimes it has the money already when it is first told of.
    let taken_at = world.dice.chance(600).then_some(now);
    let due_at = world.dice.chance(500).then(|| now.after(Span::minutes(world.dice.between(-10, 200))));
    let named = event.clone();
    let new = Dispute { of, payment, event, amount, reason, due_at, taken_at, given_at: None, won: None };
    let reference = world.ground.gateway.books().open_dispute(new);
    let taken = if taken_at.is_some() { "takes" } else { "asks about" };
    world.trace.line(format!("  a bank {taken} {} of {named}: {reference}", amount.minor));
}

/// What delivered an order.
fn arrival(world: &mut World) -> Option<(PaymentId, String)> {
    let all: Vec<(PaymentId, String)> = world.model.paid_by.values().cloned().collect();
    let newest = &all[all.len().saturating_sub(20)..];
    world.dice.pick(newest).cloned()
}

fn go_on(world: &mut World) {
    let open: Vec<String> = {
        let books = world.ground.gateway.books();
        books.disputes.iter().filter(|(_, known)| !known.is_over()).map(|(name, _)| name.clone()).collect()
    };
    let Some(reference) = world.dice.pick(&open).cloned() else { return };
    next_of(world, &reference);
}

fn next_of(world: &mut World, reference: &str) {
    let now = world.ground.ambient.now();
    let said = {
        let mut books = world.ground.gateway.books();
        books.move_on(reference, now);
        books.disputes.get(reference).map(|known| (known.is_gone(), known.won))
    };
    let Some((gone, won)) = said else { return };
    world.trace.line(format!("  the bank goes on with {reference}: gone {gone}, won {won:?}"));
}

/// Somebody asks how a dispute stands; now and then one that nobody knows.
pub fn hear(world: &mut World) -> Option<Action> {
    let mut all = asks(world);
    if world.dice.below(20) == 0 {
        all = vec![DisputeAsk { channel: crate::gateway::CODE.into(), reference: "dp0".into() }];
    }
    world.dice.pick(&all).cloned().map(|ask| Action::Care(CareAct::Hear(ask)))
}

fn asks(world: &World) -> Vec<DisputeAsk> {
    let books = world.ground.gateway.books();
    let ask = |(reference, known): (&String, &Dispute)| {
        let channel = books.payments.get(&known.payment)?.channel.to_owned();
        Some(DisputeAsk { channel, reference: reference.clone() })
    };
    books.disputes.iter().filter_map(ask).collect()
}

/// One order whose bank disputes it: heard of on several nodes and told again, while its buyer complains or has
/// received it, and its money is given back, released, held or paid out.
pub fn race(world: &mut World) -> Vec<Action> {
    let all: Vec<(String, DisputeAsk, What)> = {
        let asks = asks(world);
        let books = world.ground.gateway.books();
        let with = |ask: DisputeAsk| {
            let of = books.disputes.get(&ask.reference)?.of;
            Some((ask.reference.clone(), ask, of))
        };
        asks.into_iter().filter_map(with).collect()
    };
    let newest = &all[all.len().saturating_sub(10)..];
    let Some((reference, ask, of)) = world.dice.pick(newest).cloned() else { return Vec::new() };
    if world.dice.chance(500) {
        next_of(world, &reference);
    }
    let notice = Notice::Disputed(reference);
    let raw = world.ground.gateway.raw(&notice, true);
    let mut acts = vec![
        Action::Notify { raw, forged: false, notice: Some(notice) },
        Action::Jobs,
        Action::Care(CareAct::Keep),
        Action::Money(MoneyAct::Walk),
    ];
    acts.extend((0..3).map(|_| Action::Care(CareAct::Hear(ask.clone()))));
    let order = of.order().and_then(|id| world.model.orders.get(&id)).map(|known| known.order.clone());
    if let Some(order) = order {
        let number = world.dice.next() % 40;
        acts.extend([
            Action::Money(MoneyAct::Confirm(order.id)),
            Action::Money(MoneyAct::Payouts { of: Some((order.merchant, number)) }),
            Action::Money(money::refund(world, &order)),
            Action::Money(MoneyAct::Freeze(order.id)),
            Action::Money(MoneyAct::Thaw(order.id)),
            Action::Care(cases::complain(world, &order)),
            Action::Reveal { order: Box::new(order) },
        ]);
    }
    for index in (1..acts.len()).rev() {
        acts.swap(index, world.dice.below(index + 1));
    }
    let most = 2 + world.dice.below(5);
    acts.truncate(most);
    acts
}
