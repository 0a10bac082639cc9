//! What a plan allows of staff and of requests, and what is answered beyond it.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::Span;
use serde_json::{Value, json};

async fn give_plan(shop: &Shop, limits: Value) {
    shop.person("the-admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    let admin = shop.session("the-admin@example.com", true).await;
    let plan = json!({"code": "tiny", "name": {"zh": "小店", "en": "Tiny"}, "limits": limits,
        "fee": {"amount": 0, "currency": "CNY"}});
    let request = shop.as_who(Request::put("/v1/platform/plans"), &admin);
    let request = request.header("content-type", "application/json");
    let told = shop.send(request.body(Body::from(plan.to_string())).unwrap()).await;
    assert_eq!(told.status, 200, "{told:?}");
    let choose = format!("/v1/platform/merchants/{}/plan", shop.merchant);
    assert_eq!(shop.post(&admin, &choose, json!({"plan": "tiny", "reason": "small"})).await.status, 200);
    // What is known of a plan is at most a minute old.
    shop.time.advance(Span::minutes(2));
}

#[track_caller]
fn limited(told: &Told, by: &str) {
    assert_eq!(told.problem(), (403, "plan_limit".into()));
    let detail = told.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(by) && detail.contains("choose a larger plan"), "{detail}");
}

async fn usage(shop: &Shop, owner: &str) -> Value {
    shop.get(owner, "/v1/merchant/plan").await.json()["usage"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_people_than_the_plan_has_places_for() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        give_plan(&shop, json!({"staff": 3})).await;
        let owner = shop.session("staff@example.com", true).await;
        let invite = async |email: &str| {
            shop.post(&owner, "/v1/merchant/staff", json!({"email": email, "duty": "stock"})).await
        };
        assert_eq!(invite("one@example.com").await.status, 200);
        assert_eq!(invite("two@example.com").await.status, 200);
        assert_eq!(usage(&shop, &owner).await["staff"], 3, "who is asked has a place already");
        limited(&invite("three@example.com").await, "3 members of staff");
        assert_eq!(invite("Two@example.com").await.status, 200, "an invitation again is no other one");
        let open = shop.get(&owner, "/v1/merchant/staff").await.json();
        let first = open["invitations"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/merchant/staff/invitations/{first}");
        let request = shop.as_who(Request::delete(path), &owner).body(Body::empty()).unwrap();
        assert_eq!(shop.send(request).await.status, 204);
        assert_eq!(invite("three@example.com").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_programs_are_counted_by_the_month_and_limited_by_the_plan() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = shop.session("staff@example.com", true).await;
        let before = usage(&shop, &owner).await["api_calls_month"].as_i64().unwrap();
        assert!(before > 0, "the shop was made by a program");
        assert_eq!(usage(&shop, &owner).await["api_calls_month"], before, "a session is no program");
        assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.status, 200);
        assert_eq!(
            usage(&shop, &owner).await["api_calls_month"],
            before,
            "a buyer's key is not the merchant's"
        );

        give_plan(&shop, json!({"api_calls_month": before + 3})).await;
        assert_eq!(shop.get(&shop.staff, "/v1/products").await.status, 200);
        // What a node has written down and forgotten is still counted, and what another node has written is, too.
        shop.api.write_calls().await.unwrap();
        shop.api.write_calls().await.unwrap();
        assert_eq!(usage(&shop, &owner).await["api_calls_month"], before + 1);
        let stored = shop.db.query("select month, calls from api_calls", &[]).await.unwrap();
        assert_eq!((stored.len(), stored[0].int(1).unwrap()), (1, before + 1));
        assert_eq!(stored[0].text(0).unwrap(), shop.time.ambient.now().rfc3339()[..7]);
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec("update api_calls set calls = calls + 1", &[]).await.unwrap();
        tx.commit().await.unwrap();
        shop.time.advance(Span::minutes(2));
        assert_eq!(shop.get(&shop.staff, "/v1/products").await.status, 200);
        let by = format!("{} API requests a month", before + 3);
        limited(&shop.get(&shop.staff, "/v1/products").await, &by);
        limited(&shop.post(&shop.staff, "/v1/products", crate::shop::product("one-more")).await, &by);
        assert_eq!(
            usage(&shop, &owner).await["api_calls_month"],
            before + 3,
            "what is refused does not count"
        );
        assert_eq!(shop.get(&owner, "/v1/products").await.status, 200, "people go on");
        shop.api.write_calls().await.unwrap();
        assert_eq!(usage(&shop, &owner).await["api_calls_month"], before + 3);

        shop.time.advance(Span::days(31));
        let owner = shop.session("staff@example.com", true).await;
        assert_eq!(shop.get(&shop.staff, "/v1/products").await.status, 200, "another month");
        assert_eq!(usage(&shop, &owner).await["api_calls_month"], 1);
    }
}
