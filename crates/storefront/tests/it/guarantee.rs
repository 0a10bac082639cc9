use crate::browse::is_well_made;
use crate::shop::Shop;
use axum::http::StatusCode;
use kernel::{OrderId, Secret};
use settlement::{Actor, EscrowSettings, NewRefund, RefundOf, RefundWay, Settlement, Side};

fn money(shop: &Shop) -> Settlement {
    let sealer = merchants::Sealer::new(Secret::new([6; 32]));
    Settlement::new(shop.orders.clone(), sealer, EscrowSettings::default())
}

/// The id in a link to an order.
fn id(order: &str) -> OrderId {
    order.trim_start_matches("/o/").split('.').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_sees_where_the_money_is_and_confirms() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 5_000).await;
        let checkout = buyer.get(&shop.checkout("2")).await;
        let placed = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
        let order = placed.place().to_owned();
        let page = buyer.get(&order).await;
        assert!(page.texts("money")[0].contains("担保交易"), "{}", page.body);
        assert!(page.body.contains("data-test=\"confirm\""));
        is_well_made("an order under guarantee", &page.body);

        let (settlement, by) = (money(&shop), Actor { side: Side::Merchant, who: "usr_staff" });
        let new = NewRefund {
            order: id(&order),
            of: None,
            what: RefundOf::Amount(300),
            way: RefundWay::Wallet,
            reason: "一个卡密用不了".into(),
            from_bond: false,
        };
        let mut tx = shop.db.begin().await.unwrap();
        settlement.refund(&mut tx, by, &new).await.unwrap();
        settlement.freeze(&mut tx, id(&order), "usr_support", "looked into").await.unwrap();
        tx.commit().await.unwrap();
        let refused = buyer.send(&order, &order, &[("action", "confirm")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.texts("refund")[0].contains("¥3.00") && refused.body.contains("一个卡密用不了"));
        assert!(
            refused.texts("refunded")[0].contains("3.00") && !refused.body.contains("data-test=\"confirm\"")
        );
        assert!(!refused.body.contains("looked into"), "that is between the platform and itself");

        let mut tx = shop.db.begin().await.unwrap();
        settlement.thaw(&mut tx, id(&order)).await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..2 {
            let page = buyer.get(&order).await;
            let done = buyer.send_from(&page, &order, &[("action", "confirm")]).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.body);
            assert!(done.texts("money")[0].contains("确认收货"), "{}", done.body);
            assert!(!done.body.contains("data-test=\"confirm\""));
            is_well_made("an order that was confirmed", &done.body);
        }
        let balances = settlement.balances(shop.merchant).await.unwrap();
        assert_eq!(balances[0].escrow, 0);
        assert!(settlement.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_paid_cannot_be_confirmed() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut browser = shop.browser();
        let pay = shop.guest_order(&mut browser, "guest@example.com").await;
        let order = pay.replace("/pay/", "/o/");
        let page = browser.get(&order).await;
        assert!(page.texts("money").is_empty() && !page.body.contains("data-test=\"confirm\""));
        // The form that is not there, with the token of one that is.
        let checkout = browser.get(&shop.checkout("1")).await;
        let refused = browser.send_from(&checkout, &order, &[("action", "confirm")]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    }
}
