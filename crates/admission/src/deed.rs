use crate::service::{Admission, By};
use crate::{AdmissionRefusal, Result};
use db::Tx;
use identity::{
    Doer, Duty, Email, IdentityRefusal, Invitation, NewInvitation, Sensitive, Standing, Team, UserState,
};
use kernel::{ApplicationId, BasisPoints, MerchantId, UserId};
use merchants::{Approval, Measure, MerchantRefusal, MerchantState};
use serde::{Deserialize, Serialize};

/// What one of the operator's people does that a second person may have to agree to; this is what is kept until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case")]
pub enum Deed {
    ChangeDuty {
        member: UserId,
        duty: Duty,
    },
    Invite {
        email: String,
        duty: Duty,
    },
    RemoveOperator {
        member: UserId,
    },
    Block {
        user: UserId,
    },
    Unblock {
        user: UserId,
    },
    Measure {
        merchant: MerchantId,
        measure: Measure,
    },
    Trust {
        merchant: MerchantId,
        trusted: bool,
    },
    ChoosePlan {
        merchant: MerchantId,
        plan: String,
    },
    Approve {
        application: ApplicationId,
        fee_bps: i64,
        plan: String,
    },
    /// The draft is sealed: it holds keys.
    PutChannel {
        code: String,
        draft: Vec<u8>,
    },
    SwitchChannel {
        code: String,
        to: channels::State,
    },
}

/// How what a deed is about stands now.
pub(crate) struct Seen {
    /// None: nobody else is ever asked.
    pub act: Option<Sensitive>,
    pub subject: String,
    /// For people.
    pub before: String,
    pub after: String,
    /// The same as long as the deed means the same.
    pub mark: String,
}

/// What is to be told after the commit.
#[derive(Default)]
pub(crate) struct Done {
    /// Whose rights are other ones now.
    pub touched: Option<UserId>,
    pub invitation: Option<Invitation>,
}

impl Admission {
    /// Looks, in the transaction of the deed, and holds what it looks at. Refuses what would be refused anyhow, so that
    /// nobody is asked to agree to what cannot be done.
    pub(crate) async fn look_at(&self, tx: &mut Tx, by: UserId, deed: &Deed) -> Result<Seen> {
        match deed {
            Deed::ChangeDuty { member, duty } => self.look_at_duty(tx, *member, Some(*duty)).await,
            Deed::RemoveOperator { member } => self.look_at_duty(tx, *member, None).await,
            Deed::Invite { email, duty } => {
                let email = Email::parse(email)?;
                Ok(Seen {
                    act: (*duty == Duty::Admin).then_some(Sensitive::GiveAdmin),
                    subject: email.masked(),
                    before: String::new(),
                    after: duty.code().to_owned(),
                    mark: String::new(),
                })
            }
            Deed::Block { user } => {
                if *user == by {
                    return Err(IdentityRefusal::Oneself.into());
                }
                self.look_at_user(tx, *user, UserState::Blocked).await
            }
            Deed::Unblock { user } => self.look_at_user(tx, *user, UserState::Active).await,
            Deed::Measure { merchant, measure } => look_at_measure(tx, *merchant, *measure).await,
            Deed::Trust { merchant, trusted } => {
                let known = merchants::held(tx, *merchant).await?;
                let (before, after) = (known.trusted.to_string(), trusted.to_string());
                Ok(seen(Sensitive::TrustMerchant, merchant, before, after))
            }
            Deed::ChoosePlan { merchant, plan } => {
                let known = merchants::held(tx, *merchant).await?;
                merchants::must_be_a_plan(tx, plan).await?;
                Ok(seen(Sensitive::ChoosePlan, merchant, known.plan, plan.clone()))
            }
            Deed::Approve { application, fee_bps, plan } => {
                self.look_at_application(tx, *application, *fee_bps, plan).await
            }
            Deed::PutChannel { code, draft } => self.look_at_channel(tx, code, draft).await,
            Deed::SwitchChannel { code, to } => self.look_at_switch(tx, code, *to).await,
        }
    }

    async fn look_at_duty(&self, tx: &mut Tx, member: UserId, duty: Option<Duty>) -> Result<Seen> {
        let known = self.identity().standing(tx, member).await;
        let known = match known {
            Ok(known) if known.team == Some(Team::Operator) => known,
            Ok(_) | Err(IdentityRefusal::NoSuchUser) => return Err(IdentityRefusal::NoSuchMember.into()),
            Err(other) => return Err(other.into()),
        };
        if duty.is_some() && duty == known.duty {
            return Err(IdentityRefusal::WrongState.into());
        }
        let act = match duty {
            Some(Duty::Admin) => Some(Sensitive::GiveAdmin),
            _ if known.is_admin() => Some(Sensitive::TakeAdmin),
            _ => None,
        };
        Ok(Seen {
            act,
            subject: member.to_string(),
            before: duty_of(&known),
            after: duty.map(Duty::code).unwrap_or_default().to_owned(),
            mark: marked(&known),
        })
    }

    async fn look_at_user(&self, tx: &mut Tx, user: UserId, to: UserState) -> Result<Seen> {
        let known = self.identity().standing(tx, user).await?;
        if known.state == to {
            return Err(IdentityRefusal::WrongState.into());
        }
        let act = match (known.is_admin(), to) {
            (true, UserState::Blocked) => Some(Sensitive::TakeAdmin),
            (true, UserState::Active) => Some(Sensitive::GiveAdmin),
            (false, UserState::Blocked) => Some(Sensitive::BlockUser),
            (false, UserState::Active) => None,
        };
        Ok(Seen {
            act,
            subject: user.to_string(),
            before: known.state.code().to_owned(),
            after: to.code().to_owned(),
            mark: marked(&known),
        })
    }

    async fn look_at_application(
        &self,
        tx: &mut Tx,
        id: ApplicationId,
        fee_bps: i64,
        plan: &str,
    ) -> Result<Seen> {
        let known = merchants::application(tx, self.sealer(), id).await?;
        merchants::must_be_in_review(&known)?;
        if !(0..=10_000).contains(&fee_bps) {
            return Err(MerchantRefusal::BadFee.into());
        }
        merchants::must_be_a_plan(tx, plan).await?;
        let after = format!("approved, fee {fee_bps} bps, plan '{plan}'");
        // One that was sent back and handed in again is another one.
        let handed_in = known.submitted_at.map_or(0, |at| at.0);
        let mark = format!("{} {handed_in}", known.state.code());
        Ok(Seen { mark, ..seen(Sensitive::ApproveApplication, &id, known.state.code().to_owned(), after) })
    }

    /// Does it, in the name of that one of the operator's people. `told`: who is to hear of it by mail.
    pub(crate) async fn perform(
        &self,
        tx: &mut Tx,
        by: UserId,
        doer: &Doer<'_>,
        deed: &Deed,
        told: Vec<String>,
    ) -> Result<Done> {
        let (identity, who) = (self.identity(), By { who: doer.who, from: doer.from });
        let mut done = Done::default();
        match deed {
            Deed::ChangeDuty { member, duty } => {
                identity.change_duty_in(tx, Team::Operator, *member, *duty, doer).await?;
                done.touched = Some(*member);
            }
            Deed::Invite { email, duty } => {
                let new = NewInvitation { team: Team::Operator, email, duty: *duty };
                done.invitation = Some(identity.invite_in(tx, &new, by, doer).await?);
            }
            Deed::RemoveOperator { member } => {
                identity.remove_member_in(tx, Team::Operator, *member, doer).await?;
                done.touched = Some(*member);
            }
            Deed::Block { user } => {
                identity.block_in(tx, *user, by, doer).await?;
                done.touched = Some(*user);
            }
            Deed::Unblock { user } => {
                identity.unblock_in(tx, *user, doer).await?;
                done.touched = Some(*user);
            }
            Deed::Measure { merchant, measure } => {
                self.measure_in(tx, who, *merchant, *measure, doer.reason).await?;
            }
            Deed::Trust { merchant, trusted } => {
                self.trust_in(tx, who, *merchant, *trusted, doer.reason).await?;
            }
            Deed::ChoosePlan { merchant, plan } => {
                self.choose_plan_in(tx, who, *merchant, plan, doer.reason).await?;
            }
            Deed::Approve { application, fee_bps, plan } => {
                let approval =
                    Approval { fee: BasisPoints(*fee_bps), plan: plan.clone(), note: doer.reason.to_owned() };
                let (user, _) = self.admit(tx, who, *application, &approval).await?;
                done.touched = Some(user);
            }
            Deed::PutChannel { code, draft } => {
                self.put_channel_in(tx, who, (code, draft), doer.reason, told).await?;
            }
            Deed::SwitchChannel { code, to } => {
                self.switch_channel_in(tx, who, (code, *to), doer.reason, told).await?;
            }
        }
        Ok(done)
    }
}

async fn look_at_measure(tx: &mut Tx, merchant: MerchantId, measure: Measure) -> Result<Seen> {
    let known = merchants::held(tx, merchant).await?;
    let (act, after) = match (measure, known.state) {
        (Measure::Suspend, MerchantState::Active) => (Sensitive::SuspendMerchant, MerchantState::Suspended),
        (Measure::Resume, MerchantState::Suspended) => (Sensitive::ResumeMerchant, MerchantState::Active),
        (Measure::Close, MerchantState::Active | MerchantState::Suspended) => {
            (Sensitive::CloseMerchant, MerchantState::Closed)
        }
        _ => return Err(AdmissionRefusal::from(MerchantRefusal::WrongState)),
    };
    Ok(seen(act, &merchant, known.state.code().to_owned(), after.code().to_owned()))
}

/// Where what people read is all that matters.
fn seen(act: Sensitive, subject: &impl ToString, before: String, after: String) -> Seen {
    Seen { act: Some(act), subject: subject.to_string(), mark: before.clone(), before, after }
}

fn duty_of(known: &Standing) -> String {
    known.duty.map(Duty::code).unwrap_or_default().to_owned()
}

fn marked(known: &Standing) -> String {
    let team = match known.team {
        Some(Team::Operator) => "operator".to_owned(),
        Some(Team::Merchant(merchant)) => merchant.to_string(),
        None => String::new(),
    };
    format!("{team} {} {}", duty_of(known), known.state.code())
}
