//! What the shop holds about people, what they agree to, and how they take it away.

use crate::cookies;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::account::{entered, next};
use crate::visit::{Visit, encode};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::SessionToken;
use kernel::{Language, OrderId, UserId};
use minijinja::{Value, context};
use privacy::{Agreed, DocumentKind, FIELDS, Field, Need, PrivacyRefusal, Way};

/// The table, the notice and the terms.
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let fields: Vec<Value> = FIELDS.iter().map(|field| row(&visit, field)).collect();
    let done = (visit.query.get("done") == "deleted").then(|| visit.say("privacy.deleted"));
    visit.page(StatusCode::OK, "privacy.html", context! { fields, done, version => version(&visit) })
}

fn row(visit: &Visit, field: &Field) -> Value {
    let read = |(zh, en): (&'static str, &'static str)| match visit.language {
        Language::Zh => zh,
        Language::En => en,
    };
    let ends = field.keep.words(visit.shop.0.privacy.settings());
    context! {
        what => read(field.what),
        purpose => read(field.purpose),
        form => read(field.form.words()),
        ends => visit.read(&ends),
    }
}

/// None where there are none.
fn version(visit: &Visit) -> Option<String> {
    let privacy = &visit.shop.0.privacy;
    let (notice, terms) = (privacy.version(DocumentKind::Notice), privacy.version(DocumentKind::Terms));
    let any = !notice.is_empty() || !terms.is_empty();
    any.then(|| visit.fill("privacy.version", &[("notice", &notice), ("terms", &terms)]))
}

impl Visit {
    fn agreed(&self, way: Way) -> Agreed<'_> {
        Agreed { way, from: &self.address, language: self.language }
    }

    /// Somebody is logged in by a form that says what they agree to with it. Who agreed to an earlier version is asked
    /// first. What cannot be written keeps nobody out: it is asked at the next log-in.
    pub(crate) async fn entered(&self, token: &SessionToken, next: &str, way: Way) -> Response {
        match self.agree_at_log_in(token, way).await {
            Ok(Need::Again) => entered(self, token, &format!("/consent?next={}", encode(next))),
            Ok(Need::First | Need::Nothing) => entered(self, token, next),
            Err(error) => {
                tracing::warn!(%error, "what somebody agreed to could not be written");
                entered(self, token, next)
            }
        }
    }

    async fn agree_at_log_in(&self, token: &SessionToken, way: Way) -> privacy::Result<Need> {
        let (privacy, identity) = (&self.shop.0.privacy, &self.shop.0.identity);
        let Some(session) = identity.session(token.expose()).await? else { return Ok(Need::Nothing) };
        let need = privacy.need(session.user).await?;
        if need == Need::First {
            privacy.agree(session.user, &self.agreed(way)).await?;
        }
        Ok(need)
    }

    /// A guest has ordered with a contact. A failure costs nobody the order.
    pub(crate) async fn agreed_as_guest(&self, order: OrderId) {
        if let Err(error) = self.shop.0.privacy.agree_as_guest(order, &self.agreed(Way::Order)).await {
            tracing::warn!(%error, %order, "what a guest agreed to could not be written");
        }
    }

    /// Before an application is handed in.
    pub(crate) async fn agree_as_merchant(&self, user: UserId) -> Result<(), Fault> {
        Ok(self.shop.0.privacy.agree_as_merchant(user, &self.agreed(Way::Application)).await?)
    }
}

/// Asks once more, where a version has changed; who need not be asked goes on.
pub(crate) async fn ask(visit: Visit) -> Result<Response, Fault> {
    let (user, next) = (visit.user()?, next(&visit.query));
    if visit.shop.0.privacy.need(user).await? == Need::Nothing {
        return Ok(Redirect::to(&next).into_response());
    }
    visit.own_page(StatusCode::OK, "consent.html", context! { next, version => version(&visit) })
}

pub(crate) async fn agree(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.shop.0.privacy.agree(visit.user()?, &visit.agreed(Way::Asked)).await?;
    Ok(Redirect::to(&next(&form)).into_response())
}

/// A file of all that the shop holds about them.
pub(crate) async fn export(visit: Visit) -> Result<Response, Fault> {
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let all = visit.shop.0.privacy.export(session.user).await?;
    let text = serde_json::to_string_pretty(&all).map_err(|error| {
        tracing::error!(%error, "a file of personal data could not be written");
        Fault::Broken
    })?;
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, "application/json");
    set(header::CACHE_CONTROL, "no-store");
    set(header::CONTENT_DISPOSITION, "attachment; filename=\"personal-data.json\"");
    Ok(response)
}

/// What goes and what stays.
pub(crate) async fn deletion(visit: Visit) -> Result<Response, Fault> {
    visit.user()?;
    deletion_page(&visit, StatusCode::OK, None)
}

fn deletion_page(visit: &Visit, status: StatusCode, alert: Option<String>) -> Result<Response, Fault> {
    visit.own_page(status, "deletion.html", context! { alert })
}

pub(crate) async fn delete(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    if form.get("sure") != "yes" {
        let alert = Some(visit.say("privacy.delete_unsure"));
        return deletion_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, alert);
    }
    match visit.shop.0.privacy.delete_account(session.user).await {
        Ok(()) => {
            let mut response = Redirect::to("/privacy?done=deleted").into_response();
            if let Some(cookie) = cookies::write(cookies::SESSION, "", Some(0), visit.secure()) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(refusal) => {
            let key = format!("privacy.refused_{}", refusal.code());
            if !visit.knows(&key) {
                return Err(refusal.into());
            }
            deletion_page(&visit, StatusCode::CONFLICT, Some(visit.say(&key)))
        }
    }
}

impl From<PrivacyRefusal> for Fault {
    fn from(refusal: PrivacyRefusal) -> Self {
        match refusal {
            PrivacyRefusal::Identity(refusal) => refusal.into(),
            PrivacyRefusal::Orders(error) => error.into(),
            PrivacyRefusal::Merchant(refusal) => refusal.into(),
            PrivacyRefusal::Admission(refusal) => refusal.into(),
            PrivacyRefusal::Db(error) => error.into(),
            PrivacyRefusal::TooOften { retry_after } => Self::TooMany { retry_after },
            _ => Self::BadRequest,
        }
    }
}
