use super::*;

const CARD: u64 = 10_000_004;

/// What a shop signs with, made wrong in places.
#[derive(Default)]
struct Bent {
    key: Option<&'static str>,
    time: Option<String>,
    signature: Option<&'static str>,
    /// Signed for this path.
    path: Option<&'static str>,
}

/// Status and body of an answer; none where it broke off.
async fn ask(world: &World, method: &str, target: &str, body: &str) -> Option<(u16, Value)> {
    ask_bent(world, method, target, body, Bent::default()).await
}

async fn ask_bent(world: &World, method: &str, target: &str, body: &str, bent: Bent) -> Option<(u16, Value)> {
    let Credentials { name, secret } = world.supplier.credentials();
    let target = format!("/api/v1/upstream{target}");
    let time = bent.time.unwrap_or_else(|| ambient::now_s().to_string());
    let path = bent.path.unwrap_or_else(|| target.split('?').next().unwrap());
    let text = format!("{method}\n{path}\n{time}\n{}", crate::channels::md5::hex(body));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = crate::sign::hex(ring::hmac::sign(&key, text.as_bytes()).as_ref());
    let url = format!("{}{target}", world.supplier.url());
    let request = world.client.request(method.parse().unwrap(), url);
    let request = request.header("Dujiao-Next-Api-Key", bent.key.unwrap_or(&name));
    let request = request.header("Dujiao-Next-Timestamp", time);
    let request = request.header("Dujiao-Next-Signature", bent.signature.unwrap_or(&signature));
    let sent = request.body(body.to_owned()).send().await.ok()?;
    let status = sent.status().as_u16();
    Some((status, sent.json().await.ok()?))
}

async fn order(world: &World, order_no: &str, sku: u64, count: u64) -> Option<(u16, Value)> {
    let body = json!({
        "sku_id": sku, "quantity": count, "downstream_order_no": order_no, "trace_id": "t",
        "callback_url": format!("{}/dujiao", world.shop),
    });
    ask(world, "POST", "/orders", &body.to_string()).await
}

async fn code(world: &World, bent: Bent) -> (u16, String) {
    let (status, answer) = ask_bent(world, "POST", "/ping", "", bent).await.unwrap();
    assert_eq!(answer["ok"], false);
    (status, answer["error_code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn what_is_not_signed_as_it_says_is_refused() {
    let world = World::of(Supplier::Dujiao).await;
    let (status, answer) = ask(&world, "POST", "/ping", "").await.unwrap();
    assert_eq!((status, &answer["balance"], &answer["currency"]), (200, &json!("10000.00"), &json!("CNY")));
    assert_eq!(answer["protocol_version"], "1.0");
    let at = |off: i64| Some((ambient::now_s() + off).to_string());
    for (bent, code) in [
        (Bent { signature: Some(""), ..Bent::default() }, "missing_auth_headers"),
        (Bent { time: Some("soon".into()), ..Bent::default() }, "invalid_timestamp"),
        (Bent { time: at(-63), ..Bent::default() }, "timestamp_expired"),
        (Bent { time: at(63), ..Bent::default() }, "timestamp_expired"),
        (Bent { key: Some("DJx"), ..Bent::default() }, "invalid_api_key"),
        (Bent { signature: Some("00"), ..Bent::default() }, "invalid_signature"),
        (Bent { path: Some("/ping"), ..Bent::default() }, "invalid_signature"),
    ] {
        assert_eq!(self::code(&world, bent).await, (401, code.to_owned()));
    }
    world.control().set(|switches| switches.skew_ms = 70_000);
    assert_eq!(self::code(&world, Bent::default()).await.1, "timestamp_expired");
}

#[tokio::test]
async fn a_number_is_ordered_once_and_told_of_again_whatever_stands_beside_it() {
    let world = World::of(Supplier::Dujiao).await;
    let (status, first) = order(&world, "ord00001", CARD, 2).await.unwrap();
    assert_eq!((status, &first["status"], &first["amount"]), (200, &json!("paid"), &json!("95.00")));
    for sku in [CARD, 4_294_967_295] {
        let (status, again) = order(&world, "ord00001", sku, 1).await.unwrap();
        assert_eq!(
            (status, &again["order_id"], &again["status"]),
            (200, &first["order_id"], &json!("completed"))
        );
    }
    let known = format!("/orders/{}", first["order_id"]);
    let (_, known) = ask(&world, "GET", &known, "").await.unwrap();
    let keys = world.control().order("ord00001").unwrap().keys;
    assert_eq!(known["fulfillment"]["payload"], keys.join("\n"));
    assert_eq!((&known["items"][0]["quantity"], &known["refunded_amount"]), (&json!(2), &json!("0.00")));
    assert_eq!(ask(&world, "GET", "/orders/1", "").await.unwrap().0, 404);
    assert_eq!((world.control().orders().len(), world.control().deposit()), (1, 1_000_000 - 9_500));
    let told: Value = serde_json::from_str(&world.heard(1).await[0]).unwrap();
    assert_eq!((&told["event"], &told["status"]), (&json!("order.fulfilled"), &json!("completed")));
    assert_eq!((&told["downstream_order_no"], &told["order_id"]), (&json!("ord00001"), &first["order_id"]));
    world.control().audit().unwrap();
}

#[tokio::test]
async fn refusals_have_the_codes_of_the_document() {
    let world = World::of(Supplier::Dujiao).await;
    let control = world.control();
    let refused = async |sku: u64, count: u64| {
        let (status, answer) = order(&world, "ord00001", sku, count).await.unwrap();
        (status, answer["error_code"].as_str().unwrap().to_owned())
    };
    assert_eq!(refused(9, 1).await, (400, "sku_unavailable".to_owned()));
    assert_eq!(refused(CARD, 0).await, (400, "bad_request".to_owned()));
    assert_eq!(refused(10_000_001, 1).await, (400, "bad_request".to_owned()), "its form is not filled in");
    assert_eq!(refused(CARD, 1_000).await, (402, "insufficient_balance".to_owned()));
    control.put_goods(Goods { stock: Some(1), ..Goods::of_keys(CARD, "点卡", 100) });
    assert_eq!(refused(CARD, 2).await, (409, "insufficient_stock".to_owned()));
    control.set(|switches| switches.public_callbacks = true);
    assert_eq!(refused(CARD, 1).await, (400, "invalid_callback_url".to_owned()));
    control.set(|switches| switches.public_callbacks = false);
    control.next(Plan { fate: Fate::Fail(Reason::NoFunds), ..Plan::default() });
    assert_eq!(refused(CARD, 1).await, (200, "payment_failed".to_owned()));
    assert_eq!(order(&world, "ord00001", CARD, 1).await.unwrap().1["status"], "canceled");
    assert_eq!(control.deposit(), 1_000_000);
}

#[tokio::test]
async fn an_order_is_partly_delivered_then_whole_and_cancelled_only_before() {
    let world = World::of(Supplier::Dujiao).await;
    let control = world.control();
    control.usual(Plan { when: When::Asks(1), hand: Hand::Later(1), ..Plan::default() });
    let (_, first) = order(&world, "ord00001", CARD, 2).await.unwrap();
    let path = format!("/orders/{}", first["order_id"]);
    let (_, known) = ask(&world, "GET", &path, "").await.unwrap();
    assert_eq!((&known["status"], known["fulfillment"].is_null()), (&json!("paid"), true));
    let cancelled = ask(&world, "POST", &format!("{path}/cancel"), "").await.unwrap();
    assert_eq!((cancelled.0, &cancelled.1["status"]), (200, &json!("canceled")));
    assert_eq!(ask(&world, "GET", &path, "").await.unwrap().1["status"], "canceled");
    let (_, second) = order(&world, "ord00002", CARD, 2).await.unwrap();
    let path = format!("/orders/{}", second["order_id"]);
    let mut states = Vec::new();
    for _ in 0..3 {
        let (_, known) = ask(&world, "GET", &path, "").await.unwrap();
        states.push(known["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(states, ["paid", "partially_delivered", "completed"]);
    let cancelled = ask(&world, "POST", &format!("{path}/cancel"), "").await.unwrap();
    assert_eq!((cancelled.0, &cancelled.1["error_code"]), (409, &json!("cancel_not_allowed")));
    control.reverse("ord00002").unwrap();
    let (_, known) = ask(&world, "GET", &path, "").await.unwrap();
    assert_eq!((&known["status"], &known["refunded_amount"]), (&json!("refunded"), &json!("95.00")));
}

#[tokio::test]
async fn goods_are_products_with_skus_in_pages() {
    let world = World::of(Supplier::Dujiao).await;
    let (_, all) = ask(&world, "GET", "/products?page=1&page_size=500", "").await.unwrap();
    assert_eq!((&all["total"], &all["page_size"]), (&json!(3), &json!(100)));
    let cards = &all["items"][2];
    assert_eq!((&cards["title"]["zh-CN"], &cards["fulfillment_type"]), (&json!("游戏点卡"), &json!("auto")));
    let skus: Vec<&Value> = cards["skus"].as_array().unwrap().iter().map(|sku| &sku["id"]).collect();
    assert_eq!(skus, [&json!(10_000_004), &json!(10_000_005)]);
    assert_eq!(cards["skus"][1]["spec_values"]["规格"], "100 元");
    let (_, second) = ask(&world, "GET", "/products?page=2&page_size=2", "").await.unwrap();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    let one = format!("/products/{}", cards["id"]);
    assert_eq!(ask(&world, "GET", &one, "").await.unwrap().1["product"], *cards);
    let (status, none) = ask(&world, "GET", "/products/10000004", "").await.unwrap();
    assert_eq!((status, &none["error_code"]), (404, &json!("product_not_found")));
    let (_, categories) = ask(&world, "GET", "/categories", "").await.unwrap();
    assert_eq!(categories["categories"][0]["id"], 1);
}

#[tokio::test]
async fn a_callback_is_repeated_until_the_shop_says_ok_by_json() {
    let world = World::of(Supplier::Dujiao).await;
    lock(&world.heard).words = vec!["{\"ok\":false}", "ok"];
    order(&world, "ord00001", CARD, 1).await.unwrap();
    world.heard(3).await;
    let told = loop {
        let told = world.control().order("ord00001").unwrap().told;
        if told.iter().any(|told| told.taken) {
            break told;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!((told.len(), told[0].tries), (1, 3));
}
