//! What the simulator found, told in few lines.

use crate::shop::{Shop, code};
use db::{DbError, Faults, Point, Strike};
use kernel::Secret;
use orders::{Channels, Desk, Links, Orders, Parts};
use ports::PaymentChannel;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vault::Vault;

/// The first commit is done, and its answer lost.
struct LostAnswer(AtomicBool);

impl Faults for LostAnswer {
    fn strike(&self, point: Point) -> Strike<'_> {
        let lost = point == Point::Committed && !self.0.swap(true, Ordering::SeqCst);
        Box::pin(async move { lost.then(|| DbError::Unavailable("the answer was lost".into())) })
    }
}

async fn on_this_runtime(shop: &Shop, faults: Arc<dyn Faults>) -> Orders {
    let ambient = shop.time.ambient.clone();
    Orders::new(Parts {
        db: shop.db.db.clone(),
        ambient: ambient.clone(),
        desk: Desk::start_with(shop.db.db.clone(), ambient.clone(), shop.settings.clone(), |committer| {
            drop(tokio::spawn(db::with_faults(faults.clone(), committer)));
        }),
        vault: Vault::open(&shop.db, shop.keys.clone(), ambient).await.unwrap(),
        channels: Channels::plain([shop.channel.clone() as Arc<dyn PaymentChannel>]),
        links: Links::new(Secret::new([1; 32]), Secret::new([2; 32])),
        settings: shop.settings.clone(),
        base_url: "http://shop.test".into(),
    })
}

#[tokio::test]
async fn a_batch_that_may_have_been_written_is_not_written_again() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let (anna, boris) = (shop.buyer(5_000).await, shop.buyer(5_000).await);
        let orders = on_this_runtime(&shop, Arc::new(LostAnswer(AtomicBool::new(false)))).await;
        let (first, second) =
            tokio::join!(orders.place(shop.by_wallet(anna, 1)), orders.place(shop.by_wallet(boris, 1)));
        for answer in [first, second] {
            assert!(matches!(answer, Err(orders::OrderError::Db(DbError::Unavailable(_)))));
        }
        // Written once, whatever the buyers were told.
        assert_eq!((shop.balance(anna).await, shop.balance(boris).await), (4_000, 4_000));
        assert_eq!(shop.stock().await, 8);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_payment_is_opened_for_an_order_that_was_cancelled_meanwhile() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let seen = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        shop.orders.cancel(&seen).await.unwrap();
        assert_eq!(code(shop.orders.open_payment(&seen, &crate::shop::desk()).await), "not_pending");
        assert!(shop.orders.payment_of(&seen).await.unwrap().is_none());
    }
}
