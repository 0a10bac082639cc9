use crate::support::{Place, Ran};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

fn state(ran: &Ran, check: &str) -> String {
    let all: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err));
    let found = all.as_array().unwrap().iter().find(|c| c["check"] == check);
    found.map_or("none".into(), |c| c["state"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_healthy_shop_is_told_so_while_it_runs_and_when_it_does_not() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let postgres = engine == db::Engine::Postgres;
        let ran = place.run(&["doctor", "--json"]);
        for check in ["settings", "data folder", "key file", "clock", "database", "schema", "keys", "jobs"] {
            assert_eq!(state(&ran, check), "ok", "{check}: {}", ran.out);
        }
        // The tests' PostgreSQL may run without fsync, and doctor says so.
        assert!(postgres || (state(&ran, "engine") == "ok" && ran.code == Some(0)), "{}", ran.out);
        assert_eq!(state(&ran, "clock of db"), if postgres { "ok" } else { "none" });
        assert_eq!(state(&ran, "backup"), "warning");
        assert_eq!(ran.out.contains("\"one runs on this data folder"), !postgres);
        place.run(&["backup", place.path("one.backup").to_str().unwrap()]).ended_with(0);
        assert_eq!(state(&place.run(&["doctor", "--json"]), "backup"), "ok");
        drop(server);
        assert!(place.run(&["doctor"]).out.contains("ok      keys"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_with_what_to_do() {
    let place = Place::sqlite().await;
    place.run(&["doctor"]).ended_with(1).saying("no data folder");
    place.serve(&[]).await.kill();
    place.run(&["doctor"]).ended_with(0);
    let key = place.key_files().remove(0);
    let chmod = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    chmod(&key, 0o644);
    place.run(&["doctor"]).ended_with(1).saying("chmod go=");
    chmod(&key, 0o600);
    chmod(&place.data(), 0o755);
    assert_eq!(state(&place.run(&["doctor", "--json"]).ended_with(1), "data folder"), "bad");
    chmod(&place.data(), 0o700);
    let whole = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let ran = place.run(&["doctor", "--json"]).ended_with(1);
    assert_eq!((state(&ran, "key file"), state(&ran, "keys")), ("bad".into(), "bad".into()));
    assert!(!key.exists(), "asking makes no key");
    std::fs::write(&key, &whole).unwrap();
    chmod(&key, 0o600);

    let config = place.path("odd.toml");
    std::fs::write(&config, "[mail]\ndeliver = \"smtp\"\nsmtp_host = \"127.0.0.1\"\nsmtp_port = 1\nsmtp_security = \"none\"\nfrom = \"a@b.example\"\n").unwrap();
    let ran = place.run(&["doctor", "--json", "--config", config.to_str().unwrap()]).ended_with(1);
    assert_eq!(state(&ran, "mail"), "bad");
    std::fs::write(&config, "[backup]\nschedule = \"nightly\"\nto = \"/tmp\"\n").unwrap();
    let ran = place.run(&["doctor", "--json", "--config", config.to_str().unwrap()]).ended_with(1);
    assert_eq!(state(&ran, "settings"), "bad");

    let db = db::Db::open(&place.database()).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let sql = "insert into jobs (id, kind, payload, state, run_at, attempts, created_at) values ('j', 'x', '1', 'dead', 1, 9, 1)";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    drop(db);
    let ran = place.run(&["doctor", "--json"]).ended_with(0);
    assert_eq!(state(&ran, "jobs"), "warning");
    let mut command = place.command(&["doctor"]);
    let ran =
        Ran::of(command.env("DATABASE_URL", "postgres://me:hush-hush@127.0.0.1:1/shop").output().unwrap());
    assert!(
        ran.code == Some(1) && ran.out.contains("BAD     database") && !ran.out.contains("hush"),
        "{}",
        ran.out
    );
}
