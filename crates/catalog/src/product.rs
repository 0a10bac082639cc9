use crate::{CatalogRefusal, SkuView, check};
use kernel::{Bilingual, BrandId, MerchantId, ProductId, Time};
use serde::Serialize;

/// Whether the shop shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductState {
    Listed,
    Hidden,
    /// Somebody of the platform looks at it first.
    InReview,
    /// Somebody has looked, and it may not be shown as it is.
    Rejected,
}

impl ProductState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Hidden => "hidden",
            Self::InReview => "in_review",
            Self::Rejected => "rejected",
        }
    }
}
impl std::str::FromStr for ProductState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Listed, Self::Hidden, Self::InReview, Self::Rejected]
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or(())
    }
}

/// What a buyer reads and agrees to; one language may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct ProductWords {
    /// One line, up to 80 characters.
    pub title: Bilingual,
    /// One line, up to 300 characters.
    pub summary: Bilingual,
    /// How to use what was bought: up to 5,000 characters.
    pub guide: Bilingual,
    /// The conditions of sale: up to 5,000 characters.
    pub terms: Bilingual,
}

impl ProductWords {
    pub(crate) fn checked(&self) -> Result<Self, CatalogRefusal> {
        Ok(Self {
            title: check::name(["title_zh", "title_en"], &self.title, 80)?,
            summary: check::lines(["summary_zh", "summary_en"], &self.summary, 300)?,
            guide: check::texts(["guide_zh", "guide_en"], &self.guide, 5_000)?,
            terms: check::texts(["terms_zh", "terms_en"], &self.terms, 5_000)?,
        })
    }
}

/// A product to be created.
#[derive(Clone, Debug)]
pub struct NewProduct {
    pub merchant: MerchantId,
    /// Its address in the shop, for good: `[a-z0-9-]`, up to 64 characters, unique within the platform.
    pub slug: String,
    pub category: String,
    pub brand: Bilingual,
    /// The brand that the platform keeps; found by its name where none is given.
    pub brand_id: Option<BrandId>,
    /// A file name under `/pictures/`, or empty.
    pub picture: String,
    pub words: ProductWords,
}

/// What a product shall say from now on.
#[derive(Clone, Debug)]
pub struct ProductEdit {
    /// The revision that the editor looked at.
    pub based_on: i64,
    pub category: String,
    pub brand: Bilingual,
    /// The brand that the platform keeps; found by its name where none is given.
    pub brand_id: Option<BrandId>,
    pub picture: String,
    pub words: ProductWords,
}

pub(crate) fn checked_brand(brand: &Bilingual) -> Result<Bilingual, CatalogRefusal> {
    check::lines(["brand_zh", "brand_en"], brand, 40)
}

/// A line of a merchant's own list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductSummary {
    pub id: ProductId,
    pub merchant: MerchantId,
    pub slug: String,
    pub category: String,
    pub brand: Bilingual,
    /// The brand that the platform keeps, where it is one.
    pub brand_id: Option<BrandId>,
    pub picture: String,
    pub state: ProductState,
    pub revision: i64,
    pub title: Bilingual,
    pub created_at: Time,
}

/// The whole page of a product.
#[derive(Clone, Debug, Serialize)]
pub struct ProductView {
    pub id: ProductId,
    pub merchant: MerchantId,
    pub slug: String,
    pub category: String,
    pub brand: Bilingual,
    /// The brand that the platform keeps, where it is one.
    pub brand_id: Option<BrandId>,
    pub picture: String,
    pub state: ProductState,
    pub revision: i64,
    #[serde(flatten)]
    pub words: ProductWords,
    pub created_at: Time,
    pub skus: Vec<SkuView>,
}

/// What a product said at some time; never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    pub product: ProductId,
    pub revision: i64,
    #[serde(flatten)]
    pub words: ProductWords,
    pub created_at: Time,
}
