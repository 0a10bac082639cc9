use kernel::{Ambient, Secret};

/// Seals what merchants tell of themselves, each thing under a key of its own, and makes the fingerprints by which the
/// same thing is found again.
pub struct Sealer {
    key: Secret<[u8; 32]>,
}

impl Sealer {
    /// The key must last: what was sealed under another one does not open.
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    /// `what` names the one thing that this is, e.g. the id of a document: it opens under no other name.
    pub fn seal(&self, ambient: &Ambient, what: &str, plain: &[u8]) -> Vec<u8> {
        let sealed =
            seals::seal_for(self.key.expose(), &purpose(what), &ambient.bytes(), what.as_bytes(), plain);
        // Fails only for messages of 256 GB.
        sealed.unwrap_or_default()
    }

    /// None where it was changed, or sealed as something else.
    pub fn open(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        seals::open_for(self.key.expose(), &purpose(what), what.as_bytes(), sealed)
    }

    /// The same for the same text of that kind, however it is spaced and cased; tells nothing to whoever has no key.
    pub fn print(&self, kind: &str, text: &str) -> Vec<u8> {
        let plain: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let parts = [kind.as_bytes(), &[0], plain.as_bytes()];
        let key = Secret::new(seals::mac(self.key.expose(), &[b"fingerprint"]));
        seals::mac(key.expose(), &parts).to_vec()
    }
}

/// None is that of the fingerprints.
fn purpose(what: &str) -> String {
    format!("seal {what}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_under_its_own_name_and_unchanged_only() {
        let (sealer, ambient) = (Sealer::new(Secret::new([5; 32])), Ambient::system());
        let sealed = sealer.seal(&ambient, "doc_a", b"a scan");
        assert_eq!(sealer.open("doc_a", &sealed).unwrap(), b"a scan");
        assert!(sealer.open("doc_b", &sealed).is_none());
        assert!(Sealer::new(Secret::new([6; 32])).open("doc_a", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(sealer.open("doc_a", &changed).is_none(), "{at}");
        }
        assert!(sealer.open("doc_a", &[]).is_none());
    }

    #[test]
    fn what_is_stored_opens() {
        let own = seals::mac(&[5; 32], &[b"seal doc_a"]);
        let stored = seals::seal(&own, &[9; 24], b"doc_a", b"a scan").unwrap();
        assert_eq!(Sealer::new(Secret::new([5; 32])).open("doc_a", &stored).unwrap(), b"a scan");
    }

    #[test]
    fn fingerprints_look_through_spacing_and_case() {
        let sealer = Sealer::new(Secret::new([5; 32]));
        assert_eq!(sealer.print("licence", "91310000ma1k-3yy"), sealer.print("licence", " 91310000 MA1K3YY"));
        assert_ne!(sealer.print("licence", "1"), sealer.print("bank", "1"));
    }
}
