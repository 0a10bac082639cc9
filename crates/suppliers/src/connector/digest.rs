//! The digests that suppliers sign with. MD5 and SHA-1 are not chosen here: they are what is asked for.

use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use ring::{digest, hmac as keyed};

pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

pub(super) fn hmac_md5(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    // It takes keys of every length; nothing that is empty is ever taken for a signature.
    let Ok(mut mac) = <Hmac<Md5> as Mac>::new_from_slice(key) else { return Vec::new() };
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

pub(super) fn hmac_sha1(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    keyed::sign(&keyed::Key::new(keyed::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key), bytes).as_ref().to_vec()
}

pub(super) fn hmac_sha256(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    keyed::sign(&keyed::Key::new(keyed::HMAC_SHA256, key), bytes).as_ref().to_vec()
}
