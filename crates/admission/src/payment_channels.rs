use crate::deed::Seen;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};
use crate::{Deed, Result};
use channels::{Draft, State};
use db::Tx;
use identity::{Duty, Sensitive, Team, UserState};
use kernel::{BadText, clean_line};
use merchants::MerchantRefusal;

const REASON_MAX: usize = 300;

impl Admission {
    /// What somebody filled in, as a deed: its keys lie sealed until it is done.
    pub fn channel_deed(&self, code: &str, draft: &Draft) -> Result<Deed> {
        Ok(Deed::PutChannel { code: code.to_owned(), draft: self.channels().seal_draft(code, draft)? })
    }

    pub(crate) async fn look_at_channel(&self, tx: &mut Tx, code: &str, draft: &[u8]) -> Result<Seen> {
        let draft = self.channels().open_draft(code, draft)?;
        let seen = self.channels().look_at_put(tx, code, &draft).await?;
        Ok(Seen {
            act: Some(Sensitive::ChangeChannel),
            subject: code.to_owned(),
            before: seen.before,
            after: seen.after,
            mark: seen.mark,
        })
    }

    /// To switch one off waits for nobody.
    pub(crate) async fn look_at_switch(&self, tx: &mut Tx, code: &str, to: State) -> Result<Seen> {
        let seen = self.channels().look_at_switch(tx, code, to).await?;
        Ok(Seen {
            act: (to == State::On).then_some(Sensitive::ChangeChannel),
            subject: code.to_owned(),
            before: seen.before.code().to_owned(),
            after: to.code().to_owned(),
            mark: seen.mark,
        })
    }

    pub(crate) async fn put_channel_in(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        (code, draft): (&str, &[u8]),
        reason: &str,
        told: Vec<String>,
    ) -> Result<()> {
        let reason = needed(reason)?;
        let draft = self.channels().open_draft(code, draft)?;
        let changed = self.channels().put(tx, code, &draft, by.who).await?;
        let what = match changed.fields.is_empty() {
            true => "limits or name · 限额或名称".to_owned(),
            false => changed.fields.join(", "),
        };
        self.tell(tx, told, &Notice::ChannelChanged { code: code.to_owned(), what }).await?;
        self.publish(tx, None, "channel.changed", code).await?;
        let act = match changed.created {
            true => Act {
                what: "channel_created",
                subject: code,
                before: "",
                after: &changed.after,
                reason: &reason,
            },
            false => Act {
                what: "channel_changed",
                subject: code,
                before: &changed.before,
                after: &changed.after,
                reason: &reason,
            },
        };
        self.note(tx, by, &act).await
    }

    pub(crate) async fn switch_channel_in(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        (code, to): (&str, State),
        reason: &str,
        told: Vec<String>,
    ) -> Result<()> {
        let reason = needed(reason)?;
        let switched = self.channels().switch(tx, code, to, by.who).await?;
        let what = format!("{} → {}", switched.before.code(), to.code());
        self.tell(tx, told, &Notice::ChannelChanged { code: code.to_owned(), what }).await?;
        self.publish(tx, None, "channel.changed", code).await?;
        let (before, after) = (switched.before.code(), to.code());
        let act = Act { what: "channel_switched", subject: code, before, after, reason: &reason };
        self.note(tx, by, &act).await
    }

    /// In which order payers are offered them.
    pub async fn order_channels(&self, by: By<'_>, codes: &[String]) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let before = self.channels().order(&mut tx, codes).await?.join(" ");
        let after = codes.join(" ");
        let act = Act {
            what: "channels_ordered",
            subject: "payment_channels",
            before: &before,
            after: &after,
            reason: "",
        };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await
    }

    /// Where the operator's admins are reached.
    pub(crate) async fn admins(&self) -> Result<Vec<String>> {
        let people = self.identity().staff(Team::Operator).await?;
        let admins = people
            .into_iter()
            .map(|member| member.user)
            .filter(|user| user.duty == Some(Duty::Admin) && user.state == UserState::Active);
        Ok(admins.map(|user| user.email).filter(|mail| !mail.is_empty()).collect())
    }
}

fn needed(reason: &str) -> Result<String> {
    clean_line(reason, REASON_MAX).map_err(|why| match why {
        BadText::Empty => MerchantRefusal::ReasonNeeded.into(),
        other => identity::IdentityRefusal::BadReason(other).into(),
    })
}
