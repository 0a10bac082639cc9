use super::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::Person;
use crate::session::second_factor::CodeBody;
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use kernel::Secret;
use serde::Serialize;
use utoipa::ToSchema;

/// How your second factor stands.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondFactor)]
pub(crate) struct FactorAnswer {
    /// Whether an app makes codes.
    totp: bool,
    recovery_codes_left: i64,
    /// How many passkeys you have.
    passkeys: i64,
}

/// A secret for an app that makes codes. It is told in this answer only, and proves nothing until a code confirmed it.
#[derive(Serialize, ToSchema)]
#[schema(as = NewTotp)]
pub(crate) struct TotpAnswer<'a> {
    /// For typing it in.
    secret: &'a str,
    #[schema(example = "otpauth://totp/…")]
    uri: &'a str,
    /// The same as a picture to be scanned.
    qr_svg: String,
}

/// Each is good once, in the place of a code of the app. They are told in this answer only.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
pub(crate) struct CodesAnswer {
    recovery_codes: Vec<String>,
}

impl CodesAnswer {
    fn new(codes: &[Secret<String>]) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.expose().clone()).collect() }
    }
}

#[utoipa::path(get, path = "/v1/account/second-factor", tag = "account", operation_id = "getSecondFactor",
    description = "How your second factor stands.", security(("session" = [])),
    responses((status = 200, body = FactorAnswer)))]
pub(crate) async fn show(State(api): State<Api>, person: Person) -> Answer {
    let view = api.identity.second_factor(person.caller.user).await?;
    let passkeys = i64::try_from(api.identity.passkeys(person.caller.user).await?.len()).unwrap_or(i64::MAX);
    ok(&FactorAnswer { totp: view.totp, recovery_codes_left: view.recovery_codes_left, passkeys })
}

/// Begin to set up an app that makes codes.
#[utoipa::path(post, path = "/v1/account/totp", tag = "account", operation_id = "beginTotp", security(("session" = [])),
    responses((status = 200, body = TotpAnswer)))]
pub(crate) async fn begin(State(api): State<Api>, person: Person) -> Answer {
    api.identity.judge_own(&person.caller)?;
    let new = api.identity.begin_totp(&person.session, &api.settings.site_name).await?;
    let (secret, uri) = (new.secret.expose(), new.uri.expose());
    ok(&TotpAnswer { secret, uri, qr_svg: picture(uri)? })
}

fn picture(uri: &str) -> Result<String, Problem> {
    let code = QRBuilder::new(uri).ecl(ECL::M).build();
    Ok(SvgBuilder::default().to_str(&code.map_err(|error| Problem::internal(format!("{error:?}")))?))
}

/// Give the app's first code: from now on it is your second factor. Your other sessions end.
#[utoipa::path(post, path = "/v1/account/totp/confirm", tag = "account", operation_id = "confirmTotp",
    request_body = CodeBody, security(("session" = [])), responses((status = 200, body = CodesAnswer)))]
pub(crate) async fn confirm(
    State(api): State<Api>,
    person: Person,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: CodeBody = body.parse()?;
    ok(&CodesAnswer::new(&api.identity.confirm_totp(&person.session, &asked.code, &from).await?))
}

/// Remove the app. Needs a fresh proof.
#[utoipa::path(delete, path = "/v1/account/totp", tag = "account", operation_id = "removeTotp",
    security(("session" = [])), responses((status = 204, description = "Removed")))]
pub(crate) async fn remove(State(api): State<Api>, person: Person, Address(from): Address) -> Answer {
    api.identity.judge_own(&person.caller)?;
    api.identity.remove_totp(person.caller.user, &from).await?;
    done()
}

/// New recovery codes; those from before are worth nothing. Needs a fresh proof.
#[utoipa::path(post, path = "/v1/account/recovery-codes", tag = "account", operation_id = "renewRecoveryCodes",
    security(("session" = [])), responses((status = 200, body = CodesAnswer)))]
pub(crate) async fn renew(State(api): State<Api>, person: Person, Address(from): Address) -> Answer {
    api.identity.judge_own(&person.caller)?;
    ok(&CodesAnswer::new(&api.identity.new_recovery_codes(person.caller.user, &from).await?))
}
