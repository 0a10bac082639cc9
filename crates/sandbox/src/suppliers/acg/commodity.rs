use serde_json::{Value, json};

use super::super::book::{Book, Goods};
use super::{Why, amount};
use crate::channels::form;

/// What stands for a stock without end.
const ENDLESS: u64 = 10_000_000;

/// Goods of one code, in their categories.
pub struct Commodity<'a> {
    pub name: &'a str,
    pub of: Vec<(Option<&'a str>, &'a Goods)>,
}

impl<'a> Commodity<'a> {
    pub fn all(book: &'a Book) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for goods in book.goods() {
            let (name, race) = match goods.name.split_once(" · ") {
                Some((name, race)) => (name, Some(race)),
                None => (goods.name.as_str(), None),
            };
            match all.iter_mut().find(|known| race.is_some() && known.name == name && known.has_races()) {
                Some(known) => known.of.push((race, goods)),
                None => all.push(Self { name, of: vec![(race, goods)] }),
            }
        }
        all
    }

    pub fn find(book: &'a Book, code: &str) -> Result<Self, Why> {
        let found = Self::all(book).into_iter().find(|commodity| commodity.code() == code);
        found.ok_or_else(|| "商品不存在".to_owned())
    }

    pub fn has_races(&self) -> bool {
        self.of.iter().any(|(race, _)| race.is_some())
    }

    pub fn first(&self) -> Option<&'a Goods> {
        self.of.first().map(|(_, goods)| *goods)
    }

    fn code(&self) -> String {
        self.first().map(|goods| goods.id.to_string()).unwrap_or_default()
    }

    pub fn is_by_hand(&self) -> bool {
        self.first().is_some_and(|goods| !goods.keys)
    }

    /// As an order names it.
    pub fn of_race(&self, race: &str) -> Result<&'a Goods, Why> {
        if !self.has_races() {
            return self.first().ok_or_else(|| "商品不存在".to_owned());
        }
        if race.is_empty() {
            return Err("请选择商品类型".into());
        }
        let found = self.of.iter().find(|(known, _)| *known == Some(race));
        found.map(|(_, goods)| *goods).ok_or_else(|| format!("此商品类型不存在[{race}]"))
    }

    /// `[category]` and what is below it.
    pub fn config(&self, odd: bool) -> String {
        if !self.has_races() {
            return String::new();
        }
        let lines = |more: i64| {
            let line = |(race, goods): &(Option<&str>, &Goods)| {
                race.map(|race| format!("{race}={}", form::decimal(goods.cost + more)))
            };
            self.of.iter().filter_map(line).collect::<Vec<_>>()
        };
        let mut all = vec!["[category]".to_owned()];
        // Older shops say what we pay apart from what everybody does.
        all.extend(lines(if odd { 100 } else { 0 }));
        if odd {
            all.push("[category_factory]".to_owned());
            all.extend(lines(0));
        }
        all.join(if odd { "\r\n" } else { "\n" })
    }

    pub fn row(&self, odd: bool) -> Value {
        let Some(first) = self.first() else { return Value::Null };
        let stock: u64 = self.of.iter().map(|(_, goods)| left(goods)).sum();
        json!({
            "id": first.id, "code": self.code(), "name": self.name, "description": "<p></p>", "category_id": 1,
            "price": amount(first.cost + 100, !odd), "user_price": amount(first.cost, !odd),
            "factory_price": amount(first.face / 2, !odd), "status": i64::from(self.is_on_sale()), "api_status": 1,
            "delivery_way": i64::from(self.is_by_hand()), "stock": stock, "draft_status": 0, "minimum": 0,
            "maximum": 0, "hide": 0, "level_price": null, "config": self.config(odd), "widget": self.widget().to_string(),
        })
    }

    pub fn is_on_sale(&self) -> bool {
        self.of.iter().any(|(_, goods)| goods.on_sale)
    }

    fn widget(&self) -> Value {
        self.described(&["cn", "dict"])
    }

    /// What a buyer fills in; how the title and the choices are called differs.
    pub fn described(&self, [title, choices]: &[&str; 2]) -> Value {
        let Some(goods) = self.first().filter(|_| self.is_by_hand()) else { return json!([]) };
        let (cn, name) = field(goods);
        let error = format!("{cn}格式不正确");
        json!([{
            *title: cn, "name": name, "placeholder": "", "type": "text", "regex": "^.+$", "error": error, *choices: "",
        }])
    }
}

/// What it is called, and its name.
pub fn field(goods: &Goods) -> (&'static str, &'static str) {
    if goods.phone { ("手机号码", "phone") } else { ("充值账号", "account") }
}

pub fn left(goods: &Goods) -> u64 {
    goods.stock.unwrap_or(ENDLESS)
}
