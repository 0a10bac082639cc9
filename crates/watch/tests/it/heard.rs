use crate::shop::{CATALOGUE, SILENT, Shop, cny};
use catalog::GoodsKind;
use kernel::{Money, Span};
use ports::SupplierProduct;
use std::sync::atomic::Ordering;
use watch::{Quote, QuotesTaken, Scope, Seen, Terms};

fn quote(product: &str, cost: i64, stock: Option<i64>) -> Quote {
    Quote { product: product.into(), cost, stock }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quote_moves_routes_and_prices() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (a, offer) = shop.sku("A", GoodsKind::Recharge, 1_000).await;
        let (b, other) = shop.sku("B", GoodsKind::Recharge, 1_000).await;
        let first = shop.supplier(&[(a, "P-A", 900), (b, "P-B", 900)]).await;
        let second = shop.supplier(&[(a, "Q-A", 950)]).await;
        shop.rule(Scope::All, Terms { add_bps: 1_000, ..Terms::default() }).await;
        shop.reprice().await;
        assert_eq!((shop.price(offer).await, shop.price(other).await), (990, 990));
        let take = async |supplier, quotes: &[Quote]| {
            let taken = shop.watch.take_quotes((shop.merchant, supplier), quotes, "feed").await;
            shop.time.advance(Span::seconds(1));
            shop.reprice().await;
            taken
        };
        let said = [quote("P-A", 1_000, Some(5)), quote("P-A", 930, Some(4)), quote("P-X", 1, None)];
        let taken = take(first, &said).await.unwrap();
        assert_eq!(taken, QuotesTaken { lines: 3, changed: 2, skus: 1 }, "the last line counts");
        assert_eq!((shop.price(offer).await, shop.price(other).await), (1_023, 990));
        // The cheapest way is what it costs.
        take(first, &[quote("P-A", 2_000, Some(4))]).await.unwrap();
        assert_eq!(shop.price(offer).await, 1_045);
        let again = take(first, &[quote("P-A", 2_000, Some(4))]).await.unwrap();
        assert_eq!(again, QuotesTaken { lines: 1, ..QuotesTaken::default() });
        let history = shop.watch.quote_history((shop.merchant, first), "P-A", 10).await.unwrap();
        let seen: Vec<_> = history.iter().map(|quote| (quote.cost.minor, quote.stock)).collect();
        assert_eq!(seen, [(2_000, Some(4)), (930, Some(4))]);
        let bad = take(first, &[quote("P-A", 0, None)]).await.unwrap_err();
        assert_eq!(bad.code(), "bad_line");
        // Whose supplier it is not.
        let mut tx = shop.db.begin().await.unwrap();
        let new = merchants::NewMerchant {
            name: kernel::Bilingual::new("别人", "Others"),
            about: kernel::Bilingual::default(),
            fee: kernel::BasisPoints(0),
        };
        let stranger = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
        tx.commit().await.unwrap();
        let theirs = shop.watch.take_quotes((stranger, second), &[quote("Q-A", 5, None)], "x").await;
        assert_eq!(theirs.unwrap_err().code(), "no_such_supplier");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suppliers_are_asked() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (a, offer) = shop.sku("A", GoodsKind::Recharge, 1_000).await;
        let id = shop.supplier(&[(a, "P-A", 900)]).await;
        shop.rule(Scope::All, Terms { add_bps: 1_000, ..Terms::default() }).await;
        let goods = |product: &str, cost: Money| SupplierProduct {
            product: product.into(),
            name: "x".into(),
            wanted: ports::Wanted::Credit,
            cost,
            stock: None,
            on_sale: true,
        };
        let dollars = Money::new(1, "USD".parse().unwrap());
        *CATALOGUE.lock().unwrap() = vec![goods("P-A", cny(800)), goods("P-B", dollars)];
        assert_eq!(shop.watch.ask_suppliers().await.unwrap(), 1);
        assert_eq!(shop.watch.reprice_all().await.unwrap().applied, 1);
        assert_eq!(shop.price(offer).await, 880);
        let quotes = shop.watch.quotes((shop.merchant, id), "", 10).await.unwrap();
        assert_eq!(quotes.len(), 1);
        // One that says by itself that something is different is asked at once, and not again and again.
        let report = async |seconds| {
            shop.time.advance(Span::seconds(seconds));
            let mut tx = shop.db.begin().await.unwrap();
            let now = shop.time.ambient.now();
            supply::goods_reported(&mut tx, (shop.merchant, id), now).await.unwrap();
            tx.commit().await.unwrap();
            shop.time.advance(Span(1));
            let (one, two) = tokio::join!(shop.watch.ask_reported(10), shop.watch.ask_reported(10));
            one.unwrap() + two.unwrap()
        };
        assert_eq!(shop.watch.ask_reported(10).await.unwrap(), 0);
        *CATALOGUE.lock().unwrap() = vec![goods("P-A", cny(700))];
        assert_eq!(report(0).await, 1, "of two nodes one asks");
        assert_eq!(shop.watch.reprice_all().await.unwrap().applied, 1);
        assert_eq!(shop.price(offer).await, 770);
        assert_eq!((report(9).await, report(1).await), (0, 1), "after a pause");
        shop.time.advance(Span::minutes(2));
        assert_eq!(shop.watch.ask_reported(10).await.unwrap(), 0, "it has said nothing since");
        // One that does not answer is asked once more after a while, and then in its turn only.
        SILENT.store(true, Ordering::SeqCst);
        assert_eq!((report(0).await, report(30).await), (0, 0));
        SILENT.store(false, Ordering::SeqCst);
        assert_eq!((report(20).await, report(10).await), (0, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_market_is_followed_while_it_is_fresh() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (sku, offer) = shop.sku("A", GoodsKind::OneTime, 1_000).await;
        let band = Some(watch::Band { source: "them".into(), bps: 0, minor: 10 });
        shop.rule(Scope::All, Terms { band, add_bps: 10_000, ..Terms::default() }).await;
        shop.cost(sku, 1_000).await;
        shop.reprice().await;
        assert_eq!(shop.price(offer).await, 2_000);
        let see = async |price, at| {
            let seen = Seen { sku, source: " them ".into(), price: cny(price), at };
            let fresh = shop.watch.observe(shop.merchant, &[seen], "test").await;
            shop.reprice().await;
            fresh
        };
        let now = shop.time.ambient.now();
        assert_eq!(see(1_500, None).await.unwrap(), 1);
        assert_eq!(shop.price(offer).await, 1_510);
        assert_eq!(see(1, Some(now.before(Span::hours(1)))).await.unwrap(), 0, "older than what is known");
        assert_eq!(see(1, Some(now.after(Span::hours(1)))).await.unwrap_err().code(), "bad_line");
        assert_eq!(see(500, None).await.unwrap(), 1);
        assert_eq!(shop.price(offer).await, 1_021, "not below cost");
        shop.time.advance(Span::days(8));
        let mut tx = shop.db.begin().await.unwrap();
        costs::touch(&mut tx, shop.merchant, &[sku]).await.unwrap();
        tx.commit().await.unwrap();
        shop.reprice().await;
        assert_eq!(shop.price(offer).await, 2_000, "what was seen long ago is followed no more");
        let known = shop.watch.market(shop.merchant, sku).await.unwrap();
        assert_eq!((known.len(), known[0].source.as_str()), (1, "them"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_earned() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (sku, _) = shop.sku("A", GoodsKind::OneTime, 1_000).await;
        shop.sku("B", GoodsKind::OneTime, 500).await;
        shop.cost(sku, 990).await;
        let ask = kernel::PageAsk::new(None, None);
        let all = catalog::OwnFilter::default();
        let offers = catalog::own_offers(&shop.db, shop.merchant, &all, &ask).await.unwrap().items;
        let lines = shop.watch.margins(shop.merchant, offers).await.unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.margin.left(), line.margin.left_bps())).collect();
        assert_eq!(told, [(None, None), (Some(cny(-10)), Some(-100))]);
    }
}
