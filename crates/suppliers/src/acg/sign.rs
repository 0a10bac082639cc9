use super::php::{self, Array};
use kernel::Secret;
use md5::{Digest, Md5};

/// In 32 small hexadecimal digits: the MD5 over the parameters in the order of their names, without those that are empty and without the
/// signature, and the key behind them. All of that is decoded once, the key as well: a `+` in it becomes a blank.
pub(super) fn sign(form: &Array, key: &Secret<String>) -> String {
    let mut signed = form.filled();
    signed.remove("sign");
    signed.ksort();
    let text = format!("{}&key={}", signed.query(), key.expose());
    kernel::hex(Md5::digest(php::urldecode(&text)))
}
