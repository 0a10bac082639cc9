use crate::house::{House, lines};
use kernel::{SkuId, Span};
use vault::*;

#[tokio::test]
async fn a_shredded_batch_opens_for_nobody() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let batch = house.import("A1\nA2\n").await.summary.batch;
        let kept = house.import("B1\n").await.summary.batch;
        house.take(1).await;
        let sealed = house.seal_of(&[house.ask(1)]).await.remove(0);
        assert!(house.vault.open_sealed(&house.db, &sealed).await.is_ok());
        let shred = async |batch| {
            let mut tx = house.db.begin().await.unwrap();
            let done = house.vault.shred_batch(&mut tx, house.merchant, batch).await;
            tx.commit().await.unwrap();
            done
        };
        assert!(matches!(shred(batch).await, Err(VaultError::StillInStock { units: 1 })));
        house.withdraw(batch).await;
        assert_eq!(shred(batch).await.unwrap().items, 2);
        assert_eq!(shred(batch).await.unwrap().items, 0);
        assert!(matches!(shred(kept).await, Err(VaultError::StillInStock { .. })));
        assert_eq!(house.open(1).await.err().unwrap().code(), "shredded");
        // Not even with the ciphertext from an old backup: its key is gone.
        assert_eq!(house.vault.open_sealed(&house.db, &sealed).await.err().unwrap().code(), "shredded");
        assert_eq!(house.shown(3).await, "B1");
        assert_eq!(house.import("A1\n").await.accepted, 0, "what was sold once is still known");
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn keys_past_their_date_leave_the_shelf() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let text = "key,expires\nA,2026-12-01\nB,2026-12-01\nC,2026-12-01\nD,2027-06-01\nE,\n";
        let batch = house.import_as(&house.batch(Format::Csv), text, 10).await.unwrap().summary.batch;
        house.take(1).await;
        let lapse = async |limit| {
            let mut tx = house.db.begin().await.unwrap();
            let left = lapse_due(&mut tx, house.ambient().now(), limit).await.unwrap();
            tx.commit().await.unwrap();
            left
        };
        assert_eq!(lapse(10).await, []);
        house.time.advance(Span::days(20));
        let mut units = 0;
        for _ in 0..4 {
            units += lapse(1).await.iter().map(|(_, _, units)| units).sum::<i64>();
        }
        let delivered_in_time =
            i64::from(house.open(1).await.unwrap().expires_at.is_some_and(|at| at <= house.ambient().now()));
        assert_eq!(units, 3 - delivered_in_time);
        assert_eq!(lapse(10).await, []);
        house.time.advance(Span::days(365));
        let (now, mut tx) = (house.ambient().now(), house.db.begin().await.unwrap());
        assert_eq!(skus_due(&mut tx, now, 10).await.unwrap(), [(house.merchant, house.sku)]);
        assert!(lapse_sku(&mut tx, now, house.merchant, house.sku, 10).await.unwrap() <= 1);
        assert_eq!(skus_due(&mut tx, now, 10).await.unwrap(), []);
        tx.rollback().await.unwrap();
        let count = house.count().await;
        assert_eq!((count.withdrawn, count.remaining), (units, 4 - units));
        let mut rest = Vec::new();
        for unit in house.take(9).await {
            rest.push(house.shown(unit.item).await);
        }
        rest.sort();
        assert!(rest.iter().all(|key| ["D", "E"].contains(&key.as_str())), "{rest:?}");
        let mut tx = house.db.read().await.unwrap();
        let found = vault::batch(&mut tx, house.merchant, batch).await.unwrap().unwrap();
        assert_eq!((found.withdrawn, found.state), (units, BatchState::InStock));
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn states_of_an_item_name_the_one_before() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let batch = house.import("A\nB\n").await.summary.batch;
        house.take(1).await;
        let state = async |item| {
            let mut tx = house.db.read().await.unwrap();
            item_state(&mut tx, house.merchant, house.sku, item).await.unwrap()
        };
        assert_eq!((state(1).await, state(2).await), (Some(ItemState::Delivered), Some(ItemState::InStock)));
        assert_eq!(state(3).await, None);
        let mut tx = house.db.begin().await.unwrap();
        let (merchant, sku) = (house.merchant, house.sku);
        assert!(!report_bad(&mut tx, merchant, sku, 2).await.unwrap(), "it is not delivered");
        assert!(!mark_replaced(&mut tx, merchant, sku, 1).await.unwrap(), "it was not reported");
        assert!(report_bad(&mut tx, merchant, sku, 1).await.unwrap());
        assert!(!report_bad(&mut tx, merchant, sku, 1).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(state(1).await, Some(ItemState::ReportedBad));
        assert_eq!(house.withdraw(batch).await, 1);
        assert_eq!(
            (state(1).await, state(2).await),
            (Some(ItemState::ReportedBad), Some(ItemState::Withdrawn))
        );
        let mut tx = house.db.begin().await.unwrap();
        assert!(mark_replaced(&mut tx, merchant, sku, 1).await.unwrap());
        assert!(!mark_replaced(&mut tx, merchant, SkuId(1), 1).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(state(1).await, Some(ItemState::Replaced));
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn an_import_under_way_can_be_withdrawn() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let text = lines("W", 30);
        let mut reader = Reader::new(std::io::Cursor::new(&text), Format::Lines);
        let mut tx = house.db.begin().await.unwrap();
        let mut importing = house.vault.begin_import(&mut tx, &house.batch(Format::Lines)).await.unwrap();
        let chunk = reader.next_chunk(10).unwrap().unwrap();
        house.vault.store_chunk(&mut tx, &mut importing, &chunk).await.unwrap();
        let under_way = house.vault.shred_batch(&mut tx, house.merchant, importing.batch()).await;
        assert_eq!(under_way.unwrap_err().code(), "import_under_way");
        tx.commit().await.unwrap();
        assert_eq!(house.withdraw(importing.batch()).await, 10);
        let mut tx = house.db.begin().await.unwrap();
        let closed = house.vault.finish_import(&mut tx, importing, reader.digest()).await;
        assert_eq!(closed.unwrap_err().code(), "import_closed");
        tx.rollback().await.unwrap();
        assert_eq!(house.take(1).await, []);
        house.audit_is_clean().await;
    }
}
