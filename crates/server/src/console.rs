//! The console under `/console`: files made by its own build and kept inside of the program.

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

/// A file as the console's build left it, and as it is sent to who can unpack it.
pub struct File {
    name: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/console.rs"));

/// Only our own scripts, none of them in a page. The components of the console write their styles as they are shown.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                      worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// What has its digest in its name never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const INDEX: &str = "index.html";

const ABSENT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Console</title>\
    <h1>管理后台未包含在此程序中</h1><p>请运行 <code>make console</code>，然后重新构建程序。</p>\
    <h1 lang=\"en\">The console is not part of this program</h1>\
    <p lang=\"en\">Run <code>make console</code>, then build the program again.</p></html>";

pub fn routes() -> Router {
    Router::new()
        .route("/console", get(async || Redirect::permanent("/console/")))
        .route("/console/", get(async |headers: HeaderMap| answer(FILES, "", &headers)))
        .route(
            "/console/{*path}",
            get(async |Path(path): Path<String>, headers: HeaderMap| answer(FILES, &path, &headers)),
        )
}

/// The file of that name; for any other path the page itself, which knows what to show there.
fn answer(files: &'static [File], path: &str, headers: &HeaderMap) -> Response {
    let named = |name: &str| files.iter().find(|file| file.name == name);
    let Some(index) = named(INDEX) else { return absent() };
    match named(path).filter(|file| file.name != INDEX) {
        Some(file) => send(file, headers),
        // A script of an older build must not become a page.
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => send(index, headers),
    }
}

fn absent() -> Response {
    let policy = "default-src 'none'; frame-ancestors 'none'";
    let headers = [(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-store")];
    (StatusCode::NOT_FOUND, headers, Html(ABSENT)).into_response()
}

fn send(file: &'static File, headers: &HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (body, packed) = match (file.brotli, file.gzip) {
        (Some(body), _) if accepts(accepted, "br") => (body, Some("br")),
        (_, Some(body)) if accepts(accepted, "gzip") => (body, Some("gzip")),
        _ => (file.plain, None),
    };
    let hashed = file.name.starts_with("assets/");
    let mut response =
        if hashed { Bytes::from_static(body).into_response() } else { checked(file, body, headers) };
    let head = response.headers_mut();
    head.insert(CONTENT_TYPE, HeaderValue::from_static(kind(file.name)));
    head.insert(CACHE_CONTROL, HeaderValue::from_static(if hashed { FOR_EVER } else { "no-cache" }));
    head.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    head.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Some(packed) = packed {
        head.insert(CONTENT_ENCODING, HeaderValue::from_static(packed));
    }
    response
}

/// Whoever has it already is told so.
fn checked(file: &File, body: &'static [u8], headers: &HeaderMap) -> Response {
    let digest = kernel::hex(seals::sha256(&[file.plain]).get(..8).unwrap_or_default());
    let tag = format!("W/\"{digest}\"");
    let known = headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = match known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Bytes::from_static(body).into_response(),
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let mut words = offer.split(';').map(str::trim);
        words.next() == Some(coding)
            && !words.any(|word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    static BUILT: &[File] = &[
        File { name: "assets/app-1a2b.js", plain: b"plain", brotli: Some(b"br"), gzip: Some(b"gz") },
        File { name: "favicon.svg", plain: b"<svg/>", brotli: None, gzip: None },
        File { name: INDEX, plain: b"<page>", brotli: None, gzip: Some(b"packed page") },
    ];

    fn ask(path: &str, headers: &[(&'static str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        answer(BUILT, path, &headers.collect())
    }
    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }
    async fn text(response: Response) -> String {
        let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn hashed_files_are_kept_and_packed_as_the_browser_can() {
        let response = ask("assets/app-1a2b.js", &[("accept-encoding", "gzip, deflate, br;q=0.9")]);
        assert_eq!(header(&response, "cache-control"), FOR_EVER);
        assert_eq!(header(&response, "content-encoding"), "br");
        assert_eq!(header(&response, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(text(response).await, "br");
        for (accepted, expected) in
            [("gzip", "gz"), ("br;q=0, gzip", "gz"), ("identity", "plain"), ("brx", "plain")]
        {
            assert_eq!(text(ask("assets/app-1a2b.js", &[("accept-encoding", accepted)])).await, expected);
        }
    }

    #[tokio::test]
    async fn any_other_path_is_the_page_with_a_strict_policy() {
        for path in ["", "orders/ord_1", "index.html", "assetsx"] {
            let response = ask(path, &[]);
            assert_eq!(header(&response, "cache-control"), "no-cache");
            let policy = header(&response, "content-security-policy").to_owned();
            assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
            assert_eq!(text(response).await, "<page>");
        }
        assert_eq!(ask("assets/app-old.js", &[]).status(), StatusCode::NOT_FOUND);
        assert_eq!(text(ask("favicon.svg", &[])).await, "<svg/>");
    }

    #[tokio::test]
    async fn a_page_that_is_known_is_not_sent_again() {
        let tag = header(&ask("", &[]), "etag").to_owned();
        let again = ask("", &[("if-none-match", &tag)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(text(again).await, "");
    }

    #[tokio::test]
    async fn where_it_was_not_built_a_page_says_how() {
        let response = answer(&[], "orders", &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(text(response).await.contains("make console"));
    }
}
