use super::{Typed, explained, last, page, party};
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::pay::opened;
use crate::visit::Visit;
use aftercare::CareRefusal;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// What can be chosen.
pub(super) const ACCEPT: &str = "image/png,image/jpeg,image/webp,video/mp4,video/webm,audio/mpeg,audio/ogg";
const WORDS_MAX: usize = 1_000;

/// How large the body of an upload may be: the largest file, and what a form puts around it.
pub(crate) fn upload_max(shop: &crate::Storefront) -> usize {
    shop.0.aftercare.settings().largest().saturating_add(64 * 1024)
}

/// Shows a picture or a recording.
pub(crate) async fn add(
    visit: Visit,
    Path(token): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    // What is no form of this kind is none of our page's.
    let form = form.map_err(|_| Fault::Forbidden)?;
    let order = opened(&visit, &token).await?;
    let case = last(&visit, &order).await?.ok_or(Fault::NotFound)?;
    let added = match read(form).await? {
        None => {
            let megabytes = visit.shop.0.aftercare.settings().largest() / 1024 / 1024;
            Err(CareRefusal::FileTooLarge { megabytes })
        }
        Some((words, name, content)) => {
            visit.check(&words)?;
            visit.shop.0.aftercare.add_file(case.id, party(&visit, &order), &name, &content).await
        }
    };
    match added {
        Ok(_) => Ok(Redirect::to(&format!("/o/{token}/dispute")).into_response()),
        Err(refusal) => {
            let alert = Some(explained(&visit, refusal)?);
            let typed = Typed { alert, ..Typed::default() };
            page(&visit, &order, &token, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
    }
}

/// Words, name and content of the file; none where it is larger than it may be.
async fn read(mut form: Multipart) -> Result<Option<(Fields, String, Vec<u8>)>, Fault> {
    let (mut words, mut file) = (Vec::new(), None);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Ok(None),
            Err(_) => return Err(Fault::BadRequest),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content = match field.bytes().await {
            Ok(content) => content.to_vec(),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Ok(None),
            Err(_) => return Err(Fault::BadRequest),
        };
        match file_name {
            Some(file_name) if name == "file" => file = Some((file_name, content)),
            _ if content.len() <= WORDS_MAX && words.len() < 10 => {
                words.push((name, String::from_utf8(content).map_err(|_| Fault::BadRequest)?));
            }
            _ => return Err(Fault::BadRequest),
        }
    }
    let (name, content) = file.ok_or(Fault::BadRequest)?;
    Ok(Some((Fields::of(words), name, content)))
}
