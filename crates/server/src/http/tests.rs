#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::*;
use crate::around::{self, Around};
use crate::config::{Config, Sources};
use axum::routing::{get, post};
use kernel::Ambient;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server with few places, and routes that take their time.
struct House {
    address: SocketAddr,
    metrics: Metrics,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl House {
    async fn open(flags: &[(&'static str, &str)]) -> Self {
        let flags = flags.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        let limits = Config::load(&Sources { flags, ..Sources::default() }).unwrap().limits;
        let metrics = Metrics::new("sqlite");
        let around = Around {
            ambient: Ambient::system(),
            metrics: metrics.clone(),
            limits: limits.clone(),
            log: false,
            https: false,
        };
        let router = around::wrap(routes(), around);
        let (listener, address) = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let figures = metrics.clone();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve(listener, router, &limits, &figures, stopped).await;
        });
        Self { address, metrics, stop: Some(stop), served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Says it and hears all until the connection ends.
    async fn say(&self, words: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(words.as_bytes()).await.unwrap();
        rest(stream).await
    }

    async fn get(&self, path: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await
    }

    /// Until so many requests are being answered.
    async fn busy(&self, count: i64) {
        while self.metrics.being_answered() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { "here\n" }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/echo", post(|body: String| async move { body }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(1500)).await;
                "done\n"
            }),
        )
        .route("/panic", get(|| async { if true { panic!("on purpose") } else { "" } }))
        .route("/large", get(|| async { "x".repeat(64 << 20) }))
}

async fn rest(mut stream: TcpStream) -> String {
    let mut heard = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut heard)).await;
    end.expect("the server must end it").unwrap();
    String::from_utf8(heard).unwrap()
}

const GET: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn one_too_many_is_told_at_once_to_come_back() {
    let house = House::open(&[("limits.in_flight", "2")]).await;
    let (one, two) = (house.get("/slow"), house.get("/slow"));
    let meanwhile = async {
        house.busy(2).await;
        let started = Instant::now();
        let refused = house.get("/").await;
        assert!(started.elapsed() < Duration::from_millis(500));
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
        assert!(
            refused.contains("retry-after: 1\r\n") && refused.contains("application/problem+json"),
            "{refused}"
        );
        assert!(refused.contains(r#""code":"overloaded""#), "{refused}");
        let page = "GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
        assert!(house.say(page).await.contains("<!doctype html>"));
        assert!(house.get("/healthz").await.ends_with("ok\n"), "who watches is let in");
        assert_eq!(house.metrics.shed.get(), 2);
    };
    let (one, two, ()) = tokio::join!(one, two, meanwhile);
    assert!(one.ends_with("done\n") && two.ends_with("done\n"));
    assert!(house.get("/").await.ends_with("here\n"), "the places are free again");
}

#[tokio::test]
async fn slow_bodies_take_no_place_and_end() {
    let house = House::open(&[("limits.in_flight", "1"), ("limits.stall_seconds", "1")]).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut stream = house.connect().await;
        stream.write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab").await.unwrap();
        slow.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(house.get("/").await.ends_with("here\n"));
    for stream in slow {
        let answer = rest(stream).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_too_slow"), "{answer}");
    }
    let fine = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab";
    assert!(house.say(fine).await.ends_with("\r\n\r\nab"));
}

#[tokio::test]
async fn large_bodies_have_places_of_their_own() {
    let house = House::open(&[("limits.large_in_flight", "1"), ("limits.stall_seconds", "2")]).await;
    let mut first = house.connect().await;
    let head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n";
    first.write_all(head.as_bytes()).await.unwrap();
    house.busy(1).await;
    assert!(house.say(head).await.starts_with("HTTP/1.1 503 "));
    assert!(house.get("/").await.ends_with("here\n"));
    first.write_all("y".repeat(100_000).as_bytes()).await.unwrap();
    assert!(rest(first).await.ends_with("yyy"));
}

#[tokio::test]
async fn silent_connections_make_room() {
    let house = House::open(&[("limits.connections", "8")]).await;
    let mut silent = Vec::new();
    for n in 0..8 {
        let mut stream = house.connect().await;
        if n % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await.unwrap();
        }
        silent.push(stream);
    }
    let started = Instant::now();
    for _ in 0..3 {
        assert!(house.say(GET).await.ends_with("here\n"));
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(house.metrics.evicted.get() >= 1);
}

#[tokio::test]
async fn the_connection_of_a_request_is_never_taken() {
    let house = House::open(&[("limits.connections", "1")]).await;
    let slow = house.get("/slow");
    let next = async {
        house.busy(1).await;
        house.get("/").await
    };
    let (slow, next) = tokio::join!(slow, next);
    assert!(slow.ends_with("done\n") && next.ends_with("here\n"));
}

#[tokio::test]
async fn a_head_that_does_not_come_and_an_idle_connection_end() {
    let house = House::open(&[("limits.header_seconds", "1")]).await;
    let mut drip = house.connect().await;
    drip.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let mut idle = house.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let started = Instant::now();
    assert!(rest(idle).await.ends_with("here\n"));
    rest(drip).await;
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_given_up() {
    let house = House::open(&[("limits.stall_seconds", "1")]).await;
    let mut deaf = house.connect().await;
    deaf.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    while house.metrics.connections.get() != 1 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let started = Instant::now();
    while house.metrics.connections.get() != 0 {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "it still waits for a client that does not read"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn time_outs_and_panics_are_problems() {
    let house = House::open(&[("limits.request_seconds", "1")]).await;
    let slow = house.get("/slow").await;
    assert!(slow.starts_with("HTTP/1.1 503 ") && slow.contains("retry-after: 1\r\n"), "{slow}");
    assert!(slow.contains(r#""code":"timed_out""#) && slow.contains("application/problem+json"), "{slow}");
    let broken = house.get("/panic").await;
    assert!(broken.starts_with("HTTP/1.1 500 ") && broken.contains(r#""code":"internal""#), "{broken}");
    let id = broken.lines().find_map(|line| line.strip_prefix("request-id: ")).unwrap();
    assert!(broken.contains(&format!(r#""instance":"{id}""#)), "{broken}");
    assert!(!broken.contains("on purpose"));
}

#[tokio::test]
async fn the_end_waits_for_who_is_being_served_and_not_for_the_silent() {
    let mut house = House::open(&[]).await;
    let _silent = house.connect().await;
    let mut kept = house.connect().await;
    kept.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    house.busy(1).await;
    // It knocks before the stop, and is let in.
    let mut late = house.connect().await;
    house.stop.take().unwrap().send(()).unwrap();
    late.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let late = rest(late).await;
    assert!(late.ends_with("here\n") && late.contains("connection: close"), "{late}");
    let started = Instant::now();
    assert!(rest(kept).await.ends_with("done\n"));
    tokio::time::timeout(Duration::from_secs(4), &mut house.served).await.expect("nothing is left").unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(TcpStream::connect(house.address).await.is_err(), "nothing new is accepted");
}
