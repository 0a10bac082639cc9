use crate::shop::{Shop, adapter, asked, cny, keys, now};
use kernel::Secret;
use ports::{NewSupply, NoSupply, NotifyRefusal, Reported, Supplied, SupplyError, Wanted};
use sandbox::suppliers::{
    Callbacks, Chaos, Config, Fate, Forgery, Goods, Hand, OrderState, Plan, Reason, Reply, Supplier, When,
};
use std::collections::BTreeSet;

const CARD: u64 = 10_000_004;
const TOP_UP: u64 = 10_000_001;
const LONG_AGO: i64 = 61;

async fn shop() -> Shop {
    Shop::open("dujiao", Config::at(Supplier::Dujiao, "127.0.0.1:0".parse().unwrap())).await
}

fn next(shop: &Shop, hand: Hand) {
    shop.control.next(Plan { hand, ..Plan::default() });
}

fn why(supplied: Result<Supplied, SupplyError>) -> NoSupply {
    match supplied {
        Ok(Supplied::Failed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keys_are_bought_once_whatever_is_sent_twice() {
    let shop = shop().await;
    let new = shop.new_supply("ord00001", CARD, 2);
    let (first, cost) = keys(shop.adapter.submit(&new).await);
    assert_eq!((first.len(), cost, first.clone()), (2, 9_500, shop.control.order("ord00001").unwrap().keys));
    assert_eq!(keys(shop.adapter.submit(&new).await), (first.clone(), cost));
    for reference in [None, Some(shop.control.order("ord00001").unwrap().id)] {
        let of = asked(&new, reference.as_deref(), 0);
        assert_eq!(keys(shop.adapter.query(&of).await), (first.clone(), cost));
    }
    assert_eq!((shop.control.orders().len(), shop.control.deposit()), (1, 1_000_000 - 9_500));
    assert!(shop.control.keys().values().all(|orders| orders == &["ord00001"]));
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_and_a_request_that_was_lost_is_sent_again() {
    let shop = shop().await;
    for reply in [Reply::Broken, Reply::Empty] {
        shop.control.next(Plan { reply, ..Plan::default() });
    }
    for number in ["ord00001", "ord00002"] {
        let new = shop.new_supply(number, CARD, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0.len(), 1);
    }
    for (number, reply) in [("ord00003", Reply::Unheard), ("ord00004", Reply::TooMany)] {
        shop.control.next(Plan { reply, ..Plan::default() });
        let new = shop.new_supply(number, CARD, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        let young = shop.adapter.query(&asked(&new, None, 10)).await;
        assert!(matches!(young, Err(SupplyError::Unknown(why)) if why.contains("on its way")));
        assert_eq!(shop.adapter.query(&asked(&new, None, LONG_AGO)).await, Err(SupplyError::NotFound));
        assert!(shop.control.order(number).is_none(), "a question orders nothing");
        assert_eq!(keys(shop.adapter.submit(&new).await).0.len(), 1);
    }
    assert_eq!(shop.control.orders().len(), 4);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn keys_come_in_part_late_or_not_at_all() {
    let shop = shop().await;
    next(&shop, Hand::Fewer(1));
    next(&shop, Hand::Later(2));
    next(&shop, Hand::Sorry);
    let submit = async |number: &str| shop.adapter.submit(&shop.new_supply(number, CARD, 3)).await;
    let (fewer, cost) = keys(submit("ord00001").await);
    assert_eq!((fewer.len(), cost), (2, 3 * 4_750));
    // Asked at once, what was kept back comes.
    assert_eq!(keys(submit("ord00002").await).0.len(), 3);
    assert_eq!(why(submit("ord00003").await), NoSupply::OutOfStock);
    shop.control.next(Plan { when: When::Asks(1), hand: Hand::Later(1), ..Plan::default() });
    let new = shop.new_supply("ord00004", CARD, 3);
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    let of = asked(&new, reference.as_deref(), 0);
    assert!(matches!(shop.adapter.query(&of).await, Ok(Supplied::Accepted { .. })), "a part is no end");
    assert_eq!(shop.control.order("ord00004").unwrap().keys.len(), 2);
    assert_eq!(keys(shop.adapter.query(&of).await).0.len(), 3);
    next(&shop, Hand::Sold);
    let sold = keys(submit("ord00005").await).0;
    assert!(sold.iter().all(|key| shop.control.keys()[key].len() == 2));
    shop.control.set(|switches| switches.odd = true);
    assert_eq!(keys(shop.adapter.query(&of).await).0, shop.control.order("ord00004").unwrap().keys);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn what_is_refused_is_certain() {
    let shop = shop().await;
    let submit = async |number: &str, product: u64| {
        why(shop.adapter.submit(&shop.new_supply(number, product, 1)).await)
    };
    assert_eq!(submit("ord00001", 9).await, NoSupply::OutOfStock);
    // In stock, says the catalogue.
    shop.control.next(Plan { fate: Fate::Refuse(Reason::OutOfStock), ..Plan::default() });
    assert_eq!(submit("ord00002", CARD).await, NoSupply::OutOfStock);
    shop.control.next(Plan { fate: Fate::Fail(Reason::NoFunds), ..Plan::default() });
    assert_eq!(submit("ord00003", CARD).await, NoSupply::NoFunds);
    assert_eq!(submit("ord00003", CARD).await, NoSupply::Other, "the first one is told of: cancelled");
    shop.control.top_up(-999_999);
    assert_eq!(submit("ord00004", CARD).await, NoSupply::NoFunds);
    shop.control.put_goods(Goods { on_sale: false, ..Goods::of_keys(CARD, "点卡", 1) });
    assert_eq!(submit("ord00005", CARD).await, NoSupply::OutOfStock);
    assert_eq!(submit("ord00006", TOP_UP).await, NoSupply::Other, "there is no form");
    assert_eq!((shop.control.deposit(), shop.control.keys().len()), (1, 0));
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn what_is_dearer_than_it_was_said_is_told_with_its_cost() {
    let shop = shop().await;
    shop.control.next(Plan { dearer: 250, ..Plan::default() });
    assert_eq!(keys(shop.adapter.submit(&shop.new_supply("ord00001", CARD, 2)).await).1, 10_000);
}

#[tokio::test]
async fn a_clock_that_is_wrong_lets_nothing_through_and_makes_nothing_certain() {
    let shop = shop().await;
    let new = shop.new_supply("ord00001", CARD, 1);
    shop.control.next(Plan { reply: Reply::Broken, ..Plan::default() });
    assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
    for skew in [-90_000, 90_000] {
        shop.control.set(|switches| switches.skew_ms = skew);
        let refused = shop.adapter.submit(&new).await;
        assert!(matches!(refused, Err(SupplyError::NotReached(why)) if why.contains("timestamp_expired")));
        let asked = shop.adapter.query(&asked(&new, None, LONG_AGO)).await;
        assert!(matches!(asked, Err(SupplyError::Unknown(_))));
    }
    shop.control.set(|switches| switches.skew_ms = 0);
    assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0.len(), 1);
    shop.heard(1).await;
    shop.control.set(|switches| switches.skew_ms = 90_000);
    shop.control.resend("ord00001", 1).await.unwrap();
    let late = shop.heard(2).await.remove(1);
    assert_eq!(shop.adapter.verify_callback(&late, now()), Err(NotifyRefusal::Stale));
}

#[tokio::test]
async fn a_site_that_reports_to_no_address_inside_is_ordered_from_without_one() {
    let shop = shop().await;
    shop.control.set(|switches| switches.public_callbacks = true);
    assert_eq!(keys(shop.adapter.submit(&shop.new_supply("ord00001", CARD, 1)).await).0.len(), 1);
    assert_eq!(shop.control.order("ord00001").unwrap().callback_url, None);
}

fn top_up(shop: &Shop, order_no: &str) -> NewSupply {
    let account = vec![("account".to_owned(), Secret::new("mei".to_owned()))];
    NewSupply { wanted: Wanted::Credit, account, ..shop.new_supply(order_no, TOP_UP, 1) }
}

#[tokio::test]
async fn what_people_do_by_hand_is_credited_or_taken_back() {
    let shop = shop().await;
    shop.control.usual(Plan { when: When::Never, ..Plan::default() });
    let new = top_up(&shop, "ord00001");
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    let of = asked(&new, reference.as_deref(), 0);
    assert!(matches!(shop.adapter.query(&of).await, Ok(Supplied::Accepted { .. })));
    shop.control.release("ord00001").unwrap();
    let credited = Supplied::Credited { reference: reference.clone(), cost: Some(cny(98)) };
    assert_eq!(shop.adapter.query(&of).await, Ok(credited.clone()));
    assert_eq!(shop.adapter.cancel(&of).await, Ok(credited), "too late");
    assert_eq!(shop.control.order("ord00001").unwrap().given["account"], "mei");
    shop.control.reverse("ord00001").unwrap();
    assert_eq!(why(shop.adapter.query(&of).await), NoSupply::Other);
    let new = top_up(&shop, "ord00002");
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    let of = asked(&new, reference.as_deref(), 0);
    shop.control.set(|switches| switches.refuse_cancels = true);
    assert!(matches!(shop.adapter.cancel(&of).await, Ok(Supplied::Accepted { .. })));
    shop.control.set(|switches| switches.refuse_cancels = false);
    assert_eq!(why(shop.adapter.cancel(&of).await), NoSupply::Cancelled);
    assert_eq!(shop.adapter.cancel(&asked(&new, None, 0)).await, Err(SupplyError::CannotTell));
    assert_eq!((shop.control.credited("mei"), shop.control.deposit()), (1, 1_000_000));
}

#[tokio::test]
async fn callbacks_are_believed_in_both_ways_of_signing_and_forged_ones_in_none() {
    let shop = shop().await;
    for (odd, number) in [(false, "ord00001"), (true, "ord00002")] {
        shop.control.set(|switches| switches.odd = odd);
        let callbacks = Callbacks { early: true, copies: 0, ..Callbacks::default() };
        shop.control.next(Plan { callbacks, ..Plan::default() });
        shop.adapter.submit(&shop.new_supply(number, CARD, 1)).await.unwrap();
        let told = shop.heard.lock().unwrap().pop().unwrap();
        assert_eq!(shop.adapter.verify_callback(&told, now()), Ok(Reported::Order(number.to_owned())));
        assert!(shop.control.order(number).unwrap().told[0].taken);
        for (forgery, refusal) in [
            (Forgery::WrongKey, NotifyRefusal::BadSignature),
            (Forgery::Unsigned, NotifyRefusal::BadSignature),
            (Forgery::OtherMerchant, NotifyRefusal::BadSignature),
            (Forgery::OtherOrder("ord00009".into()), NotifyRefusal::BadSignature),
        ] {
            shop.control.forge(number, &forgery).await.unwrap();
            let told = shop.heard.lock().unwrap().pop().unwrap();
            assert_eq!(shop.adapter.verify_callback(&told, now()), Err(refusal), "{forgery:?}");
        }
    }
}

#[tokio::test]
async fn the_account_and_all_pages_of_goods_are_told() {
    let shop = shop().await;
    for number in 0..250 {
        shop.control.put_goods(Goods {
            stock: Some(number),
            ..Goods::of_keys(20_000_000 + number, &format!("卡 {number}"), 100)
        });
    }
    let goods = shop.adapter.catalogue().await.unwrap();
    let numbers: BTreeSet<&str> = goods.iter().map(|goods| goods.product.as_str()).collect();
    assert_eq!((goods.len(), numbers.len()), (254, 254));
    let of = |product: u64| goods.iter().find(|goods| goods.product == product.to_string()).unwrap();
    let card = of(CARD);
    assert_eq!((card.name.as_str(), card.cost, card.stock), ("游戏点卡 50 元", cny(4_750), None));
    assert_eq!((card.wanted, of(TOP_UP).wanted), (Wanted::Keys, Wanted::Credit));
    assert_eq!((of(20_000_007).stock, of(20_000_000).stock), (Some(7), Some(0)));
    assert_eq!(shop.adapter.balance().await, Ok(cny(1_000_000)));
    let codes = |checked: Vec<ports::Checked>| -> Vec<(&str, bool)> {
        checked.into_iter().map(|checked| (checked.code, checked.problem.is_none())).collect()
    };
    let checked = codes(shop.adapter.check().await);
    assert_eq!(checked, [("reach", true), ("keys", true), ("answer", true)]);
    let wrong = adapter("dujiao", &shop.running, &[("api_secret", "another-secret")]);
    assert_eq!(codes(wrong.check().await), [("reach", true), ("keys", false)]);
    assert!(matches!(wrong.balance().await, Err(SupplyError::Unknown(_))));
    shop.control.away(true);
    assert_eq!(codes(shop.adapter.check().await), [("reach", false)]);
}

/// As the shop behaves: ask, and send again what the site does not know.
#[tokio::test]
async fn hundreds_of_orders_by_chance_come_to_an_end_and_no_key_is_lost() {
    let shop = shop().await;
    shop.control.top_up(100_000_000);
    shop.control.set(|switches| switches.mute_callbacks = true);
    let chaos = Chaos {
        seed: 11,
        lost_requests: 10,
        lost_answers: 10,
        too_many: 5,
        doubled_numbers: 5,
        refused: 5,
        failed: 5,
        late: 20,
        silent: 3,
        lost_queries: 10,
        fewer_keys: 8,
        later_keys: 8,
        sorry: 4,
        dearer: 10,
        no_funds: 3,
        ..Chaos::default()
    };
    shop.control.chaos(Some(chaos));
    let (mut ours, mut spent, mut failed) = (BTreeSet::new(), 0, 0);
    for number in (0..200).map(|number| format!("ord{number:05}")) {
        let new = shop.new_supply(&number, CARD, 3);
        let mut reference = None;
        let mut said = shop.adapter.submit(&new).await;
        for time in 0.. {
            assert!(time < 60, "{number}: {said:?}");
            match &said {
                Ok(Supplied::Delivered { .. } | Supplied::Failed { .. }) => break,
                Ok(Supplied::Accepted { reference: known }) => reference = known.clone(),
                _ => {}
            }
            if time == 12 {
                let _ = shop.control.release(&number);
            }
            said = match shop.adapter.query(&asked(&new, reference.as_deref(), LONG_AGO)).await {
                Err(SupplyError::NotFound) => shop.adapter.submit(&new).await,
                said => said,
            };
        }
        match said {
            Ok(Supplied::Failed { .. }) => failed += 1,
            said => {
                let (keys, cost) = keys(said);
                assert_eq!(keys, shop.control.order(&number).unwrap().keys);
                assert!(keys.into_iter().all(|key| ours.insert(key)), "{number}: a key came twice");
                spent += cost;
            }
        }
    }
    shop.control.audit().unwrap();
    let theirs: BTreeSet<String> = shop.control.keys().into_keys().collect();
    assert_eq!(ours, theirs);
    let orders = shop.control.orders();
    // A sentence in the place of keys is paid for all the same.
    let sorry: i64 = orders.iter().filter(|order| order.sorry.is_some()).map(|order| order.cost).sum();
    assert_eq!(shop.control.opening() - shop.control.deposit(), spent + sorry);
    assert!(failed > 10 && sorry > 0 && orders.iter().all(|order| order.state != OrderState::Processing));
}
