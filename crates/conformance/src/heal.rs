use crate::act::soft;
use crate::store::{self, RefundLine};
use crate::world::World;
use kernel::{Money, PageAsk, Span};
use orders::{Says, Verdict};
use sandbox::channels::Release;

/// Rounds until an order's payments are asked about no more, and what is between them.
const ROUNDS: usize = 3;
const BETWEEN: Span = Span::minutes(17);
/// Then as many more as repeated notifies, refunds and an operator take.
const MORE: usize = 8;

const OPERATOR: Says<'static> = Says { by: "operator", reason: "seen at the gateway" };

/// Everything is well again, and what waits is done: by the jobs, by the gateway's repetitions, and last by a person.
pub async fn heal(world: &mut World<'_>) -> Result<(), String> {
    if world.dice.chance(600) {
        last_trouble(world).await?;
    }
    world.say("healed");
    world.skew.clear();
    for way in world.ways.clone() {
        way.gate.heal(0);
    }
    world.sync();
    let order = if world.dice.chance(500) { Release::AsTheyCame } else { Release::Dropped };
    for way in world.ways.clone() {
        way.gate.release(order).await;
    }
    for _ in 0..ROUNDS {
        round(world).await?;
    }
    for _ in 0..MORE {
        let unbooked = world.unbooked().await.map_err(|e| e.to_string())?;
        let left = store::left(&world.db).await.map_err(|e| e.to_string())?;
        if unbooked.is_empty() && left.is_empty() {
            break;
        }
        // A gateway repeats its notify until it is taken.
        for payment in unbooked {
            world.tally.late += 1;
            for way in world.ways.clone() {
                way.gate.resend(&payment.to_string(), 1).await;
            }
        }
        operator(world).await?;
        revive(world).await.map_err(|e| e.to_string())?;
        round(world).await?;
    }
    Ok(())
}

/// Money goes back while its gateway breaks its answers off, refuses, or leaves it under way: otherwise most of it would
/// go back in peace.
async fn last_trouble(world: &mut World<'_>) -> Result<(), String> {
    for way in world.ways.clone() {
        let (mute, fail, slow) = (world.dice.chance(500), world.dice.chance(150), world.dice.chance(300));
        world.say(format!("refunds of {}: mute {mute}, fail {fail}, under way {slow}", way.kind.code));
        way.gate.set(|switches| {
            (switches.down, switches.mute_refund) = (false, mute);
            (switches.fail_refunds, switches.refund_pending) = (fail, slow);
        });
        way.gate.release(Release::AsTheyCame).await;
    }
    for _ in 0..2 {
        world.runner.drain().await.map_err(|e| e.to_string())?;
        world.advance(Span::minutes(1));
    }
    Ok(())
}

async fn round(world: &mut World<'_>) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    world.advance(BETWEEN);
    let mut dice = world.dice.fork();
    for way in world.ways.clone() {
        way.gate.settle(|| dice.chance(800));
        way.gate.release(Release::AsTheyCame).await;
    }
    world.runner.drain().await.map_err(fault)?;
    soft(world.orders.sweep_expired(50).await)?;
    soft(world.orders.sweep_top_ups(50).await)?;
    soft(world.orders.follow_due(100).await)?;
    Ok(())
}

/// An operator has jobs tried again that were given up.
async fn revive(world: &World<'_>) -> db::Result<()> {
    let ask = PageAsk { after: None, limit: 100 };
    for job in jobs::dead(&world.db, &ask).await?.items {
        let mut tx = world.db.begin().await?;
        let _ = jobs::retry_dead(&mut tx, world.ambient.now(), job.id).await;
        tx.commit().await?;
    }
    Ok(())
}

/// Somebody looks at the gateway's own pages, and says what became of the refunds that nobody else can tell.
async fn operator(world: &mut World<'_>) -> Result<(), String> {
    let all = store::refunds(&world.db, &world.book).await.map_err(|e| e.to_string())?;
    for refund in all.iter().filter(|r| matches!(r.state.as_str(), "ask_by_hand" | "failed")) {
        let done = went_back(world, refund).await?;
        world.say(format!("operator: {} is {}, went back: {done}", refund.id, refund.state));
        let result = match (done, refund.state.as_str()) {
            (true, "failed") => {
                return Err(format!("{} failed, says the channel; the gateway gave it back", refund.id));
            }
            (true, _) => world.orders.settle_refund(refund.id, Verdict::Arrived, OPERATOR).await,
            (false, _) => instead(world, refund).await,
        };
        result.map_err(|e| format!("{}: the operator is refused: {e}", refund.id))?;
    }
    Ok(())
}

/// Whether the gateway has given back so much of this payment that no other refund explains.
async fn went_back(world: &World<'_>, refund: &RefundLine) -> Result<bool, String> {
    let all = store::refunds(&world.db, &world.book).await.map_err(|e| e.to_string())?;
    let mut back: Vec<Money> = world
        .way(&refund.channel)
        .map(|way| way.gate.entry(&refund.payment.to_string()).back())
        .unwrap_or_default();
    for other in all.iter().filter(|other| {
        other.payment == refund.payment && other.state == "succeeded" && !world.hand.contains(&other.id)
    }) {
        if let Some(at) = back.iter().position(|money| *money == other.amount) {
            back.remove(at);
        }
    }
    Ok(back.contains(&refund.amount))
}

/// Once more through the gateway, then by the wallet or by another bank.
async fn instead(world: &mut World<'_>, refund: &RefundLine) -> Result<(), orders::OrderError> {
    let takes_back = world.way(&refund.channel).is_some_and(|way| way.kind.refunds);
    if takes_back && world.tried.insert(refund.id) {
        return world.orders.settle_refund(refund.id, Verdict::TryAgain, OPERATOR).await;
    }
    let has_wallet = match refund.of.parse() {
        Ok(order) => world.orders.find(order).await?.buyer.is_some(),
        Err(_) => true,
    };
    if has_wallet && world.dice.chance(500) {
        return world.orders.settle_refund(refund.id, Verdict::Credit, OPERATOR).await;
    }
    world.orders.settle_refund(refund.id, Verdict::Arrived, OPERATOR).await?;
    world.hand.insert(refund.id);
    world.by_hand.entry(refund.of.clone()).or_default().push(refund.amount);
    Ok(())
}
