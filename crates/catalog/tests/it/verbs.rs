use crate::shop::{Shop, cny, words};
use catalog::{CatalogRefusal, NewOffer, NewProduct, Price, ProductEdit};
use kernel::{Bilingual, MerchantId, OfferId, PageAsk, ProductId, SkuId};

fn edit(new: &NewProduct, based_on: i64, title: &str) -> ProductEdit {
    ProductEdit {
        based_on,
        category: new.category.clone(),
        brand: new.brand.clone(),
        brand_id: None,
        picture: new.picture.clone(),
        words: words(title),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_adds_a_revision_and_the_old_ones_stay() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let new = shop.new_product("card", "First");
        let id = shop.put(&new).await;
        let (_, offer) = shop.offer(id, "C-1", 1).await;
        let ambient = &shop.test.ambient;
        let mut tx = shop.db.begin().await.unwrap();
        let second = edit(&new, 1, "Second");
        assert_eq!(catalog::revise_product(&mut tx, ambient, shop.merchant, id, &second).await.unwrap(), 2);
        tx.commit().await.unwrap();

        let mut tx = shop.db.begin().await.unwrap();
        let late = catalog::revise_product(&mut tx, ambient, shop.merchant, id, &second).await.unwrap_err();
        assert!(matches!(late, CatalogRefusal::RevisedMeanwhile { revision: 2 }), "{late}");
        let stranger = MerchantId::new(ambient);
        let foreign = catalog::revise_product(&mut tx, ambient, stranger, id, &edit(&new, 2, "Mine")).await;
        assert!(matches!(foreign.unwrap_err(), CatalogRefusal::UnknownProduct));
        let found = catalog::revisions(&mut tx, &[(id, 2), (id, 3), (id, 1)]).await.unwrap();
        let titles: Vec<_> = found.iter().map(|r| (r.revision, r.words.title.en.as_str())).collect();
        assert_eq!(titles, [(2, "Second"), (1, "First")]);
        let now = catalog::orderable(&mut tx, &[offer]).await.unwrap();
        assert_eq!((now[0].revision, now[0].title.zh.as_str()), (2, "Second"));
        drop(tx);
        let first = catalog::revision(&shop.db, id, 1).await.unwrap().unwrap();
        assert_eq!(first.words, words("First"));
        assert!(catalog::revision(&shop.db, id, 9).await.unwrap().is_none());
        let found =
            catalog::own_products(&shop.db, shop.merchant, &Default::default(), &PageAsk::new(None, None))
                .await
                .unwrap();
        assert_eq!((found.items[0].revision, found.items[0].title.en.as_str()), (2, "Second"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_given_once_and_foreign_things_are_not_found() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let ambient = &shop.test.ambient;
        let id = shop.product("card", "Card").await;
        let (sku, offer) = shop.offer(id, "C-1", 1).await;
        let stranger = MerchantId::new(ambient);

        let mut tx = shop.db.begin().await.unwrap();
        let again = NewProduct { merchant: stranger, ..shop.new_product("card", "Other") };
        let refused = catalog::create_product(&mut tx, ambient, &again).await.unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("slug_taken", Some("slug")));
        drop(tx);

        let mut tx = shop.db.begin().await.unwrap();
        let refused = catalog::create_sku(&mut tx, ambient, &shop.new_sku(id, " C-1 ")).await.unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("sku_code_taken", Some("code")));
        drop(tx);

        let mut tx = shop.db.begin().await.unwrap();
        let foreign = catalog::NewSku { merchant: stranger, ..shop.new_sku(id, "X") };
        assert_eq!(
            catalog::create_sku(&mut tx, ambient, &foreign).await.unwrap_err().code(),
            "unknown_product"
        );
        let foreign = NewOffer::new(stranger, sku, cny(1));
        assert_eq!(
            catalog::create_offer(&mut tx, ambient, &foreign).await.unwrap_err().code(),
            "unknown_sku"
        );
        let off = catalog::switch_off(&mut tx, stranger, offer).await.unwrap_err();
        assert_eq!(off.code(), "unknown_offer");
        assert_eq!(catalog::hide_product(&mut tx, stranger, id).await.unwrap_err().code(), "unknown_product");
        let lost = NewProduct { category: "nowhere".into(), ..shop.new_product("b", "B") };
        let refused = catalog::create_product(&mut tx, ambient, &lost).await.unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("unknown_category", Some("category")));
        drop(tx);
        assert!(catalog::sku(&shop.db, stranger, sku).await.unwrap().is_none());
        assert!(catalog::product(&shop.db, stranger, id).await.unwrap().is_none());
        assert_eq!(catalog::sku_by_code(&shop.db, shop.merchant, "C-1").await.unwrap().unwrap().id, sku);
        assert!(catalog::sku_by_code(&shop.db, shop.merchant, "C-1\0").await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_changes_from_the_one_that_was_seen() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let id = shop.product("card", "Card").await;
        let (_, offer) = shop.offer(id, "C-1", 1).await;
        let mut tx = shop.db.begin().await.unwrap();
        let dearer = Price { price: cny(1990), list_price: None };
        catalog::reprice(&mut tx, shop.merchant, offer, cny(1790), dearer).await.unwrap();
        let late = catalog::reprice(&mut tx, shop.merchant, offer, cny(1790), dearer).await.unwrap_err();
        assert!(matches!(late, CatalogRefusal::PriceChanged { price } if price == cny(1990)), "{late}");
        for (price, list_price) in
            [(cny(0), None), (cny(-5), None), (cny(10_000_000_001), None), (cny(9), Some(cny(8)))]
        {
            let refused =
                catalog::reprice(&mut tx, shop.merchant, offer, cny(1990), Price { price, list_price }).await;
            assert!(refused.unwrap_err().field().is_some());
        }
        let yen = kernel::Money::new(5, "JPY".parse().unwrap());
        let other = Price { price: yen, list_price: None };
        assert_eq!(
            catalog::reprice(&mut tx, shop.merchant, offer, cny(1990), other).await.unwrap_err().code(),
            "bad_price"
        );
        tx.commit().await.unwrap();
        let view = catalog::offer(&shop.db, offer).await.unwrap().unwrap();
        assert_eq!((view.price, view.list_price), (cny(1990), None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hidden_or_off_cannot_be_ordered() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (a, b) = (shop.product("a", "A").await, shop.product("b", "B").await);
        let (_, one) = shop.offer(a, "A-1", 1).await;
        let (sku, two) = shop.offer(b, "B-1", 2).await;
        let unknown = OfferId(1);
        let mut tx = shop.db.begin().await.unwrap();
        let mut found = catalog::orderable(&mut tx, &[one, unknown, two]).await.unwrap();
        found.sort_by_key(|o| o.offer);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|o| o.on && o.merchant == shop.merchant && o.category == "video"));
        let second = found.iter().find(|o| o.offer == two).unwrap();
        assert_eq!((second.sku, second.product, second.price), (sku, b, cny(1790)));
        assert_eq!((second.quantity_min, second.quantity_max, second.sku_code.as_str()), (1, 1000, "B-1"));
        assert_eq!(second.sku_name, Bilingual::new("月卡", "1 month"));

        catalog::hide_product(&mut tx, shop.merchant, a).await.unwrap();
        catalog::switch_off(&mut tx, shop.merchant, two).await.unwrap();
        assert!(catalog::orderable(&mut tx, &[one, two]).await.unwrap().iter().all(|o| !o.on));
        let twice = catalog::switch_off(&mut tx, shop.merchant, two).await.unwrap_err();
        assert!(matches!(twice, CatalogRefusal::StateUnchanged { state: "off" }));
        let twice = catalog::hide_product(&mut tx, shop.merchant, a).await.unwrap_err();
        assert!(matches!(twice, CatalogRefusal::StateUnchanged { state: "hidden" }));
        catalog::list_product(&mut tx, shop.merchant, a).await.unwrap();
        catalog::switch_on(&mut tx, shop.merchant, two).await.unwrap();
        assert!(catalog::orderable(&mut tx, &[one, two]).await.unwrap().iter().all(|o| o.on));
        assert!(catalog::orderable(&mut tx, &[]).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_in_a_text_stays_text() {
    let nasty = [
        "'; drop table products; --",
        "\" or 1=1 --",
        "<script>alert(1)</script>",
        "$1 ?1 {} %s {{7*7}}",
        "\\'); select pg_sleep(9); --",
        "100%_off!",
    ];
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        for (n, text) in nasty.into_iter().enumerate() {
            let new = NewProduct {
                brand: Bilingual::new(text, text),
                words: catalog::ProductWords { guide: Bilingual::new(text, text), ..words(text) },
                ..shop.new_product(&format!("p{n}"), text)
            };
            let id = shop.put(&new).await;
            let (sku, _) = shop.offer(id, text, 1).await;
            let page = catalog::product_by_slug(&shop.db, &format!("p{n}")).await.unwrap().unwrap();
            assert_eq!((page.words, page.brand), (new.words.clone(), new.brand.clone()));
            assert_eq!(catalog::sku_by_code(&shop.db, shop.merchant, text).await.unwrap().unwrap().id, sku);
        }
        for slug in ["' or 1=1 --", "p0\0", "../p0", ""] {
            assert!(catalog::product_by_slug(&shop.db, slug).await.unwrap().is_none(), "{slug}");
        }
        let refused: [(&str, NewProduct); 5] = [
            ("slug", shop.new_product("p0' --", "T")),
            ("picture", NewProduct { picture: "../../etc/passwd".into(), ..shop.new_product("x", "T") }),
            ("title_zh", shop.new_product("x", "T\r\nSet-Cookie: a=b")),
            ("title_zh", shop.new_product("x", "T\0")),
            ("title_zh", shop.new_product("x", &"长".repeat(81))),
        ];
        for (field, new) in refused {
            let mut tx = shop.db.begin().await.unwrap();
            let refusal = catalog::create_product(&mut tx, &shop.test.ambient, &new).await.unwrap_err();
            assert_eq!(refusal.field(), Some(field), "{refusal}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_nothing_are_refused() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut tx = shop.db.begin().await.unwrap();
        let ambient = &shop.test.ambient;
        let new = shop.new_product("card", "Card");
        let revised =
            catalog::revise_product(&mut tx, ambient, shop.merchant, ProductId(3), &edit(&new, 1, "T")).await;
        assert_eq!(revised.unwrap_err().code(), "unknown_product");
        let priced = Price { price: cny(2), list_price: None };
        let repriced = catalog::reprice(&mut tx, shop.merchant, OfferId(3), cny(1), priced).await;
        assert_eq!(repriced.unwrap_err().code(), "unknown_offer");
        let many = NewOffer { quantity_max: 1001, ..NewOffer::new(shop.merchant, SkuId(3), cny(1)) };
        assert_eq!(
            catalog::create_offer(&mut tx, ambient, &many).await.unwrap_err().code(),
            "bad_quantities"
        );
    }
}
