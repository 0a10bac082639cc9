//! Goods of a brand that is sold with its authorisation only: where, and in which way.

use crate::shop::{FakeChannel, PRICE, Shop, cny, code};
use kernel::{Ambient, AuthorisationId, Bilingual, BrandId, Money, Region, Secret, Span, Time};
use merchants::{Channel, DocumentKind, Holder, Link, NewAuthorisation, Sealer};
use orders::{Asking, NewLine, NewOrder, OrderState};

fn region(code: &str) -> Option<Region> {
    Some(code.parse().unwrap())
}

/// The brand of the shop's first product, from now on with its authorisation only.
pub async fn brand(shop: &Shop) -> BrandId {
    let mut tx = shop.db.begin().await.unwrap();
    let name = Bilingual::new("商品first", "Product first");
    let brand = catalog::create_brand(&mut tx, &shop.time.ambient, &name, true).await.unwrap();
    catalog::terms_changed(&mut tx, shop.merchant).await.unwrap();
    tx.commit().await.unwrap();
    brand.id
}

pub struct Wish<'a> {
    pub territory: &'a [&'a str],
    pub channels: &'a [Channel],
    pub from: Time,
    pub to: Time,
    pub minimum: Option<Money>,
}

/// Approved.
pub async fn authorise(shop: &Shop, brand: BrandId, wish: &Wish<'_>) -> AuthorisationId {
    let (ambient, sealer): (&Ambient, _) = (&shop.time.ambient, Sealer::new(Secret::new([9; 32])));
    let content = format!("%PDF-1.7\n% {}\n%%EOF\n", kernel::encode_128(ambient.uuid_v7()));
    let kind = DocumentKind::Authorisation;
    let scan = merchants::prepare_document(ambient, &sealer, kind, "a.pdf", content.as_bytes()).unwrap();
    let mut tx = shop.db.begin().await.unwrap();
    let holder = Holder::Merchant(shop.merchant);
    let scan = merchants::add_document(&mut tx, &sealer, holder, scan.document).await.unwrap();
    let new = NewAuthorisation {
        merchant: shop.merchant,
        brand,
        territory: wish.territory.iter().map(|code| (*code).to_owned()).collect(),
        channels: wish.channels.to_vec(),
        minimum_price: wish.minimum,
        cost_basis_bps: None,
        valid_from: wish.from,
        valid_to: wish.to,
        chain: vec![Link { from: "a".into(), to: "b".into() }],
        documents: vec![scan.id],
    };
    let handed = merchants::hand_in_authorisation(&mut tx, ambient, &new).await.unwrap();
    merchants::approve_authorisation(&mut tx, handed.id, ambient.now()).await.unwrap();
    catalog::terms_changed(&mut tx, shop.merchant).await.unwrap();
    tx.commit().await.unwrap();
    handed.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_brand_is_sold_where_and_how_it_lets_it_be() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 20).await;
        let user = shop.buyer(20 * PRICE).await;
        let order = |origin: &'static str, region| NewOrder { origin, region, ..shop.by_wallet(user, 1) };
        let place = async |origin, region| shop.orders.place(order(origin, region)).await;
        // Free goods are sold everywhere; remembered so from here on.
        place("api", region("JP")).await.unwrap();

        let brand = brand(&shop).await;
        assert_eq!(code(place("api", None).await), "off_sale", "nobody lets it be sold");
        let now = shop.time.ambient.now();
        let (year, both) = (now.after(Span::days(365)), Channel::ALL);
        let wish = Wish {
            territory: &["CN", "HK"],
            channels: &[Channel::Store],
            from: now,
            to: year,
            minimum: None,
        };
        let first = authorise(&shop, brand, &wish).await;
        assert_eq!(code(place("store", region("JP")).await), "not_sold_in_region");
        assert_eq!(code(place("api", region("CN")).await), "not_sold_this_way");
        place("store", region("HK")).await.unwrap();
        place("store", None).await.unwrap();
        let lines = [NewLine { offer: shop.offer, quantity: 1 }];
        let quote =
            async |channel, region| shop.orders.quote(&lines, channel, region, &Asking::default()).await;
        assert_eq!(quote(Channel::Store, None).await.unwrap().total, cny(PRICE));
        assert_eq!(code(quote(Channel::Store, region("JP")).await), "not_sold_in_region");
        assert_eq!(code(quote(Channel::Api, None).await), "not_sold_this_way");

        // Another one that begins tomorrow: nobody changes anything then.
        let tomorrow = now.after(Span::days(1));
        let wish = Wish { territory: &["JP"], channels: &both, from: tomorrow, to: year, minimum: None };
        authorise(&shop, brand, &wish).await;
        assert_eq!(code(place("api", region("JP")).await), "not_sold_this_way");
        shop.time.advance(Span::days(2));
        place("api", region("JP")).await.unwrap();
        assert_eq!(code(place("api", region("HK")).await), "not_sold_in_region");

        // The first one is withdrawn: what it alone allowed is refused at once, on another node as well.
        let node = shop.another_node().await;
        node.place(order("store", None)).await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let now = shop.time.ambient.now();
        merchants::withdraw_authorisation(&mut tx, shop.merchant, first, now).await.unwrap();
        catalog::terms_changed(&mut tx, shop.merchant).await.unwrap();
        tx.commit().await.unwrap();
        for orders in [&shop.orders, &node] {
            assert_eq!(code(orders.place(order("store", region("HK"))).await), "not_sold_in_region");
            orders.place(order("store", region("JP"))).await.unwrap();
        }
        // Its time is over, whether the clock's chore has run or not.
        shop.time.advance(Span::days(400));
        assert_eq!(code(place("store", region("JP")).await), "off_sale");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_stands_is_not_touched_by_what_a_brand_says_later() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let (waiting, payment) = shop.waiting(1).await;
        let user = shop.buyer(PRICE).await;
        brand(&shop).await;
        assert_eq!(code(shop.orders.place(shop.by_wallet(user, 1)).await), "off_sale");
        shop.channel.pay(payment, "e1", cny(PRICE));
        let told = shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        assert_eq!(told.status, 200);
        assert_eq!(shop.orders.find(waiting.id).await.unwrap().state, OrderState::Delivered);
        shop.audit_is_clean().await;
    }
}
