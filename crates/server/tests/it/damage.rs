use crate::support::Place;
use db::{Db, params};

/// What somebody with SQL might do, how it is undone, and a word of the row that the audit must name.
const DAMAGE: [(&str, &str, &str); 8] = [
    (
        "update accounts set credits_posted = credits_posted + 1 where purpose = 'wallet'",
        "update accounts set credits_posted = credits_posted - 1 where purpose = 'wallet'",
        "account",
    ),
    (
        "update transfers set amount = amount + 1 where kind = 'post' and reference like 'ord_%'",
        "update transfers set amount = amount - 1 where kind = 'post' and reference like 'ord_%'",
        "transfers",
    ),
    (
        "update deliveries set number = number + 1000000",
        "update deliveries set number = number - 1000000",
        "sku_",
    ),
    (
        "update orders set state = 'pending', total = total + 1",
        "update orders set state = 'delivered', total = total - 1",
        "ord_",
    ),
    (
        "update vault_reveals set who = who || 'x'",
        "update vault_reveals set who = substr(who, 1, length(who) - 1)",
        "reveal",
    ),
    ("update vault_skus set head = head + 1", "update vault_skus set head = head - 1", "sku_"),
    ("update trail set reason = 'because'", "update trail set reason = ''", "trail"),
    ("update trail_head set seq = seq + 1", "update trail_head set seq = seq - 1", "trail_head"),
];

#[tokio::test]
async fn the_audit_names_the_row_of_every_damage() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        server.buy(&server.demo["offers"][0]["id"].clone(), "one").await;
        assert_eq!(server.terminate(), Some(0));
        place.run(&["audit"]).ended_with(0);
        let db = Db::open(&place.database()).await.unwrap();
        for (damage, repair, word) in DAMAGE {
            assert!(write(&db, damage).await > 0, "nothing to damage: {damage}");
            let ran = place.run(&["audit"]).ended_with(1);
            assert!(
                ran.out.lines().any(|line| line.contains(": ") && line.contains(word)),
                "{damage}\n{}",
                ran.out
            );
            write(&db, repair).await;
            place.run(&["audit"]).ended_with(0);
        }
    }
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        place.serve(&[]).await.kill();
        let db = Db::open(&place.database()).await.unwrap();
        write(
            &db,
            "insert into schema_migrations (version, name, digest, applied_at) values (9999, 'later', '', 0)",
        )
        .await;
        place.run(&["serve", "--listen", "127.0.0.1:0"]).ended_with(4).saying("use the newer program");
        place.run(&["user", "add", "--email", "a@example.com", "--role", "buyer"]).ended_with(4);
        place.run(&["audit"]).ended_with(2).saying("use the newer program");
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_without_its_password() {
    let place = Place::sqlite().await;
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let ran = command.env("DATABASE_URL", "postgres://me:hush-hush@127.0.0.1:1/shop").output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(4), "{said}");
    assert!(said.contains("PostgreSQL cannot be reached") && !said.contains("hush"), "{said}");
}

async fn write(db: &Db, sql: &str) -> u64 {
    let mut tx = db.begin().await.unwrap();
    let changed = tx.exec(sql, params![]).await.unwrap();
    tx.commit().await.unwrap();
    changed
}
