use crate::shop::{Shop, cny};
use catalog::{Listing, NewOffer, NewProduct, OfferFilter, OfferState, OfferView, OwnFilter, ProductState};
use kernel::{MerchantId, OfferId, Page, PageAsk, Span};

fn ask(after: Option<String>, limit: i64) -> PageAsk {
    PageAsk::new(after, Some(limit))
}

fn search(text: &str) -> OfferFilter {
    OfferFilter { search: Some(text.into()), ..OfferFilter::default() }
}

fn codes(page: &Page<OfferView>) -> Vec<&str> {
    page.items.iter().map(|o| o.sku_code.as_str()).collect()
}

/// The list from the database and the one from memory, which must be the same.
async fn both(shop: &Shop, listing: &Listing, filter: &OfferFilter, ask: &PageAsk) -> Page<OfferView> {
    let page = catalog::list_offers(&shop.db, filter, ask).await.unwrap();
    let kept = listing.page(filter, ask).await.unwrap();
    assert_eq!((&page.items, &page.next), (&kept.items, &kept.next), "{filter:?}");
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_one_another_in_order() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("a", "Alpha").await;
        let b = shop.put(&NewProduct { category: "games".into(), ..shop.new_product("b", "Beta") }).await;
        for n in 0..5 {
            shop.offer(a, &format!("A-{n}"), 10).await;
            shop.offer(b, &format!("B-{n}"), 5 + n).await;
        }
        let listing = Listing::new(shop.db.clone(), shop.test.ambient.clone());
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = both(&shop, &listing, &OfferFilter::default(), &ask(after, 3)).await;
            seen.extend(codes(&page).into_iter().map(str::to_owned));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["B-0", "B-1", "B-2", "B-3", "B-4", "A-0", "A-1", "A-2", "A-3", "A-4"]);
        let filter = OfferFilter { one_per_product: true, ..OfferFilter::default() };
        let first = both(&shop, &listing, &filter, &ask(None, 1)).await;
        assert_eq!(codes(&first), ["B-0"]);
        let rest = both(&shop, &listing, &filter, &ask(first.next, 9)).await;
        assert_eq!((codes(&rest), &rest.next), (vec!["A-0"], &None));
        let narrow = OfferFilter { one_per_product: true, ..search("b-3 beta") };
        assert_eq!(codes(&both(&shop, &listing, &narrow, &ask(None, 9)).await), ["B-3"]);
        for (category, count) in [("games", 5), ("video", 5), ("none", 0), ("' or 1=1", 0)] {
            let filter = OfferFilter { category: Some(category.into()), ..OfferFilter::default() };
            assert_eq!(both(&shop, &listing, &filter, &ask(None, 9)).await.items.len(), count, "{category}");
        }
        for (merchant, count) in [(shop.merchant, 9), (MerchantId(5), 0)] {
            let filter = OfferFilter { merchant: Some(merchant), ..OfferFilter::default() };
            assert_eq!(both(&shop, &listing, &filter, &ask(None, 9)).await.items.len(), count);
        }
        for bad in ["x", "1.off_x", "' or 1=1", "9"] {
            let refused =
                catalog::list_offers(&shop.db, &OfferFilter::default(), &ask(Some(bad.into()), 3)).await;
            assert_eq!(refused.unwrap_err().code(), "bad_cursor");
        }
        let home = catalog::home(&shop.db).await.unwrap();
        assert_eq!(home, *listing.home().await.unwrap());
        let shelves: Vec<_> =
            home.shelves.iter().map(|s| (s.category.code.as_str(), s.offers.len())).collect();
        assert_eq!(shelves, [("video", 1), ("games", 1)]);
        assert_eq!(catalog::categories(&shop.db).await.unwrap(), *listing.categories().await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_takes_every_sign_as_it_stands() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("a", "Ärger 100% OFF!").await;
        let b = shop.product("b", "青柠 大屏会员").await;
        shop.offer(a, "A_1", 1).await;
        shop.offer(b, "AX1", 2).await;
        let listing = Listing::new(shop.db.clone(), shop.test.ambient.clone());
        for (text, found) in [
            ("", vec!["A_1", "AX1"]),
            ("%", vec!["A_1"]),
            ("a_1", vec!["A_1"]),
            ("_", vec!["A_1"]),
            ("!", vec!["A_1"]),
            ("ax1", vec!["AX1"]),
            ("ärger", vec!["A_1"]),
            ("ÄRGER off", vec!["A_1"]),
            ("off ax1", vec![]),
            ("大屏", vec!["AX1"]),
            ("qingNING", vec!["A_1", "AX1"]),
            ("month", vec!["A_1", "AX1"]),
            ("\\", vec![]),
            ("' or '1'='1", vec![]),
            ("a_1\0off", vec!["A_1"]),
        ] {
            let page = both(&shop, &listing, &search(text), &ask(None, 9)).await;
            assert_eq!(codes(&page), found, "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shop_sees_what_is_on_sale_and_the_owner_all() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("a", "Alpha").await;
        let (_, one) = shop.offer(a, "A-1", 2).await;
        let (_, two) = shop.offer(a, "A-2", 1).await;
        let page = catalog::product_by_slug(&shop.db, "a").await.unwrap().unwrap();
        let order: Vec<_> = page.skus.iter().map(|s| s.sku.code.as_str()).collect();
        assert_eq!(order, ["A-2", "A-1"]);
        assert_eq!(page.skus[0].offers[0].list_price, Some(cny(2500)));

        let mut tx = shop.db.begin().await.unwrap();
        catalog::switch_off(&mut tx, shop.merchant, one).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(catalog::product_by_slug(&shop.db, "a").await.unwrap().unwrap().skus.len(), 1);
        assert_eq!(catalog::product(&shop.db, shop.merchant, a).await.unwrap().unwrap().skus.len(), 2);
        let mut tx = shop.db.begin().await.unwrap();
        catalog::hide_product(&mut tx, shop.merchant, a).await.unwrap();
        tx.commit().await.unwrap();
        assert!(catalog::product_by_slug(&shop.db, "a").await.unwrap().is_none());
        assert!(!catalog::offer(&shop.db, two).await.unwrap().unwrap().on);
        assert!(catalog::offer(&shop.db, OfferId(3)).await.unwrap().is_none());
        let listed = catalog::list_offers(&shop.db, &OfferFilter::default(), &ask(None, 9)).await.unwrap();
        assert!(listed.items.is_empty());

        let first =
            catalog::own_offers(&shop.db, shop.merchant, &Default::default(), &ask(None, 1)).await.unwrap();
        assert_eq!(first.items[0].offer, two);
        let rest = catalog::own_offers(&shop.db, shop.merchant, &Default::default(), &ask(first.next, 9))
            .await
            .unwrap();
        assert_eq!((rest.items[0].offer, rest.items.len(), rest.next), (one, 1, None));
        assert_eq!(catalog::own_skus(&shop.db, shop.merchant, &ask(None, 9)).await.unwrap().items.len(), 2);
        assert_eq!(catalog::own_skus(&shop.db, MerchantId(1), &ask(None, 9)).await.unwrap().items.len(), 0);
        let bad = ask(Some("' or 1=1".into()), 9);
        assert!(catalog::own_products(&shop.db, shop.merchant, &Default::default(), &bad).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_finds_goods_by_words_and_state() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("lime-video", "Lime 椰子").await;
        let b = shop.product("cloud", "Cloud 100%").await;
        let (_, one) = shop.offer(a, "LIME-1M", 1).await;
        let (_, two) = shop.offer(b, "CLOUD-1Y", 2).await;
        let mut tx = shop.db.begin().await.unwrap();
        catalog::hide_product(&mut tx, shop.merchant, a).await.unwrap();
        tx.commit().await.unwrap();
        let products = async |search: &str, state| {
            let filter = OwnFilter { search: search.to_owned(), state };
            let page = catalog::own_products(&shop.db, shop.merchant, &filter, &ask(None, 9)).await.unwrap();
            page.items.into_iter().map(|product| product.id).collect::<Vec<_>>()
        };
        for (search, state, found) in [
            ("", None, vec![b, a]),
            ("椰子", None, vec![a]),
            ("  LIME  1m ", None, vec![a]),
            ("lime-video", None, vec![a]),
            ("100%", None, vec![b]),
            ("1__%", None, vec![]),
            ("", Some(ProductState::Hidden), vec![a]),
            ("cloud", Some(ProductState::Hidden), vec![]),
        ] {
            assert_eq!(products(search, state).await, found, "{search} {state:?}");
        }
        let offers = async |search: &str, state| {
            let filter = OwnFilter { search: search.to_owned(), state };
            let page = catalog::own_offers(&shop.db, shop.merchant, &filter, &ask(None, 9)).await.unwrap();
            page.items.into_iter().map(|offer| offer.offer).collect::<Vec<_>>()
        };
        // Nothing of a hidden product is on sale, though its offer is on.
        assert_eq!(offers("", Some(OfferState::On)).await, [two]);
        assert_eq!(offers("", Some(OfferState::Off)).await, [one]);
        assert_eq!(offers("cloud-1y", None).await, [two]);
        assert_eq!(offers("椰子 1m", None).await, [one]);
        let filter = OwnFilter { search: "cloud".to_owned(), state: None };
        let foreign = catalog::own_offers(&shop.db, MerchantId(1), &filter, &ask(None, 9)).await.unwrap();
        assert!(foreign.items.is_empty() && foreign.next.is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_in_memory_is_at_most_a_second_old() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("a", "Alpha").await;
        let (_, one) = shop.offer(a, "A-1", 1).await;
        let listing = Listing::new(shop.db.clone(), shop.test.ambient.clone());
        let before = listing.all().await.unwrap();
        let (_, two) = shop.offer(a, "A-2", 2).await;
        assert!(std::sync::Arc::ptr_eq(&before, &listing.all().await.unwrap()));
        assert_eq!(listing.offer(two).await.unwrap().unwrap().sku_code, "A-2", "an unknown one is asked for");
        shop.test.advance(Span::seconds(1));
        assert_eq!(listing.all().await.unwrap().len(), 2);
        let mut tx = shop.db.begin().await.unwrap();
        catalog::switch_off(&mut tx, shop.merchant, one).await.unwrap();
        tx.commit().await.unwrap();
        listing.forget();
        assert_eq!(listing.all().await.unwrap().len(), 1);
        assert_eq!(before.len(), 1, "an old copy stays as it was");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_too_large_for_memory_is_asked_page_by_page() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let a = shop.product("a", "Alpha").await;
        let (sku, _) = shop.offer(a, "A-1", 1).await;
        let mut tx = shop.db.begin().await.unwrap();
        for sort in 2..=5_001 {
            let new = NewOffer { sort, ..NewOffer::new(shop.merchant, sku, cny(sort)) };
            catalog::create_offer(&mut tx, &shop.test.ambient, &new).await.unwrap();
        }
        tx.commit().await.unwrap();
        let listing = Listing::new(shop.db.clone(), shop.test.ambient.clone());
        let kept = listing.all().await.unwrap();
        assert_eq!(kept.len(), 5_000);
        let after = format!("5000.{}", kept[4_999].offer);
        let last = both(&shop, &listing, &OfferFilter::default(), &ask(Some(after), 5)).await;
        assert_eq!((last.items.len(), last.items[0].price), (1, cny(5_001)));
    }
}
