use crate::shop::{Shop, still};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quantities_are_whole_numbers_from_1_to_1000() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        for bad in [
            "-1",
            "0",
            "1001",
            "1.5",
            "1.0",
            "1e3",
            "\"3\"",
            "null",
            "true",
            "[]",
            "{}",
            "99999999999999999999",
            "-9223372036854775809",
        ] {
            let body =
                format!(r#"{{"lines":[{{"offer":"{}","quantity":{bad}}}],"pay":"wallet"}}"#, shop.offer);
            let told = shop.post_with(&shop.partner, "/v1/orders", &shop.fresh_key(), body).await;
            assert_eq!(told.problem().0, 422, "{bad}");
            let error = &told.json()["errors"][0];
            assert_eq!(error["pointer"], "/lines/0/quantity", "{bad}");
            assert!(error["detail"].as_str().unwrap().contains("from 1 to 1000"), "{bad} {error}");
        }
        for bad in ["01", "+1", "1_000", "0x10", "NaN", "１"] {
            let body =
                format!(r#"{{"lines":[{{"offer":"{}","quantity":{bad}}}],"pay":"wallet"}}"#, shop.offer);
            let told = shop.post_with(&shop.partner, "/v1/orders", &shop.fresh_key(), body).await;
            assert_eq!(told.problem(), (400, "malformed_json".into()), "{bad}");
        }
        assert_eq!(
            shop.post(&shop.partner, "/v1/orders", shop.order(11)).await.problem(),
            (409, "sold_out".into())
        );
        assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.json()["available"]["amount"], 100_000);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let line = |offer: &str| json!({"offer": offer, "quantity": 1});
        let gone = "off_00000000000000000000000000";
        for (body, code, pointer) in [
            (json!({"lines": [line(&shop.offer)], "pay": "wallet", "colour": 1}), "unknown_field", "/colour"),
            (
                json!({"lines": [{"offer": shop.offer, "quantity": 1, "a/b~c": 1}], "pay": "wallet"}),
                "unknown_field",
                "/lines/0/a~1b~0c",
            ),
            (json!({"lines": [line(&shop.offer)]}), "invalid_field", "/pay"),
            (
                json!({"lines": [{"offer": shop.offer}], "pay": "wallet"}),
                "invalid_field",
                "/lines/0/quantity",
            ),
            (
                json!({"lines": [line(&shop.offer), line("ord_1")], "pay": "wallet"}),
                "invalid_field",
                "/lines/1/offer",
            ),
            (json!({"lines": "all", "pay": "wallet"}), "invalid_field", "/lines"),
            (
                json!({"lines": [line(&shop.offer)], "pay": "wallet", "reveal": "yes"}),
                "invalid_field",
                "/reveal",
            ),
            (
                json!({"lines": [line(&shop.offer)], "pay": "wallet", "metadata": "text"}),
                "invalid_field",
                "/metadata",
            ),
            (
                json!({"lines": [line(&shop.offer)], "pay": "wallet", "metadata": {"a": "x".repeat(5000)}}),
                "invalid_field",
                "/metadata",
            ),
            (json!({"lines": [], "pay": "wallet"}), "empty_order", "/lines"),
            (
                json!({"lines": [line(&shop.offer), line(gone)], "pay": "wallet"}),
                "unknown_offer",
                "/lines/1/offer",
            ),
            (
                json!({"lines": [line(&shop.offer), line(&shop.offer)], "pay": "wallet"}),
                "repeated_offer",
                "/lines/1/offer",
            ),
            (json!({"lines": [line(&shop.offer)], "pay": "gold"}), "unknown_channel", "/pay"),
            (
                json!({"lines": [line(&shop.offer)], "pay": "fake", "contact": "nobody"}),
                "bad_contact",
                "/contact",
            ),
        ] {
            let told = shop.post(&shop.partner, "/v1/orders", body.clone()).await;
            assert_eq!(told.problem(), (422, code.into()), "{body}");
            assert_eq!(told.json()["errors"][0]["pointer"], pointer, "{body}");
        }
        let told =
            shop.post(&shop.partner, "/v1/orders", json!({"lines": [line(gone)], "pay": "wallet"})).await;
        insta::assert_json_snapshot!("problem", without_id(told.json()));
        let many: Vec<Value> = (0..51).map(|_| line(gone)).collect();
        let told = shop.post(&shop.partner, "/v1/orders", json!({"lines": many, "pay": "wallet"})).await;
        assert_eq!(told.problem(), (422, "too_many_lines".into()));
        assert_eq!(
            shop.post(&shop.stranger, "/v1/orders", shop.order(1)).await.problem(),
            (402, "insufficient_balance".into())
        );
        shop.audit_is_clean().await;
    }
}

fn without_id(mut problem: Value) -> Value {
    problem["instance"] = "req_…".into();
    problem["detail"] =
        problem["detail"].as_str().unwrap().replace("off_00000000000000000000000000", "off_…").into();
    problem["errors"][0]["detail"] = problem["detail"].clone();
    still(&problem)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_paths_and_methods_are_checked() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let post = |kind: &str, body: Body| {
            let request =
                Request::post("/v1/orders").header("authorization", format!("Bearer {}", shop.partner));
            request
                .header("idempotency-key", shop.fresh_key())
                .header("content-type", kind)
                .body(body)
                .unwrap()
        };
        for bad in ["", "{", "lines", "{\"lines\":[}", "{} {}", "\u{feff}{}"] {
            let problem = shop.send(post("application/json", bad.to_owned().into())).await.problem();
            assert_eq!(problem, (400, "malformed_json".into()), "{bad}");
        }
        assert_eq!(
            shop.send(post("application/json", vec![b'"', 0xff, b'"'].into())).await.problem().0 / 100,
            4
        );
        let deep = format!("{{\"lines\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(shop.send(post("application/json", deep.into())).await.problem().0 / 100, 4);
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
            assert_eq!(
                shop.send(post(kind, "{}".into())).await.problem(),
                (415, "unsupported_media_type".into()),
                "{kind}"
            );
        }
        let charset = post("Application/JSON; charset=utf-8", shop.order(1).to_string().into());
        assert_eq!(shop.send(charset).await.status, 201);
        let large = post("application/json", " ".repeat(1024 * 1024 + 1).into());
        assert_eq!(shop.send(large).await.problem(), (413, "body_too_large".into()));
        assert_eq!(shop.get(&shop.partner, "/v1/nothing").await.problem(), (404, "unknown_route".into()));
        assert_eq!(
            shop.get(&shop.partner, "/v1/stock/export").await.problem(),
            (404, "unknown_route".into())
        );
        assert_eq!(
            shop.get(&shop.partner, "/v1/orders/x/cancel").await.problem(),
            (405, "method_not_allowed".into())
        );
        let delete = Request::delete("/v1/orders").body(Body::empty()).unwrap();
        let told = shop.send(delete).await;
        assert_eq!(
            (told.problem(), told.header("allow")),
            ((405, "method_not_allowed".into()), "GET,HEAD,POST")
        );
        for query in ["limit=x", "limit=1.5", "page=2", "after=%00", "after='", "limit=1&limit=2"] {
            assert_eq!(
                shop.get(&shop.partner, &format!("/v1/orders?{query}")).await.problem().0,
                400,
                "{query}"
            );
            assert_eq!(
                shop.get(&shop.partner, &format!("/v1/offers?{query}")).await.problem().0,
                400,
                "{query}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_that_try_to_be_something_else_stay_texts() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let nasty = [
            "'; drop table orders; --",
            "<script>alert(1)</script>",
            "a\r\nSet-Cookie: x=1",
            "{{7*7}}",
            "\u{0}",
            "\u{202e}gpj",
            "../../etc/passwd",
            "%s%n",
        ];
        for text in nasty {
            let order = json!({
                "lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "contact": format!("{text}@example.com"), "metadata": {}
            });
            let told = shop.post(&shop.partner, "/v1/orders", order).await;
            assert_eq!(told.problem(), (422, "bad_contact".into()), "{text:?}");
        }
        for text in nasty {
            let metadata = json!({text: text, "n": 1, "deep": [{"a": null}]});
            let order = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "metadata": metadata});
            let told = shop.post(&shop.partner, "/v1/orders", order).await;
            assert_eq!((told.status, &told.json()["metadata"]), (201, &metadata), "{text:?}");
            let id = told.json()["id"].as_str().unwrap().to_owned();
            assert_eq!(
                shop.get(&shop.partner, &format!("/v1/orders/{id}")).await.json()["metadata"],
                metadata
            );
            let query: String = text.bytes().map(|b| format!("%{b:02x}")).collect();
            assert_eq!(shop.get(&shop.partner, &format!("/v1/offers?q={query}")).await.status, 200);
            assert_eq!(
                shop.get(&shop.partner, &format!("/v1/offers?category={query}")).await.json()["items"],
                json!([])
            );
        }
        // Numbers that no float can hold come back as they were given.
        let body = format!(
            r#"{{"lines":[{{"offer":"{}","quantity":1}}],"pay":"wallet","metadata":{{"n": 123456789012345678901234567890.10}}}}"#,
            shop.offer
        );
        let told = shop.post_with(&shop.partner, "/v1/orders", "n", body).await;
        assert!(
            String::from_utf8_lossy(&told.body).contains("123456789012345678901234567890.10"),
            "{told:?}"
        );
        shop.audit_is_clean().await;
    }
}
