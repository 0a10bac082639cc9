use super::super::words;
use crate::md5_sign;
use crate::pairs::Pairs;
use kernel::Secret;
use ports::{Notified, NotifyRefusal, RawNotify};

/// The signature first; then that it is for us; then what it says.
pub(super) fn verify(pid: &str, key: &Secret<String>, notify: &RawNotify) -> Result<Notified, NotifyRefusal> {
    let pairs = Pairs::of_notify(notify)?;
    let method = pairs.get("sign_type");
    let known = method.is_empty() || method.eq_ignore_ascii_case("MD5");
    if !known || !md5_sign::matches(&pairs.canonical(&words::UNSIGNED), key, pairs.get("sign")) {
        return Err(NotifyRefusal::BadSignature);
    }
    words::told(pid, &pairs)
}
