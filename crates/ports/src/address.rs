use url::{Host, Url};

/// What is wrong with where a gateway is said to be, in Chinese and in English; none where nothing is. Whoever names a
/// gateway chooses whom this machine asks, so: by https, at the public internet. `private` lets gateways of this house
/// be asked, too, by http if need be. What a name leads to is looked at when it is asked.
pub(crate) fn fault(text: &str, private: bool) -> Option<(&'static str, &'static str)> {
    let Ok(url) = Url::parse(text) else {
        return Some((
            "请填写完整的网址，例如 https://pay.example.com",
            "give a whole address: https://pay.example.com",
        ));
    };
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Some((
            "网址里不能有用户名、密码或 # 之后的内容",
            "an address may hold no user name, password, or anything behind a #",
        ));
    }
    let Some(host) = url.host() else {
        return Some(("网址里缺少主机名", "the address names no host"));
    };
    let inside = is_inside(&host);
    match url.scheme() {
        "https" if !inside || private => None,
        "http" if inside && private => None,
        "http" if !inside => Some((
            "网关必须使用 https：密钥和金额不能以明文传送",
            "the gateway must be reached by https: keys and amounts may not travel in clear",
        )),
        "http" | "https" => Some((
            "不允许内网地址；如网关确实在本机或内网，请在配置中打开 payments.private_gateways",
            "addresses of this house are not allowed: where the gateway is here, set payments.private_gateways",
        )),
        _ => Some(("网址必须以 https:// 开头", "an address begins with https://")),
    }
}

/// Whether somebody who named it may be told something there, by https or http. As for [`fault`], `private` lets it be in
/// this house.
pub(crate) fn is_reachable(text: &str, private: bool) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let anonymous = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let inside = url.host().as_ref().map(is_inside);
    text.len() <= 2_000
        && anonymous
        && matches!(url.scheme(), "http" | "https")
        && inside.is_some_and(|inside| private || !inside)
}

/// Of this machine or its network, as far as the text tells.
fn is_inside(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => !kernel::is_public((*address).into()),
        Host::Ipv6(address) => !kernel::is_public((*address).into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next().unwrap_or_default();
            !name.contains('.') || matches!(last, "localhost" | "local" | "internal" | "lan" | "home")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gateways_are_asked_by_https_at_the_public_internet() {
        for fine in ["https://pay.example.com", "https://pay.example.com:8443/epay/", "https://1.1.1.1/x?y=1"]
        {
            assert_eq!(fault(fine, false), None, "{fine}");
            assert_eq!(fault(fine, true), None, "{fine}");
        }
        for never in [
            "",
            "pay.example.com",
            "http://pay.example.com",
            "https://user:secret@pay.example.com",
            "https://pay.example.com/#x",
            "ftp://pay.example.com",
            "file:///etc/passwd",
            "gopher://127.0.0.1:6379/_x",
            "https://",
            "http://1.1.1.1",
        ] {
            assert!(fault(never, false).is_some() && fault(never, true).is_some(), "{never}");
        }
    }

    #[test]
    fn this_house_is_asked_only_where_the_settings_say_so() {
        for inside in [
            "http://127.0.0.1:8081/epay",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0/",
            "https://10.1.2.3",
            "http://[::1]:80",
            "http://[::ffff:169.254.169.254]/latest/meta-data",
            "http://169.254.169.254/latest/meta-data",
            "http://localhost:8081",
            "https://gateway.localhost.",
            "https://gateway",
            "https://db.internal",
        ] {
            assert!(fault(inside, false).is_some(), "{inside}");
            assert_eq!(fault(inside, true), None, "{inside}");
        }
    }

    #[test]
    fn whoever_names_an_address_is_told_at_the_public_internet() {
        assert!(
            ["https://a.example/x?y=1", "http://a.example:8080/"].iter().all(|url| is_reachable(url, false))
        );
        for inside in [
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/latest",
            "https://db.internal/",
            "http://2130706433/",
        ] {
            assert!(!is_reachable(inside, false) && is_reachable(inside, true), "{inside}");
        }
        for never in ["", "a.example", "ftp://a.example", "https://u:p@a.example", "https://a.example/#x"] {
            assert!(!is_reachable(never, true), "{never}");
        }
    }
}
