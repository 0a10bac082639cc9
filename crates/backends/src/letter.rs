use lettre::Address;
use ports::{Mail, MailError};

/// The recipient, if the mail may be sent at all: an address that is one, and no line break where a header would
/// begin. [`MailError::BadAddress`] is what tells the queue not to try again.
pub(crate) fn recipient(mail: &Mail) -> Result<Address, MailError> {
    if mail.subject.chars().any(char::is_control) {
        return Err(MailError::BadAddress("the subject holds control characters".into()));
    }
    let plain = mail.to.is_ascii() && !mail.to.chars().any(|c| c.is_control() || c.is_whitespace());
    let address = mail.to.parse::<Address>().ok().filter(|_| plain);
    address.ok_or_else(|| MailError::BadAddress(format!("{} is not an e-mail address", masked(&mail.to))))
}

/// `a***@example.com`: enough to find a mail in the log, too little to collect addresses from it.
pub(crate) fn masked(address: &str) -> String {
    let clean: String = address.chars().filter(|c| !c.is_control()).take(254).collect();
    match clean.rsplit_once('@') {
        Some((name, domain)) => format!("{}***@{domain}", name.chars().take(1).collect::<String>()),
        None => "***".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, subject: &str) -> Mail {
        Mail { to: to.into(), subject: subject.into(), text: "text".into() }
    }

    #[test]
    fn headers_cannot_be_injected() {
        assert!(recipient(&mail("mei@example.com", "您的订单 <b>")).is_ok());
        for to in [
            "",
            "mei",
            "mei@example.com\r\nBcc: x@example.com",
            "mei@example.com\nRCPT TO:<x@example.com>",
            "mei@example.com, x@example.com",
            "mei@example.com x@example.com",
            "Mei <mei@example.com>",
            "<mei@example.com>",
            "mei@example.com>",
            "mei@example.com\0",
            "美@example.com",
        ] {
            assert!(matches!(recipient(&mail(to, "s")), Err(MailError::BadAddress(_))), "{to:?}");
        }
        for subject in ["a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\0"] {
            assert!(
                matches!(recipient(&mail("mei@example.com", subject)), Err(MailError::BadAddress(_))),
                "{subject:?}"
            );
        }
    }

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked("mei.lin@example.com"), "m***@example.com");
        assert_eq!(masked("豆@例.cn"), "豆***@例.cn");
        assert_eq!(masked("@example.com"), "***@example.com");
        assert_eq!(masked("13800138000\n"), "***");
    }

    proptest::proptest! {
        /// What is handed to the mail server holds nothing that ends a line or an address, and the log holds no name.
        #[test]
        fn no_header_can_be_injected(to in ".{0,30}", name in "[a-z]{2,12}", subject in ".{0,40}") {
            for to in [to.clone(), format!("{name}@example.com{to}"), format!("{to}{name}@example.com")] {
                if recipient(&mail(&to, &subject)).is_ok() {
                    proptest::prop_assert!(to.bytes().all(|b| b.is_ascii_graphic() && !b"<>, ".contains(&b)), "{}", to);
                    proptest::prop_assert!(!subject.chars().any(char::is_control));
                }
            }
            let shown = masked(&format!("{name}@example.com"));
            let kept = shown.strip_suffix("***@example.com");
            proptest::prop_assert!(kept.is_some_and(|kept| kept.chars().count() <= 1), "{}", shown);
            proptest::prop_assert!(!masked(&to).chars().any(char::is_control));
        }
    }
}
