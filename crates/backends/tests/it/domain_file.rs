//! What a domain says of itself, asked at a server that does what servers of strangers do.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use backends::DomainFile;
use ports::{DomainDoubt, DomainProof};
use std::collections::HashMap;
use std::net::SocketAddr;

const LINE: &str = "cardamom-domain=01abc";

async fn server() -> SocketAddr {
    let routes = Router::new()
        .route("/good", get(|| async { "# ours\r\n cardamom-domain=01abc \r\n" }))
        .route("/other", get(|| async { "cardamom-domain=01abcd\nxcardamom-domain=01abc" }))
        .route("/large", get(|| async { format!("{}\n{LINE}", "x".repeat(4_096)) }))
        .route("/bytes", get(|| async { [0xff, 0xfe, 0x00].as_slice() }))
        .route("/moved", get(|| async { (StatusCode::FOUND, [(header::LOCATION, "/good")]).into_response() }))
        .route("/slow", get(|| async { std::future::pending::<&'static str>().await }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

#[tokio::test]
async fn a_file_says_it_or_not() {
    let file = DomainFile::new(HashMap::from([("cards.example".to_owned(), server().await)]));
    let says = async |path: &str| file.says("cards.example", path, LINE).await;
    assert_eq!(says("/good").await, Ok(()));
    assert_eq!(says("/other").await, Err(DomainDoubt::OtherWords));
    assert_eq!(says("/bytes").await, Err(DomainDoubt::OtherWords));
    assert_eq!(says("/large").await, Err(DomainDoubt::TooLarge));
    assert_eq!(says("/moved").await, Err(DomainDoubt::Status(302)), "wherever it leads");
    assert_eq!(says("/none").await, Err(DomainDoubt::Status(404)));
    assert_eq!(says("/slow").await, Err(DomainDoubt::Unreachable));
}

/// Whoever names a domain chooses whom we ask: nothing of our own network.
#[tokio::test]
async fn no_private_address_is_asked() {
    let address = server().await;
    let file = DomainFile::new(HashMap::from([("cards.example".to_owned(), address)]));
    for inside in ["localhost", "127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254"] {
        assert_eq!(file.says(inside, "/good", LINE).await, Err(DomainDoubt::NoAddress), "{inside}");
    }
    assert_eq!(file.says("nowhere.invalid", "/good", LINE).await, Err(DomainDoubt::NoAddress));
}
