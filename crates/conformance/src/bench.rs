use crate::ear::Ear;
use crate::gate::Gate;
use db::{Db, DbConfig, Engine};
use kernel::{Ambient, FixedClock, OsEntropy, Secret, Time};
use ports::{ChannelKind, KeyService, PaymentChannel, Settings};
use sandbox::channels::{ChannelGateway, ChannelsConfig, start_channels};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use testkit::TestDb;
use vault::FileKeyService;

/// The shops' clock begins here, whatever the machine's says: the gateways follow it.
pub const START: Time = Time::from_unix_seconds(1_795_420_800);

/// What all workers share, because it is slow to make: an empty database with its schema.
pub struct Template {
    folder: tempfile::TempDir,
}

impl Template {
    pub async fn make() -> Self {
        let folder = folder();
        FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap();
        let db = Db::open(&DbConfig::Sqlite { path: folder.path().join("cardamom.db") }).await.unwrap();
        db.migrate(START).await.unwrap();
        drop(db);
        // The last connection takes the log with it when it goes.
        let log = folder.path().join("cardamom.db-wal");
        for _ in 0..500 {
            if !log.exists() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Self { folder }
    }

    /// A database of one's own.
    pub async fn copy(&self) -> (Db, tempfile::TempDir) {
        let folder = folder();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        (Db::open(&DbConfig::Sqlite { path: folder.path().join("cardamom.db") }).await.unwrap(), folder)
    }

    pub fn keys(&self) -> Arc<dyn KeyService> {
        Arc::new(FileKeyService::open_or_create(&self.key_file()).unwrap())
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("root.key")
    }
}

/// In memory where the system has such a folder: nothing here has to survive the machine.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// A worker: one thread, all gateways on ports of its own, an adapter for each.
pub struct Bench {
    pub template: Arc<Template>,
    /// One for all seeds, where a database of its own for each would take too long.
    pub shared: Option<TestDb>,
    pub clock: Arc<FixedClock>,
    pub ear: Ear,
    pub base_url: String,
    pub ways: Vec<Way>,
    _gateways: ChannelGateway,
}

/// One way to pay: the real adapter, and the levers of its gateway.
#[derive(Clone)]
pub struct Way {
    pub kind: &'static ChannelKind,
    pub adapter: Arc<dyn PaymentChannel>,
    pub gate: Gate,
}

impl Bench {
    pub async fn open(template: Arc<Template>, engine: Engine) -> Self {
        let (ear, base_url) = Ear::open().await;
        let mut config = ChannelsConfig::at("127.0.0.1:0".parse().unwrap());
        // At Stripe the address for webhooks is set in the account.
        config.keys.insert("stripe.webhook_url".into(), format!("{base_url}/notify/stripe"));
        let gateways = start_channels(config).await.unwrap();
        let clock = FixedClock::at(START);
        let ambient = Ambient::new(clock.clone(), Arc::new(OsEntropy));
        let ways = payments::kinds().iter().map(|kind| way(kind, &gateways, &ambient)).collect();
        let shared = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(testkit::database(engine).await),
        };
        Self { template, shared, clock, ear, base_url, ways, _gateways: gateways }
    }

    pub fn way(&self, kind: &str) -> &Way {
        self.ways.iter().find(|way| way.kind.code == kind).expect(kind)
    }
}

fn way(kind: &'static ChannelKind, gateways: &ChannelGateway, ambient: &Ambient) -> Way {
    let typed = gateways.settings(kind.code);
    assert!(!typed.is_empty(), "there is no stand-in for `{}`", kind.code);
    let settings: Settings = typed.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
    let adapter = match (kind.build)(kind.code, &settings, ambient) {
        Ok(adapter) => adapter,
        Err(problems) => panic!("{} cannot be built: {problems:?}", kind.code),
    };
    Way { kind, adapter, gate: Gate::new(&gateways.control(), kind.code) }
}
