use crate::shop::{Shop, code};
use orders::RevealBy;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_paid_order_shows_its_keys_and_each_time_is_recorded() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let user = shop.buyer(2_000).await;
        let placed = shop.orders.place(shop.by_wallet(user, 2)).await.unwrap();
        assert!(placed.deliveries.iter().all(|d| d.secret.is_none()), "not asked, not shown");
        let by = RevealBy { by: "link".into(), from: "203.0.113.9".into() };
        let ids: Vec<_> = placed.deliveries.iter().map(|d| d.id).collect();
        let shown = shop.orders.reveal(&placed.order, &ids, &by).await.unwrap();
        assert_ne!(shown[0].secret.expose(), shown[1].secret.expose());
        shop.orders.reveal(&placed.order, &ids[..1], &by).await.unwrap();
        let view = shop.orders.view(placed.order.clone()).await.unwrap();
        assert!(view.deliveries.iter().all(|d| d.revealed_at.is_some()));
        let other = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        assert_eq!(code(shop.orders.reveal(&other, &ids, &by).await), "order_not_found", "unpaid");
        let unknown = kernel::DeliveryId { order: placed.order.id, seq: 3 };
        assert_eq!(code(shop.orders.reveal(&placed.order, &[unknown], &by).await), "order_not_found");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_and_code_open_their_own_order_only() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let order = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        let token = shop.orders.links().token(order.id);
        assert_eq!(shop.orders.find_by_link(&token).await.unwrap().id, order.id);
        assert_eq!(code(shop.orders.find_by_link(&token[..token.len() - 1]).await), "order_not_found");
        let query_code = shop.orders.links().query_code(order.id);
        assert_eq!(
            shop.orders.look_up(" GUEST@example.com", &query_code.to_lowercase()).await.unwrap().id,
            order.id
        );
        assert_eq!(code(shop.orders.look_up("guest@example.com", "AAAAAAAA").await), "order_not_found");
        assert_eq!(code(shop.orders.look_up("other@example.com", &query_code).await), "order_not_found");
        assert_eq!(code(shop.orders.look_up("' or '1'='1", &query_code).await), "bad_contact");
    }
}
