use kernel::Span;
use serde::Deserialize;

/// How payment channels may be set up, and when their statements are missed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    pub private_gateways: bool,
    statement_due_hours: u32,
    fetch_statements: bool,
}

/// Prices that follow rules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    stopped: bool,
    ask_suppliers_minutes: u32,
}

/// Suppliers and their statements.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    fetch_statements: bool,
}

impl Supply {
    pub fn settings(&self) -> tally::Settings {
        tally::Settings { fetch: self.fetch_statements, ..tally::Settings::default() }
    }
}

impl Prices {
    pub fn settings(&self) -> watch::Settings {
        let minutes = i64::from(self.ask_suppliers_minutes);
        watch::Settings { stopped: self.stopped, ask_every: (minutes > 0).then(|| Span::minutes(minutes)) }
    }
}

impl Payments {
    pub fn statements(&self) -> reconcile::Settings {
        let hours = i64::from(self.statement_due_hours);
        reconcile::Settings { due: (hours > 0).then(|| Span::hours(hours)), fetch: self.fetch_statements }
    }
}
