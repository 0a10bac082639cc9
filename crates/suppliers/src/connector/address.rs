use super::message::Message;
use super::template::Unwritable;
use outbound::address;
use reqwest::Url;

/// Where a supplier is. Every request goes below it.
pub(super) struct Base {
    /// `https://api.example.com`
    origin: String,
    /// Without a slash at its end.
    path: String,
}

impl Base {
    pub fn read(text: &str) -> Option<Self> {
        let url = Url::parse(&address::base(text, &[])?).ok()?;
        let path = url.path().trim_end_matches('/').to_owned();
        Some(Self { origin: url.origin().ascii_serialization(), path })
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    /// For people: of a message whose secrets are masked, which is no address.
    pub fn shown(&self, message: &Message) -> String {
        format!("{}{}", self.origin, message.target())
    }

    /// Exactly what was written, or nothing: an address that is read as another one leads out of the base.
    pub fn url(&self, message: &Message) -> Result<Url, Unwritable> {
        let elsewhere = Unwritable("the path leads elsewhere");
        let url = Url::parse(&self.shown(message)).map_err(|_| elsewhere)?;
        let below = message.path.strip_prefix(&self.path).is_some_and(|rest| rest.starts_with('/'));
        let same = below
            && url.origin().ascii_serialization() == self.origin
            && url.path() == message.path
            && url.query().unwrap_or_default() == message.query
            && url.fragment().is_none();
        if same { Ok(url) } else { Err(elsewhere) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, path: &str, query: &str) -> Option<String> {
        let base = Base::read(base).unwrap();
        let path = format!("{}{path}", base.path());
        let message = Message { path, query: query.to_owned(), ..Message::default() };
        base.url(&message).ok().map(|url| url.to_string())
    }

    #[test]
    fn nothing_leads_out_of_the_base() {
        let base = "https://api.example.com/open/";
        assert_eq!(url(base, "/order", "a=1"), Some("https://api.example.com/open/order?a=1".to_owned()));
        assert_eq!(url("http://[::1]:9", "/a%2Fb", ""), Some("http://[::1]:9/a%2Fb".to_owned()));
        for path in ["/../x", "/a/./b", "/%2e%2e/x", "/a\\b", "/a#b", "/a?b=c", "/a b", "@evil.example/"] {
            assert_eq!(url(base, path, ""), None, "{path}");
        }
        assert_eq!(url("https://api.example.com", "@evil.example/", ""), None);
        assert_eq!(url("https://api.example.com", ".evil.example/", ""), None);
    }
}
