use crate::errors::Fault;
use crate::fields::Fields;
use crate::hosts::{OwnStore, own_store};
use crate::{Storefront, cookies};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use identity::{Place, Session};
use kernel::{Bilingual, Language, MerchantId, Region, UserId};
use minijinja::{Value, context};
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Somebody looks at a page.
pub(crate) struct Visit {
    pub shop: Storefront,
    pub language: Language,
    pub session: Option<Session>,
    pub session_token: Option<String>,
    pub csrf_cookie: Option<String>,
    /// What goes with a code that this browser has asked for.
    pub code_cookie: Option<String>,
    /// The cookie of a browser that is on its way to a log-in elsewhere, or back from it.
    pub login_cookie: Option<String>,
    /// The same of who was sent to a payment channel, to tell who pays.
    pub payer_cookie: Option<String>,
    /// Of a browser in which somebody has applied to sell.
    pub device_cookie: Option<String>,
    /// The browser says that the request began on another site.
    pub cross_site: bool,
    /// The network address, as far as it is known.
    pub address: String,
    /// What the browser says that it is.
    pub agent: String,
    /// Where to come back to after a change of language or a log-in: path and query.
    pub here: String,
    pub query: Fields,
    /// Where they say to be; none where they have not said.
    pub region: Option<Region>,
    /// The store at whose own domain this is; none at the platform's.
    pub own: Option<Arc<OwnStore>>,
}

impl FromRequestParts<Storefront> for Visit {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, shop: &Storefront) -> Result<Self, Fault> {
        let mut visit = Self::of_stranger(parts, shop);
        if visit.own.is_some() {
            // Nobody is logged in at a merchant's domain, whatever cookie comes.
            return Ok(visit);
        }
        if let Some(token) = cookies::read(&parts.headers, cookies::SESSION, visit.secure()) {
            visit.session = shop.0.identity.session(token).await?;
            visit.session_token = visit.session.as_ref().map(|_| token.to_owned());
        }
        Ok(visit)
    }
}

impl Visit {
    /// Without asking who it is: needs no database.
    pub fn of_stranger(parts: &Parts, shop: &Storefront) -> Self {
        let (headers, secure) = (&parts.headers, shop.0.settings.secure_cookies);
        let here = parts.uri.path_and_query().map_or("/", |address| address.as_str());
        Self {
            language: language(headers, secure),
            session: None,
            session_token: None,
            csrf_cookie: cookies::read(headers, cookies::CSRF, secure).map(str::to_owned),
            code_cookie: cookies::read(headers, cookies::ASKED_CODE, secure).map(str::to_owned),
            login_cookie: cookies::read(headers, cookies::LOGIN, secure).map(str::to_owned),
            payer_cookie: cookies::read(headers, cookies::PAYER, secure).map(str::to_owned),
            device_cookie: cookies::read(headers, cookies::DEVICE, secure).map(str::to_owned),
            cross_site: headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site"),
            address: address(parts, shop.0.settings.trusted_proxy),
            agent: headers
                .get(header::USER_AGENT)
                .and_then(|it| it.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            here: if parts.method.is_safe() { here.to_owned() } else { "/".to_owned() },
            query: Fields::of_query(&parts.uri),
            region: cookies::read(headers, cookies::REGION, secure).and_then(|code| code.parse().ok()),
            own: own_store(parts),
            shop: shop.clone(),
        }
    }

    pub fn secure(&self) -> bool {
        self.shop.0.settings.secure_cookies
    }

    /// The user, or the way to the log-in page. Who has a second factor is not in before they have proved it.
    pub fn user(&self) -> Result<UserId, Fault> {
        Ok(self.proved()?.user)
    }

    /// As [`Visit::user`], with the whole session.
    pub fn proved(&self) -> Result<&Session, Fault> {
        let session = self.session.as_ref().ok_or_else(|| Fault::LogIn { next: self.here.clone() })?;
        if session.second_factor && session.strong_at.is_none() {
            return Err(Fault::Prove { next: self.here.clone() });
        }
        Ok(session)
    }

    /// A guest, or somebody who is wholly logged in.
    pub fn guest_or_proved(&self) -> Result<(), Fault> {
        if self.session.is_some() { self.proved().map(drop) } else { Ok(()) }
    }

    pub fn region_or_default(&self) -> Region {
        self.region.unwrap_or(self.shop.0.orders.settings().region)
    }

    /// At a store's own domain there is nothing of others.
    pub fn must_be_here(&self, merchant: MerchantId) -> Result<(), Fault> {
        match &self.own {
            Some(own) if own.merchant != merchant => Err(Fault::NotFound),
            Some(_) | None => Ok(()),
        }
    }

    /// The one address of something of that merchant's: at the store's own domain, where it has one.
    pub async fn canonical(&self, merchant: MerchantId, there: &str, here: &str) -> String {
        match self.shop.0.hosts.own_address(merchant).await {
            Some(domain) => format!("{domain}{there}"),
            None => format!("{}{here}", self.shop.0.hosts.base_url()),
        }
    }

    pub fn place(&self) -> Place<'_> {
        Place::new(&self.address, &self.agent)
    }

    /// Orders that were placed as a guest become theirs with the contact that they have proved. A failure keeps nobody
    /// out: the next proof tries again.
    pub async fn claim_orders(&self, user: UserId, contact: &str) {
        if contact.is_empty() {
            return;
        }
        if let Err(error) = self.shop.0.orders.claim(user, contact).await {
            tracing::warn!(%error, %user, "a guest's orders could not be claimed");
        }
    }

    pub fn code_cookie(&self) -> &str {
        self.code_cookie.as_deref().unwrap_or_default()
    }

    pub fn say(&self, key: &str) -> String {
        self.fill(key, &[])
    }
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.shop.0.renderer.words(self.language).say(key, values)
    }
    pub fn knows(&self, key: &str) -> bool {
        self.shop.0.renderer.words(self.language).has(key)
    }
    pub fn read<'a>(&self, text: &'a Bilingual) -> &'a str {
        text.get(self.language)
    }

    /// A page that a guest may keep: sets no cookie.
    pub fn page(&self, status: StatusCode, template: &str, values: Value) -> Result<Response, Fault> {
        let csrf = self.session.as_ref().map(|session| session.csrf.clone());
        let html = self.html(template, context! { csrf, ..values })?;
        Ok((status, [(header::CACHE_CONTROL, "private, no-cache")], Html(html)).into_response())
    }

    /// A page for this visitor alone, with forms: a guest gets the cookie that goes with them.
    pub fn own_page(&self, status: StatusCode, template: &str, values: Value) -> Result<Response, Fault> {
        let (csrf, cookie) = self.csrf();
        let html = self.html(template, context! { csrf, ..values })?;
        let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response();
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    pub fn html(&self, template: &str, values: Value) -> Result<String, Fault> {
        let other = match self.language {
            Language::Zh => context! { code => "en", tag => "en", name => "English" },
            Language::En => context! { code => "zh", tag => "zh-CN", name => "中文" },
        };
        let platform = self.read(&self.shop.0.settings.site_name);
        let base = context! {
            site => self.own.as_ref().map_or(platform, |own| self.read(&own.name)),
            own => self.own.as_ref().map(|own| context! {
                domain => own.domain(),
                platform,
                address => self.shop.0.hosts.base_url(),
            }),
            html_lang => match self.language { Language::Zh => "zh-CN", Language::En => "en" },
            here => encode(&self.here),
            user => self.session.as_ref().map(identity::Session::called),
            query => "",
            other,
        };
        let values = context! { ..values, ..base };
        self.shop.0.renderer.html(self.language, template, values).map_err(|error| {
            tracing::error!(error = format!("{error:#}"), template, "a page could not be rendered");
            Fault::Broken
        })
    }
}

/// The cookie decides, then the browser's wish, then Chinese.
fn language(headers: &HeaderMap, secure: bool) -> Language {
    match cookies::read(headers, cookies::LANGUAGE, secure) {
        Some("zh") => return Language::Zh,
        Some("en") => return Language::En,
        _ => {}
    }
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|wish| wish.to_str().ok()).unwrap_or_default();
    wished(wish)
}

/// The first of our languages in an `Accept-Language`; browsers write the most wanted first.
fn wished(wish: &str) -> Language {
    let tags = wish.split(',').filter(|tag| !tag.contains("q=0;") && !tag.trim().ends_with("q=0"));
    let ours = tags.filter_map(|tag| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
        "zh" => Some(Language::Zh),
        "en" => Some(Language::En),
        _ => None,
    });
    ours.into_iter().next().unwrap_or_default()
}

fn address(parts: &Parts, trusted_proxy: bool) -> String {
    let told = || parts.headers.get_all("x-forwarded-for").into_iter().next_back().and_then(last_address);
    if let Some(address) = trusted_proxy.then(told).flatten() {
        return address;
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_canonical().to_string())
}

fn last_address(line: &HeaderValue) -> Option<String> {
    let last = line.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse::<IpAddr>().ok().map(|address| address.to_canonical().to_string())
}

/// For a value inside a query: slashes may stay.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte))
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Only a place in this shop: nobody is sent elsewhere by a link of ours.
pub(crate) fn own_place(next: &str) -> Option<&str> {
    let plain = next.len() <= 600 && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && next.starts_with('/') && !next.starts_with("//")).then_some(next)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_out_of_the_shop() {
        for good in ["/", "/p/a?x=1", "/c/%E8%B1%86"] {
            assert_eq!(own_place(good), Some(good));
        }
        for bad in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/ a", "a"] {
            assert_eq!(own_place(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_browser_says_which_language_first() {
        for (wish, language) in [
            ("", Language::Zh),
            ("de,fr", Language::Zh),
            ("en-GB,en;q=0.9,zh;q=0.8", Language::En),
            ("de,zh-TW,en", Language::Zh),
            ("en;q=0, zh", Language::Zh),
            ("é", Language::Zh),
        ] {
            assert_eq!(wished(wish), language, "{wish}");
        }
    }

    #[test]
    fn queries_hold_no_strange_signs() {
        assert_eq!(encode("/?q=豆&x"), "/%3Fq%3D%E8%B1%86%26x");
    }

    proptest::proptest! {
        /// Where somebody is sent to after a log-in begins with one slash, whatever a browser makes of it.
        #[test]
        fn an_own_place_is_one_of_ours(next in proptest::prop_oneof!["[/\\\\ -~]{0,20}", ".{0,20}"]) {
            if let Some(place) = own_place(&next) {
                proptest::prop_assert!(place.starts_with('/') && place.as_bytes().get(1) != Some(&b'/'));
                proptest::prop_assert!(place.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'));
                proptest::prop_assert!(HeaderValue::from_str(place).is_ok());
            }
        }
        /// What is put into a query comes out of it as it was.
        #[test]
        fn queries_round_trip(text in ".{0,40}") {
            let uri: axum::http::Uri = format!("/?next={}", encode(&text)).parse().unwrap();
            let fields = Fields::of_query(&uri);
            proptest::prop_assert_eq!(fields.get("next"), text.as_str());
        }
        #[test]
        fn any_wish_for_a_language_is_one_of_ours(wish in ".{0,60}") {
            proptest::prop_assert!(matches!(wished(&wish), Language::Zh | Language::En));
        }
    }
}
