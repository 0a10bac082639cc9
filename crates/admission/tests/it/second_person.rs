use crate::house::{House, REVIEWER};
use admission::{Attempt, By, Deed, SecondPerson};
use db::{Engine, params};
use identity::{Caller, Duty, Proposal, ProposalState, Role, Scopes, Sensitive, UserState};
use kernel::{MerchantId, PageAsk, ProposalId, SessionId, Span, UserId};
use merchants::{Measure, MerchantState};

const FROM: &str = "192.0.2.9";

/// A house where everything is marked, with three of the operator's people.
struct Platform {
    house: House,
    ada: Caller,
    bea: Caller,
    /// Reviews, and is no admin.
    cleo: Caller,
    merchant: MerchantId,
}

impl Platform {
    async fn open(engine: Engine) -> Self {
        let house = House::open(engine).await;
        house
            .admission
            .ask_second_person(SecondPerson { acts: Sensitive::ALL.into(), lives: Span::hours(72) });
        let merchant = house.merchant("owner@example.com", "night-market").await;
        let (ada, bea) = (member(&house, "ada", Duty::Admin).await, member(&house, "bea", Duty::Admin).await);
        let cleo = member(&house, "cleo", Duty::Reviewer).await;
        Self { house, ada, bea, cleo, merchant }
    }

    fn close(&self) -> Deed {
        Deed::Measure { merchant: self.merchant, measure: Measure::Close }
    }

    /// What waits now.
    async fn proposed(&self, by: &Caller, deed: &Deed) -> Proposal {
        match self.house.admission.attempt(by, FROM, deed, "because").await.unwrap() {
            Attempt::Waits(proposal) => proposal,
            Attempt::Done(_) => panic!("{deed:?} was done at once"),
        }
    }

    async fn approve(&self, by: &Caller, id: ProposalId) -> &'static str {
        let approved = self.house.admission.approve_proposal(by, "192.0.2.10", id, "seen").await;
        approved.map_or_else(|refusal| refusal.code(), |_| "fine")
    }

    async fn state(&self) -> MerchantState {
        merchants::find(&self.house.db, self.merchant).await.unwrap().state
    }

    async fn duty_of(&self, user: UserId) -> Option<Duty> {
        self.house.identity.user(user).await.unwrap().duty
    }

    async fn set_duty(&self, user: UserId, duty: Duty) {
        let mut tx = self.house.db.begin().await.unwrap();
        tx.exec("update users set duty = $2 where id = $1", params![user, duty.code()]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Who did what to whom, and what stands as before and after, of the last so many entries.
    async fn told(&self, last: usize) -> Vec<(String, String, String, String)> {
        let sql = "select who, what, before_value, after_value from trail order by seq desc limit $1";
        let last = i64::try_from(last).unwrap();
        let rows = self.house.db.query(sql, params![last]).await.unwrap();
        let text = |row: &db::Row, at| row.text(at).unwrap();
        rows.iter().rev().map(|row| (text(row, 0), text(row, 1), text(row, 2), text(row, 3))).collect()
    }
}

async fn member(house: &House, name: &str, duty: Duty) -> Caller {
    let user = house.user(&format!("{name}@example.com")).await;
    let mut tx = house.db.begin().await.unwrap();
    let sql = "update users set role = 'operator', duty = $2 where id = $1";
    tx.exec(sql, params![user, duty.code()]).await.unwrap();
    tx.commit().await.unwrap();
    Caller {
        user,
        role: Role::Operator,
        merchant: None,
        duty: Some(duty),
        by: identity::By::Session(SessionId(1)),
        scopes: duty.scopes(Role::Operator),
        live: true,
        second_factor: true,
        strong_at: Some(house.time.ambient.now()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_act_waits_and_is_done_once_another_person_agrees() {
    for engine in testkit::engines() {
        let p = Platform::open(engine).await;
        let asked = p.house.admission.attempt(&p.ada, FROM, &p.close(), " ").await;
        assert_eq!(asked.unwrap_err().code(), "reason_needed");
        let waits = p.proposed(&p.ada, &p.close()).await;
        assert_eq!(
            (waits.act, waits.before.as_str(), waits.after.as_str()),
            (Sensitive::CloseMerchant, "active", "closed")
        );
        assert_eq!(p.state().await, MerchantState::Active, "nothing is done yet");
        let again = p.house.admission.attempt(&p.bea, FROM, &p.close(), "because").await;
        assert_eq!(again.unwrap_err().code(), "already_proposed");

        assert_eq!(p.approve(&p.ada, waits.id).await, "own_proposal");
        assert_eq!(
            p.approve(&p.cleo, waits.id).await,
            "no_such_proposal",
            "who may not do it decides nothing"
        );
        assert_eq!(p.approve(&p.bea, ProposalId(7)).await, "no_such_proposal");
        assert_eq!(p.state().await, MerchantState::Active);

        assert_eq!(p.approve(&p.bea, waits.id).await, "fine");
        assert_eq!(p.state().await, MerchantState::Closed);
        assert_eq!(p.approve(&p.bea, waits.id).await, "proposal_decided");
        let timeline = merchants::timeline(&p.house.db, &p.merchant.to_string()).await.unwrap();
        assert_eq!(timeline.last().unwrap().note, "because");
        let (ada, bea) = (p.ada.user.to_string(), p.bea.user.to_string());
        let [made, done, agreed] = &p.told(3).await[..] else { panic!("three entries") };
        assert_eq!((made.0.as_str(), made.1.as_str()), (ada.as_str(), "proposal_made"));
        assert_eq!((done.0.as_str(), done.1.as_str()), (ada.as_str(), "merchant_closed"));
        assert_eq!((agreed.0.as_str(), agreed.1.as_str()), (bea.as_str(), "proposal_approved"));
        assert!(agreed.2.contains(&ada) && agreed.2.contains("close_merchant"), "{agreed:?}");
        p.house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_agree_at_once_one_does_it() {
    for engine in testkit::engines() {
        let p = Platform::open(engine).await;
        let dora = member(&p.house, "dora", Duty::Admin).await;
        let suspend = Deed::Measure { merchant: p.merchant, measure: Measure::Suspend };
        let waits = p.proposed(&p.ada, &suspend).await;
        let (one, other) = tokio::join!(p.approve(&p.bea, waits.id), p.approve(&dora, waits.id));
        let mut both = [one, other];
        both.sort_unstable();
        assert_eq!(both, ["fine", "proposal_decided"]);
        let suspended = p.house.trail().await.iter().filter(|what| *what == "merchant_suspended").count();
        assert_eq!((p.state().await, suspended), (MerchantState::Suspended, 1));
        p.house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_changed_meanwhile_is_not_done() {
    for engine in testkit::engines() {
        let p = Platform::open(engine).await;
        let waits = p.proposed(&p.ada, &p.close()).await;
        let by = By { who: "usr_other", from: FROM };
        p.house.admission.measure(by, p.merchant, Measure::Suspend, "at once").await.unwrap();
        assert_eq!(p.approve(&p.bea, waits.id).await, "subject_changed");
        assert_eq!(p.state().await, MerchantState::Suspended);
        p.house.admission.decline_proposal(&p.bea, FROM, waits.id, "it is suspended").await.unwrap();
        let anew = p.proposed(&p.ada, &p.close()).await;
        assert_eq!(p.approve(&p.bea, anew.id).await, "fine");

        // An application that was sent back and handed in again is another one.
        let user = p.house.user("second@example.com").await;
        let id = p.house.apply(user, "day-market", "2").await;
        p.house.admission.take_application(REVIEWER, id).await.unwrap();
        let approve = Deed::Approve { application: id, fee_bps: 200, plan: String::new() };
        let waits = p.proposed(&p.cleo, &approve).await;
        let reasons = vec![merchants::Reason { field: "licence".into(), text: "看不清".into() }];
        p.house
            .admission
            .decide_application(REVIEWER, id, &admission::Decision::Return(reasons))
            .await
            .unwrap();
        assert_eq!(p.approve(&p.ada, waits.id).await, "subject_changed");
        p.house.time.advance(Span::seconds(1));
        let by = By { who: &user.to_string(), from: FROM };
        p.house.admission.submit_application(user, by).await.unwrap();
        p.house.admission.take_application(REVIEWER, id).await.unwrap();
        assert_eq!(p.approve(&p.ada, waits.id).await, "subject_changed");
        p.house.admission.withdraw_proposal(&p.cleo, FROM, waits.id, "").await.unwrap();
        let anew = p.proposed(&p.cleo, &approve).await;
        assert_eq!(p.approve(&p.ada, anew.id).await, "fine");
        assert_eq!(p.duty_of(user).await, Some(Duty::Owner));
        p.house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_agrees_after_its_time_nor_without_the_right_to_it() {
    for engine in testkit::engines() {
        let p = Platform::open(engine).await;
        let late = p.proposed(&p.ada, &p.close()).await;
        p.house.time.advance(Span::hours(72));
        assert_eq!(p.approve(&p.bea, late.id).await, "proposal_expired");
        let ask = PageAsk { after: None, limit: 10 };
        let waiting = async |state| {
            let page = p.house.identity.proposals(&p.bea, Some(state), &ask).await.unwrap();
            page.items.into_iter().map(|proposal| proposal.id).collect::<Vec<_>>()
        };
        assert_eq!(waiting(ProposalState::Proposed).await, []);
        assert_eq!(waiting(ProposalState::Expired).await, [late.id], "before it is swept up");
        // It is in nobody's way, swept up or not.
        let next = p.proposed(&p.ada, &p.close()).await;
        assert_eq!(waiting(ProposalState::Proposed).await, [next.id]);
        p.house.time.advance(Span::hours(72));
        assert_eq!(p.house.identity.expire_proposals().await.unwrap(), 1);
        assert_eq!(p.house.identity.expire_proposals().await.unwrap(), 0);
        assert_eq!(p.told(1).await[0].1, "proposal_expired");

        // Whoever lost their duty a moment ago, on whichever side, does nothing any more.
        let waits = p.proposed(&p.ada, &p.close()).await;
        p.set_duty(p.bea.user, Duty::Finance).await;
        assert_eq!(p.approve(&p.bea, waits.id).await, "scope_missing");
        p.set_duty(p.bea.user, Duty::Admin).await;
        p.set_duty(p.ada.user, Duty::Support).await;
        assert_eq!(p.approve(&p.bea, waits.id).await, "proposer_left");
        assert_eq!(p.state().await, MerchantState::Active);
        let declined = p.house.admission.decline_proposal(&p.bea, FROM, waits.id, "").await;
        assert_eq!(declined.unwrap_err().code(), "bad_reason");
        let declined = p.house.admission.decline_proposal(&p.bea, FROM, waits.id, "no").await.unwrap();
        assert_eq!((declined.state, declined.decision_reason.as_str()), (ProposalState::Declined, "no"));
        let withdrawn = p.house.admission.withdraw_proposal(&p.bea, FROM, waits.id, "").await;
        assert_eq!(withdrawn.unwrap_err().code(), "proposal_decided");
        p.house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_are_made_and_unmade_by_two_and_a_house_of_one_is_not_locked_out() {
    for engine in testkit::engines() {
        let p = Platform::open(engine).await;
        let promote = Deed::ChangeDuty { member: p.cleo.user, duty: Duty::Admin };
        let waits = p.proposed(&p.ada, &promote).await;
        let mine = p.house.admission.withdraw_proposal(&p.bea, FROM, waits.id, "").await;
        assert_eq!(mine.unwrap_err().code(), "not_your_proposal");
        assert_eq!(p.approve(&p.bea, waits.id).await, "fine");
        assert_eq!(p.duty_of(p.cleo.user).await, Some(Duty::Admin));
        // Another duty than admin needs nobody else.
        let dora = member(&p.house, "dora", Duty::Support).await;
        let plain = Deed::ChangeDuty { member: dora.user, duty: Duty::Risk };
        assert!(matches!(p.house.admission.attempt(&p.ada, FROM, &plain, "").await, Ok(Attempt::Done(None))));

        // Who is to be invited stands sealed.
        let invite = Deed::Invite { email: "new.admin@example.com".into(), duty: Duty::Admin };
        let waits = p.proposed(&p.ada, &invite).await;
        assert_eq!(waits.subject, "n***@example.com");
        let rows = p.house.db.query("select deed from proposals", &[]).await.unwrap();
        assert!(rows.iter().all(|row| !row.bytes(0).unwrap().windows(9).any(|w| w == b"new.admin")));
        assert_eq!(p.approve(&p.bea, waits.id).await, "fine");
        let invited = p.house.identity.invitations(identity::Team::Operator).await.unwrap();
        assert_eq!((invited.len(), invited[0].invited_by), (1, p.ada.user));

        for (deed, act) in [
            (Deed::Block { user: p.bea.user }, Sensitive::TakeAdmin),
            (Deed::RemoveOperator { member: p.cleo.user }, Sensitive::TakeAdmin),
        ] {
            let waits = p.proposed(&p.ada, &deed).await;
            assert_eq!(waits.act, act);
            let by = if deed == (Deed::Block { user: p.bea.user }) { &p.cleo } else { &p.bea };
            let by = Caller { scopes: Duty::Admin.scopes(Role::Operator), ..*by };
            let expected = if by.user == p.bea.user { "scope_missing" } else { "fine" };
            assert_eq!(p.approve(&by, waits.id).await, expected, "{deed:?}");
        }
        assert_eq!(p.house.identity.user(p.bea.user).await.unwrap().state, UserState::Blocked);
        let oneself = p.house.admission.attempt(&p.ada, FROM, &Deed::Block { user: p.ada.user }, "x").await;
        assert_eq!(oneself.unwrap_err().code(), "oneself");

        // Those who may close a merchant, too, do something else now; whoever is left alone goes on alone.
        p.set_duty(p.cleo.user, Duty::Finance).await;
        assert_eq!(p.proposed(&p.ada, &p.close()).await.act, Sensitive::CloseMerchant, "Dora minds risks");
        p.set_duty(dora.user, Duty::Finance).await;
        let done = p.house.admission.attempt(&p.ada, FROM, &p.close(), "alone").await.unwrap();
        assert!(matches!(done, Attempt::Done(None)));
        assert_eq!(p.state().await, MerchantState::Closed);
        p.house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_marked_is_done_at_once_and_seen_by_who_may_do_it_only() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        house
            .admission
            .ask_second_person(SecondPerson { acts: vec![Sensitive::TrustMerchant], lives: Span::hours(1) });
        let merchant = house.merchant("owner@example.com", "night-market").await;
        let (ada, cleo) =
            (member(&house, "ada", Duty::Admin).await, member(&house, "cleo", Duty::Reviewer).await);
        let risk = member(&house, "rita", Duty::Risk).await;
        let suspend = Deed::Measure { merchant, measure: Measure::Suspend };
        assert!(matches!(house.admission.attempt(&ada, FROM, &suspend, "x").await, Ok(Attempt::Done(None))));
        let twice = house.admission.attempt(&ada, FROM, &suspend, "x").await;
        assert_eq!(twice.unwrap_err().code(), "wrong_state");
        let unknown = Deed::ChoosePlan { merchant, plan: "none".into() };
        assert_eq!(
            house.admission.attempt(&ada, FROM, &unknown, "").await.unwrap_err().code(),
            "no_such_plan"
        );
        let trust = Deed::Trust { merchant, trusted: true };
        let asked = house.admission.attempt(&cleo, FROM, &trust, "they are good").await.unwrap();
        assert!(matches!(asked, Attempt::Waits(_)));
        let ask = PageAsk { after: None, limit: 10 };
        for (who, sees) in [(&ada, 1), (&cleo, 1), (&risk, 0)] {
            let seen = house.identity.proposals(who, None, &ask).await.unwrap();
            assert_eq!(seen.items.len(), sees, "{:?}", who.duty);
        }
        let nothing = Caller { scopes: Scopes::default(), ..ada };
        assert!(house.identity.proposals(&nothing, None, &ask).await.unwrap().items.is_empty());
    }
}
