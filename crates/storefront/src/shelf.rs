//! What is on sale, with its stock. One reader refreshes it, the others are given the old copy meanwhile.

use axum::body::Bytes;
use catalog::{Category, Listing, OfferView};
use kernel::{Bilingual, Language, MerchantId, Money, OfferId, ProductId, SkuId, Span, Time};
use orders::{OrderError, Orders, Tag};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

const FRESH_FOR: Span = Span::seconds(1);

pub(crate) struct Shelf {
    pub listing: Listing,
    orders: Orders,
    kept: RwLock<Option<Arc<Snapshot>>>,
    refreshing: tokio::sync::Mutex<()>,
}

/// A product with what its card shows.
pub(crate) struct Good {
    pub product: ProductId,
    pub slug: String,
    pub category: String,
    pub title: Bilingual,
    pub picture: String,
    pub merchant: Bilingual,
    pub seller: MerchantId,
    /// The lowest of its offers.
    pub price: Money,
    /// There are dearer ones.
    pub from_price: bool,
    pub list_price: Option<Money>,
    /// Of the offer of which most is left. None: one of them is credited to an account, and nothing of it is stocked.
    pub units: Option<i64>,
}

pub(crate) struct Snapshot {
    read_at: Time,
    pub categories: Arc<Vec<Category>>,
    /// In the order of the list.
    pub goods: Vec<Good>,
    places: HashMap<ProductId, usize>,
    /// Pages for guests, rendered from this snapshot: they go when it goes.
    pages: Mutex<HashMap<PageKey, Bytes>>,
}

/// A page that all guests see alike: the language, and the category where it is one's.
pub(crate) type PageKey = (Language, Option<String>);

impl Shelf {
    pub fn new(orders: &Orders) -> Self {
        Self {
            listing: Listing::new(orders.db().clone(), orders.ambient().clone()),
            orders: orders.clone(),
            kept: RwLock::new(None),
            refreshing: tokio::sync::Mutex::new(()),
        }
    }

    /// At most a second old, or as long as it takes to read anew.
    pub async fn snapshot(&self) -> Result<Arc<Snapshot>, OrderError> {
        let Some(old) = self.kept() else {
            let _turn = self.refreshing.lock().await;
            return match self.kept() {
                Some(snapshot) => Ok(snapshot),
                None => self.refresh().await,
            };
        };
        if self.is_fresh(&old) {
            return Ok(old);
        }
        let Ok(_turn) = self.refreshing.try_lock() else { return Ok(old) };
        match self.kept() {
            Some(snapshot) if self.is_fresh(&snapshot) => Ok(snapshot),
            _ => self.refresh().await,
        }
    }

    fn kept(&self) -> Option<Arc<Snapshot>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_fresh(&self, snapshot: &Snapshot) -> bool {
        (0..FRESH_FOR.0).contains(&self.orders.ambient().now().since(snapshot.read_at).0)
    }

    async fn refresh(&self) -> Result<Arc<Snapshot>, OrderError> {
        let read_at = self.orders.ambient().now();
        let (offers, categories) = (self.listing.all().await?, self.listing.categories().await?);
        let units = self.units(&offers).await?;
        let sellers = self.sellers(&offers).await?;
        let tags = self.orders.campaign_tags(offers.iter().map(|o| (o.offer, o.merchant))).await?;
        let offers: Vec<OfferView> = offers.iter().map(|offer| tagged(offer, &tags)).collect();
        let goods = arrange(&offers, &units, &sellers);
        let places = goods.iter().enumerate().map(|(place, good)| (good.product, place)).collect();
        let snapshot = Arc::new(Snapshot { read_at, categories, goods, places, pages: Mutex::default() });
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(snapshot.clone());
        Ok(snapshot)
    }

    async fn units(&self, offers: &[OfferView]) -> Result<HashMap<SkuId, i64>, OrderError> {
        let skus: HashSet<(MerchantId, SkuId)> =
            offers.iter().map(|offer| (offer.merchant, offer.sku)).collect();
        let skus: Vec<_> = skus.into_iter().collect();
        let units = self.orders.stock(&skus).await?;
        Ok(skus.iter().map(|(_, sku)| *sku).zip(units).collect())
    }

    /// The names of those who may sell now.
    async fn sellers(&self, offers: &[OfferView]) -> Result<HashMap<MerchantId, Bilingual>, OrderError> {
        let merchants: HashSet<MerchantId> = offers.iter().map(|offer| offer.merchant).collect();
        let merchants: Vec<_> = merchants.into_iter().collect();
        let mut tx = self.orders.db().read().await?;
        let selling = merchants::selling(&mut tx, &merchants).await;
        let selling = selling.map_err(|error| db::DbError::Other(error.to_string()))?;
        Ok(selling
            .into_iter()
            .filter(|seller| seller.active)
            .map(|seller| (seller.merchant, seller.name))
            .collect())
    }
}

impl Snapshot {
    pub fn good(&self, product: ProductId) -> Option<&Good> {
        self.places.get(&product).and_then(|place| self.goods.get(*place))
    }

    pub fn page(&self, key: &PageKey) -> Option<Bytes> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub fn keep_page(&self, key: PageKey, page: Bytes) {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(key, page);
    }
}

/// At what guests pay while a campaign holds, with the offer's own price struck through.
fn tagged(offer: &OfferView, tags: &HashMap<OfferId, Tag>) -> OfferView {
    match tags.get(&offer.offer).filter(|tag| tag.price.minor < tag.base.minor) {
        Some(tag) => OfferView { price: tag.price, list_price: Some(tag.base), ..offer.clone() },
        None => offer.clone(),
    }
}

/// One good for each product, in the order in which the first of its offers stands.
fn arrange(
    offers: &[OfferView],
    units: &HashMap<SkuId, i64>,
    sellers: &HashMap<MerchantId, Bilingual>,
) -> Vec<Good> {
    let mut goods: Vec<Good> = Vec::new();
    let mut places: HashMap<ProductId, usize> = HashMap::new();
    for offer in offers {
        let Some(merchant) = sellers.get(&offer.merchant) else { continue };
        let stocked = !offer.kind.is_fulfilled();
        let left = stocked.then(|| units.get(&offer.sku).copied().unwrap_or(0));
        match places.get(&offer.product).and_then(|place| goods.get_mut(*place)) {
            Some(good) => add(good, offer, left),
            None => {
                places.insert(offer.product, goods.len());
                goods.push(first(offer, merchant, left));
            }
        }
    }
    goods
}

fn first(offer: &OfferView, merchant: &Bilingual, units: Option<i64>) -> Good {
    Good {
        product: offer.product,
        slug: offer.slug.clone(),
        category: offer.category.clone(),
        title: offer.title.clone(),
        picture: offer.picture.clone(),
        merchant: merchant.clone(),
        seller: offer.merchant,
        price: offer.price,
        from_price: false,
        list_price: offer.list_price,
        units,
    }
}

fn add(good: &mut Good, offer: &OfferView, units: Option<i64>) {
    good.units = good.units.zip(units).map(|(most, units)| most.max(units));
    // With several prices the struck-through one would belong to one of them only.
    good.list_price = None;
    if offer.price.currency == good.price.currency && offer.price.minor != good.price.minor {
        good.from_price = true;
        good.price.minor = good.price.minor.min(offer.price.minor);
    }
}
