use crate::house::{FROM, House, PASSWORD, house, secret};
use async_trait::async_trait;
use db::{Engine, params};
use identity::{
    CameBack, Identity, IdentityRefusal, Place, Result, Role, Session, SessionToken, Stranger, Ways,
};
use kernel::{Bilingual, Span};
use ports::{Errand, LoginError, LoginProvider, Person, Returned};
use std::sync::{Arc, Mutex};

/// Somebody else who says who a person is: `code-<subject>` is that subject.
struct Other {
    name: Bilingual,
    email: Mutex<Option<(String, bool)>>,
    asked: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl LoginProvider for Other {
    fn code(&self) -> &str {
        "other"
    }
    fn name(&self) -> &Bilingual {
        &self.name
    }
    async fn authorize(&self, errand: &Errand<'_>) -> std::result::Result<String, LoginError> {
        assert_eq!(errand.return_to, "https://shop.example/login/with/other/back");
        let pair = (errand.nonce.to_owned(), errand.verifier.expose().clone());
        self.asked.lock().unwrap().push(pair);
        Ok(format!("https://other.example/?state={}", errand.state))
    }
    async fn finish(
        &self,
        errand: &Errand<'_>,
        returned: &Returned<'_>,
    ) -> std::result::Result<Person, LoginError> {
        let pair = (errand.nonce.to_owned(), errand.verifier.expose().clone());
        assert!(self.asked.lock().unwrap().contains(&pair), "nonce and verifier are those of the way out");
        let subject = returned.code.strip_prefix("code-").ok_or(LoginError::Refused("no".into()))?;
        if subject == "forged" {
            return Err(LoginError::Forged("test".into()));
        }
        let email = self.email.lock().unwrap().clone();
        let (email, email_verified) = email.map_or((None, false), |(email, good)| (Some(email), good));
        let subject = subject.to_owned();
        let name = Some(subject.to_uppercase());
        Ok(Person { subject, email, email_verified, phone: None, phone_verified: false, name })
    }
}

struct Shop {
    house: House,
    identity: Identity,
    other: Arc<Other>,
}

async fn shop(engine: Engine) -> Shop {
    let other = Arc::new(Other {
        name: Bilingual::new("别处", "Elsewhere"),
        email: Mutex::default(),
        asked: Mutex::default(),
    });
    let house = house(engine).await;
    let ways = Ways::new("https://shop.example", "Shop", vec![other.clone()]);
    let identity = house.identity.clone().with_ways(ways);
    Shop { house, identity, other }
}

/// A browser with its cookie.
#[derive(Clone, Default)]
struct Browser(Option<String>);

impl Shop {
    fn email(&self, email: &str, verified: bool) {
        *self.other.email.lock().unwrap() = Some((email.to_owned(), verified));
    }

    async fn set_out(&self, browser: &mut Browser, session: Option<&Session>) -> Result<String> {
        let out = self
            .identity
            .set_out("other", session, browser.0.as_deref(), "/p/first", Place::from(FROM))
            .await?;
        browser.0 = Some(out.browser);
        Ok(out.url.split_once("state=").unwrap().1.to_owned())
    }

    async fn back(
        &self,
        browser: &Browser,
        session: Option<&Session>,
        state: &str,
        code: &str,
    ) -> Result<CameBack> {
        let returned = Returned { code, issuer: None };
        let place = Place::from(FROM);
        self.identity.come_back("other", state, browser.0.as_deref(), session, &returned, place).await
    }

    async fn round(&self, browser: &mut Browser, session: Option<&Session>, code: &str) -> Result<CameBack> {
        let state = self.set_out(browser, session).await?;
        self.back(browser, session, &state, code).await
    }

    /// Who nobody knows yet.
    async fn stranger(&self, browser: &mut Browser, code: &str) -> (String, Stranger) {
        match self.round(browser, None, code).await.unwrap() {
            CameBack::Stranger { token, stranger } => (token, stranger),
            _ => panic!("somebody is known as {code}"),
        }
    }

    async fn somebody(&self, email: &str) -> (SessionToken, Session) {
        self.house.add(email, Role::Buyer, None).await;
        let token = self.identity.log_in(email, &secret(PASSWORD), FROM).await.unwrap();
        let session = self.identity.session(token.expose()).await.unwrap().unwrap();
        (token, session)
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.map_or_else(|refusal| refusal.code(), |_| "fine")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_becomes_a_buyer_who_is_known_the_next_time() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let mut browser = Browser::default();
        let (token, stranger) = shop.stranger(&mut browser, "code-mei").await;
        assert_eq!(
            (stranger.shown.as_str(), &stranger.email, stranger.next.as_str()),
            ("MEI", &None, "/p/first")
        );
        assert!(!shop.identity.has_account(&stranger).await.unwrap());
        let cookie = browser.0.as_deref();
        let (user, _) = shop.identity.welcome_stranger(&token, cookie, Place::from(FROM)).await.unwrap();
        assert_eq!((user.role, user.email.as_str()), (Role::Buyer, ""));
        let again = shop.identity.welcome_stranger(&token, cookie, Place::from(FROM)).await;
        assert_eq!(code(again), "other_browser", "once");

        let mut elsewhere = Browser::default();
        let CameBack::LoggedIn { token, user: known, next } =
            shop.round(&mut elsewhere, None, "code-mei").await.unwrap()
        else {
            panic!("known by now")
        };
        assert_eq!((known, next.as_str()), (user.id, "/p/first"));
        let session = shop.identity.session(token.expose()).await.unwrap().unwrap();
        assert_eq!((session.user, session.strong_at), (user.id, None));
        let links = shop.identity.links(user.id).await.unwrap();
        assert_eq!((links[0].provider.as_str(), links[0].shown.as_str()), ("other", "MEI"));
        assert_eq!(code(shop.identity.unlink(&session, "other", FROM).await), "last_way_in");
        assert_eq!(shop.identity.links(user.id).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_the_provider_takes_over_no_account() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, session) = shop.somebody("mei@example.com").await;
        shop.email("Mei@example.com", true);
        let mut browser = Browser::default();
        let (token, stranger) = shop.stranger(&mut browser, "code-evil").await;
        assert_eq!(stranger.email.as_deref(), Some("mei@example.com"));
        assert!(shop.identity.has_account(&stranger).await.unwrap());
        let cookie = browser.0.as_deref();
        let taken = shop.identity.welcome_stranger(&token, cookie, Place::from(FROM)).await;
        assert!(matches!(taken, Err(IdentityRefusal::EmailTaken)));
        assert!(shop.identity.links(session.user).await.unwrap().is_empty());
        // Who logs in to the account in that very browser links the two.
        shop.identity.link_stranger(&token, cookie, &session, FROM).await.unwrap();
        let known = shop.round(&mut Browser::default(), None, "code-evil").await.unwrap();
        assert!(matches!(known, CameBack::LoggedIn { user, .. } if user == session.user));
        // A password is left, so it can be undone.
        assert_eq!(code(shop.identity.unlink(&session, "other", FROM).await), "fine");
        assert_eq!(code(shop.identity.unlink(&session, "other", FROM).await), "not_linked");
        let what = "select count(*) from trail where what = $1";
        for (act, times) in [("login_linked", 1), ("login_unlinked", 1)] {
            assert_eq!(shop.house.count(what, params![act]).await, times, "{act}");
            let told = "select count(*) from jobs where kind = 'mail.own_change' and payload like $1";
            assert_eq!(shop.house.count(told, params![format!("%{act}%")]).await, times, "{act} is told");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_nobody_made_sure_of_is_none() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        shop.somebody("mei@example.com").await;
        for email in ["mei@example.com", "new@example.com"] {
            shop.email(email, false);
            let mut browser = Browser::default();
            let (token, stranger) = shop.stranger(&mut browser, &format!("code-{email}")).await;
            assert_eq!(stranger.email, None);
            let cookie = browser.0.as_deref();
            let (user, _) = shop.identity.welcome_stranger(&token, cookie, Place::from(FROM)).await.unwrap();
            assert_eq!(user.email, "");
        }
        shop.email("new@example.com", true);
        let mut browser = Browser::default();
        let (token, _) = shop.stranger(&mut browser, "code-new").await;
        let cookie = browser.0.as_deref();
        let (user, _) = shop.identity.welcome_stranger(&token, cookie, Place::from(FROM)).await.unwrap();
        assert_eq!(user.email, "new@example.com");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_errand_belongs_to_one_browser_one_session_and_one_try() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (mut ours, mut theirs) = (Browser::default(), Browser::default());
        let evil = shop.set_out(&mut theirs, None).await.unwrap();
        shop.set_out(&mut ours, None).await.unwrap();
        // Somebody is led to come back from an errand that they did not begin.
        assert_eq!(code(shop.back(&ours, None, &evil, "code-evil").await), "other_browser");
        assert_eq!(
            code(shop.back(&theirs, None, &evil, "code-evil").await),
            "other_browser",
            "used up by it"
        );
        assert_eq!(code(shop.back(&Browser::default(), None, &evil, "code-evil").await), "other_browser");

        let state = shop.set_out(&mut ours, None).await.unwrap();
        assert_eq!(code(shop.back(&ours, None, &state, "").await), "provider_refused");
        assert_eq!(code(shop.back(&ours, None, &state, "code-mei").await), "other_browser", "once");
        assert_eq!(code(shop.round(&mut ours, None, "x").await), "provider_refused");
        assert_eq!(code(shop.round(&mut ours, None, "code-forged").await), "provider_failed");
        let state = shop.set_out(&mut ours, None).await.unwrap();
        shop.house.time.advance(Span::minutes(10));
        assert_eq!(code(shop.back(&ours, None, &state, "code-mei").await), "other_browser", "too late");
        for state in ["", "x", &"A".repeat(43)] {
            assert_eq!(code(shop.back(&ours, None, state, "code-mei").await), "other_browser");
        }
        assert_eq!(
            code(shop.identity.set_out("nowhere", None, None, "/", Place::from(FROM)).await),
            "no_such_provider"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_links_their_own_name_elsewhere_to_anothers_account() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, mei) = shop.somebody("mei@example.com").await;
        let (_, evil) = shop.somebody("evil@example.com").await;
        // The errand of a link comes back in no session, in another's, and in the browser of another.
        let mut browser = Browser::default();
        for session in [None, Some(&evil)] {
            let state = shop.set_out(&mut browser, Some(&mei)).await.unwrap();
            assert_eq!(code(shop.back(&browser, session, &state, "code-x").await), "other_browser");
        }
        let state = shop.set_out(&mut browser, Some(&evil)).await.unwrap();
        let mut meis = Browser::default();
        shop.set_out(&mut meis, None).await.unwrap();
        assert_eq!(code(shop.back(&meis, Some(&mei), &state, "code-evil").await), "other_browser");
        // A stranger's token that somebody sends to Mei is that of another browser.
        let mut theirs = Browser::default();
        let (token, _) = shop.stranger(&mut theirs, "code-evil").await;
        let linked = shop.identity.link_stranger(&token, meis.0.as_deref(), &mei, FROM).await;
        assert_eq!(code(linked), "other_browser");
        assert!(shop.identity.links(mei.user).await.unwrap().is_empty());

        // What is linked to one account is not linked to a second, nor a second name of the same provider to one.
        assert_eq!(code(shop.round(&mut browser, Some(&mei), "code-mei").await), "fine");
        assert_eq!(code(shop.round(&mut browser, Some(&evil), "code-mei").await), "link_taken");
        assert_eq!(code(shop.round(&mut browser, Some(&mei), "code-mei2").await), "link_taken");
        let known = shop.round(&mut Browser::default(), None, "code-mei").await.unwrap();
        assert!(matches!(known, CameBack::LoggedIn { user, .. } if user == mei.user));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_blocked_comes_in_by_no_provider_and_what_is_stored_opens_nothing() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, mei) = shop.somebody("mei@example.com").await;
        let mut browser = Browser::default();
        shop.round(&mut browser, Some(&mei), "code-mei").await.unwrap();
        shop.identity.block(mei.user, "system", "test", FROM).await.unwrap();
        assert_eq!(code(shop.round(&mut browser, None, "code-mei").await), "provider_refused");

        let state = shop.set_out(&mut browser, None).await.unwrap();
        let row = &shop.house.db.query("select digest, browser from login_errands", &[]).await.unwrap()[0];
        for stored in [row.bytes(0).unwrap(), row.bytes(1).unwrap()] {
            assert_eq!(stored.len(), 32);
            assert_ne!(stored, state.as_bytes());
        }
        shop.house.time.advance(Span::minutes(10));
        shop.identity.sweep().await.unwrap();
        assert_eq!(shop.house.count("select count(*) from login_errands", &[]).await, 0);
    }
}

/// Two removals at once leave one way in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_way_in_stays_whoever_is_quick() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let mut browser = Browser::default();
        let (token, _) = shop.stranger(&mut browser, "code-mei").await;
        let place = Place::from(FROM);
        let (user, session) =
            shop.identity.welcome_stranger(&token, browser.0.as_deref(), place).await.unwrap();
        let session = shop.identity.session(session.expose()).await.unwrap().unwrap();
        shop.house
            .damage(
                "insert into passkeys (id, credential, user_id, name, record, version, created_at)
                 values ('psk_00000000000000000000000001', $1, $2, 'x', '{}', 0, 0)",
                params![vec![1_u8], user.id],
            )
            .await;
        let passkey = "psk_00000000000000000000000001".parse().unwrap();
        let removed = shop.identity.remove_passkey(&session, passkey, FROM);
        let (unlinked, removed) = tokio::join!(shop.identity.unlink(&session, "other", FROM), removed);
        let fine = [code(unlinked), code(removed)].iter().filter(|code| **code == "fine").count();
        assert_eq!(fine, 1);
    }
}
