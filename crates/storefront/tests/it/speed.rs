use crate::shop::{Shop, product};
use axum::http::StatusCode;

/// How fast that is, `cardamom bench http` measures; here it must do without the goods.
#[tokio::test]
async fn the_front_page_comes_from_memory() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    for number in 0..40 {
        product(&shop.db, &shop.time, shop.merchant, &format!("p{number}"), 1_000).await;
    }
    let mut browser = shop.browser();
    let cards = |body: &str| body.matches("data-test=\"product-card\"").count();
    let page = browser.get("/").await;
    assert!(cards(&page.body) >= 10, "{}", page.body);

    let mut tx = shop.db.begin().await.unwrap();
    tx.exec("alter table products rename to products_away", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let again = browser.get("/").await;
    assert_eq!((again.status, cards(&again.body)), (StatusCode::OK, cards(&page.body)));
    assert_ne!(browser.get("/p/p1").await.status, StatusCode::OK, "what is not remembered is asked for");
}
