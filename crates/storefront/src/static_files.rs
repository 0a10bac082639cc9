use crate::Storefront;
use crate::errors::Fault;
use crate::security::PICTURE_POLICY;
use crate::theme::Theme;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// Whoever has it need not ask again: another content has another address.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";
const AN_HOUR: &str = "public, max-age=3600";

/// Everything that is served as it is.
pub(crate) struct Files {
    assets: HashMap<String, File>,
    pictures: HashMap<String, File>,
}

struct File {
    bytes: Bytes,
    kind: &'static str,
    digest: String,
}

impl File {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        let digest = kernel::hex(seals::sha256(&[&bytes]).get(..6).unwrap_or_default());
        Self { kind: kind(name), digest, bytes: Bytes::from(bytes) }
    }

    fn answer(&self, right_digest: bool) -> Response {
        let keep = if right_digest { FOR_EVER } else { AN_HOUR };
        let headers = [(CONTENT_TYPE, self.kind), (CACHE_CONTROL, keep), (VARY, "Accept-Encoding")];
        (headers, self.bytes.clone()).into_response()
    }
}

impl Files {
    pub fn new(theme: &Theme, pictures: HashMap<String, Vec<u8>>) -> Self {
        let assets = theme.assets().map(|(name, bytes)| (name.to_owned(), File::new(name, bytes.to_vec())));
        let pictures = pictures.into_iter().map(|(name, bytes)| {
            let file = File::new(&name, bytes);
            (name, file)
        });
        Self { assets: assets.collect(), pictures: pictures.collect() }
    }

    /// Where each asset is, by name.
    pub fn asset_addresses(&self) -> HashMap<String, String> {
        self.assets.iter().map(|(name, f)| (name.clone(), format!("/static/{}/{name}", f.digest))).collect()
    }

    /// Where the picture is; none where there is no such file.
    pub fn picture(&self, name: &str) -> Option<String> {
        self.pictures.get(name).map(|file| format!("/pictures/{name}?v={}", file.digest))
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

pub(crate) async fn asset(
    State(shop): State<Storefront>,
    Path((digest, name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let file = shop.0.files.assets.get(&name).ok_or(Fault::NotFound)?;
    Ok(file.answer(file.digest == digest))
}

pub(crate) async fn picture(
    State(shop): State<Storefront>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let file = shop.0.files.pictures.get(&name).ok_or(Fault::NotFound)?;
    let right = query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(file.digest.as_str());
    Ok(([(CONTENT_SECURITY_POLICY, PICTURE_POLICY)], file.answer(right)).into_response())
}

pub(crate) async fn favicon(State(shop): State<Storefront>) -> Result<Response, Fault> {
    Ok(shop.0.files.assets.get("favicon.ico").ok_or(Fault::NotFound)?.answer(false))
}
