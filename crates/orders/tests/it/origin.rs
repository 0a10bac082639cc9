//! On what papers goods rest, as buyers are told.

use crate::shop::{PRICE, Shop, product};
use catalog::GoodsKind;
use merchants::Contract;
use orders::{NewLine, NewOrder, Origin, StockRefusal};
use std::io::Cursor;
use vault::{Format, Reader, SkuKind};

fn contract(signed_on: &str) -> Contract {
    Contract { contract: "HT-SECRET-7".into(), signed_on: signed_on.into(), document: None }
}

fn lines(text: &str) -> Reader<Cursor<String>> {
    Reader::new(Cursor::new(text.to_owned()), Format::Lines)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sold_rests_on_the_papers_of_its_batch() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 1).await;
        let orders = &shop.orders;
        let next = async || orders.origin_of_next(shop.merchant, shop.sku).await.unwrap();
        assert_eq!(next().await, None, "the first batch names none");
        let new = shop.batch(shop.sku, SkuKind::OneTime, None);
        let some = contract("2020-05-01");
        orders.import_under(&new, Some(&some), lines("A-1\nA-2\n"), 0, |_, _| {}).await.unwrap();
        orders.import_under(&new, Some(&contract("")), lines("B-1\n"), 0, |_, _| {}).await.unwrap();
        let (code, bad) = (contract("tomorrow"), lines("C-1\n"));
        match orders.import_under(&new, Some(&code), bad, 0, |_, _| {}).await {
            Err(StockRefusal::Contract(refusal)) => assert_eq!(refusal.code(), "bad_contract_date"),
            other => panic!("{other:?}"),
        }
        assert_eq!(shop.stock().await, 4, "nothing came in of what was refused");

        let user = shop.buyer(10 * PRICE).await;
        let first = orders.place(shop.by_wallet(user, 1)).await.unwrap().order;
        assert_eq!(orders.origins_of(&first).await.unwrap(), []);
        let dated = Origin { authorised: None, contract: Some("2020-05-01".into()) };
        let undated = Origin { authorised: None, contract: Some(String::new()) };
        assert_eq!(next().await.as_ref(), Some(&dated));
        let rest = orders.place(shop.by_wallet(user, 3)).await.unwrap().order;
        assert_eq!(orders.origins_of(&rest).await.unwrap(), [(1, dated), (1, undated)], "each once");
        assert_eq!(next().await, None, "nothing is left");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_loop_secret_the_newest_version_is_what_is_sold() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let (sku, offer) = product(&shop.db, &shop.time, shop.merchant, "loop", GoodsKind::Loop, PRICE).await;
        let new = shop.batch(sku, SkuKind::Loop, Some(5));
        let import = async |contract: Option<&Contract>, key: &str| {
            shop.orders.import_under(&new, contract, lines(key), 0, |_, _| {}).await.unwrap();
        };
        import(None, "FIRST-VERSION\n").await;
        let next = async || shop.orders.origin_of_next(shop.merchant, sku).await.unwrap();
        assert_eq!(next().await, None);
        import(Some(&contract("2021-01-01")), "SECOND-VERSION\n").await;
        assert_eq!(next().await.unwrap().contract.as_deref(), Some("2021-01-01"));
        let user = shop.buyer(PRICE).await;
        let new = NewOrder { lines: vec![NewLine { offer, quantity: 1 }], ..shop.by_wallet(user, 1) };
        let sold = shop.orders.place(new).await.unwrap().order;
        assert_eq!(shop.orders.origins_of(&sold).await.unwrap().len(), 1);
        shop.audit_is_clean().await;
    }
}
