//! Which ways to pay are offered, and what happens when a buyer changes to another one.

use crate::shop::{FakeChannel, PRICE, Shop, cny, code, desk, entry, key};
use kernel::{Currency, Money, Span};
use orders::{ChannelEntry, Health, Order, OrderState, PaidOutcome};
use ports::{Device, Payer};
use std::sync::Arc;

fn on(shop: &Shop, amount: Money, device: Device) -> Vec<String> {
    let offered = shop.orders.channels().offered(amount, device, shop.time.ambient.now());
    offered.into_iter().map(|offered| offered.code).collect()
}

/// A guest's order with its payment opened at the first channel, as it stands.
async fn waiting(shop: &Shop) -> (Order, kernel::PaymentId) {
    let (order, payment) = shop.waiting(1).await;
    (shop.orders.find(order.id).await.unwrap(), payment)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_not_offered_and_not_taken() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let usd: Currency = "USD".parse().unwrap();
        assert_eq!(on(&shop, cny(PRICE), Device::Desktop), ["fake", "other"]);
        shop.orders.channels().replace(vec![
            ChannelEntry {
                max: Some(PRICE - 1),
                currencies: vec![Currency::CNY],
                devices: vec![Device::WeChat],
                ..entry(&shop.channel)
            },
            ChannelEntry { position: -1, ..entry(&shop.other) },
        ]);
        assert_eq!(on(&shop, cny(PRICE - 1), Device::WeChat), ["other", "fake"], "by position");
        assert_eq!(on(&shop, cny(PRICE - 1), Device::Mobile), ["other"]);
        assert_eq!(on(&shop, cny(PRICE), Device::WeChat), ["other"]);
        assert_eq!(on(&shop, Money::new(1, usd), Device::WeChat), ["other"]);
        assert_eq!(code(shop.orders.place(shop.by_guest(1)).await), "channel_amount");
        let only = |change: &dyn Fn(&mut ChannelEntry)| {
            let mut only = entry(&shop.channel);
            change(&mut only);
            shop.orders.channels().replace(vec![only]);
        };
        only(&|entry| entry.currencies = vec![usd]);
        assert_eq!(code(shop.orders.place(shop.by_guest(1)).await), "channel_currency");
        only(&|entry| entry.min = Some(PRICE + 1));
        assert_eq!(code(shop.orders.place(shop.by_guest(1)).await), "channel_amount");
        only(&|entry| entry.enabled = false);
        assert_eq!(code(shop.orders.place(shop.by_guest(1)).await), "channel_off");
        assert!(shop.orders.channel_codes().is_empty());
        assert_eq!(shop.stock().await, 10, "nothing is held for a refused order");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_was_switched_off_still_takes_what_is_under_way() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let (order, payment) = waiting(&shop).await;
        let (second, _) = waiting(&shop).await;
        let mut new = shop.by_guest(1);
        new.idempotency = key("s", "k", "d");
        let first = shop.orders.place(new.clone()).await.unwrap().order;
        shop.orders
            .channels()
            .replace(vec![ChannelEntry { enabled: false, ..entry(&shop.channel) }, entry(&shop.other)]);
        let again = shop.orders.open_payment(&second, &desk()).await.unwrap();
        assert!(again.pay_url.is_some(), "what was opened before is shown");
        assert_eq!(code(shop.orders.open_payment(&first, &desk()).await), "channel_off");
        let replayed = shop.orders.place(new).await.unwrap();
        assert!(replayed.replayed && replayed.order.id == first.id, "a repetition is no new order");
        shop.channel.pay(payment, "e1", order.total);
        shop.channel.pay(payment, "e2", order.total);
        let told = shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!((told.status, told.body.as_str()), (200, "success"));
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered);
        shop.orders.run_refund(shop.refund().await).await.unwrap();
        assert_eq!(shop.channel.calls(), 1, "what came twice goes back through it");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_may_be_paid_another_way() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, left) = waiting(&shop).await;
        let payment = shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        assert_eq!(payment.channel, "other");
        assert!(payment.can_be_paid() && payment.id != left);
        assert!(shop.channel.is_closed(left), "the first one is closed at its gateway");
        let order = shop.orders.find(order.id).await.unwrap();
        assert_eq!((order.pay.as_str(), order.state), ("other", OrderState::Pending));
        assert_eq!(shop.orders.payment_of(&order).await.unwrap().unwrap().id, payment.id);
        // Once more is the same.
        assert_eq!(shop.orders.switch_channel(&order, "other", &desk()).await.unwrap().id, payment.id);
        shop.other.pay(payment.id, "o1", order.total);
        assert_eq!(shop.orders.ask_channel("other", payment.id).await.unwrap(), [PaidOutcome::Delivered]);
        assert_eq!(code(shop.orders.switch_channel(&order, "fake", &desk()).await), "not_pending");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_link_is_paid_after_the_switch() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, left) = waiting(&shop).await;
        let payment = shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        // Somebody was on the old page already.
        shop.channel.pay(left, "f1", order.total);
        let told = shop.orders.notify("fake", &FakeChannel::notify_of(left)).await;
        assert_eq!(told.status, 200);
        let order = shop.orders.find(order.id).await.unwrap();
        assert_eq!(
            (order.state, order.pay.as_str()),
            (OrderState::Delivered, "fake"),
            "paid where it was paid"
        );
        assert!(shop.orders.payment_of(&order).await.unwrap().is_none(), "the new one is shown no more");
        // Whoever follows the new payment finds it left, and closes it.
        shop.orders.follow_payment(payment.id).await.unwrap();
        assert!(shop.other.is_closed(payment.id));
        assert_eq!(shop.stock().await, 4);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_are_paid_and_the_second_goes_back_where_it_came_from() {
    for engine in testkit::engines() {
        for old_first in [true, false] {
            let shop = Shop::with_keys(engine, 5).await;
            let (order, left) = waiting(&shop).await;
            let payment = shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
            shop.channel.pay(left, "f1", order.total);
            shop.other.pay(payment.id, "o1", order.total);
            let (old, new) = (("fake", left), ("other", payment.id));
            let (first, second) = if old_first { (old, new) } else { (new, old) };
            assert_eq!(shop.orders.ask_channel(first.0, first.1).await.unwrap(), [PaidOutcome::Delivered]);
            assert_eq!(shop.orders.ask_channel(second.0, second.1).await.unwrap(), [PaidOutcome::Refunding]);
            let refund = shop.refund().await;
            shop.orders.run_refund(refund).await.unwrap();
            let back: Vec<usize> = [&shop.channel, &shop.other].map(|channel| channel.calls()).into();
            assert_eq!(back, if old_first { [0, 1] } else { [1, 0] });
            let view = shop.orders.view(shop.orders.find(order.id).await.unwrap()).await.unwrap();
            assert_eq!((view.order.pay.as_str(), view.deliveries.len()), (first.0, 1));
            assert_eq!(
                (view.exceptions[0].kind.as_str(), view.exceptions[0].state.as_str()),
                ("duplicate", "done")
            );
            shop.audit_is_clean().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_are_paid_while_the_buyer_switches() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        for n in 0..8 {
            let (order, left) = waiting(&shop).await;
            shop.channel.pay(left, &format!("f{n}"), order.total);
            let (switching, paying) = (shop.orders.clone(), shop.orders.clone());
            let (seen, payer) = (order.clone(), desk());
            let switch = tokio::spawn(async move { switching.switch_channel(&seen, "other", &payer).await });
            let pay = tokio::spawn(async move { paying.ask_channel("fake", left).await });
            let (switched, paid) = (switch.await.unwrap(), pay.await.unwrap().unwrap());
            assert!(
                paid == [PaidOutcome::Delivered] || paid == [PaidOutcome::Repeated],
                "the money that was there pays the order: {paid:?}"
            );
            if let Ok(payment) = switched {
                shop.other.pay(payment.id, &format!("o{n}"), order.total);
                let second = shop.orders.ask_channel("other", payment.id).await.unwrap();
                assert_eq!(second, [PaidOutcome::Refunding]);
            }
            assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered);
        }
        assert_eq!(shop.stock().await, 12);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_switch_one_order_to_two_channels() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let third = Arc::new(FakeChannel { code: "third", ..FakeChannel::default() });
        shop.orders.channels().replace(vec![entry(&shop.channel), entry(&shop.other), entry(&third)]);
        let (order, _) = waiting(&shop).await;
        shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        // The second tab still shows the first channel.
        assert_eq!(code(shop.orders.switch_channel(&order, "third", &desk()).await), "pay_changed");
        assert_eq!(shop.orders.find(order.id).await.unwrap().pay, "other");
        let order = shop.orders.find(order.id).await.unwrap();
        shop.orders.switch_channel(&order, "third", &desk()).await.unwrap();
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_payment_for_each_device_and_not_without_end() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, desktop) = waiting(&shop).await;
        assert_eq!(shop.orders.open_payment(&order, &desk()).await.unwrap().id, desktop);
        let wechat = shop.orders.open_payment(&order, &Payer::at(Device::WeChat)).await.unwrap();
        assert!(wechat.id != desktop && wechat.in_app.is_some());
        assert!(shop.channel.is_closed(desktop), "the page that was left takes no money");
        shop.channel.pay(desktop, "late", order.total);
        assert_eq!(
            shop.orders.ask_channel("fake", desktop).await.unwrap(),
            [PaidOutcome::Delivered],
            "where it came all the same, it pays the order"
        );
        let (order, _) = waiting(&shop).await;
        let devices = [Device::Mobile, Device::Desktop].into_iter().cycle();
        let mut opened = 0;
        for device in devices.take(40) {
            match shop.orders.open_payment(&order, &Payer::at(device)).await {
                Ok(_) => opened += 1,
                refused => {
                    assert_eq!(code(refused), "too_many_payments");
                    break;
                }
            }
        }
        assert_eq!(opened, 11, "twelve with the first one");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_channel_rests_and_is_offered_last() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let (order, left) = waiting(&shop).await;
        *shop.channel.down.lock().unwrap() = true;
        for _ in 0..5 {
            assert_eq!(code(shop.orders.ask_channel("fake", left).await), "channel_down");
        }
        let health = || shop.orders.channels().health("fake", shop.time.ambient.now()).unwrap();
        assert!(matches!(health(), Health::Resting { .. }));
        assert_eq!(on(&shop, cny(PRICE), Device::Desktop), ["other", "fake"]);
        *shop.channel.down.lock().unwrap() = false;
        let placed = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        assert_eq!(code(shop.orders.open_payment(&placed, &desk()).await), "channel_down", "not tried");
        let other = shop.orders.switch_channel(&placed, "other", &desk()).await.unwrap();
        assert!(other.can_be_paid());
        // The old gateway is not waited for now; whoever follows the payment closes it.
        shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        assert!(!shop.channel.is_closed(left));
        shop.time.advance(Span::seconds(21));
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 4);
        assert!(shop.channel.is_closed(left));
        assert_eq!(health(), Health::Well, "it answered");
        assert_eq!(on(&shop, cny(PRICE), Device::Desktop), ["fake", "other"]);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_rest_one_opening_is_tried() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        *shop.channel.down.lock().unwrap() = true;
        let placed = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        for _ in 0..5 {
            assert_eq!(code(shop.orders.open_payment(&placed, &desk()).await), "channel_down");
        }
        *shop.channel.down.lock().unwrap() = false;
        assert_eq!(code(shop.orders.open_payment(&placed, &desk()).await), "channel_down");
        shop.time.advance(Span::seconds(21));
        assert!(shop.orders.open_payment(&placed, &desk()).await.unwrap().can_be_paid());
        // Where it is the only way, even a resting one is tried.
        shop.orders.channels().replace(vec![entry(&shop.channel)]);
        *shop.channel.down.lock().unwrap() = true;
        let (mut new, mut refused) = (shop.by_guest(1), 0);
        new.contact = Some("second@example.com".into());
        let second = shop.orders.place(new).await.unwrap().order;
        for _ in 0..7 {
            refused += usize::from(shop.orders.open_payment(&second, &desk()).await.is_err());
        }
        *shop.channel.down.lock().unwrap() = false;
        assert_eq!(refused, 7);
        assert!(shop.orders.open_payment(&second, &desk()).await.unwrap().can_be_paid());
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_refuses_to_open_leaves_the_order_waiting() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        *shop.channel.refuse_create.lock().unwrap() = true;
        let placed = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        assert_eq!(code(shop.orders.open_payment(&placed, &desk()).await), "channel_refused");
        let payment = shop.orders.switch_channel(&placed, "other", &desk()).await.unwrap();
        shop.other.pay(payment.id, "o1", placed.total);
        shop.orders.ask_channel("other", payment.id).await.unwrap();
        assert_eq!(shop.orders.find(placed.id).await.unwrap().state, OrderState::Delivered);
        // And where the second one does not open either, the order waits there and may go back.
        let placed = shop.orders.place(shop.by_guest(1)).await.unwrap().order;
        *shop.other.down.lock().unwrap() = true;
        assert_eq!(code(shop.orders.switch_channel(&placed, "other", &desk()).await), "channel_down");
        let now = shop.orders.find(placed.id).await.unwrap();
        assert_eq!((now.pay.as_str(), now.state), ("other", OrderState::Pending));
        *shop.channel.refuse_create.lock().unwrap() = false;
        assert!(shop.orders.switch_channel(&now, "fake", &desk()).await.unwrap().can_be_paid());
        assert_eq!(code(shop.orders.switch_channel(&now, "none", &desk()).await), "unknown_channel");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expiry_asks_the_channels_that_were_left_too() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let (order, left) = waiting(&shop).await;
        shop.orders.switch_channel(&order, "other", &desk()).await.unwrap();
        shop.channel.pay(left, "f1", order.total);
        shop.time.advance(Span::seconds(901));
        assert_eq!(shop.orders.sweep_expired(10).await.unwrap(), 1);
        let order = shop.orders.find(order.id).await.unwrap();
        assert_eq!((order.state, order.pay.as_str()), (OrderState::Delivered, "fake"));
        shop.audit_is_clean().await;
    }
}
