use super::{done, page};
use crate::errors::Fault;
use crate::fields::Fields;
use crate::qr::qr_code;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use identity::{IdentityRefusal, NewTotp};
use kernel::{PasskeyId, Secret};
use minijinja::context;

pub(crate) async fn rename_passkey(
    visit: Visit,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: PasskeyId = id.parse().map_err(|_| Fault::NotFound)?;
    match visit.shop.0.identity.rename_passkey(user, id, form.get("name")).await {
        Ok(()) => Ok(done("saved")),
        Err(IdentityRefusal::NoSuchPasskey) => Err(Fault::NotFound),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn remove_passkey(
    visit: Visit,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    let id: PasskeyId = id.parse().map_err(|_| Fault::NotFound)?;
    let removed = visit.shop.0.identity.remove_passkey(session, id, &visit.address).await;
    gone(&visit, removed, "passkey_removed").await
}

pub(crate) async fn unlink(
    visit: Visit,
    Path(provider): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    let unlinked = visit.shop.0.identity.unlink(session, &provider, &visit.address).await;
    gone(&visit, unlinked, "unlinked").await
}

/// Also for who presses twice: what they wanted gone is gone.
async fn gone(visit: &Visit, removed: identity::Result<()>, what: &str) -> Result<Response, Fault> {
    match removed {
        Ok(()) | Err(IdentityRefusal::NoSuchPasskey | IdentityRefusal::NotLinked) => Ok(done(what)),
        Err(IdentityRefusal::LastWayIn) => {
            let alert = Some(visit.say("me.last_way_in"));
            page(visit, StatusCode::CONFLICT, context! { alert }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A secret for an app, shown until its first code was given.
pub(crate) async fn begin_totp(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let issuer = visit.read(&visit.shop.0.settings.site_name);
    match visit.shop.0.identity.begin_totp(session, issuer).await {
        Ok(new) => totp_page(&visit, &new, StatusCode::OK, None),
        Err(IdentityRefusal::AlreadySetUp) => Ok(done("saved")),
        Err(other) => Err(other.into()),
    }
}

fn totp_page(
    visit: &Visit,
    new: &NewTotp,
    status: StatusCode,
    alert: Option<String>,
) -> Result<Response, Fault> {
    let values = context! { qr => qr_code(new.uri.expose()), secret => grouped(new.secret.expose()), alert };
    visit.own_page(status, "totp.html", values)
}

/// In fours, as people type.
fn grouped(secret: &str) -> String {
    let signs: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

pub(crate) async fn confirm_totp(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let identity = &visit.shop.0.identity;
    match identity.confirm_totp(session, form.get("code"), &visit.address).await {
        Ok(codes) => recovery_page(&visit, &codes),
        Err(IdentityRefusal::BadCode) => {
            let issuer = visit.read(&visit.shop.0.settings.site_name);
            let pending = identity.pending_totp(session, issuer).await?;
            let alert = Some(visit.say("second.wrong"));
            totp_page(&visit, &pending, StatusCode::UNPROCESSABLE_ENTITY, alert)
        }
        Err(IdentityRefusal::AlreadySetUp | IdentityRefusal::NotBegun) => Ok(done("saved")),
        Err(other) => Err(other.into()),
    }
}

fn recovery_page(visit: &Visit, codes: &[Secret<String>]) -> Result<Response, Fault> {
    let codes: Vec<&str> = codes.iter().map(|code| code.expose().as_str()).collect();
    visit.own_page(StatusCode::OK, "recovery.html", context! { codes })
}

pub(crate) async fn new_recovery_codes(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    let codes = visit.shop.0.identity.new_recovery_codes(session.user, &visit.address).await?;
    recovery_page(&visit, &codes)
}

pub(crate) async fn remove_totp(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = visit.proved()?;
    visit.shop.0.identity.lately_proved(session)?;
    match visit.shop.0.identity.remove_totp(session.user, &visit.address).await {
        Ok(()) | Err(IdentityRefusal::NoSecondFactor) => Ok(done("totp_removed")),
        Err(other) => Err(other.into()),
    }
}
