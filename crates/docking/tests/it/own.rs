//! Cardamom's own dialect, spoken well and badly.

use crate::client::{Ear, Own, code, nonce, send};
use crate::house::{House, PHONE, PRICE, STAND_INS, clock};
use catalog::GoodsKind;
use db::Engine;
use docking::DockingMode;
use kernel::{OfferId, Span, UserId};
use serde_json::{Value, json};
use testkit::TestAmbient;

struct Scene {
    house: House,
    time: TestAmbient,
    user: UserId,
    own: Own,
}

impl Scene {
    async fn open(engine: Engine, keys: usize, fen: i64) -> Self {
        let time = clock();
        let house = House::open(engine, &time, 1, STAND_INS, keys).await;
        let user = house.user(fen).await;
        let (key, secret) = house.key(user).await;
        let own =
            Own { url: house.url.clone(), key: key.app_id.to_string(), secret: secret.expose().clone() };
        Self { house, time, user, own }
    }
    fn at(&self) -> i64 {
        self.house.ambient.now().unix_seconds()
    }
    async fn order(&self, no: &str, quantity: i64, more: Value) -> (u16, Value) {
        self.own.order(no, &self.house.offer.to_string(), quantity, &more, self.at()).await
    }
    async fn get(&self, target: &str) -> (u16, Value) {
        self.own.get(target, self.at()).await
    }
    async fn post(&self, target: &str, body: Value) -> (u16, Value) {
        self.own.post(target, &body, self.at()).await
    }
    async fn later(&self, span: Span) -> usize {
        self.time.advance(span);
        self.house.docking.tell_orders(100).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_bought_once_a_number_and_shown_with_a_record() {
    for engine in testkit::engines() {
        let scene = Scene::open(engine, 5, 5 * PRICE).await;
        let pong = scene.get("/dock/v1/ping").await;
        assert_eq!(pong.0, 200, "{pong:?}");
        assert_eq!(pong.1["balances"], json!([{ "currency": "CNY", "available": 5 * PRICE }]));
        let first = scene.order("no-1", 2, json!({ "unit_price": PRICE, "currency": "CNY" })).await;
        assert_eq!(first.0, 200, "{first:?}");
        assert_eq!(
            (first.1["state"].as_str(), first.1["amount"].as_i64()),
            (Some("delivered"), Some(2 * PRICE))
        );
        let keys: Vec<&str> =
            first.1["keys"].as_array().unwrap().iter().map(|key| key["key"].as_str().unwrap()).collect();
        assert!(
            keys.len() == 2 && keys[0] != keys[1] && keys.iter().all(|key| key.ends_with("-PLAINTEXT")),
            "{keys:?}"
        );
        let again = scene.order("no-1", 2, json!({ "unit_price": PRICE, "currency": "CNY" })).await;
        assert_eq!((again.0, &again.1["keys"]), (200, &first.1["keys"]), "the first order once more");
        assert_eq!(scene.house.balance(scene.user).await, 3 * PRICE);
        let other = scene.order("no-1", 1, json!({})).await;
        assert_eq!(code(&other), (409, "order_no_used"));
        let shown = scene.get("/dock/v1/orders/no-1").await;
        assert_eq!((shown.0, &shown.1["keys"]), (200, &first.1["keys"]));
        let sql = "select count(*) from vault_reveals where who like 'dck_%'";
        let recorded = scene.house.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap();
        assert_eq!(recorded, 6, "each showing is recorded, by the key");
        assert_eq!(code(&scene.get("/dock/v1/orders/no-2").await), (404, "order_not_found"));
        let cancel = scene.post("/dock/v1/orders/no-1/cancel", json!({})).await;
        assert_eq!(code(&cancel), (409, "cancel_not_allowed"));
        scene.house.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_ordered_costs_nothing_and_leaves_the_number_free() {
    for engine in testkit::engines() {
        let scene = Scene::open(engine, 3, 2 * PRICE).await;
        let many = scene.order("no-1", 4, json!({})).await;
        assert!(matches!(code(&many), (402, "insufficient_balance") | (409, "sold_out")), "{many:?}");
        assert_eq!(code(&scene.order("no-1", 3, json!({})).await), (402, "insufficient_balance"));
        let dear = scene.order("no-1", 1, json!({ "unit_price": PRICE - 1, "currency": "CNY" })).await;
        assert_eq!(code(&dear), (409, "price_rose"));
        let rich = scene.house.user(100 * PRICE).await;
        let (key, secret) = scene.house.key(rich).await;
        let own = Own {
            url: scene.house.url.clone(),
            key: key.app_id.to_string(),
            secret: secret.expose().clone(),
        };
        let offer = scene.house.offer.to_string();
        let sold_out = own.order("no-1", &offer, 4, &json!({}), scene.at()).await;
        assert_eq!(code(&sold_out), (409, "sold_out"));
        for (product, more, status, expected) in [
            ("off_00000000000000000000000000", json!({}), 404, "no_such_product"),
            (offer.as_str(), json!({ "callback_url": "ftp://x" }), 422, "bad_callback_url"),
            (offer.as_str(), json!({ "account": { "phone": PHONE } }), 422, "account_not_asked"),
            (offer.as_str(), json!({ "strange": 1 }), 400, "bad_request"),
            (offer.as_str(), json!({ "unit_price": 1 }), 400, "bad_request"),
        ] {
            let answer = own.order("no-2", product, 1, &more, scene.at()).await;
            assert_eq!(code(&answer), (status, expected), "{answer:?}");
        }
        let long = own.order(&"x".repeat(65), &offer, 1, &json!({}), scene.at()).await;
        assert_eq!(code(&long), (422, "bad_order_no"));
        assert_eq!(own.order("no-1", &offer, 3, &json!({}), scene.at()).await.0, 200, "the number was free");
        assert_eq!(scene.house.balance(scene.user).await, 2 * PRICE);
        let rows = scene.house.db.query("select count(*) from docking_orders", &[]).await.unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 1);
        scene.house.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_at_once_with_one_number_are_one_order() {
    for engine in testkit::engines() {
        let scene = Scene::open(engine, 9, 9 * PRICE).await;
        let body = json!({ "order_no": "no-1", "product": scene.house.offer, "quantity": 1 });
        let asked = |_| scene.own.asked("POST", "/dock/v1/orders", &body, scene.at(), &nonce());
        let all: Vec<_> = (0..6).map(asked).collect();
        let url = scene.house.url.clone();
        let tasks = all.into_iter().map(|asked| {
            let url = url.clone();
            tokio::spawn(async move { send(&url, &asked).await })
        });
        let mut ids = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            let answer = task.await.unwrap();
            if answer.0 == 200 {
                ids.push(answer.1["id"].as_str().unwrap().to_owned());
            } else {
                assert_eq!(code(&answer), (503, "busy"), "{answer:?}");
            }
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(scene.house.balance(scene.user).await, 8 * PRICE);
        scene.house.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_stale_and_repeated_requests_are_refused() {
    let scene = Scene::open(Engine::Sqlite, 3, 3 * PRICE).await;
    let body = json!({ "order_no": "no-1", "product": scene.house.offer, "quantity": 1 });
    let asked = || scene.own.asked("POST", "/dock/v1/orders", &body, scene.at(), &nonce());
    let url = &scene.house.url;
    let mut forged = asked();
    forged.body =
        json!({ "order_no": "no-1", "product": scene.house.offer, "quantity": 3 }).to_string().into_bytes();
    assert_eq!(code(&send(url, &forged).await), (401, "bad_signature"));
    let mut elsewhere = scene.own.asked("GET", "/dock/v1/catalogue", &Value::Null, scene.at(), &nonce());
    elsewhere.target = "/dock/v1/catalogue?updated_after=2026-01-01T00:00:00Z".into();
    assert_eq!(code(&send(url, &elsewhere).await), (401, "bad_signature"), "the query is signed");
    let stranger =
        Own { secret: "another secret of somebody".into(), url: url.clone(), key: scene.own.key.clone() };
    assert_eq!(code(&stranger.get("/dock/v1/ping", scene.at()).await), (401, "bad_signature"));
    let unknown = Own { key: "10000000".into(), url: url.clone(), secret: scene.own.secret.clone() };
    assert_eq!(code(&unknown.get("/dock/v1/ping", scene.at()).await), (401, "unknown_key"));
    for at in [scene.at() - 301, scene.at() + 301] {
        assert_eq!(code(&scene.own.get("/dock/v1/ping", at).await), (401, "stale_timestamp"));
    }
    for name in ["Cardamom-Key", "Cardamom-Timestamp", "Cardamom-Nonce", "Cardamom-Signature"] {
        let mut bare = asked();
        bare.headers.retain(|(known, _)| *known != name);
        assert_eq!(code(&send(url, &bare).await), (401, "not_signed"), "{name}");
    }
    let short = scene.own.asked("GET", "/dock/v1/ping", &Value::Null, scene.at(), "short");
    assert_eq!(code(&send(url, &short).await), (401, "not_signed"));
    let once = asked();
    assert_eq!(send(url, &once).await.0, 200);
    assert_eq!(code(&send(url, &once).await), (401, "replayed"));
    assert_eq!(scene.house.balance(scene.user).await, 2 * PRICE);
    scene.time.advance(Span::minutes(31));
    assert!(scene.house.docking.forget_nonces().await.unwrap() > 0);
    assert_eq!(code(&send(url, &once).await), (401, "stale_timestamp"));
    scene.house.mode(DockingMode::Off).await;
    assert_eq!(code(&scene.get("/dock/v1/ping").await), (403, "docking_off"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_sees_anothers_orders_or_another_merchants_goods() {
    let scene = Scene::open(Engine::Sqlite, 3, 3 * PRICE).await;
    assert_eq!(scene.order("no-1", 1, json!({})).await.0, 200);
    let other = scene.house.user(PRICE).await;
    let (key, secret) = scene.house.key(other).await;
    let own =
        Own { url: scene.house.url.clone(), key: key.app_id.to_string(), secret: secret.expose().clone() };
    assert_eq!(code(&own.get("/dock/v1/orders/no-1", scene.at()).await), (404, "order_not_found"));
    let claim = json!({ "claim_no": "c-1", "text": "it is used", "units": 1 });
    let answer = own.post("/dock/v1/orders/no-1/claims", &claim, scene.at()).await;
    assert_eq!(code(&answer), (404, "order_not_found"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_says_what_has_changed() {
    for engine in testkit::engines() {
        let scene = Scene::open(engine, 12, PRICE).await;
        scene.house.goods("topup", GoodsKind::Recharge, 5_000).await;
        scene.time.advance(Span::seconds(2));
        let all = scene.get("/dock/v1/catalogue").await;
        let items = all.1["items"].as_array().unwrap();
        assert_eq!(items.len(), 2, "{all:?}");
        let card = items.iter().find(|item| item["kind"] == "keys").unwrap();
        assert_eq!((card["unit_price"].as_i64(), card["stock"].as_i64()), (Some(PRICE), Some(12)));
        let topup = items.iter().find(|item| item["kind"] == "recharge").unwrap();
        assert_eq!((topup["stock"].clone(), topup["form"][0]["name"].as_str()), (Value::Null, Some("phone")));
        let since = all.1["time"].as_str().unwrap().to_owned();
        scene.time.advance(Span::seconds(5));
        let newer = format!("/dock/v1/catalogue?updated_after={since}");
        let seen = |answer: &(u16, Value)| answer.1["items"].as_array().unwrap().len();
        // What was looked at in that very moment is named once more.
        scene.get(&newer).await;
        let after = "/dock/v1/catalogue?updated_after=".to_owned() + &crate::time_before(&scene.house, 1);
        assert_eq!(seen(&scene.get(&after).await), 0);
        scene.house.reprice(PRICE, PRICE + 50).await;
        let changed = scene.get(&after).await;
        assert_eq!(seen(&changed), 1, "{changed:?}");
        assert_eq!(changed.1["items"][0]["unit_price"].as_i64(), Some(PRICE + 50));
        off_sale(&scene.house, scene.house.offer).await;
        let gone = scene.get(&after).await;
        assert_eq!(gone.1["items"][0]["on_sale"], false, "{gone:?}");
        assert_eq!(code(&scene.order("no-1", 1, json!({})).await), (404, "no_such_product"));
    }
}

async fn off_sale(house: &House, offer: OfferId) {
    let mut tx = house.db.begin().await.unwrap();
    catalog::switch_off(&mut tx, house.merchant, offer).await.unwrap();
    tx.commit().await.unwrap();
    house.listing.forget();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deaf_partner_is_told_again_and_the_signature_holds() {
    for engine in testkit::engines() {
        let scene = Scene::open(engine, 3, 100 * PRICE).await;
        let (sku, offer) = scene.house.goods("topup", GoodsKind::Recharge, 5_000).await;
        let supplier = scene.house.connect("prompt", &[]).await;
        scene.house.route(sku, supplier, "P1", 4_000).await;
        let (ear, at) = Ear::open().await;
        let more = json!({ "account": { "phone": PHONE }, "callback_url": format!("{at}/hear/7?x=1") });
        let placed = scene.own.order("no-1", &offer.to_string(), 1, &more, scene.at()).await;
        assert_eq!(placed.1["state"].as_str(), Some("fulfilling"), "{placed:?}");
        assert_eq!(scene.later(Span::seconds(1)).await, 1);
        assert!(ear.take().is_empty(), "there is nothing to tell yet");
        scene.house.fulfiller.round(100).await.unwrap();
        ear.is_deaf(true);
        scene.later(Span::seconds(30)).await;
        assert!(ear.take().is_empty());
        assert_eq!(scene.later(Span::seconds(14)).await, 0, "it is left alone for a while");
        ear.is_deaf(false);
        scene.later(Span::seconds(2)).await;
        let came = ear.take();
        assert_eq!(came.len(), 1);
        let (target, headers, body) = &came[0];
        assert_eq!((target.as_str(), body["state"].as_str()), ("/hear/7?x=1", Some("delivered")));
        assert!(body.get("keys").is_none());
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let timestamp: i64 = header("cardamom-timestamp").parse().unwrap();
        let again = scene.own.asked("POST", target, body, timestamp, &header("cardamom-nonce"));
        assert_eq!(again.headers[3].1, header("cardamom-signature"), "signed as requests are");
        scene.later(Span::minutes(1)).await;
        assert!(ear.take().is_empty(), "it was heard");
        scene.house.audit_is_clean().await;
    }
}
