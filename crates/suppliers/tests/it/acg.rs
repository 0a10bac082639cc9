use crate::shop::adapter;
use kernel::{Currency, Money, Secret, Time};
use ports::{NewSupply, NoSupply, Supplied, Supplier, SupplyError, SupplyRef, Wanted};
use sandbox::suppliers::{
    Chaos, Config, Control, Fate, Goods, Hand, Plan, Reason, Reply, Running, Supplier as StandIn, When, start,
};
use std::collections::BTreeSet;
use std::sync::Arc;

struct World {
    shop: Running,
    adapter: Arc<dyn Supplier>,
}

impl World {
    async fn open() -> Self {
        Self::of("acg").await
    }

    async fn of(kind: &str) -> Self {
        let mut config = Config::at(StandIn::Acg, "127.0.0.1:0".parse().unwrap());
        config.goods = vec![
            Goods { stock: Some(5), ..Goods::of_keys(11, "会员 · 月卡", 1_000) },
            Goods { stock: Some(0), ..Goods::of_keys(12, "会员 · 年卡", 9_800) },
            Goods::of_keys(13, "激活码", 500),
            Goods::new(14, "Q币", 98),
        ];
        let shop = start(config).await.unwrap();
        let adapter = adapter(kind, &shop, &[]);
        Self { shop, adapter }
    }

    fn control(&self) -> Control {
        self.shop.control()
    }

    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        self.adapter.submit(new).await
    }

    async fn query(&self, new: &NewSupply, reference: Option<&str>) -> Result<Supplied, SupplyError> {
        let of = SupplyRef {
            order_no: new.order_no.clone(),
            wanted: new.wanted,
            quantity: new.quantity,
            reference: reference.map(str::to_owned),
            sent_at: Time::from_unix_seconds(0),
        };
        self.adapter.query(&of).await
    }

    fn bought(&self) -> usize {
        self.control().orders().len()
    }
}

fn keys(number: &str, product: &str, quantity: i64, unit_cost: i64) -> NewSupply {
    NewSupply {
        order_no: number.into(),
        wanted: Wanted::Keys,
        product: product.into(),
        quantity,
        account: Vec::new(),
        unit_cost: Money::new(unit_cost, Currency::CNY),
        notify_url: "https://shop.example.com/notify/s1".into(),
    }
}

/// The keys, their price and the shop's number.
fn delivered(said: Result<Supplied, SupplyError>) -> (Vec<String>, Option<i64>, Option<String>) {
    match said {
        Ok(Supplied::Delivered { reference, cost, keys }) => {
            let keys = keys.iter().map(|key| key.expose().clone()).collect();
            (keys, cost.map(|cost| cost.minor), reference)
        }
        other => panic!("{other:?}"),
    }
}

fn accepted(said: Result<Supplied, SupplyError>) -> Option<String> {
    match said {
        Ok(Supplied::Accepted { reference }) => reference,
        other => panic!("{other:?}"),
    }
}

fn failed(said: Result<Supplied, SupplyError>) -> NoSupply {
    match said {
        Ok(Supplied::Failed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_shop_is_connected_and_looked_through() {
    let world = World::open().await;
    let checked = world.adapter.check().await;
    assert!(checked.len() == 3 && checked.iter().all(|one| one.problem.is_none()), "{checked:?}");
    for odd in [false, true] {
        world.control().set(|switches| switches.odd = odd);
        assert_eq!(world.adapter.balance().await, Ok(Money::new(1_000_000, Currency::CNY)));
        let goods = world.adapter.catalogue().await.unwrap();
        let rows: Vec<_> = goods
            .iter()
            .map(|one| (one.product.as_str(), one.wanted, one.cost.minor, one.stock, one.on_sale))
            .collect();
        assert_eq!(
            rows,
            [
                ("11:月卡", Wanted::Keys, 1_000, None, true),
                ("11:年卡", Wanted::Keys, 9_800, None, true),
                ("13", Wanted::Keys, 500, Some(10_000_000), true),
                ("14", Wanted::Credit, 98, None, true),
            ]
        );
    }
    world.control().away(true);
    let checked = world.adapter.check().await;
    assert!(checked.len() == 1 && checked[0].code == "reach" && checked[0].problem.is_some());
}

#[tokio::test]
async fn every_category_gives_its_keys() {
    let world = World::open().await;
    for odd in [false, true] {
        world.control().set(|switches| switches.odd = odd);
        let new = keys(&format!("s20261129abc0000000{}", u8::from(odd)), "11:月卡", 2, 1_000);
        let (given, cost, reference) = delivered(world.submit(&new).await);
        assert_eq!((given.len(), cost), (2, Some(2_000)));
        let (again, _, _) = delivered(world.query(&new, reference.as_deref()).await);
        assert_eq!(given, again);
        assert!(given.iter().all(|key| world.control().keys().contains_key(key)));
    }
    world.control().audit().unwrap();
}

#[tokio::test]
async fn what_is_certain_is_said_before_anything_is_bought() {
    let world = World::open().await;
    let number = "s20261129abc00000001";
    for (product, quantity, unit_cost, why) in [
        ("13", 2, 499, NoSupply::PriceChanged),
        ("11:年卡", 1, 9_800, NoSupply::OutOfStock),
        ("11:月卡", 6, 1_000, NoSupply::OutOfStock),
        ("11:日卡", 1, 1_000, NoSupply::OutOfStock),
        ("99", 1, 1_000, NoSupply::OutOfStock),
        ("14", 1, 98, NoSupply::Other),
        // Without its category: refused by the order itself.
        ("11", 1, 1_000, NoSupply::Other),
    ] {
        assert_eq!(failed(world.submit(&keys(number, product, quantity, unit_cost)).await), why, "{product}");
    }
    for (reason, why) in [(Reason::NoFunds, NoSupply::NoFunds), (Reason::OutOfStock, NoSupply::OutOfStock)] {
        world.control().next(Plan { fate: Fate::Refuse(reason), ..Plan::default() });
        assert_eq!(failed(world.submit(&keys(number, "13", 1, 500)).await), why);
    }
    assert_eq!((world.bought(), world.control().attempts(number)), (0, 0));
    world.control().away(true);
    let said = world.submit(&keys(number, "13", 1, 500)).await;
    assert!(matches!(said, Err(SupplyError::NotReached(_))), "{said:?}");
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_everything_open() {
    let world = World::open().await;
    let replies = [Reply::Unheard, Reply::TooMany, Reply::Broken, Reply::Empty, Reply::Doubled];
    for (at, reply) in replies.into_iter().enumerate() {
        world.control().next(Plan { reply, ..Plan::default() });
        let new = keys(&format!("s20261129abc0000000{at}"), "13", 1, 500);
        let said = world.submit(&new).await;
        assert!(matches!(said, Err(SupplyError::Unknown(_))), "{reply:?}: {said:?}");
        assert_eq!(world.query(&new, None).await, Err(SupplyError::CannotTell));
    }
    assert_eq!(world.bought(), 3);
    // Even if somebody sent it again: never twice, and never taken for a failure.
    let again = world.submit(&keys("s20261129abc00000002", "13", 1, 500)).await;
    assert!(matches!(again, Err(SupplyError::Unknown(why)) if why.contains("known there")));
    world.control().next(Plan { fate: Fate::Refuse(Reason::Other), ..Plan::default() });
    let strange = world.submit(&keys("s20261129abc00000009", "13", 1, 500)).await;
    assert!(matches!(strange, Err(SupplyError::Unknown(_))), "{strange:?}");
    assert_eq!(world.bought(), 3);
    world.control().audit().unwrap();
}

#[tokio::test]
async fn sentences_are_no_keys() {
    let world = World::open().await;
    world.control().next(Plan { hand: Hand::Sorry, ..Plan::default() });
    let sorry = keys("s20261129abc00000001", "13", 1, 500);
    let reference = accepted(world.submit(&sorry).await);
    assert_eq!(accepted(world.query(&sorry, reference.as_deref()).await), reference);
    world.control().next(Plan { when: When::Asks(1), ..Plan::default() });
    let late = keys("s20261129abc00000002", "13", 2, 500);
    let reference = accepted(world.submit(&late).await);
    accepted(world.query(&late, reference.as_deref()).await);
    assert_eq!(delivered(world.query(&late, reference.as_deref()).await).0.len(), 2);
    world.control().next(Plan { hand: Hand::Fewer(1), ..Plan::default() });
    assert_eq!(delivered(world.submit(&keys("s20261129abc00000003", "13", 3, 500)).await).0.len(), 2);
    let gone = world.query(&late, Some("000000000000000007")).await;
    assert!(matches!(gone, Err(SupplyError::Unknown(_))), "{gone:?}");
    world.control().queries(Reply::Broken);
    assert!(matches!(world.query(&late, reference.as_deref()).await, Err(SupplyError::Unknown(_))));
}

#[tokio::test]
async fn an_account_is_credited() {
    let world = World::open().await;
    let account = vec![("uid".to_owned(), Secret::new("梅+1 & 2".to_owned()))];
    let new = NewSupply {
        wanted: Wanted::Credit,
        account,
        ..keys("s20261129abc00000001", "14;uid>account", 2, 98)
    };
    let said = world.submit(&new).await;
    assert!(matches!(said, Ok(Supplied::Credited { cost: Some(cost), .. }) if cost.minor == 196));
    world.control().next(Plan { when: When::Never, ..Plan::default() });
    let late = NewSupply { order_no: "s20261129abc00000002".into(), ..new };
    let reference = accepted(world.submit(&late).await);
    accepted(world.query(&late, reference.as_deref()).await);
    world.control().release_all();
    assert!(matches!(world.query(&late, reference.as_deref()).await, Ok(Supplied::Credited { .. })));
    assert_eq!(world.control().credited("梅+1 & 2"), 2);
    let nameless = NewSupply { product: "14".into(), order_no: "s20261129abc00000003".into(), ..late };
    assert_eq!(failed(world.submit(&nameless).await), NoSupply::BadAccount);
}

/// The successor: keys in the answer to the order, or nowhere.
#[tokio::test]
async fn the_other_dialect_gives_keys_at_once_or_leaves_it_open() {
    let world = World::of("mcy").await;
    let checked = world.adapter.check().await;
    assert!(checked.len() == 3 && checked.iter().all(|one| one.problem.is_none()), "{checked:?}");
    assert_eq!(world.adapter.balance().await, Ok(Money::new(1_000_000, Currency::CNY)));
    for odd in [false, true] {
        world.control().set(|switches| switches.odd = odd);
        let goods = world.adapter.catalogue().await.unwrap();
        let rows: Vec<_> =
            goods.iter().map(|one| (one.product.as_str(), one.wanted, one.cost.minor)).collect();
        let keys = Wanted::Keys;
        let expected =
            [("11", keys, 1_000), ("12", keys, 9_800), ("13", keys, 500), ("14", Wanted::Credit, 98)];
        assert_eq!(rows, expected);
        let new = keys_of(&format!("s20261129abc0000000{}", u8::from(odd)), 2);
        let (given, cost, _) = delivered(world.submit(&new).await);
        assert_eq!((given.len(), cost), (2, Some(1_000)));
        assert_eq!(world.query(&new, Some("1")).await, Err(SupplyError::CannotTell));
    }
    for (product, quantity, unit_cost, why) in [
        ("13", 1, 499, NoSupply::PriceChanged),
        ("12", 1, 9_800, NoSupply::OutOfStock),
        ("99", 1, 500, NoSupply::OutOfStock),
        ("13:月卡", 1, 500, NoSupply::Other),
    ] {
        let new = keys("s20261129abc00000005", product, quantity, unit_cost);
        assert_eq!(failed(world.submit(&new).await), why, "{product}");
    }
    world.control().next(Plan { hand: Hand::Sorry, ..Plan::default() });
    accepted(world.submit(&keys_of("s20261129abc00000006", 1)).await);
    for reply in [Reply::Broken, Reply::Unheard, Reply::Doubled] {
        world.control().next(Plan { reply, ..Plan::default() });
        let said = world.submit(&keys_of("s20261129abc00000007", 1)).await;
        assert!(matches!(said, Err(SupplyError::Unknown(_))), "{reply:?}: {said:?}");
    }
    assert_eq!(world.bought(), 4);
    world.control().audit().unwrap();
}

fn keys_of(number: &str, quantity: i64) -> NewSupply {
    keys(number, "13", quantity, 500)
}

/// What is certain is certain, whatever the shop does: each key that we hold is one that it gave, and to one order of ours; and what
/// we take for refused is not in its book.
#[tokio::test]
async fn hundreds_of_orders_by_chance() {
    let world = World::open().await;
    let chaos = Chaos {
        seed: 20_261_129,
        lost_requests: 6,
        lost_answers: 6,
        too_many: 3,
        doubled_numbers: 3,
        refused: 8,
        failed: 8,
        late: 20,
        silent: 3,
        lost_queries: 10,
        fewer_keys: 5,
        later_keys: 5,
        sorry: 5,
        no_funds: 3,
        ..Chaos::default()
    };
    world.control().chaos(Some(chaos));
    let (mut held, mut open, mut refused, mut spent) = (BTreeSet::new(), 0, 0, 0);
    for at in 0..300 {
        let new = keys(&format!("s20261129abc{at:08}"), "13", 1 + at % 3, 500);
        let mut said = world.submit(&new).await;
        for _ in 0..6 {
            if let Ok(Supplied::Accepted { reference }) = &said {
                let reference = reference.clone();
                match world.query(&new, reference.as_deref()).await {
                    Err(SupplyError::Unknown(_)) => {}
                    other => said = other,
                }
            }
        }
        let there = world.control().orders().into_iter().find(|order| order.given["contact"] == new.order_no);
        match said {
            Ok(Supplied::Delivered { keys, .. }) => {
                let there = there.unwrap();
                assert_eq!(keys.iter().map(|key| key.expose().clone()).collect::<Vec<_>>(), there.keys);
                assert!(keys.iter().all(|key| held.insert(key.expose().clone())));
                spent += there.cost;
            }
            Ok(Supplied::Failed { .. }) => {
                assert!(there.is_none(), "{new:?} was bought");
                refused += 1;
            }
            Ok(Supplied::Accepted { .. }) | Err(SupplyError::Unknown(_)) => open += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(held.len() > 200 && open > 20 && refused > 5, "{} {open} {refused}", held.len());
    let control = world.control();
    control.audit().unwrap();
    assert!(control.opening() - control.deposit() >= spent);
}
