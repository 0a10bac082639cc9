//! Logging in by a code that is sent to one's contact.

use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::account::next;
use crate::pages::me::with_code_cookie;
use crate::visit::{Visit, encode};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::IdentityRefusal;
use kernel::Secret;
use minijinja::context;
use privacy::Way;

/// By what codes can be sent: `email`, `sms` or `either`.
pub(crate) fn kind(visit: &Visit) -> Option<&'static str> {
    match visit.shop.0.identity.code_ways() {
        (true, true) => Some("either"),
        (true, false) => Some("email"),
        (false, true) => Some("sms"),
        (false, false) => None,
    }
}

/// Which contact?
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let next = next(&visit.query);
    if visit.session.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    contact_page(&visit, StatusCode::OK, "", &next, None)
}

fn contact_page(
    visit: &Visit,
    status: StatusCode,
    contact: &str,
    next: &str,
    alert: Option<String>,
) -> Result<Response, Fault> {
    let kind = kind(visit).ok_or(Fault::NotFound)?;
    let values = context! {
        title => visit.say("login.code_title"),
        lead => visit.say("login.code_lead"),
        label => visit.say(&format!("login.code_label_{kind}")),
        send => "/login/code",
        back => format!("/login?next={}", encode(next)),
        contact, next, alert,
    };
    visit.own_page(status, "code.html", values)
}

pub(crate) async fn send(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    kind(&visit).ok_or(Fault::NotFound)?;
    let (contact, next) = (form.get("contact"), next(&form));
    match visit.shop.0.identity.ask_code(contact, &visit.address).await {
        Ok(asked_by) => log_in_page(&visit, contact, &next, None, Some(&asked_by)),
        Err(IdentityRefusal::BadContact) => {
            let alert = Some(visit.say("login.bad_contact"));
            contact_page(&visit, StatusCode::UNPROCESSABLE_ENTITY, contact, &next, alert)
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn check(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let (contact, next, asked_by) = (form.get("contact"), next(&form), visit.code_cookie());
    let identity = &visit.shop.0.identity;
    match identity.log_in_by_code(asked_by, contact, form.get("code"), visit.place()).await {
        Ok((token, verified)) => {
            visit.claim_orders(verified.user, &verified.contact).await;
            Ok(visit.entered(&token, &next, Way::LogIn).await)
        }
        Err(IdentityRefusal::BadCode) => {
            log_in_page(&visit, contact, &next, Some(visit.say("login.code_wrong")), None)
        }
        Err(other) => Err(other.into()),
    }
}

fn log_in_page(
    visit: &Visit,
    contact: &str,
    next: &str,
    alert: Option<String>,
    asked_by: Option<&Secret<String>>,
) -> Result<Response, Fault> {
    let page = CodePage {
        title: visit.say("login.code_title"),
        lead: visit.fill("login.code_sent", &[("contact", &contact)]),
        send: "/login/code",
        check: "/login/code/check",
        go: visit.say("account.login_go"),
        contact,
        next,
        alert,
    };
    page.answer(visit, asked_by)
}

/// Where a code is entered that was sent.
pub(crate) struct CodePage<'a> {
    pub title: String,
    pub lead: String,
    /// Where another one is asked for, and where it is checked.
    pub send: &'static str,
    pub check: &'static str,
    /// What the button says.
    pub go: String,
    pub contact: &'a str,
    pub next: &'a str,
    pub alert: Option<String>,
}

impl CodePage<'_> {
    /// `asked_by` goes with a code that was just sent: only this browser can use it.
    pub fn answer(self, visit: &Visit, asked_by: Option<&Secret<String>>) -> Result<Response, Fault> {
        let Self { title, lead, send, check, go, contact, next, alert } = self;
        let status = if alert.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let back =
            if next.is_empty() { "/me/account".to_owned() } else { format!("/login?next={}", encode(next)) };
        let values = context! { sent => true, title, lead, send, check, go, contact, next, alert, back };
        let page = visit.own_page(status, "code.html", values)?;
        Ok(match asked_by {
            Some(asked_by) => with_code_cookie(visit, page, asked_by),
            None => page,
        })
    }
}
