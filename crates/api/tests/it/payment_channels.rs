//! Payment channels over HTTP: set up, tried, switched, and seen by the orders of every node.

use crate::gate::put;
use crate::shop::{Shop, Told};
use api::{Api, ApiSettings};
use catalog::Listing;
use db::Engine;
use identity::{Duty, Role};
use kernel::{Currency, Money, Span};
use ports::Device;
use serde_json::{Value, json};
use std::sync::Arc;

const SECRET: &str = "hunter2-hunter2";
const PATH: &str = "/v1/platform/channels/made-up";

async fn operator(shop: &Shop, name: &str, duty: Duty) -> String {
    let email = format!("{name}@example.com");
    shop.person(&email, Role::Operator, None, Some(duty)).await;
    shop.session(&email, true).await
}

fn whole() -> Value {
    json!({
        "kind": "made_up", "name": {"zh": "虚构", "en": "Made up"}, "version": 0, "reason": "a new way to pay",
        "settings": {"url": "https://pay.example", "id": "1001", "key": SECRET, "hook": ""},
        "currencies": ["CNY"], "min": 100, "max": 500_000, "fee_bps": 60, "devices": ["mobile"],
    })
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = whole();
    for (name, value) in changes {
        body[*name] = value.clone();
    }
    body
}

async fn switch(shop: &Shop, who: &str, to: &str) -> Told {
    shop.post(who, &format!("{PATH}/state"), json!({"state": to, "reason": "test"})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_set_up_by_its_form_and_shows_no_secret() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let fay = operator(&shop, "fay", Duty::Finance).await;
        let kinds = shop.get(&fay, "/v1/platform/channel-kinds").await.json();
        let kind = &kinds["items"][0];
        assert_eq!((&kind["code"], &kind["currencies"]), (&json!("made_up"), &json!(["CNY"])));
        let kinds_of: Vec<&str> =
            kind["fields"].as_array().unwrap().iter().map(|field| field["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds_of, ["url", "text", "secret", "secret_key", "choice"]);
        assert_eq!(kind["fields"][4]["choices"][0]["label"]["zh"], "扫码");

        let made = put(&shop, &fay, PATH, whole()).await;
        assert_eq!(made.status, 200, "{made:?}");
        let made = made.json();
        assert_eq!((&made["state"], &made["version"]), (&json!("off"), &json!(1)));
        assert_eq!(made["settings"], json!({"url": "https://pay.example", "id": "1001"}));
        assert_eq!((&made["secrets_set"], &made["broken"]), (&json!(["key"]), &json!([])));
        assert_eq!(
            (&made["min"], &made["max"], &made["fee_bps"]),
            (&json!(100), &json!(500_000), &json!(60))
        );
        assert_eq!((&made["devices"], &made["kind_name"]["en"]), (&json!(["mobile"]), &json!("Made up")));
        assert_eq!(made["notify_url"], "http://shop.test/notify/made-up");
        assert_eq!((&made["created_by"], &made["refunds"]), (&json!("fay@example.com"), &json!(true)));

        let kept = with(&[("settings", json!({"key": ""})), ("version", json!(1)), ("fee_bps", json!(38))]);
        let kept = put(&shop, &fay, PATH, kept).await.json();
        assert_eq!(
            (&kept["secrets_set"], &kept["fee_bps"], &kept["version"]),
            (&json!(["key"]), &json!(38), &json!(2))
        );
        for path in [PATH, "/v1/platform/channels", "/v1/platform/channel-health", "/v1/platform/trail"] {
            let who =
                if path.ends_with("trail") { operator(&shop, "ada", Duty::Admin).await } else { fay.clone() };
            let told = shop.get(&who, path).await;
            assert!(told.status == 200 && !told.text().contains(SECRET), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_said_beside_its_field_in_both_languages() {
    let shop = Shop::open(Engine::Sqlite).await;
    let fay = operator(&shop, "fay", Duty::Finance).await;
    let told = async |changes: &[(&str, Value)]| put(&shop, &fay, PATH, with(changes)).await;
    let bad =
        told(&[("settings", json!({"url": "http://127.0.0.1:1", "id": "unbuildable", "a/b": "1"}))]).await;
    assert_eq!(bad.problem(), (422, "bad_channel_settings".into()));
    let errors = bad.json()["errors"].clone();
    let pointers: Vec<&str> =
        errors.as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/settings/a~1b", "/settings/url", "/settings/key"]);
    let said = |of: &str| errors.as_array().unwrap().iter().all(|e| !e[of].as_str().unwrap().is_empty());
    assert!(said("detail") && said("zh"));
    let bad =
        told(&[("settings", json!({"url": "https://a.example", "id": "unbuildable", "key": "k"}))]).await;
    assert_eq!(bad.json()["errors"][0]["zh"], "不存在");
    for (changes, code, pointer) in [
        (("devices", json!(["watch"])), "bad_channel", "/devices"),
        (("max", json!(1)), "bad_channel", "/max"),
        (("min", json!(0)), "bad_channel", "/min"),
        (("fee_bps", json!(10_000)), "bad_channel", "/fee_bps"),
        (("currencies", json!(["USD"])), "bad_channel", "/currencies"),
        (("kind", json!("other")), "unknown_channel_kind", "/kind"),
        (("min", json!(1.5)), "invalid_field", "/min"),
        (("reason", json!(" ")), "reason_needed", "/reason"),
    ] {
        let bad = told(&[changes]).await;
        assert_eq!(bad.problem(), (422, code.into()), "{bad:?}");
        assert_eq!(bad.json()["errors"][0]["pointer"], pointer);
    }
    for code in ["wallet", "sandbox", "Upper", "x"] {
        let bad = put(&shop, &fay, &format!("/v1/platform/channels/{code}"), whole()).await;
        assert_eq!(bad.problem(), (422, "bad_channel_code".into()));
    }
    assert_eq!(told(&[("version", json!(1))]).await.problem(), (409, "channel_changed_meanwhile".into()));
    assert_eq!(shop.get(&fay, PATH).await.problem(), (404, "no_such_channel".into()));
    assert_eq!(switch(&shop, &fay, "on").await.problem(), (404, "no_such_channel".into()));
    assert_eq!(told(&[]).await.status, 200);
    assert_eq!(switch(&shop, &fay, "off").await.problem(), (409, "channel_wrong_state".into()));
    assert_eq!(switch(&shop, &fay, "gone").await.problem(), (422, "bad_channel".into()));
    let order = put(&shop, &fay, "/v1/platform/channel-order", json!({"codes": ["other"]})).await;
    assert_eq!(order.problem(), (409, "channel_changed_meanwhile".into()));
    let moved = told(&[("version", json!(1)), ("settings", json!({"url": "https://thief.example"}))]).await;
    assert_eq!(moved.json()["errors"][0]["pointer"], "/settings/key", "no stored key goes to a new address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_switched_on_is_offered_at_every_node() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let fay = operator(&shop, "fay", Duty::Finance).await;
        // Another node: its own channels in memory, the same database.
        let listing = Arc::new(Listing::new(shop.db.db.clone(), shop.time.ambient.clone()));
        let (orders, identity) = (crate::shop::orders(&shop).await, shop.identity.clone());
        let settings = ApiSettings::default();
        let (admission, money) = (shop.api.admission.clone(), shop.api.settlement.clone());
        let care = shop.api.aftercare.clone();
        let selling = (orders.clone(), shop.api.fulfiller.clone());
        let other = Api::new(selling, identity, admission, money, care, listing, settings);
        let offered = |orders: &orders::Orders, minor, device| -> Vec<String> {
            let amount = Money::new(minor, Currency::CNY);
            let all = orders.channels().offered(amount, device, shop.time.ambient.now());
            all.into_iter().map(|offered| offered.code).filter(|code| code == "made-up").collect()
        };
        assert_eq!(put(&shop, &fay, PATH, whole()).await.status, 200);
        assert!(offered(&shop.orders, 200, Device::Mobile).is_empty(), "it is off");
        assert_eq!(switch(&shop, &fay, "on").await.json()["state"], "on");
        assert_eq!(offered(&shop.orders, 200, Device::Mobile), ["made-up"], "at once, where it was done");
        assert!(offered(&shop.orders, 200, Device::Desktop).is_empty(), "for telephones only");
        assert!(offered(&shop.orders, 99, Device::Mobile).is_empty(), "too little");
        assert!(offered(&shop.orders, 500_001, Device::Mobile).is_empty(), "too much");
        assert!(
            !shop.orders.channel_codes().is_empty() && shop.orders.channel_codes().len() >= 2,
            "the others stay"
        );

        assert!(offered(&orders, 200, Device::Mobile).is_empty());
        assert!(other.refresh_channels().await.unwrap(), "the other node hears of it");
        assert!(!other.refresh_channels().await.unwrap(), "once");
        assert_eq!(offered(&orders, 200, Device::Mobile), ["made-up"]);

        assert_eq!(switch(&shop, &fay, "off").await.json()["state"], "off");
        assert!(offered(&shop.orders, 200, Device::Mobile).is_empty());
        // Switched off and even retired, it takes callbacks: the right key is believed, another one is not.
        assert_eq!(switch(&shop, &fay, "retired").await.json()["state"], "retired");
        let notify = async |key: &str| {
            let request = axum::http::Request::post("/notify/made-up").header("x-key", key);
            shop.send(request.body(axum::body::Body::empty()).unwrap()).await.status
        };
        assert_eq!((notify(SECRET).await, notify("other").await), (200, 401));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_tried_and_its_figures_are_counted() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let fay = operator(&shop, "fay", Duty::Finance).await;
        let test = async |body: Value| shop.post(&fay, "/v1/platform/channel-tests", body).await;
        let settings = |id: &str| json!({"url": "https://pay.example", "id": id, "key": "k"});
        let fine = test(json!({"kind": "made_up", "settings": settings("1")})).await.json();
        assert_eq!((&fine["ok"], &fine["checks"][0]["code"]), (&json!(true), &json!("keys")));
        let strange = test(json!({"kind": "made_up", "settings": settings("strange")})).await.json();
        assert_eq!((&strange["ok"], &strange["checks"][1]["ok"]), (&json!(false), &json!(false)));
        assert!(strange["checks"][1]["problem"].as_str().unwrap().contains("no such merchant"));
        let bad = test(json!({"kind": "made_up", "settings": {"id": "1"}})).await;
        assert_eq!(bad.problem(), (422, "bad_channel_settings".into()));
        assert_eq!(test(json!({"kind": "made_up", "code": "made-up"})).await.problem().0, 404);

        put(&shop, &fay, PATH, with(&[("devices", json!([]))])).await;
        assert_eq!(test(json!({"kind": "made_up", "code": "made-up"})).await.json()["ok"], true);
        switch(&shop, &fay, "on").await;
        let mut order = shop.order(1);
        order["pay"] = json!("made-up");
        order["contact"] = json!("buyer@example.com");
        let placed = shop.post(&shop.partner, "/v1/orders", order).await;
        assert_eq!(placed.status, 201, "{placed:?}");
        let health = shop.get(&fay, "/v1/platform/channel-health").await.json();
        let expected = json!({
            "code": "made-up", "opened": 1, "paid": 0, "closed": 0, "waiting": 1, "last_paid_at": null,
            "health": "well", "resting_until": null,
        });
        assert_eq!(health["items"][0], expected);
        let sql = "update payments set state = 'paid', paid_at = created_at where channel = 'made-up'";
        let mut tx = shop.db.begin().await.unwrap();
        assert_eq!(tx.exec(sql, &[]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(
            shop.get(&fay, "/v1/platform/channel-health").await.json(),
            health,
            "remembered for a moment"
        );
        shop.time.advance(Span::seconds(11));
        let health = shop.get(&fay, "/v1/platform/channel-health").await.json();
        assert_eq!((&health["items"][0]["paid"], &health["items"][0]["waiting"]), (&json!(1), &json!(0)));
        assert!(health["items"][0]["last_paid_at"].is_string());
        shop.time.advance(Span::hours(24));
        let fay = shop.session("fay@example.com", true).await;
        let health = shop.get(&fay, "/v1/platform/channel-health").await.json();
        assert_eq!(
            (&health["items"][0]["opened"], health["items"][0]["last_paid_at"].is_string()),
            (&json!(0), true)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_change_waits_and_is_used_once_somebody_agrees() {
    let shop = Shop::open(Engine::Sqlite).await;
    let acts = vec![identity::Sensitive::ChangeChannel];
    shop.api.admission.ask_second_person(admission::SecondPerson { acts, lives: Span::hours(72) });
    let fay = operator(&shop, "fay", Duty::Finance).await;
    let bea = operator(&shop, "bea", Duty::Finance).await;
    let waits = put(&shop, &fay, PATH, whole()).await;
    assert_eq!(waits.status, 202, "{waits:?}");
    let proposal = &waits.json()["proposal"];
    assert_eq!((&proposal["act"], &proposal["subject"]), (&json!("change_channel"), &json!("made-up")));
    assert!(!waits.text().contains(SECRET));
    let path = format!("/v1/platform/proposals/{}/approve", proposal["id"].as_str().unwrap());
    assert_eq!(shop.post(&bea, &path, json!({})).await.status, 200);
    assert_eq!(shop.get(&bea, PATH).await.json()["secrets_set"], json!(["key"]));
    assert!(shop.orders.channels().entry("made-up").is_some(), "this node uses it at once");
}
