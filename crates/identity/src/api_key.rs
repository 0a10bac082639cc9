use crate::duty::scopes_of_keys;
use crate::{By, Entry, Identity, IdentityRefusal, Result, Scopes, User, store, token, trail};
use kernel::{Ambient, ApiKeyId, MerchantId, Secret, Time, UserId, clean_line, encode_128};

/// An API key as it is shown: the key itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    /// `sk_live_` or `sk_test_`
    pub prefix: String,
    pub last4: String,
    pub name: String,
    pub user: UserId,
    pub merchant: Option<MerchantId>,
    pub scopes: Scopes,
    pub created_at: Time,
    /// To the minute.
    pub last_used_at: Option<Time>,
    pub revoked_at: Option<Time>,
}

pub struct NewApiKey<'a> {
    /// Whose key it is. A key of a merchant's staff acts for that merchant.
    pub owner: UserId,
    /// What the owner calls it: one line, at most 80 characters.
    pub name: &'a str,
    pub scopes: Scopes,
    pub live: bool,
}

pub(crate) const LIVE: &str = "sk_live_";
pub(crate) const TEST: &str = "sk_test_";

impl Identity {
    /// A new key; the secret is shown now and never again.
    pub async fn create_api_key(&self, new: &NewApiKey<'_>, from: &str) -> Result<(ApiKey, Secret<String>)> {
        let owner = self.user(new.owner).await?;
        check_scopes(new.scopes, &owner)?;
        let secret = fresh_key(&self.ambient, new.live);
        let key = ApiKey {
            id: ApiKeyId::new(&self.ambient),
            prefix: if new.live { LIVE } else { TEST }.to_owned(),
            last4: secret.chars().skip(secret.len().saturating_sub(4)).collect(),
            name: clean_line(new.name, 80).map_err(IdentityRefusal::BadName)?,
            user: owner.id,
            merchant: owner.merchant,
            scopes: new.scopes,
            created_at: self.ambient.now(),
            last_used_at: None,
            revoked_at: None,
        };
        let (who, subject, after) = (owner.id.to_string(), key.id.to_string(), key.scopes.to_string());
        let entry = Entry {
            who: &who,
            what: "api_key_created",
            subject: &subject,
            after: &after,
            from,
            ..Entry::at(key.created_at)
        };
        let mut tx = self.db.begin().await?;
        store::api_keys::insert(&mut tx, &key, &token::digest(&secret)).await?;
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        Ok((key, Secret::new(secret)))
    }

    /// The keys of a user, the oldest first, revoked ones too.
    pub async fn api_keys(&self, owner: UserId) -> Result<Vec<ApiKey>> {
        Ok(store::api_keys::list(&self.db, owner).await?)
    }

    /// The keys that act for a merchant, the newest first, revoked ones too; at most 500.
    pub async fn merchant_api_keys(&self, merchant: MerchantId) -> Result<Vec<ApiKey>> {
        Ok(store::api_keys::of_merchant(&self.db, merchant).await?)
    }

    /// As [`Identity::revoke_api_key`], for any key that acts for the merchant.
    pub async fn revoke_merchant_key(
        &self,
        key: ApiKeyId,
        merchant: MerchantId,
        who: &str,
        from: &str,
    ) -> Result<()> {
        let keys = self.merchant_api_keys(merchant).await?;
        let found = keys.iter().find(|known| known.id == key).ok_or(IdentityRefusal::NoSuchApiKey)?;
        self.revoke_api_key(key, found.user, who, from).await
    }

    /// Refused here at once, on other nodes at most five seconds later. `who` did it; the key is `owner`'s.
    pub async fn revoke_api_key(&self, key: ApiKeyId, owner: UserId, who: &str, from: &str) -> Result<()> {
        let (now, subject) = (self.ambient.now(), key.to_string());
        let mut tx = self.db.begin().await?;
        if !store::api_keys::revoke(&mut tx, key, owner, now).await? {
            return Err(IdentityRefusal::NoSuchApiKey);
        }
        trail(&mut tx, &Entry { who, what: "api_key_revoked", subject: &subject, from, ..Entry::at(now) })
            .await?;
        tx.commit().await?;
        self.callers.forget(|_, caller| caller.by == By::Key(key));
        Ok(())
    }
}

fn check_scopes(scopes: Scopes, owner: &User) -> Result<()> {
    if scopes.is_empty() {
        return Err(IdentityRefusal::NoScope);
    }
    let allowed = scopes_of_keys(owner.role, owner.duty);
    match scopes.iter().find(|scope| !allowed.has(*scope)) {
        Some(scope) => Err(IdentityRefusal::ScopeNotAllowed(scope.code())),
        None => Ok(()),
    }
}

/// 256 random bits in 52 letters and digits, which a double click selects as a whole.
fn fresh_key(ambient: &Ambient, live: bool) -> String {
    let half = || encode_128(u128::from_be_bytes(ambient.bytes()));
    format!("{}{}{}", if live { LIVE } else { TEST }, half(), half())
}

/// Whether a text can have come from [`fresh_key`]: anything else is not worth a read.
pub(crate) fn well_formed(key: &str) -> bool {
    let rest = key.strip_prefix(LIVE).or_else(|| key.strip_prefix(TEST));
    rest.is_some_and(|rest| {
        rest.len() == 52 && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}
