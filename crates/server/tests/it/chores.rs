use crate::support::Place;

#[tokio::test]
async fn goods_come_in_and_duplicates_are_told_line_by_line() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let file = place.path("keys.txt");
        std::fs::write(&file, "AAAA-1111\nAAAA-2222\nAAAA-1111\n").unwrap();
        let name = file.to_str().unwrap();
        let import =
            ["stock", "import", "--sku", "QN-VIDEO-1M", "--source", "供应商", "--cost", "1.20", name];
        let ran = place.run(&import).ended_with(0).saying("2 of 3 lines").saying("line 3: duplicate");
        assert!(!ran.out.contains("AAAA-1111"), "{}", ran.out);
        place.run(&import).ended_with(0).saying("0 of 3 lines").saying("line 1: duplicate");
        place
            .run(&["stock", "import", "--sku", "NO-SUCH", "--source", "x", name])
            .ended_with(2)
            .saying("no SKU NO-SUCH");
        std::fs::write(&file, b"AAAA-3333\n\xff\xfe\n").unwrap();
        place.run(&import).ended_with(1).saying("keys.txt");
        place.run(&["audit"]).ended_with(0);
        drop(server);
    }
}

#[tokio::test]
async fn people_and_deposits() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        place.serve(&[]).await.kill();
        let add = ["user", "add", "--email", "mei@example.com", "--role", "partner", "--password-stdin"];
        place.run_with_input(&add, b"a long enough password\n").ended_with(0).saying("mei@example.com");
        place.run_with_input(&add, b"a long enough password\n").ended_with(1).saying("has signed up");
        place.run_with_input(&add, b"").ended_with(2).saying("no password");
        let made = place.run(&["user", "add", "--email", "li@example.com", "--role", "buyer"]).ended_with(0);
        assert!(made.out.contains("password: "));
        place
            .run(&["user", "add", "--email", "x@example.com", "--role", "king"])
            .ended_with(2)
            .saying("a role is");
        place.run(&["user", "add", "--email", "x@example.com", "--role", "merchant"]).ended_with(1);

        let key = place.run(&["user", "key", "--email", "mei@example.com"]).ended_with(0);
        assert!(key.out.starts_with("sk_live_") && key.out.lines().count() == 1, "{}", key.out);
        place.run(&["user", "key", "--email", "no@example.com"]).ended_with(1).saying("no user");
        let staff = ["user", "key", "--email", "mei@example.com", "--scopes", "stock:write"];
        place.run(&staff).ended_with(1);

        let deposit = |amount: &str, reference: &str| {
            place.run(&[
                "wallet",
                "deposit",
                "--email",
                "mei@example.com",
                "--amount",
                amount,
                "--reference",
                reference,
            ])
        };
        deposit("100.00", "bank 1").ended_with(0).saying("100.00 CNY");
        deposit("100.00", "bank 1").ended_with(0).saying("100.00 CNY");
        deposit("7.00", "bank 1").ended_with(1).saying("another deposit");
        for amount in ["0", "-5", "1.005", "1e3", ""] {
            deposit(amount, "bank 2").ended_with(2).saying("--amount");
        }
        place.run(&["audit"]).ended_with(0);
    }
}

#[tokio::test]
async fn the_audit_needs_a_shop() {
    let place = Place::sqlite().await;
    place.run(&["audit"]).ended_with(2).saying("no data folder");
    std::fs::create_dir(place.data()).unwrap();
    place.run(&["audit"]).ended_with(2).saying("no shop");
    assert!(!place.data().join("cardamom.db").exists(), "asking must not make one");
}

#[tokio::test]
async fn the_api_is_described() {
    let ran = Place::sqlite().await.run(&["openapi"]).ended_with(0);
    let document: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/v1/orders"]["post"].is_object());
}

#[tokio::test]
async fn what_is_no_receipt_is_refused_without_any_shop() {
    let place = Place::sqlite().await;
    let (file, key) = (place.path("receipt.json"), place.path("key"));
    let (name, key_name) = (file.to_str().unwrap(), key.to_str().unwrap());
    place.run(&["verify", name]).ended_with(2).saying("cannot be read");
    std::fs::write(&file, "{}").unwrap();
    place.run(&["verify", name]).ended_with(1).saying("receipt_unreadable");
    place.run(&["verify", name, "--key", key_name]).ended_with(2).saying("cannot be read");
    std::fs::write(&key, "no key").unwrap();
    place.run(&["verify", name, "--key", key_name]).ended_with(2).saying("holds no public key");
    std::fs::write(&key, format!("{}\n", "0a".repeat(32))).unwrap();
    place.run(&["verify", name, "--key", key_name]).ended_with(1).saying("receipt_unreadable");
    place.run(&["verify", name, "--key", &"0a".repeat(32)]).ended_with(1).saying("receipt_unreadable");
    assert!(!place.data().exists(), "it needs no shop");
}
