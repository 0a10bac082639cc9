use crate::forge;
use crate::visit::visit;
use crate::world::World;
use kernel::{Money, Span};
use orders::{
    Buyer, Health, NewLine, NewOrder, Order, OrderError, OrderRefusal, OrderState, PayWith, PaymentView,
};
use ports::{Device, Payer};
use sandbox::channels::{Pay, Release};

/// What may happen next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Place,
    Open,
    Pay,
    Release,
    Resend,
    Forge,
    Sweep,
    Jobs,
    Follow,
    Refresh,
    Cancel,
    Switch,
    Lever,
    Settle,
    Rush,
    Minutes,
    End,
    ThreeDays,
}

const STEPS: [(u32, Step); 18] = [
    (14, Step::Place),
    (4, Step::Open),
    (18, Step::Pay),
    (12, Step::Release),
    (8, Step::Resend),
    (16, Step::Forge),
    (5, Step::Sweep),
    (6, Step::Jobs),
    (6, Step::Follow),
    (7, Step::Refresh),
    (3, Step::Cancel),
    (6, Step::Switch),
    (9, Step::Lever),
    (3, Step::Settle),
    (7, Step::Rush),
    (6, Step::Minutes),
    (3, Step::End),
    (1, Step::ThreeDays),
];

/// What a clock may be ahead, in milliseconds; beyond five minutes nothing dated is believed.
const SKEWS: [i64; 7] = [0, 0, 120_000, -120_000, 400_000, -400_000, 5_000_000];

pub type Done = Result<(), String>;

pub async fn step(world: &mut World<'_>) -> Done {
    world.sync();
    // A beginning without anything to happen to would be dull.
    let step = if world.placed.is_empty() { Step::Place } else { world.dice.weighted(&STEPS) };
    world.say(format!("{step:?}"));
    match step {
        Step::Place => place(world).await,
        Step::Open => match pending(world).await {
            Some(order) => open(world, &order).await,
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
        Step::Sweep => soft(world.orders.sweep_expired(50).await.map(|_| ())),
        Step::Jobs => world.runner.drain().await.map(|_| ()).map_err(|e| e.to_string()),
        Step::Follow => soft(world.orders.follow_due(100).await),
        Step::Refresh => match some_order(world).await {
            Some(order) => soft(world.orders.refresh(&order).await.map(|_| ())),
            None => Ok(()),
        },
        Step::Cancel => match pending(world).await {
            Some(order) => soft(world.orders.cancel(&order).await.map(|_| ())),
            None => Ok(()),
        },
        Step::Switch => switch(world).await,
        Step::Lever => lever(world).await,
        Step::Settle => {
            settle(world);
            Ok(())
        }
        Step::Rush => rush(world).await,
        Step::Minutes => {
            let span = Span::seconds(world.dice.between(20, 600));
            world.advance(span);
            Ok(())
        }
        Step::End => {
            world.advance(Span::seconds(world.orders.settings().hold_seconds + 1));
            Ok(())
        }
        Step::ThreeDays => {
            world.advance(Span::hours(72));
            Ok(())
        }
    }
}

/// To be told no is no fault.
pub fn soft<T>(result: Result<T, OrderError>) -> Done {
    match result {
        Ok(_) | Err(OrderError::Refused(_)) => Ok(()),
        Err(fault) => Err(format!("a fault instead of an answer: {fault}")),
    }
}

async fn some_order(world: &mut World<'_>) -> Option<Order> {
    let id = world.dice.pick(&world.placed)?.id;
    world.orders.find(id).await.ok()
}

async fn pending(world: &mut World<'_>) -> Option<Order> {
    let order = some_order(world).await?;
    (order.state == OrderState::Pending).then_some(order)
}

pub fn payer(world: &mut World<'_>) -> Payer {
    let device = *world.dice.pick(&[Device::Desktop, Device::Desktop, Device::Mobile]).unwrap();
    Payer { address: Some("192.0.2.7".into()), device, open_id: None }
}

async fn place(world: &mut World<'_>) -> Done {
    let through = if world.dice.chance(850) { 0 } else { 1 };
    let user = *world.dice.pick(&world.users).unwrap();
    let buyer = if world.dice.chance(500) { Buyer::User(user) } else { Buyer::Guest };
    let new = NewOrder {
        contact: matches!(buyer, Buyer::Guest).then(|| "guest@example.com".to_owned()),
        buyer,
        lines: vec![NewLine { offer: world.offer, quantity: world.dice.between(1, 3) }],
        pay: PayWith::Channel(world.ways[through].kind.code.to_owned()),
        from: "192.0.2.7".into(),
        origin: "store",
        ..NewOrder::default()
    };
    let order = match world.orders.place(new).await {
        Ok(placed) => placed.order,
        Err(OrderError::Refused(OrderRefusal::SoldOut)) => return Ok(()),
        Err(error) => return Err(format!("an order was not placed: {error}")),
    };
    world.say(format!("  {} {:?} by {:?}", order.id, order.total, order.buyer));
    world.placed.push(order.clone());
    if world.dice.chance(150) {
        return early(world, &order).await;
    }
    open(world, &order).await
}

/// The answer to opening it is lost, somebody pays all the same, and the gateway tells before anybody asks again.
async fn early(world: &mut World<'_>, order: &Order) -> Done {
    let Some(gate) = world.way(&order.pay).map(|way| way.gate.clone()) else { return Ok(()) };
    gate.set(|switches| switches.mute_create = true);
    let payer = payer(world);
    let opened = world.orders.open_payment(order, &payer).await;
    gate.set(|switches| switches.mute_create = false);
    // A way to pay that is a signed link needs no answer.
    if let Ok(view) = &opened {
        visit_page(world, view).await;
    }
    soft(opened)?;
    if world.dice.chance(600) && world.traits(&order.pay).early {
        let payments = world.payments().await.map_err(|e| e.to_string())?;
        for line in payments.iter().filter(|line| line.of == order.id.to_string()) {
            world.say(format!("  {} is paid before its opening was answered", line.id));
            if gate.pay(&line.id.to_string(), &Pay::default()).await {
                world.tally.paid += 1;
            }
        }
        world.tally.notified += gate.release(Release::AsTheyCame).await.len();
    }
    let order = world.orders.find(order.id).await.map_err(|e| e.to_string())?;
    if order.state == OrderState::Pending { open(world, &order).await } else { Ok(()) }
}

async fn open(world: &mut World<'_>, order: &Order) -> Done {
    let payer = payer(world);
    let now = world.ambient.now();
    let resting = matches!(world.orders.channels().health(&order.pay, now), Some(Health::Resting { .. }));
    let may_fail = resting || order.expires_at <= now || !world.is_well(&order.pay);
    match world.orders.open_payment(order, &payer).await {
        Ok(view) => {
            world.tally.opened += 1;
            world.say(format!("  {} is open at {}", view.id, view.channel));
            visit_page(world, &view).await;
            if view.can_be_paid() { Ok(()) } else { Err(format!("{}: open, and no way to pay it", view.id)) }
        }
        Err(OrderError::Refused(why)) if may_fail => {
            world.say(format!("  not opened: {why}"));
            Ok(())
        }
        Err(why) => Err(format!("{}: a healthy gateway opens no payment: {why}", order.id)),
    }
}

/// The buyer goes where the order says, where the gateway knows nothing of it until then.
pub async fn visit_page(world: &World<'_>, view: &PaymentView) {
    let known = world.way(&view.channel).is_none_or(|way| way.gate.knows(&view.id.to_string()));
    if let (Some(url), false) = (&view.pay_url, known) {
        visit(url).await;
    }
}

pub async fn pay(world: &mut World<'_>) -> Done {
    let Some(line) = world.any_payment().await.map_err(|e| e.to_string())? else { return Ok(()) };
    let Some(gate) = world.way(&line.channel).map(|way| way.gate.clone()) else { return Ok(()) };
    let can = world.traits(&line.channel);
    let number = line.id.to_string();
    let unseen = !can.early && line.reference.is_none();
    if unseen || (!can.twice && !gate.entry(&number).arrived.is_empty()) {
        return Ok(());
    }
    let mut how = Pay { late: can.late, ..Pay::default() };
    if can.other_amount && world.dice.chance(250) {
        how.amount = Some(world.dice.between(1, line.amount.minor * 2 + 1));
    }
    if can.other_currency && world.dice.chance(80) {
        how.currency = Some("USD".into());
    }
    if can.twice && world.dice.chance(150) {
        how.times = 2;
    }
    world.say(format!("  {number} of {:?}: {how:?}", line.amount));
    if gate.pay(&number, &how).await {
        world.tally.paid += how.times;
    }
    Ok(())
}

pub async fn resend(world: &mut World<'_>) -> Done {
    let Some(line) = world.any_payment().await.map_err(|e| e.to_string())? else { return Ok(()) };
    let Some(gate) = world.way(&line.channel).map(|way| way.gate.clone()) else { return Ok(()) };
    let times = world.dice.between(2, 4) as usize;
    world.say(format!("  {} times {times}", line.id));
    world.tally.notified += gate.resend(&line.id.to_string(), times).await.len();
    Ok(())
}

async fn switch(world: &mut World<'_>) -> Done {
    let Some(order) = pending(world).await else { return Ok(()) };
    let code = world.ways.iter().map(|way| way.kind.code).find(|code| *code != order.pay);
    let Some(code) = code else { return Ok(()) };
    let payer = payer(world);
    world.say(format!("  {} from {} to {code}", order.id, order.pay));
    let switched = world.orders.switch_channel(&order, code, &payer).await;
    if let Ok(view) = &switched {
        visit_page(world, view).await;
    }
    soft(switched)
}

pub async fn lever(world: &mut World<'_>) -> Done {
    let which = if world.dice.chance(750) { 0 } else { 1 };
    let gate = world.ways[which].gate.clone();
    let on = world.dice.chance(500);
    let pulled = match world.dice.below(7) {
        0 | 1 => {
            gate.set(|s| s.down = on);
            "down"
        }
        2 => {
            gate.set(|s| s.mute_refund = on);
            "mute_refund"
        }
        3 => {
            gate.set(|s| s.fail_refunds = on);
            "fail_refunds"
        }
        4 => {
            gate.set(|s| s.refund_pending = on);
            "refund_pending"
        }
        5 => {
            let doubled = world.dice.below(4);
            gate.set(|s| s.doubled = doubled);
            "doubled"
        }
        _ => {
            let skew = *world.dice.pick(&SKEWS).unwrap();
            world.skew.insert(gate.kind, skew);
            world.sync();
            "skew"
        }
    };
    world.say(format!("  {} {pulled} {on} {:?}", gate.kind, world.skew.get(gate.kind)));
    Ok(())
}

pub fn settle(world: &mut World<'_>) {
    let mut dice = world.dice.fork();
    for way in world.ways.clone() {
        way.gate.settle(|| dice.chance(800));
    }
}

/// Everything at once: the notify, the page that waits, the sweep, the jobs and a buyer who changes their mind.
async fn rush(world: &mut World<'_>) -> Done {
    let (Some(order), gate) = (some_order(world).await, world.ways[0].gate.clone()) else { return Ok(()) };
    let (cancels, payer) = (world.dice.chance(250), payer(world));
    let line = world.any_payment().await.map_err(|e| e.to_string())?;
    let number = line.map(|line| line.id.to_string()).unwrap_or_default();
    let orders = world.orders.clone();
    let (_, _, refreshed, opened, swept, followed, worked, cancelled) = tokio::join!(
        gate.release(Release::AsTheyCame),
        gate.resend(&number, 2),
        orders.refresh(&order),
        orders.open_payment(&order, &payer),
        orders.sweep_expired(50),
        orders.follow_due(100),
        world.runner.drain(),
        async { if cancels { orders.cancel(&order).await.map(|_| ()) } else { Ok(()) } },
    );
    worked.map_err(|e| e.to_string())?;
    soft(refreshed)?;
    soft(opened)?;
    soft(swept)?;
    soft(followed)?;
    soft(cancelled)
}

/// In minor units, by currency.
pub fn sum(of: &[Money], currency: kernel::Currency) -> i64 {
    of.iter().filter(|money| money.currency == currency).map(|money| money.minor).sum()
}
