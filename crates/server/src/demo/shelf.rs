use crate::fault::{Fault, Result};
use kernel::Bilingual;
use serde::Deserialize;

/// What `demo/catalog.toml` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    pub merchant: Vec<Merchant>,
    pub category: Vec<Category>,
    pub product: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    pub code: String,
    name_zh: String,
    name_en: String,
    pub slug: String,
    about_zh: String,
    about_en: String,
    pub fee_bps: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    name_zh: String,
    name_en: String,
    pub icon: String,
    pub sort: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub slug: String,
    /// The code of one.
    pub merchant: String,
    pub category: String,
    brand_zh: String,
    brand_en: String,
    title_zh: String,
    title_en: String,
    summary_zh: String,
    summary_en: String,
    guide_zh: String,
    guide_en: String,
    terms_zh: String,
    terms_en: String,
    pub picture: String,
    pub sku: Vec<Sku>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sku {
    pub code: String,
    name_zh: String,
    name_en: String,
    pub kind: Kind,
    pub price_minor: i64,
    pub list_price_minor: Option<i64>,
    pub cost_minor: i64,
    /// Units: keys, or uses of a loop secret.
    pub stock: i64,
    /// How often one loop secret is sold.
    pub use_limit: Option<i64>,
    #[serde(default)]
    pub key_pattern: String,
    pub password_pattern: Option<String>,
    /// As its suppliers call it: of what is credited, or bought as keys. And what buyers are asked for.
    pub supplied_as: Option<u64>,
    #[serde(default)]
    pub form: Vec<catalog::AccountField>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    OneTime,
    Loop,
    Recharge,
    Supplied,
}

pub fn read() -> Result<Shelf> {
    toml::from_str(include_str!("../../demo/catalog.toml"))
        .map_err(|error| Fault::usage(format!("demo/catalog.toml: {}", error.message())))
}

impl Merchant {
    pub fn name(&self) -> Bilingual {
        Bilingual::new(&self.name_zh, &self.name_en)
    }
    pub fn about(&self) -> Bilingual {
        Bilingual::new(&self.about_zh, &self.about_en)
    }
}

impl Category {
    pub fn name(&self) -> Bilingual {
        Bilingual::new(&self.name_zh, &self.name_en)
    }
}

impl Product {
    pub fn brand(&self) -> Bilingual {
        Bilingual::new(&self.brand_zh, &self.brand_en)
    }
    pub fn words(&self) -> catalog::ProductWords {
        catalog::ProductWords {
            title: Bilingual::new(&self.title_zh, &self.title_en),
            summary: Bilingual::new(&self.summary_zh, &self.summary_en),
            guide: Bilingual::new(self.guide_zh.trim(), self.guide_en.trim()),
            terms: Bilingual::new(self.terms_zh.trim(), self.terms_en.trim()),
        }
    }
}

impl Sku {
    pub fn name(&self) -> Bilingual {
        Bilingual::new(&self.name_zh, &self.name_en)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_is_as_full_as_promised_and_every_product_has_its_picture() {
        let shelf = read().unwrap();
        assert_eq!(shelf.merchant.len(), 3);
        assert!(shelf.product.len() >= 40);
        for product in &shelf.product {
            assert!(shelf.merchant.iter().any(|m| m.code == product.merchant), "{}", product.slug);
            assert!(shelf.category.iter().any(|c| c.code == product.category), "{}", product.slug);
            assert!(
                super::super::pictures::has(&product.picture),
                "{} is not in pictures.rs",
                product.picture
            );
        }
        let skus: Vec<&Sku> = shelf.product.iter().flat_map(|p| &p.sku).collect();
        assert!(skus.iter().all(|s| (s.kind == Kind::Loop) == s.use_limit.is_some()));
        for s in &skus {
            let supplied = matches!(s.kind, Kind::Recharge | Kind::Supplied);
            assert_eq!(
                (supplied, supplied),
                (s.supplied_as.is_some(), s.key_pattern.is_empty()),
                "{}",
                s.code
            );
            assert_eq!(s.form.is_empty(), s.kind != Kind::Recharge, "{}", s.code);
        }
        for product in &shelf.product {
            let fee = shelf.merchant.iter().find(|m| m.code == product.merchant).unwrap().fee_bps;
            let pays = |sku: &Sku| sku.price_minor * (10_000 - fee) >= sku.cost_minor * 10_000;
            assert!(product.sku.iter().all(pays), "{}: a price does not pay for the goods", product.slug);
        }
    }
}
