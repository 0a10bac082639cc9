//! One seed of a buyer who fills the wallet: everything that may happen to the money of an order happens to that of
//! top-ups. In the end the wallet holds what the gateways took, less what they gave back.

use crate::act::{Done, lever, pay, payer, resend, settle, soft, visit_page};
use crate::world::World;
use crate::{check, forge, heal};
use kernel::{Currency, Money, Span, TopUpId};
use orders::{Health, NewTopUp, OrderError, OrderRefusal, TopUp};
use sandbox::channels::Release;

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Open,
    Pay,
    Release,
    Resend,
    Forge,
    Sweep,
    Follow,
    Refresh,
    Cancel,
    Switch,
    Lever,
    Rush,
    Minutes,
    End,
}

const STEPS: [(u32, Step); 15] = [
    (12, Step::Begin),
    (4, Step::Open),
    (20, Step::Pay),
    (12, Step::Release),
    (8, Step::Resend),
    (12, Step::Forge),
    (5, Step::Sweep),
    (6, Step::Follow),
    (7, Step::Refresh),
    (4, Step::Cancel),
    (6, Step::Switch),
    (8, Step::Lever),
    (7, Step::Rush),
    (6, Step::Minutes),
    (3, Step::End),
];

pub async fn story(world: &mut World<'_>) -> Done {
    let user = world.users[0];
    world.book = user.to_string();
    for _ in 0..world.dice.between(8, 18) {
        step(world).await?;
    }
    heal::heal(world).await?;
    check::wallet(world, user).await
}

async fn step(world: &mut World<'_>) -> Done {
    world.sync();
    let step = if world.top_ups.is_empty() { Step::Begin } else { world.dice.weighted(&STEPS) };
    world.say(format!("{step:?}"));
    match step {
        Step::Begin => begin(world).await,
        Step::Open => match some(world).await {
            Some(top_up) => open(world, &top_up).await,
            None => Ok(()),
        },
        Step::Pay => pay(world).await,
        Step::Release => {
            let order = world.dice.weighted(&[
                (5, Release::AsTheyCame),
                (3, Release::Backwards),
                (2, Release::Dropped),
            ]);
            for way in world.ways.clone() {
                world.tally.notified += way.gate.release(order).await.len();
            }
            Ok(())
        }
        Step::Resend => resend(world).await,
        Step::Forge => forge::forge(world).await,
        Step::Sweep => soft(world.orders.sweep_top_ups(50).await),
        Step::Follow => soft(world.orders.follow_due(100).await),
        Step::Refresh => match some(world).await {
            Some(top_up) => soft(world.orders.refresh_top_up(&top_up).await),
            None => Ok(()),
        },
        Step::Cancel => match some(world).await {
            Some(top_up) => soft(world.orders.cancel_top_up(&top_up).await),
            None => Ok(()),
        },
        Step::Switch => switch(world).await,
        Step::Lever => {
            settle(world);
            lever(world).await
        }
        Step::Rush => rush(world).await,
        Step::Minutes => {
            let span = Span::seconds(world.dice.between(20, 600));
            world.advance(span);
            Ok(())
        }
        Step::End => {
            world.advance(Span::seconds(world.orders.settings().top_up_seconds + 1));
            Ok(())
        }
    }
}

async fn some(world: &mut World<'_>) -> Option<TopUp> {
    let id: TopUpId = *world.dice.pick(&world.top_ups)?;
    world.orders.top_up(id).await.ok()
}

async fn begin(world: &mut World<'_>) -> Done {
    let through = if world.dice.chance(850) { 0 } else { 1 };
    let amount = Money::new(world.dice.between(100, 5_000), Currency::CNY);
    let pay = world.ways[through].kind.code.to_owned();
    let new = NewTopUp { user: world.users[0], amount, pay };
    let top_up = world.orders.begin_top_up(&new).await.map_err(|e| format!("not begun: {e}"))?;
    world.say(format!("  {} of {amount:?}", top_up.id));
    if !world.top_ups.contains(&top_up.id) {
        world.top_ups.push(top_up.id);
    }
    open(world, &top_up).await
}

async fn open(world: &mut World<'_>, top_up: &TopUp) -> Done {
    let payer = payer(world);
    let now = world.ambient.now();
    let resting = matches!(world.orders.channels().health(&top_up.pay, now), Some(Health::Resting { .. }));
    let may_fail = resting || !top_up.waits(now) || !world.is_well(&top_up.pay);
    match world.orders.open_top_up(top_up, &payer).await {
        Ok(view) => {
            world.tally.opened += 1;
            world.say(format!("  {} is open at {}", view.id, view.channel));
            visit_page(world, &view).await;
            if view.can_be_paid() { Ok(()) } else { Err(format!("{}: open, and no way to pay it", view.id)) }
        }
        Err(OrderError::Refused(why)) if may_fail || why == OrderRefusal::TooManyPayments => {
            world.say(format!("  not opened: {why}"));
            Ok(())
        }
        Err(why) => Err(format!("{}: a healthy gateway opens no payment: {why}", top_up.id)),
    }
}

async fn switch(world: &mut World<'_>) -> Done {
    let Some(top_up) = some(world).await else { return Ok(()) };
    let code = world.ways.iter().map(|way| way.kind.code).find(|code| *code != top_up.pay);
    let Some(code) = code else { return Ok(()) };
    let payer = payer(world);
    world.say(format!("  {} from {} to {code}", top_up.id, top_up.pay));
    let switched = world.orders.switch_top_up(&top_up, code, &payer).await;
    if let Ok(view) = &switched {
        visit_page(world, view).await;
    }
    soft(switched)
}

/// Everything at once: the notify, the page that waits, the sweep, the jobs and a buyer who changes their mind.
async fn rush(world: &mut World<'_>) -> Done {
    let (Some(top_up), gate) = (some(world).await, world.ways[0].gate.clone()) else { return Ok(()) };
    let (cancels, payer) = (world.dice.chance(250), payer(world));
    let line = world.any_payment().await.map_err(|e| e.to_string())?;
    let number = line.map(|line| line.id.to_string()).unwrap_or_default();
    let orders = world.orders.clone();
    let (_, _, refreshed, opened, swept, followed, worked, cancelled) = tokio::join!(
        gate.release(Release::AsTheyCame),
        gate.resend(&number, 2),
        orders.refresh_top_up(&top_up),
        orders.open_top_up(&top_up, &payer),
        orders.sweep_top_ups(50),
        orders.follow_due(100),
        world.runner.drain(),
        async { if cancels { orders.cancel_top_up(&top_up).await.map(|_| ()) } else { Ok(()) } },
    );
    worked.map_err(|e| e.to_string())?;
    soft(refreshed)?;
    soft(opened)?;
    soft(swept)?;
    soft(followed)?;
    soft(cancelled)
}
