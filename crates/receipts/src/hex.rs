use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Bytes that are written as small hexadecimal digits. Nothing else is read: of every value there is one text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&kernel::hex(self.0))
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// It has another length, or other signs than 0-9 and a-f.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not so many small hexadecimal digits")]
pub struct NotHex;

impl<const N: usize> FromStr for Hex<N> {
    type Err = NotHex;
    fn from_str(text: &str) -> Result<Self, NotHex> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(NotHex) };
        if pairs.len() != N {
            return Err(NotHex);
        }
        let mut bytes = [0; N];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

fn digit(sign: u8) -> Result<u8, NotHex> {
    match sign {
        b'0'..=b'9' => Ok(sign - b'0'),
        b'a'..=b'f' => Ok(sign - b'a' + 10),
        _ => Err(NotHex),
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn there_is_one_text_for_some_bytes() {
        let bytes = Hex([0x00, 0x9f, 0xa0]);
        assert_eq!(bytes.to_string(), "009fa0");
        assert_eq!("009fa0".parse::<Hex<3>>().unwrap(), bytes);
        for bad in ["009FA0", "009fa", "009fa000", "009fag", "", " 09fa0", "００"] {
            assert_eq!(bad.parse::<Hex<3>>(), Err(NotHex), "{bad}");
        }
    }
}
