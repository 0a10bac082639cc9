use crate::words::*;
use db::DbError;
use kernel::Time;
use ledger::{Account, Outcome, Refusal, Rule, Step};

const LATER: i64 = NOW.0 + 60;

/// Refuses that chain at that step, and leaves nothing of it.
async fn refuses(db: &db::Db, steps: Vec<Step>, step: usize, why: Refusal) {
    let (before, of) = (four(db, &wallet("a")).await, steps.clone());
    assert_eq!(one(db, steps).await, refused(step, why), "{of:?}");
    assert_eq!(four(db, &wallet("a")).await, before);
    assert_eq!(audit(db).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_and_amounts() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let dollars = Account { asset: "USD/2".into(), ..wallet("a") };
        refuses(&db, vec![], 0, Refusal::EmptyChain).await;
        refuses(&db, vec![post("x", &bank, &a, 1), post("x", &bank, &a, 2)], 1, Refusal::IdRepeatedInChain)
            .await;
        for name in ["", "a\0b", &"x".repeat(300)] {
            refuses(&db, vec![post(name, &bank, &a, 1)], 0, Refusal::BadName).await;
            refuses(&db, vec![post("x", &bank, &wallet(name), 1)], 0, Refusal::BadName).await;
            refuses(&db, vec![post("x", &bank, &a, 1), reverse("y", name)], 1, Refusal::BadName).await;
        }
        for amount in [0, -1, i64::MIN] {
            refuses(&db, vec![post("x", &bank, &a, amount)], 0, Refusal::AmountNotPositive).await;
            refuses(&db, vec![reserve("x", &bank, &a, amount, LATER)], 0, Refusal::AmountNotPositive).await;
            refuses(&db, vec![post_pending("x", "p", Some(amount))], 0, Refusal::AmountNotPositive).await;
        }
        refuses(&db, vec![post("x", &a, &a, 1)], 0, Refusal::SameAccount).await;
        refuses(&db, vec![post("x", &bank, &dollars, 1)], 0, Refusal::AssetMismatch).await;
        refuses(&db, vec![reserve("x", &bank, &a, 1, NOW.0)], 0, Refusal::PastItsTime).await;
        refuses(&db, vec![post("x", &bank, &a, i64::MAX), post("y", &bank, &a, 1)], 1, Refusal::Overflow)
            .await;
        let full = vec![post("x", &bank, &a, i64::MAX), reserve("y", &bank, &wallet("b"), 1, LATER)];
        refuses(&db, full, 1, Refusal::Overflow).await;
        must(&db, vec![post("x", &bank, &a, i64::MAX)]).await;
        assert_eq!(four(&db, &a).await, [0, 0, 0, i64::MAX]);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_count_what_is_pending() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a, b, owed) = (bank(), wallet("a"), wallet("b"), owed("a"));
        must(&db, vec![post("fund", &bank, &a, 10), reserve("hold", &a, &b, 7, LATER)]).await;
        refuses(&db, vec![post("x", &a, &b, 4)], 0, Refusal::ExceedsCredits).await;
        refuses(&db, vec![reserve("x", &a, &b, 4, LATER)], 0, Refusal::ExceedsCredits).await;
        refuses(&db, vec![post("x", &b, &a, 1)], 0, Refusal::ExceedsCredits).await;
        must(&db, vec![post("x", &a, &b, 3)]).await;
        assert_eq!(balance(&db, &a).await.available_credit(), 0);
        must(&db, vec![post("lend", &owed, &bank, 10), reserve("back", &bank, &owed, 7, LATER)]).await;
        refuses(&db, vec![post("y", &bank, &owed, 4)], 0, Refusal::ExceedsDebits).await;
        refuses(&db, vec![reserve("y", &bank, &owed, 4, LATER)], 0, Refusal::ExceedsDebits).await;
        must(&db, vec![post("y", &bank, &owed, 3)]).await;
        assert_eq!(balance(&db, &owed).await.available_debit(), 0);
        // What was spent cannot be taken back by a reversal.
        refuses(&db, vec![reverse("z", "fund")], 0, Refusal::ExceedsCredits).await;
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reservations_are_resolved_once() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let hold = |id: &str| reserve(id, &bank, &a, 10, LATER);
        refuses(&db, vec![void("x", "none")], 0, Refusal::PendingUnknown).await;
        must(&db, vec![post("posted", &bank, &a, 1)]).await;
        refuses(&db, vec![post_pending("x", "posted", None)], 0, Refusal::NotAReservation).await;
        must(&db, vec![hold("h1"), hold("h2"), hold("h3"), hold("h4")]).await;
        assert_eq!(four(&db, &a).await, [0, 0, 40, 1]);
        refuses(&db, vec![post_pending("x", "h1", Some(11))], 0, Refusal::PartTooLarge).await;
        refuses(&db, vec![expire("x", "h1")], 0, Refusal::NotYetDue).await;
        must(&db, vec![post_pending("h1/all", "h1", None), post_pending("h2/part", "h2", Some(4))]).await;
        must(&db, vec![void("h3/void", "h3")]).await;
        assert_eq!(four(&db, &a).await, [0, 0, 10, 15]);
        let late = Time(LATER);
        let past = submit(&db, late, &[chain(vec![post_pending("x", "h4", None)])]).await;
        assert_eq!(past, [refused(0, Refusal::PastItsTime)]);
        assert_eq!(submit(&db, late, &[chain(vec![expire("h4/end", "h4")])]).await, [Outcome::Applied]);
        for (hold, why) in [
            ("h1", Refusal::AlreadyPosted),
            ("h2", Refusal::AlreadyPosted),
            ("h3", Refusal::AlreadyVoided),
            ("h4", Refusal::AlreadyExpired),
        ] {
            refuses(&db, vec![post_pending("x", hold, None)], 0, why).await;
            refuses(&db, vec![void("x", hold)], 0, why).await;
            refuses(&db, vec![expire("x", hold)], 0, why).await;
        }
        assert_eq!(four(&db, &a).await, [0, 0, 0, 15]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reversals_happen_once() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        must(&db, vec![post("p", &bank, &a, 5), reserve("h", &bank, &a, 7, LATER)]).await;
        refuses(&db, vec![reverse("x", "none")], 0, Refusal::ReverseUnknown).await;
        refuses(&db, vec![reverse("x", "h")], 0, Refusal::NotReversible).await;
        must(&db, vec![post_pending("h/post", "h", Some(6)), reverse("p/back", "p")]).await;
        assert_eq!(four(&db, &a).await, [0, 5, 0, 11]);
        refuses(&db, vec![reverse("x", "p")], 0, Refusal::AlreadyReversed).await;
        refuses(&db, vec![reverse("x", "p/back")], 0, Refusal::NotReversible).await;
        must(&db, vec![reverse("h/back", "h/post")]).await;
        assert_eq!(balance(&db, &a).await.available_credit(), 0);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_again_and_the_same_id_for_something_else() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a, b) = (bank(), wallet("a"), wallet("b"));
        let other = Refusal::IdUsedWithOtherContent;
        let first = vec![
            post("p", &bank, &a, 5),
            reserve("h", &bank, &a, 7, LATER),
            post_pending("h/post", "h", None),
        ];
        must(&db, first.clone()).await;
        assert_eq!(one(&db, first.clone()).await, Outcome::Repeated);
        assert_eq!(one(&db, vec![first[1].clone()]).await, Outcome::Repeated);
        assert_eq!(one(&db, vec![post_pending("h/post", "h", Some(7))]).await, Outcome::Repeated);
        for wrong in [
            post("p", &bank, &a, 6),
            post("p", &bank, &b, 5),
            post("p", &b, &a, 5),
            reserve("p", &bank, &a, 5, LATER),
            reserve("h", &bank, &a, 7, LATER + 1),
            post_pending("h/post", "p", None),
            post_pending("h/post", "h", Some(6)),
            void("h/post", "h"),
        ] {
            refuses(&db, vec![wrong], 0, other).await;
        }
        // Partly known is not known.
        refuses(&db, vec![post("new", &bank, &a, 1), first[0].clone()], 1, other).await;
        let mut elsewhere = chain(first.clone());
        elsewhere.reference = "ord_2".into();
        assert_eq!(submit(&db, NOW, &[elsewhere.clone()]).await, [refused(0, other)]);
        elsewhere.book = "mer_2".into();
        let twice = [elsewhere.clone(), elsewhere, chain(vec![post("p", &bank, &a, 9)])];
        let outcomes = submit(&db, NOW, &twice).await;
        assert_eq!(outcomes, [Outcome::Applied, Outcome::Repeated, refused(0, other)]);
        assert_eq!(four(&db, &a).await, [0, 0, 0, 24]);
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_chain_leaves_nothing_and_the_next_sees_what_stands() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a, b, c) = (bank(), wallet("a"), wallet("b"), wallet("c"));
        let chains = [
            chain(vec![post("1", &bank, &a, 10), reserve("1h", &a, &c, 9, LATER), post("1x", &a, &b, 2)]),
            chain(vec![post("2", &bank, &a, 3)]),
            chain(vec![post("1", &a, &b, 3), reserve("3h", &b, &a, 3, LATER), void("3v", "3h")]),
            chain(vec![void("4", "1h")]),
            chain(vec![post("5", &a, &b, 1)]),
        ];
        let outcomes = submit(&db, NOW, &chains).await;
        let short = Refusal::ExceedsCredits;
        assert_eq!(
            outcomes,
            [
                refused(2, short),
                Outcome::Applied,
                Outcome::Applied,
                refused(0, Refusal::PendingUnknown),
                refused(0, short),
            ]
        );
        assert_eq!((four(&db, &a).await, four(&db, &b).await), ([0, 3, 0, 3], [0, 0, 0, 3]));
        let rows = db.query("select count(*) from accounts", &[]).await.unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 3, "an account is opened by an applied transfer only");
        assert_eq!(audit(&db).await, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_keeps_its_rule() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let (bank, a) = (bank(), wallet("a"));
        let free = Account { rule: Rule::Free, ..wallet("a") };
        let both = [chain(vec![post("1", &bank, &a, 1)]), chain(vec![post("2", &bank, &free, 1)])];
        assert!(matches!(try_submit(&db, NOW, &both).await, Err(DbError::State(_))));
        assert_eq!(four(&db, &a).await, [0; 4]);
        must(&db, vec![post("1", &bank, &a, 1)]).await;
        assert!(matches!(try_submit(&db, NOW, &both[1..]).await, Err(DbError::State(_))));
        let mut tx = db.read().await.unwrap();
        assert!(matches!(ledger::balances(&mut tx, &[free]).await, Err(DbError::State(_))));
    }
}

#[test]
fn every_refusal_has_its_own_code() {
    let all = [
        Refusal::EmptyChain,
        Refusal::BadName,
        Refusal::IdRepeatedInChain,
        Refusal::IdUsedWithOtherContent,
        Refusal::AmountNotPositive,
        Refusal::SameAccount,
        Refusal::AssetMismatch,
        Refusal::ExceedsCredits,
        Refusal::ExceedsDebits,
        Refusal::Overflow,
        Refusal::PastItsTime,
        Refusal::PendingUnknown,
        Refusal::NotAReservation,
        Refusal::AlreadyPosted,
        Refusal::AlreadyVoided,
        Refusal::AlreadyExpired,
        Refusal::NotYetDue,
        Refusal::PartTooLarge,
        Refusal::ReverseUnknown,
        Refusal::NotReversible,
        Refusal::AlreadyReversed,
    ];
    let codes: std::collections::HashSet<_> = all.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), all.len());
}
