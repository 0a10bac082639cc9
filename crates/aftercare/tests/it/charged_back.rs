//! A bank takes back what delivered nothing: out of the wallet, out of what was to go back, or as a loss. Every step ends
//! with all audits clean.

use crate::house::House;
use crate::mails::Post;
use crate::shop::{FakeChannel, PRICE, cny, desk};
use aftercare::CareRefusal;
use identity::{NewUser, Role};
use kernel::{Currency, PageAsk, PaymentId, Secret, UserId};
use orders::{
    ChargebackState, DisputeAsk, NewOrder, NewTopUp, Order, PayWith, PaymentChargeback, Says, TakenFrom,
    TopUp, Verdict,
};
use ports::ChannelDispute;
use settlement::{NewRefund, RefundOf, RefundWay};

const REFERENCE: &str = "dp_9";
/// What is short of the price.
const SHORT: i64 = PRICE - 1;

fn ask() -> DisputeAsk {
    DisputeAsk { channel: "fake".into(), reference: REFERENCE.into() }
}

fn from(refunds: i64, wallet: i64, debt: i64, loss: i64) -> TakenFrom {
    TakenFrom { refunds, wallet, debt, loss }
}

impl House {
    /// Somebody puts money into the wallet.
    async fn fill(&self, user: UserId, event: &str, fen: i64) -> TopUp {
        let orders = &self.shop.orders;
        let new = NewTopUp { user, amount: cny(fen), pay: "fake".into() };
        let top_up = orders.begin_top_up(&new).await.unwrap();
        let payment = orders.open_top_up(&top_up, &desk()).await.unwrap().id;
        self.comes(payment, event, fen).await;
        orders.top_up(top_up.id).await.unwrap()
    }

    async fn comes(&self, payment: PaymentId, event: &str, fen: i64) {
        self.shop.channel.pay(payment, event, cny(fen));
        let told = self.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(told.status, 200);
    }

    /// A guest's money that does not pay the order.
    async fn comes_short(&self) -> Order {
        let (order, payment) = self.shop.waiting(1).await;
        self.comes(payment, "short", SHORT).await;
        order
    }

    fn says(&self, event: &str, fen: i64, taken: bool, won: Option<bool>) {
        let told = ChannelDispute {
            reference: REFERENCE.into(),
            event_id: event.into(),
            amount: cny(fen),
            reason: "fraudulent".into(),
            due_at: None,
            taken,
            won,
        };
        self.shop.channel.disputes.lock().unwrap().insert(REFERENCE.into(), told);
    }

    /// The channel is asked; there is never a case.
    async fn hears(&self) -> PaymentChargeback {
        assert_eq!(self.care.hear_chargeback(&ask()).await.unwrap(), None);
        self.is_clean().await;
        self.written().await
    }

    async fn written(&self) -> PaymentChargeback {
        let sql = "select id from payment_chargebacks where reference = $1";
        let row = self.shop.db.query_opt(sql, db::params![REFERENCE]).await.unwrap().unwrap();
        self.shop.orders.payment_chargeback(row.parse(0).unwrap()).await.unwrap().unwrap()
    }

    /// What can be spent, and what is owed.
    async fn purse(&self, user: UserId) -> (i64, i64) {
        let wallet = self.shop.orders.wallet(user, Currency::CNY).await.unwrap();
        (wallet.available.minor, wallet.owed.minor)
    }

    async fn count(&self, sql: &str) -> i64 {
        self.shop.db.query_opt(sql, &[]).await.unwrap().unwrap().int(0).unwrap()
    }

    async fn alarms(&self) -> i64 {
        self.count("select count(*) from alarms where kind = 'charged_back'").await
    }

    async fn refund_state(&self) -> String {
        let row = self.shop.db.query_opt("select state from refunds", &[]).await.unwrap().unwrap();
        row.text(0).unwrap()
    }

    /// A wallet of ¥50.00, of which ¥30.00 were spent when the bank took it back.
    async fn in_debt(&self) -> (UserId, Order) {
        let user = self.shop.buyer(0).await;
        self.fill(user, "e1", 5_000).await;
        let order = self.shop.orders.place(self.shop.by_wallet(user, 3)).await.unwrap().order;
        self.says("e1", 5_000, true, None);
        assert_eq!(self.hears().await.from, from(0, 2_000, 3_000, 0));
        assert_eq!(self.purse(user).await, (0, 3_000));
        (user, order)
    }
}

#[tokio::test]
async fn a_wallet_that_holds_all_of_it_gives_all_of_it_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 0).await;
        let user = house.shop.buyer(0).await;
        let top_up = house.fill(user, "e1", 5_000).await;
        // The bank asks, and has nothing yet.
        house.says("e1", 5_000, false, None);
        assert_eq!(house.hears().await.state, ChargebackState::Told);
        assert_eq!((house.purse(user).await, house.alarms().await), ((5_000, 0), 0));
        house.says("e1", 5_000, true, None);
        let of = house.hears().await;
        assert_eq!((of.state, of.from), (ChargebackState::Taken, from(0, 5_000, 0, 0)));
        assert_eq!(house.hears().await, of);
        assert_eq!((house.purse(user).await, house.alarms().await), ((0, 0), 1));
        let told = "select count(*) from events where topic = 'wallet.charged_back' and merchant = ''";
        assert_eq!(house.count(told).await, 1);
        let ask = PageAsk::new(None, Some(10));
        let lines = house.shop.orders.wallet_statement(user, Currency::CNY, &ask).await.unwrap().items;
        assert_eq!((lines[0].amount, lines[0].counterpart.as_str()), (-5_000, "channel_clearing"));
        assert_eq!(lines[0].reference, top_up.id.to_string());
        // What the bank has is not given back once more, whatever else comes into the wallet.
        assert!(house.shop.orders.deposit(user, cny(700), "more").await.unwrap());
        let view = house.shop.orders.view_top_up(top_up.id).await.unwrap();
        assert_eq!((view.returnable.minor, view.returned.minor), (0, 0));
        house.says("e1", 5_000, true, Some(false));
        assert_eq!(house.hears().await, of);
        assert_eq!(house.purse(user).await, (700, 0));
    }
}

#[tokio::test]
async fn what_was_spent_is_owed_and_whatever_comes_next_pays_it_first() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, order) = house.in_debt().await;
        house.fill(user, "e2", 1_000).await;
        assert_eq!(house.purse(user).await, (0, 2_000));
        for _ in 0..2 {
            assert!(house.shop.orders.deposit(user, cny(500), "by bank").await.unwrap());
            assert_eq!(house.purse(user).await, (0, 1_500));
        }
        // A refund into the wallet does so with the next turn.
        let new = NewRefund {
            order: order.id,
            of: None,
            what: RefundOf::Amount(600),
            way: RefundWay::Wallet,
            reason: "a part of it".into(),
            from_bond: false,
        };
        let by = settlement::Actor { side: settlement::Side::Operator, who: "usr_op" };
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.refund(&mut tx, by, &new).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.purse(user).await, (600, 1_500));
        assert_eq!(house.shop.orders.collect_wallet_debts(10).await.unwrap(), 1);
        assert_eq!(house.shop.orders.collect_wallet_debts(10).await.unwrap(), 0);
        assert_eq!(house.purse(user).await, (0, 900));
        house.is_clean().await;
        house.fill(user, "e3", 4_000).await;
        assert_eq!(house.purse(user).await, (3_100, 0));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn a_won_one_pays_the_debt_and_the_rest_is_in_the_wallet() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let (user, _) = house.in_debt().await;
        house.fill(user, "e2", 1_000).await;
        // Won, and not come yet.
        house.says("e1", 5_000, true, Some(true));
        assert_eq!(house.hears().await.state, ChargebackState::Taken);
        house.says("e1", 5_000, false, Some(true));
        let of = house.hears().await;
        assert_eq!((of.state, of.to_debt), (ChargebackState::Returned, 2_000));
        assert_eq!(house.hears().await, of);
        assert_eq!(house.purse(user).await, (3_000, 0));
        let told = "select count(*) from events where topic = 'wallet.chargeback_returned'";
        assert_eq!(house.count(told).await, 1);
        // There is one of each: a second taking is a fault, and moves nothing.
        house.says("e1", 5_000, true, None);
        assert!(matches!(house.care.hear_chargeback(&ask()).await, Err(CareRefusal::Db(_))));
        assert_eq!((house.written().await, house.purse(user).await), (of, (3_000, 0)));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn out_of_order_it_is_one_turn() {
    for engine in testkit::engines() {
        let house = House::new(engine, 0).await;
        let user = house.shop.buyer(0).await;
        house.fill(user, "e1", 5_000).await;
        // All that is heard is the end; then what was before it.
        house.says("e1", 5_000, false, Some(true));
        assert_eq!(house.hears().await.state, ChargebackState::Told);
        assert_eq!(house.count("select count(*) from jobs where kind = 'chargeback.ask'").await, 0);
        house.says("e1", 5_000, true, None);
        assert_eq!(house.hears().await.state, ChargebackState::Taken);
        house.hears().await;
        assert_eq!(house.count("select count(*) from jobs where kind = 'chargeback.ask'").await, 1);
        house.says("e1", 5_000, false, Some(true));
        assert_eq!(house.hears().await.state, ChargebackState::Returned);
        assert_eq!(house.purse(user).await, (5_000, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_top_up_that_two_nodes_hear_of_at_once_is_taken_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 0).await;
        let (_, node) = house.another(engine).await;
        let user = house.shop.buyer(0).await;
        house.fill(user, "e1", 5_000).await;
        house.says("e1", 5_000, true, None);
        let here = house.care.clone();
        let (a, b) = tokio::join!(
            tokio::spawn(async move { here.hear_chargeback(&ask()).await }),
            tokio::spawn(async move { node.hear_chargeback(&ask()).await })
        );
        // Who came second is told so, or sees what the first has done.
        assert!([a.unwrap(), b.unwrap()].into_iter().any(|heard| heard.is_ok()));
        assert_eq!(house.hears().await.from, from(0, 5_000, 0, 0));
        assert_eq!((house.purse(user).await, house.alarms().await), ((0, 0), 1));
    }
}

#[tokio::test]
async fn money_that_was_to_go_back_is_taken_before_it_does_and_goes_back_once_it_is_won() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        house.comes_short().await;
        let refund = house.shop.refund().await;
        house.says("short", SHORT, true, None);
        assert_eq!(house.hears().await.from, from(SHORT, 0, 0, 0));
        assert_eq!((house.refund_state().await, house.alarms().await), ("charged_back".to_owned(), 1));
        let told = "select count(*) from events where topic = 'payment.charged_back' and merchant <> ''";
        assert_eq!(house.count(told).await, 1);
        // Whoever was about to ask the channel for it does not.
        house.shop.orders.run_refund(refund).await.unwrap();
        assert_eq!(house.shop.channel.calls(), 0);
        let says = Says { by: "usr_op", reason: "too late" };
        assert!(house.shop.orders.settle_refund(refund, Verdict::Arrived, says).await.is_err());
        house.says("short", SHORT, false, Some(true));
        assert_eq!(house.hears().await.state, ChargebackState::Returned);
        assert_eq!(house.refund_state().await, "pending");
        house.shop.orders.run_refund(refund).await.unwrap();
        assert_eq!((house.refund_state().await, house.shop.channel.calls()), ("succeeded".to_owned(), 1));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn money_that_its_channel_would_not_take_back_is_in_the_exception_account_and_taken_from_there() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        *house.shop.channel.refuse_refunds.lock().unwrap() = true;
        house.comes_short().await;
        house.shop.orders.run_refund(house.shop.refund().await).await.unwrap();
        assert_eq!(house.refund_state().await, "failed");
        // A part of it is not booked: the refund has to be decided first, and somebody is told, once.
        house.says("short", 400, true, None);
        assert_eq!(house.care.hear_chargeback(&ask()).await.unwrap(), None);
        assert_eq!(house.care.hear_chargeback(&ask()).await.unwrap(), None);
        assert!(house.written().await.waited);
        assert_eq!(house.alarms().await, 1);
        let says = Says { by: "usr_op", reason: "it was there after all" };
        house.shop.orders.settle_refund(house.shop.refund().await, Verdict::Arrived, says).await.unwrap();
        assert_eq!(house.hears().await.from, from(0, 0, 0, 400));
        let house = House::new(engine, 1).await;
        *house.shop.channel.refuse_refunds.lock().unwrap() = true;
        house.comes_short().await;
        house.shop.orders.run_refund(house.shop.refund().await).await.unwrap();
        house.says("short", SHORT, true, None);
        assert_eq!(house.hears().await.from, from(SHORT, 0, 0, 0));
        assert_eq!(house.refund_state().await, "charged_back");
    }
}

#[tokio::test]
async fn money_that_went_back_before_is_a_loss_until_it_comes_again() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        house.comes_short().await;
        house.shop.orders.run_refund(house.shop.refund().await).await.unwrap();
        house.says("short", SHORT, true, None);
        assert_eq!(house.hears().await.from, from(0, 0, 0, SHORT));
        house.says("short", SHORT, false, Some(true));
        assert_eq!(house.hears().await.state, ChargebackState::Returned);
        assert_eq!(house.refund_state().await, "succeeded");
        let sql = "select debits_posted - credits_posted from accounts where purpose = 'chargeback_loss'";
        assert_eq!(house.count(sql).await, 0);
    }
}

#[tokio::test]
async fn while_nobody_knows_whether_a_refund_went_out_nothing_is_booked() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        *house.shop.channel.cannot_tell.lock().unwrap() = true;
        *house.shop.channel.lose_refund_answers.lock().unwrap() = true;
        house.comes_short().await;
        let refund = house.shop.refund().await;
        house.shop.orders.run_refund(refund).await.unwrap();
        assert_eq!(house.refund_state().await, "ask_by_hand");
        house.says("short", SHORT, true, None);
        for _ in 0..2 {
            let of = house.hears().await;
            assert_eq!((of.state, of.waited), (ChargebackState::Told, true));
        }
        assert_eq!(house.alarms().await, 1);
        assert_eq!(house.count("select count(*) from jobs where kind = 'chargeback.ask'").await, 1);
        let says = Says { by: "usr_op", reason: "seen in the gateway's list" };
        house.shop.orders.settle_refund(refund, Verdict::Arrived, says).await.unwrap();
        assert_eq!(house.hears().await.from, from(0, 0, 0, SHORT));
        assert_eq!(house.alarms().await, 2);
    }
}

#[tokio::test]
async fn money_that_an_order_could_not_use_is_in_its_buyers_wallet_and_taken_from_there() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        let user = house.shop.buyer(0).await;
        let new = NewOrder { pay: PayWith::Channel("fake".into()), ..house.shop.by_wallet(user, 1) };
        let order = house.shop.orders.place(new).await.unwrap().order;
        let payment = house.shop.orders.open_payment(&order, &desk()).await.unwrap();
        house.comes(payment.id, "short", SHORT).await;
        assert_eq!(house.purse(user).await, (SHORT, 0));
        house.says("short", SHORT, true, None);
        assert_eq!(house.hears().await.from, from(0, SHORT, 0, 0));
        assert_eq!(house.purse(user).await, (0, 0));
        house.says("short", SHORT, false, Some(true));
        house.hears().await;
        assert_eq!(house.purse(user).await, (SHORT, 0));
    }
}

#[tokio::test]
async fn what_was_paid_once_too_often_has_nothing_to_do_with_the_order() {
    for engine in testkit::engines() {
        let house = House::new(engine, 1).await;
        let (_, payment) = house.shop.waiting(1).await;
        house.comes(payment, "e1", PRICE).await;
        house.comes(payment, "e2", PRICE).await;
        let escrow = house.balances().await;
        house.says("e2", PRICE, true, None);
        assert_eq!(house.hears().await.from, from(PRICE, 0, 0, 0));
        assert_eq!(house.balances().await, escrow);
    }
}

#[tokio::test]
async fn the_owner_of_the_wallet_is_written_to() {
    for engine in testkit::engines() {
        let house = House::new(engine, 0).await;
        let password = Secret::new("correct horse battery".to_owned());
        let new =
            NewUser { email: "buyer@example.com", password: &password, role: Role::Buyer, merchant: None };
        let user = house.identity.register(&new).await.unwrap().id;
        house.fill(user, "e1", 5_000).await;
        house.says("e1", 5_000, true, None);
        house.hears().await;
        let sql = "select id, payload, created_at from jobs where kind = $1";
        let rows = house.shop.db.query(sql, db::params![orders::MAIL_WALLET]).await.unwrap();
        assert_eq!(rows.len(), 1);
        let job = jobs::Job {
            id: rows[0].parse(0).unwrap(),
            kind: orders::MAIL_WALLET.into(),
            payload: rows[0].text(1).unwrap(),
            attempt: 1,
            created_at: rows[0].time(2).unwrap(),
        };
        let post = Post::default();
        house.care.mail_wallet(&job, &post).await.unwrap();
        let sent = post.0.into_inner().unwrap();
        assert_eq!((sent.len(), sent[0].to.as_str()), (1, "buyer@example.com"));
        assert!(sent[0].text.contains("/me/wallet") && sent[0].text.contains("50.00"), "{}", sent[0].text);
    }
}
