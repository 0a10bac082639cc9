use crate::{Chain, Outcome, Refusal, Step, store, submit};
use db::{DbError, Tx};
use kernel::Time;

/// Releases reservations whose time has come and which nobody resolved, the oldest first, at most `limit` of them;
/// how many. The transfers that do it are called `<reservation>/expired`.
///
/// Errors: those of [`submit`]; several nodes may sweep at once, one of them meets a [`DbError::Conflict`].
pub async fn expire_due(tx: &mut Tx, now: Time, limit: i64) -> db::Result<u64> {
    let due = store::transfers::due(tx, now, limit).await?;
    let chains: Vec<Chain> =
        due.into_iter().map(|(book, id, reference)| expiry(book, id, reference)).collect();
    let mut expired = 0;
    for (outcome, chain) in submit(tx, now, &chains).await?.into_iter().zip(&chains) {
        match outcome {
            Outcome::Applied => expired += 1,
            // Somebody resolved it since it was found.
            Outcome::Repeated
            | Outcome::Refused {
                why: Refusal::AlreadyPosted | Refusal::AlreadyVoided | Refusal::AlreadyExpired,
                ..
            } => {}
            // Somebody took the id for something else: silence would leave the amount held for ever.
            other => return Err(DbError::State(format!("{chain:?} cannot expire: {other:?}"))),
        }
    }
    Ok(expired)
}

fn expiry(book: String, pending: String, reference: String) -> Chain {
    let step = Step::ExpirePending { id: format!("{pending}/expired"), pending };
    Chain { book, reference, steps: vec![step] }
}
