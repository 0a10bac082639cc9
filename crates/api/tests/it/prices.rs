//! What buyers pay instead of the offers' prices, over HTTP.

use crate::gate::put;
use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PATH: &str = "/v1/merchant/pricing";

async fn set(shop: &Shop, kind: &str, rule: Value) -> Value {
    let told = put(shop, &shop.staff, &format!("{PATH}/{kind}"), rule).await;
    assert_eq!(told.status, 200, "{told:?}");
    told.json()
}

async fn remove(shop: &Shop, kind: &str, which: &str) -> Told {
    let request = shop.as_who(Request::delete(format!("{PATH}/{kind}/{which}")), &shop.staff);
    shop.send(request.body(Body::empty()).unwrap()).await
}

/// One rule of each kind, none of which changes what anybody pays now: its id or code by kind.
pub async fn things(shop: &Shop) -> BTreeMap<&'static str, String> {
    shop.key("a-member@example.com", None, &[identity::Scope::OrdersRead]).await;
    set(shop, "levels", json!({"code": "victims-level", "name": {"zh": "金", "en": "Gold"}, "off_bps": 100}))
        .await;
    let member = json!({"email": "a-member@example.com", "level": "victims-level"});
    let member = set(shop, "members", member).await["user"].as_str().unwrap().to_owned();
    set(shop, "tiers", json!({"offer": shop.offer, "tiers": [{"from": 999, "unit_price": 900}]})).await;
    let items = json!([{"offer": shop.offer, "unit_price": 900}]);
    set(shop, "price-lists", json!({"code": "victims-list", "name": "List", "items": items})).await;
    let off = json!({"bps": 1_000});
    let campaign = json!({"code": "victims-campaign", "name": {"zh": "春", "en": "Spring"}, "off": off, "channel": "all", "on": false});
    set(shop, "campaigns", campaign).await;
    set(shop, "coupons", json!({"code": "VICTIMS-COUPON", "off": off, "on": false})).await;
    BTreeMap::from([
        ("level", "victims-level".to_owned()),
        ("price member", member),
        ("price list", "victims-list".to_owned()),
        ("campaign", "victims-campaign".to_owned()),
        ("coupon", "VICTIMS-COUPON".to_owned()),
    ])
}

/// Which of [`things`] belongs into a path.
pub fn address(path: &str, things: &BTreeMap<&'static str, String>, offer: &str) -> String {
    let kind = match path {
        p if p.contains("levels") => "level",
        p if p.contains("price-lists") => "price list",
        p if p.contains("campaigns") => "campaign",
        _ => "coupon",
    };
    path.replace("{code}", &things[kind]).replace("{user}", &things["price member"]).replace("{offer}", offer)
}

fn lines(shop: &Shop, quantity: i64) -> Value {
    json!([{"offer": shop.offer, "quantity": quantity}])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quote_explains_its_price_and_the_order_costs_that() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let plain = shop.post(&shop.partner, "/v1/quotes", json!({"lines": lines(&shop, 2)})).await;
        assert_eq!(plain.status, 200, "{plain:?}");
        let base = plain.json()["lines"][0]["unit_price"]["amount"].as_i64().unwrap();
        assert_eq!(plain.json()["total"]["amount"], 2 * base);
        assert_eq!(plain.json()["price"], Value::Null);

        set(&shop, "levels", json!({"code": "gold", "name": {"zh": "金卡", "en": "Gold"}, "off_bps": 1_000}))
            .await;
        let member = json!({"email": "partner@example.com", "level": "gold", "label": "Our best"});
        let member = set(&shop, "members", member).await;
        let tiers = json!({"offer": shop.offer, "tiers": [{"from": 2, "unit_price": base / 2}]});
        set(&shop, "tiers", tiers).await;
        set(&shop, "coupons", json!({"code": "Save", "off": {"bps": 1_000}, "uses_most": 1, "on": true}))
            .await;
        let ask = json!({"lines": lines(&shop, 2), "coupon": "save"});
        let quote = shop.post(&shop.partner, "/v1/quotes", ask).await.json();
        let total = quote["total"]["amount"].as_i64().unwrap();
        let steps = quote["price"]["lines"][0]["steps"].as_array().unwrap().clone();
        assert_eq!(steps.iter().map(|s| &s["kind"]).collect::<Vec<_>>(), ["level", "tier", "coupon"]);
        assert_eq!(steps[0]["label"], json!({"zh": "会员价 · 金卡", "en": "Member price · Gold"}));
        assert_eq!(
            (steps[0]["before"].as_i64(), quote["price"]["saved"].as_i64()),
            (Some(base), Some(2 * base - total))
        );

        // The merchant asks the same, of whom it likes; nobody else may.
        let explain = format!("{PATH}/explain");
        let ask = json!({"lines": lines(&shop, 2), "coupon": "SAVE", "channel": "api", "level": "gold"});
        let told = shop.post(&shop.staff, &explain, ask.clone()).await;
        assert_eq!((told.status, told.json()), (200, quote.clone()));
        assert_eq!(shop.post(&shop.partner, &explain, ask).await.status, 403);
        let of = json!({"lines": lines(&shop, 1), "user": member["user"]});
        assert_eq!(
            shop.post(&shop.staff, &explain, of).await.json()["price"]["lines"][0]["steps"][0]["kind"],
            "level"
        );

        let mut order =
            json!({"lines": lines(&shop, 2), "pay": "wallet", "coupon": "SAVE", "total_max": total - 1});
        let rose = shop.post(&shop.partner, "/v1/orders", order.clone()).await;
        assert_eq!((rose.status, rose.json()["code"].clone()), (409, json!("price_rose")));
        order["total_max"] = total.into();
        let placed = shop.post(&shop.partner, "/v1/orders", order.clone()).await;
        assert_eq!(placed.status, 201, "{placed:?}");
        assert_eq!((&placed.json()["total"], &placed.json()["price"]), (&quote["total"], &quote["price"]));
        let id = placed.json()["id"].as_str().unwrap().to_owned();
        for (who, path) in [(&shop.partner, "/v1/orders"), (&shop.staff, "/v1/merchant/orders")] {
            let seen = shop.get(who, &format!("{path}/{id}")).await.json();
            assert_eq!(seen["price"], quote["price"], "{path}");
        }
        let again = shop.post(&shop.partner, "/v1/orders", order).await;
        assert_eq!((again.status, again.json()["code"].clone()), (422, json!("coupon_used_up")));
        assert_eq!(again.json()["errors"][0]["pointer"], "/coupon");
        let list = shop.get(&shop.staff, &format!("{PATH}/coupons")).await.json();
        assert_eq!((&list["items"][0]["code"], &list["items"][0]["used"]), (&json!("SAVE"), &json!(1)));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_listed_changed_and_removed_and_those_that_cannot_stand_are_refused() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let known = things(&shop).await;
        for kind in ["levels", "members", "tiers", "price-lists", "campaigns", "coupons"] {
            let list = shop.get(&shop.staff, &format!("{PATH}/{kind}")).await;
            assert_eq!((list.status, list.json()["items"].as_array().unwrap().len()), (200, 1), "{kind}");
            assert_eq!(shop.get(&shop.partner, &format!("{PATH}/{kind}")).await.status, 403);
        }
        assert_eq!(remove(&shop, "levels", "victims-level").await.json()["code"], "level_in_use");
        let changed = json!({"code": "victims-level", "name": {"zh": "银", "en": "Silver"}, "off_bps": 200});
        set(&shop, "levels", changed.clone()).await;
        assert_eq!(shop.get(&shop.staff, &format!("{PATH}/levels")).await.json()["items"], json!([changed]));

        let offer = &shop.offer;
        let off = json!({"bps": 100});
        let name = json!({"zh": "一", "en": "One"});
        for (kind, rule, code) in [
            ("levels", json!({"code": "Gold!", "name": name, "off_bps": 100}), "bad_pricing"),
            ("levels", json!({"code": "gold", "name": name, "off_bps": 9_001}), "bad_pricing"),
            ("members", json!({"email": "nobody@example.com", "level": "victims-level"}), "no_such_user"),
            ("members", json!({"email": "a-member@example.com", "level": "none"}), "no_such_level"),
            ("members", json!({"level": "victims-level"}), "bad_pricing"),
            ("tiers", json!({"offer": offer, "tiers": []}), "bad_pricing"),
            (
                "tiers",
                json!({"offer": offer, "tiers": [{"from": 2, "unit_price": 5}, {"from": 3, "unit_price": 5}]}),
                "bad_pricing",
            ),
            (
                "tiers",
                json!({"offer": "off_00000000000000000000000000", "tiers": [{"from": 2, "unit_price": 5}]}),
                "unknown_offer",
            ),
            ("price-lists", json!({"code": "a", "name": "A", "items": []}), "bad_pricing"),
            (
                "campaigns",
                json!({"code": "a", "name": name, "off": {}, "channel": "all", "on": true}),
                "bad_pricing",
            ),
            (
                "campaigns",
                json!({"code": "a", "name": name, "off": off, "channel": "door", "on": true}),
                "bad_pricing",
            ),
            (
                "campaigns",
                json!({"code": "a", "name": name, "off": off, "channel": "all", "on": true, "from": "2026-11-23T08:00:00Z", "until": "2026-11-23T08:00:00Z"}),
                "bad_pricing",
            ),
            ("coupons", json!({"code": "A", "off": off, "on": true}), "bad_pricing"),
            ("coupons", json!({"code": "AAA", "off": off, "on": true, "uses_most": 0}), "bad_pricing"),
            (
                "coupons",
                json!({"code": "AAA", "off": {"amount": {"amount": 5, "currency": "CNY"}}, "least": {"amount": 5, "currency": "USD"}, "on": true}),
                "bad_pricing",
            ),
        ] {
            let told = put(&shop, &shop.staff, &format!("{PATH}/{kind}"), rule).await;
            assert_eq!(told.json()["code"], code, "{kind} {told:?}");
        }

        for (kind, which) in [
            ("members", known["price member"].as_str()),
            ("levels", "victims-level"),
            ("tiers", offer),
            ("price-lists", "victims-list"),
            ("campaigns", "victims-campaign"),
            ("coupons", "victims-coupon"),
        ] {
            assert_eq!(remove(&shop, kind, which).await.status, 204, "{kind}");
            assert_eq!(remove(&shop, kind, which).await.json()["code"], "no_such_pricing");
        }
    }
}
