use std::time::{SystemTime, UNIX_EPOCH};

use crate::refusal::Refusal;

/// Milliseconds since 1970, UTC.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

/// Seconds since 1970, UTC.
pub fn now_s() -> i64 {
    now_ms() / 1000
}

/// The prefix and 128 random bits as 32 hexadecimal digits.
pub fn id(prefix: &str) -> Result<String, Refusal> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::Internal(format!("no randomness: {error}")))?;
    Ok(format!("{prefix}{}", crate::sign::hex(&bytes)))
}
