use crate::support::{Place, client};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[tokio::test]
async fn a_second_server_on_the_same_data_folder_is_refused() {
    let place = Place::sqlite().await;
    let server = place.serve(&[]).await;
    place
        .run(&["serve", "--listen", "127.0.0.1:0"])
        .ended_with(5)
        .saying("another server runs on the data folder");
    server.kill();
    // The lock dies with its holder, however that died.
    assert_eq!(place.serve(&[]).await.terminate(), Some(0));
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let place = Place::sqlite().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    place.run(&["serve", "--listen", &address]).ended_with(5).saying(&format!("listens on {address}"));
}

#[tokio::test]
async fn settings_come_from_flag_environment_and_file_in_this_order() {
    let place = Place::sqlite().await;
    std::fs::create_dir(place.data()).unwrap();
    let file = place.data().join("cardamom.toml");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    std::fs::write(&file, format!("[server]\nlisten = \"{address}\"\n")).unwrap();
    place.run(&["serve"]).ended_with(5).saying(&address.to_string());
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let second = other.local_addr().unwrap().to_string();
    let ran = place.command(&["serve"]).env("CARDAMOM_SERVER__LISTEN", &second).output().unwrap();
    assert!(String::from_utf8_lossy(&ran.stderr).contains(&second));
    place.serve(&[]).await.kill(); // which gives --listen

    std::fs::write(&file, "[server]\nlistem = \"x\"\n").unwrap();
    place.run(&["serve"]).ended_with(2).saying("no setting called server.listem");
    let ran = place.command(&["audit"]).env("CARDAMOM_LOG__COLOUR", "red").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
}

#[tokio::test]
async fn the_first_start_offers_the_operators_chair_once() {
    let place = Place::sqlite().await;
    let server = place.serve(&[]).await;
    let link = place.line_with("/setup/").await;
    assert!(client().get(&link).send().await.unwrap().status().is_success());
    server.kill();
    place.run(&["user", "add", "--email", "mei@example.com", "--role", "operator"]).ended_with(0);
    let server = place.serve(&[]).await;
    place.line_with("open http://").await;
    server.kill();
    assert!(!place.last_words().contains("/setup/"));
}

#[tokio::test]
async fn health_metrics_and_request_ids() {
    let place = Place::sqlite().await;
    let server = place.serve(&[]).await;
    assert_eq!(server.get("/healthz").await, (200, "ok\n".into()));
    assert_eq!(server.get("/readyz").await.0, 200);
    let (status, text) = server.get("/metrics").await;
    assert_eq!(status, 200);
    assert!(
        text.contains("cardamom_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
        "{text}"
    );
    assert!(text.contains("cardamom_job_queue"), "{text}");
    let proxied =
        client().get(format!("{}/metrics", server.base())).header("X-Forwarded-For", "127.0.0.1").send();
    assert_eq!(proxied.await.unwrap().status().as_u16(), 404);

    let secret = "/o/ord_01jd00000000000000000000ab.0123456789abcdefghjkmnpqrs?x=hush";
    let answer = client().get(format!("{}{secret}", server.base())).send().await.unwrap();
    assert!(answer.headers().contains_key("request-id"));
    let log = place.last_words();
    assert!(!log.contains("0123456789abcdefghjkmnpqrs") && !log.contains("hush"), "{log}");
}

#[tokio::test]
async fn who_sends_a_head_drop_by_drop_is_let_go() {
    let place = Place::sqlite().await;
    let file = place.path("short.toml");
    std::fs::write(&file, "[limits]\nheader_seconds = 1\n").unwrap();
    let server = place.serve(&["--config", file.to_str().unwrap()]).await;
    let mut stream = TcpStream::connect(server.base().strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the connection must be closed by the server");
    assert!(server.get("/healthz").await.0 == 200);
}

#[tokio::test]
async fn an_oversized_body_is_refused() {
    let place = Place::sqlite().await;
    let server = place.serve(&[]).await;
    let body = vec![b'x'; 4 << 20];
    let answer = client().post(format!("{}/login", server.base())).body(body).send().await;
    // Refused with an answer, or cut off while it was still being sent.
    assert!(answer.is_err() || answer.unwrap().status().is_client_error());
}
