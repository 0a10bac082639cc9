//! 福禄开放平台, version 2.0: one address, the method and a JSON text of its particulars in the body.
//!
//! What is public of it: the public parameters and their signature, the methods, their particulars and results, that a result
//! is a JSON text signed by itself, the four states of an order, the members of a callback and that `success` ends it, and
//! that 3000 refuses a number that exists. Its other codes are not public: those here were chosen (see [`Fault`]), as was
//! that failures are signed like results, over an empty text, and that what was taken back is `failed` when asked about.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value, json};

use super::book::{Asked, Event, Goods, Order, OrderState, Reason, Refusal};
use super::calls::{Bend, Signing};
use super::{House, OTHER_KEY, Shared, counter, is_json, json_of, plain, text_of, whole_of};
use crate::channels::{Letter, china, form, md5};
use crate::sign::same;

/// The longest number of a shop's that is taken.
const MOST_NUMBER: usize = 50;
/// The number of somebody else's order.
const OTHER_ID: &str = "00000000000000000007";
const PUBLIC: [&str; 10] = [
    "app_key",
    "method",
    "timestamp",
    "version",
    "format",
    "charset",
    "sign_type",
    "sign",
    "app_auth_token",
    "biz_content",
];

/// Code and sentence of a refusal. Of these only 3000 is known from the world; shops are known to try the next goods after
/// 3001 to 3005, and not after the others.
#[derive(Clone, Copy)]
struct Fault(i64, &'static str);

const BAD_PARAMETER: Fault = Fault(1000, "参数错误");
const UNKNOWN_APP: Fault = Fault(1001, "app_key无效");
const BAD_SIGNATURE: Fault = Fault(1002, "签名错误");
const STALE: Fault = Fault(1003, "timestamp已过期");
const UNKNOWN_METHOD: Fault = Fault(1004, "method无效");
const REPEATED: Fault = Fault(3000, "外部订单号已存在");
const NO_SUCH_GOODS: Fault = Fault(3001, "商品不存在");
const OFF_SALE: Fault = Fault(3002, "商品已下架");
const OUT_OF_STOCK: Fault = Fault(3003, "商品库存不足");
const PRICE_CHANGED: Fault = Fault(3004, "商品价格已变动");
const NO_FUNDS: Fault = Fault(3006, "账户余额不足");
const BAD_ACCOUNT: Fault = Fault(3007, "充值账号错误");
const OTHER: Fault = Fault(3009, "下单失败");
const NO_SUCH_ORDER: Fault = Fault(3010, "订单不存在");

type Members = Map<String, Value>;
type Said = Result<Value, Fault>;

pub fn routes(house: Shared) -> Router {
    Router::new().route("/api/getway", post(getway)).with_state(house)
}

async fn getway(State(house): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let (method, particulars) = match checked(&house, &headers, &body) {
        Ok(call) => call,
        Err(fault) => return written(&house, Err(fault), house.switches().forge_answers),
    };
    match method.as_str() {
        "fulu.order.direct.add" => taken(&house, direct(&particulars)).await,
        "fulu.order.mobile.add" => taken(&house, mobile(&house, &particulars)).await,
        "fulu.order.info.get" => asked(&house, &particulars).await,
        other => {
            let said = told(&house, other, &particulars);
            written(&house, said, house.switches().forge_answers)
        }
    }
}

/// The method and its particulars, once everything around them is right.
fn checked(house: &House, headers: &HeaderMap, body: &str) -> Result<(String, Members), Fault> {
    let Ok(Value::Object(mut members)) = serde_json::from_str(body) else { return Err(BAD_PARAMETER) };
    if !is_json(headers) || PUBLIC.iter().any(|name| !members.get(*name).is_some_and(Value::is_string)) {
        return Err(BAD_PARAMETER);
    }
    let fixed = [("version", "2.0"), ("format", "json"), ("charset", "utf-8"), ("sign_type", "md5")];
    if fixed.iter().any(|(name, value)| !text_of(&members, name).eq_ignore_ascii_case(value)) {
        return Err(BAD_PARAMETER);
    }
    if text_of(&members, "app_key") != house.credentials.name {
        return Err(UNKNOWN_APP);
    }
    let given = members.remove("sign").as_ref().map(plain).unwrap_or_default();
    let signed = Value::Object(members.clone()).to_string();
    if !same(&signature(&signed, &house.credentials.secret), &given) {
        return Err(BAD_SIGNATURE);
    }
    let at = china::read_spaced(&text_of(&members, "timestamp")).ok_or(BAD_PARAMETER)?;
    if !house.is_timely(at) {
        return Err(STALE);
    }
    match serde_json::from_str(&text_of(&members, "biz_content")) {
        Ok(Value::Object(particulars)) => Ok((text_of(&members, "method"), particulars)),
        _ => Err(BAD_PARAMETER),
    }
}

/// The characters of a JSON text (no other escapes than JSON demands) in their order, the secret behind them, MD5.
fn signature(text: &str, secret: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    let mut whole: String = characters.into_iter().collect();
    whole.push_str(secret);
    md5::hex(&whole)
}

async fn taken(house: &Shared, order: Result<Asked, Fault>) -> Response {
    match order {
        Ok(order) => counter::order(house, order, answer).await,
        Err(fault) => written(house, Err(fault), house.switches().forge_answers),
    }
}

fn answer(house: &House, outcome: Result<&Order, Refusal>, forged: bool) -> Response {
    written(house, outcome.map(order_of).map_err(fault), forged)
}

fn fault(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Repeated => REPEATED,
        Refusal::NoSuchGoods => NO_SUCH_GOODS,
        Refusal::OffSale => OFF_SALE,
        Refusal::Why(Reason::BadAccount) => BAD_ACCOUNT,
        Refusal::Why(Reason::OutOfStock) => OUT_OF_STOCK,
        Refusal::Why(Reason::NoFunds) => NO_FUNDS,
        Refusal::Why(Reason::PriceChanged) => PRICE_CHANGED,
        Refusal::Why(Reason::Cancelled | Reason::Other) => OTHER,
    }
}

/// 直充: goods by their number.
fn direct(particulars: &Members) -> Result<Asked, Fault> {
    let product = whole_of(particulars, "product_id").ok_or(BAD_PARAMETER)?;
    let count = whole_of(particulars, "buy_num").ok_or(BAD_PARAMETER)?;
    drawn_up(particulars, product, "charge_account", count)
}

/// 话费: by what the telephone is to be credited with, in yuan.
fn mobile(house: &House, particulars: &Members) -> Result<Asked, Fault> {
    let value = text_of(particulars, "charge_value");
    let face = form::minor(value.strip_suffix(".0").unwrap_or(&value)).ok_or(BAD_PARAMETER)?;
    let fits = |goods: &&Goods| goods.phone && goods.face == face;
    let product = house.desk().book.goods().find(fits).map(|goods| goods.id);
    drawn_up(particulars, product.ok_or(NO_SUCH_GOODS)?, "charge_phone", 1)
}

fn drawn_up(particulars: &Members, product: u64, account: &str, count: u64) -> Result<Asked, Fault> {
    let (order_no, account) = (text_of(particulars, "customer_order_no"), text_of(particulars, account));
    if order_no.is_empty() || order_no.chars().count() > MOST_NUMBER || account.is_empty() {
        return Err(BAD_PARAMETER);
    }
    let given = particulars.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
    Ok(Asked { order_no, product, account, count, most: None, given, callback_url: None })
}

async fn asked(house: &Shared, particulars: &Members) -> Response {
    let number = text_of(particulars, "customer_order_no");
    if number.is_empty() {
        return written(house, Err(BAD_PARAMETER), house.switches().forge_answers);
    }
    let write = |orders: &[Order], forged: bool| {
        written(house, orders.first().map(order_of).ok_or(NO_SUCH_ORDER), forged)
    };
    counter::ask(house, &[number], write).await
}

/// What is neither an order nor a question about one.
fn told(house: &House, method: &str, particulars: &Members) -> Said {
    let desk = house.desk();
    match method {
        "fulu.user.info.get" => {
            Ok(json!({ "name": "演示商户", "balance": yuan(desk.book.deposit()), "is_open": 1 }))
        }
        "fulu.goods.list.get" => {
            let fits = |goods: &&Goods| is_wanted(goods, particulars);
            Ok(desk.book.goods().filter(fits).map(goods_of).collect())
        }
        "fulu.goods.info.get" => {
            let id = whole_of(particulars, "product_id").ok_or(BAD_PARAMETER)?;
            desk.book.goods_of(id).map(goods_of).ok_or(NO_SUCH_GOODS)
        }
        "fulu.goods.template.get" => {
            let wanted = text_of(particulars, "template_id");
            let found = desk.book.goods().find(|goods| template_id(goods) == wanted);
            found.map(template_of).ok_or(BAD_PARAMETER)
        }
        _ => Err(UNKNOWN_METHOD),
    }
}

/// The filters of the list; those that are not given let everything through.
fn is_wanted(goods: &Goods, particulars: &Members) -> bool {
    let id = text_of(particulars, "product_id");
    let kind = text_of(particulars, "product_type");
    (id.is_empty() || id == "0" || id == goods.id.to_string())
        && (kind.is_empty() || kind == "直充")
        && goods.name.contains(&text_of(particulars, "product_name"))
}

fn template_id(goods: &Goods) -> String {
    format!("{:08}-0000-4000-8000-000000000000", goods.id)
}

fn goods_of(goods: &Goods) -> Value {
    let stock = match goods.stock {
        Some(0) => "断货",
        Some(1..10) => "警报",
        _ => "充足",
    };
    json!({
        "product_id": goods.id, "product_name": goods.name, "product_type": "直充", "face_value": yuan(goods.face),
        "purchase_price": yuan(goods.cost), "sales_status": if goods.on_sale { "上架" } else { "下架" },
        "stock_status": stock, "template_id": template_id(goods), "details": "",
    })
}

/// What a buyer has to fill in: `ChargeAccount` is sent as `charge_account`, `ChargeNum` as `buy_num`.
fn template_of(goods: &Goods) -> Value {
    let account = if goods.phone { "手机号码" } else { "充值账号" };
    json!({
        "AddressId": template_id(goods), "AddressName": goods.name, "IsServiceArea": false,
        "ElementInfo": {
            "Inputs": [{ "Type": "text", "Id": "ChargeAccount", "Name": account, "SortId": 1 }],
            "ChargeNum": { "Id": "ChargeNum", "Name": "购买数量", "Value": "1", "Type": "text", "SortId": 2, "Unit": null },
        },
        "GameTempaltePreviewList": [],
    })
}

fn order_of(order: &Order) -> Value {
    let given = |name: &str| order.given.get(name).cloned().unwrap_or_default();
    json!({
        "order_id": order.id, "customer_order_no": order.order_no, "product_id": order.product,
        "product_name": order.name, "charge_account": order.account, "buy_num": order.count,
        "order_type": if order.phone { 1 } else { 4 }, "order_price": yuan(order.unit_cost),
        "order_state": state(order), "create_time": china::spaced(order.placed_at),
        "finish_time": order.ended_at.map(china::spaced).unwrap_or_default(), "area": given("charge_game_region"),
        "server": given("charge_game_srv"), "type": given("charge_type"), "cards": null, "operator_serial_number": "",
    })
}

/// Not looked at yet until somebody has asked once, so that a shop meets both.
fn state(order: &Order) -> &'static str {
    match order.state {
        OrderState::Processing if order.asked < 2 => "untreated",
        OrderState::Processing => "processing",
        OrderState::Success => "success",
        OrderState::Failed | OrderState::Refunded => "failed",
    }
}

/// Fen as a number of yuan: `46.3`.
fn yuan(fen: i64) -> Value {
    serde_json::from_str(&form::decimal(fen)).unwrap_or_default()
}

fn written(house: &House, said: Said, forged: bool) -> Response {
    let (code, message, result) = match said {
        Ok(result) => (0, "接口调用成功", result.to_string()),
        Err(Fault(code, message)) => (code, message, String::new()),
    };
    let key = if forged { OTHER_KEY } else { house.credentials.secret.as_str() };
    let sign = signature(&result, key);
    json_of(&json!({ "code": code, "message": message, "result": result, "sign": sign }))
}

/// A callback: JSON, all values text, signed as a request is. A form in the other way of writing it.
pub fn letter(house: &House, order: &Order, event: Event, bend: &Bend) -> Option<Letter> {
    let (url, odd) = {
        let desk = house.desk();
        (desk.callback_url.clone()?, desk.switches.odd)
    };
    let mut members = letter_members(order, event);
    if bend.other_id {
        members.insert("order_id".to_owned(), OTHER_ID.into());
    }
    let text = Value::Object(members.clone()).to_string();
    let key = match bend.signing {
        Signing::Right => Some(house.credentials.secret.as_str()),
        Signing::Wrong => Some(OTHER_KEY),
        Signing::None => None,
    };
    if let Some(number) = &bend.number {
        members.insert("customer_order_no".to_owned(), number.as_str().into());
    }
    if let Some(key) = key {
        members.insert("sign".to_owned(), signature(&text, key).into());
    }
    Some(super::calls::posted(url, members, odd))
}

fn letter_members(order: &Order, event: Event) -> Members {
    let at = china::spaced(order.ended_at.unwrap_or(order.placed_at));
    let members = match event {
        Event::Reversed => json!({
            "order_id": order.id, "customer_order_no": order.order_no, "refund_time": at, "refund_status": "success",
            "refund_description": "退款成功",
        }),
        Event::Succeeded | Event::Failed => {
            let success = event == Event::Succeeded;
            json!({
                "order_id": order.id, "charge_finish_time": at, "customer_order_no": order.order_no,
                "order_status": if success { "success" } else { "failed" },
                "recharge_description": if success { "充值成功" } else { failure(order) },
                "product_id": order.product.to_string(), "price": format!("{}00", form::decimal(order.unit_cost)),
                "buy_num": order.count.to_string(), "operator_serial_number": "",
            })
        }
    };
    match members {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

fn failure(order: &Order) -> &'static str {
    match order.reason {
        Some(Reason::BadAccount) => "充值账号错误",
        Some(Reason::OutOfStock) => "库存不足",
        Some(Reason::PriceChanged) => "价格已变动",
        Some(Reason::NoFunds | Reason::Cancelled | Reason::Other) | None => "充值失败",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0a091b3aa4324435aab703142518a8f7";

    /// Computed with Python: `md5("".join(sorted(json.dumps(…, ensure_ascii=False, separators=(",", ":")))) + secret)`.
    #[test]
    fn the_signature_is_that_of_sorted_characters() {
        let members = json!({
            "app_key": "i4esv1l+76l/7NQCL3Qud", "method": "fulu.order.direct.add", "timestamp": "2026-11-29 16:44:30",
            "version": "2.0", "format": "json", "charset": "utf-8", "sign_type": "md5", "app_auth_token": "",
            "biz_content": "{\"product_id\":10000001,\"customer_order_no\":\"ord00000001\",\"charge_account\":\"梅/888\",\"buy_num\":1}",
        });
        assert_eq!(signature(&members.to_string(), SECRET), "ceb15ad67bd797e2e445451ca1308a36");
        assert_eq!(signature("", SECRET), "28187bc17d12d2d138580f55c22f27c1");
        let result = "{\"balance\":9981.2,\"is_open\":1,\"name\":\"演示商户\"}";
        assert_eq!(signature(result, SECRET), "32c759aaf9759db9c1109e10ff7417b7");
    }

    #[test]
    fn amounts_are_numbers_of_yuan() {
        assert_eq!([4_630, 98, 1_000_000].map(|fen| yuan(fen).to_string()), ["46.3", "0.98", "10000.0"]);
    }
}
