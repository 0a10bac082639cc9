use crate::house::{House, REVIEWER};
use admission::Shown;
use catalog::{NewProduct, ProductEdit, ProductState, ReviewState};
use kernel::{Bilingual, Currency, MerchantId, Money, PageAsk, ProductId, Span};
use merchants::{Limits, Plan};

async fn edit(
    house: &House,
    merchant: MerchantId,
    id: ProductId,
    change: impl FnOnce(&mut ProductEdit),
) -> Shown {
    let seen = catalog::product(&house.db, merchant, id).await.unwrap().unwrap();
    let mut edit = ProductEdit {
        based_on: seen.revision,
        category: seen.category,
        brand: seen.brand,
        brand_id: seen.brand_id,
        picture: seen.picture,
        words: seen.words,
    };
    change(&mut edit);
    let mut tx = house.db.begin().await.unwrap();
    let (_, shown) = house.admission.revise_product(&mut tx, merchant, id, &edit).await.unwrap();
    tx.commit().await.unwrap();
    shown
}

async fn state(house: &House, merchant: MerchantId, id: ProductId) -> ProductState {
    catalog::product(&house.db, merchant, id).await.unwrap().unwrap().state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_untrusted_merchant_sells_is_looked_at_first_and_after_a_material_change() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let id = house.product(merchant, "card").await;
        let offer = house.offer(merchant, id, 1_000).await.unwrap();
        assert_eq!(
            (state(&house, merchant, id).await, house.is_on(offer).await),
            (ProductState::InReview, false)
        );
        assert!(catalog::product_by_slug(&house.db, "card").await.unwrap().is_none(), "not shown");
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(catalog::list_product(&mut tx, merchant, id).await.unwrap_err().code(), "in_review");
        drop(tx);
        let ask = PageAsk::new(None, None);
        let queue = house.admission.product_reviews(ReviewState::Waiting, &ask).await.unwrap();
        assert_eq!((queue.items.len(), queue.items[0].review.product, queue.items[0].late), (1, id, false));
        house.time.advance(Span::hours(25));
        let queue = house.admission.product_reviews(ReviewState::Waiting, &ask).await.unwrap();
        assert!(queue.items[0].late);
        house.admission.decide_product(REVIEWER, id, true, "").await.unwrap();
        let second = house.admission.decide_product(REVIEWER, id, false, "no").await.unwrap_err();
        assert_eq!(second.code(), "already_decided");
        assert_eq!(
            (state(&house, merchant, id).await, house.is_on(offer).await),
            (ProductState::Listed, true)
        );

        let shown = edit(&house, merchant, id, |e| e.words.guide = Bilingual::new("另一种用法", "")).await;
        assert_eq!((shown, house.is_on(offer).await), (Shown::AtOnce, true), "a guide may be bettered");
        let shown = edit(&house, merchant, id, |e| e.words.title = Bilingual::new("年卡", "")).await;
        assert_eq!((shown, house.is_on(offer).await), (Shown::AfterReview, false));
        let refused = house.admission.decide_product(REVIEWER, id, false, " ").await.unwrap_err();
        assert_eq!(refused.code(), "bad_text", "a rejection needs a reason");
        house.admission.decide_product(REVIEWER, id, false, "名不副实").await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(
            catalog::list_product(&mut tx, merchant, id).await.unwrap_err().code(),
            "product_rejected"
        );
        drop(tx);
        let told = catalog::review_of(&house.db, merchant, id).await.unwrap().unwrap();
        assert_eq!((told.state, told.reason.as_str()), (ReviewState::Rejected, "名不副实"));
        let shown = edit(&house, merchant, id, |e| e.words.guide = Bilingual::new("改好了", "")).await;
        assert_eq!(shown, Shown::AfterReview, "whatever was changed, a rejected one is looked at again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trusted_pass_but_for_forbidden_words_and_categories_for_people() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        house.admission.trust(REVIEWER, merchant, true, "老商户").await.unwrap();
        let create = async |new: NewProduct| {
            house.time.advance(Span::seconds(1));
            let mut tx = house.db.begin().await.unwrap();
            let made = house.admission.create_product(&mut tx, &new).await.unwrap();
            tx.commit().await.unwrap();
            made
        };
        assert_eq!(create(house.new_product(merchant, "a", "月卡")).await.1, Shown::AtOnce);
        let (word, shown) = create(house.new_product(merchant, "b", "充值代理 招募")).await;
        assert_eq!(shown, Shown::AfterReview);
        let lottery = NewProduct { category: "lottery".into(), ..house.new_product(merchant, "c", "月卡") };
        assert_eq!(create(lottery).await.1, Shown::AfterReview);
        let queue = house
            .admission
            .product_reviews(ReviewState::Waiting, &PageAsk::new(None, Some(1)))
            .await
            .unwrap();
        assert_eq!(queue.items[0].review.product, word);
        assert_eq!(queue.items[0].findings[0].code, "forbidden_word");
        let rest =
            house.admission.product_reviews(ReviewState::Waiting, &PageAsk::new(queue.next, Some(9))).await;
        assert_eq!(rest.unwrap().items[0].findings[0].code, "category_by_person");
        let odd = PageAsk::new(Some("nonsense".into()), None);
        assert_eq!(
            house.admission.product_reviews(ReviewState::Waiting, &odd).await.err().unwrap().code(),
            "bad_cursor"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_far_from_the_market_and_a_missing_guide_are_told() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (old, new) =
            (house.merchant("a@example.com", "one").await, house.merchant("b@example.com", "two").await);
        house.admission.trust(REVIEWER, old, true, "").await.unwrap();
        for (slug, price) in [("a", 900), ("b", 1_000), ("c", 1_100)] {
            let product = house.product(old, slug).await;
            house.offer(old, product, price).await.unwrap();
        }
        let mut tx = house.db.begin().await.unwrap();
        let mut words = house.new_product(new, "cheap", "月卡");
        words.words.guide = Bilingual::default();
        let (id, _) = house.admission.create_product(&mut tx, &words).await.unwrap();
        tx.commit().await.unwrap();
        house.offer(new, id, 499).await.unwrap();
        house.offer(new, id, 501).await.unwrap();
        let queue =
            house.admission.product_reviews(ReviewState::Waiting, &PageAsk::new(None, None)).await.unwrap();
        let codes: Vec<_> = queue.items[0].findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["guide_missing", "price_unusual"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_says_how_many_products_there_may_be() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "one").await;
        let plan = Plan {
            code: "small".into(),
            name: Bilingual::new("小", ""),
            limits: Limits { products: Some(1), ..Limits::default() },
            own_domain: false,
            fee: Money::new(0, Currency::CNY),
            sort: 0,
        };
        house.admission.put_plan(REVIEWER, &plan).await.unwrap();
        house.admission.choose_plan(REVIEWER, merchant, "small").await.unwrap();
        house.product(merchant, "a").await;
        let mut tx = house.db.begin().await.unwrap();
        let refused =
            house.admission.create_product(&mut tx, &house.new_product(merchant, "b", "月卡")).await;
        assert_eq!(refused.unwrap_err().code(), "plan_limit");
        drop(tx);
        house.admission.choose_plan(REVIEWER, merchant, "").await.unwrap();
        house.product(merchant, "b").await;
        assert_eq!(house.admission.products_used(merchant).await.unwrap(), 2);
        house.audit().await;
    }
}
