use crate::shop::{Shop, product};
use axum::http::Request;
use futures_util::future::join_all;
use kernel::Span;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_needed_wherever_something_is_created() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        for path in
            ["/v1/orders", "/v1/products", "/v1/skus", "/v1/offers", "/v1/stock/batches?sku=a&supplier=b"]
        {
            let ask = |keys: &[&str]| {
                let mut request =
                    Request::post(path).header("authorization", format!("Bearer {}", shop.staff));
                for key in keys {
                    request = request.header("idempotency-key", *key);
                }
                request.header("content-type", "application/json").body("{}".into()).unwrap()
            };
            assert_eq!(
                shop.send(ask(&[])).await.problem(),
                (400, "idempotency_key_missing".into()),
                "{path}"
            );
            let long = "x".repeat(256);
            for bad in [&[""][..], &["a b"], &["\"\""], &["a\"b"], &[long.as_str()], &["a", "a"]] {
                assert_eq!(
                    shop.send(ask(bad)).await.problem(),
                    (400, "idempotency_key_invalid".into()),
                    "{path} {bad:?}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_placed_once_whatever_is_repeated() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": true})
            .to_string();
        let asks = (0..20).map(|_| shop.post_with(&shop.partner, "/v1/orders", "same", body.clone()));
        let told = join_all(asks).await;
        assert!(told.iter().all(|t| t.status == 201), "{told:?}");
        assert_eq!(told.iter().filter(|t| t.header("idempotent-replayed") == "true").count(), 19);
        let answers: HashSet<String> = told.iter().map(|t| t.json().to_string()).collect();
        assert_eq!(answers.len(), 1, "every repetition repeats the first answer, the key too: {answers:?}");
        let quoted = shop.post_with(&shop.partner, "/v1/orders", "\"same\"", body.clone()).await;
        assert_eq!((quoted.status, quoted.header("idempotent-replayed")), (201, "true"));
        let other = shop
            .post_with(&shop.partner, "/v1/orders", "same", body.replace(":1,", ":2,").replace(":1}", ":2}"))
            .await;
        assert_eq!(other.problem(), (422, "idempotency_key_reused".into()));
        assert_eq!(shop.get(&shop.partner, "/v1/orders").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.json()["available"]["amount"], 99_000);
        let poor = shop.post_with(&shop.stranger, "/v1/orders", "same", body).await;
        assert_eq!(poor.problem(), (402, "insufficient_balance".into()), "keys of two callers never meet");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merchants_create_once_too() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let body = product("second-card").to_string();
        let asks = (0..20).map(|_| shop.post_with(&shop.staff, "/v1/products", "same", body.clone()));
        let told = join_all(asks).await;
        for told in told.iter().filter(|t| t.status != 201) {
            assert_eq!(
                (told.problem(), told.header("retry-after")),
                ((409, "idempotency_key_in_use".into()), "1")
            );
        }
        let replay = shop.post_with(&shop.staff, "/v1/products", "same", body.clone()).await;
        assert_eq!((replay.status, replay.header("idempotent-replayed")), (201, "true"));
        let first = told.iter().find(|t| t.status == 201).unwrap();
        assert_eq!((replay.json(), replay.header("content-type")), (first.json(), "application/json"));
        let other =
            shop.post_with(&shop.staff, "/v1/products", "same", product("third-card").to_string()).await;
        assert_eq!(other.problem(), (422, "idempotency_key_reused".into()));
        // A refusal is not kept: what was wrong may be put right elsewhere, and the request repeated.
        let offer = |sku: &str| json!({"sku": sku, "price": {"amount": 5, "currency": "CNY"}}).to_string();
        let missing =
            shop.post_with(&shop.staff, "/v1/offers", "late", offer("sku_00000000000000000000000000")).await;
        assert_eq!(missing.problem(), (422, "unknown_sku".into()));
        assert_eq!(shop.post_with(&shop.staff, "/v1/offers", "late", offer(&shop.sku)).await.status, 201);
        assert_eq!(shop.get(&shop.staff, "/v1/products").await.json()["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_crash_left_behind_is_taken_over_and_old_answers_are_forgotten() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let body = product("after-the-crash").to_string();
        let digest: String = Sha256::digest(body.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        let scope =
            format!("{} /v1/products", shop.identity.authenticate(&shop.staff).await.unwrap().actor());
        let mut tx = shop.db.begin().await.unwrap();
        let claim =
            "insert into api_idempotency (scope, key, digest, claim, claimed_at) values ($1, $2, $3, $4, $5)";
        let row = db::params![scope, "crashed", digest, "of the dead", shop.time.ambient.now()];
        tx.exec_one(claim, row).await.unwrap();
        tx.commit().await.unwrap();
        let ask = || shop.post_with(&shop.staff, "/v1/products", "crashed", body.clone());
        let told = ask().await;
        assert_eq!(
            (told.problem(), told.header("retry-after")),
            ((409, "idempotency_key_in_use".into()), "1")
        );
        shop.time.advance(Span::minutes(21));
        let told = ask().await;
        assert_eq!((told.status, told.header("idempotent-replayed")), (201, ""));
        assert_eq!(ask().await.header("idempotent-replayed"), "true");
        shop.time.advance(Span::hours(47));
        assert_eq!(shop.api.forget_old_answers().await.unwrap(), 0);
        shop.time.advance(Span::hours(2));
        assert!(shop.api.forget_old_answers().await.unwrap() >= 4);
        assert_eq!(ask().await.problem(), (409, "slug_taken".into()));
    }
}
