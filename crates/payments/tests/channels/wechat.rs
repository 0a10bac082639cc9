use crate::certificate;
use crate::world::{Passing, World, between, build_at, cny, raw};
use kernel::{Ambient, FixedClock, OsEntropy, PaymentId, Span};
use ports::{
    ChannelError, Device, NewPayment, Notified, NotifyRefusal, PaymentChannel, RawNotify, RefundState,
};
use sandbox::channels::{BadAmount, Forgery, Pay};
use std::sync::{Arc, Mutex};

const KIND: &str = "wechat";

#[tokio::test]
async fn each_device_is_given_a_way_that_leads_to_paying() {
    let w = World::new(KIND).await;
    let desktop = w.channel.create(&w.new_payment(Device::Desktop)).await.unwrap();
    assert!(desktop.qr_text.is_some() && desktop.pay_url.is_none() && desktop.in_app.is_none());
    let mobile = w.channel.create(&w.new_payment(Device::Mobile)).await.unwrap();
    let link = mobile.pay_url.unwrap();
    assert!(
        link.contains("?redirect_url=http%3A%2F%2F127.0.0.1") && link.ends_with("%2Fo%2F1%3Flang%3Dzh"),
        "{link}"
    );
    let inside = w.channel.create(&w.new_payment(Device::WeChat)).await.unwrap();
    let in_app: serde_json::Value = serde_json::from_str(&inside.in_app.unwrap()).unwrap();
    let text = |name: &str| in_app[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("package"), format!("prepay_id={}", inside.reference.unwrap()));
    assert_eq!((text("appId").as_str(), text("signType").as_str()), ("wx0000000000000001", "RSA"));
    assert!(
        text("paySign").len() > 300
            && text("timeStamp").parse::<i64>().is_ok()
            && !text("nonceStr").is_empty()
    );
    assert_eq!(in_app.as_object().unwrap().len(), 6);
    let nobody = NewPayment {
        payer: ports::Payer { open_id: None, address: None, device: Device::WeChat },
        ..w.new_payment(Device::WeChat)
    };
    assert!(w.channel.create(&nobody).await.unwrap().qr_text.is_some());
    let h5_only = w.other(&[("native_product", "no"), ("jsapi_product", "no")]);
    assert!(matches!(
        h5_only.create(&w.new_payment(Device::Desktop)).await,
        Err(ChannelError::Refused(why)) if why.contains("device")
    ));
}

/// As WeChat's own browser names itself.
const INSIDE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.49";

/// The official account's log-in, and what it sends a browser inside WeChat back with.
async fn official() -> sandbox::logins::Running {
    let named = |id: &str, secret: &str| (id.to_owned(), secret.to_owned());
    sandbox::logins::start(sandbox::logins::Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        return_to: "https://shop.example/".into(),
        wechat: named("wx123", "another secret"),
        official: named("wx0000000000000001", "the secret of the account"),
        alipay: "2021000000000001".into(),
        visitors: vec![sandbox::logins::Visitor { id: "mei".into(), name: "梅".into() }],
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn who_pays_inside_wechat_is_told_by_the_official_account() {
    let w = World::new(KIND).await;
    let house = official().await;
    let at = format!("http://{}", house.addr);
    let with = |secret: &str| {
        let changes = [("app_secret", secret), ("open_url", at.as_str()), ("sns_url", at.as_str())];
        w.other(&changes)
    };
    let channel = with("the secret of the account");
    let payer = |device, open_id: Option<&str>| ports::Payer {
        address: None,
        device,
        open_id: open_id.map(str::to_owned),
    };
    assert!(channel.asks_who_pays(&payer(Device::WeChat, None)));
    assert!(!channel.asks_who_pays(&payer(Device::WeChat, Some(""))), "once is enough");
    assert!(!channel.asks_who_pays(&payer(Device::Mobile, None)));
    assert!(!w.channel.asks_who_pays(&payer(Device::WeChat, None)), "without the AppSecret");
    assert_eq!(w.channel.payer_link("https://shop.example/pay/1", "s"), None);

    let link = channel.payer_link("https://shop.example/pay/1", "s").unwrap();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(INSIDE)
        .build()
        .unwrap();
    let agreed = client.post(&link).form(&[("visitor", "mei")]).send().await.unwrap();
    let back = agreed.headers()["location"].to_str().unwrap().to_owned();
    let back = reqwest::Url::parse(&back).unwrap();
    let given = |name: &str| back.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
    assert_eq!((back.path(), given("state").as_str()), ("/pay/1", "s"));
    let code = given("code");
    assert!(
        matches!(with("wrong").payer_of(&code).await, Err(ChannelError::Unknown(why)) if why.contains("40125"))
    );
    assert_eq!(channel.payer_of(&code).await.unwrap(), "o-mei");
    assert!(
        matches!(channel.payer_of(&code).await, Err(ChannelError::Refused(why)) if why.contains("40163"))
    );
    assert!(matches!(channel.payer_of("x").await, Err(ChannelError::Refused(_))));
    house.bend(sandbox::logins::Bend::Down);
    assert!(matches!(channel.payer_of("x").await, Err(ChannelError::Unknown(_))));
    let new = NewPayment { payer: payer(Device::WeChat, Some("o-mei")), ..w.new_payment(Device::WeChat) };
    assert!(channel.create(&new).await.unwrap().in_app.is_some());
    let unknown = NewPayment { payer: payer(Device::WeChat, Some("")), ..w.new_payment(Device::WeChat) };
    assert!(channel.create(&unknown).await.unwrap().qr_text.is_some());
}

#[tokio::test]
async fn a_payment_is_opened_once_queried_and_closed() {
    let w = World::new(KIND).await;
    let new = w.new_payment(Device::Desktop);
    let opened = w.channel.create(&new).await.unwrap();
    assert_eq!(w.channel.create(&new).await.unwrap(), opened, "idempotent on its id");
    let dearer = NewPayment { amount: cny(1), ..new.clone() };
    assert!(matches!(w.channel.create(&dearer).await, Err(ChannelError::Refused(_))));
    let payment = w.named(new.payment);
    let waits = w.channel.query(&payment).await.unwrap();
    assert!(waits.paid.is_empty() && !waits.closed);
    w.channel.close(&payment).await.unwrap();
    w.channel.close(&payment).await.unwrap();
    assert!(w.channel.query(&payment).await.unwrap().closed);
    assert!(
        matches!(w.channel.create(&new).await, Err(ChannelError::Refused(why)) if why.contains("ORDER_CLOSED"))
    );
    let unknown = w.named(PaymentId::new(&w.ambient));
    assert_eq!(w.channel.query(&unknown).await, Err(ChannelError::NotFound));
    assert_eq!(w.channel.close(&unknown).await, Err(ChannelError::NotFound));
    let paid = w.open().await;
    w.pay(&paid);
    assert!(
        matches!(w.channel.close(&paid).await, Err(ChannelError::Refused(why)) if why.contains("ORDERPAID"))
    );
    for amount in [cny(0), cny(-1), kernel::Money::new(100, "USD".parse().unwrap())] {
        let strange = NewPayment { amount, ..w.new_payment(Device::Desktop) };
        assert!(matches!(w.channel.create(&strange).await, Err(ChannelError::Refused(_))));
    }
}

#[tokio::test]
async fn what_a_notify_tells_is_what_a_query_tells() {
    let w = World::new(KIND).await;
    for (amount, currency) in [(1990, "CNY"), (1, "CNY"), (1990, "USD")] {
        let payment = w.open().await;
        let pay = Pay { amount: Some(amount), currency: Some(currency.into()), ..Pay::default() };
        w.control.pay(&payment.payment.to_string(), &pay).unwrap();
        let told = w.heard(1).await;
        let arrival = w.arrival(&payment).await;
        assert_eq!(arrival.amount, kernel::Money::new(amount, currency.parse().unwrap()));
        assert!(arrival.paid_at.since(w.ambient.now()).0.abs() < Span::minutes(2).0);
        let expected = Notified::Paid {
            payment: payment.payment,
            event_id: arrival.event_id.clone(),
            amount: arrival.amount,
        };
        assert_eq!(w.verify(&told[0]), Ok(expected.clone()));
        w.control.resend(&payment.payment.to_string(), 3).await.unwrap();
        for again in w.heard(3).await {
            assert_eq!(w.verify(&again), Ok(expected.clone()));
        }
    }
}

#[tokio::test]
async fn money_goes_back_once() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.pay(&payment);
    w.heard(1).await;
    let first = w.new_refund(&payment, 500).await;
    let too_much = w.new_refund(&payment, 1491).await;
    let stray = ports::NewRefund { event_id: "4200000".into(), ..w.new_refund(&payment, 1).await };
    assert_eq!(w.channel.query_refund(&first).await, Err(ChannelError::NotFound));
    let done = w.channel.refund(&first).await.unwrap();
    assert_eq!(done.state, RefundState::Succeeded);
    assert_eq!(w.channel.refund(&first).await.unwrap(), done);
    assert_eq!(w.channel.query_refund(&first).await.unwrap(), done);
    let told = w.heard(1).await;
    assert_eq!(w.verify(&told[0]), Ok(Notified::Refunded { refund: first.refund }));
    let dearer = ports::NewRefund { amount: cny(600), ..first.clone() };
    for refused in [dearer, too_much] {
        assert!(matches!(w.channel.refund(&refused).await, Err(ChannelError::Refused(_))));
    }
    assert_eq!(w.channel.refund(&stray).await, Err(ChannelError::NotFound));
    let gone = w.channel.query(&payment).await.unwrap();
    assert!(gone.paid.is_empty() && gone.closed, "what goes back brings no money");
    assert_eq!(w.control.payment(&payment.payment.to_string()).unwrap().refunds.len(), 1);
}

#[tokio::test]
async fn a_refund_is_under_way_until_it_has_arrived_or_failed() {
    let w = World::new(KIND).await;
    for (done, state) in [(true, RefundState::Succeeded), (false, RefundState::Failed)] {
        w.control.reset();
        let payment = w.open().await;
        w.pay(&payment);
        w.heard(1).await;
        let refund = w.new_refund(&payment, 1990).await;
        w.control.set(|switches| switches.fail_refunds = true);
        assert!(
            matches!(w.channel.refund(&refund).await, Err(ChannelError::Refused(why)) if why.contains("NOT_ENOUGH"))
        );
        w.control.set(|switches| (switches.fail_refunds, switches.mute_refund) = (false, true));
        w.control.set(|switches| switches.refund_pending = true);
        assert!(matches!(w.channel.refund(&refund).await, Err(ChannelError::Unknown(_))));
        assert_eq!(w.channel.query_refund(&refund).await.unwrap().state, RefundState::Pending);
        w.control.settle_refund(&refund.refund.to_string(), done).unwrap();
        assert_eq!(w.channel.query_refund(&refund).await.unwrap().state, state);
        let told = w.heard(1).await;
        assert_eq!(w.verify(&told[0]), Ok(Notified::Refunded { refund: refund.refund }));
        assert_eq!(w.control.payment(&payment.payment.to_string()).unwrap().refunds.len(), 1);
    }
}

#[tokio::test]
async fn forged_notifies_are_refused() {
    let w = World::new(KIND).await;
    let (payment, other) = (w.open().await.payment.to_string(), w.open().await.payment.to_string());
    let forged = |forgery: &Forgery| raw(&w.control.forged(&payment, forgery).unwrap());
    for forgery in [Forgery::WrongKey, Forgery::EmptyKey, Forgery::Unsigned, Forgery::OtherOrder(other)] {
        assert_eq!(w.verify(&forged(&forgery)), Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    assert_eq!(w.verify(&forged(&Forgery::OtherMerchant)), Err(NotifyRefusal::OtherMerchant));
    for seconds in [310, -310, 3 * 86_400] {
        assert_eq!(w.verify(&forged(&Forgery::Stale(seconds))), Err(NotifyRefusal::Stale), "{seconds}");
    }
    assert!(w.verify(&forged(&Forgery::Stale(280))).is_ok());
    for bad in
        [BadAmount::Array, BadAmount::Exponent, BadAmount::Zero, BadAmount::Negative, BadAmount::TooExact]
    {
        let told = w.verify(&forged(&Forgery::Amount(bad)));
        assert!(matches!(told, Err(NotifyRefusal::Malformed(_))), "{bad:?}");
    }
    // A gateway gone wrong may sign what never happened: the query is the truth.
    let never = forged(&Forgery::NeverPaid);
    assert!(matches!(w.verify(&never), Ok(Notified::Paid { .. })));
    assert!(w.channel.query(&w.named(payment.parse().unwrap())).await.unwrap().paid.is_empty());
    for (name, value) in [("app_id", "wx8888888888888888"), ("mch_id", "1900009999")] {
        let stranger = w.other(&[(name, value)]);
        assert_eq!(stranger.verify_notify(&never, w.ambient.now()), Err(NotifyRefusal::OtherMerchant));
    }
    let without = w.other(&[("api_v3_key", "0123456789abcdef0123456789ABCDEF")]);
    let unopened = without.verify_notify(&never, w.ambient.now());
    assert!(matches!(unopened, Err(NotifyRefusal::Malformed(why)) if !why.contains("0123456789")));
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
    fn set<'a>(notify: &'a mut RawNotify, name: &str) -> &'a mut String {
        &mut notify.headers.iter_mut().find(|(given, _)| given == name).unwrap().1
    }
    let bad = Err(NotifyRefusal::BadSignature);
    assert_eq!(bend(&|n| n.method = "PUT".into()), bad);
    assert_eq!(bend(&|n| n.body.push(b' ')), bad);
    assert_eq!(bend(&|n| n.body.clear()), bad);
    assert_eq!(bend(&|n| set(n, "wechatpay-nonce").push('0')), bad);
    assert_eq!(bend(&|n| *set(n, "wechatpay-serial") = "PUB_KEY_ID_2".into()), bad);
    assert_eq!(bend(&|n| set(n, "wechatpay-serial").clear()), bad);
    assert_eq!(bend(&|n| *set(n, "wechatpay-timestamp") = "1".into()), bad);
    // As WeChat sends now and then, to see whether signatures are checked.
    assert_eq!(bend(&|n| set(n, "wechatpay-signature").insert_str(0, "WECHATPAY/SIGNTEST/")), bad);
    for name in ["wechatpay-serial", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature"] {
        assert_eq!(bend(&|n| n.headers.retain(|(given, _)| given != name)), bad, "{name}");
        assert_eq!(
            bend(&|n| n.headers.push((name.into(), set(&mut n.clone(), name).clone()))),
            bad,
            "{name}"
        );
    }
    assert!(matches!(bend(&|n| n.body = vec![b'{'; 70_000]), Err(NotifyRefusal::Malformed(_))));
    for seconds in [-400, 400] {
        let later = w.ambient.now().after(Span::seconds(seconds));
        assert_eq!(w.channel.verify_notify(&good, later), Err(NotifyRefusal::Stale));
    }
}

async fn through(w: &World, back: impl Fn(&mut Passing) + Send + Sync + 'static) -> Arc<dyn PaymentChannel> {
    let proxy = between(w.gateway.address(), |_| {}, back).await;
    w.other(&[("api_url", &format!("{proxy}/wechat"))])
}

#[tokio::test]
async fn nothing_is_believed_that_wechat_has_not_signed() {
    let w = World::new(KIND).await;
    let (payment, poor) = (w.open().await, w.open().await);
    w.pay(&payment);
    let forged = Err(ChannelError::ForgedAnswer);
    let cheaper = through(&w, |a| a.body = a.body.replace("1990", "9990")).await;
    assert_eq!(cheaper.query(&payment).await, forged);
    let unsigned = through(&w, |a| drop(a.headers.remove("wechatpay-signature"))).await;
    assert_eq!(unsigned.query(&payment).await, forged);
    assert_eq!(unsigned.close(&poor).await, Err(ChannelError::ForgedAnswer), "an empty answer is signed too");
    let stranger = w.named(PaymentId::new(&w.ambient));
    assert!(
        matches!(unsigned.query(&stranger).await, Err(ChannelError::Unknown(_))),
        "not even that it is not there"
    );
    let other_key =
        through(&w, |a| drop(a.headers.insert("wechatpay-serial".into(), "5157F09E".into()))).await;
    assert!(
        matches!(other_key.query(&payment).await, Err(ChannelError::Unknown(why)) if why.contains("key"))
    );
    let broken = through(&w, |a| a.status = 500).await;
    assert!(matches!(broken.query(&payment).await, Err(ChannelError::Unknown(_))));
    // An answer that WeChat signed, about something else.
    let kept = Arc::new(Mutex::new(None));
    let swapped = through(&w, move |a| {
        let mut kept = kept.lock().unwrap();
        let (headers, body) = kept.get_or_insert_with(|| (a.headers.clone(), a.body.clone()));
        a.headers.clone_from(headers);
        a.body.clone_from(body);
    })
    .await;
    assert_eq!(swapped.query(&payment).await.unwrap().paid.len(), 1);
    let about_another = swapped.query(&poor).await;
    assert!(matches!(about_another, Err(ChannelError::Unknown(why)) if why.contains("something else")));
}

#[tokio::test]
async fn clocks_that_differ_are_said_to_differ() {
    let w = World::new(KIND).await;
    let payment = w.open().await;
    w.control.set(|switches| switches.skew_ms = 200_000);
    assert!(w.channel.query(&payment).await.is_ok());
    w.control.set(|switches| switches.skew_ms = 400_000);
    assert!(matches!(w.channel.query(&payment).await, Err(ChannelError::Unknown(_))));
    assert!(matches!(w.channel.refund(&unpaid(&w, &payment)).await, Err(ChannelError::Unknown(_))));
    w.control.reset();
    // Signed by WeChat, long ago: whoever plays it again is not heard.
    let kept = Arc::new(Mutex::new(None));
    let again = between(
        w.gateway.address(),
        |_| {},
        move |a| {
            let mut kept = kept.lock().unwrap();
            let (headers, body) = kept.get_or_insert_with(|| (a.headers.clone(), a.body.clone()));
            (a.status, a.headers, a.body) = (200, headers.clone(), body.clone());
        },
    )
    .await;
    let clock = FixedClock::at(w.ambient.now());
    let ambient = Ambient::new(clock.clone(), Arc::new(OsEntropy));
    let settings = [("api_url", format!("{again}/wechat"))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let channel = build_at(KIND, &w.gateway.settings(KIND), &settings, &ambient);
    assert!(channel.query(&payment).await.is_ok());
    clock.advance(Span::seconds(301));
    let told = channel.query(&payment).await;
    assert!(matches!(told, Err(ChannelError::Unknown(why)) if why.contains("clock")));
}

fn unpaid(w: &World, payment: &ports::PaymentRef) -> ports::NewRefund {
    ports::NewRefund {
        refund: kernel::RefundId::new(&w.ambient),
        of: payment.clone(),
        event_id: "42".into(),
        amount: cny(1),
        reason: String::new(),
        notify_url: String::new(),
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
    let alipay = w.gateway.settings("alipay");
    let (private, secret) = (&alipay["private_key"], &w.gateway.settings(KIND)["api_v3_key"]);
    assert_eq!(problems(w.other(&[("private_key", private)])).await, ["keys"]);
    assert_eq!(problems(w.other(&[("serial_no", "5157F09E")])).await, ["keys"]);
    assert_eq!(problems(w.other(&[("mch_id", "1900009999")])).await, ["keys"]);
    assert_eq!(problems(w.other(&[("public_key", &alipay["alipay_public_key"])])).await, ["answer"]);
    assert_eq!(problems(w.other(&[("api_url", "http://127.0.0.1:1")])).await, ["reach"]);
    let repeats = through(&w, |a| {
        a.headers.remove("wechatpay-signature");
        a.status = 401;
    })
    .await;
    for tried in repeats.check().await {
        assert!(!tried.problem.unwrap_or_default().contains(secret.as_str()));
    }
}

/// The stand-in signs by public key: who is between gives the same key the number that a certificate has.
#[tokio::test]
async fn platform_certificates_do_what_the_public_key_does() {
    let w = World::new(KIND).await;
    let settings = w.gateway.settings(KIND);
    let (id, key) = (settings["public_key_id"].clone(), &settings["public_key"]);
    let certificate = certificate::of(key, &w.gateway.settings("alipay")["private_key"]);
    let proxy = between(
        w.gateway.address(),
        move |headers| {
            let asked_for = headers.insert("wechatpay-serial".into(), id.clone());
            assert_eq!(asked_for.as_deref(), Some("A1B2C3D4E5F"));
        },
        |a| drop(a.headers.insert("wechatpay-serial".into(), "0A1B2C3D4E5F".into())),
    )
    .await;
    let by_certificate = w.other(&[
        ("public_key_id", ""),
        ("public_key", ""),
        ("platform_certificates", &certificate),
        ("api_url", &format!("{proxy}/wechat")),
    ]);
    let new = w.new_payment(Device::Desktop);
    by_certificate.create(&new).await.unwrap();
    let payment = w.named(new.payment);
    w.pay(&payment);
    assert_eq!(by_certificate.query(&payment).await.unwrap().paid.len(), 1);
    let mut told = w.heard(1).await.remove(0);
    assert_eq!(by_certificate.verify_notify(&told, w.ambient.now()), Err(NotifyRefusal::BadSignature));
    for (_, value) in told.headers.iter_mut().filter(|(name, _)| name == "wechatpay-serial") {
        *value = "0a1b2c3d4e5f".into();
    }
    assert!(matches!(by_certificate.verify_notify(&told, w.ambient.now()), Ok(Notified::Paid { .. })));
}
