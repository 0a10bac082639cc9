use crate::action::Action;
use crate::gateway::{CODE, Notice, SIDE, What};
use crate::model::{Group, Known, by_channel};
use crate::script::parts;
use crate::world::World;
use kernel::{Language, OfferId, Span};
use orders::{Buyer, Idempotency, NewLine, NewOrder, Order, OrderState, PayWith, RevealBy};

/// Keys are promised to be known for a day.
const KEY_LASTS: Span = Span::hours(24);

pub fn wallet(world: &mut World) -> Action {
    let user = *world.dice.pick(&world.model.users).unwrap();
    let lines = lines(world, 4);
    let reveal = world.dice.chance(500).then(|| RevealBy { by: user.to_string(), from: "192.0.2.1".into() });
    let new = NewOrder {
        buyer: Buyer::User(user),
        lines,
        pay: PayWith::Wallet,
        reveal,
        idempotency: idempotency(world),
        from: address(world),
        language: Language::En,
        ..NewOrder::default()
    };
    place(world, new)
}

pub fn channel(world: &mut World) -> Action {
    let guest = world.dice.chance(650);
    let contact = world.dice.pick(&world.model.contacts).cloned();
    let door = if world.dice.below(5) == 0 { SIDE } else { CODE };
    let user = *world.dice.pick(&world.model.users).unwrap();
    let new = NewOrder {
        buyer: if guest { Buyer::Guest } else { Buyer::User(user) },
        contact: contact.filter(|_| guest || world.dice.chance(300)),
        lines: lines(world, 3),
        pay: PayWith::Channel(door.into()),
        idempotency: idempotency(world),
        from: address(world),
        ..NewOrder::default()
    };
    place(world, new)
}

/// More than there is, more than is allowed, or nonsense.
pub fn greedy(world: &mut World) -> Action {
    let Action::Place { group, mut new } =
        (if world.dice.chance(500) { wallet(world) } else { channel(world) })
    else {
        return Action::Jobs;
    };
    match world.dice.below(4) {
        0 => new.lines.clear(),
        1 => new.lines.iter_mut().for_each(|l| l.quantity = 0),
        2 => new.lines.iter_mut().for_each(|l| l.quantity = 999),
        _ => new.lines = world.model.offers.iter().map(|o| NewLine { offer: o.id, quantity: 1 }).collect(),
    }
    let (units, total) = (new.lines.iter().map(|l| l.quantity).sum(), world.model.total(&new));
    let known = &mut world.model.groups[group];
    known.request.lines.clone_from(&new.lines);
    (known.units, known.totals) = (units, vec![total]);
    Action::Place { group, new }
}

/// The same request once more: the answer got lost, or the bot is nervous.
pub fn repeat(world: &mut World) -> Option<Action> {
    let now = world.ground.ambient.now();
    let fresh = |g: &Group| g.request.idempotency.is_some() && now.since(g.first_at) < KEY_LASTS;
    let groups: Vec<usize> =
        world.model.groups.iter().enumerate().filter(|(_, g)| fresh(g)).map(|(i, _)| i).collect();
    let newest = &groups[groups.len().saturating_sub(20)..];
    let group = *world.dice.pick(newest)?;
    Some(again(world, group))
}

fn again(world: &mut World, group: usize) -> Action {
    let new = world.model.groups[group].request.clone();
    let total = world.model.total(&new);
    world.model.groups[group].totals.push(total);
    Action::Place { group, new: Box::new(new) }
}

/// Another request under a key that was used.
pub fn stolen_key(world: &mut World) -> Option<Action> {
    let Action::Place { group: old, .. } = repeat(world)? else { return None };
    let (first_at, key) = {
        let old = &world.model.groups[old];
        (old.first_at, old.request.idempotency.clone()?)
    };
    let Action::Place { group, mut new } = wallet(world) else { return None };
    new.idempotency = Some(Idempotency { digest: format!("other {group}"), ..key });
    let known = &mut world.model.groups[group];
    known.first_at = first_at;
    known.request.idempotency.clone_from(&new.idempotency);
    Some(Action::Place { group, new })
}

/// Many at once, with the same key or for the last unit.
pub fn bots(world: &mut World) -> Vec<Action> {
    let size = 3 + world.dice.below(6);
    if world.dice.chance(500)
        && let Some(Action::Place { group, new }) = repeat(world)
    {
        return (0..size).map(|_| Action::Place { group, new: new.clone() }).collect();
    }
    let channel_only = world.dice.chance(400);
    let offer = world.dice.pick(&world.model.offers).map(|o| o.id);
    let mut acts = Vec::new();
    for _ in 0..size {
        let act = if channel_only { channel(world) } else { wallet(world) };
        if let (Action::Place { group, mut new }, Some(offer)) = (act, offer) {
            let quantity = world.dice.between(1, 5);
            new.lines = vec![NewLine { offer, quantity }];
            let total = world.model.total(&new);
            let known = &mut world.model.groups[group];
            known.request.lines.clone_from(&new.lines);
            (known.units, known.totals) = (quantity, vec![total]);
            acts.push(Action::Place { group, new });
        }
    }
    acts
}

/// One waiting order: paid, reported twice, cancelled, expired and paid from the wallet, all at once.
pub fn race(world: &mut World) -> Vec<Action> {
    let waiting: Vec<Order> = world.model.waiting().iter().map(|k| k.order.clone()).collect();
    let Some(order) = world.dice.pick(&waiting).cloned() else { return Vec::new() };
    if world.dice.chance(400) {
        let left = order.expires_at.since(world.ground.ambient.now());
        if left.0 > 0 {
            world.base.clock.advance(Span(left.0 + world.dice.between(-1, 1)));
        }
    }
    let payment = {
        let books = world.ground.gateway.books();
        books.payments.iter().find(|(_, p)| p.of == What::Order(order.id)).map(|(id, p)| (*id, p.amount))
    };
    let mut acts = Vec::new();
    if let Some((id, amount)) = payment {
        let event = world.ground.gateway.pay(id, amount);
        world.trace.line(format!("  paid at the gateway: {} {} {event}", amount.minor, amount.currency));
        let notice = Notice::Paid(id, event);
        let raw = world.ground.gateway.raw(&notice, true);
        let notify = Action::Notify { raw, forged: false, notice: Some(notice) };
        acts.extend([notify.clone(), notify]);
    }
    if order.buyer.is_some() {
        acts.extend((0..2).map(|_| parts::choose_for(world, &order)));
    }
    let order = Box::new(order);
    acts.push(Action::Cancel { order: order.clone() });
    acts.push(Action::Sweep);
    if let Some(user) = order.buyer {
        acts.push(Action::PayWallet { order: order.clone(), user });
    }
    acts.push(Action::OpenPayment { order: order.clone() });
    acts.push(Action::Refresh { order });
    for index in (1..acts.len()).rev() {
        acts.swap(index, world.dice.below(index + 1));
    }
    acts.truncate(2 + world.dice.below(acts.len()));
    acts
}

pub fn open(world: &mut World) -> Option<Action> {
    // Mostly those whose payment is not open yet: most people pay soon.
    let opened: Vec<_> = world.ground.gateway.books().payments.values().map(|p| p.of).collect();
    let now = world.ground.ambient.now();
    let fresh = |k: &&Known| {
        !opened.contains(&What::Order(k.order.id)) && by_channel(&k.order.pay) && k.order.expires_at > now
    };
    let orders: Vec<Order> =
        world.model.waiting().into_iter().filter(fresh).map(|k| k.order.clone()).collect();
    let order = world.dice.pick(&orders).cloned().or_else(|| waiting(world).map(|o| *o))?;
    Some(Action::OpenPayment { order: Box::new(order) })
}

fn waiting(world: &mut World) -> Option<Box<Order>> {
    let orders: Vec<Order> = world.model.waiting().iter().map(|k| k.order.clone()).collect();
    world.dice.pick(&orders).cloned().map(Box::new)
}

fn any(world: &mut World) -> Option<Box<Order>> {
    let orders: Vec<&Known> = world.model.orders.values().collect();
    world.dice.pick(&orders).map(|k| Box::new(k.order.clone()))
}

pub fn pay_waiting(world: &mut World) -> Option<Action> {
    let order = if world.dice.chance(800) { waiting(world)? } else { any(world)? };
    let user = order.buyer.or(world.dice.pick(&world.model.users).copied())?;
    Some(Action::PayWallet { order, user })
}

pub fn cancel(world: &mut World) -> Option<Action> {
    let order = if world.dice.chance(800) { waiting(world)? } else { any(world)? };
    Some(Action::Cancel { order })
}

pub fn refresh(world: &mut World) -> Option<Action> {
    Some(Action::Refresh { order: waiting(world)? })
}

pub fn reveal(world: &mut World) -> Option<Action> {
    let paid: Vec<Order> = world
        .model
        .orders
        .values()
        .filter(|k| k.state == OrderState::Delivered)
        .map(|k| k.order.clone())
        .collect();
    let order =
        if world.dice.chance(900) { world.dice.pick(&paid).cloned().map(Box::new)? } else { any(world)? };
    Some(Action::Reveal { order })
}

/// The model hears of the request before it is sent.
pub fn place(world: &mut World, mut new: NewOrder) -> Action {
    let group = world.model.groups.len();
    new.metadata = Some(format!("{{\"group\":{group}}}"));
    let known = Group {
        totals: vec![world.model.total(&new)],
        units: new.lines.iter().map(|l| l.quantity).sum(),
        first_at: world.ground.ambient.now(),
        request: new.clone(),
        order: None,
        acknowledged: false,
        told_at: world.ground.ambient.now(),
        unknown: false,
    };
    world.model.groups.push(known);
    Action::Place { group, new: Box::new(new) }
}

/// Mostly one merchant's goods in one currency, in one or two lines; sometimes a cart that must be refused.
fn lines(world: &mut World, most: i64) -> Vec<NewLine> {
    let first = world.dice.below(world.model.offers.len());
    let mut offers = vec![first];
    if world.dice.chance(250) {
        let fits = |o: &usize| {
            let (a, b) = (&world.model.offers[first], &world.model.offers[*o]);
            let merchant = |o: OfferId| world.model.merchant_of(o);
            a.price.currency == b.price.currency && merchant(a.id) == merchant(b.id) && a.id != b.id
        };
        let wild = world.dice.clone().chance(100);
        let others: Vec<usize> = (0..world.model.offers.len()).filter(|o| wild || fits(o)).collect();
        offers.extend(world.dice.pick(&others));
    }
    offers
        .into_iter()
        .map(|o| NewLine { offer: world.model.offers[o].id, quantity: world.dice.between(1, most) })
        .collect()
}

fn idempotency(world: &mut World) -> Option<Idempotency> {
    if world.dice.chance(350) {
        return None;
    }
    let n = world.model.groups.len();
    Some(Idempotency { scope: "sim".into(), key: format!("k{n}"), digest: format!("d{n}") })
}

fn address(world: &mut World) -> String {
    match world.dice.below(5) {
        0 => format!("2001:db8::{}", world.dice.below(9) + 1),
        n => format!("192.0.2.{n}"),
    }
}
