use crate::address::Address;
use crate::body::Json;
use crate::may::Person;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use admission::{By, Mine};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use kernel::{ApplicationId, DocumentId, MerchantId};
use merchants::{ApplicantKind, Application, Document, Draft, MerchantRefusal, Moment, Reason, masked};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Scans of it.
pub(crate) mod documents;

/// Your application to sell here. Numbers come back masked.
#[derive(Serialize, ToSchema)]
#[schema(as = Application)]
pub(crate) struct ApplicationAnswer {
    #[schema(value_type = String)]
    id: ApplicationId,
    /// `draft`, `submitted`, `in_review`, `returned` or `approved`.
    state: &'static str,
    /// `company` or `person`.
    kind: &'static str,
    name: Text,
    about: Text,
    /// The address that the store gets.
    store_slug: String,
    #[schema(example = "••••YY0X")]
    licence_number: String,
    legal_person: String,
    contact_name: String,
    contact_phone: String,
    contact_email: String,
    bank_name: String,
    bank_account: String,
    documents: Vec<DocumentAnswer>,
    /// What must be corrected, where it was returned.
    reasons: Vec<ReasonWords>,
    /// What it became.
    #[schema(value_type = Option<String>)]
    merchant: Option<MerchantId>,
    created_at: String,
    submitted_at: Option<String>,
    decided_at: Option<String>,
}

/// What must be corrected, and where.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Reason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonWords {
    /// The name of a field, the kind of a document, or `general`.
    #[schema(example = "bank_account")]
    pub field: String,
    pub text: String,
}

impl From<Reason> for ReasonWords {
    fn from(reason: Reason) -> Self {
        Self { field: reason.field, text: reason.text }
    }
}

/// A scan: what it is, never what it holds.
#[derive(Serialize, ToSchema)]
#[schema(as = Document)]
pub(crate) struct DocumentAnswer {
    #[schema(value_type = String)]
    id: DocumentId,
    /// `licence`, `identity`, `bank`, `authorisation` or `other`.
    kind: &'static str,
    name: String,
    /// `pdf`, `png` or `jpeg`, by what is in it.
    media: &'static str,
    bytes: i64,
    /// SHA-256 in hexadecimal digits.
    digest: String,
    created_at: String,
}

impl From<Document> for DocumentAnswer {
    fn from(document: Document) -> Self {
        Self {
            id: document.id,
            kind: document.kind.code(),
            name: document.name,
            media: document.media.code(),
            bytes: document.bytes,
            digest: document.digest,
            created_at: document.created_at.rfc3339(),
        }
    }
}

impl ApplicationAnswer {
    pub fn own(mine: Mine) -> Self {
        let Mine { application, documents } = mine;
        let number = masked(&application.private.licence_number);
        Self::new(application, documents, number)
    }

    /// `number`: the licence number as far as this reader may see it.
    pub fn new(a: Application, documents: Vec<Document>, number: String) -> Self {
        Self {
            id: a.id,
            state: a.state.code(),
            kind: a.kind.code(),
            name: a.name.into(),
            about: a.about.into(),
            store_slug: a.store_slug,
            licence_number: number,
            legal_person: a.private.legal_person.clone(),
            contact_name: a.private.contact_name.clone(),
            contact_phone: masked(&a.private.contact_phone),
            contact_email: a.private.contact_email.clone(),
            bank_name: a.private.bank_name.clone(),
            bank_account: masked(&a.private.bank_account),
            documents: documents.into_iter().map(Into::into).collect(),
            reasons: a.reasons.into_iter().map(Into::into).collect(),
            merchant: a.merchant,
            created_at: a.created_at.rfc3339(),
            submitted_at: a.submitted_at.map(kernel::Time::rfc3339),
            decided_at: a.decided_at.map(kernel::Time::rfc3339),
        }
    }
}

/// What the form says. What is left out stays as it was; a number that comes back masked does, too.
#[derive(Deserialize, ToSchema)]
#[schema(as = ApplicationDraft)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftBody {
    /// `company` or `person`.
    #[schema(value_type = Option<String>, example = "company")]
    kind: Option<ApplicantKind>,
    name: Option<Text>,
    about: Option<Text>,
    /// 2 to 40 lower-case letters, digits and single hyphens.
    store_slug: Option<String>,
    licence_number: Option<String>,
    legal_person: Option<String>,
    contact_name: Option<String>,
    contact_phone: Option<String>,
    contact_email: Option<String>,
    bank_name: Option<String>,
    bank_account: Option<String>,
}

impl From<DraftBody> for Draft {
    fn from(body: DraftBody) -> Self {
        Self {
            kind: body.kind,
            name: body.name.map(Into::into),
            about: body.about.map(Into::into),
            store_slug: body.store_slug,
            licence_number: body.licence_number,
            legal_person: body.legal_person,
            contact_name: body.contact_name,
            contact_phone: body.contact_phone,
            contact_email: body.contact_email,
            bank_name: body.bank_name,
            bank_account: body.bank_account,
        }
    }
}

/// Something that happened to an application or a merchant.
#[derive(Serialize, ToSchema)]
#[schema(as = AdmissionMoment)]
pub(crate) struct MomentAnswer {
    at: String,
    /// `submitted`, `taken`, `returned`, `approved`, `suspended`, `resumed` or `closed`.
    #[schema(example = "submitted")]
    what: String,
    /// `applicant`, `reviewer` or `platform`.
    by: &'static str,
    reasons: Vec<ReasonWords>,
    note: String,
}

impl From<Moment> for MomentAnswer {
    fn from(moment: Moment) -> Self {
        Self {
            at: moment.at.rfc3339(),
            what: moment.what,
            by: moment.side.code(),
            reasons: moment.reasons.into_iter().map(Into::into).collect(),
            note: moment.note,
        }
    }
}

/// Your application.
#[utoipa::path(get, path = "/v1/application", tag = "application", operation_id = "getApplication",
    security(("session" = [])), responses((status = 200, body = ApplicationAnswer)))]
pub(crate) async fn show(State(api): State<Api>, person: Person) -> Answer {
    let mine = api.admission.application_of(person.caller.user).await?;
    ok(&ApplicationAnswer::own(mine.ok_or_else(none_yet)?))
}

/// Fill in your application, complete or not.
#[utoipa::path(put, path = "/v1/application", tag = "application", operation_id = "saveApplication",
    request_body = DraftBody, security(("session" = [])), responses((status = 200, body = ApplicationAnswer)))]
pub(crate) async fn save(State(api): State<Api>, person: Person, body: Json) -> Answer {
    let draft: DraftBody = body.parse()?;
    ok(&ApplicationAnswer::own(api.admission.save_application(person.caller.user, &draft.into()).await?))
}

/// Hand your application in. It must be complete, with the scan of the licence or identity card.
#[utoipa::path(post, path = "/v1/application/submit", tag = "application", operation_id = "submitApplication",
    security(("session" = [])), responses((status = 200, body = ApplicationAnswer)))]
pub(crate) async fn submit(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    headers: HeaderMap,
) -> Answer {
    let user = person.caller.user;
    let by = By { who: &user.to_string(), from: &from };
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let device = identity::cookies::read(lines, identity::cookies::DEVICE, api.settings.secure_cookies);
    ok(&ApplicationAnswer::own(api.admission.submit_application_from(user, by, device).await?))
}

/// What happened to your application, the oldest first.
#[utoipa::path(get, path = "/v1/application/timeline", tag = "application", operation_id = "getApplicationTimeline",
    security(("session" = [])), responses((status = 200, body = List<MomentAnswer>)))]
pub(crate) async fn timeline(State(api): State<Api>, person: Person) -> Answer {
    let moments = api.admission.application_timeline(person.caller.user).await?;
    ok(&List { items: moments.into_iter().map(MomentAnswer::from).collect(), next: None })
}

fn none_yet() -> Problem {
    let refusal = MerchantRefusal::NoSuchApplication;
    Problem::not_found(refusal.code(), "you have not begun an application yet: fill it in first")
}
