//! Where a gateway or a supplier is: the addresses that may be typed in, and the links that a payer may be sent to.

use ports::BadField;
use reqwest::Url;
use std::net::IpAddr;

/// The address that paths are put behind, without a slash at its end. `https://`; `http://` only inside the house. One
/// that was pasted with a page at its end is the address before it.
pub fn base(text: &str, pages: &[&str]) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let anonymous = url.username().is_empty() && url.password().is_none();
    let bare = url.query().is_none() && url.fragment().is_none();
    let safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_inside(url.host_str()?),
        _ => false,
    };
    if !anonymous || !bare || !safe {
        return None;
    }
    let text = url.as_str().trim_end_matches('/');
    let cut = pages.iter().find_map(|page| text.strip_suffix(page)).unwrap_or(text);
    Some(cut.trim_end_matches('/').to_owned())
}

/// Loopback and private addresses, and names that only this house knows, as containers have them.
pub fn is_inside(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => !kernel::is_public(address),
        Err(_) => !host.contains('.'),
    }
}

/// What to say beside that field.
pub fn bad(field: &'static str) -> BadField {
    BadField {
        field,
        zh: "请填 https:// 开头的地址,不带查询;http:// 只能用于本机或内网。",
        en: "Give an address that begins with https:// and has no query; http:// only for this machine or the network \
             inside.",
    }
}

/// Whether a payer may be sent there: a page, never a script.
pub fn is_page(text: &str) -> bool {
    let fits = text.len() <= 4096 && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    fits && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The same, or the address of an app: `weixin://…`.
pub fn is_page_or_app(text: &str) -> bool {
    const SCRIPTS: [&str; 7] = ["javascript", "data", "vbscript", "file", "blob", "about", "view-source"];
    let fits = text.len() <= 4096 && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    fits && Url::parse(text).is_ok_and(|url| !SCRIPTS.contains(&url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_are_taken() {
        for (text, read) in [
            ("https://pay.example.com", "https://pay.example.com"),
            ("https://pay.example.com/", "https://pay.example.com"),
            ("https://pay.example.com/epay/submit.php", "https://pay.example.com/epay"),
            ("http://127.0.0.1:9/epay/", "http://127.0.0.1:9/epay"),
            ("http://[::1]:9", "http://[::1]:9"),
            ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
            ("http://bepusdt:8080", "http://bepusdt:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(base(text, &["submit.php"]).as_deref(), Some(read), "{text}");
        }
        for text in [
            "",
            "pay.example.com",
            "ftp://x",
            "http://pay.example.com",
            "http://8.8.8.8",
            "https://a:b@x.example",
            "https://x.example/?a=1",
            "https://x.example/#a",
            "javascript:alert(1)",
        ] {
            assert_eq!(base(text, &[]), None, "{text}");
        }
    }

    #[test]
    fn no_payer_is_sent_to_a_script() {
        assert!(
            is_page("https://pay.example.com/1?a=b") && is_page_or_app("weixin://wxpay/bizpayurl?pr=04IPMKM")
        );
        for text in
            ["javascript:alert(1)", "data:text/html,x", "JavaScript:1", "/pay/1", "", "https://a b", "x\n"]
        {
            assert!(!is_page(text) && !is_page_or_app(text), "{text}");
        }
        assert!(!is_page("weixin://x"));
    }
}
