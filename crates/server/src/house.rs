use crate::config::{self, Config, Deliver};
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::{root_key, store, upgrade};
use admission::Admission;
use aftercare::Aftercare;
use backends::{
    AliyunSms, AliyunSmsSettings, FolderBlobs, ListFile, LogMailer, LogSms, S3Blobs, SmtpMailer,
    SmtpSecurity, SmtpSettings,
};
use channels::ChannelBook;
use db::{Db, DbConfig};
use identity::{Couriers, Identity};
use kernel::{Ambient, Secret};
use orders::{Channels, Desk, Fulfiller, Links, Orders, Parts};
use ports::{BlobStore, KeyError, KeyService, Mailer, SmsSender};
use privacy::Privacy;
use settlement::Settlement;
use std::sync::Arc;
use std::time::Duration;
use supply::SupplyBook;
use vault::{Vault, VaultError};

/// Everything opened and put together; what a command works with.
pub struct House {
    pub data: DataFolder,
    pub ambient: Ambient,
    pub db: Db,
    pub keys: Arc<dyn KeyService>,
    pub identity: Identity,
    pub admission: Admission,
    pub desk: Desk,
    pub orders: Orders,
    /// Has credited what is paid; holds the suppliers.
    pub fulfiller: Fulfiller,
    pub privacy: Privacy,
    pub settlement: Settlement,
    pub aftercare: Aftercare,
}

/// What only the server has.
#[derive(Default)]
pub struct Outside {
    pub channels: Channels,
    pub base_url: String,
    /// Whether gateways of payment channels, and suppliers, may be in this house.
    pub private_gateways: bool,
}

impl House {
    /// Opens the database, brings its schema up to date, and checks that the root key is the right one.
    pub async fn open(config: &Config, data: DataFolder, outside: Outside) -> Result<Self> {
        let db = database(config, &data).await?;
        refuse_newer(store::schema(&db).await?)?;
        upgrade::at_start(config, &data, &db).await?;
        Self::put_together(config, data, db, outside).await
    }

    /// For the chores beside the server: the shop must exist, and its schema is the server's to change.
    pub async fn open_existing(config: &Config, data: &std::path::Path) -> Result<Self> {
        let data = DataFolder::open(data)?;
        must_exist(config, &data)?;
        let db = database(config, &data).await?;
        must_fit(&db).await?;
        Self::put_together(config, data, db, Outside::default()).await
    }

    async fn put_together(config: &Config, data: DataFolder, db: Db, outside: Outside) -> Result<Self> {
        let ambient = Ambient::system();
        let keys = open_keys(config, &data, &db, &ambient).await?;
        let vault = Vault::open(&db, keys.clone(), ambient.clone()).await.map_err(vault_fault)?;
        let identity = Identity::new(identity::Parts {
            db: db.clone(),
            ambient: ambient.clone(),
            csrf_key: keys.derive("csrf").await.map_err(|error| keys_fault(&error))?,
            seal_key: lasting(&db, &*keys, "people").await?,
            limits: config.limits.identity(),
            second_factor: config.people.second_factor(),
            couriers: couriers(config, &ambient)?,
        });
        let admission = Admission::new(admission::Parts {
            db: db.clone(),
            ambient: ambient.clone(),
            identity: identity.clone(),
            sealer: sealer(&db, &*keys).await?,
            blobs: blobs(config, &data)?,
            screening: Arc::new(ListFile::new(config.admission.screening_file.clone())),
            domains: Arc::new(backends::DomainFile::new(config.admission.domain_trials()?)),
            rules: config.review.rules(),
            channels: channels(&db, &ambient, &*keys, outside.private_gateways).await?,
            base_url: outside.base_url.clone(),
        });
        admission.ask_second_person(config.people.second_person()?);
        let desk = Desk::start(db.clone(), ambient.clone(), config.orders.clone());
        let orders = Orders::new(Parts {
            db: db.clone(),
            ambient: ambient.clone(),
            desk: desk.clone(),
            vault,
            channels: outside.channels,
            links: links(&db, &*keys).await?,
            settings: config.orders.clone(),
            base_url: outside.base_url,
        });
        let fulfiller = fulfiller(&orders, &*keys, outside.private_gateways).await?;
        let privacy =
            Privacy::new(orders.clone(), identity.clone(), admission.clone(), config.privacy.settings());
        let settlement = settlement(config, &orders, sealer(&db, &*keys).await?);
        let aftercare = Aftercare::new(aftercare::Parts {
            orders: orders.clone(),
            settlement: settlement.clone(),
            identity: identity.clone(),
            sealer: sealer(&db, &*keys).await?,
            blobs: blobs(config, &data)?,
            settings: config.disputes.clone(),
        });
        let house = Self {
            data,
            ambient,
            db,
            keys,
            identity,
            admission,
            desk,
            orders,
            fulfiller,
            privacy,
            settlement,
            aftercare,
        };
        house.seal_old_contacts().await.map(|()| house)
    }

    /// Rows from before contacts were sealed. Where there are none it costs four queries.
    async fn seal_old_contacts(&self) -> Result<()> {
        let people = self.identity.seal_old_contacts().await.map_err(identity_fault)?;
        let orders = self.orders.seal_old_contacts().await.map_err(orders_fault)?;
        if people + orders > 0 {
            tracing::info!(people, orders, "contacts that stood in clear were sealed");
        }
        Ok(())
    }

    /// A key that outlives root keys; what for is one of [`LASTING`].
    pub async fn lasting(&self, purpose: &str) -> Result<Secret<[u8; 32]>> {
        lasting(&self.db, &*self.keys, purpose).await
    }

    pub fn mailer(&self, settings: &config::Mail) -> Result<Arc<dyn Mailer>> {
        mailer(settings, &self.ambient)
    }
}

fn mailer(settings: &config::Mail, ambient: &Ambient) -> Result<Arc<dyn Mailer>> {
    if settings.deliver == Deliver::Log {
        return Ok(Arc::new(LogMailer::new(ambient.clone(), settings.outbox.clone())));
    }
    Ok(Arc::new(smtp(settings, ambient.clone())?))
}

/// Where the scans of merchants lie.
pub fn blobs(config: &Config, data: &DataFolder) -> Result<Arc<dyn BlobStore>> {
    Ok(match config.admission.place()? {
        config::Place::Folder(folder) => {
            Arc::new(FolderBlobs::new(folder.unwrap_or_else(|| data.path().join("documents"))))
        }
        config::Place::S3(settings) => {
            let store = S3Blobs::new(&settings);
            Arc::new(store.map_err(|error| Fault::usage(format!("[admission]: {error}")))?)
        }
    })
}

/// What carries codes. A way on which nothing would arrive is not offered.
fn couriers(config: &Config, ambient: &Ambient) -> Result<Couriers> {
    let arrives = config.mail.deliver == Deliver::Smtp || config.mail.outbox.is_some();
    let mail = if arrives { Some(mailer(&config.mail, ambient)?) } else { None };
    let sms: Option<Arc<dyn SmsSender>> = match config.sms.deliver {
        config::SmsDeliver::Off => None,
        config::SmsDeliver::Log => Some(Arc::new(LogSms::new(ambient.clone(), config.sms.outbox.clone()))),
        config::SmsDeliver::Aliyun => Some(Arc::new(aliyun(&config.sms, ambient)?)),
    };
    Ok(Couriers { mail, sms })
}

fn aliyun(settings: &config::Sms, ambient: &Ambient) -> Result<AliyunSms> {
    let account = AliyunSmsSettings {
        endpoint: settings.endpoint.clone(),
        access_key: settings.access_key.clone(),
        access_secret: settings.access_secret.clone(),
        sign_name: settings.sign_name.clone(),
        code_template: settings.code_template.clone(),
    };
    let sender = AliyunSms::new(account, ambient.clone());
    sender.map_err(|fault| Fault::usage(format!("short messages cannot be sent: {fault}")))
}

/// What hands mails over, by the settings.
pub fn smtp(settings: &config::Mail, ambient: Ambient) -> Result<SmtpMailer> {
    let security = match settings.smtp_security {
        config::SmtpSecurity::Tls => SmtpSecurity::Tls,
        config::SmtpSecurity::StartTls => SmtpSecurity::StartTls,
        config::SmtpSecurity::None => SmtpSecurity::None,
    };
    let login = (settings.smtp_user.clone(), settings.smtp_password.clone());
    let smtp = SmtpSettings {
        host: settings.smtp_host.clone(),
        port: settings.smtp_port,
        security,
        login: Some(login).filter(|(user, _)| !user.is_empty()),
        from: settings.from.clone(),
        timeout: Duration::from_secs(30),
    };
    let mailer = SmtpMailer::new(smtp, ambient);
    mailer.map_err(|fault| Fault::usage(format!("mail cannot be sent: {fault}")))
}

pub async fn database(config: &Config, data: &DataFolder) -> Result<Db> {
    if config.database.url().is_some() { postgres(config).await } else { sqlite(data).await }
}

/// Opened only; its schema may be older, newer or not there.
pub async fn sqlite(data: &DataFolder) -> Result<Db> {
    sqlite_at(&data.database()).await
}

/// As [`sqlite`], in that file.
pub async fn sqlite_at(path: &std::path::Path) -> Result<Db> {
    let opened = Db::open(&DbConfig::Sqlite { path: path.to_owned() }).await;
    opened
        .map_err(|error| Fault::new(Exit::Database, format!("{} cannot be opened: {error}", path.display())))
}

/// As [`sqlite`]. The address may hold a password, so it is not repeated.
pub async fn postgres(config: &Config) -> Result<Db> {
    let url = config.database.url().unwrap_or_default().to_owned();
    let connections = config.database.connections.max(2);
    let opened = Db::open(&DbConfig::Postgres { url, connections }).await;
    opened.map_err(|error| {
        Fault::new(
            Exit::Database,
            format!("PostgreSQL cannot be reached as DATABASE_URL or database.url says: {error}"),
        )
    })
}

/// This process moves the log by itself now and then, and no two can at the same time.
const LOG_TRIES: u32 = 100;
const LOG_PAUSE: Duration = Duration::from_millis(100);

/// Everything is in the file itself and nothing in its log: it may be moved.
pub async fn settle(db: &Db) -> Result<()> {
    for _ in 0..LOG_TRIES {
        if store::empty_log(db).await? {
            return Ok(());
        }
        tokio::time::sleep(LOG_PAUSE).await;
    }
    Err(Fault::new(Exit::Database, "the database is in use, so its log cannot be emptied: try again"))
}

/// A mistyped `--data` must not become an empty shop.
pub fn must_exist(config: &Config, data: &DataFolder) -> Result<()> {
    if config.database.url().is_none() && !data.database().exists() {
        return Err(Fault::usage(format!(
            "there is no shop in {}: name its folder with --data, or start `cardamom serve` first",
            data.path().display()
        )));
    }
    Ok(())
}

/// The schema is this program's own, or why not.
pub async fn must_fit(db: &Db) -> Result<()> {
    let found = store::schema(db).await?;
    refuse_newer(found)?;
    if found.is_some() && db.schema().await?.pending() == 0 {
        return Ok(());
    }
    let what = found.map_or("the database is empty".to_owned(), |found| {
        format!("the database has schema {found}, this program needs {}", newest())
    });
    Err(Fault::new(
        Exit::Database,
        format!("{what}: start `cardamom serve` once, which brings it up to date"),
    ))
}

/// A key file is looked for before anything is written; a passphrase's salt lies in the database.
async fn open_keys(
    config: &Config,
    data: &DataFolder,
    db: &Db,
    ambient: &Ambient,
) -> Result<Arc<dyn KeyService>> {
    if config.keys.passphrase.is_some() {
        migrate(db, ambient).await?;
        return root_key::open(&config.keys, data, db, ambient).await;
    }
    let keys = root_key::open(&config.keys, data, db, ambient).await?;
    migrate(db, ambient).await?;
    Ok(keys)
}

fn refuse_newer(found: Option<i64>) -> Result<()> {
    match found.filter(|found| *found > newest()) {
        None => Ok(()),
        Some(found) => Err(Fault::new(
            Exit::Database,
            format!(
                "the database has schema {found}, this program knows {} only: use the newer program that wrote it",
                newest()
            ),
        )),
    }
}

fn newest() -> i64 {
    db::MIGRATIONS.last().map_or(0, |migration| migration.version)
}

async fn migrate(db: &Db, ambient: &Ambient) -> Result<()> {
    let applied = db.migrate(ambient.now()).await;
    let applied = applied.map_err(|error| {
        Fault::new(Exit::Database, format!("the schema of the database does not fit: {error}"))
    })?;
    if applied > 0 {
        tracing::info!(applied, "the schema was brought up to date");
    }
    Ok(())
}

fn identity_fault(error: identity::IdentityRefusal) -> Fault {
    Fault::new(Exit::Database, format!("contacts of people could not be sealed: {error}"))
}

fn orders_fault(error: orders::OrderError) -> Fault {
    Fault::new(Exit::Database, format!("contacts of orders could not be sealed: {error}"))
}

fn keys_fault(error: &KeyError) -> Fault {
    Fault::new(Exit::Keys, error.to_string())
}

fn vault_fault(error: VaultError) -> Fault {
    match error {
        VaultError::Db(error) => error.into(),
        // It names both keys and says what to do.
        other => Fault::new(Exit::Keys, other.to_string()),
    }
}

async fn channels(
    db: &Db,
    ambient: &Ambient,
    keys: &dyn KeyService,
    private_gateways: bool,
) -> Result<ChannelBook> {
    Ok(ChannelBook::new(channels::Parts {
        db: db.clone(),
        ambient: ambient.clone(),
        key: lasting(db, keys, "channels").await?,
        kinds: payments::kinds(),
        private_gateways,
        patience: TRIAL,
    }))
}

/// What has credited what is paid, by the suppliers of the book.
async fn fulfiller(orders: &Orders, keys: &dyn KeyService, private_suppliers: bool) -> Result<Fulfiller> {
    let book = SupplyBook::new(supply::Parts {
        db: orders.db().clone(),
        ambient: orders.ambient().clone(),
        key: lasting(orders.db(), keys, "suppliers").await?,
        kinds: suppliers::kinds(),
        private_suppliers,
        patience: TRIAL,
    });
    Ok(Fulfiller::new(orders.clone(), book))
}

/// How long a payment channel, or a supplier, may take to be tried: less than a request may.
const TRIAL: Duration = Duration::from_secs(20);

/// What the keys that outlive a root key are for: whoever derives another one that must last adds it here.
pub const LASTING: [&str; 8] =
    ["order-link", "query-code", "canary", "people", "admission", "channels", "suppliers", "docking"];

fn settlement(config: &Config, orders: &Orders, sealer: merchants::Sealer) -> Settlement {
    Settlement::new(orders.clone(), sealer, config.escrow.clone()).at_a_counter()
}

/// For what is kept of people and their papers.
async fn sealer(db: &Db, keys: &dyn KeyService) -> Result<merchants::Sealer> {
    Ok(merchants::Sealer::new(lasting(db, keys, "admission").await?))
}

async fn lasting(db: &Db, keys: &dyn KeyService, purpose: &str) -> Result<Secret<[u8; 32]>> {
    vault::lasting_key(db, keys, purpose).await.map_err(vault_fault)
}

async fn links(db: &Db, keys: &dyn KeyService) -> Result<Links> {
    let [link, code, ..] = LASTING;
    Ok(Links::new(lasting(db, keys, link).await?, lasting(db, keys, code).await?))
}
