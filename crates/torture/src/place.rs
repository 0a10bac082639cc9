use crate::Result;
use crate::ask::{Engine, Task};
use crate::cluster::Cluster;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use tempfile::TempDir;
use tokio::process::Command;

/// A home folder and a database of their own: nothing of the user's is touched. All is gone when it is dropped.
pub struct Place {
    // Before the folder, because it is dropped first.
    pub cluster: Option<Cluster>,
    folder: TempDir,
    binary: PathBuf,
    data: PathBuf,
}

impl Place {
    pub async fn new(task: &Task) -> Result<Self> {
        let folder = folder(task)?;
        let cluster = match task.engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(folder.path(), "cluster").await?),
        };
        let data = folder.path().join("data");
        Ok(Self { cluster, folder, binary: binary(task)?, data })
    }

    /// With what grows on a file system of its own, mounted at `disk`.
    pub async fn on_disk(task: &Task, disk: &Path) -> Result<Self> {
        let folder = folder(task)?;
        let cluster = match task.engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(disk, "cluster").await?),
        };
        let data = if cluster.is_none() { disk.join("data") } else { folder.path().join("data") };
        Ok(Self { cluster, folder, binary: binary(task)?, data })
    }

    pub fn data(&self) -> &Path {
        &self.data
    }
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with that command; of the environment only what it needs.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARDAMOM_") || name == "DATABASE_URL" {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.folder.path()).env("XDG_CONFIG_HOME", self.path("config"));
        command.env("CARDAMOM_LOG__REQUESTS", "false").env("CARDAMOM_LOG__LEVEL", "warn");
        command.env("CARDAMOM_LIMITS__API_REQUESTS_PER_MINUTE", "1000000000");
        // Every purchase is asked for again, with its key, from this one address.
        for whose in ["MERCHANT", "ACTOR", "ADDRESS", "ALARM"] {
            command.env(format!("CARDAMOM_ORDERS__REVEALS_{whose}_PER_MINUTE"), "1000000000");
        }
        if let Some(cluster) = &self.cluster {
            command.env("DATABASE_URL", cluster.url());
        }
        command.args(args).arg("--data").arg(&self.data).stdin(Stdio::null());
        command
    }

    /// Runs a chore; its standard output.
    pub async fn run(&self, args: &[&str]) -> Result<String> {
        let Output { status, stdout, stderr } = self.command(args).output().await?;
        let out = String::from_utf8_lossy(&stdout).into_owned();
        if status.success() {
            return Ok(out);
        }
        Err(format!("cardamom {}: {status}\n{out}{}", args.join(" "), String::from_utf8_lossy(&stderr))
            .into())
    }

    /// The end of the server's log.
    pub fn last_words(&self) -> String {
        self.words_about("")
    }

    /// What the server's log says of a request that is named in what went wrong, and its end.
    pub fn words_about(&self, wrong: &str) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let named = wrong.split('"').find(|word| word.starts_with("req_"));
        let of_it = lines.iter().filter(|line| named.is_some_and(|named| line.contains(named)));
        let end = lines.iter().skip(lines.len().saturating_sub(12));
        of_it.chain(end).map(|line| format!("\n    {line}")).collect()
    }
}

fn folder(task: &Task) -> Result<TempDir> {
    // Short: the path of a unix socket may not be longer than a hundred characters or so.
    let base = task.options.folder.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new().prefix("tort").tempdir_in(base)?;
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

fn binary(task: &Task) -> Result<PathBuf> {
    let binary = &task.options.binary;
    std::fs::canonicalize(binary)
        .map_err(|error| format!("{}: {error}: build it, or name it with --binary", binary.display()).into())
}
