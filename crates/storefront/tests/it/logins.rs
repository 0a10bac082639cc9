//! Every way to log in, and one's account, as a browser without a script meets them.

use crate::shop::{Answer, Browser, PASSWORD, Shop};
use async_trait::async_trait;
use axum::http::StatusCode;
use identity::Ways;
use kernel::Bilingual;
use ports::{Errand, Inside, LoginError, LoginProvider, Person, Returned, is_wechat};
use std::sync::{Arc, Mutex};

/// Says that somebody is whom the code names.
#[derive(Default)]
struct Elsewhere {
    name: Bilingual,
    email: Mutex<Option<String>>,
    away: Mutex<bool>,
    shut: Mutex<bool>,
}

#[async_trait]
impl LoginProvider for Elsewhere {
    fn code(&self) -> &str {
        "elsewhere"
    }
    fn name(&self) -> &Bilingual {
        &self.name
    }
    fn inside(&self, agent: &str) -> Inside {
        match (is_wechat(agent), *self.shut.lock().unwrap()) {
            (false, _) => Inside::Browser,
            (true, false) => Inside::OwnApp,
            (true, true) => Inside::Shut,
        }
    }
    async fn authorize(&self, errand: &Errand<'_>) -> Result<String, LoginError> {
        if *self.away.lock().unwrap() {
            return Err(LoginError::NoAnswer("test".into()));
        }
        Ok(format!("https://elsewhere.example/?state={}&back={}", errand.state, errand.return_to))
    }
    async fn finish(&self, _: &Errand<'_>, returned: &Returned<'_>) -> Result<Person, LoginError> {
        let subject = returned.code.to_owned();
        let email = self.email.lock().unwrap().clone();
        let name = Some("<b>Mei</b>".to_owned());
        Ok(Person { subject, email, email_verified: true, phone: None, phone_verified: false, name })
    }
}

struct House {
    shop: Shop,
    elsewhere: Arc<Elsewhere>,
}

async fn house(engine: db::Engine) -> House {
    let name = Bilingual::new("别处", "Elsewhere");
    let elsewhere = Arc::new(Elsewhere { name, ..Elsewhere::default() });
    let ways = Ways::new("https://shop.example", "Shop", vec![elsewhere.clone()]);
    House { shop: Shop::with_ways(engine, ways).await, elsewhere }
}

/// Where the page on the way to the provider leads; the state in it.
fn state(away: &Answer) -> String {
    assert_eq!(away.status, StatusCode::OK, "{}", away.body);
    let refresh = "<meta http-equiv=\"refresh\" content=\"0;url=https://elsewhere.example/?state=";
    let rest = away.body.split(refresh).nth(1).unwrap_or_else(|| panic!("no way on: {}", away.body));
    rest.split("&amp;back=https://shop.example/login/with/elsewhere/back").next().unwrap().to_owned()
}

async fn round(browser: &mut Browser, next: &str, code: &str) -> Answer {
    let fields = [("next", next)];
    let away = browser.send("/login", "/login/with/elsewhere", &fields).await;
    let back = format!("/login/with/elsewhere/back?state={}&code={code}", state(&away));
    browser.get(&back).await
}

#[tokio::test]
async fn the_page_shows_the_ways_that_are_set_up_and_no_others() {
    let bare = Shop::open(db::Engine::Sqlite).await;
    let page = bare.browser().get("/login").await;
    for absent in ["data-passkey", "/login/with/", "/login/code", "passkey.js"] {
        assert!(!page.body.contains(absent), "{absent}");
    }
    let house = house(db::Engine::Sqlite).await;
    let page = house.shop.browser().get("/login?next=/p/first").await;
    assert!(page.body.contains("用别处登录") && page.body.contains("passkey.js"), "{}", page.body);
    assert!(page.body.contains("hidden data-passkey=\"/v1/session/passkey\""), "shown by the script only");
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let signup = house.shop.browser().get("/signup").await;
    assert_eq!(signup.status, StatusCode::OK);
}

#[tokio::test]
async fn in_their_app_theirs_is_the_first_way_and_what_is_shut_says_how_to_go_on() {
    let house = house(db::Engine::Sqlite).await;
    let mut wechat = house.shop.browser();
    wechat
        .headers
        .push(("user-agent".into(), "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.49".into()));
    let before = |page: &Answer, first: &str, then: &str| {
        let (first, then) = (page.body.find(first).unwrap(), page.body.find(then).unwrap());
        first < then
    };
    let page = wechat.get("/login?next=/p/first").await;
    assert!(before(&page, "login-with-elsewhere", "name=\"password\""), "{}", page.body);
    assert!(!page.body.contains("在浏览器打开"));
    assert_eq!(round(&mut wechat, "/p/first", "mei").await.status, StatusCode::SEE_OTHER);

    *house.elsewhere.shut.lock().unwrap() = true;
    let page = wechat.get("/login?next=/p/first").await;
    assert!(page.body.contains("shut-elsewhere") && page.body.contains("在浏览器打开"), "{}", page.body);
    assert!(!page.body.contains("login-with-elsewhere"), "no button that cannot work");
    let page = house.shop.browser().get("/login?next=/p/first").await;
    assert!(before(&page, "name=\"password\"", "login-with-elsewhere"), "{}", page.body);
}

#[tokio::test]
async fn somebody_comes_from_elsewhere_and_is_known_the_next_time() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mut browser = house.shop.browser();
        let back = round(&mut browser, "/p/first", "mei").await;
        assert!(back.place().starts_with("/login/stranger/"), "{} {}", back.status, back.body);
        let here = back.place().to_owned();
        let page = browser.get(&here).await;
        assert!(
            page.body.contains("&lt;b&gt;Mei&lt;/b&gt;") && !page.body.contains("<b>Mei"),
            "{}",
            page.body
        );
        assert_eq!(house.shop.browser().get(&here).await.status, StatusCode::FORBIDDEN, "another browser");
        let welcome = browser.send_from(&page, &format!("{here}/new"), &[]).await;
        assert_eq!((welcome.status, welcome.place()), (StatusCode::SEE_OTHER, "/p/first"));
        let account = browser.get("/me/account").await;
        assert!(account.body.contains("已绑定") && account.body.contains("当前设备"), "{}", account.body);
        let last = browser.send_from(&account, "/me/account/links/elsewhere/remove", &[]).await;
        assert_eq!((last.status, last.alerts()), (StatusCode::CONFLICT, 1), "{}", last.body);

        let mut again = house.shop.browser();
        assert_eq!(round(&mut again, "/p/first", "mei").await.place(), "/p/first");
        assert_eq!(again.get("/me/orders").await.status, StatusCode::OK);
        // With a password there is another way in, so this one can go.
        let account = again.get("/me/account").await;
        assert!(!account.body.contains("name=\"old\""), "there is no password to be asked for");
        let chosen = again.send_from(&account, "/me/account/password", &[("new", PASSWORD)]).await;
        assert_eq!(chosen.place(), "/me/account?done=password");
        assert_eq!(browser.get("/me/orders").await.status, StatusCode::SEE_OTHER, "others log in anew");
        let account = again.get("/me/account?done=password").await;
        let gone = again.send_from(&account, "/me/account/links/elsewhere/remove", &[]).await;
        assert_eq!(gone.place(), "/me/account?done=unlinked");
    }
}

#[tokio::test]
async fn an_address_that_has_an_account_is_linked_by_who_can_log_in_to_it() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.shop.buyer("mei@example.com", 0).await;
        *house.elsewhere.email.lock().unwrap() = Some("mei@example.com".into());
        let mut browser = house.shop.browser();
        let here = round(&mut browser, "/", "evil").await.place().to_owned();
        let page = browser.get(&here).await;
        assert!(page.body.contains("这个邮箱已有账户") && !page.body.contains(&format!("{here}/new")));
        let forced = browser.send("/login", &format!("{here}/new"), &[]).await;
        assert_eq!(forced.place(), here, "asked for all the same");
        assert_eq!(browser.get("/me/orders").await.status, StatusCode::SEE_OTHER, "nobody is logged in");
        let login = format!("/login?next={here}");
        let fields = [("email", "mei@example.com"), ("password", PASSWORD), ("next", here.as_str())];
        let entered = browser.send(&login, "/login", &fields).await;
        assert_eq!(entered.place(), here);
        let page = browser.get(&here).await;
        assert!(page.body.contains("mei@example.com"), "{}", page.body);
        let linked = browser.send_from(&page, &format!("{here}/link"), &[]).await;
        assert_eq!(linked.place(), "/me/account?done=linked");
        let mut later = house.shop.browser();
        assert_eq!(round(&mut later, "/p/first", "evil").await.place(), "/p/first");
    }
}

#[tokio::test]
async fn nobody_is_led_into_anothers_account() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mut evil = house.shop.browser();
        let fields = [("next", "/")];
        let away = evil.send("/login", "/login/with/elsewhere", &fields).await;
        let back = format!("/login/with/elsewhere/back?state={}&code=evil", state(&away));
        // The victim follows a link with the attacker's errand; logged in or not, with a cookie of their own or not.
        let mut victim = house.shop.buyer("victim@example.com", 0).await;
        let mut guest = house.shop.browser();
        for browser in [&mut victim, &mut guest] {
            let answer = browser.get(&back).await;
            assert_eq!((answer.status, answer.alerts()), (StatusCode::FORBIDDEN, 1), "{}", answer.body);
        }
        let account = victim.get("/me/account").await;
        assert!(account.body.contains("未绑定"));
        // Where to go in the end is a place of ours.
        let entered = round(&mut evil, "//evil.example", "evil").await;
        let page = evil.get(entered.place()).await;
        let welcome = evil.send_from(&page, &format!("{}/new", entered.place()), &[]).await;
        assert_eq!(welcome.place(), "/me/orders");
        // A refusal there, a provider that is away, and one that nobody knows.
        let mut late = house.shop.browser();
        let away = late.send("/login", "/login/with/elsewhere", &fields).await;
        let no = format!("/login/with/elsewhere/back?state={}&error=access_denied", state(&away));
        assert_eq!(late.get(&no).await.status, StatusCode::FORBIDDEN);
        *house.elsewhere.away.lock().unwrap() = true;
        let away = late.send("/login", "/login/with/elsewhere", &fields).await;
        assert_eq!((away.status, away.alerts()), (StatusCode::BAD_GATEWAY, 1));
        let nowhere = late.send("/login", "/login/with/nowhere", &fields).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        assert_eq!(late.get("/login/with/nowhere/back?state=x&code=y").await.status, StatusCode::NOT_FOUND);
    }
}

/// A code of the app, as the app makes it (RFC 6238).
fn totp(secret: &str, now: i64) -> String {
    use hmac::{Hmac, Mac};
    let secret: String = secret.chars().filter(|c| !c.is_whitespace()).collect();
    let (mut key, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for sign in secret.bytes() {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".bytes().position(|b| b == sign).unwrap();
        buffer = (buffer << 5) | u32::try_from(value).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            key.push(u8::try_from((buffer >> bits) & 0xff).unwrap());
        }
    }
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&u64::try_from(now / 30).unwrap().to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test]
async fn who_has_a_second_factor_is_not_in_before_it_is_proved() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let now = || house.shop.time.ambient.now().0 / 1_000_000;
        let mut browser = house.shop.buyer("mei@example.com", 0).await;
        let account = browser.get("/me/account").await;
        let begun = browser.send_from(&account, "/me/account/totp", &[]).await;
        let secret = begun.texts("totp-secret")[0].clone();
        assert!(begun.body.contains("class=\"qr-ink\"") && secret.len() >= 32, "{secret}");
        let wrong = browser.send_from(&begun, "/me/account/totp/confirm", &[("code", "000000")]).await;
        assert_eq!((wrong.status, wrong.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        assert_eq!(wrong.texts("totp-secret")[0], secret, "the same secret, once more");
        let code = totp(&secret, now());
        let done = browser.send_from(&wrong, "/me/account/totp/confirm", &[("code", &code)]).await;
        let recovery = done.texts("recovery-code");
        assert_eq!(recovery.len(), 10);
        assert_eq!(browser.get("/me/account").await.status, StatusCode::OK, "proved in this session");

        let mut other = house.shop.browser();
        let fields = [("email", "mei@example.com"), ("password", PASSWORD)];
        other.send("/login", "/login", &fields).await;
        for locked in ["/me/orders", "/me/wallet", "/me/account", &house.shop.checkout("1")] {
            let answer = other.get(locked).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{locked}");
            assert!(answer.place().starts_with("/login/second?next=/"), "{locked} → {}", answer.place());
        }
        let second = other.get("/login/second?next=/me/wallet").await;
        let wrong = other.send_from(&second, "/login/second", &[("code", "000000")]).await;
        assert_eq!((wrong.status, wrong.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let replayed = other.send_from(&second, "/login/second", &[("code", &code)]).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is good once");
        let fields = [("code", recovery[0].as_str()), ("next", "/me/wallet")];
        assert_eq!(other.send_from(&second, "/login/second", &fields).await.place(), "/me/wallet");
        assert_eq!(other.get("/me/wallet").await.status, StatusCode::OK);

        // Ten minutes later a change of the ways to log in wants a proof once more.
        house.shop.time.advance(kernel::Span::minutes(10));
        let account = other.get("/me/account").await;
        let removed = other.send_from(&account, "/me/account/totp/remove", &[]).await;
        assert_eq!(removed.place(), "/login/second?next=/me/account");
        let second = other.get(removed.place()).await;
        let code = totp(&secret, now());
        let fields = [("code", code.as_str()), ("next", "/me/account")];
        assert_eq!(other.send_from(&second, "/login/second", &fields).await.place(), "/me/account");
        let account = other.get("/me/account").await;
        let removed = other.send_from(&account, "/me/account/totp/remove", &[]).await;
        assert_eq!(removed.place(), "/me/account?done=totp_removed");
    }
}

#[tokio::test]
async fn the_account_page_changes_what_it_shows() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mut browser = house.shop.buyer("mei@example.com", 0).await;
        let mut phone = house.shop.browser();
        phone.headers.push((
            "user-agent".into(),
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0".into(),
        ));
        let fields = [("email", "mei@example.com"), ("password", PASSWORD)];
        phone.send("/login", "/login", &fields).await;

        let account = browser.get("/me/account").await;
        assert!(account.body.contains("WeChat · iPhone") && account.body.contains("mei@example.com"));
        let named = browser.send_from(&account, "/me/account/name", &[("name", "<i>小梅</i>")]).await;
        assert_eq!(named.place(), "/me/account?done=saved");
        let account = browser.get("/me/account?done=saved").await;
        assert!(
            account.body.contains("&lt;i&gt;小梅") && account.body.contains("已保存"),
            "{}",
            account.body
        );
        assert!(!browser.get("/me/account?done=nonsense").await.body.contains("role=\"status\""));

        let wrong = [("old", "not the password"), ("new", "another sentence")];
        let wrong = browser.send_from(&account, "/me/account/password", &wrong).await;
        assert_eq!((wrong.status, wrong.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let weak =
            browser.send_from(&account, "/me/account/password", &[("old", PASSWORD), ("new", "short")]).await;
        assert_eq!((weak.status, weak.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));

        assert_eq!(phone.get("/me/orders").await.status, StatusCode::OK);
        let ended = browser.send_from(&account, "/me/account/sessions/end", &[]).await;
        assert_eq!(ended.place(), "/me/account?done=session_ended");
        assert_eq!(phone.get("/me/orders").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/me/orders").await.status, StatusCode::OK);
    }
}
