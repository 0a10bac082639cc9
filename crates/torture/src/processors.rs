use crate::Result;
use crate::cluster::Cluster;
use crate::settle::Stage;
use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::fmt;

/// Half of the processors for who offers the load, the others for the server and its database: else the torturer takes
/// from the server what the server is then said to lack. Given back when dropped.
pub struct Divided {
    all: Vec<usize>,
}

impl Divided {
    /// Where there is one processor, all share it.
    pub fn new(stage: &Stage) -> Result<Self> {
        let ours = sched_getaffinity(None)?;
        let divided = Self { all: (0..CpuSet::MAX_CPU).filter(|cpu| ours.is_set(*cpu)).collect() };
        let (served, offering) = divided.halves();
        if !served.is_empty() {
            let database = stage.place.cluster.as_ref().map(Cluster::processes).unwrap_or_default();
            for process in stage.node.id().into_iter().chain(database) {
                keep(process, served)?;
            }
            keep(own_id(), offering)?;
        }
        Ok(divided)
    }

    fn halves(&self) -> (&[usize], &[usize]) {
        self.all.split_at(self.all.len() / 2)
    }
}

impl Drop for Divided {
    fn drop(&mut self) {
        let _ = keep(own_id(), &self.all);
    }
}

impl fmt::Display for Divided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.halves() {
            ([], _) => write!(f, "one processor for all"),
            (served, offering) => {
                write!(
                    f,
                    "{} of the processors for the server, {} for the load",
                    served.len(),
                    offering.len()
                )
            }
        }
    }
}

fn own_id() -> i32 {
    i32::try_from(std::process::id()).unwrap_or_default()
}

/// All threads of that process; those that come later inherit it.
fn keep(process: i32, cpus: &[usize]) -> Result<()> {
    let mut set = CpuSet::new();
    cpus.iter().for_each(|cpu| set.set(*cpu));
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))?.flatten() {
        let id = thread.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw);
        // One that has ended meanwhile needs no processor.
        let _ = id.map(|id| sched_setaffinity(Some(id), &set));
    }
    Ok(())
}
