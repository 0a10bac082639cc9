use backends::{WeChatLogin, WeChatSettings};
use kernel::{Bilingual, Secret};
use ports::{Errand, LoginError, LoginProvider, Person, Returned};
use sandbox::logins::{Bend, Config, Running, Visitor, start};

const RETURN: &str = "https://shop.example/login/with/wechat/back";

pub async fn stand_in() -> Running {
    let visitor = |id: &str, name: &str| Visitor { id: id.into(), name: name.into() };
    start(Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        return_to: "https://shop.example/".into(),
        wechat: ("wx123".into(), "the secret".into()),
        alipay: "2021000".into(),
        visitors: vec![visitor("mei", "梅"), visitor("li", "李")],
    })
    .await
    .unwrap()
}

/// Presses the button on the page; the address that the browser is sent back to.
pub async fn agree(address: &str, visitor: &str) -> reqwest::Url {
    let address = address.split('#').next().unwrap();
    let page = http().get(address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&format!("value=\"{visitor}\"")) || visitor == "nobody", "{page}");
    let answer = http().post(address).form(&[("visitor", visitor)]).send().await.unwrap();
    let back = answer.headers().get("location").expect("back to the shop").to_str().unwrap();
    reqwest::Url::parse(back).unwrap()
}

pub fn parameter(url: &reqwest::Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
}

pub fn http() -> reqwest::Client {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().use_preconfigured_tls(tls).no_proxy().redirect(none).build().unwrap()
}

fn client(house: &Running, secret: &str) -> WeChatLogin {
    let url = format!("http://{}", house.addr);
    WeChatLogin::new(WeChatSettings {
        code: "wechat".into(),
        name: Bilingual::new("微信", "WeChat"),
        app_id: "wx123".into(),
        app_secret: Secret::new(secret.into()),
        open_url: url.clone(),
        api_url: url,
    })
    .unwrap()
}

async fn log_in(client: &WeChatLogin, visitor: &str) -> (String, Result<Person, LoginError>) {
    let verifier = Secret::new("v".repeat(43));
    let errand = Errand { state: "the state", nonce: "n", verifier: &verifier, return_to: RETURN };
    let address = client.authorize(&errand).await.unwrap();
    assert!(address.contains("/connect/qrconnect?") && address.ends_with("#wechat_redirect"), "{address}");
    let back = agree(&address, visitor).await;
    assert_eq!(back.path(), "/login/with/wechat/back");
    assert_eq!(parameter(&back, "state").as_deref(), Some("the state"));
    let code = parameter(&back, client.code_parameter()).unwrap_or_default();
    let person = client.finish(&errand, &Returned { code: &code, issuer: None }).await;
    (code, person)
}

#[tokio::test]
async fn a_person_is_known_by_unionid_or_else_by_openid() {
    let house = stand_in().await;
    let client = client(&house, "the secret");
    let (_, mei) = log_in(&client, "mei").await;
    let mei = mei.unwrap();
    assert_eq!((mei.subject.as_str(), mei.name.as_deref(), mei.email), ("u-mei", Some("梅"), None));
    house.bend(Bend::OldIds);
    assert_eq!(log_in(&client, "li").await.1.unwrap().subject, "o-li");
}

#[tokio::test]
async fn a_code_is_good_once_and_a_no_gives_none() {
    let house = stand_in().await;
    let client = client(&house, "the secret");
    let (code, person) = log_in(&client, "mei").await;
    assert!(person.is_ok());
    let verifier = Secret::new(String::new());
    let errand = Errand { state: "s", nonce: "n", verifier: &verifier, return_to: RETURN };
    let again = client.finish(&errand, &Returned { code: &code, issuer: None }).await;
    assert_eq!(again, Err(LoginError::Refused("errcode 40163".into())));
    let (code, refused) = log_in(&client, "nobody").await;
    assert_eq!((code.as_str(), refused), ("", Err(LoginError::Refused("errcode 40029".into()))));
}

#[tokio::test]
async fn a_wrong_secret_a_stranger_and_a_fault_are_no_log_in() {
    let house = stand_in().await;
    let wrong = log_in(&client(&house, "another secret"), "mei").await.1;
    assert_eq!(wrong, Err(LoginError::NoAnswer("errcode 40125".into())));
    let client = client(&house, "the secret");
    house.bend(Bend::SomebodyElse);
    assert!(matches!(log_in(&client, "mei").await.1, Err(LoginError::Forged(_))));
    house.bend(Bend::Down);
    assert_eq!(log_in(&client, "mei").await.1, Err(LoginError::NoAnswer("errcode -1".into())));
    assert!(!format!("{:?}", log_in(&client, "mei").await.1).contains("the secret"));
}
