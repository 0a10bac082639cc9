//! A shop of any size, made for measuring: real products, sealed keys and funded wallets.

use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::{Db, DbConfig, Engine};
use kernel::{Ambient, Bilingual, Currency, MerchantId, Money, OfferId, SkuId, UserId};
use orders::{Desk, Links, OrderSettings, Orders, Parts};
use ports::KeyService;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Everything is thrown away when it is closed.
pub struct Shop {
    pub db: Db,
    pub orders: Orders,
    pub ambient: Ambient,
    pub offers: Vec<OfferId>,
    pub buyers: Vec<UserId>,
    scratch: Scratch,
}

/// Where the measured database lives.
struct Scratch {
    folder: PathBuf,
    /// The address and the schema to drop.
    postgres: Option<(String, String)>,
}

const MERCHANTS: usize = 10;
const BUYERS: usize = 1_000;

impl Shop {
    /// An empty, migrated database: SQLite in a new folder below the current one, or a new schema at that address.
    pub async fn empty(database_url: Option<&str>) -> Fallible<Self> {
        Self::with_committers(database_url, 0).await
    }

    /// The same, where so many committers share the desk; 0 means as many as the server starts.
    pub async fn with_committers(database_url: Option<&str>, committers: usize) -> Fallible<Self> {
        Self::with(database_url, committers, Ambient::system()).await
    }

    /// The same, by another clock.
    pub async fn with(database_url: Option<&str>, committers: usize, ambient: Ambient) -> Fallible<Self> {
        let name = format!("bench_{}", kernel::encode_128(ambient.uuid_v7()));
        let folder = std::env::current_dir()?.join("data").join(&name);
        // The database has a folder of its own, as a server wants its key outside of that.
        std::fs::create_dir_all(folder.join(Left::SHOP))?;
        let (config, postgres) = match database_url {
            Some(url) => (schema(url, &name).await?, Some((url.to_owned(), name))),
            None => (DbConfig::Sqlite { path: folder.join(Left::SHOP).join("cardamom.db") }, None),
        };
        let scratch = Scratch { folder, postgres };
        let db = Db::open(&config).await?;
        db.migrate(ambient.now()).await?;
        let keys: Arc<dyn KeyService> =
            Arc::new(FileKeyService::open_or_create(&scratch.folder.join("root.key"))?);
        let vault = Vault::open(&db, keys.clone(), ambient.clone()).await?;
        let links = Links::new(keys.derive("order-link").await?, keys.derive("query-code").await?);
        let settings = OrderSettings { desk_committers: committers, ..OrderSettings::default() };
        let desk = Desk::start(db.clone(), ambient.clone(), settings.clone());
        let orders = Orders::new(Parts {
            db: db.clone(),
            ambient: ambient.clone(),
            desk,
            vault,
            channels: orders::Channels::default(),
            links,
            settings,
            base_url: "http://localhost".into(),
        });
        Ok(Self { db, orders, ambient, offers: Vec::new(), buyers: Vec::new(), scratch })
    }

    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// Products spread over ten merchants, the keys spread evenly over the products.
    pub async fn seed(
        &mut self,
        products: usize,
        keys: usize,
        mut progress: impl FnMut(u64),
    ) -> Fallible<()> {
        let merchants = self.merchants().await?;
        let each = keys / products.max(1);
        for number in 0..products {
            let Some(&merchant) = merchants.get(number % merchants.len()) else { break };
            let (sku, offer) = self.product(merchant, number).await?;
            self.import(merchant, sku, number, each).await?;
            self.offers.push(offer);
            progress(u64::try_from(each)?);
        }
        for _ in 0..BUYERS {
            let user = UserId::new(&self.ambient);
            self.orders.deposit(user, Money::new(100_000_000_000, Currency::CNY), &user.to_string()).await?;
            self.buyers.push(user);
        }
        Ok(())
    }

    pub async fn merchants(&self) -> Fallible<Vec<MerchantId>> {
        let mut tx = self.db.begin().await?;
        let mut ids = Vec::new();
        for number in 0..MERCHANTS {
            let name = Bilingual::new(format!("商户{number}"), format!("Merchant {number}"));
            let new =
                merchants::NewMerchant { name, about: Bilingual::default(), fee: kernel::BasisPoints(200) };
            ids.push(merchants::create(&mut tx, &self.ambient, &new).await?.id);
        }
        tx.commit().await?;
        Ok(ids)
    }

    pub async fn product(&self, merchant: MerchantId, number: usize) -> Fallible<(SkuId, OfferId)> {
        let text = |zh: &str, en: &str| Bilingual::new(format!("{zh}{number}"), format!("{en} {number}"));
        let mut tx = self.db.begin().await?;
        let category =
            Category { code: "bench".into(), name: text("分类", "Category"), icon: String::new(), sort: 1 };
        catalog::put_category(&mut tx, &category).await?;
        let new = NewProduct {
            merchant,
            slug: format!("product-{number}"),
            category: category.code,
            brand: text("品牌", "Brand"),
            brand_id: None,
            picture: String::new(),
            words: ProductWords {
                title: text("会员", "Membership"),
                summary: text("说明", "Summary"),
                guide: text("打开应用，输入卡密", "Open the app and enter the key"),
                terms: text("不支持退款", "No refunds"),
            },
        };
        let product = catalog::create_product(&mut tx, &self.ambient, &new).await?;
        let (code, name) = (format!("SKU-{number}"), text("月卡", "Month"));
        let new = NewSku { merchant, product, code, name, kind: GoodsKind::OneTime };
        let sku = catalog::create_sku(&mut tx, &self.ambient, &new).await?;
        let new = NewOffer::new(merchant, sku, Money::new(1_990, Currency::CNY));
        let offer = catalog::create_offer(&mut tx, &self.ambient, &new).await?;
        tx.commit().await?;
        Ok((sku, offer))
    }

    async fn import(&self, merchant: MerchantId, sku: SkuId, number: usize, count: usize) -> Fallible<()> {
        let lines: String = (0..count).map(|n| format!("KEY-{number:06}-{n:08}-CARDAMOM\n")).collect();
        let new = new_batch(merchant, sku);
        self.orders
            .import_stock(&new, Reader::new(std::io::Cursor::new(lines), Format::Lines), |_, _| {})
            .await?;
        Ok(())
    }

    /// Bytes that the database takes on disk now, everything checkpointed.
    pub async fn bytes(&self) -> Fallible<i64> {
        super::store::bytes(&self.db).await
    }

    pub fn scratch_folder(&self) -> &std::path::Path {
        &self.scratch.folder
    }

    pub async fn merchants_of_offers(&self) -> Fallible<Vec<MerchantId>> {
        let mut tx = self.db.read().await?;
        let mut merchants: Vec<MerchantId> = catalog::orderable(&mut tx, &self.offers)
            .await?
            .into_iter()
            .map(|offer| offer.merchant)
            .collect();
        merchants.sort();
        merchants.dedup();
        Ok(merchants)
    }

    /// Closes the database but keeps it, for a server of its own.
    pub fn leave(self) -> Left {
        let Self { db, orders, scratch, .. } = self;
        drop((db, orders));
        let url = scratch.postgres.as_ref().map(|(url, schema)| with_schema(url, schema));
        let settings = url.map(|url| ("DATABASE_URL", url)).into_iter().collect();
        Left { folder: scratch.folder, settings, postgres: scratch.postgres }
    }

    /// Removes what was made.
    pub async fn close(self) -> Fallible<()> {
        self.leave().clean_up().await
    }
}

/// A shop that nobody works in.
pub struct Left {
    pub folder: PathBuf,
    /// For the environment of a server.
    pub settings: Vec<(&'static str, String)>,
    postgres: Option<(String, String)>,
}

impl Left {
    const SHOP: &str = "shop";

    pub fn shop(&self) -> PathBuf {
        self.folder.join(Self::SHOP)
    }
    pub fn root_key(&self) -> PathBuf {
        self.folder.join("root.key")
    }
    pub async fn clean_up(self) -> Fallible<()> {
        if let Some((url, schema)) = &self.postgres {
            super::store::drop_schema(url, schema).await?;
        }
        Ok(std::fs::remove_dir_all(&self.folder)?)
    }
}

pub fn new_batch(merchant: MerchantId, sku: SkuId) -> NewBatch {
    NewBatch {
        merchant,
        sku,
        kind: SkuKind::OneTime,
        provenance: Provenance {
            supplier: "bench".into(),
            reference: "bench".into(),
            cost: None,
            imported_by: "bench".into(),
        },
        format: Format::Lines,
        use_limit: None,
        expires_at: None,
    }
}

pub async fn schema(url: &str, name: &str) -> Fallible<DbConfig> {
    super::store::create_schema(url, name).await?;
    Ok(DbConfig::Postgres { url: with_schema(url, name), connections: 12 })
}

fn with_schema(url: &str, name: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-csearch_path%3D{name}")
}
