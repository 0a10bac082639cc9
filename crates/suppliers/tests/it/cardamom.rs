use crate::shop::{Shop, adapter, asked, cny, keys, now};
use kernel::Secret;
use ports::{
    Claim, Claimed, NewSupply, NoSupply, NotifyRefusal, Reported, Supplied, SupplyError, SupplyRef, Wanted,
};
use sandbox::suppliers::{
    Callbacks, Chaos, Config, Fate, Forgery, Goods, Hand, OrderState, Plan, Reason, Remedy, Reply, Supplier,
    When, offer,
};
use std::collections::BTreeSet;

const CARD: u64 = 10_000_004;
const TOP_UP: u64 = 10_000_001;
/// A request that was sent then is not on its way any more.
const LONG_AGO: i64 = 301;
const NUMBER: &str = "s20261129abc00000001";

async fn shop() -> Shop {
    Shop::open("cardamom", Config::at(Supplier::Cardamom, "127.0.0.1:0".parse().unwrap())).await
}

fn cards(shop: &Shop, order_no: &str, quantity: i64) -> NewSupply {
    NewSupply { product: offer(CARD), ..shop.new_supply(order_no, CARD, quantity) }
}

fn top_up(shop: &Shop, order_no: &str) -> NewSupply {
    let account = vec![("account".to_owned(), Secret::new("mei".to_owned()))];
    let (wanted, product, unit_cost) = (Wanted::Credit, offer(TOP_UP), cny(98));
    NewSupply { wanted, product, unit_cost, account, ..shop.new_supply(order_no, TOP_UP, 1) }
}

fn number(at: usize) -> String {
    format!("s20261129abc{at:08}")
}

fn why(supplied: Result<Supplied, SupplyError>) -> NoSupply {
    match supplied {
        Ok(Supplied::Failed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keys_are_bought_once_whatever_is_lost_or_sent_twice() {
    let shop = shop().await;
    let new = cards(&shop, NUMBER, 2);
    let (first, cost) = keys(shop.adapter.submit(&new).await);
    assert_eq!((first.len(), cost), (2, 9_500));
    assert_eq!(first, shop.control.order(NUMBER).unwrap().keys);
    assert_eq!(keys(shop.adapter.submit(&new).await).0, first);
    assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0, first);
    let more = shop.adapter.submit(&NewSupply { quantity: 3, ..new }).await;
    assert!(matches!(more, Err(SupplyError::Unknown(_))), "{more:?}");
    // Sent twice by a machine in between, it was heard: the nonce of the second is used.
    for (at, reply) in [Reply::Broken, Reply::Empty, Reply::Doubled].into_iter().enumerate() {
        shop.control.next(Plan { reply, ..Plan::default() });
        let new = cards(&shop, &number(10 + at), 1);
        let said = shop.adapter.submit(&new).await;
        assert!(matches!(said, Err(SupplyError::Unknown(_))), "{reply:?}: {said:?}");
        assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0.len(), 1);
    }
    for (at, reply) in [Reply::Unheard, Reply::TooMany].into_iter().enumerate() {
        shop.control.next(Plan { reply, ..Plan::default() });
        let new = cards(&shop, &number(20 + at), 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        let young = shop.adapter.query(&asked(&new, None, 290)).await;
        assert!(matches!(young, Err(SupplyError::Unknown(why)) if why.contains("on its way")));
        assert_eq!(shop.adapter.query(&asked(&new, None, LONG_AGO)).await, Err(SupplyError::NotFound));
        assert_eq!(keys(shop.adapter.submit(&new).await).0.len(), 1);
    }
    assert_eq!(shop.control.orders().len(), 6);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn what_is_refused_is_certain_and_costs_nothing() {
    let shop = shop().await;
    let submit = async |new: NewSupply| why(shop.adapter.submit(&new).await);
    let new = || cards(&shop, NUMBER, 1);
    assert_eq!(submit(NewSupply { product: offer(9), ..new() }).await, NoSupply::OutOfStock);
    // In stock, says the catalogue.
    for (reason, known) in [
        (Reason::OutOfStock, NoSupply::OutOfStock),
        (Reason::NoFunds, NoSupply::NoFunds),
        (Reason::PriceChanged, NoSupply::PriceChanged),
        (Reason::BadAccount, NoSupply::BadAccount),
    ] {
        shop.control.next(Plan { fate: Fate::Refuse(reason), ..Plan::default() });
        assert_eq!(submit(new()).await, known);
    }
    // It rose after it was looked at.
    shop.control.next(Plan { dearer: 1, ..Plan::default() });
    assert_eq!(submit(new()).await, NoSupply::PriceChanged);
    assert_eq!(submit(NewSupply { unit_cost: cny(4_749), ..new() }).await, NoSupply::PriceChanged);
    shop.control.next(Plan { fate: Fate::Fail(Reason::Other), ..Plan::default() });
    assert_eq!(submit(new()).await, NoSupply::Other);
    shop.control.top_up(-999_999);
    assert_eq!(submit(cards(&shop, &number(2), 1)).await, NoSupply::NoFunds);
    assert_eq!((shop.control.deposit(), shop.control.keys().len()), (1, 0));
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn a_clock_that_is_wrong_lets_nothing_through_and_makes_nothing_certain() {
    let shop = shop().await;
    let new = cards(&shop, NUMBER, 1);
    shop.control.next(Plan { reply: Reply::Broken, ..Plan::default() });
    assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
    for skew in [-310_000, 310_000] {
        shop.control.set(|switches| switches.skew_ms = skew);
        let refused = shop.adapter.submit(&new).await;
        assert!(matches!(refused, Err(SupplyError::NotReached(why)) if why.contains("stale_timestamp")));
        let asked = shop.adapter.query(&asked(&new, None, LONG_AGO)).await;
        assert!(matches!(asked, Err(SupplyError::Unknown(_))));
    }
    shop.control.set(|switches| switches.skew_ms = 0);
    assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0.len(), 1);
    shop.heard(1).await;
    shop.control.set(|switches| switches.skew_ms = 310_000);
    shop.control.resend(NUMBER, 1).await.unwrap();
    let late = shop.heard(2).await.remove(1);
    assert_eq!(shop.adapter.verify_callback(&late, now()), Err(NotifyRefusal::Stale));
}

#[tokio::test]
async fn a_house_that_reports_to_no_address_inside_is_ordered_from_without_one() {
    let shop = shop().await;
    shop.control.set(|switches| switches.public_callbacks = true);
    assert_eq!(keys(shop.adapter.submit(&cards(&shop, NUMBER, 1)).await).0.len(), 1);
    assert_eq!(shop.control.order(NUMBER).unwrap().callback_url, None);
}

#[tokio::test]
async fn keys_come_in_part_late_or_not_at_all() {
    let shop = shop().await;
    let submit = async |at: usize, plan: Plan| {
        shop.control.next(plan);
        shop.adapter.submit(&cards(&shop, &number(at), 3)).await
    };
    let hand = |hand: Hand| Plan { hand, ..Plan::default() };
    let (fewer, cost) = keys(submit(1, hand(Hand::Fewer(1))).await);
    assert_eq!((fewer.len(), cost), (2, 3 * 4_750));
    assert_eq!(why(submit(2, hand(Hand::Sorry)).await), NoSupply::OutOfStock);
    let later = submit(3, hand(Hand::Later(2))).await;
    assert!(matches!(later, Ok(Supplied::Accepted { .. })), "{later:?}");
    let of = asked(&cards(&shop, &number(3), 3), None, 0);
    assert_eq!(keys(shop.adapter.query(&of).await).0, shop.control.order(&number(3)).unwrap().keys);
    let sold = keys(submit(4, hand(Hand::Sold)).await).0;
    assert!(sold.iter().all(|key| shop.control.keys()[key].len() == 2));
    shop.control.reverse(&number(3)).unwrap();
    assert_eq!(why(shop.adapter.query(&of).await), NoSupply::Other);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn an_account_is_credited_or_taken_back_and_nothing_is_cancelled() {
    let shop = shop().await;
    shop.control.usual(Plan { when: When::Never, ..Plan::default() });
    let new = top_up(&shop, NUMBER);
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    let of = asked(&new, reference.as_deref(), 0);
    assert!(matches!(shop.adapter.cancel(&of).await, Ok(Supplied::Accepted { .. })));
    shop.control.release(NUMBER).unwrap();
    let credited = Ok(Supplied::Credited { reference, cost: Some(cny(98)) });
    assert_eq!(shop.adapter.query(&of).await, credited);
    assert_eq!(shop.control.order(NUMBER).unwrap().given["account"], "mei");
    shop.control.reverse(NUMBER).unwrap();
    assert_eq!(why(shop.adapter.query(&of).await), NoSupply::Other);
    let new = top_up(&shop, &number(2));
    assert!(matches!(shop.adapter.submit(&new).await, Ok(Supplied::Accepted { .. })));
    shop.control.fail(&number(2), Reason::Other).unwrap();
    assert_eq!(why(shop.adapter.cancel(&asked(&new, None, 0)).await), NoSupply::Other);
    assert_eq!((shop.control.credited("mei"), shop.control.deposit()), (1, 1_000_000));
}

#[tokio::test]
async fn reports_are_believed_and_forged_ones_are_not() {
    let shop = shop().await;
    let callbacks = Callbacks { early: true, copies: 1, ..Callbacks::default() };
    shop.control.next(Plan { callbacks, ..Plan::default() });
    shop.adapter.submit(&cards(&shop, NUMBER, 1)).await.unwrap();
    let told = shop.heard.lock().unwrap().pop().unwrap();
    assert_eq!(shop.adapter.verify_callback(&told, now()), Ok(Reported::Order(NUMBER.to_owned())));
    for forgery in [
        Forgery::WrongKey,
        Forgery::Unsigned,
        Forgery::OtherMerchant,
        Forgery::OtherOrder("s20261129abc00000009".into()),
    ] {
        shop.control.forge(NUMBER, &forgery).await.unwrap();
        let told = shop.heard.lock().unwrap().pop().unwrap();
        let refused = shop.adapter.verify_callback(&told, now());
        assert_eq!(refused, Err(NotifyRefusal::BadSignature), "{forgery:?}");
    }
    shop.heard.lock().unwrap().clear();
    shop.control.put_goods(Goods::of_keys(CARD, "点卡", 4_000));
    let goods = shop.heard(1).await.remove(0);
    assert_eq!(shop.adapter.verify_callback(&goods, now()), Ok(Reported::Goods(offer(CARD))));
}

#[tokio::test]
async fn the_account_and_the_goods_are_told() {
    let shop = shop().await;
    shop.control.put_goods(Goods { stock: Some(7), ..Goods::of_keys(CARD, "游戏点卡 · 50 元", 4_750) });
    let goods = shop.adapter.catalogue().await.unwrap();
    let card = goods.iter().find(|goods| goods.product == offer(CARD)).unwrap();
    assert_eq!((card.name.as_str(), card.cost, card.stock), ("游戏点卡 50 元", cny(4_750), Some(7)));
    assert_eq!((goods.len(), card.wanted, goods[0].wanted), (4, Wanted::Keys, Wanted::Credit));
    assert_eq!(shop.adapter.balance().await, Ok(cny(1_000_000)));
    let codes = |checked: Vec<ports::Checked>| -> Vec<(&str, bool)> {
        checked.into_iter().map(|checked| (checked.code, checked.problem.is_none())).collect()
    };
    let checked = codes(shop.adapter.check().await);
    assert_eq!(checked, [("reach", true), ("keys", true), ("answer", true)]);
    let wrong = adapter("cardamom", &shop.running, &[("secret", "another-secret-of-somebody")]);
    assert_eq!(codes(wrong.check().await), [("reach", true), ("keys", false)]);
    shop.control.away(true);
    assert_eq!(codes(shop.adapter.check().await), [("reach", false)]);
}

#[tokio::test]
async fn complaints_are_made_once_and_an_offer_of_all_of_it_is_taken() {
    let shop = shop().await;
    let new = cards(&shop, NUMBER, 3);
    shop.adapter.submit(&new).await.unwrap();
    let of: SupplyRef = asked(&new, None, 0);
    let claim = |no: &str, keys: i64| Claim { claim_no: no.into(), reason: "打不开".into(), keys };
    let one = claim("clm00001", 1);
    for _ in 0..2 {
        assert!(matches!(shop.adapter.claim(&of, &one).await, Ok(Claimed::Open { .. })));
    }
    assert_eq!(shop.control.claims(NUMBER).len(), 1);
    // Other keys are not taken in the place of money by a program.
    shop.control.offer(NUMBER, "clm00001", Remedy::Keys(1)).unwrap();
    assert!(matches!(shop.adapter.claimed(&of, &one).await, Ok(Claimed::Open { .. })));
    shop.control.offer(NUMBER, "clm00001", Remedy::Money).unwrap();
    let settled = shop.adapter.claimed(&of, &one).await;
    assert!(matches!(settled, Ok(Claimed::Settled { paid_back, .. }) if paid_back == cny(4_750)));
    let two = claim("clm00002", 2);
    shop.adapter.claim(&of, &two).await.unwrap();
    shop.control.decide(NUMBER, "clm00002", None).unwrap();
    assert!(matches!(shop.adapter.claimed(&of, &two).await, Ok(Claimed::Refused { .. })));
    assert!(matches!(shop.adapter.claim(&of, &claim("clm00003", 4)).await, Ok(Claimed::Refused { .. })));
    assert_eq!(shop.adapter.claimed(&of, &claim("clm00009", 1)).await, Err(SupplyError::NotFound));
    assert_eq!(shop.control.deposit(), 1_000_000 - 2 * 4_750);
    shop.control.audit().unwrap();
}

/// As the shop behaves: ask, and send again what the other house does not know.
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
    for number in (0..200).map(number) {
        let new = cards(&shop, &number, 3);
        let mut said = shop.adapter.submit(&new).await;
        for time in 0.. {
            assert!(time < 60, "{number}: {said:?}");
            if matches!(said, Ok(Supplied::Delivered { .. } | Supplied::Failed { .. })) {
                break;
            }
            if time == 12 {
                let _ = shop.control.release(&number);
            }
            said = match shop.adapter.query(&asked(&new, None, LONG_AGO)).await {
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
