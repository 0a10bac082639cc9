//! This very program as a server, in a process of its own beside the load.

use super::client::Connection;
use super::shop::Fallible;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// From its start to the first 200.
    pub ready_after: Duration,
}

impl Served {
    /// The shop in that folder, on any free port.
    pub async fn start(folder: &Path, key_file: &Path, settings: &[(&str, String)]) -> Fallible<Self> {
        let started = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(folder)
            .arg("--key-file")
            .arg(key_file)
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child.stdout.take().ok_or("no output")?;
        let (said, hears) = tokio::sync::oneshot::channel();
        // Goes on reading, so that the server never waits for somebody to listen.
        std::thread::spawn(move || {
            let mut said = Some(said);
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(address) = address(&line)
                    && let Some(said) = said.take()
                {
                    let _ = said.send(address);
                }
            }
        });
        let address = tokio::time::timeout(Duration::from_secs(60), hears).await;
        let Ok(Ok(address)) = address else {
            child.kill()?;
            return Err("the server did not say where it listens".into());
        };
        while !is_up(address).await {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(Self { child, address, ready_after: started.elapsed() })
    }

    /// Resident memory now and at most, in KiB; none where the system does not tell.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            status.lines().find_map(|l| l.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }

    /// Asks it to stop, and waits.
    pub fn stop(mut self) -> Fallible<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn is_up(address: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    let asked = connection.ask(b"GET /healthz HTTP/1.1\r\nhost: bench\r\n\r\n").await;
    asked.is_ok_and(|status| status == 200)
}

/// `… http://127.0.0.1:41234 …`
fn address(line: &str) -> Option<SocketAddr> {
    let rest = line.split("http://").nth(1)?;
    rest.split(|c: char| c.is_whitespace() || c == '/').next()?.parse().ok()
}
