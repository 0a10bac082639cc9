use crate::house::{House, house};
use db::params;
use identity::{Entry, Finding, audit, trail};
use kernel::Time;

async fn append(house: &House, what: &str) {
    let mut tx = house.db.begin().await.unwrap();
    let entry =
        Entry { who: "usr_x", what, before: "1' or '1'='1", after: "<b>\0\r\n", ..Entry::at(Time(5)) };
    trail(&mut tx, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

async fn findings(house: &House) -> Vec<Finding> {
    audit(&mut house.db.snapshot().await.unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_entries_make_one_chain() {
    for engine in testkit::engines() {
        let house = std::sync::Arc::new(house(engine).await);
        assert_eq!(findings(&house).await, []);
        let tasks: Vec<_> = (0..16)
            .map(|n| {
                let house = house.clone();
                tokio::spawn(async move { append(&house, &format!("deed {n}")).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(house.count("select count(*) from trail", &[]).await, 16);
        assert_eq!(findings(&house).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_vanishes_with_its_transaction() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mut tx = house.db.begin().await.unwrap();
        trail(&mut tx, &Entry::at(Time(5))).await.unwrap();
        tx.rollback().await.unwrap();
        append(&house, "deed").await;
        assert_eq!(findings(&house).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_damage_shows_with_its_row() {
    for engine in testkit::engines() {
        for (damage, row) in [
            ("update trail set what = 'nothing' where seq = $1", "trail 3"),
            ("update trail set at = at + 1 where seq = $1", "trail 3"),
            ("update trail set who = 'usr_', what = 'x' || what where seq = $1", "trail 3"),
            ("update trail set digest = previous where seq = $1", "trail 3"),
            ("delete from trail where seq = $1", "trail 4"),
            ("delete from trail where seq > $1", "trail_head"),
            ("update trail set seq = seq + 100 where seq = $1 + 3", "trail 106"),
        ] {
            let house = house(engine).await;
            for n in 0..6 {
                append(&house, &format!("deed {n}")).await;
            }
            house.damage(damage, params![3]).await;
            let found = findings(&house).await;
            assert!(found.iter().any(|finding| finding.row == row), "{damage}: {found:?}");
        }
    }
}
