//! A store's own domain, its logo, the papers of its stock, and where its goods may be sold.

use crate::gate;
use crate::shop::Shop;
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::Span;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_named_checked_and_dropped() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let path = "/v1/merchant/store/domain";
        assert_eq!(shop.get(&shop.staff, path).await.json(), json!({"own": null}));
        for bad in ["localhost", "shop.test", "10.0.0.1", "https://x.example"] {
            let refused = gate::put(&shop, &shop.staff, path, json!({"domain": bad})).await;
            assert_eq!(refused.problem(), (422, "bad_domain".to_owned()), "{bad}");
        }
        let named = gate::put(&shop, &shop.staff, path, json!({"domain": "Nowhere.invalid"})).await;
        assert_eq!(named.status, 200, "{named:?}");
        let own = named.json();
        assert_eq!(
            (own["domain"].as_str(), own["state"].as_str()),
            (Some("nowhere.invalid"), Some("pending"))
        );
        assert_eq!(own["file"], "https://nowhere.invalid/.well-known/cardamom-domain.txt");
        assert!(own["line"].as_str().unwrap().starts_with("cardamom-domain="));
        let checked = shop.post(&shop.staff, "/v1/merchant/store/domain/check", json!({})).await;
        assert_eq!(checked.status, 200, "{checked:?}");
        assert_eq!(checked.json()["state"], "pending");
        assert!(checked.json()["problem"].as_str().unwrap().contains("no address"));
        let again = shop.post(&shop.staff, "/v1/merchant/store/domain/check", json!({})).await;
        assert_eq!(again.problem(), (429, "domain_checked_just_now".to_owned()));
        let delete = || shop.as_who(Request::delete(path), &shop.staff).body(Body::empty()).unwrap();
        assert_eq!(shop.send(delete()).await.status, 204);
        assert_eq!(shop.send(delete()).await.problem().1, "no_domain");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logo_is_put_shown_and_removed() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let head = [&64_u32.to_be_bytes()[..], &32_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", b"xx"), chunk(b"IEND", b"")].concat();
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat();
    let path = "/v1/merchant/store/logo";
    let put = async |kind: &str, content: Vec<u8>| {
        let request = shop.as_who(Request::put(path), &shop.staff).header("content-type", kind);
        shop.send(request.body(Body::from(content)).unwrap()).await
    };
    assert_eq!(put("image/svg+xml", b"<svg/>".to_vec()).await.status, 415);
    assert_eq!(put("image/png", b"<svg/>".to_vec()).await.problem().1, "bad_logo");
    assert_eq!(put("image/png", b"MZ\x90\0".to_vec()).await.problem().1, "bad_logo");
    let large = put("image/png", vec![0; 512 * 1024 + 1]).await;
    assert_eq!(large.problem(), (413, "logo_too_large".to_owned()));
    assert_eq!(shop.get(&shop.staff, "/v1/merchant/store").await.json()["logo"], json!(null));
    let stored = put("image/jpeg", png).await;
    assert_eq!(stored.status, 200, "{stored:?}");
    let shown = shop.get(&shop.staff, "/v1/merchant/store").await.json();
    assert_eq!(shown["logo"], stored.json()["path"]);
    assert!(shown["logo"].as_str().unwrap().ends_with(".png"), "by what is in it");
    let delete = || shop.as_who(Request::delete(path), &shop.staff).body(Body::empty()).unwrap();
    assert_eq!(shop.send(delete()).await.status, 204);
    assert_eq!(shop.send(delete()).await.problem().1, "no_logo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_names_its_contract() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        shop.person("risk@example.com", Role::Operator, None, Some(Duty::Risk)).await;
        let operator = shop.session("risk@example.com", true).await;
        let import = async |query: &str, keys: &str| {
            let path = format!("/v1/stock/batches?sku={}&supplier=S&{query}", shop.sku);
            let request = shop.as_who(Request::post(&path), &shop.staff).header("content-type", "text/plain");
            let request = request.header("idempotency-key", shop.fresh_key());
            shop.send(request.body(Body::from(keys.to_owned())).unwrap()).await
        };
        let date = import("contract_date=2020-01-01", "K-1\n").await;
        assert_eq!(date.problem(), (400, "invalid_query".to_owned()));
        let date = import("contract=HT-1&contract_date=x", "K-1\n").await;
        assert_eq!(date.problem(), (400, "bad_contract_date".to_owned()));
        let document = "doc_00000000000000000000000009";
        let foreign = import(&format!("contract=HT-1&contract_document={document}"), "K-1\n").await;
        assert_eq!(foreign.problem(), (400, "no_such_document".to_owned()));
        let done = import("contract=HT-1&contract_date=2020-01-01", "K-1\n").await;
        assert_eq!(done.status, 201, "{done:?}");
        let batch = format!("/v1/stock/batches/{}", done.json()["batch"].as_str().unwrap());
        let shown = shop.get(&shop.staff, &batch).await.json();
        let expected = json!({"contract": "HT-1", "signed_on": "2020-01-01", "document": null});
        assert_eq!((&shown["contract"], &shown["authorisation"]), (&expected, &json!(null)));
        // Who judges sees it with the order; the merchant's staff and the buyer do not get there.
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet"});
        let mut seen = json!(null);
        for _ in 0..60 {
            let placed = shop.post(&shop.partner, "/v1/orders", body.clone()).await;
            assert_eq!(placed.status, 201, "{placed:?}");
            let path = format!("/v1/platform/orders/{}/papers", placed.json()["id"].as_str().unwrap());
            let papers = shop.get(&operator, &path).await.json();
            assert_eq!(papers["items"].as_array().unwrap().len(), 1);
            assert_eq!(shop.get(&shop.partner, &path).await.status, 403);
            assert_eq!(shop.get(&shop.staff, &path).await.status, 403);
            seen = papers["items"][0]["batch"]["contract"].clone();
            if !seen.is_null() {
                break;
            }
        }
        assert_eq!(seen, expected, "after those that came in without");
        let listed = shop.get(&shop.staff, "/v1/stock/batches?limit=1").await.json();
        assert_eq!(listed["items"][0]["contract"], expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_says_where_its_buyer_is() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = async |region: serde_json::Value| {
            let mut body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet"});
            body["region"] = region;
            shop.post(&shop.partner, "/v1/orders", body).await
        };
        for bad in [json!("cn"), json!("CHN"), json!(""), json!(7)] {
            let refused = order(bad.clone()).await;
            assert_eq!(refused.problem(), (422, "invalid_field".to_owned()), "{bad}");
        }
        assert_eq!(order(json!("JP")).await.status, 201, "free goods are sold everywhere");
        assert_eq!(order(json!(null)).await.status, 201);

        // From now on only with the brand's authorisation: for China, by both ways.
        let brand = gate::brand(&shop, true).await;
        let mut tx = shop.db.begin().await.unwrap();
        let sql = "update products set brand = $1 where merchant = $2";
        tx.exec(sql, db::params![&brand, shop.merchant]).await.unwrap();
        tx.commit().await.unwrap();
        let handed = gate::authorisation(&shop, &brand).await;
        let by = admission::By { who: "test", from: "192.0.2.1" };
        let ruling = admission::Ruling::Approve;
        shop.api.admission.rule(by, handed.parse().unwrap(), ruling, "").await.unwrap();
        shop.time.advance(Span::seconds(2));
        let refused = order(json!("JP")).await;
        assert_eq!(refused.problem(), (409, "not_sold_in_region".to_owned()), "{refused:?}");
        assert_eq!(refused.json()["errors"][0]["pointer"], "/lines/0/offer");
        assert_eq!(order(json!("CN")).await.status, 201);
        assert_eq!(order(json!(null)).await.status, 201, "where the platform is");
    }
}
