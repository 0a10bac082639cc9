//! Sessions, their proofs, and who works where, as a page in a browser meets them.

use crate::shop::{PASSWORD, Shop};
use axum::body::Body;
use axum::http::Request;
use axum::http::request::Builder;
use identity::{Duty, Role, cookies};
use kernel::Span;
use serde_json::{Value, json};

fn post(path: &str) -> Builder {
    Request::post(path).header("content-type", "application/json")
}

fn log_in() -> Value {
    json!({"email": "staff@example.com", "password": PASSWORD})
}

/// The session's token in the answer's cookie.
fn token(told: &crate::shop::Told) -> String {
    let cookies = told.headers.get_all("set-cookie").into_iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.into_iter().find(|cookie| cookie.starts_with(cookies::SESSION)).unwrap();
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax") && session.contains("Path=/"));
    session.split(['=', ';']).nth(1).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_logs_in_is_who_they_are_and_logs_out() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let wrong = json!({"email": "staff@example.com", "password": "a wrong password"});
        let told = shop.send(post("/v1/session").body(Body::from(wrong.to_string())).unwrap()).await;
        assert_eq!(told.problem(), (401, "bad_credentials".into()));
        let told = shop.send(post("/v1/session").body(Body::from(log_in().to_string())).unwrap()).await;
        assert_eq!(told.status, 200, "{told:?}");
        let (who, session) = (format!("in {}", token(&told)), told.json());
        assert_eq!(session["role"], "merchant");
        assert_eq!(session["duty"], "owner");
        assert_eq!(session["merchant"]["id"], shop.merchant.to_string());
        assert!(session["scopes"].as_array().unwrap().contains(&json!("stock:write")));
        assert_eq!((&session["second_factor"], &session["strong_until"]), (&json!(false), &Value::Null));
        assert_eq!(shop.get(&who, "/v1/session").await.json(), session);
        assert_eq!(shop.get("", "/v1/session").await.problem(), (401, "not_logged_in".into()));
        assert_eq!(shop.get(&who, "/v1/products").await.status, 200, "the same routes as a key's");

        // Logging in again from the same browser ends the session that it was in.
        let again = shop.as_who(post("/v1/session"), &who).body(Body::from(log_in().to_string())).unwrap();
        let now = format!("in {}", token(&shop.send(again).await));
        assert_ne!(now, who);
        assert_eq!(shop.get(&who, "/v1/products").await.problem(), (401, "not_logged_in".into()));
        let out = shop.as_who(Request::delete("/v1/session"), &now).body(Body::empty()).unwrap();
        assert_eq!(shop.send(out).await.status, 204);
        assert_eq!(shop.get(&now, "/v1/session").await.problem(), (401, "not_logged_in".into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_somebody_else_chose_is_no_session() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let chosen = format!("in {}", "A".repeat(43));
    let told = shop.as_who(post("/v1/session"), &chosen).body(Body::from(log_in().to_string())).unwrap();
    let told = shop.send(told).await;
    assert_eq!(told.status, 200);
    assert_ne!(format!("in {}", token(&told)), chosen);
    assert_eq!(shop.get(&chosen, "/v1/session").await.problem(), (401, "not_logged_in".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_alone_changes_nothing() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let who = shop.session("staff@example.com", true).await;
    let cookie = format!("{}={}", cookies::SESSION, who.trim_start_matches("in "));
    let name = || Body::from(json!({"name": "Mei"}).to_string());
    let put = || Request::put("/v1/account/name").header("content-type", "application/json");
    let bare = put().header("cookie", &cookie).body(name()).unwrap();
    assert_eq!(shop.send(bare).await.problem(), (403, "csrf_failed".into()));
    let other = shop.session("partner@example.com", false).await;
    let foreign = shop.identity.csrf().for_session(other.trim_start_matches("in "));
    let foreign = put().header("cookie", &cookie).header("x-csrf-token", foreign).body(name()).unwrap();
    assert_eq!(shop.send(foreign).await.problem(), (403, "csrf_failed".into()));
    let cross = shop.as_who(put(), &who).header("sec-fetch-site", "cross-site").body(name()).unwrap();
    assert_eq!(shop.send(cross).await.problem(), (403, "csrf_failed".into()));
    let planted = post("/v1/session").header("sec-fetch-site", "cross-site");
    let planted = planted.body(Body::from(log_in().to_string())).unwrap();
    assert_eq!(shop.send(planted).await.problem(), (403, "csrf_failed".into()));
    let form = Request::post("/v1/session").header("content-type", "application/x-www-form-urlencoded");
    let form = shop.send(form.body(Body::from(log_in().to_string())).unwrap()).await;
    assert_eq!(form.problem(), (415, "unsupported_media_type".into()), "what a mere form can send");
    let good = shop.as_who(put(), &who).header("sec-fetch-site", "same-origin").body(name()).unwrap();
    assert_eq!(shop.send(good).await.status, 204);
    assert_eq!(shop.get(&who, "/v1/session").await.json()["user"]["name"], "Mei");
    // A key is no browser: nothing of this is asked of it.
    let keyed = Request::post("/v1/products").header("authorization", format!("Bearer {}", shop.staff));
    let keyed = keyed.header("sec-fetch-site", "cross-site").header("content-type", "application/json");
    let keyed = keyed.header("idempotency-key", "k").body(Body::from(crate::shop::product("k").to_string()));
    assert_eq!(shop.send(keyed.unwrap()).await.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_session_is_refused_wherever_it_ended() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (mine, other) =
            (shop.session("staff@example.com", false).await, shop.session("staff@example.com", false).await);
        let list = shop.get(&mine, "/v1/account/sessions").await.json();
        let items = list["items"].as_array().unwrap();
        assert_eq!((items.len(), items.iter().filter(|item| item["current"] == true).count()), (2, 1));
        let there = items.iter().find(|item| item["current"] == false).unwrap()["id"].as_str().unwrap();
        let stranger = shop.session("partner@example.com", false).await;
        let delete =
            |who: &str, path: String| shop.as_who(Request::delete(path), who).body(Body::empty()).unwrap();
        let path = format!("/v1/account/sessions/{there}");
        assert_eq!(
            shop.send(delete(&stranger, path.clone())).await.problem(),
            (404, "no_such_session".into())
        );
        assert_eq!(shop.send(delete(&mine, path)).await.status, 204);
        assert_eq!(shop.get(&other, "/v1/session").await.problem(), (401, "not_logged_in".into()));
        let third = shop.session("staff@example.com", false).await;
        let ended = shop.send(delete(&mine, "/v1/account/sessions".into())).await.json();
        assert_eq!(ended["ended"], 1);
        assert_eq!(shop.get(&third, "/v1/session").await.status, 401);
        shop.time.advance(Span::days(14));
        assert_eq!(shop.get(&mine, "/v1/session").await.problem(), (401, "not_logged_in".into()), "expired");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_gives_rights_to_others_needs_a_fresh_proof() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let invite = json!({"email": "new@example.com", "duty": "stock"});
        let weak = shop.session("staff@example.com", false).await;
        let told = shop.post(&weak, "/v1/merchant/staff", invite.clone()).await;
        assert_eq!(told.problem(), (403, "second_factor_needed".into()));
        let strong = shop.session("staff@example.com", true).await;
        let told = shop.post(&strong, "/v1/merchant/staff", invite.clone()).await;
        assert_eq!((told.status, &told.json()["duty"]), (200, &json!("stock")));
        let bad = json!({"email": "new@example.com", "duty": "admin"});
        assert_eq!(
            shop.post(&strong, "/v1/merchant/staff", bad).await.problem(),
            (422, "unknown_duty".into())
        );
        let key = json!({"name": "ERP", "scopes": ["stock:read"], "live": false});
        let made = shop.post(&strong, "/v1/merchant/api-keys", key).await.json();
        let secret = made["api_key"].as_str().unwrap();
        assert!(secret.starts_with("sk_test_"));
        assert_eq!(shop.get(secret, "/v1/stock/batches").await.status, 200);
        let listed = shop.get(&strong, "/v1/merchant/api-keys").await;
        assert!(!listed.text().contains(secret) && listed.text().contains(made["id"].as_str().unwrap()));
        let more = json!({"name": "ERP", "scopes": ["staff:write"], "live": false});
        let told = shop.post(&strong, "/v1/merchant/api-keys", more).await;
        assert_eq!(told.problem(), (422, "scope_not_allowed".into()), "no key gives rights to others");
        shop.time.advance(Span::minutes(11));
        let told = shop.post(&strong, "/v1/merchant/staff", invite.clone()).await;
        assert_eq!(told.problem(), (403, "step_up_needed".into()));

        // All of it stands in the trail, which the operator's people search.
        shop.person("admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
        let admin = shop.session("admin@example.com", false).await;
        let what = async |query: &str| {
            let list = shop.get(&admin, &format!("/v1/platform/trail?{query}")).await.json();
            let items = list["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["what"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(what("what=member_invited").await, ["member_invited"]);
        // Who was asked stands there in part only.
        assert_eq!(what("q=N***@example.com").await, ["member_invited"]);
        assert_eq!(what(&format!("subject={}", made["id"].as_str().unwrap())).await, ["api_key_created"]);
        assert!(what("q=100%25").await.is_empty(), "a per cent is a per cent");
        assert!(what("from=2100-01-01").await.is_empty());
        let first = shop.get(&admin, "/v1/platform/trail?limit=1").await.json();
        let rest =
            shop.get(&admin, &format!("/v1/platform/trail?after={}", first["next"].as_str().unwrap())).await;
        assert!(rest.json()["items"][0]["seq"].as_i64() < first["items"][0]["seq"].as_i64());
        let bad = shop.get(&admin, "/v1/platform/trail?from=yesterday").await;
        assert_eq!(bad.problem(), (400, "invalid_query".into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_asked_for_without_telling_who_has_an_account() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut answers = Vec::new();
    for contact in ["staff@example.com", "nobody@example.com", "13800138000"] {
        let told = shop.post("", "/v1/session/code", json!({"contact": contact})).await;
        let cookie = told.header("set-cookie").to_owned();
        assert!(cookie.starts_with(cookies::ASKED_CODE) && cookie.contains("HttpOnly"));
        answers.push((told.status, told.body.clone()));
    }
    assert!(answers.iter().all(|answer| *answer == (202, Vec::new())), "{answers:?}");
    let told = shop.post("", "/v1/session/code", json!({"contact": "neither"})).await;
    assert_eq!(told.problem(), (422, "bad_contact".into()));
    let guess = json!({"contact": "staff@example.com", "code": "000000"});
    assert_eq!(shop.post("", "/v1/session/by-code", guess).await.problem(), (422, "bad_code".into()));
    let ways = shop.get("", "/v1/session/ways").await.json();
    assert_eq!(
        (&ways["password"], &ways["email_code"]),
        (&json!(true), &json!(false)),
        "nothing carries mail here"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_orders_of_a_guest_are_theirs_once_the_contact_is_proved() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let guest = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": false,
            "contact": "13800138000"});
        let order =
            shop.post(&shop.partner, "/v1/orders", guest).await.json()["id"].as_str().unwrap().to_owned();
        // As if a guest had placed it.
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec("update orders set buyer = null where id = $1", db::params![&order]).await.unwrap();
        tx.commit().await.unwrap();
        let stranger = shop.identity.user_by_email("stranger@example.com").await.unwrap().unwrap();
        assert_eq!(shop.orders.claim(stranger.id, "+8613900139000").await.unwrap(), 0);
        assert_eq!(shop.orders.claim(stranger.id, "+8613800138000").await.unwrap(), 1);
        assert_eq!(shop.orders.claim(stranger.id, "+8613800138000").await.unwrap(), 0);
        assert_eq!(shop.get(&shop.stranger, &format!("/v1/orders/{order}")).await.status, 200);
        assert_eq!(shop.get(&shop.partner, &format!("/v1/orders/{order}")).await.status, 404);
    }
}
