use crate::Storefront;
use crate::errors::Fault;
use crate::security::PICTURE_POLICY;
use crate::static_files::FOR_EVER;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};

/// A store's logo, under a name made of its content: it never changes, and is gone with the store's last use of it.
pub(crate) async fn show(
    State(shop): State<Storefront>,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    let digest = name.split('.').next().unwrap_or_default();
    let found = merchants::logo_by_digest(shop.0.db(), digest).await?;
    let (logo, content) = found.filter(|(logo, _)| logo.file_name() == name).ok_or(Fault::NotFound)?;
    let headers = [
        (CONTENT_TYPE, logo.media.content_type()),
        (CACHE_CONTROL, FOR_EVER),
        (CONTENT_SECURITY_POLICY, PICTURE_POLICY),
        (VARY, "Accept-Encoding"),
    ];
    Ok((headers, content).into_response())
}
