use crate::list::{Place, Wanted};
use crate::{CatalogRefusal, Category, Home, OfferFilter, OfferView, list_offers, search, store};
use db::Db;
use kernel::{Ambient, OfferId, Page, PageAsk, ProductId, Span, Time};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

const FRESH_FOR: Span = Span::seconds(1);
const KEPT_MAX: usize = 5_000;

/// The offers on sale, in memory for up to a second, so that a list page costs no SQL.
///
/// While one caller reads them anew, the others are given the old copy. Where more than 5,000 are on sale, only
/// the first ones are kept, and [`Listing::page`] asks the database.
pub struct Listing {
    db: Db,
    ambient: Ambient,
    copy: RwLock<Option<Arc<Copy>>>,
    refreshing: tokio::sync::Mutex<()>,
}

struct Copy {
    read_at: Time,
    categories: Arc<Vec<Category>>,
    offers: Arc<Vec<OfferView>>,
    /// What is searched of each offer.
    texts: Vec<String>,
    by_id: HashMap<OfferId, usize>,
    home: Arc<Home>,
    complete: bool,
}

impl Listing {
    pub fn new(db: Db, ambient: Ambient) -> Self {
        Self { db, ambient, copy: RwLock::new(None), refreshing: tokio::sync::Mutex::new(()) }
    }

    /// Up to 5,000 offers on sale, in the order of the list.
    pub async fn all(&self) -> db::Result<Arc<Vec<OfferView>>> {
        Ok(self.copy().await?.offers.clone())
    }

    /// The categories, in the order of the shop.
    pub async fn categories(&self) -> db::Result<Arc<Vec<Category>>> {
        Ok(self.copy().await?.categories.clone())
    }

    /// The front page.
    pub async fn home(&self) -> db::Result<Arc<Home>> {
        Ok(self.copy().await?.home.clone())
    }

    /// The same as [`list_offers`].
    pub async fn page(&self, filter: &OfferFilter, ask: &PageAsk) -> Result<Page<OfferView>, CatalogRefusal> {
        let copy = self.copy().await?;
        if !copy.complete {
            return list_offers(&self.db, filter, ask).await;
        }
        let after = Place::after(ask)?;
        let found =
            Wanted::from(filter).map(|wanted| copy.find(&wanted, after, ask.limit)).unwrap_or_default();
        Ok(Page::from_rows(found, ask.limit, |offer| Place::cursor(offer)).map(OfferView::clone))
    }

    /// The same as [`crate::offer`], where the offer is on sale.
    pub async fn offer(&self, id: OfferId) -> db::Result<Option<OfferView>> {
        let copy = self.copy().await?;
        match copy.by_id.get(&id).and_then(|&index| copy.offers.get(index)) {
            Some(view) => Ok(Some(view.clone())),
            None => crate::offer(&self.db, id).await,
        }
    }

    /// The next reader reads anew: for a change that shall be seen on this node at once.
    pub fn forget(&self) {
        *self.copy.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn copy(&self) -> db::Result<Arc<Copy>> {
        let Some(old) = self.kept() else {
            let _turn = self.refreshing.lock().await;
            return match self.kept() {
                Some(copy) => Ok(copy),
                None => self.refresh().await,
            };
        };
        if self.is_fresh(&old) {
            return Ok(old);
        }
        let Ok(_turn) = self.refreshing.try_lock() else { return Ok(old) };
        match self.kept() {
            Some(copy) if self.is_fresh(&copy) => Ok(copy),
            _ => self.refresh().await,
        }
    }

    fn kept(&self) -> Option<Arc<Copy>> {
        self.copy.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_fresh(&self, copy: &Copy) -> bool {
        self.ambient.now().since(copy.read_at) < FRESH_FOR
    }

    async fn refresh(&self) -> db::Result<Arc<Copy>> {
        let copy = Arc::new(Copy::read(&self.db, self.ambient.now()).await?);
        *self.copy.write().unwrap_or_else(PoisonError::into_inner) = Some(copy.clone());
        Ok(copy)
    }
}

impl Copy {
    async fn read(db: &Db, read_at: Time) -> db::Result<Self> {
        let mut tx = db.snapshot().await?;
        let categories = store::categories::all(&mut tx).await?;
        let everything = Wanted { category: None, merchant: None, words: Vec::new(), one_per_product: false };
        let one_more = i64::try_from(KEPT_MAX + 1).unwrap_or(i64::MAX);
        let mut offers = store::offers::on_sale(&mut tx, &everything, None, one_more).await?;
        drop(tx);
        let complete = offers.len() <= KEPT_MAX;
        offers.truncate(KEPT_MAX);
        let text = |o: &OfferView| {
            [search::product_text(&o.title, &o.brand), search::sku_text(&o.sku_code, &o.sku_name)].join("\n")
        };
        Ok(Self {
            read_at,
            texts: offers.iter().map(text).collect(),
            by_id: offers.iter().enumerate().map(|(index, o)| (o.offer, index)).collect(),
            home: Arc::new(Home::arrange(&categories, &offers)),
            categories: Arc::new(categories),
            offers: Arc::new(offers),
            complete,
        })
    }

    /// One more than `limit`, which says that there are more.
    fn find(&self, wanted: &Wanted, after: Option<Place>, limit: i64) -> Vec<&OfferView> {
        let mut seen: HashSet<ProductId> = HashSet::new();
        let matching = self.offers.iter().zip(&self.texts).filter(|(offer, text)| {
            wanted.category.as_ref().is_none_or(|code| *code == offer.category)
                && wanted.merchant.is_none_or(|merchant| merchant == offer.merchant)
                && wanted.words.iter().all(|word| text.contains(word.as_str()))
        });
        matching
            .map(|(offer, _)| offer)
            .filter(|offer| !wanted.one_per_product || seen.insert(offer.product))
            .filter(|offer| after.is_none_or(|place| Place::of(offer) > place))
            .take(usize::try_from(limit.saturating_add(1)).unwrap_or(0))
            .collect()
    }
}
