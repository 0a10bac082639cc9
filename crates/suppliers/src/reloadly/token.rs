use super::ReloadlySupplier;
use super::call::Service;
use crate::json::Sorted;
use kernel::{Secret, Span, Time};
use outbound::flat::Flat;
use outbound::said::said;
use std::sync::{Mutex, PoisonError};

/// A token is not used in its last minute.
const MARGIN: Span = Span::minutes(1);
/// How long one is taken to last that does not say.
const UNSAID: i64 = 300;
/// None is kept longer, whatever it says.
const LONGEST: i64 = 24 * 60 * 60;

struct Token {
    text: Secret<String>,
    until: Time,
}

/// The tokens of both services, which do not take each other's.
#[derive(Default)]
pub(super) struct Tokens {
    gifts: Mutex<Option<Token>>,
    airtime: Mutex<Option<Token>>,
}

impl Tokens {
    fn place(&self, service: Service) -> &Mutex<Option<Token>> {
        match service {
            Service::Gifts | Service::Cards => &self.gifts,
            Service::Airtime => &self.airtime,
        }
    }

    fn kept(&self, service: Service, now: Time) -> Option<Secret<String>> {
        let kept = self.place(service).lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|token| now < token.until).map(|token| token.text.clone())
    }

    fn keep(&self, service: Service, token: Token) {
        *self.place(service).lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
    }

    pub fn forget(&self, service: Service) {
        *self.place(service).lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Why there is no token; either way nothing was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoToken {
    Silent(String),
    /// The account is not let in.
    Refused(String),
}

impl ReloadlySupplier {
    pub(super) async fn token(&self, service: Service) -> Result<Secret<String>, NoToken> {
        let now = self.ambient.now();
        if let Some(kept) = self.tokens.kept(service, now) {
            return Ok(kept);
        }
        let request = self.http.client().post(format!("{}/oauth/token", self.auth_url));
        let request = request.header("content-type", "application/json").header("accept", "application/json");
        let request = request.body(self.claim(service)).build();
        let request = request.map_err(|error| NoToken::Silent(error.without_url().to_string()))?;
        let answer = self.http.send(request).await.map_err(|silence| NoToken::Silent(silence.why))?;
        let (text, lasts) = read(answer.status, &answer.body, &self.client_secret)?;
        let until = now.after(Span::seconds(lasts)).before(MARGIN);
        self.tokens.keep(service, Token { text: text.clone(), until });
        Ok(text)
    }

    /// Who we are, and whom the token is for.
    pub(super) fn claim(&self, service: Service) -> String {
        let mut body = Sorted::default();
        body.text("audience", self.url(service));
        body.text("client_id", &self.client_id);
        body.text("client_secret", self.client_secret.expose());
        body.text("grant_type", "client_credentials");
        body.written()
    }
}

/// The token, and for how many seconds.
pub(super) fn read(
    status: u16,
    body: &[u8],
    secret: &Secret<String>,
) -> Result<(Secret<String>, i64), NoToken> {
    let told = Flat::read(body);
    match (status, told) {
        (200..=299, Some(told)) => {
            let text = told.text("access_token");
            let fits = (1..=8192).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
            if !fits {
                return Err(NoToken::Silent("the answer's token cannot be read".into()));
            }
            let lasts = told.text("expires_in").parse().unwrap_or(UNSAID).clamp(0, LONGEST);
            Ok((Secret::new(text), lasts))
        }
        (400 | 401 | 403, Some(told)) => Err(NoToken::Refused(said(&told.text("message"), secret.expose()))),
        _ => Err(NoToken::Silent(format!("no token: it answered with status {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_until_shortly_before_its_end() {
        let tokens = Tokens::default();
        let at = Time::from_unix_seconds;
        assert!(tokens.kept(Service::Gifts, at(0)).is_none());
        tokens.keep(Service::Cards, Token { text: Secret::new("t".to_owned()), until: at(100) });
        assert!(tokens.kept(Service::Gifts, at(99)).is_some(), "one for both versions");
        assert!(tokens.kept(Service::Gifts, at(100)).is_none());
        assert!(tokens.kept(Service::Airtime, at(0)).is_none(), "each service has its own");
        tokens.forget(Service::Gifts);
        assert!(tokens.kept(Service::Cards, at(0)).is_none());
    }
}
