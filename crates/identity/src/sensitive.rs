use crate::Scope;
use std::str::FromStr;

/// An act of the operator's people that a second person may have to agree to (双人复核), where the settings say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sensitive {
    /// Somebody becomes admin: by a new duty, an invitation, or because they are let in again.
    GiveAdmin,
    /// An admin is one no longer: by another duty, because they leave, or because they are kept out.
    TakeAdmin,
    /// Anybody but an admin is kept out.
    BlockUser,
    SuspendMerchant,
    ResumeMerchant,
    CloseMerchant,
    TrustMerchant,
    ChoosePlan,
    ApproveApplication,
    /// A payment channel is created, changed, or switched on.
    ChangeChannel,
}

impl Sensitive {
    pub const ALL: [Sensitive; 10] = [
        Self::GiveAdmin,
        Self::TakeAdmin,
        Self::BlockUser,
        Self::SuspendMerchant,
        Self::ResumeMerchant,
        Self::CloseMerchant,
        Self::TrustMerchant,
        Self::ChoosePlan,
        Self::ApproveApplication,
        Self::ChangeChannel,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::GiveAdmin => "give_admin",
            Self::TakeAdmin => "take_admin",
            Self::BlockUser => "block_user",
            Self::SuspendMerchant => "suspend_merchant",
            Self::ResumeMerchant => "resume_merchant",
            Self::CloseMerchant => "close_merchant",
            Self::TrustMerchant => "trust_merchant",
            Self::ChoosePlan => "choose_plan",
            Self::ApproveApplication => "approve_application",
            Self::ChangeChannel => "change_channel",
        }
    }

    /// What both need: who proposes it, and who agrees.
    pub fn scope(self) -> Scope {
        match self {
            Self::GiveAdmin | Self::TakeAdmin => Scope::OperatorsWrite,
            Self::BlockUser => Scope::UsersBlock,
            Self::SuspendMerchant | Self::ResumeMerchant | Self::CloseMerchant => Scope::MerchantsSuspend,
            Self::TrustMerchant | Self::ApproveApplication => Scope::MerchantsReview,
            Self::ChoosePlan => Scope::PlansWrite,
            Self::ChangeChannel => Scope::ChannelsWrite,
        }
    }
}

impl FromStr for Sensitive {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|act| act.code() == code).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Duty, Role};

    #[test]
    fn each_act_has_a_code_of_its_own_and_whoever_may_do_it_may_decide() {
        for act in Sensitive::ALL {
            assert_eq!(act.code().parse(), Ok(act));
            assert!(act.scope().for_people_only(), "{act:?}: a program cannot be asked for a second person");
            for duty in Duty::of_role(Role::Operator) {
                let scopes = duty.scopes(Role::Operator);
                let decides = scopes.has(Scope::ProposalsRead) && scopes.has(Scope::ProposalsDecide);
                assert!(!scopes.has(act.scope()) || decides, "{duty:?} may do {act:?} and decides nothing");
            }
        }
    }
}
