use crate::shop::{Browser, PASSWORD, Shop, product};
use axum::http::StatusCode;
use db::Engine;
use kernel::{BasisPoints, Bilingual, MerchantId, Span};
use merchants::{NewMerchant, NewStore};

const CARDS: &str = "cards.example";

/// A second merchant with a good of theirs; the first one's store is at a domain of its own.
async fn open(engine: Engine) -> Shop {
    let shop = Shop::open(engine).await;
    let mut tx = shop.db.begin().await.unwrap();
    let name = |zh: &str, en: &str| Bilingual::new(zh, en);
    let new = NewMerchant { name: name("别家", "Other"), about: Bilingual::default(), fee: BasisPoints(0) };
    let other = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
    for (merchant, slug) in [(shop.merchant, "seedpod"), (other, "other")] {
        let new = NewStore { merchant, slug: slug.into(), name: name("豆荚小店", "Seedpod Corner") };
        merchants::open_store(&mut tx, &shop.time.ambient, &new).await.unwrap();
    }
    tx.commit().await.unwrap();
    product(&shop.db, &shop.time, other, "foreign", 300).await;
    verify(&shop, shop.merchant, CARDS).await;
    shop.time.advance(Span::seconds(5));
    shop
}

async fn verify(shop: &Shop, merchant: MerchantId, domain: &str) {
    let mut tx = shop.db.begin().await.unwrap();
    let ambient = &shop.time.ambient;
    let named = merchants::name_domain(&mut tx, ambient, merchant, domain, "shop.test").await.unwrap();
    merchants::proved(&mut tx, &named, ambient.now()).await.unwrap();
    tx.commit().await.unwrap();
}

fn at(shop: &Shop, host: &str) -> Browser {
    let mut browser = shop.browser();
    browser.headers.push(("host".into(), host.into()));
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_its_domain_a_store_is_the_front_page_with_its_goods_only() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        for host in [CARDS, "CARDS.example:8443", "cards.example."] {
            let mut browser = at(&shop, host);
            let front = browser.get("/").await;
            assert_eq!(front.status, StatusCode::OK);
            assert!(
                front.body.contains("<h1>豆荚小店</h1>") && front.body.contains("href=\"/p/first\""),
                "{host}"
            );
            assert!(!front.body.contains("foreign") && !front.body.contains("href=\"/login\""), "{host}");
            assert!(front.body.contains("<link rel=\"canonical\" href=\"http://cards.example/\">"));
            assert!(front.body.contains("href=\"http://shop.test/login\""), "it says where to log in");
            assert_eq!(browser.get("/p/first").await.status, StatusCode::OK);
            assert_eq!(browser.get("/s/seedpod").await.place(), "/");
        }
        let mut browser = at(&shop, CARDS);
        for foreign in ["/p/foreign", "/s/other"] {
            assert_eq!(browser.get(foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
        }
        assert!(!browser.get("/c/goods").await.body.contains("foreign"));
        assert!(!browser.get("/?q=title").await.body.contains("foreign"));
        assert!(browser.get("/?q=title").await.body.contains("/p/first"));

        // The platform goes on as it was, and says where the store's own address is.
        let mut platform = at(&shop, "shop.test");
        let home = platform.get("/").await.body;
        assert!(home.contains("/p/first") && home.contains("/p/foreign"));
        let page = platform.get("/s/seedpod").await.body;
        assert!(page.contains("<link rel=\"canonical\" href=\"http://cards.example/\">"));
        let page = platform.get("/p/first").await.body;
        assert!(page.contains("<link rel=\"canonical\" href=\"http://cards.example/p/first\">"));
        let page = platform.get("/p/foreign").await.body;
        assert!(page.contains("<link rel=\"canonical\" href=\"http://shop.test/p/foreign\">"));
        // A host that nobody has proved is the platform's.
        assert!(at(&shop, "nobody.example").get("/").await.body.contains("/p/foreign"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_buys_there_and_nobody_is_logged_in_there() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let mut browser = at(&shop, CARDS);
        let paying = shop.guest_order(&mut browser, "guest@example.com").await;
        assert_eq!(browser.get(&paying).await.status, StatusCode::OK);
        shop.pay_all();
        shop.time.advance(Span::seconds(5));
        let done = browser.get(&paying).await;
        assert!(done.place().starts_with("/o/ord_"), "{}", done.place());
        assert_eq!(browser.get(&done.place().to_owned()).await.status, StatusCode::OK);
        assert!(browser.cookies.keys().all(|name| name == "cardamom_csrf"), "{:?}", browser.cookies);

        // A session of the platform's means nothing there, should its cookie ever come.
        let mut buyer = shop.buyer("a@example.com", 5_000).await;
        buyer.headers.push(("host".into(), CARDS.into()));
        let page = buyer.get("/p/first").await.body;
        assert!(!page.contains("/logout") && page.contains("http://shop.test/login"));
        for path in ["/login", "/me/orders", "/me/wallet", "/me/account?x=1", "/signup", "/apply", "/setup/x"]
        {
            let away = buyer.get(path).await;
            assert_eq!(away.status, StatusCode::SEE_OTHER, "{path}");
            assert_eq!(away.place(), format!("http://shop.test{path}"));
            assert_eq!(away.header("set-cookie"), "");
        }
        let fields = [("email", "a@example.com"), ("password", PASSWORD), ("csrf", "x")];
        let posted = buyer.post("/login", &fields).await;
        assert_eq!((posted.status, posted.place()), (StatusCode::SEE_OTHER, "http://shop.test/login"));
        assert_eq!(posted.header("set-cookie"), "");

        // Orders of others are not found there, whoever holds their link.
        let mut other = shop.browser();
        let foreign = merchants::by_slug(&shop.db, "other").await.unwrap().unwrap().1.id;
        verify(&shop, foreign, "others.example").await;
        shop.time.advance(Span::seconds(5));
        let path = done.place().to_owned();
        assert_eq!(other.get(&path).await.status, StatusCode::OK);
        assert_eq!(at(&shop, "others.example").get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(at(&shop, "others.example").get(&shop.checkout("1")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_there_need_a_page_of_theirs() {
    let shop = open(Engine::Sqlite).await;
    let mut browser = at(&shop, CARDS);
    let form = browser.get(&shop.checkout("1")).await;
    assert!(form.header("set-cookie").contains("HttpOnly") && !form.header("set-cookie").contains("Domain"));
    let fields = [("contact", "guest@example.com"), ("pay", "sandbox")];
    let mut stranger = at(&shop, CARDS);
    let hidden = [("csrf", form.field("csrf")), ("offer", form.field("offer")), ("quantity", "1".into())];
    let all: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (*name, value.as_str())).chain(fields).collect();
    assert_eq!(stranger.post("/checkout", &all).await.status, StatusCode::FORBIDDEN, "without its cookie");
    let mut foreign = browser.clone();
    foreign.headers.push(("sec-fetch-site".into(), "cross-site".into()));
    assert_eq!(foreign.post("/checkout", &all).await.status, StatusCode::FORBIDDEN, "from another site");
    assert_eq!(browser.post("/checkout", &all).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_domain_goes_on_saying_whose_it_is_and_goes_when_it_is_dropped() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let mut tx = shop.db.begin().await.unwrap();
        let own = merchants::domain_of(&mut tx, shop.merchant).await.unwrap().unwrap();
        drop(tx);
        let line = at(&shop, CARDS).get(merchants::PROOF_PATH).await;
        assert_eq!((line.status, line.body), (StatusCode::OK, merchants::proof_line(&own.token)));
        let none = at(&shop, "shop.test").get(merchants::PROOF_PATH).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "nobody proves the platform's domain");
        let mut tx = shop.db.begin().await.unwrap();
        merchants::drop_domain(&mut tx, shop.merchant).await.unwrap();
        tx.commit().await.unwrap();
        shop.time.advance(Span::seconds(5));
        assert_eq!(at(&shop, CARDS).get(merchants::PROOF_PATH).await.status, StatusCode::NOT_FOUND);
        assert!(at(&shop, CARDS).get("/").await.body.contains("/p/foreign"), "it is the platform's again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_logo_is_shown_from_a_path_of_our_own() {
    for engine in testkit::engines() {
        let shop = open(engine).await;
        let chunk = |kind: &[u8], data: &[u8]| {
            [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
        };
        let head = [&64_u32.to_be_bytes()[..], &32_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", b"xx"), chunk(b"IEND", b"")].concat();
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat();
        let mut browser = at(&shop, "shop.test");
        assert!(!browser.get("/s/seedpod").await.body.contains("/logos/"));
        let by = admission::By { who: "usr_owner", from: "192.0.2.1" };
        let logo = shop.admission.put_logo(by, shop.merchant, &png).await.unwrap();
        let src = format!("/logos/{}", logo.file_name());
        for page in ["/s/seedpod", "/p/first"] {
            assert!(browser.get(page).await.body.contains(&format!("src=\"{src}\"")), "{page}");
        }
        let picture = browser.get(&src).await;
        assert_eq!(picture.status, StatusCode::OK);
        assert_eq!(picture.header("content-type"), "image/png");
        assert_eq!(picture.header("x-content-type-options"), "nosniff");
        assert!(picture.header("cache-control").contains("immutable"));
        assert!(picture.header("content-security-policy").contains("sandbox"));
        assert_eq!(at(&shop, CARDS).get(&src).await.status, StatusCode::OK);
        let wrong = src.replace(".png", ".svg");
        for bad in [wrong.as_str(), "/logos/x.png", "/logos/%2e%2e%2fx", "/logos/"] {
            assert_eq!(browser.get(bad).await.status, StatusCode::NOT_FOUND, "{bad}");
        }
        shop.admission.remove_logo(by, shop.merchant).await.unwrap();
        assert_eq!(browser.get(&src).await.status, StatusCode::NOT_FOUND);
    }
}
