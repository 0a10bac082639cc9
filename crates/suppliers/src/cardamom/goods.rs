use crate::words::unreadable;
use kernel::{Currency, Money};
use ports::{SupplierProduct, SupplyError, Wanted};
use serde_json::Value;

/// No line is passed over silently but those in another currency: they cannot be ordered by this key.
pub(super) fn read(told: &Value, currency: Currency) -> Result<Vec<SupplierProduct>, SupplyError> {
    let items = told.get("items").and_then(Value::as_array).ok_or_else(|| unreadable("items"))?;
    let ours =
        items.iter().filter(|item| item.get("currency").and_then(Value::as_str) == Some(currency.code()));
    ours.map(|item| line(item, currency).ok_or_else(|| unreadable("line"))).collect()
}

fn line(item: &Value, currency: Currency) -> Option<SupplierProduct> {
    let wanted = match item.get("kind")?.as_str()? {
        "keys" => Wanted::Keys,
        "recharge" => Wanted::Credit,
        _ => return None,
    };
    let stock = match item.get("stock") {
        None | Some(Value::Null) => None,
        Some(stock) => Some(stock.as_i64().filter(|stock| *stock >= 0)?),
    };
    let (title, name) = (word(item, "title"), word(item, "name"));
    Some(SupplierProduct {
        product: item.get("product")?.as_str()?.to_owned(),
        name: [title, name].join(" ").trim().to_owned(),
        wanted,
        cost: Money::new(item.get("unit_price")?.as_i64().filter(|minor| *minor > 0)?, currency),
        stock,
        on_sale: item.get("on_sale").and_then(Value::as_bool).unwrap_or(false),
    })
}

/// In Chinese, where there is any.
fn word<'v>(item: &'v Value, name: &str) -> &'v str {
    let one = |language| item.get(name).and_then(|text| text.get(language)).and_then(Value::as_str);
    one("zh").filter(|text| !text.is_empty()).or_else(|| one("en")).unwrap_or_default()
}

pub(super) fn balance(told: &Value, currency: Currency) -> Result<Money, SupplyError> {
    let balances = told.get("balances").and_then(Value::as_array).ok_or_else(|| unreadable("balances"))?;
    let ours =
        balances.iter().find(|one| one.get("currency").and_then(Value::as_str) == Some(currency.code()));
    let minor = ours.and_then(|one| one.get("available")).and_then(Value::as_i64);
    minor.map(|minor| Money::new(minor, currency)).ok_or_else(|| unreadable("balance"))
}
