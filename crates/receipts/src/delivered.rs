use crate::Hex;
use kernel::{BatchId, Bilingual, Currency, MerchantId, OrderId, ProductId, SkuId};
use serde::{Deserialize, Serialize};

/// What was delivered with an order, written down once and never changed. Nobody's contact is in it, no buyer and no key.
///
/// The fields of all of these stand in the order of their names, so that what `serde_json` writes is canonical as RFC 8785
/// has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Core {
    pub currency: Currency,
    pub deliveries: Vec<Delivery>,
    pub lines: Vec<Line>,
    pub merchant: Merchant,
    pub order: OrderId,
    /// RFC 3339, in UTC.
    pub paid_at: Option<String>,
    /// In minor units.
    pub total: i64,
}

/// A unit that was handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// None where the item is not in the vault.
    pub batch: Option<Batch>,
    pub delivered_at: String,
    pub id: String,
    /// Which line of the order it is of.
    pub line: i64,
    /// The unit's number among all that were sold of the SKU.
    pub unit: i64,
}

/// Where a unit came from: its batch, as it was when the entry was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub id: BatchId,
    /// The hash of the sealed item, which only its key opens; it tells nothing of the goods. None: they were destroyed.
    pub leaf: Option<Hex<32>>,
    /// The root over all sealed items. None: the import was open.
    pub root: Option<Hex<32>>,
    /// How many items there are; 0 without a root.
    pub size: u64,
}

/// What was bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub line: i64,
    pub product: ProductId,
    pub quantity: i64,
    /// The revision of the product's texts that was agreed to.
    pub revision: i64,
    pub sku: SkuId,
    pub sku_name: Words,
    pub title: Words,
    /// In minor units.
    pub unit_price: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    pub id: MerchantId,
    pub name: Words,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub zh: String,
}

impl From<Bilingual> for Words {
    fn from(text: Bilingual) -> Self {
        Self { en: text.en, zh: text.zh }
    }
}
