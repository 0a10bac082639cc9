//! Costs, rules and what waits for a person, over HTTP.

use crate::gate::put;
use crate::shop::Shop;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn yuan(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// A rule of which every change waits for a person.
pub fn rule(scope: &str, target: &str) -> Value {
    json!({
        "name": "by hand", "scope": scope, "target": target, "currency": "CNY", "add_minor": 777, "by_hand": true,
        "on": true,
    })
}

/// A rule for each of these SKUs, which are on sale, and the changes that wait by them: ids.
pub async fn held(shop: &Shop, skus: [&str; 2]) -> BTreeMap<&'static str, String> {
    let mut ids = BTreeMap::new();
    let of_keys = json!({"items": [{"sku": shop.sku, "cost": yuan(1)}]});
    assert_eq!(put(shop, &shop.staff, "/v1/merchant/costs", of_keys).await.status, 200);
    let names = [("price rule", "price change"), ("second price rule", "second price change")];
    for (sku, (of_rule, of_change)) in skus.into_iter().zip(names) {
        let made = shop.post(&shop.staff, "/v1/merchant/price-rules", rule("sku", sku)).await;
        assert_eq!(made.status, 201, "{made:?}");
        ids.insert(of_rule, made.json()["id"].as_str().unwrap().to_owned());
        let held = shop.get(&shop.staff, &format!("/v1/merchant/price-changes?state=held&sku={sku}")).await;
        let held = held.json()["items"][0]["id"].as_str().unwrap().to_owned();
        ids.insert(of_change, held);
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_costs_more_is_not_sold_until_its_price_has_followed() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = async || shop.post(&shop.partner, "/v1/orders", shop.order(1)).await;
        assert_eq!(order().await.status, 201);
        let cost = async |minor| {
            let body = json!({"items": [{"sku": shop.sku, "cost": yuan(minor)}]});
            put(&shop, &shop.staff, "/v1/merchant/costs", body).await
        };
        assert_eq!(cost(1_000).await.json(), json!({"changed": 1}));
        let refused = order().await;
        assert_eq!(refused.problem(), (409, "below_cost".into()));
        assert_eq!(refused.json()["errors"][0]["pointer"], "/lines/0/offer");
        let margins = shop.get(&shop.staff, "/v1/merchant/margins").await.json();
        assert_eq!(margins["items"][0]["margin"], yuan(-20));
        // It may be meant to be.
        let path = format!("/v1/skus/{}/loss-leader", shop.sku);
        let mean = json!({"reason": "new customers", "until": "2027-02-01T00:00:00Z"});
        let marked = put(&shop, &shop.staff, &path, mean).await;
        assert_eq!(marked.status, 200, "{marked:?}");
        let placed = order().await;
        assert_eq!(placed.status, 201, "{placed:?}");
        let id = placed.json()["id"].as_str().unwrap().to_owned();
        let earned = shop.get(&shop.staff, &format!("/v1/merchant/orders/{id}/margin")).await.json();
        assert_eq!(earned["margin"], yuan(-20));
        let line = &earned["lines"][0];
        assert_eq!(
            (&line["cost"], &line["fee"], &line["margin"]),
            (&earned["cost"], &earned["fee"], &yuan(-20))
        );
        let gone = Request::delete(&path).header("authorization", format!("Bearer {}", shop.staff));
        assert_eq!(shop.send(gone.body(Body::empty()).unwrap()).await.status, 204);
        assert_eq!(order().await.problem(), (409, "below_cost".into()));
        // A rule lets it follow.
        let mut all = rule("all", "");
        all["by_hand"] = json!(false);
        all["rounding"] = json!("nine");
        let told = shop.post(&shop.staff, "/v1/merchant/price-rules/preview", all.clone()).await.json();
        assert_eq!((&told["changed"], &told["first"][0]["to"]), (&json!(1), &yuan(1_790)));
        let made = shop.post(&shop.staff, "/v1/merchant/price-rules", all).await;
        assert_eq!(made.status, 201, "{made:?}");
        let offer = shop.get(&shop.partner, &format!("/v1/offers/{}", shop.offer)).await.json();
        assert_eq!(offer["price"], yuan(1_790));
        assert_eq!(order().await.status, 201);
        let done = shop.get(&shop.staff, "/v1/merchant/price-changes?state=applied").await.json();
        assert_eq!((&done["items"][0]["from"], &done["items"][0]["to"]), (&yuan(1_000), &yuan(1_790)));
        assert_eq!(done["items"][0]["steps"][0], json!({"word": "cost", "amount": yuan(1_000)}));
        // Until somebody stops it all.
        let stop =
            put(&shop, &shop.staff, "/v1/merchant/price-stop", json!({"reason": "a wrong feed"})).await;
        assert_eq!((stop.status, &stop.json()["stopped"]), (200, &json!(true)));
        cost(3_000).await;
        assert_eq!(order().await.problem(), (409, "below_cost".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotes_are_pushed_and_market_prices_imported() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let goods = crate::supplies::connect(&shop, "Credits", crate::supplier::PROMPT).await;
        let path = format!("/v1/suppliers/{}/quotes", goods.supplier);
        let push = json!({"items": [
            {"product": crate::supplier::PROMPT, "cost": 990, "stock": 7}, {"product": "another", "cost": 5},
        ]});
        let taken = shop.post(&shop.staff, &path, push).await;
        assert_eq!((taken.status, taken.json()), (200, json!({"lines": 2, "changed": 2, "skus": 1})));
        let routes = shop.get(&shop.staff, &format!("/v1/skus/{}/routes", goods.sku)).await.json();
        assert_eq!(routes["items"][0]["unit_cost"], 990);
        let quotes = shop.get(&shop.staff, &format!("{path}?limit=1")).await.json();
        assert_eq!((quotes["items"].as_array().unwrap().len(), quotes["next"].is_string()), (1, true));
        let bad = json!({"items": [{"product": "x", "cost": 0}]});
        let bad = shop.post(&shop.staff, &path, bad).await;
        assert_eq!(
            (bad.problem(), &bad.json()["errors"][0]["pointer"]),
            ((422, "bad_line".into()), &json!("/items/0/cost"))
        );
        let import = async |file: &'static str| {
            let request = Request::post("/v1/merchant/market-prices/import")
                .header("authorization", format!("Bearer {}", shop.staff))
                .header("content-type", "text/csv");
            shop.send(request.body(Body::from(file)).unwrap()).await
        };
        let done = import("source,sku_code,price\nthem,FIRST,9.90\nothers,FIRST,8.80\n").await;
        assert_eq!((done.status, done.json()), (200, json!({"lines": 2, "fresh": 2})));
        assert_eq!(
            import("source,sku_code,price\nthem,NONE,9.90\n").await.problem(),
            (422, "bad_line".into())
        );
        assert_eq!(import("source,price\n").await.problem(), (422, "bad_table".into()));
        let bad =
            import("source,sku_code,price\nthem,FIRST,9.90\n,FIRST,9.90\nthem,FIRST,dear\n").await.json();
        let pointers: Vec<_> =
            bad["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
        assert_eq!(
            pointers,
            ["/lines/3/source", "/lines/4/price"],
            "all that is wrong, by the lines of the file"
        );
        let all = shop.get(&shop.staff, "/v1/merchant/market-prices").await.json();
        let told: Vec<_> =
            all["items"].as_array().unwrap().iter().map(|one| (&one["source"], &one["fresh"])).collect();
        assert_eq!(told, [(&json!("others"), &json!(true)), (&json!("them"), &json!(true))]);
        assert_eq!((&all["items"][0]["own"], &all["items"][0]["sku_code"]), (&yuan(1_000), &json!("FIRST")));
        let seen = shop.get(&shop.staff, &format!("/v1/skus/{}/market-prices", shop.sku)).await.json();
        assert_eq!(seen["now"][1]["price"], yuan(990));
    }
}
