use crate::shop::{PASSWORD, Shop};
use axum::http::StatusCode;

#[tokio::test]
async fn somebody_signs_up_buys_nothing_and_leaves() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let locked = browser.get("/me/wallet").await;
        assert_eq!((locked.status, locked.place()), (StatusCode::SEE_OTHER, "/login?next=/me/wallet"));
        for (email, password, words) in [
            ("nobody", PASSWORD, "请填写正确的邮箱"),
            ("a@example.com", "short", "至少要 8 个字符"),
            ("a@example.com", "password", "太常见"),
        ] {
            let answer =
                browser.send("/signup", "/signup", &[("email", email), ("password", password)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(words) && answer.alerts() == 1, "{words}: {}", answer.body);
            assert_eq!(answer.field("email"), email);
            assert!(!answer.body.contains(&format!("value=\"{password}\"")), "a password is never sent back");
        }
        let fields = [("email", "a@example.com"), ("password", PASSWORD), ("next", "/p/first")];
        let answer = browser.send("/signup", "/signup", &fields).await;
        assert_eq!(answer.place(), "/p/first");
        assert!(browser.get("/me/orders").await.body.contains("还没有订单"));
        assert!(browser.get("/me/wallet").await.body.contains("还没有收支记录"));
        let home = browser.get("/").await;
        assert!(home.body.contains("退出") && !shop.browser().get("/").await.body.contains("退出"));
        assert_eq!(browser.get("/login").await.place(), "/me/orders");

        let left = browser.send_from(&home, "/logout", &[]).await;
        assert_eq!(left.place(), "/");
        assert!(browser.get("/").await.body.contains("登录"));
        let taken =
            browser.send("/signup", "/signup", &[("email", "A@example.com"), ("password", PASSWORD)]).await;
        assert!(taken.body.contains("已经注册过了"));
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_in_words_and_then_slowed_down() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    shop.buyer("a@example.com", 0).await;
    let mut browser = shop.browser();
    for _ in 0..10 {
        let fields = [("email", "a@example.com"), ("password", "wrong password"), ("next", "//evil.example")];
        let answer = browser.send("/login", "/login", &fields).await;
        assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        assert_eq!(
            (answer.field("email"), answer.field("next")),
            ("a@example.com".into(), "/me/orders".into())
        );
    }
    let answer =
        browser.send("/login", "/login", &[("email", "a@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<i64>().unwrap() > 0);
    assert!(answer.body.contains("后再试"));
}

#[tokio::test]
async fn an_order_is_found_by_contact_and_code_and_guesses_are_limited() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "Guest@Example.com").await;
        let order = pay.replace("/pay/", "/o/");
        let code = browser.get(&order).await.texts("query-code")[0].to_lowercase();

        let mut elsewhere = shop.browser();
        elsewhere.address = "198.51.100.9".into();
        for (contact, code) in [
            ("guest@example.com", "00000000"),
            ("other@example.com", code.as_str()),
            ("'; drop", "x"),
            ("", ""),
        ] {
            let started = std::time::Instant::now();
            let answer = elsewhere.send("/lookup", "/lookup", &[("contact", contact), ("code", code)]).await;
            let took = started.elapsed().as_millis();
            assert!(took >= 150, "{took} ms: a quick answer tells that the contact has no orders");
            assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{contact}");
            assert!(answer.body.contains("没有找到匹配的订单"));
        }
        for _ in 0..30 {
            let right = [("contact", " guest@example.com "), ("code", code.as_str())];
            let answer = elsewhere.send("/lookup", "/lookup", &right).await;
            assert_eq!(answer.place(), order, "whoever is right is not slowed down");
        }
        let mut last = StatusCode::OK;
        for _ in 0..10 {
            last = elsewhere
                .send("/lookup", "/lookup", &[("contact", "x@example.com"), ("code", "1")])
                .await
                .status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let other =
            browser.send("/lookup", "/lookup", &[("contact", "guest@example.com"), ("code", &code)]).await;
        assert_eq!(other.place(), order, "others are not locked out by it");
    }
}

#[tokio::test]
async fn the_first_operator_comes_by_a_link_that_works_once() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let token = shop.identity.setup_link().await.unwrap().unwrap();
        let address = format!("/setup/{}", token.expose());
        let mut browser = shop.browser();
        let fields = [("email", "op@example.com"), ("password", PASSWORD)];
        let bad = browser.send(&address, &address, &[("email", "op"), ("password", PASSWORD)]).await;
        assert_eq!((bad.status, bad.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        assert_eq!(browser.send(&address, &address, &fields).await.place(), "/console/welcome");
        assert!(browser.get("/").await.body.contains("退出"));
        assert_eq!(browser.get(&address).await.status, StatusCode::GONE);
        assert_eq!(shop.browser().get("/setup/guess").await.status, StatusCode::GONE);
    }
}
