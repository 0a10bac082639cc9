use crate::{Api, Problem};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_path_to_error::Segment;
use std::fmt::Write;

/// A JSON body, as it came.
pub(crate) struct Json(Bytes);

impl FromRequest<Api> for Json {
    type Rejection = Problem;
    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        if media_type(request.headers()) != "application/json" {
            return Err(unsupported("application/json"));
        }
        Ok(Self(read(request.into_body(), api.settings.body_bytes).await?))
    }
}

/// What a body is said to be, in small letters, without parameters; empty where nothing is said.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let whole = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn unsupported(wanted: &str) -> Problem {
    let detail = format!("send the body as Content-Type: {wanted}");
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
}

pub(crate) fn too_large(max: usize) -> Problem {
    let detail = format!("the body may have at most {max} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
}

pub(crate) async fn read(body: Body, max: usize) -> Result<Bytes, Problem> {
    to_bytes(body, max).await.map_err(|error| {
        // The limit's error stands somewhere below that of the body; what else can go wrong is a broken connection.
        let text = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        match text.contains("length limit") {
            true => too_large(max),
            false => Problem::bad_request("broken_body", "the body did not arrive whole: send it again"),
        }
    })
}

impl Json {
    /// What was asked, as it is compared with a later request of the same idempotency key.
    pub fn digest(&self) -> String {
        kernel::hex(seals::sha256(&[&self.0]))
    }

    /// Parsed once; only a body with a fault is parsed again, to say where the fault is.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.0).map_err(|error| match serde_json::from_slice::<IgnoredAny>(&self.0) {
            Ok(_) if error.classify() == Category::Data => self.locate::<T>(&error),
            Ok(_) => malformed(&error),
            Err(error) => malformed(&error),
        })
    }

    fn locate<T: DeserializeOwned>(&self, first: &serde_json::Error) -> Problem {
        let mut reader = serde_json::Deserializer::from_slice(&self.0);
        let found = serde_path_to_error::deserialize::<_, T>(&mut reader).err();
        let message = plain(&first.to_string());
        let mut pointer = found.map(|error| pointer(error.path())).unwrap_or_default();
        if let Some(name) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            let _ = write!(pointer, "/{name}");
        }
        let code = if message.starts_with("unknown field") { "unknown_field" } else { "invalid_field" };
        Problem::field(code, pointer, message)
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::bad_request("malformed_json", format!("the body is no JSON: {error}"))
}

/// Without the place in the text, and no longer than what a person reads.
fn plain(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    message.chars().take(300).collect()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        let _ = match segment {
            Segment::Seq { index } => write!(pointer, "/{index}"),
            Segment::Map { key } => write!(pointer, "/{}", escape(key)),
            Segment::Enum { variant } => write!(pointer, "/{variant}"),
            Segment::Unknown => Ok(()),
        };
    }
    pointer
}

/// RFC 6901, and no longer than what a person reads.
pub(crate) fn escape(key: &str) -> String {
    key.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
