use crate::provider::{CLIENT, Lie, Provider, SECRET};
use backends::{OidcLogin, OidcSettings};
use kernel::{Ambient, Bilingual, FixedClock, Secret, SeededEntropy, Time};
use ports::{Errand, LoginError, LoginProvider, Person, Returned};
use serde_json::{Value, json};

const NOW: i64 = 1_795_420_800;
const RETURN: &str = "https://shop.example/login/with/id/back";

fn client(issuer: &str) -> OidcLogin {
    let settings = OidcSettings {
        code: "id".into(),
        name: Bilingual::new("身份", "Identity"),
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: Secret::new(SECRET.into()),
    };
    let clock = FixedClock::at(Time::from_unix_seconds(NOW));
    OidcLogin::new(settings, Ambient::new(clock, SeededEntropy::new(1))).unwrap()
}

/// A whole log-in; `bend` changes the way back.
async fn log_in(provider: &Provider, lie: Lie, bend: impl Fn(&mut Way)) -> Result<Person, LoginError> {
    let client = client(&provider.url);
    provider.lie(lie);
    let verifier = Secret::new("v".repeat(43));
    let errand =
        Errand { state: "the state", nonce: "the nonce", verifier: &verifier, return_to: RETURN, agent: "" };
    let address = client.authorize(&errand).await?;
    assert!(address.contains("state=the+state") && address.contains("nonce=the+nonce"), "{address}");
    assert!(!address.contains(SECRET) && !address.contains(verifier.expose()), "{address}");
    let mut way = Way { code: provider.agree(&address), nonce: "the nonce".into(), verifier, issuer: None };
    bend(&mut way);
    let errand = Errand {
        state: "the state",
        nonce: &way.nonce,
        verifier: &way.verifier,
        return_to: RETURN,
        agent: "",
    };
    client.finish(&errand, &Returned { code: &way.code, issuer: way.issuer.as_deref() }).await
}

struct Way {
    code: String,
    nonce: String,
    verifier: Secret<String>,
    issuer: Option<String>,
}

#[tokio::test]
async fn a_person_is_who_the_provider_says() {
    let provider = Provider::start(NOW).await;
    let person = log_in(&provider, Lie::None, |_| {}).await.unwrap();
    let expected = Person {
        subject: "person-1".into(),
        email: Some("mei@example.com".into()),
        email_verified: true,
        phone: None,
        phone_verified: false,
        name: Some("Mei".into()),
    };
    assert_eq!(person, expected);
    let own = provider.url.clone();
    assert_eq!(log_in(&provider, Lie::None, |way| way.issuer = Some(own.clone())).await.unwrap(), expected);
}

#[tokio::test]
async fn a_contact_counts_as_verified_only_where_it_is_said_so() {
    let provider = Provider::start(NOW).await;
    let lie = Lie::Claim("email", json!("own@example.com"));
    let person = log_in(&provider, lie, |_| {}).await.unwrap();
    assert_eq!((person.email.as_deref(), person.email_verified), (Some("own@example.com"), false));
}

#[tokio::test]
async fn no_forged_token_is_believed() {
    let provider = Provider::start(NOW).await;
    let claim = |name, value: Value| Lie::Claim(name, value);
    for lie in [
        claim("nonce", json!("another nonce")),
        claim("nonce", Value::Null),
        claim("aud", json!("another shop")),
        claim("aud", json!([CLIENT, "another shop"])),
        claim("iss", json!("https://other.example")),
        claim("exp", json!(NOW - 1)),
        claim("iat", json!(NOW - 3_600)),
        claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        Lie::Unsigned,
        Lie::SharedSecret,
        Lie::OtherKey,
        Lie::NoIdToken,
        Lie::OtherParticulars,
    ] {
        let said = format!("{lie:?}");
        let refused = log_in(&provider, lie, |_| {}).await;
        assert!(matches!(refused, Err(LoginError::Forged(_))), "{said}: {refused:?}");
    }
    let other = log_in(&provider, Lie::None, |way| way.issuer = Some("https://other.example".into())).await;
    assert!(matches!(other, Err(LoginError::Forged(_))), "{other:?}");
    let elsewhere = log_in(&provider, Lie::None, |way| way.nonce = "that of another browser".into()).await;
    assert!(matches!(elsewhere, Err(LoginError::Forged(_))), "{elsewhere:?}");
}

#[tokio::test]
async fn a_code_is_good_once_and_only_with_its_verifier() {
    let provider = Provider::start(NOW).await;
    let refused = log_in(&provider, Lie::None, |way| way.verifier = Secret::new("w".repeat(43))).await;
    assert_eq!(refused, Err(LoginError::Refused("invalid_grant".into())));
    let refused = log_in(&provider, Lie::None, |way| way.code = "code-0".into()).await;
    assert_eq!(refused, Err(LoginError::Refused("invalid_grant".into())));
}

#[tokio::test]
async fn a_provider_that_is_away_or_points_elsewhere_gets_nothing() {
    let provider = Provider::start(NOW).await;
    for lie in [Lie::Down, Lie::OtherIssuer, Lie::PlainAddress] {
        let said = format!("{lie:?}");
        let refused = log_in(&provider, lie, |_| {}).await;
        assert!(matches!(refused, Err(LoginError::NoAnswer(_))), "{said}: {refused:?}");
    }
    assert!(log_in(&provider, Lie::None, |_| {}).await.is_ok());
}
