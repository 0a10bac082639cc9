use crate::shop::{DAY, Shop, line, node};
use kernel::Span;
use ports::{SupplyLineKind, SupplyStatement};
use std::sync::atomic::Ordering;
use tally::TallyRefusal;

#[tokio::test]
async fn yesterdays_statement_is_asked_for_once_by_however_many_nodes() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let failed = shop.bought("failed", 700, &format!("{DAY}T12:00:00Z")).await;
        let told = SupplyStatement {
            lines: vec![line(SupplyLineKind::Charge, &failed, 700, "12:00")],
            closing: None,
        };
        let other = node(&shop.db, &shop.time.ambient);
        // It was connected today: of yesterday it has nothing to tell.
        assert_eq!(shop.tally.keep_up().await.unwrap(), 0);
        shop.time.advance(Span::days(1));
        let days = ["2026-11-23"];
        // It is silent first, and is asked again once some time has passed.
        assert_eq!(shop.tally.keep_up().await.unwrap() + other.keep_up().await.unwrap(), 0);
        assert_eq!(shop.house.asked.load(Ordering::SeqCst), 1);
        for day in days {
            shop.house.days.lock().unwrap().insert(day.to_owned(), Ok(told.clone()));
        }
        shop.time.advance(Span::minutes(11));
        let (a, b) = tokio::join!(shop.tally.keep_up(), other.keep_up());
        assert_eq!(a.unwrap() + b.unwrap(), 1, "{engine:?}");
        assert_eq!(shop.house.asked.load(Ordering::SeqCst), 2);
        let kept = shop.tally.statement(shop.whose(), "2026-11-23").await.unwrap();
        assert_eq!((kept.source.as_str(), kept.brought_by.as_str(), kept.open), ("fetched", "system", 1));
        assert_eq!(shop.tally.keep_up().await.unwrap(), 0);
        // What waits is asked for again some hours later: the refund stands in the same day by then.
        shop.time.advance(Span::hours(6));
        let mut corrected = told.clone();
        corrected.lines.push(line(SupplyLineKind::Refund, &failed, 700, "13:00"));
        shop.house.days.lock().unwrap().insert(days[0].to_owned(), Ok(corrected));
        assert_eq!((shop.tally.keep_up().await.unwrap(), other.keep_up().await.unwrap()), (1, 0));
        let kept = shop.tally.statement(shop.whose(), "2026-11-23").await.unwrap();
        assert_eq!((kept.open, kept.revision), (0, 1));
        shop.time.advance(Span::hours(7));
        assert_eq!(shop.tally.keep_up().await.unwrap(), 0, "nothing waits any more");
        assert_eq!(shop.house.asked.load(Ordering::SeqCst), 3);
        // By hand it is asked for again, and replaced where it is another one.
        let by_hand = shop.tally.fetch(shop.whose(), "2026-11-23", "usr_1").await.unwrap();
        assert!(!by_hand.is_new && by_hand.kept == kept);
        assert_eq!(shop.house.asked.load(Ordering::SeqCst), 4);
    }
}

#[tokio::test]
async fn a_day_that_cannot_be_had_for_two_days_is_told_of_once() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        for _ in 0..6 {
            shop.time.advance(Span::hours(8));
            shop.tally.keep_up().await.unwrap();
        }
        assert_eq!(shop.alarms("supplier_silent").await, 0);
        for _ in 0..3 {
            shop.time.advance(Span::hours(8));
            shop.tally.keep_up().await.unwrap();
        }
        assert_eq!(shop.alarms("supplier_silent").await, 1, "{engine:?}");
        let refused = shop.tally.fetch(shop.whose(), "2026-11-23", "usr_1").await.unwrap_err();
        assert!(matches!(refused, TallyRefusal::NotFetched(_)));
    }
}
