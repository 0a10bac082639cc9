use crate::shop::{Shop, still};
use api::ApiSettings;
use axum::body::Body;
use axum::http::Request;
use identity::Scope;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_lists_buys_and_holds_the_keys() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let list = shop.get(&shop.partner, "/v1/offers").await;
        assert_eq!(list.status, 200);
        insta::assert_json_snapshot!("offers", still(&list.json()));
        let one = shop.get(&shop.partner, &format!("/v1/offers/{}", shop.offer)).await;
        assert_eq!(one.json(), list.json()["items"][0]);
        let order = json!({
            "lines": [{"offer": shop.offer, "quantity": 2}], "pay": "wallet", "reveal": true,
            "contact": "buyer@example.com", "metadata": {"your": "reference"}
        });
        let placed = shop.post(&shop.partner, "/v1/orders", order).await;
        assert_eq!((placed.status, placed.header("cache-control")), (201, "no-store"));
        insta::assert_json_snapshot!("placed_order", still(&placed.json()));
        let id = placed.json()["id"].as_str().unwrap().to_owned();
        let seen = shop.get(&shop.partner, &format!("/v1/orders/{id}")).await;
        insta::assert_json_snapshot!("order", still(&seen.json()));
        assert!(!String::from_utf8_lossy(&seen.body).contains("FIRST-KEY"), "keys are revealed one by one");
        let delivery = placed.json()["deliveries"][1].clone();
        let path = format!("/v1/deliveries/{}/reveal", delivery["id"].as_str().unwrap());
        let revealed = shop.post(&shop.partner, &path, json!({})).await;
        assert_eq!((revealed.status, revealed.header("cache-control")), (200, "no-store"));
        assert_eq!(revealed.json()["secret"], delivery["secret"]);
        insta::assert_json_snapshot!("revealed", still(&revealed.json()));
        insta::assert_json_snapshot!("wallet", still(&shop.get(&shop.partner, "/v1/wallet").await.json()));
        insta::assert_json_snapshot!(
            "entries",
            still(&shop.get(&shop.partner, "/v1/wallet/entries").await.json())
        );
        shop.later();
        assert_eq!(shop.get(&shop.partner, "/v1/offers").await.json()["items"][0]["stock"], 8);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_paged_and_belong_to_their_buyer() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut placed = Vec::new();
        for _ in 0..3 {
            placed.push(shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.json()["id"].clone());
            shop.later();
        }
        let first = shop.get(&shop.partner, "/v1/orders?limit=2").await.json();
        assert_eq!(
            first["items"].as_array().unwrap().iter().map(|o| &o["id"]).collect::<Vec<_>>(),
            [&placed[2], &placed[1]]
        );
        let next = format!("/v1/orders?limit=2&after={}", first["next"].as_str().unwrap());
        let second = shop.get(&shop.partner, &next).await.json();
        assert_eq!((&second["items"][0]["id"], &second["next"]), (&placed[0], &json!(null)));
        assert_eq!(shop.get(&shop.stranger, "/v1/orders").await.json(), json!({"items": [], "next": null}));
        let id = placed[0].as_str().unwrap();
        let delivery = format!("/v1/deliveries/dlv_{}-1/reveal", id.strip_prefix("ord_").unwrap());
        assert_eq!(
            shop.get(&shop.stranger, &format!("/v1/orders/{id}")).await.problem(),
            (404, "order_not_found".into())
        );
        assert_eq!(
            shop.post(&shop.stranger, &delivery, json!({})).await.problem(),
            (404, "order_not_found".into())
        );
        assert_eq!(
            shop.post(&shop.staff, &delivery, json!({})).await.problem(),
            (404, "order_not_found".into())
        );
        assert_eq!(shop.post(&shop.partner, &delivery, json!({})).await.status, 200);
        for seq in ["0", "2", "99999999"] {
            let other = delivery.replace("-1/", &format!("-{seq}/"));
            assert_eq!(
                shop.post(&shop.partner, &other, json!({})).await.problem(),
                (404, "order_not_found".into())
            );
        }
        for guess in ["ord_00000000000000000000000000", "ord_x", "1", "%00", "..%2f", "%ff", "'%20or%201=1"] {
            assert_eq!(
                shop.get(&shop.partner, &format!("/v1/orders/{guess}")).await.problem().0,
                404,
                "{guess}"
            );
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_may_do_what_its_scopes_say() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let reader = shop.key("partner@example.com", None, &[Scope::OrdersRead]).await;
        assert_eq!(shop.get(&reader, "/v1/orders").await.status, 200);
        assert_eq!(
            shop.post(&reader, "/v1/orders", shop.order(1)).await.problem(),
            (403, "scope_missing".into())
        );
        assert_eq!(shop.get(&reader, "/v1/wallet").await.problem(), (403, "scope_missing".into()));
        assert_eq!(shop.get(&shop.partner, "/v1/products").await.problem(), (403, "merchant_only".into()));
        assert_eq!(
            shop.get(&shop.partner, "/v1/stock/batches").await.problem(),
            (403, "scope_missing".into())
        );
        let forged = format!("sk_live_{}", "0".repeat(52));
        for key in ["", "sk_live_short", &forged] {
            let told = shop.get(key, "/v1/orders").await;
            assert_eq!((told.problem().0, told.header("www-authenticate")), (401, "Bearer"), "{key}");
        }
        let basic =
            Request::get("/v1/orders").header("authorization", "Basic eDp5").body(Body::empty()).unwrap();
        assert_eq!(shop.send(basic).await.problem(), (401, "api_key_missing".into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_its_id_the_version_and_the_limits() {
    for engine in testkit::engines() {
        let shop =
            Shop::open_with(engine, ApiSettings { requests_per_minute: 12, ..ApiSettings::default() }).await;
        let ask = |id: &str| {
            let key = format!("Bearer {}", shop.partner);
            Request::get("/v1/wallet")
                .header("authorization", key)
                .header("request-id", id)
                .body(Body::empty())
                .unwrap()
        };
        let told = shop.send(ask("mine-1.2_3")).await;
        assert_eq!((told.header("request-id"), told.header("api-version")), ("mine-1.2_3", "2026-11-23"));
        assert_eq!(told.header("ratelimit-policy"), "\"default\";q=12;w=60");
        assert_eq!(told.header("ratelimit"), "\"default\";r=11;t=5");
        assert!(shop.send(ask("not <mine>")).await.header("request-id").starts_with("req_"));
        assert!(shop.get(&shop.partner, "/v1/wallet?x=1").await.header("request-id").starts_with("req_"));
        for _ in 0..9 {
            assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.status, 200);
        }
        let limited = shop.get(&shop.partner, "/v1/wallet").await;
        assert_eq!((limited.problem(), limited.header("retry-after")), ((429, "rate_limited".into()), "5"));
        assert_eq!(shop.get(&shop.stranger, "/v1/wallet").await.status, 200, "each key has its own");
        shop.later();
        assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.status, 200);
    }
}
