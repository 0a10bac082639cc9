//! A load generator that costs little: prepared requests over kept connections, answers read by their length.

use super::shop::Fallible;
use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What was measured.
pub struct Load {
    pub good: u64,
    /// Answers with another status than 200 or 201.
    pub bad: u64,
    pub took: Duration,
    pub latency: Histogram<u64>,
}

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(to: SocketAddr) -> Fallible<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// The status; the body stays in [`Connection::body`].
    pub async fn ask(&mut self, request: &[u8]) -> Fallible<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if let Some((status, whole)) = head(&self.buffer)?
                && self.buffer.len() >= whole
            {
                return Ok(status);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
    }

    pub fn body(&self) -> &[u8] {
        let start = self.buffer.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| at + 4);
        self.buffer.get(start..).unwrap_or_default()
    }
}

/// Status, and the length of head and body, once the head is whole.
fn head(bytes: &[u8]) -> Fallible<Option<(u16, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(bytes)? else { return Ok(None) };
    let length = response.headers.iter().find(|h| h.name.eq_ignore_ascii_case("content-length"));
    let length = length.ok_or("an answer without a length")?;
    let length: usize = std::str::from_utf8(length.value)?.parse()?;
    Ok(Some((response.code.unwrap_or(0), head + length)))
}

/// So many connections, each asking again as soon as it is answered.
pub async fn load<F>(to: SocketAddr, connections: usize, seconds: u64, request: F) -> Fallible<Load>
where
    F: Fn(usize, u64) -> Vec<u8> + Send + Sync + 'static,
{
    let (stop, bad) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let request = Arc::new(request);
    let mut clients = Vec::new();
    for number in 0..connections {
        let mut connection = Connection::open(to).await?;
        let (stop, bad, request) = (stop.clone(), bad.clone(), request.clone());
        clients.push(tokio::spawn(async move {
            let mut latency = Histogram::<u64>::new(3)?;
            let mut count = 0;
            while !stop.load(Ordering::Relaxed) {
                let bytes = request(number, count);
                count += 1;
                let started = Instant::now();
                match connection.ask(&bytes).await? {
                    200 | 201 => latency.record(u64::try_from(started.elapsed().as_micros())?)?,
                    _ => drop(bad.fetch_add(1, Ordering::Relaxed)),
                }
            }
            Fallible::Ok(latency)
        }));
    }
    let started = Instant::now();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut latency = Histogram::new(3)?;
    for client in clients {
        latency.add(client.await??)?;
    }
    Ok(Load { good: latency.len(), bad: bad.load(Ordering::Relaxed), took: started.elapsed(), latency })
}
