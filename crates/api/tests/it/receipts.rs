//! Receipts and the transparency log over HTTP.

use crate::shop::Shop;
use ::receipts::{published_key, verify};
use axum::body::Body;
use axum::http::Request;
use kernel::Span;
use serde_json::json;

async fn bought(shop: &Shop) -> String {
    let told = shop.post(&shop.partner, "/v1/orders", shop.order(2)).await;
    assert_eq!(told.status, 201, "{told:?}");
    told.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_there_for_buyer_and_merchant_once_the_log_has_the_order() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let empty = shop.get("", "/v1/transparency/heads").await;
        assert_eq!((empty.status, empty.json()), (200, json!({"items": [], "next": null})));
        let order = bought(&shop).await;
        let path = format!("/v1/orders/{order}/receipt");
        let early = shop.get(&shop.partner, &path).await;
        assert_eq!(early.problem(), (409, "receipt_not_ready".into()));
        let wait: i64 = early.header("retry-after").parse().unwrap();
        shop.time.advance(Span::seconds(wait));
        while shop.api.receipts.walk().await.unwrap() > 0 {}
        let told = shop.get(&shop.partner, &path).await;
        assert_eq!((told.status, told.header("content-type")), (200, "application/json"));
        assert_eq!(
            told.header("content-disposition"),
            format!("attachment; filename=\"receipt-{order}.json\"")
        );
        let published = Request::get("/.well-known/cardamom-receipts.json").body(Body::empty()).unwrap();
        let published = shop.send(published).await;
        let key = published_key(&published.text()).unwrap();
        let found = verify(&told.body, Some(&key)).unwrap();
        assert_eq!((found.order.to_string(), found.proved), (order.clone(), 2));
        assert!(!told.text().contains("FIRST-KEY") && !told.text().contains("example.com"));
        let sold = shop.get(&shop.staff, &format!("/v1/merchant/orders/{order}/receipt")).await;
        assert_eq!((sold.status, &sold.body), (200, &told.body));
        assert_eq!(shop.get(&shop.stranger, &path).await.problem().0, 404);
        assert_eq!(shop.get(&shop.staff, &path).await.problem().0, 404, "it is not the merchant's purchase");
        assert_eq!(shop.get("", &path).await.problem().0, 401);
        let waiting = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
        let waiting = shop.post(&shop.partner, "/v1/orders", waiting).await.json();
        let path = format!("/v1/orders/{}/receipt", waiting["id"].as_str().unwrap());
        assert_eq!(shop.get(&shop.partner, &path).await.problem(), (409, "order_not_delivered".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anybody_reads_heads_and_asks_for_proofs() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        for _ in 0..3 {
            bought(&shop).await;
            shop.time.advance(Span::minutes(6));
            while shop.api.receipts.walk().await.unwrap() > 0 {}
        }
        let first = shop.get("", "/v1/transparency/heads?limit=2").await.json();
        assert_eq!((&first["items"][0]["size"], &first["items"][1]["size"]), (&json!(3), &json!(2)));
        let next = first["next"].as_u64().unwrap();
        let second = shop.get("", &format!("/v1/transparency/heads?limit=2&before={next}")).await.json();
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &json!(null)));
        let grown = shop.get("", "/v1/transparency/consistency?first=2&second=3").await.json();
        assert_eq!(grown["first_root"], first["items"][1]["root"]);
        assert_eq!(grown["second_root"], first["items"][0]["root"]);
        assert_eq!(grown["path"].as_array().unwrap().len(), 1);
        let entry = shop.get("", "/v1/transparency/inclusion?entry=0").await.json();
        assert_eq!((&entry["root"], &entry["size"]), (&first["items"][0]["root"], &json!(3)));
        let missing = shop.get("", "/v1/transparency/inclusion?entry=3").await;
        assert_eq!(missing.problem(), (404, "no_such_entry".into()));
        let wrong = shop.get("", "/v1/transparency/consistency?first=3&second=4").await;
        assert_eq!(wrong.problem(), (400, "bad_log_sizes".into()));
        let odd = shop.get("", "/v1/transparency/consistency?first=x").await;
        assert_eq!(odd.problem(), (400, "invalid_query".into()));
        shop.audit_is_clean().await;
    }
}
