use crate::action::Action;
use crate::gateway::{CODE, SIDE};
use crate::script::buyers;
use crate::world::World;
use kernel::UserId;
use orders::{Buyer, FromWallet, Order, WalletPart};

/// A user with an order that waits chooses how it is paid; where nobody has one, somebody places one.
pub fn choose(world: &mut World) -> Action {
    let mut waiting: Vec<Order> = world.model.waiting().iter().map(|known| known.order.clone()).collect();
    waiting.retain(|order| order.buyer.is_some());
    let newest = &waiting[waiting.len().saturating_sub(4)..];
    match world.dice.pick(newest).cloned() {
        Some(order) if world.dice.chance(700) => choose_for(world, &order),
        _ => place(world),
    }
}

/// An order of a user that a channel is to bring, of which a part can be the wallet's.
fn place(world: &mut World) -> Action {
    let Action::Place { group, mut new } = buyers::channel(world) else { return Action::Jobs };
    let user = *world.dice.pick(&world.model.users).unwrap();
    new.buyer = Buyer::User(user);
    world.model.groups[group].request.buyer = new.buyer;
    Action::Place { group, new }
}

/// A part of it, all that the wallet has, or nothing; by this account of the gateway or by the other; sometimes more
/// than may be, or out of somebody else's wallet.
pub fn choose_for(world: &mut World, order: &Order) -> Action {
    let total = order.total.minor;
    let part = match world.dice.below(12) {
        0 | 1 => None,
        2..=4 => Some(WalletPart::Balance),
        5 => Some(WalletPart::Amount(total - 1)),
        6 => Some(WalletPart::Amount(total + world.dice.between(0, 1))),
        7 => Some(WalletPart::Amount(-1)),
        _ => Some(WalletPart::Amount(world.dice.between(0, total))),
    };
    let user = user(world, order);
    let from = user.zip(part).map(|(user, part)| FromWallet { user, part });
    let channel = if world.dice.below(4) == 0 { SIDE } else { CODE };
    Action::Choose { order: Box::new(order.clone()), channel, from }
}

fn user(world: &mut World, order: &Order) -> Option<UserId> {
    let other = world.dice.pick(&world.model.users).copied();
    if world.dice.below(25) == 0 { other } else { order.buyer }
}
