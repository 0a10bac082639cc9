use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::SETUP_LINK;
use crate::pages::account::credential_errors;
use crate::visit::{Visit, encode};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{IdentityRefusal, Invitation, Team};
use minijinja::{Value, context};
use privacy::Way;

/// Where somebody of the staff goes on.
const NEXT: &str = "/console/";

/// Somebody is asked to join a staff.
pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    visit.try_from_here(&SETUP_LINK)?;
    let invitation = match visit.shop.0.identity.invitation(&token).await {
        Ok(invitation) => invitation,
        Err(refusal) => return refused(&visit, refusal),
    };
    visit.was_right(&SETUP_LINK);
    page(&visit, &token, &invitation, StatusCode::OK, Value::UNDEFINED).await
}

/// With the account that is logged in, or with a new one, which is logged in at once.
pub(crate) async fn accept(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.try_from_here(&SETUP_LINK)?;
    let identity = &visit.shop.0.identity;
    if let Some(session) = &visit.session {
        return match identity.accept_as(&token, session, &visit.address).await {
            Ok(()) => Ok(Redirect::to(NEXT).into_response()),
            Err(refusal) => refused(&visit, refusal),
        };
    }
    let password = form.secret("password");
    match identity.accept_new(&token, &password, &visit.address).await {
        Ok(user) => {
            let session = identity.log_in(&user.email, &password, &visit.address).await?;
            Ok(visit.entered(&session, NEXT, Way::SignUp).await)
        }
        Err(IdentityRefusal::EmailTaken) => Ok(Redirect::to(&format!("/join/{token}")).into_response()),
        Err(
            refusal @ (IdentityRefusal::PasswordTooShort { .. }
            | IdentityRefusal::PasswordTooLong { .. }
            | IdentityRefusal::PasswordTooCommon),
        ) => {
            let invitation = identity.invitation(&token).await?;
            let errors = credential_errors(&visit, refusal)?;
            page(&visit, &token, &invitation, StatusCode::UNPROCESSABLE_ENTITY, errors).await
        }
        Err(refusal) => refused(&visit, refusal),
    }
}

async fn page(
    visit: &Visit,
    token: &str,
    invitation: &Invitation,
    status: StatusCode,
    errors: Value,
) -> Result<Response, Fault> {
    let identity = &visit.shop.0.identity;
    let known = identity.user_by_email(&invitation.email).await?.is_some();
    let here = visit.session.as_ref().is_some_and(|session| session.email == invitation.email);
    let team = match invitation.team {
        Team::Merchant(id) => visit.read(&merchants::find(visit.shop.0.db(), id).await?.name).to_owned(),
        Team::Operator => visit.read(&visit.shop.0.settings.site_name).to_owned(),
    };
    // Somebody else is logged in here, or nobody although the address has an account.
    let elsewhere = !here && (known || visit.session.is_some());
    let duty = visit.say(&format!("join.duty_{}", invitation.duty.code()));
    let values = context! {
        title => visit.fill("join.title", &[("team", &team)]),
        lead => visit.fill("join.lead", &[("team", &team), ("duty", &duty)]),
        log_in => elsewhere.then(|| format!("/login?next={}", encode(&format!("/join/{token}")))),
        new => !known,
        email => invitation.email,
        token,
    };
    visit.own_page(status, "join.html", context! { ..errors, ..values })
}

fn refused(visit: &Visit, refusal: IdentityRefusal) -> Result<Response, Fault> {
    let key = match refusal {
        IdentityRefusal::NoSuchInvitation => "gone",
        IdentityRefusal::WorksElsewhere => "elsewhere",
        IdentityRefusal::InvitedSomebodyElse => "somebody_else",
        other => return Err(other.into()),
    };
    let (title, words) = (visit.say("join.gone_title"), visit.say(&format!("join.{key}_words")));
    visit.page(StatusCode::GONE, "error.html", context! { title, words })
}
