use crate::support::{Place, mode};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

#[tokio::test]
async fn the_key_file_is_made_outside_of_the_data_folder_for_its_owner_only() {
    let place = Place::sqlite().await;
    place.serve(&[]).await.kill();
    let files = place.key_files();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(mode(&files[0]), 0o600);
    assert_eq!(mode(files[0].parent().unwrap()), 0o700);
}

#[tokio::test]
async fn another_key_file_is_refused_and_the_right_one_still_works() {
    for engine in testkit::engines() {
        let (place, other) = (Place::new(engine).await, Place::sqlite().await);
        place.serve_demo().await.kill();
        other.serve(&[]).await.kill();
        let (right, wrong) = (place.key_files()[0].clone(), other.key_files()[0].clone());
        let kept = std::fs::read(&right).unwrap();
        std::fs::copy(&wrong, &right).unwrap();
        let ran = place.run(&SERVE).ended_with(3).saying("this database was sealed with root key");
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        std::fs::write(&right, kept).unwrap();
        let server = place.serve_demo().await;
        server.buy(&server.demo["offers"][0]["id"].clone(), "again").await;
    }
}

#[tokio::test]
async fn a_missing_key_file_is_not_replaced() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        place.serve_demo().await.kill();
        std::fs::remove_file(&place.key_files()[0]).unwrap();
        place.run(&SERVE).ended_with(3).saying("is missing, but the database was sealed with it");
        assert!(place.key_files().is_empty(), "a new one was made");
    }
}

#[tokio::test]
async fn a_damaged_key_file_is_named() {
    let place = Place::sqlite().await;
    place.serve(&[]).await.kill();
    std::fs::write(&place.key_files()[0], "not a key").unwrap();
    let path = place.key_files()[0].display().to_string();
    place.run(&SERVE).ended_with(3).saying(&path);
}

#[tokio::test]
async fn a_key_file_in_the_data_folder_is_refused() {
    let place = Place::sqlite().await;
    let inside = place.data().join("root.key");
    let args = [&SERVE[..], &["--key-file", inside.to_str().unwrap()]].concat();
    place.run(&args).ended_with(3).saying("would lie in the data folder");
    assert!(!inside.exists());
}

#[tokio::test]
async fn a_passphrase_opens_what_it_closed_and_no_other_does() {
    let place = Place::sqlite().await;
    let with = |phrase: &str| {
        let mut command = place.command(&["user", "add", "--email", "a@example.com", "--role", "buyer"]);
        command.env("CARDAMOM_PASSPHRASE", phrase);
        command.output().unwrap()
    };
    let mut first = place.command(&SERVE);
    first.env("CARDAMOM_PASSPHRASE", "six words that nobody would guess");
    let mut child =
        first.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    // The shop is there once a user can be added.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !with("six words that nobody would guess").status.success() {
        assert!(std::time::Instant::now() < until, "the shop does not open");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let other = with("six words that anybody would guess");
    assert_eq!(other.status.code(), Some(3), "{}", String::from_utf8_lossy(&other.stderr));
    assert!(place.key_files().is_empty());
}
