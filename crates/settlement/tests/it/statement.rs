use crate::house::{CNY, House, code};
use crate::shop::cny;
use kernel::{Span, Time};
use settlement::{Kind, RefundOf, RefundWay};

/// Some hundred acts as a die throws them: after each the books are right, and all statements meet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_meet_to_the_cent_whatever_happens() {
    for engine in testkit::engines() {
        let house = House::new(engine, 400).await;
        house.with_account().await;
        let begin = house.shop.time.ambient.now();
        let mut seed: u64 = 11;
        let mut throw = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let (mut sold, mut sent) = (Vec::new(), Vec::new());
        for step in 0..120_u64 {
            match throw(9) {
                0..=2 => sold.push(house.sold(1 + throw(3) as i64).await),
                3 => house.walk().await,
                4 if !sold.is_empty() => {
                    let order = &sold[throw(sold.len() as u64) as usize];
                    let _ = house.money.confirm(order.id).await;
                }
                5 if !sold.is_empty() => {
                    let order = &sold[throw(sold.len() as u64) as usize];
                    let amount = RefundOf::Amount(1 + throw(700) as i64);
                    let _ = house.refund(order, amount, RefundWay::Wallet).await;
                }
                6 => sent.extend(house.ask(1_000 + throw(900) as i64, &step.to_string()).await),
                7 if !sent.is_empty() => {
                    let id = sent.remove(0).id;
                    let mut tx = house.begin().await;
                    house.money.approve_payout(&mut tx, id, "usr_a").await.unwrap();
                    tx.commit().await.unwrap();
                    let mut tx = house.begin().await;
                    house.money.send_payouts(&mut tx).await.unwrap();
                    house.money.settle_payout(&mut tx, id, throw(4) > 0, "").await.unwrap();
                    tx.commit().await.unwrap();
                }
                _ => {
                    let mut tx = house.begin().await;
                    let amount = cny(1 + throw(50) as i64);
                    match house.money.fill_bond(&mut tx, house.merchant(), amount, &step.to_string()).await {
                        Ok(()) => tx.commit().await.unwrap(),
                        Err(_) => tx.rollback().await.unwrap(),
                    }
                }
            }
            house.shop.time.advance(Span::minutes(13 + throw(120) as i64));
        }
        house.is_clean().await;
        meets(&house, begin).await;
    }
}

/// The days one after the other make the whole, and the whole is the ledger's balance.
async fn meets(house: &House, begin: Time) {
    let now = house.shop.time.ambient.now();
    let whole = house.money.summary(house.merchant(), CNY, (begin, now)).await.unwrap();
    let account = settlement::accounts::balance(house.merchant(), CNY);
    let mut tx = house.shop.db.read().await.unwrap();
    let balance = ledger::balances(&mut tx, &[account]).await.unwrap()[0];
    drop(tx);
    assert_eq!(whole.closing, balance.credits_posted - balance.debits_posted);
    assert_eq!(whole.opening, 0);
    assert!(whole.kinds.len() >= 3, "{whole:?}");
    let (mut from, mut closing, mut released) = (begin, 0, 0);
    while from < now {
        let to = std::cmp::min(from.after(Span::days(1)), now);
        let day = house.money.summary(house.merchant(), CNY, (from, to)).await.unwrap();
        assert_eq!(day.opening, closing);
        assert_eq!(day.closing - day.opening, day.kinds.values().map(|(_, sum)| sum).sum::<i64>());
        released += day.kinds.get(&Kind::Released).map_or(0, |(_, sum)| *sum);
        closing = day.closing;
        from = to;
    }
    assert_eq!(closing, whole.closing);
    assert_eq!(released, whole.kinds[&Kind::Released].1);
    let (mut behind, mut sum, mut lines) = (0, 0, 0);
    loop {
        let page = house.money.movements(house.merchant(), CNY, (begin, now), behind, 7).await.unwrap();
        for movement in &page.movements {
            sum += movement.amount;
            lines += 1;
            assert_eq!((movement.seq, movement.balance), (lines, sum));
        }
        match page.next {
            Some(next) => behind = next,
            None => break,
        }
    }
    assert_eq!(sum, whole.closing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_period_that_is_none_is_refused() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        let now = house.shop.time.ambient.now();
        for period in [(now, now), (now, now.before(Span::days(1))), (now.before(Span::days(367)), now)] {
            assert_eq!(
                code(house.money.summary(house.merchant(), CNY, period).await),
                "bad_statement_period"
            );
        }
        let empty =
            house.money.summary(house.merchant(), CNY, (now.before(Span::days(1)), now)).await.unwrap();
        assert_eq!((empty.opening, empty.closing, empty.kinds.len()), (0, 0, 0));
        house.is_clean().await;
    }
}
