use super::ReloadlySupplier;
use super::token::NoToken;
use kernel::Secret;
use outbound::flat::Flat;
use outbound::said::said;
use ports::{SupplyError, Wanted};
use reqwest::Method;

/// A page of goods holds what each of them is good for, in many words.
const ANSWER_MAX: usize = 8 * 1024 * 1024;

/// Whom is asked, and in which version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Gifts,
    /// Of gift cards, too, but newer.
    Cards,
    Airtime,
}

impl Service {
    pub fn of(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Keys => Self::Gifts,
            Wanted::Credit => Self::Airtime,
        }
    }

    pub fn accept(self) -> &'static str {
        match self {
            Self::Gifts => "application/com.reloadly.giftcards-v1+json",
            Self::Cards => "application/com.reloadly.giftcards-v2+json",
            Self::Airtime => "application/com.reloadly.topups-v1+json",
        }
    }

    /// Where all orders are listed.
    pub fn reports(self) -> &'static str {
        match self {
            Self::Gifts | Self::Cards => "/reports/transactions",
            Self::Airtime => "/topups/reports/transactions",
        }
    }

    /// Where one order is.
    pub fn one(self, number: &str) -> String {
        match self {
            Self::Gifts | Self::Cards => format!("/reports/transactions/{number}"),
            Self::Airtime => format!("/topups/{number}/status"),
        }
    }
}

/// What was answered to a request.
pub(super) enum Told {
    Good(Vec<u8>),
    Refused(Refusal),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    pub status: u16,
    /// Empty where none is given.
    pub code: String,
    pub message: String,
}

impl Refusal {
    /// In its own words.
    pub fn said(&self, secret: &Secret<String>) -> String {
        let text = match (self.code.as_str(), self.message.as_str()) {
            ("", message) => message.to_owned(),
            (code, "") => code.to_owned(),
            (code, message) => format!("{code}: {message}"),
        };
        said(&text, secret.expose())
    }
}

impl Told {
    pub fn good(self, secret: &Secret<String>) -> Result<Vec<u8>, SupplyError> {
        match self {
            Self::Good(body) => Ok(body),
            Self::Refused(refusal) => Err(SupplyError::Unknown(refusal.said(secret))),
        }
    }
}

impl ReloadlySupplier {
    pub(super) fn url(&self, service: Service) -> &str {
        match service {
            Service::Gifts | Service::Cards => &self.gifts_url,
            Service::Airtime => &self.topups_url,
        }
    }

    pub(super) async fn get(&self, service: Service, path: &str) -> Result<Told, SupplyError> {
        self.ask(service, Method::GET, path, None).await
    }

    pub(super) async fn post(&self, service: Service, path: &str, body: String) -> Result<Told, SupplyError> {
        self.ask(service, Method::POST, path, Some(body)).await
    }

    /// Once more with a new token where the old one was not taken.
    async fn ask(
        &self,
        service: Service,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Told, SupplyError> {
        let told = self.once(service, method.clone(), path, body.clone()).await?;
        match told {
            Told::Refused(Refusal { status: 401, .. }) => {
                self.tokens.forget(service);
                self.once(service, method, path, body).await
            }
            told => Ok(told),
        }
    }

    async fn once(
        &self,
        service: Service,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Told, SupplyError> {
        // Without a token nothing was asked.
        let token = self.token(service).await.map_err(|why| match why {
            NoToken::Silent(why) | NoToken::Refused(why) => SupplyError::NotReached(why),
        })?;
        let request = self.request(service, method, path, body, &token)?;
        let answer = self.http.fetch(request, ANSWER_MAX).await?;
        read(answer.status, answer.body)
    }

    pub(super) fn request(
        &self,
        service: Service,
        method: Method,
        path: &str,
        body: Option<String>,
        token: &Secret<String>,
    ) -> Result<reqwest::Request, SupplyError> {
        let request = self.http.client().request(method, format!("{}{path}", self.url(service)));
        let request = request.header("accept", service.accept()).bearer_auth(token.expose());
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            None => request,
        };
        // Certain: a request that cannot even be made was not sent.
        request.build().map_err(|error| SupplyError::NotReached(error.without_url().to_string()))
    }
}

pub(super) fn read(status: u16, body: Vec<u8>) -> Result<Told, SupplyError> {
    let other = || SupplyError::Unknown(format!("the supplier answered with status {status}"));
    match status {
        200..=299 => Ok(Told::Good(body)),
        400 | 401 | 403 | 404 | 409 | 422 => {
            let told = Flat::read(&body).ok_or_else(other)?;
            let refusal = Refusal { status, code: told.text("errorCode"), message: told.text("message") };
            Ok(Told::Refused(refusal))
        }
        _ => Err(other()),
    }
}
