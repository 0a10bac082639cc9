use kernel::{Secret, Time};
use zeroize::Zeroizing;

/// The goods in plaintext: what the buyer gets.
pub struct Goods {
    /// The key, or the card's number.
    pub key: Secret<String>,
    pub password: Option<Secret<String>>,
    /// The key's own expiry, where the supplier gave one.
    pub expires_at: Option<Time>,
    /// Which version of a loop secret this is, from 1. Always 1 for a one-time key.
    pub version: i64,
}

impl Goods {
    /// The key, or number and password with a space between.
    pub fn one_line(&self) -> Secret<String> {
        let password = self.password.as_ref().map(|p| p.expose().as_str());
        let mut line = String::with_capacity(self.key.expose().len() + 1 + password.map_or(0, str::len));
        line.push_str(self.key.expose());
        if let Some(password) = password {
            line.push(' ');
            line.push_str(password);
        }
        Secret::new(line)
    }
}

/// Goods on their way in, borrowed from the file.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'a> {
    pub key: &'a str,
    pub password: Option<&'a str>,
    pub expires_at: Option<Time>,
}

const LAYOUT: u8 = 1;
const HAS_PASSWORD: u8 = 1;
const HAS_EXPIRY: u8 = 2;
/// Lengths are rounded up to this, so that they tell little of what is sealed.
const BLOCK: usize = 16;

impl Plain<'_> {
    pub fn padded_len(&self) -> usize {
        let password = self.password.map_or(0, |p| 2 + p.len());
        let expiry = if self.expires_at.is_some() { 8 } else { 0 };
        (2 + 2 + self.key.len() + password + expiry).next_multiple_of(BLOCK)
    }
    /// Appends exactly [`Plain::padded_len`] bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.padded_len();
        let flags = [(self.password.is_some(), HAS_PASSWORD), (self.expires_at.is_some(), HAS_EXPIRY)];
        out.extend([LAYOUT, flags.iter().filter(|(is, _)| *is).map(|(_, flag)| flag).sum()]);
        write_text(self.key, out);
        if let Some(password) = self.password {
            write_text(password, out);
        }
        if let Some(expires_at) = self.expires_at {
            out.extend(expires_at.0.to_be_bytes());
        }
        out.resize(end, 0);
    }
}

/// The reader lets no line of 64 KiB through, so every length fits.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// The inverse of [`Plain::write`].
pub(crate) fn read(bytes: &Zeroizing<Vec<u8>>, version: i64) -> Option<Goods> {
    let (head, mut rest) = bytes.split_first_chunk::<2>()?;
    let [LAYOUT, flags] = *head else { return None };
    let key = read_text(&mut rest)?;
    let password = if flags & HAS_PASSWORD == 0 { None } else { Some(read_text(&mut rest)?) };
    let expires_at = if flags & HAS_EXPIRY == 0 {
        None
    } else {
        Some(Time(i64::from_be_bytes(*rest.first_chunk::<8>()?)))
    };
    Some(Goods { key, password, expires_at, version })
}

fn read_text(rest: &mut &[u8]) -> Option<Secret<String>> {
    let (length, tail) = rest.split_first_chunk::<2>()?;
    let (text, tail) = tail.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = tail;
    Some(Secret::new(std::str::from_utf8(text).ok()?.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn goods_come_out_as_they_went_in(key in ".{1,80}", password in proptest::option::of(".{1,40}"), expiry: Option<i64>) {
            let plain = Plain { key: &key, password: password.as_deref(), expires_at: expiry.map(Time) };
            let mut bytes = Zeroizing::new(Vec::new());
            plain.write(&mut bytes);
            prop_assert_eq!((bytes.len(), bytes.len() % 16), (plain.padded_len(), 0));
            let goods = read(&bytes, 1).unwrap();
            prop_assert_eq!(goods.key.expose(), &key);
            prop_assert_eq!(goods.password.map(|p| p.expose().clone()), password);
            prop_assert_eq!(goods.expires_at, expiry.map(Time));
        }
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = read(&Zeroizing::new(bytes), 1);
        }
    }
}
