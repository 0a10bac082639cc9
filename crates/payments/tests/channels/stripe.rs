//! Stripe's disputes, by its stand-in: what is told is a reason to ask, and the answer is what holds.

use super::world::{World, cny};
use kernel::Span;
use ports::{ChannelError, Device, LineKind, Notified, NotifyRefusal, PaymentRef, RawNotify};

const OTHER_SECRET: &str = "whsec_of_somebody_else";

/// Paid, and told of.
async fn paid(w: &World) -> PaymentRef {
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    let payment = PaymentRef { reference: opened.reference, ..w.named(new.payment) };
    w.pay(&payment);
    w.heard(1).await;
    payment
}

/// All of them about this dispute, in whichever order they came.
fn about(w: &World, letters: &[RawNotify], dispute: &str) {
    for letter in letters {
        assert_eq!(w.verify(letter), Ok(Notified::Disputed { reference: dispute.to_owned() }));
    }
}

#[tokio::test]
async fn a_payment_is_taken_back_by_the_bank_and_won_again() {
    let w = World::new("stripe").await;
    let payment = paid(&w).await;
    let dispute = w.control.dispute(&payment.payment.to_string(), None).unwrap();
    about(&w, &w.heard(2).await, &dispute);
    let told = w.channel.query_dispute(&dispute).await.unwrap();
    assert_eq!((told.reference.as_str(), told.won, told.taken), (dispute.as_str(), None, true));
    assert_eq!((told.amount, told.reason.as_str()), (cny(1990), "fraudulent"));
    assert_eq!(told.event_id, w.arrival(&payment).await.event_id, "the arrival that the shop has booked");
    let due = told.due_at.unwrap().since(w.ambient.now());
    assert!(due > Span::days(6) && due <= Span::days(7), "{due:?}");

    w.control.end_dispute(&dispute, true).unwrap();
    about(&w, &w.heard(2).await, &dispute);
    let told = w.channel.query_dispute(&dispute).await.unwrap();
    assert_eq!((told.won, told.taken), (Some(true), false), "the money is back");
    assert!(w.control.end_dispute(&dispute, false).is_err(), "it has ended");

    // The report of the day shows the whole way.
    let day = w.control.statement("stripe", w.ambient.now().unix_millis()).unwrap();
    let read = w.channel.read_statement(day.as_bytes()).unwrap();
    assert_eq!(read.errors, []);
    let lines: Vec<_> = read.lines.iter().map(|line| (line.kind, line.amount, line.fee)).collect();
    let paid = (LineKind::Payment, cny(1990), 87);
    assert_eq!(
        lines,
        [paid, (LineKind::Chargeback, cny(1990), 1500), (LineKind::ChargebackWon, cny(1990), -1500)]
    );
}

#[tokio::test]
async fn a_part_is_taken_back_and_lost() {
    let w = World::new("stripe").await;
    let payment = paid(&w).await;
    let dispute = w.control.dispute(&payment.payment.to_string(), Some(990)).unwrap();
    w.heard(2).await;
    w.control.end_dispute(&dispute, false).unwrap();
    about(&w, &w.heard(1).await, &dispute);
    let told = w.channel.query_dispute(&dispute).await.unwrap();
    assert_eq!((told.won, told.taken, told.amount), (Some(false), true, cny(990)));
}

#[tokio::test]
async fn of_a_dispute_nobody_is_believed_but_stripe() {
    let w = World::new("stripe").await;
    let payment = paid(&w).await;
    assert_eq!(w.channel.query_dispute("dp_nobody").await, Err(ChannelError::NotFound));
    assert!(w.channel.query_dispute("../balance").await.is_err(), "no way out of the path");
    let dispute = w.control.dispute(&payment.payment.to_string(), None).unwrap();
    let stranger = w.other(&[("webhook_secret", OTHER_SECRET)]);
    for letter in w.heard(2).await {
        let now = w.ambient.now();
        assert_eq!(stranger.verify_notify(&letter, now), Err(NotifyRefusal::BadSignature));
        let changed = String::from_utf8(letter.body.clone()).unwrap().replace(&dispute, "dp_another");
        let changed = RawNotify { body: changed.into_bytes(), ..letter };
        assert_eq!(w.verify(&changed), Err(NotifyRefusal::BadSignature));
    }
    w.control.down(true);
    assert!(matches!(w.channel.query_dispute(&dispute).await, Err(ChannelError::Unknown(_))));
    assert!(World::new("alipay").await.control.dispute("1", None).is_err(), "Alipay tells of none");
}
