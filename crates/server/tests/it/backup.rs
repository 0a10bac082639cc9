use crate::support::{Place, Ran, contains, mode};
use db::Engine;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The word that follows `root ` in what was said.
fn root(said: &str) -> String {
    let after = said.split("root ").nth(1).unwrap_or_else(|| panic!("no root in {said}"));
    after.split([')', ' ', '\n']).next().unwrap().to_owned()
}

/// A command on the embedded engine in that folder, whatever engine the place has.
fn embedded(place: &Place, data: &Path, args: &[&str]) -> Ran {
    let mut command = place.command(&[args, &["--data", data.to_str().unwrap()]].concat());
    command.env_remove("DATABASE_URL").arg("--key-file").arg(&place.key_files()[0]);
    Ran::of(command.stdin(std::process::Stdio::null()).output().unwrap())
}

fn file(place: &Place, name: &str) -> (PathBuf, String) {
    let path = place.path(name);
    (path.clone(), path.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_shop_comes_back_whole_on_the_embedded_engine() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let offer = server.demo["offers"][0]["id"].clone();
        server.buy(&offer, "before").await;
        let (path, name) = file(&place, "one.backup");
        let selling = async {
            for n in 0..40 {
                server.buy(&offer, &format!("during-{n}")).await;
            }
        };
        let backing = async { tokio::task::block_in_place(|| place.run(&["backup", &name])) };
        let (ran, ()) = tokio::join!(backing, selling);
        let ran = ran.ended_with(0).saying("proven: restored, audited and compared in");
        let taken = root(&ran.out);
        assert_eq!((taken.len(), mode(&path)), (64, 0o600));
        place.run(&["backup", &name]).ended_with(1).saying("is there already");
        place.run(&["backup", "verify", &name]).ended_with(0).saying(&taken);

        let bytes = std::fs::read(&path).unwrap();
        let key = std::fs::read_to_string(&place.key_files()[0]).unwrap();
        for word in [key.lines().last().unwrap(), "Sunshine", "@example.com", "CNY/2", "ord_"] {
            assert!(!contains(&bytes, word), "{word}");
        }

        let other = place.path("restored");
        let ran = embedded(&place, &other, &["restore", &name]).ended_with(0).saying("audit: clean");
        assert_eq!(root(&ran.out), taken);
        assert_eq!(mode(&other.join("cardamom.db")), 0o600);
        embedded(&place, &other, &["audit"]).ended_with(0).saying("audit: clean");
        embedded(&place, &other, &["restore", &name]).ended_with(1).saying("holds data already");
        let left: Vec<_> = std::fs::read_dir(&other).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|n| !n.to_string_lossy().starts_with('.')), "{left:?}");
        // The buyer's key opens in the restored shop: its own backup proves, too.
        let (_, second) = file(&place, "two.backup");
        embedded(&place, &other, &["backup", &second]).ended_with(0);

        for at in [3, 60, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 4;
            let (path, name) = file(&place, "bad.backup");
            std::fs::write(&path, changed).unwrap();
            place.run(&["backup", "verify", &name]).ended_with(1);
            let fresh = place.path(&format!("fresh-{at}"));
            embedded(&place, &fresh, &["restore", &name]).ended_with(1);
            assert!(!fresh.join("cardamom.db").exists());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_moves_from_the_embedded_engine_to_postgres() {
    if !testkit::engines().contains(&Engine::Postgres) {
        return;
    }
    let (small, large) = (Place::sqlite().await, Place::unmigrated_postgres().await);
    let server = small.serve_demo().await;
    let bought = server.buy(&server.demo["offers"][0]["id"].clone(), "one").await;
    let (_, name) = file(&small, "move.backup");
    small.run(&["backup", &name]).ended_with(0);
    let demo = server.demo.clone();
    drop(server);
    let key = small.key_files()[0].to_str().unwrap().to_owned();
    large.run(&["restore", &name, "--key-file", &key]).ended_with(0).saying("audit: clean");
    large.run(&["restore", &name, "--key-file", &key]).ended_with(1).saying("holds data already");
    let mut server = large.serve(&["--key-file", &key]).await;
    // The order made there is known here, and its key opens.
    let base = server.base().to_owned();
    server.demo = demo;
    server.demo["base_url"] = base.into();
    let again = server.buy(&server.demo["offers"][0]["id"].clone(), "one").await;
    assert_eq!(again["deliveries"], bought["deliveries"]);
    assert!(again["deliveries"][0]["secret"].is_string(), "{again}");
    large.run(&["audit"]).ended_with(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_makes_the_backups_that_are_due() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let (shelf, config) = (place.path("shelf"), place.path("set.toml"));
        std::fs::create_dir(&shelf).unwrap();
        let text = format!("[backup]\nschedule = \"*/5 * * * *\"\nto = \"{}\"\nkeep = 3\n", shelf.display());
        std::fs::write(&config, text).unwrap();
        let server = place.serve(&["--config", config.to_str().unwrap()]).await;
        let until = Instant::now() + Duration::from_secs(30);
        let timestamp = loop {
            let (_, text) = server.get("/metrics").await;
            let line =
                text.lines().find(|l| l.starts_with("cardamom_backup_last_success_timestamp ")).unwrap();
            let value: i64 = line.rsplit(' ').next().unwrap().parse().unwrap();
            if value > 0 {
                break value;
            }
            assert!(Instant::now() < until, "{}", place.last_words());
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        assert!(timestamp > 1_700_000_000);
        let listed = place.run(&["backup", "list", "--config", config.to_str().unwrap()]).ended_with(0);
        let name = listed.out.lines().next().unwrap().to_owned();
        place.run(&["backup", "verify", &name]).ended_with(0);
        // One asked for by a person goes there, too.
        place.run(&["backup", "--config", config.to_str().unwrap()]).ended_with(0);
        drop(server);
    }
}

#[tokio::test]
async fn a_passphrase_for_backups_only() {
    let place = Place::sqlite().await;
    place.serve(&[]).await.kill();
    let (_, name) = file(&place, "p.backup");
    let with = |words: &str, args: &[&str]| {
        let mut command = place.command(args);
        Ran::of(command.env("CARDAMOM_BACKUP_PASSPHRASE", words).output().unwrap())
    };
    with("nine blue horses on a roof", &["backup", &name]).ended_with(0).saying("opens with passphrase:");
    with("nine blue horses on a hoof", &["backup", "verify", &name])
        .ended_with(3)
        .saying("name the right key");
    place.run(&["backup", "verify", &name]).ended_with(3).saying("CARDAMOM_BACKUP_PASSPHRASE");
    with("nine blue horses on a roof", &["backup", "verify", &name]).ended_with(0);
}

/// A scan that the demo's merchant uploads; the path of what is stored, sealed.
async fn upload(place: &Place, server: &crate::support::Server) -> PathBuf {
    let body = "--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nother\r\n--edge\r\n\
                Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n% plain words\n%%EOF\n\
                \r\n--edge--\r\n";
    let key = server.demo["merchant"]["api_key"].as_str().unwrap();
    let asked = crate::support::client().post(format!("{}/v1/merchant/documents", server.base()));
    let asked = asked.bearer_auth(key).header("content-type", "multipart/form-data; boundary=edge");
    let answer = asked.body(body).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{}", answer.text().await.unwrap());
    only_file(&place.data().join("documents"))
}

fn only_file(folder: &Path) -> PathBuf {
    let part = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut files = std::fs::read_dir(part).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none());
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_of_merchants_come_back_and_what_is_left_out_is_said() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let stored = upload(&place, &server).await;
        let sealed = std::fs::read(&stored).unwrap();
        assert!(!contains(&sealed, "plain words"));
        let (path, name) = file(&place, "one.backup");
        let told = "documents: 1 sealed ones, each as it was stored; 1 opened as a sample";
        place.run(&["backup", &name]).ended_with(0).saying(told);
        place.run(&["backup", "verify", &name]).ended_with(0).saying(told);
        assert!(!contains(&std::fs::read(&path).unwrap(), "plain words"));
        let other = place.path("restored");
        embedded(&place, &other, &["restore", &name]).ended_with(0).saying("1 sealed ones are back");
        let back = only_file(&other.join("documents"));
        assert_eq!((back.file_name(), std::fs::read(&back).unwrap()), (stored.file_name(), sealed));

        // In another store, or by the settings: not in it, and said so.
        for (number, (key, value)) in
            [("CARDAMOM_ADMISSION__DOCUMENTS", "s3://bucket/scans"), ("CARDAMOM_BACKUP__DOCUMENTS", "false")]
                .into_iter()
                .enumerate()
        {
            let (_, name) = file(&place, &format!("without-{number}.backup"));
            let mut command = place.command(&["backup", &name]);
            let ran = Ran::of(command.env(key, value).output().unwrap());
            ran.ended_with(0).saying("NOT IN THIS BACKUP: the documents of merchants");
        }
        // One that is gone does not cost the rest.
        std::fs::remove_file(&stored).unwrap();
        let (_, name) = file(&place, "gone.backup");
        place.run(&["backup", &name]).ended_with(0).saying("MISSING: 1 documents");
        drop(server);
    }
}
