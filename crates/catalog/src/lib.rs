//! What is for sale: categories, products and their revisions, SKUs, offers.
//!
//! A product is what a page shows, a SKU what the vault stocks, an offer what a buyer orders at a price. An edit of
//! a product adds a revision, and an order keeps (product, revision), so what was agreed to stays readable.
//!
//! Verbs take the caller's transaction and the merchant who asks: what belongs to another merchant is not found.
//! After a refusal the transaction is to be dropped. How much is in stock is not known here.

/// Why a change or a list is refused.
mod refusal;
pub use refusal::CatalogRefusal;
/// The shelves of the shop.
mod category;
/// What text, prices and numbers from outside must be like.
mod check;
/// How words are looked for.
mod search;
pub use category::{Category, categories, put_category};
/// What the platform keeps of goods of a shelf.
mod category_fee;
pub use category_fee::{CategoryFee, category_fees, put_category_fee};
/// The words: products and their revisions.
mod product;
pub use product::{
    NewProduct, ProductEdit, ProductState, ProductSummary, ProductView, ProductWords, Revision,
};
/// The words: what the vault stocks.
mod sku;
pub use sku::{GoodsKind, NewSku, Sku, SkuView};
/// What buyers of goods that are credited are asked for.
mod account_form;
pub use account_form::{
    AccountChoice, AccountField, AccountFieldKind, AccountForm, BadAccount, BadAnswer, put_account_form,
};
/// The words: what is ordered, at a price.
mod offer;
pub use offer::{NewOffer, Offer, OfferState, OfferView, Price};
/// Whose goods they are, and whether that needs an authorisation.
mod brand;
pub use brand::{
    Brand, brand, brand_of_product, brand_of_sku, brands, change_brand, create_brand, delist_brand,
    prices_on, sellers_of, terms_changed,
};
/// Products are looked at, by rules and by people.
mod review;
pub use review::{
    Decided, ProductHead, ProductReview, ReviewRules, ReviewState, RuleFinding, count_products,
    decide_review, hold_for_review, product_head, product_of_offer, review_of, reviews, rule_findings,
};
/// Put a product into the catalogue.
mod create_product;
pub use create_product::create_product;
/// Say it better: a new revision.
mod revise_product;
pub use revise_product::revise_product;
/// Hide a product, and list it again.
mod list_product;
pub use list_product::{hide_product, list_product};
/// Give a product something that can be stocked.
mod create_sku;
pub use create_sku::create_sku;
/// Give a SKU a price.
mod create_offer;
pub use create_offer::create_offer;
/// Change a price.
mod reprice;
pub use reprice::{CHANGE_BPS, changed_by, reprice};
/// Change many prices at once.
mod reprice_many;
pub use reprice_many::{NewPrice, Priced, Which, priced, reprice_many};
/// Switch an offer on and off.
mod switch_offer;
pub use switch_offer::{switch_off, switch_on};
/// One page of offers, filtered.
mod list;
pub use list::{OfferFilter, list_offers, offer};
/// The front page.
mod home;
pub use home::{Home, Shelf, home};
/// The page of a product, and what an order agreed to.
mod product_page;
pub use product_page::{product, product_by_slug, revision, revisions};
/// A merchant's own lists, hidden things too.
mod own;
pub use own::{OwnFilter, own_offers, own_products, own_skus, sku, sku_by_code, skus};
/// Products by the words that people call them, and how they are called.
mod named;
pub use named::{own_product_by_slug, products_named, sku_code_taken, slug_taken, titles};
/// What an order needs to know: the hot path.
mod orderable;
pub use orderable::{Orderable, orderable};
/// The same, kept in memory and never stale.
mod remembered;
pub use remembered::Remembered;
/// The offers on sale, kept in memory for a second.
mod listing;
pub use listing::Listing;
/// The SQL.
mod store;
