use crate::browse::is_well_made;
use crate::shop::Shop;
use axum::http::StatusCode;
use kernel::Span;

#[tokio::test]
async fn a_guest_pays_and_holds_the_key() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "guest@example.com").await;

        let page = browser.get(&pay).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        is_well_made("the payment", &page.body);
        assert!(page.body.contains("http-equiv=\"refresh\"") && page.body.contains("<path class=\"qr-ink\""));
        assert!(page.body.contains("href=\"http://gateway.test/pay?a=1&amp;b=pay_"), "{}", page.body);
        assert!(page.body.contains("15 分 0 秒") && !page.body.contains("open-in-browser"));
        browser.headers.push(("user-agent".into(), "MicroMessenger/8.0.49".into()));
        assert!(browser.get(&pay).await.body.contains("open-in-browser"), "WeChat opens no foreign gateway");
        browser.headers.clear();
        assert!(browser.get(&format!("{pay}/state")).await.body.contains("\"next\":null"));

        shop.pay_all();
        assert!(
            browser.get(&format!("{pay}/state")).await.body.contains("\"next\":null"),
            "asked a moment ago"
        );
        shop.time.advance(Span::seconds(4));
        let order = pay.replace("/pay/", "/o/");
        let state = browser.get(&format!("{pay}/state")).await.body;
        assert!(state.contains(&format!("\"next\":\"{order}\"")), "{state}");
        let answer = browser.get(&pay).await;
        assert_eq!((answer.status, answer.place()), (StatusCode::SEE_OTHER, order.as_str()));

        let page = browser.get(&order).await;
        assert!(page.body.contains("订单已发货") && !page.body.contains("KEY-"));
        assert!(page.texts("key").is_empty());
        is_well_made("the order", &page.body);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.texts("query-code")[0].len(), 9);
        let shown = browser.send_from(&page, &order, &[("action", "reveal")]).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        assert_eq!(shown.header("cache-control"), "no-store");
        let key = shown.texts("key").concat();
        assert!(key.starts_with("KEY-00") && key.ends_with("-&lt;PLAIN&gt;"), "{key}");

        let file = browser.send_from(&page, &order, &[("action", "download")]).await;
        assert_eq!(file.body, format!("{}\r\n", key.replace("&lt;", "<").replace("&gt;", ">")));
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"order-"));
    }
}

#[tokio::test]
async fn a_buyer_pays_from_the_wallet_for_three() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 5_000).await;
        let checkout = buyer.get(&shop.checkout("3")).await;
        assert!(
            checkout.body.contains("value=\"wallet\" required checked") && checkout.body.contains("¥30.00")
        );
        let answer = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
        assert!(answer.place().starts_with("/o/ord_"), "{} {}", answer.status, answer.body);
        let order = answer.place().to_owned();
        // The same form once more is the same order.
        let again = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
        assert_eq!(again.place(), order);

        let shown = buyer.send(&order, &order, &[("action", "reveal")]).await;
        assert_eq!(shown.texts("key").len(), 3);
        assert!(shown.body.contains("data-test=\"copy-all\""));
        is_well_made("the keys", &shown.body);
        is_well_made("the checkout of a buyer", &checkout.body);

        let list = buyer.get("/me/orders").await.body;
        assert!(
            list.contains(&format!("href=\"{order}\"")) && list.contains("已发货") && list.contains("¥30.00")
        );
        assert_eq!(list.matches("order-row").count(), 1);
        let wallet = buyer.get("/me/wallet").await.body;
        assert!(wallet.contains("¥20.00") && wallet.contains("−¥30.00") && wallet.contains("购买商品"));
        is_well_made("the orders", &list);
        is_well_made("the wallet", &wallet);
        assert!(wallet.contains("+¥50.00") && wallet.contains("充值"), "{wallet}");

        let poor = buyer.get(&shop.checkout("3")).await;
        assert!(poor.body.contains("value=\"wallet\" required disabled"));
        let refused = buyer.send_from(&poor, "/checkout", &[("pay", "wallet")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("钱包余额不够"));
    }
}

#[tokio::test]
async fn a_waiting_order_is_paid_from_the_wallet_or_given_up() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut buyer = shop.buyer("buyer@example.com", 1_500).await;
    let pay = shop.guest_order(&mut buyer, "buyer@example.com").await;
    let answer = buyer.send(&pay, &pay, &[("action", "wallet")]).await;
    let order = pay.replace("/pay/", "/o/");
    assert_eq!(answer.place(), order);
    assert!(buyer.get(&order).await.body.contains("订单已发货"));

    let pay = shop.guest_order(&mut buyer, "buyer@example.com").await;
    let poor = buyer.get(&pay).await;
    assert!(poor.body.contains("value=\"wallet\" disabled"));
    assert_eq!(
        buyer.send_from(&poor, &pay, &[("action", "wallet")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let answer = buyer.send(&pay, &pay, &[("action", "cancel")]).await;
    assert_eq!(answer.place(), pay.replace("/pay/", "/o/"));
    assert!(buyer.get(answer.place()).await.body.contains("订单已取消"));
    // Somebody else's wallet pays nothing.
    let pay = shop.guest_order(&mut shop.browser(), "guest@example.com").await;
    let page = buyer.get(&pay).await;
    assert!(!page.body.contains("用钱包付款"));
    assert_eq!(buyer.send_from(&page, &pay, &[("action", "wallet")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_silent_channel_is_waited_for() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    *shop.channel.down.lock().unwrap() = true;
    let mut browser = shop.browser();
    let pay = shop.guest_order(&mut browser, "guest@example.com").await;
    let page = browser.get(&pay).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("支付渠道暂时没有响应") && !page.body.contains("data-test=\"pay-link\""));
    *shop.channel.down.lock().unwrap() = false;
    let pay = pay.split('?').next().unwrap();
    assert!(browser.get(pay).await.body.contains("data-test=\"pay-link\""));
}

#[tokio::test]
async fn the_channel_is_asked_every_three_seconds_at_most() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut browser = shop.browser();
    let pay = shop.guest_order(&mut browser, "guest@example.com").await;
    for _ in 0..20 {
        browser.get(&pay).await;
        browser.get(&format!("{pay}/state")).await;
    }
    assert_eq!(*shop.channel.asked.lock().unwrap(), 1);
    shop.time.advance(Span::seconds(3));
    browser.get(&pay).await;
    assert_eq!(*shop.channel.asked.lock().unwrap(), 2);
}

#[tokio::test]
async fn money_that_came_late_is_explained() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "guest@example.com").await;
        browser.send(&pay, &pay, &[("action", "cancel")]).await;
        let order = shop.orders.find_by_link(pay.trim_start_matches("/pay/")).await.unwrap();
        shop.pay_all();
        let payment = shop.channel.first();
        shop.orders.ask_channel("sandbox", payment).await.unwrap();
        assert_eq!(order.state.as_str(), "cancelled");
        let page = browser.get(&pay.replace("/pay/", "/o/")).await.body;
        assert!(page.contains("订单已发货") && page.contains("支付晚到（¥10.00），已为您补发。"), "{page}");
    }
}

#[tokio::test]
async fn a_buyer_pays_a_part_from_the_balance() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 400).await;
        let pay = shop.guest_order(&mut buyer, "buyer@example.com").await;
        let page = buyer.get(&pay).await;
        assert!(page.body.contains("name=\"part\"") && page.body.contains("value=\"4.00\""), "{}", page.body);
        is_well_made("the payment with a balance", &page.body);
        let part = |part: &'static str| [("action", "switch"), ("to", "sandbox"), ("part", part)];
        for bad in ["x", "10.00", "-1", "4.01", "9999999999999999"] {
            let told = buyer.send_from(&page, &pay, &part(bad)).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
            assert!(told.body.contains("余额") && told.body.contains("role=\"alert\""), "{bad}");
        }
        let answer = buyer.send_from(&page, &pay, &part("4.00")).await;
        assert_eq!(answer.place(), pay);
        let parts = buyer.get(&pay).await;
        assert!(parts.body.contains("data-test=\"parts\"") && parts.body.contains("¥4.00"), "{}", parts.body);
        assert!(parts.body.contains("<p class=\"pay-amount price\">¥6.00</p>"), "what is left is due");
        is_well_made("the payment in two parts", &parts.body);
        assert!(buyer.get("/me/wallet").await.body.contains("¥0.00"));
        // Not any more, and again.
        buyer.send_from(&parts, &pay, &[("action", "switch"), ("to", "sandbox")]).await;
        let whole = buyer.get(&pay).await;
        assert!(whole.body.contains("<p class=\"pay-amount price\">¥10.00</p>"));
        assert!(!whole.body.contains("data-test=\"parts\""));
        buyer.send_from(&whole, &pay, &part("4")).await;
        // Somebody else who has the link sees no balance, and cannot use one.
        let mut other = shop.buyer("other@example.com", 400).await;
        let page = other.get(&pay).await;
        assert!(!page.body.contains("name=\"part\""));
        assert_eq!(other.send_from(&page, &pay, &part("1")).await.status, StatusCode::NOT_FOUND);

        shop.pay_all();
        shop.time.advance(Span::seconds(4));
        let order = pay.replace("/pay/", "/o/");
        assert_eq!(buyer.get(&pay).await.place(), order);
        let shown = buyer.get(&order).await.body;
        assert!(shown.contains("¥6.00，钱包余额 ¥4.00"), "{shown}");
        is_well_made("an order in two parts", &shown);
        let wallet = buyer.get("/me/wallet").await.body;
        assert!(wallet.contains("−¥4.00") && wallet.contains("购买商品"));
    }
}
