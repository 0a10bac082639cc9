use crate::support::{Place, Server, client, mode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

fn secret(order: &Value) -> String {
    order["deliveries"][0]["secret"].as_str().unwrap_or_else(|| panic!("no key in {order}")).to_owned()
}

/// Sells while the work goes on, and shows every key again: each is what it was.
async fn selling<T>(server: &Server, name: &str, work: impl FnOnce() -> T) -> T {
    let offer = server.demo["offers"][0]["id"].clone();
    let buying = async {
        let mut shown = Vec::new();
        for n in 0..12 {
            let key = format!("{name}-{n}");
            shown.push((key.clone(), secret(&server.buy(&offer, &key).await)));
        }
        shown
    };
    let (done, shown) = tokio::join!(async { tokio::task::block_in_place(work) }, buying);
    for (key, was) in shown {
        assert_eq!(secret(&server.buy(&offer, &key).await), was, "{key}");
    }
    done
}

const MAIL: &str = "lasting@example.com";

/// An order of the demo's merchant with a contact.
async fn buy_with_contact(server: &Server) {
    let merchant = server.demo["merchant"]["api_key"].as_str().unwrap();
    let own = get(server, "/v1/merchant/offers", merchant).await;
    let is_key = |offer: &&Value| offer["kind"] != "recharge";
    let offer = &own["items"].as_array().unwrap().iter().find(is_key).unwrap()["id"];
    let body = json!({"lines": [{"offer": offer, "quantity": 1}], "pay": "wallet", "contact": MAIL});
    let asked = client().post(format!("{}/v1/orders", server.base())).bearer_auth(server.partner_key());
    let answer = asked.header("Idempotency-Key", "with-a-contact").json(&body).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 201, "{}", answer.text().await.unwrap());
}

/// Buyers are found by what they were reached by before the keys changed, and people still log in.
async fn everybody_is_found(server: &Server) {
    let merchant = server.demo["merchant"]["api_key"].as_str().unwrap();
    let found = get(server, "/v1/merchant/orders?q=Lasting@Example.com", merchant).await;
    assert_eq!(found["items"][0]["contact"], MAIL, "{found}");
    let buyer = &server.demo["buyer"];
    let body = json!({"email": buyer["email"], "password": buyer["password"]});
    let asked = client().post(format!("{}/v1/session", server.base())).json(&body);
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["user"]["email"], buyer["email"], "{answer}");
}

async fn get(server: &Server, path: &str, key: &str) -> Value {
    let asked = client().get(format!("{}{path}", server.base())).bearer_auth(key);
    asked.send().await.unwrap().json().await.unwrap()
}

fn beside(place: &Place, part: &str) -> Vec<PathBuf> {
    place.key_files().into_iter().filter(|path| path.to_string_lossy().contains(part)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn all_keys_change_under_a_server_that_sells() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let offer = server.demo["offers"][0]["id"].clone();
        let before = secret(&server.buy(&offer, "before").await);
        buy_with_contact(&server).await;
        let key_file = place.key_files().remove(0);
        let old_key = std::fs::read(&key_file).unwrap();
        let (backup, name) =
            (place.path("old.backup"), place.path("old.backup").to_str().unwrap().to_owned());
        place.run(&["backup", &name]).ended_with(0);

        let ran = selling(&server, "root", || place.run(&["rotate-keys", "root"])).await;
        ran.ended_with(0).saying("the root key is file:").saying("merchants' keys and");
        assert_ne!(std::fs::read(&key_file).unwrap(), old_key);
        assert_eq!((mode(&key_file), beside(&place, ".next").len()), (0o600, 0));
        let kept = beside(&place, ".old-file-").remove(0);
        assert_eq!(std::fs::read(&kept).unwrap(), old_key);
        let ran = selling(&server, "merchants", || place.run(&["rotate-keys", "merchants"])).await;
        ran.ended_with(0).saying("were changed");
        let ran = selling(&server, "batches", || place.run(&["rotate-keys", "batches"])).await;
        ran.ended_with(0).saying("items were sealed anew");
        assert_eq!(secret(&server.buy(&offer, "before").await), before);
        place.run(&["audit"]).ended_with(0);
        place.run(&["rotate-keys", "root"]).ended_with(0);
        place.run(&["audit"]).ended_with(0);

        // Goods of a new import are known as duplicates of what was sealed before the merchant's key changed.
        server.kill();
        let server = place.serve_demo().await;
        assert_eq!(secret(&server.buy(&offer, "before").await), before);
        server.buy(&offer, "after").await;
        everybody_is_found(&server).await;
        // The old backup opens with the old key, which lies where the new one was put in its place.
        let old = kept.to_str().unwrap();
        place.run(&["backup", "verify", &name]).ended_with(3).saying("name the right key");
        place.run(&["backup", "verify", &name, "--key-file", old]).ended_with(0).saying("proven");
        assert!(backup.exists());
        let doctor = place.run(&["doctor"]);
        assert!(doctor.out.contains("ok      keys"), "{}", doctor.out);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn killed_anywhere_each_change_goes_on() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let server = place.serve_demo().await;
        let offer = server.demo["offers"][0]["id"].clone();
        let before = secret(&server.buy(&offer, "before").await);
        for what in ["root", "merchants", "batches"] {
            for patience in [30, 60, 90, 130, 200, 400, 700, 1_100] {
                let mut command = place.command(&["rotate-keys", what]);
                let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                tokio::time::sleep(Duration::from_millis(patience)).await;
                let _ = child.kill();
                child.wait().unwrap();
                assert_eq!(secret(&server.buy(&offer, "before").await), before, "{what} after {patience} ms");
                place.run(&["audit"]).ended_with(0);
            }
            place.run(&["rotate-keys", what]).ended_with(0);
        }
        assert_eq!(server.terminate(), Some(0));
        let server = place.serve_demo().await;
        assert_eq!(secret(&server.buy(&offer, "before").await), before);
        place.run(&["audit"]).ended_with(0);
    }
}

#[tokio::test]
async fn a_passphrase_changes_to_another() {
    let place = Place::sqlite().await;
    let (old, new) = ("nine blue horses on a roof", "ten green horses on a roof");
    let with = |old: &str, new: Option<&str>, args: &[&str]| {
        let mut command = place.command(args);
        command.env("CARDAMOM_PASSPHRASE", old).stdin(Stdio::null());
        new.map(|new| command.env("CARDAMOM_NEW_PASSPHRASE", new));
        crate::support::Ran::of(command.output().unwrap())
    };
    with(old, None, &["user", "add", "--email", "a@example.com", "--role", "buyer"]);
    let mut first = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    let log = std::fs::File::create(place.log()).unwrap();
    first.env("CARDAMOM_PASSPHRASE", old).stdout(log.try_clone().unwrap()).stderr(log);
    let mut first = first.spawn().unwrap();
    place.line_with("listening on").await;
    first.kill().unwrap();
    first.wait().unwrap();
    with(old, None, &["rotate-keys", "root"]).ended_with(3).saying("CARDAMOM_NEW_PASSPHRASE");
    with(old, Some(old), &["rotate-keys", "root"]).ended_with(3).saying("the one that is in use");
    with(old, Some(new), &["rotate-keys", "root"]).ended_with(0).saying("the root key is passphrase:");
    with(old, None, &["user", "add", "--email", "b@example.com", "--role", "buyer"]).ended_with(3);
    with(new, None, &["user", "add", "--email", "b@example.com", "--role", "buyer"]).ended_with(0);
    place.run(&["audit"]).ended_with(0);
}
