use crate::shop::{FakeChannel, PRICE, Shop, cny, code, desk};
use kernel::{Currency, Money, Span};
use orders::{Buyer, NewOrder, OrderState, PaidOutcome, PayWith};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_parallel_notifies_deliver_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(1).await;
        assert_eq!(shop.stock().await, 4, "the unit is held");
        shop.channel.pay(payment, "e1", order.total);
        let tasks: Vec<_> = (0..50)
            .map(|_| shop.orders.clone())
            .map(|orders| {
                tokio::spawn(async move { orders.notify("fake", &FakeChannel::notify_of(payment)).await })
            })
            .collect();
        for task in tasks {
            let answer = task.await.unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "success"));
        }
        let view = shop.orders.view(shop.orders.find(order.id).await.unwrap()).await.unwrap();
        assert_eq!(view.order.state, OrderState::Delivered);
        assert_eq!((view.deliveries.len(), view.exceptions.len()), (1, 0));
        assert_eq!((shop.stock().await, shop.escrow().await), (4, 980));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_or_stray_notify_changes_nothing() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(1).await;
        let mut forged = FakeChannel::notify_of(payment);
        forged.headers.clear();
        assert_eq!(shop.orders.notify("fake", &forged).await.status, 401);
        assert_eq!(shop.orders.notify("nowhere", &FakeChannel::notify_of(payment)).await.status, 404);
        // Signed, but the channel itself knows of no money: asked again, nothing is believed.
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 200);
        let other = kernel::PaymentId::new(&shop.time.ambient);
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(other)).await.status, 404);
        // Told of as paid, and not known when asked: a gateway that has not caught up is to tell again.
        *shop.channel.knows_none.lock().unwrap() = true;
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 503);
        *shop.channel.knows_none.lock().unwrap() = false;
        *shop.channel.down.lock().unwrap() = true;
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 503);
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Pending);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_of_another_order_pays_only_its_own() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (first, payment) = shop.waiting(1).await;
        let (second, _) = shop.waiting(1).await;
        shop.channel.pay(payment, "e1", first.total);
        shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(shop.orders.find(first.id).await.unwrap().state, OrderState::Delivered);
        assert_eq!(shop.orders.find(second.id).await.unwrap().state, OrderState::Pending);
        assert_eq!(code(shop.orders.ask_channel("other", payment).await), "order_not_found");
        shop.audit_is_clean().await;
    }
}

/// Pays `amounts` one after another; the outcomes in order.
async fn pay(shop: &Shop, payment: kernel::PaymentId, amounts: &[Money]) -> Vec<PaidOutcome> {
    let known = shop.channel.paid.lock().unwrap().get(&payment).map_or(0, Vec::len);
    for (n, amount) in amounts.iter().enumerate() {
        shop.channel.pay(payment, &format!("{payment}-{}", known + n), *amount);
    }
    shop.orders.ask_channel("fake", payment).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_gets_back_what_cannot_be_used() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let (order, payment) = shop.waiting(1).await;
        let dollars = Money::new(PRICE, "USD".parse().unwrap());
        let outcomes = pay(&shop, payment, &[cny(PRICE - 1), dollars, cny(PRICE + 50), cny(PRICE)]).await;
        assert_eq!(
            outcomes,
            [
                PaidOutcome::Refunding,
                PaidOutcome::Refunding,
                PaidOutcome::DeliveredOverpaid,
                PaidOutcome::Refunding
            ]
        );
        let view = shop.orders.view(shop.orders.find(order.id).await.unwrap()).await.unwrap();
        let mut kinds: Vec<&str> = view.exceptions.iter().map(|x| x.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["duplicate", "overpaid", "underpaid", "wrong_currency"]);
        shop.audit_is_clean().await;
        let refunds = shop.db.query("select id from refunds order by id", &[]).await.unwrap();
        assert_eq!(refunds.len(), 4);
        for row in &refunds {
            shop.orders.run_refund(row.parse(0).unwrap()).await.unwrap();
            shop.orders.run_refund(row.parse(0).unwrap()).await.unwrap();
        }
        assert_eq!(shop.channel.refunds.lock().unwrap().len(), 4);
        let view = shop.orders.view(view.order).await.unwrap();
        assert!(view.exceptions.iter().all(|x| x.state == "done" && x.action == "refunded"));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_is_credited_instead() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(0).await;
        let new =
            NewOrder { buyer: Buyer::User(user), pay: PayWith::Channel("fake".into()), ..shop.by_guest(1) };
        let order = shop.orders.place(new).await.unwrap().order;
        let payment = shop.orders.open_payment(&order, &desk()).await.unwrap().id;
        let outcomes = pay(&shop, payment, &[cny(400), cny(PRICE), cny(PRICE)]).await;
        assert_eq!(outcomes, [PaidOutcome::Credited, PaidOutcome::Delivered, PaidOutcome::Credited]);
        assert_eq!(shop.balance(user).await, 1_400);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_money_gets_goods_while_there_are_some() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let (expired, late) = shop.waiting(1).await;
        let (cancelled, closed) = shop.waiting(1).await;
        shop.orders.cancel(&cancelled).await.unwrap();
        shop.time.advance(Span::seconds(901));
        assert_eq!(shop.orders.sweep_expired(10).await.unwrap(), 1);
        assert_eq!(shop.orders.find(expired.id).await.unwrap().state, OrderState::Expired);
        assert_eq!(shop.stock().await, 2, "what was held is back");
        assert_eq!(pay(&shop, late, &[cny(PRICE)]).await, [PaidOutcome::DeliveredLate]);
        assert_eq!(pay(&shop, closed, &[cny(PRICE)]).await, [PaidOutcome::DeliveredLate]);
        let (gone, payment) = {
            shop.import(shop.sku, 1, "MORE").await;
            shop.waiting(1).await
        };
        shop.orders.cancel(&gone).await.unwrap();
        let user = shop.buyer(PRICE).await;
        shop.orders.place(shop.by_wallet(user, 1)).await.unwrap();
        assert_eq!(
            pay(&shop, payment, &[cny(PRICE)]).await,
            [PaidOutcome::Refunding],
            "nothing is left to deliver"
        );
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_before_the_sweep_after_the_time_is_late_but_delivered() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let (order, payment) = shop.waiting(1).await;
        shop.time.advance(Span::seconds(901));
        shop.channel.pay(payment, "e", cny(PRICE));
        assert_eq!(
            shop.orders.sweep_expired(10).await.unwrap(),
            1,
            "the sweep asks the channel before it gives the goods away"
        );
        assert_eq!(shop.orders.find(order.id).await.unwrap().state, OrderState::Delivered);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_refund_is_an_alarm_not_a_loss() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let (_, payment) = shop.waiting(1).await;
        pay(&shop, payment, &[cny(1)]).await;
        let id = shop.db.query("select id from refunds", &[]).await.unwrap()[0].parse(0).unwrap();
        *shop.channel.down.lock().unwrap() = true;
        assert!(shop.orders.run_refund(id).await.is_err(), "unknown: tried again later");
        *shop.channel.down.lock().unwrap() = false;
        *shop.channel.refuse_refunds.lock().unwrap() = true;
        shop.orders.run_refund(id).await.unwrap();
        let findings = shop.orders.audit().await.unwrap();
        assert_eq!(findings.len(), 1);
        assert!(findings[0].what.contains("refund failed") && findings[0].row == id.to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_order_may_be_paid_from_the_wallet_instead() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let user = shop.buyer(PRICE).await;
        let new =
            NewOrder { buyer: Buyer::User(user), pay: PayWith::Channel("fake".into()), ..shop.by_guest(1) };
        let order = shop.orders.place(new).await.unwrap().order;
        let payment = shop.orders.open_payment(&order, &desk()).await.unwrap().id;
        let stranger = shop.buyer(PRICE).await;
        assert_eq!(code(shop.orders.pay_from_wallet(&order, stranger).await), "order_not_found");
        assert_eq!(
            shop.orders.pay_from_wallet(&order, user).await.unwrap().order.state,
            OrderState::Delivered
        );
        assert_eq!(code(shop.orders.pay_from_wallet(&order, user).await), "not_pending");
        assert_eq!(
            pay(&shop, payment, &[cny(PRICE)]).await,
            [PaidOutcome::Credited],
            "the old link was paid all the same"
        );
        assert_eq!(shop.orders.wallet(user, Currency::CNY).await.unwrap().available, cny(PRICE));
        shop.audit_is_clean().await;
    }
}

#[tokio::test]
async fn a_dispute_that_a_channel_tells_of_is_asked_about_later() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let told = FakeChannel::tell_of("dp_1");
        let forged = ports::RawNotify { headers: vec![], ..told.clone() };
        assert_eq!(shop.orders.notify("fake", &forged).await.status, 401);
        assert_eq!(shop.orders.notify("fake", &told).await.status, 200);
        let rows = shop.db.query("select kind, payload from jobs", &[]).await.unwrap();
        assert_eq!((rows.len(), rows[0].text(0).unwrap().as_str()), (1, orders::ASK_CHARGEBACK));
        let ask: orders::DisputeAsk = serde_json::from_str(&rows[0].text(1).unwrap()).unwrap();
        assert_eq!((ask.channel.as_str(), ask.reference.as_str()), ("fake", "dp_1"));
        assert_eq!(shop.orders.dispute_at(&ask).await.unwrap(), None, "the channel knows of none");
        *shop.channel.down.lock().unwrap() = true;
        assert_eq!(code(shop.orders.dispute_at(&ask).await), "channel_down");
        shop.audit_is_clean().await;
    }
}
