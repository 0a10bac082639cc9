//! Merchants and their stores.

use db::{Db, Engine};
use kernel::{BasisPoints, Bilingual, MerchantId, PageAsk};
use merchants::{Merchant, MerchantState, NewMerchant, NewStore, Result, Store};
use testkit::{TestAmbient, TestDb};

async fn house(engine: Engine) -> (TestDb, TestAmbient) {
    (testkit::database(engine).await, testkit::ambient(3))
}

fn new(zh: &str, en: &str, fee: i64) -> NewMerchant {
    NewMerchant { name: Bilingual::new(zh, en), about: Bilingual::new("关于", ""), fee: BasisPoints(fee) }
}

async fn create(db: &Db, time: &TestAmbient, new: &NewMerchant) -> Result<Merchant> {
    time.advance(kernel::Span::seconds(1));
    let mut tx = db.begin().await?;
    let merchant = merchants::create(&mut tx, &time.ambient, new).await?;
    tx.commit().await?;
    Ok(merchant)
}

async fn open(db: &Db, time: &TestAmbient, merchant: MerchantId, slug: &str) -> Result<Store> {
    let new = NewStore { merchant, slug: slug.to_owned(), name: Bilingual::new("店", "Shop") };
    let mut tx = db.begin().await?;
    let store = merchants::open_store(&mut tx, &time.ambient, &new).await?;
    tx.commit().await?;
    Ok(store)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_is_found_by_id_store_and_page() {
    for engine in testkit::engines() {
        let (db, time) = house(engine).await;
        let first = create(&db, &time, &new("豆荚", "Seedpod", 300)).await.unwrap();
        let second = create(&db, &time, &new("", "Starsand", 0)).await.unwrap();
        let store = open(&db, &time, first.id, "seedpod").await.unwrap();
        assert_eq!(merchants::find(&db, first.id).await.unwrap(), first);
        assert_eq!(merchants::find(&db, MerchantId(1)).await.unwrap_err().code(), "no_such_merchant");
        assert_eq!(merchants::by_slug(&db, "seedpod").await.unwrap(), Some((store.clone(), first.clone())));
        assert_eq!(merchants::by_slug(&db, "' or '1'='1").await.unwrap(), None);
        assert_eq!(merchants::stores(&db, first.id).await.unwrap(), [store]);
        assert_eq!(merchants::stores(&db, second.id).await.unwrap(), []);
        let page = merchants::list(&db, &PageAsk::new(None, Some(1))).await.unwrap();
        assert_eq!(page.items, [first]);
        let rest = merchants::list(&db, &PageAsk::new(page.next, Some(1))).await.unwrap();
        assert_eq!((rest.items, rest.next), (vec![second], None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_parallel_stores_with_one_slug_exactly_one_opens() {
    for engine in testkit::engines() {
        let (db, time) = house(engine).await;
        let merchant = create(&db, &time, &new("豆荚", "", 0)).await.unwrap().id;
        let tasks: Vec<_> = (0..8)
            .map(|seed| {
                let db = db.db.clone();
                tokio::spawn(async move {
                    open(&db, &testkit::ambient(100 + seed), merchant, "night-market").await
                })
            })
            .collect();
        let mut opened = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => opened += 1,
                Err(refusal) => assert_eq!(refusal.code(), "slug_taken"),
            }
        }
        assert_eq!(opened, 1);
        assert_eq!(open(&db, &time, MerchantId(1), "other").await.unwrap_err().code(), "no_such_merchant");
        assert_eq!(open(&db, &time, merchant, "a/../b").await.unwrap_err().code(), "bad_slug");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspending_names_the_old_state_and_shows_where_it_is_sold() {
    for engine in testkit::engines() {
        let (db, time) = house(engine).await;
        let one = create(&db, &time, &new("豆荚", "Seedpod", 300)).await.unwrap();
        let two = create(&db, &time, &new("星砂", "Starsand", 150)).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        merchants::suspend(&mut tx, one.id).await.unwrap();
        assert_eq!(merchants::suspend(&mut tx, one.id).await.unwrap_err().code(), "wrong_state");
        assert_eq!(merchants::resume(&mut tx, two.id).await.unwrap_err().code(), "wrong_state");
        assert_eq!(merchants::resume(&mut tx, MerchantId(1)).await.unwrap_err().code(), "no_such_merchant");
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        let mut found = merchants::selling(&mut tx, &[two.id, MerchantId(1), one.id]).await.unwrap();
        found.sort_by_key(|selling| selling.merchant);
        let seen: Vec<_> =
            found.iter().map(|s| (s.merchant, s.state, s.active, s.fee.0, s.name.zh.as_str())).collect();
        assert_eq!(
            seen,
            [
                (one.id, MerchantState::Suspended, false, 300, "豆荚"),
                (two.id, MerchantState::Active, true, 150, "星砂"),
            ]
        );
        assert_eq!(merchants::selling(&mut tx, &[]).await.unwrap(), []);
        drop(tx);

        let mut tx = db.begin().await.unwrap();
        merchants::resume(&mut tx, one.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(merchants::find(&db, one.id).await.unwrap().state, MerchantState::Active);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strange_names_stay_data_or_are_refused() {
    for engine in testkit::engines() {
        let (db, time) = house(engine).await;
        let odd = "'); drop table merchants; -- <script>";
        let merchant = create(&db, &time, &new(odd, "", 10_000)).await.unwrap();
        assert_eq!(merchants::find(&db, merchant.id).await.unwrap().name.zh, odd);
        let long = "长".repeat(81);
        for (zh, en, fee, code) in [
            ("", " ", 0, "bad_name"),
            ("a\r\nSet-Cookie: x", "", 0, "bad_name"),
            ("a\0", "", 0, "bad_name"),
            (&long, "", 0, "bad_name"),
            ("a", "", -1, "bad_fee"),
            ("a", "", 10_001, "bad_fee"),
        ] {
            assert_eq!(create(&db, &time, &new(zh, en, fee)).await.unwrap_err().code(), code, "{zh:?}");
        }
        let about = NewMerchant { about: Bilingual::new("a\u{202e}b", ""), ..new("a", "", 0) };
        assert_eq!(create(&db, &time, &about).await.unwrap_err().code(), "bad_about");
    }
}
