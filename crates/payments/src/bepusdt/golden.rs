//! The worked example of `docs/api/api.md`, and its other examples with signatures reckoned by `md5sum`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::flat::Scalar;
use kernel::{FixedClock, OsEntropy, PaymentId, Span};
use ports::{Device, Payer, Settings};
use std::sync::Arc;

const TOKEN: &str = "epusdt_password_xasddawqe";
const PAYMENT: &str = "pay_00000000000000000000000001";
const TRADE: &str = "b3d2477c-d945-41da-96b7-f925bbd1b415";

fn token() -> Secret<String> {
    Secret::new(TOKEN.to_owned())
}

fn channel() -> BepusdtChannel {
    let now = Time::from_unix_seconds(1_700_000_000);
    BepusdtChannel {
        code: "bepusdt".into(),
        url: "https://pay.example.com".into(),
        token: token(),
        fiat: Currency::CNY,
        trade_type: Some("usdt.trc20".into()),
        ambient: Ambient::new(FixedClock::at(now), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
    }
}

fn new_payment(minor: i64) -> NewPayment {
    NewPayment {
        payment: PaymentId(1),
        amount: Money::new(minor, Currency::CNY),
        subject: "测试商品".into(),
        notify_url: "https://example.com/notify".into(),
        return_url: "https://example.com/success".into(),
        expires_at: Time::from_unix_seconds(1_700_000_000).after(Span::minutes(20)),
        payer: Payer::at(Device::Desktop),
    }
}

/// "签名示例" of the document.
#[test]
fn the_worked_example_is_signed_as_the_page_says() {
    let mut body = sign::Body::default();
    body.text("order_id", "20220201030210321");
    body.number("amount", "42");
    body.text("notify_url", "http://example.com/notify");
    body.text("redirect_url", "http://example.com/redirect");
    body.text("name", "");
    assert_eq!(
        body.canonical(),
        "amount=42&notify_url=http://example.com/notify&order_id=20220201030210321&redirect_url=http://example.com/redirect"
    );
    let sent = String::from_utf8(body.signed(&token()).unwrap()).unwrap();
    assert!(
        sent.contains(r#""amount":42,"#)
            && sent.contains(r#""signature":"1cd4b52df5587cfb1968b0c0c6e156cd""#)
    );
}

/// "请求示例" of creating a transaction, without an address, which the gateway chooses.
#[test]
fn a_payment_is_asked_for_as_the_page_says() {
    let sent = String::from_utf8(channel().asked(&new_payment(2888)).unwrap()).unwrap();
    let expected = format!(
        r#"{{"amount":28.88,"fiat":"CNY","name":"测试商品","notify_url":"https://example.com/notify","order_id":"{PAYMENT}","redirect_url":"https://example.com/success","signature":"1b01df8023a3d385251ded2d5cc40b5d","timeout":1200,"trade_type":"usdt.trc20"}}"#
    );
    assert_eq!(sent, expected);
    let yen = NewPayment { amount: Money::new(100, "JPY".parse().unwrap()), ..new_payment(1) };
    assert!(matches!(channel().asked(&yen), Err(ChannelError::Refused(_))));
}

/// "支付回调通知" of the document; newer gateways write `actual_amount` as a text.
fn truth() -> String {
    format!(
        r#"{{"trade_id":"{TRADE}","order_id":"{PAYMENT}","amount":28.88,"actual_amount":4.25,"token":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","block_transaction_id":"12ef6267b42e43959795cf31808d0cc72b3d0a48953ed19c61d4b6665a341d10","signature":"66847259bae7ca42ab170f946c29385c","status":2}}"#
    )
}

fn notify(body: &str) -> Result<Notified, NotifyRefusal> {
    let raw = RawNotify {
        method: "POST".into(),
        target: "/notify/bepusdt".into(),
        headers: vec![],
        body: body.as_bytes().to_vec(),
    };
    channel().verify_notify(&raw, Time::default())
}

/// With that change, signed as the gateway would.
fn bent(from: &str, to: &str) -> Result<Notified, NotifyRefusal> {
    let body = truth().replace(from, to);
    let told = Flat::read(body.as_bytes()).unwrap();
    let members = told.scalars().filter(|(name, _)| *name != "signature");
    let printed = members.map(|(name, value)| match value {
        Scalar::Number(literal) => format!("{name}={}", sign::go_text(&literal)),
        _ => format!("{name}={}", told.text(name)),
    });
    let joined: Vec<String> = printed.collect();
    let signature = crate::md5_sign::sign(&joined.join("&"), &token());
    notify(&body.replace("66847259bae7ca42ab170f946c29385c", &signature))
}

fn paid(minor: i64) -> Result<Notified, NotifyRefusal> {
    Ok(Notified::Paid {
        payment: PaymentId(1),
        event_id: TRADE.into(),
        amount: Money::new(minor, Currency::CNY),
    })
}

#[test]
fn a_notify_is_verified_over_the_text_of_its_numbers() {
    assert_eq!(notify(&truth()), paid(2888));
    assert_eq!(notify(&truth().replace("4.25,", "\"4.25\",")), paid(2888));
    assert_eq!(notify(&truth().replace("28.88", "28.880")), paid(2888), "the same float for the gateway");
    assert_eq!(bent("28.88", "1234567.89"), paid(123_456_789));
    assert_eq!(bent("\"status\":2", "\"status\":3"), Ok(Notified::Other));
    assert_eq!(bent("\"status\":2", "\"status\":1"), Ok(Notified::Other));
    for (from, to) in [
        ("28.88", "28.89"),
        ("\"status\":2", "\"status\":1"),
        ("66847259bae7ca42ab170f946c29385c", ""),
        ("\"signature\":\"66847259bae7ca42ab170f946c29385c\",", ""),
        ("\"66847259bae7ca42ab170f946c29385c\"", "null"),
        ("\"status\":2", "\"status\":2,\"more\":\"x\""),
    ] {
        assert_eq!(notify(&truth().replace(from, to)), Err(NotifyRefusal::BadSignature), "{to}");
    }
}

#[test]
fn what_is_signed_and_yet_strange_is_refused() {
    for amount in ["0", "-28.88", "28.881", "1e3"] {
        assert!(matches!(bent("28.88", amount), Err(NotifyRefusal::Malformed(_))), "{amount}");
    }
    assert!(matches!(bent(PAYMENT, "20250120001"), Err(NotifyRefusal::Malformed(_))));
    assert!(matches!(bent(TRADE, "../x"), Err(NotifyRefusal::Malformed(_))));
    // A list is not signed, so the amount is missing from what was.
    assert!(notify(&truth().replace("28.88", "[28.88]")).is_err());
    let twice = truth().replace("\"amount\":28.88", "\"amount\":1,\"amount\":28.88");
    assert!(matches!(notify(&twice), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let usual = [("url", "https://pay.example.com/"), ("token", TOKEN)];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)("bepusdt", &settings, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[("fiat", "USD"), ("trade_type", "usdc.polygon")]).is_empty());
    for (name, value) in
        [("url", "http://pay.example.com"), ("token", ""), ("fiat", "CAD"), ("trade_type", "usdt&x=1")]
    {
        assert_eq!(problems(&[(name, value)]), [name], "{value}");
    }
}
