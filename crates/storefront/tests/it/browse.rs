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
    for section in [
        "nav.",
        "home.",
        "list.",
        "product.",
        "checkout.",
        "pays.",
        "pay.",
        "order.",
        "dispute.",
        "stock.",
        "error.",
    ] {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn goods_of_such_a_brand_are_sold_where_the_visitor_says_to_be() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let by = admission::By { who: "usr_test", from: "192.0.2.1" };
        let (ambient, now) = (&shop.time.ambient, shop.time.ambient.now());
        let name = kernel::Bilingual::new("first的brand", "brand of first");
        let mut tx = shop.db.begin().await.unwrap();
        let brand = shop.admission.create_brand(&mut tx, by, &name, true).await.unwrap();
        tx.commit().await.unwrap();
        let kind = merchants::DocumentKind::Authorisation;
        let upload = admission::Upload { kind, name: "a.pdf", content: b"%PDF-1.7\n%%EOF\n" };
        let scan = shop.admission.add_merchant_document(shop.merchant, &upload).await.unwrap();
        let new = merchants::NewAuthorisation {
            merchant: shop.merchant,
            brand: brand.id,
            territory: vec!["CN".into(), "HK".into()],
            channels: vec![merchants::Channel::Store],
            minimum_price: None,
            cost_basis_bps: None,
            valid_from: now,
            valid_to: now.after(Span::days(30)),
            chain: vec![merchants::Link { from: "a".into(), to: "b".into() }],
            documents: vec![scan.id],
        };
        let mut tx = shop.db.begin().await.unwrap();
        let handed = shop.admission.hand_in_authorisation(&mut tx, by, &new).await.unwrap();
        tx.commit().await.unwrap();
        shop.admission.rule(by, handed.id, admission::Ruling::Approve, "").await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        shop.admission.switch_on(&mut tx, shop.merchant, shop.offer).await.unwrap();
        tx.commit().await.unwrap();
        assert!(ambient.now() >= now);
        shop.time.advance(Span::seconds(5));

        let mut browser = shop.browser();
        let page = browser.get("/p/first").await.body;
        assert!(page.contains("data-test=\"region\"") && page.contains("中国大陆、中国香港"), "{page}");
        assert!(!page.contains("data-test=\"buy\" disabled"));
        is_well_made("/p/first", &page);
        let form = browser.get(&shop.checkout("1")).await;
        assert_eq!(form.status, StatusCode::OK);

        let chosen = browser.get("/region?code=JP&next=/p/first").await;
        assert_eq!(chosen.place(), "/p/first");
        assert!(chosen.header("set-cookie").starts_with("cardamom_region=JP;"));
        let page = browser.get("/p/first").await.body;
        assert!(page.contains("data-test=\"buy\" disabled") && page.contains("没有授权在日本"), "{page}");
        let refused = browser.get(&shop.checkout("1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("您所在的地区"));
        // The page from before does not get round it.
        let fields = [("contact", "a@example.com"), ("pay", "sandbox")];
        let refused = browser.send_from(&form, "/checkout", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

        browser.get("/region?code=HK&next=/").await;
        assert_eq!(browser.send_from(&form, "/checkout", &fields).await.status, StatusCode::SEE_OTHER);
        for bad in ["/region", "/region?code=hk", "/region?code=", "/region?code=%0d%0a"] {
            assert_eq!(browser.get(bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
        assert_eq!(browser.get("/region?code=CN&next=//evil.example").await.place(), "/");
        browser.cookies.insert("cardamom_region".into(), "<b>".into());
        assert_eq!(browser.get("/p/first").await.status, StatusCode::OK, "a cookie of anybody's making");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_be_sold_below_its_cost_is_not_sold_on_the_page_either() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let form = browser.get(&shop.checkout("1")).await;
        assert_eq!(form.status, StatusCode::OK);
        let mut tx = shop.db.begin().await.unwrap();
        let price = catalog::offer(&shop.db, shop.offer).await.unwrap().unwrap().price;
        let cost = costs::NewCost { sku: shop.sku, unit: price, reference: String::new() };
        let said = (costs::CostSource::Manual, "test");
        costs::put(&mut tx, shop.merchant, &[cost], said, shop.time.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
        let refused = browser.get(&shop.checkout("1")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("这件商品现在不能购买"), "{}", refused.body);
        // The page from before does not get round it.
        let fields = [("contact", "a@example.com"), ("pay", "sandbox")];
        let refused = browser.send_from(&form, "/checkout", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let orders = shop.db.query("select id from orders", &[]).await.unwrap();
        assert!(orders.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buyers_read_on_what_papers_goods_rest_and_not_whose() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("a@example.com", 100_000).await;
        assert!(!buyer.get("/p/first").await.body.contains("data-test=\"origin\""));
        // Twenty that name none go first.
        buyer.send(&shop.checkout("20"), "/checkout", &[("pay", "wallet")]).await;
        shop.import_under("HT-SECRET-7", "2020-05-01").await;
        shop.time.advance(Span::seconds(5));
        let page = buyer.get("/p/first").await.body;
        is_well_made("/p/first", &page);
        assert!(page.contains("data-test=\"origin\"") && page.contains("2020-05-01"), "{page}");
        let placed = buyer.send(&shop.checkout("1"), "/checkout", &[("pay", "wallet")]).await;
        let order = buyer.get(&placed.place().to_owned()).await.body;
        assert!(order.contains("data-test=\"origin\"") && order.contains("来源有据"), "{order}");
        buyer.get("/lang/en").await;
        let order = buyer.get(&placed.place().to_owned()).await.body;
        assert!(order.contains("under a contract with the supplier (signed 2020-05-01)"), "{order}");
        for page in [page, order] {
            assert!(!page.contains("HT-SECRET") && !page.contains("The Supplier"));
        }
    }
}
