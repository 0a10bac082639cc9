use super::answer::FileAnswer;
use crate::address::Address;
use crate::application::documents::disposition;
use crate::body::{too_large, unsupported};
use crate::may::{CasesRead, DisputesRead, DisputesWrite, May, Operator, OrdersRead, OrdersWrite, Staff};
use crate::path::Id;
use crate::people::{Act, witness};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use aftercare::{CaseFile, Party};
use axum::body::Body;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response, StatusCode};
use kernel::{DisputeFileId, DisputeId};
use utoipa::ToSchema;

/// How large the body of an upload may be: the largest file, and what a form puts around it.
pub(crate) fn upload_max(api: &Api) -> usize {
    api.aftercare.settings().largest().saturating_add(64 * 1024)
}

/// A picture or a recording to be shown.
#[derive(ToSchema)]
#[schema(as = NewDisputeFile)]
#[allow(dead_code)] // read field by field, as it comes
pub(crate) struct UploadForm {
    /// A PNG, JPEG, WebP, MP4, WebM, MP3 or Ogg, with a name that says so.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

type Form = Result<Multipart, MultipartRejection>;

/// Show a picture or a recording in a dispute of yours. What is not what its name says is refused; the same file again is
/// the same file.
#[utoipa::path(post, path = "/v1/disputes/{id}/files", tag = "disputes", operation_id = "uploadDisputeFile",
    params(("id" = String, Path, description = "The dispute's id")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("key" = ["orders:write"])), responses((status = 200, body = FileAnswer)))]
pub(crate) async fn upload(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<DisputeId>,
    form: Form,
) -> Answer {
    add(&api, id, Party::Account(caller.user), form).await
}

/// Show a picture or a recording in a dispute about what you have sold.
#[utoipa::path(post, path = "/v1/merchant/disputes/{id}/files", tag = "merchant",
    operation_id = "uploadMerchantDisputeFile",
    params(("id" = String, Path, description = "The dispute's id")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    security(("session" = ["disputes:write"])), responses((status = 200, body = FileAnswer)))]
pub(crate) async fn upload_for_merchant(
    State(api): State<Api>,
    staff: Staff<DisputesWrite>,
    Id(id): Id<DisputeId>,
    form: Form,
) -> Answer {
    let who = staff.caller.actor();
    add(&api, id, Party::Merchant(staff.merchant, &who), form).await
}

/// A picture or a recording of a dispute of yours.
#[utoipa::path(get, path = "/v1/dispute-files/{id}", tag = "disputes", operation_id = "getDisputeFile",
    params(("id" = String, Path, description = "The file's id")), security(("key" = ["orders:read"])),
    responses((status = 200, description = "The file, to be kept and not shown",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "video/mp4")))))]
pub(crate) async fn show(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<DisputeFileId>,
) -> Answer {
    let (file, content) = api.aftercare.open_file(id, Party::Account(caller.user)).await?;
    Ok(handed_out(&file, content))
}

/// A picture or a recording of a dispute about what you have sold.
#[utoipa::path(get, path = "/v1/merchant/dispute-files/{id}", tag = "merchant",
    operation_id = "getMerchantDisputeFile",
    params(("id" = String, Path, description = "The file's id")), security(("key" = ["disputes:read"])),
    responses((status = 200, description = "The file, to be kept and not shown",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "video/mp4")))))]
pub(crate) async fn show_merchant(
    State(api): State<Api>,
    staff: Staff<DisputesRead>,
    Id(id): Id<DisputeFileId>,
) -> Answer {
    let who = staff.caller.actor();
    let (file, content) = api.aftercare.open_file(id, Party::Merchant(staff.merchant, &who)).await?;
    Ok(handed_out(&file, content))
}

/// A picture or a recording of any dispute. Each opening is recorded.
#[utoipa::path(get, path = "/v1/platform/dispute-files/{id}", tag = "platform",
    operation_id = "getPlatformDisputeFile",
    params(("id" = String, Path, description = "The file's id")), security(("session" = ["cases:read"])),
    responses((status = 200, description = "The file, to be kept and not shown",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "video/mp4")))))]
pub(crate) async fn show_platform(
    State(api): State<Api>,
    operator: Operator<CasesRead>,
    Id(id): Id<DisputeFileId>,
    from: Address,
) -> Answer {
    let caller = &operator.caller;
    let (file, content) = api.aftercare.open_file(id, Party::Platform(caller.user)).await?;
    let (subject, after) = (id.to_string(), file.dispute.to_string());
    let mut tx = api.db().begin().await?;
    let act = Act { what: "dispute_file_opened", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    Ok(handed_out(&file, content))
}

async fn add(api: &Api, id: DisputeId, party: Party<'_>, form: Form) -> Answer {
    // To others it does not exist, whatever they send.
    api.aftercare.case(id, party).await?;
    let (name, content) = read(api, form).await?;
    let file = api.aftercare.add_file(id, party, &name, &content).await?;
    api.happened();
    ok(&FileAnswer::from(&file))
}

/// Nothing of it runs anywhere: it is saved, not shown, and not guessed at.
fn handed_out(file: &CaseFile, content: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_TYPE, file.media.content_type());
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(CACHE_CONTROL, "private, no-store");
    let named = HeaderValue::from_str(&disposition(&file.name));
    headers.insert(CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("attachment")));
    response
}

async fn read(api: &Api, form: Form) -> Result<(String, Vec<u8>), Problem> {
    let mut form = form.map_err(|_| unsupported("multipart/form-data"))?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|error| broken(api, &error))? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, field.bytes().await.map_err(|error| broken(api, &error))?.to_vec()));
            }
            _ => return Err(Problem::field("unknown_field", "", "the form has the field file")),
        }
    }
    file.ok_or_else(|| Problem::field("invalid_field", "/file", "add the file"))
}

fn broken(api: &Api, error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(upload_max(api)),
        _ => Problem::bad_request("broken_body", "the form did not arrive whole: send it again"),
    }
}
