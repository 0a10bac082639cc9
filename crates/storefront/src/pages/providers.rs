//! Log-ins with others: away to them and back, and who somebody is that nobody knows yet.

use crate::cookies;
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::account::next;
use crate::visit::{Visit, encode};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{CameBack, IdentityRefusal, Stranger};
use minijinja::{Value, context};
use ports::Returned;
use privacy::Way;

/// Where the account's own ways to log in are.
pub(crate) const ACCOUNT: &str = "/me/account";
/// A little longer than somebody may be away.
const QUARTER: i64 = 15 * 60;

/// Away to the provider: to log in, or, in a session, to add it to one's ways.
pub(crate) async fn leave(
    visit: Visit,
    Path(provider): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let next = if visit.session.is_some() { format!("{ACCOUNT}?done=linked") } else { next(&form) };
    let known = visit.login_cookie.as_deref();
    let identity = &visit.shop.0.identity;
    let set_out = identity.set_out(&provider, visit.session.as_ref(), known, &next, visit.place()).await;
    let departure = match set_out {
        Ok(departure) => departure,
        Err(refusal) => return sorry(&visit, refusal),
    };
    // A form may lead to our own pages only, so this one answers, and its page goes on.
    let values = context! { url => departure.url, name => name(&visit, &provider) };
    let mut response = visit.own_page(StatusCode::OK, "away.html", values)?;
    if let Some(cookie) = cookies::write(cookies::LOGIN, &departure.browser, Some(QUARTER), visit.secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Back from the provider, with a code or without.
pub(crate) async fn back(visit: Visit, Path(provider): Path<String>) -> Result<Response, Fault> {
    let identity = &visit.shop.0.identity;
    let parameter = match identity.code_parameter(&provider) {
        Ok(parameter) => parameter,
        Err(refusal) => return sorry(&visit, refusal),
    };
    let returned = Returned { code: visit.query.get(parameter), issuer: visit.query.some("iss") };
    let (state, browser) = (visit.query.get("state"), visit.login_cookie.as_deref());
    let (session, place) = (visit.session.as_ref(), visit.place());
    match identity.come_back(&provider, state, browser, session, &returned, place).await {
        Ok(CameBack::LoggedIn { token, next, .. }) => Ok(visit.entered(&token, &next, Way::LogIn).await),
        Ok(CameBack::Linked { next }) => Ok(Redirect::to(&next).into_response()),
        Ok(CameBack::Stranger { token, .. }) => {
            Ok(Redirect::to(&format!("/login/stranger/{token}")).into_response())
        }
        Err(refusal) => sorry(&visit, refusal),
    }
}

/// Who is known by nobody here says whether they are new.
pub(crate) async fn stranger(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let identity = &visit.shop.0.identity;
    let stranger = match identity.stranger(&token, visit.login_cookie.as_deref()).await {
        Ok(stranger) => stranger,
        Err(refusal) => return sorry(&visit, refusal),
    };
    let taken = identity.has_account(&stranger).await?;
    visit.own_page(StatusCode::OK, "stranger.html", stranger_words(&visit, &token, &stranger, taken))
}

fn stranger_words(visit: &Visit, token: &str, stranger: &Stranger, taken: bool) -> Value {
    let here = format!("/login/stranger/{token}");
    context! {
        name => name(visit, &stranger.provider),
        shown => stranger.shown,
        email => stranger.email,
        login_href => format!("/login?next={}", encode(&here)),
        code_href => format!("/login/code?next={}", encode(&here)),
        account => visit.session.as_ref().map(|session| session.called().to_owned()),
        here, taken,
    }
}

/// A new buyer, logged in at once.
pub(crate) async fn welcome(
    visit: Visit,
    Path(token): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let identity = &visit.shop.0.identity;
    let browser = visit.login_cookie.as_deref();
    let stranger = match identity.stranger(&token, browser).await {
        Ok(stranger) => stranger,
        Err(refusal) => return sorry(&visit, refusal),
    };
    match identity.welcome_stranger(&token, browser, visit.place()).await {
        Ok((user, session)) => {
            visit.claim_orders(user.id, &user.email).await;
            Ok(visit.entered(&session, &stranger.next, Way::SignUp).await)
        }
        // Somebody signed up with the address meanwhile: the page says so.
        Err(IdentityRefusal::EmailTaken) => {
            Ok(Redirect::to(&format!("/login/stranger/{token}")).into_response())
        }
        Err(refusal) => sorry(&visit, refusal),
    }
}

/// One more way to log in for who is logged in.
pub(crate) async fn link(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.user()?;
    let Some(session) = &visit.session else { return Err(Fault::Forbidden) };
    let browser = visit.login_cookie.as_deref();
    match visit.shop.0.identity.link_stranger(&token, browser, session, &visit.address).await {
        Ok(_) => Ok(Redirect::to(&format!("{ACCOUNT}?done=linked")).into_response()),
        Err(refusal) => sorry(&visit, refusal),
    }
}

fn name(visit: &Visit, provider: &str) -> String {
    let mut known = visit.shop.0.identity.providers();
    let found = known.find(|(code, _)| *code == provider);
    found.map_or_else(|| provider.to_owned(), |(_, name)| visit.read(name).to_owned())
}

/// What went wrong on the way, with the way to begin anew.
fn sorry(visit: &Visit, refusal: IdentityRefusal) -> Result<Response, Fault> {
    let key = match &refusal {
        IdentityRefusal::OtherBrowser => "other_browser",
        IdentityRefusal::ProviderRefused => "provider_refused",
        IdentityRefusal::ProviderFailed => "provider_failed",
        IdentityRefusal::LinkTaken => "link_taken",
        IdentityRefusal::StepUpNeeded => {
            return Err(Fault::Prove { next: ACCOUNT.to_owned() });
        }
        IdentityRefusal::NoSuchProvider => return Err(Fault::NotFound),
        _ => return Err(refusal.into()),
    };
    let values = context! {
        title => visit.say(&format!("login.{key}_title")),
        words => visit.say(&format!("login.{key}_words")),
        refused => true,
        go => visit.say(if visit.session.is_some() { "me.title" } else { "nav.login" }),
        href => if visit.session.is_some() { ACCOUNT } else { "/login" },
    };
    let status = match refusal {
        IdentityRefusal::ProviderFailed => StatusCode::BAD_GATEWAY,
        IdentityRefusal::LinkTaken => StatusCode::CONFLICT,
        _ => StatusCode::FORBIDDEN,
    };
    visit.page(status, "error.html", values)
}
