use crate::settle::MoneyAct;
use crate::world::World;
use kernel::OrderId;
use orders::{Order, OrderState};
use settlement::{NewRefund, RefundOf, RefundWay, Side};

/// Somebody does something with the money of an order, mostly of one of the newest; or the house with all of it.
pub fn next(world: &mut World) -> Option<MoneyAct> {
    match world.dice.below(13) {
        0..=2 => Some(MoneyAct::Walk),
        3 | 4 => {
            let merchant = world.model.merchants[world.dice.below(world.model.merchants.len())].id;
            let number = world.dice.next() % 40;
            Some(MoneyAct::Payouts { of: Some((merchant, number)) })
        }
        5..=7 => delivered(world).map(|order| MoneyAct::Confirm(order.id)),
        8 => delivered(world).map(|order| MoneyAct::Freeze(order.id)),
        9 => delivered(world).map(|order| MoneyAct::Thaw(order.id)),
        10 => Some(bond(world)),
        _ => {
            let order = delivered(world)?;
            Some(refund(world, &order))
        }
    }
}

fn bond(world: &mut World) -> MoneyAct {
    let merchant = world.model.merchants[world.dice.below(world.model.merchants.len())].id;
    let (amount, out) = (world.dice.between(1, 4_000), world.dice.below(4) == 0);
    MoneyAct::Bond { merchant, amount, out, key: world.dice.next() % 1_000_000 }
}

/// Whole, an amount, or units of lines; into the wallet, or by the way that it came; from the bond, if that is asked for.
pub fn refund(world: &mut World, order: &Order) -> MoneyAct {
    let what = match world.dice.below(6) {
        0 | 1 => RefundOf::Rest,
        2 => {
            let lines = order.lines.iter().filter(|_| world.dice.chance(700));
            RefundOf::Lines(lines.map(|l| (l.line, 1 + i64::from(l.quantity > 1))).collect())
        }
        _ => RefundOf::Amount(world.dice.between(1, 2_500)),
    };
    // A guest has no wallet, and asks for it now and then all the same.
    let wallet = if order.buyer.is_some() { 600 } else { 100 };
    let operator = world.dice.chance(300);
    let new = NewRefund {
        order: order.id,
        of: (!operator).then_some(order.merchant),
        what,
        way: if world.dice.chance(wallet) { RefundWay::Wallet } else { RefundWay::Origin },
        reason: "a dead key".into(),
        from_bond: operator && world.dice.chance(600),
    };
    MoneyAct::Refund(Box::new(new), if operator { Side::Operator } else { Side::Merchant })
}

/// An order that somebody was told is delivered.
pub fn delivered(world: &mut World) -> Option<Order> {
    let fits = |known: &&crate::model::Known| known.state == OrderState::Delivered;
    let all: Vec<OrderId> = world.model.orders.values().filter(fits).map(|known| known.order.id).collect();
    let newest = &all[all.len().saturating_sub(12)..];
    let id = world.dice.pick(newest).copied()?;
    world.model.orders.get(&id).map(|known| known.order.clone())
}
