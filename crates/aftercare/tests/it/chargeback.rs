use crate::house::{House, NET, STAFF, buyer, code, complaint};
use crate::shop::{FakeChannel, PRICE, cny};
use aftercare::{CareRefusal, Case, How, NewByHand, Party, State};
use kernel::{Money, Span, UserId};
use orders::{DisputeAsk, Order};
use ports::ChannelDispute;
use settlement::{ChargebackState, NewRefund, RefundOf, RefundWay};

const REFERENCE: &str = "dp_1";

fn ask() -> DisputeAsk {
    DisputeAsk { channel: "fake".into(), reference: REFERENCE.into() }
}

fn told(event: &str, taken: bool, won: Option<bool>) -> ChannelDispute {
    ChannelDispute {
        reference: REFERENCE.into(),
        event_id: event.into(),
        amount: cny(PRICE),
        reason: "product_not_received".into(),
        due_at: None,
        taken,
        won,
    }
}

impl House {
    /// A guest's order, delivered for money that came through the channel, its key shown.
    async fn paid(&self, event: &str) -> Order {
        let (order, payment) = self.shop.waiting(1).await;
        self.shop.channel.pay(payment, event, order.total);
        self.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        let order = self.shop.orders.find(order.id).await.unwrap();
        let ids: Vec<_> = self.shop.orders.deliveries(&order).await.unwrap().iter().map(|d| d.id).collect();
        let by = orders::RevealBy { by: "link".into(), from: "192.0.2.1".into() };
        self.shop.orders.reveal(&order, &ids, &by).await.unwrap();
        order
    }

    fn bank(&self, told: ChannelDispute) {
        self.shop.channel.disputes.lock().unwrap().insert(told.reference.clone(), told);
    }

    async fn hear(&self) -> Option<Case> {
        self.care.hear_chargeback(&ask()).await.unwrap()
    }

    async fn taken_back(&self, order: &Order, told: ChannelDispute) -> Case {
        self.bank(told);
        let case = self.hear().await.unwrap();
        assert_eq!((case.order, case.state), (order.id, State::Bank));
        case
    }

    async fn chargeback(&self, case: &Case) -> settlement::Chargeback {
        self.money.chargeback_of(&case.id.to_string()).await.unwrap().unwrap()
    }

    async fn by_hand(&self, order: &Order, amount: Option<i64>) -> Result<Case, CareRefusal> {
        let new = NewByHand { order: order.id, reference: "2026 1".into(), amount, text: "not mine".into() };
        let heard = self.care.prepare_chargeback(UserId(9), &new).await?;
        let mut tx = self.shop.db.begin().await.unwrap();
        let case = self.care.book_chargeback(&mut tx, &heard).await?;
        tx.commit().await.unwrap();
        Ok(case)
    }

    async fn end_by_hand(&self, case: &Case, won: bool) -> Result<Case, CareRefusal> {
        let mut tx = self.shop.db.begin().await.unwrap();
        let case = self.care.end_chargeback(&mut tx, case.id, won).await?;
        tx.commit().await.unwrap();
        Ok(case)
    }
}

#[tokio::test]
async fn a_chargeback_takes_the_money_out_of_escrow_and_a_lost_one_ends_there() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        let case = house.taken_back(&order, told("e1", true, None)).await;
        assert_eq!((case.reason.code(), case.frozen, case.refunded), ("not_delivered", true, PRICE));
        assert_eq!(house.balances().await, (0, 0));
        house.is_clean().await;
        // Told again, nothing more is taken; nobody here rules, and nobody takes more out of it.
        assert_eq!(house.hear().await.unwrap().refunded, PRICE);
        assert_eq!(code(house.offer(case.id, 100).await), "wrong_dispute_state");
        let arbiter = house.arbiter("a@example.com").await;
        assert_eq!(code(house.rule(case.id, arbiter, 0).await), "wrong_dispute_state");
        assert_eq!(code(house.care.withdraw(case.id, Party::Link(order.id)).await), "wrong_dispute_state");
        let again = house.care.open(Party::Link(order.id), &complaint(&order)).await;
        assert_eq!(code(again), "nothing_left_to_dispute");
        house.care.say(case.id, house.merchant(), "it was shown the minute it was paid").await.unwrap();
        house.bank(told("e1", true, Some(false)));
        let closed = house.hear().await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::ChargebackLost), PRICE));
        house.much_later();
        house.walk().await;
        assert_eq!(house.balances().await, (0, 0));
        let kinds = house.kinds(case.id).await;
        assert_eq!(kinds, ["chargeback", "evidence", "money_taken", "text", "closed"]);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_won_one_gives_the_merchant_the_money_whenever_it_comes() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        let case = house.taken_back(&order, told("e1", true, None)).await;
        // Won, and not come yet: it is asked about again.
        house.bank(told("e1", true, Some(true)));
        assert_eq!(house.hear().await.unwrap().state, State::Bank);
        house.bank(told("e1", false, Some(true)));
        let closed = house.hear().await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::ChargebackWon), 0));
        assert_eq!(house.chargeback(&case).await.state, ChargebackState::Returned);
        assert_eq!(house.balances().await, (NET, 0));
        house.hear().await.unwrap();
        assert_eq!(house.balances().await, (NET, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn told_late_it_is_one_turn() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        // All that is heard is the end.
        house.bank(told("e1", false, Some(true)));
        let closed = house.hear().await.unwrap();
        assert_eq!((closed.order, closed.how, closed.refunded), (order.id, Some(How::ChargebackWon), 0));
        assert_eq!(house.chargeback(&closed).await.state, ChargebackState::Told);
        let second = house.paid("e2").await;
        house.bank(ChannelDispute { reference: "dp_2".into(), ..told("e2", true, Some(false)) });
        let asked = DisputeAsk { reference: "dp_2".into(), ..ask() };
        let closed = house.care.hear_chargeback(&asked).await.unwrap().unwrap();
        assert_eq!(
            (closed.order, closed.how, closed.refunded),
            (second.id, Some(How::ChargebackLost), PRICE)
        );
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_the_merchant_has_already_comes_out_of_balance_and_bond_and_what_is_missing_is_owed() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        // Less than that cannot be paid out.
        for of in [order.id, house.sold(1).await.id] {
            house.money.confirm(of).await.unwrap();
        }
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.fill_bond(&mut tx, house.shop.merchant, cny(300), STAFF).await.unwrap();
        tx.commit().await.unwrap();
        house.empty_the_balance().await;
        let case = house.taken_back(&order, told("e1", true, None)).await;
        assert!(!case.frozen);
        house.is_clean().await;
        // What is sold next pays what is owed: of the fee 20 came back, of the bond 300.
        let next = house.sold(1).await;
        house.money.confirm(next.id).await.unwrap();
        assert_eq!(house.money.collect_debts(10).await.unwrap(), 1);
        assert_eq!(house.balances().await.0, NET - (NET - 300));
        assert_eq!(house.money.collect_debts(10).await.unwrap(), 0);
        // Won after all: the bond has its part again, and what was paid since is the merchant's.
        house.bank(told("e1", false, Some(true)));
        house.hear().await.unwrap();
        let all = house.money.balances(house.shop.merchant).await.unwrap();
        assert_eq!((all[0].available, all[0].bond), (NET, 300));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn nobody_is_paid_out_what_they_owe() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        let order = house.paid("e1").await;
        for of in [order.id, house.sold(1).await.id] {
            house.money.confirm(of).await.unwrap();
        }
        house.empty_the_balance().await;
        house.taken_back(&order, told("e1", true, None)).await;
        for _ in 0..2 {
            house.money.confirm(house.sold(1).await.id).await.unwrap();
        }
        assert_eq!(house.balances().await, (2 * NET, 0));
        let ask = async |amount: i64| {
            let new = settlement::NewPayout {
                merchant: house.shop.merchant,
                amount: cny(amount),
                who: STAFF.into(),
                key: format!("soon {amount}"),
            };
            let mut tx = house.shop.db.begin().await.unwrap();
            let asked = house.money.request_payout(&mut tx, &new).await;
            if asked.is_ok() {
                tx.commit().await.unwrap();
            }
            asked.map(drop).map_err(|refusal| refusal.code())
        };
        // Of the first order the fee came back, and the rest is owed.
        house.shop.time.advance(Span::hours(1));
        assert_eq!(ask(NET + 21).await, Err("balance_too_low"));
        assert_eq!(house.balances().await, (2 * NET, 0));
        house.money.confirm(house.sold(1).await.id).await.unwrap();
        assert_eq!(ask(2 * NET).await, Ok(()));
        assert_eq!((house.balances().await, house.money.collect_debts(10).await.unwrap()), ((0, 0), 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_payment_that_went_back_before_is_the_platforms_loss_until_it_is_won() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        let new = NewRefund {
            order: order.id,
            of: None,
            what: RefundOf::Amount(600),
            way: RefundWay::Origin,
            reason: "half of it".into(),
            from_bond: false,
        };
        let by = settlement::Actor { side: settlement::Side::Operator, who: "usr_op" };
        let mut tx = house.shop.db.begin().await.unwrap();
        let done = house.money.refund(&mut tx, by, &new).await.unwrap();
        tx.commit().await.unwrap();
        house.shop.orders.run_refund(done.id).await.unwrap();
        let case = house.taken_back(&order, told("e1", true, None)).await;
        assert_eq!((case.refunded, house.chargeback(&case).await.from_loss), (400, 600));
        house.is_clean().await;
        house.bank(told("e1", false, Some(true)));
        let closed = house.hear().await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::ChargebackWon), 0));
        assert_eq!(house.balances().await, (NET - 588, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn an_open_case_goes_to_the_bank() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let order = house.paid("e1").await;
        let open = house.care.open(Party::Link(order.id), &complaint(&order)).await.unwrap();
        let case = house.taken_back(&order, told("e1", true, None)).await;
        assert_eq!(case.id, open.id);
        // Its deadlines do not decide it any more: the channel is asked again, each day.
        house.much_later();
        house.keep().await;
        assert_eq!(house.state(case.id).await, State::Bank);
        let sql = "select count(*) from jobs where kind = 'chargeback.ask'";
        let row = house.shop.db.query_opt(sql, &[]).await.unwrap().unwrap();
        assert_eq!(row.int(0).unwrap(), 1);
        house.bank(told("e1", true, Some(false)));
        assert_eq!(house.hear().await.unwrap().how, Some(How::ChargebackLost));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_is_not_ours_or_not_signed_does_nothing() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.paid("e1").await;
        assert_eq!(house.hear().await, None, "the channel knows of none");
        house.bank(told("e9", true, None));
        assert_eq!(house.hear().await, None, "no such money came here");
        house.bank(ChannelDispute { amount: cny(PRICE + 1), ..told("e1", true, None) });
        assert!(matches!(house.care.hear_chargeback(&ask()).await, Err(CareRefusal::Fault(_))));
        let dollars = Money::new(PRICE, "USD".parse().unwrap());
        house.bank(ChannelDispute { amount: dollars, ..told("e1", true, None) });
        assert!(matches!(house.care.hear_chargeback(&ask()).await, Err(CareRefusal::Fault(_))));
        let forged = ports::RawNotify { headers: vec![], ..FakeChannel::tell_of(REFERENCE) };
        assert_eq!(house.shop.orders.notify("fake", &forged).await.status, 401);
        let good = house.shop.orders.notify("fake", &FakeChannel::tell_of(REFERENCE)).await;
        assert_eq!(good.status, 200);
        let sql = "select payload from jobs where kind = 'chargeback.ask'";
        let rows = house.shop.db.query(sql, &[]).await.unwrap();
        let asked: Vec<DisputeAsk> =
            rows.iter().map(|row| serde_json::from_str(&row.text(0).unwrap()).unwrap()).collect();
        assert_eq!(asked, [ask()]);
        assert_eq!(house.balances().await, (0, NET));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn by_hand_it_is_the_same_way() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let wallet = house.sold(1).await;
        assert_eq!(code(house.by_hand(&wallet, None).await), "no_arrival");
        let order = house.paid("e1").await;
        assert_eq!(code(house.by_hand(&order, Some(PRICE + 1)).await), "bad_chargeback");
        assert_eq!(code(house.by_hand(&order, Some(0)).await), "bad_chargeback");
        let case = house.by_hand(&order, Some(700)).await.unwrap();
        assert_eq!((case.state, case.refunded), (State::Bank, 700));
        assert_eq!(code(house.by_hand(&order, Some(700)).await), "chargeback_known");
        house.is_clean().await;
        let closed = house.end_by_hand(&case, true).await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::ChargebackWon), 0));
        assert_eq!(code(house.end_by_hand(&case, false).await), "wrong_dispute_state");
        assert_eq!(house.balances().await.0, NET);
        let other = house.opened(&wallet).await;
        assert_eq!(code(house.end_by_hand(&other, true).await), "wrong_dispute_state");
        house.care.withdraw(other.id, buyer(&wallet)).await.unwrap();
        let next = house.paid("e2").await;
        let case = house.taken_back(&next, told("e2", true, None)).await;
        assert_eq!(code(house.end_by_hand(&case, true).await), "chargeback_not_by_hand");
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn heard_twice_at_once_it_is_taken_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (_, node) = house.another(engine).await;
        let order = house.paid("e1").await;
        house.bank(told("e1", true, None));
        let here = house.care.clone();
        let (a, b) = tokio::join!(
            tokio::spawn(async move { here.hear_chargeback(&ask()).await }),
            tokio::spawn(async move { node.hear_chargeback(&ask()).await })
        );
        // Who came second is told so, or sees what the first has done.
        let done = [a.unwrap(), b.unwrap()].into_iter().filter(Result::is_ok).count();
        assert!(done >= 1);
        assert_eq!(house.hear().await.unwrap().refunded, PRICE);
        let cases = house.care.of_order(order.id).await.unwrap();
        assert_eq!(cases.len(), 1);
        house.is_clean().await;
    }
}

#[tokio::test]
async fn released_before_it_was_lost_or_won_it_adds_up_all_the_same() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.paid("e1").await;
        let case = house.by_hand(&order, Some(700)).await.unwrap();
        // Somebody lets the rest go while the bank thinks.
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.thaw(&mut tx, order.id).await.unwrap();
        tx.commit().await.unwrap();
        house.shop.time.advance(Span::days(2));
        house.walk().await;
        let rest = NET - 686;
        assert_eq!(house.balances().await, (rest, 0));
        let closed = house.end_by_hand(&case, true).await.unwrap();
        assert_eq!((closed.how, closed.refunded), (Some(How::ChargebackWon), 0));
        assert_eq!(house.balances().await, (NET, 0));
        house.is_clean().await;
        // All of it taken, the walk is done with an order; given again, its money does not stay in escrow for ever.
        let order = house.paid("e2").await;
        let case = house.taken_back(&order, told("e2", true, None)).await;
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.thaw(&mut tx, order.id).await.unwrap();
        tx.commit().await.unwrap();
        house.shop.time.advance(Span::days(2));
        house.walk().await;
        assert_eq!(house.balances().await, (NET, 0));
        house.bank(told("e2", false, Some(true)));
        assert_eq!(house.hear().await.map(|case| case.how), Some(Some(How::ChargebackWon)));
        house.walk().await;
        assert_eq!((house.balances().await, case.order), ((2 * NET, 0), order.id));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn the_pack_for_a_bank_has_stripes_names_and_two_earlier_payments_that_share_address_and_contact() {
    for engine in testkit::engines() {
        let house = House::new(engine, 9).await;
        house.without_rules().await;
        // Too old, old enough twice, disputed, and too young.
        let first = house.paid("e0").await;
        house.shop.time.advance(Span::days(300));
        let (second, third) = (house.paid("e1").await, house.paid("e2").await);
        let disputed = house.paid("e3").await;
        let case = house.care.open(Party::Link(disputed.id), &complaint(&disputed)).await.unwrap();
        house.care.withdraw(case.id, Party::Link(disputed.id)).await.unwrap();
        house.shop.time.advance(Span::days(120));
        house.paid("e4").await;
        house.shop.time.advance(Span::days(1));
        let order = house.paid("e5").await;
        let case = house.taken_back(&order, told("e5", true, None)).await;
        house.care.say(case.id, house.merchant(), "the key was shown at once").await.unwrap();
        assert_eq!(code(house.care.pack(case.id, Party::Link(order.id)).await.map(drop)), "no_such_dispute");
        let pack = house.care.pack(case.id, house.merchant()).await.unwrap();
        let field = |name: &str| pack.evidence[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(field("customer_purchase_ip"), order.placed_from);
        assert_eq!(Some(field("customer_email_address")), order.contact);
        assert!(field("access_activity_log").contains("shown by link from 192.0.2.1"), "{}", pack.evidence);
        assert!(field("uncategorized_text").contains("the key was shown at once"));
        assert!(field("product_description").starts_with("1 x "));
        let compelling = &pack.evidence["enhanced_evidence"]["visa_compelling_evidence_3"];
        let priors = compelling["prior_undisputed_transactions"].as_array().unwrap();
        assert_eq!(priors.len(), 2);
        for one in priors.iter().chain([&compelling["disputed_transaction"]]) {
            assert_eq!(one["customer_purchase_ip"], order.placed_from.as_str());
            assert_eq!(one["customer_email_address"].as_str(), order.contact.as_deref());
        }
        assert_eq!(pack.priors.iter().filter(|event| ["e1", "e2"].contains(&event.as_str())).count(), 2);
        assert!(pack.timeline.iter().all(|moment| moment.kind != "note"));
        drop((first, second, third));
        // A case that no bank has to do with has none, and without earlier payments there is no such form.
        let plain = house.sold(1).await;
        let plain = house.opened(&plain).await;
        assert_eq!(code(house.care.pack(plain.id, house.merchant()).await.map(drop)), "no_chargeback");
        house.walk().await;
        house.is_clean().await;
    }
}
