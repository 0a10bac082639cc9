use jobs::NewEvent;
use kernel::{MerchantId, PageAsk};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_stand_in_the_order_of_their_book() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(3));
        let (a, b) = (MerchantId::new(&test.ambient), MerchantId::new(&test.ambient));
        let event = |merchant, n: usize| {
            NewEvent::new(
                merchant,
                "order.delivered",
                format!("ord_{n}"),
                &serde_json::json!({ "n": n, "t": "'\"豆" }),
            )
        };
        let mut tx = db.begin().await.unwrap();
        let all = (0..20)
            .map(|n| event(Some(if n % 2 == 0 { a } else { b }), n))
            .chain([event(None, 99)])
            .collect();
        jobs::publish(&mut tx, &test.ambient, all).await.unwrap();
        jobs::publish(&mut tx, &test.ambient, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let first = jobs::events(&db, Some(a), &PageAsk::new(None, Some(6))).await.unwrap();
        let rest = jobs::events(&db, Some(a), &PageAsk::new(first.next, Some(6))).await.unwrap();
        let seen: Vec<_> = first.items.iter().chain(&rest.items).map(|e| e.subject.clone()).collect();
        let expected: Vec<_> = (0..20).step_by(2).map(|n| format!("ord_{n}")).collect();
        assert_eq!((seen, rest.next), (expected, None));
        let last = rest.items.last().unwrap();
        assert_eq!((last.merchant, last.payload.as_str()), (Some(a), r#"{"n":18,"t":"'\"豆"}"#));
        assert_eq!((last.topic.as_str(), last.created_at), ("order.delivered", test.ambient.now()));
        let platform = jobs::events(&db, None, &PageAsk::new(None, None)).await.unwrap();
        assert_eq!((platform.items.len(), platform.items[0].merchant), (1, None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_rolled_back_did_not_happen() {
    for engine in testkit::engines() {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(3));
        let mut tx = db.begin().await.unwrap();
        let event = NewEvent::new(None, "t", "s", &serde_json::Value::Null);
        jobs::publish(&mut tx, &test.ambient, vec![event]).await.unwrap();
        jobs::enqueue(&mut tx, &test.ambient, vec![crate::hands::mail(1)]).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(jobs::events(&db, None, &PageAsk::new(None, None)).await.unwrap().items.is_empty());
        assert_eq!(jobs::counts(&db).await.unwrap(), jobs::Counts::default());
    }
}
