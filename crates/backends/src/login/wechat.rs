use super::{ProviderFault, address, needed, shown};
use crate::http::Http;
use async_trait::async_trait;
use kernel::{Bilingual, Secret};
use ports::{Errand, Inside, LoginError, LoginProvider, Person, Returned, is_wechat};
use reqwest::Url;
use serde::Deserialize;

/// A website application of open.weixin.qq.com.
pub struct WeChatSettings {
    pub code: String,
    pub name: Bilingual,
    pub app_id: String,
    pub app_secret: Secret<String>,
    /// AppID and AppSecret of an official account of mp.weixin.qq.com: for who is in WeChat already. It must belong to the
    /// same owner on the open platform as the website application, or WeChat takes one person for two.
    pub official: Option<(String, Secret<String>)>,
    /// Where browsers are sent: `https://open.weixin.qq.com`.
    pub open_url: String,
    /// Where codes are exchanged: `https://api.weixin.qq.com`.
    pub api_url: String,
}

/// WeChat's log-in by QR code, and by one press for who looks at the shop in WeChat.
///
/// It knows neither PKCE nor a nonce: that a code belongs to this browser rests on the state alone. The subject is the
/// unionid, which is the same in all applications of one owner; where WeChat gives none, the openid of this one.
pub struct WeChatLogin {
    settings: WeChatSettings,
    open: Url,
    api: Url,
    http: Http,
}

/// Fields that are missing stay empty: WeChat answers errors with 200, too.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    errcode: i64,
    access_token: String,
    openid: String,
    unionid: String,
    nickname: String,
}

impl WeChatLogin {
    pub fn new(settings: WeChatSettings) -> Result<Self, ProviderFault> {
        needed(&settings.app_id, "client_id (the AppID)")?;
        needed(settings.app_secret.expose(), "client_secret (the AppSecret)")?;
        if let Some((id, secret)) = &settings.official {
            needed(id, "official_client_id (the AppID of the official account)")?;
            needed(secret.expose(), "official_client_secret (the AppSecret of the official account)")?;
        }
        let open = address(&settings.open_url, "authorize_url")?;
        let api = address(&settings.api_url, "api_url")?;
        Ok(Self { settings, open, api, http: Http::new().map_err(ProviderFault::Client)? })
    }

    /// AppID and AppSecret that this browser has to do with, and whether they are the official account's.
    fn application(&self, agent: &str) -> (&str, &Secret<String>, bool) {
        match &self.settings.official {
            Some((id, secret)) if is_wechat(agent) => (id, secret, true),
            _ => (&self.settings.app_id, &self.settings.app_secret, false),
        }
    }

    /// The secret goes in the address, as WeChat wants it; [`Http`] repeats no address.
    async fn ask(&self, path: &str, values: &[(&str, &str)]) -> Result<Answer, LoginError> {
        let mut url = self.api.clone();
        url.set_path(path);
        url.query_pairs_mut().extend_pairs(values);
        let no_answer = |why: String| LoginError::NoAnswer(why);
        let request = self.http.client().get(url).build();
        let request = request.map_err(|error| no_answer(error.without_url().to_string()))?;
        let answer = self.http.send(request).await.map_err(no_answer)?;
        if answer.status != 200 {
            return Err(no_answer(format!("WeChat answers with status {}", answer.status)));
        }
        let read: Answer =
            serde_json::from_slice(&answer.body).map_err(|_| no_answer("no JSON from WeChat".into()))?;
        match read.errcode {
            0 => Ok(read),
            // invalid, expired or used code
            code @ (40029 | 40163 | 41008) => Err(LoginError::Refused(format!("errcode {code}"))),
            code => Err(no_answer(format!("errcode {code}"))),
        }
    }
}

#[async_trait]
impl LoginProvider for WeChatLogin {
    fn code(&self) -> &str {
        &self.settings.code
    }
    fn name(&self) -> &Bilingual {
        &self.settings.name
    }

    fn inside(&self, agent: &str) -> Inside {
        match (is_wechat(agent), &self.settings.official) {
            (false, _) => Inside::Browser,
            (true, Some(_)) => Inside::OwnApp,
            // The telephone cannot scan its own screen.
            (true, None) => Inside::Shut,
        }
    }

    async fn authorize(&self, errand: &Errand<'_>) -> Result<String, LoginError> {
        let (app_id, _, official) = self.application(errand.agent);
        let (path, scope) = match official {
            true => ("/connect/oauth2/authorize", "snsapi_userinfo"),
            false => ("/connect/qrconnect", "snsapi_login"),
        };
        let mut url = self.open.clone();
        url.set_path(path);
        // WeChat wants them in this order.
        url.query_pairs_mut()
            .append_pair("appid", app_id)
            .append_pair("redirect_uri", errand.return_to)
            .append_pair("response_type", "code")
            .append_pair("scope", scope)
            .append_pair("state", errand.state);
        url.set_fragment(Some("wechat_redirect"));
        Ok(url.into())
    }

    async fn finish(&self, errand: &Errand<'_>, returned: &Returned<'_>) -> Result<Person, LoginError> {
        let (app_id, app_secret, _) = self.application(errand.agent);
        let exchanged = self
            .ask(
                "/sns/oauth2/access_token",
                &[
                    ("appid", app_id),
                    ("secret", app_secret.expose()),
                    ("code", returned.code),
                    ("grant_type", "authorization_code"),
                ],
            )
            .await?;
        if exchanged.openid.is_empty() || exchanged.access_token.is_empty() {
            return Err(LoginError::Forged("an answer without openid and access_token".into()));
        }
        let values = [("access_token", exchanged.access_token.as_str()), ("openid", &exchanged.openid)];
        let info = self.ask("/sns/userinfo", &values).await?;
        if info.openid != exchanged.openid {
            return Err(LoginError::Forged("the particulars are those of somebody else".into()));
        }
        let subject =
            [exchanged.unionid, info.unionid, exchanged.openid].into_iter().find(|id| !id.is_empty());
        Ok(Person {
            subject: subject.unwrap_or_default(),
            email: None,
            email_verified: false,
            phone: None,
            phone_verified: false,
            name: shown(Some(&info.nickname)),
        })
    }
}
