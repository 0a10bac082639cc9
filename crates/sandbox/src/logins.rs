//! WeChat and Alipay as somebody who logs in meets them: a page that asks for consent, and what the shop's server then
//! asks. Written from their public documents, without a look at the client side.

/// What Alipay's gateway answers, signed.
mod alipay;
/// The page on which somebody agrees.
mod consent;
/// What WeChat's server answers.
mod wechat;

use crate::ambient;
use axum::Router;
use axum::routing::{get, post};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use std::collections::HashMap;
use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Somebody who may agree.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Stands in the form that agrees.
    pub id: String,
    pub name: String,
}

/// What the two are started with. It has no `Debug`: secrets would be in it.
#[derive(Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// The address that browsers may be sent back to begins with this.
    pub return_to: String,
    /// AppID and AppSecret of the WeChat application.
    pub wechat: (String, String),
    /// AppID and AppSecret of an official account of the same owner.
    pub official: (String, String),
    /// APPID of the Alipay application.
    pub alipay: String,
    pub visitors: Vec<Visitor>,
}

/// What the two do wrong, for tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bend {
    #[default]
    Nothing,
    /// Answers are signed with another key.
    WrongKey,
    /// Answers are changed after they were signed.
    Changed,
    /// The particulars are those of somebody else.
    SomebodyElse,
    /// WeChat gives no unionid; Alipay gives a user_id and no open_id.
    OldIds,
    /// Nothing but errors.
    Down,
}

/// A code that was given to a browser.
struct Consent {
    app: String,
    visitor: String,
    given_at: i64,
    used: bool,
}

#[derive(Default)]
struct Book {
    codes: HashMap<String, Consent>,
    /// Access tokens, and whom they are about.
    tokens: HashMap<String, String>,
    /// The key that the Alipay application signs with, once the shop has handed it in.
    application_key: Option<rsa::RsaPublicKey>,
    bend: Bend,
}

struct House {
    config: Config,
    /// Alipay's own, and one that is not Alipay's.
    keys: [RsaPrivateKey; 2],
    book: Mutex<Book>,
}

impl House {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A fresh code for that visitor; none where nobody is called that.
    fn agree(&self, app: &str, visitor: &str) -> Option<String> {
        self.config.visitors.iter().find(|known| known.id == visitor)?;
        let code = ambient::id("").ok()?;
        let consent = Consent {
            app: app.to_owned(),
            visitor: visitor.to_owned(),
            given_at: ambient::now_ms(),
            used: false,
        };
        self.book().codes.insert(code.clone(), consent);
        Some(code)
    }

    /// Whom the code is about; it is used up.
    fn redeem(&self, app: &str, code: &str) -> std::result::Result<String, Spent> {
        const LIVES: i64 = 10 * 60 * 1000;
        let mut book = self.book();
        let consent = book.codes.get_mut(code).filter(|consent| consent.app == app).ok_or(Spent::Unknown)?;
        if consent.used {
            return Err(Spent::Used);
        }
        consent.used = true;
        if ambient::now_ms() - consent.given_at > LIVES {
            return Err(Spent::Unknown);
        }
        Ok(consent.visitor.clone())
    }

    /// Empty where the system gives no randomness: no client takes that for a token.
    fn issue(&self, visitor: &str) -> String {
        let token = ambient::id("").unwrap_or_default();
        self.book().tokens.insert(token.clone(), visitor.to_owned());
        token
    }

    /// Whom the particulars are about that are given for a token.
    fn holder(&self, token: &str) -> Option<Visitor> {
        let book = self.book();
        let holder = book.tokens.get(token)?;
        let other = book.bend == Bend::SomebodyElse;
        self.config.visitors.iter().find(|visitor| (visitor.id == *holder) != other).cloned()
    }
}

enum Spent {
    Unknown,
    Used,
}

/// Both, running. Dropping it stops them.
pub struct Running {
    pub addr: SocketAddr,
    house: Arc<House>,
    server: JoinHandle<()>,
}

impl Running {
    /// Alipay's public key, as its platform shows it: one line of Base64.
    pub fn alipay_key(&self) -> Result<String> {
        let [own, _] = &self.house.keys;
        let pem = own.to_public_key().to_public_key_pem(LineEnding::LF).map_err(Error::other)?;
        Ok(pem.lines().filter(|line| !line.starts_with("-----")).collect())
    }

    /// Hands in the public key of the Alipay application, in PEM.
    pub fn hand_in(&self, pem: &str) -> Result<()> {
        use rsa::pkcs8::DecodePublicKey;
        let key = rsa::RsaPublicKey::from_public_key_pem(pem).map_err(Error::other)?;
        self.house.book().application_key = Some(key);
        Ok(())
    }

    pub fn bend(&self, bend: Bend) {
        self.house.book().bend = bend;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Starts both on one port. Makes two keys of 2048 bits, which takes a moment.
pub async fn start(config: Config) -> Result<Running> {
    let listener = TcpListener::bind(config.listen).await?;
    let addr = listener.local_addr()?;
    let key = || RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(Error::other);
    let keys = [key()?, key()?];
    let house = Arc::new(House { config, keys, book: Mutex::default() });
    let routes = routes(house.clone());
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, routes).await {
            tracing::error!(%error, "the stand-ins for log-ins ended");
        }
    });
    Ok(Running { addr, house, server })
}

fn routes(house: Arc<House>) -> Router {
    Router::new()
        .route("/connect/qrconnect", get(consent::wechat).post(consent::wechat_agree))
        .route("/connect/oauth2/authorize", get(consent::official).post(consent::official_agree))
        .route("/sns/oauth2/access_token", get(wechat::access_token))
        .route("/sns/userinfo", get(wechat::user_info))
        .route("/oauth2/publicAppAuthorize.htm", get(consent::alipay).post(consent::alipay_agree))
        .route("/gateway.do", post(alipay::gateway))
        .with_state(house)
}
