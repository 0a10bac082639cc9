use crate::browse::is_well_made;
use crate::shop::Shop;
use axum::http::StatusCode;
use kernel::Span;

const FORM: &str = "/me/wallet/top-up";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_fills_the_wallet() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("mei@example.com", 0).await;
        let wallet = buyer.get("/me/wallet").await;
        assert!(wallet.body.contains("href=\"/me/wallet/top-up\""));
        let form = buyer.get(FORM).await;
        is_well_made("the top-up", &form.body);
        assert!(form.body.contains("value=\"100.00\"") && form.body.contains("value=\"50.00\" checked"));
        assert!(form.body.contains("value=\"sandbox\" required checked"), "{}", form.body);

        let sent = buyer.send_from(&form, FORM, &[("amount", "100.00"), ("pay", "sandbox")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let address = sent.place().to_owned();
        assert!(address.starts_with("/me/wallet/top-up/top_"), "{address}");
        let twice = buyer.send_from(&form, FORM, &[("amount", "100.00"), ("pay", "sandbox")]).await;
        assert_eq!(twice.place(), address, "a form sent twice is one top-up");

        // Without a script the page looks again by itself.
        let page = buyer.get(&address).await;
        is_well_made("the payment of a top-up", &page.body);
        assert!(
            page.body.contains("<noscript><meta http-equiv=\"refresh\"") && page.body.contains("¥100.00")
        );
        assert!(page.body.contains("gateway.test/pay?a=1&amp;b=pay_") && page.body.contains("class=\"qr\""));
        let state = buyer.get(&format!("{address}/state")).await;
        assert_eq!(state.body, "{\"state\":\"open\",\"next\":null}");
        assert!(
            buyer.get("/me/wallet").await.body.contains(&format!("href=\"{address}\"")),
            "it can be gone on with"
        );

        shop.pay_all();
        shop.time.advance(Span::seconds(4));
        let state = buyer.get(&format!("{address}/state")).await;
        assert_eq!(state.body, format!("{{\"state\":\"paid\",\"next\":\"{address}\"}}"));
        let done = buyer.get(&address).await;
        is_well_made("a top-up that has arrived", &done.body);
        assert!(done.body.contains("充值到账") && done.body.contains("+¥100.00"), "{}", done.body);
        let wallet = buyer.get("/me/wallet").await.body;
        is_well_made("the wallet after it", &wallet);
        assert!(wallet.contains("+¥100.00") && wallet.contains(&format!("href=\"{address}\"")), "{wallet}");
        assert!(!wallet.contains("waiting-top-up"));
        buyer.headers = vec![("accept-language".into(), "en".into())];
        let english = buyer.get(&address).await.body;
        assert!(english.contains("Topped up") && english.contains("Your wallet now holds ¥100.00"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_it() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut buyer = shop.buyer("mei@example.com", 0).await;
    let form = buyer.get(FORM).await;
    for (other, words) in [
        ("1e3", "请填写金额"),
        ("12.345", "请填写金额"),
        ("99999999999999999999", "请填写金额"),
        ("0.99", "每笔 ¥1.00 至 ¥5000.00"),
        ("-5", "每笔"),
        ("5000.01", "每笔"),
    ] {
        let sent =
            buyer.send_from(&form, FORM, &[("amount", "50.00"), ("other", other), ("pay", "sandbox")]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert!(sent.body.contains(words) && sent.alerts() == 1, "{other}: {}", sent.body);
        assert_eq!(sent.field("other"), other, "what was typed stays");
        is_well_made("a refused top-up", &sent.body);
    }
    let sent = buyer.send_from(&form, FORM, &[("amount", "50.00"), ("pay", "nowhere")]).await;
    assert!(sent.body.contains("id=\"pay-error\"") && sent.alerts() == 1, "{}", sent.body);
    assert_eq!(
        buyer.post(FORM, &[("amount", "50.00"), ("pay", "sandbox")]).await.status,
        StatusCode::FORBIDDEN
    );
    for address in [FORM, "/me/wallet/top-up/x", "/me/wallet/top-up/x/state"] {
        let guest = shop.browser().get(address).await;
        assert_eq!(guest.status, StatusCode::SEE_OTHER);
        assert!(guest.place().starts_with("/login?next=/me/wallet/top-up"), "{}", guest.place());
    }
}

#[tokio::test]
async fn where_the_channel_is_silent_the_top_up_is_kept_and_can_be_given_up() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut buyer = shop.buyer("mei@example.com", 0).await;
    *shop.channel.down.lock().unwrap() = true;
    let sent = buyer.send(FORM, FORM, &[("other", "88"), ("pay", "sandbox")]).await;
    let address = sent.place().split('?').next().unwrap().to_owned();
    assert!(sent.place().ends_with("?down=1"), "{}", sent.place());
    let page = buyer.get(sent.place()).await;
    assert!(page.body.contains("data-test=\"channel-down\"") && page.body.contains("充值单为您保留着"));
    assert!(!page.body.contains("订单和商品"), "nothing is said of an order");
    *shop.channel.down.lock().unwrap() = false;
    let page = buyer.get(&address).await;
    assert!(page.body.contains("data-test=\"pay-link\"") && page.body.contains("¥88.00"));
    let mut other = shop.buyer("other@example.com", 0).await;
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&format!("{address}/state")).await.status, StatusCode::NOT_FOUND);
    let given_up = buyer.send_from(&page, &address, &[("action", "cancel")]).await;
    assert_eq!(given_up.place(), address);
    let page = buyer.get(&address).await;
    assert!(page.body.contains("充值已取消") && page.body.contains("请不要重复付款"));
    // Who had paid all the same is not poorer for it.
    shop.pay_all();
    shop.orders.ask_channel("sandbox", shop.channel.first()).await.unwrap();
    let page = buyer.get(&address).await;
    assert!(page.body.contains("充值到账") && page.body.contains("+¥88.00"));
}
