use crate::shop::{DAY, Shop, at, cny, line};
use kernel::Span;
use ports::SupplyLineKind::{Charge, Deposit, Refund};
use tally::DifferenceKind as Kind;
use tally::{DifferenceState, TallyRefusal, Way};

/// A day with one of each: what is booked as the supplier has it leaves the deposit as the supplier has it, to the cent.
#[tokio::test]
async fn each_difference_has_its_name_and_what_is_booked_comes_to_the_suppliers_figure() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let noon = format!("{DAY}T12:00:00Z");
        let fine = shop.bought("credited", 900, &noon).await;
        let dear = shop.bought("credited", 900, &noon).await;
        let failed = shop.bought("failed", 700, &noon).await;
        let repaid = shop.bought("failed", 700, &noon).await;
        let twice = shop.bought("credited", 500, &noon).await;
        let silent = shop.bought("credited", 330, &noon).await;
        let claimed = shop.bought("credited", 210, &noon).await;
        let unsaid = shop.bought("credited", 220, &noon).await;
        shop.claimed(&claimed, 100, &noon).await;
        shop.claimed(&unsaid, 20, &noon).await;
        let mut by_reference = line(Charge, "", 210, "12:01");
        by_reference.reference = format!("S-{claimed}");
        let lines = vec![
            line(Charge, &fine.to_uppercase(), 900, "12:00"),
            line(Charge, &dear, 950, "12:00"),
            line(Charge, &failed, 700, "12:00"),
            line(Charge, &repaid, 700, "12:00"),
            line(Refund, &repaid, 700, "12:05"),
            line(Charge, &twice, 500, "12:00"),
            line(Charge, &twice, 500, "12:01"),
            by_reference,
            line(Charge, &unsaid, 220, "12:00"),
            line(Refund, &claimed, 100, "13:00"),
            line(Refund, &fine, 30, "13:00"),
            line(Charge, "nobodys", 40, "14:00"),
            line(Deposit, "", 100_000, "01:00"),
            line(Deposit, "", 5_000, "02:00"),
        ];
        let theirs: i64 =
            lines.iter().map(|l| if l.kind == Charge { -l.amount.minor } else { l.amount.minor }).sum();
        let taken = shop.take(DAY, lines, Some(theirs)).await;
        // What is missing there is not said before the next day's is, or would have been.
        shop.tally.sweep().await.unwrap();
        let before = [
            (Kind::AmountDiffers, 950, 900),
            (Kind::BalanceDiffers, theirs, theirs_less(&shop).await),
            (Kind::ChargedFailed, 700, 0),
            (Kind::ChargedTwice, 500, 0),
            (Kind::ChargedUnknown, 40, 0),
            (Kind::DepositUnknown, 5_000, 0),
            (Kind::RefundUnknown, 30, 0),
        ];
        assert_eq!(shop.open().await, before, "{engine:?}");
        assert_eq!((taken.kept.sums.charges.theirs, taken.kept.sums.charges.ours), (4_720, 3_430));
        shop.time.advance(Span::days(2));
        shop.tally.keep_up().await.unwrap();
        let missing: Vec<_> =
            shop.open().await.into_iter().filter(|one| one.0 == Kind::MissingThere).collect();
        assert_eq!(missing, [(Kind::MissingThere, 0, 20), (Kind::MissingThere, 0, 330)], "{silent} {unsaid}");
        let kept = shop.tally.statement(shop.whose(), DAY).await.unwrap();
        let apart: i64 = shop.differences().await.iter().map(|one| one.effect().minor).sum();
        assert_eq!(kept.sums.difference(), apart);
        // The ledger's deposit, its first one before the day, and what their figures leave more in it.
        assert_eq!(shop.deposit().await + apart, theirs);
        for one in shop.differences().await {
            if one.state.waits() && one.ways().contains(&Way::Book) {
                assert_eq!(shop.decide(&one, Way::Book).await.unwrap().state, DifferenceState::Booked);
            }
        }
        assert_eq!(shop.deposit().await, theirs);
        // And so what lay there agrees by itself; nothing is judged anew.
        shop.tally.keep_up().await.unwrap();
        assert_eq!(shop.open().await, []);
        let again = shop.tally.statement(shop.whose(), DAY).await.unwrap();
        assert_eq!((again.sums, again.open), (kept.sums, 0));
        shop.prove().await;
    }
}

/// What our books say lay there at the end of the day: all that was bought was charged by then, the first deposit noted after.
async fn theirs_less(shop: &Shop) -> i64 {
    let sql = "select closing_ours from supplier_statements";
    shop.db.query(sql, &[]).await.unwrap()[0].int(0).unwrap()
}

#[tokio::test]
async fn the_same_twice_changes_nothing_and_a_corrected_one_takes_its_place() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let noon = format!("{DAY}T12:00:00Z");
        let (dear, failed, other) = (
            shop.bought("credited", 900, &noon).await,
            shop.bought("failed", 700, &noon).await,
            shop.bought("failed", 600, &noon).await,
        );
        let lines = vec![
            line(Charge, &dear, 950, "12:00"),
            line(Charge, &failed, 700, "12:00"),
            line(Charge, &other, 600, "12:00"),
        ];
        let first = shop.take(DAY, lines.clone(), None).await;
        assert!(first.is_new && first.kept.open == 3 && shop.alarms("supplier_differs").await == 1);
        let (rows, again) = (shop.differences().await, shop.take(DAY, lines.clone(), None).await);
        assert!(!again.is_new && again.kept == first.kept && shop.differences().await == rows);
        // One is booked, one disputed; then a corrected statement has neither any more.
        let of = |no: &str| rows.iter().find(|one| one.order_no == no).unwrap().clone();
        shop.decide(&of(&failed), Way::Book).await.unwrap();
        shop.decide(&of(&other), Way::Dispute).await.unwrap();
        assert_eq!(shop.deposit().await, 100_000 - 900 - 700);
        let corrected = shop.take(DAY, vec![line(Charge, &dear, 900, "12:00")], None).await;
        assert_eq!((corrected.kept.id, corrected.kept.revision), (first.kept.id, 1));
        let ends: Vec<_> =
            shop.differences().await.into_iter().map(|one| (one.kind, one.state, one.outcome)).collect();
        let closed = |how: &str| (DifferenceState::Closed, Some(how.to_owned()));
        let (gone, outcome) = closed("gone");
        assert_eq!(ends[0], (Kind::AmountDiffers, gone, outcome.clone()));
        assert_eq!(ends[1], (Kind::ChargedFailed, DifferenceState::Booked, None));
        assert_eq!(ends[2], (Kind::ChargedFailed, gone, outcome));
        // What was booked is to be taken back.
        assert_eq!(ends[3], (Kind::Withdrawn, DifferenceState::Open, None));
        let back = shop.differences().await.pop().unwrap();
        shop.decide(&back, Way::Book).await.unwrap();
        assert_eq!((shop.deposit().await, shop.open().await), (100_000 - 900, vec![]));
        // It comes again, and is a difference as on the first day.
        shop.take(DAY, lines, None).await;
        let open =
            [(Kind::AmountDiffers, 950, 900), (Kind::ChargedFailed, 600, 0), (Kind::ChargedFailed, 700, 0)];
        assert_eq!(shop.open().await, open);
        shop.prove().await;
    }
}

#[tokio::test]
async fn what_comes_late_ends_its_difference_by_itself() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let late = shop.bought("credited", 900, &format!("{DAY}T23:59:59Z")).await;
        let refunded = shop.bought("failed", 700, &format!("{DAY}T12:00:00Z")).await;
        let waits = shop.bought("accepted", 500, &format!("{DAY}T12:00:00Z")).await;
        let lines = vec![line(Charge, &refunded, 700, "12:00"), line(Charge, &waits, 500, "12:00")];
        shop.take(DAY, lines, None).await;
        assert_eq!(shop.open().await, [(Kind::ChargedFailed, 700, 0)]);
        shop.time.advance(Span::days(3));
        shop.tally.keep_up().await.unwrap();
        let open =
            [(Kind::ChargedFailed, 700, 0), (Kind::ChargedOpen, 500, 500), (Kind::MissingThere, 0, 900)];
        assert_eq!(shop.open().await, open);
        // A person finds out what became of it; the refund and the charge stand in a later statement.
        shop.credit(&waits).await;
        let mut charge = line(Charge, &late, 900, "00:00");
        charge.at = at("2026-11-23T00:00:03Z");
        let mut refund = line(Refund, &refunded, 700, "00:00");
        refund.at = at("2026-11-23T09:00:00Z");
        let told = vec![charge, refund, line(Charge, &refunded, 700, "12:00")];
        let kept = shop.take("2026-11-23", told, None).await.kept;
        shop.tally.refresh(shop.merchant, shop.supplier).await.unwrap();
        assert_eq!(shop.open().await, []);
        let agreed = shop.differences().await.iter().all(|one| one.outcome.as_deref() == Some("agreed"));
        assert!(agreed && kept.sums.charges.count == 1, "what stands in two statements is counted once");
        shop.prove().await;
    }
}

#[tokio::test]
async fn of_two_who_decide_one_moves_money() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let dear = shop.bought("credited", 900, &format!("{DAY}T12:00:00Z")).await;
        shop.take(DAY, vec![line(Charge, &dear, 950, "12:00")], None).await;
        let one = shop.differences().await.remove(0);
        let (a, b) = tokio::join!(shop.decide(&one, Way::Book), shop.decide(&one, Way::Book));
        let refused = [&a, &b].into_iter().find_map(|done| done.as_ref().err()).unwrap();
        assert!(matches!(refused, TallyRefusal::DifferenceDecided), "{refused}");
        assert!(a.is_ok() || b.is_ok());
        assert_eq!(shop.deposit().await, 100_000 - 950);
        for way in Way::ALL {
            assert!(matches!(shop.decide(&one, way).await, Err(TallyRefusal::DifferenceDecided)));
        }
        // More than lies there cannot be booked out, and what is known stays known.
        let big = line(Charge, "nobodys", 200_000, "15:00");
        shop.take(DAY, vec![line(Charge, &dear, 950, "12:00"), big.clone()], Some(1)).await;
        let stranger = shop.differences().await.into_iter().find(|d| d.kind == Kind::ChargedUnknown).unwrap();
        let refused = shop.decide(&stranger, Way::Book).await.unwrap_err();
        assert_eq!(refused.code(), "deposit_too_low");
        shop.decide(&stranger, Way::Known).await.unwrap();
        shop.take(DAY, vec![big], Some(1)).await;
        let stays = shop.tally.difference(shop.merchant, stranger.id).await.unwrap();
        assert_eq!((stays.state, stays.outcome.as_deref()), (DifferenceState::Closed, Some("known")));
        let balance = shop.differences().await.into_iter().find(|d| d.kind == Kind::BalanceDiffers).unwrap();
        assert!(matches!(shop.decide(&balance, Way::Book).await, Err(TallyRefusal::WrongWay)));
        shop.prove().await;
    }
}

#[tokio::test]
async fn what_is_no_statement_of_that_day_is_refused() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let told = |day: &str, lines| shop.tally.take(shop.statement(day, lines, None));
        let code = |refused: Result<tally::Taken, TallyRefusal>| refused.unwrap_err().code();
        assert_eq!(code(told("2026-11-23", vec![]).await), "statement_day_not_over");
        assert_eq!(code(told("22.11.2026", vec![]).await), "bad_statement_day");
        assert_eq!(
            code(told("2026-11-20", vec![line(Charge, "a", 1, "12:00")]).await),
            "bad_statement_lines"
        );
        let mut dollars = line(Charge, "a", 1, "12:00");
        dollars.amount = kernel::Money::new(1, "USD".parse().unwrap());
        assert_eq!(code(told(DAY, vec![dollars]).await), "bad_statement_lines");
        let mut strange = shop.statement(DAY, vec![], None);
        strange.merchant = kernel::MerchantId::new(&shop.time.ambient);
        assert_eq!(code(shop.tally.take(strange).await), "no_such_supplier");
        assert_eq!(
            shop.take(DAY, vec![], None).await.kept.lines,
            0,
            "a day on which nothing happened is one"
        );
        assert_eq!(cny(0).minor, 0);
    }
}
