use crate::wechat::{agree, parameter, stand_in};
use backends::{AlipayLogin, AlipaySettings};
use kernel::{Ambient, Bilingual, Secret};
use ports::{Errand, LoginError, LoginProvider, Person, Returned};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use sandbox::logins::{Bend, Running};
use std::sync::LazyLock;

const RETURN: &str = "https://shop.example/login/with/alipay/back";

static OWN: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap());

fn client(house: &Running, private_key: &str) -> AlipayLogin {
    let url = format!("http://{}", house.addr);
    let settings = AlipaySettings {
        code: "alipay".into(),
        name: Bilingual::new("支付宝", "Alipay"),
        app_id: "2021000".into(),
        private_key: Secret::new(private_key.into()),
        public_key: house.alipay_key().unwrap(),
        open_url: url.clone(),
        gateway_url: format!("{url}/gateway.do"),
    };
    AlipayLogin::new(settings, Ambient::system()).unwrap()
}

async fn set_up() -> (Running, AlipayLogin) {
    let house = stand_in().await;
    house.hand_in(&OWN.to_public_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    let client = client(&house, &OWN.to_pkcs8_pem(LineEnding::LF).unwrap());
    (house, client)
}

async fn log_in(client: &AlipayLogin, visitor: &str) -> (String, Result<Person, LoginError>) {
    let verifier = Secret::new(String::new());
    let errand = Errand { state: "the state", nonce: "n", verifier: &verifier, return_to: RETURN, agent: "" };
    let address = client.authorize(&errand).await.unwrap();
    assert!(address.contains("/oauth2/publicAppAuthorize.htm?app_id=2021000&scope=auth_user&"), "{address}");
    let back = agree(&address, visitor).await;
    assert_eq!(parameter(&back, "state").as_deref(), Some("the state"));
    let code = parameter(&back, client.code_parameter()).unwrap_or_default();
    let person = client.finish(&errand, &Returned { code: &code, issuer: None }).await;
    (code, person)
}

#[tokio::test]
async fn a_person_is_known_by_open_id_or_else_by_user_id() {
    let (house, client) = set_up().await;
    let (code, person) = log_in(&client, "mei").await;
    let person = person.unwrap();
    assert_eq!((person.subject.as_str(), person.name.as_deref()), ("open-mei", Some("梅")));
    let verifier = Secret::new(String::new());
    let errand = Errand { state: "s", nonce: "n", verifier: &verifier, return_to: RETURN, agent: "" };
    let again = client.finish(&errand, &Returned { code: &code, issuer: None }).await;
    assert_eq!(again, Err(LoginError::Refused("isv.code-invalid".into())));
    house.bend(Bend::OldIds);
    assert_eq!(log_in(&client, "mei").await.1.unwrap().subject, "2088-mei");
}

#[tokio::test]
async fn keys_come_in_every_form_that_the_platforms_tools_write() {
    let (house, _) = set_up().await;
    let pkcs1 = OWN.to_pkcs1_pem(LineEnding::LF).unwrap();
    let line: String = pkcs1.lines().filter(|line| !line.starts_with("-----")).collect();
    for key in [pkcs1.as_str(), &line] {
        assert!(log_in(&client(&house, key), "mei").await.1.is_ok());
    }
}

#[tokio::test]
async fn nothing_is_believed_that_alipay_did_not_sign() {
    let (house, client) = set_up().await;
    for bend in [Bend::WrongKey, Bend::Changed, Bend::SomebodyElse] {
        house.bend(bend);
        let refused = log_in(&client, "mei").await.1;
        assert!(matches!(refused, Err(LoginError::Forged(_))), "{bend:?}: {refused:?}");
    }
    house.bend(Bend::Down);
    assert!(matches!(log_in(&client, "mei").await.1, Err(LoginError::NoAnswer(_))));
}

#[tokio::test]
async fn alipay_refuses_what_another_key_signed() {
    let (house, _) = set_up().await;
    let other = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let client = client(&house, &other.to_pkcs8_pem(LineEnding::LF).unwrap());
    let refused = log_in(&client, "mei").await.1;
    assert_eq!(refused, Err(LoginError::NoAnswer("code 40002, isv.invalid-signature".into())));
}
