//! What was paid from the wallet in part goes back in the same two parts: first what the channel brought.

use crate::house::{House, code};
use crate::shop::{FakeChannel, PRICE, cny, desk};
use kernel::{ChargebackId, RefundId, UserId};
use orders::{Buyer, FromWallet, NewOrder, Order, PayWith, WalletPart};
use settlement::{Chargeback, ChargebackState, RefundOf, RefundWay};

const PART: i64 = 300;

/// A delivered order of which the wallet paid ¥3.00 and the channel ¥7.00.
async fn sold(house: &House) -> (UserId, Order) {
    let shop = &house.shop;
    let user = shop.buyer(PART).await;
    let new = NewOrder { buyer: Buyer::User(user), pay: PayWith::Channel("fake".into()), ..shop.by_guest(1) };
    let order = shop.orders.place(new).await.unwrap().order;
    let from = Some(FromWallet { user, part: WalletPart::Balance });
    let payment = shop.orders.choose_way(&order, "fake", from, &desk()).await.unwrap();
    shop.channel.pay(payment.id, &format!("e-{}", payment.id), payment.amount);
    shop.orders.notify("fake", &FakeChannel::notify_of(payment.id)).await;
    let order = shop.orders.find(order.id).await.unwrap();
    assert_eq!((order.wallet_part.minor, shop.balance(user).await), (PART, 0));
    (user, order)
}

/// What of each refund goes through the channel, in the order in which they were made.
async fn through(house: &House) -> Vec<i64> {
    let sql = "select amount from refunds order by id";
    house.shop.db.query(sql, &[]).await.unwrap().iter().map(|row| row.int(0).unwrap()).collect()
}

async fn carried(house: &House, ids: &[RefundId]) {
    for id in ids {
        house.shop.orders.run_refund(*id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_go_back_through_the_channel_first() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = sold(&house).await;
        let first = house.refund(&order, RefundOf::Amount(500), RefundWay::Origin).await.unwrap();
        assert_eq!((first.amount.minor, first.done, house.shop.balance(user).await), (500, false, 0));
        house.is_clean().await;
        let second = house.refund(&order, RefundOf::Amount(333), RefundWay::Origin).await.unwrap();
        assert_eq!((second.done, house.shop.balance(user).await), (false, 133), "two from each");
        house.is_clean().await;
        let last = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert_eq!((last.amount.minor, last.done, last.refunded.minor), (167, true, PRICE));
        assert_eq!((house.shop.balance(user).await, through(&house).await), (PART, vec![500, 200]));
        house.is_clean().await;
        carried(&house, &[first.id, second.id]).await;
        assert_eq!((house.shop.channel.calls(), house.balances().await.escrow), (2, 0));
        assert_eq!(
            code(house.refund(&order, RefundOf::Amount(1), RefundWay::Origin).await),
            "more_than_paid"
        );
        let told = house.shop.orders.timeline(&order).await.unwrap();
        assert_eq!(told.iter().filter(|moment| moment.kind == "given_back").count(), 2);
        let money = house.money.order_money(order.id).await.unwrap().unwrap();
        let ways: Vec<_> = money.refunds.iter().map(|r| (r.way.as_str(), r.state.as_str())).collect();
        assert_eq!(ways, [("origin", "done"), ("origin", "done"), ("wallet", "done")]);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_it_goes_back_at_once_to_both_or_to_the_wallet() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let (user, order) = sold(&house).await;
        let whole = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert_eq!((whole.done, house.shop.balance(user).await), (false, PART));
        assert_eq!(through(&house).await, [PRICE - PART]);
        house.is_clean().await;
        carried(&house, &[whole.id, whole.id]).await;
        house.is_clean().await;

        let (user, order) = sold(&house).await;
        house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        assert_eq!(house.shop.balance(user).await, PRICE);

        // What went into the wallet before leaves less than the channel brought: that goes there alone.
        let (user, order) = sold(&house).await;
        house.refund(&order, RefundOf::Amount(400), RefundWay::Wallet).await.unwrap();
        let rest = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert_eq!((rest.amount.minor, house.shop.balance(user).await), (600, 400));
        assert_eq!(through(&house).await, [PRICE - PART, 600]);
        carried(&house, &[rest.id]).await;
        house.is_clean().await;

        // Released already: out of the merchant's balance, in the same parts.
        let (user, order) = sold(&house).await;
        house.money.confirm(order.id).await.unwrap();
        let whole = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        carried(&house, &[whole.id]).await;
        assert_eq!((house.shop.balance(user).await, house.available().await), (PART, 0));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_channel_will_not_have_is_credited_and_was_its_part() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = sold(&house).await;
        *house.shop.channel.refuse_refunds.lock().unwrap() = true;
        let first = house.refund(&order, RefundOf::Amount(800), RefundWay::Origin).await.unwrap();
        assert_eq!(house.shop.balance(user).await, 100);
        carried(&house, &[first.id]).await;
        let says = orders::Says { by: "usr_finance", reason: "the card is closed" };
        house.shop.orders.settle_refund(first.id, orders::Verdict::Credit, says).await.unwrap();
        assert_eq!(house.shop.balance(user).await, 800);
        let rest = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert!(rest.done, "nothing of the channel's part is left");
        assert_eq!((house.shop.balance(user).await, through(&house).await), (PRICE, vec![700]));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refunds_at_once_give_each_part_back_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = sold(&house).await;
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let (money, db) = (house.money.clone(), house.shop.db.db.clone());
            let new = crate::house::refund_of(&order, RefundOf::Amount(250), RefundWay::Origin);
            tasks.push(tokio::spawn(async move {
                crate::house::refund(&money, &db, settlement::Side::Merchant, &new).await.is_ok()
            }));
        }
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.unwrap());
        }
        assert_eq!(done, 4);
        assert_eq!(through(&house).await.iter().sum::<i64>(), PRICE - PART);
        assert_eq!(house.shop.balance(user).await, PART);
        house.is_clean().await;
    }
}

/// The account is deleted: nothing of a refund stays between the two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wallets_part_of_who_is_gone_goes_nowhere() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = sold(&house).await;
        let mut tx = house.shop.db.begin().await.unwrap();
        orders::anonymise(&mut tx, user).await.unwrap();
        tx.commit().await.unwrap();
        for what in [RefundOf::Rest, RefundOf::Amount(PRICE - PART + 1)] {
            assert_eq!(code(house.refund(&order, what, RefundWay::Origin).await), "no_wallet");
        }
        let back = house.refund(&order, RefundOf::Amount(PRICE - PART), RefundWay::Origin).await.unwrap();
        assert_eq!(through(&house).await, [PRICE - PART]);
        carried(&house, &[back.id]).await;
        assert_eq!(code(house.refund(&order, RefundOf::Rest, RefundWay::Origin).await), "no_wallet");
        house.is_clean().await;
    }
}

/// A bank disputes all that came through the channel.
pub async fn disputed(house: &House, order: &Order) -> Chargeback {
    let shop = &house.shop;
    let keys = [(order.merchant, order.id)];
    let paid = orders::paid_by(&mut shop.db.read().await.unwrap(), &keys).await.unwrap();
    let paid = paid[&order.id].clone();
    Chargeback {
        merchant: order.merchant,
        id: ChargebackId::new(&shop.time.ambient),
        channel: paid.channel,
        reference: "dp_1".into(),
        event_id: paid.event_id,
        payment: paid.payment,
        order: order.id,
        dispute: "dsp_1".into(),
        amount: cny(PRICE - PART),
        reason: "fraudulent".into(),
        recorded_by: None,
        state: ChargebackState::Told,
        refund: None,
        from_loss: 0,
        cost: 0,
        created_at: shop.time.ambient.now(),
        taken_at: None,
        returned_at: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_bank_took_was_the_channels_part() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = sold(&house).await;
        let of = disputed(&house, &order).await;
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.note_chargeback(&mut tx, &of).await.unwrap();
        assert_eq!(house.money.take_back(&mut tx, &of).await.unwrap(), PRICE - PART);
        tx.commit().await.unwrap();
        house.is_clean().await;
        let rest = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert_eq!((rest.amount.minor, rest.done, house.shop.balance(user).await), (PART, true, PART));
        assert_eq!((through(&house).await, house.balances().await.escrow), (vec![], 0));
        house.is_clean().await;
        let mut tx = house.shop.db.begin().await.unwrap();
        let taken = house.money.chargeback_in(&mut tx, "dsp_1").await.unwrap().unwrap();
        assert_eq!(house.money.give_again(&mut tx, &taken).await.unwrap(), PRICE - PART);
        tx.commit().await.unwrap();
        // The bank gave it again: what of it is the merchant's lies in escrow, and goes back there where it came from.
        assert_eq!(house.balances().await.escrow, 686);
        let again = house.refund(&order, RefundOf::Rest, RefundWay::Origin).await.unwrap();
        assert_eq!((again.amount.minor, through(&house).await), (PRICE - PART, vec![PRICE - PART]));
        carried(&house, &[again.id]).await;
        house.is_clean().await;
    }
}
