use crate::http::tls;
use async_trait::async_trait;
use ports::{Answered, Silent, Teller, Telling};
use reqwest::{Client, Url};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Posts to addresses that others have named. Whoever names an address chooses whom we ask, so: its name is looked up
/// once, all that it leads to has to be of the public internet, and just those are asked; no redirect is followed, and
/// little is read.
pub struct HttpTeller {
    /// Whether somebody in this house may be told.
    private: bool,
}

const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_UP: Duration = Duration::from_secs(5);
const BYTES_MAX: usize = 16 * 1024;

impl HttpTeller {
    pub fn new(private: bool) -> Self {
        Self { private }
    }

    async fn client(&self, url: &Url) -> Result<Client, Silent> {
        let host = url.host_str().ok_or_else(|| silent("the address names no host"))?;
        let port = url.port_or_known_default().unwrap_or(443);
        let found = addresses(host, port).await?;
        if found.is_empty() || !(self.private || found.iter().all(|at| kernel::is_public(at.ip()))) {
            return Err(silent("the name leads to no address of the public internet"));
        }
        let builder = Client::builder()
            .use_preconfigured_tls(tls().map_err(Silent)?)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            // What was looked at is what is asked: a second answer of the resolver is not waited for.
            .resolve_to_addrs(host, &found);
        builder.build().map_err(|error| Silent(error.to_string()))
    }
}

fn silent(why: &str) -> Silent {
    Silent(why.to_owned())
}

async fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, Silent> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let found = tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((host, port))).await;
    let found = found.map_err(|_| silent("the name is not known"))?;
    Ok(found.map_err(|_| silent("the name is not known"))?.collect())
}

#[async_trait]
impl Teller for HttpTeller {
    async fn tell(&self, telling: &Telling) -> Result<Answered, Silent> {
        if !ports::may_be_told(&telling.url, self.private) {
            return Err(silent("nobody may be told anything at this address"));
        }
        let url = Url::parse(&telling.url).map_err(|_| silent("this is no address"))?;
        let client = self.client(&url).await?;
        let mut request = client.post(url).header("content-type", "application/json");
        for (name, value) in &telling.headers {
            request = request.header(*name, value);
        }
        let plain = |error: reqwest::Error| Silent(error.without_url().to_string());
        let mut response = request.body(telling.body.clone()).send().await.map_err(plain)?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(plain)? {
            let room = BYTES_MAX.saturating_sub(body.len());
            body.extend(chunk.iter().take(room));
            if room < chunk.len() {
                break;
            }
        }
        Ok(Answered { status, body })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn telling(url: &str) -> Telling {
        Telling { url: url.into(), headers: vec![("x-sign", "abc".into())], body: b"{}".to_vec() }
    }

    #[tokio::test]
    async fn somebody_in_this_house_is_told_only_where_that_is_allowed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://127.0.0.1:{}/hear", listener.local_addr().unwrap().port());
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 2048];
            let read = stream.read(&mut asked).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 2\r\n\r\nok")
                .await
                .unwrap();
            String::from_utf8_lossy(&asked[..read]).into_owned()
        });
        assert!(HttpTeller::new(false).tell(&telling(&url)).await.is_err());
        assert!(HttpTeller::new(false).tell(&telling(&url.replace("127.0.0.1", "localhost"))).await.is_err());
        let answered = HttpTeller::new(true).tell(&telling(&url)).await.unwrap();
        assert_eq!(answered, Answered { status: 302, body: b"ok".to_vec() }, "a redirect is not followed");
        let asked = heard.await.unwrap();
        assert!(asked.starts_with("POST /hear") && asked.contains("x-sign: abc"), "{asked}");
    }
}
