//! Orders that are paid from the wallet in part, and through a channel for the rest.

use crate::shop::{FakeChannel, PRICE, Shop, cny, code, desk, entry};
use kernel::{Money, PaymentId, Span, UserId};
use orders::{
    Buyer, ChannelEntry, FromWallet, NewOrder, Order, OrderState, Orders, PaidOutcome, PayWith, PaymentView,
    WalletPart,
};

const PART: i64 = 300;
const REST: i64 = PRICE - PART;

/// A user's order that waits for the channel, as it stands.
async fn placed(shop: &Shop, user: UserId) -> Order {
    let new = NewOrder {
        buyer: Buyer::User(user),
        pay: PayWith::Channel("fake".into()),
        contact: None,
        ..shop.by_guest(1)
    };
    let placed = shop.orders.place(new).await.unwrap();
    shop.orders.open_payment(&placed.order, &desk()).await.unwrap();
    now(shop, &placed.order).await
}

async fn now(shop: &Shop, order: &Order) -> Order {
    shop.orders.find(order.id).await.unwrap()
}

async fn choose(
    orders: &Orders,
    order: &Order,
    channel: &str,
    part: WalletPart,
) -> Result<PaymentView, orders::OrderError> {
    let from = order.buyer.map(|user| FromWallet { user, part });
    orders.choose_way(order, channel, from, &desk()).await
}

/// An order of which the wallet's part is held: the buyer, the order as it stands, and the payment of the rest.
async fn held(shop: &Shop) -> (UserId, Order, PaymentId) {
    let user = shop.buyer(PART).await;
    let order = placed(shop, user).await;
    let payment = choose(&shop.orders, &order, "fake", WalletPart::Balance).await.unwrap();
    assert_eq!((payment.amount, shop.balance(user).await), (cny(REST), 0));
    (user, now(shop, &order).await, payment.id)
}

/// The amounts arrive one after another; the outcomes in order.
async fn pay(shop: &Shop, payment: PaymentId, amounts: &[i64]) -> Vec<PaidOutcome> {
    let known = shop.channel.paid.lock().unwrap().get(&payment).map_or(0, Vec::len);
    for (n, fen) in amounts.iter().enumerate() {
        shop.channel.pay(payment, &format!("{payment}-{}", known + n), cny(*fen));
    }
    shop.orders.ask_channel("fake", payment).await.unwrap().split_off(known)
}

async fn kinds(shop: &Shop, order: &Order) -> Vec<String> {
    let view = shop.orders.view(now(shop, order).await).await.unwrap();
    view.exceptions.into_iter().map(|x| x.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_parts_pay_the_order_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (user, order, payment) = held(&shop).await;
        assert_eq!((order.wallet_part, order.by_channel()), (cny(PART), cny(REST)));
        assert_eq!((shop.escrow().await, order.state), (0, OrderState::Pending));
        shop.audit_is_clean().await;
        // The same choice again is the same payment.
        let again = choose(&shop.orders, &order, "fake", WalletPart::Amount(PART)).await.unwrap();
        assert_eq!(again.id, payment);
        assert_eq!(shop.orders.payment_of(&order).await.unwrap().unwrap().amount, cny(REST));
        shop.channel.pay(payment, "e1", cny(REST));
        let tasks: Vec<_> = (0..20)
            .map(|_| shop.orders.clone())
            .map(|orders| {
                tokio::spawn(async move { orders.notify("fake", &FakeChannel::notify_of(payment)).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().status, 200);
        }
        let paid = now(&shop, &order).await;
        assert_eq!((paid.state, paid.pay.as_str()), (OrderState::Delivered, "fake"));
        assert_eq!((paid.wallet_part, shop.balance(user).await), (cny(PART), 0));
        assert_eq!((shop.escrow().await, shop.stock().await), (980, 4));
        assert!(kinds(&shop, &order).await.is_empty());
        let ask = kernel::PageAsk::new(None, Some(9));
        let lines = shop.orders.wallet_statement(user, order.currency(), &ask).await.unwrap().items;
        let lines: Vec<_> = lines.iter().map(|line| (line.amount, line.counterpart.as_str())).collect();
        assert_eq!(lines, [(-PART, "escrow"), (PART, "funding")], "one line, when it is taken");
        let told = shop.orders.timeline(&paid).await.unwrap();
        assert_eq!(told.iter().filter(|moment| moment.kind == "wallet_part").count(), 1);
        assert_eq!(code(choose(&shop.orders, &paid, "fake", WalletPart::Balance).await), "not_pending");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_part_comes_back_by_itself() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 9).await;
        let (user, order, payment) = held(&shop).await;
        shop.orders.cancel(&order).await.unwrap();
        assert_eq!((shop.balance(user).await, now(&shop, &order).await.wallet_part), (PART, cny(0)));
        assert!(shop.channel.is_closed(payment));
        shop.audit_is_clean().await;

        let (user, order, payment) = held(&shop).await;
        let other = shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        assert_eq!((other.amount, shop.balance(user).await), (cny(PRICE), PART), "another way, without it");
        assert!(shop.channel.is_closed(payment));
        // The old link brings the rest alone: too little now.
        assert_eq!(pay(&shop, payment, &[REST]).await, [PaidOutcome::Credited]);
        assert_eq!((shop.balance(user).await, kinds(&shop, &order).await), (PRICE, vec!["underpaid".into()]));
        let order = now(&shop, &order).await;
        let kept = choose(&shop.orders, &order, "fake", WalletPart::Amount(1)).await.unwrap();
        assert_eq!((kept.amount, shop.balance(user).await), (cny(PRICE - 1), PRICE - 1));
        let order = now(&shop, &order).await;
        let same = choose(&shop.orders, &order, "other", WalletPart::Amount(1)).await.unwrap();
        assert_eq!((same.amount, shop.balance(user).await), (cny(PRICE - 1), PRICE - 1), "kept with another");
        let order = now(&shop, &order).await;
        // All from the wallet: what is held is a part of it.
        let paid = shop.orders.pay_from_wallet(&order, user).await.unwrap().order;
        assert_eq!(
            (paid.state, paid.pay.as_str(), paid.wallet_part),
            (OrderState::Delivered, "wallet", cny(0))
        );
        assert_eq!(shop.balance(user).await, 0);
        shop.audit_is_clean().await;

        let (user, order, _) = held(&shop).await;
        assert_eq!(code(shop.orders.pay_from_wallet(&order, user).await), "insufficient_balance");
        shop.time.advance(Span::seconds(901));
        assert_eq!(shop.balance(user).await, 0, "the sweep has not been here");
        assert_eq!(shop.orders.sweep_expired(10).await.unwrap(), 1);
        assert_eq!((shop.balance(user).await, now(&shop, &order).await.state), (PART, OrderState::Expired));
        shop.audit_is_clean().await;
    }
}

/// What the channel brings, what comes of it, and what is then in the wallet, of the price in escrow, and taken from the
/// wallet.
const BROUGHT: [(&[i64], &[PaidOutcome], i64, i64); 7] = {
    use PaidOutcome::{Credited, Delivered, DeliveredOverpaid};
    [
        (&[REST], &[Delivered], 0, PART),
        (&[500, REST], &[Credited, Delivered], 500, PART),
        (&[REST - 1, REST], &[Credited, Delivered], REST - 1, PART),
        // The wallet gives what is lacking, and no more.
        (&[800], &[Delivered], 100, 200),
        (&[PRICE], &[Delivered], PART, 0),
        (&[PRICE + 50], &[DeliveredOverpaid], PART + 50, 0),
        (&[REST, REST], &[Delivered, Credited], REST, PART),
    ]
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_channel_brings_nothing_is_lost() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        for (n, (amounts, outcomes, balance, taken)) in (1..).zip(BROUGHT) {
            let (user, order, payment) = held(&shop).await;
            assert_eq!(pay(&shop, payment, amounts).await, outcomes, "{amounts:?}");
            let order = now(&shop, &order).await;
            assert_eq!((order.state, order.wallet_part.minor), (OrderState::Delivered, taken), "{amounts:?}");
            assert_eq!((shop.balance(user).await, shop.escrow().await), (balance, n * 980), "{amounts:?}");
            shop.audit_is_clean().await;
        }
        let (user, order, payment) = held(&shop).await;
        shop.channel.pay(payment, "usd", Money::new(REST, "USD".parse().unwrap()));
        shop.orders.ask_channel("fake", payment).await.unwrap();
        assert_eq!((shop.balance(user).await, now(&shop, &order).await.state), (0, OrderState::Pending));
        shop.orders.cancel(&order).await.unwrap();
        assert_eq!(shop.balance(user).await, PART);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_too_late_goes_into_the_wallet_with_the_part() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        for swept in [true, false] {
            let (user, order, payment) = held(&shop).await;
            shop.time.advance(Span::seconds(901));
            if swept {
                shop.orders.sweep_expired(10).await.unwrap();
            }
            assert_eq!(pay(&shop, payment, &[REST]).await, [PaidOutcome::Credited]);
            shop.orders.sweep_expired(10).await.unwrap();
            assert_eq!(shop.balance(user).await, PRICE);
            assert_eq!(kinds(&shop, &order).await, ["late"]);
            assert_eq!(now(&shop, &order).await.state, OrderState::Expired);
            shop.audit_is_clean().await;
        }
        for swept in [true, false] {
            let (user, order, payment) = held(&shop).await;
            shop.time.advance(Span::seconds(901));
            if swept {
                shop.orders.sweep_expired(10).await.unwrap();
            }
            // All of it, by somebody on the page from before: delivered as any late money is.
            assert_eq!(pay(&shop, payment, &[PRICE]).await, [PaidOutcome::DeliveredLate]);
            assert_eq!((shop.balance(user).await, now(&shop, &order).await.wallet_part), (PART, cny(0)));
            shop.audit_is_clean().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_link_brings_all_of_it_after_the_choice() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(PART).await;
        let order = placed(&shop, user).await;
        let whole = shop.orders.payment_of(&order).await.unwrap().unwrap();
        let rest = choose(&shop.orders, &order, "fake", WalletPart::Balance).await.unwrap();
        assert!(shop.channel.is_closed(whole.id) && whole.amount == cny(PRICE));
        assert_eq!(pay(&shop, whole.id, &[PRICE]).await, [PaidOutcome::Delivered]);
        assert_eq!(shop.balance(user).await, PART, "the wallet's part was not needed");
        assert_eq!(pay(&shop, rest.id, &[REST]).await, [PaidOutcome::Credited]);
        assert_eq!((shop.balance(user).await, kinds(&shop, &order).await), (PRICE, vec!["duplicate".into()]));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_makes_no_sense_is_refused_and_holds_nothing() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(PART).await;
        let order = placed(&shop, user).await;
        let refused = async |part| code(choose(&shop.orders, &order, "fake", part).await);
        for fen in [-1, PRICE, PRICE + 1, i64::MIN, i64::MAX] {
            assert_eq!(refused(WalletPart::Amount(fen)).await, "wallet_part", "{fen}");
        }
        assert_eq!(refused(WalletPart::Amount(PART + 1)).await, "wallet_too_low");
        let stranger = shop.buyer(PART).await;
        let from = Some(FromWallet { user: stranger, part: WalletPart::Balance });
        assert_eq!(code(shop.orders.choose_way(&order, "fake", from, &desk()).await), "order_not_found");
        let (guests, _) = shop.waiting(1).await;
        assert_eq!(code(shop.orders.choose_way(&guests, "fake", from, &desk()).await), "order_not_found");
        assert_eq!(code(choose(&shop.orders, &order, "none", WalletPart::Balance).await), "unknown_channel");
        let poor = shop.buyer(0).await;
        let poors = placed(&shop, poor).await;
        assert_eq!(code(choose(&shop.orders, &poors, "fake", WalletPart::Balance).await), "wallet_too_low");
        let rich = shop.buyer(PRICE).await;
        let richs = placed(&shop, rich).await;
        assert_eq!(code(choose(&shop.orders, &richs, "fake", WalletPart::Balance).await), "wallet_part");
        // The channel is asked for the rest, so its limits are about the rest.
        shop.orders.channels().replace(vec![ChannelEntry { min: Some(800), ..entry(&shop.channel) }]);
        assert_eq!(refused(WalletPart::Amount(201)).await, "channel_amount");
        shop.orders.channels().replace(vec![ChannelEntry { max: Some(800), ..entry(&shop.channel) }]);
        choose(&shop.orders, &order, "fake", WalletPart::Amount(200)).await.unwrap();
        for (who, there) in [(user, 100), (stranger, PART), (poor, 0), (rich, PRICE)] {
            assert_eq!(shop.balance(who).await, there);
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_choose_at_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let node = shop.another_node().await;
        let user = shop.buyer(PART).await;
        let mut order = placed(&shop, user).await;
        for round in 0..4 {
            let second = if engine == db::Engine::Postgres { node.clone() } else { shop.orders.clone() };
            let tabs = [(shop.orders.clone(), 100 + round), (second, 200 + round)].map(|(orders, part)| {
                let seen = order.clone();
                tokio::spawn(async move {
                    let chosen = choose(&orders, &seen, "fake", WalletPart::Amount(part)).await;
                    chosen.map(|payment| (part, payment.amount.minor))
                })
            });
            let mut won = Vec::new();
            for tab in tabs {
                match tab.await.unwrap() {
                    Ok(chosen) => won.push(chosen),
                    Err(refused) => assert_eq!(code::<()>(Err(refused)), "pay_changed"),
                }
            }
            let [(part, rest)] = won.as_slice() else { panic!("one of them: {won:?}") };
            order = now(&shop, &order).await;
            assert_eq!((order.wallet_part.minor, *rest), (*part, PRICE - part));
            assert_eq!(shop.balance(user).await, PART - part);
        }
        let open = shop.orders.payment_of(&order).await.unwrap().unwrap();
        assert_eq!(pay(&shop, open.id, &[open.amount.minor]).await, [PaidOutcome::Delivered]);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_an_order_races_its_money() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let mut all = Vec::new();
        for _ in 0..12 {
            let one = held(&shop).await;
            shop.channel.pay(one.2, &format!("e-{}", one.2), cny(REST));
            all.push(one);
        }
        let mut tasks = Vec::new();
        for (index, (_, order, payment)) in all.iter().cloned().enumerate() {
            let (paying, ending) = (shop.orders.clone(), shop.orders.clone());
            tasks.push(tokio::spawn(async move {
                let _ = paying.ask_channel("fake", payment).await;
            }));
            if index % 2 == 0 {
                tasks.push(tokio::spawn(async move {
                    let _ = ending.cancel(&order).await;
                }));
            }
        }
        shop.time.advance(Span::seconds(901));
        let sweeper = shop.orders.clone();
        tasks.push(tokio::spawn(async move {
            sweeper.sweep_expired(100).await.unwrap();
        }));
        for task in tasks {
            task.await.unwrap();
        }
        shop.orders.sweep_expired(100).await.unwrap();
        for (user, order, _) in all {
            let order = now(&shop, &order).await;
            let there = if order.state == OrderState::Delivered { 0 } else { PRICE };
            assert_ne!(order.state, OrderState::Pending);
            assert_eq!(shop.balance(user).await, there, "{:?}", order.state);
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_that_is_spent_elsewhere_is_spent_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let node = shop.another_node().await;
        for _ in 0..5 {
            let user = shop.buyer(PRICE).await;
            let order = placed(&shop, user).await;
            let (holding, seen) = (shop.orders.clone(), order.clone());
            let spending = if engine == db::Engine::Postgres { node.clone() } else { shop.orders.clone() };
            let new = shop.by_wallet(user, 1);
            let hold =
                tokio::spawn(async move { choose(&holding, &seen, "fake", WalletPart::Amount(PART)).await });
            let spend = tokio::spawn(async move { spending.place(new).await.map(|_| ()) });
            match (hold.await.unwrap(), spend.await.unwrap()) {
                (Ok(payment), Err(refused)) => {
                    assert_eq!(code::<()>(Err(refused)), "insufficient_balance");
                    assert_eq!(shop.balance(user).await, PRICE - PART);
                    assert_eq!(pay(&shop, payment.id, &[REST]).await, [PaidOutcome::Delivered]);
                    assert_eq!(shop.balance(user).await, PRICE - PART);
                }
                (Err(refused), Ok(())) => {
                    assert_eq!(code::<()>(Err(refused)), "wallet_too_low");
                    assert_eq!((shop.balance(user).await, now(&shop, &order).await.wallet_part), (0, cny(0)));
                }
                (hold, spend) => panic!("one of them: {:?} {:?}", hold.is_ok(), spend.is_ok()),
            }
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_audit_finds() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (_, order, payment) = held(&shop).await;
        let spoil = async |sql: &str| {
            let mut tx = shop.db.begin().await.unwrap();
            tx.exec(sql, db::params![order.id]).await.unwrap();
            let what = orders::audit::audit(&mut tx, shop.time.ambient.now()).await.unwrap();
            tx.rollback().await.unwrap();
            what.into_iter().map(|finding| finding.what).collect::<Vec<_>>().join(" · ")
        };
        let waits = "an order that waits for the rest holds another part of the wallet than was chosen";
        assert!(spoil("update orders set wallet_part = 299 where id = $1").await.contains(waits));
        let closed = "a part of a wallet is held for an order that does not wait for it";
        let found = spoil("update orders set state = 'cancelled', wallet_part = 0 where id = $1").await;
        assert!(found.contains(closed), "{found}");
        let found = spoil("update orders set wallet_holds = 0 where id = $1").await;
        assert!(found.contains("an order has a part from the wallet that was never held"), "{found}");
        pay(&shop, payment, &[REST]).await;
        for part in [299, 0] {
            let found = spoil(&format!("update orders set wallet_part = {part} where id = $1")).await;
            assert!(found.contains("a paid order's part from the wallet"), "{found}");
            assert!(found.contains("a paid order has no payment of its total"), "{found}");
        }
        shop.audit_is_clean().await;
        // Nobody swept: the part has its age.
        let (..) = held(&shop).await;
        shop.time.advance(Span::minutes(26));
        let found = shop.orders.audit().await.unwrap();
        let late = found.iter().find(|f| f.what == "a part of a wallet is held beyond the time of its order");
        assert!(late.unwrap().row.contains("/w1, since "), "{found:?}");
        shop.orders.sweep_expired(10).await.unwrap();
        shop.audit_is_clean().await;
    }
}
