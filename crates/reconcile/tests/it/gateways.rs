use crate::shop::{DAY, PRICE, Shop, cny};
use kernel::{Ambient, Secret, Span};
use ports::{PaymentChannel, Settings};
use sandbox::channels::{ChannelGateway, ChannelsConfig, Control, Notifies, Pay, start_channels};
use std::sync::Arc;
use testkit::TestAmbient;

fn adapter(gateways: &ChannelGateway, kind: &str, ambient: &Ambient) -> Arc<dyn PaymentChannel> {
    let typed = gateways.settings(kind).into_iter();
    let settings: Settings = typed.map(|(name, value)| (name, Secret::new(value))).collect();
    let kind = payments::kinds().iter().find(|known| known.code == kind).unwrap();
    match (kind.build)(kind.code, &settings, ambient) {
        Ok(adapter) => adapter,
        Err(wrong) => panic!("{wrong:?}"),
    }
}

/// The gateways' clocks follow the shop's.
fn sync(gateways: &Control, time: &TestAmbient) {
    let ahead = time.ambient.now().unix_millis() - Ambient::system().now().unix_millis();
    gateways.set(|switches| {
        switches.skew_ms = ahead;
        switches.notifies = Notifies::Dropped;
    });
}

async fn open(kind: &'static str, engine: db::Engine) -> (Shop, ChannelGateway, Control) {
    let gateways = start_channels(ChannelsConfig::at("127.0.0.1:0".parse().unwrap())).await.unwrap();
    let shop = Shop::open(engine, |time| {
        sync(&gateways.control(), time);
        vec![adapter(&gateways, kind, &time.ambient)]
    })
    .await;
    let control = gateways.control().only(kind).unwrap();
    (shop, gateways, control)
}

/// Two orders: one that is paid, and one that gets too little, which goes back.
async fn a_day(shop: &Shop, control: &Control, kind: &str) {
    let (order, payment) = shop.waiting(kind).await;
    control.pay(&payment.to_string(), &Pay::default()).unwrap();
    shop.orders.ask_channel(kind, payment).await.unwrap();
    assert_eq!(shop.orders.find(order).await.unwrap().state, orders::OrderState::Delivered);
    let (_, payment) = shop.waiting(kind).await;
    let short = Pay { amount: Some(PRICE - 90), ..Pay::default() };
    control.pay(&payment.to_string(), &short).unwrap();
    shop.orders.ask_channel(kind, payment).await.unwrap();
    let sql = "select event_id from refunds";
    let event = shop.db.query(sql, &[]).await.unwrap()[0].text(0).unwrap();
    shop.refund_of(&event).await;
    let state = shop.db.query("select state from refunds", &[]).await.unwrap()[0].text(0).unwrap();
    assert_eq!(state, "succeeded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pay_give_back_and_the_gateways_own_statement_agree() {
    for kind in ["alipay", "wechat", "stripe", "epay", "epay_v2"] {
        let (shop, gateways, control) = open(kind, db::Engine::Sqlite).await;
        a_day(&shop, &control, kind).await;
        let at = shop.time.ambient.now().unix_millis();
        shop.time.advance(Span::hours(30));
        let file = gateways.control().statement(kind, at).unwrap();
        let look = shop.reconcile.look(shop.file(kind, file.clone())).await.unwrap();
        assert_eq!((look.lines, look.errors), (3, vec![]), "{kind}");
        let id = shop.take(kind, file.clone()).await;
        assert_eq!(shop.told().await, vec![], "{kind}");
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.difference), (PRICE, PRICE, 0), "{kind}");
        assert_eq!(sums.currency, cny(0).currency);
        shop.books_are_right().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wechats_statement_is_fetched_and_its_digest_holds() {
    for engine in testkit::engines() {
        let (shop, gateways, control) = open("wechat", engine).await;
        a_day(&shop, &control, "wechat").await;
        shop.time.advance(Span::hours(20));
        sync(&gateways.control(), &shop.time);
        control.set(|switches| switches.forge_answers = true);
        let forged = shop.reconcile.fetch("wechat", DAY, "system").await.unwrap_err();
        assert_eq!(forged.code(), "statement_not_fetched");
        control.set(|switches| switches.forge_answers = false);
        let (id, is_new) = shop.reconcile.fetch("wechat", DAY, "system").await.unwrap();
        assert!(is_new && shop.told().await.is_empty());
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.fees), (PRICE, PRICE, 12));
        // The day before, nothing happened.
        let (empty, _) = shop.reconcile.fetch("wechat", "2026-11-22", "system").await.unwrap();
        assert_eq!(shop.reconcile.statement(empty).await.unwrap().0.lines, 0);
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 0);
    }
}
