//! The requests and answers are those of the document, with our numbers in them. The UUID was reckoned apart from this code, by
//! Python: the first 16 bytes of `sha256(number)`, with the bits of version and variant that `uuid` shows.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
use super::*;
use crate::plain::tests::new_supply;
use kernel::{Ambient, Money};
use ports::{Settings, Wanted};

const NUMBER: &str = "s20261129abc00000001";
const ID: &str = "564aca84-1b38-1583-be1e-f7fe012a6173";
const AUCTION: &str = "6ce664fa-4abe-11ed-b878-0242ac120002";

fn token() -> Secret<String> {
    Secret::new("eW91ci1hdXRob3JpemF0aW9u".to_owned())
}

fn supplier() -> ReserveSupplier {
    ReserveSupplier {
        reserve_url: "https://seller.example.com/reservation".into(),
        provide_url: "https://seller.example.com/provision/".into(),
        cancel_url: "https://seller.example.com/cancellation".into(),
        token: token(),
        order_ids: OrderIds::Uuid,
        currency: Currency::CNY,
        http: Http::new().unwrap(),
    }
}

#[test]
fn our_number_is_a_uuid_or_itself() {
    assert_eq!(OrderIds::Uuid.of(NUMBER), ID);
    assert_eq!(OrderIds::Plain.of(NUMBER), NUMBER);
    assert_ne!(OrderIds::Uuid.of("s20261129abc00000002"), ID);
}

#[test]
fn requests_are_byte_for_byte() {
    let new = NewSupply {
        wanted: Wanted::Keys,
        quantity: 2,
        unit_cost: Money::new(1500, Currency::CNY),
        ..new_supply(AUCTION, &[])
    };
    assert_eq!(
        asked::reserve(&new, ID, Currency::CNY),
        Ok(format!(
            r#"{{"action":"RESERVE","auctions":[{{"auctionId":"{AUCTION}","keyCount":2,"price":{{"amount":1500,"currency":"CNY"}}}}],"orderId":"{ID}"}}"#
        ))
    );
    let provide = format!(r#"{{"action":"PROVIDE","orderId":"{ID}"}}"#);
    assert_eq!(asked::about("PROVIDE", ID), provide);
    let request = supplier().request(&supplier().provide_url, provide.clone()).unwrap();
    assert_eq!(request.url().as_str(), "https://seller.example.com/provision/");
    assert_eq!(request.headers()["authorization"], "Bearer eW91ci1hdXRob3JpemF0aW9u");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body().unwrap().as_bytes(), Some(provide.as_bytes()));
}

fn told(status: u16, body: &str) -> Told {
    Told::read(status, body.replace("$ID", ID).replace("AUCTION", AUCTION).as_bytes())
}

fn reserved(status: u16, body: &str) -> Result<Option<NoSupply>, SupplyError> {
    state::reserved(&told(status, body), ID, &token()).map(|reserved| match reserved {
        Reserved::Yes => None,
        Reserved::No(why, said) => {
            assert!(!said.is_empty() && !said.contains(token().expose().as_str()), "{said}");
            Some(why)
        }
    })
}

#[test]
fn a_reservation_is_made_refused_or_unknown() {
    let good = r#"{"action":"RESERVE","orderId":"$ID","success":true}"#;
    assert_eq!(reserved(200, good), Ok(None));
    assert_eq!(reserved(200, &good.replace("$ID", &ID.to_uppercase())), Ok(None));
    assert_eq!(reserved(200, &good.replace("true", "false")), Ok(Some(NoSupply::OutOfStock)));
    for status in [400, 404, 410, 422] {
        assert_eq!(reserved(status, "Bad Request"), Ok(Some(NoSupply::OutOfStock)), "{status}");
    }
    let repeated = format!(r#"{{"message":"bearer {} is wrong"}}"#, token().expose());
    for status in [401, 403] {
        assert_eq!(reserved(status, &repeated), Ok(Some(NoSupply::Other)), "{status}");
    }
    for status in [301, 408, 409, 425, 429, 500, 503] {
        assert!(matches!(reserved(status, good), Err(SupplyError::Unknown(_))), "{status}");
    }
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"success":true}"#,
        r#"{"action":"PROVIDE","orderId":"$ID","success":true}"#,
        r#"{"action":"RESERVE","orderId":"6ce660cc-4abe-11ed-b878-0242ac120002","success":true}"#,
        r#"{"action":"RESERVE","orderId":"6ce660cc-4abe-11ed-b878-0242ac120002","success":false}"#,
        r#"{"action":"RESERVE","orderId":"$ID"}"#,
        r#"{"action":"RESERVE","orderId":"$ID","success":"true"}"#,
        r#"{"action":"RESERVE","orderId":"$ID","success":true,"success":false}"#,
    ] {
        assert!(matches!(reserved(200, body), Err(SupplyError::Unknown(_))), "{body}");
    }
}

fn provided(status: u16, body: &str, quantity: i64) -> Result<(&'static str, Vec<String>), SupplyError> {
    state::provided(&told(status, body), ID, (Some(AUCTION), quantity), &token()).map(|told| match told {
        Provided::Keys(keys) => ("keys", keys.iter().map(|key| key.expose().clone()).collect()),
        Provided::Refused => ("refused", vec![]),
        Provided::Missing => ("missing", vec![]),
    })
}

fn giving(keys: &str) -> String {
    format!(
        r#"{{"action":"PROVIDE","orderId":"$ID","success":true,"auctions":[{{"auctionId":"AUCTION","keys":[{keys}]}}]}}"#
    )
}

#[test]
fn keys_are_texts_and_nothing_else() {
    let of = |keys: &[&str]| Ok(("keys", keys.iter().map(|key| (*key).to_owned()).collect()));
    let two = giving(r#"{"type":"TEXT","value":"AAAA-1"},{"type":"TEXT","value":" BBBB\n2 "}"#);
    assert_eq!(provided(200, &two, 2), of(&["AAAA-1", "BBBB 2"]));
    assert_eq!(provided(200, &two, 3), of(&["AAAA-1", "BBBB 2"]), "fewer are what came");
    let twice = giving(r#"{"type":"TEXT","value":"A1"},{"type":"TEXT","value":"A1"}"#);
    assert_eq!(provided(200, &twice, 2), of(&["A1"]));
    let picture =
        giving(r#"{"type":"TEXT","value":"A1"},{"type":"IMAGE","value":"iVBORw0KGgo=","filename":"a.png"}"#);
    assert!(matches!(provided(200, &picture, 2), Err(SupplyError::Unknown(why)) if why.contains("pictures")));
    for body in [
        two.as_str(),
        &giving(""),
        &giving(r#"{"type":"TEXT","value":""}"#),
        &giving(r#"{"type":"TEXT","hash":"hash-1"}"#),
        &giving(r#"{"type":"TEXT","value":"Sorry, out of stock."}"#),
        &giving(r#"{"type":"VIDEO","value":"A1"}"#),
        &giving(r#"{"type":"TEXT","value":"A1"}"#).replace("AUCTION", ID),
        &giving(r#"{"type":"TEXT","value":"A1"}"#).replace("\"orderId\":\"$ID\"", "\"orderId\":\"AUCTION\""),
        &giving(r#"{"type":"TEXT","value":"A1"}"#).replace("PROVIDE", "RESERVE"),
        r#"{"action":"PROVIDE","orderId":"$ID","success":true}"#,
        r#"{"action":"PROVIDE","orderId":"$ID","success":true,"auctions":[]}"#,
        r#"{"action":"PROVIDE","orderId":"$ID","success":true,"auctions":[{},{}]}"#,
        "{}",
        "",
    ] {
        assert!(matches!(provided(200, body, 1), Err(SupplyError::Unknown(_))), "{body}");
    }
}

#[test]
fn what_is_not_provided_is_refused_missing_or_unknown() {
    let none = r#"{"action":"PROVIDE","orderId":"$ID","success":false}"#;
    for (status, kind) in
        [(200, "refused"), (400, "refused"), (422, "refused"), (404, "missing"), (410, "missing")]
    {
        assert_eq!(provided(status, none, 1), Ok((kind, vec![])), "{status}");
    }
    for status in [302, 401, 403, 409, 429, 500] {
        assert!(matches!(provided(status, none, 1), Err(SupplyError::Unknown(_))), "{status}");
    }
}

#[test]
fn a_cancellation_is_certain_by_its_status() {
    let cancelled = |status, body: &str| state::cancelled(&told(status, body), ID, &token());
    let good = r#"{"action":"CANCEL","orderId":"$ID","success":true}"#;
    for body in ["", "OK", "{}", good] {
        assert_eq!(cancelled(200, body).as_deref(), Ok("taken back as we asked"), "{body}");
    }
    assert!(cancelled(204, "").is_ok());
    for (status, body) in [
        (200, good.replace("true", "false")),
        (200, good.replace("$ID", AUCTION)),
        (404, good.to_owned()),
        (500, String::new()),
        (401, String::new()),
    ] {
        assert!(matches!(cancelled(status, &body), Err(SupplyError::Unknown(_))), "{status} {body}");
    }
}

#[test]
fn there_are_no_callbacks() {
    let callback = crate::report::tests::posted("{}");
    let told = supplier().verify_callback(&callback, Time::from_unix_seconds(0));
    assert!(matches!(told, Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems = |more: &[(&str, &str)]| -> Vec<&'static str> {
        let usual =
            [("url", "https://seller.example.com/reservation"), ("authorization", "Bearer 0123456789")];
        let all = usual.iter().chain(more);
        let settings: Settings =
            all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
        let built = (KIND.build)(&settings, Currency::CNY, &Ambient::system());
        built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
    };
    assert!(problems(&[]).is_empty());
    assert!(problems(&[("provide_url", "https://seller.example.com/p/"), ("order_ids", "plain")]).is_empty());
    for (name, value) in [
        ("url", "http://seller.example.com"),
        ("provide_url", "http://seller.example.com"),
        ("cancel_url", "https://seller.example.com/?a=1"),
        ("authorization", "Bearer short"),
        ("authorization", "two words of it"),
    ] {
        assert_eq!(problems(&[(name, value)]), [name], "{value}");
    }
    assert!(KIND.takes(Currency::CNY) && !KIND.has_balance && !KIND.has_catalogue);
}
