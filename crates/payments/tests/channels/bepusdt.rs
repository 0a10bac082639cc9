//! BEpusdt.

use super::epay::raw;
use super::world::{World, between, cny};
use kernel::Money;
use ports::{ChannelError, Device, Notified, NotifyRefusal, PaymentRef};
use sandbox::channels::{BadAmount, Forgery, Switches};

pub async fn open(w: &World) -> PaymentRef {
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    PaymentRef { reference: opened.reference, ..w.named(new.payment) }
}

fn forged(w: &World, payment: &PaymentRef, forgery: &Forgery) -> Result<Notified, NotifyRefusal> {
    w.verify(&raw(&w.control.forged(&payment.payment.to_string(), forgery).unwrap()))
}

#[tokio::test]
async fn a_payment_is_opened_paid_told_and_asked_about() {
    let w = World::new("bepusdt").await;
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    assert!(opened.pay_url.as_deref().unwrap().contains("/pay/bepusdt/"));
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "the same number is the same payment");
    let payment = PaymentRef { reference: opened.reference.clone(), ..w.named(new.payment) };
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
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
    let unknown = PaymentRef { reference: Some("none".into()), ..payment.clone() };
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    let refund = w.new_refund(&payment, 1).await;
    assert!(matches!(w.channel.refund(&refund).await, Err(ChannelError::Refused(_))));
    assert_eq!(w.channel.query_refund(&refund).await, Err(ChannelError::CannotTell));
}

#[tokio::test]
async fn amounts_are_signed_as_the_gateway_reads_them() {
    let w = World::new("bepusdt").await;
    for minor in [1, 10, 100, 1990, 99_999_999, 100_000_000, 123_456_789] {
        let new = ports::NewPayment { amount: cny(minor), ..w.new_payment(Device::Desktop) };
        w.channel.create(&new).await.unwrap();
        let letter = w.control.forged(&new.payment.to_string(), &Forgery::NeverPaid).unwrap();
        let told = w.verify(&raw(&letter));
        assert!(
            matches!(told, Ok(Notified::Paid { amount, .. }) if amount == cny(minor)),
            "{minor} {told:?}"
        );
    }
    let yen = w.other(&[("fiat", "JPY")]);
    let amount = Money::new(300, "JPY".parse().unwrap());
    let new = ports::NewPayment { amount, ..w.new_payment(Device::Desktop) };
    assert!(yen.create(&new).await.is_ok());
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Refused(_))), "set up for CNY");
}

#[tokio::test]
async fn a_cancelled_payment_is_closed() {
    let w = World::new("bepusdt").await;
    let payment = open(&w).await;
    assert_eq!(w.channel.close(&payment).await, Ok(()));
    assert!(w.channel.query(&payment).await.unwrap().closed);
    assert_eq!(w.verify(&w.heard(1).await[0]), Ok(Notified::Other), "told that it is over");
    assert_eq!(w.channel.close(&payment).await, Ok(()), "it is closed already");
    let paid = open(&w).await;
    w.pay(&paid);
    assert!(matches!(w.channel.close(&paid).await, Err(ChannelError::Refused(_))));
    let unknown = PaymentRef { reference: Some("none".into()), ..payment };
    assert_eq!(w.channel.close(&unknown).await, Err(ChannelError::NotFound));
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new("bepusdt").await;
    let (payment, other) = (open(&w).await, open(&w).await);
    let swapped = Forgery::OtherOrder(other.payment.to_string());
    let (wrong, array) = (Forgery::WrongKey, Forgery::Amount(BadAmount::Array));
    for forgery in [wrong, Forgery::EmptyKey, Forgery::Unsigned, Forgery::OtherMerchant, swapped, array] {
        assert_eq!(forged(&w, &payment, &forgery), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    for bad in [BadAmount::Exponent, BadAmount::Negative, BadAmount::TooExact, BadAmount::Zero] {
        // Go prints an exponent otherwise than it was written, so that one is not even signed for us.
        assert!(forged(&w, &payment, &Forgery::Amount(bad)).is_err(), "{bad:?}");
    }
    assert!(matches!(forged(&w, &payment, &Forgery::NeverPaid), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
}

#[tokio::test]
async fn odd_silent_and_lying_gateways_are_understood() {
    let w = World::new("bepusdt").await;
    w.control.set(|switches| switches.odd = true);
    let payment = open(&w).await;
    w.control.set(|switches| *switches = Switches { mute_create: true, ..Switches::default() });
    let new = w.new_payment(Device::Desktop);
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Unknown(_))));
    w.control.reset();
    assert!(w.channel.create(&new).await.is_ok());
    for (from, to) in
        [("19.9\"", "1.99\""), ("http://", "javascript://"), ("\"trade_id\":\"", "\"trade_id\":\"/")]
    {
        let bend = move |passing: &mut super::world::Passing| passing.body = passing.body.replace(from, to);
        let through = between(w.gateway.address(), |_| {}, bend).await;
        let channel = w.other(&[("url", &format!("{through}/bepusdt"))]);
        assert!(matches!(channel.create(&new).await, Err(ChannelError::Unknown(_))), "{to}");
    }
    w.control.down(true);
    assert!(matches!(w.channel.query(&payment).await, Err(ChannelError::Unknown(_))));
}

#[tokio::test]
async fn the_test_button_knows_a_wrong_token() {
    let w = World::new("bepusdt").await;
    let problems = |checked: Vec<ports::Checked>| -> Vec<&'static str> {
        checked.into_iter().filter(|c| c.problem.is_some()).map(|c| c.code).collect()
    };
    assert!(problems(w.channel.check().await).is_empty());
    assert_eq!(problems(w.other(&[("token", "a-token-that-is-wrong")]).check().await), ["keys"]);
    w.control.down(true);
    assert_eq!(problems(w.channel.check().await), ["reach"]);
}
