use crate::house::{House, lines};
use kernel::{PageAsk, Span};
use std::collections::HashSet;
use std::io::Cursor;
use vault::*;

#[tokio::test]
async fn what_goes_in_comes_out() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let done = house.import_as(&house.batch(Format::Lines), &lines("A", 2_500), 1_000).await.unwrap();
        assert_eq!((done.accepted, done.units, done.duplicates.len()), (2_500, 2_500, 0));
        let units = house.take(2_500).await;
        assert_eq!(units.iter().map(|u| u.number).collect::<Vec<_>>(), (1..=2_500).collect::<Vec<_>>());
        assert!(units.iter().all(|u| u.item == u.number));
        let asks: Vec<_> = units.iter().map(|u| house.ask(u.item)).collect();
        let mut shown = HashSet::new();
        for sealed in house.seal_of(&asks).await {
            shown.insert(house.vault.open_sealed(&house.db, &sealed).await.unwrap().key.expose().clone());
        }
        assert_eq!(shown, lines("A", 2_500).lines().map(str::to_owned).collect());
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn duplicates_are_named_line_by_line() {
    use DuplicateKind::{InFile, InStock};
    for engine in testkit::engines() {
        let mut house = House::new(engine).await;
        house.import("OLD-1\nOLD-2\n").await;
        // The merchant's other SKU counts as well; another merchant's does not.
        let other = house.sku;
        house.sku = kernel::SkuId::new(house.ambient());
        let text = "NEW-1\n\nOLD-2\r\nNEW-2\n  NEW-1  \nNEW-3\nOLD-1\nNEW-2\n";
        let done = house.import_as(&house.batch(Format::Lines), text, 3).await.unwrap();
        let told: Vec<_> = done.duplicates.iter().map(|d| (d.line, d.kind)).collect();
        assert_eq!(told, [(3, InStock), (5, InFile), (7, InStock), (8, InFile)]);
        assert_eq!((done.accepted, done.summary.duplicates), (3, 4));
        house.sku = other;
        let again = house.import("OLD-1\nOLD-2\nNEW-3\n").await;
        assert_eq!((again.accepted, again.duplicates.len()), (0, 3));
        house.merchant = kernel::MerchantId::new(house.ambient());
        assert_eq!(house.import("OLD-1\nOLD-2\n").await.accepted, 2);
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn csv_in_its_variants() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let import = async |text: &str| house.import_as(&house.batch(Format::Csv), text, 10).await.unwrap();
        let next = async || house.open(house.take(1).await[0].item).await.unwrap();
        import("\u{feff}卡号,卡密,有效期\r\nC-1,\"p,1\",2027-01-31\r\n").await;
        let goods = next().await;
        assert_eq!(goods.one_line().expose(), "C-1 p,1");
        assert_eq!(goods.expires_at.unwrap().rfc3339(), "2027-01-31T16:00:00Z");
        import("C-2,pass word\n").await;
        assert_eq!(next().await.password.unwrap().expose(), "pass word");
        import("C-3,2027-05-01T00:00:00Z\n").await;
        let goods = next().await;
        assert!(goods.password.is_none() && goods.expires_at.is_some());
        import("C-4\n").await;
        assert_eq!(next().await.one_line().expose(), "C-4");
        import("expires,key\n,C-5\n").await;
        assert!(next().await.expires_at.is_none());
        let late = import("key,expires\nC-6,2026-01-01\nC-7,2028-01-01\n").await;
        assert_eq!((late.accepted, late.bad[0].line, late.summary.bad), (1, 2, 1));
        // The same goods written the other way are the same goods.
        assert_eq!(house.import("C-1 p,1\n").await.accepted, 0);
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn a_batch_tells_where_it_came_from() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let first = house.import("A\nB\nA\n").await;
        house.time.advance(Span::seconds(1));
        let second = house.import("C\n").await;
        let mut tx = house.db.read().await.unwrap();
        let ask = PageAsk::new(None, Some(1));
        let of_sku = BatchFilter { sku: Some(house.sku), ..BatchFilter::default() };
        let page = list_batches(&mut tx, house.merchant, &of_sku, &ask).await.unwrap();
        assert_eq!(page.items[0].id, second.summary.batch);
        let page =
            list_batches(&mut tx, house.merchant, &BatchFilter::default(), &PageAsk::new(page.next, Some(1)))
                .await
                .unwrap();
        assert!(page.next.is_none());
        let found = &page.items[0];
        assert_eq!((found.id, found.items, found.duplicates), (first.summary.batch, 2, 1));
        assert_eq!(
            (found.provenance.supplier.as_str(), found.provenance.cost.unwrap().minor),
            ("某某科技", 990)
        );
        assert_eq!(found.state, BatchState::InStock);
        let sha256 = "42dae60f8089418e5b92fee52559198aacb62f9291989e137feef34e6e05c637";
        assert_eq!(found.file_digest.as_deref(), Some(sha256));
        assert_eq!(found.merkle_root.as_ref(), Some(&first.summary.merkle_root));
        assert!(batch(&mut tx, kernel::MerchantId(1), found.id).await.unwrap().is_none());

        let id = first.summary.batch.to_string();
        for (search, state, count) in [
            ("某科", None, 2),
            (id.as_str(), Some(BatchState::InStock), 1),
            ("某科", Some(BatchState::Withdrawn), 0),
            ("_某", None, 0),
        ] {
            let filter = BatchFilter { sku: None, state, search: search.to_owned() };
            let all = PageAsk::new(None, None);
            let page = list_batches(&mut tx, house.merchant, &filter, &all).await.unwrap();
            assert_eq!(page.items.len(), count, "{search} {state:?}");
        }
    }
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_good_stock_and_gets_closed() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let text = lines("CUT", 50);
        let mut reader = Reader::new(Cursor::new(&text), Format::Lines);
        let mut tx = house.db.begin().await.unwrap();
        let mut importing = house.vault.begin_import(&mut tx, &house.batch(Format::Lines)).await.unwrap();
        tx.commit().await.unwrap();
        for commit in [true, true, false] {
            let chunk = reader.next_chunk(10).unwrap().unwrap();
            let mut tx = house.db.begin().await.unwrap();
            let mut trial = importing.clone();
            house.vault.store_chunk(&mut tx, &mut trial, &chunk).await.unwrap();
            if commit {
                tx.commit().await.unwrap();
                importing = trial;
            } else {
                tx.rollback().await.unwrap();
            }
        }
        assert_eq!(house.take(1).await.len(), 1);
        house.audit_is_clean().await;
        let (now, mut tx) = (house.ambient().now(), house.db.begin().await.unwrap());
        assert!(close_stale(&mut tx, now, now, 10).await.unwrap().is_empty());
        let later = now.after(Span::hours(1));
        let closed = close_stale(&mut tx, later, later.before(Span::minutes(10)), 10).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((closed.len(), closed[0].items, closed[0].file_digest.is_none()), (1, 20, true));
        house.audit_is_clean().await;
        // The importer that was only slow is told, and the rest of the file may come again.
        let mut tx = house.db.begin().await.unwrap();
        let chunk = reader.next_chunk(10).unwrap().unwrap();
        let told = house.vault.store_chunk(&mut tx, &mut importing, &chunk).await.unwrap_err();
        assert_eq!(told.code(), "import_closed");
        tx.rollback().await.unwrap();
        let rest = house.import(&text).await;
        assert_eq!((rest.accepted, rest.duplicates.len()), (30, 20));
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn what_the_vault_refuses_to_begin() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        house.import("A\n").await;
        let refused = async |new: NewBatch| house.import_as(&new, "B\n", 10).await.unwrap_err().code();
        let new = || house.batch(Format::Lines);
        assert_eq!(
            refused(NewBatch { kind: SkuKind::Loop, use_limit: Some(5), ..new() }).await,
            "kind_mismatch"
        );
        assert_eq!(refused(NewBatch { use_limit: Some(5), ..new() }).await, "bad_use_limit");
        let sku = kernel::SkuId::new(house.ambient());
        assert_eq!(refused(NewBatch { kind: SkuKind::Loop, sku, ..new() }).await, "use_limit_missing");
        let mut no_name = new();
        no_name.provenance.supplier = " ".into();
        assert_eq!(refused(no_name).await, "bad_text");
        house.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_at_the_same_time_share_numbers_and_no_key() {
    for engine in testkit::engines() {
        let house = std::sync::Arc::new(House::new(engine).await);
        house.import("FIRST\n").await;
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let house = house.clone();
                tokio::spawn(async move { one_import(&house, &lines("SAME", 600)).await })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            accepted += task.await.unwrap();
        }
        assert_eq!(accepted, 600);
        assert_eq!(house.count().await.imported, 601);
        house.audit_is_clean().await;
    }
}

/// With the retries that a use case makes.
async fn one_import(house: &House, text: &str) -> i64 {
    let mut reader = Reader::new(Cursor::new(text), Format::Lines);
    let mut tx = house.db.begin().await.unwrap();
    let mut importing = house.vault.begin_import(&mut tx, &house.batch(Format::Lines)).await.unwrap();
    tx.commit().await.unwrap();
    let mut accepted = 0;
    while let Some(chunk) = reader.next_chunk(100).unwrap() {
        loop {
            let (mut trial, mut tx) = (importing.clone(), house.db.begin().await.unwrap());
            match house.vault.store_chunk(&mut tx, &mut trial, &chunk).await {
                Ok(stored) => {
                    tx.commit().await.unwrap();
                    (importing, accepted) = (trial, accepted + stored.accepted);
                    break;
                }
                Err(VaultError::Db(db::DbError::Conflict(_))) => tx.rollback().await.unwrap(),
                Err(other) => panic!("{other}"),
            }
        }
    }
    let mut tx = house.db.begin().await.unwrap();
    house.vault.finish_import(&mut tx, importing, reader.digest()).await.unwrap();
    tx.commit().await.unwrap();
    accepted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_thousand_lines() {
    let setting = |name, default| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (count, chunk) = (setting("VAULT_TEST_LINES", 50_000), setting("VAULT_TEST_CHUNK", 20_000));
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let text = lines("BULK", count);
        let started = std::time::Instant::now();
        let done = house.import_as(&house.batch(Format::Lines), &text, chunk).await.unwrap();
        eprintln!("{engine:?}: {count} lines in {:?}", started.elapsed());
        assert_eq!(done.accepted, i64::try_from(count).unwrap());
        let started = std::time::Instant::now();
        let again = house.import_as(&house.batch(Format::Lines), &text, chunk).await.unwrap();
        eprintln!("{engine:?}: the same again, all known, in {:?}", started.elapsed());
        assert_eq!((again.accepted, again.duplicates.len()), (0, count));
        house.take(i64::try_from(count / 2).unwrap()).await;
        let started = std::time::Instant::now();
        for _ in 0..100 {
            assert_eq!(house.take(64).await.len(), 64);
        }
        eprintln!("{engine:?}: 64 keys taken and committed in {:?}", started.elapsed() / 100);
        let asks: Vec<_> = (1..=64).map(|item| house.ask(item)).collect();
        let started = std::time::Instant::now();
        for _ in 0..100 {
            house.seal_of(&asks).await;
        }
        eprintln!("{engine:?}: 64 reveals recorded and committed in {:?}", started.elapsed() / 100);
        let started = std::time::Instant::now();
        house.audit_is_clean().await;
        eprintln!("{engine:?}: audit in {:?}", started.elapsed());
    }
}
