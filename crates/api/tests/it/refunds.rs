//! What a person says of a refund that only a person can find out about.

use crate::shop::Shop;
use db::params;
use identity::{Duty, Role};
use kernel::{ExceptionId, PaymentId, RefundId};
use serde_json::json;

/// A refund of the order that waits for a person; its money is not in the ledger, so nothing but another try moves none.
async fn refund(shop: &Shop, order: &str) -> RefundId {
    let ambient = &shop.time.ambient;
    let (id, payment) = (RefundId::new(ambient), PaymentId::new(ambient));
    let exception = ExceptionId::new(ambient);
    let mut tx = shop.db.begin().await.unwrap();
    let sql = "insert into payment_exceptions (merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state, created_at) \
               values ($1, $2, $3, $4, 'fake', 'arrival-1', 'duplicate', 1000, 'CNY', 'refunded', 'ask_by_hand', 0)";
    tx.exec(sql, params![shop.merchant, exception, order, payment]).await.unwrap();
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, tried_at, created_at) \
               values ($1, $2, $3, $4, $5, 'fake', 1000, 'CNY', 'ask_by_hand', 'arrival-1', 0, 0)";
    tx.exec(sql, params![shop.merchant, id, order, payment, exception]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finance_looks_it_up_and_says_what_became_of_it() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let placed = shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.json();
        let id = refund(&shop, placed["id"].as_str().unwrap()).await;
        for (email, duty) in [("fay@example.com", Duty::Finance), ("sue@example.com", Duty::Support)] {
            shop.person(email, Role::Operator, None, Some(duty)).await;
        }
        let finance = shop.session("fay@example.com", true).await;
        let support = shop.session("sue@example.com", true).await;

        let list = shop.get(&finance, "/v1/platform/refunds?state=ask_by_hand").await.json();
        let one = &list["items"][0];
        assert_eq!((&one["id"], &one["arrival"]), (&json!(id), &json!("arrival-1")));
        assert_eq!(one["amount"], json!({"amount": 1000, "currency": "CNY"}));
        assert_eq!((&one["decided_by"], &one["tried_at"]), (&json!(null), &json!("1970-01-01T00:00:00Z")));
        assert_eq!(shop.get(&finance, "/v1/platform/refunds?state=failed").await.json()["items"], json!([]));
        assert_eq!(shop.get(&support, "/v1/platform/refunds").await.status, 403);

        let path = format!("/v1/platform/refunds/{id}/decide");
        let again = json!({"verdict": "try_again", "reason": "not in the gateway's list"});
        assert_eq!(shop.post(&support, &path, again.clone()).await.status, 403);
        let weak = shop.session("fay@example.com", false).await;
        assert_eq!(shop.post(&weak, &path, again.clone()).await.status, 403);
        for (bad, status) in [
            (json!({"verdict": "try_again", "reason": " "}), 422),
            (json!({"verdict": "forget", "reason": "x"}), 422),
            (json!({"verdict": "arrived"}), 422),
        ] {
            assert_eq!(shop.post(&finance, &path, bad.clone()).await.status, status, "{bad}");
        }
        let nobody = format!("/v1/platform/refunds/{}/decide", RefundId::new(&shop.time.ambient));
        let none = shop.post(&finance, &nobody, again.clone()).await;
        assert_eq!(none.problem(), (404, "no_such_refund".into()));

        let done = shop.post(&finance, &path, again.clone()).await;
        assert_eq!((done.status, &done.json()["state"]), (200, &json!("pending")));
        assert_eq!(shop.post(&finance, &path, again).await.problem(), (409, "refund_decided".into()));
        let list = shop.get(&finance, "/v1/platform/refunds").await.json();
        assert_eq!(list["items"][0]["decided_by"], "fay@example.com");
        assert_eq!(list["items"][0]["reason"], "not in the gateway's list");
        let sql = "select what, subject, reason from trail where what = 'refund_decided'";
        let trail = shop.db.query(sql, &[]).await.unwrap();
        assert_eq!((trail.len(), trail[0].text(1).unwrap()), (1, id.to_string()));
        let sql = "select count(*) from jobs where kind = 'refund.run'";
        assert_eq!(shop.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap(), 1);
    }
}
