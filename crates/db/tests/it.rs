//! Both engines behave alike.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use db::{DbError, Ty, params, row};

async fn table(db: &db::Db) {
    let mut tx = db.begin().await.unwrap();
    tx.batch("create table things (id text primary key, shelf text not null, n bigint not null, body bytea)")
        .await
        .unwrap();
    tx.batch("create unique index things__shelf_n on things (shelf, n)").await.unwrap();
    tx.commit().await.unwrap();
}

const INSERT: &str = "insert into things (id, shelf, n, body) values ($1, $2, $3, $4)";
const TYPES: &[Ty] = &[Ty::Text, Ty::Text, Ty::Int, Ty::Bytes];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_for_many_rows_mean_the_same() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        let rows = (0..100).map(|n| row![format!("t{n:03}"), "a", n, vec![1u8, 2]]).collect();
        assert_eq!(tx.exec_each(INSERT, TYPES, rows).await.unwrap(), 100);
        let changed = tx
            .exec_each(
                "update things set n = things.n + $2 where things.id = $1",
                &[Ty::Text, Ty::Int],
                vec![row!["t001", 1000], row!["t002", 2000], row!["none", 1]],
            )
            .await
            .unwrap();
        assert_eq!(changed, 2);
        let found = tx
            .query_each(
                "select id from things where shelf = $1 and n > $2 order by n limit $3",
                &[Ty::Text, Ty::Int, Ty::Int],
                vec![row!["a", 1500, 5], row!["b", 0, 5], row!["a", 10, 2]],
            )
            .await
            .unwrap();
        let ids: Vec<String> = found.iter().map(|r| r.text(0).unwrap()).collect();
        assert_eq!(ids, ["t002", "t011", "t012"]);
        tx.commit().await.unwrap();
        let some = db
            .query(
                "select id, body from things where id = any($1) order by id",
                params![vec!["t005".to_owned(), "t006".to_owned(), "\"'\\x".to_owned()]],
            )
            .await
            .unwrap();
        assert_eq!(some.len(), 2);
        assert_eq!(some[0].bytes(1).unwrap(), [1, 2]);
        let numbers =
            db.query("select id from things where n = any($1)", params![vec![7i64, 8, 9]]).await.unwrap();
        assert_eq!(numbers.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unique_index_is_named_alike_and_a_dropped_transaction_is_undone() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        tx.exec(INSERT, params!["x", "s", 1, None::<Vec<u8>>]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let refused = tx.exec(INSERT, params!["y", "s", 1, None::<Vec<u8>>]).await.unwrap_err();
        assert!(refused.is_unique("things__shelf_n"), "{refused}");
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        tx.exec(INSERT, params!["z", "s", 2, None::<Vec<u8>>]).await.unwrap();
        drop(tx);
        let rows = db.query("select id, body from things", &[]).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].get::<Option<Vec<u8>>>(1).unwrap(), None);
        let tx = db.begin().await.unwrap();
        tx.rollback().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(matches!(
            tx.exec_one("update things set n = 3 where id = $1", params!["none"]).await,
            Err(DbError::State(_))
        ));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrating_twice_changes_nothing() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        assert_eq!(db.migrate(kernel::Time(5)).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_stands_still() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        let mut before = db.snapshot().await.unwrap();
        assert_eq!(before.query("select id from things", &[]).await.unwrap().len(), 0);
        let mut tx = db.begin().await.unwrap();
        tx.exec(INSERT, params!["x", "s", 1, None::<Vec<u8>>]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(before.query("select id from things", &[]).await.unwrap().len(), 0);
        drop(before);
        assert_eq!(db.query("select id from things", &[]).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_away_while_a_transaction_begins_leaves_none_open() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        // Connections that are there already: to make one takes longer than the caller below waits.
        let mut warm = Vec::new();
        for _ in 0..6 {
            warm.push(db.read().await.unwrap());
        }
        drop(warm);
        for snapshot in [false, true, false, true, false, true, false, true] {
            tokio::select! {
                biased;
                tx = async { if snapshot { db.snapshot().await } else { db.begin().await } } => drop(tx),
                () = tokio::task::yield_now() => {}
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        let mut held = Vec::new();
        for _ in 0..6 {
            let mut tx = db.read().await.unwrap();
            if engine == db::Engine::Postgres {
                // In an open transaction the clock stands since its begin.
                let sql = "select 1 where now() < statement_timestamp() - interval '20 milliseconds'";
                assert_eq!(tx.query(sql, &[]).await.unwrap().len(), 0);
            }
            held.push(tx);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_the_server_ended_for_its_silence_may_be_tried_later() {
    for engine in testkit::engines().into_iter().filter(|engine| *engine == db::Engine::Postgres) {
        let db = testkit::database(engine).await;
        let mut tx = db.begin().await.unwrap();
        tx.batch("set local idle_in_transaction_session_timeout = '50ms'").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let error = tx.query("select 1", &[]).await.err().unwrap();
        assert!(matches!(error, DbError::Unavailable(_)), "{error:?}");
    }
}

const THING: fn(&str, i64) -> Vec<db::Value> = |id, n| row![id, "s", n, None::<Vec<u8>>];
const RAISE: &str = "update things set n = things.n + 1 where things.id = $1";

async fn ids(db: &db::Db) -> Vec<String> {
    let rows = db.query("select id from things order by id", &[]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_is_there_for_the_next_statement_and_after_the_commit() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        tx.put_each(INSERT, TYPES, vec![THING("a", 1), THING("b", 5)]).await.unwrap();
        tx.put_each(RAISE, &[Ty::Text], vec![row!["a"]]).await.unwrap();
        let sums = tx.query("select cast(sum(n) as bigint) from things", &[]).await.unwrap();
        assert_eq!(sums[0].int(0).unwrap(), 7);
        tx.put_each(RAISE, &[Ty::Text], vec![row!["b"]]).await.unwrap();
        tx.put_each_new(INSERT, TYPES, vec![THING("c", 9)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ids(&db).await, ["a", "b", "c"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_put_that_fails_is_told_at_the_latest_by_the_commit_and_nothing_stays() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        // An insert that is there already, alone in the commit.
        for new in [false, true] {
            let mut tx = db.begin().await.unwrap();
            tx.exec(INSERT, params![format!("x{new}"), "s", 1, None::<Vec<u8>>]).await.unwrap();
            let again = vec![THING("other", 1)];
            let mut told = match new {
                true => tx.put_each_new(INSERT, TYPES, again).await,
                false => tx.put_each(INSERT, TYPES, again).await,
            };
            if told.is_ok() {
                // Behind it, another one that would be all right.
                tx.put_each(INSERT, TYPES, vec![THING("fine", 5)]).await.unwrap();
                told = tx.commit().await;
            }
            match told.unwrap_err() {
                DbError::Unique(index) => assert!(!new && index.contains("things__shelf_n"), "{index}"),
                DbError::Conflict(_) => assert!(new),
                other => panic!("{other}"),
            }
            assert!(ids(&db).await.is_empty());
        }
        // An update that meets fewer rows than it was meant for, with an insert behind it.
        let mut tx = db.begin().await.unwrap();
        let told = match tx.put_each(RAISE, &[Ty::Text], vec![row!["nobody"]]).await {
            Ok(()) => {
                tx.put_each(INSERT, TYPES, vec![THING("fine", 5)]).await.unwrap();
                tx.commit().await
            }
            told => {
                drop(tx);
                told
            }
        };
        assert!(matches!(told, Err(DbError::State(_))));
        assert!(ids(&db).await.is_empty());
        // The connections are clean again.
        for n in 0..6 {
            let mut tx = db.begin().await.unwrap();
            tx.put_each(INSERT, TYPES, vec![THING(&format!("after{n}"), n)]).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(ids(&db).await.len(), 6);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_put_that_fails_is_the_reason_and_not_what_came_behind_it() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        table(&db).await;
        let mut tx = db.begin().await.unwrap();
        tx.exec(INSERT, params!["a", "s", 1, None::<Vec<u8>>]).await.unwrap();
        let told = match tx.put_each(INSERT, TYPES, vec![THING("a", 2)]).await {
            // A statement that was never prepared on this connection, then.
            Ok(()) => tx.query("select n + 1 from things where id = $1", params!["a"]).await.map(|_| ()),
            told => told,
        };
        assert!(matches!(told, Err(DbError::Unique(_))), "{told:?}");
        tx.rollback().await.unwrap();
        assert!(ids(&db).await.is_empty());
        // Who goes away with rows on their way leaves nothing.
        let mut tx = db.begin().await.unwrap();
        tx.put_each(INSERT, TYPES, vec![THING("b", 2)]).await.unwrap();
        drop(tx);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(ids(&db).await.is_empty());
    }
}
