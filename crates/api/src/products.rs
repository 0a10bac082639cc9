use crate::words::Text;
use admission::Shown;
use catalog::{ProductState, ProductSummary, ProductView, ProductWords};
use kernel::{Bilingual, BrandId, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

/// A new product.
pub(crate) mod create;
/// The list as a file.
pub(crate) mod export;
/// Hide it, and list it again.
pub(crate) mod listed;
/// Say it better.
pub(crate) mod revise;
/// See one's own.
pub(crate) mod show;

fn state(shown: Shown) -> &'static str {
    match shown {
        Shown::AtOnce => "shown",
        Shown::AfterReview => "in_review",
    }
}

fn words([title, summary, guide, terms]: [Text; 4]) -> ProductWords {
    ProductWords { title: title.into(), summary: summary.into(), guide: guide.into(), terms: terms.into() }
}

/// A line of your own list.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductSummary)]
pub(crate) struct ProductLine {
    #[schema(value_type = String)]
    id: ProductId,
    slug: String,
    category: String,
    brand: Text,
    /// The brand that the platform keeps, where it is one.
    #[schema(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    picture: String,
    /// `listed`, `hidden`, `in_review` or `rejected`.
    #[schema(value_type = String, example = "listed")]
    state: ProductState,
    revision: i64,
    title: Text,
    created_at: String,
}

impl From<ProductSummary> for ProductLine {
    fn from(p: ProductSummary) -> Self {
        Self {
            id: p.id,
            slug: p.slug,
            category: p.category,
            brand: p.brand.into(),
            brand_id: p.brand_id,
            picture: p.picture,
            state: p.state,
            revision: p.revision,
            title: p.title.into(),
            created_at: p.created_at.rfc3339(),
        }
    }
}

/// A product with its words of now.
#[derive(Serialize, ToSchema)]
#[schema(as = Product)]
pub(crate) struct ProductAnswer {
    #[schema(value_type = String)]
    id: ProductId,
    slug: String,
    category: String,
    brand: Text,
    /// The brand that the platform keeps, where it is one.
    #[schema(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    picture: String,
    /// `listed`, `hidden`, `in_review` or `rejected`.
    #[schema(value_type = String, example = "listed")]
    state: ProductState,
    /// Which revision this is: give it as `based_on` when you revise.
    revision: i64,
    title: Text,
    summary: Text,
    guide: Text,
    terms: Text,
    created_at: String,
}

impl From<ProductView> for ProductAnswer {
    fn from(p: ProductView) -> Self {
        let text = |b: Bilingual| Text::from(b);
        Self {
            id: p.id,
            slug: p.slug,
            category: p.category,
            brand: p.brand.into(),
            brand_id: p.brand_id,
            picture: p.picture,
            state: p.state,
            revision: p.revision,
            title: text(p.words.title),
            summary: text(p.words.summary),
            guide: text(p.words.guide),
            terms: text(p.words.terms),
            created_at: p.created_at.rfc3339(),
        }
    }
}
