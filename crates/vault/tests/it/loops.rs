use crate::house::House;
use vault::*;

fn loop_batch(house: &House, use_limit: Option<i64>) -> NewBatch {
    NewBatch { kind: SkuKind::Loop, use_limit, ..house.batch(Format::Lines) }
}

#[tokio::test]
async fn a_loop_secret_is_sold_up_to_its_limit_and_shown_in_its_newest_version() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let import = async |text, limit| house.import_as(&loop_batch(&house, limit), text, 10).await.unwrap();
        let first = import("one\n", Some(3)).await;
        assert_eq!((first.accepted, first.units), (1, 3));
        let units = house.take(2).await;
        assert_eq!(units.iter().map(|u| (u.number, u.item)).collect::<Vec<_>>(), [(1, 1), (2, 1)]);
        let second = import("two\n", None).await;
        assert_eq!((second.accepted, second.units), (1, 0));
        let goods = house.open(1).await.unwrap();
        assert_eq!((goods.key.expose().as_str(), goods.version), ("two", 2));
        let units = house.take(5).await;
        assert_eq!(units.iter().map(|u| (u.number, u.item)).collect::<Vec<_>>(), [(3, 2)]);
        import("three\n", Some(10)).await;
        assert_eq!(house.count().await.remaining, 10);
        assert_eq!(house.take(1).await[0].number, 4);
        // The second one was no good: its withdrawal takes no unit away.
        assert_eq!(house.withdraw(second.summary.batch).await, 0);
        assert_eq!(house.shown(2).await, "three");
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn without_a_version_nothing_is_sold() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let first = house.import_as(&loop_batch(&house, Some(5)), "one\n", 10).await.unwrap().summary.batch;
        let second = house.import_as(&loop_batch(&house, None), "two\n", 10).await.unwrap().summary.batch;
        house.take(1).await;
        assert_eq!(house.withdraw(second).await, 0);
        assert_eq!(house.shown(1).await, "one");
        let mut tx = house.db.begin().await.unwrap();
        let in_stock = house.vault.shred_batch(&mut tx, house.merchant, first).await;
        assert_eq!(in_stock.unwrap_err().code(), "still_in_stock");
        tx.rollback().await.unwrap();
        assert_eq!(house.withdraw(first).await, 4);
        assert_eq!((house.take(1).await, house.count().await.remaining), (vec![], 0));
        assert_eq!(house.shown(1).await, "one", "who bought it keeps it");
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn one_secret_at_a_time() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let two = house.import_as(&loop_batch(&house, Some(5)), "one\ntwo\n", 10).await;
        assert_eq!(two.unwrap_err().code(), "one_version_at_a_time");
        let two = house.import_as(&loop_batch(&house, Some(5)), "one\ntwo\n", 1).await;
        assert_eq!(two.unwrap_err().code(), "one_version_at_a_time");
        house.audit_is_clean().await;
    }
}
