//! Whom a merchant lets dock, and partners' keys.

use crate::shop::Shop;
use axum::body::Body;
use axum::http::Request;
use docking::{DockingMode, NewDockingKey};
use serde_json::json;

/// A docking key of the partner, for the merchant's goods.
pub async fn key(shop: &Shop) -> String {
    key_of(shop, "partner@example.com").await
}

/// The same of somebody else.
pub async fn key_of(shop: &Shop, email: &str) -> String {
    let docks = &shop.docking;
    let partner = shop.identity.user_by_email(email).await.unwrap().unwrap();
    let new = NewDockingKey {
        merchant: shop.merchant,
        user: partner.id,
        name: "My other shop".into(),
        report_url: String::new(),
    };
    let mut tx = shop.db.begin().await.unwrap();
    docks.put_mode(&mut tx, shop.merchant, DockingMode::On, "test").await.unwrap();
    let (key, _) = docks.create_key(&mut tx, &new, "test").await.unwrap();
    tx.commit().await.unwrap();
    key.id.to_string()
}

async fn drop(shop: &Shop, who: &str, id: &str) -> crate::shop::Told {
    let request = shop.as_who(Request::delete(format!("/v1/docking-keys/{id}")), who);
    shop.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_waits_for_the_merchants_word_and_its_secret_is_told_once() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = crate::supplies::owner(&shop).await;
        let new = json!({"merchant": shop.merchant, "name": "My other shop"});
        let early = shop.post(&shop.partner, "/v1/docking-keys", new.clone()).await;
        assert_eq!(early.problem(), (409, "docking_off".into()), "off is the default");
        let set = crate::gate::put(&shop, &owner, "/v1/merchant/docking", json!({"mode": "asked"})).await;
        assert_eq!((set.status, set.json()["mode"].as_str()), (200, Some("asked")), "{set:?}");
        let made = shop.post(&shop.partner, "/v1/docking-keys", new).await;
        assert_eq!(made.status, 200, "{made:?}");
        let (id, secret) = (made.json()["id"].clone(), made.json()["secret"].clone());
        let (id, secret) = (id.as_str().unwrap(), secret.as_str().unwrap());
        assert_eq!((made.json()["state"].as_str(), secret.len()), (Some("asked"), 26));
        let listed = shop.get(&shop.partner, "/v1/docking-keys").await;
        assert!(listed.text().contains(id) && !listed.text().contains(secret));
        let seen = shop.get(&shop.staff, "/v1/merchant/docking").await;
        assert_eq!(seen.json()["partners"][0]["partner"], "partner@example.com");
        let switch = format!("/v1/merchant/docking/keys/{id}/switch");
        let on = shop.post(&owner, &switch, json!({"to": "on"})).await;
        assert_eq!(on.json()["partners"][0]["state"], "on", "{on:?}");
        assert_eq!(shop.get(&shop.stranger, "/v1/docking-keys").await.json()["items"], json!([]));
        let foreign = drop(&shop, &shop.stranger, id).await;
        assert_eq!(foreign.problem(), (404, "no_such_docking_key".into()));
        assert_eq!(drop(&shop, &shop.partner, id).await.status, 204);
        let again = shop.post(&owner, &switch, json!({"to": "on"})).await;
        assert_eq!(
            again.problem(),
            (409, "wrong_docking_state".into()),
            "what its user switched off stays off"
        );
        // The secret lies nowhere in clear.
        for table in ["docking_keys", "audit_trail", "events"] {
            let Ok(rows) = shop.db.query(&format!("select * from {table}"), &[]).await else { continue };
            assert!(!format!("{rows:?}").contains(secret), "{table}");
        }
    }
}
