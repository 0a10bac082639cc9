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

const OLD_MAIL: &str = "older-row@example.com";

#[tokio::test]
async fn contacts_of_an_older_program_are_sealed_at_the_first_start_and_wiped() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        server.buy(&server.demo["offers"][0]["id"].clone(), "one").await;
        assert_eq!(server.terminate(), Some(0));
        let user = format!(
            "insert into users (id, email, name, role, state, created_at)
             values ('usr_00000000000000000000000001', '{OLD_MAIL}', '', 'buyer', 'active', 0)"
        );
        let order =
            format!("update orders set contact = '{OLD_MAIL}', contact_sealed = null, contact_print = null");
        run(&place, &[&user, &order]).await;
        assert!(engine != db::Engine::Sqlite || stands_in_a_file(&place), "what is looked for can be found");

        let server = place.serve_demo().await;
        let merchant = server.demo["merchant"]["api_key"].as_str().unwrap().to_owned();
        let path = format!("{}/v1/merchant/orders?q={OLD_MAIL}", server.base());
        let found = crate::support::client().get(path).bearer_auth(merchant).send().await.unwrap();
        assert_eq!(found.status().as_u16(), 200);
        assert_eq!(server.terminate(), Some(0));
        let db = Db::open(&place.database()).await.unwrap();
        for (sql, left) in [
            ("select count(*) from users where email is not null or phone is not null", 0),
            ("select count(*) from orders where contact is not null", 0),
            ("select count(*) from orders where contact_print is null", 0),
            (
                "select count(*) from users where id = 'usr_00000000000000000000000001' and email_print is not null",
                1,
            ),
        ] {
            assert_eq!(db.query(sql, &[]).await.unwrap()[0].int(0).unwrap(), left, "{sql}");
        }
        drop(db);
        assert!(engine != db::Engine::Sqlite || !stands_in_a_file(&place), "wiped from the file");
    }
}

fn stands_in_a_file(place: &Place) -> bool {
    let files = std::fs::read_dir(place.data()).unwrap().filter_map(Result::ok);
    let mut holds = files.filter_map(|file| std::fs::read(file.path()).ok());
    holds.any(|bytes| bytes.windows(OLD_MAIL.len()).any(|part| part == OLD_MAIL.as_bytes()))
}
