use super::DocumentAnswer;
use crate::address::Address;
use crate::body::{too_large, unsupported};
use crate::may::{AuthorisationsRead, AuthorisationsWrite, Person, Staff};
use crate::path::Id;
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use admission::{By, Paper, Upload};
use axum::body::Body;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response, StatusCode};
use identity::{Caller, Role, Scope};
use kernel::DocumentId;
use merchants::{DOCUMENT_BYTES_MAX, DocumentKind};
use std::fmt::Write;
use utoipa::ToSchema;

/// How large the body of an upload may be: the file, and what a form puts around it.
pub(crate) const UPLOAD_MAX: usize = DOCUMENT_BYTES_MAX + 64 * 1024;

/// A scan to be uploaded.
#[derive(ToSchema)]
#[schema(as = NewDocument)]
#[allow(dead_code)] // read field by field, as it comes
pub(crate) struct UploadForm {
    /// `licence`, `identity`, `bank`, `authorisation` or `other`.
    #[schema(example = "licence")]
    kind: String,
    /// A PDF, PNG or JPEG of at most 10 megabytes.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a scan for your application: PDF, PNG or JPEG, by what is in it. The same file again is the same document.
#[utoipa::path(post, path = "/v1/application/documents", tag = "application", operation_id = "uploadApplicationDocument",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("session" = [])), responses((status = 200, body = DocumentAnswer)))]
pub(crate) async fn upload(State(api): State<Api>, person: Person, form: Form) -> Answer {
    let file = read(form).await?;
    let document = api.admission.add_application_document(person.caller.user, &file.upload()).await?;
    ok(&DocumentAnswer::from(document))
}

/// Upload a scan for an authorisation.
#[utoipa::path(post, path = "/v1/merchant/documents", tag = "merchant", operation_id = "uploadMerchantDocument",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("key" = ["authorisations:write"])), responses((status = 200, body = DocumentAnswer)))]
pub(crate) async fn upload_for_merchant(
    State(api): State<Api>,
    staff: Staff<AuthorisationsWrite>,
    form: Form,
) -> Answer {
    let file = read(form).await?;
    ok(&DocumentAnswer::from(api.admission.add_merchant_document(staff.merchant, &file.upload()).await?))
}

/// The scans of your merchant, the oldest first.
#[utoipa::path(get, path = "/v1/merchant/documents", tag = "merchant", operation_id = "listMerchantDocuments",
    security(("key" = ["authorisations:read"])), responses((status = 200, body = List<DocumentAnswer>)))]
pub(crate) async fn list_of_merchant(State(api): State<Api>, staff: Staff<AuthorisationsRead>) -> Answer {
    let documents = api.admission.merchant_documents(staff.merchant).await?;
    ok(&List { items: documents.into_iter().map(DocumentAnswer::from).collect(), next: None })
}

/// A scan: your own, or one that was handed in for you to review. Each opening by a reviewer is recorded.
#[utoipa::path(get, path = "/v1/documents/{id}", tag = "application", operation_id = "getDocument",
    params(("id" = String, Path, description = "The document's id")), security(("session" = [])),
    responses((status = 200, description = "The file, to be kept and not shown",
        content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg")))))]
pub(crate) async fn show(
    State(api): State<Api>,
    person: Person,
    Id(id): Id<DocumentId>,
    Address(from): Address,
) -> Answer {
    let caller = person.caller;
    let paper = if caller.role == Role::Operator {
        may_review(&api, &caller)?;
        let by = By { who: &caller.user.to_string(), from: &from };
        api.admission.open_document_to_review(by, id).await?
    } else {
        let merchant = caller.merchant.filter(|_| caller.may(Scope::AuthorisationsRead));
        api.admission.open_own_document(caller.user, merchant, id).await?
    };
    Ok(file(paper))
}

/// Take a scan out of your application, while it is open.
#[utoipa::path(delete, path = "/v1/documents/{id}", tag = "application", operation_id = "deleteDocument",
    params(("id" = String, Path, description = "The document's id")), security(("session" = [])),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(State(api): State<Api>, person: Person, Id(id): Id<DocumentId>) -> Answer {
    api.admission.remove_document(person.caller.user, id).await?;
    crate::account::done()
}

/// Whoever reviews merchants or authorisations may open what they were handed in with.
fn may_review(api: &Api, caller: &Caller) -> Result<(), Problem> {
    let by_authorisations = api.identity.judge(caller, Scope::AuthorisationsReview);
    if by_authorisations.is_ok() {
        return Ok(());
    }
    Ok(api.identity.judge(caller, Scope::MerchantsReview)?)
}

/// Nothing of it runs anywhere: it is saved, not shown, and not guessed at.
fn file(paper: Paper) -> Response<Body> {
    let mut response = Response::new(Body::from(paper.content));
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_TYPE, paper.document.media.content_type());
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(CACHE_CONTROL, "private, no-store");
    let named = disposition(&paper.document.name);
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment")),
    );
    response
}

/// RFC 6266: what is not plain ASCII is written as octets of UTF-8.
pub(crate) fn disposition(name: &str) -> String {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

struct File {
    kind: DocumentKind,
    name: String,
    content: Vec<u8>,
}

impl File {
    fn upload(&self) -> Upload<'_> {
        Upload { kind: self.kind, name: &self.name, content: &self.content }
    }
}

/// A form, or what is none.
type Form = Result<Multipart, MultipartRejection>;

async fn read(form: Form) -> Result<File, Problem> {
    let mut form = form.map_err(|_| unsupported("multipart/form-data"))?;
    let (mut kind, mut file) = (None, None);
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("kind") => {
                let text = field.text().await.map_err(broken)?;
                let wrong = "licence, identity, bank, authorisation or other";
                kind = Some(text.parse().map_err(|()| Problem::field("invalid_field", "/kind", wrong))?);
            }
            Some("file") => {
                let name = field.file_name().unwrap_or("scan").to_owned();
                file = Some((name, field.bytes().await.map_err(broken)?.to_vec()));
            }
            _ => return Err(Problem::field("unknown_field", "", "the form has the fields kind and file")),
        }
    }
    let kind = kind.ok_or_else(|| Problem::field("invalid_field", "/kind", "say what it is"))?;
    let (name, content) = file.ok_or_else(|| Problem::field("invalid_field", "/file", "add the file"))?;
    Ok(File { kind, name, content })
}

fn broken(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(UPLOAD_MAX),
        _ => Problem::bad_request("broken_body", "the form did not arrive whole: send it again"),
    }
}
