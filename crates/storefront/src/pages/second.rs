//! The proof of a second factor, at a log-in and before what needs a fresh one.

use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::account::next;
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{IdentityRefusal, Session};
use minijinja::context;

fn session(visit: &Visit) -> Result<&Session, Fault> {
    visit.session.as_ref().ok_or_else(|| Fault::LogIn { next: visit.here.clone() })
}

pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let next = next(&visit.query);
    if !session(&visit)?.second_factor {
        return Ok(Redirect::to(&next).into_response());
    }
    page(&visit, StatusCode::OK, &next, None).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    next: &str,
    alert: Option<String>,
) -> Result<Response, Fault> {
    let (identity, user) = (&visit.shop.0.identity, session(visit)?.user);
    let totp = identity.second_factor(user).await?.totp;
    let passkey = identity.passkeys_offered() && !identity.passkeys(user).await?.is_empty();
    visit.own_page(status, "second.html", context! { totp, passkey, next, alert })
}

/// By a code of the app, or a recovery code.
pub(crate) async fn prove(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let next = next(&form);
    match visit.shop.0.identity.prove(session(&visit)?, form.get("code"), &visit.address).await {
        Ok(()) => Ok(Redirect::to(&next).into_response()),
        Err(IdentityRefusal::BadCode | IdentityRefusal::NoSecondFactor) => {
            let alert = Some(visit.say("second.wrong"));
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &next, alert).await
        }
        Err(other) => Err(other.into()),
    }
}
