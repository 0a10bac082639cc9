//! 卡速售 2.0, as the pages of doc.kasushou.com (`api/v2api`) describe it: a path for each question, JSON in the body,
//! `UserId`, `Timestamp` and `Sign` in the head.
//!
//! Where they are silent: every refusal is status 200 with `code` 400 in the body, as the pages name `code` and no status;
//! a question about numbers that are not known is answered with an empty list; what was never credited is 4 (取消交易) and
//! what was taken back 5 (已退款), both with all of the money in `has_back_money`; callbacks are forms, as their signature
//! is explained by PHP's `$post`. The pages let a shop leave `external_orderno` empty: here that is refused, so that a shop
//! that forgets it is found out.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use super::book::{Asked, Event, Goods, Order, OrderState, Reason, Refusal};
use super::calls::{Bend, Signing};
use super::{House, OTHER_KEY, Shared, counter, is_json, json_of, plain, text_of, whole_of};
use crate::channels::{Letter, form};
use crate::sign::{hex, same};

/// The number of somebody else's order.
const OTHER_ID: &str = "API00000000000000000007";
const DAY_MS: i64 = 86_400_000;
/// How far back a question looks unless it says otherwise, in days.
const USUAL_DAYS: i64 = 30;
/// What stands for a stock without end.
const ENDLESS: u64 = 999_999;
const MOST_ASKED: u64 = 999;

type Members = Map<String, Value>;
type Why = &'static str;

pub fn routes(house: Shared) -> Router {
    Router::new()
        .route("/api/v1/order/buy", post(buy))
        .route("/api/v1/order/info", post(info))
        .route("/api/v1/order/close", post(close))
        .route("/api/v1/user/info", post(user))
        .route("/api/v1/goods/list", post(goods_list))
        .route("/api/v1/goods/info", post(goods_info))
        .route("/api/v1/goods/attach", post(goods_attach))
        .with_state(house)
}

fn refused(why: Why) -> Response {
    json_of(&json!({ "code": 400, "msg": why }))
}

fn given(message: &str, data: &Value) -> Response {
    json_of(&json!({ "code": 200, "msg": message, "data": data }))
}

/// The particulars, once everything around them is right.
fn checked(house: &House, headers: &HeaderMap, body: &str) -> Result<Members, Why> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_json(headers) {
        return Err("请求格式错误");
    }
    if header("userid") != house.credentials.name {
        return Err("用户不存在");
    }
    let Ok(Value::Object(members)) = serde_json::from_str(body) else { return Err("请求格式错误") };
    let time = header("timestamp");
    let key = &house.credentials.secret;
    if !texts(body, &members).iter().any(|text| same(&signature(time, text, key), header("sign"))) {
        return Err("签名错误");
    }
    let at = time.parse::<i64>().ok().filter(|_| time.len() == 13).ok_or("时间戳错误")?;
    if house.is_timely(at) { Ok(members) } else { Err("时间戳已过期") }
}

/// What may have been signed: the body as it came, if its names are in their order, and the same written anew in their
/// order, as the supplier's own server does it.
fn texts(body: &str, members: &Members) -> Vec<String> {
    let mut texts = vec![Value::Object(members.clone()).to_string()];
    let names = serde_json::from_str::<Names>(body).map(|names| names.0).unwrap_or_default();
    if names.is_sorted() {
        texts.push(body.to_owned());
    }
    texts
}

/// The names of a JSON object as they were written.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Names(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Names {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some((name, IgnoredAny)) = map.next_entry()? {
            self.0.push(name);
        }
        Ok(self)
    }
}

fn signature(time: &str, text: &str, key: &str) -> String {
    hex(digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{time}{text}{key}").as_bytes()).as_ref())
}

async fn buy(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    match checked(&house, &headers, &body).and_then(|members| drawn_up(&members)) {
        Ok(order) => counter::order(&house, order, bought).await,
        Err(why) => refused(why),
    }
}

fn drawn_up(members: &Members) -> Result<Asked, Why> {
    let none = Members::new();
    let attach = members.get("attach").and_then(Value::as_object).unwrap_or(&none);
    let (order_no, account) = (text_of(members, "external_orderno"), text_of(attach, "recharge_account"));
    if order_no.is_empty() {
        return Err("三方订单号不能为空");
    }
    if account.is_empty() {
        return Err("请填写充值账号");
    }
    let safe = text_of(members, "safe_price");
    let most = if safe.is_empty() { None } else { Some(form::minor(&safe).ok_or("安全价格错误")?) };
    let url = text_of(members, "url");
    Ok(Asked {
        order_no,
        product: whole_of(members, "id").ok_or("商品不存在")?,
        account,
        count: whole_of(members, "quantity").filter(|count| *count <= MOST_ASKED).ok_or("下单数量错误")?,
        most,
        given: attach.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        callback_url: Some(url).filter(|url| !url.is_empty()),
    })
}

fn bought(house: &House, outcome: Result<&Order, Refusal>, _forged: bool) -> Response {
    let order = match outcome {
        Ok(order) => order,
        Err(refusal) => return refused(why_not(refusal)),
    };
    let total = amount(order.cost, house.switches().odd);
    let data = json!({ "ordersn": order.id, "external_orderno": order.order_no, "total_price": total });
    given("下单成功", &data)
}

fn why_not(refusal: Refusal) -> Why {
    match refusal {
        Refusal::Repeated => "三方订单号已存在",
        Refusal::NoSuchGoods => "商品不存在",
        Refusal::OffSale => "商品已暂停销售",
        Refusal::Why(Reason::BadAccount) => "充值账号错误",
        Refusal::Why(Reason::OutOfStock) => "商品库存不足",
        Refusal::Why(Reason::NoFunds) => "账户余额不足",
        Refusal::Why(Reason::PriceChanged) => "商品价格高于安全价格",
        Refusal::Why(Reason::Cancelled | Reason::Other) => "下单失败",
    }
}

/// Text, as the tables say, or a number, as the examples have it.
fn amount(fen: i64, as_number: bool) -> Value {
    let text = form::decimal(fen);
    if as_number { serde_json::from_str(&text).unwrap_or_default() } else { text.into() }
}

async fn info(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let members = match checked(&house, &headers, &body) {
        Ok(members) => members,
        Err(why) => return refused(why),
    };
    let numbers = numbers(&house, &members);
    if numbers.is_empty() {
        return refused("订单号不能为空");
    }
    let days = text_of(&members, "day").parse().unwrap_or(USUAL_DAYS);
    let since = if days == 0 { i64::MIN } else { house.now_ms().saturating_sub(DAY_MS.saturating_mul(days)) };
    let odd = house.switches().odd;
    let write = |orders: &[Order], _forged: bool| {
        let young = orders.iter().filter(|order| order.placed_at >= since);
        given("成功", &young.map(|order| order_of(order, odd)).collect())
    };
    counter::ask(&house, &numbers, write).await
}

/// The shop's numbers, also of those that are asked for by the supplier's.
fn numbers(house: &House, members: &Members) -> Vec<String> {
    let split = |name: &str| -> Vec<String> {
        let text = text_of(members, name);
        text.split(',').map(str::trim).filter(|number| !number.is_empty()).map(str::to_owned).collect()
    };
    let theirs = split("external_orderno");
    if !theirs.is_empty() {
        return theirs;
    }
    let desk = house.desk();
    // One that is not known is asked for under its own name, and not found.
    split("ordersn").into_iter().map(|id| desk.book.number_of(&id).unwrap_or(id)).collect()
}

fn order_of(order: &Order, odd: bool) -> Value {
    let filled: Vec<Value> =
        order.given.iter().map(|(name, value)| json!({ "n": name, "v": value, "k": name })).collect();
    json!({
        "ordersn": order.id, "external_orderno": order.order_no, "recharge_info": filled,
        "recharge_hints": hints(order), "status": status(order), "total_price": amount(order.cost, odd),
        "has_back_money": amount(back_money(order), odd), "card_list": [],
    })
}

/// Not looked at yet until somebody has asked once, so that a shop meets both.
fn status(order: &Order) -> i64 {
    match order.state {
        OrderState::Processing if order.asked < 2 => 1,
        OrderState::Processing => 2,
        OrderState::Success => 3,
        OrderState::Failed => 4,
        OrderState::Refunded => 5,
    }
}

fn back_money(order: &Order) -> i64 {
    match order.state {
        OrderState::Processing | OrderState::Success => 0,
        OrderState::Failed | OrderState::Refunded => order.cost,
    }
}

fn hints(order: &Order) -> &'static str {
    match (order.state, order.reason) {
        (OrderState::Processing, _) => "订单正在处理中，请耐心等待",
        (OrderState::Success, _) => "订单处理完成，期待您的下次光临",
        (OrderState::Refunded, _) => "订单已退款，资金已退回商城余额！",
        (OrderState::Failed, Some(Reason::BadAccount)) => "充值账号错误，资金已退回商城余额！",
        (OrderState::Failed, Some(Reason::OutOfStock)) => "商品库存不足，资金已退回商城余额！",
        (OrderState::Failed, _) => "订单已取消，资金已退回商城余额！",
    }
}

/// 撤单: the page promises no more than that a callback follows.
async fn close(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let members = match checked(&house, &headers, &body) {
        Ok(members) => members,
        Err(why) => return refused(why),
    };
    let now = house.now_ms();
    let (number, event) = {
        let mut desk = house.desk();
        let Some(number) = desk.book.number_of(&text_of(&members, "ordersn")) else {
            return refused("订单不存在");
        };
        let may = !desk.switches.refuse_cancels;
        let event = if may { desk.book.fail(&number, Reason::Cancelled, now) } else { None };
        (number, event)
    };
    let Some(event) = event else { return refused("当前订单状态不支持撤单") };
    super::calls::announce(&house, &number, &[event]);
    json_of(&json!({ "code": 200, "msg": "撤单成功" }))
}

async fn user(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    match checked(&house, &headers, &body) {
        Ok(_) => {
            let balance = form::decimal(house.desk().book.deposit());
            given("成功", &json!({ "balance": balance }))
        }
        Err(why) => refused(why),
    }
}

async fn goods_list(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let members = match checked(&house, &headers, &body) {
        Ok(members) => members,
        Err(why) => return refused(why),
    };
    let wanted = text_of(&members, "keyword");
    let size = |name: &str, usual: u64| usize::try_from(whole_of(&members, name).unwrap_or(usual));
    let (limit, page) = (size("limit", 100).unwrap_or(100), size("page", 1).unwrap_or(1));
    let desk = house.desk();
    let found: Vec<&Goods> = desk.book.goods().filter(|goods| goods.name.contains(&wanted)).collect();
    let skipped = limit.saturating_mul(page.saturating_sub(1));
    let list: Vec<Value> =
        found.iter().skip(skipped).take(limit).map(|goods| Value::Object(goods_of(goods))).collect();
    given("成功", &json!({ "list": list, "total": found.len() }))
}

async fn goods_info(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let found = checked(&house, &headers, &body).and_then(|members| goods(&house, &members, "id"));
    match found {
        Ok(goods) => {
            let mut data = goods_of(&goods);
            data.insert("goods_info".to_owned(), "".into());
            data.insert("goods_notice".to_owned(), "".into());
            data.insert("start_count".to_owned(), 1.into());
            data.insert("end_count".to_owned(), MOST_ASKED.into());
            data.insert("attach".to_owned(), attach_of(&goods));
            given("成功", &Value::Object(data))
        }
        Err(why) => refused(why),
    }
}

async fn goods_attach(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let found = checked(&house, &headers, &body).and_then(|members| goods(&house, &members, "goods_id"));
    match found {
        Ok(goods) => given("成功", &attach_of(&goods)),
        Err(why) => refused(why),
    }
}

fn goods(house: &House, members: &Members, name: &str) -> Result<Goods, Why> {
    let id = whole_of(members, name).ok_or("商品不存在")?;
    house.desk().book.goods_of(id).cloned().ok_or("商品不存在")
}

fn goods_of(goods: &Goods) -> Members {
    let data = json!({
        "id": goods.id, "goods_name": goods.name, "goods_img": "", "goods_type": 2, "face_value": form::decimal(goods.face),
        "goods_price": form::decimal(goods.cost), "status": if goods.on_sale { 1 } else { 2 },
        "stock_num": goods.stock.unwrap_or(ENDLESS), "can_buy": "", "can_no_buy": "", "can_price": "0.00",
        "need_balance": "0",
    });
    match data {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

fn attach_of(goods: &Goods) -> Value {
    let name = if goods.phone { "手机号码" } else { "充值账号" };
    json!([{ "key": "recharge_account", "type": "text", "tip": format!("请填写正确的{name}"), "name": name }])
}

/// A callback: a form, all values text. JSON in the other way of writing it.
pub fn letter(house: &House, order: &Order, event: Event, bend: &Bend) -> Option<Letter> {
    let url = order.callback_url.clone()?;
    let (status, back) = match event {
        Event::Succeeded => ("3", 0),
        Event::Failed => ("4", order.cost),
        Event::Reversed => ("5", order.cost),
    };
    let time = house.clock_ms().to_string();
    let id = if bend.other_id { OTHER_ID.to_owned() } else { order.id.clone() };
    let data = json!({
        "external_orderno": order.order_no, "ordersn": id, "status": status, "has_back_money": form::decimal(back),
        "total_price": form::decimal(order.cost), "recharge_hints": hints(order), "time": time,
    });
    let key = match bend.signing {
        Signing::Right => Some(house.credentials.secret.as_str()),
        Signing::Wrong => Some(OTHER_KEY),
        Signing::None => None,
    };
    let sign = key.map(|key| signature(&time, &php(&data), key));
    let Value::Object(mut members) = data else { return None };
    if let Some(number) = &bend.number {
        members.insert("external_orderno".to_owned(), number.as_str().into());
    }
    if let Some(sign) = sign {
        members.insert("sign".to_owned(), sign.into());
    }
    Some(super::calls::posted(url, members, !house.switches().odd))
}

/// `json_encode($post, 256)`: of callbacks, other than of requests, PHP escapes the slashes.
fn php(data: &Value) -> String {
    data.to_string().replace('/', "\\/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "接口示例" of page 39.
    #[test]
    fn the_worked_example_is_signed_as_the_page_says() {
        let text = "{\"day\":10,\"external_orderno\":\"\",\"ordersn\":\"D100759082558859640832\"}";
        let signed = signature("1696645385740", text, "H0YnuPpcVtx7rQdMTbjN6932s5oDOqFa");
        assert_eq!(signed, "15b8f541eb10e3fbb33efd92c8d52d50ddca0784");
    }

    /// Computed with Python: `sha1(time + json.dumps(…, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + key)`.
    #[test]
    fn nothing_is_signed_as_an_empty_object_and_chinese_as_it_is() {
        assert_eq!(signature("1696644296195", "{}", "apikey"), "8ac6d66d58859de1176fa13debca2ad2ab08aa36");
        let order = json!({
            "quantity": 1, "id": 2, "external_orderno": "ord00000001", "attach": { "recharge_account": "梅" },
            "url": "http://shop.example/supplies/k",
        });
        assert_eq!(
            signature("1696644296195", &order.to_string(), "apikey"),
            "af4f61299e6bc1581f717aab7cc6245e28eab473"
        );
        let callback = json!({ "time": "1695072521534", "status": "3", "recharge_hints": "完成/谢谢" });
        assert_eq!(
            signature("1695072521534", &php(&callback), "apikey"),
            "87aad16b59b0ad2632d98619041a100a8c882895"
        );
    }

    #[test]
    fn only_a_body_in_order_is_signed_as_it_came() {
        let read = |body: &str| match serde_json::from_str(body).unwrap() {
            Value::Object(members) => texts(body, &members),
            _ => Vec::new(),
        };
        let sorted = "{\"a\":{\"z\":1,\"b\":2},\"c\":3}";
        assert_eq!(read(sorted), ["{\"a\":{\"b\":2,\"z\":1},\"c\":3}", sorted]);
        assert_eq!(read("{\"c\":3,\"a\":1}"), ["{\"a\":1,\"c\":3}"]);
    }

    #[test]
    fn amounts_are_text_and_oddly_numbers() {
        assert_eq!((amount(305, false), amount(305, true)), (json!("3.05"), json!(3.05)));
    }
}
