use crate::Result;
use crate::ask::{Engine, Task};
use crate::place::Place;
use crate::settle::Stage;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(40);

/// The disk fills up under load, stays full, and has room again.
pub async fn run(task: Task) -> Result<String> {
    if !rustix::process::getuid().is_root() {
        return Ok("SKIPPED: a tmpfs can be mounted by root only".to_owned());
    }
    let started = Instant::now();
    let size = if task.engine == Engine::Sqlite { "256m" } else { "768m" };
    let disk = Disk::mount(size, task.options.folder.as_deref())?;
    let place = Place::on_disk(&task, disk.path()).await?;
    let mut stage = Stage::open_in(&task, place, &[], task.options.keys.min(5_000)).await?;
    stage.start().await?;
    let (mut refused, mut slowest, mut restarts) = (0, Duration::ZERO, 0);
    for round in 1..=task.rounds {
        let crowd = stage.crowd().await?;
        tokio::time::sleep(Duration::from_millis(stage.chance.between(100, 400))).await;
        let filler = disk.path().join("filler");
        let full = Instant::now();
        loop {
            fill(&filler)?;
            let (sold, heard) = (crowd.tally.acknowledged(), crowd.tally.refused.load(Ordering::Relaxed));
            tokio::time::sleep(Duration::from_millis(500)).await;
            crowd.tally.check()?;
            if crowd.tally.acknowledged() == sold && crowd.tally.refused.load(Ordering::Relaxed) > heard {
                break;
            }
            if full.elapsed() > PATIENCE {
                return Err(format!("round {round}: the disk is full, and it still sells").into());
            }
        }
        std::fs::remove_file(&filler)?;
        // PostgreSQL gives up where it cannot write its log; starting it is the operator's work, not the server's.
        if let Some(cluster) = &stage.place.cluster
            && !cluster.runs().await
        {
            restarts += 1;
            cluster.begin().await?;
        }
        slowest = slowest.max(crowd.more(10, PATIENCE).await.map_err(|wrong| stage.with_log(wrong))?);
        stage.node.must_run(&stage.place)?;
        refused += crowd.tally.refused.load(Ordering::Relaxed);
        println!("torture: heard {}", crowd.tally.codes());
        let asked = crowd.stop().await?;
        stage.settle(asked).await?;
    }
    let summary = stage.finish().await?;
    drop(stage);
    Ok(format!(
        "{} times in {} s ({size}); {refused} answers 503 with Retry-After, selling again after {} ms at the latest \
         (PostgreSQL had given up and was started {restarts} times); {summary}",
        task.rounds,
        started.elapsed().as_secs(),
        slowest.as_millis()
    ))
}

/// To the last byte.
fn fill(path: &Path) -> Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    for size in [1 << 20, 1 << 12, 1] {
        let piece = vec![0_u8; size];
        loop {
            match file.write_all(&piece) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// A file system in memory; unmounted when dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mount(size: &str, base: Option<&Path>) -> Result<Self> {
        let base = base.map_or_else(std::env::temp_dir, PathBuf::from);
        let folder = tempfile::Builder::new().prefix("tord").tempdir_in(base)?;
        let options = format!("size={size},mode=755");
        let mut mount = Command::new("mount");
        let status = mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).status()?;
        if status.success() { Ok(Self { folder }) } else { Err("a tmpfs cannot be mounted here".into()) }
    }
    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}
