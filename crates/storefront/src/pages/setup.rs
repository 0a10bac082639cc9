use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::SETUP_LINK;
use crate::pages::account::{credential_errors, entered};
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use identity::IdentityRefusal;
use minijinja::{Value, context};

pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    visit.try_from_here(&SETUP_LINK)?;
    if !visit.shop.0.identity.setup_link_open(&token).await? {
        return gone(&visit);
    }
    visit.was_right(&SETUP_LINK);
    visit.own_page(StatusCode::OK, "login.html", words(&visit, &token, ""))
}

/// Makes the first operator, who is logged in at once.
pub(crate) async fn redeem(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.try_from_here(&SETUP_LINK)?;
    let (email, password) = (form.get("email"), form.secret("password"));
    match visit.shop.0.identity.redeem_setup(&token, email, &password, &visit.address).await {
        Ok(_) => {
            let session = visit.shop.0.identity.log_in(email, &password, visit.place()).await?;
            Ok(entered(&visit, &session, "/console/welcome"))
        }
        Err(IdentityRefusal::SetupLinkUsed) => gone(&visit),
        Err(refusal) => {
            let errors = credential_errors(&visit, refusal)?;
            let values = context! { ..errors, ..words(&visit, &token, email) };
            visit.own_page(StatusCode::UNPROCESSABLE_ENTITY, "login.html", values)
        }
    }
}

fn words(visit: &Visit, token: &str, email: &str) -> Value {
    context! {
        title => visit.say("setup.title"),
        lead => visit.say("setup.lead"),
        go => visit.say("setup.go"),
        action => format!("/setup/{token}"),
        email_label => visit.say("account.email"),
        email_type => "email",
        email_complete => "email",
        password_complete => "new-password",
        password_hint => visit.say("account.password_hint"),
        next => "",
        email,
    }
}

fn gone(visit: &Visit) -> Result<Response, Fault> {
    let values = context! { title => visit.say("setup.gone_title"), words => visit.say("setup.gone_words") };
    visit.page(StatusCode::GONE, "error.html", values)
}
