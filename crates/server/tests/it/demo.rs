use crate::support::{Place, contains, mode};
use serde_json::Value;

fn secret(order: &Value) -> String {
    order["deliveries"][0]["secret"].as_str().unwrap_or_else(|| panic!("no key in {order}")).to_owned()
}

#[tokio::test]
async fn a_demo_shop_sells_is_killed_and_goes_on() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let offer = server.demo["offers"][0].clone();
        let first = server.buy(&offer["id"], "first").await;
        assert_eq!(
            (first["state"].as_str(), first["total"]["amount"].as_i64()),
            (Some("delivered"), offer["price"]["amount"].as_i64())
        );
        place.run(&["audit"]).ended_with(0).saying("audit: clean (1 orders");
        let log_in = server.demo["operator"].clone();
        let partner = server.partner_key().to_owned();
        server.kill();

        let server = place.serve_demo().await;
        assert_eq!((&server.demo["operator"], server.partner_key()), (&log_in, partner.as_str()));
        let stock = |demo: &Value| demo["offers"][0]["stock"].as_i64().unwrap();
        assert_eq!(stock(&server.demo), offer["stock"].as_i64().unwrap() - 1);
        assert_eq!(secret(&server.buy(&offer["id"], "first").await), secret(&first));
        assert_ne!(secret(&server.buy(&offer["id"], "second").await), secret(&first));
        assert_eq!(server.terminate(), Some(0), "{}", place.last_words());
        place.run(&["audit"]).ended_with(0).saying("audit: clean (2 orders");
    }
}

#[tokio::test]
async fn the_note_has_the_promised_form() {
    let place = Place::sqlite().await;
    let server = place.serve_demo().await;
    let demo = &server.demo;
    for who in ["operator", "merchant", "buyer"] {
        assert!(
            demo[who]["email"].as_str().unwrap().contains('@')
                && demo[who]["password"].as_str().unwrap().len() >= 16
        );
    }
    assert!(demo["merchant"]["api_key"].as_str().unwrap().starts_with("sk_test_"));
    assert!(server.partner_key().starts_with("sk_test_"));
    let offers = demo["offers"].as_array().unwrap();
    assert!(offers.len() >= 40);
    for offer in offers {
        assert!(
            offer["id"].as_str().unwrap().starts_with("off_")
                && offer["sku"].as_str().unwrap().starts_with("sku_")
        );
        assert!(offer["price"]["amount"].as_i64().unwrap() > 0 && offer["price"]["currency"] == "CNY");
        assert!(!offer["name"].as_str().unwrap().is_ascii());
    }
    let stocked = offers.iter().filter(|offer| offer["stock"].as_i64().unwrap() > 0).count();
    assert!(
        stocked >= 40 && offers[0]["stock"].as_i64().unwrap() > 0 && offers[1]["stock"].as_i64().unwrap() > 0
    );
    assert_eq!(mode(&place.data().join("demo.json")), 0o600);
    assert_eq!(mode(&place.data()), 0o700);
}

#[tokio::test]
async fn neither_keys_nor_credentials_are_written_in_clear() {
    let place = Place::sqlite().await;
    let server = place.serve_demo().await;
    let offer = &server.demo["offers"][0];
    let delivered = secret(&server.buy(&offer["id"], "once").await);
    let waiting = "NEVER-SOLD-4711-AAAA\nNEVER-SOLD-4712-BBBB\n";
    let import = ["stock", "import", "--sku", offer["sku"].as_str().unwrap(), "--source", "somebody", "-"];
    place.run_with_input(&import, waiting.as_bytes()).ended_with(0).saying("2 of 2 lines");
    let mut words = vec![delivered, "NEVER-SOLD-4711".into(), "NEVER-SOLD-4712".into()];
    for who in ["operator", "merchant", "buyer"] {
        words.push(server.demo[who]["password"].as_str().unwrap().to_owned());
    }
    words.extend([
        server.partner_key().to_owned(),
        server.demo["merchant"]["api_key"].as_str().unwrap().to_owned(),
    ]);
    server.kill();
    let files = place.everything_written();
    assert!(
        files.iter().any(|(path, _)| path.ends_with("cardamom.db-wal")),
        "the log of the database is to be searched, too"
    );
    for (path, bytes) in &files {
        for word in &words {
            assert!(!contains(bytes, word), "{word} stands in {}", path.display());
        }
    }
    let key = std::fs::read(&place.key_files()[0]).unwrap();
    assert!(
        files.iter().all(|(_, bytes)| !bytes.windows(key.len()).any(|w| w == key)),
        "the root key was written"
    );
}

#[tokio::test]
async fn a_first_start_that_was_cut_off_begins_anew() {
    let place = Place::sqlite().await;
    place.serve_demo().await.kill();
    // As if it had died before the note was written.
    std::fs::remove_file(place.data().join("demo.json")).unwrap();
    std::fs::write(place.data().join("demo.filling"), "").unwrap();
    let server = place.serve_demo().await;
    assert!(server.demo["offers"].as_array().unwrap().len() >= 40);
    assert!(!place.data().join("demo.filling").exists());
}

#[tokio::test]
async fn a_real_shop_is_never_filled_with_demo_goods() {
    let place = Place::sqlite().await;
    let server = place.serve(&[]).await;
    place.run(&["user", "add", "--email", "mei@example.com", "--role", "operator"]).ended_with(0);
    server.kill();
    place.run(&["serve", "--demo", "--listen", "127.0.0.1:0"]).ended_with(2).saying("it is not a demo");
}
