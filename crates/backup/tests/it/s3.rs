//! Written from the description of the protocol, apart from the client: it checks the form of signature version 4 and
//! recomputes it, keeps objects, and has bad days.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

pub const KEY: &str = "AKIATEST";
pub const SECRET: &str = "not much of a secret";

/// What goes wrong with the next writing requests, one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    Fault,
    SlowDown,
    /// It is done, but the answer does not arrive.
    Lost,
}

#[derive(Default)]
pub struct Inside {
    pub objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    pub moods: VecDeque<Mood>,
    pub asked: Vec<String>,
    pub refused: Vec<String>,
}

#[derive(Clone, Default)]
pub struct S3(pub Arc<Mutex<Inside>>);

impl S3 {
    /// Its address.
    pub async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).layer(axum::extract::DefaultBodyLimit::disable());
        let router = router.with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}")
    }
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().objects.keys().cloned().collect()
    }
}

async fn answer(State(s3): State<S3>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut inside = s3.0.lock().unwrap();
    inside.asked.push(format!("{method} {uri}"));
    if let Err(why) = signed(&method, &uri, &headers, &body) {
        inside.refused.push(why.clone());
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let mood = if method == Method::GET || method == Method::HEAD {
        Mood::Well
    } else {
        inside.moods.pop_front().unwrap_or(Mood::Well)
    };
    match mood {
        Mood::Fault => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::SlowDown => {
            return (StatusCode::SERVICE_UNAVAILABLE, "<Error><Code>SlowDown</Code></Error>").into_response();
        }
        Mood::Well | Mood::Lost => {}
    }
    let done = inside.act(&method, &uri, body);
    // The client sees its connection fail within the body of the answer.
    if mood == Mood::Lost {
        let broken = futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("gone"))]);
        return Response::builder()
            .header("content-length", 10)
            .body(axum::body::Body::from_stream(broken))
            .unwrap();
    }
    done
}

impl Inside {
    fn act(&mut self, method: &Method, uri: &Uri, body: Bytes) -> Response {
        let key = uri.path().trim_start_matches("/shop-backups").trim_start_matches('/').to_owned();
        let query = pairs(uri.query().unwrap_or(""));
        let asked = |name: &str| query.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone());
        match (method.as_str(), asked("uploadId"), key.is_empty()) {
            ("POST", None, _) => {
                let id = format!("up{}", self.parts.len());
                self.parts.insert(id.clone(), BTreeMap::new());
                format!(
                    "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
                )
                .into_response()
            }
            ("PUT", Some(id), _) => {
                let number = asked("partNumber").unwrap().parse().unwrap();
                self.parts.get_mut(&id).unwrap().insert(number, body.to_vec());
                ([("etag", format!("\"{number}\""))], "").into_response()
            }
            ("POST", Some(id), _) => match self.parts.remove(&id) {
                Some(parts) => {
                    self.objects.insert(key, parts.into_values().flatten().collect());
                    "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>"
                        .into_response()
                }
                None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchUpload</Code></Error>").into_response(),
            },
            ("DELETE", Some(id), _) => {
                self.parts.remove(&id);
                StatusCode::NO_CONTENT.into_response()
            }
            ("PUT", None, _) => {
                self.objects.insert(key, body.to_vec());
                ([("etag", "\"whole\"")], "").into_response()
            }
            ("DELETE", None, false) => {
                self.objects.remove(&key);
                StatusCode::NO_CONTENT.into_response()
            }
            ("GET", None, true) => self.list(&asked("prefix").unwrap_or_default()),
            ("GET" | "HEAD", None, false) => self.show(method, &key),
            _ => StatusCode::NOT_IMPLEMENTED.into_response(),
        }
    }

    fn list(&self, prefix: &str) -> Response {
        let mut xml = String::from("<ListBucketResult><IsTruncated>false</IsTruncated>");
        for (key, bytes) in self.objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
            xml.push_str(&format!(
                "<Contents><Key>{key}</Key><LastModified>2026-11-23T08:00:00.000Z</LastModified>\
                 <ETag>\"e\"</ETag><Size>{}</Size></Contents>",
                bytes.len()
            ));
        }
        xml.push_str("</ListBucketResult>");
        xml.into_response()
    }

    fn show(&self, method: &Method, key: &str) -> Response {
        let Some(bytes) = self.objects.get(key) else { return StatusCode::NOT_FOUND.into_response() };
        let length = bytes.len();
        let dressed = Response::builder()
            .header("etag", "\"e\"")
            .header("last-modified", "Mon, 23 Nov 2026 08:00:00 GMT");
        if method == Method::HEAD {
            return dressed.header("content-length", length).body(axum::body::Body::empty()).unwrap();
        }
        let range = format!("bytes 0-{}/{length}", length - 1);
        let body = axum::body::Body::from(bytes.clone());
        dressed.status(206).header("content-range", range).body(body).unwrap()
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let split = |pair: &str| {
        let (k, v) = pair.split_once('=').unwrap_or((pair, ""));
        (k.to_owned(), v.replace("%2F", "/"))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(split).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Signature version 4 as its description has it.
fn signed(method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Result<(), String> {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let given = header("authorization").ok_or("no signature")?;
    let rest = given.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("another algorithm")?;
    let mut fields = BTreeMap::new();
    for field in rest.split(',') {
        let (name, value) = field.trim().split_once('=').ok_or("a field without a value")?;
        fields.insert(name.to_owned(), value.to_owned());
    }
    let credential: Vec<&str> = fields.get("Credential").ok_or("no credential")?.split('/').collect();
    let [key, day, region, service, end] = credential[..] else { return Err("another scope".into()) };
    if (key, service, end) != (KEY, "s3", "aws4_request") {
        return Err(format!("scope {credential:?}"));
    }
    let digest = header("x-amz-content-sha256").ok_or("no digest of the body")?;
    if digest != hex(&Sha256::digest(body)) {
        return Err("the body is another one than was signed".into());
    }
    let names = fields.get("SignedHeaders").ok_or("no signed headers")?;
    for must in ["host", "x-amz-content-sha256", "x-amz-date"] {
        if !names.split(';').any(|name| name == must) {
            return Err(format!("{must} is not signed"));
        }
    }
    let mut query: Vec<&str> = uri.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let query: Vec<String> = query
        .iter()
        .map(|pair| if pair.contains('=') { (*pair).to_owned() } else { format!("{pair}=") })
        .collect();
    let lines: String = names
        .split(';')
        .map(|name| format!("{name}:{}\n", header(name).unwrap_or_default().trim()))
        .collect();
    let canonical = format!("{method}\n{}\n{}\n{lines}\n{names}\n{digest}", uri.path(), query.join("&"));
    let date = header("x-amz-date").ok_or("no date")?;
    let scope = format!("{day}/{region}/s3/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let mut signing = mac(format!("AWS4{SECRET}").as_bytes(), day);
    for part in [region, "s3", "aws4_request"] {
        signing = mac(&signing, part);
    }
    if fields.get("Signature") == Some(&hex(&mac(&signing, &to_sign))) {
        Ok(())
    } else {
        Err("the signature is wrong".into())
    }
}
