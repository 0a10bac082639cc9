use crate::shop::{Shop, adapter, asked, cny, keys, now};
use kernel::Secret;
use ports::{
    AccountFound, AccountQuestion, NewSupply, NoSupply, NotifyRefusal, Reported, Supplied, SupplyError,
    Wanted,
};
use sandbox::suppliers::{
    Callbacks, Chaos, Config, Fate, Forgery, Goods, Hand, Plan, Reason, Reply, Supplier, When,
};
use std::collections::BTreeSet;

const CARD: u64 = 10_000_004;
const PHONE: u64 = 10_000_003;

async fn shop() -> Shop {
    let shop = Shop::open("reloadly", Config::at(Supplier::Reloadly, "127.0.0.1:0".parse().unwrap())).await;
    shop.control.callback_to(Some(cards(&shop, "ord00000", 1).notify_url));
    shop
}

fn cards(shop: &Shop, order_no: &str, quantity: i64) -> NewSupply {
    NewSupply { product: format!("gift:{CARD}:47.5"), ..shop.new_supply(order_no, CARD, quantity) }
}

fn top_up(shop: &Shop, order_no: &str) -> NewSupply {
    NewSupply {
        wanted: Wanted::Credit,
        product: format!("air:{PHONE}:50"),
        account: vec![("phone".to_owned(), Secret::new("+86 138-0013-8000".to_owned()))],
        unit_cost: cny(4_630),
        ..shop.new_supply(order_no, PHONE, 1)
    }
}

fn why(supplied: Result<Supplied, SupplyError>) -> NoSupply {
    match supplied {
        Ok(Supplied::Failed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

fn next(shop: &Shop, plan: Plan) {
    shop.control.next(plan);
}

#[tokio::test]
async fn cards_are_bought_once_whatever_is_sent_twice() {
    let shop = shop().await;
    let new = cards(&shop, "ord00001", 2);
    let first = keys(shop.adapter.submit(&new).await);
    assert_eq!(first, (shop.control.order("ord00001").unwrap().keys, 9_500));
    let again = shop.adapter.submit(&new).await;
    assert!(
        matches!(again, Err(SupplyError::Unknown(why)) if why.contains("CUSTOM_IDENTIFIER_ALREADY_USED"))
    );
    // Sent again when it costs more, or when the deposit is used up: it was done before.
    let cheap = NewSupply { unit_cost: cny(4_749), ..new.clone() };
    let again = shop.adapter.submit(&cheap).await;
    assert!(matches!(again, Err(SupplyError::Unknown(why)) if why.contains("known there already")));
    for odd in [false, true] {
        shop.control.set(|switches| switches.odd = odd);
        for reference in [None, Some(shop.control.order("ord00001").unwrap().id)] {
            let of = asked(&new, reference.as_deref(), 0);
            assert_eq!(keys(shop.adapter.query(&of).await), first, "{odd} {reference:?}");
        }
        assert_eq!(keys(shop.adapter.submit(&cards(&shop, &format!("ord0001{odd}"), 1)).await).0.len(), 1);
    }
    let other = asked(&cards(&shop, "ord00009", 2), Some(&shop.control.order("ord00001").unwrap().id), 0);
    assert!(matches!(shop.adapter.query(&other).await, Err(SupplyError::Unknown(_))), "of another order");
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_and_a_request_that_was_lost_is_sent_again() {
    let shop = shop().await;
    for (number, reply) in
        [("ord00001", Reply::Broken), ("ord00002", Reply::Empty), ("ord00003", Reply::Doubled)]
    {
        next(&shop, Plan { reply, ..Plan::default() });
        let new = cards(&shop, number, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))), "{reply:?}");
        assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).0.len(), 1);
    }
    for (number, reply) in [("ord00004", Reply::Unheard), ("ord00005", Reply::TooMany)] {
        next(&shop, Plan { reply, ..Plan::default() });
        let new = cards(&shop, number, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        assert_eq!(shop.adapter.query(&asked(&new, None, 0)).await, Err(SupplyError::NotFound));
        assert!(shop.control.order(number).is_none(), "a question orders nothing");
        assert_eq!(keys(shop.adapter.submit(&new).await).0.len(), 1);
    }
    assert_eq!(shop.control.orders().len(), 5);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn cards_come_in_part_late_or_not_at_all() {
    let shop = shop().await;
    for hand in [Hand::Fewer(1), Hand::Later(2), Hand::Sorry] {
        next(&shop, Plan { hand, ..Plan::default() });
    }
    assert_eq!(keys(shop.adapter.submit(&cards(&shop, "ord00001", 3)).await).0.len(), 2);
    let new = cards(&shop, "ord00002", 3);
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    assert_eq!(keys(shop.adapter.query(&asked(&new, reference.as_deref(), 0)).await).0.len(), 3);
    // Paid for, and a sentence came: people look.
    let new = cards(&shop, "ord00003", 1);
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    let told = shop.adapter.query(&asked(&new, reference.as_deref(), 0)).await;
    assert!(matches!(told, Err(SupplyError::Unknown(why)) if why.contains("cards")));
}

#[tokio::test]
async fn what_cannot_be_had_as_agreed_is_not_ordered() {
    let shop = shop().await;
    let submit = async |new: NewSupply| why(shop.adapter.submit(&new).await);
    let none = NewSupply { product: "gift:9:5".into(), ..cards(&shop, "ord00001", 1) };
    assert_eq!(submit(none).await, NoSupply::OutOfStock);
    let face = NewSupply { product: format!("gift:{CARD}:48"), ..cards(&shop, "ord00001", 1) };
    assert_eq!(submit(face).await, NoSupply::OutOfStock);
    let cheap = NewSupply { unit_cost: cny(4_749), ..cards(&shop, "ord00001", 1) };
    assert_eq!(submit(cheap).await, NoSupply::PriceChanged);
    let cheap = NewSupply { unit_cost: cny(4_629), ..top_up(&shop, "ord00001") };
    assert_eq!(submit(cheap).await, NoSupply::PriceChanged);
    let phone = Secret::new("mei".to_owned());
    let nobody = NewSupply { account: vec![("phone".to_owned(), phone)], ..top_up(&shop, "ord00001") };
    assert_eq!(submit(nobody).await, NoSupply::BadAccount);
    shop.control.put_goods(Goods { on_sale: false, ..Goods::of_keys(CARD, "点卡", 4_750) });
    assert_eq!(submit(cards(&shop, "ord00001", 1)).await, NoSupply::OutOfStock);
    assert_eq!(shop.control.attempts("ord00001"), 0);
}

#[tokio::test]
async fn what_is_refused_with_a_code_is_certain() {
    let shop = shop().await;
    for (n, (reason, expected)) in [
        (Reason::NoFunds, NoSupply::NoFunds),
        (Reason::OutOfStock, NoSupply::OutOfStock),
        (Reason::PriceChanged, NoSupply::PriceChanged),
        (Reason::Other, NoSupply::Other),
    ]
    .into_iter()
    .enumerate()
    {
        for (kind, new) in [("c", cards(&shop, "x", 1)), ("t", top_up(&shop, "x"))] {
            let new = NewSupply { order_no: format!("ord0000{n}{kind}"), ..new };
            next(&shop, Plan { fate: Fate::Refuse(reason), ..Plan::default() });
            assert_eq!(why(shop.adapter.submit(&new).await), expected, "{reason:?} {kind}");
        }
    }
    next(&shop, Plan { fate: Fate::Refuse(Reason::BadAccount), ..Plan::default() });
    assert_eq!(why(shop.adapter.submit(&top_up(&shop, "ord00008")).await), NoSupply::BadAccount);
    shop.control.top_up(-999_999);
    assert_eq!(why(shop.adapter.submit(&cards(&shop, "ord00009", 1)).await), NoSupply::NoFunds);
    assert_eq!((shop.control.orders().len(), shop.control.deposit()), (0, 1));
}

#[tokio::test]
async fn a_telephone_is_topped_up_once_and_that_is_asked_for() {
    let shop = shop().await;
    for odd in [false, true] {
        shop.control.set(|switches| switches.odd = odd);
        let number = format!("ord0000{odd}");
        let new = top_up(&shop, &number);
        next(&shop, Plan { when: When::Asks(1), ..Plan::default() });
        let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
        assert_eq!(reference, shop.control.order(&number).map(|order| order.id));
        let of = asked(&new, reference.as_deref(), 0);
        assert_eq!(shop.adapter.query(&of).await, Ok(Supplied::Accepted { reference: reference.clone() }));
        let credited = Ok(Supplied::Credited { reference, cost: Some(cny(4_630)) });
        assert_eq!(shop.adapter.query(&of).await, credited);
        assert_eq!(shop.adapter.query(&asked(&new, None, 0)).await, credited, "by our number");
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        assert_eq!(shop.adapter.cancel(&of).await, Err(SupplyError::CannotTell));
    }
    assert_eq!((shop.control.credited("8613800138000"), shop.control.deposit()), (2, 1_000_000 - 9_260));
    next(&shop, Plan { fate: Fate::Fail(Reason::BadAccount), ..Plan::default() });
    shop.control.set(|switches| switches.odd = false);
    let new = top_up(&shop, "ord00003");
    let Ok(Supplied::Accepted { reference }) = shop.adapter.submit(&new).await else { panic!() };
    assert_eq!(why(shop.adapter.query(&asked(&new, reference.as_deref(), 0)).await), NoSupply::BadAccount);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn a_token_that_has_run_out_is_got_anew() {
    let shop = shop().await;
    assert_eq!(keys(shop.adapter.submit(&cards(&shop, "ord00001", 1)).await).0.len(), 1);
    // Two days on there, by its clock.
    shop.control.set(|switches| switches.skew_ms = 2 * 86_400_000);
    assert_eq!(keys(shop.adapter.submit(&cards(&shop, "ord00002", 1)).await).0.len(), 1);
    let wrong = adapter("reloadly", &shop.running, &[("client_secret", "another-secret")]);
    let refused = wrong.submit(&cards(&shop, "ord00003", 1)).await;
    assert!(matches!(refused, Err(SupplyError::NotReached(why)) if why.contains("Access Denied")));
    assert_eq!(shop.control.attempts("ord00003"), 0);
}

#[tokio::test]
async fn callbacks_are_believed_and_forged_ones_are_not() {
    let shop = shop().await;
    for (number, new) in [("ord00001", cards(&shop, "ord00001", 1)), ("ord00002", top_up(&shop, "ord00002"))]
    {
        let callbacks = Callbacks { early: true, ..Callbacks::default() };
        next(&shop, Plan { callbacks, ..Plan::default() });
        shop.adapter.submit(&new).await.unwrap();
        let told = shop.heard.lock().unwrap().pop().unwrap();
        assert_eq!(shop.adapter.verify_callback(&told, now()), Ok(Reported::Order(number.to_owned())));
        assert!(shop.control.order(number).unwrap().told[0].taken);
        for forgery in [
            Forgery::WrongKey,
            Forgery::Unsigned,
            Forgery::OtherMerchant,
            Forgery::OtherOrder("ord00009".into()),
        ] {
            shop.control.forge(number, &forgery).await.unwrap();
            let told = shop.heard.lock().unwrap().pop().unwrap();
            let refused = shop.adapter.verify_callback(&told, now());
            assert_eq!(refused, Err(NotifyRefusal::BadSignature), "{forgery:?}");
        }
    }
    shop.control.set(|switches| switches.skew_ms = -2 * 86_400_000);
    shop.control.resend("ord00001", 1).await.unwrap();
    let late = shop.heard.lock().unwrap().pop().unwrap();
    assert_eq!(shop.adapter.verify_callback(&late, now()), Err(NotifyRefusal::Stale));
}

#[tokio::test]
async fn a_telephone_of_another_operator_is_not_right() {
    let shop = shop().await;
    let other = Goods { face: 5_000, ..Goods::new(PHONE + 10, "另一家运营商", 4_630) };
    shop.control.put_goods(other);
    let ask = async |product: &str, phone: &str| {
        let account = vec![("phone".to_owned(), Secret::new(phone.to_owned()))];
        shop.adapter.find_account(&AccountQuestion { product: product.to_owned(), account }).await
    };
    let (ours, others) = (format!("air:{PHONE}:50"), format!("air:{}:50", PHONE + 10));
    assert_eq!(ask(&ours, "+86 138-0013-8000").await, Ok(AccountFound::yes("", "话费 50 元")));
    assert_eq!(ask(&others, "13800138000").await, Ok(AccountFound::No));
    assert_eq!(ask(&ours, "13800138008").await, Ok(AccountFound::No));
    assert_eq!(ask(&others, "13800138008").await, Ok(AccountFound::yes("", "另一家运营商")));
    assert_eq!(ask(&ours, "1380").await, Ok(AccountFound::No), "that is no telephone");
    assert!(
        matches!(ask(&ours, "13800138009").await, Err(SupplyError::Unknown(_))),
        "nobody's, or not known"
    );
    assert_eq!(ask(&format!("gift:{CARD}:47.5"), "13800138000").await, Err(SupplyError::CannotTell));
    assert!(matches!(ask("air:7:50", "13800138000").await, Err(SupplyError::Unknown(_))), "no such operator");
    shop.control.away(true);
    assert!(ask(&ours, "13800138000").await.is_err());
    assert!(shop.control.orders().is_empty(), "nothing was ordered");
}

#[tokio::test]
async fn the_account_and_all_pages_of_goods_are_told() {
    let shop = shop().await;
    for number in 0..250 {
        shop.control.put_goods(Goods::of_keys(20_000_000 + number, &format!("卡 {number}"), 100));
    }
    for odd in [false, true] {
        shop.control.set(|switches| switches.odd = odd);
        let goods = shop.adapter.catalogue().await.unwrap();
        assert_eq!(goods.len(), 253);
        let of = |product: &str| goods.iter().find(|goods| goods.product == product).unwrap();
        let card = of(&format!("gift:{CARD}:47.5"));
        assert_eq!((card.name.as_str(), card.cost), ("游戏点卡 · 50 元 47.5 USD", cny(4_750)));
        let phone = of(&format!("air:{PHONE}:50"));
        assert_eq!((phone.cost, phone.wanted, card.wanted), (cny(4_630), Wanted::Credit, Wanted::Keys));
    }
    let few = adapter("reloadly", &shop.running, &[("countries", "CN")]);
    assert_eq!(few.catalogue().await.unwrap().len(), 253);
    assert_eq!(shop.adapter.balance().await, Ok(cny(1_000_000)));
    let codes = |checked: Vec<ports::Checked>| -> Vec<(&str, bool)> {
        checked.into_iter().map(|checked| (checked.code, checked.problem.is_none())).collect()
    };
    let checked = codes(shop.adapter.check().await);
    assert_eq!(checked, [("reach", true), ("keys", true), ("answer", true)]);
    let wrong = adapter("reloadly", &shop.running, &[("client_secret", "another-secret")]);
    assert_eq!(codes(wrong.check().await), [("reach", true), ("keys", false)]);
    shop.control.away(true);
    let fresh = adapter("reloadly", &shop.running, &[]);
    assert_eq!(codes(fresh.check().await), [("reach", false)]);
}

/// As the shop behaves: ask, and send again what is not known there.
#[tokio::test]
async fn hundreds_of_orders_by_chance_come_to_an_end_and_no_card_is_lost() {
    let shop = shop().await;
    shop.control.top_up(100_000_000);
    shop.control.set(|switches| switches.mute_callbacks = true);
    shop.control.chaos(Some(Chaos {
        seed: 13,
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
        dearer: 10,
        no_funds: 3,
        ..Chaos::default()
    }));
    let (mut ours, mut spent, mut failed) = (BTreeSet::new(), 0, 0);
    for n in 0..200 {
        let number = format!("ord{n:05}");
        let new = if n % 4 == 0 { top_up(&shop, &number) } else { cards(&shop, &number, 3) };
        let mut reference = None;
        let mut said = shop.adapter.submit(&new).await;
        for time in 0.. {
            assert!(time < 60, "{number}: {said:?}");
            match &said {
                Ok(Supplied::Delivered { .. } | Supplied::Credited { .. } | Supplied::Failed { .. }) => break,
                Ok(Supplied::Accepted { reference: known }) => reference = known.clone(),
                _ => {}
            }
            if time == 12 {
                let _ = shop.control.release(&number);
            }
            said = match shop.adapter.query(&asked(&new, reference.as_deref(), 0)).await {
                Err(SupplyError::NotFound) => shop.adapter.submit(&new).await,
                said => said,
            };
        }
        match said {
            Ok(Supplied::Failed { .. }) => failed += 1,
            Ok(Supplied::Credited { cost, .. }) => spent += cost.unwrap().minor,
            said => {
                let (keys, cost) = keys(said);
                assert_eq!(keys, shop.control.order(&number).unwrap().keys);
                assert!(keys.into_iter().all(|key| ours.insert(key)), "{number}: a card came twice");
                spent += cost;
            }
        }
    }
    assert!(failed > 5 && ours.len() > 200, "{failed} {}", ours.len());
    assert_eq!(shop.control.opening() - shop.control.deposit(), spent);
    shop.control.audit().unwrap();
}
