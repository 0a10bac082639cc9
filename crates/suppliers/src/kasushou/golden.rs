//! The worked example of the document, with its own signature; and requests and a callback under the key of that example,
//! reckoned apart from this code, by Python: `sha1(time + text + key)` over
//! `json.dumps(…, ensure_ascii=False, separators=(",", ":"), sort_keys=True)`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::plain::tests::{new_supply, order_no};
use crate::report::tests::posted;
use kernel::{Currency, FixedClock, OsEntropy, Span};
use outbound::flat::Flat;
use ports::{Settings, Wanted};
use std::sync::Arc;

const USER: &str = "2uIkTrXNdAFc7OKhbRenzjDtgPoZ6s5C";
const KEY: &str = "H0YnuPpcVtx7rQdMTbjN6932s5oDOqFa";
const NUMBER: &str = "s20261129abc00000001";
const AT: &str = "1795924800123";

fn key() -> Secret<String> {
    Secret::new(KEY.to_owned())
}

fn now() -> Time {
    Time::from_unix_seconds(1_795_924_800).after(Span::millis(123))
}

fn supplier() -> KasushouSupplier {
    KasushouSupplier {
        url: "https://shop.example.com".into(),
        user_id: USER.into(),
        key: key(),
        ambient: Ambient::new(FixedClock::at(now()), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
    }
}

/// 签名规范, 接口示例.
#[test]
fn the_worked_example_is_signed_as_the_page_says() {
    let body = r#"{"day":10,"external_orderno":"","ordersn":"D100759082558859640832"}"#;
    let mut object = Sorted::default();
    object.text("ordersn", "D100759082558859640832");
    object.literal("day", 10);
    object.text("external_orderno", "");
    assert_eq!(object.written(), body);
    assert_eq!(sign::sign("1696645385740", body, &key()), "15b8f541eb10e3fbb33efd92c8d52d50ddca0784");
}

/// The body and the signature of a request, whose other headers are always the same.
fn sent(path: &str, object: &Sorted) -> (String, String) {
    let request = supplier().request(path, object).unwrap();
    assert_eq!((request.method().as_str(), request.url().path()), ("POST", path));
    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((header("UserId"), header("Timestamp")), (USER.to_owned(), AT.to_owned()));
    assert_eq!(header("Content-Type"), "application/json; charset=utf-8");
    let body = request.body().unwrap().as_bytes().unwrap().to_vec();
    (String::from_utf8(body).unwrap(), header("Sign"))
}

#[test]
fn an_order_is_sent_byte_for_byte() {
    let form = [("account", "111111"), ("region", "电信一区")];
    let new = NewSupply { quantity: 2, ..new_supply("2909:region=lblName1", &form) };
    let object = asked::order(&new).ok().unwrap();
    let body = r#"{"attach":{"lblName1":"电信一区","recharge_account":"111111"},"external_orderno":"s20261129abc00000001","id":2909,"quantity":2,"safe_price":"46.30","url":"https://shop.example.com/notify/s1"}"#;
    let signature = "7328460654c0e508e67ec5f247c5ad0c85eef26a";
    assert_eq!(sent("/api/v1/order/buy", &object), (body.into(), signature.into()));
}

#[test]
fn questions_are_asked_byte_for_byte() {
    let none = Sorted::default();
    assert_eq!(
        sent("/api/v1/user/info", &none),
        ("{}".into(), "5e05dcddd01e69eb4df95d77192689b2f8b29d3d".into())
    );
    let mut page = Sorted::default();
    page.literal("limit", 100);
    page.literal("page", 1);
    assert_eq!(
        sent("/api/v1/goods/list", &page),
        (r#"{"limit":100,"page":1}"#.into(), "a81ac43378a4af51ba129ad635428f8b6bb5ebc3".into())
    );
    let mut order = Sorted::default();
    order.literal("day", 0);
    order.text("external_orderno", NUMBER);
    assert_eq!(
        sent("/api/v1/order/info", &order),
        (
            r#"{"day":0,"external_orderno":"s20261129abc00000001"}"#.into(),
            "aa8f6e439c53cc2d3e161d3ffd071689241f826f".into()
        )
    );
}

/// As PHP writes it by `json_encode($post, 256)`: with its slash escaped.
fn callback(signature: &str) -> String {
    format!(
        r#"{{"external_orderno":"{NUMBER}","has_back_money":"0.00","ordersn":"API091952628603547942912","recharge_hints":"订单处理完成 \/ 期待您的下次光临","sign":"{signature}","status":"3","time":"{AT}","total_price":"3.05"}}"#
    )
}

const ESCAPED: &str = "21194802153b87ca29dea74e02919713fafc49cb";
const PLAIN: &str = "6481c8c36f624178b4a32b286bbcd36d64f5f00d";

fn verified_at(body: &str, now: Time) -> Result<String, NotifyRefusal> {
    supplier().verify_callback(&posted(body), now).map(order_no)
}

fn verified(body: &str) -> Result<String, NotifyRefusal> {
    verified_at(body, now())
}

#[test]
fn a_callback_is_verified_over_all_but_keys_and_parcels() {
    for signature in [ESCAPED, PLAIN] {
        assert_eq!(verified(&callback(signature)), Ok(NUMBER.into()));
    }
    let keys = callback(ESCAPED).replace(
        r#""status":"3""#,
        r#""status":"3","card_list":[{"card_no":"","card_password":"x"}],"express_list":null"#,
    );
    assert_eq!(verified(&keys), Ok(NUMBER.into()));
    let form = format!(
        "external_orderno={NUMBER}&has_back_money=0.00&ordersn=API091952628603547942912\
         &recharge_hints=%E8%AE%A2%E5%8D%95%E5%A4%84%E7%90%86%E5%AE%8C%E6%88%90+%2F+%E6%9C%9F%E5%BE%85%E6%82%A8%E7%9A%84\
         %E4%B8%8B%E6%AC%A1%E5%85%89%E4%B8%B4&sign={ESCAPED}&status=3&time={AT}&total_price=3.05"
    );
    assert_eq!(verified(&form), Ok(NUMBER.into()));
    for (from, to) in [
        ("s20261129abc00000001", "s20261129abc00000002"),
        (r#""status":"3""#, r#""status":"4""#),
        (r#""status":"3""#, r#""status":3"#),
        (r#""status":"3""#, r#""status":"3","more":"x""#),
        ("1795924800123", "1795924800124"),
        (ESCAPED, ""),
        ("21194802", "2119480A"),
        (r#""sign":"21194802153b87ca29dea74e02919713fafc49cb","#, ""),
    ] {
        let bent = callback(ESCAPED).replace(from, to);
        assert_eq!(verified(&bent), Err(NotifyRefusal::BadSignature), "{to}");
    }
    let twice = callback(ESCAPED).replace(r#""status":"3""#, r#""status":"3","status":"3""#);
    assert!(matches!(verified(&twice), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn a_callback_has_its_time() {
    let at = |now: Time| verified_at(&callback(ESCAPED), now);
    assert_eq!(at(now().after(Span::hours(24))), Ok(NUMBER.into()));
    assert_eq!(at(now().after(Span::hours(25))), Err(NotifyRefusal::Stale));
    assert_eq!(at(now().before(Span::minutes(10))), Ok(NUMBER.into()));
    assert_eq!(at(now().before(Span::minutes(11))), Err(NotifyRefusal::Stale));
}

#[test]
fn what_is_signed_and_yet_strange_is_refused() {
    for (number, time) in
        [("short", AT), ("", AT), (NUMBER, "1795924800"), (NUMBER, ""), (NUMBER, "17959248001x3")]
    {
        let mut report = Sorted::default();
        report.text("external_orderno", number);
        report.text("time", time);
        let signature = sign::sign(time, &report.written(), &key());
        report.text("sign", &signature);
        assert!(matches!(verified(&report.written()), Err(NotifyRefusal::Malformed(_))), "{number} {time}");
    }
}

fn told(answer: &str) -> Told {
    call::read(200, answer.as_bytes(), &key()).ok().unwrap()
}

fn refused(message: &str) -> Told {
    told(&serde_json::json!({ "code": 400, "msg": message, "data": [] }).to_string())
}

/// A list of one order in that state, with that more of members.
fn order(status: &str, more: &str) -> String {
    format!(
        r#"{{"ordersn":"D100759324935205552128","external_orderno":"{NUMBER}","recharge_info":[],"recharge_hints":"订单已取消,资金已退回商城余额!","status":{status}{more},"card_list":[]}}"#
    )
}

fn known_list(list: &str) -> Result<Supplied, SupplyError> {
    state::known(&told(&format!(r#"{{"code":200,"msg":"成功","data":{list}}}"#)), NUMBER, &key())
}

fn known(status: &str, more: &str) -> Result<Supplied, SupplyError> {
    known_list(&format!("[{}]", order(status, more)))
}

fn number() -> Option<String> {
    Some("D100759324935205552128".to_owned())
}

#[test]
fn each_state_is_what_it_is() {
    let credited = |cost: Option<i64>| {
        let cost = cost.map(|minor| Money::new(minor, Currency::CNY));
        Ok(Supplied::Credited { reference: number(), cost })
    };
    assert_eq!(known("3", r#","total_price":1,"has_back_money":0"#), credited(Some(100)));
    assert_eq!(known("\"3\"", r#","total_price":"3.050","has_back_money":"0.00""#), credited(Some(305)));
    assert_eq!(known("3", ""), credited(None));
    assert_eq!(known("3", r#","total_price":1e3"#), credited(None));
    for status in ["1", "2", "\"1\""] {
        assert_eq!(known(status, ""), Ok(Supplied::Accepted { reference: number() }), "{status}");
    }
    let said = "订单已取消,资金已退回商城余额!".to_owned();
    let failed = Ok(Supplied::Failed { reference: number(), why: NoSupply::Other, said });
    for money in
        ["", r#","total_price":1,"has_back_money":1"#, r#","total_price":"1.00","has_back_money":"0.00""#]
    {
        for status in ["4", "5"] {
            assert_eq!(known(status, money), failed, "{status} {money}");
        }
    }
    for status in ["0", "6", "null", "\"\"", "true", "-1", "\"-1\""] {
        assert!(matches!(known(status, ""), Err(SupplyError::Unknown(_))), "{status}");
    }
}

#[test]
fn a_part_that_came_back_makes_nothing_certain() {
    for status in ["3", "4", "5"] {
        for money in [r#","total_price":10,"has_back_money":4"#, r#","has_back_money":"0.0001""#] {
            assert!(matches!(known(status, money), Err(SupplyError::Unknown(_))), "{status} {money}");
        }
    }
    assert!(matches!(known("3", r#","total_price":1,"has_back_money":1"#), Err(SupplyError::Unknown(_))));
}

#[test]
fn a_reason_that_is_known_is_passed_on() {
    let list = format!("[{}]", order("4", "").replace("订单已取消", "充值账号错误,订单已取消"));
    assert!(matches!(known_list(&list), Ok(Supplied::Failed { why: NoSupply::BadAccount, .. })));
}

#[test]
fn an_answer_about_another_order_is_never_believed() {
    let (ours, other) = (order("3", ""), order("3", "").replace(NUMBER, "s20261129abc00000002"));
    assert_eq!(known_list("[]"), Err(SupplyError::NotFound));
    for list in [format!("[{other}]"), format!("[{ours},{other}]"), format!("[{ours},{ours}]"), ours] {
        assert!(matches!(known_list(&list), Err(SupplyError::Unknown(_))), "{list}");
    }
    for list in ["null", "{}", "\"\"", "[1]", "[{}]", r#"[{"status":3,"status":3}]"#] {
        assert!(matches!(known_list(list), Err(SupplyError::Unknown(_))), "{list}");
    }
    let asked = |message: &str| state::known(&refused(message), NUMBER, &key());
    assert_eq!(asked("订单不存在"), Err(SupplyError::NotFound));
    assert!(matches!(asked("签名错误"), Err(SupplyError::Unknown(_))));
}

#[test]
fn an_order_is_taken_on_or_refused_for_known_words_only() {
    let submitted = |told: &Told| state::submitted(told, NUMBER, &key());
    let good = |number: &str| {
        told(&format!(
            r#"{{"code":200,"msg":"下单成功","data":{{"ordersn":"API091952652791532879872","external_orderno":"{number}","total_price":1}}}}"#
        ))
    };
    let reference = Some("API091952652791532879872".to_owned());
    assert_eq!(submitted(&good(NUMBER)), Ok(Supplied::Accepted { reference }));
    assert!(matches!(submitted(&good("s20261129abc00000002")), Err(SupplyError::Unknown(_))));
    assert!(matches!(submitted(&told(r#"{"code":200,"data":null}"#)), Err(SupplyError::Unknown(_))));
    for (message, why) in [
        ("账户余额不足", NoSupply::NoFunds),
        ("安全价格不能小于售价", NoSupply::PriceChanged),
        ("商品已下架", NoSupply::OutOfStock),
        ("充值账号格式不正确", NoSupply::BadAccount),
        ("签名错误", NoSupply::Other),
    ] {
        let failed = Ok(Supplied::Failed { reference: None, why, said: message.into() });
        assert_eq!(submitted(&refused(message)), failed, "{message}");
    }
    for message in ["订单号重复", "外部订单号已存在", "下单失败", ""] {
        assert!(matches!(submitted(&refused(message)), Err(SupplyError::Unknown(_))), "{message}");
    }
}

#[test]
fn answers_that_are_none_are_unknown() {
    let read = |status: u16, answer: &str| call::read(status, answer.as_bytes(), &key());
    for status in [301, 400, 401, 403, 404, 429, 500, 502] {
        let told = read(status, r#"{"code":200,"data":[]}"#);
        assert!(matches!(told, Err(SupplyError::Unknown(_))), "{status}");
    }
    for answer in ["", "<html>", "[]", "{}", r#"{"code":500,"msg":"x"}"#, r#"{"code":200,"code":200}"#] {
        assert!(matches!(read(200, answer), Err(SupplyError::Unknown(_))), "{answer}");
    }
    assert!(matches!(read(400, r#"{"code":400,"msg":"x"}"#), Ok(Told::Refused(why)) if why == "x"));
    assert!(matches!(read(200, r#"{"code":"400","msg":"x"}"#), Ok(Told::Refused(_))));
    let repeated = read(200, &format!(r#"{{"code":500,"msg":"key {KEY}"}}"#));
    assert!(matches!(repeated, Err(SupplyError::Unknown(why)) if !why.contains(KEY)));
}

#[test]
fn goods_are_those_that_are_credited() {
    let told = Flat::read(
        r#"{"code":200,"data":{"list":[
            {"id":2909,"goods_name":"test","goods_type":2,"goods_price":"2.001","status":1,"stock_num":9999},
            {"id":"4","goods_name":"供货手工","goods_type":"2","goods_price":"1.10","status":2,"stock_num":"-"},
            {"id":5,"goods_name":"card","goods_type":1,"goods_price":"1.10","status":1,"stock_num":1},
            {"id":6,"goods_type":2,"goods_price":"?"}
        ],"total":4}}"#
            .as_bytes(),
    );
    let page = goods::read(&told.unwrap()).ok().unwrap();
    let product = |product: &str, name: &str, minor: i64, stock, on_sale| SupplierProduct {
        product: product.into(),
        name: name.into(),
        wanted: Wanted::Credit,
        cost: Money::new(minor, Currency::CNY),
        stock,
        on_sale,
    };
    let expected =
        [product("2909", "test", 201, Some(9999), true), product("4", "供货手工", 110, None, false)];
    assert_eq!((page.products, page.is_full), (expected.to_vec(), false));
    let hundred = vec![r#"{"id":1,"goods_price":1}"#; 100].join(",");
    let told = Flat::read(format!(r#"{{"data":{{"list":[{hundred}]}}}}"#).as_bytes()).unwrap();
    assert!(goods::read(&told).ok().unwrap().is_full);
    assert!(goods::read(&Flat::read(b"{}").unwrap()).is_err());
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)], currency: Currency| -> Vec<&'static str> {
        let usual = [("url", "https://shop.example.com/"), ("user_id", USER), ("api_key", KEY)];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)(&settings, currency, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[("user_id", "10000")], Currency::CNY).is_empty());
    for (name, value) in
        [("url", "http://shop.example.com"), ("user_id", ""), ("user_id", "a\nb"), ("api_key", "short")]
    {
        assert_eq!(problems(&[(name, value)], Currency::CNY), [name], "{value}");
    }
    assert_eq!(problems(&[], "USD".parse().unwrap()), ["currency"]);
}
