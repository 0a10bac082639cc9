use crate::place::Place;
use crate::wire::{Line, get};
use crate::{Result, cluster};
use rustix::process::{Pid, Signal, kill_process};
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::time::{Duration, Instant};
use tokio::process::Child;

/// A server process on a port that stays the same. Killed when dropped.
pub struct Node {
    pub address: SocketAddr,
    more: Vec<(&'static str, String)>,
    child: Option<Child>,
}

const READY: Duration = Duration::from_secs(60);

impl Node {
    /// Not started yet; with these settings.
    pub fn new(more: &[(&'static str, &str)]) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], cluster::free_port()?));
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Ok(Self { address, more, child: None })
    }

    /// How long it took until it was ready.
    pub async fn start(&mut self, place: &Place) -> Result<Duration> {
        self.spawn(place, &[])?;
        self.ready(place).await
    }

    pub fn spawn(&mut self, place: &Place, flags: &[&str]) -> Result<()> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(place.log())?;
        let mut command = place.command(&["serve", "--listen", &self.address.to_string()]);
        command.args(flags).envs(self.more.iter().cloned());
        command.stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        self.child = Some(command.spawn()?);
        Ok(())
    }

    pub async fn ready(&mut self, place: &Place) -> Result<Duration> {
        let started = Instant::now();
        while started.elapsed() < READY {
            if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
                return Err(format!("the server ended with {status}:{}", place.last_words()).into());
            }
            if let Ok(mut line) = Line::open(self.address).await
                && let Ok(answer) = line.ask(&get("/readyz", ""), Duration::from_secs(3)).await
                && answer.status == 200
            {
                return Ok(started.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err(format!("the server is not ready after {READY:?}:{}", place.last_words()).into())
    }

    pub fn signal(&self, signal: Signal) -> Result<()> {
        let id = self.child.as_ref().and_then(Child::id).ok_or("the server does not run")?;
        let pid = Pid::from_raw(i32::try_from(id)?).ok_or("the server has no process")?;
        Ok(kill_process(pid, signal)?)
    }

    pub async fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        self.ended(Duration::from_secs(30)).await.map(drop)
    }

    /// Waits until the process is gone.
    pub async fn ended(&mut self, patience: Duration) -> Result<ExitStatus> {
        let mut child = self.child.take().ok_or("the server does not run")?;
        match tokio::time::timeout(patience, child.wait()).await {
            Ok(status) => Ok(status?),
            Err(_) => Err(format!("the server did not end within {patience:?}").into()),
        }
    }

    /// It ran all the time.
    pub fn must_run(&mut self, place: &Place) -> Result<()> {
        match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(None)) => Ok(()),
            other => Err(format!("the server ended by itself ({other:?}):{}", place.last_words()).into()),
        }
    }

    pub fn id(&self) -> Option<i32> {
        i32::try_from(self.child.as_ref().and_then(Child::id)?).ok()
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Option<u64> {
        let id = self.id()?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
    }
}
