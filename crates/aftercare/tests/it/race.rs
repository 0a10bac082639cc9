use crate::house::{House, NET, buyer, complaint, rule};
use crate::shop::PRICE;
use aftercare::{CareRefusal, How};

/// What was done of the two, and the code of the refusal.
fn one_of<A, B>(first: Result<A, &'static str>, second: Result<B, &'static str>) -> (bool, &'static str) {
    match (first, second) {
        (Ok(_), Err(code)) => (true, code),
        (Err(code), Ok(_)) => (false, code),
        (Ok(_), Ok(_)) => panic!("both were done"),
        (Err(first), Err(second)) => panic!("neither was done: {first}; {second}"),
    }
}

fn coded<T>(result: Result<T, CareRefusal>) -> Result<T, &'static str> {
    result.map_err(|refusal| match refusal {
        CareRefusal::Db(error) => panic!("a fault instead of a refusal: {error}"),
        other => other.code(),
    })
}

const ROUNDS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_confirmation_that_races_a_dispute_releases_before_it_or_not_at_all() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        house.without_rules().await;
        let (money, care) = house.another(engine).await;
        let mut released = 0;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            let (money, care, new) = (money.clone(), care.clone(), complaint(&order));
            let (party, id) = (buyer(&order), order.id);
            let (confirmed, opened) = tokio::join!(
                tokio::spawn(async move { money.confirm(id).await }),
                tokio::spawn(async move { care.open(party, &new).await })
            );
            // The case is opened either way; it knows where the money is.
            let case = opened.unwrap().unwrap();
            match confirmed.unwrap() {
                Ok(()) => {
                    assert!(!case.frozen);
                    released += 1;
                }
                Err(refusal) => {
                    assert_eq!(refusal.code(), "order_frozen");
                    assert!(case.frozen);
                    house.care.withdraw(case.id, buyer(&order)).await.unwrap();
                }
            }
        }
        assert_eq!(house.balances().await.0, released * NET);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_cases_of_one_order_one_is_opened() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let (_, node) = house.another(engine).await;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            let (one, two) = (house.care.clone(), node.clone());
            let (new, same, party) = (complaint(&order), complaint(&order), buyer(&order));
            let (first, second) = tokio::join!(
                tokio::spawn(async move { one.open(party, &new).await }),
                tokio::spawn(async move { two.open(party, &same).await })
            );
            let (_, code) = one_of(coded(first.unwrap()), coded(second.unwrap()));
            assert_eq!(code, "dispute_open_already");
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_accepts_another_offer_than_they_have_read() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let (_, node) = house.another(engine).await;
        for _ in 0..ROUNDS {
            let order = house.sold(1).await;
            let case = house.opened(&order).await;
            house.offer(case.id, 400).await.unwrap();
            let (accepting, offering) = (house.care.clone(), node.clone());
            let (db, party, merchant) = (house.shop.db.db.clone(), buyer(&order), house.merchant());
            let (accepted, offered) = tokio::join!(
                tokio::spawn(async move { accepting.accept(case.id, party, 1).await }),
                tokio::spawn(async move {
                    let mut tx = db.begin().await.unwrap();
                    let case = offering.offer(&mut tx, case.id, merchant, (100, "less")).await?;
                    tx.commit().await?;
                    Ok(case)
                })
            );
            let now = house.shop.balance(order.buyer.unwrap()).await;
            match one_of(coded(accepted.unwrap()), coded(offered.unwrap())) {
                (true, code) => assert_eq!((code, now), ("wrong_dispute_state", 400)),
                (false, code) => {
                    assert_eq!((code, now), ("offer_changed", 0));
                    house.care.accept(case.id, buyer(&order), 2).await.unwrap();
                    assert_eq!(house.shop.balance(order.buyer.unwrap()).await, 100);
                }
            }
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_rulings_one_holds() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        house.without_rules().await;
        let (_, node) = house.another(engine).await;
        let (a, b) = (house.arbiter("a@example.com").await, house.arbiter("b@example.com").await);
        for _ in 0..ROUNDS / 2 {
            let order = house.sold(1).await;
            let case = house.contested(&order).await;
            let (one, two) = (house.care.clone(), node.clone());
            let (db, other_db) = (house.shop.db.db.clone(), house.shop.db.db.clone());
            let (first, second) = tokio::join!(
                tokio::spawn(async move { rule(&one, &db, case.id, a, PRICE).await }),
                tokio::spawn(async move { rule(&two, &other_db, case.id, b, 0).await })
            );
            let (for_buyer, code) = one_of(coded(first.unwrap()), coded(second.unwrap()));
            assert_eq!(code, "wrong_dispute_state");
            house.much_later();
            house.keep().await;
            let case = house.case(case.id).await;
            assert_eq!((case.how, case.refunded), (Some(How::Ruled), if for_buyer { PRICE } else { 0 }));
        }
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_is_shown_or_its_money_goes_back_but_not_both() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let (_, node) = house.another(engine).await;
        for _ in 0..ROUNDS {
            let order = house.sold_unseen(1).await;
            let (new, party) = (complaint(&order), buyer(&order));
            let (opened, shown) = tokio::join!(
                tokio::spawn({
                    let node = node.clone();
                    async move { node.open(party, &new).await }
                }),
                house.reveal(&order)
            );
            let case = opened.unwrap().unwrap();
            match shown {
                Ok(_) => {
                    assert_eq!(case.how, None);
                    house.care.withdraw(case.id, buyer(&order)).await.unwrap();
                }
                Err(orders::OrderError::Refused(refusal)) => {
                    assert_eq!(refusal.code(), "key_recalled");
                    assert_eq!((case.how, case.refunded), (Some(How::ByRule), PRICE));
                }
                Err(error) => panic!("{error}"),
            }
        }
        house.is_clean().await;
    }
}
