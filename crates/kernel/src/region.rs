use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Where something is sold: a country or region by its two capital letters (ISO 3166-1), `CN`, `HK`, …
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    pub const CN: Self = Self(*b"CN");
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a region is two capital letters, such as CN")]
pub struct BadRegion;

impl FromStr for Region {
    type Err = BadRegion;
    fn from_str(text: &str) -> Result<Self, BadRegion> {
        match text.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(BadRegion),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.0;
        write!(f, "{}{}", char::from(a), char::from(b))
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Region;

    #[test]
    fn a_region_is_two_capital_letters() {
        assert_eq!("CN".parse::<Region>().unwrap(), Region::CN);
        assert_eq!(Region::CN.to_string(), "CN");
        for bad in ["", "C", "cn", "CHN", "C1", "中", "C\n", " CN"] {
            assert!(bad.parse::<Region>().is_err(), "{bad:?}");
        }
    }
}
