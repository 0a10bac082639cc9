use kernel::{Ambient, Secret};
use ports::Settings;
use std::collections::BTreeMap;

/// Seals settings under a key of their own for each channel and use: what was sealed for one opens for no other.
pub(crate) struct Sealer {
    key: Secret<[u8; 32]>,
}

impl Sealer {
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    pub fn seal(&self, ambient: &Ambient, what: &str, plain: &[u8]) -> Vec<u8> {
        let key = self.derived(what);
        // Fails only for messages of 256 GB.
        seals::seal(key.expose(), &ambient.bytes(), what.as_bytes(), plain).unwrap_or_default()
    }

    /// None where it was changed, or sealed as something else.
    pub fn open(&self, what: &str, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
        seals::open(self.derived(what).expose(), what.as_bytes(), sealed).map(Secret::new)
    }

    pub fn seal_settings(&self, ambient: &Ambient, code: &str, settings: &Settings) -> db::Result<Vec<u8>> {
        let plain: BTreeMap<&str, &str> =
            settings.iter().map(|(name, value)| (name.as_str(), value.expose().as_str())).collect();
        let plain = serde_json::to_vec(&plain).map_err(|error| db::DbError::Decode(error.to_string()))?;
        Ok(self.seal(ambient, &settings_of(code), Secret::new(plain).expose()))
    }

    pub fn open_settings(&self, code: &str, sealed: &[u8]) -> Option<Settings> {
        let plain = self.open(&settings_of(code), sealed)?;
        let settings: BTreeMap<String, String> = serde_json::from_slice(plain.expose()).ok()?;
        Some(settings.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
    }

    fn derived(&self, what: &str) -> Secret<[u8; 32]> {
        Secret::new(seals::mac(self.key.expose(), &[what.as_bytes()]))
    }
}

fn settings_of(code: &str) -> String {
    format!("settings of {code}")
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
}
