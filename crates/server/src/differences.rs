use crate::audit::existing;
use crate::config::Config;
use crate::fault::{Exit, Result};
use kernel::{Ambient, Time};
use reconcile::Open;
use std::path::Path;
use std::process::ExitCode;

/// Says what of the payment channels' statements is open, and how old: a line for each channel and kind, and exit code 1.
/// Reads only, so it may run beside the server.
pub async fn run(config: Result<Config>, data: &Path) -> Result<ExitCode> {
    let db = existing(config, data).await.map_err(|fault| fault.with_exit(Exit::Usage))?;
    let mut tx = db.snapshot().await?;
    let open = reconcile::open(&mut tx).await?;
    if open.is_empty() {
        println!("reconcile: nothing is open");
        return Ok(ExitCode::SUCCESS);
    }
    let now = Ambient::system().now();
    for one in &open {
        println!("{}", line(one, now));
    }
    eprintln!("reconcile: docs/payments/reconciliation.md says what each kind means and what to do");
    Ok(Exit::No.code())
}

fn line(open: &Open, now: Time) -> String {
    let days = now.since(open.oldest).as_seconds() / 86_400;
    format!("{} {}: {}, the oldest for {days} days", open.channel, open.kind.code(), open.count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Span;

    #[test]
    fn a_line_says_how_old_it_is() {
        let (channel, kind) = ("alipay".to_owned(), reconcile::DifferenceKind::MissingHere);
        let open = Open { channel, kind, count: 3, oldest: Time(0) };
        assert_eq!(
            line(&open, Time(0).after(Span::hours(50))),
            "alipay missing_here: 3, the oldest for 2 days"
        );
    }
}
