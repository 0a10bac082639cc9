use crate::Result;
use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// A private PostgreSQL with full durability. Stopped when dropped.
pub struct Cluster {
    data: PathBuf,
    programs: PathBuf,
    user: Option<String>,
    port: u16,
}

const SETTINGS: &str = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 120\nshared_buffers = 128MB\n\
    fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n\
    # Short recoveries: it is killed every second. All files are synced at once instead of one by one.\nrecovery_init_sync_method = syncfs\nmax_wal_size = 256MB\nmin_wal_size = 32MB\ncheckpoint_timeout = 30s\n";

impl Cluster {
    /// In a folder of that name below `base`, which others must be able to enter.
    pub async fn start(base: &Path, name: &str) -> Result<Self> {
        let programs = programs()?;
        let user = if rustix::process::getuid().is_root() { Some(unprivileged().await?) } else { None };
        let folder = base.join(name);
        std::fs::create_dir_all(&folder)?;
        if let Some(user) = &user {
            must(Command::new("chown").arg(user).arg(&folder)).await?;
        }
        let mut cluster = Self { data: folder.join("data"), programs, user, port: 0 };
        let init = ["-U", "cardamom", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"];
        must(cluster.program("initdb").args(init)).await?;
        let settings = cluster.data.join("postgresql.conf");
        let text = std::fs::read_to_string(&settings)?;
        std::fs::write(&settings, text + SETTINGS)?;
        cluster.port = free_port()?;
        cluster.begin().await?;
        let create = ["-h", "127.0.0.1", "-U", "cardamom", "-p", &cluster.port.to_string(), "cardamom"];
        must(Command::new(cluster.programs.join("createdb")).args(create)).await?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://cardamom@127.0.0.1:{}/cardamom", self.port)
    }

    pub async fn begin(&self) -> Result<()> {
        let options = format!("-p {}", self.port);
        let log = self.data.join("server.log");
        let mut start = self.program("pg_ctl");
        start.args(["-s", "-w", "-t", "60", "-o", &options, "-l"]).arg(&log).arg("start");
        must(&mut start).await.map_err(|error| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let end: Vec<&str> = said.lines().rev().take(8).collect();
            format!("{error}\n{}", end.join("\n")).into()
        })
    }

    pub async fn stop(&self, mode: &str) -> Result<()> {
        must(self.program("pg_ctl").args(["-s", "-w", "-m", mode, "stop"])).await
    }

    pub async fn runs(&self) -> bool {
        must(self.program("pg_ctl").args(["-s", "status"])).await.is_ok()
    }

    /// `kill -9` of all its processes, as the out-of-memory killer or a power cut would.
    pub async fn kill(&self) -> Result<()> {
        let victims = self.processes();
        if victims.is_empty() {
            return Err("postmaster.pid is empty".into());
        }
        for victim in &victims {
            // One that ended by itself meanwhile is as dead.
            let _ = Pid::from_raw(*victim).map(|pid| kill_process(pid, Signal::KILL));
        }
        while victims.iter().any(|pid| alive(*pid)) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Until somebody asks for its exit code its number is taken, and PostgreSQL would believe that it still runs.
        Ok(std::fs::remove_file(self.data.join("postmaster.pid"))?)
    }

    /// The postmaster first; none where it does not run.
    pub fn processes(&self) -> Vec<i32> {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid")).unwrap_or_default();
        let Some(postmaster) = file.lines().next().and_then(|line| line.trim().parse().ok()) else {
            return Vec::new();
        };
        std::iter::once(postmaster).chain(children(postmaster)).collect()
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match &self.user {
            None => Command::new(path),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).arg(path);
                command
            }
        };
        command.current_dir("/").arg("-D").arg(&self.data);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["-s", "-w", "-m", "immediate", "stop"]).stdout(Stdio::null()).stderr(Stdio::null());
        let _ = stop.as_std_mut().status();
    }
}

async fn must(command: &mut Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().await?;
    if status.success() { Ok(()) } else { Err(format!("{:?}: {status}", command.as_std()).into()) }
}

/// The newest server programs.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path)| path.join("initdb").exists())
        .collect();
    found.sort();
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::split_paths(&in_path)
        .find(|path| path.join("initdb").exists() && path.join("pg_ctl").exists());
    let newest = found.pop().map(|(_, path)| path).or(others);
    newest.ok_or_else(|| "no PostgreSQL server programs found: run scripts/setup test".into())
}

/// PostgreSQL refuses to run as root.
async fn unprivileged() -> Result<String> {
    for name in ["postgres", "cardamom-test"] {
        if must(Command::new("id").arg(name)).await.is_ok() {
            return Ok(name.to_owned());
        }
    }
    let add = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "cardamom-test"];
    must(Command::new("useradd").args(add)).await?;
    Ok("cardamom-test".to_owned())
}

pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn children(parent: i32) -> Vec<i32> {
    let pids = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|(_, of)| of == parent)).collect()
}

fn alive(pid: i32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != 'Z')
}

/// State and parent of a process.
fn stat(pid: i32) -> Option<(char, i32)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut rest = text.rsplit_once(')')?.1.split_whitespace();
    Some((rest.next()?.chars().next()?, rest.next()?.parse().ok()?))
}
