use crate::browse::is_well_made;
use crate::shop::Shop;
use ::receipts::{Receipts, verify};
use axum::http::StatusCode;
use kernel::Span;

#[tokio::test]
async fn a_receipt_is_downloaded_from_the_page_of_the_order() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 10_000).await;
        let fields = [("contact", "buyer@example.com"), ("pay", "wallet")];
        let order = buyer.send(&shop.checkout("2"), "/checkout", &fields).await.place().to_owned();
        let page = buyer.get(&order).await;
        is_well_made("order with a receipt", &page.body);
        let link = format!("{order}/receipt");
        assert!(page.body.contains("data-test=\"receipt\""), "{}", page.body);
        let early = buyer.get(&link).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        is_well_made("receipt that is made", &early.body);
        assert!(early.body.contains("凭证还在生成"), "{}", early.body);
        let wait: i64 = early.header("retry-after").parse().unwrap();
        shop.time.advance(Span::seconds(wait));
        let receipts = Receipts::new(shop.orders.clone());
        while receipts.walk().await.unwrap() > 0 {}
        let file = buyer.get(&link).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/json"));
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"receipt-ord_"));
        assert_eq!(verify(file.body.as_bytes(), None).unwrap().proved, 2);
        assert_eq!(shop.browser().get(&format!("{order}x/receipt")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_page_of_the_log_shows_its_heads_in_both_languages() {
    let shop = Shop::open(db::Engine::Sqlite).await;
    let mut guest = shop.browser();
    let empty = guest.get("/transparency").await;
    assert_eq!(empty.status, StatusCode::OK);
    is_well_made("log without entries", &empty.body);
    assert!(empty.body.contains("日志还是空的"));
    let mut buyer = shop.buyer("buyer@example.com", 10_000).await;
    let fields = [("contact", "buyer@example.com"), ("pay", "wallet")];
    buyer.send(&shop.checkout("1"), "/checkout", &fields).await;
    shop.time.advance(Span::minutes(6));
    let receipts = Receipts::new(shop.orders.clone());
    while receipts.walk().await.unwrap() > 0 {}
    let head = receipts.published().await.unwrap();
    let page = guest.get("/transparency").await;
    is_well_made("log with a head", &page.body);
    assert!(page.body.contains("1 条") && page.body.contains(&head.public_key.to_string()));
    assert!(page.body.contains(&head.head.unwrap().root.to_string()));
    guest.headers = vec![("accept-language".into(), "en".into())];
    let page = guest.get("/transparency").await;
    is_well_made("log in English", &page.body);
    assert!(page.body.contains("entries: 1") && page.body.contains("Transparency log"), "{}", page.body);
}
