use super::form::Form;
use super::items::{self, ENDLESS};
use super::wire::{self, amount};
use crate::asked::Asked;
use crate::goods::one_currency;
use crate::order::keys_text;
use crate::{Dialect, DockRefusal, DockState, Docked, Docking, GoodsLine, NewDocked, Partner, Result};
use axum::extract::State;
use axum::response::Response;
use kernel::{Language, Secret};
use orders::OrderRefusal;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;

/// Names of a trade that are the program's own.
const OWN: [&str; 12] = [
    "app_id",
    "app_key",
    "sign",
    "shared_code",
    "contact",
    "num",
    "card_id",
    "device",
    "password",
    "race",
    "request_no",
    "pay_id",
];
/// A shop waits for thirty seconds, and is told before.
const PATIENCE: Duration = Duration::from_secs(8);
const LOOK: Duration = Duration::from_millis(400);

fn answer<T: Serialize>(result: Result<T>) -> Response {
    match result {
        Ok(data) => wire::good(data),
        Err(refusal) => wire::refused(&refusal),
    }
}

/// Who sent the form.
async fn partner(docking: &Docking, asked: &Asked) -> Result<(Partner, Form)> {
    let form = Form::read(&asked.body);
    let signature = form.get("sign");
    if signature.is_empty() {
        return Err(DockRefusal::NotSigned);
    }
    let is_signed = |key: &Secret<String>| crate::admit::same(&form.signature(key), signature);
    let partner = docking.admit(form.get("app_id"), &asked.from, is_signed).await?;
    Ok((partner, form))
}

/// The goods that a form is about.
async fn line(docking: &Docking, partner: &Partner, form: &Form) -> Result<(i64, GoodsLine)> {
    docking.acg_line(partner, form.any(&["shared_code", "sharedCode", "code"])).await
}

fn number(form: &Form) -> i64 {
    form.get("num").parse().unwrap_or(1)
}

pub(super) async fn connect(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, _) = partner(&docking, &asked).await?;
        let currency = one_currency(&docking.goods(&partner.key).await?.lines);
        let wallet = docking.orders().wallet(partner.key.user, currency).await?;
        let name = docking.0.site_name.get(Language::Zh);
        let balance = amount(wallet.available);
        Ok(Connected { shop_name: name.to_owned(), balance, currency: currency.code().to_owned() })
    };
    answer(told.await)
}

#[derive(Serialize)]
struct Connected {
    #[serde(rename = "shopName")]
    shop_name: String,
    balance: Box<serde_json::value::RawValue>,
    #[serde(rename = "currency_code")]
    currency: String,
}

pub(super) async fn items(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, _) = partner(&docking, &asked).await?;
        docking.acg_shelves(&partner).await
    };
    answer(told.await)
}

pub(super) async fn item(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let (number, line) = line(&docking, &partner, &form).await?;
        Ok(items::item(&line, number, (0, 0)))
    };
    answer(told.await)
}

/// Whether so many can be had.
pub(super) async fn inventory_state(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let (_, line) = line(&docking, &partner, &form).await?;
        let wanted = number(&form);
        if !(line.quantity_min..=line.quantity_max).contains(&wanted) {
            let (min, max) = (line.quantity_min, line.quantity_max);
            return Err(DockRefusal::Order(OrderRefusal::QuantityOutOfRange { min, max }));
        }
        match line.stock {
            Some(stock) if stock < wanted => Err(DockRefusal::Order(OrderRefusal::SoldOut)),
            _ => Ok(json!([])),
        }
    };
    answer(told.await)
}

#[derive(Serialize)]
struct Inventory {
    count: i64,
    delivery_way: u8,
    draft_status: u8,
    price: Box<serde_json::value::RawValue>,
    user_price: Box<serde_json::value::RawValue>,
    config: &'static str,
    factory_price: Box<serde_json::value::RawValue>,
    is_category: bool,
}

pub(super) async fn inventory(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let (_, line) = line(&docking, &partner, &form).await?;
        let [price, user_price, factory_price] = [(); 3].map(|()| amount(line.price));
        Ok(Inventory {
            count: line.stock.unwrap_or(ENDLESS),
            delivery_way: u8::from(line.stock.is_none()),
            draft_status: 0,
            price,
            user_price,
            config: "",
            factory_price,
            is_category: false,
        })
    };
    answer(told.await)
}

/// As a text: shops of strict types take nothing else.
pub(super) async fn stock(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let (_, line) = line(&docking, &partner, &form).await?;
        Ok(json!({ "stock": line.stock.unwrap_or(ENDLESS).to_string() }))
    };
    answer(told.await)
}

pub(super) async fn valuation(State(docking): State<Docking>, asked: Asked) -> Response {
    #[derive(Serialize)]
    struct Valued {
        price: Box<serde_json::value::RawValue>,
        currency_code: String,
    }
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let (_, line) = line(&docking, &partner, &form).await?;
        let total = line.price.times(number(&form).max(1));
        let total = total.map_err(|_| DockRefusal::Order(OrderRefusal::TotalTooLarge))?;
        Ok(Valued { price: amount(total), currency_code: total.currency.code().to_owned() })
    };
    answer(told.await)
}

pub(super) async fn no_draft(State(docking): State<Docking>, asked: Asked) -> Response {
    match partner(&docking, &asked).await {
        Ok(_) => wire::sentence("该商品不支持预选"),
        Err(refusal) => wire::refused(&refusal),
    }
}

#[derive(Serialize)]
struct Traded {
    url: &'static str,
    amount: Box<serde_json::value::RawValue>,
    #[serde(rename = "tradeNo")]
    trade_no: String,
    secret: String,
}

pub(super) async fn trade(State(docking): State<Docking>, asked: Asked) -> Response {
    match traded(&docking, &asked).await {
        Ok(docked) if docked.state == DockState::Failed => wire::sentence("充值失败，款项已退回余额"),
        Ok(docked) => wire::good(Traded {
            url: "",
            amount: amount(docked.order.total),
            trade_no: docked.order.id.to_string(),
            secret: secret(&docked),
        }),
        Err(refusal) => wire::refused(&refusal),
    }
}

async fn traded(docking: &Docking, asked: &Asked) -> Result<Docked> {
    let (partner, form) = partner(docking, asked).await?;
    let (_, line) = line(docking, &partner, &form).await?;
    let own = |name: &str| OWN.contains(&name) || name.contains('[');
    let new = NewDocked {
        downstream_no: form.get("request_no").to_owned(),
        offer: line.offer,
        quantity: number(&form),
        // Of keys nothing is asked for, whatever the shop has asked its buyer.
        account: form.answers(|name| !own(name) && line.form.fields.iter().any(|field| field.name == name)),
        unit_max: None,
        callback_url: String::new(),
        trace: String::new(),
        dialect: Dialect::Acg,
        language: Language::Zh,
    };
    let docked = docking.place(&partner, &new).await?;
    let waited = tokio::time::timeout(PATIENCE, ended(docking, &partner, &docked)).await;
    match waited {
        Ok(ended) => Ok(ended?.unwrap_or(docked)),
        Err(_) => Ok(docked),
    }
}

/// Once a supplier has ended it; none where it had ended before.
async fn ended(docking: &Docking, partner: &Partner, docked: &Docked) -> Result<Option<Docked>> {
    if docked.state != DockState::Fulfilling {
        return Ok(None);
    }
    loop {
        tokio::time::sleep(LOOK).await;
        let now = docking.find(partner, &docked.downstream_no).await?;
        if now.state != DockState::Fulfilling {
            return Ok(Some(now));
        }
    }
}

fn secret(docked: &Docked) -> String {
    match docked.state {
        DockState::Delivered if !docked.keys.is_empty() => keys_text(&docked.keys),
        DockState::Delivered => "充值成功".to_owned(),
        DockState::Fulfilling => format!("充值处理中，请稍后留意到账情况。订单号：{}", docked.order.id),
        DockState::Failed | DockState::Cancelled => "充值失败，款项已退回余额".to_owned(),
    }
}

/// By our number, or by the shop's own for who has lost the answer.
pub(super) async fn query(State(docking): State<Docking>, asked: Asked) -> Response {
    let told = async {
        let (partner, form) = partner(&docking, &asked).await?;
        let asked = form.any(&["tradeNo", "trade_no", "request_no"]);
        let docked = match asked.parse() {
            Ok(order) => docking.find_by_order(&partner, order).await?,
            Err(_) => docking.find(&partner, asked).await?,
        };
        let status = i32::from(matches!(docked.state, DockState::Fulfilling | DockState::Delivered));
        Ok(json!({
            "secret": secret(&docked), "widget": null, "status": status, "tradeNo": docked.order.id,
            "refunded": docked.refunded.decimal(),
        }))
    };
    answer(told.await)
}
