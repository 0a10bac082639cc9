//! Goods that a supplier credits to the buyer's account.

use crate::browse::is_well_made;
use crate::shop::{Answer, Browser, Shop, cny};
use async_trait::async_trait;
use axum::http::StatusCode;
use catalog::{
    AccountChoice, AccountField, AccountFieldKind, AccountForm, GoodsKind, NewOffer, NewProduct, NewSku,
    ProductWords,
};
use db::Engine;
use kernel::{
    Ambient, Bilingual, Currency, Language, Money, OfferId, OrderId, Secret, Span, SupplierId, Time,
};
use orders::Fulfiller;
use ports::{
    AccountFound, AccountQuestion, BuiltSupplier, Checked, Mail, MailError, Mailer, NewSupply, NoSupply,
    NotifyRefusal, RawNotify, Settings, Supplied, Supplier, SupplierKind, SupplyError, SupplyRef,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use supply::{Draft, NewRoute, SupplierState, SupplyBook};
use testkit::{TestAmbient, TestDb};

/// Credits one telephone, knows nothing of another, and is never done with all others. Of two more it says before what they
/// are: somebody's, and nobody's.
struct FakeSupplier;

pub const GOOD: &str = "13800138000";
const UNKNOWN: &str = "13900139000";
const SLOW: &str = "13700137000";
const NAMED: &str = "13600136000";
const NOBODYS: &str = "13500135000";

#[async_trait]
impl Supplier for FakeSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        Ok(match new.main_account() {
            GOOD => Supplied::Credited { reference: None, cost: None },
            UNKNOWN => Supplied::Failed {
                reference: None,
                why: NoSupply::BadAccount,
                said: "no such telephone".into(),
            },
            _ => Supplied::Accepted { reference: None },
        })
    }
    async fn query(&self, _: &SupplyRef) -> Result<Supplied, SupplyError> {
        Ok(Supplied::Accepted { reference: None })
    }
    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        assert_eq!((question.product.as_str(), question.given("area")), ("P-10", "north"));
        match question.main_account() {
            NAMED => Ok(AccountFound::yes("张小明", "中国移动")),
            NOBODYS => Ok(AccountFound::No),
            // What it says in its own words is shown to nobody.
            phone => Err(SupplyError::Unknown(format!("who is {phone}?"))),
        }
    }
    fn verify_callback(&self, _: &RawNotify, _: Time) -> Result<ports::Reported, NotifyRefusal> {
        Err(NotifyRefusal::BadSignature)
    }
    fn acknowledgement(&self) -> &'static str {
        "ok"
    }
    async fn check(&self) -> Vec<Checked> {
        vec![]
    }
}

fn build(_: &Settings, _: Currency, _: &Ambient) -> BuiltSupplier {
    Ok(Arc::new(FakeSupplier))
}

static KINDS: [SupplierKind; 1] = [SupplierKind {
    code: "fake",
    name_zh: "假供应商",
    name_en: "Fake",
    fields: &[],
    currencies: &[],
    gives: &[ports::Wanted::Credit],
    has_balance: false,
    has_catalogue: false,
    described: None,
    build,
}];

/// Of a shop whose suppliers are of the kind above.
pub fn fulfiller(db: &TestDb, time: &TestAmbient, orders: &orders::Orders) -> Fulfiller {
    let book = SupplyBook::new(supply::Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        key: Secret::new([4; 32]),
        kinds: &KINDS,
        private_suppliers: true,
        patience: Duration::from_millis(300),
    });
    Fulfiller::new(orders.clone(), book)
}

/// A shop with a top-up for ¥10.00, and somebody who credits it.
pub struct House {
    pub shop: Shop,
    offer: OfferId,
    supplier: SupplierId,
    fulfiller: Fulfiller,
}

impl House {
    pub async fn open(engine: Engine) -> Self {
        let shop = Shop::open(engine).await;
        let fulfiller = shop.fulfiller.clone();
        let book = fulfiller.book();
        let (now, merchant) = (shop.time.ambient.now(), shop.merchant);
        let (sku, offer) = top_up(&shop).await;
        let mut tx = shop.db.begin().await.unwrap();
        let draft = Draft {
            kind: "fake".into(),
            name: "供应商".into(),
            currency: Currency::CNY,
            settings: Settings::new(),
            forget: vec![],
            contract: "C-1".into(),
            contract_until: now.after(Span::days(365)),
            version: 0,
        };
        let supplier = book.put(&mut tx, (merchant, None), &draft, "test").await.unwrap().id;
        book.switch(&mut tx, (merchant, supplier), SupplierState::On, "test").await.unwrap();
        let route = NewRoute { sku, supplier, product: "P-10".into(), unit_cost: 900, position: 1, on: true };
        supply::put_route(&mut tx, merchant, &route, "test", now).await.unwrap();
        tx.commit().await.unwrap();
        fulfiller.book_deposit((merchant, supplier), cny(100_000), "paid in", "test").await.unwrap();
        // What lists remember is a second old at most.
        shop.time.advance(Span::seconds(5));
        Self { shop, offer, supplier, fulfiller }
    }

    pub fn checkout(&self) -> String {
        format!("/checkout?offer={}&quantity=1", self.offer)
    }

    /// What the account's form is sent with.
    pub async fn fill(&self, browser: &mut Browser, phone: &str, more: [(&str, &str); 2]) -> Answer {
        let fields = [("account.phone", phone), ("account.area", "north"), more[0], more[1]];
        browser.send(&self.checkout(), "/checkout", &fields).await
    }

    /// Through both pages; the address that it leads to.
    async fn buy(&self, browser: &mut Browser, phone: &str, more: [(&str, &str); 2]) -> String {
        let page = self.fill(browser, phone, more).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let placed = press(browser, &page, "right").await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);
        placed.place().to_owned()
    }

    pub async fn round(&self) {
        self.fulfiller.round(100).await.unwrap();
    }
}

/// The product, with a form that asks for a telephone and an area.
async fn top_up(shop: &Shop) -> (kernel::SkuId, OfferId) {
    let (merchant, ambient) = (shop.merchant, &shop.time.ambient);
    let text = |zh: &str, en: &str| Bilingual::new(zh, en);
    let mut tx = shop.db.begin().await.unwrap();
    let words = ProductWords {
        title: text("话费", "Phone credit"),
        summary: text("快充", "Quickly"),
        guide: text("等短信", "Wait for the message"),
        terms: text("不退", "No return"),
    };
    let new = NewProduct {
        merchant,
        slug: "phone-top-up".into(),
        category: "goods".into(),
        brand: text("电信", "Telecom"),
        brand_id: None,
        picture: "first.svg".into(),
        words,
    };
    let product = catalog::create_product(&mut tx, ambient, &new).await.unwrap();
    let kind = GoodsKind::Recharge;
    let new = NewSku { merchant, product, code: "TOP-10".into(), name: text("10 元", "10 yuan"), kind };
    let sku = catalog::create_sku(&mut tx, ambient, &new).await.unwrap();
    let field = |name: &str, kind, label, choices| AccountField {
        name: name.into(),
        kind,
        label,
        length_min: None,
        length_max: None,
        choices,
    };
    let choice = |value: &str, label| AccountChoice { value: value.into(), label };
    let areas =
        vec![choice("north", text("北方大区", "The north")), choice("south", text("南方大区", "The south"))];
    let form = AccountForm {
        fields: vec![
            field("phone", AccountFieldKind::Phone, text("手机号", "Mobile number"), vec![]),
            field("area", AccountFieldKind::Choice, text("大区", "Area"), areas),
        ],
        within_minutes: None,
    };
    catalog::put_account_form(&mut tx, merchant, sku, &form).await.unwrap();
    let offer = NewOffer::new(merchant, sku, Money::new(1_000, Currency::CNY));
    let offer = catalog::create_offer(&mut tx, ambient, &offer).await.unwrap();
    tx.commit().await.unwrap();
    (sku, offer)
}

/// Presses a button of the page on which the account is looked at, with all that is hidden there.
pub async fn press(browser: &mut Browser, page: &Answer, step: &str) -> Answer {
    let hidden = page.body.split("<input type=\"hidden\" name=\"").skip(1).map(|part| {
        let (name, rest) = part.split_once('"').unwrap();
        (name.to_owned(), rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
    });
    let hidden: Vec<(String, String)> = hidden.collect();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("step", step));
    browser.post("/checkout", &fields).await
}

fn id(order: &str) -> OrderId {
    order.rsplit('/').next().unwrap().split('.').next().unwrap().parse().unwrap()
}

pub const BY_WALLET: [(&str, &str); 2] = [("contact", "buyer@example.com"), ("pay", "wallet")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_checked_looked_at_and_credited() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
        let product = buyer.get("/p/phone-top-up").await;
        is_well_made("goods that are credited", &product.body);
        assert!(product.body.contains("<strong>充值到账</strong>") && product.body.contains("签约供应商"));
        assert!(!product.body.contains("售罄") && !product.body.contains("仅剩"), "nothing is stocked");
        let front = buyer.get("/").await.body;
        assert!(front.contains("href=\"/p/phone-top-up\"") && front.contains("充值到账"));

        let form = buyer.get(&house.checkout()).await;
        is_well_made("the form of an account", &form.body);
        for part in
            ["name=\"account.phone\"", "inputmode=\"tel\"", "autocomplete=\"tel-national\"", "北方大区"]
        {
            assert!(form.body.contains(part), "{part}: {}", form.body);
        }
        assert_eq!(form.texts("account-warning"), ["填错账号，充值到账后无法退款。"]);

        let order = looked_at(&house, &mut buyer, &form).await;
        let page = buyer.get(&order).await;
        is_well_made("an order that is being credited", &page.body);
        assert!(
            page.body.contains("<h1>正在充值</h1>") && page.body.contains("138****8000"),
            "{}",
            page.body
        );
        assert!(page.body.contains("最晚 16:30 前到账，否则自动退款"), "{}", page.body);
        assert!(page.body.contains(&format!("data-follow=\"{order}/state\"")));
        assert!(page.body.contains("http-equiv=\"refresh\""), "without a script, too");
        assert!(!page.body.contains(GOOD) && !page.body.contains("data-test=\"reveal\""));
        assert!(buyer.get(&format!("{order}/state")).await.body.contains("\"next\":null"));
        let list = buyer.get("/me/orders").await.body;
        assert!(list.contains("state-fulfilling") && list.contains(&format!("href=\"{order}\"")), "{list}");

        house.round().await;
        let state = buyer.get(&format!("{order}/state")).await.body;
        assert!(state.contains(&format!("\"next\":\"{order}\"")), "{state}");
        credited(&mut buyer, &order).await;
        let mail = mail(&house, &order).await;
        assert_eq!(mail.subject, "您的充值已到账");
        assert!(mail.text.contains("138****8000") && !mail.text.contains("卡密"), "{}", mail.text);
        assert!(house.shop.care.audit().await.unwrap().is_empty());
    }
}

/// Wrong answers, the page to look once more, back, and the order, once.
async fn looked_at(house: &House, buyer: &mut Browser, form: &Answer) -> String {
    let wrong = [("account.phone", "23800138000"), ("account.area", ""), BY_WALLET[0], BY_WALLET[1]];
    let told = buyer.send_from(form, "/checkout", &wrong).await;
    assert_eq!((told.status, told.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 2), "{}", told.body);
    assert!(told.texts("account-error")[0].starts_with("手机号不对"), "{:?}", told.texts("account-error"));
    assert_eq!(told.texts("account-error")[1], "这里不能空着。");
    assert!(
        told.body.contains("value=\"23800138000\"") && told.body.contains("autofocus"),
        "what was typed stays"
    );
    assert!(told.body.contains("aria-describedby=\"account-phone-error account-phone-hint\""));
    is_well_made("a form with wrong answers", &told.body);
    let unpayable = house.fill(buyer, GOOD, [("contact", ""), ("pay", "nothing")]).await;
    assert_eq!(unpayable.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unpayable.body.contains("请选择一种支付方式"));

    let page = house.fill(buyer, " 138 0013-8000 ", BY_WALLET).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    is_well_made("the account, looked at", &page.body);
    assert_eq!(page.texts("account"), ["138 0013 8000", "北方大区"]);
    assert!(page.body.contains("核对无误") && page.body.contains("¥10.00"));
    assert!(buyer.get("/me/orders").await.body.contains("还没有订单"), "nothing is ordered yet");
    let changed = press(buyer, &page, "change").await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(
        changed.body.contains("value=\"13800138000\"") && changed.body.contains("value=\"north\" selected")
    );

    let placed = press(buyer, &page, "right").await;
    assert!(placed.place().starts_with("/o/ord_"), "{} {}", placed.status, placed.body);
    // The same once more is the same order.
    assert_eq!(press(buyer, &page, "right").await.place(), placed.place());
    placed.place().to_owned()
}

async fn credited(buyer: &mut Browser, order: &str) {
    let page = buyer.get(order).await;
    is_well_made("an order that was credited", &page.body);
    assert!(page.body.contains("<h1>已到账</h1>") && page.body.contains("138****8000"), "{}", page.body);
    assert!(!page.body.contains("data-follow") && !page.body.contains("data-test=\"make-link\""));
    assert!(page.body.contains("等短信"), "how it is used stands there");
    for action in ["reveal", "download"] {
        let refused = buyer.send_from(&page, order, &[("action", action)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "there is no key: {action}");
    }
    let links = buyer.send_from(&page, &format!("{order}/links"), &[]).await;
    assert_eq!(links.status, StatusCode::BAD_REQUEST);
    let list = buyer.get("/me/orders").await.body;
    assert!(list.contains("state-credited\">已到账"), "{list}");

    let there = format!("{order}/dispute");
    let form = buyer.get(&there).await;
    is_well_made("a dispute about what was credited", &form.body);
    assert!(form.body.contains("value=\"topup_not_credited\"") && !form.body.contains("key_invalid"));
    assert!(
        !form.body.contains("value=\"replace\"") && !form.body.contains("请不要写出卡密"),
        "{}",
        form.body
    );
    let complaint = [("reason", "topup_not_credited"), ("remedy", "replace"), ("text", "没有收到")];
    let opened = buyer.send_from(&form, &there, &complaint).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let page = buyer.get(&there).await;
    is_well_made("a dispute that is open", &page.body);
    assert!(page.body.contains("充值未到账") && !page.body.contains("<dt>查看卡密</dt>"), "{}", page.body);
    buyer.get("/lang/en?next=/").await;
    let english = buyer.get(order).await;
    is_well_made("in English", &english.body);
    assert!(english.body.contains("<h1>Credited</h1>"), "{}", english.body);
    buyer.get("/lang/zh?next=/").await;
}

/// What would be sent now.
async fn mail(house: &House, order: &str) -> Mail {
    #[derive(Default)]
    struct Post(Mutex<Vec<Mail>>);
    #[async_trait]
    impl Mailer for Post {
        async fn send(&self, mail: &Mail) -> Result<(), MailError> {
            self.0.lock().unwrap().push(mail.clone());
            Ok(())
        }
    }
    let sent = Post::default();
    house.shop.orders.mail_link(id(order), &sent).await.unwrap();
    sent.0.into_inner().unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_credits_goes_back_to_the_wallet() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
        let order = house.buy(&mut buyer, UNKNOWN, BY_WALLET).await;
        assert!(buyer.get("/me/wallet").await.body.contains("¥40.00"));
        house.round().await;
        let page = buyer.get(&order).await;
        is_well_made("an order that nobody could credit", &page.body);
        assert!(page.body.contains("<h1>未能充值，已退款</h1>"), "{}", page.body);
        assert!(page.body.contains("¥10.00 已退回您的钱包") && page.body.contains("139****9000"));
        assert!(page.body.contains("href=\"/me/wallet\"") && !page.body.contains("data-test=\"dispute\""));
        assert!(!page.body.contains("no such telephone"), "a supplier's words are for the merchant");
        assert!(buyer.get("/me/orders").await.body.contains("state-failed\">已退款"));
        let wallet = buyer.get("/me/wallet").await.body;
        assert!(
            wallet.contains("¥50.00") && wallet.contains("+¥10.00") && wallet.contains("退款"),
            "{wallet}"
        );
        let mail = mail(&house, &order).await;
        assert_eq!(mail.subject, "充值没有成功，已退款");
        assert!(mail.text.contains("¥10.00 已退回您的钱包"), "{}", mail.text);
        assert!(house.shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_pays_through_a_channel_and_has_it_back_after_the_deadline() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut guest = house.shop.browser();
        let nobody = house.fill(&mut guest, SLOW, [("contact", ""), ("pay", "sandbox")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.body.contains("id=\"contact-error\""), "it is said before the account is looked at");
        let by_channel = [("contact", "guest@example.com"), ("pay", "sandbox")];
        let pay = house.buy(&mut guest, SLOW, by_channel).await;
        assert!(pay.starts_with("/pay/ord_"), "{pay}");
        let waiting = guest.get(&pay).await;
        assert!(
            waiting.body.contains("本页会自动跳转到充值进度") && !waiting.body.contains("跳转到您的卡密")
        );
        let order = pay.replace("/pay/", "/o/");
        let unpaid = guest.get(&order).await;
        is_well_made("an unpaid order", &unpaid.body);
        assert!(
            unpaid.body.contains("付款后开始充值") && !unpaid.body.contains("付款后卡密会"),
            "{}",
            unpaid.body
        );
        house.shop.pay_all();
        house.shop.time.advance(Span::seconds(4));
        let state = guest.get(&format!("{pay}/state")).await.body;
        assert!(state.contains(&format!("\"next\":\"{order}\"")), "{state}");
        assert!(guest.get(&order).await.body.contains("正在安排充值"));
        house.round().await;
        assert!(guest.get(&order).await.body.contains("供应商已受理"));

        house.shop.time.advance(Span::minutes(31));
        assert!(guest.get(&order).await.body.contains("正在最后核实"));
        house.round().await;
        let page = guest.get(&order).await;
        is_well_made("an order whose time was over", &page.body);
        assert!(page.body.contains("¥10.00 按原路退回") && page.body.contains("原路退款"), "{}", page.body);
        assert!(!page.body.contains("href=\"/me/wallet\""), "a guest has no wallet");
        assert!(house.shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_can_credit_it_nothing_is_charged() {
    let house = House::open(Engine::Sqlite).await;
    let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
    let mut tx = house.shop.db.begin().await.unwrap();
    let of = (house.shop.merchant, house.supplier);
    house.fulfiller.book().switch(&mut tx, of, SupplierState::Off, "test").await.unwrap();
    tx.commit().await.unwrap();
    let page = house.fill(&mut buyer, GOOD, BY_WALLET).await;
    let refused = press(&mut buyer, &page, "right").await;
    assert_eq!((refused.status, refused.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", refused.body);
    assert!(
        refused.body.contains("现在没有供应商可以充值") && refused.body.contains("value=\"13800138000\"")
    );
    assert!(buyer.get("/me/wallet").await.body.contains("¥50.00"));
    // Whoever goes around the page meets the same form.
    let (csrf, offer) = (page.field("csrf"), house.offer.to_string());
    let around = [
        ("csrf", csrf.as_str()),
        ("offer", offer.as_str()),
        ("quantity", "1"),
        ("pay", "wallet"),
        ("account.phone", "1"),
        ("account.area", "nowhere"),
        ("step", "right"),
    ];
    let refused = buyer.post("/checkout", &around).await;
    assert_eq!((refused.status, refused.texts("account-error").len()), (StatusCode::UNPROCESSABLE_ENTITY, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_not_there_is_said_before_anything_is_paid() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
        let wrong = house.fill(&mut buyer, NOBODYS, BY_WALLET).await;
        is_well_made("an account that is not there", &wrong.body);
        assert_eq!((wrong.status, wrong.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", wrong.body);
        assert!(wrong.texts("account-error")[0].starts_with("供应商查不到这个账号"));
        let beside = wrong.body.contains("aria-describedby=\"account-phone-error account-phone-hint\"");
        assert!(beside && wrong.body.contains(&format!("value=\"{NOBODYS}\"")), "it can be mended");

        let named = house.fill(&mut buyer, NAMED, BY_WALLET).await;
        is_well_made("an account whose name is known", &named.body);
        assert_eq!(named.texts("account-found"), ["供应商已核对：账号存在，名称以「明」结尾。"]);
        assert!(
            named.body.contains("中国移动") && !named.body.contains("张") && !named.body.contains("小明"),
            "never the whole"
        );
        buyer.get("/lang/en?next=/").await;
        let english = house.fill(&mut buyer, NAMED, BY_WALLET).await;
        assert!(english.texts("account-found")[0].contains("its name ends in “明”"));
        buyer.get("/lang/zh?next=/").await;

        // Nobody says: it goes on as it always did.
        let unknown = house.fill(&mut buyer, GOOD, BY_WALLET).await;
        assert!(unknown.status == StatusCode::OK && unknown.texts("account-found").is_empty());
        assert!(!unknown.body.contains("who is"));
        let placed = press(&mut buyer, &unknown, "right").await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER);
        house.round().await;
        assert!(buyer.get(placed.place()).await.body.contains("<h1>已到账</h1>"));

        // Whoever goes on asking is told nothing any more, and may order.
        for _ in 0..6 {
            house.fill(&mut buyer, NOBODYS, BY_WALLET).await;
        }
        for phone in [NOBODYS, NAMED] {
            let silent = house.fill(&mut buyer, phone, BY_WALLET).await;
            assert!(silent.status == StatusCode::OK && silent.texts("account-found").is_empty(), "{phone}");
        }
        house.shop.time.advance(Span::minutes(2));
        let again = house.fill(&mut buyer, NOBODYS, BY_WALLET).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(buyer.get("/me/wallet").await.body.contains("¥40.00"), "one order, and no more");
    }
}

/// The language of the order is that of its page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_english_buyer_reads_english() {
    let house = House::open(Engine::Sqlite).await;
    let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
    buyer.get("/lang/en?next=/").await;
    let page = house.fill(&mut buyer, "+86 13800138000", BY_WALLET).await;
    is_well_made("the account, in English", &page.body);
    assert!(page.body.contains("It is right") && page.texts("account") == ["138 0013 8000", "The north"]);
    let order = press(&mut buyer, &page, "right").await.place().to_owned();
    let known = house.shop.orders.find(id(&order)).await.unwrap();
    assert_eq!(known.language, Language::En);
    assert!(buyer.get(&order).await.body.contains("Credited by 08:30 UTC at the latest"));
    house.round().await;
    let mail = mail(&house, &order).await;
    assert_eq!(mail.subject, "Your account has been credited");
}
