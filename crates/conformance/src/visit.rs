use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A buyer's browser goes to a page on this machine: at some gateways a payment comes into being only then. Whether it
/// was there.
pub async fn visit(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let asked = format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let Ok(mut stream) = TcpStream::connect(host).await else { return false };
    let mut answer = Vec::new();
    stream.write_all(asked.as_bytes()).await.is_ok() && stream.read_to_end(&mut answer).await.is_ok()
}
