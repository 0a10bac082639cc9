use crate::house::{Counts, House};
use crate::s3::{KEY, Mood, S3, SECRET};
use backup::*;
use kernel::{Secret, Span};
use std::sync::Arc;

fn settings(endpoint: String, secret: &str) -> S3Settings {
    let _ = rustls::crypto::ring::default_provider().install_default();
    S3Settings {
        endpoint: Some(endpoint),
        region: "cn-test-1".into(),
        access_key: Secret::new(KEY.into()),
        secret_key: Secret::new(secret.into()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_reach_the_store_on_its_bad_days_and_come_back() {
    let (house, s3) = (House::new(db::Engine::Sqlite).await, S3::default());
    let shelf = Shelf::open("s3://shop-backups/nightly", &settings(s3.start().await, SECRET)).unwrap();
    let keeper = Keeper {
        source: house.source(),
        key: house.key(),
        shelf: shelf.clone(),
        keep: 2,
        scratch: house.folder.path().to_owned(),
        auditor: Arc::new(Counts),
        ambient: house.time.ambient.clone(),
    };
    let nightly: Timetable = "15 3 * * *".parse().unwrap();
    for moods in [&[Mood::Fault, Mood::SlowDown][..], &[Mood::Lost], &[], &[Mood::SlowDown, Mood::Lost]] {
        s3.0.lock().unwrap().moods = moods.iter().copied().collect();
        assert!(keeper.turn(&nightly).await.unwrap().is_some(), "{moods:?}");
        assert!(s3.0.lock().unwrap().moods.is_empty(), "{moods:?} was met");
        house.time.advance(Span::days(1));
    }
    assert_eq!(s3.0.lock().unwrap().refused, Vec::<String>::new());
    let names = shelf.list().await.unwrap();
    assert_eq!(names.len(), 2, "{:?}", s3.names());
    assert!(s3.names().iter().all(|name| name.starts_with("nightly/cardamom-2026112")));
    let booked = latest_proven(&house.db).await.unwrap().unwrap();
    assert_eq!(booked.place, format!("s3://shop-backups/nightly/{}", names[1]));

    shelf.fetch(&names[1], &house.path("back.backup")).await.unwrap();
    let (path, key, scratch, ambient) =
        (house.path("back.backup"), house.key(), house.folder.path().to_owned(), house.time.ambient.clone());
    let proof =
        on_own_thread(
            async move { prove(&path, &key, &scratch, &Counts, &ambient, &Progress::default()).await },
        );
    assert_eq!(Some(proof.await.unwrap().restored.contents.root), booked.root);
    let left: Vec<_> =
        std::fs::read_dir(house.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(
        left.iter().all(|n| !n.to_string_lossy().starts_with("cardamom-")),
        "no copy stays here: {left:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_one_goes_in_parts_and_shows_only_when_whole() {
    let (house, s3) = (House::new(db::Engine::Sqlite).await, S3::default());
    let shelf = Shelf::open("s3://shop-backups/large", &settings(s3.start().await, SECRET)).unwrap();
    let content: Vec<u8> = (0..40u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let (file, name) = (house.path("large"), "cardamom-20261123T031500Z.backup");
    std::fs::write(&file, &content).unwrap();
    // The first answer of all is lost at the end, when the parts are put together.
    s3.0.lock().unwrap().moods =
        [Mood::Well, Mood::Fault, Mood::Well, Mood::Well, Mood::Well, Mood::Lost].into_iter().collect();
    shelf.put(name, &file).await.unwrap();
    let kept = s3.0.lock().unwrap().objects.get(&format!("large/{name}")).cloned().unwrap();
    assert!(kept == content);
    let asked = s3.0.lock().unwrap().asked.join("\n");
    assert!(asked.contains("partNumber=3"), "{asked}");
    assert_eq!(s3.0.lock().unwrap().refused, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_told_and_nothing_is_called_proven() {
    let (house, s3) = (House::new(db::Engine::Sqlite).await, S3::default());
    let shelf = Shelf::open("s3://shop-backups", &settings(s3.start().await, "wrong")).unwrap();
    let keeper = Keeper {
        source: house.source(),
        key: house.key(),
        shelf,
        keep: 2,
        scratch: house.folder.path().to_owned(),
        auditor: Arc::new(Counts),
        ambient: house.time.ambient.clone(),
    };
    let refused = keeper.turn(&"15 3 * * *".parse().unwrap()).await.unwrap_err();
    assert_eq!(refused.code(), "store");
    assert!(!refused.to_string().contains("wrong\"") && s3.names().is_empty());
    assert!(latest_proven(&house.db).await.unwrap().is_none());
}

#[test]
fn a_place_that_is_none_is_refused() {
    let settings = settings(String::new(), SECRET);
    assert_eq!(Shelf::open("ftp://x/y", &settings).err().unwrap().code(), "bad_place");
}
