//! Requests, answers and notifies with the values of the document's own examples (`doc/index.html`). It prints no
//! worked signature: these were made with `openssl dgst -sha256 -sign` from the text by its section 4.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use kernel::{FixedClock, Money, OsEntropy, PaymentId, Secret, Span};
use ports::{Device, Payer, Settings};

const OWN: &str = include_str!("../../rsa_keys/fixtures/private_pkcs8.pem");
const PLATFORM: &str = include_str!("../../rsa_keys/fixtures/public_spki.pem");
const PAYMENT: &str = "pay_00000000000000000000000001";
const AT: i64 = 1_713_660_000;
const CREATE: &str = "a+lLRi1L6P2ibphCizYEhLKmlvoMOS0uUoySAOvewYwV8QXHJf7GlFFqIj5OlNqyNFMf+viJMUu6ZtFgoPlQbQ5ZSgOfuJuVg3h6mRj3fUNo2nkGLP4Wr+h7MTF8xUSYo/2g4gMABcj18eVCEn43S7V9H4a58Fh9mNEyf2IVLob4IchstiqTouyLUOj7Wi7O44/QbQRf85QFZpqPETaQgQxq+Dq121b5ytspvtDNHxl300ClaOomgWpE2CGXYcfVQOOz+XXS5lZcYJ21MYehKkjVFCQ+0X1qrWbRyMjFYAjDu5d5jEGPWb3f1vXXY0ahsbkJcEA9caANUTZfEJToxQ==";
const NOTIFY: &str = "XUsKkWMyfN5LjCeoN0beQJLTOBuo6wTxUv9VfhasVrXZdiWBeSzaIgC5iMAwFuorkeKvIoj/QeSWkTi/nrFHaqe6DIYHkWr9T0Jp+kN/5uZLRBziR9/KPYYk8zw/YJh+Ud/ePcj5M1qAsOqhn7I+rQImVfyzIZG/h9K2EYodL/UhfBmSQlg/Cx4FrwZUPWbCIOZ0DUmtMEosCtdPTsVj2+ddKZE/eLgW4HFABu3oUvxUvSYxf+RBgNx51i30MmlYbipXRtyXcbdzeYHSIT6O2F7PKWRSjzX5iDW9xkI1K57Ke6eppEeNt2Ad6XPZf5F/mP8vl/scqTRpwKwczOSv5g==";
const ANSWER: &str = "QXryuyukZWAViDiRBz03YKlQNHyc90/3/7/UCM/hmVX4k5QUvEoF94SUjR5kl/RpH5saOxqoKzI00XAsumluF6z3VdprHxPwuJrE5lRR9UpX49wc8RwH6fTbRWHo6+FFjSyhXlTstydUFGf1Kmu6ehuwvqLE49XUMlkUvHc9OZwIEjVmHJkEK5xE9wZvYaaNfkw3qoHA7XKseSDdGqMd6A5t0/+z0rxAFn16rGzLTIQgfpv51u9jhldQrKqe8l3E4jcM3cbL3ddkZs4M1FnWiVjAZ+D6LrZYxcxxjP/e7i6hWeQPCew7yo4RvWl1Ra0B9R3l8XwH8jgTvXau6bHHDg==";

fn now() -> Time {
    Time::from_unix_seconds(AT)
}

/// One key is both sides', so that both signatures can be looked at.
fn channel(way: Way) -> EpayV2Channel {
    let ambient = Ambient::new(FixedClock::at(now()), std::sync::Arc::new(OsEntropy));
    EpayV2Channel {
        code: "epay_v2".into(),
        url: "https://epay.example.com".into(),
        pid: "1001".into(),
        own: PrivateKey::read(OWN).unwrap(),
        platform: PublicKey::read(PLATFORM).unwrap(),
        way,
        ambient,
        http: Http::new().unwrap(),
    }
}

fn new_payment() -> NewPayment {
    NewPayment {
        payment: PaymentId(1),
        amount: Money::new(100, Currency::CNY),
        subject: "VIP会员".into(),
        notify_url: "http://www.pay.com/notify_url.php".into(),
        return_url: "http://www.pay.com/return_url.php".into(),
        expires_at: now().after(Span::minutes(15)),
        payer: Payer::at(Device::Desktop),
    }
}

#[tokio::test]
async fn requests_are_signed_as_the_document_says() {
    let asked = channel(Way::Api("alipay")).asked(&new_payment()).unwrap();
    assert_eq!(asked.get("sign"), CREATE);
    assert_eq!(
        (asked.get("timestamp"), asked.get("sign_type"), asked.get("method")),
        ("1713660000", "RSA", "web")
    );
    let page = channel(Way::Page(Some("wxpay"))).create(&new_payment()).await.unwrap().pay_url.unwrap();
    assert!(page.starts_with("https://epay.example.com/api/pay/submit?money=1.00&"));
    assert!(page.contains("&type=wxpay") && !page.contains("method="));
}

fn answer() -> String {
    format!(
        r#"{{"code":0,"msg":"success","trade_no":"2016080622555342651","out_trade_no":"{PAYMENT}","api_trade_no":"",
        "type":"alipay","status":1,"pid":1001,"addtime":"2016-08-06 22:55:52","endtime":"2016-08-06 22:55:52",
        "money":"1.00","refundmoney":"0.00","param":null,"timestamp":"1713660000","sign":"{ANSWER}","sign_type":"RSA"}}"#
    )
}

#[test]
fn an_answer_is_believed_by_its_signature_and_time() {
    let platform = PublicKey::read(PLATFORM).unwrap();
    let genuine = |body: &str, at| {
        let told = Flat::read(body.as_bytes()).unwrap();
        call::genuine(&platform, &told, Time::from_unix_seconds(at))
    };
    assert_eq!(genuine(&answer(), AT + 300), Ok(()));
    for (body, at) in [
        (answer(), AT + 301),
        (answer(), AT - 301),
        (answer().replace("\"status\":1", "\"status\":0"), AT),
        (answer().replace("\"1.00\"", "\"100.00\""), AT),
        (answer().replace(ANSWER, ""), AT),
        (answer().replace("\"param\":null", "\"param\":\"x\""), AT),
    ] {
        assert_eq!(genuine(&body, at), Err(ChannelError::ForgedAnswer), "{body}");
    }
}

fn truth() -> Pairs {
    let mut pairs = Pairs::default();
    for (name, value) in [
        ("pid", "1001"),
        ("trade_no", "2016080622555342651"),
        ("out_trade_no", PAYMENT),
        ("type", "alipay"),
        ("trade_status", "TRADE_SUCCESS"),
        ("addtime", "2016-08-06 22:55:52"),
        ("endtime", "2016-08-06 22:55:52"),
        ("name", "VIP会员"),
        ("money", "1.00"),
        ("param", ""),
        ("buyer", "2088"),
        ("timestamp", "1713660000"),
        ("sign", NOTIFY),
        ("sign_type", "RSA"),
    ] {
        pairs.set(name, value);
    }
    pairs
}

fn verify(pairs: &Pairs, at: i64) -> Result<Notified, NotifyRefusal> {
    let raw = RawNotify {
        method: "POST".into(),
        target: "/notify/epay_v2".into(),
        headers: vec![],
        body: pairs.encoded().into_bytes(),
    };
    channel(Way::Page(None)).verify_notify(&raw, Time::from_unix_seconds(at))
}

/// Signed as if it were right.
fn bent(name: &str, value: &str) -> Result<Notified, NotifyRefusal> {
    let mut pairs = truth();
    pairs.set(name, value);
    let sign = PrivateKey::read(OWN).unwrap().sign(pairs.canonical(&words::UNSIGNED).as_bytes());
    pairs.set("sign", sign.unwrap());
    verify(&pairs, AT)
}

#[test]
fn a_notify_is_verified_as_the_document_says() {
    let paid = Notified::Paid {
        payment: PaymentId(1),
        event_id: "2016080622555342651".into(),
        amount: Money::new(100, Currency::CNY),
    };
    assert_eq!(verify(&truth(), AT), Ok(paid));
    assert_eq!(verify(&truth(), AT + 301), Err(NotifyRefusal::Stale));
    assert_eq!(bent("pid", "1002"), Err(NotifyRefusal::OtherMerchant));
    assert_eq!(bent("trade_status", "TRADE_CLOSED"), Ok(Notified::Other));
    assert_eq!(bent("timestamp", "-1"), Err(NotifyRefusal::Stale));
    for (name, value) in [("money", "1e2"), ("money", "0"), ("money", "1.001"), ("out_trade_no", "1")] {
        assert!(matches!(bent(name, value), Err(NotifyRefusal::Malformed(_))), "{name} {value}");
    }
    for (name, value) in
        [("money", "100.00"), ("sign", ""), ("sign_type", "MD5"), ("pid", "1002"), ("new", "x")]
    {
        let mut pairs = truth();
        pairs.set(name, value);
        assert_eq!(verify(&pairs, AT), Err(NotifyRefusal::BadSignature), "{name} {value}");
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    let settings = |more: &[(&str, &str)]| -> Settings {
        let usual = [("url", "https://epay.example.com"), ("pid", "1001"), ("private_key", OWN)];
        let all = usual.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
    };
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let built = (KIND.build)("epay_v2", &settings(more), &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert_eq!(problems(&[]), ["platform_key"]);
    assert_eq!(problems(&[("platform_key", PLATFORM)]), ["platform_key"], "one's own public key");
    assert_eq!(problems(&[("platform_key", OWN)]), ["platform_key"], "a private key");
    assert_eq!(problems(&[("platform_key", "x"), ("private_key", "")]), ["private_key", "platform_key"]);
}
