use crate::Settings;
use kernel::{Ambient, Secret};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Seals settings under a key of their own for each one whose they are, and for each use: what was sealed for one opens
/// for no other.
pub struct Sealer {
    key: Secret<[u8; 32]>,
}

impl Sealer {
    /// The key must last: what was sealed under another one does not open.
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    pub fn seal(&self, ambient: &Ambient, what: &str, plain: &[u8]) -> Vec<u8> {
        let sealed = seals::seal_for(self.key.expose(), what, &ambient.bytes(), what.as_bytes(), plain);
        // Fails only for messages of 256 GB.
        sealed.unwrap_or_default()
    }

    /// None where it was changed, or sealed as something else.
    pub fn open(&self, what: &str, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
        seals::open_for(self.key.expose(), what, what.as_bytes(), sealed).map(Secret::new)
    }

    pub fn seal_settings(
        &self,
        ambient: &Ambient,
        whose: impl Display,
        settings: &Settings,
    ) -> serde_json::Result<Vec<u8>> {
        let plain: BTreeMap<&str, &str> =
            settings.iter().map(|(name, value)| (name.as_str(), value.expose().as_str())).collect();
        let plain = Secret::new(serde_json::to_vec(&plain)?);
        Ok(self.seal(ambient, &settings_of(whose), plain.expose()))
    }

    pub fn open_settings(&self, whose: impl Display, sealed: &[u8]) -> Option<Settings> {
        let plain = self.open(&settings_of(whose), sealed)?;
        let settings: BTreeMap<String, String> = serde_json::from_slice(plain.expose()).ok()?;
        Some(settings.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
    }
}

fn settings_of(whose: impl Display) -> String {
    format!("settings of {whose}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn settings_open_for_their_own_channel_and_unchanged_only() {
        let (sealer, ambient) = (Sealer::new(Secret::new([5; 32])), Ambient::system());
        let settings: Settings = [("key".to_owned(), Secret::new("hunter2".to_owned()))].into();
        let sealed = sealer.seal_settings(&ambient, "alipay", &settings).unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(sealer.open_settings("alipay", &sealed).unwrap().get("key").unwrap().expose(), "hunter2");
        assert!(sealer.open_settings("alipay2", &sealed).is_none());
        assert!(sealer.open("draft of alipay", &sealed).is_none());
        assert!(Sealer::new(Secret::new([6; 32])).open_settings("alipay", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(sealer.open_settings("alipay", &changed).is_none(), "{at}");
        }
    }

    /// As channels and suppliers have always been stored.
    #[test]
    fn what_is_stored_opens() {
        let (key, supplier) = ([5; 32], kernel::SupplierId(7));
        let sealer = Sealer::new(Secret::new(key));
        for whose in ["alipay".to_owned(), supplier.to_string()] {
            let label = format!("settings of {whose}");
            let own = seals::mac(&key, &[label.as_bytes()]);
            let stored = seals::seal(&own, &[9; 24], label.as_bytes(), br#"{"key":"hunter2"}"#).unwrap();
            let settings = sealer.open_settings(&whose, &stored).unwrap();
            assert_eq!(settings.get("key").unwrap().expose(), "hunter2");
        }
        let own = seals::mac(&key, &[b"draft of alipay"]);
        let stored = seals::seal(&own, &[9; 24], b"draft of alipay", b"a draft").unwrap();
        assert_eq!(sealer.open("draft of alipay", &stored).unwrap().expose(), b"a draft");
    }
}
