use crate::action::Action;
use crate::care::{CareAct, Who};
use crate::script::money;
use crate::settle::MoneyAct;
use crate::world::World;
use aftercare::{Case, NewCase, Reason, Remedy, State};
use kernel::{OrderId, Span, UserId};
use orders::Order;

/// Somebody complains, or something happens in a case that is open.
pub fn next(world: &mut World) -> Option<CareAct> {
    match world.dice.below(10) {
        0..=2 => open(world),
        3 => {
            to_a_deadline(world);
            Some(CareAct::Keep)
        }
        4 => Some(CareAct::Keep),
        _ => {
            let case = any(world)?;
            Some(act(world, &case))
        }
    }
}

/// Of an order that was delivered; sometimes of any, or by somebody else.
fn open(world: &mut World) -> Option<CareAct> {
    let order = if world.dice.chance(900) {
        money::delivered(world)?
    } else {
        let all: Vec<OrderId> = world.model.orders.keys().copied().collect();
        let id = world.dice.pick(&all)?;
        world.model.orders.get(id)?.order.clone()
    };
    Some(complain(world, &order))
}

pub fn complain(world: &mut World, order: &Order) -> CareAct {
    let who = match world.dice.below(12) {
        0 => world.dice.pick(&world.model.users).map_or(Who::Link(order.id), |user| Who::Account(*user)),
        1 => Who::Link(order.id),
        _ => order.buyer.map_or(Who::Link(order.id), Who::Account),
    };
    let lines = match world.dice.below(4) {
        0 => order.lines.iter().map(|line| line.line).take(1).collect(),
        1 if world.dice.chance(100) => vec![99],
        _ => Vec::new(),
    };
    let partial = world.dice.chance(300);
    let new = NewCase {
        order: order.id,
        lines,
        reason: Reason::KeyInvalid,
        remedy: if partial { Remedy::Partial } else { Remedy::Refund },
        wanted: if partial { world.dice.between(0, order.total.minor) } else { 0 },
        text: "the key is refused".into(),
    };
    CareAct::Open(who, Box::new(new))
}

/// One that is open, as far as anybody knows; now and then one that is not.
fn any(world: &mut World) -> Option<Case> {
    let closed = world.dice.below(12) == 0;
    let all: Vec<&Case> = world.model.cases.values().filter(|case| case.is_open() != closed).collect();
    let newest = &all[all.len().saturating_sub(8)..];
    world.dice.pick(newest).map(|case| (*case).clone())
}

/// What the case waits for; sometimes anything else.
fn act(world: &mut World, case: &Case) -> CareAct {
    let states = [State::Merchant, State::Offered, State::Platform, State::Ruled, State::Appealed];
    let usual = if case.is_open() { case.state } else { State::Merchant };
    let state =
        if world.dice.chance(900) { usual } else { *world.dice.pick(&states).unwrap_or(&State::Merchant) };
    let buyer = case.buyer.map_or(Who::Link(case.order), Who::Account);
    let merchant = merchant(world, case);
    let amount = world.dice.between(1, case.amount.max(1));
    match (state, world.dice.below(6)) {
        (State::Merchant, 0 | 1) | (State::Offered, 0) | (State::Platform, 0) => {
            CareAct::Offer(case.id, merchant, amount)
        }
        (State::Merchant, 2 | 3) => CareAct::Contest(case.id, merchant),
        (State::Merchant | State::Platform, 4) | (State::Offered, 1) => CareAct::Withdraw(case.id, buyer),
        (State::Offered, 2 | 3) => CareAct::Accept(case.id, buyer, case.offer_no),
        (State::Offered, 4) => CareAct::Decline(case.id, buyer),
        (State::Platform | State::Appealed, 1) => CareAct::Take(case.id, arbiter(world)),
        (State::Platform | State::Appealed, 2..=4) => {
            let arbiter = arbiter(world);
            CareAct::Rule { id: case.id, arbiter, back: back(world, case) }
        }
        (State::Ruled, 0 | 1) => CareAct::Appeal(case.id, buyer),
        (State::Ruled, 2 | 3) => CareAct::Appeal(case.id, merchant),
        (_, n) => CareAct::Say(case.id, if n > 3 { buyer } else { merchant }),
    }
}

/// Now and then the other one, to whom the case does not exist.
fn merchant(world: &mut World, case: &Case) -> Who {
    let other = world.model.merchants.iter().map(|m| m.id).find(|id| *id != case.merchant);
    Who::Merchant(other.filter(|_| world.dice.below(15) == 0).unwrap_or(case.merchant))
}

fn arbiter(world: &mut World) -> UserId {
    let all = world.model.arbiters.clone();
    let index = world.dice.below(all.len());
    all[index]
}

fn back(world: &mut World, case: &Case) -> i64 {
    match world.dice.below(5) {
        0 | 1 => case.amount,
        2 => 0,
        _ => world.dice.between(0, case.amount),
    }
}

/// The clock goes on to when somebody has to have acted, or a moment before or after.
fn to_a_deadline(world: &mut World) {
    let due = world.model.cases.values().filter(|case| case.is_open()).filter_map(|case| case.due_at);
    let Some(next) = due.min() else { return };
    let left = next.since(world.ground.ambient.now());
    // What waits for a merchant's money does so for a day.
    if (1..Span::hours(6).0).contains(&left.0) {
        world.base.clock.advance(Span(left.0 + world.dice.between(-1, 1)));
    }
}

/// One case, or one order that is about to have one: complained of, confirmed, given back, ruled, withdrawn, opened,
/// released, paid out, and its time over, on several nodes at once.
pub fn race(world: &mut World) -> Vec<Action> {
    let case = any(world).filter(|_| world.dice.chance(700));
    let order = match &case {
        Some(case) => world.model.orders.get(&case.order).map(|known| known.order.clone()),
        None => money::delivered(world),
    };
    let Some(order) = order else { return Vec::new() };
    if world.dice.chance(400) {
        to_a_deadline(world);
    }
    let number = world.dice.next() % 40;
    let mut acts = vec![
        Action::Money(MoneyAct::Confirm(order.id)),
        Action::Money(MoneyAct::Walk),
        Action::Money(MoneyAct::Payouts { of: Some((order.merchant, number)) }),
        Action::Money(money::refund(world, &order)),
        Action::Money(MoneyAct::Thaw(order.id)),
        Action::Care(complain(world, &order)),
        Action::Care(CareAct::Keep),
        Action::Care(CareAct::Keep),
        Action::Reveal { order: Box::new(order) },
    ];
    if let Some(case) = &case {
        acts.extend((0..5).map(|_| Action::Care(act(world, case))));
    }
    for index in (1..acts.len()).rev() {
        acts.swap(index, world.dice.below(index + 1));
    }
    let most = 2 + world.dice.below(5);
    acts.truncate(most);
    acts
}

/// How an arbiter ends what waits for one: who has not ruled it yet, all of it or what can be.
pub fn ruled(world: &World) -> Vec<CareAct> {
    let waits = |case: &&Case| matches!(case.state, State::Platform | State::Appealed);
    let rule = |case: &Case| {
        let first = case.ruled_by.as_deref().unwrap_or_default();
        let taken = world.model.arbiters.iter().find(|a| case.taken_by == Some(a.to_string()));
        let other = world.model.arbiters.iter().find(|a| a.to_string() != first);
        let arbiter = *taken.or(other)?;
        // After an appeal nothing: what the merchant does not have would keep it open.
        let back = if case.state == State::Appealed { 0 } else { case.amount / 2 };
        Some(CareAct::Rule { id: case.id, arbiter, back })
    };
    world.model.cases.values().filter(waits).filter_map(rule).collect()
}
