use super::Report;
use crate::config::Keys;
use crate::data::DataFolder;
use crate::root_key;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

pub fn look(keys: &Keys, data: &DataFolder, report: &mut Report) {
    private("data folder", data.path(), report);
    if data.database().exists() {
        private("database file", &data.database(), report);
    }
    key_file(keys, data, report);
    space(data.path(), report);
    durable(data.path(), report);
    match data.lock() {
        Ok(_) => report.ok("server", "none runs on this data folder"),
        Err(_) => report.ok("server", "one runs on this data folder"),
    }
}

/// For its owner only, and its owner is who asks.
fn private(check: &'static str, path: &Path, report: &mut Report) {
    let (name, found) = (path.display(), std::fs::metadata(path));
    let Ok(found) = found else { return report.failed(check, format!("{name} cannot be looked at")) };
    let (mode, own) = (found.mode() & 0o777, rustix::process::geteuid().as_raw());
    if found.uid() != own {
        report.bad(
            check,
            format!("{name} belongs to user {}, and you are {own}", found.uid()),
            "run as the user of the service, or chown it",
        );
    } else if mode & 0o077 != 0 {
        report.bad(
            check,
            format!("{name} has mode {mode:03o}: others can use it"),
            format!("chmod go= {name}"),
        );
    } else {
        report.ok(check, format!("{name} is for its owner only"));
    }
}

fn key_file(keys: &Keys, data: &DataFolder, report: &mut Report) {
    if keys.passphrase.is_some() {
        return report.ok("key file", "none: the root key comes from a passphrase");
    }
    let path = match root_key::path(keys, data) {
        Ok(path) => path,
        Err(fault) => return report.failed("key file", fault),
    };
    if let Err(fault) = root_key::refuse_inside(&path, data) {
        return report.bad("key file", fault.to_string(), "move it, and name its place with --key-file");
    }
    if !path.exists() {
        let advice = "put it back from your copy, or name its place with --key-file";
        return report.bad("key file", format!("{} is not there", path.display()), advice);
    }
    private("key file", &path, report);
}

const GIB: u64 = 1 << 30;

fn space(path: &Path, report: &mut Report) {
    let found = match rustix::fs::statvfs(path) {
        Ok(found) => found,
        Err(error) => return report.failed("disk space", error),
    };
    let (free, all) = (found.f_bavail * found.f_frsize, (found.f_blocks * found.f_frsize).max(1));
    let share = free / (all / 100).max(1);
    let said = format!("{} MiB free, {share} per cent", free >> 20);
    if free < GIB / 4 {
        report.bad("disk space", said, "make room: the shop refuses orders when nothing can be written");
    } else if free < 2 * GIB || share < 5 {
        report.warning("disk space", said, "make room soon; a backup is proven in the data folder, too");
    } else {
        report.ok("disk space", said);
    }
}

const PROBES: usize = 15;

/// How long the disk takes to say that something is on it.
fn durable(path: &Path, report: &mut Report) {
    let mut took = match probe(path) {
        Ok(took) => took,
        Err(error) => {
            return report.bad("disk sync", error.to_string(), "see that the data folder can be written");
        }
    };
    took.sort_unstable();
    let middle = took.get(took.len() / 2).copied().unwrap_or_default();
    let said = format!("a commit reaches the disk in {} µs", middle.as_micros());
    if middle > Duration::from_millis(30) {
        report.warning("disk sync", said, "slow: use a local SSD, not a network disk");
    } else if middle < Duration::from_micros(5) {
        report.warning(
            "disk sync",
            said,
            "too quick for a disk: what was acknowledged may be lost with the power",
        );
    } else {
        report.ok("disk sync", said);
    }
}

fn probe(path: &Path) -> std::io::Result<Vec<Duration>> {
    let name = path.join(format!(".probe-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&name)?;
    let took = (0..PROBES).map(|_| {
        let begun = Instant::now();
        file.write_all(&[0u8; 4_096])?;
        file.sync_data()?;
        Ok(begun.elapsed())
    });
    let took = took.collect();
    std::fs::remove_file(&name)?;
    took
}
