use crate::shop::{Shop, code};
use orders::StockRefusal;
use std::io::Cursor;
use vault::{Format, Reader, SkuKind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicates_and_a_bad_file_lose_nothing() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let import = async |bytes: Vec<u8>| {
            let new = shop.batch(shop.sku, SkuKind::OneTime, None);
            shop.orders.import_stock(&new, Reader::new(Cursor::new(bytes), Format::Lines), |_, _| {}).await
        };
        let report = import(b"NEW-1\nFIRST-000001-PLAINTEXT\nNEW-1\nNEW-2\n".to_vec()).await.unwrap();
        assert_eq!((report.accepted, report.duplicate_count), (2, 2));
        let lines: Vec<_> = report.duplicates.iter().map(|d| d.line).collect();
        assert_eq!(lines, [2, 3]);
        for bad in
            [vec![0xff, 0xfe, b'\n'], b"GOOD\n\0\0\n".to_vec(), [b"x".repeat(5_000), b"\n".to_vec()].concat()]
        {
            assert!(matches!(import(bad).await, Err(StockRefusal::BadFile { .. })));
        }
        let stock = shop.stock().await;
        assert!((5..=6).contains(&stock), "{stock}");
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_withdrawn_but_not_under_a_waiting_order() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let first = shop.import(shop.sku, 5, "A").await.batch;
        let (order, _) = shop.waiting(1).await;
        let refused = shop.orders.withdraw_batch(shop.merchant, first).await;
        assert!(matches!(refused, Err(StockRefusal::UnitsHeld)), "{refused:?}");
        shop.orders.cancel(&order).await.unwrap();
        let second = shop.import(shop.sku, 2, "B").await.batch;
        let user = shop.buyer(10_000).await;
        shop.orders.place(shop.by_wallet(user, 1)).await.unwrap();
        assert_eq!(shop.orders.withdraw_batch(shop.merchant, first).await.unwrap().1, 4);
        assert_eq!(shop.stock().await, 2);
        shop.orders.place(shop.by_wallet(user, 2)).await.unwrap();
        assert_eq!(code(shop.orders.place(shop.by_wallet(user, 1)).await), "sold_out");
        assert_eq!(shop.orders.withdraw_batch(shop.merchant, second).await.unwrap().1, 0);
        assert!(matches!(
            shop.orders.withdraw_batch(kernel::MerchantId(1), second).await,
            Err(StockRefusal::NoSuchBatch)
        ));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buying_while_keys_come_in_and_batches_are_withdrawn() {
    for engine in testkit::engines() {
        let shop = std::sync::Arc::new(Shop::with_keys(engine, 50).await);
        let user = shop.buyer(1_000_000).await;
        let mut tasks = Vec::new();
        for n in 0..6 {
            let shop = shop.clone();
            tasks.push(tokio::spawn(async move {
                let batch = shop.import(shop.sku, 20, &format!("N{n}")).await.batch;
                if n % 2 == 0 {
                    let _ = shop.orders.withdraw_batch(shop.merchant, batch).await;
                }
            }));
        }
        for _ in 0..40 {
            let shop = shop.clone();
            tasks.push(tokio::spawn(async move {
                shop.orders.place(shop.by_wallet(user, 2)).await.map(|_| ()).ok();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_stored_in_parts_and_each_known_key_is_named() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let import = async |text: String| {
            let new = shop.batch(shop.sku, SkuKind::OneTime, None);
            let mut told = Vec::new();
            let reader = Reader::new(Cursor::new(text.into_bytes()), Format::Lines);
            let report = shop.orders.import_stock(&new, reader, |lines, _| told.push(lines)).await.unwrap();
            (report, told)
        };
        let lines = |range: std::ops::Range<u32>| range.map(|n| format!("BIG-{n:06}\n")).collect::<String>();
        let (first, told) = import(lines(0..23_000) + &lines(0..3)).await;
        assert_eq!((first.accepted, first.duplicate_count, first.lines), (23_000, 3, 23_003));
        assert_eq!(told, [7_667, 15_335, 23_003]);
        // A hundred of it are known, wherever their fingerprints fall.
        let (second, _) = import(lines(22_900..41_000)).await;
        assert_eq!((second.accepted, second.duplicate_count), (18_000, 100));
        let named: std::collections::BTreeSet<u64> = second.duplicates.iter().map(|d| d.line).collect();
        assert_eq!(named, (1..=100).collect());
        // Both files once more: nothing is new.
        let (again, _) = import(lines(0..41_000)).await;
        assert_eq!((again.accepted, again.duplicate_count), (0, 41_000));
        assert_eq!(shop.stock().await, 41_000);
        shop.audit_is_clean().await;
    }
}
