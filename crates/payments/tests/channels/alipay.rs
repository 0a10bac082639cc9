use crate::certificate;
use crate::world::{World, between, build, cny, plain_client, raw};
use kernel::{PaymentId, Span};
use ports::{
    ChannelError, Device, NewPayment, Notified, NotifyRefusal, PaymentChannel, RawNotify, RefundState,
};
use sandbox::channels::{BadAmount, Forgery, Pay};
use std::sync::{Arc, Mutex};

const KIND: &str = "alipay";

/// The same merchant's channel in certificate mode, with these fields filled in otherwise.
pub fn certified(w: &World, more: &[(&str, &str)]) -> Arc<dyn PaymentChannel> {
    let (settings, other) = (w.gateway.settings(KIND), w.gateway.settings("wechat"));
    let certificates = certificate::for_alipay(&settings, &other);
    let mut changes: Vec<(&str, &str)> =
        certificates.iter().map(|(name, value)| (*name, value.as_str())).collect();
    changes.extend_from_slice(more);
    build(KIND, &settings, &changes)
}

/// A browser goes where it is sent; it comes to a page that exists.
async fn visit(link: &str) -> u16 {
    let answer = plain_client().get(link).send().await.unwrap();
    let Some(page) = answer.headers().get("location") else { return answer.status().as_u16() };
    plain_client().get(page.to_str().unwrap()).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn each_device_is_given_a_way_that_leads_to_paying() {
    let w = World::new(KIND).await;
    let desktop = w.channel.create(&w.new_payment(Device::Desktop)).await.unwrap();
    assert!(
        desktop.qr_text.as_deref().is_some_and(|code| code.starts_with("http")) && desktop.pay_url.is_none()
    );
    let mobile = w.channel.create(&w.new_payment(Device::Mobile)).await.unwrap();
    assert!(mobile.qr_text.is_none() && mobile.in_app.is_none());
    let link = mobile.pay_url.unwrap();
    assert!(link.contains("method=alipay.trade.wap.pay") && link.contains("sign="));
    assert_eq!(visit(&link).await, 200);
    assert_eq!(visit(&link.replace("19.90", "0.10")).await, 400, "what is signed cannot be changed");
    let codes = w.other(&[("wap_product", "no"), ("page_product", "no")]);
    let scanned_here = codes.create(&w.new_payment(Device::Mobile)).await.unwrap();
    assert_eq!(scanned_here.pay_url, scanned_here.qr_text);
    let pages = w.other(&[("code_product", "no"), ("wap_product", "no")]);
    let page = pages.create(&w.new_payment(Device::Desktop)).await.unwrap();
    assert!(page.pay_url.as_deref().is_some_and(|link| link.contains("alipay.trade.page.pay")));
    assert_eq!(visit(&page.pay_url.unwrap()).await, 200);
}

#[tokio::test]
async fn a_payment_is_unknown_until_somebody_comes_and_is_closed_only_then() {
    let w = World::new(KIND).await;
    let scanned = w.open().await;
    assert_eq!(w.channel.query(&scanned).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&scanned).await, Err(ChannelError::NotFound));
    let new = w.new_payment(Device::Mobile);
    let link = w.channel.create(&new).await.unwrap().pay_url.unwrap();
    visit(&link).await;
    let visited = w.named(new.payment);
    let waits = w.channel.query(&visited).await.unwrap();
    assert!(waits.paid.is_empty() && !waits.closed && !waits.reference.is_empty());
    w.channel.close(&visited).await.unwrap();
    w.channel.close(&visited).await.unwrap();
    let closed = w.channel.query(&visited).await.unwrap();
    assert!(closed.paid.is_empty() && closed.closed);
    assert_eq!(visit(&link).await, 400, "nobody pays what is closed");
    w.pay(&scanned);
    assert!(matches!(w.channel.close(&scanned).await, Err(ChannelError::Refused(_))));
    let again = NewPayment { payment: scanned.payment, ..w.new_payment(Device::Desktop) };
    assert!(
        matches!(w.channel.create(&again).await, Err(ChannelError::Refused(why)) if why.contains("TRADE_HAS_SUCCESS"))
    );
}

#[tokio::test]
async fn what_a_notify_tells_is_what_a_query_tells() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.control.pay(&payment.payment.to_string(), &Pay { amount: Some(1), ..Pay::default() }).unwrap();
    let told = w.heard(1).await;
    let arrival = w.arrival(&payment).await;
    assert_eq!(arrival.amount, cny(1));
    assert!(arrival.paid_at.since(w.ambient.now()).0.abs() < Span::minutes(2).0);
    let expected =
        Notified::Paid { payment: payment.payment, event_id: arrival.event_id.clone(), amount: cny(1) };
    assert_eq!(w.verify(&told[0]), Ok(expected.clone()));
    w.control.resend(&payment.payment.to_string(), 3).await.unwrap();
    for again in w.heard(3).await {
        assert_eq!(w.verify(&again), Ok(expected.clone()));
    }
    assert_eq!(w.channel.query(&w.named(PaymentId::new(&w.ambient))).await, Err(ChannelError::NotFound));
}

#[tokio::test]
async fn money_goes_back_once_and_is_no_arrival() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.pay(&payment);
    w.heard(1).await;
    let first = w.new_refund(&payment, 500).await;
    assert_eq!(w.channel.query_refund(&first).await, Err(ChannelError::NotFound));
    let done = w.channel.refund(&first).await.unwrap();
    assert_eq!(done.state, RefundState::Succeeded);
    assert_eq!(w.channel.refund(&first).await.unwrap(), done);
    assert_eq!(w.channel.query_refund(&first).await.unwrap(), done);
    let told = w.heard(1).await;
    assert_eq!(w.verify(&told[0]), Ok(Notified::Refunded { refund: first.refund }));
    assert_eq!(w.arrival(&payment).await.amount, cny(1990));
    let dearer = ports::NewRefund { amount: cny(600), ..first.clone() };
    assert!(matches!(w.channel.refund(&dearer).await, Err(ChannelError::Refused(_))));
    let too_much = w.new_refund(&payment, 1491).await;
    assert!(matches!(w.channel.refund(&too_much).await, Err(ChannelError::Refused(_))));
    let rest = w.new_refund(&payment, 1490).await;
    assert_eq!(w.channel.refund(&rest).await.unwrap().state, RefundState::Succeeded);
    let gone = w.channel.query(&payment).await.unwrap();
    assert!(gone.paid.is_empty() && gone.closed);
    let told = w.heard(1).await;
    assert_eq!(w.verify(&told[0]), Ok(Notified::Refunded { refund: rest.refund }));
    assert_eq!(w.control.payment(&payment.payment.to_string()).unwrap().refunds.len(), 2);
}

#[tokio::test]
async fn a_refund_that_hangs_is_asked_for_again_and_goes_once() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.pay(&payment);
    let refund = w.new_refund(&payment, 1990).await;
    w.control.set(|switches| switches.fail_refunds = true);
    assert!(
        matches!(w.channel.refund(&refund).await, Err(ChannelError::Refused(why)) if why.contains("BALANCE"))
    );
    w.control.set(|switches| (switches.fail_refunds, switches.refund_pending) = (false, true));
    for _ in 0..3 {
        assert!(matches!(w.channel.refund(&refund).await, Err(ChannelError::Unknown(_))));
        assert_eq!(w.channel.query_refund(&refund).await, Err(ChannelError::NotFound));
    }
    w.control.settle_refund(&refund.refund.to_string(), true).unwrap();
    assert_eq!(w.channel.refund(&refund).await.unwrap().state, RefundState::Succeeded);
    assert_eq!(w.channel.query_refund(&refund).await.unwrap().state, RefundState::Succeeded);
    assert_eq!(w.control.payment(&payment.payment.to_string()).unwrap().refunds.len(), 1);
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new(KIND).await;
    let (payment, other) = (w.open().await.payment.to_string(), w.open().await.payment.to_string());
    let verify = |forgery: &Forgery| w.verify(&raw(&w.control.forged(&payment, forgery).unwrap()));
    for forgery in
        [Forgery::WrongKey, Forgery::EmptyKey, Forgery::Unsigned, Forgery::OtherOrder(other.clone())]
    {
        assert_eq!(verify(&forgery), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    assert_eq!(verify(&Forgery::OtherMerchant), Err(NotifyRefusal::OtherMerchant));
    for bad in
        [BadAmount::Array, BadAmount::Exponent, BadAmount::Zero, BadAmount::Negative, BadAmount::TooExact]
    {
        assert!(matches!(verify(&Forgery::Amount(bad)), Err(NotifyRefusal::Malformed(_))), "{bad:?}");
    }
    // A gateway gone wrong may sign what never happened, or long ago: the query is the truth.
    assert!(matches!(verify(&Forgery::NeverPaid), Ok(Notified::Paid { .. })));
    assert!(matches!(verify(&Forgery::Stale(3 * 86_400)), Ok(Notified::Paid { .. })));
    let named = w.named(payment.parse().unwrap());
    assert_eq!(w.channel.query(&named).await, Err(ChannelError::NotFound));
}

#[tokio::test]
async fn a_bent_notify_is_refused() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.pay(&payment);
    let good = w.heard(1).await.remove(0);
    assert!(w.verify(&good).is_ok());
    let bend = |change: &dyn Fn(&mut RawNotify)| {
        let mut bent = good.clone();
        change(&mut bent);
        w.verify(&bent)
    };
    let text = String::from_utf8(good.body.clone()).unwrap();
    let bad = Err(NotifyRefusal::BadSignature);
    assert_eq!(bend(&|n| n.method = "GET".into()), bad);
    assert_eq!(bend(&|n| n.body.clear()), bad);
    assert_eq!(bend(&|n| n.body = text.replace("19.90", "0.01").into()), bad);
    assert_eq!(bend(&|n| n.body = text.replace("RSA2", "RSA").into()), bad);
    assert_eq!(bend(&|n| n.body = format!("{text}&x=1").into()), bad);
    assert_eq!(bend(&|n| n.body = text.replace("TRADE_SUCCESS", "TRADE_FINISHED").into()), bad);
    assert!(matches!(
        bend(&|n| n.body = format!("{text}&app_id=1").into()),
        Err(NotifyRefusal::Malformed(_))
    ));
    assert!(matches!(bend(&|n| n.body = vec![b'a'; 70_000]), Err(NotifyRefusal::Malformed(_))));
    for (name, value) in [("app_id", "2021009999999999"), ("seller_id", "2088000000009999")] {
        let stranger = w.other(&[(name, value)]);
        assert_eq!(stranger.verify_notify(&good, w.ambient.now()), Err(NotifyRefusal::OtherMerchant));
    }
}

/// The channel with somebody between it and the gateway.
async fn through(
    w: &World,
    back: impl Fn(&mut crate::world::Passing) + Send + Sync + 'static,
) -> Arc<dyn PaymentChannel> {
    let proxy = between(w.gateway.address(), |_| {}, back).await;
    w.other(&[("gateway", &format!("{proxy}/alipay/gateway.do"))])
}

#[tokio::test]
async fn nothing_is_believed_that_alipay_has_not_signed() {
    let w = World::new(KIND).await;
    let (payment, poor) = (w.open().await, w.open().await);
    w.pay(&payment);
    let forged = Err(ChannelError::ForgedAnswer);
    let cheaper = through(&w, |a| a.body = a.body.replace("19.90", "99.90")).await;
    assert_eq!(cheaper.query(&payment).await, forged);
    let spaced = through(&w, |a| a.body = a.body.replacen("\"code\":", "\"code\": ", 1)).await;
    assert_eq!(spaced.query(&payment).await, forged, "the node is taken as it was written");
    let unsigned = through(&w, |a| a.body = a.body.replace("\"sign\"", "\"nosign\"")).await;
    assert_eq!(unsigned.query(&payment).await, forged);
    assert!(
        matches!(unsigned.query(&poor).await, Err(ChannelError::Unknown(_))),
        "not even that it is not there"
    );
    let thief = w.other(&[("alipay_public_key", &w.gateway.settings("wechat")["public_key"])]);
    assert_eq!(thief.query(&payment).await, forged);
    // An answer that Alipay signed, about something else.
    let kept = Arc::new(Mutex::new(String::new()));
    let swapped = through(&w, move |a| {
        let mut kept = kept.lock().unwrap();
        if kept.is_empty() {
            kept.clone_from(&a.body);
        }
        a.body.clone_from(&kept);
    })
    .await;
    assert_eq!(swapped.query(&payment).await.unwrap().paid.len(), 1);
    let about_another = swapped.query(&poor).await;
    assert!(matches!(about_another, Err(ChannelError::Unknown(why)) if why.contains("something else")));
    for body in ["", "null", "[]", "<html>", "{\"alipay_trade_query_response\":[]}"] {
        let rubbish = through(&w, move |a| a.body = body.into()).await;
        assert!(
            matches!(
                rubbish.query(&payment).await,
                Err(ChannelError::Unknown(_) | ChannelError::ForgedAnswer)
            ),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_never_came_is_no_answer() {
    let w = World::new(KIND).await;
    w.control.mute_create(true);
    let new = w.new_payment(Device::Desktop);
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Unknown(_))));
    w.control.mute_create(false);
    assert!(w.channel.create(&new).await.unwrap().qr_text.is_some(), "asked for again, it is the same");
    w.control.down(true);
    for told in [w.channel.query(&w.named(new.payment)).await.err(), w.channel.create(&new).await.err()] {
        assert!(matches!(told, Some(ChannelError::Unknown(_))));
    }
    w.control.down(false);
    // A question that is refused says nothing of the payment: the key may have been changed since.
    let stranger = w.other(&[("private_key", &w.gateway.settings("wechat")["private_key"])]);
    assert!(matches!(stranger.query(&w.named(new.payment)).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(stranger.create(&new).await, Err(ChannelError::Refused(_))));
    for amount in [cny(0), cny(-1), kernel::Money::new(100, "USD".parse().unwrap())] {
        let strange = NewPayment { amount, ..new.clone() };
        assert!(matches!(w.channel.create(&strange).await, Err(ChannelError::Refused(_))));
    }
}

#[tokio::test]
async fn the_test_button_says_what_does_not_fit() {
    let w = World::new(KIND).await;
    let problems = async |channel: Arc<dyn PaymentChannel>| -> Vec<&'static str> {
        let tried = channel.check().await;
        assert!(!tried.is_empty());
        tried.into_iter().filter(|one| one.problem.is_some()).map(|one| one.code).collect()
    };
    assert!(problems(w.channel.clone()).await.is_empty());
    let settings = w.gateway.settings("wechat");
    assert_eq!(problems(w.other(&[("private_key", &settings["private_key"])])).await, ["keys"]);
    assert_eq!(problems(w.other(&[("app_id", "2021009999999999")])).await, ["keys"]);
    assert_eq!(problems(w.other(&[("alipay_public_key", &settings["public_key"])])).await, ["answer"]);
    assert_eq!(problems(w.other(&[("gateway", "http://127.0.0.1:1/gateway.do")])).await, ["reach"]);
    let private = &settings["private_key"];
    for tried in w.other(&[("private_key", private)]).check().await {
        assert!(!tried.problem.unwrap_or_default().contains(&private[100..160]));
    }
}

#[tokio::test]
async fn certificates_do_what_keys_do() {
    let w = World::new(KIND).await;
    let by_certificates = certified(&w, &[]);
    let new = w.new_payment(Device::Mobile);
    let link = by_certificates.create(&new).await.unwrap().pay_url.unwrap();
    assert!(link.contains("app_cert_sn=") && link.contains("alipay_root_cert_sn="));
    assert_eq!(visit(&link).await, 200);
    let payment = w.named(new.payment);
    w.pay(&payment);
    assert_eq!(by_certificates.query(&payment).await.unwrap().paid.len(), 1);
    let told = w.heard(1).await;
    assert!(matches!(by_certificates.verify_notify(&told[0], w.ambient.now()), Ok(Notified::Paid { .. })));
    assert!(by_certificates.check().await.iter().all(|one| one.problem.is_none()));
}
