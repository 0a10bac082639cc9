use crate::shop::{PRICE, Shop, cny, code, product};
use crate::terms::{Wish, authorise, brand};
use catalog::GoodsKind;
use kernel::{BasisPoints, Bilingual, Currency, Span, Time, UserId};
use merchants::Channel;
use orders::{Asking, NewLine, NewOrder, OrderError, PlacedOrder};
use pricing::{
    Campaign, Coupon, Level, ListItem, Member, Off, Partner, PriceList, Standing, Tier, Tiers, Ways, Window,
};

const ALWAYS: Window = Window { from: Time(0), until: None };

fn rate(bps: i64) -> Off {
    Off::Rate(BasisPoints(bps))
}

fn coupon(name: &str, off: Off) -> Coupon {
    Coupon {
        code: name.into(),
        off,
        least: 0,
        currency: Currency::CNY,
        offers: Vec::new(),
        uses_most: None,
        uses_each: None,
        window: ALWAYS,
        on: true,
        used: 0,
    }
}

fn campaign(off: Off) -> Campaign {
    let name = Bilingual::new("春促", "Spring");
    let (code, offers) = ("spring".into(), Vec::new());
    Campaign { code, name, off, ways: Ways::All, offers, window: ALWAYS, on: true }
}

/// What a merchant sets, as the edge does it: with the catalogue's version in the same commit.
macro_rules! set {
    ($shop:expr, $put:ident, $rule:expr) => {{
        let mut tx = $shop.db.begin().await.unwrap();
        pricing::$put(&mut tx, $shop.merchant, $rule).await.unwrap();
        catalog::terms_changed(&mut tx, $shop.merchant).await.unwrap();
        tx.commit().await.unwrap();
    }};
}

async fn used(shop: &Shop, code: &str) -> i64 {
    let mut tx = shop.db.read().await.unwrap();
    let all = pricing::coupons(&mut tx, shop.merchant).await.unwrap();
    all.iter().find(|coupon| coupon.code == code).unwrap().used
}

async fn pays(shop: &Shop, user: UserId, quantity: i64) -> i64 {
    let placed = shop.orders.place(shop.by_wallet(user, quantity)).await.unwrap();
    assert_eq!(placed.order.lines[0].unit_price * quantity, placed.order.total.minor);
    placed.order.total.minor
}

fn with(new: NewOrder, code: &str) -> NewOrder {
    NewOrder { coupon: Some(code.into()), ..new }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_placed_at_the_price_that_the_quote_said_and_keeps_how_it_was_made() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 100).await;
        let user = shop.buyer(100 * PRICE).await;
        assert_eq!(pays(&shop, user, 2).await, 2 * PRICE, "nothing changes without rules");
        let gold = Level { code: "gold".into(), name: Bilingual::new("金卡", "Gold"), off: rate(1_000) };
        set!(shop, put_level, &gold);
        let member = |until| Member {
            user,
            level: "gold".into(),
            label: "Mei".into(),
            window: Window { from: Time(0), until },
        };
        let year = shop.time.ambient.now().after(Span::days(365));
        set!(shop, put_member, &member(Some(year)));
        let tiers = Tiers { offer: shop.offer, tiers: vec![Tier { from: 10, price: 850 }] };
        set!(shop, put_tiers, &tiers);
        set!(shop, put_campaign, &campaign(rate(2_000)));
        set!(shop, put_coupon, &coupon("SAVE", Off::Fixed(100, Currency::CNY)));

        let lines = [NewLine { offer: shop.offer, quantity: 10 }];
        let asking = Asking { user: Some(user), coupon: Some(" save ".into()), standing: None };
        let quote = shop.orders.quote(&lines, Channel::Api, None, &asking).await.unwrap();
        let placed = shop.orders.place(with(shop.by_wallet(user, 10), "save")).await.unwrap();
        assert_eq!((placed.order.total, placed.order.lines[0].unit_price), (quote.total, 670));
        let made = shop.orders.made_of(&placed.order).await.unwrap().unwrap();
        assert_eq!(Some(&made), quote.made.as_ref());
        assert_eq!((made.saved(), made.coupon.as_deref()), (3_300, Some("SAVE")));
        let steps: Vec<_> = made.lines[0].steps.iter().map(|step| step.kind.code()).collect();
        assert_eq!(steps, ["level", "tier", "campaign", "coupon"]);
        // Two per cent of what was paid.
        assert_eq!(placed.order.fee.minor, 134);

        // Nobody else is a member, and somebody may be supposed to be one.
        let stranger = shop.buyer(100 * PRICE).await;
        assert_eq!((pays(&shop, stranger, 1).await, pays(&shop, user, 1).await), (800, 720));
        let standing = Some(Standing { level: Some("gold".into()), lists: Vec::new() });
        let asking = Asking { standing, ..Asking::default() };
        let one = [NewLine { offer: shop.offer, quantity: 1 }];
        assert_eq!(shop.orders.quote(&one, Channel::Api, None, &asking).await.unwrap().total, cny(720));

        // A level ends by itself; a rule that goes is gone for the next order, and what was placed stays as it is.
        shop.time.advance(Span::days(366));
        assert_eq!(pays(&shop, user, 1).await, 800);
        set!(shop, remove_campaign, "spring");
        assert_eq!(pays(&shop, user, 1).await, PRICE);
        assert_eq!(shop.orders.made_of(&placed.order).await.unwrap(), Some(made));
        let plain = shop.orders.place(shop.by_wallet(user, 1)).await.unwrap();
        assert_eq!(shop.orders.made_of(&plain.order).await.unwrap(), None);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_pays_what_was_agreed_while_it_holds() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let (partner, other) = (shop.buyer(20 * PRICE).await, shop.buyer(20 * PRICE).await);
        let now = shop.time.ambient.now();
        let window = Window { from: now.after(Span::days(1)), until: Some(now.after(Span::days(2))) };
        let list = PriceList {
            code: "resellers".into(),
            name: "Resellers".into(),
            window,
            items: vec![ListItem { offer: shop.offer, price: 640 }],
            partners: vec![Partner { user: partner, label: "Shop next door".into() }],
        };
        set!(shop, put_list, &list);
        assert_eq!(pays(&shop, partner, 1).await, PRICE, "not yet");
        shop.time.advance(Span::days(1));
        assert_eq!((pays(&shop, partner, 1).await, pays(&shop, other, 1).await), (640, PRICE));
        shop.time.advance(Span::days(1));
        assert_eq!(pays(&shop, partner, 1).await, PRICE, "not any more");

        // Whoever goes is nobody's partner any more.
        let mut tx = shop.db.begin().await.unwrap();
        assert_eq!(pricing::kept(&mut tx, partner).await.unwrap().len(), 1);
        pricing::forget(&mut tx, partner).await.unwrap();
        assert_eq!(pricing::kept(&mut tx, partner).await.unwrap(), []);
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_use_of_a_coupon_is_one_buyers() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 40).await;
        let last = Coupon { uses_most: Some(3), ..coupon("LAST", rate(5_000)) };
        set!(shop, put_coupon, &last);
        let node = shop.another_node().await;
        let mut racing = Vec::new();
        for turn in 0..12 {
            let user = shop.buyer(2 * PRICE).await;
            let (orders, new) = (
                if turn % 2 == 0 { shop.orders.clone() } else { node.clone() },
                with(shop.by_wallet(user, 1), "last"),
            );
            racing.push(tokio::spawn(async move { orders.place(new).await }));
        }
        let (mut won, mut refused) = (0, 0);
        for racer in racing {
            match racer.await.unwrap() {
                Ok(placed) => {
                    assert_eq!(placed.order.total, cny(500));
                    won += 1;
                }
                Err(OrderError::Refused(no)) => {
                    assert_eq!(no.code(), "coupon_used_up");
                    refused += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((won, refused, used(&shop, "LAST").await), (3, 9, 3));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_use_comes_back_with_an_order_that_ends_unpaid_and_each_buyer_has_so_many() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 40).await;
        let once = Coupon { uses_each: Some(1), uses_most: Some(2), ..coupon("ONCE", rate(1_000)) };
        set!(shop, put_coupon, &once);
        let guest = async || -> Result<PlacedOrder, OrderError> {
            shop.orders.place(with(shop.by_guest(1), "ONCE")).await
        };
        let first = guest().await.unwrap();
        assert_eq!(first.order.total, cny(900));
        assert_eq!(code(guest().await), "coupon_used_by_you", "a guest is known by the contact");
        shop.orders.cancel(&first.order).await.unwrap();
        assert_eq!(used(&shop, "ONCE").await, 0);
        guest().await.unwrap();
        shop.time.advance(Span::hours(1));
        shop.orders.sweep_expired(100).await.unwrap();
        assert_eq!(used(&shop, "ONCE").await, 0, "it expired");
        guest().await.unwrap();

        let user = shop.buyer(20 * PRICE).await;
        let place = async |name: &str| shop.orders.place(with(shop.by_wallet(user, 1), name)).await;
        place("once").await.unwrap();
        assert_eq!(code(place("once").await), "coupon_used_up");
        assert_eq!(code(place("never").await), "coupon_unknown");
        assert_eq!(place("  ").await.unwrap().order.total, cny(PRICE), "an empty field is no coupon");
        // What the wallet cannot pay uses nothing.
        set!(shop, put_coupon, &coupon("POOR", rate(1_000)));
        let poor = shop.buyer(1).await;
        let no = shop.orders.place(with(shop.by_wallet(poor, 1), "POOR")).await;
        assert_eq!((code(no), used(&shop, "POOR").await), ("insufficient_balance", 0));
        // Changed, it keeps its count; switched off, it holds for nobody.
        set!(shop, put_coupon, &Coupon { on: false, uses_most: None, ..once });
        assert_eq!((code(place("once").await), used(&shop, "ONCE").await), ("coupon_not_now", 2));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_sells_below_the_brands_minimum() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 40).await;
        let (partner, user) = (shop.buyer(40 * PRICE).await, shop.buyer(40 * PRICE).await);
        let brand = brand(&shop).await;
        let now = shop.time.ambient.now();
        let wish = Wish {
            territory: &["CN"],
            channels: &Channel::ALL,
            from: now,
            to: now.after(Span::days(365)),
            minimum: Some(cny(900)),
        };
        authorise(&shop, brand, &wish).await;
        set!(shop, put_tiers, &Tiers { offer: shop.offer, tiers: vec![Tier { from: 5, price: 300 }] });
        set!(shop, put_coupon, &coupon("HALF", rate(5_000)));
        let list = PriceList {
            code: "cheap".into(),
            name: "Cheap".into(),
            window: ALWAYS,
            items: vec![ListItem { offer: shop.offer, price: 100 }],
            partners: vec![Partner { user: partner, label: String::new() }],
        };
        set!(shop, put_list, &list);
        assert_eq!((pays(&shop, user, 1).await, pays(&shop, user, 5).await), (PRICE, 5 * 900));
        assert_eq!(pays(&shop, partner, 1).await, 900);
        let half = shop.orders.place(with(shop.by_wallet(user, 1), "HALF")).await.unwrap();
        assert_eq!(half.order.total, cny(900));
        let made = shop.orders.made_of(&half.order).await.unwrap().unwrap();
        assert!(made.lines[0].steps[0].limited);
        assert_eq!(
            code(shop.orders.place(with(shop.by_wallet(partner, 1), "HALF")).await),
            "coupon_nothing_off"
        );
        set!(shop, put_campaign, &campaign(rate(9_000)));
        assert_eq!(pays(&shop, user, 1).await, 900);
        let both = [("api", 900), ("store", 900)];
        for (origin, price) in both {
            let new = NewOrder { origin, ..shop.by_wallet(partner, 5) };
            assert_eq!(shop.orders.place(new).await.unwrap().order.lines[0].unit_price, price);
        }

        // What cannot but break it is refused where it is set.
        let mut tx = shop.db.begin().await.unwrap();
        let offers = catalog::orderable(&mut tx, &[shop.offer]).await.unwrap();
        let keeps =
            async |tx: &mut db::Tx, price| orders::must_keep_minimum(tx, now, &offers, |_| price).await;
        keeps(&mut tx, 900).await.unwrap();
        assert_eq!(code(keeps(&mut tx, 899).await), "below_brand_minimum");
        drop(tx);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_with_an_amount_off_is_whole_numbers_all_the_way() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let (sku, second) =
            product(&shop.db, &shop.time, shop.merchant, "second", GoodsKind::OneTime, 333).await;
        shop.import(sku, 10, "SECOND").await;
        let user = shop.buyer(40 * PRICE).await;
        set!(shop, put_coupon, &Coupon { least: 2_000, ..coupon("MINUS5", Off::Fixed(500, Currency::CNY)) });
        let lines =
            |n| vec![NewLine { offer: shop.offer, quantity: n }, NewLine { offer: second, quantity: 3 }];
        let order = |n| with(NewOrder { lines: lines(n), ..shop.by_wallet(user, 1) }, "MINUS5");
        assert_eq!(code(shop.orders.place(order(1)).await), "coupon_too_little");
        let placed = shop.orders.place(order(2)).await.unwrap().order;
        let sum: i64 = placed.lines.iter().map(|line| line.unit_price * line.quantity).sum();
        assert_eq!(sum, placed.total.minor);
        let off = 2 * PRICE + 3 * 333 - sum;
        assert!((500..503).contains(&off), "{off}");
        shop.audit_is_clean().await;
    }
}
