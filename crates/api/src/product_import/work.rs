use super::line::{Line, ProductPart};
use super::{Counts, LineError};
use crate::{Api, Problem};
use admission::{AdmissionRefusal, Shown};
use catalog::{CatalogRefusal, NewOffer, NewProduct, NewSku, Offer, Price, ProductEdit, ProductView, Sku};
use db::Tx;
use kernel::{MerchantId, ProductId, SkuId};
use std::collections::{HashMap, HashSet};

/// What is wrong, and in which column.
#[derive(Debug)]
pub(super) struct Fault {
    pub column: String,
    pub code: &'static str,
    pub detail: String,
}

impl Fault {
    pub fn new(column: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { column: column.to_owned(), code, detail: detail.into() }
    }
}

/// What came of the lines.
#[derive(Default)]
pub(super) struct Done {
    pub products: Counts,
    pub skus: Counts,
    pub offers: Counts,
    /// Products that somebody of the platform looks at first.
    pub waiting: usize,
    pub errors: Vec<LineError>,
}

/// A product as far as the file has brought it.
struct Known {
    id: ProductId,
    skus: Vec<(Sku, Vec<Offer>)>,
}

/// Does all that the lines say, in the caller's transaction, which is to be dropped where there are errors.
pub(super) async fn apply(
    tx: &mut Tx,
    api: &Api,
    merchant: MerchantId,
    lines: &[Line],
) -> Result<Done, Problem> {
    let mut work =
        Work { tx, api, merchant, known: HashMap::new(), codes: HashSet::new(), done: Done::default() };
    for line in lines {
        match work.line(line).await {
            Ok(()) => {}
            Err(fault) if fault.code() == "database" => return Err(fault.into()),
            Err(refusal) => {
                let column = column(&refusal);
                let fault = Fault::new(&column, refusal.code(), refusal.to_string());
                work.done.errors.push(LineError::new(line, fault));
            }
        }
    }
    Ok(work.done)
}

/// The catalogue's fields by the names of the columns.
fn column(refusal: &AdmissionRefusal) -> String {
    let field = match refusal {
        AdmissionRefusal::Catalog(refusal) => refusal.field().unwrap_or_default(),
        AdmissionRefusal::PriceBelowMinimum { .. } => "price",
        AdmissionRefusal::AuthorisationNeeded { .. } => "brand_zh",
        _ => "",
    };
    match field {
        "code" => "sku_code".to_owned(),
        "name_zh" => "sku_name_zh".to_owned(),
        "name_en" => "sku_name_en".to_owned(),
        field => field.to_owned(),
    }
}

struct Work<'a> {
    tx: &'a mut Tx,
    api: &'a Api,
    merchant: MerchantId,
    known: HashMap<String, Known>,
    /// SKUs that the file has named.
    codes: HashSet<String>,
    done: Done,
}

impl Work<'_> {
    async fn line(&mut self, line: &Line) -> Result<(), AdmissionRefusal> {
        if !self.codes.insert(line.sku_code.clone()) {
            return Err(CatalogRefusal::SkuCodeTaken.into());
        }
        let product = self.product(line).await?;
        let (sku, offers) = self.sku(line, product).await?;
        self.offer(line, sku, offers).await
    }

    async fn product(&mut self, line: &Line) -> Result<ProductId, AdmissionRefusal> {
        if let Some(known) = self.known.get(&line.slug) {
            // A later line may say the same words again, but not other ones.
            return Ok(known.id);
        }
        let found = catalog::own_product_by_slug(self.tx, self.merchant, &line.slug).await?;
        let known = match (found, &line.product) {
            (Some(view), Some(part)) => self.revise(view, part).await?,
            (Some(view), None) => {
                self.done.products.unchanged += 1;
                known(view)
            }
            (None, Some(part)) => self.create(line, part).await?,
            (None, None) => return Err(CatalogRefusal::UnknownProduct.into()),
        };
        let id = known.id;
        self.known.insert(line.slug.clone(), known);
        Ok(id)
    }

    async fn create(&mut self, line: &Line, part: &ProductPart) -> Result<Known, AdmissionRefusal> {
        // Asked before it is tried: after a refusal of the database nothing more can be tried.
        if catalog::slug_taken(self.tx, &line.slug).await? {
            return Err(CatalogRefusal::SlugTaken.into());
        }
        let new = NewProduct {
            merchant: self.merchant,
            slug: line.slug.clone(),
            category: part.category.clone(),
            brand: part.brand.clone(),
            // Found by its name.
            brand_id: None,
            picture: part.picture.clone(),
            words: part.words.clone(),
        };
        let (id, shown) = self.api.admission.create_product(self.tx, &new).await?;
        self.done.products.created += 1;
        self.done.waiting += usize::from(shown == Shown::AfterReview);
        Ok(Known { id, skus: Vec::new() })
    }

    async fn revise(&mut self, view: ProductView, part: &ProductPart) -> Result<Known, AdmissionRefusal> {
        let same = view.category == part.category
            && view.brand == part.brand
            && view.picture == part.picture
            && view.words == part.words;
        if same {
            self.done.products.unchanged += 1;
            return Ok(known(view));
        }
        let edit = ProductEdit {
            based_on: view.revision,
            category: part.category.clone(),
            brand: part.brand.clone(),
            // Found by its name.
            brand_id: None,
            picture: part.picture.clone(),
            words: part.words.clone(),
        };
        let revised = self.api.admission.revise_product(self.tx, self.merchant, view.id, &edit).await?;
        self.done.products.changed += 1;
        self.done.waiting += usize::from(revised.1 == Shown::AfterReview);
        Ok(known(view))
    }

    async fn sku(
        &mut self,
        line: &Line,
        product: ProductId,
    ) -> Result<(SkuId, Vec<Offer>), AdmissionRefusal> {
        let mine = self.known.get(&line.slug).into_iter().flat_map(|known| &known.skus);
        if let Some((sku, offers)) = mine.clone().find(|(sku, _)| sku.code == line.sku_code) {
            if sku.kind != line.kind {
                return Err(CatalogRefusal::SkuCodeTaken.into());
            }
            self.done.skus.unchanged += 1;
            return Ok((sku.id, offers.clone()));
        }
        if catalog::sku_code_taken(self.tx, self.merchant, &line.sku_code).await? {
            return Err(CatalogRefusal::SkuCodeTaken.into());
        }
        let new = NewSku {
            merchant: self.merchant,
            product,
            code: line.sku_code.clone(),
            name: line.sku_name.clone(),
            kind: line.kind,
        };
        let id = catalog::create_sku(self.tx, self.api.ambient(), &new).await?;
        self.done.skus.created += 1;
        Ok((id, Vec::new()))
    }

    /// A SKU without an offer in the currency gets one; the price of its first one is changed where it differs.
    async fn offer(&mut self, line: &Line, sku: SkuId, offers: Vec<Offer>) -> Result<(), AdmissionRefusal> {
        let price = Price { price: line.price, list_price: line.list_price };
        let Some(offer) = offers.into_iter().find(|offer| offer.price.currency == line.price.currency) else {
            let mut new = NewOffer::new(self.merchant, sku, line.price);
            new.price = price;
            self.api.admission.create_offer(self.tx, &new).await?;
            self.done.offers.created += 1;
            return Ok(());
        };
        if offer.price == line.price && offer.list_price == line.list_price {
            self.done.offers.unchanged += 1;
            return Ok(());
        }
        self.api.admission.reprice(self.tx, self.merchant, offer.id, offer.price, price).await?;
        self.done.offers.changed += 1;
        Ok(())
    }
}

fn known(view: ProductView) -> Known {
    Known { id: view.id, skus: view.skus.into_iter().map(|view| (view.sku, view.offers)).collect() }
}
