use crate::house::{House, lines};
use kernel::SkuId;
use std::collections::HashSet;
use std::sync::Arc;
use vault::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_number_is_given_twice() {
    for engine in testkit::engines() {
        let house = Arc::new(House::new(engine).await);
        let batch = house.import(&lines("A", 100)).await.summary.batch;
        house.import(&lines("B", 700)).await;
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let house = house.clone();
                tokio::spawn(async move {
                    let mut numbers = Vec::new();
                    for _ in 0..20 {
                        numbers.extend(house.take(1 + n % 4).await.into_iter().map(|u| u.number));
                    }
                    numbers
                })
            })
            .collect();
        let units = house.withdraw(batch).await;
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        assert_eq!(i64::try_from(all.len()).unwrap() + units, 800, "all are asked for");
        let different: HashSet<i64> = all.iter().copied().collect();
        assert_eq!(different.len(), all.len());
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn fewer_come_where_fewer_are_and_withdrawn_ones_are_passed_over() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        house.import("A1\nA2\nA3\n").await;
        let second = house.import("B1\nB2\n").await.summary.batch;
        house.import("C1\n").await;
        let numbers = |units: Vec<Unit>| units.into_iter().map(|u| u.number).collect::<Vec<_>>();
        assert_eq!(numbers(house.take(2).await), [1, 2]);
        assert_eq!(house.withdraw(second).await, 2);
        assert_eq!(house.withdraw(second).await, 0);
        let count = house.count().await;
        assert_eq!((count.imported, count.head, count.withdrawn, count.remaining), (6, 2, 2, 2));
        let units = house.take(9).await;
        assert_eq!(numbers(units), [3, 6]);
        assert_eq!(house.take(1).await, []);
        assert_eq!(house.take(0).await, []);
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn wants_are_answered_in_their_order() {
    for engine in testkit::engines() {
        let mut house = House::new(engine).await;
        let mut skus: Vec<SkuId> = Vec::new();
        for n in 0..5 {
            house.sku = SkuId::new(house.ambient());
            house.import(&lines(&format!("S{n}"), 10)).await;
            skus.push(house.sku);
        }
        skus.reverse();
        let unknown = SkuId::new(house.ambient());
        let mut wants: Vec<Want> = (1..)
            .zip(&skus)
            .map(|(count, sku)| Want { merchant: house.merchant, sku: *sku, count })
            .collect();
        wants.insert(2, Want { merchant: house.merchant, sku: unknown, count: 3 });
        let mut tx = house.db.begin().await.unwrap();
        let taken = take(&mut tx, &wants).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(taken.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 0, 3, 4, 5]);
        assert_eq!(house.take_of(skus[0], 1).await[0].number, 1, "what was rolled back is there again");
    }
}
