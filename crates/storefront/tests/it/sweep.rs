//! Every route of the shop, as its router lists them, under every visitor who is not the owner: nobody is shown what is
//! somebody else's. A route that is new must be said here to be public, a link, or somebody's own.

use crate::shop::{Answer, Browser, Shop};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use std::collections::BTreeSet;
use tower::ServiceExt;

/// What a route shows, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// The same to everybody.
    Public,
    /// An order: to whoever holds its link.
    ByLink,
    /// One's own things: to whoever is logged in.
    Own,
}

const KNOWN: &[(&str, Shows)] = &[
    ("/", Shows::Public),
    ("/c/{category}", Shows::Public),
    ("/p/{slug}", Shows::Public),
    ("/s/{slug}", Shows::Public),
    ("/apply", Shows::Own),
    ("/apply/submit", Shows::Own),
    ("/apply/papers", Shows::Own),
    ("/apply/papers/remove", Shows::Own),
    ("/checkout", Shows::Public),
    ("/pay/{token}", Shows::ByLink),
    ("/pay/{token}/state", Shows::ByLink),
    ("/o/{token}", Shows::ByLink),
    ("/o/{token}/state", Shows::ByLink),
    ("/o/{token}/links", Shows::ByLink),
    ("/o/{token}/receipt", Shows::ByLink),
    ("/o/{token}/dispute", Shows::ByLink),
    ("/o/{token}/dispute/acts", Shows::ByLink),
    ("/o/{token}/dispute/state", Shows::ByLink),
    ("/o/{token}/dispute/files", Shows::ByLink),
    ("/o/{token}/dispute/files/{file}", Shows::ByLink),
    ("/k/{token}", Shows::ByLink),
    ("/lookup", Shows::Public),
    ("/privacy", Shows::Public),
    ("/transparency", Shows::Public),
    ("/consent", Shows::Own),
    ("/login", Shows::Public),
    ("/signup", Shows::Public),
    ("/logout", Shows::Public),
    ("/login/code", Shows::Public),
    ("/login/code/check", Shows::Public),
    ("/login/second", Shows::Own),
    ("/login/with/{provider}", Shows::Public),
    ("/login/with/{provider}/back", Shows::Public),
    ("/login/stranger/{stranger}", Shows::ByLink),
    ("/login/stranger/{stranger}/new", Shows::ByLink),
    ("/login/stranger/{stranger}/link", Shows::ByLink),
    ("/me/account", Shows::Own),
    ("/me/account/data", Shows::Own),
    ("/me/account/delete", Shows::Own),
    ("/me/account/name", Shows::Own),
    ("/me/account/contact", Shows::Own),
    ("/me/account/contact/check", Shows::Own),
    ("/me/account/password", Shows::Own),
    ("/me/account/totp", Shows::Own),
    ("/me/account/totp/confirm", Shows::Own),
    ("/me/account/totp/remove", Shows::Own),
    ("/me/account/recovery", Shows::Own),
    ("/me/account/passkeys/{passkey}/name", Shows::Own),
    ("/me/account/passkeys/{passkey}/remove", Shows::Own),
    ("/me/account/links/{provider}/remove", Shows::Own),
    ("/me/account/sessions/end", Shows::Own),
    ("/me/account/sessions/{session}/end", Shows::Own),
    ("/me/account/saved/{account}/forget", Shows::Own),
    ("/me/docking", Shows::Own),
    ("/me/docking/{key}/renew", Shows::Own),
    ("/me/docking/{key}/reports", Shows::Own),
    ("/me/docking/{key}/off", Shows::Own),
    ("/me/orders", Shows::Own),
    ("/me/wallet", Shows::Own),
    ("/me/wallet/top-up", Shows::Own),
    ("/me/wallet/top-up/{id}", Shows::Own),
    ("/me/wallet/top-up/{id}/state", Shows::Own),
    ("/setup/{token}", Shows::ByLink),
    ("/join/{token}", Shows::ByLink),
    ("/lang/{code}", Shows::Public),
    ("/region", Shows::Public),
    ("/logos/{name}", Shows::Public),
    ("/static/{digest}/{name}", Shows::Public),
    ("/pictures/{name}", Shows::Public),
    ("/favicon.ico", Shows::Public),
];

/// Paths of the router, as its own text has them, each with its methods.
pub fn routes() -> Vec<(String, Vec<&'static str>)> {
    let text = include_str!("../../src/router.rs");
    let one = |rest: &str| {
        let rest = rest.split("        .").next().unwrap();
        let path = rest.split('"').nth(1).unwrap().to_owned();
        let methods = ["get", "post"].into_iter().filter(|m| rest.contains(&format!("{m}("))).collect();
        (path, methods)
    };
    text.split(".route(").skip(1).map(one).collect()
}

/// A buyer with an order that is delivered, one that waits, a link to a key; and what must be seen by nobody else.
struct Victim {
    /// What stands in addresses: of orders, without and with a wrong secret part.
    guesses: Vec<String>,
    marks: Vec<String>,
    /// The right addresses of the two orders and the link.
    tokens: Vec<String>,
}

async fn victim(shop: &Shop) -> Victim {
    let mut buyer = shop.buyer("victim@example.com", 5_000).await;
    let fields = [("contact", "victim-contact@example.com"), ("pay", "wallet")];
    let paid = buyer.send(&shop.checkout("1"), "/checkout", &fields).await;
    let paid = paid.place().rsplit('/').next().unwrap().to_owned();
    let waiting = shop.guest_order(&mut buyer, "victim-contact@example.com").await;
    let waiting = waiting.rsplit('/').next().unwrap().to_owned();
    let fields = [("other", "47.11"), ("pay", "sandbox")];
    let top_up = buyer.send("/me/wallet/top-up", "/me/wallet/top-up", &fields).await;
    let top_up = top_up.place().rsplit('/').next().unwrap().to_owned();
    assert!(buyer.get(&format!("/me/wallet/top-up/{top_up}")).await.body.contains("47.11"));
    let page = buyer.get(&format!("/o/{paid}")).await;
    let made = buyer.send_from(&page, &format!("/o/{paid}/links"), &[]).await;
    let link = made.texts("made-link")[0].rsplit('/').next().unwrap().to_owned();
    shop.let_dock(docking::DockingMode::On).await;
    let merchant = shop.merchant.to_string();
    let fields = [("merchant", merchant.as_str()), ("name", "victim-shop")];
    let made = buyer.send("/me/docking", "/me/docking", &fields).await;
    let number = made.texts("docking-new-number")[0].clone();
    let key = buyer.get("/me/docking").await.body;
    let key = key.split("/me/docking/dck_").nth(1).unwrap().split('/').next().unwrap();
    let docked = format!("dck_{key}");
    let order = |token: &str| token.split_once('.').unwrap().0.to_owned();
    let mac = |token: &str| token.split_once('.').unwrap().1.to_owned();
    let guesses = vec![
        order(&paid),
        format!("{}.", order(&paid)),
        format!("{}.{}", order(&paid), mac(&waiting)),
        format!("{}.{}", order(&waiting), mac(&paid)),
        format!("{paid}x"),
        format!("{}.{}", order(&paid), "0".repeat(26)),
        mac(&paid),
        link[1..].to_owned(),
        format!("{link}0"),
        top_up,
        docked,
        "../o".to_owned(),
        "%00".to_owned(),
    ];
    let code = page.texts("query-code")[0].clone();
    let marks = ["victim@example.com", "victim-contact", "<PLAIN>", "&lt;PLAIN", "47.11", "victim-shop"]
        .map(str::to_owned);
    let marks = marks.into_iter().chain([code, mac(&paid), mac(&waiting), link.clone(), number]).collect();
    Victim { guesses, marks, tokens: vec![paid, waiting, link] }
}

/// What was found; nothing, if all is well.
async fn sweep(shop: &Shop, router: Router, routes: &[(String, Vec<&str>)]) -> (Vec<String>, usize) {
    let victim = victim(shop).await;
    let (mut findings, mut tries) = (Vec::new(), 0);
    let stranger = shop.buyer("stranger@example.com", 0).await;
    for (path, methods) in routes {
        let Some((_, shows)) = KNOWN.iter().find(|(known, _)| known == path) else {
            findings.push(format!("{path}: say in sweep.rs to whom it shows what"));
            continue;
        };
        for (who, browser) in [("a guest", shop.browser()), ("the stranger", stranger.clone())] {
            for address in addresses(path, &victim.guesses) {
                for method in methods {
                    let mut browser = browser.clone().on(router.clone());
                    browser.address = format!("10.{}.{}.7", tries / 250, tries % 250);
                    tries += 1;
                    let answer = ask(&mut browser, method, &address).await;
                    judge(*shows, who, &format!("{method} {address}"), &answer, &victim, &mut findings);
                }
            }
        }
    }
    // For the owner the same addresses, made right, are good ones.
    for (token, prefix) in victim.tokens.iter().zip(["/o/", "/pay/", "/k/"]) {
        let answer = shop.browser().get(&format!("{prefix}{token}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{prefix}: {}", answer.body);
    }
    (findings, tries)
}

fn addresses(path: &str, guesses: &[String]) -> Vec<String> {
    let (Some(start), Some(end)) = (path.find('{'), path.find('}')) else {
        let queries =
            ["?offer={}&quantity=1", "?next={}", "?q={}", "?contact=victim-contact@example.com&code={}"];
        let with = |query: &str| {
            guesses.iter().take(3).map(|g| format!("{path}{}", query.replace("{}", g))).collect()
        };
        return queries
            .iter()
            .flat_map(|query| -> Vec<String> { with(query) })
            .chain([path.to_owned()])
            .collect();
    };
    let rest = path[end + 1..].replace("{name}", "x");
    guesses.iter().map(|guess| format!("{}{guess}{rest}", &path[..start])).collect()
}

async fn ask(browser: &mut Browser, method: &str, address: &str) -> Answer {
    if method == "get" {
        return browser.get(address).await;
    }
    // With a token of their own, so that it is not the missing token that they are refused for.
    let csrf = browser.get("/lookup").await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("action", "reveal"), ("number", "1"), ("code", "AAAA-AAAA")];
    let fields = fields.into_iter().chain([("contact", "victim-contact@example.com")]).collect::<Vec<_>>();
    browser.post(address, &fields).await
}

fn judge(shows: Shows, who: &str, what: &str, answer: &Answer, victim: &Victim, findings: &mut Vec<String>) {
    let status = answer.status.as_u16();
    if status >= 500 {
        findings.push(format!("{what} breaks for {who}: {status}"));
    }
    if shows == Shows::ByLink && (200..300).contains(&status) {
        findings.push(format!("{what} answers {who}: {status}"));
    }
    if shows == Shows::Own && who == "a guest" && (200..300).contains(&status) {
        findings.push(format!("{what} answers {who}: {status}"));
    }
    let headers: String = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
    let sent = |mark: &&String| what.contains(mark.as_str()) || mark.starts_with("victim-contact");
    let shown = victim.marks.iter().filter(|mark| !sent(mark));
    for mark in shown.filter(|mark| answer.body.contains(mark.as_str()) || headers.contains(mark.as_str())) {
        findings.push(format!("{what} shows {mark} to {who}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_shows_anybody_what_is_somebody_elses() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let listed: BTreeSet<String> = routes().into_iter().map(|(path, _)| path).collect();
        let known: BTreeSet<String> = KNOWN.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(listed, known, "every route is known, and every known one is there");
        let (findings, tries) = sweep(&shop, shop.router.clone(), &routes()).await;
        assert!(findings.is_empty(), "{}", findings.join("\n"));
        assert!(tries > 300, "{tries}");
    }
}

/// The sweep itself, on pages that are wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_forgets_to_ask_is_caught() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let orders = shop.orders.clone();
    let careless = async move |Path(token): Path<String>| {
        let id = token.split('.').next().unwrap_or_default().parse();
        let Ok(id) = id else { return String::new() };
        orders.find(id).await.ok().and_then(|order| order.contact).unwrap_or_default()
    };
    let inner = shop.router.clone();
    // In the place of the order's page, which checks the link.
    let router = Router::new()
        .route("/o/{token}", get(careless))
        .fallback_service(tower::service_fn(move |request| inner.clone().oneshot(request)));
    let mut routes = routes();
    routes.push(("/orders/{id}".to_owned(), vec!["get"]));
    let (findings, _) = sweep(&shop, router, &routes).await;
    let found = |start: &str| findings.iter().any(|finding| finding.starts_with(start));
    assert!(found("get /o/ord_"), "{findings:?}");
    assert!(found("/orders/{id}: say in sweep.rs"), "{findings:?}");
}
