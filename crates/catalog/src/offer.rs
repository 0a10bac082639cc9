use crate::GoodsKind;
use kernel::{Bilingual, MerchantId, Money, OfferId, ProductId, SkuId, Time};
use serde::Serialize;

/// Whether it can be ordered (as far as its product is listed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    On,
    Off,
}

impl OfferState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}
impl std::str::FromStr for OfferState {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::On, Self::Off].into_iter().find(|s| s.as_str() == text).ok_or(())
    }
}

/// What one unit costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// 1 to 10,000,000,000 minor units.
    pub price: Money,
    /// What it costs elsewhere: the same currency, not less than the price.
    pub list_price: Option<Money>,
}

/// An offer to be created; it is on at once.
#[derive(Clone, Debug)]
pub struct NewOffer {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub price: Price,
    /// The units of one order line: 1 to 1000, see [`NewOffer::new`] for the usual ones.
    pub quantity_min: i64,
    pub quantity_max: i64,
    /// Smaller ones come first: 0 to 1,000,000.
    pub sort: i64,
}

impl NewOffer {
    /// One to a thousand units, in the middle of the list.
    pub fn new(merchant: MerchantId, sku: SkuId, price: Money) -> Self {
        let price = Price { price, list_price: None };
        Self { merchant, sku, price, quantity_min: 1, quantity_max: 1000, sort: 1000 }
    }
}

/// An offer on the page of its product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    pub id: OfferId,
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub product: ProductId,
    pub price: Money,
    pub list_price: Option<Money>,
    pub quantity_min: i64,
    pub quantity_max: i64,
    pub state: OfferState,
    pub sort: i64,
    pub created_at: Time,
}

/// An offer with what a list shows of its SKU and product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfferView {
    pub offer: OfferId,
    pub sku: SkuId,
    pub sku_code: String,
    pub sku_name: Bilingual,
    pub kind: GoodsKind,
    pub product: ProductId,
    pub slug: String,
    pub title: Bilingual,
    pub summary: Bilingual,
    pub brand: Bilingual,
    /// A file name under `/pictures/`, or empty.
    pub picture: String,
    pub category: String,
    pub merchant: MerchantId,
    pub price: Money,
    pub list_price: Option<Money>,
    pub quantity_min: i64,
    pub quantity_max: i64,
    /// The offer is on and its product listed.
    pub on: bool,
    #[serde(skip)]
    pub sort: i64,
}
