use db::DbError;
use kernel::BadText;

/// Why a change or a list is refused; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CatalogRefusal {
    #[error("{field}: {why}")]
    BadText { field: &'static str, why: BadText },
    #[error("{field}: use 1 to 64 of the characters a-z, 0-9 and '-', with a letter or digit at both ends")]
    BadSlug { field: &'static str },
    #[error(
        "picture: use a plain file name of a-z, 0-9, '.', '_' and '-', such as card.svg, or leave it empty"
    )]
    BadPicture,
    #[error("{field}: a price is 1 to 10,000,000,000 minor units")]
    BadPrice { field: &'static str },
    #[error("list_price: it is in another currency than the price, or lower: leave it out, or raise it")]
    BadListPrice,
    #[error("change_bps: use -9,000 (a tenth of the price is left) to 90,000 (ten times the price)")]
    BadChange,
    #[error("quantity_min and quantity_max: use 1 to 1000, the smaller one first")]
    BadQuantities,
    #[error("form: {why}")]
    BadForm { why: &'static str },
    #[error("sort: use 0 to 1,000,000")]
    BadSort,
    #[error("this cursor is not one of ours: start from the first page")]
    BadCursor,
    #[error("slug: another product is called so: choose another one")]
    SlugTaken,
    #[error("code: you have a SKU with this code already: choose another one")]
    SkuCodeTaken,
    #[error("category: there is no such category: choose one of the list")]
    UnknownCategory,
    #[error("there is no such product of yours: check its id")]
    UnknownProduct,
    #[error("there is no such SKU of yours: check its id or code")]
    UnknownSku,
    #[error("there is no such offer of yours: check its id")]
    UnknownOffer,
    #[error("somebody revised the product meanwhile (revision {revision}): look again, then edit")]
    RevisedMeanwhile { revision: i64 },
    #[error("the price was changed meanwhile (it is {price} now): look again, then change it")]
    PriceChanged { price: kernel::Money },
    #[error("brand: there is no such brand: choose one of the list")]
    UnknownBrand,
    #[error(
        "fee_bps: use 0 to 10,000, for nothing to the whole price, or null for what each merchant agreed to"
    )]
    BadFee,
    #[error("name: another brand is called so")]
    BrandTaken,
    #[error("somebody of the platform looks at it: it is shown once it was approved")]
    InReview,
    #[error("it was rejected: revise it, and it is looked at again")]
    Rejected,
    #[error("this was decided already: look at it again")]
    ReviewDecided,
    #[error("it is {state} already: nothing to do")]
    StateUnchanged { state: &'static str },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl CatalogRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadText { .. } => "bad_text",
            Self::BadSlug { .. } => "bad_slug",
            Self::BadPicture => "bad_picture",
            Self::BadPrice { .. } => "bad_price",
            Self::BadListPrice => "bad_list_price",
            Self::BadChange => "bad_change",
            Self::BadQuantities => "bad_quantities",
            Self::BadForm { .. } => "bad_account_form",
            Self::BadSort => "bad_sort",
            Self::BadCursor => "bad_cursor",
            Self::SlugTaken => "slug_taken",
            Self::SkuCodeTaken => "sku_code_taken",
            Self::UnknownCategory => "unknown_category",
            Self::UnknownProduct => "unknown_product",
            Self::UnknownSku => "unknown_sku",
            Self::UnknownOffer => "unknown_offer",
            Self::RevisedMeanwhile { .. } => "revised_meanwhile",
            Self::PriceChanged { .. } => "price_changed",
            Self::UnknownBrand => "unknown_brand",
            Self::BadFee => "bad_fee",
            Self::BrandTaken => "brand_taken",
            Self::InReview => "in_review",
            Self::Rejected => "product_rejected",
            Self::ReviewDecided => "already_decided",
            Self::StateUnchanged { .. } => "state_unchanged",
            Self::Db(_) => "database",
        }
    }

    /// The field of the request that it is about, where it is about one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadText { field, .. } | Self::BadSlug { field } | Self::BadPrice { field } => Some(field),
            Self::BadPicture => Some("picture"),
            Self::BadListPrice => Some("list_price"),
            Self::BadChange => Some("change_bps"),
            Self::BadQuantities => Some("quantity_min"),
            Self::BadForm { .. } => Some("form"),
            Self::BadSort => Some("sort"),
            Self::BadCursor => Some("after"),
            Self::SlugTaken => Some("slug"),
            Self::SkuCodeTaken => Some("code"),
            Self::UnknownCategory => Some("category"),
            Self::UnknownProduct => Some("product"),
            Self::UnknownSku => Some("sku"),
            Self::UnknownOffer => Some("offer"),
            Self::PriceChanged { .. } => Some("price"),
            Self::RevisedMeanwhile { .. } => Some("based_on"),
            Self::StateUnchanged { .. } | Self::InReview | Self::Rejected | Self::ReviewDecided => {
                Some("state")
            }
            Self::UnknownBrand => Some("brand_id"),
            Self::BadFee => Some("fee_bps"),
            Self::BrandTaken => Some("name_zh"),
            Self::Db(_) => None,
        }
    }
}

/// The refusal of a unique index in our own words; any other fault stays what it is.
pub(crate) fn taken(error: DbError, index: &str, refusal: CatalogRefusal) -> CatalogRefusal {
    if error.is_unique(index) { refusal } else { CatalogRefusal::Db(error) }
}
