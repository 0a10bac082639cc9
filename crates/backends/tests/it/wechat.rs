use backends::{WeChatLogin, WeChatSettings};
use kernel::{Bilingual, Secret};
use ports::{Errand, Inside, LoginError, LoginProvider, Person, Returned};
use sandbox::logins::{Bend, Config, Running, Visitor, start};

const RETURN: &str = "https://shop.example/login/with/wechat/back";

pub async fn stand_in() -> Running {
    let visitor = |id: &str, name: &str| Visitor { id: id.into(), name: name.into() };
    start(Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        return_to: "https://shop.example/".into(),
        wechat: ("wx123".into(), "the secret".into()),
        official: ("wx456".into(), "another secret of ours".into()),
        alipay: "2021000".into(),
        visitors: vec![visitor("mei", "梅"), visitor("li", "李")],
    })
    .await
    .unwrap()
}

/// Presses the button on the page; the address that the browser is sent back to.
pub async fn agree(address: &str, visitor: &str) -> reqwest::Url {
    agree_in("", address, visitor).await
}

async fn agree_in(agent: &str, address: &str, visitor: &str) -> reqwest::Url {
    let address = address.split('#').next().unwrap();
    let page = http().get(address).header("user-agent", agent).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&format!("value=\"{visitor}\"")) || visitor == "nobody", "{page}");
    let press = http().post(address).header("user-agent", agent).form(&[("visitor", visitor)]);
    let answer = press.send().await.unwrap();
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
    client_of(house, secret, None)
}

fn client_of(house: &Running, secret: &str, official: Option<(&str, &str)>) -> WeChatLogin {
    let url = format!("http://{}", house.addr);
    WeChatLogin::new(WeChatSettings {
        official: official.map(|(id, secret)| (id.into(), Secret::new(secret.into()))),
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
    let errand = Errand { state: "the state", nonce: "n", verifier: &verifier, return_to: RETURN, agent: "" };
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
    let errand = Errand { state: "s", nonce: "n", verifier: &verifier, return_to: RETURN, agent: "" };
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

/// As WeChat's own browser names itself.
const WECHAT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN";

#[tokio::test]
async fn who_is_in_wechat_is_the_same_person_by_one_press() {
    let house = stand_in().await;
    let client = client_of(&house, "the secret", Some(("wx456", "another secret of ours")));
    assert_eq!((client.inside(WECHAT), client.inside("Mozilla/5.0")), (Inside::OwnApp, Inside::Browser));
    let verifier = Secret::new("v".repeat(43));
    let errand = Errand { state: "s", nonce: "n", verifier: &verifier, return_to: RETURN, agent: WECHAT };
    let address = client.authorize(&errand).await.unwrap();
    assert!(address.contains("/connect/oauth2/authorize?appid=wx456&"), "{address}");
    assert!(
        address.contains("&scope=snsapi_userinfo&") && address.ends_with("#wechat_redirect"),
        "{address}"
    );
    // WeChat shows the page to itself only.
    let elsewhere = http().get(&address).send().await.unwrap().text().await.unwrap();
    assert!(elsewhere.contains("请在微信客户端打开链接"), "{elsewhere}");
    let back = agree_in(WECHAT, &address, "mei").await;
    let code = parameter(&back, "code").unwrap();
    // A code of one application is none of the other.
    let other = Errand { agent: "Mozilla/5.0", ..errand };
    let stolen = client.finish(&other, &Returned { code: &code, issuer: None }).await;
    assert_eq!(stolen, Err(LoginError::Refused("errcode 40029".into())));
    let errand = Errand { state: "s", nonce: "n", verifier: &verifier, return_to: RETURN, agent: WECHAT };
    let mei = client.finish(&errand, &Returned { code: &code, issuer: None }).await.unwrap();
    assert_eq!((mei.subject.as_str(), mei.name.as_deref()), ("u-mei", Some("梅")));
    // The QR code outside leads to the same person.
    assert_eq!(log_in(&client, "mei").await.1.unwrap().subject, "u-mei");
}

#[tokio::test]
async fn without_an_official_account_wechat_does_not_let_it_through() {
    let house = stand_in().await;
    assert_eq!(client(&house, "the secret").inside(WECHAT), Inside::Shut);
    let half = WeChatSettings {
        code: "wechat".into(),
        name: Bilingual::new("微信", "WeChat"),
        app_id: "wx123".into(),
        app_secret: Secret::new("the secret".into()),
        official: Some(("wx456".into(), Secret::new(String::new()))),
        open_url: "https://open.weixin.qq.com".into(),
        api_url: "https://api.weixin.qq.com".into(),
    };
    let why = WeChatLogin::new(half).err().unwrap().to_string();
    assert!(why.contains("official_client_secret"), "{why}");
}
