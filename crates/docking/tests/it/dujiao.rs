//! The dialect of dujiao-next, by a client that was written from its document.

use crate::client::{Asked, Ear, hmac, send};
use crate::house::{House, PHONE, PRICE, STAND_INS, clock};
use catalog::GoodsKind;
use kernel::{Span, hex};
use md5::{Digest, Md5};
use serde_json::{Value, json};

struct Shop<'h> {
    house: &'h House,
    key: String,
    secret: String,
}

impl Shop<'_> {
    fn asked(&self, method: &'static str, target: &str, body: &Value, at: i64) -> Asked {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let path = target.split('?').next().unwrap();
        let text = format!("{method}\n{path}\n{at}\n{}", hex(Md5::digest(&body)));
        let headers = vec![
            ("Dujiao-Next-Api-Key", self.key.clone()),
            ("Dujiao-Next-Timestamp", at.to_string()),
            ("Dujiao-Next-Signature", hmac(&self.secret, &text)),
        ];
        Asked { method, target: target.to_owned(), headers, body }
    }
    async fn ask(&self, method: &'static str, path: &str, body: Value) -> (u16, Value) {
        let at = self.house.ambient.now().unix_seconds();
        send(&self.house.url, &self.asked(method, &format!("/api/v1/upstream{path}"), &body, at)).await
    }
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    assert_eq!(answer.1["ok"], false, "{answer:?}");
    (answer.0, answer.1["error_code"].as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dujiao_shop_docks_as_it_is() {
    for engine in testkit::engines() {
        let time = clock();
        let house = House::open(engine, &time, 1, STAND_INS, 3).await;
        let (sku, _) = house.goods("topup", GoodsKind::Recharge, 4_990).await;
        let supplier = house.connect("prompt", &[]).await;
        house.route(sku, supplier, "P1", 4_000).await;
        let user = house.user(10_000).await;
        let (key, secret) = house.key(user).await;
        let shop = Shop { house: &house, key: key.app_id.to_string(), secret: secret.expose().clone() };
        let (ear, heard_at) = Ear::open().await;
        let callback = format!("{heard_at}/api/v1/upstream/callback");

        let pong = shop.ask("POST", "/ping", Value::Null).await.1;
        assert_eq!(
            (&pong["ok"], &pong["protocol_version"], &pong["balance"]),
            (&json!(true), &json!("1.0"), &json!("100.00"))
        );
        assert!(pong["user_id"].is_u64() && pong["currency"] == "CNY" && pong["member_level"].is_null());
        let categories = shop.ask("GET", "/categories", Value::Null).await.1;
        assert_eq!(categories["categories"][0]["slug"], "goods");
        let products = shop.ask("GET", "/products?page=1&page_size=100", Value::Null).await.1;
        assert_eq!((products["total"].as_i64(), products["page"].as_i64()), (Some(2), Some(1)));
        let items = products["items"].as_array().unwrap();
        let by = |kind: &str| items.iter().find(|item| item["fulfillment_type"] == kind).unwrap();
        let (auto, manual) = (by("auto"), by("manual"));
        assert_eq!(auto["category_id"], categories["categories"][0]["id"]);
        assert_eq!(
            (&auto["price_amount"], &auto["skus"][0]["stock_status"]),
            (&json!("10.00"), &json!("low_stock"))
        );
        assert_eq!(
            (&manual["price_amount"], &manual["skus"][0]["stock_quantity"]),
            (&json!("49.90"), &json!(-1))
        );
        assert_eq!(manual["manual_form_schema"]["fields"][0]["key"], "phone");
        let one = shop.ask("GET", &format!("/products/{}", auto["id"]), Value::Null).await.1;
        assert_eq!(one["product"]["id"], auto["id"]);
        assert_eq!(code(&shop.ask("GET", "/products/999", Value::Null).await), (404, "product_not_found"));
        assert_eq!(
            shop.ask("GET", "/products?page=2&page_size=1", Value::Null).await.1["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );

        // Keys, paid from the wallet; the same number is the same order.
        let body = |sku: &Value, no: &str, more: Value| {
            let mut body = json!({
                "sku_id": sku, "quantity": 2, "downstream_order_no": no, "trace_id": "t-1", "callback_url": callback,
            });
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            body
        };
        let cards = body(&auto["skus"][0]["id"], "A-1", json!({}));
        let placed = shop.ask("POST", "/orders", cards.clone()).await;
        assert_eq!(placed.0, 200, "{placed:?}");
        assert_eq!(
            (&placed.1["ok"], &placed.1["status"], &placed.1["amount"]),
            (&json!(true), &json!("paid"), &json!("20.00"))
        );
        assert_eq!(shop.ask("POST", "/orders", cards.clone()).await.1["order_id"], placed.1["order_id"]);
        assert_eq!(house.balance(user).await, 8_000);
        let other = body(&auto["skus"][0]["id"], "A-1", json!({ "quantity": 1 }));
        assert_eq!(code(&shop.ask("POST", "/orders", other).await).0, 409);
        let shown = shop.ask("GET", &format!("/orders/{}", placed.1["order_id"]), Value::Null).await.1;
        assert_eq!((&shown["status"], &shown["items"][0]["quantity"]), (&json!("delivered"), &json!(2)));
        let payload = shown["fulfillment"]["payload"].as_str().unwrap();
        assert!(
            payload.lines().count() == 2 && payload.lines().all(|key| key.ends_with("-PLAINTEXT")),
            "{payload}"
        );
        let cancel = shop.ask("POST", &format!("/orders/{}/cancel", placed.1["order_id"]), Value::Null).await;
        assert_eq!(code(&cancel), (409, "cancel_not_allowed"));

        // The callback, signed with the shop's own key over its own path.
        time.advance(Span::seconds(1));
        house.docking.tell_orders(10).await.unwrap();
        let came = ear.take();
        assert_eq!(came.len(), 1);
        let (target, headers, told) = &came[0];
        assert_eq!(
            (target.as_str(), &told["downstream_order_no"]),
            ("/api/v1/upstream/callback", &json!("A-1"))
        );
        assert_eq!((&told["status"], &told["order_id"]), (&json!("delivered"), &placed.1["order_id"]));
        assert_eq!(told["fulfillment"]["payload"], shown["fulfillment"]["payload"]);
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let again = shop.asked("POST", target, told, header("dujiao-next-timestamp").parse().unwrap());
        assert_eq!(again.headers[2].1, header("dujiao-next-signature"));

        // A recharge: fulfilling, then delivered; and what is refused.
        let credit = body(
            &manual["skus"][0]["id"],
            "A-2",
            json!({ "quantity": 1, "manual_form_data": { "phone": PHONE } }),
        );
        let placed = shop.ask("POST", "/orders", credit).await.1;
        let path = format!("/orders/{}", placed["order_id"]);
        let shown = shop.ask("GET", &path, Value::Null).await.1;
        assert_eq!((&shown["status"], shown.get("fulfillment")), (&json!("fulfilling"), None));
        house.fulfiller.round(10).await.unwrap();
        let shown = shop.ask("GET", &path, Value::Null).await.1;
        assert_eq!(
            (&shown["status"], &shown["fulfillment"]["type"]),
            (&json!("delivered"), &json!("manual"))
        );
        let bad = body(
            &manual["skus"][0]["id"],
            "A-3",
            json!({ "quantity": 1, "manual_form_data": { "phone": "1" } }),
        );
        assert_eq!(code(&shop.ask("POST", "/orders", bad).await), (400, "bad_request"));
        let many = body(&auto["skus"][0]["id"], "A-4", json!({ "quantity": 2 }));
        assert_eq!(code(&shop.ask("POST", "/orders", many).await), (409, "insufficient_stock"));
        let poor = body(
            &manual["skus"][0]["id"],
            "A-5",
            json!({ "quantity": 1, "manual_form_data": { "phone": PHONE } }),
        );
        assert_eq!(code(&shop.ask("POST", "/orders", poor).await), (402, "insufficient_balance"));
        let gone = body(&json!(4_000_000), "A-6", json!({}));
        assert_eq!(code(&shop.ask("POST", "/orders", gone).await), (400, "sku_unavailable"));
        house.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_signature_is_called_by_its_name() {
    let time = clock();
    let house = House::open(db::Engine::Sqlite, &time, 1, STAND_INS, 1).await;
    let user = house.user(PRICE).await;
    let (key, secret) = house.key(user).await;
    let shop = Shop { house: &house, key: key.app_id.to_string(), secret: secret.expose().clone() };
    let at = house.ambient.now().unix_seconds();
    let ping = |at| shop.asked("POST", "/api/v1/upstream/ping", &Value::Null, at);
    let told = async |asked: Asked| code(&send(&house.url, &asked).await).1.to_owned();
    assert_eq!(told(ping(at - 61)).await, "timestamp_expired");
    let mut forged = ping(at);
    forged.body = b"{}".to_vec();
    assert_eq!(told(forged).await, "invalid_signature");
    let mut bare = ping(at);
    bare.headers.remove(2);
    assert_eq!(told(bare).await, "missing_auth_headers");
    let mut odd = ping(at);
    odd.headers[1].1 = "soon".into();
    assert_eq!(told(odd).await, "invalid_timestamp");
    let stranger = Shop { house: &house, key: "99999999".into(), secret: secret.expose().clone() };
    assert_eq!(
        told(stranger.asked("POST", "/api/v1/upstream/ping", &Value::Null, at)).await,
        "invalid_api_key"
    );
    assert_eq!(send(&house.url, &ping(at)).await.0, 200);
}
