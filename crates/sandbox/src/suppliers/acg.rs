//! 异次元发卡 as a shop that shares its goods, as `app/Controller/Shared` of its public source (3.6.0) has it: a form for each
//! question, in it `app_id`, `app_key` and `sign`, and the keys in the answer to an order.
//!
//! What else is as there: an order is found by the supplier's number (`tradeNo`) alone, and `request_no`, of 19 characters,
//! is refused when it comes again; what does not fit into the table ends in a page, not in JSON; every refusal is status
//! 200 with `code` 0 and a sentence. Nothing is reported to anybody.
//!
//! What is simpler here: no price but the member's, no options (`sku`), no cards to pick, no limits of number. Goods whose
//! names are alike up to ` · ` are one, and what stands behind it is their category (`race`). Keys come by themselves, and
//! everything else by hand (`delivery_way` 1), after a sentence. What fails later is paid back, and a sentence is all that
//! says so, as the source has no state for it.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::book::{Asked, Book, Order, OrderState, Reason, Refusal};
use super::{House, Shared, counter, json_of};
use crate::channels::form;
use crate::sign::same;
use commodity::{Commodity, field, left};
use posted::Posted;

/// Goods as the shop lists them.
mod commodity;
/// The dialect of the successor, which the same shop speaks.
mod open_api;
/// A form as PHP reads it, and its signature.
mod posted;

const REQUEST_NO_MOST: usize = 19;
const COMING: &str = "正在发货中，请耐心等待，如有疑问，请联系客服。";
const TAKEN: &str = "很抱歉，有人在你付款之前抢走了商品，请联系客服。";

type Why = String;

pub fn routes(house: Shared) -> Router {
    let routes = Router::new()
        .route("/shared/authentication/connect", post(connect))
        .route("/shared/commodity/items", post(items))
        .route("/shared/commodity/item", post(item))
        .route("/shared/commodity/inventory", post(inventory))
        .route("/shared/commodity/inventoryState", post(inventory_state))
        .route("/shared/commodity/stock", post(stock))
        .route("/shared/commodity/valuation", post(valuation))
        .route("/shared/commodity/draftCard", post(draft))
        .route("/shared/commodity/draft", post(draft))
        .route("/shared/commodity/trade", post(trade))
        .route("/shared/commodity/query", post(query))
        .with_state(house.clone());
    routes.merge(open_api::routes(house))
}

fn refused(why: impl Into<Why>) -> Response {
    json_of(&json!({ "code": 0, "msg": why.into() }))
}

fn given(data: &Value) -> Response {
    json_of(&json!({ "code": 200, "msg": "success", "data": data }))
}

/// What was posted, once it is known who did.
fn checked(house: &House, headers: &HeaderMap, body: &str) -> Result<Posted, Why> {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    // PHP fills `$_POST` from nothing else.
    let posted = match kind.starts_with("application/x-www-form-urlencoded") {
        true => Posted::read(body),
        false => Posted::default(),
    };
    if posted.text("app_id") != house.credentials.name {
        return Err("商户ID不存在".into());
    }
    match same(&posted.signature(&house.credentials.secret), posted.text("sign")) {
        true => Ok(posted),
        false => Err("密钥错误".into()),
    }
}

/// Answers what was asked, or says why not.
fn answered(
    house: &Shared,
    (headers, body): (&HeaderMap, &str),
    answer: impl FnOnce(&Posted, &Book) -> Result<Value, Why>,
) -> Response {
    let answer = checked(house, headers, body).and_then(|posted| answer(&posted, &house.desk().book));
    match answer {
        Ok(data) => given(&data),
        Err(why) => refused(why),
    }
}

async fn connect(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |_, book| {
        Ok(json!({ "shopName": "沙箱店铺", "balance": amount(book.deposit(), !odd) }))
    })
}

/// A number, or text.
fn amount(fen: i64, as_number: bool) -> Value {
    let text = form::decimal(fen);
    if as_number { serde_json::from_str(&text).unwrap_or_default() } else { text.into() }
}

async fn items(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |_, book| {
        let all = Commodity::all(book);
        let rows: Vec<Value> = all.iter().filter(|one| one.is_on_sale()).map(|one| one.row(odd)).collect();
        Ok(json!([{ "id": 1, "name": "全部", "sort": 0, "status": 1, "children": rows }]))
    })
}

async fn item(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        let found = Commodity::find(book, posted.text("code"))?;
        if found.is_on_sale() { Ok(found.row(odd)) } else { Err("该商品暂未上架".into()) }
    })
}

/// Goods that are on sale.
fn wanted<'a>(book: &'a Book, code: &str) -> Result<Commodity<'a>, Why> {
    if code.is_empty() {
        return Err("商品代码不能为空".into());
    }
    let found = Commodity::find(book, code)?;
    if found.is_on_sale() { Ok(found) } else { Err("当前商品已停售".into()) }
}

/// Of a category that there is not, none are left; without one, those of the first.
async fn inventory(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        let found = wanted(book, posted.text("sharedCode"))?;
        let goods = match posted.text("race") {
            "" => found.first(),
            race => found.of_race(race).ok(),
        };
        let by_hand = found.is_by_hand();
        let count = goods.filter(|_| !by_hand).map_or(0, left);
        let cost = found.first().map_or(0, |goods| goods.cost);
        Ok(json!({
            "count": count, "delivery_way": i64::from(by_hand), "draft_status": 0, "price": amount(cost + 100, !odd),
            "user_price": amount(cost, !odd), "config": found.config(true), "is_category": found.has_races(),
            "factory_price": amount(if found.has_races() { 0 } else { cost }, !odd),
        }))
    })
}

async fn inventory_state(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    answered(&house, (&headers, &body), |posted, book| {
        let found = wanted(book, posted.text("shared_code"))?;
        let number = posted.text("num").parse::<u64>().unwrap_or(0);
        let count = found.of_race(posted.text("race")).map_or(0, left);
        let short = !found.is_by_hand() && (count == 0 || number > count);
        if short { Err("库存不足".into()) } else { Ok(json!([])) }
    })
}

async fn stock(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    answered(&house, (&headers, &body), |posted, book| {
        let found = Commodity::find(book, posted.text("code"))?;
        let count = found.of_race(posted.text("race")).map_or(0, left);
        Ok(json!({ "stock": count.to_string() }))
    })
}

async fn valuation(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let odd = house.switches().odd;
    answered(&house, (&headers, &body), |posted, book| {
        let found = Commodity::find(book, posted.text("code")).map_err(|why| format!("{why}#0"))?;
        let goods = match posted.text("race") {
            "" => found.first(),
            race => Some(found.of_race(race)?),
        };
        let number = posted.text("num").parse::<i64>().unwrap_or(0);
        let price = form::decimal(goods.map_or(0, |goods| goods.cost).saturating_mul(number));
        Ok(match odd {
            true => json!({ "price": price, "currency_code": "CNY" }),
            false => json!({ "price": price }),
        })
    })
}

async fn draft(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    answered(&house, (&headers, &body), |_, _| Err("该商品不支持预选".into()))
}

async fn trade(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let posted = match checked(&house, &headers, &body) {
        Ok(posted) => posted,
        Err(why) => return refused(why),
    };
    if posted.text("request_no").chars().count() > REQUEST_NO_MOST {
        return Html("SQLSTATE[22001]: Data too long for column 'request_no'").into_response();
    }
    let drawn_up = drawn_up(&posted, &house.desk().book);
    match drawn_up {
        Ok(asked) => counter::order(&house, asked, traded).await,
        Err(why) => refused(why),
    }
}

fn drawn_up(posted: &Posted, book: &Book) -> Result<Asked, Why> {
    let found = Commodity::find(book, posted.text("shared_code"))?;
    let count = posted.text("num").parse::<u64>().ok().filter(|count| *count > 0).ok_or("至少购买1个")?;
    if !found.is_on_sale() {
        return Err("当前商品已停售".into());
    }
    let goods = found.of_race(posted.text("race"))?;
    let mut given = Map::new();
    let mut account = posted.text("contact").to_owned();
    given.insert("contact".into(), account.as_str().into());
    if found.is_by_hand() {
        let (cn, name) = field(goods);
        posted.text(name).clone_into(&mut account);
        if account.is_empty() {
            return Err(format!("{cn}格式不正确"));
        }
        given.insert(name.into(), account.as_str().into());
    }
    if posted.text("request_no").is_empty() {
        return Err("沙箱要求 request_no".into());
    }
    Ok(Asked {
        order_no: posted.text("request_no").to_owned(),
        product: goods.id,
        account,
        count,
        most: None,
        given: given.iter().map(|(name, value)| (name.clone(), super::plain(value))).collect(),
        callback_url: None,
    })
}

fn traded(house: &House, outcome: Result<&Order, Refusal>, _forged: bool) -> Response {
    let order = match outcome {
        Ok(order) => order,
        Err(refusal) => return refused(why_not(refusal)),
    };
    let odd = house.switches().odd;
    let stock = house.desk().book.goods_of(order.product).map_or(0, left);
    let url = format!("{}/user/personal/purchaseRecord?tradeNo={}", house.base, order.id);
    given(&json!({
        "url": url, "amount": amount(order.cost, odd), "tradeNo": order.id, "secret": secret(order, odd),
        "leave_message": null, "stock": stock.to_string(),
    }))
}

fn why_not(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Repeated => "The request ID already exists",
        Refusal::NoSuchGoods => "商品不存在",
        Refusal::OffSale => "当前商品已停售",
        Refusal::Why(Reason::BadAccount) => "充值账号格式不正确",
        Refusal::Why(Reason::OutOfStock) => "库存不足",
        Refusal::Why(Reason::NoFunds) => "余额不足",
        Refusal::Why(Reason::PriceChanged) => "商品信息已经更新，请刷新后重新下单",
        // Of a shop whose goods are another one's.
        Refusal::Why(Reason::Cancelled | Reason::Other) => "连接失败, 疑似被对方防火墙拦截",
    }
}

/// What the owner, or the shop, has put in the place of the keys.
fn secret(order: &Order, odd: bool) -> String {
    match (order.state, order.of_keys) {
        (OrderState::Processing, _) => COMING.to_owned(),
        (OrderState::Failed, true) => TAKEN.to_owned(),
        (OrderState::Failed, false) => "充值失败，余额已退回".to_owned(),
        (_, true) if order.keys.is_empty() => TAKEN.to_owned(),
        (_, true) => order.keys.join(if odd { "\r\n" } else { "\n" }),
        (_, false) => "充值成功".to_owned(),
    }
}

async fn query(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let posted = match checked(&house, &headers, &body) {
        Ok(posted) => posted,
        Err(why) => return refused(why),
    };
    let number = house.desk().book.number_of(posted.text("tradeNo"));
    let Some(number) = number else { return refused("订单不存在") };
    let odd = house.switches().odd;
    let write = |orders: &[Order], _forged: bool| match orders.first() {
        Some(order) => given(&json!({ "secret": secret(order, odd), "widget": widget(order), "status": 1 })),
        None => refused("订单不存在"),
    };
    counter::ask(&house, &[number], write).await
}

fn widget(order: &Order) -> Value {
    let filled = order.given.iter().filter(|(name, _)| *name != "contact");
    let filled: Map<String, Value> =
        filled.map(|(name, value)| (name.clone(), json!({ "value": value, "cn": "" }))).collect();
    if filled.is_empty() { Value::Null } else { Value::Object(filled) }
}

#[cfg(test)]
mod tests;
