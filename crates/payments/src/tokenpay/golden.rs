//! The worked examples of `Wiki/docs.md`: a request, a notify and a question, under the key `666`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use kernel::{Money, PaymentId, Span};
use ports::{Device, Payer, Settings};

const PAYMENT: &str = "pay_00000000000000000000000001";
const NOTIFY: &str = r#"{
    "ActualAmount": "15",
    "Amount": "34.91",
    "BaseCurrency": "CNY",
    "BlockChainName": "TRON",
    "BlockTransactionId": "375859c36dc5f5d227b10912b5ec70d36dd34446028064956cb60cdbb74432f5",
    "Currency": "TRX",
    "CurrencyName": "TRX",
    "FromAddress": "TYYjzt6AWhe9hAg9DrhiYXEWKDksyohgQa",
    "Id": "63234df7-55bf-93fc-0010-67be493c0c27",
    "OutOrderId": "E6COE6FGZMO5AXSK",
    "PayTime": "2022-09-15 16:08:39",
    "Signature": "a8f9d179a8d2798c8b5bb90c31db2c9e",
    "Status": 1,
    "ToAddress": "TLUF41C386CMU1Wc8pTSCE4QaiZ2xkhTCb"
}"#;

/// Of the examples; no shop's owner could type it in, it is too short.
fn token() -> Secret<String> {
    Secret::new("666".to_owned())
}

fn channel() -> TokenpayChannel {
    TokenpayChannel {
        code: "tokenpay".into(),
        url: "https://pay.example.com".into(),
        token: token(),
        fiat: Currency::CNY,
        coin: "TRX".into(),
        ambient: Ambient::system(),
        http: Http::new().unwrap(),
    }
}

#[test]
fn a_request_is_signed_as_the_page_says() {
    let mut body = sign::Body::default();
    body.text("OutOrderId", "AJIHK72N34BR2CWG");
    body.text("OrderUserKey", "admin@qq.com");
    body.number("ActualAmount", "15");
    body.text("Currency", "TRX");
    body.text("NotifyUrl", "http://localhost:1011/pay/tokenpay/notify_url");
    body.text("RedirectUrl", "http://localhost:1011/pay/tokenpay/return_url?order_id=AJIHK72N34BR2CWG");
    assert_eq!(
        body.canonical(),
        "ActualAmount=15&Currency=TRX&NotifyUrl=http://localhost:1011/pay/tokenpay/notify_url&OrderUserKey=admin@qq.com\
         &OutOrderId=AJIHK72N34BR2CWG&RedirectUrl=http://localhost:1011/pay/tokenpay/return_url?order_id=AJIHK72N34BR2CWG"
    );
    let sent = String::from_utf8(body.signed(&token()).unwrap()).unwrap();
    assert!(sent.starts_with(r#"{"ActualAmount":15,"Currency":"TRX","#), "{sent}");
    assert!(sent.contains(r#""Signature":"e9765880db6081496456283678e70152""#), "{sent}");
}

#[test]
fn a_question_is_signed_as_the_page_says() {
    let mut body = sign::Body::default();
    body.text("Id", "66f9d5a8-d9c7-0224-004f-a16a1c068e08");
    assert_eq!(body.signature(&token()), "baa261cc6af3f5efbed15e17a285f653");
}

#[test]
fn an_amount_is_written_without_zeros_at_its_end() {
    let new = |minor| NewPayment {
        payment: PaymentId(1),
        amount: Money::new(minor, Currency::CNY),
        subject: "x".into(),
        notify_url: "https://s/n".into(),
        return_url: "https://s/o".into(),
        expires_at: Ambient::system().now().after(Span::minutes(15)),
        payer: Payer::at(Device::Desktop),
    };
    let sent = |minor| String::from_utf8(channel().asked(&new(minor)).unwrap()).unwrap();
    assert!(sent(1500).contains(r#""ActualAmount":15,"#) && sent(1990).contains(r#""ActualAmount":19.9,"#));
    assert!(matches!(channel().asked(&new(0)), Err(ChannelError::Refused(_))));
}

fn notify(body: &str) -> Result<Notified, NotifyRefusal> {
    let raw = RawNotify {
        method: "POST".into(),
        target: "/notify/tokenpay".into(),
        headers: vec![],
        body: body.as_bytes().to_vec(),
    };
    channel().verify_notify(&raw, Time::default())
}

/// With that change, signed as the gateway would.
fn bent(from: &str, to: &str) -> Result<Notified, NotifyRefusal> {
    let body = NOTIFY.replace("E6COE6FGZMO5AXSK", PAYMENT).replace(from, to);
    let told = Flat::read(body.as_bytes()).unwrap();
    let members = told.scalars().filter(|(name, _)| *name != "Signature").map(|(name, _)| name);
    let joined: Vec<String> = members.map(|name| format!("{name}={}", told.text(name))).collect();
    let signature = crate::md5_sign::sign(&joined.join("&"), &token());
    notify(&body.replace("a8f9d179a8d2798c8b5bb90c31db2c9e", &signature))
}

#[test]
fn a_notify_is_verified_over_all_that_is_there() {
    // The example is genuine; its number is none of ours.
    assert!(matches!(notify(NOTIFY), Err(NotifyRefusal::Malformed(why)) if why.contains("OutOrderId")));
    let paid = Ok(Notified::Paid {
        payment: PaymentId(1),
        event_id: "63234df7-55bf-93fc-0010-67be493c0c27".into(),
        amount: Money::new(1500, Currency::CNY),
    });
    assert_eq!(bent("", ""), paid);
    assert_eq!(
        bent("\"Status\": 1", "\"Status\": 1, \"PayAmount\": \"34.91\", \"IsDynamicAmount\": 0"),
        paid
    );
    assert_eq!(bent("\"Status\": 1", "\"Status\": 2"), Ok(Notified::Other));
    for (from, to) in [
        ("\"15\"", "\"1500\""),
        ("a8f9d179a8d2798c8b5bb90c31db2c9e", ""),
        ("\"Status\": 1", "\"Status\": 1, \"New\": \"x\""),
        ("a8f9d179", "A8F9D179"),
    ] {
        assert_eq!(notify(&NOTIFY.replace(from, to)), Err(NotifyRefusal::BadSignature), "{to}");
    }
}

#[test]
fn what_is_signed_and_yet_strange_is_refused() {
    for (from, to) in [
        ("\"15\"", "\"0\""),
        ("\"15\"", "\"-15\""),
        ("\"15\"", "\"1e3\""),
        ("\"15\"", "\"15.001\""),
        ("\"CNY\"", "\"USD\""),
        ("63234df7-55bf", "63234df7_55bf"),
    ] {
        assert!(matches!(bent(from, to), Err(NotifyRefusal::Malformed(_))), "{to}");
    }
    assert!(notify(&NOTIFY.replace("\"15\"", "[\"15\"]")).is_err());
    let twice = NOTIFY.replace("\"Status\": 1", "\"Status\": 1, \"Status\": 1");
    assert!(matches!(notify(&twice), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn a_row_is_read_in_either_manner() {
    let told = Flat::read(br#"{"outOrderId":"a","ActualAmount":15.00}"#).unwrap();
    assert_eq!(
        (sign::member(&told, "OutOrderId").as_str(), sign::member(&told, "ActualAmount").as_str()),
        ("a", "15.00")
    );
    assert_eq!(id_of("http://127.0.0.1:5000/Pay?Id=6324ddd2-4677-7914-0010-702806ae9766").unwrap().len(), 36);
    assert!(is_id("6324ddd2-4677-7914-0010-702806ae9766") && !is_id("6324ddd2-4677-7914-0010-702806ae976/"));
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let usual = [("url", "https://pay.example.com/"), ("token", "a-key-of-some-length")];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)("tokenpay", &settings, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[("fiat", "HKD"), ("coin", "EVM_BSC_USDT_BEP20")]).is_empty());
    for (name, value) in
        [("url", "http://pay.example.com"), ("token", "666"), ("fiat", "JPY"), ("coin", "TRX&x")]
    {
        assert_eq!(problems(&[(name, value)]), [name], "{value}");
    }
}
