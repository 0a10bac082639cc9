use crate::{Identity, IdentityRefusal, Result};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use db::DbError;
use kernel::Secret;
use std::sync::atomic::Ordering;

const MIN: usize = 8;
/// Enough for any sentence; beyond it hashing would be work that a stranger gives us.
const MAX: usize = 128;

/// Of eight characters and more, those that guessing begins with.
const COMMONEST: &[&str] = &[
    "00000000",
    "0123456789",
    "11111111",
    "111111111",
    "1111111111",
    "11223344",
    "112233445566",
    "1122334455",
    "12121212",
    "123123123",
    "1234567a",
    "12341234",
    "12344321",
    "12345678",
    "123456789",
    "1234567890",
    "123456789a",
    "12345678910",
    "123456abc",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "22222222",
    "31415926",
    "5201314520",
    "55555555",
    "66666666",
    "77777777",
    "87654321",
    "88888888",
    "98765432",
    "987654321",
    "9876543210",
    "99999999",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "aaaaaaaa",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcdefgh",
    "admin123",
    "admin1234",
    "administrator",
    "asdfasdf",
    "asdfghjk",
    "asdfghjkl",
    "baseball",
    "cardamom",
    "changeme",
    "computer",
    "dearbook",
    "football",
    "iloveyou",
    "letmein1",
    "liverpool",
    "michelle",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "password1",
    "password12",
    "password123",
    "princess",
    "q1w2e3r4",
    "qazwsxedc",
    "qq123456",
    "qwer1234",
    "qwertyui",
    "qwertyuiop",
    "qwerty123",
    "starwars",
    "sunshine",
    "superman",
    "trustno1",
    "welcome1",
    "whatever",
    "woaini123",
    "woaini1314",
    "woaini520",
    "woaini521",
    "xiaoming",
    "zxcvbnm1",
    "zxcvbnm123",
];

/// Refuses too short, too long and too common passwords.
pub(crate) fn check_new(password: &Secret<String>, email: &str) -> Result<()> {
    let text = password.expose();
    let length = text.chars().count();
    if length < MIN {
        return Err(IdentityRefusal::PasswordTooShort { min: MIN });
    }
    if length > MAX {
        return Err(IdentityRefusal::PasswordTooLong { max: MAX });
    }
    let lower = text.to_lowercase();
    let one_sign = text.chars().all(|c| text.starts_with(c));
    if one_sign || lower == email || COMMONEST.contains(&lower.as_str()) {
        return Err(IdentityRefusal::PasswordTooCommon);
    }
    Ok(())
}

/// What OWASP asks of Argon2id: 19 MiB, two passes, one lane.
fn argon2id() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(fault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn fault(error: impl std::fmt::Display) -> IdentityRefusal {
    DbError::Other(format!("argon2: {error}")).into()
}

fn hash(password: &Secret<String>, salt: [u8; 16]) -> Result<String> {
    let salt = SaltString::encode_b64(&salt).map_err(fault)?;
    Ok(argon2id()?.hash_password(password.expose().as_bytes(), &salt).map_err(fault)?.to_string())
}

fn verify(password: &Secret<String>, stored: &str) -> Result<bool> {
    let stored = PasswordHash::new(stored).map_err(fault)?;
    Ok(argon2id()?.verify_password(password.expose().as_bytes(), &stored).is_ok())
}

impl Identity {
    /// The PHC text of a new password.
    pub(crate) async fn hash_password(&self, password: &Secret<String>) -> Result<String> {
        let (password, salt) = (password.clone(), self.ambient.bytes());
        self.off_the_runtime(move || hash(&password, salt)).await
    }

    /// Does the same work where there is nothing to compare with, so that time tells nobody who has an account.
    pub(crate) async fn password_matches(
        &self,
        password: &Secret<String>,
        stored: Option<String>,
    ) -> Result<bool> {
        if password.expose().chars().count() > MAX {
            return Ok(false);
        }
        let password = password.clone();
        let work = move || match stored {
            Some(stored) => verify(&password, &stored),
            None => hash(&password, [0; 16]).map(|_| false),
        };
        self.off_the_runtime(work).await
    }

    /// Each hash takes 19 MiB and a core for a while: only a few at once.
    async fn off_the_runtime<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _place = self.hashing.acquire().await.map_err(fault)?;
        self.hashed.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(work).await.map_err(fault)?
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn code(password: &str) -> &'static str {
        check_new(&Secret::new(password.to_owned()), "somebody@example.com")
            .map_or_else(|refusal| refusal.code(), |()| "taken")
    }

    #[test]
    fn passwords_are_judged_by_characters() {
        assert_eq!(code("short77"), "password_too_short");
        assert_eq!(code("豆蔻年华豆蔻梢"), "password_too_short");
        assert_eq!(code("豆蔻年华豆蔻梢头"), "taken");
        assert_eq!(code(&"ab".repeat(64)), "taken");
        assert_eq!(code(&"ab".repeat(65)), "password_too_long");
        assert_eq!(code("PassWord123"), "password_too_common");
        assert_eq!(code("Somebody@example.com"), "password_too_common");
        assert_eq!(code("zzzzzzzzzzz"), "password_too_common");
    }

    #[test]
    fn the_hash_is_argon2id_with_the_parameters_of_owasp() {
        let password = Secret::new("correct horse".to_owned());
        let stored = hash(&password, [7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify(&password, &stored).unwrap());
        assert!(!verify(&Secret::new("wrong horse".to_owned()), &stored).unwrap());
    }
}
