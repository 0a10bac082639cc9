use crate::account::AccountAct;
use crate::action::Action;
use crate::script::buyers;
use crate::world::World;
use kernel::{Currency, Money, TopUpId, UserId};
use orders::{Buyer, NewLine, NewOrder, PayWith, RevealBy};

/// Somebody fills a wallet, looks whether it has come, thinks better of it, or has it given back; or passes through.
pub fn next(world: &mut World) -> Option<Action> {
    let act = match world.dice.below(12) {
        0..=3 => {
            let user = *world.dice.pick(&world.model.users)?;
            AccountAct::TopUp(user, amount(world))
        }
        4 => AccountAct::CancelTopUp(any(world)?),
        5 => AccountAct::RefreshTopUp(any(world)?),
        6 | 7 => {
            let some = world.dice.chance(600).then(|| world.dice.between(1, 3_000));
            AccountAct::ReturnTopUp(any(world)?, some)
        }
        _ => return passes(world),
    };
    Some(Action::Account(act))
}

/// Of few different amounts, so that one is asked for again while it waits; sometimes one that is not allowed.
fn amount(world: &mut World) -> Money {
    let minor = match world.dice.below(20) {
        0 => 0,
        1 => 20_001,
        n => i64::try_from(n).unwrap_or(1) * 700,
    };
    let usd = world.dice.chance(40);
    Money::new(minor, if usd { "USD".parse().unwrap() } else { Currency::CNY })
}

fn any(world: &mut World) -> Option<TopUpId> {
    let all: Vec<TopUpId> = world.model.top_ups.keys().copied().collect();
    world.dice.pick(&all[all.len().saturating_sub(8)..]).copied()
}

/// The next step of somebody who buys one thing for exactly what is in the wallet, and deletes the account.
fn passes(world: &mut World) -> Option<Action> {
    let index = world.dice.below(world.model.passers.len());
    let passer = world.model.passers.get_mut(index)?;
    let (user, stage) = (passer.user, passer.stage);
    passer.stage += 1;
    Some(match stage {
        0 => return deposit(world, user),
        1 => return buy(world, user),
        // One that comes to nothing, or is paid when they are gone.
        2 => Action::Account(AccountAct::TopUp(user, Money::new(500, Currency::CNY))),
        3 => {
            let own = world.model.top_ups.values().find(|top_up| top_up.user == user)?;
            Action::Account(AccountAct::CancelTopUp(own.id))
        }
        // Again and again: something may have held them.
        _ => Action::Account(AccountAct::Leave(user)),
    })
}

/// The price of one unit of the cheapest goods in the shop's own currency.
fn deposit(world: &mut World, user: UserId) -> Option<Action> {
    let cny = world.model.offers.iter().filter(|offer| offer.price.currency == Currency::CNY);
    let amount = cny.map(|offer| offer.price).min_by_key(|price| price.minor)?;
    let reference = format!("transfer {}", world.model.deposits.len());
    let new = crate::model::Deposit {
        user,
        amount,
        reference: reference.clone(),
        tried: false,
        acknowledged: false,
    };
    world.model.deposits.push(new);
    Some(Action::Deposit { deposit: world.model.deposits.len() - 1, user, amount, reference })
}

fn buy(world: &mut World, user: UserId) -> Option<Action> {
    let cny = world.model.offers.iter().filter(|offer| offer.price.currency == Currency::CNY);
    let offer = cny.min_by_key(|offer| offer.price.minor)?.id;
    let reveal = world.dice.chance(700).then(|| RevealBy { by: user.to_string(), from: "192.0.2.8".into() });
    let new = NewOrder {
        buyer: Buyer::User(user),
        lines: vec![NewLine { offer, quantity: 1 }],
        pay: PayWith::Wallet,
        reveal,
        from: "192.0.2.8".into(),
        ..NewOrder::default()
    };
    Some(buyers::place(world, new))
}
