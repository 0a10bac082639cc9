use crate::contacts::{Contacts, masked};
use kernel::{OrderId, Secret};
use std::fmt;

/// What a buyer answered to an account form: names of fields with answers, trimmed. Not printable.
#[derive(Clone, Default)]
pub struct AccountAnswers(Vec<(String, Secret<String>)>);

impl AccountAnswers {
    pub fn new(answers: impl IntoIterator<Item = (String, String)>) -> Self {
        let trimmed = |(name, answer): (String, String)| (name, Secret::new(answer.trim().to_owned()));
        Self(answers.into_iter().map(trimmed).collect())
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Of each field what may be shown to whoever knows it.
    pub fn hints(&self) -> impl Iterator<Item = (&str, String)> {
        self.iter().map(|(name, answer)| (name, hint(answer)))
    }
    /// All in clear: for the buyer alone, and for a supplier.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter()
    }
    /// Of the first field.
    pub(crate) fn hint(&self) -> String {
        hint(self.iter().next().map_or("", |(_, answer)| answer))
    }
    /// As it is sealed.
    pub(crate) fn written(&self) -> Secret<String> {
        let pairs: Vec<(&str, &str)> = self.iter().collect();
        Secret::new(serde_json::to_string(&pairs).unwrap_or_default())
    }
    /// What was sealed.
    pub(crate) fn read(plain: String) -> Option<Self> {
        let plain = Secret::new(plain);
        let pairs: Vec<(String, String)> = serde_json::from_str(plain.expose()).ok()?;
        Some(Self::new(pairs))
    }
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(name, answer)| (name.as_str(), answer.expose().as_str()))
    }
    pub(crate) fn into_pairs(self) -> Vec<(String, Secret<String>)> {
        self.0
    }
}

impl fmt::Debug for AccountAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedAccount {
    /// Nonce, ciphertext and tag; bound to the order.
    pub sealed: Vec<u8>,
    /// What may be shown of it, and kept: `138****8000`.
    pub hint: String,
}

impl Contacts {
    pub(crate) fn sealed_account(&self, order: OrderId, answers: &AccountAnswers) -> SealedAccount {
        let sealed = self.seal(&label(order), answers.written().expose());
        SealedAccount { sealed, hint: answers.hint() }
    }

    /// None where it was changed, sealed for another order, or is forgotten.
    pub(crate) fn open_account(&self, order: OrderId, sealed: &[u8]) -> Option<AccountAnswers> {
        AccountAnswers::read(self.open(&label(order), sealed)?)
    }
}

fn label(order: OrderId) -> String {
    format!("account of {order}")
}

/// The beginning and the end, if something is left between.
fn hint(answer: &str) -> String {
    if answer.contains('@') {
        return masked(answer);
    }
    let letters: Vec<char> = answer.chars().collect();
    let (front, back) = if letters.len() >= 9 {
        (3, 4)
    } else if letters.len() >= 5 {
        (1, 2)
    } else {
        (0, 1)
    };
    let part = |letters: &[char]| letters.iter().collect::<String>();
    let front = part(letters.get(..front).unwrap_or_default());
    let back = part(letters.get(letters.len().saturating_sub(back)..).unwrap_or_default());
    format!("{front}****{back}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Ambient;

    #[test]
    fn an_account_opens_for_its_order_and_its_hint_hides_it() {
        let contacts = Contacts::new(&Secret::new([3; 32]), Ambient::system());
        let answers = [("phone", " 13800138000 "), ("role", "张三")];
        let answers = AccountAnswers::new(answers.map(|(name, answer)| (name.to_owned(), answer.to_owned())));
        let sealed = contacts.sealed_account(OrderId(5), &answers);
        assert_eq!(sealed.hint, "138****8000");
        let opened = contacts.open_account(OrderId(5), &sealed.sealed).unwrap();
        assert_eq!(opened.iter().collect::<Vec<_>>(), [("phone", "13800138000"), ("role", "张三")]);
        assert!(contacts.open_account(OrderId(6), &sealed.sealed).is_none());
        assert!(!format!("{answers:?}").contains("138"));
    }

    #[test]
    fn hints_show_little() {
        for (answer, shown) in
            [("10001", "1****01"), ("abc", "****c"), ("player@example.com", "p***@example.com"), ("", "****")]
        {
            assert_eq!(hint(answer), shown);
        }
    }
}
