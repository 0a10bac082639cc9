//! A guest who has an account now.

use crate::{OrderError, Orders, store};
use kernel::UserId;

impl Orders {
    /// The orders that were placed by a guest with this contact become the user's; how many. Only after the contact was
    /// proved to be theirs.
    pub async fn claim(&self, user: UserId, contact: &str) -> Result<u64, OrderError> {
        let mut tx = self.db().begin().await?;
        let claimed = store::orders::claim(&mut tx, user, &spellings(contact)).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}

/// As a guest may have written it: a number of mainland China without its country, too.
fn spellings(contact: &str) -> Vec<String> {
    let contact = contact.trim().to_lowercase();
    let mut all = vec![contact.clone()];
    if let Some(number) = contact.strip_prefix('+') {
        all.push(number.to_owned());
        all.extend(number.strip_prefix("86").map(str::to_owned));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn a_number_is_found_with_its_country_and_without() {
        assert_eq!(spellings("+8613800138000"), ["+8613800138000", "8613800138000", "13800138000"]);
        assert_eq!(spellings(" Mei@Example.com"), ["mei@example.com"]);
    }
}
