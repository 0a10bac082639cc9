//! The gateway over real HTTP, by its protocol's page.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod support;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use support::{Bend, OTHER_SECRET, Shop, World, nonce, now_ms};

fn kinds(payment: &Value) -> Vec<&str> {
    payment["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_payment_is_made_and_the_shop_is_told() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    assert_eq!((payment["state"].as_str(), &payment["qr_text"]), (Some("open"), &payment["pay_url"]));
    let (status, page) = world.press(&payment, "pay").await;
    assert!(status == 303 && page.contains("Paid") && page.contains("http://shop.example/o/1?a=1&amp;b=2"));
    let told = world.shop.wait_for(1).await.remove(0);
    assert!(told.genuine);
    let seen = world.query("ord_1").await;
    assert_eq!((seen["state"].as_str(), seen["paid_amount"].as_i64()), (Some("paid"), Some(1990)));
    let event = &seen["events"][0];
    assert_eq!(seen["paid_at"], event["at"]);
    let expected = json!({
        "event_id": event["event_id"], "type": "payment.succeeded", "merchant": "shop", "out_trade_no": "ord_1",
        "payment_id": payment["payment_id"], "trade_id": event["trade_id"], "amount": 1990, "currency": "CNY",
        "paid_at": event["at"]
    });
    assert_eq!(told.json, expected);
    let (status, page) = world.press(&payment, "pay").await;
    assert!(status == 409 && page.contains("cannot be done"));
    world.gateway.shutdown().await;
}

#[tokio::test]
async fn a_notify_is_repeated_with_the_same_event_until_the_shop_says_success() {
    let world = World::new().await;
    world.shop.will_answer(&[(200, "ok"), (302, "success"), (200, " success\n")]);
    let payment = world.open("ord_1").await;
    world.press(&payment, "pay").await;
    let told = world.shop.wait_for(3).await;
    assert!(told.iter().all(|it| it.genuine && it.body == told[0].body));
    let nonces = told.iter().map(|it| it.headers["sandbox-nonce"].clone()).collect::<HashSet<_>>();
    assert_eq!(nonces.len(), 3);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let url = world.url("/control/notifies?merchant=shop&out_trade_no=ord_1");
    let progress = world.http.get(url).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(
        (&progress["notifies"][0]["tries"], &progress["notifies"][0]["delivered"]),
        (&json!(3), &json!(true))
    );
}

#[tokio::test]
async fn forged_requests_are_refused_unsigned() {
    let world = World::new().await;
    let body = world.ask("ord_1").to_string();
    let good = Bend::none;
    let forged = [
        Bend { secret: "guess".into(), ..good() },
        Bend { secret: OTHER_SECRET.into(), ..good() },
        Bend { merchant: "other".into(), ..good() },
        Bend { signed_path: Some("/v1/payments?x=1".into()), ..good() },
        Bend { signed_path: Some("/v1/refunds".into()), ..good() },
        Bend { signed_body: Some(body.replace("1990", "1")), ..good() },
        Bend { signature: Some("0".repeat(64)), ..good() },
    ];
    for bend in forged {
        world.send("POST", "/v1/payments", &body, bend).await.refused(401, "bad_signature", false);
    }
    let nobody = Bend { merchant: "nobody".into(), ..good() };
    world.send("POST", "/v1/payments", &body, nobody).await.refused(401, "unknown_merchant", false);
    let malformed = [
        Bend { nonce: "short".into(), ..good() },
        Bend { nonce: "n".repeat(65), ..good() },
        Bend { timestamp: "1e9".into(), ..good() },
        Bend { timestamp: "-1".into(), ..good() },
        Bend { merchant: "a b".into(), ..good() },
        Bend { signature: Some("A".repeat(64)), ..good() },
        Bend { signature: Some(String::new()), ..good() },
    ];
    for bend in malformed {
        world.send("POST", "/v1/payments", &body, bend).await.refused(400, "bad_auth_header", false);
    }
    world.get("/v1/payments/ord_1").await.refused(404, "payment_not_found", true);
}

#[tokio::test]
async fn stale_timestamps_and_repeated_nonces_are_refused() {
    let world = World::new().await;
    let dated = |offset: i64| Bend { timestamp: (now_ms() / 1000 + offset).to_string(), ..Bend::none() };
    for offset in [-302, 303, -1_000_000] {
        world.send("GET", "/v1/payments/x", "", dated(offset)).await.refused(401, "stale_timestamp", false);
    }
    for offset in [-295, 295] {
        world.send("GET", "/v1/payments/x", "", dated(offset)).await.refused(404, "payment_not_found", true);
    }
    let once = Bend::none();
    let forged = Bend { signature: Some("0".repeat(64)), ..once.clone() };
    world.send("GET", "/v1/payments/x", "", forged).await.refused(401, "bad_signature", false);
    world.send("GET", "/v1/payments/x", "", once.clone()).await.refused(404, "payment_not_found", true);
    world.send("GET", "/v1/payments/x", "", once.clone()).await.refused(401, "replayed_nonce", false);
    world.send("GET", "/v1/payments/y", "", once.clone()).await.refused(401, "replayed_nonce", false);
    let other = Bend { merchant: "other".into(), secret: OTHER_SECRET.into(), ..once };
    world.send("GET", "/v1/payments/x", "", other).await.refused(404, "payment_not_found", true);
}

#[tokio::test]
async fn opening_twice_is_one_payment_and_other_content_is_a_conflict() {
    let world = World::new().await;
    let ask = world.ask("ord_1");
    let (first, second) = tokio::join!(world.post("/v1/payments", &ask), world.post("/v1/payments", &ask));
    let (first, second) = (first.ok(), second.ok());
    assert_eq!(first, second);
    for (field, value) in [
        ("amount", json!(1991)),
        ("currency", json!("USD")),
        ("subject", json!("else")),
        ("notify_url", json!("http://else.example/")),
        ("return_url", json!("http://else.example/")),
        ("expires_at", json!(now_ms() + 1_000_000)),
    ] {
        let mut other = ask.clone();
        other[field] = value;
        world.post("/v1/payments", &other).await.refused(409, "out_trade_no_conflict", true);
    }
    let other = || Bend { merchant: "other".into(), secret: OTHER_SECRET.into(), ..Bend::none() };
    let foreign = world.send("GET", "/v1/payments/ord_1", "", other()).await;
    foreign.refused(404, "payment_not_found", true);
    let own = world.send("POST", "/v1/payments", &ask.to_string(), other()).await.ok();
    assert_ne!(own["payment_id"], first["payment_id"]);
}

#[tokio::test]
async fn bad_content_is_refused_by_name() {
    let world = World::new().await;
    let with = |field: &str, value: Value| {
        let mut ask = world.ask("ord_1");
        ask[field] = value;
        ask
    };
    for (field, value) in [
        ("out_trade_no", json!("a/b")),
        ("out_trade_no", json!("'; drop table x")),
        ("amount", json!(0)),
        ("amount", json!(-1)),
        ("amount", json!(9_007_199_254_740_992_i64)),
        ("currency", json!("cny")),
        ("subject", json!("a\r\nb")),
        ("subject", json!("")),
        ("notify_url", json!("file:///etc/passwd")),
        ("notify_url", json!("http://u:p@shop.example/")),
        ("return_url", json!("javascript:alert(1)")),
        ("expires_at", json!(now_ms() - 1)),
        ("expires_at", json!(now_ms() + 31 * 86_400_000_i64)),
    ] {
        let answer = world.post("/v1/payments", &with(field, value)).await;
        answer.refused(422, "invalid_field", true);
        assert!(answer.json["message"].as_str().unwrap().starts_with(field));
    }
    for (field, value) in
        [("amount", json!(19.9)), ("amount", json!("1990")), ("extra", json!(1)), ("amount", json!(1e30))]
    {
        world.post("/v1/payments", &with(field, value)).await.refused(400, "invalid_json", true);
    }
    for body in ["", "[]", "{", "\u{0}"] {
        world.send("POST", "/v1/payments", body, Bend::none()).await.refused(400, "invalid_json", true);
    }
    let huge = "x".repeat(65 * 1024);
    world.send("POST", "/v1/payments", &huge, Bend::none()).await.refused(413, "body_too_large", false);
    world.send("DELETE", "/v1/payments", "", Bend::none()).await.refused(405, "method_not_allowed", true);
    world.get("/v1/else").await.refused(404, "not_found", true);
}

#[tokio::test]
async fn paid_twice_is_two_events_of_two_trades() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    world.press(&payment, "twice").await;
    let told = world.shop.wait_for(2).await;
    assert_ne!(told[0].json["event_id"], told[1].json["event_id"]);
    assert_ne!(told[0].json["trade_id"], told[1].json["trade_id"]);
    let seen = world.query("ord_1").await;
    assert_eq!((seen["paid_amount"].as_i64(), kinds(&seen).len()), (Some(3980), 2));
    world.press(&payment, "twice").await;
    assert_eq!(world.query("ord_1").await["paid_amount"], 5970);
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_pay_and_refunding_in_parallel_never_exceeds() {
    let world = Arc::new(World::new().await);
    let payment = world.open("ord_1").await;
    let mut presses = JoinSet::new();
    for _ in 0..16 {
        let (world, payment) = (world.clone(), payment.clone());
        presses.spawn(async move { world.press(&payment, "pay").await.0 });
    }
    let pressed = presses.join_all().await;
    assert_eq!(pressed.iter().filter(|status| **status == 303).count(), 1);
    assert_eq!(world.query("ord_1").await["paid_amount"], 1990);
    let mut refunds = JoinSet::new();
    for index in 0..30 {
        let world = world.clone();
        let ask = refund(&format!("rf_{index}"), 199);
        refunds.spawn(async move { world.post("/v1/refunds", &ask).await.status });
    }
    let refunded = refunds.join_all().await;
    assert_eq!(refunded.iter().filter(|status| **status == 200).count(), 10);
    assert_eq!(world.query("ord_1").await["refunded_amount"], 1990);
}

#[tokio::test]
async fn a_late_payment_arrives_after_expiry_and_the_query_says_so() {
    let world = World::new().await;
    let mut ask = world.ask("ord_1");
    ask["expires_at"] = json!(now_ms() + 700);
    let payment = world.post("/v1/payments", &ask).await.ok();
    let (_, page) = world.press(&payment, "late").await;
    assert!(page.contains("late payment is planned") && page.contains("http-equiv=\"refresh\""));
    world.press(&payment, "late").await;
    tokio::time::sleep(Duration::from_millis(1000)).await;
    assert_eq!(world.query("ord_1").await["state"], "expired");
    assert_eq!(world.press(&payment, "pay").await.0, 409);
    world.shop.wait_for(1).await;
    let seen = world.query("ord_1").await;
    assert_eq!((seen["state"].as_str(), seen["paid_amount"].as_i64()), (Some("paid"), Some(1990)));
    assert!(seen["paid_at"].as_i64() >= seen["expires_at"].as_i64().map(|at| at + 2000));
    let again = world.post("/v1/payments", &ask).await.ok();
    assert_eq!(again["payment_id"], payment["payment_id"]);
}

#[tokio::test]
async fn closing_stops_the_page_but_not_money_under_way() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    let closed = world.send("POST", "/v1/payments/ord_1/close", "", Bend::none()).await.ok();
    assert_eq!(closed["state"], "closed");
    let again = world.send("POST", "/v1/payments/ord_1/close", "", Bend::none()).await.ok();
    assert_eq!(again["closed_at"], closed["closed_at"]);
    for action in ["pay", "twice", "wrong"] {
        assert_eq!(world.press(&payment, action).await.0, 409);
    }
    assert_eq!(world.press(&payment, "late").await.0, 303);
    world.shop.wait_for(1).await;
    let seen = world.query("ord_1").await;
    assert_eq!((seen["state"].as_str(), &seen["closed_at"]), (Some("paid"), &closed["closed_at"]));
    let refused = world.send("POST", "/v1/payments/ord_1/close", "", Bend::none()).await;
    refused.refused(409, "already_paid", true);
}

#[tokio::test]
async fn a_wrong_amount_is_half_and_one_becomes_two() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    world.press(&payment, "wrong").await;
    let told = world.shop.wait_for(1).await;
    assert_eq!(
        (told[0].json["amount"].as_i64(), world.query("ord_1").await["paid_amount"].as_i64()),
        (Some(995), Some(995))
    );
    let mut ask = world.ask("ord_2");
    ask["amount"] = json!(1);
    let payment = world.post("/v1/payments", &ask).await.ok();
    world.press(&payment, "wrong").await;
    assert_eq!(world.query("ord_2").await["paid_amount"], 2);
}

fn refund(number: &str, amount: i64) -> Value {
    json!({ "out_refund_no": number, "out_trade_no": "ord_1", "amount": amount, "currency": "CNY", "reason": "bad key" })
}

#[tokio::test]
async fn refunds_are_partial_idempotent_and_never_more_than_paid() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    world.post("/v1/refunds", &refund("rf_0", 1)).await.refused(409, "refund_exceeds_paid", true);
    world.press(&payment, "twice").await;
    world.shop.wait_for(2).await;
    let first = world.post("/v1/refunds", &refund("rf_1", 500)).await.ok();
    assert_eq!(first, world.post("/v1/refunds", &refund("rf_1", 500)).await.ok());
    assert_eq!(first, world.get("/v1/refunds/rf_1").await.ok());
    world.post("/v1/refunds", &refund("rf_1", 501)).await.refused(409, "out_refund_no_conflict", true);
    let told = world.shop.wait_for(3).await.remove(2);
    assert!(told.genuine);
    let told = told.json;
    assert_eq!((told["type"].as_str(), told["amount"].as_i64()), (Some("refund.succeeded"), Some(500)));
    assert_eq!((&told["out_refund_no"], &told["refund_id"]), (&json!("rf_1"), &first["refund_id"]));
    let second_trade = world.query("ord_1").await["events"][1]["trade_id"].clone();
    let mut one = refund("rf_2", 1991);
    one["trade_id"] = second_trade;
    world.post("/v1/refunds", &one).await.refused(409, "refund_exceeds_paid", true);
    one["amount"] = json!(1990);
    world.post("/v1/refunds", &one).await.ok();
    world.post("/v1/refunds", &refund("rf_3", 1491)).await.refused(409, "refund_exceeds_paid", true);
    world.post("/v1/refunds", &refund("rf_3", 1490)).await.ok();
    world.post("/v1/refunds", &refund("rf_4", 1)).await.refused(409, "refund_exceeds_paid", true);
    let seen = world.query("ord_1").await;
    assert_eq!((seen["refunded_amount"].as_i64(), seen["paid_amount"].as_i64()), (Some(3980), Some(3980)));
    world.get("/v1/refunds/none").await.refused(404, "refund_not_found", true);
    let mut lost = refund("rf_9", 1);
    lost["out_trade_no"] = json!("none");
    world.post("/v1/refunds", &lost).await.refused(404, "payment_not_found", true);
    lost["amount"] = json!(-1);
    world.post("/v1/refunds", &lost).await.refused(422, "invalid_field", true);
}

#[tokio::test]
async fn another_currency_stands_only_in_the_events_and_is_refunded_in_its_own() {
    let world = World::new().await;
    world.open("ord_1").await;
    world
        .control("pay", json!({ "out_trade_no": "ord_1", "amount": 7, "currency": "USD", "times": 2 }))
        .await;
    let seen = world.query("ord_1").await;
    assert_eq!(
        (seen["state"].as_str(), seen["paid_amount"].as_i64(), kinds(&seen).len()),
        (Some("paid"), Some(0), 2)
    );
    world.post("/v1/refunds", &refund("rf_1", 1)).await.refused(409, "refund_exceeds_paid", true);
    let mut dollars = refund("rf_1", 10);
    dollars["currency"] = json!("USD");
    world.post("/v1/refunds", &dollars).await.ok();
    assert_eq!(world.query("ord_1").await["events"][2]["trade_id"], Value::Null);
}

#[tokio::test]
async fn forged_notifies_are_bent_as_told() {
    let world = World::new().await;
    world.open("ord_1").await;
    let forge = async |extra: Value| {
        let mut body = json!({ "out_trade_no": "ord_1" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let answer = world.control("forge", body).await;
        let last = world.shop.received().pop().unwrap();
        assert_eq!(answer["sent"], last.body);
        last
    };
    let plain = forge(json!({})).await;
    assert!(plain.genuine && plain.json["amount"] == 1990);
    assert!(!forge(json!({ "signature": "wrong" })).await.genuine);
    assert!(forge(json!({ "signature": "none" })).await.headers.get("sandbox-signature").is_none());
    let bent = forge(json!({ "set": { "amount": 1, "out_trade_no": "ord_2", "merchant": "x" } })).await;
    assert!(
        bent.genuine
            && bent.json["amount"] == 1
            && bent.json["out_trade_no"] == "ord_2"
            && bent.json["merchant"] == "x"
    );
    assert!(!forge(json!({ "header_merchant": "other" })).await.genuine);
    let nonce = nonce();
    let old = forge(json!({ "timestamp_offset": -301, "nonce": nonce })).await;
    assert!(old.genuine && old.headers["sandbox-nonce"] == nonce.as_str());
    assert_eq!(world.query("ord_1").await["state"], "open");
}

#[tokio::test]
async fn notifies_can_be_doubled_delayed_and_held_back_and_the_gateway_can_go_down() {
    let world = World::new().await;
    world.open("ord_1").await;
    world.control("notify", json!({ "paused": true })).await;
    world.control("pay", json!({ "out_trade_no": "ord_1" })).await;
    world.control("down", json!({ "down": true })).await;
    world.get("/v1/payments/ord_1").await.refused(503, "unavailable", false);
    assert_eq!(world.http.get(world.url("/healthz")).send().await.unwrap().status(), 503);
    let resent = world.control("resend", json!({ "out_trade_no": "ord_1", "times": 50 })).await;
    assert_eq!(resent["answers"].as_array().unwrap().len(), 50);
    let told = world.shop.wait_for(50).await;
    assert!(told.iter().all(|it| it.genuine && it.body == told[0].body));
    world.control("down", json!({ "down": false })).await;
    assert_eq!(world.query("ord_1").await["state"], "paid");
    // Delivered by the resend, so letting go sends nothing more for it.
    world.control("notify", json!({ "paused": false, "delay_ms": 400 })).await;
    let paid = std::time::Instant::now();
    world.control("pay", json!({ "out_trade_no": "ord_1" })).await;
    world.shop.wait_for(51).await;
    assert!(paid.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn without_control_there_is_none() {
    let world = World::with(None, false, Shop::open().await).await;
    for path in ["pay", "resend", "forge", "notify", "down", "notifies"] {
        let answer = world.http.post(world.url(&format!("/control/{path}"))).body("{}").send().await.unwrap();
        assert_eq!(answer.status(), 404);
    }
}

#[tokio::test]
async fn a_restart_keeps_payments_and_goes_on_telling() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("sandbox.jsonl");
    let world = World::with(Some(&journal), true, Shop::open().await).await;
    let mut ask = world.ask("ord_2");
    ask["expires_at"] = json!(now_ms() + 500);
    let late = world.post("/v1/payments", &ask).await.ok();
    world.press(&late, "late").await;
    world.open("ord_1").await;
    world.control("notify", json!({ "paused": true })).await;
    world.control("pay", json!({ "out_trade_no": "ord_1", "times": 2 })).await;
    let made = world.post("/v1/refunds", &refund("rf_1", 2000)).await.ok();
    let before = world.query("ord_1").await;
    let shop = world.shop.clone();
    let stopping = std::time::Instant::now();
    world.gateway.shutdown().await;
    assert!(stopping.elapsed() < Duration::from_secs(4) && shop.received().is_empty());
    let world = World::with(Some(&journal), true, shop).await;
    assert_eq!(world.query("ord_1").await, before);
    assert_eq!(world.get("/v1/refunds/rf_1").await.ok(), made);
    world.post("/v1/refunds", &refund("rf_2", 1981)).await.refused(409, "refund_exceeds_paid", true);
    world.shop.wait_for(4).await;
    assert_eq!(world.query("ord_2").await["state"], "paid");
}

#[tokio::test]
async fn the_page_speaks_both_languages_and_runs_no_script() {
    let world = World::new().await;
    let payment = world.open("ord_1").await;
    let url = payment["pay_url"].as_str().unwrap();
    let shown = world.http.get(url).header("accept-language", "en-GB,en;q=0.8").send().await.unwrap();
    let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
    assert_eq!(shown.headers()["cache-control"], "no-store");
    let english = shown.text().await.unwrap();
    assert!(
        english.contains("No real money moves") && english.contains("¥19.90") && english.contains("<svg")
    );
    for button in ["pay", "twice", "late", "wrong"] {
        assert!(english.contains(&format!("name=\"action\" value=\"{button}\"")));
    }
    assert!(!english.contains("<script") && english.contains("&lt;script&gt;"));
    let chinese = world.page(url, "?lang=zh").await;
    assert!(
        chinese.contains("支付错误金额") && chinese.contains("lang=\"zh-CN\"") && chinese.contains("测试用")
    );
    let lost = world.http.get(world.url("/pay/pay_0")).send().await.unwrap();
    assert_eq!(lost.status(), 404);
}

#[tokio::test]
async fn unusable_configurations_do_not_start() {
    let with = |merchants: &[(&str, &str)]| sandbox::Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        merchants: merchants.iter().map(|(name, secret)| ((*name).into(), (*secret).into())).collect(),
        public_url: None,
        journal: None,
        control: false,
    };
    for merchants in [&[][..], &[("a", "")], &[("a b", "s")], &[("a", "s"), ("a", "t")]] {
        assert!(sandbox::start(with(merchants)).await.is_err());
    }
    let first = sandbox::start(with(&[("a", "s")])).await.unwrap();
    let taken = sandbox::Config { listen: first.addr, ..with(&[("a", "s")]) };
    assert!(sandbox::start(taken).await.is_err());
}
