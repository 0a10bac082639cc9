use crate::s3::{KEY, Mood, S3, SECRET};
use backends::{FolderBlobs, S3BlobSettings, S3Blobs};
use kernel::Secret;
use ports::{BlobError, BlobStore};

fn name(digit: char) -> String {
    digit.to_string().repeat(64)
}

async fn keeps(store: &dyn BlobStore) {
    let (one, two) = (name('a'), name('b'));
    store.put(&one, b"sealed").await.unwrap();
    store.put(&one, b"sealed").await.unwrap();
    assert_eq!(store.get(&one).await.unwrap(), b"sealed");
    assert_eq!(store.get(&two).await.unwrap_err(), BlobError::NotFound);
    store.delete(&two).await.unwrap();
    store.delete(&one).await.unwrap();
    assert_eq!(store.get(&one).await.unwrap_err(), BlobError::NotFound);
    let odd = ["../../etc/passwd", "", "A", &name('A'), &name('g'), &format!("{}/", name('a'))];
    for bad in odd {
        assert_eq!(store.put(bad, b"x").await.unwrap_err(), BlobError::BadName, "{bad}");
        assert_eq!(store.get(bad).await.unwrap_err(), BlobError::BadName, "{bad}");
        assert_eq!(store.delete(bad).await.unwrap_err(), BlobError::BadName, "{bad}");
    }
}

#[tokio::test]
async fn a_folder_keeps_what_it_is_given_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("documents");
    let store = FolderBlobs::new(place.clone());
    keeps(&store).await;
    store.put(&name('c'), b"sealed").await.unwrap();
    use std::os::unix::fs::PermissionsExt;
    let file = place.join("cc").join(name('c'));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing half-written stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_s3_store_keeps_what_it_is_given_and_is_asked_again_on_a_bad_day() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let s3 = S3::default();
    let settings = S3BlobSettings {
        place: "papers/sealed".into(),
        endpoint: Some(s3.start().await),
        region: "us-east-1".into(),
        access_key: Secret::new(KEY.into()),
        secret_key: Secret::new(SECRET.into()),
    };
    let store = S3Blobs::new(&settings).unwrap();
    keeps(&store).await;
    s3.0.lock().unwrap().moods.extend([Mood::Fault, Mood::SlowDown]);
    store.put(&name('d'), b"sealed").await.unwrap();
    assert_eq!(store.get(&name('d')).await.unwrap(), b"sealed");
    let names = s3.names();
    assert!(names.len() == 1 && names[0].ends_with(&format!("sealed/{}", name('d'))), "{names:?}");
    assert_eq!(s3.0.lock().unwrap().refused, [] as [String; 0]);
    let wrong = S3BlobSettings { secret_key: Secret::new("another".into()), ..settings };
    let refused = S3Blobs::new(&wrong).unwrap().get(&name('d')).await.unwrap_err();
    assert!(matches!(refused, BlobError::Unavailable(_)), "{refused:?}");
}
