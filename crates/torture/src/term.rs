use crate::Result;
use crate::ask::Task;
use crate::settle::Stage;
use rustix::process::Signal;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// The server is told to stop under load: whoever was being served hears the end of it.
pub async fn run(task: Task) -> Result<String> {
    let started = Instant::now();
    let mut stage = Stage::open(&task, &[]).await?;
    let (mut slowest, mut unheard) = (Duration::ZERO, 0);
    for round in 1..=task.rounds {
        stage.start().await?;
        let crowd = stage.crowd().await?;
        tokio::time::sleep(Duration::from_millis(stage.chance.between(100, 600))).await;
        let told = Instant::now();
        stage.node.signal(Signal::TERM)?;
        let status = stage.node.ended(Duration::from_secs(30)).await?;
        slowest = slowest.max(told.elapsed());
        if status.code() != Some(0) {
            return Err(format!("round {round}: it ended with {status}:{}", stage.place.last_words()).into());
        }
        let within = crowd.tally.cut_within.load(Ordering::Relaxed);
        unheard += crowd.tally.cut_before.load(Ordering::Relaxed);
        let asked = crowd.stop().await?;
        stage.start().await?;
        let found_before = stage.count.found_done;
        stage.settle(asked).await?;
        let silent = stage.count.found_done - found_before;
        if within > 0 || silent > 0 {
            return Err(format!(
                "round {round}: {within} answers were cut off, {silent} orders were done and not answered"
            )
            .into());
        }
        stage.node.signal(Signal::TERM)?;
        stage.node.ended(Duration::from_secs(30)).await?;
    }
    stage.start().await?;
    let summary = stage.finish().await?;
    Ok(format!(
        "{} times in {} s, exit code 0, at most {} ms; {unheard} requests met a closed door before anything was done; \
         {summary}",
        task.rounds,
        started.elapsed().as_secs(),
        slowest.as_millis()
    ))
}
