//! A program chooses how its waiting order is paid: another way, or a part of it from the wallet.

use crate::shop::Shop;
use kernel::{Currency, Money};
use serde_json::{Value, json};

const PART: i64 = 300;

async fn waiting(shop: &Shop) -> String {
    let order = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
    shop.post(&shop.partner, "/v1/orders", order).await.json()["id"].as_str().unwrap().to_owned()
}

async fn available(shop: &Shop) -> i64 {
    shop.get(&shop.partner, "/v1/wallet").await.json()["available"]["amount"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_paid_in_two_parts() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let before = available(&shop).await;
        let id = waiting(&shop).await;
        let path = format!("/v1/orders/{id}/payments");
        let chosen = shop.post(&shop.partner, &path, json!({"pay": "fake", "from_wallet": PART})).await;
        assert_eq!(chosen.status, 200, "{chosen:?}");
        let chosen = chosen.json();
        let amounts = |order: &Value| {
            ["total", "from_wallet"].map(|name| order[name]["amount"].as_i64().unwrap()).to_vec()
        };
        assert_eq!(amounts(&chosen), [1_000, PART]);
        assert_eq!(chosen["payment"]["amount"]["amount"], 1_000 - PART);
        assert_eq!(available(&shop).await, before - PART, "held from the moment it is chosen");
        let again = shop.post(&shop.partner, &path, json!({"pay": "fake", "from_wallet": PART})).await.json();
        assert_eq!(again["payment"]["id"], chosen["payment"]["id"], "the same choice, the same payment");

        let without = shop.post(&shop.partner, &path, json!({"pay": "fake"})).await.json();
        assert_eq!((amounts(&without), available(&shop).await), (vec![1_000, 0], before));
        assert_ne!(without["payment"]["id"], chosen["payment"]["id"]);
        let chosen =
            shop.post(&shop.partner, &path, json!({"pay": "fake", "from_wallet": PART})).await.json();
        let payment = chosen["payment"]["id"].as_str().unwrap().parse().unwrap();
        shop.channel.paid.lock().unwrap().push((payment, Money::new(1_000 - PART, Currency::CNY)));
        shop.orders.ask_channel("fake", payment).await.unwrap();
        let paid = shop.get(&shop.partner, &format!("/v1/orders/{id}")).await.json();
        assert_eq!((paid["state"].as_str(), amounts(&paid)), (Some("delivered"), vec![1_000, PART]));
        assert_eq!(available(&shop).await, before - PART);
        let entries = shop.get(&shop.partner, "/v1/wallet/entries?limit=1").await.json();
        assert_eq!(
            (&entries["items"][0]["reference"], &entries["items"][0]["amount"]["amount"]),
            (&json!(id), &json!(-PART))
        );
        let late = shop.post(&shop.partner, &path, json!({"pay": "fake"})).await;
        assert_eq!(late.problem(), (409, "not_pending".into()));

        // All of it at once, with what is held.
        let id = waiting(&shop).await;
        let path = format!("/v1/orders/{id}/payments");
        shop.post(&shop.partner, &path, json!({"pay": "fake", "from_wallet": PART})).await;
        let paid = shop.post(&shop.partner, &path, json!({"pay": "wallet"})).await.json();
        assert_eq!((paid["state"].as_str(), amounts(&paid)), (Some("delivered"), vec![1_000, 0]));
        assert_eq!(available(&shop).await, before - PART - 1_000);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_makes_no_sense_is_refused_beside_its_field() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let before = available(&shop).await;
    let id = waiting(&shop).await;
    let path = format!("/v1/orders/{id}/payments");
    let refused = async |body: Value| {
        let told = shop.post(&shop.partner, &path, body).await;
        let pointer = told.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
        (told.status, told.problem().1, pointer)
    };
    for part in [-1, 1_000, i64::MAX] {
        let told = refused(json!({"pay": "fake", "from_wallet": part})).await;
        assert_eq!(told, (422, "wallet_part".into(), "/from_wallet".into()), "{part}");
    }
    let whole = refused(json!({"pay": "fake", "whole_balance": true})).await;
    assert_eq!(whole, (422, "wallet_part".into(), "/from_wallet".into()), "it would pay all of it");
    let both = refused(json!({"pay": "fake", "whole_balance": true, "from_wallet": 1})).await;
    assert_eq!(both, (422, "invalid_field".into(), "/whole_balance".into()));
    let wallet = refused(json!({"pay": "wallet", "from_wallet": 1})).await;
    assert_eq!(wallet, (422, "invalid_field".into(), "/pay".into()));
    assert_eq!(refused(json!({"pay": "none", "from_wallet": 1})).await.1, "unknown_channel");
    for odd in [json!("3.00"), json!(3.5), json!({"amount": 3})] {
        assert_eq!(refused(json!({"pay": "fake", "from_wallet": odd})).await.0, 422);
    }
    let theirs = shop.post(&shop.stranger, &path, json!({"pay": "fake", "whole_balance": true})).await;
    assert_eq!(theirs.problem(), (404, "order_not_found".into()));
    let order = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
    let poor = shop.post(&shop.stranger, "/v1/orders", order).await.json();
    let path = format!("/v1/orders/{}/payments", poor["id"].as_str().unwrap());
    let told = shop.post(&shop.stranger, &path, json!({"pay": "fake", "whole_balance": true})).await;
    assert_eq!(told.problem(), (402, "wallet_too_low".into()));
    assert_eq!(available(&shop).await, before);
}
