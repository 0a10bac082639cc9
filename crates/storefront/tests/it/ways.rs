//! Ways to pay: what is offered to whom, how a payment is drawn for each device, and what becomes of a buyer whose channel
//! is silent.

use crate::browse::is_well_made;
use crate::shop::{Browser, Shop, cny};
use async_trait::async_trait;
use axum::http::StatusCode;
use kernel::{Bilingual, PaymentId, Span, Time};
use orders::ChannelEntry;
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, Device, NewPayment, NewRefund, Notified,
    NotifyRefusal, Opened, Paid, Payer, PaymentChannel, PaymentRef, RawNotify, RefundState,
};
use std::sync::{Arc, Mutex};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148";
const WECHAT: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.49";

/// A gateway that opens payments as the test says, and counts them.
struct Gate {
    code: &'static str,
    opens: Mutex<Opened>,
    down: Mutex<bool>,
    made: Mutex<Vec<(PaymentId, Device)>>,
    paid: Mutex<Vec<PaymentId>>,
    /// Who pays inside WeChat has to be known.
    asks: Mutex<bool>,
}

impl Gate {
    fn new(code: &'static str, opens: Opened) -> Arc<Self> {
        Arc::new(Self {
            code,
            opens: Mutex::new(opens),
            down: Mutex::default(),
            made: Mutex::default(),
            paid: Mutex::default(),
            asks: Mutex::default(),
        })
    }

    fn up(&self) -> Result<(), ChannelError> {
        if *self.down.lock().unwrap() { Err(ChannelError::Unknown("down".into())) } else { Ok(()) }
    }

    fn entry(self: &Arc<Self>, kind: &str, name: (&str, &str), position: i64) -> ChannelEntry {
        let adapter: Arc<dyn PaymentChannel> = self.clone();
        ChannelEntry {
            kind: kind.into(),
            name: Bilingual::new(name.0, name.1),
            position,
            ..ChannelEntry::plain(adapter)
        }
    }
}

#[async_trait]
impl PaymentChannel for Gate {
    fn code(&self) -> &str {
        self.code
    }
    fn asks_who_pays(&self, payer: &Payer) -> bool {
        *self.asks.lock().unwrap() && payer.device == Device::WeChat && payer.open_id.is_none()
    }
    fn payer_link(&self, return_to: &str, state: &str) -> Option<String> {
        Some(format!("https://wechat.example/auth?back={return_to}&state={state}"))
    }
    async fn payer_of(&self, code: &str) -> Result<String, ChannelError> {
        self.up()?;
        if code == "good" { Ok("oMei".into()) } else { Err(ChannelError::Refused("errcode 40029".into())) }
    }
    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.up()?;
        self.made.lock().unwrap().push((new.payment, new.payer.device));
        let known = new.payer.open_id.as_ref().filter(|id| !id.is_empty());
        let in_app = known.map(|id| format!("{{\"to\":\"{id}\"}}"));
        let opens = self.opens.lock().unwrap().clone();
        Ok(Opened { in_app: in_app.or(opens.in_app), ..opens })
    }
    async fn query(&self, asked: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        self.up()?;
        let is_paid = self.paid.lock().unwrap().contains(&asked.payment);
        let event_id = format!("evt-{}", asked.payment);
        let paid = is_paid.then(|| Paid { event_id, amount: asked.amount, paid_at: Time(0) });
        Ok(ChannelPayment { reference: "r".into(), paid: paid.into_iter().collect(), closed: false })
    }
    async fn close(&self, _: &PaymentRef) -> Result<(), ChannelError> {
        self.up()
    }
    async fn refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Ok(ChannelRefund { reference: "r".into(), state: RefundState::Succeeded })
    }
    async fn query_refund(&self, _: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        Err(ChannelError::NotFound)
    }
    fn verify_notify(&self, _: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        Ok(Notified::Other)
    }
    fn acknowledgement(&self) -> &'static str {
        "success"
    }
    async fn check(&self) -> Vec<Checked> {
        Vec::new()
    }
}

fn qr(text: &str) -> Opened {
    Opened { qr_text: Some(text.into()), ..Opened::default() }
}

fn web(url: &str) -> Opened {
    Opened { pay_url: Some(url.into()), ..Opened::default() }
}

async fn order(shop: &Shop, browser: &mut Browser, way: &str) -> String {
    let fields = [("contact", "guest@example.com"), ("pay", way)];
    let answer = browser.send(&shop.checkout("1"), "/checkout", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.place().to_owned()
}

fn at(agent: &str, mut browser: Browser) -> Browser {
    browser.headers.push(("user-agent".into(), agent.into()));
    browser
}

#[tokio::test]
async fn only_what_fits_is_offered_and_the_wallet_first_where_it_is_enough() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let gate = |code| Gate::new(code, qr("text"));
    let entry = |code, kind: &str, zh: &str, en: &str, position| gate(code).entry(kind, (zh, en), position);
    shop.orders.channels().replace(vec![
        entry("second", "wechat", "微信支付", "WeChat Pay", 2),
        entry("first", "alipay", "支付宝", "Alipay", 1),
        ChannelEntry { max: Some(999), ..entry("small", "epay", "小额", "Small", 3) },
        ChannelEntry { min: Some(1_001), ..entry("large", "epay", "大额", "Large", 3) },
        ChannelEntry {
            currencies: vec!["USD".parse().unwrap()],
            ..entry("dollars", "stripe", "银行卡", "Cards", 4)
        },
        ChannelEntry { devices: vec![Device::Mobile], ..entry("phones", "epay", "手机付", "Phones", 5) },
        ChannelEntry { enabled: false, ..entry("off", "tokenpay", "停用", "Off", 0) },
    ]);
    let offered = |page: &crate::shop::Answer| -> Vec<String> {
        let parts = page.body.split("name=\"pay\" value=\"").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
    };
    let page = shop.browser().get(&shop.checkout("1")).await;
    assert_eq!(offered(&page), ["first", "second"]);
    assert!(page.body.contains("value=\"first\" required checked"), "the best one is chosen");
    assert!(page.body.contains("支付宝") && page.body.contains("用手机支付宝扫码付款"), "{}", page.body);
    is_well_made("the checkout", &page.body);

    let page = at(PHONE, shop.browser()).get(&shop.checkout("1")).await;
    assert_eq!(offered(&page), ["first", "second", "phones"]);
    assert!(page.body.contains("打开支付宝完成付款"));
    let page = at(WECHAT, shop.browser()).get(&shop.checkout("1")).await;
    assert!(page.body.contains("就在微信里付款"));

    let mut rich = shop.buyer("rich@example.com", 5_000).await;
    assert_eq!(offered(&rich.get(&shop.checkout("1")).await), ["wallet", "first", "second"]);
    let mut poor = shop.buyer("poor@example.com", 5).await;
    assert_eq!(offered(&poor.get(&shop.checkout("1")).await), ["first", "second", "wallet"]);

    // In English they are called otherwise, and what is not offered is refused beside the choice.
    let mut browser = shop.browser();
    browser.get("/lang/en").await;
    let page = browser.get(&shop.checkout("1")).await;
    assert!(page.body.contains("WeChat Pay") && !page.body.contains("微信支付"), "{}", page.body);
    let refused =
        browser.send_from(&page, "/checkout", &[("contact", "a@example.com"), ("pay", "small")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("id=\"pay-error\""), "{}", refused.body);
    assert!(refused.body.contains("does not take that amount"), "{}", refused.body);

    shop.orders.channels().replace(Vec::new());
    let page = shop.browser().get(&shop.checkout("1")).await;
    assert!(page.body.contains("data-test=\"no-way\"") && page.body.contains("data-test=\"place\" disabled"));
}

#[tokio::test]
async fn a_payment_is_drawn_for_the_device_in_the_hand() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let scan = Gate::new(
            "alipay",
            Opened { pay_url: Some("https://gate.example/wap".into()), ..qr("https://qr.example/1") },
        );
        let bridge = "{\"appId\":\"wx1\",\"package\":\"prepay_id=\\\"x\\\"\"}";
        let app = Gate::new("wechat", Opened { in_app: Some(bridge.into()), ..Opened::default() });
        shop.orders.channels().replace(vec![
            scan.entry("alipay", ("支付宝", "Alipay"), 1),
            app.entry("wechat", ("微信支付", "WeChat Pay"), 2),
        ]);

        let mut desk = shop.browser();
        let pay = order(&shop, &mut desk, "alipay").await;
        let page = desk.get(&pay).await;
        is_well_made("the payment", &page.body);
        let code = page.body.find("class=\"qr-ink\"").unwrap();
        assert!(page.body[..code].rfind("<details").is_none(), "the code is what a desktop shows first");
        assert!(page.body.contains("打开手机支付宝，扫一扫付款"));
        assert!(page.body.contains("href=\"https://gate.example/wap\""));

        let mut phone = at(PHONE, shop.browser());
        let pay = order(&shop, &mut phone, "alipay").await;
        let page = phone.get(&pay).await;
        is_well_made("the payment on a telephone", &page.body);
        let button = page.body.find("data-test=\"pay-link\"").unwrap();
        let code = page.body.find("class=\"qr-ink\"").unwrap();
        assert!(button < code && page.body[..code].contains("<details"), "nobody scans their own screen");
        assert!(scan.made.lock().unwrap().iter().any(|(_, device)| *device == Device::Mobile));

        let mut inside = at(WECHAT, shop.browser());
        let pay = order(&shop, &mut inside, "wechat").await;
        let page = inside.get(&pay).await;
        is_well_made("the payment inside WeChat", &page.body);
        assert!(page.body.contains("/wechat-pay.js\" defer"), "{}", page.body);
        let handed = bridge.replace('"', "&quot;");
        assert!(page.body.contains(&format!("data-in-app=\"{handed}\"")), "{}", page.body);
        assert!(!page.body.contains("data-test=\"open-in-browser\""));
        let script = page.body.split("src=\"").find(|part| part.contains("wechat-pay.js")).unwrap();
        let script = inside.get(script.split('"').next().unwrap()).await;
        assert!(script.body.contains("getBrandWCPayRequest"));
        assert!(script.header("content-type").starts_with("text/javascript"));
    }
}

/// Where the page goes on to, and the state that is to come back.
fn away(page: &crate::shop::Answer) -> (String, String) {
    let url = page.body.split("0;url=").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    let url = url.split('"').next().unwrap().replace("&#x2f;", "/").replace("&amp;", "&");
    let state = url.split("state=").nth(1).unwrap().to_owned();
    (url, state)
}

#[tokio::test]
async fn who_pays_inside_wechat_is_found_out_without_being_asked() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let gate = Gate::new("wechat", qr("weixin://wxpay/1"));
        *gate.asks.lock().unwrap() = true;
        shop.orders.channels().replace(vec![gate.entry("wechat", ("微信支付", "WeChat Pay"), 1)]);
        // Nobody else goes there.
        let pay = order(&shop, &mut shop.browser(), "wechat").await;
        assert!(shop.browser().get(&pay).await.body.contains("class=\"qr-ink\""));

        let mut inside = at(WECHAT, shop.browser());
        let pay = order(&shop, &mut inside, "wechat").await;
        assert!(!pay.contains("down"), "{pay}");
        let page = inside.get(&pay).await;
        is_well_made("on the way to WeChat", &page.body);
        let (url, state) = away(&page);
        assert_eq!(url, format!("https://wechat.example/auth?back=http://shop.test{pay}&state={state}"));
        assert_eq!(state.len(), 26);
        assert_eq!(away(&inside.get(&pay).await).1, state, "several pages of one browser share it");
        assert_eq!(gate.made.lock().unwrap().len(), 1, "nothing was opened yet");
        let back = inside.get(&format!("{pay}?code=good&state={state}")).await;
        assert_eq!((back.status, back.place()), (StatusCode::SEE_OTHER, pay.as_str()));
        let page = inside.get(&pay).await;
        assert!(page.body.contains("data-in-app=\"{&quot;to&quot;:&quot;oMei&quot;}\""), "{}", page.body);
        assert_eq!(gate.made.lock().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn who_stays_unknown_pays_another_way_and_goes_round_in_no_circle() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let gate = Gate::new("wechat", qr("weixin://wxpay/1"));
    *gate.asks.lock().unwrap() = true;
    shop.orders.channels().replace(vec![gate.entry("wechat", ("微信支付", "WeChat Pay"), 1)]);
    // Used codes, none at all, and those of another browser's errand.
    for (code, own_state) in [("used", true), ("", true), ("good", false)] {
        let mut inside = at(WECHAT, shop.browser());
        let pay = order(&shop, &mut inside, "wechat").await;
        let (_, state) = away(&inside.get(&pay).await);
        let state = if own_state { state } else { "0".repeat(26) };
        let back = inside.get(&format!("{pay}?code={code}&state={state}")).await;
        assert_eq!(back.place(), pay);
        let page = inside.get(&pay).await;
        assert!(page.body.contains("class=\"qr-ink\"") && !page.body.contains("data-in-app"), "{code}");
    }
    // Where there is no other way, the page says so instead of leaving again at once.
    let mut inside = at(WECHAT, shop.browser());
    let pay = order(&shop, &mut inside, "wechat").await;
    let (_, state) = away(&inside.get(&pay).await);
    *gate.down.lock().unwrap() = true;
    let back = inside.get(&format!("{pay}?code=good&state={state}")).await;
    assert_eq!(back.place(), format!("{pay}?down=1"));
    assert!(inside.get(back.place()).await.body.contains("支付渠道暂时没有响应"));
    *gate.down.lock().unwrap() = false;
    away(&inside.get(&pay).await);
}

#[tokio::test]
async fn a_silent_channel_leads_to_another_and_the_order_is_kept() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (first, second) =
            (Gate::new("first", qr("first text")), Gate::new("second", web("https://gate.example/")));
        shop.orders.channels().replace(vec![
            first.entry("alipay", ("支付宝", "Alipay"), 1),
            second.entry("epay", ("聚合支付", "EPay"), 2),
        ]);
        *first.down.lock().unwrap() = true;
        let mut browser = shop.browser();
        let pay = order(&shop, &mut browser, "first").await;
        let page = browser.get(&pay).await;
        assert_eq!(page.status, StatusCode::OK);
        is_well_made("the payment of a silent channel", &page.body);
        assert!(
            page.body.contains("data-test=\"channel-down\"") && page.body.contains("支付宝"),
            "{}",
            page.body
        );
        assert!(page.body.contains("name=\"to\" value=\"second\"") && !page.body.contains("value=\"first\""));
        assert!(!page.body.contains("付款后本页会自动跳转"), "nothing is waited for yet");

        let pay = pay.split('?').next().unwrap().to_owned();
        let answer = browser.send_from(&page, &pay, &[("action", "switch"), ("to", "second")]).await;
        assert_eq!((answer.status, answer.place()), (StatusCode::SEE_OTHER, pay.as_str()), "{}", answer.body);
        let page = browser.get(&pay).await;
        assert!(page.body.contains("href=\"https://gate.example/\""), "{}", page.body);
        assert!(page.body.contains("name=\"to\" value=\"first\""), "the way back is offered");
        let unknown = browser.send_from(&page, &pay, &[("action", "switch"), ("to", "nowhere")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.body.contains("请选择一种支付方式"), "{}", unknown.body);

        // One order, paid by the second, without a word to the first.
        assert!(first.made.lock().unwrap().is_empty());
        let (payment, _) = second.made.lock().unwrap()[0];
        second.paid.lock().unwrap().push(payment);
        shop.time.advance(Span::seconds(4));
        let answer = browser.get(&pay).await;
        assert_eq!(answer.place(), pay.replace("/pay/", "/o/"));
        let page = browser.get(answer.place()).await;
        assert!(page.body.contains("订单已发货") && page.body.contains("聚合支付"), "{}", page.body);
        let kept = shop.orders.find_by_link(pay.trim_start_matches("/pay/")).await.unwrap();
        assert_eq!((kept.total, kept.pay.as_str()), (cny(1_000), "second"));
    }
}

#[tokio::test]
async fn a_channel_that_comes_back_is_tried_again_by_its_button() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let only = Gate::new("only", qr("text"));
    shop.orders.channels().replace(vec![only.entry("alipay", ("支付宝", "Alipay"), 1)]);
    *only.down.lock().unwrap() = true;
    let mut browser = shop.browser();
    let pay = order(&shop, &mut browser, "only").await;
    let page = browser.get(&pay).await;
    assert!(page.body.contains("请过一会儿再试") && !page.body.contains("data-test=\"other-ways\""));
    *only.down.lock().unwrap() = false;
    let again = page.body.split("data-test=\"try-again\"").next().unwrap();
    let again = again.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let page = browser.get(&again).await;
    assert!(page.body.contains("class=\"qr-ink\"") && !page.body.contains("data-test=\"channel-down\""));
    // The address of before shows the payment, too, now that there is one.
    assert!(browser.get(&pay).await.body.contains("class=\"qr-ink\""));
}
