use crate::house::{House, NET, code};
use kernel::{PayoutId, Span};
use settlement::{EscrowSettings, Every, Payout, PayoutSchedule, PayoutState, SettlementRefusal};

async fn approve(house: &House, id: PayoutId, who: &str) -> Result<Payout, SettlementRefusal> {
    let mut tx = house.begin().await;
    let payout = house.money.approve_payout(&mut tx, id, who).await?;
    tx.commit().await?;
    Ok(payout)
}

/// With that much in the balance, and an account that has rested.
async fn rich(house: &House, units: i64) {
    let order = house.sold(units).await;
    house.money.confirm(order.id).await.unwrap();
    house.with_account().await;
}

fn settings() -> EscrowSettings {
    EscrowSettings { payout_fee: 100, payout_two_people_above: 5_000, ..EscrowSettings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_to_the_bank() {
    for engine in testkit::engines() {
        let house = House::with(engine, 20, settings()).await;
        rich(&house, 10).await;
        let asked = house.ask(4_000, "one").await.unwrap();
        assert_eq!((asked.state, asked.people_needed, asked.net()), (PayoutState::Requested, 1, 3_900));
        assert_eq!(asked.masked, "••••7890");
        let balances = house.balances().await;
        assert_eq!((balances.available, balances.paying_out), (10 * NET - 4_000, 4_000));
        // Changed meanwhile: this payout keeps its account.
        house.name_account("9999888877776666").await;
        let approved = approve(&house, asked.id, "usr_finance").await.unwrap();
        assert_eq!(
            (approved.state, approved.agreed),
            (PayoutState::Approved, vec!["usr_finance".to_owned()])
        );
        house.is_clean().await;
        let mut tx = house.begin().await;
        let batch = house.money.send_payouts(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let [line] = batch.lines.as_slice() else { panic!("{batch:?}") };
        assert_eq!((line.target.number.as_str(), line.amount.minor), ("6222021234567890", 3_900));
        house.is_clean().await;
        let mut tx = house.begin().await;
        house.money.settle_payout(&mut tx, asked.id, true, "").await.unwrap();
        let again = house.money.settle_payout(&mut tx, asked.id, false, "").await;
        assert_eq!(code(again), "wrong_payout_state");
        tx.commit().await.unwrap();
        let balances = house.balances().await;
        assert_eq!((balances.available, balances.paying_out), (10 * NET - 4_000, 0));
        let mut tx = house.shop.db.read().await.unwrap();
        let bank = settlement::accounts::bank(crate::house::CNY);
        let bank = ledger::balances(&mut tx, &[bank]).await.unwrap()[0];
        assert_eq!(bank.credits_posted, 3_900);
        drop(tx);
        assert_eq!(code(house.money.send_payouts(&mut house.begin().await).await), "nothing_to_send");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_the_limit_two_people_agree_and_never_who_asked() {
    for engine in testkit::engines() {
        let house = House::with(engine, 20, settings()).await;
        rich(&house, 10).await;
        let asked = house.ask(5_001, "one").await.unwrap();
        assert_eq!(asked.people_needed, 2);
        assert_eq!(code(approve(&house, asked.id, "usr_owner").await), "own_payout");
        assert_eq!(approve(&house, asked.id, "usr_a").await.unwrap().state, PayoutState::Requested);
        assert_eq!(code(approve(&house, asked.id, "usr_a").await), "agreed_already");
        assert_eq!(code(house.money.send_payouts(&mut house.begin().await).await), "nothing_to_send");
        assert_eq!(approve(&house, asked.id, "usr_b").await.unwrap().state, PayoutState::Approved);
        assert_eq!(code(approve(&house, asked.id, "usr_c").await), "wrong_payout_state");
        assert_eq!(code(approve(&house, PayoutId(5), "usr_c").await), "no_such_payout");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_goes_to_an_account_that_was_changed_lately() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let order = house.sold(5).await;
        house.money.confirm(order.id).await.unwrap();
        assert_eq!(code(house.ask(2_000, "none").await), "no_payout_account");
        house.name_account("6222021234567890").await;
        house.shop.time.advance(Span::hours(23));
        assert_eq!(code(house.ask(2_000, "early").await), "payout_account_too_new");
        house.shop.time.advance(Span::hours(1));
        house.ask(2_000, "now").await.unwrap();
        house.name_account("6222021234567891").await;
        assert_eq!(code(house.ask(2_000, "changed").await), "payout_account_too_new");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_twice_is_one_payout() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        rich(&house, 5).await;
        let (first, second) = (house.ask(2_000, "k").await.unwrap(), house.ask(2_000, "k").await.unwrap());
        assert_eq!(first.id, second.id);
        assert_eq!(house.available().await, 5 * NET - 2_000);
        assert_eq!(code(house.ask(999, "small").await), "below_payout_minimum");
        assert_eq!(code(house.ask(-1_000, "less").await), "below_payout_minimum");
        assert_eq!(code(house.ask(5 * NET, "much").await), "balance_too_low");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_withdrawn_or_failed_is_the_balance_again() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        rich(&house, 5).await;
        let (one, two, three) = (
            house.ask(1_000, "1").await.unwrap().id,
            house.ask(1_000, "2").await.unwrap().id,
            house.ask(1_000, "3").await.unwrap().id,
        );
        let mut tx = house.begin().await;
        assert_eq!(code(house.money.refuse_payout(&mut tx, one, "").await), "bad_reason");
        house.money.refuse_payout(&mut tx, one, "the papers are old").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.begin().await;
        let stranger = kernel::MerchantId::new(&house.shop.time.ambient);
        assert_eq!(code(house.money.withdraw_payout(&mut tx, stranger, two).await), "no_such_payout");
        house.money.withdraw_payout(&mut tx, house.merchant(), two).await.unwrap();
        let twice = house.money.withdraw_payout(&mut tx, house.merchant(), two).await;
        assert_eq!(code(twice), "wrong_payout_state");
        tx.commit().await.unwrap();
        approve(&house, three, "usr_a").await.unwrap();
        let mut tx = house.begin().await;
        house.money.send_payouts(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.available().await, 5 * NET - 1_000);
        let mut tx = house.begin().await;
        let late = house.money.withdraw_payout(&mut tx, house.merchant(), three).await;
        assert_eq!(code(late), "wrong_payout_state");
        house.money.settle_payout(&mut tx, three, false, "account closed").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.available().await, 5 * NET);
        assert_eq!(house.money.payout(three, None).await.unwrap().note, "account closed");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_banks_file_is_taken_line_by_line() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        rich(&house, 5).await;
        let mut ids = Vec::new();
        for key in ["1", "2", "3"] {
            ids.push(house.ask(1_000, key).await.unwrap().id);
        }
        for id in &ids[..2] {
            approve(&house, *id, "usr_a").await.unwrap();
        }
        let mut tx = house.begin().await;
        assert_eq!(house.money.send_payouts(&mut tx).await.unwrap().lines.len(), 2);
        tx.commit().await.unwrap();
        let file = format!(
            "payout,result,note\n{},paid\n{},failed,\"closed, see letter\"\n{},paid\npot_x,paid\n{},paid\n{},paid\n",
            ids[0],
            ids[1],
            ids[2],
            PayoutId(9),
            ids[0]
        );
        let mut tx = house.begin().await;
        let results = house.money.take_results(&mut tx, file.as_bytes()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((results.paid, results.failed), (1, 1));
        let errors: Vec<_> = results.errors.iter().map(|error| (error.line, error.code)).collect();
        assert_eq!(errors, [(4, "wrong_state"), (5, "unreadable"), (6, "unknown_payout"), (7, "repeated")]);
        assert_eq!(house.money.payout(ids[1], None).await.unwrap().state, PayoutState::Failed);
        assert_eq!(house.available().await, 5 * NET - 2_000);
        house.is_clean().await;
        // The same file once more changes nothing.
        let mut tx = house.begin().await;
        let again = house.money.take_results(&mut tx, file.as_bytes()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((again.paid, again.failed), (0, 0));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_pays_out_what_has_rested() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        rich(&house, 5).await;
        let new = PayoutSchedule {
            currency: crate::house::CNY,
            every: Every::Day,
            keep_days: 1,
            minimum: 1_000,
            next_at: kernel::Time(0),
        };
        let mut tx = house.begin().await;
        for bad in [PayoutSchedule { keep_days: 91, ..new }, PayoutSchedule { minimum: 1, ..new }] {
            let refused = house.money.put_payout_schedule(&mut tx, house.merchant(), "usr_owner", bad).await;
            assert_eq!(code(refused), "bad_payout_schedule");
        }
        house.money.put_payout_schedule(&mut tx, house.merchant(), "usr_owner", new).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.money.run_payout_schedules().await.unwrap(), 0, "its time has not come");
        house.shop.time.advance(Span::hours(23));
        let fresh = house.sold(2).await;
        house.money.confirm(fresh.id).await.unwrap();
        house.shop.time.advance(Span::hours(1));
        assert_eq!(house.money.run_payout_schedules().await.unwrap(), 1);
        assert_eq!(house.money.run_payout_schedules().await.unwrap(), 0);
        let page = house
            .money
            .payouts(&Default::default(), &kernel::PageAsk { after: None, limit: 10 })
            .await
            .unwrap();
        let amounts: Vec<_> = page.items.iter().map(|p| (p.amount.minor, p.requested_by.as_str())).collect();
        assert_eq!(amounts, [(5 * NET, "schedule")]);
        // Days that nobody looked are not made up for, and too little is left for the next time.
        house.shop.time.advance(Span::days(5));
        assert_eq!(house.money.run_payout_schedules().await.unwrap(), 1);
        assert_eq!(house.money.run_payout_schedules().await.unwrap(), 0);
        assert_eq!(house.available().await, 0);
        let schedules = house.money.payout_schedules(house.merchant()).await.unwrap();
        assert!(schedules[0].next_at > house.shop.time.ambient.now());
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_merchant_is_not_paid_out() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        rich(&house, 5).await;
        let asked = house.ask(1_000, "1").await.unwrap().id;
        approve(&house, asked, "usr_a").await.unwrap();
        let mut tx = house.begin().await;
        merchants::suspend(&mut tx, house.merchant()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(code(house.ask(1_000, "2").await), "merchant_suspended");
        assert_eq!(code(house.money.send_payouts(&mut house.begin().await).await), "nothing_to_send");
        house.is_clean().await;
    }
}
