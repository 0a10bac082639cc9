use crate::house::{House, key_file, secret};
use kernel::Secret;
use ports::{KeyError, KeyService};
use std::sync::Arc;
use vault::*;

#[tokio::test]
async fn another_key_file_is_refused_by_name() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        house.import("A\n").await;
        let (right, wrong) = (key_file(&house.folder, "root.key"), key_file(&house.folder, "other.key"));
        let refused = Vault::open(&house.db, wrong.clone(), house.ambient().clone()).await.err().unwrap();
        assert_eq!(refused.code(), "wrong_root_key");
        let text = refused.to_string();
        assert!(text.contains(right.root_key_id()) && text.contains(wrong.root_key_id()), "{text}");
        assert!(text.contains("--key-file"), "{text}");
        // A second start with the right one reads what the first one sealed.
        let again = Vault::open(&house.db, right, house.ambient().clone()).await.unwrap();
        let sealed = house.seal_of(&[house.ask(1)]).await.remove(0);
        assert_eq!(again.open_sealed(&house.db, &sealed).await.unwrap().key.expose(), "A");
    }
}

#[tokio::test]
async fn a_passphrase_makes_the_same_key_each_time() {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        let ambient = testkit::ambient(3).ambient;
        let open = async |text: &str| PassphraseKeyService::open(&db, &secret(text), ambient.clone()).await;
        let first: Arc<dyn KeyService> = Arc::new(open("correct horse battery").await.unwrap());
        let second: Arc<dyn KeyService> = Arc::new(open("correct horse battery").await.unwrap());
        let wrong: Arc<dyn KeyService> = Arc::new(open("incorrect horse battery").await.unwrap());
        assert_eq!(first.root_key_id(), second.root_key_id());
        assert!(Vault::open(&db, first, ambient.clone()).await.is_ok());
        assert!(Vault::open(&db, second, ambient.clone()).await.is_ok());
        assert_eq!(Vault::open(&db, wrong, ambient.clone()).await.err().unwrap().code(), "wrong_root_key");
        assert!(matches!(open("short").await, Err(KeyError::Invalid(_))));
    }
}

#[tokio::test]
async fn a_key_service_binds_what_it_wraps() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, other) = (key_file(&folder, "a"), key_file(&folder, "b"));
    let key = Secret::new([9; 32]);
    let wrapped = keys.wrap(&key, "here").await.unwrap();
    assert_eq!(keys.unwrap(&wrapped, "here").await.unwrap().expose(), key.expose());
    assert!(matches!(keys.unwrap(&wrapped, "there").await, Err(KeyError::Tampered)));
    assert!(matches!(other.unwrap(&wrapped, "here").await, Err(KeyError::WrongRootKey { .. })));
    let derived = keys.derive("order-link").await.unwrap();
    assert_eq!(derived.expose(), key_file(&folder, "a").derive("order-link").await.unwrap().expose());
    assert_ne!(derived.expose(), keys.derive("query-code").await.unwrap().expose());
    assert_eq!((keys.root_key_id().len(), keys.root_key_id().starts_with("file:")), (13, true));
}

#[cfg(unix)]
#[test]
fn a_key_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made/for/it/root.key");
    FileKeyService::open_or_create(&path).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(path.parent().unwrap().read_dir().unwrap().count(), 1, "no draft is left");
    for open in [0o640, 0o604, 0o660] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(open)).unwrap();
        let refused = FileKeyService::open_or_create(&path).err().unwrap().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    for broken in ["", "header only\n", &whole[..whole.len() - 5], &format!("{whole}AAAA\n")] {
        std::fs::write(&path, broken).unwrap();
        let refused = FileKeyService::open_or_create(&path).err().unwrap().to_string();
        assert!(refused.contains("holds no root key"), "{refused}");
        assert!(!refused.contains(whole.lines().last().unwrap()));
    }
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(FileKeyService::open_or_create(&path).is_err());
}
