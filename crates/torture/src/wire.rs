use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One keep-alive connection.
pub struct Line {
    stream: TcpStream,
    heard: Vec<u8>,
}

/// What the server said.
pub struct Answer {
    pub status: u16,
    /// Seconds.
    pub retry_after: Option<u64>,
    pub replayed: bool,
    pub kind: String,
    pub body: Vec<u8>,
    /// Nothing more comes on this connection.
    pub last: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nobody is there.
    Refused,
    /// It ended before the first byte of an answer.
    Before,
    /// It ended in the middle of an answer.
    Within,
    /// Too long.
    Late,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
impl std::error::Error for Cut {}

impl Line {
    pub async fn open(to: SocketAddr) -> Result<Self, Cut> {
        let connecting = tokio::time::timeout(Duration::from_secs(5), TcpStream::connect(to)).await;
        let stream = connecting.map_err(|_| Cut::Late)?.map_err(|_| Cut::Refused)?;
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, heard: Vec::with_capacity(4096) })
    }

    pub async fn ask(&mut self, request: &[u8], patience: Duration) -> Result<Answer, Cut> {
        tokio::time::timeout(patience, self.talk(request)).await.unwrap_or(Err(Cut::Late))
    }

    async fn talk(&mut self, request: &[u8]) -> Result<Answer, Cut> {
        // A server that has said its last word may have closed already: what it said is still to be read.
        let _ = self.stream.write_all(request).await;
        let end = loop {
            if let Some(end) = find(&self.heard, b"\r\n\r\n") {
                break end;
            }
            self.hear().await?;
        };
        let head = String::from_utf8_lossy(self.heard.get(..end).unwrap_or_default()).into_owned();
        let length = header(&head, "content-length").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        let whole = end + 4 + length;
        while self.heard.len() < whole {
            self.hear().await?;
        }
        let body = self.heard.get(end + 4..whole).unwrap_or_default().to_vec();
        self.heard.drain(..whole);
        Ok(Answer {
            status: head.get(9..12).and_then(|text| text.parse().ok()).ok_or(Cut::Within)?,
            retry_after: header(&head, "retry-after").and_then(|text| text.parse().ok()),
            replayed: header(&head, "idempotent-replayed") == Some("true"),
            kind: header(&head, "content-type").unwrap_or_default().to_owned(),
            last: header(&head, "connection") == Some("close"),
            body,
        })
    }

    async fn hear(&mut self) -> Result<(), Cut> {
        match self.stream.read_buf(&mut self.heard).await {
            Ok(n) if n > 0 => Ok(()),
            _ if self.heard.is_empty() => Err(Cut::Before),
            _ => Err(Cut::Within),
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

pub fn get(path: &str, key: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: torture\r\nAuthorization: Bearer {key}\r\n\r\n").into_bytes()
}

pub fn post(path: &str, key: &str, idempotency: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: torture\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: {idempotency}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
