use crate::support::Place;
use db::Db;

/// As an older program left it: without the table of the newest change that is a table by itself.
const OLDER: [&str; 2] = ["drop table backups", "delete from schema_migrations where version = 31"];

async fn run(place: &Place, statements: &[&str]) {
    let db = Db::open(&place.database()).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for sql in statements {
        tx.batch(sql).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_older_schema_is_changed_on_a_copy_first_with_a_proven_backup() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        server.buy(&server.demo["offers"][0]["id"].clone(), "one").await;
        assert_eq!(server.terminate(), Some(0));
        place.run(&["upgrade"]).ended_with(0).saying("up to date");
        run(&place, &OLDER).await;
        place.run(&["audit"]).ended_with(2);
        place.run(&["upgrade", "--check"]).ended_with(0).saying("tried on a copy").saying("clean");
        let name = place.path("older.backup").to_str().unwrap().to_owned();
        place.run(&["backup", &name]).ended_with(0);
        let before = place.path("before.backup").to_str().unwrap().to_owned();
        let ran = place.run(&["upgrade", "--backup", &before]).ended_with(0);
        assert!(
            ran.out.contains("before it, a proven backup") && ran.out.contains("audit: clean"),
            "{}",
            ran.out
        );
        place.run(&["backup", "verify", &before]).ended_with(0);
        place.run(&["audit"]).ended_with(0);
        // `serve` does the same by itself, without the backup.
        run(&place, &OLDER).await;
        let server = place.serve_demo().await;
        assert!(place.last_words().contains("tried on a copy"), "{}", place.last_words());
        drop(server);
    }
}

#[tokio::test]
async fn a_change_that_fails_on_the_copy_leaves_the_shop_as_it_was() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        place.serve(&[]).await.kill();
        let changed = "update schema_migrations set digest = 'x' where version = 1";
        run(&place, &[OLDER[0], OLDER[1], changed]).await;
        for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["upgrade", "--check"], &["upgrade"]] {
            place.run(command).ended_with(4).saying("as a copy shows").saying("Nothing was changed");
        }
        // A table that no change of the schema has made.
        run(&place, &["create table backups (id text)"]).await;
        place.run(&["upgrade"]).ended_with(4).saying("nothing was changed");
        let db = Db::open(&place.database()).await.unwrap();
        assert!(!db.schema().await.unwrap().applied.contains(&31));
    }
}
