//! Money into the wallet by a program, and back by the operator.

use crate::shop::Shop;
use identity::{Duty, Role};
use kernel::{Currency, Money, TopUpId};
use serde_json::{Value, json};

fn body(amount: i64, pay: &str) -> Value {
    json!({"amount": {"amount": amount, "currency": "CNY"}, "pay": pay})
}

/// Money arrives for what the answer tells of, and the channel reports it.
async fn pay(shop: &Shop, begun: &Value, amount: i64) {
    let payment = begun["payment"]["id"].as_str().unwrap().parse().unwrap();
    shop.channel.paid.lock().unwrap().push((payment, Money::new(amount, Currency::CNY)));
    shop.orders.ask_channel("fake", payment).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_tops_its_wallet_up() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let before =
            shop.get(&shop.partner, "/v1/wallet").await.json()["available"]["amount"].as_i64().unwrap();
        let ways = "/v1/wallet/top-ups";
        *shop.channel.down.lock().unwrap() = true;
        let sent = body(5_000, "fake");
        let down = shop.post_with(&shop.partner, ways, "once", sent.to_string()).await;
        assert_eq!(down.problem(), (503, "channel_down".into()));
        *shop.channel.down.lock().unwrap() = false;
        let begun = shop.post_with(&shop.partner, ways, "once", sent.to_string()).await;
        assert_eq!(begun.status, 201, "{begun:?}");
        let again = shop.post_with(&shop.partner, ways, "once", sent.to_string()).await;
        assert_eq!((again.header("idempotent-replayed"), again.json()), ("true", begun.json()));
        let begun = begun.json();
        assert_eq!(begun["state"], "open");
        assert!(begun["payment"]["pay_url"].as_str().unwrap().starts_with("http://gateway.test/pay_"));
        let path = format!("{ways}/{}", begun["id"].as_str().unwrap());
        assert_eq!(shop.get(&shop.partner, &path).await.json()["payment"]["id"], begun["payment"]["id"]);
        assert_eq!(shop.get(&shop.stranger, &path).await.problem(), (404, "no_such_top_up".into()));

        pay(&shop, &begun, 4_000).await;
        pay(&shop, &begun, 1_000).await;
        let paid = shop.get(&shop.partner, &path).await.json();
        assert_eq!((&paid["state"], &paid["credited"]["amount"]), (&json!("paid"), &json!(5_000)));
        assert_eq!(paid["payment"], json!(null));
        let wallet = shop.get(&shop.partner, "/v1/wallet").await.json();
        assert_eq!(wallet["available"]["amount"], before + 5_000);
        let entries = shop.get(&shop.partner, "/v1/wallet/entries?limit=1").await.json();
        assert_eq!(entries["items"][0]["reference"], begun["id"]);
        let cancel = shop.post(&shop.partner, &format!("{path}/cancel"), json!({})).await;
        assert_eq!(cancel.problem(), (409, "top_up_ended".into()));
        let list = shop.get(&shop.partner, ways).await.json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["id"]), (1, &begun["id"]));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_beside_its_field() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let refused = async |body: Value| shop.post(&shop.partner, "/v1/wallet/top-ups", body).await.problem();
    assert_eq!(refused(body(99, "fake")).await, (422, "top_up_amount".into()));
    assert_eq!(refused(body(-5_000, "fake")).await, (422, "top_up_amount".into()));
    assert_eq!(refused(body(500_001, "fake")).await, (422, "top_up_amount".into()));
    assert_eq!(refused(body(5_000, "wallet")).await, (422, "unknown_channel".into()));
    let dollars = json!({"amount": {"amount": 5_000, "currency": "USD"}, "pay": "fake"});
    assert_eq!(refused(dollars).await, (422, "top_up_amount".into()));
    for n in 1..=5 {
        assert_eq!(shop.post(&shop.partner, "/v1/wallet/top-ups", body(1_000 + n, "fake")).await.status, 201);
    }
    assert_eq!(refused(body(2_000, "fake")).await, (429, "too_many_top_ups".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finance_gives_back_what_is_still_there() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let begun = shop.post(&shop.partner, "/v1/wallet/top-ups", body(5_000, "fake")).await.json();
        let id = begun["id"].as_str().unwrap();
        let (path, back) =
            (format!("/v1/platform/top-ups/{id}"), format!("/v1/platform/top-ups/{id}/return"));
        for (email, duty) in [("fay@example.com", Duty::Finance), ("sue@example.com", Duty::Support)] {
            shop.person(email, Role::Operator, None, Some(duty)).await;
        }
        let finance = shop.session("fay@example.com", true).await;
        let support = shop.session("sue@example.com", true).await;
        let why = json!({"reason": "paid from a stolen card"});
        assert_eq!(shop.post(&finance, &back, why.clone()).await.problem(), (409, "top_up_return".into()));
        pay(&shop, &begun, 5_000).await;

        let list = shop.get(&finance, &format!("/v1/platform/payments?q={id}")).await.json();
        let one = &list["items"][0];
        assert_eq!(
            (&one["top_up"], &one["order"], &one["merchant"]),
            (&json!(id), &json!(null), &json!(null))
        );
        let view = shop.get(&finance, &path).await.json();
        assert_eq!(
            (&view["contact"], &view["returnable"]["amount"]),
            (&json!("partner@example.com"), &json!(5_000))
        );
        assert_eq!(shop.get(&support, &path).await.status, 403);
        assert_eq!(shop.post(&support, &back, why.clone()).await.status, 403);
        let weak = shop.session("fay@example.com", false).await;
        assert_eq!(shop.post(&weak, &back, why.clone()).await.status, 403);
        assert_eq!(shop.post(&finance, &back, json!({"reason": " "})).await.status, 422);
        let nobody = format!("/v1/platform/top-ups/{}/return", TopUpId::new(&shop.time.ambient));
        assert_eq!(shop.post(&finance, &nobody, why.clone()).await.problem(), (404, "no_such_top_up".into()));

        let some = json!({"reason": "half of it", "amount": {"amount": 2_000, "currency": "CNY"}});
        let done = shop.post(&finance, &back, some).await;
        assert_eq!((done.status, &done.json()["amount"]["amount"]), (200, &json!(2_000)));
        let rest = shop.post(&finance, &back, why.clone()).await.json();
        assert_eq!(rest["amount"]["amount"], 3_000);
        assert_eq!(shop.post(&finance, &back, why).await.problem(), (409, "top_up_return".into()));
        let refunds = shop.get(&finance, "/v1/platform/refunds").await.json();
        let refunds = refunds["items"].as_array().unwrap();
        assert_eq!(refunds.len(), 2);
        assert!(refunds.iter().all(|refund| refund["top_up"] == id && refund["state"] == "pending"));
        for refund in refunds {
            shop.orders.run_refund(refund["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        }
        let view = shop.get(&finance, &path).await.json();
        assert_eq!((&view["returned"]["amount"], &view["returnable"]["amount"]), (&json!(5_000), &json!(0)));
        let sql = "select reason from trail where what = 'top_up_returned' order by seq";
        let trail = shop.db.query(sql, &[]).await.unwrap();
        assert_eq!((trail.len(), trail[0].text(0).unwrap()), (2, "half of it".to_owned()));
        shop.audit_is_clean().await;
    }
}
