//! EPay's second version.

use super::epay::raw;
use super::world::{World, between, cny, plain_client};
use kernel::{PaymentId, Span};
use ports::{ChannelError, Device, Notified, NotifyRefusal, PaymentRef, RefundState};
use sandbox::channels::{BadAmount, Forgery, Switches};

fn forged(w: &World, payment: &PaymentRef, forgery: &Forgery) -> Result<Notified, NotifyRefusal> {
    w.verify(&raw(&w.control.forged(&payment.payment.to_string(), forgery).unwrap()))
}

#[tokio::test]
async fn a_payment_is_opened_paid_told_asked_about_and_closed() {
    let w = World::new("epay_v2").await;
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    assert!(opened.qr_text.as_deref().unwrap().contains("/pay/epay2/") && opened.reference.is_some());
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "idempotent on its number");
    assert!(w.channel.create(&w.new_payment(Device::WeChat)).await.unwrap().pay_url.is_some());
    let payment = w.named(new.payment);
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
    w.pay(&payment);
    let arrival = w.arrival(&payment).await;
    let told = w.heard(1).await.remove(0);
    let paid = Notified::Paid { payment: new.payment, event_id: arrival.event_id.clone(), amount: cny(1990) };
    assert_eq!(w.verify(&told), Ok(paid));
    let later = w.ambient.now().after(Span::hours(1));
    assert_eq!(w.channel.verify_notify(&told, later), Err(NotifyRefusal::Stale));
    assert_eq!((arrival.amount, Some(arrival.event_id)), (cny(1990), opened.reference));
    assert!(matches!(w.channel.close(&payment).await, Err(ChannelError::Refused(_))), "it is paid");
    let left = w.open().await;
    assert_eq!(w.channel.close(&left).await, Ok(()));
    let unknown = w.named(PaymentId::new(&w.ambient));
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&unknown).await, Err(ChannelError::NotFound));
}

#[tokio::test]
async fn a_signed_page_leads_to_paying() {
    let w = World::with("epay_v2", &[("way", "page"), ("type", "cashier")]).await;
    let new = w.new_payment(Device::Mobile);
    let page = w.channel.create(&new).await.unwrap().pay_url.unwrap();
    assert_eq!(plain_client().get(&page).send().await.unwrap().status(), 303);
    w.pay(&w.named(new.payment));
    assert_eq!(w.arrival(&w.named(new.payment)).await.amount, cny(1990));
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new("epay_v2").await;
    let (payment, other) = (w.open().await, w.open().await);
    let swapped = Forgery::OtherOrder(other.payment.to_string());
    for forgery in [Forgery::WrongKey, Forgery::EmptyKey, Forgery::Unsigned, swapped] {
        assert_eq!(forged(&w, &payment, &forgery), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    // The platform signs for all its merchants with one key.
    assert_eq!(forged(&w, &payment, &Forgery::OtherMerchant), Err(NotifyRefusal::OtherMerchant));
    for seconds in [400, -400] {
        assert_eq!(forged(&w, &payment, &Forgery::Stale(seconds)), Err(NotifyRefusal::Stale));
    }
    use BadAmount::{Array, Exponent, Negative, TooExact, Zero};
    for bad in [Array, Exponent, Negative, TooExact, Zero] {
        let verdict = forged(&w, &payment, &Forgery::Amount(bad));
        assert!(matches!(verdict, Err(NotifyRefusal::Malformed(_))), "{bad:?} {verdict:?}");
    }
    assert!(matches!(forged(&w, &payment, &Forgery::NeverPaid), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
}

#[tokio::test]
async fn money_goes_back_once_under_its_number() {
    let w = World::new("epay_v2").await;
    let payment = w.open().await;
    w.pay(&payment);
    let new = w.new_refund(&payment, 1500).await;
    assert_eq!(w.channel.query_refund(&new).await, Err(ChannelError::NotFound));
    let done = w.channel.refund(&new).await.unwrap();
    assert_eq!(done.state, RefundState::Succeeded, "taken, and asked whether it is done");
    assert_eq!(w.channel.refund(&new).await.unwrap(), done, "idempotent on its number");
    assert_eq!(w.channel.query_refund(&new).await.unwrap(), done);
    let book = w.control.payment(&payment.payment.to_string()).unwrap();
    assert_eq!((book.refunded(), book.refunds.len()), (1500, 1));

    let more = w.new_refund(&payment, 491).await;
    assert!(matches!(w.channel.refund(&more).await, Err(ChannelError::Refused(_))), "more than is left");
    w.control.set(|switches| *switches = Switches { refund_pending: true, ..Switches::default() });
    let slow = w.new_refund(&payment, 100).await;
    assert_eq!(w.channel.refund(&slow).await.unwrap().state, RefundState::Pending);
    assert!(matches!(w.channel.query_refund(&slow).await, Err(ChannelError::Unknown(_))));
    w.control.settle_refund(&slow.refund.to_string(), false).unwrap();
    assert_eq!(w.channel.query_refund(&slow).await.unwrap().state, RefundState::Failed);
    w.control.set(|switches| *switches = Switches { mute_refund: true, ..Switches::default() });
    let lost = w.new_refund(&payment, 100).await;
    assert!(matches!(w.channel.refund(&lost).await, Err(ChannelError::Unknown(_))));
    assert_eq!(w.channel.query_refund(&lost).await.unwrap().state, RefundState::Succeeded);
    w.control.set(|switches| *switches = Switches { fail_refunds: true, ..Switches::default() });
    let poor = w.new_refund(&payment, 1).await;
    assert!(matches!(w.channel.refund(&poor).await, Err(ChannelError::Refused(_))));
}

#[tokio::test]
async fn only_the_platforms_answers_are_believed() {
    let w = World::new("epay_v2").await;
    let payment = w.open().await;
    w.pay(&payment);
    w.control.set(|switches| switches.forge_answers = true);
    assert_eq!(w.channel.query(&payment).await, Err(ChannelError::ForgedAnswer));
    assert_eq!(w.channel.create(&w.new_payment(Device::Desktop)).await, Err(ChannelError::ForgedAnswer));
    let found: Vec<_> = w.channel.check().await.into_iter().filter(|c| c.problem.is_some()).collect();
    assert_eq!(found[0].code, "platform_key");
    // A clock far from ours looks like an old answer played again; the gateway refuses our own time before that.
    w.control.set(|switches| *switches = Switches { skew_ms: 3_600_000, ..Switches::default() });
    assert!(w.channel.query(&payment).await.is_err());
    w.control.set(|switches| *switches = Switches { odd: true, ..Switches::default() });
    assert_eq!(w.arrival(&payment).await.amount, cny(1990), "lists are not signed");
    w.control.reset();
    for (from, to) in [
        ("\"status\":1", "\"status\":2"),
        ("\"19.90\"", "\"1990.00\""),
        ("\"pid\":1001", "\"pid\":1002"),
        ("\"sign\":", "\"sing\":"),
        ("\"buyer\":null", "\"buyer\":\"x\""),
    ] {
        let bend = move |passing: &mut super::world::Passing| passing.body = passing.body.replace(from, to);
        let through = between(w.gateway.address(), |_| {}, bend).await;
        let channel = w.other(&[("url", &format!("{through}/epay2"))]);
        assert_eq!(channel.query(&payment).await, Err(ChannelError::ForgedAnswer), "{to}");
    }
}

#[tokio::test]
async fn the_test_button_knows_whose_key_is_wrong() {
    let w = World::new("epay_v2").await;
    let problems = |checked: Vec<ports::Checked>| -> Vec<&'static str> {
        checked.into_iter().filter(|c| c.problem.is_some()).map(|c| c.code).collect()
    };
    assert!(problems(w.channel.check().await).is_empty());
    let stranger = include_str!("../../src/rsa_keys/fixtures/private_pkcs1.pem");
    assert_eq!(problems(w.other(&[("private_key", stranger)]).check().await), ["keys"]);
    let public = include_str!("../../src/rsa_keys/fixtures/public_spki.pem");
    assert_eq!(problems(w.other(&[("platform_key", public)]).check().await), ["platform_key"]);
    assert_eq!(problems(w.other(&[("pid", "1002")]).check().await), ["keys"]);
    w.control.down(true);
    assert_eq!(problems(w.channel.check().await), ["reach"]);
}
