use crate::Result;
use crate::ask::Task;
use crate::settle::Stage;
use std::time::{Duration, Instant};

/// How long the database may be away, and the server may take to sell again after that.
const RECOVERY: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Kills {
    server: u32,
    starting: u32,
    database: u32,
    slowest: Duration,
}

pub async fn run(task: Task) -> Result<String> {
    let started = Instant::now();
    let mut stage = Stage::open(&task, &[]).await?;
    let mut kills = Kills::default();
    stage.start().await?;
    for round in 1..=task.rounds {
        one(&mut stage, &mut kills).await.map_err(|wrong| format!("round {round}: {wrong}"))?;
        if round % 20 == 0 {
            println!(
                "torture: {round} rounds, {} orders, {} s",
                stage.record.orders(),
                started.elapsed().as_secs()
            );
        }
    }
    let summary = stage.finish().await?;
    Ok(format!(
        "{} rounds in {} s (server killed {} times, {} of these while it started; database {} times); {summary}; \
         selling again after {} ms at the latest",
        task.rounds,
        started.elapsed().as_secs(),
        kills.server,
        kills.starting,
        kills.database,
        kills.slowest.as_millis()
    ))
}

async fn one(stage: &mut Stage, kills: &mut Kills) -> Result<()> {
    let crowd = stage.crowd().await?;
    tokio::time::sleep(Duration::from_millis(stage.chance.between(30, 700))).await;
    let on_database = stage.place.cluster.is_some() && stage.chance.coin();
    let asked = if on_database {
        kills.database += 1;
        let away = stage.chance.between(0, 300);
        let cluster = stage.place.cluster.as_ref().ok_or("there is no cluster")?;
        cluster.kill().await?;
        tokio::time::sleep(Duration::from_millis(away)).await;
        cluster.begin().await?;
        // The server recovers by itself, with the buyers still there.
        let took = crowd.more(10, RECOVERY).await.map_err(|wrong| stage.with_log(wrong))?;
        kills.slowest = kills.slowest.max(took);
        stage.node.must_run(&stage.place)?;
        crowd.stop().await?
    } else {
        kills.server += 1;
        stage.node.kill().await?;
        let asked = crowd.stop().await?;
        if stage.chance.between(0, 8) == 0 {
            kills.starting += 1;
            stage.node.spawn(&stage.place, &[])?;
            tokio::time::sleep(Duration::from_millis(stage.chance.between(0, 120))).await;
            stage.node.kill().await?;
        }
        let took = stage.start().await?;
        kills.slowest = kills.slowest.max(took);
        asked
    };
    stage.settle(asked).await
}
