use super::{ProviderFault, address, needed, shown};
use crate::http::Http;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{Ambient, Bilingual, Secret, Span, Time};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, ConfigurationError, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use ports::{Errand, LoginError, LoginProvider, Person, Returned};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

/// A client registered with a provider.
pub struct OidcSettings {
    pub code: String,
    pub name: Bilingual,
    /// The provider describes itself under `{issuer}/.well-known/openid-configuration`.
    pub issuer: String,
    pub client_id: String,
    /// Empty for a public client, which has PKCE alone.
    pub client_secret: Secret<String>,
}

/// Any provider of OpenID Connect, by discovery: authorization code, PKCE, nonce, verified id token.
pub struct OidcLogin {
    settings: OidcSettings,
    issuer: IssuerUrl,
    http: Http,
    ambient: Ambient,
    known: Mutex<Option<(CoreProviderMetadata, Time)>>,
}

/// How long the address to send browsers to is believed. Keys are always asked for anew.
const KNOWN: Span = Span::minutes(10);

/// Signatures by a key that only the provider has: neither `none` nor the client's own secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 7] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl OidcLogin {
    pub fn new(settings: OidcSettings, ambient: Ambient) -> Result<Self, ProviderFault> {
        needed(&settings.client_id, "client_id")?;
        address(&settings.issuer, "issuer")?;
        let issuer =
            IssuerUrl::new(settings.issuer.clone()).map_err(|_| ProviderFault::BadAddress("issuer"))?;
        let http = Http::new().map_err(ProviderFault::Client)?;
        Ok(Self { settings, issuer, http, ambient, known: Mutex::default() })
    }

    /// How the provider describes itself now; the library refuses a description by another issuer.
    async fn describe(&self) -> Result<CoreProviderMetadata, LoginError> {
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), self).await;
        let found = found.map_err(|error| match error {
            DiscoveryError::Request(Unheard(why)) => LoginError::NoAnswer(why),
            other => LoginError::NoAnswer(format!("the provider's description cannot be used: {other}")),
        })?;
        address(found.authorization_endpoint().as_str(), "the authorization endpoint")
            .map_err(|fault| LoginError::NoAnswer(fault.to_string()))?;
        *self.known() = Some((found.clone(), self.ambient.now()));
        Ok(found)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<(CoreProviderMetadata, Time)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self) -> Option<CoreProviderMetadata> {
        let now = self.ambient.now();
        let known = self.known();
        let (metadata, at) = known.as_ref()?;
        (0..KNOWN.0).contains(&now.since(*at).0).then(|| metadata.clone())
    }

    fn client(&self, metadata: CoreProviderMetadata, return_to: &str) -> Result<Client, LoginError> {
        let bad = |_| LoginError::NoAnswer("the address to return to is none: set server.base_url".into());
        let return_to = RedirectUrl::new(return_to.to_owned()).map_err(bad)?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|all| all.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let secret = self.settings.client_secret.expose();
        let secret = (!secret.is_empty()).then(|| ClientSecret::new(secret.clone()));
        let id = ClientId::new(self.settings.client_id.clone());
        let how = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
        Ok(CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(return_to)
            .set_auth_type(how))
    }

    /// Everything that the id token must be: signed by the issuer, for us, for this errand, and not too old.
    fn verified(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        nonce: &str,
    ) -> Result<CoreIdTokenClaims, LoginError> {
        let forged = |why: String| LoginError::Forged(why);
        let token = tokens.id_token().ok_or_else(|| forged("there is no id token".into()))?;
        let now = self.ambient.now();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || moment(now))
            .set_issue_time_verifier_fn(move |issued| issued_lately(issued, now));
        let nonce = Nonce::new(nonce.to_owned());
        let claims = token.claims(&verifier, &nonce).map_err(|error| forged(named(&error)))?;
        if let Some(expected) = claims.access_token_hash() {
            let bad = |_| forged("the access token's hash cannot be computed".into());
            let key = token.signing_key(&verifier).map_err(|error| forged(error.to_string()))?;
            let algorithm = token.signing_alg().map_err(|error| forged(error.to_string()))?;
            let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(bad)?;
            if found != *expected {
                return Err(forged("the access token is not the one of the id token".into()));
            }
        }
        Ok(claims.clone())
    }

    /// What the id token leaves out, where the provider tells it. It must speak of the same subject.
    async fn particulars(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<CoreUserInfoClaims>, LoginError> {
        if claims.email().is_some() {
            return Ok(None);
        }
        let asked = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
        let asked = match asked {
            Ok(asked) => asked.require_signed_response(false),
            Err(ConfigurationError::MissingUrl(_)) => return Ok(None),
            Err(other) => return Err(LoginError::NoAnswer(other.to_string())),
        };
        let told = asked.request_async(self).await;
        told.map(Some).map_err(|_| LoginError::Forged("the particulars are not those of the person".into()))
    }
}

fn moment(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.0).unwrap_or_default()
}

/// Made for this errand: at most ten minutes old, and not made in the future.
fn issued_lately(issued: DateTime<Utc>, now: Time) -> Result<(), String> {
    let age = moment(now).signed_duration_since(issued).num_seconds();
    if (-300..=600).contains(&age) { Ok(()) } else { Err("issued at another time".into()) }
}

/// The kind of the fault, without what stood in the token.
fn named(error: &ClaimsVerificationError) -> String {
    match error {
        ClaimsVerificationError::Expired(_) => "the id token is too old",
        ClaimsVerificationError::InvalidAudience(_) => "the id token is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "the id token is of another issuer",
        ClaimsVerificationError::InvalidNonce(_) => "the id token is of another errand",
        ClaimsVerificationError::SignatureVerification(_) => "the id token is not signed by the issuer",
        _ => "the id token is not in order",
    }
    .to_owned()
}

#[async_trait]
impl LoginProvider for OidcLogin {
    fn code(&self) -> &str {
        &self.settings.code
    }
    fn name(&self) -> &Bilingual {
        &self.settings.name
    }

    async fn authorize(&self, errand: &Errand<'_>) -> Result<String, LoginError> {
        let metadata = match self.remembered() {
            Some(metadata) => metadata,
            None => self.describe().await?,
        };
        let client = self.client(metadata, errand.return_to)?;
        let (state, nonce) = (CsrfToken::new(errand.state.to_owned()), Nonce::new(errand.nonce.to_owned()));
        let verifier = PkceCodeVerifier::new(errand.verifier.expose().clone());
        let (url, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.into())
    }

    async fn finish(&self, errand: &Errand<'_>, returned: &Returned<'_>) -> Result<Person, LoginError> {
        if returned.issuer.is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(LoginError::Forged("the answer is of another issuer".into()));
        }
        let client = self.client(self.describe().await?, errand.return_to)?;
        let code = AuthorizationCode::new(returned.code.to_owned());
        let exchange = client.exchange_code(code).map_err(|error| LoginError::NoAnswer(error.to_string()))?;
        let verifier = PkceCodeVerifier::new(errand.verifier.expose().clone());
        let tokens = exchange.set_pkce_verifier(verifier).request_async(self).await;
        let tokens = tokens.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => LoginError::Refused(refusal.error().to_string()),
            RequestTokenError::Request(Unheard(why)) => LoginError::NoAnswer(why),
            _ => LoginError::NoAnswer("the answer to the code cannot be read".into()),
        })?;
        let claims = self.verified(&client, &tokens, errand.nonce)?;
        let more = self.particulars(&client, &tokens, &claims).await?;
        Ok(person(&claims, more.as_ref()))
    }
}

fn person(claims: &CoreIdTokenClaims, more: Option<&CoreUserInfoClaims>) -> Person {
    let email = claims.email().or_else(|| more?.email()).map(|email| email.to_string());
    let phone = claims.phone_number().or_else(|| more?.phone_number()).map(|phone| phone.to_string());
    let name = claims.name().or_else(|| more?.name()).and_then(|name| name.get(None));
    // Each mark from the place that its contact is from.
    let email_verified = match claims.email() {
        Some(_) => claims.email_verified(),
        None => more.and_then(|more| more.email_verified()),
    };
    let phone_verified = match claims.phone_number() {
        Some(_) => claims.phone_number_verified(),
        None => more.and_then(|more| more.phone_number_verified()),
    };
    Person {
        subject: claims.subject().to_string(),
        email,
        email_verified: email_verified.unwrap_or(false),
        phone,
        phone_verified: phone_verified.unwrap_or(false),
        name: shown(name.map(|name| name.as_str())),
    }
}

/// No answer, and why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unheard(String);

impl<'c> AsyncHttpClient<'c> for OidcLogin {
    type Error = Unheard;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unheard>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            // A description may name any address: credentials still go nowhere in clear.
            address(&request.uri().to_string(), "an address of the provider")
                .map_err(|fault| Unheard(fault.to_string()))?;
            let request = reqwest::Request::try_from(request)
                .map_err(|error| Unheard(error.without_url().to_string()))?;
            let answer = self.http.send(request).await.map_err(Unheard)?;
            let mut response = HttpResponse::new(answer.body);
            *response.headers_mut() = answer.headers;
            *response.status_mut() = reqwest::StatusCode::from_u16(answer.status)
                .map_err(|_| Unheard("an answer without a status".into()))?;
            Ok(response)
        })
    }
}
