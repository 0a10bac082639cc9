use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::book::Goods;
use super::super::{Desk, Shared, json_of};
use super::{bad_request, precise, read_utc};

/// Up to here every change of a stock counts; above it those that halve or double it.
const FEW: u64 = 20;
pub const MOST_AT_ONCE: u64 = 1_000;

/// A line of the catalogue without its time.
#[derive(Clone, PartialEq)]
pub struct Look {
    goods: Goods,
}

impl Look {
    fn counts_as(&self, other: &Self) -> bool {
        let plain = |look: &Self| Goods { stock: None, ..look.goods.clone() };
        let stock = match (self.goods.stock, other.goods.stock) {
            (Some(was), Some(is)) if was > FEW && is > FEW => {
                is.saturating_mul(2) > was && is < was.saturating_mul(2)
            }
            (was, is) => was == is,
        };
        stock && plain(self) == plain(other)
    }
}

/// As partners name it.
pub fn product(id: u64) -> String {
    format!("off_{id:026}")
}

pub fn number(product: &str) -> Option<u64> {
    let digits = product.strip_prefix("off_").filter(|digits| digits.len() == 26)?;
    digits.parse().ok()
}

/// What an account is asked for: its name, and how it is called.
pub fn field(goods: &Goods) -> Option<(&'static str, &'static str)> {
    match (goods.keys, goods.phone) {
        (true, _) => None,
        (false, true) => Some(("phone", "手机号码")),
        (false, false) => Some(("account", "充值账号")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    updated_after: Option<String>,
}

pub async fn catalogue(State(house): State<Shared>, Query(since): Query<Since>) -> Response {
    let after = match since.updated_after.as_deref().map(read_utc) {
        Some(None) => return bad_request().into_response(),
        Some(after) => after,
        None => None,
    };
    let now = house.clock_ms();
    let mut desk = house.desk();
    look(&mut desk, now);
    let lines = desk.docking.looks.values().filter_map(|(look, at)| line(&look.goods, *at, after));
    json_of(&json!({ "items": lines.collect::<Vec<_>>(), "time": precise(now) }))
}

/// What looks otherwise than when somebody looked last does so from now on.
fn look(desk: &mut Desk, now: i64) {
    for goods in desk.book.goods() {
        let look = Look { goods: goods.clone() };
        match desk.docking.looks.get_mut(&goods.id) {
            Some((old, _)) if old.counts_as(&look) => {}
            Some(known) => *known = (look, now),
            None => drop(desk.docking.looks.insert(goods.id, (look, now))),
        }
    }
}

/// None for what is not told: it is gone, or as it was.
fn line(goods: &Goods, at: i64, after: Option<i64>) -> Option<Value> {
    if after.is_some_and(|after| at < after) {
        return None;
    }
    let (product, updated_at) = (product(goods.id), precise(at));
    if !goods.on_sale {
        after?;
        return Some(json!({ "product": product, "on_sale": false, "updated_at": updated_at }));
    }
    let form: Vec<Value> = field(goods).into_iter().map(described).collect();
    let (title, name) = goods.name.split_once(" · ").unwrap_or((&goods.name, "标准"));
    Some(json!({
        "product": product, "code": format!("SKU-{}", goods.id), "title": { "zh": title, "en": title },
        "name": { "zh": name, "en": name }, "kind": if goods.keys { "keys" } else { "recharge" },
        "unit_price": goods.cost, "currency": "CNY", "stock": goods.stock, "on_sale": true, "quantity_min": 1,
        "quantity_max": MOST_AT_ONCE, "form": form, "updated_at": updated_at,
    }))
}

fn described((name, label): (&'static str, &'static str)) -> Value {
    json!({
        "name": name, "kind": if name == "phone" { "phone" } else { "text" }, "label": { "zh": label, "en": name },
        "length_min": null, "length_max": null, "choices": [],
    })
}
