use crate::cookies::{self, YEAR};
use crate::errors::Fault;
use crate::visit::{Visit, own_place};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

/// Remembers the language and goes back to where it was chosen.
pub(crate) async fn choose(visit: Visit, Path(code): Path<String>) -> Result<Response, Fault> {
    if !matches!(code.as_str(), "zh" | "en") {
        return Err(Fault::NotFound);
    }
    let back = visit.query.some("next").and_then(own_place).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    if let Some(cookie) = cookies::write(cookies::LANGUAGE, &code, Some(YEAR), visit.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
