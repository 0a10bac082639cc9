//! What protects a visitor on every page: headers, sessions, the tokens of forms.

use crate::shop::{PASSWORD, Shop};
use crate::sweep::routes;
use axum::http::StatusCode;

/// An address of each route that can be asked for.
async fn addresses(shop: &Shop) -> Vec<(String, Vec<&'static str>)> {
    let mut browser = shop.browser();
    let pay = shop.guest_order(&mut browser, "guest@example.com").await;
    let token = pay.rsplit('/').next().unwrap().to_owned();
    let fill = |path: &str| {
        let path = path.replace("{provider}", "x").replace("{stranger}", "x").replace("{session}", "x");
        let path = path
            .replace("{passkey}", "x")
            .replace("{category}", "goods")
            .replace("{slug}", "first")
            .replace("{code}", "en");
        path.replace("{token}", &token).replace("{digest}", "x").replace("{name}", "first.svg")
    };
    routes().into_iter().map(|(path, methods)| (fill(&path), methods)).collect()
}

#[tokio::test]
async fn every_answer_of_every_route_is_guarded() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut seen = 0;
    for (address, methods) in addresses(&shop).await.into_iter().chain([("/nowhere".to_owned(), vec!["get"])])
    {
        for method in methods.into_iter().chain(["delete"]) {
            let mut browser = shop.browser();
            let answer = match method {
                "get" => browser.get(&address).await,
                "post" => browser.post(&address, &[("csrf", "wrong")]).await,
                _ => browser.with_method("DELETE", &address).await,
            };
            let what = format!("{method} {address} → {}", answer.status);
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
            let html = answer.header("content-type").starts_with("text/html");
            assert!(
                !html || (policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe")),
                "{what}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{what}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
            assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
            let cached = answer.header("cache-control");
            let public = address.starts_with("/static/") || address.starts_with("/pictures/");
            assert!(public || address == "/favicon.ico" || cached.contains("no-"), "{what}: {cached}");
            seen += 1;
        }
    }
    assert!(seen > 45, "{seen}");
}

/// The list of forms comes from the router: a new one that forgets its token is found here.
#[tokio::test]
async fn every_form_wants_its_token() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let other = shop.browser().get("/lookup").await.field("csrf");
    let buyer = shop.buyer("b@example.com", 0).await;
    let mut forms = 0;
    for (address, methods) in addresses(&shop).await {
        if !methods.contains(&"post") {
            continue;
        }
        forms += 1;
        let (mut guest, mut buyer) = (shop.browser(), buyer.clone());
        let guests_own = guest.get("/lookup").await.field("csrf");
        for (who, browser) in [("guest", &mut guest), ("buyer", &mut buyer)] {
            // Who is not logged in loses nothing by being logged out.
            if (who, address.as_str()) == ("guest", "/logout") {
                continue;
            }
            for token in ["", "x", other.as_str()] {
                let answer = browser.post(&address, &[("csrf", token), ("action", "reveal")]).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {address} {token:?}");
            }
        }
        // A guest's token of before the log-in is none afterwards.
        let answer = buyer.post(&address, &[("csrf", &guests_own)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert!(forms >= 10, "{forms}");
}

#[tokio::test]
async fn a_session_is_new_at_every_log_in_and_dead_after_the_log_out() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let planted = "0123456789abcdefghjkmnpqrstvwxyz0123456789abcdefghjk";
        let session = |browser: &crate::shop::Browser| browser.cookies.get("cardamom_session").cloned();
        let mut buyer = shop.buyer("a@example.com", 0).await;
        let first = session(&buyer).unwrap();
        // Somebody plants a session in a victim's browser: after the log-in it is another one.
        for planted in [planted.to_owned(), first.clone()] {
            let mut victim = shop.browser();
            victim.cookies.insert("cardamom_session".into(), planted.clone());
            if planted == first {
                // Logged in as the one who planted it; they log out, as anybody would.
                let page = victim.get("/").await;
                assert_eq!(victim.send_from(&page, "/logout", &[]).await.status, StatusCode::SEE_OTHER);
            }
            let fields = [("email", "a@example.com"), ("password", PASSWORD)];
            let answer = victim.send("/login", "/login", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            let new = session(&victim).unwrap();
            assert!(new != planted && new != first && new.len() >= 26);
            assert_eq!(victim.get("/me/orders").await.status, StatusCode::OK);
            let cookie = answer.header("set-cookie");
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        }
        // The old one ended with the log-out above, also where somebody kept a copy.
        assert_eq!(buyer.get("/me/orders").await.status, StatusCode::SEE_OTHER);
        let fields = [("email", "a@example.com"), ("password", PASSWORD)];
        buyer.cookies.clear();
        buyer.send("/login", "/login", &fields).await;
        let (kept, page) = (buyer.clone(), buyer.get("/").await);
        let csrf = page.field("csrf");
        buyer.send_from(&page, "/logout", &[]).await;
        assert_eq!(session(&buyer), None);
        let mut kept = kept;
        assert_eq!(kept.get("/me/wallet").await.status, StatusCode::SEE_OTHER);
        assert_eq!(kept.post("/lookup", &[("csrf", &csrf)]).await.status, StatusCode::FORBIDDEN);
    }
}

/// The whole of a log-in is one argon2 hash, whoever tries. Counted by its time: a hash takes milliseconds, all else
/// microseconds, so an answer without one would be many times quicker.
#[tokio::test]
async fn a_log_in_costs_the_same_whether_the_user_is_known_or_not() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    for number in 0..6 {
        shop.buyer(&format!("known{number}@example.com"), 0).await;
    }
    let time = async |email: String, number: usize| {
        let mut browser = shop.browser();
        browser.address = format!("203.0.113.{number}");
        let page = browser.get("/login").await;
        let started = std::time::Instant::now();
        let answer =
            browser.send_from(&page, "/login", &[("email", &email), ("password", "wrong password")]).await;
        let took = started.elapsed();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        took
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..6 {
        known.push(time(format!("known{number}@example.com"), number).await);
        unknown.push(time(format!("unknown{number}@example.com"), 100 + number).await);
    }
    // The quickest of each: what the machine does besides only adds.
    let (known, unknown) = (known.iter().min().unwrap(), unknown.iter().min().unwrap());
    let (slow, quick) = (known.max(unknown), known.min(unknown));
    assert!(*slow < *quick * 4, "known {known:?}, unknown {unknown:?}");
}

/// Whether the contact exists, the code is wrong, or both: the page is the same, to the byte.
#[tokio::test]
async fn a_lookup_tells_nothing_of_what_exists() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    shop.guest_order(&mut browser, "guest@example.com").await;
    let mut pages = Vec::new();
    for (contact, number) in [("guest@example.com", 1), ("nobod@example.com", 2)] {
        let mut guesser = shop.browser();
        guesser.address = format!("203.0.113.{number}");
        let answer = guesser.send("/lookup", "/lookup", &[("contact", contact), ("code", "AAAA-AAAA")]).await;
        let csrf = answer.field("csrf");
        pages.push((answer.status, answer.body.replace(contact, "").replace(&csrf, "")));
    }
    assert_eq!(pages[0], pages[1]);
}
