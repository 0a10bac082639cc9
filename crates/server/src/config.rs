//! The settings: one struct for each concern, filled from flags, environment, file and `config/default.toml`.

/// Lays one source over the other and refuses what no setting is called.
mod layers;
pub use layers::Sources;
/// Documents of merchants, and what is looked for in their products.
mod admission;
pub use admission::{Admission, Place, Review};
/// The settings as people may see them.
mod shown;
pub use shown::Shown;
/// Backups: when, where to, under which key.
mod backup;
pub use backup::Backup;
/// Log-ins with others.
mod login;
pub use login::Login;
/// What people agree to, and how long what is personal is kept.
mod privacy;
pub use self::privacy::Privacy;
/// How payment channels may be set up.
mod payments;
pub use self::payments::{Payments, Prices, Supply};
/// Who must prove what, and how codes reach telephones.
mod people;
pub use people::{People, Sms, SmsDeliver};

use crate::fault::{Fault, Result};
use aftercare::DisputeSettings;
use identity::Rate;
use kernel::{Ambient, Bilingual, Secret, Span};
use orders::OrderSettings;
use serde::{Deserialize, Deserializer};
use settlement::EscrowSettings;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that can be set. Not printable: some of it is secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub keys: Keys,
    pub orders: OrderSettings,
    pub escrow: EscrowSettings,
    pub disputes: DisputeSettings,
    pub mail: Mail,
    pub login: Login,
    pub payments: Payments,
    pub prices: Prices,
    pub supply: Supply,
    pub sandbox: Sandbox,
    pub backup: Backup,
    pub doctor: Doctor,
    pub log: Log,
    pub metrics: Metrics,
    pub limits: Limits,
    /// All of them as people may see them.
    #[serde(skip)]
    pub shown: Vec<Shown>,
    pub people: People,
    pub privacy: Privacy,
    pub sms: Sms,
    pub admission: Admission,
    pub review: Review,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    base_url: String,
    pub trusted_proxy: bool,
    site_name_zh: String,
    site_name_en: String,
    #[serde(deserialize_with = "optional")]
    pub theme: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    #[serde(deserialize_with = "secret")]
    url: Secret<String>,
    pub connections: usize,
    pub upgrade_at_start: UpgradeAtStart,
}

/// What `serve` does about an older schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpgradeAtStart {
    Checked,
    Always,
    Never,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doctor {
    time_url: String,
}

impl Doctor {
    pub fn time_url(&self) -> Option<&str> {
        Some(self.time_url.as_str()).filter(|url| !url.is_empty())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    #[serde(deserialize_with = "optional")]
    pub key_file: Option<PathBuf>,
    /// From the environment only.
    #[serde(skip)]
    pub passphrase: Option<Secret<String>>,
    /// The one that `rotate-keys root` changes to; also known to a server that runs meanwhile.
    #[serde(skip)]
    pub new_passphrase: Option<Secret<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub deliver: Deliver,
    #[serde(deserialize_with = "optional")]
    pub outbox: Option<PathBuf>,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_security: SmtpSecurity,
    pub smtp_user: String,
    #[serde(deserialize_with = "secret")]
    pub smtp_password: Secret<String>,
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    Tls,
    StartTls,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deliver {
    Log,
    Smtp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    pub gateway_url: String,
    pub merchant: String,
    #[serde(deserialize_with = "secret")]
    pub secret: Secret<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub level: String,
    pub requests: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    #[serde(deserialize_with = "secret")]
    token: Secret<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub body_bytes: usize,
    pub upload_bytes: usize,
    header_seconds: u64,
    request_seconds: u64,
    upload_seconds: u64,
    stall_seconds: u64,
    pub connections: usize,
    pub in_flight: usize,
    pub large_in_flight: usize,
    shutdown_seconds: u64,
    log_in_email_per_quarter: u32,
    log_in_address_per_quarter: u32,
    sign_up_address_per_hour: u32,
    pub api_requests_per_minute: i64,
}

impl Config {
    /// The settings of all sources together.
    pub fn load(sources: &Sources) -> Result<Self> {
        let merged = layers::merge(sources)?;
        let shown = shown::shown(&merged);
        let mut config = Self::deserialize(toml::Value::Table(merged))
            .map_err(|error| Fault::usage(format!("the settings cannot be used: {}", error.message())))?;
        config.shown = shown;
        let passphrase = |name| sources.variable(name).map(|text| Secret::new(text.to_owned()));
        config.keys.passphrase = passphrase("CARDAMOM_PASSPHRASE");
        config.keys.new_passphrase = passphrase("CARDAMOM_NEW_PASSPHRASE");
        config.backup.passphrase = passphrase("CARDAMOM_BACKUP_PASSPHRASE");
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let url = &self.server.base_url;
        if !url.is_empty()
            && (!url.starts_with("http://") && !url.starts_with("https://") || url.ends_with('/'))
        {
            return Err(Fault::usage(
                "server.base_url must begin with http:// or https:// and end without a slash, e.g. https://shop.example",
            ));
        }
        if self.mail.deliver == Deliver::Smtp && (self.mail.smtp_host.is_empty() || self.mail.from.is_empty())
        {
            return Err(Fault::usage(
                "mail.deliver is smtp, so mail.smtp_host and mail.from must be set, too",
            ));
        }
        self.backup.check()?;
        self.login.providers(&Ambient::system())?;
        self.people.check()?;
        self.privacy.check()?;
        self.sms.check()?;
        if let Some(problem) = self.escrow.problem() {
            return Err(Fault::usage(problem));
        }
        if let Some(problem) = self.disputes.problem() {
            return Err(Fault::usage(format!("[disputes]: {problem}")));
        }
        let s = &self.sandbox;
        let set = [s.gateway_url.is_empty(), s.merchant.is_empty(), s.secret.expose().is_empty()];
        if !s.gateway_url.is_empty() && set.contains(&true) {
            return Err(Fault::usage(
                "sandbox.gateway_url is set, so sandbox.merchant and sandbox.secret must be, too",
            ));
        }
        if self.keys.passphrase.is_some() && self.keys.key_file.is_some() {
            return Err(Fault::usage(
                "a key file and CARDAMOM_PASSPHRASE are both given: the root key comes from one of them, unset the other",
            ));
        }
        Ok(())
    }
}

impl Server {
    pub fn base_url(&self) -> Option<&str> {
        Some(self.base_url.as_str()).filter(|url| !url.is_empty())
    }
    pub fn site_name(&self) -> Bilingual {
        Bilingual::new(&self.site_name_zh, &self.site_name_en)
    }
}

impl Database {
    /// The address of PostgreSQL, password and all; none means SQLite.
    pub fn url(&self) -> Option<&str> {
        Some(self.url.expose().as_str()).filter(|url| !url.is_empty())
    }
}

impl Metrics {
    pub fn token(&self) -> Option<&Secret<String>> {
        Some(&self.token).filter(|token| !token.expose().is_empty())
    }
}

impl Limits {
    pub fn header_time(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }
    pub fn request_time(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }
    pub fn upload_time(&self) -> Duration {
        Duration::from_secs(self.upload_seconds)
    }
    pub fn stall_time(&self) -> Duration {
        Duration::from_secs(self.stall_seconds)
    }
    pub fn shutdown_time(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds)
    }
    pub fn identity(&self) -> identity::Limits {
        identity::Limits {
            log_in_email: Rate::new(self.log_in_email_per_quarter.into(), Span::minutes(15)),
            log_in_address: Rate::new(self.log_in_address_per_quarter.into(), Span::minutes(15)),
            sign_up_address: Rate::new(self.sign_up_address_per_hour.into(), Span::hours(1)),
        }
    }
}

fn secret<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Secret<String>, D::Error> {
    String::deserialize(d).map(Secret::new)
}

/// TOML knows no "nothing": an empty text stands for it.
fn optional<'de, D: Deserializer<'de>>(d: D) -> std::result::Result<Option<PathBuf>, D::Error> {
    Ok(Some(PathBuf::deserialize(d)?).filter(|path| !path.as_os_str().is_empty()))
}

#[cfg(test)]
mod tests;
