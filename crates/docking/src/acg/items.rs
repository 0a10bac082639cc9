use super::wire::amount;
use crate::goods::{Goods, one_currency};
use crate::{Docking, GoodsLine, GoodsSort, Partner, Result};
use catalog::{AccountField, AccountFieldKind};
use kernel::{Bilingual, Language, OfferId};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// What is never sold out is said to be so many.
pub(super) const ENDLESS: i64 = 10_000_000;
const CODE: usize = 16;

/// An item, with all that a shop takes over from it.
#[derive(Serialize)]
pub(super) struct Item {
    id: i64,
    category_id: usize,
    name: String,
    description: String,
    cover: String,
    code: String,
    price: Box<RawValue>,
    user_price: Box<RawValue>,
    factory_price: Box<RawValue>,
    /// 0: delivered by itself; 1: by hand.
    delivery_way: u8,
    /// 0: any contact.
    contact_type: u8,
    password_status: u8,
    status: u8,
    api_status: u8,
    sort: usize,
    seckill_status: u8,
    seckill_start_time: Option<String>,
    seckill_end_time: Option<String>,
    draft_status: u8,
    draft_premium: u8,
    inventory_hidden: u8,
    only_user: u8,
    purchase_count: u8,
    minimum: i64,
    maximum: i64,
    level_price: String,
    /// What buyers are asked for: JSON within JSON.
    widget: Option<String>,
    /// Kinds and their prices: there are none.
    config: String,
    stock: i64,
}

/// A category with its items.
#[derive(Serialize)]
pub(super) struct Shelf {
    id: usize,
    name: String,
    icon: String,
    sort: usize,
    children: Vec<Item>,
}

pub(super) fn code(number: i64) -> String {
    format!("{number:0CODE$}")
}

fn word(text: &Bilingual) -> &str {
    if text.zh.is_empty() { text.get(Language::En) } else { text.get(Language::Zh) }
}

impl Docking {
    pub(super) async fn acg_shelves(&self, partner: &Partner) -> Result<Vec<Shelf>> {
        let Goods { lines, .. } = self.goods(&partner.key).await?;
        let currency = one_currency(&lines);
        let lines: Vec<&GoodsLine> = lines.iter().filter(|line| line.price.currency == currency).collect();
        let ids: Vec<String> = lines.iter().map(|line| line.offer.to_string()).collect();
        let numbers = self.numbers(&ids).await?;
        let mut shelves = Vec::new();
        for (place, category) in self.0.listing.categories().await?.iter().enumerate() {
            let of = lines.iter().filter(|line| line.category == category.code);
            let items = of.enumerate().filter_map(|(sort, line)| {
                let number = *numbers.get(&line.offer.to_string())?;
                Some(item(line, number, (place + 1, sort)))
            });
            let children: Vec<Item> = items.collect();
            if !children.is_empty() {
                let name = word(&category.name).to_owned();
                shelves.push(Shelf { id: place + 1, name, icon: String::new(), sort: place, children });
            }
        }
        Ok(shelves)
    }

    /// The goods that a code stands for.
    pub(super) async fn acg_line(&self, partner: &Partner, code: &str) -> Result<(i64, GoodsLine)> {
        let none = crate::DockRefusal::NoSuchGoods;
        let plain = code.len() == CODE && code.bytes().all(|b| b.is_ascii_digit());
        let Some(number) = code.parse::<i64>().ok().filter(|_| plain) else { return Err(none) };
        let Some(offer) = self.numbered::<OfferId>(number).await? else { return Err(none) };
        let line = self.good(&partner.key, offer).await?;
        line.map(|line| (number, line)).ok_or(none)
    }
}

pub(super) fn item(line: &GoodsLine, number: i64, (category_id, sort): (usize, usize)) -> Item {
    let (title, name) = (word(&line.title), word(&line.sku_name));
    let whole = if name.is_empty() || name == title { title.to_owned() } else { format!("{title} {name}") };
    let widget = (!line.form.fields.is_empty())
        .then(|| Value::from(line.form.fields.iter().map(widget).collect::<Vec<_>>()).to_string());
    let picture = &line.picture;
    Item {
        id: number,
        category_id,
        name: whole,
        description: word(&line.summary).to_owned(),
        cover: if picture.is_empty() { String::new() } else { format!("/pictures/{picture}") },
        code: code(number),
        price: amount(line.price),
        user_price: amount(line.price),
        factory_price: amount(line.price),
        delivery_way: u8::from(line.sort == GoodsSort::Recharge),
        contact_type: 0,
        password_status: 0,
        status: 1,
        api_status: 1,
        sort,
        seckill_status: 0,
        seckill_start_time: None,
        seckill_end_time: None,
        draft_status: 0,
        draft_premium: 0,
        inventory_hidden: 0,
        only_user: 0,
        purchase_count: 0,
        minimum: line.quantity_min,
        maximum: line.quantity_max,
        level_price: String::new(),
        widget,
        config: String::new(),
        stock: line.stock.unwrap_or(ENDLESS),
    }
}

fn widget(field: &AccountField) -> Value {
    let choices: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
    let regex = match field.kind {
        AccountFieldKind::Phone => "^1[0-9]{10}$",
        AccountFieldKind::Qq => "^[0-9]{5,12}$",
        AccountFieldKind::Number => "^[0-9]+$",
        AccountFieldKind::Email => "^[^@ ]+@[^@ ]+$",
        AccountFieldKind::Text | AccountFieldKind::Choice => "",
    };
    let label = word(&field.label);
    json!({
        "cn": label, "name": field.name, "placeholder": label,
        "type": if field.kind == AccountFieldKind::Choice { "select" } else { "text" },
        "regex": regex, "error": format!("{label}填写有误"),
        // A choice is written name=value.
        "dict": choices.iter().map(|choice| format!("{choice}={choice}")).collect::<Vec<_>>().join(","),
    })
}
