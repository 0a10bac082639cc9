//! Signatures were reckoned apart from this code, by Python:
//! `hmac(secret, "v1\n" + time + "\n" + nonce + "\n" + method + "\n" + target + "\n" + sha256(body))`. The first two stand in
//! docs/docking.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
use super::call::read_body;
use super::*;
use crate::plain::tests::new_supply;
use kernel::{FixedClock, OsEntropy};
use ports::{NoSupply, Settings};
use reqwest::Method;
use std::sync::Arc;

const SECRET: &str = "01kb9w4xq2f3v8s7m6n5p4r3t2";
const NUMBER: &str = "s20261129abc00000001";
const NOW: i64 = 1_795_924_800;

fn secret() -> Secret<String> {
    Secret::new(SECRET.to_owned())
}

fn supplier() -> CardamomSupplier {
    let now = Time::from_unix_seconds(NOW);
    CardamomSupplier {
        url: "https://b.example.com".into(),
        key: "12345678".into(),
        secret: secret(),
        currency: Currency::CNY,
        ambient: Ambient::new(FixedClock::at(now), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
    }
}

fn asked(wanted: Wanted, quantity: i64) -> SupplyFor<'static> {
    SupplyFor { order_no: NUMBER, wanted, quantity, currency: Currency::CNY }
}

fn told(status: u16, body: &str) -> Result<Told, SupplyError> {
    read_body(status, body.as_bytes(), &secret())
}

#[test]
fn requests_are_signed_as_the_document_says() {
    let body =
        br#"{"order_no":"s20261129abc00000001","product":"off_01kb9w4xq2f3v8s7m6n5p4r3t2","quantity":1}"#;
    let once = ("1795924800", "n0nce-0123456789ab");
    let signed = sign::sign(&secret(), once, ("POST", "/dock/v1/orders", body));
    assert_eq!(signed, "d6f872ef067377297da263179f803bb427aa63c1a2c52b17f81d77bb6adbcff3");
    let target = "/dock/v1/catalogue?updated_after=2026-11-29T04:00:00Z";
    let signed = sign::sign(&secret(), ("1795924800", "n0nce-0123456789ac"), ("GET", target, b""));
    assert_eq!(signed, "6e1073eba17f75acf558f65041f8bb21a8321e9a5d607491df581727f74b8261");
}

#[test]
fn a_request_carries_its_headers_and_signs_its_query() {
    let request =
        supplier().request(Method::GET, "/dock/v1/catalogue?updated_after=x", String::new()).unwrap();
    let header = |name: &str| request.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(request.url().as_str(), "https://b.example.com/dock/v1/catalogue?updated_after=x");
    assert_eq!((header("cardamom-key"), header("cardamom-timestamp")), ("12345678".into(), NOW.to_string()));
    let nonce = header("cardamom-nonce");
    assert_eq!(nonce.len(), 26);
    let signed = ("GET", "/dock/v1/catalogue?updated_after=x", &b""[..]);
    let signature = header("cardamom-signature");
    assert!(sign::is_signed(&secret(), (&NOW.to_string(), &nonce), signed, &signature));
    let other = ("GET", "/dock/v1/catalogue?updated_after=y", &b""[..]);
    assert!(!sign::is_signed(&secret(), (&NOW.to_string(), &nonce), other, &signature));
}

#[test]
fn orders_are_read_in_every_state() {
    let order = |state: &str, keys: &str| {
        format!(
            r#"{{"order_no":"{NUMBER}","id":"ord_01kb9w4xq2f3v8s7m6n5p4r3t2","state":"{state}","quantity":2,"amount":1800,"refunded":0,"currency":"CNY","keys":{keys},"claims":[]}}"#
        )
    };
    let reference = Some("ord_01kb9w4xq2f3v8s7m6n5p4r3t2".to_owned());
    let cost = Some(Money::new(1_800, Currency::CNY));
    let read = |state: &str, keys: &str, wanted| {
        state::known(&told(200, &order(state, keys)).unwrap(), &asked(wanted, 2))
    };
    let accepted = Ok(Supplied::Accepted { reference: reference.clone() });
    assert_eq!(read("fulfilling", "[]", Wanted::Keys), accepted);
    assert_eq!(
        read("delivered", "[]", Wanted::Credit),
        Ok(Supplied::Credited { reference: reference.clone(), cost })
    );
    let keys = r#"[{"key":"AAAA","password":null},{"key":"BBBB","password":"pw"}]"#;
    let both = vec![Secret::new("AAAA".to_owned()), Secret::new("BBBB pw".to_owned())];
    assert_eq!(
        read("delivered", keys, Wanted::Keys),
        Ok(Supplied::Delivered { reference: reference.clone(), cost, keys: both })
    );
    assert!(matches!(read("failed", "[]", Wanted::Keys), Ok(Supplied::Failed { why: NoSupply::Other, .. })));
    for (state, keys) in [("delivered", "[]"), ("delivered", r#"[{"key":""}]"#), ("strange", "[]")] {
        assert!(matches!(read(state, keys, Wanted::Keys), Err(SupplyError::Unknown(_))), "{state} {keys}");
    }
    let other = told(200, &order("fulfilling", "[]").replace("0001", "0002")).unwrap();
    assert!(matches!(state::known(&other, &asked(Wanted::Keys, 2)), Err(SupplyError::Unknown(_))));
    let more = told(200, &order("fulfilling", "[]")).unwrap();
    assert!(state::known(&more, &asked(Wanted::Keys, 3)).is_err());
}

/// All of it, or a part, after the delivery; and a sentence on the shelf.
#[test]
fn what_came_back_was_not_paid_and_a_sentence_is_no_key() {
    let order = |refunded: i64, keys: &str| {
        format!(
            r#"{{"order_no":"{NUMBER}","id":"ord_1","state":"delivered","quantity":2,"amount":1800,"refunded":{refunded},"currency":"CNY","keys":{keys}}}"#
        )
    };
    let read = |refunded, keys: &str, wanted| {
        state::known(&told(200, &order(refunded, keys)).unwrap(), &asked(wanted, 2))
    };
    let keys = r#"[{"key":"AAAA"},{"key":"BBBB"}]"#;
    for wanted in [Wanted::Keys, Wanted::Credit] {
        let back = read(1_800, keys, wanted);
        assert!(matches!(back, Ok(Supplied::Failed { why: NoSupply::Other, .. })), "{back:?}");
        assert!(matches!(read(-1, keys, wanted), Err(SupplyError::Unknown(_))));
    }
    let Ok(Supplied::Delivered { cost, keys: given, .. }) = read(900, keys, Wanted::Keys) else { panic!() };
    assert_eq!((cost, given.len()), (Some(Money::new(900, Currency::CNY)), 2));
    assert!(matches!(read(900, "[]", Wanted::Credit), Err(SupplyError::Unknown(_))));
    let sorry = r#"[{"key":"AAAA"},{"key":"抱歉，该商品暂时缺货，请联系客服处理"}]"#;
    let Ok(Supplied::Delivered { keys: given, .. }) = read(0, sorry, Wanted::Keys) else { panic!() };
    assert!(given.len() == 1 && given[0].expose() == "AAAA");
    let sorry = r#"[{"key":"抱歉，该商品暂时缺货"}]"#;
    let none = read(0, sorry, Wanted::Keys);
    assert!(matches!(none, Ok(Supplied::Failed { why: NoSupply::OutOfStock, .. })), "{none:?}");
}

#[test]
fn only_what_was_certainly_not_ordered_is_a_refusal() {
    let problem = |status, code: &str| {
        told(status, &format!(r#"{{"status":{status},"code":"{code}","detail":"because {SECRET}"}}"#))
            .unwrap()
    };
    for (status, code, why) in [
        (409, "sold_out", NoSupply::OutOfStock),
        (404, "no_such_product", NoSupply::OutOfStock),
        (402, "insufficient_balance", NoSupply::NoFunds),
        (409, "price_rose", NoSupply::PriceChanged),
        (422, "bad_account", NoSupply::BadAccount),
        (403, "plan_limit", NoSupply::Other),
    ] {
        let failed = Supplied::Failed { reference: None, why, said: "because ***".into() };
        assert_eq!(state::submitted(&problem(status, code), &asked(Wanted::Keys, 1)), Ok(failed), "{code}");
    }
    for (status, code) in
        [(409, "order_no_used"), (503, "busy"), (429, "rate_limited"), (401, "replayed"), (500, "internal")]
    {
        let answer = state::submitted(&problem(status, code), &asked(Wanted::Keys, 1));
        assert!(matches!(answer, Err(SupplyError::Unknown(_))), "{code}");
    }
    // Said before the order is read: of one that was sent before they say nothing.
    for (status, code) in [(401, "unknown_key"), (401, "stale_timestamp"), (403, "docking_off")] {
        let answer = state::submitted(&problem(status, code), &asked(Wanted::Keys, 1));
        assert!(matches!(answer, Err(SupplyError::NotReached(_))), "{code}");
    }
    let missing = state::known(&problem(404, "order_not_found"), &asked(Wanted::Keys, 1));
    assert_eq!(missing, Err(SupplyError::NotFound));
    assert!(matches!(
        state::known(&problem(404, "unknown_route"), &asked(Wanted::Keys, 1)),
        Err(SupplyError::Unknown(_))
    ));
    assert!(told(502, "<html>").is_err() && told(404, "{}").is_err() && told(200, "[]").is_err());
}

/// What another house says of an account; whatever it says of a name is cut down once more.
#[test]
fn an_account_is_there_only_where_the_other_house_says_so() {
    let found = |status: u16, body: &str| state::found(&told(status, body).unwrap());
    let yes = found(200, r#"{"found":true,"name_hint":"张小明","place":"中国移动"}"#);
    assert_eq!(yes, Ok(AccountFound::yes("**明", "中国移动")));
    assert_eq!(found(200, r#"{"found":true,"name_hint":null}"#), Ok(AccountFound::yes("", "")));
    assert_eq!(found(200, r#"{"found":false}"#), Ok(AccountFound::No));
    assert_eq!(found(200, r#"{"found":null}"#), Err(SupplyError::CannotTell));
    assert_eq!(found(422, r#"{"code":"bad_account","detail":"look at phone"}"#), Ok(AccountFound::No));
    for (status, body) in [
        (200, "{}"),
        (200, r#"{"found":"true"}"#),
        (404, r#"{"code":"no_such_product"}"#),
        (429, r#"{"code":"rate_limited"}"#),
    ] {
        assert!(matches!(found(status, body), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn the_catalogue_is_read_in_its_own_currency() {
    let body = r#"{"items":[
        {"product":"off_1","title":{"zh":"点卡","en":"Card"},"name":{"zh":"100 元","en":""},"kind":"keys","unit_price":9000,
         "currency":"CNY","stock":12,"on_sale":true},
        {"product":"off_2","title":{"zh":"","en":"Top-up"},"name":{"zh":"","en":""},"kind":"recharge","unit_price":4990,
         "currency":"CNY","stock":null,"on_sale":true},
        {"product":"off_3","title":{"zh":"x","en":""},"name":{"zh":"","en":""},"kind":"keys","unit_price":1,"currency":"USD",
         "stock":1,"on_sale":true}]}"#;
    let read = |body: &str| goods::read(told(200, body).unwrap().good().unwrap(), Currency::CNY);
    let lines = read(body).unwrap();
    let shown: Vec<_> = lines
        .iter()
        .map(|l| (l.product.as_str(), l.name.as_str(), l.wanted, l.cost.minor, l.stock))
        .collect();
    assert_eq!(
        shown,
        [
            ("off_1", "点卡 100 元", Wanted::Keys, 9_000, Some(12)),
            ("off_2", "Top-up", Wanted::Credit, 4_990, None)
        ]
    );
    assert!(read(&body.replace("9000", "-1")).is_err() && read(r#"{"items":1}"#).is_err());
    let ping = r#"{"balances":[{"currency":"USD","available":1},{"currency":"CNY","available":123400}]}"#;
    let ping = told(200, ping).unwrap();
    assert_eq!(goods::balance(ping.good().unwrap(), Currency::CNY), Ok(Money::new(123_400, Currency::CNY)));
}

#[test]
fn complaints_are_read_and_a_whole_offer_is_acceptable() {
    let claim = Claim { claim_no: "c20261129abc00000001".into(), reason: "the key is used".into(), keys: 1 };
    let body = |state: &str, paid: i64, offer: &str| {
        format!(
            r#"{{"claim_no":"c20261129abc00000001","state":"{state}","wanted":900,"paid_back":{paid},"currency":"CNY","replaced":0,"offer":{offer}}}"#
        )
    };
    let read = |body: &str| {
        claims::read(&told(200, body).unwrap(), &claim, Currency::CNY).map(|h| (h.claimed, h.acceptable))
    };
    let reference = Some(claim.claim_no.clone());
    let open = Claimed::Open { reference: reference.clone() };
    assert_eq!(read(&body("open", 0, "null")), Ok((open.clone(), None)));
    assert_eq!(read(&body("open", 0, r#"{"offer":2,"amount":900,"units":0}"#)), Ok((open.clone(), Some(2))));
    assert_eq!(read(&body("open", 0, r#"{"offer":2,"amount":899,"units":0}"#)), Ok((open.clone(), None)));
    assert_eq!(read(&body("open", 0, r#"{"offer":2,"amount":900,"units":1}"#)), Ok((open, None)));
    let paid_back = Money::new(900, Currency::CNY);
    assert_eq!(read(&body("settled", 900, "null")), Ok((Claimed::Settled { reference, paid_back }, None)));
    assert!(matches!(read(&body("refused", 0, "null")), Ok((Claimed::Refused { .. }, None))));
    let late = told(409, r#"{"code":"dispute_too_late","detail":"the time is over"}"#).unwrap();
    assert!(matches!(claims::read(&late, &claim, Currency::CNY).unwrap().claimed, Claimed::Refused { .. }));
    let busy = told(503, r#"{"code":"busy","detail":"try again"}"#).unwrap();
    assert!(matches!(claims::read(&busy, &claim, Currency::CNY), Err(SupplyError::Unknown(_))));
}

fn report(body: &str, at: i64) -> RawNotify {
    let (timestamp, target) = (at.to_string(), "/supply/notify/spl_1");
    let signature =
        sign::sign(&secret(), (&timestamp, "n0nce-0123456789ad"), ("POST", target, body.as_bytes()));
    let headers = [
        ("cardamom-key", "12345678"),
        ("cardamom-timestamp", &timestamp),
        ("cardamom-nonce", "n0nce-0123456789ad"),
        ("cardamom-signature", &signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    RawNotify { method: "POST".into(), target: target.into(), headers, body: body.as_bytes().to_vec() }
}

#[test]
fn reports_are_believed_as_far_as_they_are_signed() {
    let now = Time::from_unix_seconds(NOW);
    let heard = |report: &RawNotify| supplier().verify_callback(report, now);
    let order =
        report(&format!(r#"{{"event":"order","order_no":"{NUMBER}","state":"delivered"}}"#), NOW - 200);
    assert_eq!(heard(&order), Ok(Reported::Order(NUMBER.into())));
    let goods = report(r#"{"event":"goods","product":"off_7"}"#, NOW);
    assert_eq!(heard(&goods), Ok(Reported::Goods("off_7".into())));
    let mut forged = order.clone();
    forged.body = format!(r#"{{"event":"order","order_no":"{NUMBER}","state":"failed"}}"#).into_bytes();
    assert_eq!(heard(&forged), Err(NotifyRefusal::BadSignature));
    let elsewhere = RawNotify { target: "/supply/notify/spl_2".into(), ..order.clone() };
    assert_eq!(heard(&elsewhere), Err(NotifyRefusal::BadSignature));
    assert_eq!(
        heard(&report(r#"{"event":"goods","product":"off_7"}"#, NOW - 301)),
        Err(NotifyRefusal::Stale)
    );
    for strange in ["{}", r#"{"event":"order","order_no":"NOT OURS"}"#, "x"] {
        assert!(matches!(heard(&report(strange, NOW)), Err(NotifyRefusal::Malformed(_))), "{strange}");
    }
}

#[test]
fn what_cannot_be_a_key_is_said_beside_its_field() {
    let built = |url: &str, key: &str, secret: &str| {
        let settings: Settings = [("url", url), ("key", key), ("secret", secret)]
            .map(|(name, value)| (name.to_owned(), Secret::new(value.to_owned())))
            .into();
        (KIND.build)(&settings, Currency::CNY, &Ambient::system())
            .err()
            .map(|bad| bad.iter().map(|b| b.field).collect::<Vec<_>>())
    };
    assert_eq!(built("https://b.example.com/dock/v1/", "12345678", SECRET), None);
    assert_eq!(built("ftp://b", "12 34", "short"), Some(vec!["url", "key", "secret"]));
    let new = new_supply("off_1", &[]);
    assert_eq!(SupplyFor::of(&new, Currency::CNY).quantity, 1);
}

#[test]
fn a_statement_is_read_whole_or_not_at_all() {
    let page = |items: &str, next: &str| {
        let text = format!(r#"{{"day":"2026-11-28","currency":"CNY","items":[{items}],"next":{next}}}"#);
        statement::read(&serde_json::from_str(&text).unwrap(), Currency::CNY)
    };
    let line = |kind: &str, amount: i64| {
        format!(
            r#"{{"number":"7","kind":"{kind}","order_no":"{NUMBER}","id":"ord_x","amount":{amount},"at":"2026-11-28T04:00:00Z"}}"#
        )
    };
    let (lines, next) = page(&format!("{},{}", line("charge", 900), line("refund", 300)), r#""7""#).unwrap();
    let told: Vec<_> =
        lines.iter().map(|line| (line.kind, line.amount.minor, line.reference.as_str())).collect();
    use ports::SupplyLineKind::{Charge, Refund};
    assert_eq!((told, next.as_deref()), (vec![(Charge, 900, "ord_x"), (Refund, 300, "ord_x")], Some("7")));
    assert_eq!(page("", "null").unwrap(), (vec![], None));
    for (items, next) in [
        (line("gift", 1), "null"),
        (line("charge", 0), "null"),
        (line("charge", 1), "7"),
        ("1".into(), "null"),
    ] {
        assert!(page(&items, next).is_err(), "{items} {next}");
    }
    let other = serde_json::json!({ "currency": "USD", "items": [] });
    assert!(statement::read(&other, Currency::CNY).is_err());
}
