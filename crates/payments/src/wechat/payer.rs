//! Who pays inside WeChat: the log-in of an official account ("web page authorization", developers.weixin.qq.com, 网页授权),
//! by `snsapi_base`, which comes back at once and tells the open id and nothing else.

use super::WechatChannel;
use super::words::escaped;
use crate::http::Http;
use crate::said::said;
use kernel::Secret;
use ports::ChannelError;
use serde::Deserialize;

/// What the official account's log-in needs beside the AppID.
pub(super) struct Official {
    pub secret: Secret<String>,
    /// Where browsers are sent; no slash at its end.
    pub open_url: String,
    /// Where codes are exchanged; no slash at its end.
    pub sns_url: String,
}

/// Fields that are missing stay empty: WeChat answers errors with 200, too.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    errcode: i64,
    errmsg: String,
    openid: String,
}

impl Official {
    /// WeChat wants the parameters in this order, and the fragment.
    pub fn link(&self, app_id: &str, return_to: &str, state: &str) -> String {
        format!(
            "{}/connect/oauth2/authorize?appid={}&redirect_uri={}&response_type=code&scope=snsapi_base&state={}#wechat_redirect",
            self.open_url,
            escaped(app_id),
            escaped(return_to),
            escaped(state)
        )
    }

    /// The secret goes in the address, as WeChat wants it; [`Http`] repeats no address.
    async fn exchange(&self, http: &Http, app_id: &str, code: &str) -> Result<String, ChannelError> {
        let address = format!(
            "{}/sns/oauth2/access_token?appid={}&secret={}&code={}&grant_type=authorization_code",
            self.sns_url,
            escaped(app_id),
            escaped(self.secret.expose()),
            escaped(code)
        );
        let request = http.client().get(address).build();
        let request = request.map_err(|error| ChannelError::Unknown(error.without_url().to_string()))?;
        let answer = http.send(request).await?;
        if answer.status != 200 {
            return Err(ChannelError::Unknown(format!("WeChat answers with status {}", answer.status)));
        }
        read(&answer.body, self.secret.expose())
    }
}

impl WechatChannel {
    pub(super) async fn open_id(&self, code: &str) -> Result<String, ChannelError> {
        let official = self.official.as_ref().ok_or(ChannelError::CannotTell)?;
        official.exchange(&self.http, &self.app_id, code).await
    }
}

fn read(body: &[u8], secret: &str) -> Result<String, ChannelError> {
    let no_json = |_| ChannelError::Unknown("the answer cannot be read".into());
    let answer: Answer = serde_json::from_slice(body).map_err(no_json)?;
    if answer.errcode != 0 {
        let why = said(&format!("errcode {} {}", answer.errcode, answer.errmsg), secret);
        // Invalid, used, expired: another one may be good.
        let of_code = matches!(answer.errcode, 40029 | 40163 | 41008 | 42003);
        return Err(if of_code { ChannelError::Refused(why) } else { ChannelError::Unknown(why) });
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-".contains(&b);
    let fits = (1..=128).contains(&answer.openid.len()) && answer.openid.bytes().all(plain);
    let none = || ChannelError::Unknown("the answer names no open id".into());
    Some(answer.openid).filter(|_| fits).ok_or_else(none)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_the_one_of_the_document() {
        let official = Official {
            secret: Secret::new("s".into()),
            open_url: "https://open.weixin.qq.com".into(),
            sns_url: "https://api.weixin.qq.com".into(),
        };
        // The example of the page, with the shop's own parameters.
        assert_eq!(
            official.link("wx520c15f417810387", "https://shop.example/pay/ord_1.x?a=1", "123"),
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387\
             &redirect_uri=https%3A%2F%2Fshop.example%2Fpay%2Ford_1.x%3Fa%3D1&response_type=code&scope=snsapi_base\
             &state=123#wechat_redirect"
        );
    }

    #[test]
    fn only_an_open_id_is_taken_for_one() {
        let told = |body: &str| read(body.as_bytes(), "s3cret");
        let whole = r#"{"access_token":"T","expires_in":7200,"refresh_token":"R","openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o","scope":"snsapi_base"}"#;
        assert_eq!(told(whole).unwrap(), "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
        let refused = told(r#"{"errcode":40029,"errmsg":"invalid code, s3cret"}"#);
        assert!(
            matches!(refused, Err(ChannelError::Refused(why)) if why == "errcode 40029 invalid code, ***")
        );
        let wrong = told(r#"{"errcode":40125,"errmsg":"invalid appsecret"}"#);
        assert!(matches!(wrong, Err(ChannelError::Unknown(_))));
        for body in ["", "<xml/>", "{}", r#"{"openid":""}"#, r#"{"openid":"a b"}"#, r#"{"openid":5}"#] {
            assert!(matches!(told(body), Err(ChannelError::Unknown(_))), "{body}");
        }
        assert!(told(&format!(r#"{{"openid":"{}"}}"#, "x".repeat(129))).is_err());
    }
}
