//! How a buyer is reached, as it is stored: sealed, and found by a keyed digest. The key is not in the database.

use crate::Order;
use db::DbError;
use kernel::{Ambient, OrderId, Secret, hex};
use seals::Mac;

/// What is stored of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedContact {
    /// Nonce, ciphertext and tag; bound to the order.
    pub sealed: Vec<u8>,
    /// The same for the same address or number, however it is spelled.
    pub print: Vec<u8>,
}

/// The keys: of whom the contact is, is told by the order's id.
pub(crate) struct Contacts {
    seal: Secret<[u8; 32]>,
    print: Mac,
    ambient: Ambient,
}

const PRINT: usize = 16;

impl Contacts {
    pub fn new(key: &Secret<[u8; 32]>, ambient: Ambient) -> Self {
        let derived = |label: &str| Secret::new(seals::mac(key.expose(), &[label.as_bytes()]));
        Self { seal: derived("seal"), print: Mac::new(derived("print").expose()), ambient }
    }

    /// Of a contact as `normal_contact` leaves it.
    pub fn sealed(&self, order: OrderId, contact: &str) -> SealedContact {
        SealedContact { sealed: self.seal(&order.to_string(), contact), print: self.print(contact) }
    }

    /// `whose` names the row: it opens under no other name.
    pub fn seal(&self, whose: &str, contact: &str) -> Vec<u8> {
        let (nonce, contact) = (self.ambient.bytes(), contact.as_bytes());
        // Fails only for messages of 256 GB.
        seals::seal(self.seal.expose(), &nonce, whose.as_bytes(), contact).unwrap_or_default()
    }

    /// None where it was changed, or sealed for something else.
    pub fn open(&self, whose: &str, sealed: &[u8]) -> Option<String> {
        String::from_utf8(seals::open(self.seal.expose(), whose.as_bytes(), sealed)?).ok()
    }

    pub fn print(&self, contact: &str) -> Vec<u8> {
        let mut mac = self.print.clone();
        mac.update(spelling(contact).as_bytes());
        mac.finish().get(..PRINT).unwrap_or_default().to_vec()
    }

    /// Of something else than a contact, letter for letter; of all of these parts.
    pub fn print_of(&self, parts: &[&str]) -> Vec<u8> {
        let mut mac = self.print.clone();
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finish().get(..PRINT).unwrap_or_default().to_vec()
    }

    /// Opens what was read. A contact that does not open costs nobody the order: it is missing, and the log says so.
    pub fn fill(&self, order: &mut Order) {
        let (None, Some(contact)) = (&order.contact, &order.sealed_contact) else { return };
        order.contact = self.open(&order.id.to_string(), &contact.sealed);
        if order.contact.is_none() {
            tracing::error!(order = %order.id, "the contact of an order does not open");
        }
    }

    pub fn filled(&self, mut order: Order) -> Order {
        self.fill(&mut order);
        order
    }
}

impl SealedContact {
    /// Under which name unpaid orders of this contact count. No contact begins like this, and no id.
    pub(crate) fn hold_key(&self) -> String {
        hold_key(&self.print)
    }
}

pub(crate) fn hold_key(print: &[u8]) -> String {
    format!("k:{}", hex(print))
}

/// In small letters; a number with its country, which is mainland China where none was given.
fn spelling(contact: &str) -> String {
    let small = contact.trim().to_lowercase();
    let number = small.strip_prefix('+').unwrap_or(&small);
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return small;
    }
    let bare = number.len() == 11 && number.starts_with('1') && !small.starts_with('+');
    format!("+{}{number}", if bare { "86" } else { "" })
}

/// What may stand where it is kept for long: the first sign and the host, or the last digits.
pub(crate) fn masked(contact: &str) -> String {
    match contact.split_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().take(1).collect::<String>()),
        None => {
            let end: Vec<char> = contact.chars().rev().take(4).collect();
            format!("***{}", end.into_iter().rev().collect::<String>())
        }
    }
}

pub(crate) fn unhex(text: &str) -> Result<Vec<u8>, DbError> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let odd = || DbError::Decode("what is sealed in a job".into());
    let digits = digits.filter(|digits| digits.len() % 2 == 0).ok_or_else(odd)?;
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0_u8, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn contacts(key: u8) -> Contacts {
        Contacts::new(&Secret::new([key; 32]), Ambient::system())
    }

    #[test]
    fn it_opens_for_its_own_order_only() {
        let (ours, others) = (contacts(1), contacts(2));
        let kept = ours.sealed(OrderId(5), "mei@example.com");
        let (five, six) = (OrderId(5).to_string(), OrderId(6).to_string());
        assert_eq!(ours.open(&five, &kept.sealed).as_deref(), Some("mei@example.com"));
        assert!(ours.open(&six, &kept.sealed).is_none() && others.open(&five, &kept.sealed).is_none());
        for end in [0, 23, 24, kept.sealed.len() - 1] {
            assert!(ours.open(&five, kept.sealed.get(..end).unwrap()).is_none());
        }
        assert_ne!(kept.sealed, ours.sealed(OrderId(5), "mei@example.com").sealed);
    }

    #[test]
    fn the_same_contact_is_found_however_it_is_spelled() {
        let (ours, others) = (contacts(1), contacts(2));
        for (one, other) in [
            ("mei@example.com", " Mei@Example.COM"),
            ("13800138000", "+8613800138000"),
            ("8613800138000", "+8613800138000"),
            ("442079460958", "+442079460958"),
        ] {
            assert_eq!(ours.print(one), ours.print(other), "{one}");
        }
        assert_ne!(ours.print("+13800138000"), ours.print("13800138000"), "another country");
        assert_ne!(ours.print("a@b.cn"), ours.print("a@b.co"));
        assert_ne!(ours.print("a@b.cn"), others.print("a@b.cn"));
        assert_eq!(ours.print("a@b.cn").len(), PRINT);
    }

    #[test]
    fn what_is_masked_says_whose_it_is_to_whoever_knows() {
        assert_eq!(masked("mei@example.com"), "m***@example.com");
        assert_eq!(masked("+8613800138000"), "***8000");
        assert_eq!(masked("1"), "***1");
        assert_eq!(unhex(&hex([0, 1, 255, 16])).unwrap(), [0, 1, 255, 16]);
        assert!(unhex("0").is_err() && unhex("zz").is_err() && unhex("mei@example.com").is_err());
    }
}
