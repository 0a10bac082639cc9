use crate::Result;
use crate::ask::Task;
use crate::overload::open_files;
use crate::processors::Divided;
use crate::settle::Stage;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Buyers at work among thousands of connections that say little or nothing.
pub async fn run(task: Task) -> Result<String> {
    open_files();
    let attackers_wanted = task.options.attackers;
    // For everybody together.
    let connections = (attackers_wanted * 2 / 3).to_string();
    let settings = [
        ("CARDAMOM_LIMITS__CONNECTIONS", connections.as_str()),
        ("CARDAMOM_LIMITS__IN_FLIGHT", "256"),
        ("CARDAMOM_LIMITS__HEADER_SECONDS", "10"),
        ("CARDAMOM_LIMITS__STALL_SECONDS", "5"),
    ];
    let mut stage = Stage::open(&task, &settings).await?;
    stage.start().await?;
    let divided = Divided::new(&stage)?;
    stage.market.for_seconds(&stage.place, task.seconds).await?;
    let let_go = Arc::new(AtomicU64::new(0));
    let mut attackers = JoinSet::new();
    for number in 0..attackers_wanted {
        attackers.spawn(attack(stage.node.address, number, let_go.clone()));
    }
    // They come first.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let crowd = stage.crowd().await?;
    let (started, end) = (Instant::now(), Instant::now() + Duration::from_secs(task.seconds));
    let mut memory = 0;
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(200)).await;
        crowd.tally.check()?;
        memory = memory.max(stage.node.memory().unwrap_or(0));
    }
    let rate = crowd.tally.acknowledged() / started.elapsed().as_secs().max(1);
    let (tally, asked) = (crowd.tally.clone(), crowd.stop().await?);
    attackers.shutdown().await;
    stage.settle(asked).await?;
    let summary = stage.finish().await?;
    let [p50, p99, max] = tally.latency();
    let refused = tally.refused.load(Ordering::Relaxed);
    let cut = tally.cut_before.load(Ordering::Relaxed) + tally.cut_within.load(Ordering::Relaxed);
    if refused + cut > 0 || p99 > task.options.bound {
        return Err(
            format!("buyers suffered: p99 {p99} ms, longest {max} ms; heard: {}", tally.codes()).into()
        );
    }
    Ok(format!(
        "{divided}; {attackers_wanted} slow clients for {} s at {connections} connections and 256 places: {} of their connections were closed; {rate} orders/s \
         meanwhile, p50 {p50} ms, p99 {p99} ms, longest {max} ms, none refused or cut off; memory at most {memory} MiB; {summary}",
        task.seconds,
        let_go.load(Ordering::Relaxed),
    ))
}

/// Again and again, each in its own way.
async fn attack(node: SocketAddr, number: usize, let_go: Arc<AtomicU64>) {
    loop {
        if let Ok(stream) = TcpStream::connect(node).await {
            let _ = match number % 4 {
                0 => drip(stream, b"", b"").await,
                1 => drip(stream, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x").await,
                2 => {
                    let head = b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
                    drip(stream, head, b" ").await
                }
                _ => deaf(stream).await,
            };
            let_go.fetch_add(1, Ordering::Relaxed);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A byte a second, until the server has had enough.
async fn drip(mut stream: TcpStream, head: &[u8], drop: &[u8]) -> std::io::Result<()> {
    stream.write_all(head).await?;
    let mut heard = [0; 1024];
    loop {
        match tokio::time::timeout(Duration::from_secs(1), stream.read(&mut heard)).await {
            Ok(Ok(0) | Err(_)) => return Ok(()),
            Ok(Ok(_)) => {}
            Err(_) => stream.write_all(drop).await?,
        }
    }
}

/// Asks for page after page and reads none.
async fn deaf(mut stream: TcpStream) -> std::io::Result<()> {
    let many = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
    stream.write_all(&many).await?;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await?;
    }
}
