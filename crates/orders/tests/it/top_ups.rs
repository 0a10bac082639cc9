//! Money into the wallet through a channel: whatever arrives is credited, once; and back, as far as it is still there.

use crate::shop::{FakeChannel, Shop, cny, code, desk};
use db::Engine;
use kernel::{Money, PaymentId, Span, UserId};
use orders::{
    NewTopUp, OrderError, OrderSettings, Orders, PaidOutcome, RefundFilter, Says, TopUp, TopUpState, Verdict,
};

const SAYS: Says<'static> = Says { by: "usr_operator", reason: "seen in the gateway's list" };

fn new(user: UserId, fen: i64) -> NewTopUp {
    NewTopUp { user, amount: cny(fen), pay: "fake".into() }
}

/// A user's top-up with its payment opened at the channel.
async fn waiting(shop: &Shop, user: UserId, fen: i64) -> (TopUp, PaymentId) {
    let top_up = shop.orders.begin_top_up(&new(user, fen)).await.unwrap();
    let payment = shop.orders.open_top_up(&top_up, &desk()).await.unwrap();
    assert!(payment.can_be_paid());
    (top_up, payment.id)
}

async fn now(shop: &Shop, top_up: &TopUp) -> (TopUpState, i64) {
    let now = shop.orders.top_up(top_up.id).await.unwrap();
    (now.state, now.credited.minor)
}

/// Kind and amount of all exceptions, the oldest first.
async fn named(shop: &Shop) -> Vec<(String, i64)> {
    let sql = "select kind, amount from payment_exceptions order by id";
    let rows = shop.db.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.text(0).unwrap(), row.int(1).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_parallel_notifies_credit_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let node = shop.another_node().await;
        let user = shop.buyer(0).await;
        let (top_up, payment) = waiting(&shop, user, 5_000).await;
        shop.channel.pay(payment, "e1", cny(5_000));
        let tasks: Vec<_> = (0..50)
            .map(
                |n| if engine == Engine::Postgres && n % 2 == 0 { node.clone() } else { shop.orders.clone() },
            )
            .map(|orders| {
                tokio::spawn(async move { orders.notify("fake", &FakeChannel::notify_of(payment)).await })
            })
            .collect();
        for task in tasks {
            let answer = task.await.unwrap();
            assert_eq!((answer.status, answer.body.as_str()), (200, "success"));
        }
        assert_eq!(shop.balance(user).await, 5_000);
        assert_eq!(now(&shop, &top_up).await, (TopUpState::Paid, 5_000));
        let sql = "select topic, merchant from events where topic like 'top_up%'";
        let events = shop.db.query(sql, &[]).await.unwrap();
        assert_eq!((events.len(), events[0].text(0).unwrap()), (1, "top_up.credited".to_owned()));
        let page = kernel::PageAsk::new(None, Some(10));
        let lines = shop.orders.wallet_statement(user, cny(0).currency, &page).await.unwrap().items;
        assert_eq!(
            (lines.len(), lines[0].amount, lines[0].reference.as_str()),
            (1, 5_000, &*top_up.id.to_string())
        );
        assert_eq!(lines[0].counterpart, "channel_clearing");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_or_stray_notify_credits_nothing() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (top_up, payment) = waiting(&shop, user, 5_000).await;
        let mut forged = FakeChannel::notify_of(payment);
        forged.headers.clear();
        assert_eq!(shop.orders.notify("fake", &forged).await.status, 401);
        assert_eq!(shop.orders.notify("other", &FakeChannel::notify_of(payment)).await.status, 404);
        // Signed, but the channel itself knows of no money; or none that anybody could count.
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 200);
        shop.channel.pay(payment, "nothing", cny(0));
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 404);
        *shop.channel.down.lock().unwrap() = true;
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 503);
        assert_eq!((now(&shop, &top_up).await, shop.balance(user).await), ((TopUpState::Open, 0), 0));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_or_less_than_was_asked_for_is_credited_as_it_is() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (top_up, payment) = waiting(&shop, user, 5_000).await;
        shop.channel.pay(payment, "part", cny(2_000));
        assert_eq!(shop.orders.ask_channel("fake", payment).await.unwrap(), [PaidOutcome::ToppedUp]);
        assert_eq!((now(&shop, &top_up).await, shop.balance(user).await), ((TopUpState::Open, 2_000), 2_000));
        // It goes on waiting for the rest, and is asked about.
        shop.time.advance(Span::seconds(11));
        shop.channel.pay(payment, "too much", cny(4_000));
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 1);
        assert_eq!((now(&shop, &top_up).await, shop.balance(user).await), ((TopUpState::Paid, 6_000), 6_000));
        shop.channel.pay(payment, "once more", cny(5_000));
        shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(shop.balance(user).await, 11_000);
        let kinds = [("underpaid", 2_000), ("overpaid", 1_000), ("duplicate", 5_000)];
        assert_eq!(named(&shop).await, kinds.map(|(kind, fen)| (kind.to_owned(), fen)));
        assert_eq!(shop.orders.follow_due(10).await.unwrap(), 0, "nobody asks any more");
        // The arrival that made it whole is the one that paid it, whatever comes behind.
        let sql = "select state, paid_event from payments where id = $1";
        let rows = shop.db.query(sql, db::params![payment]).await.unwrap();
        assert_eq!((rows[0].text(0).unwrap(), rows[0].text(1).unwrap()), ("paid".into(), "too much".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_in_another_currency_goes_back() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (top_up, payment) = waiting(&shop, user, 5_000).await;
        shop.channel.pay(payment, "dollars", Money::new(5_000, "USD".parse().unwrap()));
        assert_eq!(shop.orders.ask_channel("fake", payment).await.unwrap(), [PaidOutcome::Refunding]);
        assert_eq!((now(&shop, &top_up).await, shop.balance(user).await), ((TopUpState::Open, 0), 0));
        shop.audit_is_clean().await;
        shop.orders.run_refund(shop.refund().await).await.unwrap();
        assert_eq!(shop.channel.refunds.lock().unwrap().len(), 1);
        let rows = shop.db.query("select action, state from payment_exceptions", &[]).await.unwrap();
        assert_eq!((rows[0].text(0).unwrap(), rows[0].text(1).unwrap()), ("refunded".into(), "done".into()));
        shop.channel.pay(payment, "yuan", cny(5_000));
        shop.orders.ask_channel("fake", payment).await.unwrap();
        assert_eq!((now(&shop, &top_up).await, shop.balance(user).await), ((TopUpState::Paid, 5_000), 5_000));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_after_the_end_is_credited_all_the_same() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (expired, late) = waiting(&shop, user, 1_000).await;
        let (cancelled, later) = waiting(&shop, user, 2_000).await;
        let (unheard, paid) = waiting(&shop, user, 3_000).await;
        assert_eq!(shop.orders.cancel_top_up(&cancelled).await.unwrap().state, TopUpState::Cancelled);
        assert_eq!(shop.orders.cancel_top_up(&cancelled).await.unwrap().state, TopUpState::Cancelled);
        assert!(shop.channel.is_closed(later));
        assert_eq!(shop.orders.sweep_top_ups(10).await.unwrap(), 0, "not before its time");
        // Its notify was lost: the sweep asks before it gives up.
        shop.channel.pay(paid, "in time", cny(3_000));
        shop.time.advance(Span::minutes(31));
        assert_eq!(code(shop.orders.open_top_up(&expired, &desk()).await), "top_up_ended");
        assert_eq!(shop.orders.sweep_top_ups(10).await.unwrap(), 2);
        assert_eq!(now(&shop, &expired).await, (TopUpState::Expired, 0));
        assert!(shop.channel.is_closed(late));
        assert_eq!(now(&shop, &unheard).await, (TopUpState::Paid, 3_000));
        assert_eq!(code(shop.orders.cancel_top_up(&expired).await), "top_up_ended");
        for (payment, fen) in [(late, 1_000), (later, 2_000)] {
            shop.channel.pay(payment, &format!("late {fen}"), cny(fen));
            shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        }
        assert_eq!(
            (now(&shop, &expired).await, now(&shop, &cancelled).await),
            ((TopUpState::Paid, 1_000), (TopUpState::Paid, 2_000))
        );
        assert_eq!(shop.balance(user).await, 6_000);
        let kinds: Vec<String> = named(&shop).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["late", "late", "late"]);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_was_left_may_still_be_paid() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (top_up, old) = waiting(&shop, user, 5_000).await;
        let switched = shop.orders.switch_top_up(&top_up, "other", &desk()).await.unwrap();
        assert_eq!(switched.channel, "other");
        assert!(shop.channel.is_closed(old));
        let seen = code(shop.orders.open_top_up(&top_up, &desk()).await);
        assert_eq!(seen, "pay_changed", "who has not seen it asks again");
        let top_up = shop.orders.top_up(top_up.id).await.unwrap();
        assert_eq!(shop.orders.payment_of_top_up(&top_up).await.unwrap().unwrap().id, switched.id);
        // The new one first, then the old one, each told of twice and the other way round.
        shop.other.pay(switched.id, "e1", cny(5_000));
        shop.channel.pay(old, "e1", cny(5_000));
        for (channel, payment) in
            [("other", switched.id), ("fake", old), ("other", switched.id), ("fake", old)]
        {
            assert_eq!(shop.orders.notify(channel, &FakeChannel::notify_of(payment)).await.status, 200);
        }
        assert_eq!(now(&shop, &top_up).await, (TopUpState::Paid, 10_000));
        assert_eq!(shop.balance(user).await, 10_000);
        assert_eq!(named(&shop).await, [("duplicate".to_owned(), 5_000)]);
        assert_eq!(code(shop.orders.switch_top_up(&top_up, "fake", &desk()).await), "top_up_ended");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_are_limits_for_one_and_for_a_day() {
    for engine in testkit::engines() {
        let settings = OrderSettings {
            top_up_min: 100,
            top_up_max: 5_000,
            top_up_day_max: 8_000,
            top_up_open_max: 2,
            ..OrderSettings::default()
        };
        let shop = Shop::with(engine, 0, settings).await;
        let user = shop.buyer(0).await;
        let begin = async |user, fen| shop.orders.begin_top_up(&new(user, fen)).await;
        for fen in [i64::MIN, -1, 0, 99, 5_001, i64::MAX] {
            assert_eq!(code(begin(user, fen).await), "top_up_amount", "{fen}");
        }
        let dollars = NewTopUp { amount: Money::new(500, "USD".parse().unwrap()), ..new(user, 500) };
        assert_eq!(code(shop.orders.begin_top_up(&dollars).await), "top_up_amount");
        let wallet = NewTopUp { pay: "wallet".into(), ..new(user, 500) };
        assert_eq!(code(shop.orders.begin_top_up(&wallet).await), "unknown_channel");

        let first = begin(user, 5_000).await.unwrap();
        assert_eq!(begin(user, 5_000).await.unwrap().id, first.id, "a form sent twice is one top-up");
        assert_eq!(code(begin(user, 3_001).await), "top_up_day_limit", "what waits counts");
        begin(user, 200).await.unwrap();
        assert_eq!(code(begin(user, 300).await), "too_many_top_ups");
        assert!(begin(shop.buyer(0).await, 5_000).await.is_ok(), "others are not concerned");
        // What ended without money does not count any more.
        shop.orders.cancel_top_up(&first).await.unwrap();
        let (_, payment) = waiting(&shop, user, 4_000).await;
        shop.channel.pay(payment, "more", cny(7_000));
        shop.orders.ask_channel("fake", payment).await.unwrap();
        let refused = shop.orders.begin_top_up(&new(user, 900)).await;
        let left = matches!(&refused, Err(OrderError::Refused(orders::OrderRefusal::TopUpDayLimit { left })) if left.minor == 800);
        assert!(left, "{refused:?}");
        shop.time.advance(Span::hours(25));
        shop.orders.sweep_top_ups(10).await.unwrap();
        assert!(begin(user, 5_000).await.is_ok(), "the next day");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_is_off_opens_nothing_and_takes_what_comes() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let (top_up, payment) = waiting(&shop, user, 5_000).await;
        let off = orders::ChannelEntry { enabled: false, ..crate::shop::entry(&shop.channel) };
        shop.orders.channels().replace(vec![off]);
        assert_eq!(code(shop.orders.begin_top_up(&new(user, 700)).await), "channel_off");
        shop.channel.pay(payment, "e1", cny(5_000));
        assert_eq!(shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await.status, 200);
        assert_eq!(now(&shop, &top_up).await, (TopUpState::Paid, 5_000));
        let none = OrderSettings { top_up_max: 0, ..OrderSettings::default() };
        let shut = Shop::with(engine, 0, none).await;
        assert_eq!(code(shut.orders.begin_top_up(&new(user, 700)).await), "top_up_off");
    }
}

/// Begin, open, hear, book: whichever step the node dies in, the money is in the wallet once in the end.
#[tokio::test]
async fn killed_between_any_two_steps_it_is_credited_once() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let mut whole = 0;
        for nth in 1.. {
            let user = shop.buyer(0).await;
            let done = db::with_faults(testkit::cut_off_at(nth), all_of_it(&shop, &shop.orders, user)).await;
            // Whoever comes after that knows nothing of it.
            all_of_it(&shop, &shop.orders, user).await.unwrap();
            assert_eq!(shop.balance(user).await, 500, "the {nth}th step");
            if done.is_ok() {
                whole = nth;
                break;
            }
        }
        assert!(whole > 15, "{whole} steps");
        shop.time.advance(Span::hours(1));
        shop.orders.sweep_top_ups(100).await.unwrap();
        assert!(named(&shop).await.is_empty());
        shop.audit_is_clean().await;
    }
}

/// As far as the user's only top-up still needs it.
async fn all_of_it(shop: &Shop, orders: &Orders, user: UserId) -> Result<(), OrderError> {
    let page = kernel::PageAsk::new(None, Some(5));
    if orders.top_ups(user, &page).await?.items.iter().all(|known| known.credited.minor == 0) {
        let top_up = orders.begin_top_up(&new(user, 500)).await?;
        let payment = orders.open_top_up(&top_up, &desk()).await?.id;
        if shop.channel.paid.lock().unwrap().get(&payment).is_none_or(Vec::is_empty) {
            shop.channel.pay(payment, &format!("of {payment}"), cny(500));
        }
        orders.ask_channel("fake", payment).await?;
        orders.ask_channel("fake", payment).await?;
    }
    Ok(())
}

async fn paid(shop: &Shop, user: UserId, fen: i64) -> TopUp {
    let (top_up, payment) = waiting(shop, user, fen).await;
    shop.channel.pay(payment, &format!("of {payment}"), cny(fen));
    shop.orders.ask_channel("fake", payment).await.unwrap();
    top_up
}

async fn give_back(
    orders: &Orders,
    top_up: &TopUp,
    fen: Option<i64>,
) -> Result<(kernel::RefundId, i64), OrderError> {
    let mut tx = orders.db().begin().await?;
    let (refund, amount) = orders.return_top_up(&mut tx, top_up.id, fen.map(cny)).await?;
    tx.commit().await?;
    Ok((refund, amount.minor))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_still_in_the_wallet_goes_back() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(0).await;
        let waits = waiting(&shop, user, 700).await.0;
        assert_eq!(code(give_back(&shop.orders, &waits, None).await), "top_up_return");
        let top_up = paid(&shop, user, 5_000).await;
        shop.orders.place(shop.by_wallet(user, 3)).await.unwrap();
        let view = shop.orders.view_top_up(top_up.id).await.unwrap();
        assert_eq!((view.returnable.minor, view.returned.minor), (2_000, 0));
        for fen in [i64::MIN, 0, 2_001, i64::MAX] {
            assert_eq!(code(give_back(&shop.orders, &top_up, Some(fen)).await), "top_up_return", "{fen}");
        }
        let (refund, amount) = give_back(&shop.orders, &top_up, None).await.unwrap();
        assert_eq!((amount, shop.balance(user).await), (2_000, 0));
        shop.audit_is_clean().await;
        shop.orders.run_refund(refund).await.unwrap();
        shop.orders.run_refund(refund).await.unwrap();
        assert_eq!(shop.channel.calls(), 1);
        // New money in the wallet does not make the old top-up larger.
        assert!(shop.orders.deposit(user, cny(9_000), "more").await.unwrap());
        let view = shop.orders.view_top_up(top_up.id).await.unwrap();
        assert_eq!((view.returnable.minor, view.returned.minor), (3_000, 2_000));
        assert_eq!(code(give_back(&shop.orders, &top_up, Some(3_001)).await), "top_up_return");
        let page = kernel::PageAsk::new(None, Some(10));
        let lines = shop.orders.wallet_statement(user, cny(0).currency, &page).await.unwrap().items;
        assert_eq!((lines[1].amount, lines[1].counterpart.as_str()), (-2_000, "payment_exception"));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_channel_does_not_take_back_is_the_buyers_again() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let top_up = paid(&shop, user, 5_000).await;
        *shop.channel.refuse_refunds.lock().unwrap() = true;
        let (refund, _) = give_back(&shop.orders, &top_up, None).await.unwrap();
        shop.orders.run_refund(refund).await.unwrap();
        assert_eq!(shop.balance(user).await, 0);
        shop.orders.settle_refund(refund, Verdict::Credit, SAYS).await.unwrap();
        assert_eq!(shop.balance(user).await, 5_000);
        shop.audit_is_clean().await;
        // And it can be tried anew. This time the answer is lost, where nobody can ask.
        *shop.channel.refuse_refunds.lock().unwrap() = false;
        *shop.channel.cannot_tell.lock().unwrap() = true;
        *shop.channel.lose_refund_answers.lock().unwrap() = true;
        let (refund, amount) = give_back(&shop.orders, &top_up, None).await.unwrap();
        assert_eq!(amount, 5_000);
        shop.orders.run_refund(refund).await.unwrap();
        let filter = RefundFilter { state: Some("ask_by_hand".into()) };
        let page = kernel::PageAsk::new(None, Some(10));
        let waits = shop.orders.refunds(&filter, &page).await.unwrap().items;
        assert_eq!((waits.len(), waits[0].of), (1, top_up.paid_for()));
        let jobs = "select count(*) from jobs where kind = 'mail.alarm'";
        assert_eq!(shop.db.query(jobs, &[]).await.unwrap()[0].int(0).unwrap(), 1, "somebody is told");
        shop.orders.settle_refund(refund, Verdict::Arrived, SAYS).await.unwrap();
        assert_eq!(shop.balance(user).await, 0);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn giving_back_races_spending_and_itself() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let node = shop.another_node().await;
        let user = shop.buyer(0).await;
        let top_up = paid(&shop, user, 10_000).await;
        let tasks: Vec<_> = (0..24)
            .map(|n| {
                let orders =
                    if engine == Engine::Postgres && n % 4 < 2 { node.clone() } else { shop.orders.clone() };
                let (top_up, buy) = (top_up.clone(), shop.by_wallet(user, 1));
                tokio::spawn(async move {
                    if n % 2 == 0 {
                        return (orders.place(buy).await.is_ok(), false);
                    }
                    (false, give_back(&orders, &top_up, Some(1_500)).await.is_ok())
                })
            })
            .collect();
        let (mut bought, mut back) = (0, 0);
        for task in tasks {
            let (one, other) = task.await.unwrap();
            bought += i64::from(one);
            back += i64::from(other);
        }
        assert_eq!(shop.balance(user).await, 10_000 - bought * 1_000 - back * 1_500);
        assert!(back <= 6 && bought <= 10, "{bought} bought, {back} given back");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_sees_what_was_changed() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let user = shop.buyer(0).await;
        let top_up = paid(&shop, user, 5_000).await;
        waiting(&shop, user, 900).await;
        give_back(&shop.orders, &top_up, Some(1_000)).await.unwrap();
        let kinds = [
            ("update top_ups set credited = 4999 where state = 'paid'", "not what arrived"),
            ("update top_ups set credited = 5001 where state = 'paid'", "not what the ledger has"),
            ("update transfers set amount = 1 where id like 'top_%/in/%'", "not what the ledger has"),
            ("delete from payment_events", "not what arrived"),
            ("delete from top_ups where state = 'paid'", "a top-up that does not exist"),
            ("update top_ups set state = 'paid' where state = 'open'", "nothing came"),
            ("update top_ups set expires_at = 0 where state = 'open'", "not closed in time"),
            ("update refunds set amount = 5001", "more went back"),
            ("update refunds set amount = 999", "exception account"),
        ];
        for (sql, expected) in kinds {
            let mut tx = shop.db.begin().await.unwrap();
            assert!(tx.exec(sql, &[]).await.unwrap() > 0, "{sql}");
            let findings = orders::audit::audit(&mut tx, shop.time.ambient.now()).await.unwrap();
            assert!(findings.iter().any(|f| f.what.contains(expected)), "{sql}: {findings:?}");
            tx.rollback().await.unwrap();
        }
        shop.audit_is_clean().await;
    }
}
