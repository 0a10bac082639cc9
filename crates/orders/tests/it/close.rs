use crate::shop::{Shop, code};
use kernel::Span;
use orders::{Access, OrderState};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_gives_the_goods_back_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let (order, _) = shop.waiting(2).await;
        assert_eq!(shop.stock().await, 1);
        assert_eq!(shop.orders.cancel(&order).await.unwrap(), OrderState::Cancelled);
        assert_eq!(shop.orders.cancel(&order).await.unwrap(), OrderState::Cancelled, "once more is the same");
        assert_eq!(shop.stock().await, 3);
        let user = shop.buyer(1_000).await;
        let delivered = shop.orders.place(shop.by_wallet(user, 1)).await.unwrap().order;
        assert_eq!(code(shop.orders.cancel(&delivered).await), "not_pending");
        assert_eq!(
            code(shop.orders.find_for(delivered.id, Access::Buyer(kernel::UserId(1))).await),
            "order_not_found"
        );
        assert_eq!(code(shop.orders.open_payment(&delivered, &crate::shop::desk()).await), "not_pending");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expiry_comes_from_the_database_even_after_a_crash() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let (order, _) = shop.waiting(3).await;
        // Another process finds it; the first is gone.
        let node = shop.another_node().await;
        assert_eq!(node.sweep_expired(10).await.unwrap(), 0, "not before its time");
        shop.time.advance(Span::seconds(899));
        assert_eq!(node.sweep_expired(10).await.unwrap(), 0);
        shop.time.advance(Span::seconds(1));
        *shop.channel.down.lock().unwrap() = true;
        assert_eq!(node.sweep_expired(10).await.unwrap(), 1, "a silent channel does not keep the goods");
        assert_eq!(node.find(order.id).await.unwrap().state, OrderState::Expired);
        assert_eq!(shop.stock().await, 3);
        shop.audit_is_clean().await;
    }
}
