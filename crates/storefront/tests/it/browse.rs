use crate::shop::Shop;
use axum::http::StatusCode;
use kernel::Span;

/// What every page of the shop must be, whatever it shows.
pub fn is_well_made(name: &str, html: &str) {
    for (what, count) in [("<h1", 1), ("<main", 1), ("<title>", 1), ("class=\"skip\"", 1)] {
        assert_eq!(html.matches(what).count(), count, "{what} on {name}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "ids on {name}: {ids:?}");
    for bad in [" style=", " onclick", "<style", "javascript:", "<script>", "undefined"] {
        assert!(!html.contains(bad), "{bad} on {name}");
    }
    for tag in html.split("<img").skip(1).map(|part| part.split('>').next().unwrap()) {
        assert!(
            tag.contains(" alt=") && tag.contains(" width=") && tag.contains(" height="),
            "{tag} on {name}"
        );
    }
    // A sentence that has no words shows as its key.
    let text = without_tags(html);
    for section in
        ["nav.", "home.", "list.", "product.", "checkout.", "pays.", "pay.", "order.", "stock.", "error."]
    {
        assert!(
            !text.split_whitespace().any(|word| word.starts_with(section)),
            "{section} is said on {name}"
        );
    }
}

fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn the_pages_are_there_and_well_made() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let checkout = shop.checkout("2");
        for address in
            ["/", "/c/goods", "/p/first", "/p/empty", &checkout, "/lookup", "/login", "/signup", "/?q=first"]
        {
            let answer = browser.get(address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
            assert!(answer.body.starts_with("<!doctype html>\n<html lang=\"zh-CN\">"), "{address}");
            is_well_made(address, &answer.body);
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
}

#[tokio::test]
async fn looking_needs_no_cookie_and_forms_get_one() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    for address in ["/", "/c/goods", "/p/first", "/?q=x", "/nowhere"] {
        assert_eq!(browser.get(address).await.header("set-cookie"), "", "{address}");
    }
    let form = browser.get("/lookup").await;
    assert!(form.header("set-cookie").starts_with("cardamom_csrf="), "{}", form.header("set-cookie"));
    assert!(form.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    assert_eq!(form.header("cache-control"), "no-store");
    assert_eq!(browser.get("/lookup").await.header("set-cookie"), "", "the one it has will do");

    let secure = Shop::with(db::Engine::Sqlite, |settings| settings.secure_cookies = true).await;
    let cookie = secure.browser().get("/login").await;
    assert!(cookie.header("set-cookie").starts_with("__Host-cardamom_csrf="));
    assert!(cookie.header("set-cookie").contains("; Secure"));
}

#[tokio::test]
async fn stock_is_told_in_words() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let home = browser.get("/").await.body;
        assert_eq!(home.matches("data-test=\"product-card\"").count(), 2);
        assert!(
            home.contains("有货")
                && home.contains("售罄")
                && home.contains("¥10.00")
                && home.contains("¥20.00")
        );
        let empty = browser.get("/p/empty").await.body;
        assert!(empty.contains("data-test=\"buy\" disabled") && empty.contains("售罄"));

        let mut buyer = shop.buyer("a@example.com", 100_000).await;
        buyer.send(&shop.checkout("17"), "/checkout", &[("pay", "wallet")]).await;
        shop.time.advance(Span::seconds(2));
        assert!(browser.get("/").await.body.contains("仅剩 3 件"));
        assert!(browser.get("/p/first").await.body.contains("仅剩 3 件"));
    }
}

#[tokio::test]
async fn the_language_is_the_visitors() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    browser.headers = vec![("accept-language".into(), "en-US,en;q=0.9".into())];
    let page = browser.get("/p/first").await.body;
    assert!(
        page.contains("<html lang=\"en\">") && page.contains("title of first") && page.contains("Buy now")
    );
    let chosen = browser.get("/lang/zh?next=/p/first").await;
    assert_eq!((chosen.status, chosen.place()), (StatusCode::SEE_OTHER, "/p/first"));
    assert!(browser.get("/p/first").await.body.contains("<html lang=\"zh-CN\">"));
    assert_eq!(browser.get("/lang/zh?next=//evil.example").await.place(), "/");
    assert_eq!(browser.get("/lang/fr").await.status, StatusCode::NOT_FOUND);
    let english = browser.get("/lang/en").await;
    assert_eq!(english.place(), "/");
    let page = browser.get("/").await.body;
    is_well_made("/ in English", &page);
    let switch = "hreflang=\"zh-CN\">中文</a>";
    let rest = page.replacen(switch, "", 1);
    assert!(!rest.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "Chinese on the English page");
}

#[tokio::test]
async fn a_search_finds_or_says_what_to_do() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    let found = browser.get("/?q=FIRST").await.body;
    assert_eq!(found.matches("data-test=\"product-card\"").count(), 1);
    assert!(found.contains("value=\"FIRST\""));
    let nothing = browser.get("/?q=nothing-like-it").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(nothing.body.contains("没有找到") && nothing.body.contains("href=\"/\""));
    assert_eq!(browser.get("/c/goods?page=99999999").await.status, StatusCode::OK);
    for nowhere in ["/c/none", "/p/none", "/p/%00", "/x", "/pictures/none.svg", "/static/x/none.css"] {
        let answer = browser.get(nowhere).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
        is_well_made(nowhere, &answer.body);
    }
    assert_eq!(browser.get("/logout").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn files_are_kept_for_ever_under_an_address_of_their_content() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    let home = browser.get("/").await.body;
    let css = home.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = browser.get(css).await;
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert!(answer.header("cache-control").contains("immutable"));
    assert!(!browser.get("/static/old/app.css").await.header("cache-control").contains("immutable"));
    let picture = home.split("src=\"/pictures/").nth(1).unwrap().split('"').next().unwrap();
    let picture = browser.get(&format!("/pictures/{picture}")).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.header("content-security-policy").contains("sandbox"));
    assert_eq!(browser.get("/favicon.ico").await.header("content-type"), "image/x-icon");
}

#[tokio::test]
async fn a_theme_folder_replaces_files() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("static")).unwrap();
    std::fs::write(folder.path().join("static/app.css"), "body{}").unwrap();
    std::fs::write(folder.path().join("error.html"), "<h1>own {{ title }}</h1>").unwrap();
    let path = folder.path().to_owned();
    let shop = Shop::with(db::Engine::Sqlite, |settings| settings.theme = Some(path)).await;
    let mut browser = shop.browser();
    assert_eq!(browser.get("/static/x/app.css").await.body, "body{}");
    assert_eq!(browser.get("/nowhere").await.body, "<h1>own 没有这个页面</h1>");
}
