use super::super::words;
use super::is_fresh;
use crate::pairs::Pairs;
use crate::rsa_keys::PublicKey;
use kernel::Time;
use ports::{Notified, NotifyRefusal, RawNotify};

/// The signature, the time, then that it is for us: the platform signs for all its merchants with one key.
pub(super) fn verify(
    pid: &str,
    platform: &PublicKey,
    notify: &RawNotify,
    now: Time,
) -> Result<Notified, NotifyRefusal> {
    let pairs = Pairs::of_notify(notify)?;
    let method = pairs.get("sign_type").to_ascii_uppercase();
    let known = ["", "RSA", "RSA2", "SHA256WITHRSA"].contains(&method.as_str());
    let signed = || platform.verifies(pairs.canonical(&words::UNSIGNED).as_bytes(), pairs.get("sign"));
    if !known || !signed() {
        return Err(NotifyRefusal::BadSignature);
    }
    if !is_fresh(pairs.get("timestamp"), now) {
        return Err(NotifyRefusal::Stale);
    }
    words::told(pid, &pairs)
}
