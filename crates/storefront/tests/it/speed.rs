use crate::shop::{Shop, product};
use std::time::Instant;

/// A debug build on a busy machine: far below what a release does, but a page rendered anew each time would fail.
const AT_LEAST: f64 = 2_000.0;
const ROUNDS: u32 = 4_000;

#[tokio::test]
async fn the_front_page_comes_from_memory() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    for number in 0..40 {
        product(&shop.db, &shop.time, shop.merchant, &format!("p{number}"), 1_000).await;
    }
    let mut browser = shop.browser();
    let page = browser.get("/").await.body;
    assert!(page.matches("data-test=\"product-card\"").count() >= 10, "{page}");
    let start = Instant::now();
    for _ in 0..ROUNDS {
        browser.get("/").await;
    }
    let per_second = f64::from(ROUNDS) / start.elapsed().as_secs_f64();
    println!("{per_second:.0} front pages a second on one core");
    assert!(per_second > AT_LEAST, "{per_second:.0} a second");
}
