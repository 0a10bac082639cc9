//! The answers are those of Reloadly's own documents and of the examples beside its SDK, with our numbers in them. The
//! signatures were reckoned apart from this code, by Python: `hmac.new(secret, body + b":" + at, sha256).hexdigest()`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
use super::call::{self, Refusal};
use super::*;
use crate::plain::tests::new_supply;
use kernel::{FixedClock, OsEntropy};
use ports::{NoSupply, Settings};
use reqwest::Method;
use std::sync::Arc;

const NUMBER: &str = "s20261129abc00000001";
const SECRET: &str = "7kscVxQZ32-client-secret";

fn usd() -> Currency {
    "USD".parse().unwrap()
}

fn secret() -> Secret<String> {
    Secret::new(SECRET.to_owned())
}

fn supplier() -> ReloadlySupplier {
    let now = Time::from_unix_seconds(1_795_924_800);
    ReloadlySupplier {
        auth_url: "https://auth.reloadly.com".into(),
        gifts_url: "https://giftcards.reloadly.com".into(),
        topups_url: "https://topups-sandbox.reloadly.com".into(),
        client_id: "qwcLz".into(),
        client_secret: secret(),
        webhook_secret: Some(Secret::new("whsec-0123456789".into())),
        sender: "梅 Shop".into(),
        email: None,
        countries: Vec::new(),
        currency: usd(),
        ambient: Ambient::new(FixedClock::at(now), Arc::new(OsEntropy)),
        http: Http::new().unwrap(),
        tokens: Tokens::default(),
    }
}

fn new(product: &str, wanted: Wanted, form: &[(&str, &str)], cost: i64) -> NewSupply {
    NewSupply { wanted, unit_cost: Money::new(cost, usd()), ..new_supply(product, form) }
}

fn flat(json: &str) -> Flat {
    Flat::read(json.as_bytes()).unwrap()
}

#[test]
fn each_service_has_a_token_of_its_own() {
    let claim = |service| supplier().claim(service);
    let of = |audience: &str| {
        format!(
            r#"{{"audience":"{audience}","client_id":"qwcLz","client_secret":"{SECRET}","grant_type":"client_credentials"}}"#
        )
    };
    assert_eq!(claim(Service::Gifts), of("https://giftcards.reloadly.com"));
    assert_eq!(claim(Service::Cards), claim(Service::Gifts));
    assert_eq!(claim(Service::Airtime), of("https://topups-sandbox.reloadly.com"));
}

#[test]
fn a_token_is_read_or_it_is_said_why_there_is_none() {
    let read = |status, body: &str| token::read(status, body.as_bytes(), &secret());
    let good =
        r#"{"access_token":"eyJra.XX-_","scope":"developer","expires_in":5184000,"token_type":"Bearer"}"#;
    let (text, lasts) = read(200, good).ok().unwrap();
    assert_eq!((text.expose().as_str(), lasts), ("eyJra.XX-_", 86_400), "a day at most");
    let (_, lasts) = read(200, r#"{"access_token":"a","expires_in":"3600"}"#).ok().unwrap();
    assert_eq!(lasts, 3600);
    let (_, lasts) = read(200, r#"{"access_token":"a"}"#).ok().unwrap();
    assert_eq!(lasts, 300);
    let denied = r#"{"timeStamp":"2022-01-06 10:57:50","message":"Access Denied","path":"/oauth/token","errorCode":"INVALID_CREDENTIALS"}"#;
    assert_eq!(read(401, denied).err(), Some(token::NoToken::Refused("Access Denied".into())));
    let repeated = format!(r#"{{"message":"{SECRET} is wrong"}}"#);
    assert_eq!(read(401, &repeated).err(), Some(token::NoToken::Refused("*** is wrong".into())));
    for (status, body) in [
        (200, "{}"),
        (200, r#"{"access_token":"a b"}"#),
        (200, "<html>"),
        (401, "no"),
        (500, "{}"),
        (302, ""),
    ] {
        assert!(matches!(read(status, body), Err(token::NoToken::Silent(_))), "{status} {body}");
    }
}

#[test]
fn cards_are_ordered_byte_for_byte() {
    let new = NewSupply { quantity: 2, ..new("gift:10:15.00", Wanted::Keys, &[], 2000) };
    assert_eq!(
        asked::cards(&new, "10", "15.00", "梅 Shop", Some("shop@example.com")),
        r#"{"customIdentifier":"s20261129abc00000001","productId":10,"quantity":2,"recipientEmail":"shop@example.com","senderName":"梅 Shop","unitPrice":15.00}"#
    );
}

#[test]
fn a_telephone_is_topped_up_byte_for_byte() {
    let body = |form: &[(&str, &str)]| {
        let new = new("air:535:5.00", Wanted::Credit, form, 500);
        asked::top_up(&new, "535", "5.00", "GB")
    };
    let whole = |number: &str| {
        format!(
            r#"{{"amount":5.00,"customIdentifier":"s20261129abc00000001","operatorId":535,"recipientPhone":{{"countryCode":"GB","number":"{number}"}},"useLocalAmount":false}}"#
        )
    };
    assert_eq!(body(&[("phone", "+44 7951 731337")]), Ok(whole("+447951731337")));
    assert_eq!(body(&[("recipientPhone", "07951731337"), ("phone", "1")]), Ok(whole("07951731337")));
    for form in [vec![], vec![("phone", "")], vec![("phone", "a@b.c")]] {
        let refused = body(&form);
        assert!(matches!(refused, Err(Supplied::Failed { why: NoSupply::BadAccount, .. })), "{form:?}");
    }
}

#[test]
fn requests_carry_the_token_and_the_version() {
    let token = Secret::new("eyJra".to_owned());
    let request = |service, path: &str| {
        let request = supplier().request(service, Method::GET, path, None, &token).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        (request.url().to_string(), header("accept"), header("authorization"))
    };
    let of = |url: &str, accept: &str| (url.to_owned(), accept.to_owned(), "Bearer eyJra".to_owned());
    assert_eq!(
        request(Service::Gifts, "/products/10"),
        of("https://giftcards.reloadly.com/products/10", "application/com.reloadly.giftcards-v1+json")
    );
    assert_eq!(
        request(Service::Cards, "/orders/transactions/1/cards"),
        of(
            "https://giftcards.reloadly.com/orders/transactions/1/cards",
            "application/com.reloadly.giftcards-v2+json"
        )
    );
    assert_eq!(
        request(Service::Airtime, &Service::Airtime.one("7")),
        of("https://topups-sandbox.reloadly.com/topups/7/status", "application/com.reloadly.topups-v1+json")
    );
}

/// As the document has it; only the map is written in its other way.
const PRODUCT: &str = r#"{"productId":10,"productName":"App Store & iTunes Austria","global":false,"status":"ACTIVE",
    "senderFee":0.5,"senderFeePercentage":0,"discountPercentage":2.9,"denominationType":"FIXED","recipientCurrencyCode":"EUR",
    "minRecipientDenomination":null,"maxRecipientDenomination":null,"senderCurrencyCode":"USD",
    "fixedRecipientDenominations":[5.00,10.00,15.00],"fixedSenderDenominations":[5.65,11.30,16.95],
    "fixedRecipientToSenderDenominationsMap":{"5.00":5.65,"10.00":11.30,"15.00":16.95},
    "additionalRequirements":{"userIdRequired":false},"country":{"isoName":"AT","name":"Austria"}}"#;

const OPERATOR: &str = r#"{"id":174,"operatorId":174,"name":"Natcom Haiti","bundle":false,"data":false,"pin":false,
    "denominationType":"RANGE","senderCurrencyCode":"USD","destinationCurrencyCode":"HTG","internationalDiscount":13.0,
    "localDiscount":0.0,"minAmount":0.45,"maxAmount":104,"country":{"isoName":"HT","name":"Haiti"},
    "fixedAmounts":[],"suggestedAmounts":[1,5,200],"promotions":[]}"#;

fn why<T>(result: Result<T, Supplied>) -> Option<NoSupply> {
    match result {
        Err(Supplied::Failed { reference: None, why, .. }) => Some(why),
        _ => None,
    }
}

#[test]
fn a_card_is_ordered_only_as_it_was_agreed() {
    let card =
        |product: &str, face: &str, most: i64| goods::is_card(&flat(product), face, Money::new(most, usd()));
    // 16.95 + 0.50 - 2.9 % of 16.95 (0.49155): 16.95845, rounded up.
    assert_eq!(card(PRODUCT, "15", 1696), Ok(()));
    assert_eq!(why(card(PRODUCT, "15.00", 1695)), Some(NoSupply::PriceChanged));
    assert_eq!(why(card(PRODUCT, "20", 9999)), Some(NoSupply::OutOfStock));
    let listed = PRODUCT.replace(
        r#"{"5.00":5.65,"10.00":11.30,"15.00":16.95}"#,
        r#"[{"5.00":5.65},{"10.00":11.30},{"15.00":16.95}]"#,
    );
    assert_eq!(
        (card(&listed, "15", 1696), why(card(&listed, "15", 1695))),
        (Ok(()), Some(NoSupply::PriceChanged))
    );
    let bent = |from: &str, to: &str| why(card(&PRODUCT.replace(from, to), "15", 9999));
    assert_eq!(bent("ACTIVE", "INACTIVE"), Some(NoSupply::OutOfStock));
    assert_eq!(bent(r#""userIdRequired":false"#, r#""userIdRequired":true"#), Some(NoSupply::Other));
    assert_eq!(bent(r#""senderCurrencyCode":"USD""#, r#""senderCurrencyCode":"NGN""#), Some(NoSupply::Other));
    assert_eq!(bent("16.95}", "-1}"), Some(NoSupply::Other), "a price that cannot be read");
    assert_eq!(bent(r#""senderFee":0.5"#, r#""senderFee":"?""#), Some(NoSupply::Other));
    let range = r#"{"denominationType":"RANGE","minRecipientDenomination":5,"maxRecipientDenomination":50.00,
        "recipientCurrencyCode":"EUR","senderCurrencyCode":"USD","recipientCurrencyToSenderCurrencyExchangeRate":1.13,
        "senderFee":0,"senderFeePercentage":1}"#;
    // 20 × 1.13, and a hundredth of that.
    assert_eq!(
        (card(range, "20", 2283), why(card(range, "20", 2282))),
        (Ok(()), Some(NoSupply::PriceChanged))
    );
    for face in ["4.99", "50.01"] {
        assert_eq!(why(card(range, face, 9999)), Some(NoSupply::OutOfStock), "{face}");
    }
}

#[test]
fn an_operator_is_asked_only_for_what_it_has() {
    let top_up = |operator: &str, amount: &str, most: i64| {
        goods::is_top_up(&flat(operator), amount, Money::new(most, usd()))
    };
    assert_eq!(top_up(OPERATOR, "5", 435), Ok("HT".to_owned()));
    assert_eq!(why(top_up(OPERATOR, "5", 434)), Some(NoSupply::PriceChanged));
    assert_eq!(why(top_up(OPERATOR, "105", 99999)), Some(NoSupply::OutOfStock));
    let bent = |from: &str, to: &str| why(top_up(&OPERATOR.replace(from, to), "5", 9999));
    assert_eq!(bent(r#""pin":false"#, r#""pin":true"#), Some(NoSupply::Other));
    assert_eq!(bent(r#""bundle":false"#, r#""status":false"#), Some(NoSupply::OutOfStock));
    assert_eq!(bent(r#""HT","#, r#""Haiti","#), Some(NoSupply::Other));
    assert_eq!(bent("RANGE", "FIXED"), Some(NoSupply::OutOfStock));
    let missing = Refusal { status: 404, code: "PRODUCT_NOT_FOUND".into(), message: "none".into() };
    let Supplied::Failed { why, said, .. } = goods::missing(&missing, &secret()) else { panic!() };
    assert_eq!((why, said.as_str()), (NoSupply::OutOfStock, "PRODUCT_NOT_FOUND: none"));
}

#[test]
fn goods_are_those_with_an_amount() {
    let listed = goods::cards(&flat(PRODUCT), usd());
    let first = SupplierProduct {
        product: "gift:10:5".into(),
        name: "App Store & iTunes Austria 5 EUR".into(),
        wanted: Wanted::Keys,
        cost: Money::new(599, usd()),
        stock: None,
        on_sale: true,
    };
    assert_eq!((listed.len(), &listed[0]), (3, &first));
    let listed = goods::top_ups(&flat(OPERATOR), usd());
    let (products, costs): (Vec<_>, Vec<_>) =
        listed.iter().map(|product| (product.product.as_str(), product.cost.minor)).unzip();
    assert_eq!((products, costs), (vec!["air:174:1", "air:174:5"], vec![87, 435]), "200 is too much");
    assert_eq!(listed[0].name, "Natcom Haiti 1 USD");
    let twice = goods::without_doubles([listed.clone(), listed].concat());
    assert_eq!(twice.len(), 2);
    assert!(goods::cards(&flat(PRODUCT), Currency::CNY).is_empty());
    assert!(goods::cards(&flat(&PRODUCT.replace("FIXED", "RANGE")), usd()).is_empty());
    assert!(goods::top_ups(&flat(&OPERATOR.replace(r#""pin":false"#, r#""pin":true"#)), usd()).is_empty());
}

/// An order of cards, as it is answered and listed.
fn transaction(status: &str) -> String {
    format!(
        r#"{{"transactionId":815,"amount":17.5201,"discount":0.49,"currencyCode":"USD","fee":0.50,"recipientEmail":"a@b.c",
        "customIdentifier":"{NUMBER}","status":"{status}","product":{{"productId":10,"quantity":1,"unitPrice":15.00}},
        "smsFee":0.00,"recipientPhone":null,"transactionCreatedTime":"2022-01-03 23:30:41"}}"#
    )
}

fn read(row: &str) -> Result<Transaction, SupplyError> {
    Transaction::read(&flat(row), NUMBER, usd())
}

#[test]
fn each_status_is_what_it_is() {
    for (status, standing) in [
        ("PENDING", Standing::UnderWay),
        ("PROCESSING", Standing::UnderWay),
        ("SUCCESSFUL", Standing::Done),
        ("FAILED", Standing::Failed),
        ("REFUNDED", Standing::Failed),
    ] {
        let transaction = read(&transaction(status)).unwrap();
        assert_eq!((transaction.standing, transaction.reference.as_str()), (standing, "815"), "{status}");
        assert_eq!(transaction.cost, Some(Money::new(1753, usd())), "rounded up");
    }
    for status in ["", "successful", "CANCELLED"] {
        assert!(matches!(read(&transaction(status)), Err(SupplyError::Unknown(_))), "{status}");
    }
    let other = transaction("SUCCESSFUL").replace(NUMBER, "s20261129abc00000002");
    assert!(matches!(read(&other), Err(SupplyError::Unknown(_))), "about another order");
    let unnumbered = transaction("SUCCESSFUL").replace("815", "\"\"");
    assert!(matches!(read(&unnumbered), Err(SupplyError::Unknown(_))));
    let elsewhere = transaction("SUCCESSFUL").replace("USD", "NGN");
    assert_eq!(read(&elsewhere).unwrap().cost, None);
    let failed = read(&transaction("REFUNDED")).unwrap().failed(&secret());
    let said = "no reason was given".to_owned();
    assert_eq!(failed, Supplied::Failed { reference: Some("815".into()), why: NoSupply::Other, said });
}

/// A top-up in its envelope.
fn status(status: &str, more: &str) -> String {
    format!(
        r#"{{"code":null,"message":null,"status":"{status}","transaction":{{"transactionId":4602843,"status":"{status}",
        "operatorTransactionId":"7297929551:OrderConfirmed","customIdentifier":"{NUMBER}","recipientPhone":50936377111,
        "countryCode":"HT","operatorId":174,"discount":2.6,"discountCurrencyCode":"USD","requestedAmount":20,
        "requestedAmountCurrencyCode":"USD","deliveredAmount":1977.12,"deliveredAmountCurrencyCode":"HTG",
        "pinDetail":null{more}}}}}"#
    )
}

#[test]
fn a_top_up_stands_as_its_envelope_says() {
    let one = |body: &str| state::one(body.as_bytes(), NUMBER, usd());
    let credited = |minor| {
        Ok(Supplied::Credited { reference: Some("4602843".into()), cost: Some(Money::new(minor, usd())) })
    };
    assert_eq!(one(&status("SUCCESSFUL", "")).unwrap().credited(), credited(1740));
    let balance =
        r#","balanceInfo":{"oldBalance":1000.00,"newBalance":982.55,"cost":17.45,"currencyCode":"USD"}"#;
    assert_eq!(one(&status("SUCCESSFUL", balance)).unwrap().credited(), credited(1745));
    assert_eq!(one(&status("PROCESSING", "")).unwrap().standing, Standing::UnderWay);
    let refused = status("REFUNDED", "").replace(
        r#""code":null,"message":null"#,
        r#""code":"INVALID_RECIPIENT_PHONE","message":"not valid""#,
    );
    let failed = one(&refused).unwrap().failed(&secret());
    assert!(
        matches!(failed, Supplied::Failed { why: NoSupply::BadAccount, said, .. } if said.contains("not valid"))
    );
    let pin =
        status("SUCCESSFUL", "").replace(r#""pinDetail":null"#, r#""pinDetail":{"code":773709733097662}"#);
    assert!(matches!(one(&pin).unwrap().credited(), Err(SupplyError::Unknown(why)) if why.contains("PIN")));
    // The older document has no envelope, and cards come in a list of one.
    let flat = status("SUCCESSFUL", "");
    let start = flat.find(r#"{"transactionId""#).unwrap();
    assert_eq!(one(&flat[start..flat.len() - 1]).unwrap().credited(), credited(1740));
    let list = format!("[{}]", transaction("SUCCESSFUL"));
    assert_eq!(one(&list).unwrap().reference, "815");
    for body in ["", "[]", "{}", "null", "<html>", r#"{"status":"SUCCESSFUL"}"#] {
        assert!(matches!(one(body), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn an_order_is_found_under_our_number_or_is_not_there() {
    let listed = |rows: &[&str]| {
        let page = format!(r#"{{"content":[{}],"totalElements":1,"last":true}}"#, rows.join(","));
        state::listed(page.as_bytes(), NUMBER).map(|row| row.text("transactionId"))
    };
    let ours = transaction("SUCCESSFUL");
    let other = ours.replace(NUMBER, "s20261129abc00000002");
    assert_eq!(listed(&[&ours]), Ok("815".into()));
    assert_eq!(listed(&[&other, &ours]), Ok("815".into()));
    assert_eq!(listed(&[]), Err(SupplyError::NotFound));
    assert!(matches!(listed(&[&other]), Err(SupplyError::Unknown(_))), "nobody looked for ours");
    assert!(matches!(listed(&[&ours, &ours]), Err(SupplyError::Unknown(_))));
    assert_eq!(state::listed(b"[]", NUMBER).err(), Some(SupplyError::NotFound));
    for body in ["", "{}", "null", r#"{"content":null}"#, "<html>"] {
        assert!(matches!(state::listed(body.as_bytes(), NUMBER), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn a_top_up_that_is_taken_on_has_a_number() {
    let reference = Some("28805".to_owned());
    assert_eq!(state::taken_on(br#"{"transactionId":28805}"#), Ok(Supplied::Accepted { reference }));
    for body in ["", "{}", r#"{"transactionId":null}"#, r#"{"transactionId":"a b"}"#] {
        assert!(matches!(state::taken_on(body.as_bytes()), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn cards_are_their_parts() {
    let cards = |body: &str, quantity| {
        state::cards(body.as_bytes(), read(&transaction("SUCCESSFUL")).unwrap(), quantity)
    };
    let delivered = |keys: &[&str]| {
        Ok(Supplied::Delivered {
            reference: Some("815".into()),
            cost: Some(Money::new(1753, usd())),
            keys: keys.iter().map(|key| Secret::new((*key).to_owned())).collect(),
        })
    };
    let two = r#"[{"cardNumber":"EWWVWtest","pinCode":"16163test"},{"cardNumber":6120200345149064,"pinCode":null}]"#;
    assert_eq!(cards(two, 2), delivered(&["EWWVWtest 16163test", "6120200345149064"]));
    assert_eq!(cards(two, 3), delivered(&["EWWVWtest 16163test", "6120200345149064"]), "fewer are what came");
    let url = r#"{"cardNumber":null,"pinCode":"22610test","redemptionUrl":"https://x.example/?code=1"}"#;
    assert_eq!(cards(url, 1), delivered(&["22610test https://x.example/?code=1"]));
    assert_eq!(cards("[]", 1), Ok(Supplied::Accepted { reference: Some("815".into()) }));
    for body in ["", "<html>", "[{}]", r#"[{"cardNumber":"抱歉，缺货"}]"#, two] {
        assert!(matches!(cards(body, 1), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn only_codes_about_the_order_itself_are_certain() {
    let refused = |status: u16, code: &str, message: &str| {
        let body = format!(
            r#"{{"timeStamp":"2022-01-06 18:37:10","message":"{message}","path":"/topups-async","errorCode":{code},"infoLink":null,"details":[]}}"#
        );
        match call::read(status, body.into_bytes()) {
            Ok(Told::Refused(refusal)) => state::refused(&refusal, &secret()),
            _ => panic!("{status}"),
        }
    };
    let sure = |result: Result<Supplied, SupplyError>| match result {
        Ok(Supplied::Failed { reference: None, why, .. }) => Some(why),
        _ => None,
    };
    for (code, why) in [
        ("INSUFFICIENT_BALANCE", NoSupply::NoFunds),
        ("INVALID_RECIPIENT_PHONE", NoSupply::BadAccount),
        ("OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE", NoSupply::OutOfStock),
        ("INVALID_AMOUNT_FOR_OPERATOR", NoSupply::OutOfStock),
        ("PRODUCT_NOT_FOUND", NoSupply::OutOfStock),
        ("INVALID_TOKEN", NoSupply::Other),
    ] {
        assert_eq!(sure(refused(400, &format!("\"{code}\""), "x")), Some(why), "{code}");
    }
    let price = "Invalid price, please ensure you selected the right price.";
    assert_eq!(sure(refused(400, "null", price)), Some(NoSupply::PriceChanged));
    for code in [
        "\"CUSTOM_IDENTIFIER_ALREADY_USED\"",
        "\"PHONE_RECENTLY_RECHARGED\"",
        "\"TOPUP_TRANSACTION_FAILED\"",
        "\"TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT\"",
        "\"SOMETHING_NEW\"",
        "null",
    ] {
        assert!(matches!(refused(400, code, "x"), Err(SupplyError::Unknown(_))), "{code}");
    }
    for (status, body) in [(400, "no"), (404, "<html>"), (429, "{}"), (500, "{}"), (302, ""), (408, "{}")] {
        assert!(matches!(call::read(status, body.into()), Err(SupplyError::Unknown(_))), "{status} {body}");
    }
}

#[test]
fn the_balance_is_rounded_down_and_in_our_currency() {
    let held = |body: &str| supplier().held(body.as_bytes());
    let balance = r#"{"balance":5109.53932,"currencyCode":"USD","currencyName":"US Dollar","updatedAt":"2018-12-04 08:45:51"}"#;
    assert_eq!(held(balance), Ok(Money::new(510_953, usd())));
    for body in [balance.replace("USD", "NGN"), balance.replace("5109", "-5109"), "{}".into(), "".into()] {
        assert!(matches!(held(&body), Err(SupplyError::Unknown(_))), "{body}");
    }
}

const REPORT: &str = r#"{"type":"giftcard_transaction.status","date":"2026-11-29 12:00:00","data":{"transactionId":815,"customIdentifier":"s20261129abc00000001","status":"SUCCESSFUL"}}"#;

fn report(body: &str, at: &str, signature: &str) -> RawNotify {
    RawNotify {
        method: "POST".into(),
        target: "/notify/s1".into(),
        headers: vec![
            ("x-reloadly-signature".into(), signature.into()),
            ("x-reloadly-request-timestamp".into(), at.into()),
        ],
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn a_callback_is_believed_for_its_signature() {
    let now = Time::from_unix_seconds(1_795_924_800);
    let verify = |callback: &RawNotify, now| supplier().verify_callback(callback, now);
    let seconds =
        report(REPORT, "1795924800", "e68b5ac95dad9733ba8e62cf2488c408a4558f8191b1bd82c99239ad7bb08bbf");
    let millis =
        report(REPORT, "1795924800000", "02bc7ada5b9052259b477559a2deb58c46c127fb39fdf10770af8e448720ef44");
    for callback in [&seconds, &millis] {
        assert_eq!(verify(callback, now), Ok(Reported::Order(NUMBER.into())));
        assert_eq!(verify(callback, now.after(kernel::Span::days(2))), Err(NotifyRefusal::Stale));
        assert_eq!(verify(callback, now.before(kernel::Span::hours(1))), Err(NotifyRefusal::Stale));
    }
    let good = callback::sign(REPORT.as_bytes(), "1795924800", &Secret::new("whsec-0123456789".into()));
    for bent in [
        report(REPORT, "1795924801", &good),
        report(&REPORT.replace("815", "816"), "1795924800", &good),
        report(REPORT, "1795924800", ""),
        report(REPORT, "1795924800", &good.to_uppercase()),
        RawNotify { headers: vec![], ..report(REPORT, "", "") },
    ] {
        assert_eq!(verify(&bent, now), Err(NotifyRefusal::BadSignature), "{bent:?}");
    }
    let signed = |body: &str, at: &str| {
        let signature = callback::sign(body.as_bytes(), at, &Secret::new("whsec-0123456789".into()));
        verify(&report(body, at, &signature), now)
    };
    let topped = r#"{"type":"airtime_transaction.status","transaction":{"id":1,"customIdentifier":"s20261129abc00000001"}}"#;
    assert_eq!(signed(topped, "1795924800"), Ok(Reported::Order(NUMBER.into())));
    for (body, at) in [
        ("{}", "1795924800"),
        ("no", "1795924800"),
        (r#"{"data":{"customIdentifier":"This is example"}}"#, "1795924800"),
        (REPORT, "yesterday"),
    ] {
        assert!(matches!(signed(body, at), Err(NotifyRefusal::Malformed(_))), "{body} {at}");
    }
    let deaf = ReloadlySupplier { webhook_secret: None, ..supplier() };
    assert!(matches!(deaf.verify_callback(&seconds, now), Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let usual = [("client_id", "qwcLz"), ("client_secret", SECRET), ("sender", "Shop")];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)(&settings, usd(), &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[]).is_empty());
    assert!(
        problems(&[("countries", " US, GB "), ("email", "a@b.c"), ("webhook_secret", "whsec-123")])
            .is_empty()
    );
    for (name, value) in [
        ("gifts_url", "http://giftcards.reloadly.com"),
        ("topups_url", "ftp://x"),
        ("auth_url", "x"),
        ("client_id", "a b"),
        ("client_secret", "short"),
        ("sender", ""),
        ("email", "nobody"),
        ("countries", "USA"),
        ("webhook_secret", "short"),
    ] {
        assert_eq!(problems(&[(name, value)]), [name], "{value}");
    }
    assert!(KIND.takes(Currency::CNY) && KIND.takes(usd()));
}

#[test]
fn orders_of_a_day_are_what_they_took_and_gave_back() {
    use ports::SupplyLineKind::{Charge, Refund};
    use ports::SupplyLineState::{Done, Pending};
    let row = |status: &str, rest: &str| {
        let json = format!(
            r#"{{"transactionId":26,"status":"{status}","customIdentifier":"{NUMBER}","amount":12.34,"currencyCode":"USD",{rest}}}"#
        );
        statement::lines(&flat(&json), usd())
    };
    let at = r#""transactionCreatedTime":"2026-11-28 23:30:41""#;
    let told = |status| {
        let lines = row(status, at).unwrap().into_iter();
        lines.map(|line| (line.kind, line.state, line.amount.minor)).collect::<Vec<_>>()
    };
    assert_eq!(told("SUCCESSFUL"), [(Charge, Done, 1234)]);
    assert_eq!(told("PROCESSING"), [(Charge, Pending, 1234)]);
    assert_eq!(told("FAILED"), [(Charge, Done, 1234)], "the money is not back yet");
    assert_eq!(told("REFUNDED"), [(Charge, Done, 1234), (Refund, Done, 1234)]);
    let line = row("SUCCESSFUL", r#""transactionDate":"2026-11-28 23:30:41""#).unwrap().remove(0);
    assert_eq!((line.order_no.as_str(), line.reference.as_str()), (NUMBER, "26"));
    assert_eq!(line.at.rfc3339(), "2026-11-28T23:30:41Z");
    assert!(row("SUCCESSFUL", r#""transactionDate":"28.11.2026""#).is_err() && row("ODD", at).is_err());
}
