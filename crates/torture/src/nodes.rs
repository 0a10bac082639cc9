use crate::Result;
use crate::ask::Task;
use crate::buyers::Crowd;
use crate::node::Node;
use crate::settle::Stage;
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// How long a paused node may keep others from its locks: PostgreSQL ends its transaction after five seconds.
const LOCKS: Duration = Duration::from_secs(20);

/// Buyers go from one node to the other with the same idempotency key when they hear nothing.
pub async fn run(task: Task) -> Result<String> {
    let started = Instant::now();
    let mut stage = Stage::open(&task, &[]).await?;
    let mut other = Node::new(&[])?;
    stage.start().await?;
    other.start(&stage.place).await?;
    let mut slowest = Duration::ZERO;
    for round in 1..=task.rounds {
        let took = one(&mut stage, &mut other).await.map_err(|wrong| format!("round {round}: {wrong}"))?;
        slowest = slowest.max(took);
    }
    let summary = stage.finish().await?;
    Ok(format!(
        "{} rounds in {} s, each with one node killed and one paused; selling again after {} ms at the latest; {summary}",
        task.rounds,
        started.elapsed().as_secs(),
        slowest.as_millis()
    ))
}

async fn one(stage: &mut Stage, other: &mut Node) -> Result<Duration> {
    stage.market.top_up(&stage.place).await?;
    let mut manner = stage.manner();
    manner.nodes.push(other.address);
    manner.patience = Duration::from_secs(1);
    let crowd = Crowd::start(&stage.market, &manner);
    crowd.more(100, LOCKS).await?;
    tokio::time::sleep(Duration::from_millis(stage.chance.between(50, 500))).await;
    let (place, chance) = (&stage.place, &mut stage.chance);
    let first = chance.coin();
    let (paused, killed) = if first { (&mut stage.node, other) } else { (other, &mut stage.node) };
    if chance.coin() {
        paused.signal(Signal::STOP)?;
        tokio::time::sleep(Duration::from_millis(chance.between(0, 300))).await;
        killed.kill().await?;
    } else {
        killed.kill().await?;
        tokio::time::sleep(Duration::from_millis(chance.between(0, 300))).await;
        paused.signal(Signal::STOP)?;
    }
    killed.spawn(place, &[])?;
    let alone = crowd.more(100, LOCKS).await;
    tokio::time::sleep(Duration::from_millis(chance.between(0, 2_000))).await;
    paused.signal(Signal::CONT)?;
    let alone = alone.map_err(|wrong| format!("beside a paused node: {wrong}:{}", place.last_words()))?;
    let together = crowd.more(100, LOCKS).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    paused.must_run(place)?;
    let asked = crowd.stop().await?;
    stage.settle(asked).await?;
    Ok(alone.max(together))
}
