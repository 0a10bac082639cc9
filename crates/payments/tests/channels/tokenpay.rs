//! TokenPay.

use super::bepusdt::open;
use super::epay::raw;
use super::world::{World, between, cny};
use kernel::PaymentId;
use ports::{ChannelError, Device, Notified, NotifyRefusal, PaymentRef};
use sandbox::channels::{BadAmount, Forgery, Switches};

fn forged(w: &World, payment: &PaymentRef, forgery: &Forgery) -> Result<Notified, NotifyRefusal> {
    w.verify(&raw(&w.control.forged(&payment.payment.to_string(), forgery).unwrap()))
}

#[tokio::test]
async fn a_payment_is_opened_paid_told_and_asked_about() {
    let w = World::new("tokenpay").await;
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    assert!(opened.pay_url.as_deref().unwrap().contains("/pay/tokenpay/"));
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "the same number is the same payment");
    let payment = PaymentRef { reference: opened.reference.clone(), ..w.named(new.payment) };
    let known = w.channel.query(&payment).await.unwrap();
    assert!(known.paid.is_empty() && !known.closed);
    w.pay(&payment);
    let arrival = w.arrival(&payment).await;
    let paid = Notified::Paid { payment: new.payment, event_id: arrival.event_id.clone(), amount: cny(1990) };
    assert_eq!(w.verify(&w.heard(1).await[0]), Ok(paid));
    assert_eq!((arrival.amount, Some(arrival.event_id)), (cny(1990), opened.reference));
    assert_eq!(
        w.channel.query(&w.named(new.payment)).await,
        Err(ChannelError::NotFound),
        "never heard where it is"
    );
    let unknown = "00000000-0000-0000-0000-000000000001".to_owned();
    let unknown = PaymentRef { reference: Some(unknown), ..payment.clone() };
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&payment).await, Err(ChannelError::CannotTell));
    let refund = w.new_refund(&payment, 1).await;
    assert!(matches!(w.channel.refund(&refund).await, Err(ChannelError::Refused(_))));
    assert_eq!(w.channel.query_refund(&refund).await, Err(ChannelError::CannotTell));
    // Asked for under the gateway's number of another payment of ours.
    let mixed = PaymentRef { payment: PaymentId::new(&w.ambient), ..payment };
    assert!(matches!(w.channel.query(&mixed).await, Err(ChannelError::Unknown(_))));
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new("tokenpay").await;
    let (payment, other) = (open(&w).await, open(&w).await);
    let swapped = Forgery::OtherOrder(other.payment.to_string());
    for forgery in [Forgery::WrongKey, Forgery::EmptyKey, Forgery::Unsigned, Forgery::OtherMerchant, swapped]
    {
        assert_eq!(forged(&w, &payment, &forgery), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    for bad in [BadAmount::Exponent, BadAmount::Negative, BadAmount::TooExact, BadAmount::Zero] {
        let verdict = forged(&w, &payment, &Forgery::Amount(bad));
        assert!(matches!(verdict, Err(NotifyRefusal::Malformed(_))), "{bad:?} {verdict:?}");
    }
    assert!(forged(&w, &payment, &Forgery::Amount(BadAmount::Array)).is_err());
    assert!(matches!(forged(&w, &payment, &Forgery::NeverPaid), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
}

#[tokio::test]
async fn old_silent_and_lying_gateways_are_understood() {
    let w = World::new("tokenpay").await;
    w.control.set(|switches| switches.odd = true);
    let payment = open(&w).await;
    assert!(
        w.channel.query(&payment).await.unwrap().paid.is_empty(),
        "the id is read from the page's address"
    );
    w.control.set(|switches| *switches = Switches { mute_create: true, ..Switches::default() });
    let new = w.new_payment(Device::Desktop);
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Unknown(_))));
    w.control.reset();
    assert!(w.channel.create(&new).await.is_ok());
    for (from, to) in
        [("\"19.90\"", "\"1.99\""), ("\"CNY\"", "\"USD\""), ("\"data\":\"http", "\"data\":\"javascript")]
    {
        let bend = move |passing: &mut super::world::Passing| passing.body = passing.body.replace(from, to);
        let through = between(w.gateway.address(), |_| {}, bend).await;
        let channel = w.other(&[("url", &format!("{through}/tokenpay"))]);
        assert!(matches!(channel.create(&new).await, Err(ChannelError::Unknown(_))), "{to}");
    }
    w.pay(&payment);
    for (from, to) in [("\"actualAmount\":19.9", "\"actualAmount\":[19.9]"), ("\"status\":1", "\"status\":7")]
    {
        let bend = move |passing: &mut super::world::Passing| passing.body = passing.body.replace(from, to);
        let through = between(w.gateway.address(), |_| {}, bend).await;
        let channel = w.other(&[("url", &format!("{through}/tokenpay"))]);
        let verdict = channel.query(&payment).await;
        assert!(matches!(verdict, Err(ChannelError::Unknown(_))), "{to} {verdict:?}");
    }
    w.control.down(true);
    assert!(matches!(w.channel.query(&payment).await, Err(ChannelError::Unknown(_))));
}

#[tokio::test]
async fn the_test_button_knows_a_wrong_key() {
    let w = World::new("tokenpay").await;
    let problems = |checked: Vec<ports::Checked>| -> Vec<&'static str> {
        checked.into_iter().filter(|c| c.problem.is_some()).map(|c| c.code).collect()
    };
    assert!(problems(w.channel.check().await).is_empty());
    assert_eq!(problems(w.other(&[("token", "a-key-that-is-wrong")]).check().await), ["keys"]);
    w.control.down(true);
    assert_eq!(problems(w.channel.check().await), ["reach"]);
}
