//! Lists are searched by the server, taken along as files, and priced by one rate.

use crate::shop::{Shop, product};
use identity::{Duty, Role};
use serde_json::{Value, json};

async fn owner(shop: &Shop) -> String {
    shop.session("staff@example.com", true).await
}

async fn titles(shop: &Shop, who: &str, path: &str) -> Vec<String> {
    let list = shop.get(who, path).await;
    assert_eq!(list.status, 200, "{path} {list:?}");
    let title = |item: &Value| item["title"]["en"].as_str().unwrap().to_owned();
    list.json()["items"].as_array().unwrap().iter().map(title).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn goods_are_found_by_words_and_state() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        let mut second = product("lime-video");
        second["title"] = json!({"zh": "青柠视频", "en": "Lime Video"});
        let made = shop.post(&shop.staff, "/v1/products", second).await;
        assert_eq!(made.status, 201, "{made:?}");
        let lime = made.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(titles(&shop, &owner, "/v1/products?q=Lime-VIDEO").await, ["Lime Video"]);
        assert_eq!(titles(&shop, &owner, "/v1/products?q=%E9%9D%92%E6%9F%A0+video").await, ["Lime Video"]);
        assert_eq!(titles(&shop, &owner, "/v1/products?q=50%25").await, Vec::<String>::new());
        shop.post(&shop.staff, &format!("/v1/products/{lime}/hide"), json!({})).await;
        assert_eq!(titles(&shop, &owner, "/v1/products?state=hidden").await, ["Lime Video"]);
        assert_eq!(titles(&shop, &owner, "/v1/products?state=hidden&q=monthly").await, Vec::<String>::new());
        let offers = titles(&shop, &owner, "/v1/merchant/offers?q=first&state=on").await;
        assert_eq!(offers, ["Monthly card"]);
        assert_eq!(titles(&shop, &owner, "/v1/merchant/offers?state=off").await, Vec::<String>::new());
        for bad in [
            "/v1/products?state=sold",
            "/v1/merchant/offers?state=maybe",
            "/v1/stock/batches?state=gone",
            "/v1/stock/batches?sku=x",
            "/v1/products?q=%00",
        ] {
            assert_eq!(shop.get(&owner, bad).await.problem(), (400, "invalid_query".into()), "{bad}");
        }
        let batches = async |query: &str| {
            let list = shop.get(&owner, &format!("/v1/stock/batches?{query}")).await.json();
            list["items"].as_array().unwrap().len()
        };
        assert_eq!(
            (batches("").await, batches("q=nobody").await, batches("state=withdrawn").await),
            (1, 0, 0)
        );
        assert_eq!(batches(&format!("state=in_stock&sku={}", shop.sku)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_prices_change_by_one_rate_and_only_once() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let price = |amount: i64| json!({"amount": amount, "currency": "CNY"});
        let offer = shop.offer.to_string();
        let stranger = kernel::OfferId(9).to_string();
        let by = |from: i64, bps: i64, dry_run: bool| {
            json!({"offers": [{"id": offer, "from": price(from)}, {"id": stranger, "from": price(from)}],
                "change_bps": bps, "dry_run": dry_run})
        };
        let path = "/v1/merchant/offers/reprice";
        let now =
            async || shop.get(&shop.staff, &format!("/v1/offers/{offer}")).await.json()["price"].clone();
        let seen = shop.post(&shop.staff, path, by(1_000, -1_255, true)).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        assert_eq!(seen.json()["items"][0]["price"], price(875), "874.5 is rounded up");
        assert_eq!(seen.json()["items"][1]["refused"], "unknown_offer");
        assert_eq!(now().await, price(1_000), "a dry run changes nothing");
        let done = shop.post(&shop.staff, path, by(1_000, -1_255, false)).await.json();
        assert_eq!((&done["items"][0]["price"], &done["items"][0]["refused"]), (&price(875), &Value::Null));
        assert_eq!(now().await, price(875));
        let again = shop.post(&shop.staff, path, by(1_000, -1_255, false)).await.json();
        assert_eq!((again["items"][0]["refused"].clone(), now().await), (json!("price_changed"), price(875)));
        let too_much = shop.post(&shop.staff, path, by(875, 90_001, false)).await;
        assert_eq!(too_much.problem(), (422, "bad_change".into()));
        let none = shop.post(&shop.staff, path, json!({"offers": [], "change_bps": 1})).await;
        assert_eq!(none.problem(), (422, "invalid_field".into()));
        let many = vec![json!({"id": offer, "from": price(875)}); 101];
        let many = shop.post(&shop.staff, path, json!({"offers": many, "change_bps": 1})).await;
        assert_eq!(many.problem(), (422, "invalid_field".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_is_a_file_for_who_may() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = owner(&shop).await;
        shop.person("admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
        let admin = shop.session("admin@example.com", true).await;
        let brand = json!({"name": {"zh": "云帆", "en": "Cloudsail"}, "authorised_only": true});
        assert_eq!(shop.post(&admin, "/v1/platform/brands", brand).await.status, 201);
        for (who, path, file, head, lines) in [
            (&owner, "/v1/products/export", "products", "商品编号,", 2),
            (&owner, "/v1/products/export?q=nothing", "products", "商品编号,", 1),
            (&owner, "/v1/merchant/offers/export?state=on", "offers", "报价编号,", 2),
            (&owner, "/v1/stock/batches/export?language=en", "batches", "batch,SKU,", 2),
            (&admin, "/v1/platform/payments/export", "payments", "支付编号,", 1),
            (&admin, "/v1/platform/merchants/export?language=en", "merchants", "merchant,", 2),
            (&admin, "/v1/platform/jobs/dead/export", "dead-jobs", "任务编号,", 1),
            (&admin, "/v1/platform/refunds/export?state=ask_by_hand", "refunds", "退款编号,", 1),
            (&admin, "/v1/platform/brands/export?only=yes&q=CLOUD", "brands", "品牌编号,", 2),
            (&admin, "/v1/platform/brands/export?only=no", "brands", "品牌编号,", 1),
            (&owner, "/v1/merchant/alarms/export?kind=stock_low&language=en", "alarms", "alarm,kind,", 1),
        ] {
            let told = shop.get(who, path).await;
            assert_eq!(
                (told.status, told.header("content-type")),
                (200, "text/csv; charset=utf-8"),
                "{told:?}"
            );
            assert!(told.header("content-disposition").contains(&format!("\"{file}-2026-11-23.csv\"")));
            let text = told.text();
            assert!(text.starts_with(&format!("\u{feff}{head}")), "{text}");
            assert_eq!(text.lines().count(), lines, "{path} {text}");
        }
        let sheet = shop.get(&owner, "/v1/merchant/offers/export?format=xlsx").await;
        assert!(sheet.header("content-type").contains("spreadsheetml") && sheet.body.starts_with(b"PK"));
        assert_eq!(shop.get(&owner, "/v1/products/export?format=pdf").await.problem().0, 400);

        // The trail tells of every file, its own too.
        let trail = shop.get(&admin, "/v1/platform/trail/export?what=list_exported").await.text();
        assert_eq!(trail.matches(",list_exported,").count(), 13, "{trail}");
        assert!(trail.contains("offers {\"\"format\"\":\"\"xlsx\"\""), "{trail}");

        let weak = shop.session("staff@example.com", false).await;
        let refused = shop.get(&weak, "/v1/stock/batches/export").await;
        assert_eq!(refused.problem(), (403, "second_factor_needed".into()));
        assert_eq!(shop.get(&shop.staff, "/v1/products/export").await.status, 403, "no file for a program");
        let merchant = Some(shop.merchant);
        shop.person("help@example.com", Role::Merchant, merchant, Some(Duty::Support)).await;
        let support = shop.session("help@example.com", true).await;
        assert_eq!(shop.get(&support, "/v1/products").await.status, 200);
        let refused = shop.get(&support, "/v1/products/export").await;
        assert_eq!(refused.problem(), (403, "scope_missing".into()));
        let foreign = shop.get(&owner, "/v1/platform/trail/export").await;
        assert_eq!(foreign.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_and_jobs_are_searched() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        shop.person("admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
        let admin = shop.session("admin@example.com", true).await;
        for fine in [
            "/v1/platform/payments?q=pay_01kb9w4xq2f3v8s7m6n5p4r3t2&state=paid&from=2026-11-01&to=2026-11-30",
            "/v1/platform/payments?q=ord_01kb9w4xq2f3v8s7m6n5p4r3t2",
            "/v1/platform/exceptions?order=ord_01kb9w4xq2f3v8s7m6n5p4r3t2",
            "/v1/platform/jobs/dead?q=mail",
        ] {
            let list = shop.get(&admin, fine).await;
            assert_eq!((list.status, list.json()["items"].clone()), (200, json!([])), "{fine}");
        }
        for bad in ["/v1/platform/payments?from=soon", "/v1/platform/exceptions?order=x"] {
            assert_eq!(shop.get(&admin, bad).await.problem(), (400, "invalid_query".into()), "{bad}");
        }
    }
}
