use reqwest::Url;

/// Any provider of OpenID Connect.
mod oidc;
pub use oidc::{OidcLogin, OidcSettings};

/// WeChat's open platform, by its own dialect of OAuth 2.
mod wechat;
pub use wechat::{WeChatLogin, WeChatSettings};

/// Alipay's open platform, by its own signed protocol.
mod alipay;
pub use alipay::{AlipayLogin, AlipaySettings};

/// The signature of Alipay's protocol.
mod rsa2;

/// Why a provider cannot be used as it is set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} must be an address that begins with https:// (http:// only for this machine)")]
    BadAddress(&'static str),
    #[error("{0} is no RSA key of 2048 bits or more, in PEM or as one line of Base64")]
    BadKey(&'static str),
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

fn needed(value: &str, what: &'static str) -> Result<(), ProviderFault> {
    if value.is_empty() { Err(ProviderFault::Missing(what)) } else { Ok(()) }
}

/// Credentials go there: nobody on the way may read them.
fn address(text: &str, what: &'static str) -> Result<Url, ProviderFault> {
    let url = Url::parse(text).map_err(|_| ProviderFault::BadAddress(what))?;
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() == "https" || (url.scheme() == "http" && here) {
        Ok(url)
    } else {
        Err(ProviderFault::BadAddress(what))
    }
}

/// A text of a provider for showing: one short line, or nothing.
fn shown(text: Option<&str>) -> Option<String> {
    let line: String = text?.chars().filter(|c| !c.is_control()).take(80).collect();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_go_over_https_or_nowhere_else() {
        for good in ["https://id.example/x", "http://127.0.0.1:9", "http://localhost:1/a", "http://[::1]:5"] {
            assert!(address(good, "x").is_ok(), "{good}");
        }
        for bad in ["", "id.example", "http://id.example", "ftp://localhost", "http://127.0.0.1.evil.example"]
        {
            assert_eq!(address(bad, "x").err(), Some(ProviderFault::BadAddress("x")), "{bad}");
        }
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(shown(Some(" 小\n红 ")).as_deref(), Some("小红"));
        assert_eq!(shown(Some("\u{7}")), None);
        assert_eq!(shown(Some(&"x".repeat(500))).map(|name| name.len()), Some(80));
    }
}
