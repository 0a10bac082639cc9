use crate::{AccountForm, Offer};
use kernel::{Bilingual, MerchantId, ProductId, SkuId, Time};
use serde::{Deserialize, Serialize};

/// How the goods behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodsKind {
    /// Each key is sold once.
    OneTime,
    /// One secret is sold up to its use limit.
    Loop,
    /// A supplier credits the account that the buyer names; nothing is stocked.
    Recharge,
    /// Keys that are bought from a supplier once an order is paid. What is left over of them lies on the shelf.
    Supplied,
}

impl GoodsKind {
    pub const ALL: [Self; 4] = [Self::OneTime, Self::Loop, Self::Recharge, Self::Supplied];

    /// A supplier is asked for each order of it.
    pub fn is_fulfilled(self) -> bool {
        matches!(self, Self::Recharge | Self::Supplied)
    }
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneTime => "one_time",
            Self::Loop => "loop",
            Self::Recharge => "recharge",
            Self::Supplied => "supplied",
        }
    }
}
impl std::str::FromStr for GoodsKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|k| k.as_str() == text).ok_or(())
    }
}

/// A SKU to be created.
#[derive(Clone, Debug)]
pub struct NewSku {
    pub merchant: MerchantId,
    pub product: ProductId,
    /// The merchant's own name for it: one line, up to 64 characters, unique within the merchant.
    pub code: String,
    /// One line, up to 60 characters.
    pub name: Bilingual,
    pub kind: GoodsKind,
}

/// What the vault stocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sku {
    pub id: SkuId,
    pub merchant: MerchantId,
    pub product: ProductId,
    pub code: String,
    pub name: Bilingual,
    pub kind: GoodsKind,
    /// What its buyers are asked for.
    pub form: AccountForm,
    pub created_at: Time,
}

/// A SKU on the page of its product, with its offers.
#[derive(Clone, Debug, Serialize)]
pub struct SkuView {
    #[serde(flatten)]
    pub sku: Sku,
    pub offers: Vec<Offer>,
}
