//! What the platform keeps: the merchant's share, or that of a category.

use crate::shop::{PRICE, Shop, product};
use catalog::{CatalogRefusal, Category, GoodsKind};
use kernel::{BasisPoints, Bilingual};
use orders::NewLine;

async fn put(shop: &Shop, category: &str, bps: Option<i64>) -> Result<Option<BasisPoints>, CatalogRefusal> {
    let mut tx = shop.db.begin().await.unwrap();
    let before = catalog::put_category_fee(&mut tx, category, bps.map(BasisPoints)).await?;
    tx.commit().await.unwrap();
    Ok(before)
}

async fn fee_of_one(shop: &Shop) -> i64 {
    let buyer = shop.buyer(PRICE).await;
    shop.orders.place(shop.by_wallet(buyer, 1)).await.unwrap().order.fee.minor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_category_may_have_a_share_of_its_own() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        assert_eq!(fee_of_one(&shop).await, PRICE / 50);
        // The desk remembers offers, and hears of the change with the next order.
        for (bps, fee) in [(Some(333), 33), (Some(0), 0), (Some(10_000), PRICE), (None, PRICE / 50)] {
            put(&shop, "goods", bps).await.unwrap();
            assert_eq!(fee_of_one(&shop).await, fee, "{bps:?}");
        }
        for bad in [-1, 10_001, i64::MAX, i64::MIN] {
            let refused = put(&shop, "goods", Some(bad)).await.unwrap_err();
            assert_eq!((refused.code(), refused.field()), ("bad_fee", Some("fee_bps")), "{bad}");
        }
        assert_eq!(put(&shop, "nothing", Some(1)).await.unwrap_err().code(), "unknown_category");
        assert_eq!(catalog::category_fees(&shop.db).await.unwrap(), []);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_pays_for_each_line_by_its_category() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let (sku, offer) =
            product(&shop.db, &shop.time, shop.merchant, "other", GoodsKind::OneTime, 255).await;
        let mut tx = shop.db.begin().await.unwrap();
        let name = Bilingual::new("点卡", "Cards");
        let cards = Category { code: "cards".into(), name, icon: String::new(), sort: 2 };
        catalog::put_category(&mut tx, &cards).await.unwrap();
        let sql =
            "update products set category = 'cards' where id = (select product from offers where id = $1)";
        tx.exec_one(sql, db::params![offer]).await.unwrap();
        tx.commit().await.unwrap();
        shop.import(sku, 5, "other").await;
        assert_eq!(put(&shop, "cards", Some(1_000)).await.unwrap(), None);
        assert_eq!(put(&shop, "cards", Some(1_000)).await.unwrap(), Some(BasisPoints(1_000)));
        let buyer = shop.buyer(PRICE + 3 * 255).await;
        let mut new = shop.by_wallet(buyer, 1);
        new.lines.push(NewLine { offer, quantity: 3 });
        let order = shop.orders.place(new).await.unwrap().order;
        // 2 % of 10.00, and 10 % of 7.65: 76.5 cents, half away from zero.
        assert_eq!(order.fee.minor, PRICE / 50 + 77);
        assert_eq!(shop.escrow().await, PRICE + 3 * 255 - order.fee.minor);
        shop.audit_is_clean().await;
    }
}
