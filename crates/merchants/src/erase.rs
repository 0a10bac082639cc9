use crate::store::applications;
use crate::{Application, ApplicationState, MerchantRefusal, Result, Sealer};
use db::Tx;
use kernel::UserId;

/// What becomes of the application of somebody who deletes their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erased {
    /// There is none, or it is part of the papers of a merchant, who keeps them.
    Nothing,
    /// It is gone; the names of its scans in the blob store, which may go once this is committed.
    Gone { blobs: Vec<String> },
}

/// Takes away an application that is not handed in, with its scans. One that somebody is looking at is refused
/// (`not_open`).
pub async fn erase_application(tx: &mut Tx, sealer: &Sealer, user: UserId) -> Result<Erased> {
    let Some(Application { id, state, .. }) = applications::of_user(tx, sealer, user).await? else {
        return Ok(Erased::Nothing);
    };
    match state {
        ApplicationState::Approved => Ok(Erased::Nothing),
        ApplicationState::Submitted | ApplicationState::InReview => Err(MerchantRefusal::NotOpen),
        ApplicationState::Draft | ApplicationState::Returned => {
            Ok(Erased::Gone { blobs: applications::erase(tx, id, state).await? })
        }
    }
}
