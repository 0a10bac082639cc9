use crate::house::{House, Objects, add, empty, passphrase, root_of_db};
use backup::*;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_goes_back_into_either_engine() {
    for from in testkit::engines() {
        let house = House::new(from).await;
        std::fs::create_dir(house.path("pictures")).unwrap();
        std::fs::write(house.path("pictures/a.svg"), b"<svg/>").unwrap();
        let made = house.make("one.backup").await.unwrap();
        assert_eq!((made.contents.root.clone(), made.contents.files), (house.root().await, 1));
        assert!(made.contents.rows > 600 && made.header.schema.len() == db::MIGRATIONS.len());
        let mode = std::fs::metadata(&made.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        for to in testkit::engines() {
            let (fresh, _keep) = empty(to).await;
            house.restore("one.backup", house.key(), &fresh).await.unwrap();
            assert_eq!(root_of_db(&fresh).await, house.root().await, "{from:?} to {to:?}");
            assert_eq!(fresh.migrate(kernel::Time(1)).await.unwrap(), 0);
            let indexes = |mut tx: db::Tx| async move { tx.indexes().await.unwrap().len() };
            let (here, there) = (house.db.snapshot().await.unwrap(), fresh.snapshot().await.unwrap());
            assert_eq!(indexes(there).await, indexes(here).await, "{from:?} to {to:?}");
            assert_eq!(std::fs::read(house.path("restored-pictures/a.svg")).unwrap(), b"<svg/>");
            // What holds a shop is left alone.
            let again = house.restore("one.backup", house.key(), &fresh).await.unwrap_err();
            assert_eq!(again.code(), "not_empty");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_writer_is_not_held_up_and_the_backup_is_one_moment() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let (db, stop) = ((*house.db).clone(), Arc::new(AtomicBool::new(false)));
        let told = stop.clone();
        let writer = tokio::spawn(async move {
            let mut n = 300;
            while !told.load(Ordering::Relaxed) {
                let mut tx = db.begin().await.unwrap();
                add(&mut tx, n).await;
                tx.commit().await.unwrap();
                n += 1;
            }
            n
        });
        let mut rows = Vec::new();
        for n in 0..3 {
            rows.push(house.make(&format!("{n}.backup")).await.unwrap().contents.rows);
        }
        stop.store(true, Ordering::Relaxed);
        let written = writer.await.unwrap();
        assert!(rows[0] < rows[1] && rows[1] < rows[2], "{rows:?}");
        assert!(written > 310, "{written}");
        let left: Vec<_> =
            std::fs::read_dir(house.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".proof")), "{left:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_byte_anywhere_and_every_cut_are_refused() {
    let house = House::new(db::Engine::Sqlite).await;
    let made = house.make("whole.backup").await.unwrap();
    let whole = std::fs::read(&made.path).unwrap();
    let mut cases: Vec<(String, Vec<u8>)> = (0..whole.len())
        .step_by(whole.len() / 150)
        .chain(0..40)
        .chain(whole.len() - 20..whole.len())
        .map(|at| {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 8);
            (format!("flipped at {at}"), changed)
        })
        .collect();
    cases.extend(
        (0..whole.len()).step_by(whole.len() / 40).map(|at| (format!("cut at {at}"), whole[..at].to_vec())),
    );
    cases.push(("longer".into(), [whole.as_slice(), b"!"].concat()));
    for (what, bytes) in cases {
        std::fs::write(house.path("bad.backup"), &bytes).unwrap();
        let (fresh, _keep) = empty(db::Engine::Sqlite).await;
        let refused = house.restore("bad.backup", house.key(), &fresh).await;
        let error = refused.err().unwrap_or_else(|| panic!("{what} was taken"));
        let known = ["damaged", "not_a_backup", "newer_format", "wrong_backup_key", "newer_schema"];
        assert!(known.contains(&error.code()), "{what}: {error} ({})", error.code());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_its_key_opens_it_and_the_key_is_not_in_it() {
    let house = House::new(db::Engine::Sqlite).await;
    let made = house.make("one.backup").await.unwrap();
    let (fresh, _keep) = empty(db::Engine::Sqlite).await;
    let refused = house.restore("one.backup", house.other_key(), &fresh).await.unwrap_err();
    assert_eq!(refused.code(), "wrong_backup_key");
    let bytes = std::fs::read(&made.path).unwrap();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let key = std::fs::read_to_string(house.path("root.key")).unwrap();
    assert!(!has(key.lines().last().unwrap().as_bytes()) && !has("豆蔻".as_bytes()) && !has(b"wallet"));

    let salt = (vec![3; 16], "m=1024,t=1,p=1".to_owned());
    let key = passphrase("correct horse battery", salt).await;
    write(&house.source(), &key, &house.time.ambient, &house.path("p.backup"), &Progress::default())
        .await
        .unwrap();
    let written_down = Header::of(&house.path("p.backup")).unwrap();
    assert_eq!(written_down.key, KeyKind::Passphrase);
    let wrong = passphrase("incorrect horse battery", written_down.passphrase().unwrap()).await;
    let refused = house.restore("p.backup", wrong, &fresh).await.unwrap_err();
    assert_eq!(refused.code(), "wrong_backup_key");
    let right = passphrase("correct horse battery", written_down.passphrase().unwrap()).await;
    house.restore("p.backup", right, &fresh).await.unwrap();
    assert_eq!(root_of_db(&fresh).await, house.root().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_prove_gets_no_name() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let refused = house.make_with("one.backup", Objects).await.unwrap_err();
        assert_eq!(refused.code(), "findings");
        assert!(refused.to_string().contains("an account is wrong: 7"));
        assert!(!house.path("one.backup").exists() && house.path("one.backup.bad").exists());
        house.make("one.backup").await.unwrap();
        assert_eq!(house.make("one.backup").await.unwrap_err().code(), "exists");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_is_copied_from_engine_to_engine() {
    for from in testkit::engines() {
        for to in testkit::engines() {
            let house = House::new(from).await;
            let (fresh, _keep) = empty(to).await;
            let (db, target) = ((*house.db).clone(), fresh.clone());
            let root =
                on_own_thread(async move { copy(&db, &target, kernel::Time(1), &Progress::default()).await });
            assert_eq!(root.await.unwrap(), house.root().await);
            assert_eq!(root_of_db(&fresh).await, house.root().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_newer_schema_is_left_alone() {
    let house = House::new(db::Engine::Sqlite).await;
    let mut tx = house.db.begin().await.unwrap();
    let sql =
        "insert into schema_migrations (version, name, digest, applied_at) values (9999, 'later', '', 0)";
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    write(&house.source(), &house.key(), &house.time.ambient, &house.path("n.backup"), &Progress::default())
        .await
        .unwrap();
    let (fresh, _keep) = empty(db::Engine::Sqlite).await;
    let refused = house.restore("n.backup", house.key(), &fresh).await.unwrap_err();
    assert_eq!(refused.code(), "newer_schema");
}
