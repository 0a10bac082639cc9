use crate::house::{House, REVIEWER};
use admission::{By, Ruling};
use catalog::Price;
use kernel::{Currency, Money, Span};
use merchants::AuthorisationState;

const OWNER: By<'static> = By { who: "usr_owner", from: "192.0.2.1" };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn goods_of_the_brand_are_on_sale_as_long_as_it_lets_the_merchant() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let product = house.product(merchant, "card").await;
        let free = house.offer(merchant, product, 1_000).await.unwrap();
        house.admission.decide_product(REVIEWER, product, true, "").await.unwrap();
        assert!(house.is_on(free).await);
        // From the moment that the brand needs it, whoever has none does not sell.
        let brand = house.brand(true).await;
        assert!(!house.is_on(free).await);
        assert_eq!(house.offer(merchant, product, 1_000).await, Err("authorisation_needed"));
        let handed = house.hand_in(merchant, brand, 60).await;
        assert_eq!(house.offer(merchant, product, 1_000).await, Err("authorisation_needed"));
        house.admission.rule(REVIEWER, handed.id, Ruling::Approve, "").await.unwrap();
        let again = house.admission.rule(REVIEWER, handed.id, Ruling::Return, "x").await.unwrap_err();
        assert_eq!(again.code(), "already_decided");
        assert_eq!(house.offer(merchant, product, 899).await, Err("price_below_minimum"));
        let offer = house.offer(merchant, product, 900).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        house.admission.switch_on(&mut tx, merchant, free).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let to = Price { price: Money::new(100, Currency::CNY), list_price: None };
        let from = Money::new(900, Currency::CNY);
        let low = house.admission.reprice(&mut tx, merchant, offer, from, to).await.unwrap_err();
        assert_eq!(low.code(), "price_below_minimum");
        drop(tx);
        assert!(house.is_on(offer).await && house.is_on(free).await);

        // Its time is over: everything goes off sale once, by the clock.
        house.time.advance(Span::days(61));
        assert_eq!(house.admission.expire_authorisations(10).await.unwrap(), 1);
        assert_eq!(house.admission.expire_authorisations(10).await.unwrap(), 0);
        assert!(!house.is_on(offer).await && !house.is_on(free).await);
        let ended = house.admission.authorisation(None, handed.id).await.unwrap();
        assert_eq!(ended.state, AuthorisationState::Expired);
        assert_eq!(house.trail().await.last().unwrap(), "authorisation_expired");
        house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_ends_takes_nothing_off_sale_while_another_holds() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let brand = house.brand(true).await;
        let product = house.product(merchant, "card").await;
        house.admission.decide_product(REVIEWER, product, true, "").await.unwrap();
        let (short, long) =
            (house.hand_in(merchant, brand, 10).await, house.hand_in(merchant, brand, 90).await);
        for id in [short.id, long.id] {
            house.admission.rule(REVIEWER, id, Ruling::Approve, "").await.unwrap();
        }
        let offer = house.offer(merchant, product, 1_000).await.unwrap();
        house.time.advance(Span::days(11));
        assert_eq!(house.admission.expire_authorisations(10).await.unwrap(), 1);
        assert!(house.is_on(offer).await);
        let refused = house.admission.rule(REVIEWER, long.id, Ruling::Revoke, "").await.unwrap_err();
        assert_eq!(refused.code(), "reason_needed");
        house.admission.rule(REVIEWER, long.id, Ruling::Revoke, "串货").await.unwrap();
        assert!(!house.is_on(offer).await);
        let again = house.admission.withdraw_authorisation(OWNER, merchant, long.id).await.unwrap_err();
        assert_eq!(again.code(), "already_decided");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_is_of_the_brand_that_it_calls_itself() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let brand = house.brand(true).await;
        let mut tx = house.db.begin().await.unwrap();
        let new = catalog::NewProduct {
            brand: kernel::Bilingual::new(" ", "LIME"),
            ..house.new_product(merchant, "x", "月卡")
        };
        let (id, _) = house.admission.create_product(&mut tx, &new).await.unwrap();
        let found = catalog::brand_of_product(&mut tx, merchant, id).await.unwrap().unwrap();
        assert_eq!(found.id, brand, "whatever its case, and though nobody named it");
        let twin =
            house.admission.create_brand(&mut tx, REVIEWER, &kernel::Bilingual::new("", "lime"), false).await;
        assert_eq!(twin.unwrap_err().code(), "brand_taken");
        drop(tx);
        let name = kernel::Bilingual::new("a", "");
        let unknown = house.admission.change_brand(REVIEWER, kernel::BrandId(1), &name, true).await;
        assert_eq!(unknown.unwrap_err().code(), "unknown_brand");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn for_one_way_of_selling_an_offer_is_on_and_orders_are_told_of_every_change() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let brand = house.brand(true).await;
        let product = house.product(merchant, "card").await;
        house.admission.decide_product(REVIEWER, product, true, "").await.unwrap();
        let version = async || {
            let sql = "select coalesce(max(version), 0) from catalog_versions";
            house.db.query_opt(sql, &[]).await.unwrap().unwrap().int(0).unwrap()
        };
        let handed = house.hand_in_for(merchant, brand, 60, &[merchants::Channel::Store]).await;
        let before = version().await;
        house.admission.rule(REVIEWER, handed.id, Ruling::Approve, "").await.unwrap();
        assert!(version().await > before, "what is remembered of offers is read anew");
        let offer = house.offer(merchant, product, 1_000).await.unwrap();
        assert!(house.is_on(offer).await);
        let before = version().await;
        let name = kernel::Bilingual::new("青柠", "Lime");
        house.admission.change_brand(REVIEWER, brand, &name, false).await.unwrap();
        assert!(version().await > before && house.is_on(offer).await, "it is free now");
        house.admission.change_brand(REVIEWER, brand, &name, true).await.unwrap();
        assert!(house.is_on(offer).await);
        let before = version().await;
        house.admission.withdraw_authorisation(OWNER, merchant, handed.id).await.unwrap();
        assert!(version().await > before && !house.is_on(offer).await);
    }
}
