use crate::house::{Counts, House, Objects};
use backup::*;
use kernel::Span;
use std::sync::Arc;

fn keeper(house: &House, auditor: Arc<dyn Auditor>) -> Keeper {
    let shelf = house.path("shelf");
    let _ = std::fs::create_dir(&shelf);
    Keeper {
        source: house.source(),
        key: house.key(),
        shelf: Shelf::Folder(shelf),
        keep: 2,
        scratch: house.folder.path().to_owned(),
        auditor,
        ambient: house.time.ambient.clone(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_turn_is_made_once_a_missed_one_later_and_old_ones_go() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let (one, other) = (keeper(&house, Arc::new(Counts)), keeper(&house, Arc::new(Counts)));
        let nightly: Timetable = "15 3 * * *".parse().unwrap();
        std::fs::write(house.path("shelf/cardamom-mine.backup"), "a person's own").unwrap();
        // Of two nodes at the same time one makes it.
        let (a, b) = tokio::join!(one.turn(&nightly), other.turn(&nightly));
        assert_eq!([&a, &b].iter().filter(|made| made.as_ref().unwrap().is_some()).count(), 1);
        assert!(one.turn(&nightly).await.unwrap().is_none());
        house.time.advance(Span::hours(2));
        assert!(one.turn(&nightly).await.unwrap().is_none(), "not due");
        let first = latest_proven(&house.db).await.unwrap().unwrap();
        assert!(first.root.is_some() && first.bytes.unwrap() > 1_000);
        // Three nights without a node: one backup makes up for them.
        house.time.advance(Span::days(3));
        assert!(other.turn(&nightly).await.unwrap().is_some());
        assert!(one.turn(&nightly).await.unwrap().is_none());
        house.time.advance(Span::days(1));
        assert!(one.turn(&nightly).await.unwrap().is_some());
        let names = one.shelf.list().await.unwrap();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(!names[0].contains("20261123"), "{names:?}");
        assert!(house.path("shelf/cardamom-mine.backup").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_turn_is_tried_again_and_one_whose_node_died_is_taken_over() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let nightly: Timetable = "15 3 * * *".parse().unwrap();
        let bad = keeper(&house, Arc::new(Objects));
        assert_eq!(bad.turn(&nightly).await.unwrap_err().code(), "findings");
        assert!(latest_proven(&house.db).await.unwrap().is_none());
        assert!(latest_try(&house.db).await.unwrap().unwrap().error.unwrap().contains("an account is wrong"));
        assert!(bad.shelf.list().await.unwrap().is_empty());
        let good = keeper(&house, Arc::new(Counts));
        assert!(good.turn(&nightly).await.unwrap().is_none(), "not at once");
        house.time.advance(Span::minutes(16));
        assert!(good.turn(&nightly).await.unwrap().is_some());

        house.time.advance(Span::days(1));
        let due = nightly.last(house.time.ambient.now()).unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let sql = "insert into backups (id, due_at, state, holder, lease_until, started_at, place) \
                   values ('dead', $1, 'running', 'dead', $2, $1, 'x')";
        let lease = house.time.ambient.now().after(Span::minutes(1));
        tx.exec(sql, db::params![due, lease]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(good.turn(&nightly).await.unwrap().is_none(), "its lease holds");
        house.time.advance(Span::minutes(2));
        assert!(good.turn(&nightly).await.unwrap().is_some());
    }
}
