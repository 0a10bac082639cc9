use super::{Wrong, explained, page};
use crate::errors::Fault;
use crate::fields::Fields;
use crate::visit::Visit;
use admission::Upload;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::DocumentId;
use merchants::{DOCUMENT_BYTES_MAX, DocumentKind};
use minijinja::{Value, context};

/// The file, and what a form puts around it.
pub(crate) const UPLOAD_MAX: usize = DOCUMENT_BYTES_MAX + 64 * 1024;
const WORDS_MAX: usize = 1_000;

/// The kinds that one can hand in here.
pub(super) fn kinds(visit: &Visit) -> Vec<Value> {
    let kind = |kind: DocumentKind| {
        context! { code => kind.code(), words => visit.say(&format!("apply.paper_{}", kind.code())) }
    };
    DocumentKind::ALL.into_iter().map(kind).collect()
}

/// Adds a scan.
pub(crate) async fn add(
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    // What is no form of this kind is none of our page's.
    let form = form.map_err(|_| Fault::Forbidden)?;
    let Some(Sent { words, name, content }) = read(form).await? else {
        let user = visit.user()?;
        let words = visit.say("apply.refused_document_too_large");
        return back(&visit, user, Wrong { words, ..Wrong::default() }).await;
    };
    visit.check(&words)?;
    let user = visit.user()?;
    let kind = words.get("kind").parse().map_err(|()| Fault::BadRequest)?;
    let upload = Upload { kind, name: &name, content: &content };
    match visit.shop.0.admission.add_application_document(user, &upload).await {
        Ok(_) => Ok(Redirect::to("/apply?step=papers").into_response()),
        Err(refusal) => {
            let wrong = explained(&visit, refusal)?;
            back(&visit, user, wrong).await
        }
    }
}

/// Takes a scan out.
pub(crate) async fn remove(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: DocumentId = form.get("document").parse().map_err(|_| Fault::NotFound)?;
    match visit.shop.0.admission.remove_document(user, id).await {
        Ok(()) => Ok(Redirect::to("/apply?step=papers").into_response()),
        Err(refusal) => {
            let wrong = explained(&visit, refusal)?;
            back(&visit, user, wrong).await
        }
    }
}

async fn back(visit: &Visit, user: kernel::UserId, wrong: Wrong) -> Result<Response, Fault> {
    page(visit, user, "papers", StatusCode::UNPROCESSABLE_ENTITY, wrong).await
}

struct Sent {
    words: Fields,
    name: String,
    content: Vec<u8>,
}

/// None where it is larger than it may be.
async fn read(mut form: Multipart) -> Result<Option<Sent>, Fault> {
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
    Ok(Some(Sent { words: Fields::of(words), name, content }))
}
