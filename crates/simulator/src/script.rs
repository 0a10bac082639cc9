//! Who does what next: buyers, bots, merchants, operators, the gateway and the house's own chores.

/// Those who fill wallets, and those who leave.
mod accounts;
/// Banks that take payments back.
mod bank;
/// Those who buy, in all ways.
mod buyers;
pub use buyers::place;
/// Those who complain, those who answer, and those who rule.
mod cases;
pub use cases::ruled;
/// Those who keep the shop.
mod keepers;
/// Those who wait for money.
mod money;
/// Those who pay in two parts.
mod parts;

use crate::action::Action;
use crate::gateway::Notice;
use crate::settle::MoneyAct;
use crate::statement;
use crate::world::World;
use kernel::{Money, PaymentId};
use std::sync::Arc;

#[derive(Clone, Copy)]
enum Kind {
    Wallet,
    Channel,
    Open,
    Repeat,
    StolenKey,
    Greedy,
    PayWaiting,
    Parts,
    Cancel,
    Refresh,
    Reveal,
    Notify,
    Forged,
    Deposit,
    Import,
    Withdraw,
    Jobs,
    Sweep,
    Lapse,
    CloseImports,
    Money,
    Case,
    Account,
    Bank,
}

const MENU: [(u32, Kind); 24] = [
    (14, Kind::Wallet),
    (14, Kind::Channel),
    (10, Kind::Open),
    (5, Kind::Repeat),
    (1, Kind::StolenKey),
    (2, Kind::Greedy),
    (4, Kind::PayWaiting),
    (12, Kind::Parts),
    (4, Kind::Cancel),
    (3, Kind::Refresh),
    (6, Kind::Reveal),
    (12, Kind::Notify),
    (1, Kind::Forged),
    (6, Kind::Deposit),
    (7, Kind::Import),
    (1, Kind::Withdraw),
    (8, Kind::Jobs),
    (4, Kind::Sweep),
    (2, Kind::Lapse),
    (2, Kind::CloseImports),
    (12, Kind::Money),
    (20, Kind::Case),
    (9, Kind::Account),
    (3, Kind::Bank),
];

/// What is done in this step, and on which nodes.
pub async fn next(world: &mut World) -> Vec<(usize, Action)> {
    payers(world);
    bank::moves(world);
    keepers::shop_changes(world).await;
    let acts = match world.dice.below(24) {
        0 | 1 => buyers::race(world),
        2 | 3 => cases::race(world),
        4 | 5 => buyers::bots(world),
        6..=8 => crowd(world),
        // Who looks at the gateway's pages does it while nothing is on its way there; and a file is read by a thread of
        // its own.
        9 => alone(world).into_iter().collect(),
        10 => bank::race(world),
        _ => single(world).into_iter().collect(),
    };
    let acts = if acts.is_empty() { vec![Action::Jobs] } else { acts };
    acts.into_iter().map(|act| (world.dice.below(world.nodes.len()), act)).collect()
}

fn single(world: &mut World) -> Option<Action> {
    let kind = world.dice.weighted(&MENU);
    act(world, kind)
}

fn alone(world: &mut World) -> Option<Action> {
    if world.dice.below(3) > 0 {
        return Some(Action::Money(MoneyAct::Decide));
    }
    let made = statement::honest(world)?;
    world.model.stated_until = made.until;
    Some(Action::Statement(Arc::new(made)))
}

fn crowd(world: &mut World) -> Vec<Action> {
    let size = 2 + world.dice.below(6);
    (0..size).filter_map(|_| single(world)).collect()
}

fn act(world: &mut World, kind: Kind) -> Option<Action> {
    match kind {
        Kind::Wallet => Some(buyers::wallet(world)),
        Kind::Channel => Some(buyers::channel(world)),
        Kind::Open => buyers::open(world),
        Kind::Repeat => buyers::repeat(world),
        Kind::StolenKey => buyers::stolen_key(world),
        Kind::Greedy => Some(buyers::greedy(world)),
        Kind::PayWaiting => buyers::pay_waiting(world),
        Kind::Parts => Some(parts::choose(world)),
        Kind::Cancel => buyers::cancel(world),
        Kind::Refresh => buyers::refresh(world),
        Kind::Reveal => buyers::reveal(world),
        Kind::Notify => notify(world),
        Kind::Forged => forged(world),
        Kind::Deposit => keepers::deposit(world),
        Kind::Import => Some(keepers::import(world)),
        Kind::Withdraw => keepers::withdraw(world),
        Kind::Jobs => Some(Action::Jobs),
        Kind::Sweep => Some(Action::Sweep),
        Kind::Lapse => Some(Action::Lapse),
        Kind::CloseImports => Some(Action::CloseImports),
        Kind::Money => money::next(world).map(Action::Money),
        Kind::Case => cases::next(world).map(Action::Care),
        Kind::Account => accounts::next(world),
        Kind::Bank => bank::hear(world),
    }
}

/// Payers at the gateway: exactly, too little, too much, twice, in another currency, after the end.
fn payers(world: &mut World) {
    if world.dice.below(100) >= 22 {
        return;
    }
    let open: Vec<(PaymentId, Money, bool)> = {
        let books = world.ground.gateway.books();
        let late = |p: &crate::gateway::Payment| p.closed || !p.paid.is_empty();
        books.payments.iter().map(|(id, p)| (*id, p.amount, late(p))).collect()
    };
    let fresh: Vec<_> = open.iter().filter(|(.., late)| !late).copied().collect();
    // Mostly the newest that wait; sometimes one that nobody should pay any more.
    let old = fresh.is_empty() || world.dice.below(12) == 0;
    let from = if old { &open[..] } else { &fresh[fresh.len().saturating_sub(6)..] };
    let Some(&(payment, amount, _)) = world.dice.pick(from) else { return };
    let other = if amount.currency.code() == "CNY" { "USD" } else { "CNY" };
    let money = match world.dice.below(14) {
        0 => Money::new(amount.minor + world.dice.between(1, 500), amount.currency),
        1 => Money::new((amount.minor - world.dice.between(1, 500)).max(1), amount.currency),
        2 => Money::new(amount.minor, other.parse().unwrap()),
        _ => amount,
    };
    let event = world.ground.gateway.pay(payment, money);
    let again = world.dice.below(20) == 0;
    if again {
        world.ground.gateway.pay(payment, amount);
    }
    let twice = if again { " twice" } else { "" };
    world.trace.line(format!("  paid at the gateway: {} {}{twice} {event}", money.minor, money.currency));
}

/// Any of the reports under way, perhaps one that was delivered before.
fn notify(world: &mut World) -> Option<Action> {
    let notice = {
        let books = world.ground.gateway.books();
        let again = books
            .payments
            .iter()
            .filter_map(|(id, p)| Some(Notice::Paid(*id, p.paid.last()?.event_id.clone())));
        let disputes = books.disputes.keys().map(|reference| Notice::Disputed(reference.clone()));
        let again = again.chain(disputes);
        let all: Vec<Notice> = if books.notices.is_empty() || world.dice.below(6) == 0 {
            again.collect()
        } else {
            books.notices.clone()
        };
        world.dice.pick(&all).cloned()?
    };
    let raw = world.ground.gateway.raw(&notice, true);
    Some(Action::Notify { raw, forged: false, notice: Some(notice) })
}

fn forged(world: &mut World) -> Option<Action> {
    let all: Vec<Notice> = {
        let books = world.ground.gateway.books();
        let paid = books.payments.keys().map(|payment| Notice::Paid(*payment, String::new()));
        let disputed = books.disputes.keys().map(|reference| Notice::Disputed(reference.clone()));
        paid.chain(disputed).collect()
    };
    let notice = world.dice.pick(&all)?;
    let raw = world.ground.gateway.raw(notice, false);
    Some(Action::Notify { raw, forged: true, notice: None })
}
