//! EPay's first version.

use super::world::{World, between, cny, plain_client};
use kernel::PaymentId;
use ports::{ChannelError, Device, Notified, NotifyRefusal, PaymentRef, RawNotify, RefundState};
use sandbox::channels::{BadAmount, Forgery, Letter, Pay};

/// A letter as the shop would get it, with its query.
pub fn raw(letter: &Letter) -> RawNotify {
    let at = letter.url.find("/notify").unwrap();
    RawNotify {
        method: letter.method.to_owned(),
        target: letter.url[at..].to_owned(),
        headers: letter.headers.clone(),
        body: letter.body.clone(),
    }
}

fn forged(w: &World, payment: &PaymentRef, forgery: &Forgery) -> Result<Notified, NotifyRefusal> {
    w.verify(&raw(&w.control.forged(&payment.payment.to_string(), forgery).unwrap()))
}

#[tokio::test]
async fn a_payment_is_opened_paid_told_and_asked_about() {
    let w = World::new("epay").await;
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    assert!(opened.qr_text.as_deref().unwrap().contains("/pay/epay/") && opened.reference.is_some());
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "idempotent on its number");
    let dearer = ports::NewPayment { amount: cny(2000), ..new.clone() };
    assert!(matches!(w.channel.create(&dearer).await, Err(ChannelError::Refused(_))));
    let held = w.channel.create(&w.new_payment(Device::Mobile)).await.unwrap();
    assert!(held.pay_url.is_some() && held.qr_text.is_none());

    let payment = w.named(new.payment);
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
    w.control.pay(&new.payment.to_string(), &Pay { times: 2, ..Pay::default() }).unwrap();
    let told = w.heard(2).await;
    let arrival = w.arrival(&payment).await;
    let paid = Notified::Paid { payment: new.payment, event_id: arrival.event_id.clone(), amount: cny(1990) };
    for notify in &told {
        assert_eq!((notify.method.as_str(), w.verify(notify)), ("GET", Ok(paid.clone())));
    }
    assert_eq!((arrival.amount, Some(arrival.event_id)), (cny(1990), opened.reference));
    assert!(w.control.payment(&new.payment.to_string()).unwrap().arrivals.iter().all(|a| a.tries > 0));
    // The same by POST.
    let query = told[0].target.split_once('?').unwrap().1;
    let posted = RawNotify {
        method: "POST".into(),
        target: "/notify/epay".into(),
        body: query.as_bytes().to_vec(),
        ..told[0].clone()
    };
    assert_eq!(w.verify(&posted), Ok(paid));
    let unknown = w.named(PaymentId::new(&w.ambient));
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&payment).await, Err(ChannelError::CannotTell));
}

#[tokio::test]
async fn a_page_is_known_to_the_gateway_once_the_payer_comes() {
    let w = World::with("epay", &[("way", "page"), ("type", "cashier")]).await;
    let new = w.new_payment(Device::Desktop);
    let page = w.channel.create(&new).await.unwrap().pay_url.unwrap();
    assert_eq!(w.channel.query(&w.named(new.payment)).await, Err(ChannelError::NotFound));
    let sent_on = plain_client().get(&page).send().await.unwrap();
    assert_eq!(sent_on.status(), 303);
    let pay_page = sent_on.headers()["location"].to_str().unwrap().to_owned();
    let shown = plain_client().get(&pay_page).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("19.90") && shown.contains("付款"));
    let pressed = plain_client().post(&pay_page).send().await.unwrap();
    assert_eq!(pressed.status(), 303);
    assert_eq!(w.arrival(&w.named(new.payment)).await.amount, cny(1990));
    assert!(w.verify(&w.heard(1).await[0]).is_ok());
    let bent = page.replace("money=19.90", "money=0.01");
    assert_eq!(
        plain_client().get(&bent).send().await.unwrap().status(),
        200,
        "not sent on: the signature is wrong"
    );
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new("epay").await;
    let (payment, other) = (w.open().await, w.open().await);
    for forgery in [Forgery::WrongKey, Forgery::EmptyKey, Forgery::Unsigned] {
        assert_eq!(forged(&w, &payment, &forgery), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    let swapped = Forgery::OtherOrder(other.payment.to_string());
    assert_eq!(forged(&w, &payment, &swapped), Err(NotifyRefusal::BadSignature));
    assert_eq!(forged(&w, &payment, &Forgery::OtherMerchant), Err(NotifyRefusal::OtherMerchant));
    use BadAmount::{Array, Exponent, Negative, TooExact, Zero};
    for bad in [Array, Exponent, Negative, TooExact, Zero] {
        let verdict = forged(&w, &payment, &Forgery::Amount(bad));
        assert!(matches!(verdict, Err(NotifyRefusal::Malformed(_))), "{bad:?} {verdict:?}");
    }
    // Signed by the gateway, and yet nobody has paid: only asking tells.
    assert!(matches!(forged(&w, &payment, &Forgery::NeverPaid), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&payment).await.unwrap().paid.is_empty());
}

#[tokio::test]
async fn money_goes_back_once_and_nobody_can_ask_about_it() {
    let w = World::new("epay").await;
    let payment = w.open().await;
    w.pay(&payment);
    let new = w.new_refund(&payment, 1500).await;
    assert_eq!(w.channel.refund(&new).await.unwrap().state, RefundState::Succeeded);
    assert_eq!(w.channel.query_refund(&new).await, Err(ChannelError::CannotTell));
    assert_eq!(w.arrival(&payment).await.amount, cny(1990), "a part that went back is no less an arrival");
    let more = w.new_refund(&payment, 491).await;
    assert!(matches!(w.channel.refund(&more).await, Err(ChannelError::Refused(_))), "more than is left");
    w.control.set(|switches| switches.fail_refunds = true);
    let poor = w.new_refund(&payment, 100).await;
    assert!(
        matches!(w.channel.refund(&poor).await, Err(ChannelError::Refused(why)) if why.contains("余额不足"))
    );
    w.control
        .set(|switches| *switches = sandbox::channels::Switches { mute_refund: true, ..Default::default() });
    let rest = w.new_refund(&payment, 490).await;
    assert!(matches!(w.channel.refund(&rest).await, Err(ChannelError::Unknown(_))));
    let book = w.control.payment(&payment.payment.to_string()).unwrap();
    assert_eq!(book.refunded(), 1990, "and yet it went back");
    assert!(
        w.channel.query(&payment).await.unwrap().paid.is_empty(),
        "all of it is back: no arrival any more"
    );
}

#[tokio::test]
async fn odd_silent_and_broken_gateways_are_understood() {
    let w = World::new("epay").await;
    w.control.set(|switches| switches.odd = true);
    let payment = w.open().await;
    w.pay(&payment);
    assert_eq!(w.arrival(&payment).await.amount, cny(1990), "JSON within JSON");
    w.control.reset();
    w.control.mute_create(true);
    let new = w.new_payment(Device::Desktop);
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Unknown(_))));
    w.control.mute_create(false);
    assert!(w.channel.create(&new).await.is_ok(), "it was written down");
    w.control.down(true);
    assert!(matches!(w.channel.create(&new).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(w.channel.query(&payment).await, Err(ChannelError::Unknown(_))));
    assert_eq!(w.channel.check().await[0].code, "reach");
    assert!(w.channel.check().await[0].problem.is_some());
}

#[tokio::test]
async fn answers_about_something_else_are_no_answers() {
    let w = World::new("epay").await;
    let payment = w.open().await;
    w.pay(&payment);
    let number = payment.payment.to_string();
    let bends: [(&str, String, String); 7] = [
        ("order", number.clone(), PaymentId::new(&w.ambient).to_string()),
        ("merchant", "\"pid\":1001".into(), "\"pid\":1002".into()),
        ("money", "\"money\":\"19.90\"".into(), "\"money\":\"1e3\"".into()),
        ("list", "\"money\":\"19.90\"".into(), "\"money\":[\"19.90\"]".into()),
        ("state", "\"status\":1".into(), "\"status\":9".into()),
        ("twice", "\"status\":1".into(), "\"status\":0,\"status\":1".into()),
        ("page", "{\"".into(), "<html>{\"".into()),
    ];
    for (what, from, to) in bends {
        let through = between(
            w.gateway.address(),
            |_| {},
            move |passing| passing.body = passing.body.replace(&from, &to),
        )
        .await;
        let channel = w.other(&[("url", &format!("{through}/epay"))]);
        let verdict = channel.query(&payment).await;
        assert!(matches!(verdict, Err(ChannelError::Unknown(_))), "{what} {verdict:?}");
    }
}

#[tokio::test]
async fn the_test_button_knows_a_wrong_key_and_never_shows_it() {
    let w = World::new("epay").await;
    let problems = |checked: Vec<ports::Checked>| -> Vec<(&'static str, String)> {
        checked.into_iter().filter_map(|c| Some((c.code, c.problem?))).collect()
    };
    assert!(problems(w.channel.check().await).is_empty());
    let wrong = w.other(&[("key", "a-key-that-is-wrong")]);
    let found = problems(wrong.check().await);
    assert_eq!(found[0].0, "keys");
    let nowhere = w.other(&[("url", "http://127.0.0.1:1"), ("key", "s3cret-of-the-shop")]);
    let (refund, payment) = {
        let payment = w.open().await;
        w.pay(&payment);
        (w.new_refund(&payment, 1).await, payment)
    };
    let texts = [
        problems(nowhere.check().await)[0].1.clone(),
        nowhere.query(&payment).await.unwrap_err().to_string(),
        nowhere.refund(&refund).await.unwrap_err().to_string(),
    ];
    for text in texts {
        assert!(!text.contains("s3cret") && !text.contains("key=") && !text.contains("api.php"), "{text}");
    }
    // A gateway that repeats what it was sent.
    let echo = between(
        w.gateway.address(),
        |_| {},
        |passing| {
            passing.body = r#"{"code":-9,"msg":"bad key a-key-that-is-wrong"}"#.into();
        },
    )
    .await;
    let echoing = w.other(&[("url", &format!("{echo}/epay")), ("key", "a-key-that-is-wrong")]);
    assert!(!echoing.query(&payment).await.unwrap_err().to_string().contains("a-key-that"));
}
