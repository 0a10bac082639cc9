use crate::words::unreadable;
use kernel::Currency;
use outbound::decimal;
use outbound::flat::{Flat, Scalar};
use ports::{SupplierProduct, SupplyError, Wanted};
use serde_json::Value;

/// So many goods are asked for at once.
pub(super) const A_PAGE: usize = 100;

pub(super) struct Page {
    pub products: Vec<SupplierProduct>,
    /// Of goods, with whatever SKUs.
    read: usize,
    total: Option<usize>,
    page_size: usize,
}

impl Page {
    /// Whether there is none behind it. Sites cut the size of a page as they like.
    pub fn is_last(&self, page: usize) -> bool {
        let before = page.saturating_sub(1).saturating_mul(self.page_size);
        let seen = before.saturating_add(self.read);
        self.read == 0 || self.total.map_or(self.read < self.page_size, |total| seen >= total)
    }
}

pub(super) fn read(told: &Flat, currency: Currency) -> Result<Page, SupplyError> {
    let items = list(told, "items").ok_or_else(|| unreadable("items"))?;
    let products = items.iter().flat_map(|item| skus(item, currency)).collect();
    let number = |name: &str| told.text(name).parse().ok();
    let page_size = number("page_size").filter(|size| *size > 0).unwrap_or(A_PAGE);
    Ok(Page { products, read: items.len(), total: number("total"), page_size })
}

fn list(of: &Flat, name: &str) -> Option<Vec<Flat>> {
    of.raw(name).and_then(|raw| serde_json::from_str(raw.get()).ok())
}

/// Each SKU is ordered for itself; what has no number or no price cannot be.
fn skus(item: &Flat, currency: Currency) -> Vec<SupplierProduct> {
    let title = in_a_language(&item.within("title"));
    let wanted = wanted(item);
    let skus = list(item, "skus").unwrap_or_default();
    let product = |sku: &Flat| {
        let product = Some(sku.text("id")).filter(|id| !id.is_empty())?;
        let spec = spec(sku);
        let on_sale = !is_false(item, "is_active") && !is_false(sku, "is_active");
        let stock = sku.text("stock_quantity").parse().ok().filter(|stock| *stock >= 0);
        let is_out = sku.text("stock_status") == "out_of_stock";
        Some(SupplierProduct {
            product,
            name: [title.as_str(), spec.as_str()].join(" ").trim().to_owned(),
            wanted,
            cost: decimal::read(&sku.text("price_amount"), currency).ok()?,
            stock: if is_out { Some(0) } else { stock },
            on_sale,
        })
    };
    skus.iter().filter_map(product).collect()
}

fn is_false(of: &Flat, name: &str) -> bool {
    of.scalar(name) == Some(Scalar::Bool(false))
}

/// Done by hand, and with a form: something is credited to an account.
fn wanted(item: &Flat) -> Wanted {
    let schema = item.raw("manual_form_schema").and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
    let has_form = schema.as_ref().is_some_and(has_text);
    if item.text("fulfillment_type") == "manual" && has_form { Wanted::Credit } else { Wanted::Keys }
}

/// Whatever its shape, a form has names in it.
fn has_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(has_text),
        Value::Object(members) => members.values().any(has_text),
        _ => false,
    }
}

/// Chinese before English before any other.
fn in_a_language(words: &Flat) -> String {
    let known = ["zh-CN", "zh", "en", "en-US"].iter().map(|tag| words.text(tag));
    let any = words.iter().map(|(tag, _)| words.text(tag));
    known.chain(any).find(|text| !text.is_empty()).unwrap_or_default()
}

/// `红色 128GB`, or the SKU's own code where there is more than the usual one.
fn spec(sku: &Flat) -> String {
    let values = sku.within("spec_values");
    let texts: Vec<String> = values
        .iter()
        .map(|(name, _)| match values.text(name) {
            text if text.is_empty() => in_a_language(&values.within(name)),
            text => text,
        })
        .filter(|text| !text.is_empty())
        .collect();
    match (texts.is_empty(), sku.text("sku_code").as_str()) {
        (true, "DEFAULT") => String::new(),
        (true, code) => code.to_owned(),
        (false, _) => texts.join(" "),
    }
}
