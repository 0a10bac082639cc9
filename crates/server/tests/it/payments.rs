use crate::support::{Place, Server, client};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The channels as an operator's program sees them.
async fn channels(place: &Place, server: &Server) -> Vec<Value> {
    let email = server.demo["operator"]["email"].as_str().unwrap();
    let made = place.run(&["user", "key", "--email", email, "--scopes", "platform:payments"]).ended_with(0);
    let key = made.out.split_whitespace().find(|word| word.starts_with("sk_")).unwrap().to_owned();
    let asked = client().get(format!("{}/v1/platform/channels", server.base())).bearer_auth(key);
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    answer["items"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

async fn order(server: &Server, method: &str, path: &str, body: Option<Value>) -> Value {
    let address = format!("{}{path}", server.base());
    let mut asked = client().request(method.parse().unwrap(), address).bearer_auth(server.partner_key());
    if let Some(body) = body {
        asked = asked.header("Idempotency-Key", body["pay"].as_str().unwrap().to_owned()).json(&body);
    }
    let answer = asked.send().await.unwrap();
    let status = answer.status();
    let order: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{status}: {order}");
    order
}

/// From the order over the stand-in's page, its notify and the question that follows, to the goods.
async fn buy(server: &Server, channel: &str) {
    let lines = json!([{"offer": server.demo["offers"][0]["id"], "quantity": 1}]);
    let placed = order(server, "POST", "/v1/orders", Some(json!({"lines": lines, "pay": channel}))).await;
    assert_eq!(placed["state"], "pending", "{placed}");
    let payment = &placed["payment"];
    let pay_at =
        payment["pay_url"].as_str().or(payment["qr_text"].as_str()).unwrap_or_else(|| panic!("{placed}"));
    let page = client().get(pay_at).send().await.unwrap();
    assert_eq!(page.status(), 200, "{pay_at}");
    let address = page.url().clone();
    assert!(address.path().starts_with("/pay/"), "{address}");
    assert!(client().post(address).send().await.unwrap().status().is_success());
    let (path, until) =
        (format!("/v1/orders/{}", placed["id"].as_str().unwrap()), Instant::now() + Duration::from_secs(20));
    loop {
        let now = order(server, "GET", &path, None).await;
        if now["state"] == "delivered" {
            return;
        }
        assert!(Instant::now() < until, "{channel}: {now}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn the_demo_offers_ways_to_pay_that_deliver_and_offers_them_again_after_a_restart() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let all = channels(&place, &server).await;
        let told: Vec<_> =
            all.iter().map(|c| (c["code"].as_str().unwrap(), c["state"].as_str().unwrap())).collect();
        assert_eq!(told, [("alipay", "on"), ("epay", "on")]);
        for channel in &all {
            assert_eq!(channel["broken"], json!([]), "{channel}");
            assert!(
                channel["name"]["en"].as_str().unwrap().contains("demo"),
                "nobody takes it for a real one"
            );
        }
        buy(&server, "alipay").await;
        buy(&server, "epay").await;
        assert_eq!(server.terminate(), Some(0), "{}", place.last_words());

        let server = place.serve_demo().await;
        let again = channels(&place, &server).await;
        assert_eq!(again.len(), 2);
        assert_eq!(again[0]["settings"], all[0]["settings"], "the stand-ins are where they were");
        drop(server);
        place.run(&["audit"]).ended_with(0).saying("audit: clean (2 orders");
    }
}

#[tokio::test]
async fn a_shop_has_no_ways_to_pay_until_somebody_sets_them_up() {
    let place = Place::sqlite().await;
    let mut server = place.serve(&[]).await;
    let email = "ops@example.com";
    place.run(&["user", "add", "--email", email, "--role", "operator"]).ended_with(0);
    server.demo["operator"] = json!({ "email": email });
    assert_eq!(channels(&place, &server).await, Vec::<Value>::new());
}
