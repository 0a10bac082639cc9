//! Requests and notifies with the values of the document's own examples (`doc_old.html`). It prints no worked
//! signature (its `sign` is the MD5 of `123`): these were reckoned with `md5sum` from the text by its section 6.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use kernel::{Money, PaymentId, Span};
use ports::{Device, Payer, Settings};
use std::sync::Arc;

const KEY: &str = "89unJUB8HZ54Hj7x4nUj56HN4nUzUJ8i";
const PAYMENT: &str = "pay_00000000000000000000000001";

fn settings(more: &[(&str, &str)]) -> Settings {
    let usual =
        [("url", "https://epay.example.com/submit.php"), ("pid", "1001"), ("key", KEY), ("type", "alipay")];
    let all = usual.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
}

fn channel(more: &[(&str, &str)]) -> Arc<dyn PaymentChannel> {
    match (KIND.build)("epay", &settings(more), &Ambient::system()) {
        Ok(channel) => channel,
        Err(problems) => panic!("{problems:?}"),
    }
}

fn problems(more: &[(&str, &str)]) -> Vec<&'static str> {
    let built = (KIND.build)("epay", &settings(more), &Ambient::system());
    built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
}

fn new_payment() -> NewPayment {
    let now = Ambient::system().now();
    NewPayment {
        payment: PaymentId(1),
        amount: Money::new(100, Currency::CNY),
        subject: "VIP会员".into(),
        notify_url: "http://www.pay.com/notify_url.php".into(),
        return_url: "http://www.pay.com/return_url.php".into(),
        expires_at: now.after(Span::minutes(15)),
        payer: Payer { address: Some("192.168.1.100".into()), device: Device::Desktop, open_id: None },
    }
}

#[tokio::test]
async fn the_page_is_asked_for_as_the_document_says() {
    let opened = channel(&[]).create(&new_payment()).await.unwrap();
    assert_eq!(
        opened.pay_url.as_deref().unwrap(),
        "https://epay.example.com/submit.php?money=1.00&name=VIP%E4%BC%9A%E5%91%98\
         &notify_url=http%3A%2F%2Fwww.pay.com%2Fnotify_url.php&out_trade_no=pay_00000000000000000000000001&pid=1001\
         &return_url=http%3A%2F%2Fwww.pay.com%2Freturn_url.php&sign=995efa642a45859b77dd03d4a35d09f8&sign_type=MD5\
         &type=alipay"
    );
    let cashier = channel(&[("type", "cashier")]).create(&new_payment()).await.unwrap();
    assert!(!cashier.pay_url.unwrap().contains("type=alipay"));
}

#[test]
fn the_api_is_asked_as_the_document_says() {
    let http = Http::new().unwrap();
    let (key, way) = (Secret::new(KEY.to_owned()), Way::Api("alipay"));
    let (code, url, pid) = ("epay".to_owned(), "https://epay.example.com".to_owned(), "1001".to_owned());
    let channel = EpayChannel { code, url, pid, key, way, ambient: Ambient::system(), http };
    let asked = channel.asked(&new_payment()).unwrap();
    assert_eq!(asked.get("sign"), "11d00c864355bfcaa41483540a45f029");
    assert_eq!((asked.get("clientip"), asked.get("device")), ("192.168.1.100", "pc"));
    let dollars = NewPayment { amount: Money::new(100, "USD".parse().unwrap()), ..new_payment() };
    assert!(matches!(channel.asked(&dollars), Err(ChannelError::Refused(_))));
}

fn notify(query: &str) -> Result<Notified, NotifyRefusal> {
    let raw = RawNotify {
        method: "GET".into(),
        target: format!("/notify/epay?{query}"),
        headers: vec![],
        body: vec![],
    };
    channel(&[]).verify_notify(&raw, Ambient::system().now())
}

/// With that name set to that value and signed as if it were right.
fn bent(name: &str, value: &str) -> Result<Notified, NotifyRefusal> {
    let mut pairs = Pairs::read(&truth()).unwrap();
    pairs.set(name, value);
    let sign = md5_sign::sign(&pairs.canonical(&words::UNSIGNED), &Secret::new(KEY.into()));
    pairs.set("sign", sign);
    notify(&pairs.encoded())
}

fn truth() -> String {
    format!(
        "pid=1001&trade_no=20160806151343349021&out_trade_no={PAYMENT}&type=alipay&name=VIP%E4%BC%9A%E5%91%98&money=1.00\
         &trade_status=TRADE_SUCCESS&param=&sign=07c34f2e490c7767c32125c2755840b4&sign_type=MD5"
    )
}

#[test]
fn a_notify_is_verified_as_the_document_says() {
    let paid = Notified::Paid {
        payment: PaymentId(1),
        event_id: "20160806151343349021".into(),
        amount: Money::new(100, Currency::CNY),
    };
    assert_eq!(notify(&truth()), Ok(paid.clone()));
    assert_eq!(bent("param", "x"), Ok(paid));
    assert_eq!(bent("trade_status", "WAIT"), Ok(Notified::Other));
    assert_eq!(bent("pid", "1002"), Err(NotifyRefusal::OtherMerchant));
    for (from, to) in [
        ("money=1.00", "money=100.00"),
        ("sign=07", "sign=08"),
        ("sign=07c34f2e490c7767c32125c2755840b4", "sign="),
        ("sign=07c34f2e490c7767c32125c2755840b4", "sign=07C34F2E490C7767C32125C2755840B4"),
        ("sign=07c34f2e490c7767c32125c2755840b4&", ""),
        ("sign_type=MD5", "sign_type=RSA"),
        ("00001&type", "00002&type"),
    ] {
        assert_eq!(notify(&truth().replace(from, to)), Err(NotifyRefusal::BadSignature), "{to}");
    }
}

#[test]
fn what_is_signed_and_yet_strange_is_refused() {
    for (name, value) in [
        ("money", "1e2"),
        ("money", "0.00"),
        ("money", "-1.00"),
        ("money", "1.001"),
        ("money", ""),
        ("out_trade_no", "1"),
        ("trade_no", ""),
        ("trade_no", "a b"),
    ] {
        assert!(matches!(bent(name, value), Err(NotifyRefusal::Malformed(_))), "{name} {value}");
    }
    for query in ["&money=1.00", "&money[]=1.00", "&sign=x"] {
        assert!(
            matches!(notify(&format!("{}{query}", truth())), Err(NotifyRefusal::Malformed(_))),
            "{query}"
        );
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    assert!(problems(&[("way", "api")]).is_empty());
    for (name, value, field) in [
        ("key", "", "key"),
        ("key", "short", "key"),
        ("pid", "", "pid"),
        ("pid", "1001&a=b", "pid"),
        ("url", "http://epay.example.com", "url"),
        ("url", "javascript:alert(1)", "url"),
        ("type", "cash", "type"),
        ("way", "telegraph", "way"),
    ] {
        assert_eq!(problems(&[(name, value)]), [field], "{name} {value}");
    }
    assert_eq!(problems(&[("type", "cashier"), ("way", "api")]), ["way"]);
    assert_eq!((KIND.build)("epay", &Settings::new(), &Ambient::system()).err().unwrap().len(), 3);
}
