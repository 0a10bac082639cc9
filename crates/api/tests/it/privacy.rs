//! Personal data: what somebody is given, and what is left when they go.

use crate::shop::{PASSWORD, Shop, Told};
use api::ApiSettings;
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::{Language, Secret, Span};
use privacy::{Agreed, Privacy, Settings, Way};
use serde_json::{Value, json};

fn settings() -> Settings {
    Settings {
        notice_version: "1".into(),
        terms_version: "1".into(),
        network_address_days: 180,
        ..Settings::default()
    }
}

async fn open(engine: db::Engine) -> Shop {
    Shop::open_with(engine, ApiSettings { privacy: settings(), ..ApiSettings::default() }).await
}

async fn delete(shop: &Shop, who: &str) -> Told {
    let user = shop.get(who, "/v1/session").await.json()["user"]["id"].clone();
    shop.post(who, "/v1/account/deletion", json!({ "account": user })).await
}

/// What is in the partner's wallet goes, so that nothing holds them back.
async fn spend_all(shop: &Shop) {
    let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
    let mut tx = shop.db.begin().await.unwrap();
    let left = orders::wallets(&mut tx, partner.id).await.unwrap();
    let steps = left.iter().map(|money| ledger::Step::Post {
        id: "paid-out".into(),
        debit: orders::accounts::wallet(partner.id, money.currency),
        credit: orders::accounts::funding(money.currency),
        amount: money.minor,
    });
    let chain =
        ledger::Chain { book: "platform".into(), reference: "paid-out".into(), steps: steps.collect() };
    ledger::submit(&mut tx, shop.time.ambient.now(), &[chain]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A bank took back what the partner had spent; or it is paid.
async fn owe(shop: &Shop, id: &str, more: bool) {
    let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
    let debt = orders::accounts::wallet_debt(partner.id, kernel::Currency::CNY);
    let bank = orders::accounts::funding(kernel::Currency::CNY);
    let (debit, credit) = if more { (debt, bank) } else { (bank, debt) };
    let steps = vec![ledger::Step::Post { id: id.into(), debit, credit, amount: 700 }];
    let chain = ledger::Chain { book: "platform".into(), reference: id.into(), steps };
    let mut tx = shop.db.begin().await.unwrap();
    ledger::submit(&mut tx, shop.time.ambient.now(), &[chain]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_fields_is_for_everybody() {
    let shop = open(db::Engine::Sqlite).await;
    let told = shop.get("", "/v1/privacy/fields").await;
    assert_eq!(told.status, 200);
    let table = told.json();
    assert_eq!(table["notice_version"], "1");
    let field = |place: &str| {
        let items = table["items"].as_array().unwrap();
        items.iter().find(|item| item["place"] == place).unwrap_or_else(|| panic!("{place}")).clone()
    };
    assert_eq!(
        (&field("orders.contact")["form"], &field("users.phone")["form"]),
        (&json!("sealed"), &json!("sealed"))
    );
    assert_eq!(field("orders.placed_from")["days"], 180);
    assert_eq!(field("orders.contact")["days"], Value::Null);
    assert!(field("orders.placed_from")["ends"]["zh"].as_str().unwrap().contains("180 天"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_given_all_that_is_theirs_and_no_key() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 2}], "pay": "wallet", "reveal": true,
            "contact": "buyer@example.com"});
        let bought = shop.post(&shop.partner, "/v1/orders", body).await.json();
        crate::docks::key(&shop).await;
        let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
        let agreed = Agreed { way: Way::SignUp, from: "192.0.2.9", language: Language::En };
        shop.api.privacy.agree(partner.id, &agreed).await.unwrap();
        let who = shop.session("partner@example.com", false).await;
        let told = shop.get(&who, "/v1/account/personal-data").await;
        assert_eq!((told.status, told.header("cache-control")), (200, "private, no-store"));
        assert!(told.header("content-disposition").starts_with("attachment"));
        let all = told.json();
        assert_eq!(all["account"]["email"], "partner@example.com");
        assert_eq!(all["ways"]["password"], true);
        assert_eq!(all["sessions"][0]["from"], "192.0.2.1");
        assert_eq!(all["orders"][0]["id"], bought["id"]);
        assert_eq!(all["orders"][0]["contact"], "buyer@example.com");
        assert_eq!(all["orders"][0]["lines"][0]["quantity"], 2);
        assert_eq!(all["wallets"][0]["balance"], json!({"amount": 98_000, "currency": "CNY"}));
        assert_eq!(all["consents"].as_array().unwrap().len(), 2);
        assert_eq!(all["docking_keys"][0]["name"], "My other shop");
        assert_eq!(all["agreements"], json!([]));
        assert_eq!(all["consents"][0]["from"], "192.0.2.9");
        let acts = all["trail"].as_array().unwrap();
        assert!(acts.iter().any(|act| act["what"] == "api_key_created" && act["who"] == "you"), "{acts:?}");
        let text = told.text();
        for secret in ["FIRST-KEY-", "argon2", &shop.partner, "stranger@example.com", "staff@example.com"] {
            assert!(!text.contains(secret), "{secret}");
        }
        // A key is nobody, and somebody else is given their own.
        let by_key = shop.get(&shop.partner, "/v1/account/personal-data").await;
        assert_eq!(by_key.problem(), (403, "people_only".into()));
        assert_eq!(shop.get("", "/v1/account/personal-data").await.status, 401);
        let other = shop.session("stranger@example.com", false).await;
        let others = shop.get(&other, "/v1/account/personal-data").await;
        assert!(!others.text().contains("buyer@example.com") && others.json()["orders"] == json!([]));
        for _ in 0..20 {
            shop.get(&other, "/v1/account/personal-data").await;
        }
        let often = shop.get(&other, "/v1/account/personal-data").await;
        assert_eq!(often.problem(), (429, "too_many_attempts".into()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_a_second_factor_proves_it_first() {
    let shop = open(db::Engine::Sqlite).await;
    let who = shop.session("partner@example.com", false).await;
    let begun = shop.post(&who, "/v1/account/totp", json!({})).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let mut tx = shop.db.begin().await.unwrap();
    tx.exec("update totp set confirmed_at = 1", &[]).await.unwrap();
    tx.commit().await.unwrap();
    shop.later();
    for (told, what) in [
        (shop.get(&who, "/v1/account/personal-data").await, "the file"),
        (delete(&shop, &who).await, "the deletion"),
    ] {
        assert_eq!(told.problem(), (403, "step_up_needed".into()), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_goes_while_something_waits_for_them() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let who = shop.session("partner@example.com", false).await;
        assert_eq!(delete(&shop, &who).await.problem(), (409, "deletion_money_left".into()));
        spend_all(&shop).await;
        owe(&shop, "owed", true).await;
        assert_eq!(delete(&shop, &who).await.problem(), (409, "deletion_debt_left".into()));
        owe(&shop, "paid", false).await;
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
        let order = shop.post(&shop.partner, "/v1/orders", body).await;
        assert_eq!(order.status, 201, "{order:?}");
        assert_eq!(delete(&shop, &who).await.problem(), (409, "deletion_open_order".into()));
        let path = format!("/v1/orders/{}/cancel", order.json()["id"].as_str().unwrap());
        assert_eq!(shop.post(&shop.partner, &path, json!({})).await.status, 200);
        // Not by mistake, not for somebody else, not by a key.
        let none = shop.post(&who, "/v1/account/deletion", json!({})).await;
        assert_eq!(none.status, 422, "{none:?}");
        let stranger = shop.identity.user_by_email("stranger@example.com").await.unwrap().unwrap();
        let other = shop.post(&who, "/v1/account/deletion", json!({ "account": stranger.id })).await;
        assert_eq!(other.problem(), (422, "not_your_account".into()));
        let by_key =
            shop.post(&shop.partner, "/v1/account/deletion", json!({ "account": stranger.id })).await;
        assert_eq!(by_key.problem(), (403, "people_only".into()));
        // Nor who works here, the last one or not.
        let owner = shop.session("staff@example.com", true).await;
        assert_eq!(delete(&shop, &owner).await.problem(), (409, "deletion_has_duty".into()));
        shop.person("clerk@example.com", Role::Merchant, Some(shop.merchant), Some(Duty::Stock)).await;
        let clerk = shop.session("clerk@example.com", true).await;
        assert_eq!(delete(&shop, &clerk).await.problem(), (409, "deletion_has_duty".into()));
        assert_eq!(shop.get(&who, "/v1/session").await.status, 200, "nothing of it changed anything");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_goes_while_a_dispute_may_still_pay_them_back() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let who = shop.session("partner@example.com", false).await;
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": true});
        let order = shop.post(&shop.partner, "/v1/orders", body).await.json();
        let path = format!("/v1/orders/{}/disputes", order["id"].as_str().unwrap());
        let new = json!({"reason": "already_used", "remedy": "refund", "text": "it says that it was used"});
        let case = shop.post(&shop.partner, &path, new).await;
        assert_eq!(case.status, 200, "{case:?}");
        spend_all(&shop).await;
        assert_eq!(delete(&shop, &who).await.problem(), (409, "deletion_open_dispute".into()));
        assert_eq!(shop.get(&who, "/v1/session").await.status, 200, "nothing of it changed anything");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_is_gone_and_their_orders_stay() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let body = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": false,
            "contact": "buyer@example.com"});
        let order =
            shop.post(&shop.partner, "/v1/orders", body).await.json()["id"].as_str().unwrap().to_owned();
        let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap();
        crate::docks::key(&shop).await;
        let agreed = Agreed { way: Way::LogIn, from: "192.0.2.9", language: Language::Zh };
        shop.api.privacy.agree(partner.id, &agreed).await.unwrap();
        let draft =
            shop.as_who(Request::put("/v1/application"), &shop.session("partner@example.com", false).await);
        let draft = draft.header("content-type", "application/json");
        let told =
            shop.send(draft.body(Body::from(json!({"contact_name": "Mei"}).to_string())).unwrap()).await;
        assert_eq!(told.status, 200, "{told:?}");
        spend_all(&shop).await;
        let (one, other) = (
            shop.session("partner@example.com", false).await,
            shop.session("partner@example.com", false).await,
        );
        // Two at once: one of them does it.
        let (first, second) = tokio::join!(delete(&shop, &one), delete(&shop, &other));
        let mut states = [first.status, second.status];
        states.sort_unstable();
        assert!(states[0] == 204 && matches!(states[1], 401 | 404), "{first:?} {second:?}");

        for who in [&one, &other] {
            assert_eq!(shop.get(who, "/v1/session").await.status, 401);
        }
        assert_eq!(shop.get(&shop.partner, "/v1/wallet").await.status, 401, "their keys end");
        let password = Secret::new(PASSWORD.to_owned());
        assert!(shop.identity.log_in("partner@example.com", &password, "192.0.2.1").await.is_err());
        let seen = shop.get(&shop.staff, &format!("/v1/merchant/orders/{order}")).await;
        assert_eq!((seen.status, &seen.json()["contact"]), (200, &Value::Null));
        let sql = "select buyer, contact_sealed, placed_from from orders where id = $1";
        let row = shop.db.query_opt(sql, db::params![&order]).await.unwrap().unwrap();
        assert_eq!(row.into_values(), [db::Value::Null, db::Value::Null, db::Value::from("")]);
        for (sql, left) in [
            ("select count(*) from applications", 0),
            ("select count(*) from docking_keys where name <> '' or report_url <> '' or state <> 'off'", 0),
            ("select count(*) from docking_keys", 1),
            ("select count(*) from consents where from_address <> ''", 0),
            ("select count(*) from consents", 2),
            ("select count(*) from trail where what = 'account_deleted' and from_address = ''", 1),
            ("select count(*) from users where email_sealed is null and phone_sealed is null", 1),
        ] {
            assert_eq!(shop.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap(), left, "{sql}");
        }
        // The address is free again; whoever comes with it is somebody else.
        let new = shop.identity.sign_up("partner@example.com", &password, "192.0.2.1").await.unwrap();
        assert_ne!(new.id, partner.id);
        let who = shop.session("partner@example.com", false).await;
        assert_eq!(shop.get(&who, "/v1/orders").await.json()["items"], json!([]));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_in_beside_a_deletion_is_made_nobodys_later() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let stranger = shop.identity.user_by_email("stranger@example.com").await.unwrap().unwrap();
        let who = shop.session("stranger@example.com", false).await;
        assert_eq!(delete(&shop, &who).await.status, 204);
        // As if it had been under way.
        let order = shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.json()["id"].clone();
        let mut tx = shop.db.begin().await.unwrap();
        let sql = "update orders set buyer = $1 where id = $2";
        tx.exec(sql, db::params![stranger.id, order.as_str().unwrap()]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.api.privacy.finish_deletions().await.unwrap(), 1);
        assert_eq!(shop.api.privacy.finish_deletions().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_agreed_to_is_asked_again_when_it_changes() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let user = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap().id;
        let with = |settings: Settings| {
            Privacy::new(shop.orders.clone(), shop.identity.clone(), shop.api.admission.clone(), settings)
        };
        let agreed = Agreed { way: Way::SignUp, from: "192.0.2.9", language: Language::Zh };
        let (none, first) = (with(Settings::default()), with(settings()));
        let next = with(Settings { terms_version: "2".into(), ..settings() });
        assert_eq!(none.need(user).await.unwrap(), privacy::Need::Nothing);
        assert_eq!(first.need(user).await.unwrap(), privacy::Need::First);
        none.agree(user, &agreed).await.unwrap();
        assert_eq!(first.need(user).await.unwrap(), privacy::Need::First, "to nothing nobody agrees");
        first.agree(user, &agreed).await.unwrap();
        first.agree(user, &Agreed { way: Way::Asked, ..agreed }).await.unwrap();
        assert_eq!(first.need(user).await.unwrap(), privacy::Need::Nothing);
        assert_eq!(next.need(user).await.unwrap(), privacy::Need::Again);
        shop.time.advance(Span::days(1));
        next.agree(user, &Agreed { way: Way::Asked, ..agreed }).await.unwrap();
        assert_eq!(next.need(user).await.unwrap(), privacy::Need::Nothing);
        let all = next.consents(user).await.unwrap();
        let told: Vec<_> =
            all.iter().map(|c| (c.document.as_str(), c.version.as_str(), c.way.as_str())).collect();
        let expected = [("terms", "2", "asked"), ("privacy", "1", "sign_up"), ("terms", "1", "sign_up")];
        assert_eq!(told, expected, "the first time stands");
        // From where is forgotten after its time; that they agreed is not.
        shop.time.advance(Span::days(180));
        while next.forget_old(1).await.unwrap() {}
        let all = next.consents(user).await.unwrap();
        let from: Vec<_> = all.iter().map(|consent| consent.from.as_str()).collect();
        assert_eq!(from, ["192.0.2.9", "", ""]);
    }
}
