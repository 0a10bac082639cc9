use crate::browse::is_well_made;
use crate::shop::{Browser, Shop};
use axum::http::StatusCode;

async fn bought(shop: &Shop, buyer: &mut Browser, units: &str) -> String {
    let fields = [("contact", "buyer@example.com"), ("pay", "wallet")];
    let answer = buyer.send(&shop.checkout(units), "/checkout", &fields).await;
    assert!(answer.place().starts_with("/o/"), "{}", answer.body);
    answer.place().to_owned()
}

#[tokio::test]
async fn a_key_is_passed_on_once_without_a_script() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 10_000).await;
        let order = bought(&shop, &mut buyer, "2").await;
        let page = buyer.get(&order).await;
        let made = buyer.send_from(&page, &format!("{order}/links"), &[("number", "2")]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        is_well_made("order with a link", &made.body);
        let url = made.texts("made-link")[0].clone();
        let link = url.strip_prefix("http://shop.test").unwrap().to_owned();
        assert!(link.starts_with("/k/") && link.len() == 35, "{link}");
        assert!(!buyer.get(&order).await.body.contains(&link), "it is told once");

        // Programs that fetch it for a preview use nothing up.
        let mut friend = shop.browser();
        friend.address = "198.51.100.20".into();
        for _ in 0..3 {
            let look = friend.get(&link).await;
            assert_eq!(look.status, StatusCode::OK);
            is_well_made("link", &look.body);
            assert!(look.body.contains("有人转交给您") && !look.body.contains("PLAIN"));
            assert_eq!(look.header("cache-control"), "no-store");
        }
        let shown = friend.send(&link, &link, &[]).await;
        is_well_made("key by link", &shown.body);
        let key = shown.texts("key");
        assert!(key.len() == 1 && key[0].starts_with("KEY-"), "{}", shown.body);
        let keys = buyer.send_from(&page, &order, &[("action", "reveal")]).await.texts("key");
        assert!(keys.len() == 2 && keys[1] == key[0], "the second one: {keys:?} {key:?}");

        // The thief comes second, is told so, and is told of.
        let mut thief = shop.browser();
        thief.address = "203.0.113.66".into();
        thief.headers = vec![("accept-language".into(), "en".into())];
        assert!(thief.get(&link).await.body.contains("This link was used before"));
        let csrf = thief.get("/lookup").await.field("csrf");
        let refused = thief.post(&link, &[("csrf", &csrf)]).await;
        assert_eq!(refused.status, StatusCode::GONE);
        is_well_made("used link", &refused.body);
        assert!(!refused.body.contains("KEY-"));
        let told = buyer.get(&order).await;
        let words = told.texts("link-refused");
        assert!(words.len() == 1 && words[0].contains("203.0.113.66"), "{}", told.body);
        is_well_made("order with a warning", &told.body);
        let alarms = shop.orders.alarms(shop.merchant, &kernel::PageAsk::new(None, None)).await.unwrap();
        assert_eq!((alarms.items.len(), alarms.items[0].kind.as_str()), (1, "link_reused"));
    }
}

#[tokio::test]
async fn wrong_numbers_and_wrong_links_are_refused_in_words() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut buyer = shop.buyer("buyer@example.com", 10_000).await;
    let order = bought(&shop, &mut buyer, "1").await;
    let page = buyer.get(&order).await;
    for number in ["0", "2", "-1", "x", "99999999999"] {
        let answer = buyer.send_from(&page, &format!("{order}/links"), &[("number", number)]).await;
        assert_eq!((answer.status, answer.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{number}");
    }
    for _ in 0..10 {
        assert_eq!(buyer.send_from(&page, &format!("{order}/links"), &[]).await.status, StatusCode::OK);
    }
    let answer = buyer.send_from(&page, &format!("{order}/links"), &[]).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains("十个未使用的链接"));
    let mut guesser = shop.browser();
    let seen: Vec<StatusCode> =
        [guesser.get("/k/guess").await.status, guesser.get(&format!("/k/{}", "0".repeat(32))).await.status]
            .into();
    assert_eq!(seen, [StatusCode::NOT_FOUND; 2]);
    let mut last = StatusCode::OK;
    for _ in 0..40 {
        last = guesser.get("/k/guess").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
