//! Under the AppKey and AppSecret that Fulu publishes for its sandbox. The callback is the example of the document with its
//! own signature. The requests were reckoned apart from this code, by Python: `md5("".join(sorted(text)) + secret)` over
//! `json.dumps(…, ensure_ascii=False, separators=(",", ":"), sort_keys=True)`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::call::Told;
use super::*;
use crate::plain::tests::{new_supply, order_no};
use crate::report::tests::posted;
use kernel::{Currency, FixedClock, OsEntropy};
use ports::{NoSupply, Settings, Wanted};
use std::sync::Arc;

const APP_KEY: &str = "i4esv1l+76l/7NQCL3QudG90Fq+YgVfFGJAWgT+7qO1Bm9o/adG/1iwO2qXsAXNB";
const SECRET: &str = "0a091b3aa4324435aab703142518a8f7";
const NUMBER: &str = "s20261129abc00000001";

fn secret() -> Secret<String> {
    Secret::new(SECRET.to_owned())
}

fn supplier() -> FuluSupplier {
    // 2026-11-29 12:00:00 in China.
    let now = Time::from_unix_seconds(1_795_924_800);
    FuluSupplier {
        url: "https://openapi.fulu.com".into(),
        app_key: APP_KEY.into(),
        secret: secret(),
        ambient: Ambient::new(FixedClock::at(now), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
    }
}

/// A whole body, with that method, content and signature.
fn body(method: &str, content: &str, signature: &str) -> String {
    format!(
        r#"{{"app_auth_token":"","app_key":"{APP_KEY}","biz_content":"{content}","charset":"utf-8","format":"json","method":"{method}","sign":"{signature}","sign_type":"md5","timestamp":"2026-11-29 12:00:00","version":"2.0"}}"#
    )
}

fn ordered(new: &NewSupply) -> String {
    let asked = asked::order(new).ok().unwrap();
    supplier().body(asked.method, &asked.content)
}

#[test]
fn goods_are_ordered_byte_for_byte() {
    let form = [("account", "888888"), ("region", "电信一区"), ("server", "逐鹿中原"), ("role", "赵云")];
    let new = NewSupply { quantity: 2, ..new_supply("10000001", &form) };
    let content = r#"{\"buy_num\":2,\"charge_account\":\"888888\",\"charge_game_region\":\"电信一区\",\"charge_game_role\":\"赵云\",\"charge_game_srv\":\"逐鹿中原\",\"customer_order_no\":\"s20261129abc00000001\",\"product_id\":10000001}"#;
    assert_eq!(ordered(&new), body("fulu.order.direct.add", content, "ff4fcfa9f41fa20bd5817448ed3ceede"));
}

#[test]
fn a_telephone_is_ordered_byte_for_byte() {
    let new = new_supply("mobile:50", &[("phone", "13800138000")]);
    let content = r#"{\"charge_phone\":\"13800138000\",\"charge_value\":50,\"customer_order_no\":\"s20261129abc00000001\"}"#;
    assert_eq!(ordered(&new), body("fulu.order.mobile.add", content, "8a0b42182898ef8300b7fd61f14d734a"));
}

#[test]
fn questions_are_asked_byte_for_byte() {
    let mut content = Sorted::default();
    assert_eq!(
        supplier().body("fulu.user.info.get", &content),
        body("fulu.user.info.get", "{}", "0a692d391dd7cae58573de58fb8e4a26")
    );
    content.text("customer_order_no", NUMBER);
    assert_eq!(
        supplier().body("fulu.order.info.get", &content),
        body(
            "fulu.order.info.get",
            r#"{\"customer_order_no\":\"s20261129abc00000001\"}"#,
            "90092063e9334a250be8bfa0296152e5"
        )
    );
}

/// The document's example of a callback.
const CALLBACK: &str = "order_id=19072426795315681646&charge_finish_time=2019-07-24+16%3A46%3A14\
                        &customer_order_no=535126603&order_status=success\
                        &recharge_description=%E5%85%85%E5%80%BC%E6%88%90%E5%8A%9F&product_id=10000497&price=1.0000\
                        &buy_num=2&operator_serial_number=&sign=b716ea73535df393d8ce8efae7518b70";

fn verified(callback: &RawNotify) -> Result<String, NotifyRefusal> {
    supplier().verify_callback(callback, Time::default()).map(order_no)
}

#[test]
fn the_callback_of_the_document_is_genuine() {
    assert_eq!(verified(&posted(CALLBACK)), Ok("535126603".into()));
    let get = RawNotify { method: "GET".into(), target: format!("/notify/s1?{CALLBACK}"), ..posted("") };
    assert_eq!(verified(&get), Ok("535126603".into()));
    let json = r#"{"order_id":"19072426795315681646","charge_finish_time":"2019-07-24 16:46:14","customer_order_no":"535126603","order_status":"success","recharge_description":"充值成功","product_id":"10000497","price":"1.0000","buy_num":"2","operator_serial_number":"","sign":"b716ea73535df393d8ce8efae7518b70"}"#;
    assert_eq!(verified(&posted(json)), Ok("535126603".into()));
    for (from, to) in [
        ("535126603", "535126604"),
        ("order_status=success", "order_status=failed"),
        ("b716ea73", "B716EA73"),
        ("b716ea73535df393d8ce8efae7518b70", ""),
        ("&sign=b716ea73535df393d8ce8efae7518b70", ""),
        ("&buy_num=2", "&buy_num=2&more=1"),
        ("&operator_serial_number=", ""),
    ] {
        let bent = CALLBACK.replace(from, to);
        assert_eq!(verified(&posted(&bent)), Err(NotifyRefusal::BadSignature), "{to}");
    }
    let twice = format!("{CALLBACK}&buy_num=2");
    assert!(matches!(verified(&posted(&twice)), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn a_callback_about_what_we_never_numbered_is_refused() {
    for number in ["", "short", "UPPER20261129", "../../etc", "s20261129abc000000010000000000001x"] {
        let mut report = Sorted::default();
        report.text("customer_order_no", number);
        let signature = sign::sign(&report.written(), &secret());
        report.text("sign", &signature);
        assert!(matches!(verified(&posted(&report.written())), Err(NotifyRefusal::Malformed(_))), "{number}");
    }
}

fn read(answer: &str) -> Result<Told, SupplyError> {
    call::read(200, answer.as_bytes(), &secret())
}

/// A good answer with that result, unsigned.
fn good(result: &str) -> Told {
    let told = serde_json::json!({ "code": 0, "message": "接口调用成功", "result": result });
    read(&told.to_string()).ok().unwrap()
}

fn bad(message: &str) -> Told {
    let told = serde_json::json!({ "code": 3000, "message": message, "result": "", "sign": "" });
    read(&told.to_string()).ok().unwrap()
}

/// An order in that state, with that more of members.
fn order(state: &str, more: &str) -> String {
    format!(
        r#"{{"customer_order_no":"{NUMBER}","order_id":"22113019210922951925","order_state":"{state}"{more}}}"#
    )
}

fn known(result: &str) -> Result<Supplied, SupplyError> {
    state::known(&good(result), NUMBER, &secret())
}

fn reference() -> Option<String> {
    Some("22113019210922951925".to_owned())
}

#[test]
fn each_state_is_what_it_is() {
    let credited = |minor: i64| {
        let cost = Some(Money::new(minor, Currency::CNY));
        Ok(Supplied::Credited { reference: reference(), cost })
    };
    assert_eq!(known(&order("success", r#","order_price":46.3,"buy_num":1"#)), credited(4630));
    assert_eq!(known(&order("success", r#","order_price":"49.8750","buy_num":"2""#)), credited(9975));
    assert_eq!(known(&order("success", r#","order_price":0.0001,"buy_num":3"#)), credited(1));
    for price in [r#""#, r#","order_price":1e3,"buy_num":1"#, r#","order_price":[1],"buy_num":1"#] {
        let dear = Ok(Supplied::Credited { reference: reference(), cost: None });
        assert_eq!(known(&order("success", price)), dear, "{price}");
    }
    for state in ["processing", "untreated"] {
        assert_eq!(known(&order(state, "")), Ok(Supplied::Accepted { reference: reference() }));
    }
    let failed = |why, said: &str| Ok(Supplied::Failed { reference: reference(), why, said: said.into() });
    assert_eq!(known(&order("failed", "")), failed(NoSupply::Other, "no reason was given"));
    assert_eq!(
        known(&order("failed", r#","recharge_description":"充值账号不存在""#)),
        failed(NoSupply::BadAccount, "充值账号不存在")
    );
    for state in ["", "Success", "refunded", "1"] {
        assert!(matches!(known(&order(state, "")), Err(SupplyError::Unknown(_))), "{state}");
    }
}

#[test]
fn an_answer_about_another_order_is_never_believed() {
    for number in ["s20261129abc00000002", "", "S20261129ABC00000001"] {
        let other = order("success", "").replace(NUMBER, number);
        assert!(matches!(known(&other), Err(SupplyError::Unknown(_))), "{number}");
        let told = good(&other);
        assert!(matches!(state::submitted(&told, NUMBER, &secret()), Err(SupplyError::Unknown(_))));
    }
}

#[test]
fn malformed_results_make_nothing_certain() {
    let twice = order("failed", r#","order_state":"success""#);
    for result in ["", "null", "[]", "{", "{}", "<html>", "1", twice.as_str()] {
        assert!(matches!(known(result), Err(SupplyError::Unknown(_))), "{result}");
        let told = good(result);
        assert!(matches!(state::submitted(&told, NUMBER, &secret()), Err(SupplyError::Unknown(_))));
    }
}

#[test]
fn an_order_is_taken_on_or_refused_for_known_words_only() {
    let accepted = Ok(Supplied::Accepted { reference: reference() });
    for state in ["untreated", "processing", "success", "failed"] {
        let told = good(&order(state, ""));
        assert_eq!(state::submitted(&told, NUMBER, &secret()), accepted, "whether it is done is asked for");
    }
    let refused = |message: &str| state::submitted(&bad(message), NUMBER, &secret());
    let failed = |why, said: &str| Ok(Supplied::Failed { reference: None, why, said: said.into() });
    assert_eq!(refused("商户余额不足"), failed(NoSupply::NoFunds, "商户余额不足"));
    assert_eq!(refused("商品库存不足"), failed(NoSupply::OutOfStock, "商品库存不足"));
    for message in ["外部订单号已存在", "系统异常", ""] {
        assert!(matches!(refused(message), Err(SupplyError::Unknown(_))), "{message}");
    }
    let asked = |message: &str| state::known(&bad(message), NUMBER, &secret());
    assert_eq!(asked("订单不存在"), Err(SupplyError::NotFound));
    assert!(matches!(asked("签名错误"), Err(SupplyError::Unknown(_))), "says nothing of the order");
    assert!(
        matches!(asked(&format!("key {SECRET}")), Err(SupplyError::Unknown(why)) if !why.contains(SECRET))
    );
}

#[test]
fn answers_that_are_none_are_unknown() {
    for status in [301, 400, 403, 404, 429, 500, 502] {
        let told = call::read(status, br#"{"code":0,"result":"{}"}"#, &secret());
        assert!(matches!(told, Err(SupplyError::Unknown(_))), "{status}");
    }
    for answer in ["", "<html>", "[]", "{}", r#"{"code":null}"#, r#"{"code":0,"code":0}"#] {
        assert!(matches!(read(answer), Err(SupplyError::Unknown(_))), "{answer}");
    }
    assert!(read(r#"{"code":"0","result":{"a":1}}"#).ok().unwrap().good(&secret()).is_ok());
}

#[test]
fn a_signature_that_is_there_is_looked_at() {
    let result = r#"{"buy_num":2,"customer_order_no":"s20261129abc00000001","order_id":"22113019210922951925","order_price":49.875,"order_state":"success"}"#;
    let answer = |sign: &str| serde_json::json!({ "code": 0, "message": "", "result": result, "sign": sign });
    assert!(read(&answer("b047bc2f3a595409b3d358f33f33469c").to_string()).is_ok());
    assert!(read(&answer("b047bc2f3a595409b3d358f33f33469d").to_string()).is_err());
}

#[test]
fn goods_are_those_that_are_credited() {
    let list = r#"[
        {"product_id":10000585,"product_name":"Q币","product_type":"直充","purchase_price":0.9701,"sales_status":"上架","stock_status":"充足"},
        {"product_id":10000587,"product_name":"卡","product_type":"卡密","purchase_price":1,"sales_status":"上架","stock_status":"充足"},
        {"product_id":"10000588","product_name":"b","product_type":"直充","purchase_price":"20.0000","sales_status":"下架","stock_status":"断货"},
        {"product_id":1,"product_type":"直充","purchase_price":-1},
        {"product_type":"直充","purchase_price":1}
    ]"#;
    let product = |product: &str, name: &str, minor: i64, stock, on_sale| SupplierProduct {
        product: product.into(),
        name: name.into(),
        wanted: Wanted::Credit,
        cost: Money::new(minor, Currency::CNY),
        stock,
        on_sale,
    };
    assert_eq!(
        goods::read(&good(list), &secret()),
        Ok(vec![product("10000585", "Q币", 98, None, true), product("10000588", "b", 2000, Some(0), false)])
    );
    assert!(goods::read(&good("{}"), &secret()).is_err() && goods::read(&bad("x"), &secret()).is_err());
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)], currency: Currency| -> Vec<&'static str> {
        let usual =
            [("url", "https://openapi.fulu.com/api/getway"), ("app_key", APP_KEY), ("app_secret", SECRET)];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)(&settings, currency, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[], Currency::CNY).is_empty());
    for (name, value) in
        [("url", "http://openapi.fulu.com"), ("app_key", "a b"), ("app_key", ""), ("app_secret", "short")]
    {
        assert_eq!(problems(&[(name, value)], Currency::CNY), [name], "{value}");
    }
    assert_eq!(problems(&[], "USD".parse().unwrap()), ["currency"]);
    assert!(KIND.takes(Currency::CNY) && !KIND.takes("USD".parse().unwrap()));
}
