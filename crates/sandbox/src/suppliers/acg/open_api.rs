//! The other dialect, of 萌次元 4.x (`/plugin/open-api/…`), as the client side of the same source speaks to it: `Api-Id` and
//! `Api-Signature` in the head, SKUs by their numbers, and the keys as `contents`, if there are any yet. The plugin itself is
//! not public; that a `trade_no` which comes again is refused is chosen here. No order can be asked about.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::super::book::{Asked, Book, Goods, Order, OrderState, Reason, Refusal};
use super::super::{House, Shared, counter};
use super::commodity::{Commodity, field, left};
use super::posted::Posted;
use super::{Why, amount, given, refused};
use crate::channels::form;
use crate::sign::same;

const TRADE_NO: usize = 24;

pub fn routes(house: Shared) -> Router {
    Router::new()
        .route("/plugin/open-api/connect", post(connect))
        .route("/plugin/open-api/items", post(items))
        .route("/plugin/open-api/item", post(item))
        .route("/plugin/open-api/sku/state", post(state))
        .route("/plugin/open-api/sku/stock", post(stock))
        .route("/plugin/open-api/amount", post(price))
        .route("/plugin/open-api/trade", post(trade))
        .with_state(house)
}

fn checked(house: &House, headers: &HeaderMap, body: &str) -> Result<Posted, Why> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let posted = Posted::read(body);
    if header("api-id") != house.credentials.name {
        return Err("商户不存在".into());
    }
    match same(&posted.signature(&house.credentials.secret), header("api-signature")) {
        true => Ok(posted),
        false => Err("签名错误".into()),
    }
}

fn answered(
    house: &Shared,
    (headers, body): (&HeaderMap, &str),
    answer: impl FnOnce(&Posted, &Book) -> Result<Value, Why>,
) -> Response {
    let posted = checked(house, headers, body);
    match posted.and_then(|posted| answer(&posted, &house.desk().book)) {
        Ok(data) => given(&data),
        Err(why) => refused(why),
    }
}

async fn connect(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    answered(&house, (&headers, &body), |_, book| {
        Ok(json!({ "username": "mei", "balance": form::decimal(book.deposit()) }))
    })
}

fn row(commodity: &Commodity<'_>, odd: bool) -> Value {
    let skus: Vec<Value> = commodity
        .of
        .iter()
        .filter(|(_, goods)| goods.on_sale)
        .map(|(race, goods)| {
            json!({
                "id": goods.id, "name": race.unwrap_or("默认"), "stock_price": amount(goods.cost, odd),
                "stock": stock_of(goods, odd),
            })
        })
        .collect();
    let id = commodity.first().map(|goods| goods.id);
    json!({
        "id": id, "name": commodity.name, "introduce": "", "picture_url": "/favicon.ico",
        "category": { "name": "全部" }, "widget": commodity.described(&["title", "data"]).to_string(), "sku": skus,
    })
}

/// A number, or, for who hides it, a word.
fn stock_of(goods: &Goods, odd: bool) -> Value {
    if odd && left(goods) > 100 { json!("充足") } else { json!(left(goods)) }
}

async fn items(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |_, book| {
        let all = Commodity::all(book);
        Ok(all.iter().filter(|one| one.is_on_sale()).map(|one| row(one, odd)).collect())
    })
}

async fn item(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        Commodity::find(book, posted.text("id")).map(|found| row(&found, odd))
    })
}

fn sku<'a>(posted: &Posted, book: &'a Book) -> Result<&'a Goods, Why> {
    let id = posted.text("sku_id").parse().ok().and_then(|id| book.goods_of(id));
    id.filter(|goods| goods.on_sale).ok_or_else(|| "商品不存在".to_owned())
}

fn quantity(posted: &Posted) -> Result<u64, Why> {
    let quantity = posted.text("quantity").parse::<u64>().ok().filter(|quantity| *quantity > 0);
    quantity.ok_or_else(|| "数量错误".to_owned())
}

async fn state(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    answered(&house, (&headers, &body), |posted, book| {
        Ok(json!({ "state": quantity(posted)? <= left(sku(posted, book)?) }))
    })
}

async fn stock(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        Ok(json!({ "stock": stock_of(sku(posted, book)?, odd) }))
    })
}

async fn price(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        let count = i64::try_from(quantity(posted)?).unwrap_or(i64::MAX);
        Ok(json!({ "amount": amount(sku(posted, book)?.cost.saturating_mul(count), odd) }))
    })
}

async fn trade(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let posted = checked(&house, &headers, &body);
    let drawn_up = posted.and_then(|posted| drawn_up(&posted, &house.desk().book));
    match drawn_up {
        Ok(asked) => counter::order(&house, asked, traded).await,
        Err(why) => refused(why),
    }
}

fn drawn_up(posted: &Posted, book: &Book) -> Result<Asked, Why> {
    let goods = sku(posted, book)?;
    let number = posted.text("trade_no");
    if number.chars().count() != TRADE_NO {
        return Err("订单号错误".into());
    }
    let mut given = Map::new();
    let mut account = number.to_owned();
    if !goods.keys {
        let (cn, name) = field(goods);
        posted.text(name).clone_into(&mut account);
        if account.is_empty() {
            return Err(format!("{cn}格式不正确"));
        }
        given.insert(name.into(), account.as_str().into());
    }
    Ok(Asked {
        order_no: number.to_owned(),
        product: goods.id,
        account,
        count: quantity(posted)?,
        most: None,
        given: given.iter().map(|(name, value)| (name.clone(), super::super::plain(value))).collect(),
        callback_url: None,
    })
}

fn traded(house: &House, outcome: Result<&Order, Refusal>, _forged: bool) -> Response {
    match outcome {
        Ok(order) => given(&json!({
            "contents": contents(order, house.switches().odd), "trade_no": order.order_no, "order_no": order.id,
            "amount": form::decimal(order.cost), "status": i64::from(order.state != OrderState::Processing),
        })),
        Err(Refusal::Repeated) => refused("订单号已存在"),
        Err(Refusal::NoSuchGoods | Refusal::OffSale) => refused("商品不存在"),
        Err(Refusal::Why(Reason::OutOfStock)) => refused("库存不足"),
        Err(Refusal::Why(Reason::NoFunds)) => refused("余额不足"),
        Err(Refusal::Why(Reason::BadAccount)) => refused("充值账号格式不正确"),
        Err(Refusal::Why(_)) => refused("下单失败"),
    }
}

fn contents(order: &Order, odd: bool) -> Value {
    match (order.state, order.of_keys) {
        (OrderState::Success | OrderState::Refunded, true) if !order.keys.is_empty() => {
            order.keys.join(if odd { "\r\n" } else { "\n" }).into()
        }
        (OrderState::Success | OrderState::Refunded, false) => "充值成功".into(),
        _ => Value::Null,
    }
}
