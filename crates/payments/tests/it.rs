//! The adapter against the real gateway on loopback, and against a fake one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod support;

use kernel::{Ambient, Money, PaymentId, RefundId, Secret, Span};
use payments::{BadSandbox, SandboxChannel, SandboxSettings};
use ports::{ChannelError, NewRefund, Notified, NotifyRefusal, PaymentChannel, RawNotify, RefundState};
use serde_json::json;
use std::collections::HashSet;
use support::{MERCHANT, World, cny, fake_gateway, named, settings};

#[tokio::test]
async fn a_payment_is_opened_once_queried_and_closed() {
    let w = World::new().await;
    let new = w.new_payment();
    let opened = w.channel.create(&new).await.unwrap();
    assert!(opened.pay_url.as_deref().unwrap().starts_with("http://127.0.0.1") && opened.qr_text.is_some());
    assert!(opened.reference.as_deref().is_some_and(|r| !r.is_empty()) && opened.in_app.is_none());
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "idempotent on its id");
    let dearer = ports::NewPayment { amount: cny(1), ..new.clone() };
    assert!(
        matches!(w.channel.create(&dearer).await, Err(ChannelError::Refused(why)) if why.contains("conflict"))
    );
    let asked = named(new.payment, &w.ambient);
    assert_eq!(Some(w.channel.query(&asked).await.unwrap().reference), opened.reference);
    w.channel.close(&asked).await.unwrap();
    w.channel.close(&asked).await.unwrap();
    let closed = w.channel.query(&asked).await.unwrap();
    assert!(closed.closed && closed.paid.is_empty());
    let again = w.channel.create(&new).await.unwrap();
    assert!(again.pay_url.is_none() && again.qr_text.is_none(), "nobody is sent to what is closed");
    let unknown = named(PaymentId::new(&w.ambient), &w.ambient);
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&unknown).await, Err(ChannelError::NotFound));
}

#[tokio::test]
async fn paid_twice_and_in_another_currency_are_separate_arrivals() {
    let w = World::new().await;
    let payment = w.open().await;
    w.control("pay", json!({ "out_trade_no": payment.to_string(), "times": 2 })).await;
    w.control("pay", json!({ "out_trade_no": payment.to_string(), "amount": 7, "currency": "USD" })).await;
    let asked = named(payment, &w.ambient);
    let known = w.channel.query(&asked).await.unwrap();
    let amounts: Vec<Money> = known.paid.iter().map(|p| p.amount).collect();
    assert_eq!(amounts, [cny(1990), cny(1990), Money::new(7, "USD".parse().unwrap())]);
    assert_eq!(known.paid.iter().map(|p| &p.event_id).collect::<HashSet<_>>().len(), 3);
    assert!(known.paid[0].paid_at.since(w.ambient.now()).0.abs() < Span::seconds(60).0);
    assert!(
        matches!(w.channel.close(&asked).await, Err(ChannelError::Refused(why)) if why.contains("already_paid"))
    );
}

#[tokio::test]
async fn money_goes_back_once() {
    let w = World::new().await;
    let payment = w.open().await;
    let new = |minor| NewRefund {
        refund: RefundId::new(&w.ambient),
        of: named(payment, &w.ambient),
        event_id: String::new(),
        amount: cny(minor),
        reason: "late".into(),
        notify_url: String::new(),
    };
    assert!(matches!(w.channel.refund(&new(1)).await, Err(ChannelError::Refused(_))), "nothing was paid");
    w.control("pay", json!({ "out_trade_no": payment.to_string() })).await;
    let first = new(1500);
    assert_eq!(w.channel.query_refund(&first).await, Err(ChannelError::NotFound));
    let done = w.channel.refund(&first).await.unwrap();
    assert_eq!(done.state, RefundState::Succeeded);
    assert_eq!(w.channel.refund(&first).await.unwrap(), done);
    assert_eq!(w.channel.query_refund(&first).await.unwrap(), done);
    assert!(
        matches!(w.channel.refund(&new(491)).await, Err(ChannelError::Refused(why)) if why.contains("exceeds"))
    );
    assert_eq!(
        w.channel.query(&named(payment, &w.ambient)).await.unwrap().paid.len(),
        1,
        "a refund is no arrival"
    );
    let stray = NewRefund { of: named(PaymentId::new(&w.ambient), &w.ambient), ..new(1) };
    assert_eq!(w.channel.refund(&stray).await, Err(ChannelError::NotFound));
    let told = w.heard(2).await;
    let refunded =
        told.iter().map(|n| w.verify(n).unwrap()).any(|n| n == Notified::Refunded { refund: first.refund });
    assert!(refunded);
}

#[tokio::test]
async fn a_genuine_notify_is_believed_and_its_double_is_the_same_event() {
    let w = World::new().await;
    let payment = w.open().await;
    w.control("pay", json!({ "out_trade_no": payment.to_string() })).await;
    w.control("resend", json!({ "out_trade_no": payment.to_string(), "times": 20 })).await;
    let told = w.heard(21).await;
    let event_id = w.channel.query(&named(payment, &w.ambient)).await.unwrap().paid[0].event_id.clone();
    for notify in &told {
        let expected = Notified::Paid { payment, event_id: event_id.clone(), amount: cny(1990) };
        assert_eq!(w.verify(notify), Ok(expected));
    }
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new().await;
    let payment = w.open().await.to_string();
    let forge = async |mut what: serde_json::Value| {
        what["out_trade_no"] = json!(payment);
        w.control("forge", what).await;
        w.heard(1).await.pop().unwrap()
    };
    for (what, refusal) in [
        (json!({ "signature": "wrong" }), NotifyRefusal::BadSignature),
        (json!({ "signature": "none" }), NotifyRefusal::BadSignature),
        (json!({ "nonce": "short" }), NotifyRefusal::BadSignature),
        (json!({ "header_merchant": "else" }), NotifyRefusal::OtherMerchant),
        (json!({ "set": { "merchant": "else" } }), NotifyRefusal::OtherMerchant),
        (json!({ "timestamp_offset": -301 }), NotifyRefusal::Stale),
        (json!({ "timestamp_offset": 310 }), NotifyRefusal::Stale),
    ] {
        assert_eq!(w.verify(&forge(what.clone()).await), Err(refusal), "{what}");
    }
    for set in [
        json!({ "out_trade_no": "ord_2" }),
        json!({ "amount": "1990" }),
        json!({ "amount": 1.5 }),
        json!({ "currency": "cny" }),
    ] {
        assert!(
            matches!(w.verify(&forge(json!({ "set": set })).await), Err(NotifyRefusal::Malformed(_))),
            "{set}"
        );
    }
    assert_eq!(w.verify(&forge(json!({ "set": { "type": "payment.dreamt" } })).await), Ok(Notified::Other));
    // A gateway gone wrong may sign what never happened: the query is the truth.
    assert!(matches!(w.verify(&forge(json!({})).await), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&named(payment.parse().unwrap(), &w.ambient)).await.unwrap().paid.is_empty());
}

#[tokio::test]
async fn a_bent_notify_is_refused() {
    let w = World::new().await;
    let payment = w.open().await;
    w.control("pay", json!({ "out_trade_no": payment.to_string() })).await;
    let good = w.heard(1).await.remove(0);
    assert!(w.verify(&good).is_ok());
    let bend = |change: &dyn Fn(&mut ports::RawNotify)| {
        let mut bent = good.clone();
        change(&mut bent);
        w.verify(&bent)
    };
    let bad = Err(NotifyRefusal::BadSignature);
    assert_eq!(bend(&|n| n.target.push_str("&x=1")), bad);
    assert_eq!(bend(&|n| n.method = "PUT".into()), bad);
    assert_eq!(bend(&|n| n.body.push(b' ')), bad);
    assert_eq!(bend(&|n| n.headers.retain(|(name, _)| name != "sandbox-signature")), bad);
    assert_eq!(bend(&|n| n.headers.push(("sandbox-signature".into(), "0".repeat(64)))), bad);
    let empty = |n: &mut ports::RawNotify| {
        let signature = n.headers.iter_mut().find(|(name, _)| name == "sandbox-signature").unwrap();
        signature.1.clear();
    };
    assert_eq!(bend(&empty), bad);
    assert!(matches!(bend(&|n| n.body = vec![b'x'; 70_000]), Err(NotifyRefusal::Malformed(_))));
    for seconds in [-400, 400] {
        let later = w.ambient.now().after(Span::seconds(seconds));
        assert_eq!(w.channel.verify_notify(&good, later), Err(NotifyRefusal::Stale));
    }
    // Who shares no secret with the gateway believes nothing it says.
    let stranger = SandboxSettings { secret: Secret::new("guess".into()), ..settings(&w.url) };
    let stranger = SandboxChannel::new(stranger, Ambient::system()).unwrap();
    assert_eq!(stranger.verify_notify(&good, w.ambient.now()), bad);
    assert!(
        matches!(stranger.query(&named(payment, &w.ambient)).await, Err(ChannelError::Unknown(_))),
        "refused without a signature"
    );
}

#[tokio::test]
async fn unusable_settings_are_refused() {
    let refused = |s| SandboxChannel::new(s, Ambient::system()).err().unwrap();
    let good = || settings("http://127.0.0.1:9");
    assert_eq!(
        refused(SandboxSettings { secret: Secret::new(String::new()), ..good() }),
        BadSandbox::EmptySecret
    );
    assert_eq!(refused(SandboxSettings { merchant: "a\nb".into(), ..good() }), BadSandbox::Merchant);
    for url in ["", "127.0.0.1:9", "ftp://x", "http://x/path", "http://a:b@x", "http://x?y"] {
        assert_eq!(refused(settings(url)), BadSandbox::Url, "{url}");
    }
}

#[tokio::test]
async fn without_an_answer_the_outcome_is_unknown() {
    let w = World::new().await;
    let payment = named(w.open().await, &w.ambient);
    w.control("down", json!({ "down": true })).await;
    assert!(matches!(w.channel.query(&payment).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(w.channel.create(&w.new_payment()).await, Err(ChannelError::Unknown(_))));
    w.control("down", json!({ "down": false })).await;
    assert!(w.channel.query(&payment).await.is_ok());
    let nobody = SandboxChannel::new(settings("http://127.0.0.1:9"), Ambient::system()).unwrap();
    assert!(matches!(nobody.query(&payment).await, Err(ChannelError::Unknown(_))));
}

#[tokio::test]
async fn an_answer_that_the_gateway_did_not_sign_is_forged() {
    let paid = r#"{"payment_id":"pay_1","out_trade_no":"pay_1","state":"paid","events":[]}"#;
    let payment = named(PaymentId(1), &Ambient::system());
    let ask = async |status, headers: &'static [(&'static str, &'static str)], body: String| {
        let url = fake_gateway(status, headers, body).await;
        SandboxChannel::new(settings(&url), Ambient::system()).unwrap().query(&payment).await
    };
    let signed: &[(&str, &str)] = &[
        ("sandbox-merchant", MERCHANT),
        ("sandbox-timestamp", "1789000001"),
        ("sandbox-nonce", "bm9uY2UtMDAwMQ00"),
        ("sandbox-signature", "cf13766f7b5ef3f2ef94d200c803f6ebcadff5e325e91ec5dd692c8416ea6fcc"),
    ];
    assert_eq!(ask(200, &[], paid.into()).await, Err(ChannelError::ForgedAnswer));
    assert_eq!(ask(200, signed, paid.into()).await, Err(ChannelError::ForgedAnswer));
    assert_eq!(ask(200, &[("sandbox-signature", "")], paid.into()).await, Err(ChannelError::ForgedAnswer));
    let not_found = r#"{"code":"payment_not_found","message":""}"#;
    assert_eq!(
        ask(404, &[], not_found.into()).await,
        Err(ChannelError::ForgedAnswer),
        "or a refund would be given twice"
    );
    assert!(matches!(ask(502, &[], "proxy".into()).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(ask(302, &[("location", "/")], String::new()).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(ask(200, &[], "x".repeat(2_000_000)).await, Err(ChannelError::Unknown(_))));
}

/// Whatever is sent to the notify address: nothing is believed that was not signed, and nothing breaks.
#[test]
fn no_stranger_is_believed() {
    let channel = SandboxChannel::new(settings("http://127.0.0.1:9"), Ambient::system()).unwrap();
    let names =
        ["sandbox-merchant", "sandbox-timestamp", "sandbox-nonce", "sandbox-signature", "content-type"];
    let strategy = (
        proptest::collection::vec((proptest::sample::select(names.to_vec()), ".{0,40}"), 0..6),
        ".{0,30}",
        proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
    );
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&strategy, |(headers, target, body)| {
            let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let notify = RawNotify {
                method: "POST".into(),
                target: format!("/notify/sandbox{target}"),
                headers,
                body,
            };
            proptest::prop_assert!(channel.verify_notify(&notify, Ambient::system().now()).is_err());
            Ok(())
        })
        .unwrap();
}

/// What the button beside the settings says.
#[tokio::test]
async fn settings_are_tried_without_moving_money() {
    let w = World::new().await;
    let said = |done: Vec<ports::Checked>| -> Vec<(&'static str, bool)> {
        done.into_iter().map(|c| (c.code, c.problem.is_none())).collect()
    };
    assert_eq!(said(w.channel.check().await), [("reach", true), ("keys", true), ("answer", true)]);
    let stranger = SandboxSettings { secret: Secret::new("guess".into()), ..settings(&w.url) };
    let stranger = SandboxChannel::new(stranger, Ambient::system()).unwrap();
    assert_eq!(said(stranger.check().await), [("reach", true), ("keys", false)]);
    let nobody = SandboxChannel::new(settings("http://127.0.0.1:9"), Ambient::system()).unwrap();
    assert_eq!(said(nobody.check().await), [("reach", false)]);
}

#[test]
fn the_kind_builds_a_channel_under_its_own_code() {
    let kind = payments::kinds().iter().find(|kind| kind.code == "sandbox").unwrap();
    let mut filled: ports::Settings =
        [("url", "http://127.0.0.1:9"), ("merchant", MERCHANT), ("secret", "s")]
            .map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())))
            .into();
    assert_eq!((kind.build)("second", &filled, &Ambient::system()).unwrap().code(), "second");
    for field in kind.fields {
        let kept = filled.remove(field.name).unwrap();
        let problems = (kind.build)("second", &filled, &Ambient::system()).err().unwrap();
        assert_eq!(problems.first().unwrap().field, field.name);
        filled.insert(field.name.to_owned(), kept);
    }
}
