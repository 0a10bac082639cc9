use crate::shop::{Shop, product, still};
use axum::body::Body;
use futures_util::stream;
use identity::Scope;
use kernel::{BasisPoints, Bilingual};
use serde_json::json;
use std::io;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_stocks_and_sells() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let imported =
            shop.import("text/plain", "FIRST", "NEW-KEY-1\nFIRST-KEY-0003\nNEW-KEY-1\n\nNEW-KEY-2\n").await;
        assert_eq!(imported.status, 201, "{imported:?}");
        insta::assert_json_snapshot!("imported", still(&imported.json()));
        insta::assert_json_snapshot!(
            "batches",
            still(&shop.get(&shop.staff, "/v1/stock/batches").await.json())
        );
        insta::assert_json_snapshot!("skus", still(&shop.get(&shop.staff, "/v1/skus").await.json()));
        let csv = shop.import("text/csv", &shop.sku, "card,password\nCARD-1,PASS-1\nCARD-2,PASS-2\n").await;
        assert_eq!((csv.status, csv.json()["accepted"].as_i64()), (201, Some(2)), "{csv:?}");
        let batch = csv.json()["batch"].as_str().unwrap().to_owned();
        let withdraw = format!("/v1/stock/batches/{batch}/withdraw");
        assert_eq!(shop.post(&shop.staff, &withdraw, json!({})).await.json()["units"], 2);
        assert_eq!(shop.get(&shop.staff, "/v1/skus").await.json()["items"][0]["stock"], 12);
        shop.post(&shop.partner, "/v1/orders", shop.order(1)).await;
        let sales = shop.get(&shop.staff, "/v1/merchant/orders").await;
        assert_eq!(sales.status, 200);
        insta::assert_json_snapshot!("sales", still(&sales.json()));
        let id = sales.json()["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            shop.get(&shop.staff, &format!("/v1/merchant/orders/{id}")).await.json(),
            sales.json()["items"][0]
        );
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_files_are_refused_by_name() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let files: [Vec<u8>; 5] = [
            Vec::new(),
            vec![0xff, 0xfe, b'A', b'\n'],
            b"KEY\0\n".to_vec(),
            b"x".repeat(5_000),
            b"\n\n\n".to_vec(),
        ];
        for file in files {
            let told = shop.import("text/plain", &shop.sku, file.clone()).await;
            assert_eq!(told.problem(), (422, "bad_file".into()), "{:?}", String::from_utf8_lossy(&file));
        }
        assert_eq!(
            shop.import("application/json", &shop.sku, "{}").await.problem(),
            (415, "unsupported_media_type".into())
        );
        assert_eq!(shop.import("text/plain", "NOTHING", "K").await.problem(), (404, "unknown_sku".into()));
        assert_eq!(shop.import("text/plain", "%00", "K").await.problem(), (404, "unknown_sku".into()));
        assert_eq!(
            shop.import("text/plain", &format!("{}&format=xls", shop.sku), "K").await.problem(),
            (400, "invalid_query".into())
        );
        let told = shop.import("text/plain", &format!("{}&cost=-1", shop.sku), "K").await;
        assert_eq!(told.problem(), (400, "invalid_query".into()));
        let told = shop.import("text/plain", &format!("{}&use_limit=5", shop.sku), "K").await;
        assert_eq!(told.problem(), (422, "bad_use_limit".into()));
        let cut = stream::iter([Ok("KEY-A\n"), Err(io::Error::other("the line went dead"))]);
        let told = shop.import("text/plain", &shop.sku, Body::from_stream(cut)).await;
        assert_eq!(
            told.problem(),
            (400, "broken_body".into()),
            "nothing of a file that did not arrive whole is stored"
        );
        assert_eq!(shop.get(&shop.staff, "/v1/skus").await.json()["items"][0]["stock"], 10);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn products_are_revised_and_offers_changed() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let products = shop.get(&shop.staff, "/v1/products").await.json();
        insta::assert_json_snapshot!("products", still(&products));
        let id = products["items"][0]["id"].as_str().unwrap().to_owned();
        let mut edit = product("x");
        edit.as_object_mut().unwrap().remove("slug");
        edit["based_on"] = 1.into();
        edit["title"]["en"] = "Better card".into();
        let path = format!("/v1/products/{id}/revisions");
        assert_eq!(shop.post(&shop.staff, &path, edit.clone()).await.json()["revision"], 2);
        assert_eq!(
            shop.post(&shop.staff, &path, edit.clone()).await.problem(),
            (409, "revised_meanwhile".into())
        );
        insta::assert_json_snapshot!(
            "product",
            still(&shop.get(&shop.staff, &format!("/v1/products/{id}")).await.json())
        );
        assert_eq!(
            shop.get(&shop.partner, "/v1/offers").await.json()["items"][0]["title"]["en"],
            "Better card",
            "seen at once"
        );
        let offer = format!("/v1/offers/{}", shop.offer);
        let price = |minor: i64| json!({"amount": minor, "currency": "CNY"});
        let reprice = |from, to| json!({"from": price(from), "price": price(to)});
        let told = shop.post(&shop.staff, &format!("{offer}/reprice"), reprice(1000, 1200)).await;
        assert_eq!((told.status, told.json()["price"].clone()), (200, price(1200)));
        let told = shop.post(&shop.staff, &format!("{offer}/reprice"), reprice(1000, 1300)).await;
        assert_eq!(told.problem(), (409, "price_changed".into()));
        let fraction = json!({"from": price(1200), "price": {"amount": 12.5, "currency": "CNY"}});
        let told = shop.post(&shop.staff, &format!("{offer}/reprice"), fraction).await;
        assert_eq!((told.problem().0, &told.json()["errors"][0]["pointer"]), (422, &json!("/price/amount")));
        assert_eq!(shop.post(&shop.staff, &format!("{offer}/off"), json!({})).await.json()["on"], false);
        assert_eq!(
            shop.post(&shop.staff, &format!("{offer}/off"), json!({})).await.problem(),
            (409, "state_unchanged".into())
        );
        let told = shop.post(&shop.partner, "/v1/orders", shop.order(1)).await;
        assert_eq!(
            (told.problem(), &told.json()["errors"][0]["pointer"]),
            ((409, "off_sale".into()), &json!("/lines/0/offer"))
        );
        assert_eq!(shop.get(&shop.partner, "/v1/offers").await.json()["items"], json!([]));
        assert_eq!(shop.post(&shop.staff, &format!("{offer}/on"), json!({})).await.json()["on"], true);
        assert_eq!(
            shop.post(&shop.staff, &format!("/v1/products/{id}/hide"), json!({})).await.json()["state"],
            "hidden"
        );
        assert_eq!(shop.get(&shop.staff, "/v1/merchant/offers").await.json()["items"][0]["on"], false);
        assert_eq!(
            shop.post(&shop.staff, &format!("/v1/products/{id}/list"), json!({})).await.json()["state"],
            "listed"
        );
        let told = shop.post(&shop.staff, "/v1/products", product("first-card")).await;
        assert_eq!(
            (told.problem(), &told.json()["errors"][0]["pointer"]),
            ((409, "slug_taken".into()), &json!("/slug"))
        );
        let mut bad = product("bad-card");
        bad["title"]["en"] = "a\r\nb".into();
        let told = shop.post(&shop.staff, "/v1/products", bad).await;
        assert_eq!(
            (told.problem(), &told.json()["errors"][0]["pointer"]),
            ((422, "bad_text".into()), &json!("/title/en"))
        );
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_belongs_to_another_merchant_does_not_exist() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut tx = shop.db.begin().await.unwrap();
        let name = Bilingual::new("别家", "Other");
        let new = merchants::NewMerchant { name, about: Bilingual::default(), fee: BasisPoints(0) };
        let other = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
        tx.commit().await.unwrap();
        let other = shop.key("other@example.com", Some(other), &Scope::ALL).await;
        shop.post(&shop.partner, "/v1/orders", shop.order(1)).await;
        let empty = json!({"items": [], "next": null});
        for list in ["products", "skus", "merchant/offers", "merchant/orders", "stock/batches"] {
            assert_eq!(shop.get(&other, &format!("/v1/{list}")).await.json(), empty, "{list}");
        }
        let own = |list: &str| format!("/v1/{list}");
        let id = async |list: &str| {
            shop.get(&shop.staff, &own(list)).await.json()["items"][0]["id"].as_str().unwrap().to_owned()
        };
        let (product, batch, order) =
            (id("products").await, id("stock/batches").await, id("merchant/orders").await);
        assert_eq!(shop.get(&other, &format!("/v1/products/{product}")).await.status, 404);
        assert_eq!(shop.get(&other, &format!("/v1/merchant/orders/{order}")).await.status, 404);
        assert_eq!(
            shop.post(&other, &format!("/v1/stock/batches/{batch}/withdraw"), json!({})).await.status,
            404
        );
        assert_eq!(shop.post(&other, &format!("/v1/offers/{}/off", shop.offer), json!({})).await.status, 404);
        assert_eq!(shop.post(&other, &format!("/v1/products/{product}/hide"), json!({})).await.status, 404);
        let offer = json!({"sku": shop.sku, "price": {"amount": 1, "currency": "CNY"}});
        assert_eq!(shop.post(&other, "/v1/offers", offer).await.problem(), (422, "unknown_sku".into()));
        shop.audit_is_clean().await;
    }
}
