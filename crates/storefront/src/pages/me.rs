//! One's account: who one is, how one logs in, and where one is logged in.

/// Accounts that are remembered.
pub(crate) mod accounts;
/// Ways to log in: passkeys, others, an app with codes.
pub(crate) mod ways;

use crate::cookies;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::code::{self, CodePage};
use crate::pages::providers::ACCOUNT;
use crate::visit::Visit;
use crate::words::{day, moment};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{IdentityRefusal, Link, Session, SessionView};
use kernel::{Secret, SessionId};
use minijinja::{Value, context};
use ports::Inside;

/// What a page may say that it is done.
const DONE: [&str; 10] = [
    "saved",
    "contact",
    "password",
    "passkey_added",
    "passkey_removed",
    "linked",
    "unlinked",
    "totp_removed",
    "session_ended",
    "account_forgotten",
];

pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    page(&visit, StatusCode::OK, context! {}).await
}

/// The page, with what was wrong.
pub(crate) async fn page(visit: &Visit, status: StatusCode, wrong: Value) -> Result<Response, Fault> {
    let session = visit.proved()?;
    let identity = &visit.shop.0.identity;
    let second = identity.second_factor(session.user).await?;
    let done = DONE.iter().find(|done| visit.query.get("done") == **done);
    let values = context! {
        done => done.map(|done| visit.say(&format!("me.done_{done}"))),
        name => session.name,
        email => session.email,
        phone => session.phone,
        contact_label => code::kind(visit).map(|kind| visit.say(&format!("me.contact_{kind}"))),
        has_password => identity.has_password(session.user).await?,
        totp => second.totp,
        recovery_left => second.recovery_codes_left,
        passkeys_offered => identity.passkeys_offered(),
        passkey_name => visit.say("me.passkey_default"),
        passkeys => passkeys(visit, session).await?,
        providers => providers(visit, identity.links(session.user).await?),
        saved_accounts => accounts::rows(visit, session).await?,
        sessions => sessions(visit, session, &identity.sessions(session.user).await?),
    };
    visit.own_page(status, "account.html", context! { ..wrong, ..values })
}

async fn passkeys(visit: &Visit, session: &Session) -> Result<Vec<Value>, Fault> {
    let known = visit.shop.0.identity.passkeys(session.user).await?;
    let row = |passkey: identity::Passkey| {
        let since = day(visit.language, passkey.created_at);
        let words = match passkey.last_used_at {
            Some(used) => {
                let used = moment(visit.language, used);
                visit.fill("me.passkey_used", &[("since", &since), ("used", &used)])
            }
            None => visit.fill("me.passkey_since", &[("since", &since)]),
        };
        context! { id => passkey.id.to_string(), name => passkey.name, since => words }
    };
    Ok(known.into_iter().map(row).collect())
}

/// All that are set up, and those that were and are still linked.
fn providers(visit: &Visit, links: Vec<Link>) -> Vec<Value> {
    let offered = visit.shop.0.identity.providers();
    let mut rows: Vec<(String, String, bool)> =
        offered.map(|(code, name)| (code.to_owned(), visit.read(name).to_owned(), true)).collect();
    for link in &links {
        if !rows.iter().any(|(code, ..)| *code == link.provider) {
            rows.push((link.provider.clone(), link.provider.clone(), false));
        }
    }
    let shut = |code: &str| visit.shop.0.identity.inside(code, &visit.agent) == Inside::Shut;
    let row = |(code, name, offered): (String, String, bool)| {
        let link = links.iter().find(|link| link.provider == code);
        let words = match link {
            Some(link) => {
                let since = day(visit.language, link.created_at);
                visit.fill("me.linked", &[("shown", &link.shown), ("since", &since)])
            }
            None if offered && shut(&code) => visit.fill("login.shut", &[("name", &name)]),
            None => visit.say("me.not_linked"),
        };
        let offered = offered && !shut(&code);
        context! { linked => link.is_some(), code, name, offered, words }
    };
    rows.into_iter().map(row).collect()
}

fn sessions(visit: &Visit, own: &Session, all: &[SessionView]) -> Vec<Value> {
    let row = |session: &SessionView| {
        let key = format!("me.way_{}", session.way);
        let way = if visit.knows(&key) { visit.say(&key) } else { session.way.clone() };
        let used = moment(visit.language, session.used_at);
        context! {
            id => session.id.to_string(),
            own => session.id == own.id,
            agent => agent(&session.agent).unwrap_or_else(|| visit.say("me.agent_unknown")),
            words => visit.fill("me.session", &[("way", &way), ("from", &session.from), ("used", &used)]),
        }
    };
    all.iter().map(row).collect()
}

/// Browser and system, as far as a `User-Agent` tells; what comes first in it is a lie for old servers.
fn agent(text: &str) -> Option<String> {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| text.contains(sign)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("MicroMessenger/", "WeChat"),
        ("AlipayClient/", "Alipay"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("HarmonyOS", "HarmonyOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (known, other) => known.or(other).map(str::to_owned),
    }
}

/// Back to the account, which says so.
pub(crate) fn done(what: &str) -> Response {
    Redirect::to(&format!("{ACCOUNT}?done={what}")).into_response()
}

pub(crate) async fn rename(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    match visit.shop.0.identity.call_me(user, form.get("name")).await {
        Ok(()) => Ok(done("saved")),
        Err(IdentityRefusal::BadName(_)) => Err(Fault::BadRequest),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn password(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let Some(token) = &visit.session_token else { return Err(Fault::Forbidden) };
    let (identity, new) = (&visit.shop.0.identity, form.secret("new"));
    let changed = if identity.has_password(user).await? {
        identity.change_password(token, &form.secret("old"), &new, &visit.address).await
    } else {
        identity.choose_password(token, &new, &visit.address).await
    };
    let wrong = match changed {
        Ok(()) => return Ok(done("password")),
        Err(IdentityRefusal::BadCredentials) => context! { old_error => visit.say("me.password_wrong") },
        Err(refusal) => crate::pages::account::credential_errors(&visit, refusal)?,
    };
    page(&visit, StatusCode::UNPROCESSABLE_ENTITY, wrong).await
}

/// Sends a code to a contact that shall be theirs.
pub(crate) async fn contact(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let contact = form.get("contact");
    match visit.shop.0.identity.ask_contact_code(session, contact, &visit.address).await {
        Ok(asked_by) => contact_page(&visit, contact, None, Some(&asked_by)),
        Err(IdentityRefusal::BadContact) => {
            let alert = Some(visit.say("login.bad_contact"));
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, context! { alert }).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn confirm_contact(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let (contact, code, asked_by) = (form.get("contact"), form.get("code"), visit.code_cookie());
    let identity = &visit.shop.0.identity;
    match identity.verify_contact(session, asked_by, contact, code, &visit.address).await {
        Ok(verified) => {
            visit.claim_orders(verified.user, &verified.contact).await;
            Ok(done("contact"))
        }
        Err(IdentityRefusal::BadCode) => {
            contact_page(&visit, contact, Some(visit.say("login.code_wrong")), None)
        }
        Err(IdentityRefusal::ContactTaken) => {
            let alert = Some(visit.say("me.contact_taken"));
            page(&visit, StatusCode::CONFLICT, context! { alert }).await
        }
        Err(other) => Err(other.into()),
    }
}

fn contact_page(
    visit: &Visit,
    contact: &str,
    alert: Option<String>,
    asked_by: Option<&Secret<String>>,
) -> Result<Response, Fault> {
    let code_page = CodePage {
        title: visit.say("me.contact_title"),
        lead: visit.fill("me.contact_code", &[("contact", &contact)]),
        send: "/me/account/contact",
        check: "/me/account/contact/check",
        go: visit.say("me.contact_go"),
        contact,
        next: "",
        alert,
    };
    code_page.answer(visit, asked_by)
}

pub(crate) async fn end_session(
    visit: Visit,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: SessionId = id.parse().map_err(|_| Fault::NotFound)?;
    match visit.shop.0.identity.end_session(user, id).await {
        Ok(()) | Err(IdentityRefusal::NoSuchSession) => Ok(done("session_ended")),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn end_other_sessions(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.end_other_sessions(session.user, session.id).await?;
    Ok(done("session_ended"))
}

/// Sets the cookie of who has asked for a code.
pub(crate) fn with_code_cookie(visit: &Visit, mut response: Response, asked_by: &Secret<String>) -> Response {
    let (value, age) = (asked_by.expose(), Some(cookies::CODE_SECONDS));
    let cookie = cookies::write(cookies::ASKED_CODE, value, age, visit.secure());
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_by_browser_and_system() {
        for (text, said) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
                Some("Chrome · Linux"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0",
                Some("WeChat · iPhone"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
                Some("Edge · Windows"),
            ),
            ("curl/8.0", None),
            ("", None),
        ] {
            assert_eq!(agent(text).as_deref(), said, "{text}");
        }
    }
}
