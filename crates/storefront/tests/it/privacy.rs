//! What people are told, what they agree to, and how they go.

use crate::shop::{Answer, PASSWORD, Shop};
use axum::Router;
use axum::http::StatusCode;
use kernel::Bilingual;
use storefront::{Settings, Storefront};

fn versions(terms: &str) -> privacy::Settings {
    privacy::Settings {
        notice_version: "1".into(),
        terms_version: terms.into(),
        merchant_terms_version: "1".into(),
        network_address_days: 180,
        order_contact_days: 0,
    }
}

/// The same shop after its settings were changed.
fn with_terms(shop: &Shop, terms: &str) -> Router {
    let settings = Settings {
        site_name: Bilingual::new("豆蔻", "Cardamom"),
        theme: None,
        secure_cookies: false,
        trusted_proxy: true,
        privacy: versions(terms),
    };
    let parts = storefront::Parts {
        orders: shop.orders.clone(),
        fulfiller: shop.fulfiller.clone(),
        identity: shop.identity.clone(),
        admission: shop.admission.clone(),
        settlement: settlement::Settlement::new(
            shop.orders.clone(),
            merchants::Sealer::new(kernel::Secret::new([6; 32])),
            settlement::EscrowSettings::default(),
        ),
        aftercare: shop.care.clone(),
        docking: shop.docking.clone(),
        pictures: Default::default(),
        settings,
    };
    storefront::router(Storefront::new(parts).unwrap())
}

async fn agreed(shop: &Shop) -> Vec<String> {
    let sql =
        "select substr(subject, 1, 3), document, version, way, language from consents order by at, document";
    let rows = shop.db.query(sql, &[]).await.unwrap();
    let text = |row: &db::Row| (0..5).map(|n| row.text(n).unwrap()).collect::<Vec<_>>().join(" ");
    rows.iter().map(text).collect()
}

#[tokio::test]
async fn everybody_can_read_what_is_held_and_how_long() {
    let shop = Shop::with(db::Engine::Sqlite, |settings| settings.privacy = versions("1")).await;
    let mut browser = shop.browser();
    let page = browser.get("/privacy").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["订单联系方式", "加密", "180 天；注销账户时立即删除", "隐私告知版本 1", "使用条款"]
    {
        assert!(page.body.contains(words), "{words}");
    }
    browser.headers = vec![("accept-language".into(), "en".into())];
    let page = browser.get("/privacy").await;
    assert!(page.body.contains("contact of an order") && page.body.contains("Terms of use"));
    assert!(browser.get("/").await.body.contains("href=\"/privacy\""));
}

#[tokio::test]
async fn what_a_form_says_is_agreed_to_and_asked_again_when_it_changes() {
    for engine in testkit::engines() {
        let shop = Shop::with(engine, |settings| settings.privacy = versions("1")).await;
        let mut browser = shop.browser();
        let page = browser.get("/signup").await;
        assert!(page.body.contains("注册即表示您已阅读并同意"), "{}", page.body);
        let fields = [("email", "mei@example.com"), ("password", PASSWORD), ("next", "/me/wallet")];
        assert_eq!(browser.send_from(&page, "/signup", &fields).await.place(), "/me/wallet");
        assert_eq!(agreed(&shop).await, ["usr privacy 1 sign_up zh", "usr terms 1 sign_up zh"]);
        assert_eq!(
            browser.get("/consent?next=/me/wallet").await.place(),
            "/me/wallet",
            "nothing to be asked"
        );

        let router = with_terms(&shop, "2");
        let mut browser = shop.browser().on(router);
        let entered = browser.send("/login", "/login", &fields).await;
        assert_eq!(entered.place(), "/consent?next=/me/wallet");
        let asked = browser.get(entered.place()).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.body.contains("条款有更新") && asked.body.contains("使用条款版本 2"), "{}", asked.body);
        let forged = browser.post("/consent", &[("next", "/me/wallet")]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let away = browser.send_from(&asked, "/consent", &[("next", "//evil.example")]).await;
        assert_eq!(away.place(), "/me/orders");
        let all = ["usr privacy 1 sign_up zh", "usr terms 1 sign_up zh", "usr terms 2 asked zh"];
        assert_eq!(agreed(&shop).await, all);
        let mut again = shop.browser().on(with_terms(&shop, "2"));
        assert_eq!(again.send("/login", "/login", &fields).await.place(), "/me/wallet", "asked once");
    }
}

#[tokio::test]
async fn a_guest_agrees_with_an_order() {
    for engine in testkit::engines() {
        let shop = Shop::with(engine, |settings| settings.privacy = versions("1")).await;
        let mut browser = shop.browser();
        assert!(browser.get(&shop.checkout("1")).await.body.contains("下单即表示您已阅读并同意"));
        shop.guest_order(&mut browser, "guest@example.com").await;
        assert_eq!(agreed(&shop).await, ["ord privacy 1 order zh", "ord terms 1 order zh"]);
        let stored =
            shop.db.query("select contact from orders where contact is not null", &[]).await.unwrap();
        assert!(stored.is_empty());
    }
}

fn refused(answer: &Answer, words: &str) {
    assert_eq!((answer.status, answer.alerts()), (StatusCode::CONFLICT, 1), "{}", answer.body);
    assert!(answer.body.contains(words), "{}", answer.body);
}

#[tokio::test]
async fn somebody_takes_their_data_and_goes() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut rich = shop.buyer("rich@example.com", 5_000).await;
        let page = rich.get("/me/account").await;
        assert!(page.body.contains("/me/account/data") && page.body.contains("/me/account/delete"));
        let all = rich.get("/me/account/data").await;
        assert_eq!(all.header("content-disposition"), "attachment; filename=\"personal-data.json\"");
        assert!(all.body.contains("rich@example.com"));
        let page = rich.get("/me/account/delete").await;
        assert!(page.body.contains("会被保留") && page.body.contains("至少保存三年"));
        let unsure = rich.send_from(&page, "/me/account/delete", &[]).await;
        assert_eq!((unsure.status, unsure.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let sure = [("sure", "yes")];
        refused(&rich.send_from(&page, "/me/account/delete", &sure).await, "钱包里还有余额");
        assert_eq!(rich.post("/me/account/delete", &sure).await.status, StatusCode::FORBIDDEN);

        let mut buyer = shop.buyer("mei@example.com", 0).await;
        let waiting = shop.guest_order(&mut buyer, "mei@example.com").await;
        refused(&buyer.send("/me/account/delete", "/me/account/delete", &sure).await, "还有等待付款的订单");
        let page = buyer.get(&waiting).await;
        buyer.send_from(&page, &waiting, &[("action", "cancel")]).await;
        let gone = buyer.send("/me/account/delete", "/me/account/delete", &sure).await;
        assert_eq!(gone.place(), "/privacy?done=deleted", "{}", gone.body);
        assert!(buyer.get(gone.place()).await.body.contains("账户已注销"));
        assert_eq!(buyer.get("/me/account").await.place(), "/login?next=/me/account");
        assert_eq!(shop.browser().get("/me/account/data").await.status, StatusCode::SEE_OTHER);
        let fields = [("email", "mei@example.com"), ("password", PASSWORD)];
        let again = shop.browser().send("/login", "/login", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let left = shop.db.query("select id from orders where buyer is not null", &[]).await.unwrap();
        assert!(left.is_empty());
    }
}
