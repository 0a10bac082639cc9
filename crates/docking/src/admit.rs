use crate::book::merchant_fault;
use crate::store;
use crate::{DockRefusal, Docking, DockingMode, KeyState, Partner, Result};
use identity::{Rate, UserState};
use kernel::{DockingKeyId, Secret, Span, Time};

/// Forged and mistyped requests that one network address may make in a minute.
const WRONG: Rate = Rate::new(60, Span::minutes(1));
const NONCE_MAX: usize = 64;
const NONCE_MIN: usize = 16;

impl Docking {
    /// Who calls: the key's secret is handed to `is_signed`, which says whether the request is signed with it. Nothing else
    /// of a key is looked at before, so that nobody learns how it stands.
    pub(crate) async fn admit(
        &self,
        app_id: &str,
        from: &str,
        is_signed: impl FnOnce(&Secret<String>) -> bool,
    ) -> Result<Partner> {
        let wrong = |refusal: DockRefusal| self.count_wrong(from, refusal);
        let plain = !app_id.is_empty() && app_id.len() <= 12 && app_id.bytes().all(|b| b.is_ascii_digit());
        let app_id: i64 =
            app_id.parse().ok().filter(|_| plain).ok_or_else(|| wrong(DockRefusal::UnknownKey))?;
        let mut tx = self.db().read().await?;
        let stored = store::keys::by_app_id(&mut tx, app_id).await?;
        let stored = stored.ok_or_else(|| wrong(DockRefusal::UnknownKey))?;
        let mode = store::keys::mode(&mut tx, stored.key.merchant).await?.unwrap_or(DockingMode::Off);
        let selling = merchants::selling(&mut tx, &[stored.key.merchant]).await.map_err(merchant_fault)?;
        drop(tx);
        let secret = self.open(&stored)?;
        if !is_signed(&secret) {
            return Err(wrong(DockRefusal::BadSignature));
        }
        let key = stored.key;
        if key.state != KeyState::On {
            return Err(DockRefusal::UnknownKey);
        }
        if mode == DockingMode::Off || !selling.iter().any(|merchant| merchant.active) {
            return Err(DockRefusal::DockingOff);
        }
        if self.0.identity.user(key.user).await?.state != UserState::Active {
            return Err(DockRefusal::UserBlocked);
        }
        let verdict = self.0.identity.throttle().take("dock", &key.actor(), self.rate());
        if !verdict.allowed {
            return Err(DockRefusal::TooFast { retry_after: verdict.retry_after });
        }
        self.note_use(&key, self.ambient().now()).await?;
        Ok(Partner { key, secret, from: from.to_owned() })
    }

    /// Whoever guesses is slowed down.
    fn count_wrong(&self, from: &str, refusal: DockRefusal) -> DockRefusal {
        let verdict = self.0.identity.throttle().take("dock wrong", from, WRONG);
        if verdict.allowed { refusal } else { DockRefusal::TooFast { retry_after: verdict.retry_after } }
    }

    /// Each nonce once.
    pub(crate) async fn take_nonce(&self, key: DockingKeyId, nonce: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let fresh = store::nonces::take(&mut tx, key, nonce, self.ambient().now()).await?;
        tx.commit().await?;
        if fresh { Ok(()) } else { Err(DockRefusal::Replayed) }
    }
}

/// Unix seconds, not further from now than that.
pub(crate) fn timely(text: &str, now: Time, within: Span) -> Result<()> {
    let plain = !text.is_empty() && text.len() <= 11 && text.bytes().all(|b| b.is_ascii_digit());
    let seconds: i64 = text.parse().ok().filter(|_| plain).ok_or(DockRefusal::BadTimestamp)?;
    let off = now.unix_seconds().saturating_sub(seconds).abs();
    if off <= within.as_seconds() { Ok(()) } else { Err(DockRefusal::Stale) }
}

/// 16 to 64 letters, digits and `-_`.
pub(crate) fn is_nonce(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    plain && (NONCE_MIN..=NONCE_MAX).contains(&text.len())
}

/// Takes the same time whatever the first difference is.
pub(crate) fn same(left: &str, right: &str) -> bool {
    use subtle::ConstantTimeEq;
    bool::from(left.as_bytes().ct_eq(right.as_bytes()))
}
