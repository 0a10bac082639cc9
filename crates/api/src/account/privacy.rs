use super::done;
use crate::body::Json;
use crate::may::Person;
use crate::words::{Answer, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use axum::http::{HeaderValue, StatusCode};
use privacy::{DocumentKind, FIELDS, Privacy, PrivacyRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field that says something of a person.
#[derive(Serialize, ToSchema)]
#[schema(as = PrivacyField)]
pub(crate) struct FieldItem {
    /// Table and column.
    #[schema(example = "orders.contact")]
    place: &'static str,
    what: Text,
    purpose: Text,
    /// `sealed`, `digest`, `masked` or `clear`
    form: &'static str,
    /// What its end hangs on: `minutes`, `days`, `account`, `network_address`, `order_contact`, `order`, `merchant` or
    /// `proof`
    keep: &'static str,
    /// Where it is kept for so many days.
    days: Option<i64>,
    /// How long it is kept, and what ends it.
    ends: Text,
}

/// Every personal field, and the versions of what people agree to.
#[derive(Serialize, ToSchema)]
#[schema(as = PrivacyFields)]
pub(crate) struct FieldItems {
    items: Vec<FieldItem>,
    /// Versions of the privacy notice, the terms, and the terms for merchants; empty where there is none.
    notice_version: String,
    terms_version: String,
    merchant_terms_version: String,
}

/// That it is meant.
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountDeletion)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeletionBody {
    /// The id of your account: nothing is deleted by mistake.
    #[schema(example = "usr_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    account: String,
}

fn text((zh, en): (&str, &str)) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

/// Which personal data the shop holds, what for, and how long.
#[utoipa::path(get, path = "/v1/privacy/fields", tag = "account", operation_id = "listPrivacyFields", security(()),
    responses((status = 200, body = FieldItems)))]
pub(crate) async fn fields(State(api): State<Api>) -> Answer {
    let privacy = &api.privacy;
    let item = |field: &privacy::Field| FieldItem {
        place: field.place,
        what: text(field.what),
        purpose: text(field.purpose),
        form: field.form.code(),
        keep: field.keep.code(),
        days: field.keep.days(privacy.settings()),
        ends: field.keep.words(privacy.settings()).into(),
    };
    ok(&FieldItems {
        items: FIELDS.iter().map(item).collect(),
        notice_version: version(privacy, DocumentKind::Notice),
        terms_version: version(privacy, DocumentKind::Terms),
        merchant_terms_version: version(privacy, DocumentKind::MerchantTerms),
    })
}

fn version(privacy: &Privacy, kind: DocumentKind) -> String {
    privacy.version(kind).to_owned()
}

/// All that the shop holds about you, as a file: account, contacts, ways to log in, sessions, orders, wallet, consents,
/// and what stands in the trail. Never a key. Needs a fresh proof where you have a second factor.
#[utoipa::path(get, path = "/v1/account/personal-data", tag = "account", operation_id = "getPersonalData",
    security(("session" = [])), responses((status = 200, description = "A file of JSON", body = serde_json::Value)))]
pub(crate) async fn export(State(api): State<Api>, person: Person) -> Answer {
    api.identity.judge_own(&person.caller)?;
    let mut answer = ok(&api.privacy.export(person.caller.user).await?)?;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name = HeaderValue::from_static("attachment; filename=\"personal-data.json\"");
    headers.insert(CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// Delete your account. Contacts, name, ways to log in and sessions go; your orders stay, and are nobody's. Needs a fresh
/// proof where you have a second factor; refused while an order waits, money is left, or you work here.
#[utoipa::path(post, path = "/v1/account/deletion", tag = "account", operation_id = "deleteAccount",
    request_body = DeletionBody, security(("session" = [])), responses((status = 204, description = "Gone")))]
pub(crate) async fn delete(State(api): State<Api>, person: Person, body: Json) -> Answer {
    let asked: DeletionBody = body.parse()?;
    api.identity.judge_own(&person.caller)?;
    if asked.account != person.caller.user.to_string() {
        let detail = "this is not the id of your account: it stands in the answer of GET /v1/session";
        return Err(Problem::field("not_your_account", "/account", detail));
    }
    api.privacy.delete_account(person.caller.user).await?;
    done()
}

impl From<PrivacyRefusal> for Problem {
    fn from(refusal: PrivacyRefusal) -> Self {
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            PrivacyRefusal::Identity(refusal) => refusal.into(),
            PrivacyRefusal::Orders(error) => error.into(),
            PrivacyRefusal::Merchant(refusal) => refusal.into(),
            PrivacyRefusal::Admission(refusal) => refusal.into(),
            PrivacyRefusal::Db(error) => error.into(),
            PrivacyRefusal::TooOften { retry_after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry(retry_after)
            }
            PrivacyRefusal::OpenOrder
            | PrivacyRefusal::OpenDispute
            | PrivacyRefusal::MoneyLeft(_)
            | PrivacyRefusal::DebtLeft(_)
            | PrivacyRefusal::HasDuty(_)
            | PrivacyRefusal::ApplicationOpen => Self::conflict(code, detail),
        }
    }
}
