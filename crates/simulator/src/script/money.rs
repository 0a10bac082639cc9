use crate::settle::MoneyAct;
use crate::world::World;
use kernel::OrderId;
use orders::OrderState;

/// Somebody does something with the money of an order, mostly of one of the newest; or the house with all of it.
pub fn next(world: &mut World) -> Option<MoneyAct> {
    match world.dice.below(12) {
        0..=2 => Some(MoneyAct::Walk),
        3 | 4 => {
            let merchant = world.model.merchants[world.dice.below(world.model.merchants.len())].id;
            let number = world.dice.next() % 40;
            Some(MoneyAct::Payouts { of: Some((merchant, number)) })
        }
        5..=7 => delivered(world, false).map(MoneyAct::Confirm),
        8 => delivered(world, false).map(MoneyAct::Freeze),
        9 => delivered(world, false).map(MoneyAct::Thaw),
        _ => {
            let order = delivered(world, true)?;
            let amount = world.dice.between(1, 2_500);
            Some(MoneyAct::Refund { order, amount })
        }
    }
}

/// An order that somebody was told is delivered.
fn delivered(world: &mut World, of_user: bool) -> Option<OrderId> {
    let fits = |known: &&crate::model::Known| {
        known.state == OrderState::Delivered && (!of_user || known.order.buyer.is_some())
    };
    let all: Vec<OrderId> = world.model.orders.values().filter(fits).map(|known| known.order.id).collect();
    let newest = &all[all.len().saturating_sub(12)..];
    world.dice.pick(newest).copied()
}
