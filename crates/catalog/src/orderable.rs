use crate::{AccountForm, GoodsKind, store};
use db::Tx;
use kernel::{BasisPoints, Bilingual, BrandId, MerchantId, Money, OfferId, ProductId, SkuId};

/// What an order needs to know of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orderable {
    pub offer: OfferId,
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub sku_code: String,
    pub sku_name: Bilingual,
    pub kind: GoodsKind,
    pub form: AccountForm,
    pub product: ProductId,
    pub revision: i64,
    pub title: Bilingual,
    pub category: String,
    pub price: Money,
    pub quantity_min: i64,
    pub quantity_max: i64,
    /// The offer is on and its product listed.
    pub on: bool,
    /// The brand, where it is sold with its authorisation only.
    pub authorised_brand: Option<BrandId>,
    /// What the platform keeps of goods of this category; none: what the merchant agreed to.
    pub fee: Option<BasisPoints>,
    /// Of the merchant's catalogue when this was read.
    pub version: i64,
}

/// The offers with these ids, in any order, in one query; unknown ones are left out.
pub async fn orderable(tx: &mut Tx, ids: &[OfferId]) -> db::Result<Vec<Orderable>> {
    store::offers::orderable(tx, ids).await
}
