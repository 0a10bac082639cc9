use crate::browse::is_well_made;
use crate::shop::{Shop, cny};
use axum::http::StatusCode;
use kernel::{BasisPoints, Bilingual, Currency, Span, Time};
use pricing::{Campaign, Coupon, Level, Member, Off, Tier, Tiers, Ways, Window};

const ALWAYS: Window = Window { from: Time(0), until: None };

macro_rules! set {
    ($shop:expr, $put:ident, $rule:expr) => {{
        let mut tx = $shop.db.begin().await.unwrap();
        pricing::$put(&mut tx, $shop.merchant, $rule).await.unwrap();
        catalog::terms_changed(&mut tx, $shop.merchant).await.unwrap();
        tx.commit().await.unwrap();
    }};
}

fn coupon(code: &str) -> Coupon {
    Coupon {
        code: code.into(),
        off: Off::Fixed(150, Currency::CNY),
        least: 0,
        currency: Currency::CNY,
        offers: Vec::new(),
        uses_most: None,
        uses_each: Some(1),
        window: ALWAYS,
        on: true,
        used: 0,
    }
}

/// Ten per cent off for a day, and from three units on eight yuan each.
async fn cheaper(shop: &Shop) -> String {
    let until = Some(shop.time.ambient.now().after(Span::days(1)));
    let campaign = Campaign {
        code: "spring".into(),
        name: Bilingual::new("春季促销", "Spring sale"),
        off: Off::Rate(BasisPoints(1_000)),
        ways: Ways::All,
        offers: Vec::new(),
        window: Window { until, ..ALWAYS },
        on: true,
    };
    set!(shop, put_campaign, &campaign);
    set!(shop, put_tiers, &Tiers { offer: shop.offer, tiers: vec![Tier { from: 3, price: 800 }] });
    set!(shop, put_coupon, &coupon("SAVE"));
    let mut tx = shop.db.read().await.unwrap();
    let offers = catalog::orderable(&mut tx, &[shop.offer]).await.unwrap();
    let row = tx.query_opt("select slug from products where id = $1", db::params![offers[0].product]).await;
    format!("/p/{}", row.unwrap().unwrap().text(0).unwrap())
}

#[tokio::test]
async fn pages_show_what_it_costs_now_why_and_until_when() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let product = cheaper(&shop).await;
        let mut browser = shop.browser();
        let page = browser.get(&product).await;
        is_well_made("the product", &page.body);
        assert!(page.body.contains("¥9.00") && page.body.contains("原价") && page.body.contains("¥10.00"));
        let why = page.texts("price-reason").concat();
        assert!(why.contains("活动 · 春季促销") && why.contains("截至"), "{why}");
        // With the campaign, from three on it is seven twenty.
        assert!(page.body.contains("满 3 件") && page.body.contains("¥7.20"), "{}", page.body);
        shop.time.advance(Span::seconds(2));
        let home = browser.get("/").await;
        assert!(home.body.contains("¥9.00"), "{}", home.body);

        let checkout = browser.get(&shop.checkout("3")).await;
        is_well_made("the checkout", &checkout.body);
        assert_eq!(checkout.texts("saved"), ["¥8.40"]);
        assert_eq!(checkout.texts("step"), ["数量价 · 满 3 件", "活动 · 春季促销"]);

        // A member who is logged in sees the price of members.
        let mut buyer = shop.buyer("buyer@example.com", 0).await;
        let user = shop.identity.user_by_email("buyer@example.com").await.unwrap().unwrap().id;
        let gold = Level {
            code: "gold".into(),
            name: Bilingual::new("金卡", "Gold"),
            off: Off::Rate(BasisPoints(500)),
        };
        set!(shop, put_level, &gold);
        set!(shop, put_member, &Member { user, level: "gold".into(), label: String::new(), window: ALWAYS });
        let own = buyer.get(&product).await;
        assert!(own.body.contains("¥8.55") && own.body.contains("会员价 · 金卡"), "{}", own.body);
        assert!(!browser.get(&product).await.body.contains("会员价"));

        shop.time.advance(Span::days(1));
        assert!(!browser.get(&product).await.body.contains("春季促销"));
        assert!(browser.get("/").await.body.contains("¥10.00"));
    }
}

#[tokio::test]
async fn a_coupon_is_tried_and_used_without_a_script() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        cheaper(&shop).await;
        let mut browser = shop.browser();
        let form = browser.get(&shop.checkout("1")).await;
        let entered = [("contact", "guest@example.com"), ("pay", "sandbox")];
        let with = |code: &'static str, step: &'static str| {
            [entered[0], entered[1], ("coupon", code), ("step", step)]
        };
        let wrong = browser.send_from(&form, "/checkout", &with("NEVER", "coupon")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_well_made("the checkout with a wrong coupon", &wrong.body);
        assert_eq!(wrong.texts("coupon-error").len(), 1);
        assert!(wrong.body.contains("value=\"NEVER\"") && wrong.body.contains("value=\"guest@example.com\""));
        // Nothing was ordered, and nothing is with a wrong one.
        let wrong = browser.send_from(&wrong, "/checkout", &with("NEVER", "")).await;
        assert_eq!((wrong.status, wrong.texts("coupon-error").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));

        let tried = browser.send_from(&form, "/checkout", &with("save", "coupon")).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
        assert_eq!(
            (tried.texts("saved"), tried.field("total")),
            (vec!["¥2.50".to_owned()], "750".to_owned())
        );
        let placed = browser.send_from(&tried, "/checkout", &with("save", "")).await;
        assert!(placed.place().starts_with("/pay/ord_"), "{}", placed.body);
        let order = placed.place().replace("/pay/", "/o/");
        let page = browser.get(&order).await;
        assert_eq!(page.texts("saved"), ["¥2.50"]);
        assert!(page.body.contains("优惠码 · SAVE") && page.body.contains("¥7.50"));
        is_well_made("the order", &page.body);

        // This guest has used it: said beside the field.
        let again = browser.send(&shop.checkout("1"), "/checkout", &with("save", "")).await;
        assert_eq!((again.status, again.texts("coupon-error").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));

        // What costs more than the page said is not placed.
        let form = browser.get(&shop.checkout("2")).await;
        shop.time.advance(Span::days(1));
        let rose = browser.send_from(&form, "/checkout", &entered).await;
        assert_eq!(rose.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", rose.body);
        assert!(rose.body.contains("价格刚刚变了") && rose.field("total") == cny(2_000).minor.to_string());
    }
}
