//! Payouts through Alipay's stand-in.

use crate::certificate;
use crate::house::{self, House, NET};
use db::Engine;
use kernel::{PayoutId, Secret, Span};
use orders::{ChannelEntry, Channels};
use ports::{PaymentChannel, Settings};
use sandbox::channels::{ChannelGateway, ChannelsConfig, Control, start_channels};
use settlement::{AccountKind, EscrowSettings, Payout, PayoutState};
use std::sync::Arc;

const ACCOUNT: &str = "shop@example.com";
const FEE: i64 = 100;

struct World {
    house: House,
    control: Control,
    gateway: ChannelGateway,
}

fn settings() -> EscrowSettings {
    EscrowSettings { payout_channel: "alipay".into(), payout_fee: FEE, ..EscrowSettings::default() }
}

impl World {
    /// With five sold units in the balance, and a channel that transfers.
    async fn new(engine: Engine) -> Self {
        let gateway = start_channels(ChannelsConfig::at("127.0.0.1:0".parse().unwrap())).await.unwrap();
        let house = House::with(engine, 20, settings()).await;
        let control = gateway.control().only("alipay").unwrap();
        let w = Self { house, control, gateway };
        w.offer(w.house.shop.orders.channels(), true);
        let order = w.house.sold(5).await;
        w.house.money.confirm(order.id).await.unwrap();
        w
    }

    /// Alipay is the only channel, with certificates or without.
    fn offer(&self, channels: &Channels, certificates: bool) {
        let mut filled = self.gateway.settings("alipay");
        if certificates {
            let three = certificate::for_alipay(&filled, &self.gateway.settings("wechat"));
            filled.extend(three.map(|(name, value)| (name.to_owned(), value)));
            filled.retain(|_, value| !value.is_empty());
        }
        let filled: Settings = filled.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
        let kind = payments::kinds().iter().find(|kind| kind.code == "alipay").unwrap();
        let channel: Arc<dyn PaymentChannel> =
            (kind.build)(kind.code, &filled, &self.house.shop.time.ambient).unwrap();
        channels.replace(vec![ChannelEntry::plain(channel)]);
    }

    /// To an account at Alipay that has rested: asked for and agreed to.
    async fn approved(&self, account: &str, fen: i64) -> PayoutId {
        self.approved_to(AccountKind::Alipay, account, fen).await
    }

    async fn approved_to(&self, kind: AccountKind, account: &str, fen: i64) -> PayoutId {
        self.house.name(kind, account).await;
        self.later(24 * 60);
        let asked = self.house.ask(fen, "one").await.unwrap().id;
        let mut tx = self.house.begin().await;
        self.house.money.approve_payout(&mut tx, asked, "usr_finance").await.unwrap();
        tx.commit().await.unwrap();
        asked
    }

    fn later(&self, minutes: i64) {
        self.house.shop.time.advance(Span::minutes(minutes));
    }

    async fn run(&self) -> usize {
        self.house.money.run_transfers().await.unwrap()
    }

    async fn payout(&self, id: PayoutId) -> Payout {
        self.house.money.payout(id, None).await.unwrap()
    }

    async fn state(&self, id: PayoutId) -> PayoutState {
        self.payout(id).await.state
    }

    /// (transfers in the stand-in's book, what they came to)
    fn book(&self) -> (usize, i64) {
        let transfers = self.control.transfers();
        (transfers.len(), transfers.iter().map(|transfer| transfer.amount).sum())
    }

    /// Nothing is on its way, and that much is left.
    async fn ends_with(&self, available: i64) {
        let balances = self.house.balances().await;
        assert_eq!((balances.available, balances.paying_out), (available, 0));
        assert_eq!(self.run().await, 0);
        self.house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approved_payout_goes_by_itself() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        assert_eq!(w.run().await, 0);
        let id = w.approved(ACCOUNT, 2_000).await;
        assert_eq!(w.run().await, 1);
        let paid = w.payout(id).await;
        assert_eq!(
            (paid.state, paid.route.as_deref(), paid.batch, paid.note.as_str()),
            (PayoutState::Paid, Some("alipay"), None, "")
        );
        let book = w.control.transfers();
        assert_eq!((book.len(), book[0].amount), (1, 2_000 - FEE));
        assert_eq!((book[0].payee.as_str(), book[0].name.as_str()), (ACCOUNT, "某公司"));
        assert_eq!(book[0].out_biz_no, id.to_string());
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_asked_for_and_nothing_paid_twice() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.mute_transfer = true);
        assert_eq!(w.run().await, 1);
        let waits = w.payout(id).await;
        assert!(waits.state == PayoutState::Sent && !waits.note.is_empty());
        w.house.is_clean().await;
        assert_eq!(w.run().await, 0, "not before a minute has passed");
        w.later(1);
        assert_eq!(w.run().await, 1);
        assert_eq!(w.state(id).await, PayoutState::Paid);
        assert_eq!(w.book(), (1, 2_000 - FEE));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_request_is_repeated() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.lose_transfers = true);
        assert_eq!(w.run().await, 1);
        w.later(1);
        assert_eq!(w.run().await, 1);
        assert_eq!((w.state(id).await, w.book()), (PayoutState::Sent, (0, 0)));
        w.control.reset();
        w.later(1);
        assert_eq!(w.run().await, 0, "it is asked less and less often");
        w.later(1);
        assert_eq!(w.run().await, 1);
        assert_eq!((w.state(id).await, w.book()), (PayoutState::Paid, (1, 2_000 - FEE)));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_back_is_the_merchants_balance_again() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.transfer_pending = true);
        assert_eq!(w.run().await, 1);
        let waits = w.payout(id).await;
        assert!(waits.state == PayoutState::Sent && waits.note.contains("at work"));
        w.later(1);
        assert_eq!(w.run().await, 1);
        w.control.settle_transfer(&id.to_string(), false).unwrap();
        w.later(2);
        assert_eq!(w.run().await, 1);
        let failed = w.payout(id).await;
        assert_eq!(failed.state, PayoutState::Failed);
        assert!(failed.note.contains("PAYEE_ACCOUNT_STATUS_ERROR"), "{}", failed.note);
        w.ends_with(5 * NET).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_arrives() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.transfer_pending = true);
        assert_eq!(w.run().await, 1);
        w.control.settle_transfer(&id.to_string(), true).unwrap();
        w.later(1);
        assert_eq!(w.run().await, 1);
        assert_eq!((w.state(id).await, w.book()), (PayoutState::Paid, (1, 2_000 - FEE)));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payee_whom_nobody_knows_is_told_so() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved("gone@nobody.example", 2_000).await;
        assert_eq!(w.run().await, 1);
        let failed = w.payout(id).await;
        assert!(failed.state == PayoutState::Failed && failed.note.contains("PAYEE_NOT_EXIST"));
        assert_eq!(w.book(), (0, 0));
        w.ends_with(5 * NET).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_after_a_lost_request_is_certain_once_the_channel_knows_of_nothing() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved("other@example.com", 2_000).await;
        w.control.set(|switches| switches.lose_transfers = true);
        assert_eq!(w.run().await, 1);
        w.control.reset();
        w.later(1);
        assert_eq!(w.run().await, 1);
        let failed = w.payout(id).await;
        assert!(failed.state == PayoutState::Failed && failed.note.contains("PAYEE_USER_INFO_ERROR"));
        w.ends_with(5 * NET).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_account_of_the_platform_is_waited_for() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.poor = true);
        assert_eq!(w.run().await, 1);
        let waits = w.payout(id).await;
        assert!(waits.state == PayoutState::Sent && waits.note.contains("BALANCE_NOT_ENOUGH"));
        w.control.reset();
        w.later(1);
        assert_eq!(w.run().await, 1);
        let paid = w.payout(id).await;
        assert_eq!((paid.state, paid.note.as_str()), (PayoutState::Paid, ""));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_at_banks_wait_for_a_batch() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved_to(AccountKind::Bank, "6222021234567890", 2_000).await;
        assert_eq!(w.run().await, 0);
        assert_eq!(w.state(id).await, PayoutState::Approved);
        let mut tx = w.house.begin().await;
        assert_eq!(w.house.money.send_payouts(&mut tx).await.unwrap().lines.len(), 1);
        tx.commit().await.unwrap();
        assert_eq!(w.run().await, 0, "what a bank was told is the bank's");
        assert_eq!((w.payout(id).await.route, w.book()), (None, (0, 0)));
        w.house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_channel_that_transfers_all_wait_for_a_batch() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        let channels = w.house.shop.orders.channels();
        channels.replace(Vec::new());
        assert_eq!((w.run().await, w.state(id).await), (0, PayoutState::Approved));
        w.offer(channels, false);
        assert_eq!((w.run().await, w.state(id).await), (0, PayoutState::Approved));
        w.offer(channels, true);
        let other = EscrowSettings { payout_channel: String::new(), ..settings() };
        assert_eq!(house::of(&w.house.shop.orders, other).run_transfers().await.unwrap(), 0);
        assert_eq!(w.state(id).await, PayoutState::Approved);
        w.house.is_clean().await;
        assert_eq!((w.run().await, w.state(id).await), (1, PayoutState::Paid));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_merchant_gets_nothing() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        let mut tx = w.house.begin().await;
        merchants::suspend(&mut tx, w.house.merchant()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((w.run().await, w.state(id).await), (0, PayoutState::Approved));
        assert_eq!(w.book(), (0, 0));
        w.house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_operator_has_said_meanwhile_stands() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let id = w.approved(ACCOUNT, 2_000).await;
        w.control.set(|switches| switches.mute_transfer = true);
        assert_eq!(w.run().await, 1);
        let mut tx = w.house.begin().await;
        w.house.money.settle_payout(&mut tx, id, true, "seen at the gateway").await.unwrap();
        tx.commit().await.unwrap();
        w.later(60);
        assert_eq!(w.run().await, 0);
        let paid = w.payout(id).await;
        assert_eq!((paid.state, paid.note.as_str()), (PayoutState::Paid, "seen at the gateway"));
        w.ends_with(5 * NET - 2_000).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_one_asks() {
    for engine in testkit::engines() {
        let w = World::new(engine).await;
        let orders = w.house.shop.another_node().await;
        w.offer(orders.channels(), true);
        let other = house::of(&orders, settings());
        let id = w.approved(ACCOUNT, 2_000).await;
        let (here, there) = tokio::join!(w.house.money.run_transfers(), other.run_transfers());
        let asked = here.unwrap() + there.unwrap();
        assert_eq!((asked, w.state(id).await, w.book()), (1, PayoutState::Paid, (1, 2_000 - FEE)));
        w.ends_with(5 * NET - 2_000).await;
    }
}
