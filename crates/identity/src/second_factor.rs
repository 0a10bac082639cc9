use crate::throttle::address_key;
use crate::{Changed, Entry, Identity, IdentityRefusal, Rate, Result, Session, store, totp, trail};
use db::Tx;
use kernel::{Secret, Span, UserId, encode_128};
use store::second_factor as rows;

const TOTP: &str = "totp";
const RECOVERY: &str = "recovery code";
/// How many recovery codes are given out at a time.
pub const RECOVERY_CODES: usize = 10;
/// Tries from one network address.
const FROM_ADDRESS: Rate = Rate::new(10, Span::minutes(15));
/// Wrong codes of the app for one user, from everywhere. Recovery codes are not counted here: they cannot be guessed,
/// so that whoever floods this keeps nobody out.
const OF_USER: Rate = Rate::new(30, Span::hours(1));

/// How a user's second factor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorView {
    /// Whether an app makes codes.
    pub totp: bool,
    pub recovery_codes_left: i64,
}

/// A secret for an app that makes codes; it proves nothing until a first code was given.
pub struct NewTotp {
    /// For typing in: letters and digits.
    pub secret: Secret<String>,
    /// For a QR code: `otpauth://totp/…`
    pub uri: Secret<String>,
}

impl Identity {
    pub async fn second_factor(&self, user: UserId) -> Result<SecondFactorView> {
        Ok(rows::view(&self.db, user).await?)
    }

    /// A new secret, in the place of one that was not confirmed yet. `issuer` is what the app shows.
    pub async fn begin_totp(&self, session: &Session, issuer: &str) -> Result<NewTotp> {
        let (user, secret) = (session.user, self.ambient.bytes::<{ totp::SECRET }>());
        let sealed = self.seal(TOTP, &user.to_string(), &secret)?;
        let mut tx = self.db.begin().await?;
        if !rows::put_pending(&mut tx, user, &sealed, self.ambient.now()).await? {
            return Err(IdentityRefusal::AlreadySetUp);
        }
        tx.commit().await?;
        self.totp_for_app(session, issuer, &sealed)
    }

    pub(crate) fn totp_for_app(&self, session: &Session, issuer: &str, sealed: &[u8]) -> Result<NewTotp> {
        let secret = self.unseal(TOTP, &session.user.to_string(), sealed)?;
        let text = totp::base32(secret.expose());
        let (issuer, label) = (escape(issuer), escape(session.contact()));
        let uri = format!(
            "otpauth://totp/{issuer}:{label}?secret={text}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        );
        Ok(NewTotp { secret: Secret::new(text), uri: Secret::new(uri) })
    }

    /// The first code of the app: from now on it is a second factor, proved in this session. Gives the recovery codes,
    /// this once. All other sessions end: they began when one factor was enough.
    pub async fn confirm_totp(
        &self,
        session: &Session,
        code: &str,
        from: &str,
    ) -> Result<Vec<Secret<String>>> {
        let user = session.user;
        self.guess(user, from)?;
        let mut tx = self.db.begin().await?;
        let pending = rows::totp(&mut tx, user).await?.filter(|row| !row.confirmed);
        let row = pending.ok_or(IdentityRefusal::NotBegun)?;
        let step = self.step(user, &row, code)?.ok_or(IdentityRefusal::BadCode)?;
        if !rows::confirm(&mut tx, user, step, self.ambient.now()).await? {
            return Err(IdentityRefusal::AlreadySetUp);
        }
        let codes = self.renew_codes(&mut tx, user).await?;
        rows::set_strong(&mut tx, session.id, self.ambient.now()).await?;
        store::sessions::delete_all_but(&mut tx, user, session.id).await?;
        self.tell_own_change(&mut tx, user, Changed::AppAdded, from).await?;
        self.note(&mut tx, user, "second_factor_set_up", from).await?;
        tx.commit().await?;
        self.guessed_right(user, from);
        self.sessions.forget(|_, known| known.user == user);
        Ok(codes)
    }

    /// A code of the app, or a recovery code: what needs a second factor may be done in this session from now on, what
    /// needs a fresh proof for ten minutes.
    pub async fn prove(&self, session: &Session, code: &str, from: &str) -> Result<()> {
        let (user, code) = (session.user, plain(code));
        let by_app = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        if by_app {
            self.guess(user, from)?
        } else {
            self.guess_from(from)?
        }
        let mut tx = self.db.begin().await?;
        let row = rows::totp(&mut tx, user).await?.filter(|row| row.confirmed);
        let row = row.ok_or(IdentityRefusal::NoSecondFactor)?;
        let good = if by_app {
            match self.step(user, &row, &code)? {
                Some(step) => rows::use_step(&mut tx, user, row.last_step, step).await?,
                None => false,
            }
        } else {
            let digest = self.keyed_digest(RECOVERY, &[&user.to_string(), &code]);
            rows::use_recovery(&mut tx, user, &digest, self.ambient.now()).await?
        };
        if !good {
            return Err(IdentityRefusal::BadCode);
        }
        rows::set_strong(&mut tx, session.id, self.ambient.now()).await?;
        if !by_app {
            self.note(&mut tx, user, "recovery_code_used", from).await?;
        }
        tx.commit().await?;
        if by_app {
            self.guessed_right(user, from)
        } else {
            self.guessed_right_from(from)
        }
        self.sessions.forget(|_, known| known.id == session.id);
        Ok(())
    }

    /// The app proves nothing any more, nor do the recovery codes. Sessions lose what was proved by them.
    pub async fn remove_totp(&self, user: UserId, from: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        if !rows::remove(&mut tx, user).await? {
            return Err(IdentityRefusal::NoSecondFactor);
        }
        self.tell_own_change(&mut tx, user, Changed::AppRemoved, from).await?;
        self.note(&mut tx, user, "second_factor_removed", from).await?;
        tx.commit().await?;
        self.sessions.forget(|_, known| known.user == user);
        Ok(())
    }

    /// New recovery codes; those from before are worth nothing.
    pub async fn new_recovery_codes(&self, user: UserId, from: &str) -> Result<Vec<Secret<String>>> {
        let mut tx = self.db.begin().await?;
        if !rows::totp(&mut tx, user).await?.is_some_and(|row| row.confirmed) {
            return Err(IdentityRefusal::NoSecondFactor);
        }
        let codes = self.renew_codes(&mut tx, user).await?;
        self.tell_own_change(&mut tx, user, Changed::RecoveryCodesRenewed, from).await?;
        self.note(&mut tx, user, "recovery_codes_renewed", from).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Whatever else proved a second factor in a session, as a passkey does.
    pub async fn note_strong(&self, session: &Session) -> Result<()> {
        let mut tx = self.db.begin().await?;
        rows::set_strong(&mut tx, session.id, self.ambient.now()).await?;
        tx.commit().await?;
        self.sessions.forget(|_, known| known.id == session.id);
        Ok(())
    }

    fn step(&self, user: UserId, row: &rows::Totp, code: &str) -> Result<Option<i64>> {
        let secret = self.unseal(TOTP, &user.to_string(), &row.sealed)?;
        Ok(totp::matching_step(secret.expose(), &plain(code), self.ambient.now(), row.last_step))
    }

    async fn renew_codes(&self, tx: &mut Tx, user: UserId) -> Result<Vec<Secret<String>>> {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| self.recovery_code()).collect();
        let whose = user.to_string();
        let digests = codes.iter().map(|code| self.keyed_digest(RECOVERY, &[&whose, &plain(code)]));
        rows::put_recovery(tx, user, digests).await?;
        Ok(codes.into_iter().map(Secret::new).collect())
    }

    /// Sixty random bits as three groups of four letters and digits.
    fn recovery_code(&self) -> String {
        let text = encode_128(u128::from_be_bytes(self.ambient.bytes()));
        let letters: Vec<char> = text.chars().rev().take(12).collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join("-")
    }

    async fn note(&self, tx: &mut Tx, user: UserId, what: &str, from: &str) -> Result<()> {
        let who = user.to_string();
        let entry = Entry { who: &who, what, subject: &who, from, ..Entry::at(self.ambient.now()) };
        Ok(trail(tx, &entry).await?)
    }

    fn guess(&self, user: UserId, from: &str) -> Result<()> {
        self.guess_from(from)?;
        self.attempt("second_factor_user", &user.to_string(), OF_USER)
    }
    fn guess_from(&self, from: &str) -> Result<()> {
        self.attempt_from("second_factor", from, FROM_ADDRESS)
    }
    fn guessed_right(&self, user: UserId, from: &str) {
        self.guessed_right_from(from);
        self.throttle().give_back("second_factor_user", &user.to_string(), OF_USER);
    }
    fn guessed_right_from(&self, from: &str) {
        self.throttle().give_back("second_factor", &address_key(from), FROM_ADDRESS);
    }
}

/// As people type codes: with spaces, hyphens and large letters.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric()).take(64).map(|c| c.to_ascii_lowercase()).collect()
}

/// For a part of an address.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
