use crate::shop::{Shop, adapter, asked, cny};
use kernel::Secret;
use ports::{NewSupply, NoSupply, Supplied, SupplyError};
use sandbox::suppliers::{
    Chaos, Config, Fate, Goods, Hand, OrderState, Plan, Reason, Reply, Supplier, When, auction,
};
use std::collections::BTreeSet;

const CARD: u64 = 10_000_004;

async fn shop() -> Shop {
    Shop::open("reserve", Config::at(Supplier::Reserve, "127.0.0.1:0".parse().unwrap())).await
}

fn cards(shop: &Shop, order_no: &str, quantity: i64) -> NewSupply {
    NewSupply { product: auction(CARD), ..shop.new_supply(order_no, CARD, quantity) }
}

fn keys(supplied: Result<Supplied, SupplyError>) -> Vec<String> {
    match supplied {
        Ok(Supplied::Delivered { reference: Some(_), cost: None, keys }) => {
            keys.iter().map(|key: &Secret<String>| key.expose().clone()).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn why(supplied: Result<Supplied, SupplyError>) -> NoSupply {
    match supplied {
        Ok(Supplied::Failed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

fn accepted(supplied: Result<Supplied, SupplyError>) -> Option<String> {
    match supplied {
        Ok(Supplied::Accepted { reference: Some(reference) }) => Some(reference),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn keys_are_reserved_and_provided_once_whatever_is_sent_twice() {
    let shop = shop().await;
    let new = cards(&shop, "ord00001", 2);
    let first = keys(shop.adapter.submit(&new).await);
    assert_eq!(first, shop.control.order("ord00001").unwrap().keys);
    assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))), "409");
    for reference in [None, Some("ord00001")] {
        assert_eq!(keys(shop.adapter.query(&asked(&new, reference, 0)).await), first);
    }
    assert_eq!((shop.control.orders().len(), shop.control.deposit()), (1, 1_000_000 - 9_500));
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn a_number_can_be_a_uuid() {
    let shop = shop().await;
    let strict = adapter("reserve", &shop.running, &[("order_ids", "uuid")]);
    let new = cards(&shop, "ord00001", 1);
    let first = keys(strict.submit(&new).await);
    let there = shop.control.orders().remove(0);
    assert_eq!((there.order_no.len(), there.keys), (36, first.clone()));
    assert_eq!(keys(strict.query(&asked(&new, None, 0)).await), first);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_and_a_request_that_was_lost_is_sent_again() {
    let shop = shop().await;
    for (number, reply) in
        [("ord00001", Reply::Broken), ("ord00002", Reply::Empty), ("ord00003", Reply::Doubled)]
    {
        shop.control.next(Plan { reply, ..Plan::default() });
        let new = cards(&shop, number, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))), "{reply:?}");
        assert_eq!(keys(shop.adapter.query(&asked(&new, None, 0)).await).len(), 1);
    }
    for (number, reply) in [("ord00004", Reply::Unheard), ("ord00005", Reply::TooMany)] {
        shop.control.next(Plan { reply, ..Plan::default() });
        let new = cards(&shop, number, 1);
        assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
        assert_eq!(shop.adapter.query(&asked(&new, None, 0)).await, Err(SupplyError::NotFound));
        assert_eq!(keys(shop.adapter.submit(&new).await).len(), 1);
    }
    // Reserved, and the keys get lost on their way.
    for reply in [Reply::Broken, Reply::Empty, Reply::Unheard, Reply::TooMany] {
        shop.control.queries(reply);
        let new = cards(&shop, &format!("ord{reply:?}").to_lowercase(), 2);
        let reference = accepted(shop.adapter.submit(&new).await);
        let of = asked(&new, reference.as_deref(), 0);
        assert!(matches!(shop.adapter.query(&of).await, Err(SupplyError::Unknown(_))), "{reply:?}");
        shop.control.queries(Reply::Given);
        assert_eq!(keys(shop.adapter.query(&of).await).len(), 2);
    }
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn what_is_reserved_is_asked_for_until_it_is_provided_or_taken_back() {
    let shop = shop().await;
    shop.control.next(Plan { when: When::Asks(2), ..Plan::default() });
    let new = cards(&shop, "ord00001", 1);
    let reference = accepted(shop.adapter.submit(&new).await);
    let of = asked(&new, reference.as_deref(), 0);
    assert_eq!(accepted(shop.adapter.query(&of).await), reference);
    assert_eq!(keys(shop.adapter.query(&of).await).len(), 1);
    for (number, fate) in [("ord00002", Fate::Fail(Reason::OutOfStock)), ("ord00003", Fate::Credit)] {
        shop.control.next(Plan { fate, when: When::Never, ..Plan::default() });
        let new = cards(&shop, number, 1);
        let reference = accepted(shop.adapter.submit(&new).await);
        let of = asked(&new, reference.as_deref(), 0);
        shop.control.set(|switches| switches.refuse_cancels = true);
        assert!(matches!(shop.adapter.cancel(&of).await, Err(SupplyError::Unknown(_))));
        shop.control.set(|switches| switches.refuse_cancels = false);
        assert_eq!(why(shop.adapter.cancel(&of).await), NoSupply::Cancelled);
        assert_eq!(accepted(shop.adapter.query(&of).await), reference, "nothing is provided any more");
        assert_eq!(shop.control.order(number).unwrap().state, OrderState::Failed);
    }
    // After they were provided, and nobody has seen them.
    shop.control.next(Plan { reply: Reply::Broken, ..Plan::default() });
    let new = cards(&shop, "ord00004", 1);
    assert!(matches!(shop.adapter.submit(&new).await, Err(SupplyError::Unknown(_))));
    assert_eq!(why(shop.adapter.cancel(&asked(&new, None, 0)).await), NoSupply::Cancelled);
    assert_eq!(shop.adapter.query(&asked(&new, None, 0)).await, Err(SupplyError::NotFound));
    assert_eq!(shop.control.deposit(), 1_000_000 - 4_750);
    shop.control.audit().unwrap();
}

#[tokio::test]
async fn a_refused_reservation_is_certain() {
    let shop = shop().await;
    shop.control.put_goods(Goods { stock: Some(1), ..Goods::of_keys(CARD, "点卡", 4_750) });
    for odd in [false, true] {
        shop.control.set(|switches| switches.odd = odd);
        let submit = async |new: NewSupply| why(shop.adapter.submit(&new).await);
        assert_eq!(submit(cards(&shop, "ord00001", 2)).await, NoSupply::OutOfStock);
        let cheap = NewSupply { unit_cost: cny(4_749), ..cards(&shop, "ord00002", 1) };
        assert_eq!(submit(cheap).await, NoSupply::OutOfStock, "it does not say why");
        let unknown = NewSupply { product: auction(9), ..cards(&shop, "ord00003", 1) };
        assert_eq!(submit(unknown).await, NoSupply::OutOfStock);
    }
    let wrong = adapter("reserve", &shop.running, &[("authorization", "another-token")]);
    assert_eq!(why(wrong.submit(&cards(&shop, "ord00004", 1)).await), NoSupply::Other);
    assert_eq!((shop.control.orders().len(), shop.control.deposit()), (0, 1_000_000));
}

#[tokio::test]
async fn keys_come_in_part_or_not_at_all() {
    let shop = shop().await;
    for hand in [Hand::Fewer(1), Hand::Sorry] {
        shop.control.next(Plan { hand, ..Plan::default() });
    }
    assert_eq!(keys(shop.adapter.submit(&cards(&shop, "ord00001", 3)).await).len(), 2);
    // A sentence is no key: people look.
    let new = cards(&shop, "ord00002", 1);
    let reference = accepted(shop.adapter.submit(&new).await);
    let told = shop.adapter.query(&asked(&new, reference.as_deref(), 0)).await;
    assert!(matches!(told, Err(SupplyError::Unknown(_))));
}

#[tokio::test]
async fn the_settings_are_tested_and_nothing_is_left_behind() {
    let shop = shop().await;
    let codes = |checked: Vec<ports::Checked>| -> Vec<(&str, bool)> {
        checked.into_iter().map(|checked| (checked.code, checked.problem.is_none())).collect()
    };
    assert_eq!(codes(shop.adapter.check().await), [("reach", true), ("keys", true)]);
    let wrong = adapter("reserve", &shop.running, &[("authorization", "another-token")]);
    assert_eq!(codes(wrong.check().await), [("reach", true), ("keys", false)]);
    shop.control.away(true);
    assert_eq!(codes(shop.adapter.check().await), [("reach", true), ("answer", false)]);
    assert_eq!(shop.adapter.balance().await, Err(SupplyError::CannotTell));
    assert_eq!(shop.adapter.catalogue().await, Err(SupplyError::CannotTell));
    assert!(shop.control.orders().is_empty());
}

/// As the shop behaves: ask, send again what is not known there, and take back what does not come.
#[tokio::test]
async fn hundreds_of_orders_by_chance_come_to_an_end_and_no_key_is_lost() {
    let shop = shop().await;
    shop.control.top_up(100_000_000);
    shop.control.chaos(Some(Chaos {
        seed: 17,
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
        ..Chaos::default()
    }));
    let (mut ours, mut failed) = (BTreeSet::new(), 0);
    for number in (0..200).map(|number| format!("ord{number:05}")) {
        let new = cards(&shop, &number, 3);
        let mut reference = None;
        let mut said = shop.adapter.submit(&new).await;
        for time in 0.. {
            assert!(time < 60, "{number}: {said:?}");
            match &said {
                Ok(Supplied::Delivered { .. } | Supplied::Failed { .. }) => break,
                Ok(Supplied::Accepted { reference: known }) => reference = known.clone(),
                _ => {}
            }
            let of = asked(&new, reference.as_deref(), 0);
            said = match time {
                20.. => shop.adapter.cancel(&of).await,
                _ => match shop.adapter.query(&of).await {
                    Err(SupplyError::NotFound) => shop.adapter.submit(&new).await,
                    said => said,
                },
            };
        }
        let there = shop.control.order(&number);
        match said {
            Ok(Supplied::Failed { .. }) => {
                failed += 1;
                let open = |state| matches!(state, OrderState::Processing | OrderState::Success);
                assert!(!there.is_some_and(|order| open(order.state)), "{number} is still ours to pay for");
            }
            said => {
                let keys = keys(said);
                assert_eq!(keys, there.unwrap().keys);
                assert!(keys.into_iter().all(|key| ours.insert(key)), "{number}: a key came twice");
            }
        }
    }
    assert!(failed > 5 && ours.len() > 200, "{failed} {}", ours.len());
    shop.control.audit().unwrap();
}
