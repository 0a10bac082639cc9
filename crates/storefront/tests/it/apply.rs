//! Asking to sell, step by step without a script; and the store that comes of it.

use crate::shop::{Browser, Shop};
use admission::{By, Decision};
use axum::http::StatusCode;
use kernel::{BasisPoints, Bilingual};
use merchants::{Approval, Reason, StoreWords};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";
const REVIEWER: By<'static> = By { who: "usr_reviewer", from: "192.0.2.9" };

async fn fill_in(browser: &mut Browser) {
    let who = [
        ("step", "who"),
        ("kind", "company"),
        ("name_zh", "夜市<商行>"),
        ("name_en", "Night Market"),
        ("licence_number", "91310000MA1K3YYY0X"),
        ("legal_person", "豆小蔻"),
    ];
    assert_eq!(browser.send("/apply", "/apply", &who).await.place(), "/apply?step=reach");
    let reach = [
        ("step", "reach"),
        ("contact_name", "豆小蔻"),
        ("contact_phone", "13800000000"),
        ("contact_email", "owner@example.com"),
        ("bank_name", "豆蔻银行"),
        ("bank_account", "6222000011112222"),
    ];
    assert_eq!(browser.send("/apply?step=reach", "/apply", &reach).await.place(), "/apply?step=store");
    let store = [("step", "store"), ("store_slug", "night-market"), ("about_zh", "卖月卡"), ("about_en", "")];
    assert_eq!(browser.send("/apply?step=store", "/apply", &store).await.place(), "/apply?step=papers");
}

#[tokio::test]
async fn a_form_in_steps_is_filled_in_sent_back_corrected_and_becomes_a_store() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut guest = shop.browser();
        assert_eq!(guest.get("/apply").await.place(), "/login?next=/apply");
        let mut browser = shop.buyer("owner@example.com", 0).await;
        let early = browser.send("/apply?step=check", "/apply/submit", &[]).await;
        assert_eq!((early.status, early.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", early.body);
        fill_in(&mut browser).await;
        let page = browser.get("/apply?step=who").await;
        assert_eq!(page.field("licence_number"), "••••YY0X", "numbers are not sent back");
        assert!(page.body.contains("夜市&lt;商行&gt;") && !page.body.contains("<商行>"));

        let early = browser.send("/apply?step=check", "/apply/submit", &[]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.body.contains("还缺少以下内容") && early.body.contains("营业执照"), "{}", early.body);
        let csrf = browser.get("/apply?step=papers").await.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("kind", "licence")];
        let svg = browser.upload("/apply/papers", &fields, "执照.pdf", b"<svg onload='alert(1)'/>").await;
        assert_eq!((svg.status, svg.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let wrong =
            browser.upload("/apply/papers", &[("csrf", "x"), ("kind", "licence")], "a.pdf", PDF).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        let huge = vec![b'%'; merchants::DOCUMENT_BYTES_MAX + 100_000];
        let huge = browser.upload("/apply/papers", &fields, "a.pdf", &huge).await;
        assert_eq!(huge.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(huge.body.contains("10 MB"));
        let fine = browser.upload("/apply/papers", &fields, "执照.pdf", PDF).await;
        assert_eq!(fine.place(), "/apply?step=papers", "{}", fine.body);
        assert!(browser.get("/apply?step=papers").await.body.contains("执照.pdf"));
        assert_eq!(browser.send("/apply?step=check", "/apply/submit", &[]).await.place(), "/apply");
        assert_eq!(browser.get("/apply").await.texts("application-state"), ["已提交"]);
        assert!(browser.cookies.contains_key("cardamom_device"), "set where one applies");
        let kept =
            shop.db.query("select print from admission_prints where kind = 'device'", &[]).await.unwrap();
        assert_eq!(kept.len(), 1);
        let closed =
            browser.post("/apply", &[("csrf", &csrf), ("step", "store"), ("store_slug", "other")]).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY, "not while it is looked at");

        let mine = browser_application(&shop).await;
        shop.admission.take_application(REVIEWER, mine).await.unwrap();
        let reasons = vec![Reason { field: "bank_account".into(), text: "与户名<不符>".into() }];
        shop.admission.decide_application(REVIEWER, mine, &Decision::Return(reasons)).await.unwrap();
        let page = browser.get("/apply?step=reach").await;
        assert_eq!(page.texts("application-state"), ["已退回"]);
        assert!(
            page.body.contains("id=\"bank_account-wrong\">与户名&lt;不符&gt;"),
            "beside its field: {}",
            page.body
        );
        let again = [
            ("step", "reach"),
            ("bank_account", "6222999988887777"),
            ("contact_phone", "••••"),
            ("contact_name", "豆小蔻"),
            ("contact_email", "owner@example.com"),
            ("bank_name", "豆蔻银行"),
        ];
        let saved = browser.send_from(&page, "/apply", &again).await;
        assert!(saved.status == StatusCode::UNPROCESSABLE_ENTITY, "a mask that is not ours is no number");
        let phone = page.field("contact_phone");
        let again = again.map(
            |(name, value)| if name == "contact_phone" { (name, phone.as_str()) } else { (name, value) },
        );
        assert_eq!(browser.send_from(&page, "/apply", &again).await.place(), "/apply?step=store");
        assert_eq!(browser.send("/apply?step=check", "/apply/submit", &[]).await.place(), "/apply");
        shop.admission.take_application(REVIEWER, mine).await.unwrap();
        let approval = Approval { fee: BasisPoints(100), plan: String::new(), note: String::new() };
        shop.admission.decide_application(REVIEWER, mine, &Decision::Approve(approval)).await.unwrap();
        let done = browser.get("/apply").await;
        assert_eq!(done.texts("application-state"), ["已通过"]);
        assert!(done.body.contains("/s/night-market"));
        assert_eq!(shop.browser().get("/s/night-market").await.status, StatusCode::OK);
    }
}

async fn browser_application(shop: &Shop) -> kernel::ApplicationId {
    let ask = kernel::PageAsk::new(None, None);
    shop.admission.applications(None, &ask).await.unwrap().items[0].id
}

#[tokio::test]
async fn a_store_shows_what_it_says_and_what_it_sells_as_long_as_it_is_open() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let name = Bilingual::new("豆荚<铺>", "Seedpod");
    let mut tx = shop.db.begin().await.unwrap();
    let new = merchants::NewStore { merchant: shop.merchant, slug: "seedpod".into(), name: name.clone() };
    merchants::open_store(&mut tx, &shop.time.ambient, &new).await.unwrap();
    let words = StoreWords {
        announcement: Bilingual::new("春节<照常>营业", ""),
        contact: "微信 doukou".into(),
        hours: Bilingual::new("9:00–21:00", ""),
        policy: Bilingual::new("坏了包换", ""),
        colour: "plum".into(),
    };
    merchants::change_store(&mut tx, shop.merchant, 1, &name, &words).await.unwrap();
    tx.commit().await.unwrap();
    let page = shop.browser().get("/s/seedpod").await;
    assert_eq!(page.status, StatusCode::OK);
    for expected in [
        "豆荚&lt;铺&gt;",
        "春节&lt;照常&gt;营业",
        "微信 doukou",
        "9:00–21:00",
        "坏了包换",
        "store-plum",
        "/p/first",
    ] {
        assert!(page.body.contains(expected), "{expected}: {}", page.body);
    }
    assert!(!page.body.contains("<script>alert"));
    assert!(shop.browser().get("/p/first").await.body.contains("/s/seedpod"));
    for nothing in ["/s/nobody", "/s/%2e%2e", "/s/' or 1=1"] {
        assert_eq!(shop.browser().get(&nothing.replace(' ', "%20")).await.status, StatusCode::NOT_FOUND);
    }
    let mut tx = shop.db.begin().await.unwrap();
    let now = shop.time.ambient.now();
    merchants::measure(&mut tx, shop.merchant, merchants::Measure::Suspend, "x", now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(shop.browser().get("/s/seedpod").await.body.contains("暂停营业"));
    let mut tx = shop.db.begin().await.unwrap();
    merchants::measure(&mut tx, shop.merchant, merchants::Measure::Close, "x", now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shop.browser().get("/s/seedpod").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_product_says_who_lets_it_be_sold() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    assert!(!shop.browser().get("/p/first").await.body.contains("data-test=\"authorised\""));
    let mut tx = shop.db.begin().await.unwrap();
    let name = Bilingual::new("first的brand", "Brand House");
    let brand = shop.admission.create_brand(&mut tx, REVIEWER, &name, false).await.unwrap();
    tx.commit().await.unwrap();
    let upload =
        admission::Upload { kind: merchants::DocumentKind::Authorisation, name: "a.pdf", content: PDF };
    let document = shop.admission.add_merchant_document(shop.merchant, &upload).await.unwrap();
    let now = shop.time.ambient.now();
    let new = merchants::NewAuthorisation {
        merchant: shop.merchant,
        brand: brand.id,
        territory: vec!["CN".into()],
        channels: merchants::Channel::ALL.into(),
        minimum_price: None,
        cost_basis_bps: None,
        valid_from: now,
        valid_to: now.after(kernel::Span::days(30)),
        chain: vec![merchants::Link { from: "a".into(), to: "b".into() }],
        documents: vec![document.id],
    };
    let mut tx = shop.db.begin().await.unwrap();
    let handed = shop.admission.hand_in_authorisation(&mut tx, REVIEWER, &new).await.unwrap();
    tx.commit().await.unwrap();
    shop.admission.rule(REVIEWER, handed.id, admission::Ruling::Approve, "").await.unwrap();
    shop.admission.change_brand(REVIEWER, brand.id, &name, true).await.unwrap();
    let page = shop.browser().get("/p/first").await;
    assert!(
        page.body.contains("data-test=\"authorised\"") && page.body.contains("有效期至"),
        "{}",
        page.body
    );
    assert!(page.body.contains("first的brand 授权 豆荚铺 销售"), "{}", page.body);
}
