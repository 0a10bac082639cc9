use crate::cookies::{self, FORTNIGHT};
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::code;
use crate::visit::{Visit, encode, own_place};
use crate::words::{called, moment, short};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{IdentityRefusal, SessionToken};
use kernel::{Bilingual, PageAsk};
use minijinja::{Value, context};
use orders::{OrderState, OrderSummary};
use ports::Inside;
use privacy::Way;

const FIRST_PAGE: &str = "/me/orders";

pub(crate) async fn login(visit: Visit) -> Result<Response, Fault> {
    let next = next(&visit.query);
    if visit.session.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    visit.own_page(StatusCode::OK, "login.html", login_words(&visit, "", &next, None))
}

pub(crate) async fn log_in(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let (email, next) = (form.get("email"), next(&form));
    match visit.shop.0.identity.log_in(email, &form.secret("password"), visit.place()).await {
        Ok(token) => Ok(visit.entered(&token, &next, Way::LogIn).await),
        Err(IdentityRefusal::BadCredentials) => {
            let alert = Some(visit.say("account.bad_credentials"));
            let values = login_words(&visit, email, &next, alert);
            visit.own_page(StatusCode::UNPROCESSABLE_ENTITY, "login.html", values)
        }
        Err(other) => Err(other.into()),
    }
}

fn login_words(visit: &Visit, email: &str, next: &str, alert: Option<String>) -> Value {
    context! {
        ways => ways(visit, next),
        email_label => visit.say("login.name"),
        email_type => "text",
        title => visit.say("account.login_title"),
        lead => visit.say("account.login_lead"),
        go => visit.say("account.login_go"),
        action => "/login",
        agree => visit.say("privacy.agree_log_in"),
        email_complete => "username",
        password_complete => "current-password",
        other_words => visit.say("account.login_other"),
        other_link => visit.say("nav.signup"),
        other_href => format!("/signup?next={}", encode(next)),
        email, next, alert,
    }
}

pub(crate) async fn signup(visit: Visit) -> Result<Response, Fault> {
    let next = next(&visit.query);
    if visit.session.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    visit.own_page(StatusCode::OK, "login.html", signup_words(&visit, "", &next))
}

/// A new buyer, logged in at once.
pub(crate) async fn sign_up(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let (email, password, next) = (form.get("email"), form.secret("password"), next(&form));
    match visit.shop.0.identity.sign_up(email, &password, &visit.address).await {
        Ok(_) => {
            let token = visit.shop.0.identity.log_in(email, &password, visit.place()).await?;
            Ok(visit.entered(&token, &next, Way::SignUp).await)
        }
        Err(refusal) => {
            let errors = credential_errors(&visit, refusal)?;
            let values = context! { ..errors, ..signup_words(&visit, email, &next) };
            visit.own_page(StatusCode::UNPROCESSABLE_ENTITY, "login.html", values)
        }
    }
}

/// All that is set up besides the password; nothing where that is nothing.
fn ways(visit: &Visit, next: &str) -> Option<Value> {
    let identity = &visit.shop.0.identity;
    let passkey = identity.passkeys_offered();
    let code = code::kind(visit).map(|kind| visit.say(&format!("login.code_{kind}")));
    let provider = |(code, name): (&str, &Bilingual)| context! { code, name => visit.read(name) };
    let with = |how: Inside| -> Vec<Value> {
        let fits = |(code, _): &(&str, &Bilingual)| identity.inside(code, &visit.agent) == how;
        identity.providers().filter(fits).map(provider).collect()
    };
    // In an app of theirs, theirs is the way that is meant; what the app does not open is named, with the way out.
    let (own, providers, shut) = (with(Inside::OwnApp), with(Inside::Browser), with(Inside::Shut));
    let any = passkey || code.is_some() || !(own.is_empty() && providers.is_empty() && shut.is_empty());
    let code_href = format!("/login/code?next={}", encode(next));
    let passkey_next = format!("/consent?next={}", encode(next));
    any.then(|| context! { passkey, passkey_next, code, code_href, own, providers, shut })
}

fn signup_words(visit: &Visit, email: &str, next: &str) -> Value {
    context! {
        email_label => visit.say("account.email"),
        email_type => "email",
        title => visit.say("account.signup_title"),
        lead => visit.say("account.signup_lead"),
        go => visit.say("account.signup_go"),
        action => "/signup",
        agree => visit.say("privacy.agree_sign_up"),
        email_complete => "email",
        password_complete => "new-password",
        password_hint => visit.say("account.password_hint"),
        other_words => visit.say("account.signup_other"),
        other_link => visit.say("nav.login"),
        other_href => format!("/login?next={}", encode(next)),
        email, next,
    }
}

/// What is wrong with new credentials, beside the field that it is about.
pub(crate) fn credential_errors(visit: &Visit, refusal: IdentityRefusal) -> Result<Value, Fault> {
    let key = format!("account.{}", refusal.code());
    Ok(match refusal {
        IdentityRefusal::BadEmail | IdentityRefusal::EmailTaken => {
            context! { email_error => visit.say(&key) }
        }
        IdentityRefusal::PasswordTooShort { min } => {
            context! { password_error => visit.fill(&key, &[("min", &min)]) }
        }
        IdentityRefusal::PasswordTooLong { max } => {
            context! { password_error => visit.fill(&key, &[("max", &max)]) }
        }
        IdentityRefusal::PasswordTooCommon => context! { password_error => visit.say(&key) },
        other => return Err(other.into()),
    })
}

/// On to where they wanted to go, with the session's cookie.
pub(crate) fn entered(visit: &Visit, token: &SessionToken, next: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    if let Some(cookie) = cookies::write(cookies::SESSION, token.expose(), Some(FORTNIGHT), visit.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub(crate) async fn log_out(visit: Visit, form: Fields) -> Result<Response, Fault> {
    let mut response = Redirect::to("/").into_response();
    let Some(token) = &visit.session_token else { return Ok(response) };
    visit.check(&form)?;
    visit.shop.0.identity.log_out(token).await?;
    if let Some(cookie) = cookies::write(cookies::SESSION, "", Some(0), visit.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(crate) fn next(fields: &Fields) -> String {
    fields.some("next").and_then(own_place).unwrap_or(FIRST_PAGE).to_owned()
}

/// One's orders, newest first.
pub(crate) async fn orders(visit: Visit) -> Result<Response, Fault> {
    let user = visit.user()?;
    let ask = PageAsk::new(visit.query.some("after").map(str::to_owned), Some(20));
    let page = visit.shop.0.orders.list_for_buyer(user, &ask).await?;
    let next = page.next.map(|after| format!("{FIRST_PAGE}?after={}", encode(&after)));
    let summaries = visit.shop.0.orders.summaries(page.items).await?;
    let orders: Vec<Value> = summaries.iter().map(|summary| row(&visit, summary)).collect();
    visit.own_page(StatusCode::OK, "orders.html", context! { orders, next })
}

fn row(visit: &Visit, summary: &OrderSummary) -> Value {
    let order = &summary.order;
    let token = visit.shop.0.orders.links().token(order.id);
    let place = if order.state == OrderState::Pending { "pay" } else { "o" };
    context! {
        href => format!("/{place}/{token}"),
        name => visit.read(&summary.title),
        short => short(order.id),
        placed => moment(visit.language, order.created_at),
        total => order.total.to_string(),
        state => called(order),
        state_words => visit.say(&format!("order.state_{}", called(order))),
    }
}
