use crate::shop::Shop;
use axum::http::StatusCode;

const EVIL: [&str; 4] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; drop table orders; --",
    "a@b.cn\r\nSet-Cookie: x=1",
];

#[tokio::test]
async fn forms_without_our_token_are_refused() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "guest@example.com").await;
        let order = pay.replace("/pay/", "/o/");
        let right = browser.get("/lookup").await.field("csrf");
        let other = shop.browser().get("/lookup").await.field("csrf");
        for address in ["/checkout", "/lookup", "/login", "/signup", "/setup/x", &pay, &order] {
            for token in ["", "x", &other, &right.to_uppercase()] {
                let answer = browser.post(address, &[("csrf", token), ("action", "cancel")]).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} {token}");
                assert!(answer.body.contains("页面已过期"));
            }
        }
        let mut bare = shop.browser();
        assert_eq!(
            bare.post("/lookup", &[("csrf", &right)]).await.status,
            StatusCode::FORBIDDEN,
            "no cookie"
        );
        browser.headers.push(("sec-fetch-site".into(), "cross-site".into()));
        assert_eq!(
            browser.post("/lookup", &[("csrf", &right)]).await.status,
            StatusCode::FORBIDDEN,
            "other site"
        );
        // A guest's token is none for somebody who is logged in.
        let mut buyer = shop.buyer("a@example.com", 0).await;
        assert_eq!(buyer.post("/logout", &[("csrf", &right)]).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn quantities_that_are_none_are_refused_beside_their_field() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let form = browser.get(&shop.checkout("1")).await;
        for bad in
            ["0", "-1", "1.5", "1e3", "999999", "", "１", "1001", "99999999999999999999", "\"><script>"]
        {
            let page = browser.get(&shop.checkout(&crate::shop::encode(bad))).await;
            let sent =
                browser.send_from(&form, "/checkout", &[("quantity", bad), ("contact", "a@b.cn")]).await;
            for answer in [page, sent] {
                assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{bad}");
                assert!(answer.body.contains("aria-describedby=\"quantity-error\""), "{bad}");
                assert!(answer.body.contains("1 到 1000 之间的整数") && !answer.body.contains("<script>"));
            }
        }
        let many = browser
            .send(&shop.checkout("21"), "/checkout", &[("contact", "a@b.cn"), ("pay", "sandbox")])
            .await;
        assert_eq!((many.status, many.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", many.body);
        for offer in ["", "off_x", "'; drop", "off_00000000000000000000000000"] {
            let address = format!("/checkout?offer={}&quantity=1", crate::shop::encode(offer));
            assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND, "{offer}");
        }
    }
}

#[tokio::test]
async fn what_people_write_stays_text() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        for evil in EVIL {
            let answer = browser
                .send(
                    &shop.checkout("1"),
                    "/checkout",
                    &[("contact", evil), ("pay", "sandbox"), ("nonce", evil)],
                )
                .await;
            assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{evil}");
            assert!(answer.body.contains("这不像是邮箱或手机号"));
            assert!(
                !answer.body.contains("<script>") && !answer.body.contains("<img src=x"),
                "{}",
                answer.body
            );
            let encoded = crate::shop::encode(evil);
            for address in [
                format!("/?q={encoded}"),
                format!("/login?next={encoded}"),
                format!("/c/{encoded}"),
                format!("/p/{encoded}"),
            ] {
                let page = browser.get(&address).await;
                assert!(!page.body.contains("<script>") && !page.body.contains("<img src=x"), "{address}");
                assert_eq!(page.header("set-cookie").matches("x=1").count(), 0);
            }
            let looked = browser.send("/lookup", "/lookup", &[("contact", evil), ("code", evil)]).await;
            assert!(!looked.body.contains("<script>") && !looked.body.contains("<img src=x"));
        }
        // The merchant's own words, too.
        let page = browser.get("/p/first").await.body;
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
    }
}

#[tokio::test]
async fn order_links_cannot_be_guessed() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "guest@example.com").await;
        let mut guesser = shop.browser();
        guesser.address = "198.51.100.66".into();
        let forged = format!("{}AAAA", &pay[..pay.len() - 4]);
        let mut seen = Vec::new();
        for number in 0..40 {
            let address = match number % 4 {
                0 => forged.clone(),
                1 => forged.replace("/pay/", "/o/"),
                2 => format!("{forged}/state"),
                _ => "/o/ord_x.y".to_owned(),
            };
            seen.push(guesser.get(&address).await.status);
        }
        assert_eq!(seen[..30], [StatusCode::NOT_FOUND; 30]);
        assert_eq!(seen[30..], [StatusCode::TOO_MANY_REQUESTS; 10]);
        for _ in 0..60 {
            assert_eq!(browser.get(&pay).await.status, StatusCode::OK, "the holder of a link is not limited");
        }
    }
}

#[tokio::test]
async fn a_guest_says_where_to_be_found_and_how_to_pay() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    for (contact, pay, words) in [
        ("", "sandbox", "请填写邮箱或手机号"),
        ("a@b.cn", "", "请选择一种支付方式"),
        ("a@b.cn", "wallet", "钱包支付需要先登录"),
        ("a@b.cn", "<b>", "请选择一种支付方式"),
    ] {
        let answer =
            browser.send(&shop.checkout("1"), "/checkout", &[("contact", contact), ("pay", pay)]).await;
        assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{words}");
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
        assert_eq!(answer.field("contact"), contact);
    }
    let huge = "x".repeat(100_000);
    let answer = browser.send(&shop.checkout("1"), "/checkout", &[("contact", &huge)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for _ in 0..5 {
        shop.guest_order(&mut browser, "a@b.cn").await;
    }
    let fields = [("contact", "a@b.cn"), ("pay", "sandbox")];
    let answer = browser.send(&shop.checkout("1"), "/checkout", &fields).await;
    assert!(answer.body.contains("太多未付款的订单"));
}
