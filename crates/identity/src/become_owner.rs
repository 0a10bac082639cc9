use crate::{IdentityRefusal, Result, store};
use db::Tx;
use kernel::{MerchantId, UserId};

/// A buyer or partner becomes the owner of a merchant, in the transaction that admits it. Refused for whoever works for the
/// platform or a merchant already, or is blocked.
pub async fn become_owner(tx: &mut Tx, user: UserId, merchant: MerchantId) -> Result<()> {
    if store::users::make_owner(tx, user, merchant).await? { Ok(()) } else { Err(IdentityRefusal::WrongState) }
}

impl crate::Identity {
    /// What is remembered of somebody's sessions and keys is read anew: their rights have changed.
    pub fn rights_changed(&self, user: UserId) {
        self.sessions.forget(|_, session| session.user == user);
        self.callers.forget(|_, caller| caller.user == user);
    }
}
