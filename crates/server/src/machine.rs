//! How the machine stands, for the console.

use crate::config::Shown;
use crate::store;
use api::{Backups, Concern, Machine, Queue, Setting, System};
use async_trait::async_trait;
use db::Db;
use kernel::{Ambient, Time};
use std::path::PathBuf;

/// What is needed to tell.
pub struct Here {
    pub db: Db,
    pub ambient: Ambient,
    pub data: PathBuf,
    pub started_at: Time,
    pub scheduled: bool,
    pub settings: Vec<Shown>,
}

const GIB: u64 = 1 << 30;
/// A queue in which a job waits for so long is not kept up with.
const LATE_SECONDS: i64 = 300;
const CLOCKS_APART: i64 = 3;
/// Of a schedule that makes one a day, two were missed.
const BACKUP_OLD_SECONDS: i64 = 50 * 3600;

#[async_trait]
impl Machine for Here {
    async fn system(&self) -> Result<System, String> {
        let fault = |error: db::DbError| error.to_string();
        let now = self.ambient.now();
        let clock = store::clock(&self.db).await.map_err(fault)?;
        let (due, oldest, dead) = store::queue_facts(&self.db, now).await.map_err(fault)?;
        let oldest = oldest.map(|since| now.since(since).as_seconds().max(0));
        let mut system = System {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.db.engine().name().to_owned(),
            schema: store::schema(&self.db).await.map_err(fault)?.unwrap_or(0),
            started_at: self.started_at.rfc3339(),
            now: now.rfc3339(),
            clock_ahead_seconds: clock.map_or(0, |there| there.since(now).as_seconds()),
            database_bytes: self.database_bytes(),
            disk_free_bytes: free(&self.data),
            queue: Queue { due, oldest_seconds: oldest, dead },
            backups: self.backups().await.map_err(fault)?,
            concerns: Vec::new(),
        };
        let proven = backup::latest_proven(&self.db).await.map_err(fault)?.and_then(|last| last.finished_at);
        let age = proven.map(|at| now.since(at).as_seconds());
        system.concerns = concerns(&system, age);
        Ok(system)
    }

    fn settings(&self) -> Vec<Setting> {
        let one = |shown: &Shown| Setting {
            name: shown.name.clone(),
            value: shown.value.clone(),
            hidden: shown.secret,
        };
        self.settings.iter().map(one).collect()
    }
}

impl Here {
    /// The file with its log.
    fn database_bytes(&self) -> Option<u64> {
        let path = self.db.path()?;
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let size = |path: &std::path::Path| std::fs::metadata(path).map(|found| found.len()).ok();
        Some(size(path)?.saturating_add(size(&PathBuf::from(log)).unwrap_or(0)))
    }

    async fn backups(&self) -> db::Result<Backups> {
        let proven = backup::latest_proven(&self.db).await?;
        let tried = backup::latest_try(&self.db).await?;
        Ok(Backups {
            scheduled: self.scheduled,
            proven_at: proven.as_ref().and_then(|last| last.finished_at).map(Time::rfc3339),
            place: proven.as_ref().map(|last| last.place.clone()),
            bytes: proven.and_then(|last| last.bytes),
            last_error: tried.and_then(|last| last.error),
        })
    }
}

fn free(path: &std::path::Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// In the order in which they should be looked at.
fn concerns(system: &System, backup_age: Option<i64>) -> Vec<Concern> {
    let mut all = Vec::new();
    let mut add = |code: &str, zh: String, en: String| all.push(Concern { code: code.to_owned(), zh, en });
    if let Some(free) = system.disk_free_bytes.filter(|free| *free < 2 * GIB) {
        let mib = free >> 20;
        add(
            "disk_low",
            format!("磁盘仅剩 {mib} MiB，请尽快清理"),
            format!("{mib} MiB of disk are free: make room soon"),
        );
    }
    if system.queue.dead > 0 {
        let dead = system.queue.dead;
        add(
            "jobs_dead",
            format!("{dead} 个任务多次失败，等待处理"),
            format!("{dead} jobs failed too often and wait for a person"),
        );
    }
    if let Some(seconds) = system.queue.oldest_seconds.filter(|seconds| *seconds > LATE_SECONDS) {
        add(
            "queue_late",
            format!("最早的任务已等待 {seconds} 秒"),
            format!("the oldest job has waited for {seconds} seconds"),
        );
    }
    if system.clock_ahead_seconds.abs() > CLOCKS_APART {
        let apart = system.clock_ahead_seconds;
        add(
            "clocks_apart",
            format!("本机与数据库的时钟相差 {apart} 秒"),
            format!("the clocks of this machine and of the database are {apart} seconds apart"),
        );
    }
    if let Some(error) = &system.backups.last_error {
        add(
            "backup_failed",
            format!("最近一次备份失败：{error}"),
            format!("the last backup failed: {error}"),
        );
    }
    match (system.backups.scheduled, backup_age) {
        (false, None) => add(
            "no_backup",
            "从未备份，也没有设置定时备份".to_owned(),
            "there is no backup, and none is scheduled (backup.schedule)".to_owned(),
        ),
        (_, Some(age)) if age > BACKUP_OLD_SECONDS => {
            let hours = age / 3_600;
            add(
                "backup_old",
                format!("最近一次通过验证的备份在 {hours} 小时前"),
                format!("the last proven backup is {hours} hours old"),
            );
        }
        _ => {}
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine() -> System {
        System {
            version: String::new(),
            engine: "sqlite".into(),
            schema: 60,
            started_at: String::new(),
            now: String::new(),
            clock_ahead_seconds: 0,
            database_bytes: None,
            disk_free_bytes: Some(20 * GIB),
            queue: Queue::default(),
            backups: Backups { scheduled: true, ..Backups::default() },
            concerns: Vec::new(),
        }
    }

    #[test]
    fn what_is_fine_worries_nobody_and_what_is_not_is_named() {
        assert!(concerns(&fine(), Some(3_600)).is_empty());
        let mut bad = fine();
        bad.disk_free_bytes = Some(GIB);
        bad.queue = Queue { due: 5, oldest_seconds: Some(LATE_SECONDS + 1), dead: 2 };
        bad.clock_ahead_seconds = -9;
        bad.backups = Backups { last_error: Some("no room".into()), ..Backups::default() };
        let codes: Vec<String> = concerns(&bad, None).into_iter().map(|concern| concern.code).collect();
        assert_eq!(
            codes,
            ["disk_low", "jobs_dead", "queue_late", "clocks_apart", "backup_failed", "no_backup"]
        );
        let codes: Vec<String> =
            concerns(&fine(), Some(BACKUP_OLD_SECONDS + 1)).into_iter().map(|concern| concern.code).collect();
        assert_eq!(codes, ["backup_old"]);
    }
}
