use crate::shop::{Shop, cny, draft};
use catalog::{GoodsKind, Price};
use kernel::{BasisPoints, OfferId, PageAsk};
use watch::{
    Band, ChangeFilter, ChangeState, PriceChange, Repriced, Roundness, Scope, Seen, Terms, WatchRefusal,
};

fn on_top(bps: i64) -> Terms {
    Terms { add_bps: bps, ..Terms::default() }
}

async fn changes(shop: &Shop, state: ChangeState) -> Vec<PriceChange> {
    let filter = ChangeFilter { state: Some(state), sku: None };
    shop.watch.changes(shop.merchant, filter, &PageAsk::new(None, None)).await.unwrap().items
}

async fn decide(shop: &Shop, change: &PriceChange, yes: bool) -> Result<PriceChange, WatchRefusal> {
    let mut tx = shop.db.begin().await.unwrap();
    let decided = match yes {
        true => shop.watch.approve(&mut tx, shop.merchant, change.id, "boss").await?,
        false => shop.watch.refuse(&mut tx, shop.merchant, change.id, "boss").await?,
    };
    tx.commit().await.unwrap();
    Ok(decided)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cost_moves_its_prices_and_nothing_else() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (a, offer) = shop.sku("A", GoodsKind::OneTime, 1_000).await;
        let (b, other) = shop.sku("B", GoodsKind::OneTime, 1_000).await;
        shop.rule(Scope::All, on_top(1_000)).await;
        assert_eq!(shop.reprice().await.looked_at, 2);
        assert_eq!((shop.price(offer).await, shop.price(other).await), (1_000, 1_000), "of no known cost");
        shop.cost(a, 1_000).await;
        let done = shop.reprice().await;
        assert_eq!(done, Repriced { looked_at: 1, applied: 1, ..Repriced::default() });
        assert_eq!((shop.price(offer).await, shop.price(other).await), (1_100, 1_000));
        assert_eq!(shop.reprice().await, Repriced::default(), "nothing is due any more");
        // The same once more changes nothing, and is not due.
        shop.cost(a, 1_000).await;
        assert_eq!(shop.reprice().await, Repriced::default());
        // The narrowest rule counts, and what was for it falls back to the wider one.
        let narrow = shop.rule(Scope::Sku(a), on_top(2_000)).await;
        shop.rule(Scope::Category("goods".into()), on_top(3_000)).await;
        shop.cost(b, 1_000).await;
        shop.reprice().await;
        assert_eq!((shop.price(offer).await, shop.price(other).await), (1_200, 1_300));
        let mut tx = shop.db.begin().await.unwrap();
        shop.watch.remove_rule(&mut tx, shop.merchant, narrow.id).await.unwrap();
        tx.commit().await.unwrap();
        shop.reprice().await;
        assert_eq!(shop.price(offer).await, 1_300);
        let all = changes(&shop, ChangeState::Applied).await;
        let seen: Vec<_> =
            all.iter().filter(|c| c.offer == offer).map(|c| (c.from.minor, c.to.minor)).collect();
        assert_eq!(seen, [(1_200, 1_300), (1_100, 1_200), (1_000, 1_100)]);
        // The platform's share of the category is a part of the lowest price.
        let mut tx = shop.db.begin().await.unwrap();
        catalog::put_category_fee(&mut tx, "goods", Some(BasisPoints(5_000))).await.unwrap();
        costs::touch(&mut tx, shop.merchant, &[a]).await.unwrap();
        tx.commit().await.unwrap();
        shop.reprice().await;
        assert_eq!(shop.price(offer).await, 2_000);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_waits_for_a_person() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (sku, offer) = shop.sku("A", GoodsKind::OneTime, 1_000).await;
        shop.rule(Scope::All, Terms { jump_bps: Some(1_000), ..Terms::default() }).await;
        shop.cost(sku, 1_176).await;
        assert_eq!(shop.reprice().await.held, 1);
        assert_eq!(shop.price(offer).await, 1_000);
        let [held] = changes(&shop, ChangeState::Held).await.try_into().unwrap();
        assert_eq!((held.from, held.to, held.why.as_str()), (cny(1_000), cny(1_200), "jump"));
        assert_eq!(shop.watch.count_held(shop.merchant).await.unwrap(), 1);
        // What waits already is not written down again; something newer takes its place.
        let mut tx = shop.db.begin().await.unwrap();
        costs::touch(&mut tx, shop.merchant, &[sku]).await.unwrap();
        tx.commit().await.unwrap();
        shop.reprice().await;
        assert_eq!(changes(&shop, ChangeState::Held).await, [held.clone()]);
        shop.cost(sku, 1_274).await;
        shop.reprice().await;
        let [newer] = changes(&shop, ChangeState::Held).await.try_into().unwrap();
        assert_eq!(newer.to, cny(1_300));
        assert_eq!(changes(&shop, ChangeState::Superseded).await[0].id, held.id);
        assert_eq!(decide(&shop, &held, true).await.unwrap_err().code(), "price_change_decided");
        // It must pay for the goods as they cost when it is let pass.
        let mut tx = shop.db.begin().await.unwrap();
        let new = costs::NewCost { sku, unit: cny(1_275), reference: String::new() };
        let said = (costs::CostSource::Manual, "test");
        costs::put(&mut tx, shop.merchant, &[new], said, shop.time.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(decide(&shop, &newer, true).await.unwrap_err().code(), "below_cost");
        shop.cost(sku, 1_274).await;
        let done = decide(&shop, &newer, true).await.unwrap();
        assert_eq!((done.state, done.decided_by.as_deref()), (ChangeState::Applied, Some("boss")));
        assert_eq!(shop.price(offer).await, 1_300);
        shop.reprice().await;
        // No is no: the price stays.
        shop.cost(sku, 2_000).await;
        shop.reprice().await;
        let [third] = changes(&shop, ChangeState::Held).await.try_into().unwrap();
        decide(&shop, &third, false).await.unwrap();
        assert_eq!(shop.price(offer).await, 1_300);
        // Somebody has changed the price by hand meanwhile.
        shop.cost(sku, 2_001).await;
        shop.reprice().await;
        let [fourth] = changes(&shop, ChangeState::Held).await.try_into().unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let to = Price { price: cny(1_301), list_price: None };
        catalog::reprice(&mut tx, shop.merchant, offer, cny(1_300), to).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(decide(&shop, &fourth, true).await.unwrap_err().code(), "price_change_outdated");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_can_be_stopped() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let (sku, offer) = shop.sku("A", GoodsKind::OneTime, 1_000).await;
        shop.rule(Scope::All, on_top(1_000)).await;
        let mut tx = shop.db.begin().await.unwrap();
        shop.watch.stop_all(&mut tx, shop.merchant, ("a wrong feed", "boss")).await.unwrap();
        tx.commit().await.unwrap();
        shop.cost(sku, 1_000).await;
        assert!(shop.reprice().await.stopped);
        assert_eq!(shop.price(offer).await, 1_000);
        assert_eq!(shop.watch.stop(shop.merchant).await.unwrap().unwrap().reason, "a wrong feed");
        let mut tx = shop.db.begin().await.unwrap();
        let again = shop.watch.stop_all(&mut tx, shop.merchant, ("again", "boss")).await.unwrap_err();
        assert_eq!(again.code(), "price_stop_unchanged");
        drop(tx);
        let mut tx = shop.db.begin().await.unwrap();
        shop.watch.go_on(&mut tx, shop.merchant).await.unwrap();
        tx.commit().await.unwrap();
        // What became due meanwhile is done now.
        assert_eq!(shop.watch.reprice_all().await.unwrap().applied, 1);
        assert_eq!(shop.price(offer).await, 1_100);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_is_what_is_then_applied() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let mut offers: Vec<OfferId> = Vec::new();
        for n in 0..40 {
            let (sku, offer) = shop.sku(&format!("S{n}"), GoodsKind::OneTime, 500 + n * 100).await;
            offers.push(offer);
            if n % 5 > 0 {
                shop.cost(sku, 300 + n * 97).await;
            }
            if n % 3 == 0 {
                let seen = Seen { sku, source: "them".into(), price: cny(600 + n * 80), at: None };
                assert_eq!(shop.watch.observe(shop.merchant, &[seen], "test").await.unwrap(), 1);
            }
        }
        shop.reprice().await;
        let band = Some(Band { source: "them".into(), bps: 500, minor: 0 });
        let terms = Terms {
            add_bps: 800,
            band,
            rounding: Roundness::Nine,
            ceiling: Some(4_000),
            jump_bps: Some(1_000),
            ..Terms::default()
        };
        let before: Vec<i64> = prices(&shop, &offers).await;
        let told = shop.watch.preview(shop.merchant, &draft(Scope::All, terms.clone())).await.unwrap();
        assert_eq!(prices(&shop, &offers).await, before, "nothing is changed by looking");
        assert!(told.changed > 10 && told.held > 0 && told.unknown > 0);
        assert_eq!(told.offers, told.changed + told.held + told.blocked + told.unchanged + told.unknown);
        shop.rule(Scope::All, terms).await;
        let done = shop.reprice().await;
        assert_eq!((done.applied, done.held, done.blocked), (told.changed, told.held, told.blocked));
        let foretold: Vec<_> =
            told.first.iter().map(|p| (p.offer.offer, p.facts.price, p.to().unwrap())).collect();
        let mut made: Vec<_> = Vec::new();
        for state in [ChangeState::Applied, ChangeState::Held, ChangeState::Blocked] {
            let page = PageAsk { after: None, limit: 100 };
            let filter = ChangeFilter { state: Some(state), sku: None };
            let some = shop.watch.changes(shop.merchant, filter, &page).await.unwrap().items;
            made.extend(some.into_iter().map(|c| (c.offer, c.from, c.to)));
        }
        made.sort_by_key(|(offer, ..)| *offer);
        assert_eq!(foretold, made);
        // And once more by the same rule, nothing but what waits.
        let mut tx = shop.db.begin().await.unwrap();
        let all = catalog::priced(&mut tx, shop.merchant, catalog::Which::All).await.unwrap();
        let skus: Vec<_> = all.iter().map(|offer| offer.sku).collect();
        costs::touch(&mut tx, shop.merchant, &skus).await.unwrap();
        tx.commit().await.unwrap();
        let again = shop.reprice().await;
        assert_eq!((again.applied, again.held, again.blocked), (0, done.held, done.blocked));
    }
}

async fn prices(shop: &Shop, offers: &[OfferId]) -> Vec<i64> {
    let mut all = Vec::new();
    for offer in offers {
        all.push(shop.price(*offer).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_rule_for_the_same_goods() {
    for engine in testkit::engines() {
        let shop = Shop::new(engine).await;
        let rule = shop.rule(Scope::All, on_top(1)).await;
        let put = async |id, draft: watch::RuleDraft| {
            let mut tx = shop.db.begin().await.unwrap();
            let put = shop.watch.put_rule(&mut tx, (shop.merchant, id), &draft, "test").await;
            if put.is_ok() {
                tx.commit().await.unwrap();
            }
            put
        };
        let twice = put(None, draft(Scope::All, on_top(2))).await.unwrap_err();
        assert_eq!(twice.code(), "price_rule_exists");
        let stale = put(Some(rule.id), draft(Scope::All, on_top(2))).await.unwrap_err();
        assert_eq!(stale.code(), "price_rule_changed_meanwhile");
        let mut next = draft(Scope::All, on_top(2));
        next.version = 1;
        assert_eq!(put(Some(rule.id), next).await.unwrap().version, 2);
        let bad = Terms { floor: Some(10), ceiling: Some(9), ..Terms::default() };
        assert_eq!(
            put(None, draft(Scope::Category("goods".into()), bad)).await.unwrap_err().code(),
            "bad_price_rule"
        );
        assert_eq!(shop.watch.rules(shop.merchant).await.unwrap().len(), 1);
    }
}
