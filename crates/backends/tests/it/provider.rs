//! A provider of OpenID Connect that lies on demand.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

pub const CLIENT: &str = "the shop";
pub const SECRET: &str = "a secret of the shop and the provider";

/// Made once: they take a moment.
static KEYS: LazyLock<[RsaPrivateKey; 2]> = LazyLock::new(|| {
    let key = || RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    [key(), key()]
});

/// What it does wrong. All else is in order.
#[derive(Clone, Debug)]
pub enum Lie {
    None,
    /// That claim has that value; null removes it.
    Claim(&'static str, Value),
    /// `alg: none`, without a signature.
    Unsigned,
    /// Signed with the client's own secret, which the client knows, too.
    SharedSecret,
    OtherKey,
    NoIdToken,
    /// The description names another issuer.
    OtherIssuer,
    /// The particulars are those of somebody else.
    OtherParticulars,
    /// The addresses in the description are plain http to another machine.
    PlainAddress,
    Down,
}

pub struct Provider {
    pub url: String,
    state: Arc<House>,
}

struct House {
    url: String,
    now: i64,
    lie: Mutex<Lie>,
    /// Code → nonce and PKCE challenge; gone with its first use.
    codes: Mutex<HashMap<String, (String, String)>>,
    issued: AtomicUsize,
}

impl Provider {
    /// `now` is the time of the client under test.
    pub async fn start(now: i64) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(House {
            url: url.clone(),
            now,
            lie: Mutex::new(Lie::None),
            codes: Mutex::default(),
            issued: AtomicUsize::new(0),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .route("/me", get(particulars))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, state }
    }

    pub fn lie(&self, lie: Lie) {
        *self.state.lie.lock().unwrap() = lie;
    }

    /// The user agrees to what stands in the address: the code that goes back.
    pub fn agree(&self, address: &str) -> String {
        let url = reqwest::Url::parse(address).unwrap();
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert!(address.starts_with(&format!("{}/auth?", self.url)), "{address}");
        assert_eq!((query["client_id"].as_str(), query["response_type"].as_str()), (CLIENT, "code"));
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
        let mut codes = self.state.codes.lock().unwrap();
        let code = format!("code-{}", self.state.issued.fetch_add(1, Ordering::Relaxed));
        codes.insert(code.clone(), (query["nonce"].clone(), query["code_challenge"].clone()));
        code
    }
}

async fn describe(State(house): State<Arc<House>>) -> Response {
    let lie = house.lie.lock().unwrap().clone();
    if matches!(lie, Lie::Down) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let url = &house.url;
    let issuer = if matches!(lie, Lie::OtherIssuer) { "https://other.example" } else { url.as_str() };
    let token = if matches!(lie, Lie::PlainAddress) { "http://other.example" } else { url.as_str() };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/auth"),
        "token_endpoint": format!("{token}/token"),
        "userinfo_endpoint": format!("{url}/me"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
    }))
    .into_response()
}

async fn keys() -> Json<Value> {
    let key = KEYS[0].to_public_key();
    let part = |part: &rsa::BigUint| URL_SAFE_NO_PAD.encode(part.to_bytes_be());
    Json(
        json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": part(key.n()), "e": part(key.e()) }] }),
    )
}

async fn token(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    // Client id and secret are form-encoded before they are joined (RFC 6749, 2.3.1).
    let expected = STANDARD.encode("the+shop:a+secret+of+the+shop+and+the+provider");
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    if headers.get("authorization").and_then(|value| value.to_str().ok())
        != Some(&format!("Basic {expected}"))
    {
        return refused("invalid_client");
    }
    let Some((nonce, challenge)) = house.codes.lock().unwrap().remove(&form["code"]) else {
        return refused("invalid_grant");
    };
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != challenge {
        return refused("invalid_grant");
    }
    let lie = house.lie.lock().unwrap().clone();
    let mut answer = json!({ "access_token": "the token", "token_type": "Bearer", "expires_in": 60 });
    if !matches!(lie, Lie::NoIdToken) {
        answer["id_token"] = json!(id_token(&house, &nonce, &lie));
    }
    Json(answer).into_response()
}

fn id_token(house: &House, nonce: &str, lie: &Lie) -> String {
    let mut claims = json!({ "iss": house.url, "sub": "person-1", "aud": CLIENT, "nonce": nonce,
        "iat": house.now, "exp": house.now + 60, "name": "Mei" });
    if let Lie::Claim(name, value) = lie {
        claims[*name] = value.clone();
    }
    let claims = claims.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    let claims: serde_json::Map<_, _> = claims.map(|(name, value)| (name.clone(), value.clone())).collect();
    let algorithm = match lie {
        Lie::Unsigned => "none",
        Lie::SharedSecret => "HS256",
        _ => "RS256",
    };
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = json!({ "alg": algorithm, "typ": "JWT", "kid": "1" });
    let signed = format!("{}.{}", part(head), part(Value::Object(claims)));
    let rsa = |key: &RsaPrivateKey| SigningKey::<Sha256>::new(key.clone()).sign(signed.as_bytes()).to_vec();
    let signature = match lie {
        Lie::Unsigned => Vec::new(),
        Lie::SharedSecret => hmac(SECRET.as_bytes(), signed.as_bytes()),
        Lie::OtherKey => rsa(&KEYS[1]),
        _ => rsa(&KEYS[0]),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// HMAC-SHA256 with ring, so that the forger needs nothing of ours.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    ring::hmac::sign(&key, text).as_ref().to_vec()
}

async fn particulars(State(house): State<Arc<House>>, headers: HeaderMap) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer the token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let other = matches!(*house.lie.lock().unwrap(), Lie::OtherParticulars);
    let subject = if other { "person-2" } else { "person-1" };
    Json(json!({ "sub": subject, "email": "mei@example.com", "email_verified": true })).into_response()
}
