use crate::goods::{Goods, one_currency};
use crate::{Docking, GoodsLine, GoodsSort, Partner, Result};
use catalog::{AccountField, AccountFieldKind, Category};
use kernel::{Bilingual, ProductId, Time};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// From here on there is plenty, as the document says.
const PLENTY: i64 = 21;

/// What a shop there sees: products by their numbers, with their SKUs.
pub(super) struct Shown {
    pub products: Vec<ShownProduct>,
}

pub(super) struct ShownProduct {
    pub number: i64,
    pub is_active: bool,
    pub changed_at: Time,
    pub value: Value,
}

pub(super) fn both(text: &Bilingual) -> Value {
    let one = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    json!({ "zh-CN": one(&text.zh, &text.en), "en": one(&text.en, &text.zh) })
}

pub(super) fn category_id(code: &str) -> String {
    format!("category {code}")
}

impl Docking {
    /// All products that the key may buy, and those that it saw before and may not buy now.
    pub(super) async fn dujiao_products(&self, partner: &Partner) -> Result<Shown> {
        let Goods { lines, gone } = self.goods(&partner.key).await?;
        let currency = one_currency(&lines);
        let lines: Vec<GoodsLine> =
            lines.into_iter().filter(|line| line.price.currency == currency).collect();
        let numbers = self.numbers_of(&lines).await?;
        let mut by_product: Vec<(ProductId, Vec<&GoodsLine>)> = Vec::new();
        let mut places: HashMap<ProductId, usize> = HashMap::new();
        for line in &lines {
            let place = *places.entry(line.product).or_insert_with(|| {
                by_product.push((line.product, Vec::new()));
                by_product.len() - 1
            });
            if let Some((_, skus)) = by_product.get_mut(place) {
                skus.push(line);
            }
        }
        let mut products: Vec<ShownProduct> = by_product
            .iter()
            .filter_map(|(product, lines)| product_of(self, &numbers, *product, lines))
            .collect();
        products.extend(self.gone_products(&gone, &places).await?);
        products.sort_by_key(|product| product.number);
        Ok(Shown { products })
    }

    async fn numbers_of(&self, lines: &[GoodsLine]) -> Result<HashMap<String, i64>> {
        let ids = lines
            .iter()
            .flat_map(|line| [line.product.to_string(), line.offer.to_string(), category_id(&line.category)]);
        let mut ids: Vec<String> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        self.numbers(&ids).await
    }

    /// Products of which nothing is on sale any more.
    async fn gone_products(
        &self,
        gone: &[(kernel::OfferId, Time)],
        sold: &HashMap<ProductId, usize>,
    ) -> Result<Vec<ShownProduct>> {
        let mut since: BTreeMap<ProductId, (Time, Bilingual)> = BTreeMap::new();
        for (offer, at) in gone {
            let Some(view) = self.0.listing.offer(*offer).await? else { continue };
            if sold.contains_key(&view.product) {
                continue;
            }
            let known = since.entry(view.product).or_insert((*at, view.title));
            known.0 = known.0.max(*at);
        }
        let ids: Vec<String> = since.keys().map(ProductId::to_string).collect();
        let numbers = self.numbers(&ids).await?;
        let shown = since.into_iter().filter_map(|(product, (changed_at, title))| {
            let number = *numbers.get(&product.to_string())?;
            let value = json!({
                "id": number, "title": both(&title), "is_active": false, "skus": [], "images": [], "tags": [],
                "price_amount": "0.00", "fulfillment_type": "auto", "category_id": 0,
                "updated_at": changed_at.rfc3339(),
            });
            Some(ShownProduct { number, is_active: false, changed_at, value })
        });
        Ok(shown.collect())
    }

    pub(super) async fn dujiao_categories(&self, partner: &Partner) -> Result<Vec<Value>> {
        let goods = self.goods(&partner.key).await?;
        let used = |category: &&Category| goods.lines.iter().any(|line| line.category == category.code);
        let all = self.0.listing.categories().await?;
        let used: Vec<&Category> = all.iter().filter(used).collect();
        let ids: Vec<String> = used.iter().map(|category| category_id(&category.code)).collect();
        let numbers = self.numbers(&ids).await?;
        // The order of the shop; there the greater one comes first.
        let shown = used.iter().rev().enumerate().filter_map(|(place, category)| {
            let number = numbers.get(&category_id(&category.code))?;
            Some(json!({
                "id": number, "parent_id": 0, "slug": category.code, "name": both(&category.name), "icon": "",
                "sort_order": place + 1,
            }))
        });
        let mut shown: Vec<Value> = shown.collect();
        shown.reverse();
        Ok(shown)
    }
}

fn product_of(
    docking: &Docking,
    numbers: &HashMap<String, i64>,
    product: ProductId,
    lines: &[&GoodsLine],
) -> Option<ShownProduct> {
    let first = lines.first()?;
    let number = *numbers.get(&product.to_string())?;
    let cheapest = lines.iter().min_by_key(|line| line.price.minor)?;
    let changed_at = lines.iter().map(|line| line.changed_at).max()?;
    let base = docking.orders().base_url();
    let images: Vec<String> = Some(&first.picture)
        .filter(|name| !name.is_empty())
        .map(|name| format!("{base}/pictures/{name}"))
        .into_iter()
        .collect();
    let skus: Vec<Value> = lines.iter().filter_map(|line| sku(numbers, line)).collect();
    let manual = first.sort == GoodsSort::Recharge || !first.form.fields.is_empty();
    let schema = manual.then(|| json!({ "fields": first.form.fields.iter().map(field).collect::<Vec<_>>() }));
    let value = json!({
        "id": number, "slug": format!("p{number}"), "title": both(&first.title), "description": both(&first.summary),
        "content": {}, "seo_meta": {}, "images": images, "tags": [],
        "price_amount": cheapest.price.decimal(), "currency": first.price.currency.code(),
        "fulfillment_type": if manual { "manual" } else { "auto" }, "manual_form_schema": schema,
        "is_active": true, "category_id": numbers.get(&category_id(&first.category)), "skus": skus,
        "created_at": changed_at.rfc3339(), "updated_at": changed_at.rfc3339(),
    });
    Some(ShownProduct { number, is_active: true, changed_at, value })
}

fn sku(numbers: &HashMap<String, i64>, line: &GoodsLine) -> Option<Value> {
    let (status, quantity) = match line.stock {
        None => ("unlimited", -1),
        Some(0) => ("out_of_stock", 0),
        Some(stock) if stock < PLENTY => ("low_stock", stock),
        Some(stock) => ("in_stock", stock),
    };
    let name = if line.sku_name.zh.is_empty() { &line.sku_name.en } else { &line.sku_name.zh };
    Some(json!({
        "id": numbers.get(&line.offer.to_string())?, "sku_code": line.sku_code, "spec_values": { "规格": name },
        "price_amount": line.price.decimal(), "stock_status": status, "stock_quantity": quantity, "is_active": true,
    }))
}

fn field(field: &AccountField) -> Value {
    let kind = match field.kind {
        AccountFieldKind::Phone => "phone",
        AccountFieldKind::Email => "email",
        AccountFieldKind::Choice => "select",
        // A number may begin with zeros, which a field for numbers would lose.
        AccountFieldKind::Qq | AccountFieldKind::Number | AccountFieldKind::Text => "text",
    };
    let options: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
    json!({
        "key": field.name, "type": kind, "required": true, "label": both(&field.label), "placeholder": both(&field.label),
        "options": options, "max_len": field.length_max.unwrap_or(100),
    })
}
