use super::Report;
use crate::config::{Config, Deliver, Mail};
use crate::{house, store};
use db::Db;
use kernel::{Ambient, Span};
use ports::KeyService;
use std::sync::Arc;
use vault::RotationKind;

/// Root key, every merchant's key, some of each merchant's data keys.
pub async fn keys(db: &Db, keys: Option<Arc<dyn KeyService>>, report: &mut Report) {
    let Some(keys) = keys else { return report.ok("keys", "nothing was sealed yet") };
    let id = keys.root_key_id().to_owned();
    match vault::key_health(db, keys, 3).await {
        Err(error) => return report.bad("keys", error.to_string(), "give the right key file or passphrase"),
        Ok(health) if !health.bad.is_empty() => {
            let said = format!("{} do not open, the first: {}", health.bad.len(), health.bad.join(", "));
            return report.bad("keys", said, "run `cardamom audit`; restore what was changed");
        }
        Ok(health) if health.behind > 0 => {
            let said = format!("{} merchants' keys are under the former root key", health.behind);
            report.warning("keys", said, "run `cardamom rotate-keys root` again with both keys");
        }
        Ok(health) => {
            let said =
                format!("{id} opens {} merchants' keys and {} data keys", health.merchants, health.batches);
            report.ok("keys", said);
        }
    }
    for kind in [RotationKind::Root, RotationKind::Merchants, RotationKind::Batches] {
        if let Ok(Some(running)) = vault::running(db, kind).await {
            let said = format!("{} begun {} is not finished", kind.code(), running.started_at.rfc3339());
            report.warning("rotation", said, format!("run `cardamom rotate-keys {}` again", kind.code()));
        }
    }
}

/// How late the oldest job is that is due, and those given up.
pub async fn queue(db: &Db, report: &mut Report) {
    let now = Ambient::system().now();
    let (due, oldest, dead) = match store::queue_facts(db, now).await {
        Ok(facts) => facts,
        Err(error) => return report.failed("jobs", error),
    };
    let late = oldest.map_or(0, |at| now.since(at).as_seconds());
    let said = format!("{due} due, the oldest {late} s late, {dead} given up");
    if dead > 0 {
        report.warning("jobs", said, "see the log for what failed, mend it, and have them tried again");
    } else if late > 300 {
        report.warning("jobs", said, "see that a server runs, and what its log says");
    } else {
        report.ok("jobs", said);
    }
}

pub async fn mail(settings: &Mail, report: &mut Report) {
    if settings.deliver == Deliver::Log {
        let said = "mails are only written to the log that they would have been sent";
        return report.warning("mail", said, "set mail.deliver to smtp when buyers are to get mail");
    }
    let mailer = match house::smtp(settings, Ambient::system()) {
        Ok(mailer) => mailer,
        Err(fault) => return report.failed("mail", fault),
    };
    match mailer.greet().await {
        Ok(()) => report.ok("mail", format!("{} answers and lets us in", settings.smtp_host)),
        Err(error) => {
            report.bad("mail", error.to_string(), "see [mail] of the settings, and that server's log")
        }
    }
}

/// How old the newest proven one is.
pub async fn backups(config: &Config, db: &Db, report: &mut Report) {
    let (proven, tried) = match (backup::latest_proven(db).await, backup::latest_try(db).await) {
        (Ok(proven), Ok(tried)) => (proven, tried),
        (Err(error), _) | (_, Err(error)) => return report.failed("backup", error),
    };
    let failed = tried.filter(|tried| tried.state == "failed").and_then(|tried| tried.error);
    let Some(at) = proven.and_then(|proven| proven.finished_at) else {
        let said = failed.map_or("there is none".to_owned(), |why| format!("there is none: {why}"));
        return report.warning(
            "backup",
            said,
            "set backup.schedule and backup.to, or run `cardamom backup FILE`",
        );
    };
    let now = Ambient::system().now();
    let hours = now.since(at).as_seconds() / 3_600;
    let said = format!("the newest proven one is {hours} hours old");
    if let Some(why) = failed {
        return report.warning("backup", format!("{said}, and the last try failed: {why}"), "mend that");
    }
    // Twice as long as between two turns, or two days.
    let timetable = config.backup.timetable().ok().flatten();
    let turns = timetable.and_then(|table| Some(table.next(now)?.since(table.last(now)?)));
    let most = turns.map_or(Span::hours(48), |span| Span(span.0.saturating_mul(2)));
    if now.since(at).0 > most.0 {
        report.warning("backup", said, "see that a server runs with backup.schedule and backup.to set");
    } else {
        report.ok("backup", said);
    }
}
