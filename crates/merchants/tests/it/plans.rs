use crate::house::House;
use kernel::{Bilingual, Currency, Money};
use merchants::{Limits, Measure, MerchantState, Plan, StoreWords};

fn plan(code: &str, products: Option<i64>) -> Plan {
    Plan {
        code: code.into(),
        name: Bilingual::new("小店", "Small"),
        limits: Limits { products, ..Limits::default() },
        own_domain: false,
        fee: Money::new(9_900, Currency::CNY),
        sort: 1,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_is_given_changed_and_taken_away() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant().await;
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(merchants::plan_of(&mut tx, merchant).await.unwrap(), None);
        merchants::put_plan(&mut tx, &plan("small", Some(3))).await.unwrap();
        merchants::choose_plan(&mut tx, merchant, "small").await.unwrap();
        merchants::put_plan(&mut tx, &plan("small", Some(5))).await.unwrap();
        assert_eq!(merchants::plan_of(&mut tx, merchant).await.unwrap(), Some(plan("small", Some(5))));
        assert_eq!(
            merchants::choose_plan(&mut tx, merchant, "none").await.unwrap_err().code(),
            "no_such_plan"
        );
        for bad in [plan("A", None), plan("small", Some(-1)), Plan { sort: -1, ..plan("small", None) }] {
            assert_eq!(merchants::put_plan(&mut tx, &bad).await.unwrap_err().code(), "bad_plan");
        }
        merchants::choose_plan(&mut tx, merchant, "").await.unwrap();
        assert_eq!(merchants::plan_of(&mut tx, merchant).await.unwrap(), None);
        assert!(
            merchants::within("products", 4, Some(5)).is_ok()
                && merchants::within("products", 9, None).is_ok()
        );
        let refused = merchants::within("products", 5, Some(5)).unwrap_err();
        assert_eq!((refused.code(), refused.to_string().contains("5 products")), ("plan_limit", true));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_changes_from_the_version_that_was_seen() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant().await;
        let mut tx = house.db.begin().await.unwrap();
        let name = Bilingual::new("店", "Shop");
        let new = merchants::NewStore { merchant, slug: "shop".into(), name: name.clone() };
        merchants::open_store(&mut tx, house.ambient(), &new).await.unwrap();
        let words = StoreWords {
            announcement: Bilingual::new("春节照常营业", ""),
            contact: "微信 doukou".into(),
            hours: Bilingual::new("9:00–21:00", ""),
            policy: Bilingual::new("坏了包换", ""),
            colour: "plum".into(),
        };
        merchants::change_store(&mut tx, merchant, 1, &name, &words).await.unwrap();
        let late = merchants::change_store(&mut tx, merchant, 1, &name, &words).await.unwrap_err();
        assert_eq!(late.code(), "changed_meanwhile");
        let odd = StoreWords { colour: "url(x)".into(), ..words.clone() };
        assert_eq!(
            merchants::change_store(&mut tx, merchant, 2, &name, &odd).await.unwrap_err().code(),
            "bad_colour"
        );
        let odd = StoreWords { contact: "a\nb".into(), ..words.clone() };
        assert_eq!(
            merchants::change_store(&mut tx, merchant, 2, &name, &odd).await.unwrap_err().code(),
            "bad_text"
        );
        tx.commit().await.unwrap();
        let stores = merchants::stores(&house.db, merchant).await.unwrap();
        assert_eq!((&stores[0].words, stores[0].version), (&words, 2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measures_need_a_reason_and_closing_is_for_good() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant().await;
        let mut tx = house.db.begin().await.unwrap();
        let now = house.ambient().now();
        let mut measure = async |what, why| {
            merchants::measure(&mut tx, merchant, what, why, now).await.map_err(|refusal| refusal.code())
        };
        assert_eq!(measure(Measure::Suspend, "").await, Err("reason_needed"));
        assert_eq!(measure(Measure::Suspend, " 投诉 ").await, Ok("投诉".to_owned()));
        assert_eq!(measure(Measure::Suspend, "again").await, Err("wrong_state"));
        assert_eq!(measure(Measure::Close, "资质注销").await, Ok("资质注销".to_owned()));
        assert_eq!(measure(Measure::Resume, "x").await, Err("wrong_state"));
        assert!(merchants::trust(&mut tx, merchant, false).await.unwrap());
        assert!(!merchants::is_trusted(&mut tx, merchant).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(merchants::find(&house.db, merchant).await.unwrap().state, MerchantState::Closed);
        let told = merchants::timeline(&house.db, &merchant.to_string()).await.unwrap();
        assert_eq!(told.iter().map(|m| m.what.as_str()).collect::<Vec<_>>(), ["suspended", "closed"]);
    }
}
