//! The document prints no signature, so all were reckoned apart from this code. That of its example of an order, under its
//! `your_api_secret`, by openssl: `printf 'POST\n/api/v1/upstream/orders\n1700000000\n%s' "$(printf '%s' "$BODY" | openssl
//! md5 -r | cut -d' ' -f1)" | openssl dgst -sha256 -hmac your_api_secret`. The others by Python, over the same text:
//! `hmac.new(secret, f"{method}\n{path}\n{time}\n{md5(body).hexdigest()}", sha256).hexdigest()`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::sign::{Signed, is_signed, sign};
use super::state::Taken;
use super::*;
use crate::plain::tests::{new_supply, order_no};
use kernel::{FixedClock, OsEntropy};
use ports::Settings;
use std::sync::Arc;

const KEY: &str = "DJ8c1f0e";
const SECRET: &str = "7f1d0c9e4b5a68327f1d0c9e4b5a6832";
const NUMBER: &str = "s20261129abc00000001";
const AT: &str = "1795924800";

fn secret() -> Secret<String> {
    Secret::new(SECRET.to_owned())
}

fn now() -> Time {
    Time::from_unix_seconds(1_795_924_800)
}

fn supplier() -> DujiaoSupplier {
    DujiaoSupplier {
        url: "https://b.example.com".into(),
        prefix: String::new(),
        api_key: KEY.into(),
        secret: secret(),
        currency: Currency::CNY,
        ambient: Ambient::new(FixedClock::at(now()), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
    }
}

#[test]
fn the_example_of_the_document_is_signed_as_it_says() {
    let signed = Signed {
        method: "POST",
        path: "/api/v1/upstream/orders",
        at: "1700000000",
        body: br#"{"sku_id":1,"quantity":1}"#,
    };
    let secret = Secret::new("your_api_secret".to_owned());
    let good = "80e9b0ae078e379001fba9fab6628c2b1ea21518c48dc34035ecb38feba6c265";
    assert_eq!(sign(&signed, &secret), good);
    assert!(is_signed(&signed, &secret, good) && !is_signed(&signed, &secret, &good.to_uppercase()));
    let empty = Secret::new(String::new());
    for (bent, secret, given) in [
        (Signed { method: "GET", ..signed }, &secret, good),
        (Signed { path: "/api/v1/upstream/orders/", ..signed }, &secret, good),
        (Signed { at: "1700000001", ..signed }, &secret, good),
        (Signed { body: b"{}", ..signed }, &secret, good),
        (signed, &secret, ""),
        (signed, &empty, sign(&signed, &empty).as_str()),
    ] {
        assert!(!is_signed(&bent, secret, given));
    }
}

/// Method, address behind the site's, body and signature of a request, whose other headers are always the same.
fn sent(method: &'static str, path: &str, query: &str, body: &str) -> (String, String, String) {
    let request = supplier().request(method, path, query, body).unwrap();
    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        (header("Dujiao-Next-Api-Key"), header("Dujiao-Next-Timestamp"), header("Content-Type")),
        (KEY.to_owned(), AT.to_owned(), "application/json".to_owned())
    );
    let sent = request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec();
    assert_eq!(sent, body.as_bytes());
    let url = request.url().as_str().strip_prefix("https://b.example.com").unwrap().to_owned();
    (request.method().to_string(), url, header("Dujiao-Next-Signature"))
}

fn is(method: &str, url: &str, signature: &str) -> (String, String, String) {
    (method.to_owned(), url.to_owned(), signature.to_owned())
}

#[test]
fn an_order_is_sent_byte_for_byte() {
    let form = [("account", "888888"), ("region", "电信一区")];
    let new = NewSupply { quantity: 2, ..new_supply("101:region=area", &form) };
    let mut body = asked::order(&new, Currency::CNY).ok().unwrap();
    body.text("callback_url", &new.notify_url);
    let written = r#"{"callback_url":"https://shop.example.com/notify/s1","downstream_order_no":"s20261129abc00000001","manual_form_data":{"account":"888888","area":"电信一区"},"quantity":2,"sku_id":101}"#;
    assert_eq!(body.written(), written);
    assert_eq!(
        sent("POST", "/orders", "", written),
        is(
            "POST",
            "/api/v1/upstream/orders",
            "c176e055cfb719bc3cd7fe3be29d2cff03cb3750ad6d1e267fa98fffeaaf3de0"
        )
    );
    assert_eq!(
        sent("POST", "/orders", "", &asked::again(NUMBER).written()),
        is(
            "POST",
            "/api/v1/upstream/orders",
            "ef72848e870cf5f6e2a5a698ad284415895e50199b9d6537244d1d86af658736"
        )
    );
}

#[test]
fn questions_are_asked_byte_for_byte_and_the_query_is_not_signed() {
    for (method, path, query, url, signature) in [
        ("POST", "/ping", "", "/ping", "bb8e078835a1ac74331854cd38a342d3f51868ec3912de48b459244c9a668d16"),
        (
            "GET",
            "/products",
            "page=1&page_size=100",
            "/products?page=1&page_size=100",
            "e95e766c688238ef44176eef924a9eca1e0a5fb3919a5d5d4f290cac3c1e8d4d",
        ),
        (
            "GET",
            "/orders/101",
            "",
            "/orders/101",
            "f25a6a7df5c962b8b9a2fb75cf1e179ed269a8de4888819433a94debc813e69d",
        ),
        (
            "POST",
            "/orders/101/cancel",
            "",
            "/orders/101/cancel",
            "4881e977864997df40e7d542df9c9ed1f98351b4cb870d48e80e07fa0205ad2e",
        ),
    ] {
        let url = format!("/api/v1/upstream{url}");
        assert_eq!(sent(method, path, query, ""), is(method, &url, signature));
    }
}

#[test]
fn a_site_below_a_path_is_asked_there_and_the_path_is_signed() {
    let mut below = supplier();
    below.url = "https://b.example.com/shop".into();
    below.prefix = "/shop".into();
    let request = below.request("POST", "/ping", "", "").unwrap();
    assert_eq!(request.url().as_str(), "https://b.example.com/shop/api/v1/upstream/ping");
    let signed = Signed { method: "POST", path: "/shop/api/v1/upstream/ping", at: AT, body: b"" };
    let given = request.headers().get("dujiao-next-signature").unwrap().to_str().unwrap();
    assert!(is_signed(&signed, &secret(), given));
}

const CALLBACK: &str = r#"{"event":"order.fulfilled","order_id":101,"order_no":"DJ20261129120000ABCD","downstream_order_no":"s20261129abc00000001","status":"completed","fulfillment":{"type":"auto","status":"delivered","payload":"ABCD-EFGH-1234-5678","delivery_data":null,"delivered_at":"2026-11-29T04:00:00Z"},"timestamp":1795924800}"#;
/// Over the path of the document, and over that at which it comes.
const AGREED: &str = "7205f1d8a0a148d88246ca6b32e5730d94ef5c11379089a21a9062283374b0df";
const HERE: &str = "146d9c509b8bbc724e0a7459417f908c03e7fed4e3c3e85107f508e9def648b0";

fn callback(signature: &str, body: &str) -> RawNotify {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    RawNotify {
        method: "POST".into(),
        target: "/supply/notify/s1?x=1".into(),
        headers: vec![
            header("content-type", "application/json"),
            header("dujiao-next-api-key", KEY),
            header("dujiao-next-timestamp", AT),
            header("dujiao-next-signature", signature),
        ],
        body: body.as_bytes().to_vec(),
    }
}

fn verified_at(callback: &RawNotify, now: Time) -> Result<String, NotifyRefusal> {
    supplier().verify_callback(callback, now).map(order_no)
}

#[test]
fn a_callback_is_verified_with_its_time() {
    for signature in [AGREED, HERE] {
        assert_eq!(verified_at(&callback(signature, CALLBACK), now()), Ok(NUMBER.into()));
    }
    let good = callback(AGREED, CALLBACK);
    for off in [60, -60] {
        let there = Time::from_unix_seconds(1_795_924_800 + off);
        assert_eq!(verified_at(&good, there), Ok(NUMBER.into()));
    }
    for off in [61, -61, 3_600] {
        let there = Time::from_unix_seconds(1_795_924_800 + off);
        assert_eq!(verified_at(&good, there), Err(NotifyRefusal::Stale));
    }
    for (signature, body) in [
        ("", CALLBACK.to_owned()),
        (&AGREED.to_uppercase(), CALLBACK.to_owned()),
        (AGREED, CALLBACK.replace("completed", "canceled")),
        (AGREED, CALLBACK.replace("00000001\"", "00000002\"")),
        (AGREED, String::new()),
    ] {
        let bent = callback(signature, &body);
        assert_eq!(verified_at(&bent, now()), Err(NotifyRefusal::BadSignature), "{body}");
    }
    let bent = |name: &str, value: &str| {
        let mut bent = good.clone();
        bent.headers.retain(|(header, _)| header != name);
        bent.headers.push((name.to_owned(), value.to_owned()));
        verified_at(&bent, now())
    };
    assert_eq!(bent("dujiao-next-timestamp", "1795924801"), Err(NotifyRefusal::BadSignature));
    assert_eq!(bent("dujiao-next-api-key", "DJother"), Err(NotifyRefusal::OtherMerchant));
    let get = RawNotify { method: "GET".into(), ..good.clone() };
    assert!(matches!(verified_at(&get, now()), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn a_callback_about_what_we_never_numbered_is_refused() {
    for number in ["", "short", "UPPER20261129", "../../etc", "s20261129abc000000010000000000001x"] {
        let body = CALLBACK.replace(NUMBER, number);
        let signed =
            Signed { method: "POST", path: "/api/v1/upstream/callback", at: AT, body: body.as_bytes() };
        let told = verified_at(&callback(&sign(&signed, &secret()), &body), now());
        assert!(matches!(told, Err(NotifyRefusal::Malformed(_))), "{number}");
    }
}

fn told(status: u16, body: &str) -> Told {
    call::read(status, body.as_bytes()).ok().unwrap()
}

fn no(status: u16, code: &str, message: &str) -> Told {
    told(status, &format!(r#"{{"ok":false,"error_code":"{code}","error_message":"{message}"}}"#))
}

fn submitted(told: &Told) -> Result<Taken, SupplyError> {
    state::submitted(told, &secret())
}

fn reference() -> Option<String> {
    Some("101".to_owned())
}

#[test]
fn an_order_is_taken_on_under_the_number_of_the_site() {
    let answer = |status: &str| {
        told(
            200,
            &format!(
                r#"{{"ok":true,"order_id":101,"order_no":"DJ20260301120000ABCD","status":"{status}","amount":"9.90","currency":"CNY"}}"#
            ),
        )
    };
    let on = |may_be_done| Ok(Taken::On { reference: "101".into(), may_be_done });
    for status in ["paid", "pending_payment", "fulfilling"] {
        assert_eq!(submitted(&answer(status)), on(false), "{status}");
    }
    // It was sent before, and is further by now.
    for status in ["delivered", "completed", "partially_delivered", "refunded", "?"] {
        assert_eq!(submitted(&answer(status)), on(true), "{status}");
    }
    let Ok(Taken::Not(Supplied::Failed { reference: known, .. })) = submitted(&answer("canceled")) else {
        panic!("a cancelled order is none")
    };
    assert_eq!(known, reference());
    for body in [r#"{"ok":true}"#, r#"{"ok":true,"order_id":"../1"}"#, r#"{"ok":true,"order_id":0}"#] {
        assert!(matches!(submitted(&told(200, body)), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn what_is_refused_is_certain_where_the_document_says_so() {
    let failed =
        |reference, why, said: &str| Ok(Taken::Not(Supplied::Failed { reference, why, said: said.into() }));
    for (status, code, why) in [
        (402, "insufficient_balance", NoSupply::NoFunds),
        (409, "insufficient_stock", NoSupply::OutOfStock),
        (400, "sku_unavailable", NoSupply::OutOfStock),
        (400, "product_unavailable", NoSupply::OutOfStock),
        (400, "bad_request", NoSupply::Other),
    ] {
        let said = format!("{code}: x");
        assert_eq!(submitted(&no(status, code, "x")), failed(None, why, &said));
    }
    let unpaid = r#"{"ok":false,"order_id":101,"order_no":"DJ20260301120000ABCD","status":"canceled","error_code":"payment_failed","error_message":"wallet payment failed: insufficient balance"}"#;
    let said = "payment_failed: wallet payment failed: insufficient balance";
    assert_eq!(submitted(&told(200, unpaid)), failed(reference(), NoSupply::NoFunds, said));
    for (status, code) in [
        (500, "internal_error"),
        (429, "too_many_requests"),
        (200, "insufficient_stock"),
        (409, "cancel_not_allowed"),
        (400, "invalid_callback_url"),
        (404, "order_not_found"),
        (200, ""),
    ] {
        assert!(matches!(submitted(&no(status, code, "x")), Err(SupplyError::Unknown(_))), "{code}");
    }
    for (status, code) in [(401, "timestamp_expired"), (401, "invalid_signature"), (403, "user_disabled")] {
        assert!(matches!(submitted(&no(status, code, "x")), Err(SupplyError::NotReached(_))), "{code}");
    }
    let repeated = submitted(&no(500, "internal_error", &format!("secret {SECRET}")));
    assert!(matches!(repeated, Err(SupplyError::Unknown(why)) if !why.contains(SECRET)));
}

#[test]
fn an_order_that_cannot_be_made_tells_of_the_one_that_was() {
    let found = |told: &Told| state::found(told, &secret());
    assert_eq!(found(&told(200, r#"{"ok":true,"order_id":101,"status":"paid"}"#)), Ok("101".into()));
    assert_eq!(found(&no(400, "sku_unavailable", "sku not found")), Err(SupplyError::NotFound));
    for told in [no(401, "invalid_signature", ""), no(500, "internal_error", ""), no(429, "", "")] {
        assert!(matches!(found(&told), Err(SupplyError::Unknown(_))));
    }
}

/// An order in that state, with that more of members.
fn order(status: &str, more: &str) -> Told {
    told(
        200,
        &format!(
            r#"{{"ok":true,"order_id":101,"order_no":"DJ20260301120000ABCD","status":"{status}","amount":"19.80","currency":"CNY","items":[{{"product_id":1,"sku_id":1,"quantity":2}}]{more}}}"#
        ),
    )
}

fn with(payload: &str) -> String {
    format!(
        r#","fulfillment":{{"type":"auto","status":"delivered","payload":{},"delivery_data":null,"delivered_at":"2026-03-01T12:01:00Z"}}"#,
        serde_json::Value::from(payload)
    )
}

fn known(told: &Told, wanted: Wanted) -> Result<Supplied, SupplyError> {
    state::known(told, "101", (wanted, 2, Currency::CNY), &secret())
}

fn cny(minor: i64) -> Option<Money> {
    Some(Money::new(minor, Currency::CNY))
}

fn delivered(minor: i64, keys: &[&str]) -> Result<Supplied, SupplyError> {
    let keys = keys.iter().map(|key| Secret::new((*key).to_owned())).collect();
    Ok(Supplied::Delivered { reference: reference(), cost: cny(minor), keys })
}

#[test]
fn keys_are_read_from_what_is_delivered() {
    let keys = |status: &str, more: &str| known(&order(status, more), Wanted::Keys);
    for status in ["delivered", "completed"] {
        assert_eq!(keys(status, &with("K1\r\nK2\n")), delivered(1980, &["K1", "K2"]));
    }
    assert_eq!(keys("completed", &with("K1")), delivered(1980, &["K1"]));
    let data = r#","fulfillment":{"payload":"","delivery_data":{"cards":[{"no":"1","pwd":"a"},{"no":"2","pwd":"b"}]}}"#;
    assert_eq!(keys("delivered", data), delivered(1980, &["1 a", "2 b"]));
    let back = format!(r#"{},"refunded_amount":"9.90""#, with("K1"));
    assert_eq!(keys("partially_refunded", &back), delivered(990, &["K1"]));
    let sorry = keys("completed", &with("抱歉，该商品暂时缺货，请联系客服处理"));
    assert!(
        matches!(sorry, Ok(Supplied::Failed { why: NoSupply::OutOfStock, said, .. }) if said.contains("缺货"))
    );
    for more in ["", r#","fulfillment":null"#, &with(" \n")] {
        assert!(matches!(keys("completed", more), Err(SupplyError::Unknown(_))), "{more}");
    }
}

#[test]
fn each_state_is_what_it_is() {
    for wanted in [Wanted::Keys, Wanted::Credit] {
        for status in ["pending_payment", "paid", "fulfilling", "partially_delivered"] {
            // Until it is all there, nothing of it is.
            let told = order(status, &with("K1"));
            assert_eq!(known(&told, wanted), Ok(Supplied::Accepted { reference: reference() }), "{status}");
        }
        for status in ["canceled", "refunded"] {
            let told = known(&order(status, &with("K1")), wanted);
            assert!(matches!(told, Ok(Supplied::Failed { why: NoSupply::Other, .. })), "{status}");
        }
        for status in ["", "done", "1"] {
            assert!(matches!(known(&order(status, ""), wanted), Err(SupplyError::Unknown(_))), "{status}");
        }
    }
    let credited = |cost| Ok(Supplied::Credited { reference: reference(), cost });
    let credit = |status: &str, more: &str| known(&order(status, more), Wanted::Credit);
    assert_eq!(credit("completed", ""), credited(cny(1980)));
    assert_eq!(credit("delivered", r#","refunded_amount":"0.00""#), credited(cny(1980)));
    for (status, more) in [("delivered", r#","refunded_amount":"1.00""#), ("partially_refunded", "")] {
        assert!(matches!(credit(status, more), Err(SupplyError::Unknown(_))), "{status}");
    }
    let dear =
        told(200, r#"{"ok":true,"order_id":101,"status":"completed","amount":"19.80","currency":"USD"}"#);
    assert_eq!(known(&dear, Wanted::Credit), credited(None));
}

#[test]
fn an_answer_about_another_order_is_never_believed() {
    let good = r#"{"ok":true,"order_id":101,"status":"completed","items":[{"quantity":2}]}"#;
    assert!(known(&told(200, good), Wanted::Credit).is_ok());
    for other in [good.replace("101", "102"), good.replace(":2", ":1"), good.replace("101", "null")] {
        assert!(matches!(known(&told(200, &other), Wanted::Credit), Err(SupplyError::Unknown(_))), "{other}");
    }
    for (status, code) in [(404, "order_not_found"), (401, "invalid_signature"), (500, "internal_error")] {
        assert!(
            matches!(known(&no(status, code, "x"), Wanted::Keys), Err(SupplyError::Unknown(_))),
            "{code}"
        );
    }
    assert!(state::number("101").is_ok());
    assert!(["", "0", "1/../2", "DJ1", "1e3"].iter().all(|text| state::number(text).is_err()));
}

#[test]
fn answers_that_are_none_are_unknown() {
    for status in [301, 400, 401, 404, 429, 500, 502] {
        for body in ["", "<html>", r#"{"ok":true,"order_id":101}"#] {
            assert!(matches!(call::read(status, body.as_bytes()), Err(SupplyError::Unknown(_))), "{status}");
        }
    }
    for body in ["", "<html>", "[]", "{}", r#"{"ok":"true"}"#, r#"{"ok":1}"#, r#"{"ok":true,"ok":true}"#] {
        assert!(matches!(call::read(200, body.as_bytes()), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn goods_are_all_skus_of_all_products() {
    let told = Flat::read(
        r#"{"ok":true,"items":[
            {"id":1,"title":{"en":"Card","zh-CN":"点卡"},"price_amount":"7.90","fulfillment_type":"auto","manual_form_schema":null,"is_active":true,"skus":[
                {"id":11,"sku_code":"DEFAULT","spec_values":{},"price_amount":"7.90","stock_status":"in_stock","stock_quantity":100,"is_active":true},
                {"id":12,"sku_code":"X","spec_values":{"面值":"100元"},"price_amount":"95.00","stock_status":"out_of_stock","stock_quantity":0,"is_active":true},
                {"id":13,"sku_code":"Y","price_amount":"?","is_active":true}
            ]},
            {"id":2,"title":{"en":"Top-up"},"fulfillment_type":"manual","manual_form_schema":{"fields":[{"key":"account"}]},"is_active":true,"skus":[
                {"id":21,"sku_code":"DEFAULT","price_amount":"10","stock_status":"unlimited","stock_quantity":-1,"is_active":false}
            ]},
            {"id":3,"title":{},"fulfillment_type":"manual","manual_form_schema":{"fields":[]},"skus":[
                {"id":31,"sku_code":"Z","price_amount":"1.00","stock_status":"low_stock","stock_quantity":2}
            ]}
        ],"total":3,"page":1,"page_size":100}"#
            .as_bytes(),
    );
    let page = goods::read(&told.unwrap(), Currency::CNY).ok().unwrap();
    let product = |product: &str, name: &str, wanted, minor: i64, stock, on_sale| SupplierProduct {
        product: product.into(),
        name: name.into(),
        wanted,
        cost: Money::new(minor, Currency::CNY),
        stock,
        on_sale,
    };
    assert!(page.is_last(1));
    assert_eq!(
        page.products,
        [
            product("11", "点卡", Wanted::Keys, 790, Some(100), true),
            product("12", "点卡 100元", Wanted::Keys, 9500, Some(0), true),
            product("21", "Top-up", Wanted::Credit, 1000, None, false),
            product("31", "Z", Wanted::Keys, 100, Some(2), true),
        ]
    );
    let page = |body: &str| goods::read(&Flat::read(body.as_bytes()).unwrap(), Currency::CNY).ok().unwrap();
    // The site cuts the page shorter than was asked for.
    let cut = page(r#"{"items":[{"id":1},{"id":2}],"total":5,"page":1,"page_size":2}"#);
    assert_eq!([1, 2, 3].map(|at| cut.is_last(at)), [false, false, true]);
    assert!(page(r#"{"items":[]}"#).is_last(1) && page(r#"{"items":[{"id":1}]}"#).is_last(1));
    assert!(goods::read(&Flat::read(b"{}").unwrap(), Currency::CNY).is_err());
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)], currency: Currency| -> Vec<&'static str> {
        let usual =
            [("url", "https://b.example.com/api/v1/upstream"), ("api_key", KEY), ("api_secret", SECRET)];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)(&settings, currency, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[], Currency::CNY).is_empty() && problems(&[], "USD".parse().unwrap()).is_empty());
    for (name, value) in
        [("url", "http://b.example.com"), ("api_key", ""), ("api_key", "a b"), ("api_secret", "short")]
    {
        assert_eq!(problems(&[(name, value)], Currency::CNY), [name], "{value}");
    }
}
