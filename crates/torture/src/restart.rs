use crate::Result;
use crate::ask::Task;
use crate::settle::Stage;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const RECOVERY: Duration = Duration::from_secs(20);

/// PostgreSQL is stopped in each of its ways, is away for a while, and comes back.
pub async fn run(task: Task) -> Result<String> {
    let started = Instant::now();
    let mut stage = Stage::open(&task, &[]).await?;
    stage.start().await?;
    let (mut refused, mut slowest) = (0, Duration::ZERO);
    for round in 0..task.rounds {
        let (mode, away) = match round % 3 {
            0 => ("fast", 0),
            1 => ("immediate", 0),
            _ => ("fast", 2_000),
        };
        let crowd = stage.crowd().await?;
        tokio::time::sleep(Duration::from_millis(stage.chance.between(100, 600))).await;
        let cluster = stage.place.cluster.as_ref().ok_or("there is no cluster")?;
        cluster.stop(mode).await?;
        let before = crowd.tally.refused.load(Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(away)).await;
        let meanwhile = crowd.tally.refused.load(Ordering::Relaxed) - before;
        if away > 0 && meanwhile == 0 {
            return Err("while the database was away nobody heard a 503".into());
        }
        cluster.begin().await?;
        slowest = slowest.max(crowd.more(10, RECOVERY).await.map_err(|wrong| stage.with_log(wrong))?);
        stage.node.must_run(&stage.place)?;
        refused += crowd.tally.refused.load(Ordering::Relaxed);
        if crowd.tally.cut_before.load(Ordering::Relaxed) + crowd.tally.cut_within.load(Ordering::Relaxed) > 0
        {
            return Err(format!("the server cut clients off: {}", crowd.tally.codes()).into());
        }
        let asked = crowd.stop().await?;
        stage.settle(asked).await?;
    }
    let summary = stage.finish().await?;
    Ok(format!(
        "{} restarts in {} s; {refused} answers 503 with Retry-After, selling again after {} ms at the latest; {summary}",
        task.rounds,
        started.elapsed().as_secs(),
        slowest.as_millis()
    ))
}
