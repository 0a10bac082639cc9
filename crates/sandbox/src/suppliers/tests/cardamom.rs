use super::*;

const CARD: u64 = 10_000_004;
const TOP_UP: u64 = 10_000_001;

/// A request as a partner makes it, made wrong in places.
struct Bent {
    key: String,
    time: String,
    nonce: String,
    signature: Option<&'static str>,
    /// Signed for this target.
    target: Option<&'static str>,
}

impl Bent {
    fn straight(world: &World) -> Self {
        Self {
            key: world.supplier.credentials().name,
            time: ambient::now_s().to_string(),
            nonce: ambient::id("").unwrap(),
            signature: None,
            target: None,
        }
    }
}

type Answer = (u16, Value);

/// None where the answer broke off.
async fn ask_bent(world: &World, method: &str, target: &str, body: &str, bent: Bent) -> Option<Answer> {
    let target = format!("/dock/v1{target}");
    let text = [
        "v1",
        &bent.time,
        &bent.nonce,
        method,
        bent.target.unwrap_or(&target),
        &crate::sign::hex(ring::digest::digest(&ring::digest::SHA256, body.as_bytes()).as_ref()),
    ];
    let secret = world.supplier.credentials().secret;
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = crate::sign::hex(ring::hmac::sign(&key, text.join("\n").as_bytes()).as_ref());
    let url = format!("{}{target}", world.supplier.url());
    let request = world.client.request(method.parse().unwrap(), url);
    let request = request.header("Cardamom-Key", bent.key).header("Cardamom-Timestamp", bent.time);
    let request = request.header("Cardamom-Nonce", bent.nonce);
    let request = request.header("Cardamom-Signature", bent.signature.unwrap_or(&signature));
    let sent = request.body(body.to_owned()).send().await.ok()?;
    let status = sent.status().as_u16();
    Some((status, sent.json().await.ok()?))
}

async fn ask(world: &World, method: &str, target: &str, body: &str) -> Option<Answer> {
    ask_bent(world, method, target, body, Bent::straight(world)).await
}

async fn get(world: &World, target: &str) -> Answer {
    ask(world, "GET", target, "").await.unwrap()
}

fn wanted(world: &World, order_no: &str, goods: u64, count: u64) -> Value {
    json!({
        "order_no": order_no, "product": offer(goods), "quantity": count,
        "callback_url": format!("{}/cardamom?of=s1", world.shop),
    })
}

async fn order(world: &World, order_no: &str, goods: u64, count: u64) -> Option<Answer> {
    ask(world, "POST", "/orders", &wanted(world, order_no, goods, count).to_string()).await
}

fn code(answer: Option<Answer>) -> (u16, String) {
    let (status, problem) = answer.unwrap();
    assert_eq!(problem["status"], json!(status));
    (status, problem["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn what_is_not_signed_as_the_page_says_is_refused_and_no_nonce_is_taken_twice() {
    let world = World::of(Supplier::Cardamom).await;
    let (status, told) = get(&world, "/ping").await;
    let balances = json!([{ "currency": "CNY", "available": 1_000_000 }]);
    assert_eq!((status, &told["balances"], &told["protocol"]), (200, &balances, &json!("cardamom-dock/1")));
    let straight = || Bent::straight(&world);
    let at = |off: i64| (ambient::now_s() + off).to_string();
    for (bent, code) in [
        (Bent { nonce: "short".into(), ..straight() }, "not_signed"),
        (Bent { time: "soon".into(), ..straight() }, "bad_timestamp"),
        (Bent { time: at(-303), ..straight() }, "stale_timestamp"),
        (Bent { time: at(303), ..straight() }, "stale_timestamp"),
        (Bent { key: "1".into(), ..straight() }, "unknown_key"),
        (Bent { signature: Some("00"), ..straight() }, "bad_signature"),
        (Bent { target: Some("/dock/v1/ping"), ..straight() }, "bad_signature"),
    ] {
        let answer = ask_bent(&world, "GET", "/ping?", "", bent).await;
        assert_eq!(self::code(answer), (401, code.to_owned()));
    }
    let once = straight();
    let again = Bent { nonce: once.nonce.clone(), ..straight() };
    // Who cannot sign uses none up.
    let thief = Bent { nonce: once.nonce.clone(), signature: Some("00"), ..straight() };
    assert_eq!(code(ask_bent(&world, "GET", "/ping", "", thief).await).1, "bad_signature");
    assert_eq!(ask_bent(&world, "GET", "/ping", "", once).await.unwrap().0, 200);
    assert_eq!(code(ask_bent(&world, "GET", "/ping", "", again).await).1, "replayed");
    world.control().set(|switches| switches.skew_ms = 310_000);
    assert_eq!(code(ask(&world, "GET", "/ping", "").await).1, "stale_timestamp");
}

#[tokio::test]
async fn a_number_is_ordered_once_and_told_of_again_with_the_same_contents_only() {
    let world = World::of(Supplier::Cardamom).await;
    let (status, first) = order(&world, "ord00001", CARD, 2).await.unwrap();
    assert_eq!((status, &first["state"], &first["amount"]), (200, &json!("delivered"), &json!(9_500)));
    let told: Vec<&str> =
        first["keys"].as_array().unwrap().iter().map(|key| key["key"].as_str().unwrap()).collect();
    assert_eq!(told, world.control().order("ord00001").unwrap().keys);
    assert_eq!(order(&world, "ord00001", CARD, 2).await.unwrap(), (200, first.clone()));
    assert_eq!(get(&world, "/orders/ord00001").await, (200, first));
    assert_eq!(code(order(&world, "ord00001", CARD, 3).await), (409, "order_no_used".into()));
    assert_eq!(code(ask(&world, "GET", "/orders/ord00002", "").await), (404, "order_not_found".into()));
    // A machine in between sends it twice: it was heard.
    world.control().next(Plan { reply: Reply::Doubled, ..Plan::default() });
    assert_eq!(code(order(&world, "ord00002", CARD, 1).await), (401, "replayed".into()));
    assert_eq!(get(&world, "/orders/ord00002").await.1["state"], "delivered");
    world.control().next(Plan { reply: Reply::TooMany, ..Plan::default() });
    assert_eq!(code(order(&world, "ord00003", CARD, 1).await), (429, "rate_limited".into()));
    assert_eq!((world.control().orders().len(), world.control().deposit()), (2, 1_000_000 - 14_250));
    world.control().audit().unwrap();
}

#[tokio::test]
async fn refusals_have_the_codes_of_the_page_and_leave_the_number_free() {
    let world = World::of(Supplier::Cardamom).await;
    let control = world.control();
    let refused = async |change: Value| {
        let mut body = wanted(&world, "ord00001", CARD, 1);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        code(ask(&world, "POST", "/orders", &body.to_string()).await)
    };
    for (change, status, code) in [
        (json!({ "more": 1 }), 400, "bad_request"),
        (json!({ "unit_price": 1 }), 400, "bad_request"),
        (json!({ "order_no": "a b" }), 422, "bad_order_no"),
        (json!({ "product": offer(9) }), 404, "no_such_product"),
        (json!({ "quantity": 0 }), 422, "quantity_out_of_range"),
        (json!({ "quantity": 1_000 }), 402, "insufficient_balance"),
        (json!({ "unit_price": 4_749, "currency": "CNY" }), 409, "price_rose"),
        (json!({ "account": { "account": "mei" } }), 422, "account_not_asked"),
        (json!({ "product": offer(TOP_UP) }), 422, "bad_account"),
    ] {
        assert_eq!(refused(change).await, (status, code.to_owned()));
    }
    control.set(|switches| switches.public_callbacks = true);
    assert_eq!(refused(json!({})).await.1, "bad_callback_url");
    control.set(|switches| switches.public_callbacks = false);
    control.next(Plan { dearer: 1, ..Plan::default() });
    assert_eq!(refused(json!({ "unit_price": 4_750, "currency": "CNY" })).await.1, "price_rose");
    for (reason, code) in [(Reason::OutOfStock, "sold_out"), (Reason::Other, "no_supplier")] {
        control.next(Plan { fate: Fate::Refuse(reason), ..Plan::default() });
        assert_eq!(refused(json!({})).await, (409, code.to_owned()));
    }
    assert_eq!((control.deposit(), control.orders().len()), (1_000_000, 0));
    assert_eq!(order(&world, "ord00001", CARD, 1).await.unwrap().0, 200);
}

#[tokio::test]
async fn an_order_is_fulfilled_later_fails_or_goes_back_and_is_never_cancelled() {
    let world = World::of(Supplier::Cardamom).await;
    let control = world.control();
    control.usual(Plan { when: When::Asks(1), hand: Hand::Later(1), ..Plan::default() });
    order(&world, "ord00001", CARD, 2).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let told = get(&world, "/orders/ord00001").await.1;
        seen.push((told["state"].as_str().unwrap().to_owned(), told["keys"].as_array().unwrap().len()));
    }
    let under_way = || "fulfilling".to_owned();
    assert_eq!(seen, [(under_way(), 0), (under_way(), 1), ("delivered".to_owned(), 2)]);
    let cancelled = ask(&world, "POST", "/orders/ord00001/cancel", "{}").await;
    assert_eq!(code(cancelled), (409, "cancel_not_allowed".into()));
    control.reverse("ord00001").unwrap();
    let told = get(&world, "/orders/ord00001").await.1;
    assert_eq!((&told["state"], &told["refunded"]), (&json!("delivered"), &json!(9_500)));
    control.next(Plan { hand: Hand::Sorry, ..Plan::default() });
    let sorry = order(&world, "ord00002", CARD, 1).await.unwrap().1;
    assert!(sorry["keys"][0]["key"].as_str().unwrap().starts_with("抱歉"));
    let mut top_up = wanted(&world, "ord00003", TOP_UP, 1);
    top_up["account"] = json!({ "account": "梅" });
    ask(&world, "POST", "/orders", &top_up.to_string()).await.unwrap();
    control.fail("ord00003", Reason::Other).unwrap();
    let over = ask(&world, "POST", "/orders/ord00003/cancel", "{}").await.unwrap();
    assert_eq!((over.0, &over.1["state"], &over.1["refunded"]), (200, &json!("failed"), &json!(98)));
    assert_eq!(control.order("ord00003").unwrap().account, "梅");
    control.audit().unwrap();
}

#[tokio::test]
async fn the_catalogue_tells_what_has_changed_since() {
    let world = World::of(Supplier::Cardamom).await;
    let control = world.control();
    control.put_goods(Goods { stock: Some(100), ..Goods::of_keys(CARD, "游戏点卡 · 50 元", 4_750) });
    let (_, all) = get(&world, "/catalogue").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 4);
    let card = all["items"].as_array().unwrap().iter().find(|line| line["product"] == offer(CARD)).unwrap();
    assert_eq!((&card["title"]["zh"], &card["name"]["zh"]), (&json!("游戏点卡"), &json!("50 元")));
    assert_eq!(
        (&card["kind"], &card["unit_price"], &card["stock"]),
        (&json!("keys"), &json!(4_750), &json!(100))
    );
    assert_eq!(all["items"][0]["form"][0]["name"], "account");
    control.set(|switches| switches.skew_ms = 1_000);
    let since =
        format!("/catalogue?updated_after={}", get(&world, "/catalogue").await.1["time"].as_str().unwrap());
    let changed = async || {
        let items = get(&world, &since).await.1["items"].clone();
        items
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["product"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(changed().await.is_empty());
    let stock = |stock| Goods { stock: Some(stock), ..Goods::of_keys(CARD, "游戏点卡 · 50 元", 4_750) };
    control.put_goods(stock(51));
    assert!(changed().await.is_empty());
    control.put_goods(stock(50));
    control.put_goods(Goods { on_sale: false, ..Goods::new(TOP_UP, "Q币 1 个", 98) });
    assert_eq!(changed().await, [offer(TOP_UP), offer(CARD)]);
    assert_eq!(get(&world, "/catalogue").await.1["items"].as_array().unwrap().len(), 3);
    assert_eq!(code(ask(&world, "GET", "/catalogue?updated_after=now", "").await).1, "bad_request");
}

#[tokio::test]
async fn complaints_are_opened_once_answered_and_decided() {
    let world = World::of(Supplier::Cardamom).await;
    let control = world.control();
    order(&world, "ord00001", CARD, 3).await.unwrap();
    let complain = async |claim_no: &str, units: u64| {
        let body = json!({ "claim_no": claim_no, "text": "打不开", "units": units });
        ask(&world, "POST", "/orders/ord00001/claims", &body.to_string()).await
    };
    let act = async |claim_no: &str, act: &str, body: &str| {
        ask(&world, "POST", &format!("/orders/ord00001/claims/{claim_no}/{act}"), body).await
    };
    let (status, opened) = complain("clm00001", 1).await.unwrap();
    assert_eq!((status, &opened["state"], &opened["wanted"]), (200, &json!("open"), &json!(4_750)));
    assert_eq!(complain("clm00001", 1).await.unwrap().1, opened);
    assert_eq!(code(complain("clm00001", 2).await), (409, "order_no_used".into()));
    assert_eq!(code(complain("clm00002", 4).await), (422, "bad_claim".into()));
    let unknown = ask(&world, "GET", "/orders/ord00001/claims/clm00009", "").await;
    assert_eq!(code(unknown), (404, "claim_not_found".into()));
    control.offer("ord00001", "clm00001", Remedy::Keys(1)).unwrap();
    let told = get(&world, "/orders/ord00001").await.1;
    assert_eq!(told["claims"][0]["offer"], json!({ "offer": 1, "amount": 0, "units": 1 }));
    act("clm00001", "decline", "{}").await.unwrap();
    control.offer("ord00001", "clm00001", Remedy::Money).unwrap();
    assert_eq!(act("clm00001", "accept", r#"{"offer":1}"#).await.unwrap().0, 409);
    let (_, settled) = act("clm00001", "accept", r#"{"offer":2}"#).await.unwrap();
    assert_eq!((&settled["state"], &settled["paid_back"]), (&json!("settled"), &json!(4_750)));
    assert_eq!(get(&world, "/orders/ord00001").await.1["refunded"], 4_750);
    let before = control.order("ord00001").unwrap().keys;
    complain("clm00002", 1).await.unwrap();
    control.decide("ord00001", "clm00002", Some(Remedy::Keys(1))).unwrap();
    let after = control.order("ord00001").unwrap().keys;
    assert!(before[0] != after[0] && before[1..] == after[1..]);
    complain("clm00003", 3).await.unwrap();
    control.decide("ord00001", "clm00003", None).unwrap();
    assert_eq!(get(&world, "/orders/ord00001/claims/clm00003").await.1["state"], "refused");
    assert_eq!(control.decide("ord00001", "clm00003", None), Err(Refused::NotNow));
    assert_eq!((control.claims("ord00001").len(), control.deposit()), (3, 1_000_000 - 9_500));
    control.audit().unwrap();
}

/// What came, once its signature holds over the target at which it came.
fn believed(world: &World, heard: &str) -> Option<Value> {
    let Credentials { name, secret } = world.supplier.credentials();
    let [target, key, time, nonce, signature, body] =
        heard.splitn(6, '\n').collect::<Vec<_>>().try_into().unwrap();
    let digest = crate::sign::hex(ring::digest::digest(&ring::digest::SHA256, body.as_bytes()).as_ref());
    let text = ["v1", time, nonce, "POST", target, &digest].join("\n");
    let mac = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let made = crate::sign::hex(ring::hmac::sign(&mac, text.as_bytes()).as_ref());
    (key == name && made == signature).then(|| serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn reports_are_signed_repeated_until_any_2xx_and_forged() {
    let world = World::of(Supplier::Cardamom).await;
    let control = world.control();
    lock(&world.heard).words = vec!["no", "no"];
    order(&world, "ord00001", CARD, 1).await.unwrap();
    let heard = world.heard(3).await;
    let told = believed(&world, &heard[2]).unwrap();
    assert!(heard[2].starts_with("/cardamom?of=s1\n"));
    assert_eq!(
        (&told["event"], &told["order_no"], &told["state"]),
        (&json!("order"), &json!("ord00001"), &json!("delivered"))
    );
    assert!(told.get("keys").is_none());
    // Where orders report to, until something is agreed on.
    for (agreed, target) in [(None, "/cardamom?of=s1"), (Some("/cardamom?goods"), "/cardamom?goods")] {
        control.callback_to(agreed.map(|path| format!("{}{path}", world.shop)));
        lock(&world.heard).bodies.clear();
        control.put_goods(Goods::of_keys(CARD, "点卡", 100));
        let heard = world.heard(1).await.remove(0);
        assert_eq!(heard.lines().next(), Some(target));
        let told = believed(&world, &heard).unwrap();
        assert_eq!((&told["event"], &told["product"]), (&json!("goods"), &json!(offer(CARD))));
    }
    for forgery in [Forgery::WrongKey, Forgery::Unsigned, Forgery::OtherOrder("ord00009".into())] {
        control.forge("ord00001", &forgery).await.unwrap();
        let forged = lock(&world.heard).bodies.pop().unwrap();
        assert_eq!(believed(&world, &forged), None, "{forgery:?}");
    }
    control.forge("ord00001", &Forgery::Untrue).await.unwrap();
    let untrue = lock(&world.heard).bodies.pop().unwrap();
    assert_eq!(believed(&world, &untrue).unwrap()["state"], "failed");
}
