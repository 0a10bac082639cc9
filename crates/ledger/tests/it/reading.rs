use crate::words::*;
use kernel::{PageAsk, Time};
use ledger::{Chain, Kind, Outcome, Rule, State};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_has_a_statement_and_others_have_none() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let escrow = account("m", "escrow", Rule::DebitsWithinCredits);
        must(&db, vec![post("1", &bank, &a, 100), reserve("2", &a, &escrow, 60, NOW.0 + 9)]).await;
        must(&db, vec![post_pending("3", "2", Some(50)), reserve("4", &a, &escrow, 5, NOW.0 + 9)]).await;
        must(&db, vec![void("5", "4"), reverse("6", "3")]).await;
        assert_eq!(
            one(&db, vec![post("7", &a, &escrow, 9), post("8", &a, &escrow, 999)]).await,
            refused(1, ledger::Refusal::ExceedsCredits)
        );
        let mut tx = db.read().await.unwrap();
        let page = ledger::statement(&mut tx, &a, &PageAsk::new(None, Some(2))).await.unwrap();
        let lines: Vec<_> =
            page.items.iter().map(|e| (e.seq, e.transfer.as_str(), e.amount, e.balance)).collect();
        assert_eq!(lines, [(3, "6", 50, 100), (2, "3", -50, 50)]);
        assert_eq!((page.items[0].kind, page.items[0].counterpart.as_str()), (Kind::Reverse, "escrow"));
        assert_eq!((page.items[0].at, page.items[0].reference.as_str()), (NOW, "ord_1"));
        let rest = ledger::statement(&mut tx, &a, &PageAsk::new(page.next, Some(2))).await.unwrap();
        assert_eq!(rest.items.iter().map(|e| (e.seq, e.amount)).collect::<Vec<_>>(), [(1, 100)]);
        assert_eq!(rest.next, None);
        for (account, cursor) in
            [(&bank, None), (&escrow, None), (&wallet("nobody"), None), (&a, Some("x".to_owned()))]
        {
            assert!(
                ledger::statement(&mut tx, account, &PageAsk::new(cursor, None))
                    .await
                    .unwrap()
                    .items
                    .is_empty()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn balances_come_in_the_order_of_asking() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        must(&db, vec![post("1", &bank, &a, 5)]).await;
        let asked = [wallet("none"), a.clone(), bank, a];
        let found = ledger::balances(&mut db.read().await.unwrap(), &asked).await.unwrap();
        assert_eq!(found.iter().map(|b| b.available_credit()).collect::<Vec<_>>(), [0, 5, -5, 5]);
        assert!(ledger::balances(&mut db.read().await.unwrap(), &[]).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sweep_takes_the_oldest_and_only_what_is_due() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let hold = |id: &str, until| reserve(id, &bank, &a, 1, NOW.0 + until);
        must(&db, vec![hold("x", 30), hold("y", 10), hold("z", 20), hold("done", 10), void("v", "done")])
            .await;
        for (now, limit, expected) in [(9, 9, 0), (30, 2, 2), (29, 9, 0), (30, 9, 1), (99, 9, 0)] {
            let mut tx = db.begin().await.unwrap();
            let expired = ledger::expire_due(&mut tx, Time(NOW.0 + now), limit).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(expired, expected, "at {now}");
        }
        assert_eq!(four(&db, &a).await, [0; 4]);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_transfers_of_a_reference_are_found_by_their_ids() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        for order in ["ord_1", "ord_10", "ord_2"] {
            let steps = vec![
                reserve(&format!("{order}/hold"), &bank, &a, 4, NOW.0 + 9),
                post_pending(&format!("{order}/a-pay"), &format!("{order}/hold"), Some(3)),
            ];
            let chain = Chain { book: "mer_1".into(), reference: order.into(), steps };
            assert_eq!(submit(&db, NOW, &[chain]).await, [Outcome::Applied]);
        }
        let found = ledger::transfers_of(&mut db.read().await.unwrap(), "mer_1", "ord_1").await.unwrap();
        let seen: Vec<_> = found.iter().map(|t| (t.id.as_str(), t.kind, t.state, t.amount)).collect();
        assert_eq!(
            seen,
            [
                ("ord_1/a-pay", Kind::PostPending, State::Posted, 3),
                ("ord_1/hold", Kind::Reserve, State::PostedInPart, 4),
            ]
        );
        assert_eq!(found[1].resolved_by.as_deref(), Some("ord_1/a-pay"));
        assert_eq!(found[0].target.as_deref(), Some("ord_1/hold"));
    }
}
