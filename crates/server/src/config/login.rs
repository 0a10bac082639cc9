use crate::fault::{Fault, Result};
use backends::{AlipayLogin, AlipaySettings, OidcLogin, OidcSettings, WeChatLogin, WeChatSettings};
use kernel::{Ambient, Bilingual, Secret};
use ports::LoginProvider;
use serde::Deserialize;
use std::sync::Arc;
use toml::{Table, Value};

/// Others who may say who somebody is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    providers: Vec<Table>,
}

/// The keys of an entry; a key that is no use to its kind is refused like an unknown one.
const OF_ALL: [&str; 5] = ["kind", "code", "name_zh", "name_en", "client_id"];
const OF_OIDC: [&str; 2] = ["issuer", "client_secret"];
const OF_WECHAT: [&str; 5] =
    ["client_secret", "official_client_id", "official_client_secret", "authorize_url", "api_url"];
const OF_ALIPAY: [&str; 4] = ["private_key", "public_key", "authorize_url", "api_url"];

impl Login {
    /// In the order in which they stand. Nobody is asked yet.
    pub fn providers(&self, ambient: &Ambient) -> Result<Vec<Arc<dyn LoginProvider>>> {
        let mut providers: Vec<Arc<dyn LoginProvider>> = Vec::new();
        for (number, table) in self.providers.iter().enumerate() {
            let entry = Entry { number: number + 1, table };
            let provider = entry.provider(ambient)?;
            if providers.iter().any(|other| other.code() == provider.code()) {
                return Err(entry.fault("its code is that of another: each needs one of its own"));
            }
            providers.push(provider);
        }
        Ok(providers)
    }
}

/// One entry. Its values are never repeated in a fault: they may be secrets in the wrong place.
struct Entry<'a> {
    number: usize,
    table: &'a Table,
}

impl Entry<'_> {
    fn provider(&self, ambient: &Ambient) -> Result<Arc<dyn LoginProvider>> {
        match self.text("kind")?.as_str() {
            "oidc" => self.oidc(ambient.clone()),
            "wechat" => self.wechat(),
            "alipay" => self.alipay(ambient.clone()),
            _ => Err(self.fault("kind must be \"oidc\", \"wechat\" or \"alipay\"")),
        }
    }

    fn oidc(&self, ambient: Ambient) -> Result<Arc<dyn LoginProvider>> {
        self.only(&OF_OIDC)?;
        let settings = OidcSettings {
            code: self.code("oidc")?,
            name: self.name("单点登录", "Single sign-on")?,
            issuer: self.text("issuer")?,
            client_id: self.text("client_id")?,
            client_secret: self.secret("client_secret")?,
        };
        let made = OidcLogin::new(settings, ambient);
        Ok(Arc::new(made.map_err(|fault| self.fault(&fault.to_string()))?))
    }

    fn wechat(&self) -> Result<Arc<dyn LoginProvider>> {
        self.only(&OF_WECHAT)?;
        let official = (self.text("official_client_id")?, self.secret("official_client_secret")?);
        let some = !official.0.is_empty() || !official.1.expose().is_empty();
        let settings = WeChatSettings {
            code: self.code("wechat")?,
            name: self.name("微信", "WeChat")?,
            app_id: self.text("client_id")?,
            app_secret: self.secret("client_secret")?,
            official: some.then_some(official),
            open_url: self.or("authorize_url", "https://open.weixin.qq.com")?,
            api_url: self.or("api_url", "https://api.weixin.qq.com")?,
        };
        let made = WeChatLogin::new(settings);
        Ok(Arc::new(made.map_err(|fault| self.fault(&fault.to_string()))?))
    }

    fn alipay(&self, ambient: Ambient) -> Result<Arc<dyn LoginProvider>> {
        self.only(&OF_ALIPAY)?;
        let settings = AlipaySettings {
            code: self.code("alipay")?,
            name: self.name("支付宝", "Alipay")?,
            app_id: self.text("client_id")?,
            private_key: self.secret("private_key")?,
            public_key: self.text("public_key")?,
            open_url: self.or("authorize_url", "https://openauth.alipay.com")?,
            gateway_url: self.or("api_url", "https://openapi.alipay.com/gateway.do")?,
        };
        let made = AlipayLogin::new(settings, ambient);
        Ok(Arc::new(made.map_err(|fault| self.fault(&fault.to_string()))?))
    }

    fn only(&self, own: &[&str]) -> Result<()> {
        let unknown =
            self.table.keys().find(|key| !OF_ALL.contains(&key.as_str()) && !own.contains(&key.as_str()));
        match unknown {
            Some(key) => Err(self.fault(&format!("there is no key called {key} for this kind"))),
            None => Ok(()),
        }
    }

    /// Stands in addresses and rows.
    fn code(&self, default: &str) -> Result<String> {
        let code = self.or("code", default)?;
        let plain = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if plain && (1..=32).contains(&code.len()) {
            Ok(code)
        } else {
            Err(self.fault("code must be 1 to 32 lower-case letters, digits or hyphens"))
        }
    }

    fn name(&self, zh: &str, en: &str) -> Result<Bilingual> {
        Ok(Bilingual::new(self.or("name_zh", zh)?, self.or("name_en", en)?))
    }

    fn or(&self, key: &str, default: &str) -> Result<String> {
        let text = self.text(key)?;
        Ok(if text.is_empty() { default.to_owned() } else { text })
    }

    fn secret(&self, key: &str) -> Result<Secret<String>> {
        self.text(key).map(Secret::new)
    }

    fn text(&self, key: &str) -> Result<String> {
        match self.table.get(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(self.fault(&format!("{key} must be a text in quotation marks"))),
        }
    }

    fn fault(&self, why: &str) -> Fault {
        Fault::usage(format!("login.providers, entry {}: {why}", self.number))
    }
}
