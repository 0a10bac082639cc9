use crate::shop::{DAY, PRICE, Shop, cny, line, line_at};
use kernel::{PaymentId, Span};
use orders::Says;
use ports::LineKind::{Chargeback, ChargebackWon, Fee, Payment, Payout, Refund, RefundFailed};
use reconcile::{Outcome, ReconcileRefusal, Way};
use std::collections::BTreeMap;

const SAYS: Says<'static> = Says { by: "usr_finance", reason: "seen in the gateway's list" };

fn code<T: std::fmt::Debug>(result: Result<T, ReconcileRefusal>) -> &'static str {
    result.expect_err("this must be refused").code()
}

type Told<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

async fn expect(shop: &Shop, told: &[Told<'_>]) {
    let mut wanted: Vec<(String, String, String, Option<String>)> = told
        .iter()
        .map(|(kind, movement, number, outcome)| {
            ((*kind).into(), (*movement).into(), (*number).into(), outcome.map(str::to_owned))
        })
        .collect();
    wanted.sort();
    assert_eq!(shop.told().await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_without_differences_is_clean_and_counted() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        let first = shop.paid(&fake, "e1", PRICE).await;
        shop.paid(&fake, "e2", PRICE - 1).await;
        let refund = shop.refund_of("e2").await;
        shop.next_noon();
        let file = [
            line(Payment, "e1", first, PRICE),
            line(Payment, "e2", "-", PRICE - 1),
            line(Refund, "e2", refund, PRICE - 1),
            line(Fee, "-", "-", 100),
            line(Payout, "-", "-", PRICE),
        ]
        .concat();
        let id = shop.take("fake", file.clone()).await;
        assert_eq!(shop.told().await, vec![]);
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.difference), (PRICE, PRICE, 0));
        assert_eq!((sums.fees, sums.payouts, sums.kinds.len()), (100, PRICE, 4));
        let (kept, _) = shop.reconcile.statement(id).await.unwrap();
        assert!(kept.is_read && kept.lines == 5 && kept.open == 0);
        // The same file is the same statement; the same lines in another file are counted once.
        assert_eq!(shop.reconcile.take(shop.file("fake", file.clone())).await.unwrap(), (id, false));
        let again = format!("{file}{}", line(Fee, "-", "-", 7));
        let month = shop.take("fake", again).await;
        assert_eq!(shop.told().await, vec![]);
        let sums = &shop.sums(month).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.fees), (0, 0, 7));
        shop.books_are_right().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_difference_is_told_and_the_sums_say_so() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        for event in ["e1", "e2", "e3"] {
            shop.paid(&fake, event, PRICE).await;
        }
        shop.paid(&fake, "e4", 500).await;
        let refund = shop.refund_of("e4").await;
        shop.next_noon();
        let file = [
            line(Payment, "e1", "-", PRICE),
            line(Payment, "e1", "-", PRICE),
            line(Payment, "e2", "-", PRICE - 90),
            line(Payment, "nobody", "their-own-1", 4_200),
            line(Refund, "e4", refund, 400),
            line(Refund, "e1", "-", 10),
            line(Chargeback, "e1", "-", PRICE),
            line(ChargebackWon, "e1", "-", PRICE),
            line(RefundFailed, "e4", refund, 500),
        ]
        .concat();
        let id = shop.take("fake", file).await;
        expect(
            &shop,
            &[
                ("doubled", "payment", "e1", None),
                ("amount_differs", "payment", "e2", None),
                ("missing_here", "payment", "nobody", None),
                ("amount_differs", "refund", "e4", None),
                ("missing_here", "refund", "e1", None),
                ("chargeback", "chargeback", "e1", None),
                ("chargeback_won", "chargeback_won", "e1", None),
                ("refund_failed", "refund_failed", "e4", None),
                ("missing_there", "payment", "e3", None),
                ("missing_there", "payment", "e4", None),
            ],
        )
        .await;
        let all = shop.differences().await;
        let by: BTreeMap<(&str, &str), _> =
            all.iter().map(|one| ((one.kind.code(), one.reference.as_str()), one)).collect();
        let there = by[&("missing_there", "e3")];
        assert_eq!((there.theirs, there.ours, there.line), (None, Some(cny(PRICE)), None));
        let merchant = Some(shop.merchant.to_string());
        assert!(there.book == merchant && there.name.as_deref().unwrap().starts_with("ord_"));
        let amount = by[&("amount_differs", "e2")];
        assert_eq!(
            (amount.theirs, amount.ours, amount.line),
            (Some(cny(PRICE - 90)), Some(cny(PRICE)), Some(3))
        );
        let nobody = by[&("missing_here", "nobody")];
        assert_eq!((nobody.book.as_deref(), nobody.ours_id.as_str()), (None, "their-own-1"));
        assert_eq!(nobody.ways(), [Way::Known, Way::WriteOff], "of what is nobody's there is nobody to ask");
        let sums = &shop.sums(id).await[0];
        let theirs = PRICE + PRICE + PRICE - 90 + 4_200 - 400 - 10 - PRICE + PRICE + 500;
        assert_eq!((sums.theirs, sums.ours), (theirs, 3 * PRICE + 500 - 500));
        assert_eq!(sums.difference, sums.theirs - sums.ours);

        // Each is settled once, with a reason, by a way that it has.
        let mut tx = shop.db.begin().await.unwrap();
        let bare = Says { reason: " ", ..SAYS };
        assert_eq!(code(shop.reconcile.settle(&mut tx, there.id, Way::Known, bare).await), "reason_needed");
        let wrong = shop.reconcile.settle(&mut tx, there.id, Way::RefundArrived, SAYS).await;
        assert_eq!(code(wrong), "wrong_way_to_settle");
        let settled = shop.reconcile.settle(&mut tx, there.id, Way::WriteOff, SAYS).await.unwrap();
        assert_eq!(settled.outcome, Outcome::WrittenOff);
        tx.commit().await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let twice = shop.reconcile.settle(&mut tx, there.id, Way::Known, SAYS).await;
        assert_eq!(code(twice), "difference_settled");
        drop(tx);
        let after = shop.reconcile.difference(there.id).await.unwrap();
        assert_eq!((after.is_open, after.reason.as_deref()), (false, Some(SAYS.reason)));
        assert_eq!(after.settled_by.as_deref(), Some("usr_finance"));
        let mut tx = shop.db.read().await.unwrap();
        let open: i64 = reconcile::open(&mut tx).await.unwrap().iter().map(|one| one.count).sum();
        assert_eq!(open, 9);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_here_is_asked_for_and_booked_as_if_it_had_been_reported() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        let (order, payment) = shop.waiting("fake").await;
        fake.pay(payment, "e1", cny(PRICE));
        let (_, silent) = shop.waiting("fake").await;
        shop.time.advance(Span::minutes(1));
        shop.next_noon();
        let file = [line(Payment, "e1", payment, PRICE), line(Payment, "e2", silent, PRICE)].concat();
        let id = shop.take("fake", file).await;
        let all = shop.differences().await;
        let of = |event: &str| all.iter().find(|one| one.reference == event).unwrap();
        assert_eq!(of("e1").ways(), [Way::Ask, Way::Known, Way::WriteOff]);
        assert_eq!(of("e1").name.as_deref(), Some(order.to_string().as_str()));
        let asked = shop.reconcile.ask(of("e1").id, "usr_finance").await.unwrap();
        assert_eq!((asked.is_open, asked.outcome.as_deref()), (false, Some("booked")));
        assert_eq!(asked.settled_by.as_deref(), Some("usr_finance"));
        assert_eq!(shop.orders.find(order).await.unwrap().state, orders::OrderState::Delivered);
        assert_eq!(code(shop.reconcile.ask(of("e1").id, "x").await), "difference_settled");
        // The channel knows nothing of the other.
        let asked = shop.reconcile.ask(of("e2").id, "usr_finance").await.unwrap();
        assert!(asked.is_open);
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours), (2 * PRICE, PRICE));
        shop.books_are_right().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_nobody_could_ask_about_is_said_to_have_arrived() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        *fake.cannot_tell.lock().unwrap() = true;
        shop.paid(&fake, "e1", 500).await;
        let refund = shop.refund_of("e1").await;
        shop.next_noon();
        let file = [line(Payment, "e1", "-", 500), line(Refund, "e1", refund, 500)].concat();
        let id = shop.take("fake", file).await;
        expect(&shop, &[("missing_here", "refund", "e1", None)]).await;
        let one = shop.differences().await.remove(0);
        assert_eq!(one.ways(), [Way::Ask, Way::RefundArrived, Way::Known, Way::WriteOff]);
        assert!(shop.reconcile.ask(one.id, "x").await.unwrap().is_open, "it still waits for a person");
        let mut tx = shop.db.begin().await.unwrap();
        let settled = shop.reconcile.settle(&mut tx, one.id, Way::RefundArrived, SAYS).await.unwrap();
        tx.commit().await.unwrap();
        shop.reconcile.after_settling(&settled).await.unwrap();
        expect(&shop, &[("missing_here", "refund", "e1", Some("refund_arrived"))]).await;
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.difference), (0, 0, 0));
        shop.books_are_right().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_only_late_at_midnight_settles_itself() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        // Half a minute before midnight in China; the channel calls it the next day.
        shop.time.advance(Span(Span::hours(8).0 - Span::seconds(30).0));
        shop.paid(&fake, "late", PRICE).await;
        // Paid before midnight at the channel, reported after it.
        let (_, payment) = shop.waiting("fake").await;
        fake.pay(payment, "early", cny(PRICE));
        shop.time.advance(Span::minutes(1));
        shop.time.advance(Span::hours(12));
        let today =
            shop.take("fake", line_at("2026-11-23T15:59:59Z", Payment, "early", payment, PRICE)).await;
        expect(
            &shop,
            &[("missing_here", "payment", "early", None), ("missing_there", "payment", "late", None)],
        )
        .await;
        shop.orders.ask_channel("fake", payment).await.unwrap();
        shop.time.advance(Span::hours(24));
        let next = shop.file("fake", line_at("2026-11-23T16:00:01Z", Payment, "late", "-", PRICE));
        let days = Some(("2026-11-24".to_owned(), "2026-11-24".to_owned()));
        let (next, _) = shop.reconcile.take(reconcile::NewFile { days, ..next }).await.unwrap();
        let later = Some("matched_later");
        expect(
            &shop,
            &[("missing_here", "payment", "early", later), ("missing_there", "payment", "late", later)],
        )
        .await;
        for id in [today, next] {
            let sums = &shop.sums(id).await[0];
            assert_eq!((sums.theirs, sums.ours), (PRICE, PRICE));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_bring_the_same_file_at_once_make_one_statement() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        shop.paid(&fake, "e1", PRICE).await;
        shop.next_noon();
        let file: String = (0..5_000)
            .map(|n| line(Payment, &format!("x{n}"), "-", 1))
            .chain([line(Payment, "e1", "-", PRICE)])
            .collect();
        let racing: Vec<_> = (0..3)
            .map(|_| {
                let (reconcile, new) = (shop.reconcile.clone(), shop.file("fake", file.clone()));
                tokio::spawn(async move { reconcile.take(new).await.unwrap() })
            })
            .collect();
        let mut ids = Vec::new();
        for one in racing {
            ids.push(one.await.unwrap());
        }
        assert_eq!(ids.iter().filter(|(_, is_new)| *is_new).count(), 1);
        assert!(ids.iter().all(|(id, _)| *id == ids[0].0));
        let sql = "select verdict, count(*) from channel_statement_lines group by verdict order by verdict";
        let rows = shop.db.query(sql, &[]).await.unwrap();
        let counts: Vec<(String, i64)> =
            rows.iter().map(|row| (row.text(0).unwrap(), row.int(1).unwrap())).collect();
        assert_eq!(counts, [("matched".into(), 1), ("missing_here".into(), 5_000)]);
        let rows = shop.db.query("select count(*) from channel_differences", &[]).await.unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 5_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_used_is_refused_and_says_why() {
    let (shop, _) = Shop::fake(db::Engine::Sqlite).await;
    let good = line(Payment, "e1", "-", 100);
    let take = async |file: &str, days: Option<(&str, &str)>, skip: bool| {
        let days = days.map(|(from, to)| (from.to_owned(), to.to_owned()));
        let new = shop.file("fake", file.to_owned());
        shop.reconcile.take(reconcile::NewFile { days, without_bad_lines: skip, ..new }).await
    };
    let day = Some((DAY, DAY));
    assert_eq!(code(take(&good, day, false).await), "statement_day_not_over");
    shop.next_noon();
    let broken = format!("{good}what is this\n");
    let refused = take(&broken, day, false).await.unwrap_err();
    assert!(matches!(&refused, ReconcileRefusal::BadLines(lines) if lines[0].line == 2));
    assert_eq!(code(take("", None, false).await), "statement_period_needed");
    for days in [("2026-11-31", DAY), (DAY, "2026-11-22"), ("2024-01-01", DAY), ("", "")] {
        assert_eq!(code(take(&good, Some(days), false).await), "bad_statement_days", "{days:?}");
    }
    let other = Some(("2026-11-22", "2026-11-22"));
    assert_eq!(code(take(&good, other, false).await), "outside_statement_period");
    let unknown = reconcile::NewFile { channel: "none".into(), ..shop.file("fake", good.clone()) };
    assert_eq!(code(shop.reconcile.take(unknown).await), "no_such_channel");
    assert_eq!(code(shop.reconcile.take(shop.file("fake", vec![0xff])).await), "not_a_statement");
    assert_eq!(code(shop.reconcile.fetch("fake", DAY, "x").await), "statement_cannot_be_fetched");
    let nothing = shop.db.query("select count(*) from channel_statements", &[]).await.unwrap();
    assert_eq!(nothing[0].int(0).unwrap(), 0);

    let look = shop.reconcile.look(shop.file("fake", broken.clone())).await.unwrap();
    assert_eq!((look.lines, look.errors.len(), look.known), (1, 1, None));
    assert_eq!(look.sums[0].theirs, 100);
    let (id, _) = take(&broken, None, true).await.unwrap();
    let (kept, _) = shop.reconcile.statement(id).await.unwrap();
    assert_eq!((kept.lines, kept.bad_lines, kept.errors[0].en.as_str()), (1, 1, "not to be read"));
    assert_eq!(shop.reconcile.look(shop.file("fake", broken)).await.unwrap().known, Some(id));
    // An empty day is a statement, once somebody says which day.
    assert!(take("", day, false).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_in_the_middle_is_made_up_for_by_the_same_file() {
    for engine in testkit::engines() {
        let (shop, fake) = Shop::fake(engine).await;
        shop.paid(&fake, "e1", PRICE).await;
        shop.next_noon();
        let file = [line(Payment, "e1", "-", PRICE), line(Payment, "e2", PaymentId(7), 5)].concat();
        let id = shop.take("fake", file.clone()).await;
        // As it lies there when only the statement and its first line were written.
        for sql in [
            "update channel_statements set state = 'reading', read_at = null",
            "delete from channel_statement_lines where line = 2",
            "update channel_statement_lines set verdict = 'new', entry = null, ours_amount = null, ours_currency = null",
            "delete from channel_matches",
            "delete from channel_differences",
        ] {
            let mut tx = shop.db.begin().await.unwrap();
            tx.exec(sql, &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(shop.reconcile.take(shop.file("fake", file)).await.unwrap(), (id, false));
        expect(&shop, &[("missing_here", "payment", "e2", None)]).await;
        assert!(shop.reconcile.statement(id).await.unwrap().0.is_read);
    }
}
