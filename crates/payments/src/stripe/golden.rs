//! Requests and webhooks as docs.stripe.com has them: "Create a Checkout Session", "Create a refund", "Authentication"
//! and "Idempotent requests" of the API reference, and "Verify webhook signatures manually". Texts and signatures were
//! made with another program (a standard library's form encoder and HMAC).
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{KIND, StripeChannel, notify, words};
use crate::http::Http;
use kernel::{Ambient, Currency, Money, PaymentId, RefundId, Secret, Time};
use ports::{Device, NewPayment, NewRefund, Notified, NotifyRefusal, Payer, PaymentRef, RawNotify};
use reqwest::Method;

const PAYMENT: &str = "pay_01m24bb8g0e008000000000007";
const AT: i64 = 1_789_000_060;
const SIGNATURE: &str = "9a5bcaa51c81b33c23ee34ce625c73bbe3030bec7878891298a2367992f36565";
/// The same under an empty secret.
const EMPTY: &str = "ede5e7cbcf1368e9d927cb16cbbeaee2af3655ad8097e587fddcbe9fe8ad15d2";
const EVENT: &str = r#"{"id":"evt_1","object":"event","livemode":false,"type":"checkout.session.completed","data":{"object":{"id":"cs_test_1","object":"checkout.session","client_reference_id":"pay_01m24bb8g0e008000000000007","payment_status":"paid","payment_intent":"pi_1","amount_total":1990,"currency":"cny"}}}"#;

fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn channel() -> StripeChannel {
    StripeChannel {
        code: "stripe".into(),
        url: "https://api.stripe.com".into(),
        key: Secret::new("sk_test_1".into()),
        webhook_secret: secret(),
        http: Http::new().unwrap(),
    }
}

fn secret() -> Secret<String> {
    Secret::new("whsec_test_secret".into())
}

fn payment() -> NewPayment {
    NewPayment {
        payment: PAYMENT.parse().unwrap(),
        amount: cny(1990),
        subject: "月卡 × 1".into(),
        notify_url: "https://shop.test/notify/stripe".into(),
        return_url: "https://shop.test/o/1".into(),
        expires_at: Time::from_unix_seconds(1_789_000_900),
        payer: Payer { address: None, device: Device::Desktop, open_id: None },
    }
}

fn text(request: &reqwest::Request) -> &str {
    std::str::from_utf8(request.body().unwrap().as_bytes().unwrap()).unwrap()
}

#[test]
fn a_session_is_asked_for_as_the_reference_says() {
    let (new, channel) = (payment(), channel());
    let form = words::open(&new).unwrap();
    let request =
        channel.request(Method::POST, "/v1/checkout/sessions", &form, Some(new.payment.to_string())).unwrap();
    assert_eq!(request.url().as_str(), "https://api.stripe.com/v1/checkout/sessions");
    for (name, value) in [
        ("authorization", "Bearer sk_test_1"),
        ("stripe-version", "2024-06-20"),
        ("idempotency-key", PAYMENT),
        ("content-type", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(request.headers().get(name).unwrap(), value);
    }
    assert_eq!(
        text(&request),
        "mode=payment&success_url=https%3A%2F%2Fshop.test%2Fo%2F1&cancel_url=https%3A%2F%2Fshop.test%2Fo%2F1\
         &client_reference_id=pay_01m24bb8g0e008000000000007&line_items%5B0%5D%5Bquantity%5D=1\
         &line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=cny&line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=1990\
         &line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D=%E6%9C%88%E5%8D%A1+%C3%97+1\
         &metadata%5Border_no%5D=pay_01m24bb8g0e008000000000007\
         &payment_intent_data%5Bmetadata%5D%5Border_no%5D=pay_01m24bb8g0e008000000000007&expires_at=1789003000"
    );
}

/// Stripe takes nothing beyond a day: then its own limit holds.
#[test]
fn an_order_that_waits_long_has_no_end_in_its_session() {
    let ends = |seconds: i64| {
        let new = NewPayment { expires_at: Time::from_unix_seconds(1_789_000_000 + seconds), ..payment() };
        words::open(&new).unwrap().into_iter().find(|(name, _)| *name == "expires_at")
    };
    assert!(ends(23 * 3600).is_some() && ends(24 * 3600).is_none());
}

#[test]
fn a_refund_is_asked_for_as_the_reference_says() {
    let of = PaymentRef {
        payment: PAYMENT.parse().unwrap(),
        reference: None,
        amount: cny(1990),
        created_at: Time(0),
    };
    let new = NewRefund {
        refund: RefundId(1),
        of,
        event_id: "pi_1".into(),
        amount: cny(500),
        reason: "order 1".into(),
        notify_url: String::new(),
    };
    let form = words::refund(&new).unwrap();
    let request =
        channel().request(Method::POST, "/v1/refunds", &form, Some(new.refund.to_string())).unwrap();
    assert_eq!(request.headers().get("idempotency-key").unwrap(), "ref_00000000000000000000000001");
    assert_eq!(
        text(&request),
        "payment_intent=pi_1&amount=500&metadata%5Brefund_no%5D=ref_00000000000000000000000001\
         &metadata%5Border_no%5D=pay_01m24bb8g0e008000000000007&metadata%5Breason%5D=order+1"
    );
    let stray = NewRefund { event_id: "pi_1/../../x".into(), ..new };
    assert!(words::refund(&stray).is_err(), "nothing but an id of Stripe's stands in a request");
}

#[test]
fn a_list_is_asked_for_as_the_reference_says() {
    let form = words::sessions_since(Time::from_unix_seconds(1_789_000_000), Some("cs_1"));
    let request = channel().request(Method::GET, "/v1/checkout/sessions", &form, None).unwrap();
    assert_eq!(
        request.url().query().unwrap(),
        "created%5Bgte%5D=1788999700&created%5Blte%5D=1789086700&expand%5B%5D=data.payment_intent.latest_charge\
         &limit=100&starting_after=cs_1"
    );
    assert!(request.body().is_none() && request.headers().get("idempotency-key").is_none());
}

fn told(header: &str, body: &str, at: i64) -> Result<Notified, NotifyRefusal> {
    let raw = RawNotify {
        method: "POST".into(),
        target: "/notify/stripe".into(),
        headers: vec![("stripe-signature".into(), header.into())],
        body: body.as_bytes().to_vec(),
    };
    notify::verify(&secret(), false, &raw, Time::from_unix_seconds(at))
}

/// With the signature that fits, whatever the body is.
fn signed(body: &str) -> Result<Notified, NotifyRefusal> {
    let v1 = notify::sign(&secret(), &AT.to_string(), body.as_bytes());
    told(&format!("t={AT},v1={v1}"), body, AT)
}

#[test]
fn a_webhook_is_believed_by_any_of_its_signatures_and_for_five_minutes() {
    let payment: PaymentId = PAYMENT.parse().unwrap();
    let paid = Ok(Notified::Paid { payment, event_id: "pi_1".into(), amount: cny(1990) });
    let other = "0".repeat(64);
    assert_eq!(told(&format!("t={AT},v1={SIGNATURE}"), EVENT, AT), paid);
    assert_eq!(told(&format!("t={AT},v1={other},v1={SIGNATURE},v0={other}"), EVENT, AT + 300), paid);
    assert_eq!(told(&format!("t={AT},v1={SIGNATURE}"), EVENT, AT + 301), Err(NotifyRefusal::Stale));
    assert_eq!(told(&format!("t={AT},v1={SIGNATURE}"), EVENT, AT - 301), Err(NotifyRefusal::Stale));
    for header in [
        String::new(),
        format!("t={AT}"),
        format!("t={AT},v1="),
        format!("t={AT},v0={SIGNATURE}"),
        format!("t={AT},v1={EMPTY}"),
        format!("t={AT},v1={other}"),
        format!("t={AT},t={AT},v1={SIGNATURE}"),
        format!("t=+{AT},v1={SIGNATURE}"),
        format!("t={},v1={SIGNATURE}", AT + 1),
        format!("v1={SIGNATURE}"),
    ] {
        assert_eq!(told(&header, EVENT, AT), Err(NotifyRefusal::BadSignature), "{header}");
    }
    assert_eq!(
        told(&format!("t={AT},v1={SIGNATURE}"), &format!("{EVENT} "), AT),
        Err(NotifyRefusal::BadSignature)
    );
}

#[test]
fn only_what_is_paid_and_ours_counts() {
    let changed = |from: &str, to: &str| {
        assert!(EVENT.contains(from), "{from}");
        signed(&EVENT.replace(from, to))
    };
    assert_eq!(changed(r#""payment_status":"paid""#, r#""payment_status":"unpaid""#), Ok(Notified::Other));
    assert_eq!(
        changed(r#""payment_status":"paid""#, r#""payment_status":"no_payment_required""#),
        Ok(Notified::Other)
    );
    assert_eq!(changed(PAYMENT, "somebody-else-s-order"), Ok(Notified::Other));
    assert_eq!(changed("checkout.session.completed", "checkout.session.expired"), Ok(Notified::Other));
    assert_eq!(changed(r#""livemode":false"#, r#""livemode":true"#), Err(NotifyRefusal::OtherMerchant));
    assert_eq!(
        changed(r#""livemode":false"#, r#""livemode":false,"account":"acct_1""#),
        Err(NotifyRefusal::OtherMerchant)
    );
    for amount in ["[1990]", "1e3", "-1990", "\"1990\"", "1990.1", "null"] {
        let bent = changed(r#""amount_total":1990"#, &format!(r#""amount_total":{amount}"#));
        assert!(matches!(bent, Err(NotifyRefusal::Malformed(_))), "{amount}");
    }
}

#[test]
fn a_refund_is_known_by_its_number() {
    let refund = RefundId(1);
    let of = |kind: &str, object: &str| {
        signed(&format!(r#"{{"type":"{kind}","livemode":false,"data":{{"object":{object}}}}}"#))
    };
    let ours = format!(r#"{{"id":"re_1","metadata":{{"refund_no":"{refund}"}}}}"#);
    assert_eq!(of("refund.updated", &ours), Ok(Notified::Refunded { refund }));
    assert_eq!(of("charge.refund.updated", &ours), Ok(Notified::Refunded { refund }));
    let listed = format!(r#"{{"id":"ch_1","refunds":{{"data":[{{"metadata":{{}}}},{ours}]}}}}"#);
    assert_eq!(of("charge.refunded", &listed), Ok(Notified::Refunded { refund }));
    assert_eq!(of("charge.refunded", r#"{"id":"ch_1"}"#), Ok(Notified::Other));
    assert_eq!(of("refund.updated", r#"{"metadata":{"refund_no":"7"}}"#), Ok(Notified::Other));
}

#[test]
fn the_kind_says_that_money_can_go_back() {
    assert!(KIND.refunds && KIND.takes(Currency::CNY));
    let built = (KIND.build)("stripe", &ports::Settings::new(), &Ambient::system());
    assert_eq!(built.err().map(|problems| problems.len()), Some(2));
}
