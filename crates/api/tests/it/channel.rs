//! A payment channel that does what the test says.

use crate::shop::Shop;
use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use kernel::{Currency, Money, PaymentId, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState,
};
use serde_json::json;
use std::sync::Mutex;

#[derive(Default)]
pub struct FakeChannel {
    pub paid: Mutex<Vec<(PaymentId, Money)>>,
    pub down: Mutex<bool>,
    pub seen: Mutex<Vec<RawNotify>>,
}

#[async_trait]
impl PaymentChannel for FakeChannel {
    fn code(&self) -> &'static str {
        "fake"
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        if *self.down.lock().unwrap() {
            return Err(ChannelError::Unknown("down".into()));
        }
        let url = Some(format!("http://gateway.test/{}", new.payment));
        Ok(Opened { reference: Some("r".into()), pay_url: url.clone(), qr_text: url, in_app: None })
    }
    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let paid = self.paid.lock().unwrap();
        let paid = paid.iter().enumerate().filter(|(_, (id, _))| *id == payment.payment);
        let paid = paid.map(|(n, (_, amount))| Paid {
            event_id: format!("e{n}"),
            amount: *amount,
            paid_at: Time(0),
        });
        Ok(ChannelPayment { reference: "r".into(), paid: paid.collect(), closed: false })
    }
    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        Ok(())
    }
    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Ok(ChannelRefund { reference: "r".into(), state: RefundState::Succeeded })
    }
    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::NotFound)
    }
    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        self.seen.lock().unwrap().push(notify.clone());
        if notify.header("sign") != Some("good") {
            return Err(NotifyRefusal::BadSignature);
        }
        let payment = String::from_utf8_lossy(&notify.body)
            .parse()
            .map_err(|_| NotifyRefusal::Malformed("id".into()))?;
        Ok(Notified::Paid { payment, event_id: "e".into(), amount: Money::new(1, Currency::CNY) })
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        vec![]
    }
}

fn notify(path: &str, sign: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).header("Sign", sign).body(body.into()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_paid_through_a_channel() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = json!({"lines": [{"offer": shop.offer, "quantity": 2}], "pay": "fake", "contact": "a@example.com", "reveal": true});
        *shop.channel.down.lock().unwrap() = true;
        let first = shop.post_with(&shop.partner, "/v1/orders", "once", order.to_string()).await;
        assert_eq!((first.problem(), first.header("retry-after")), ((503, "channel_down".into()), "5"));
        *shop.channel.down.lock().unwrap() = false;
        let placed = shop.post_with(&shop.partner, "/v1/orders", "once", order.to_string()).await;
        assert_eq!(
            (placed.status, placed.header("idempotent-replayed")),
            (201, "true"),
            "the order stood already"
        );
        insta::assert_json_snapshot!("waiting_order", crate::shop::still(&placed.json()));
        let id = placed.json()["id"].as_str().unwrap().to_owned();
        let payment = placed.json()["payment"]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            shop.get(&shop.partner, &format!("/v1/orders/{id}")).await.json()["payment"]["id"],
            payment.as_str()
        );
        shop.channel.paid.lock().unwrap().push((payment.parse().unwrap(), Money::new(2_000, Currency::CNY)));
        assert_eq!(shop.send(notify("/notify/fake?v=1", "bad", payment.clone())).await.status, 401);
        assert_eq!(shop.send(notify("/notify/nowhere", "good", payment.clone())).await.status, 404);
        assert_eq!(shop.send(notify("/notify/fake", "good", "x".repeat(70_000))).await.status, 413);
        for _ in 0..2 {
            let told = shop.send(notify("/notify/fake?v=%31", "good", payment.clone())).await;
            assert_eq!((told.status, told.body.as_slice()), (200, &b"success"[..]));
        }
        let seen = shop.channel.seen.lock().unwrap().pop().unwrap();
        assert_eq!(
            (seen.method.as_str(), seen.target.as_str()),
            ("POST", "/notify/fake?v=%31"),
            "as it was sent"
        );
        let paid = shop.get(&shop.partner, &format!("/v1/orders/{id}")).await.json();
        assert_eq!(
            (paid["state"].as_str(), paid["deliveries"].as_array().unwrap().len()),
            (Some("delivered"), 2)
        );
        assert_eq!((&paid["payment"], &paid["deliveries"][0]["secret"]), (&json!(null), &json!(null)));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unpaid_order_is_cancelled_once() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = json!({"lines": [{"offer": shop.offer, "quantity": 10}], "pay": "fake"});
        let id =
            shop.post(&shop.partner, "/v1/orders", order).await.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(
            shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.problem(),
            (409, "sold_out".into())
        );
        let path = format!("/v1/orders/{id}/cancel");
        assert_eq!(
            shop.post(&shop.stranger, &path, json!({})).await.problem(),
            (404, "order_not_found".into())
        );
        let cancelled = shop.post(&shop.partner, &path, json!({})).await;
        assert_eq!((cancelled.status, cancelled.json()["state"].as_str().unwrap()), (200, "cancelled"));
        let delivered = shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.json();
        let path = format!("/v1/orders/{}/cancel", delivered["id"].as_str().unwrap());
        assert_eq!(shop.post(&shop.partner, &path, json!({})).await.problem(), (409, "not_pending".into()));
        shop.audit_is_clean().await;
    }
}
