use crate::known_place::carried;
use crate::{
    Caller, Doer, Duty, Email, Entry, Identity, IdentityRefusal, NewUser, Result, Role, Session, Team, User,
    sign_up, store, token, trail,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Tx;
use jobs::NewJob;
use kernel::{InvitationId, Secret, Span, Time, UserId};
use ports::{Mail, Mailer};
use serde_json::json;

/// The job that mails an invitation. Its payload is the invitation's id.
pub const MAIL_INVITATION: &str = "mail.invitation";

const LIFE: Span = Span::days(7);
const PURPOSE: &str = "invitation";

/// Somebody is asked to join a staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub team: Team,
    pub duty: Duty,
    pub invited_by: UserId,
    pub created_at: Time,
    pub expires_at: Time,
}

pub struct NewInvitation<'a> {
    pub team: Team,
    pub email: &'a str,
    pub duty: Duty,
}

impl Identity {
    /// Asks somebody to join; a mail with a link goes to them. An earlier, open invitation of theirs is replaced.
    pub async fn invite(&self, new: &NewInvitation<'_>, by: &Caller, from: &str) -> Result<Invitation> {
        self.can_be_invited(new.email).await?;
        let mut tx = self.db.begin().await?;
        let doer = Doer { who: &by.actor(), from, reason: "" };
        let invitation = self.invite_in(&mut tx, new, by.user, &doer).await?;
        tx.commit().await?;
        Ok(invitation)
    }

    /// The address, if it is one and nobody has it who works somewhere already; before the transaction of
    /// [`Identity::invite_in`].
    pub async fn can_be_invited(&self, email: &str) -> Result<Email> {
        let email = Email::parse(email)?;
        if let Some(known) = store::users::by_email(&self.db, &self.contacts, &email).await? {
            if !matches!(known.user.role, Role::Buyer | Role::Partner) {
                return Err(IdentityRefusal::WorksElsewhere);
            }
        }
        Ok(email)
    }

    /// As [`Identity::invite`], in the caller's transaction, in the name of that member. Whoever works somewhere by then
    /// is refused when they accept.
    pub async fn invite_in(
        &self,
        tx: &mut Tx,
        new: &NewInvitation<'_>,
        by: UserId,
        doer: &Doer<'_>,
    ) -> Result<Invitation> {
        let (email, now) = (Email::parse(new.email)?, self.ambient.now());
        let invitation = Invitation {
            id: InvitationId::new(&self.ambient),
            email: email.as_str().to_owned(),
            team: new.team,
            duty: new.duty,
            invited_by: by,
            created_at: now,
            expires_at: now.after(LIFE),
        };
        let digest = token::digest(self.invitation_token(invitation.id).expose());
        let subject = invitation.id.to_string();
        // The trail is kept for ever, so it does not say who.
        let after = format!("{} {}", email.masked(), new.duty.code());
        let entry = Entry { what: "member_invited", subject: &subject, after: &after, ..doer.entry(now) };
        store::invitations::revoke_of(tx, &self.contacts, new.team, &invitation.email).await?;
        store::invitations::insert(tx, &self.contacts, &invitation, &digest).await?;
        let job = NewJob::new(MAIL_INVITATION, &json!(invitation.id));
        jobs::enqueue(tx, &self.ambient, vec![job]).await?;
        trail(tx, &entry).await?;
        Ok(invitation)
    }

    /// Those that can still be accepted, the newest first.
    pub async fn invitations(&self, team: Team) -> Result<Vec<Invitation>> {
        Ok(store::invitations::open(&self.db, &self.contacts, team, self.ambient.now()).await?)
    }

    /// None where it can no longer be accepted.
    pub async fn invitation_by_id(&self, id: InvitationId) -> Result<Option<Invitation>> {
        Ok(store::invitations::by_id(&self.db, &self.contacts, id, self.ambient.now()).await?)
    }

    /// The link is worth nothing from now on.
    pub async fn revoke_invitation(
        &self,
        team: Team,
        id: InvitationId,
        by: &Caller,
        from: &str,
    ) -> Result<()> {
        let mut tx = self.db.begin().await?;
        if !store::invitations::revoke(&mut tx, team, id).await? {
            return Err(IdentityRefusal::NoSuchInvitation);
        }
        let (who, subject) = (by.actor(), id.to_string());
        let entry = Entry {
            who: &who,
            what: "invitation_revoked",
            subject: &subject,
            from,
            ..Entry::at(self.ambient.now())
        };
        trail(&mut tx, &entry).await?;
        Ok(tx.commit().await?)
    }

    /// What stands behind a link, for the page that asks.
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        let (digest, now) = (token::digest(token), self.ambient.now());
        let found = store::invitations::find(&self.db, &self.contacts, &digest, now).await?;
        found.ok_or(IdentityRefusal::NoSuchInvitation)
    }

    /// Whoever is logged in joins with the account they have; it must be the one of the invited address.
    pub async fn accept_as(&self, token: &str, session: &Session, from: &str) -> Result<()> {
        let invitation = self.invitation(token).await?;
        if session.email != invitation.email {
            return Err(IdentityRefusal::InvitedSomebodyElse);
        }
        self.accept(&invitation, session.user, None, from).await
    }

    /// Somebody without an account gets one and joins. Who has one is asked to log in first (`email_taken`).
    pub async fn accept_new(&self, token: &str, password: &Secret<String>, from: &str) -> Result<User> {
        let invitation = self.invitation(token).await?;
        let new = NewUser { email: &invitation.email, password, role: Role::Buyer, merchant: None };
        let (user, hash) = self.prepare(&new).await?;
        self.accept(&invitation, user.id, Some((&user, hash.as_str())), from).await?;
        Ok(user)
    }

    async fn accept(
        &self,
        invitation: &Invitation,
        user: UserId,
        new: Option<(&User, &str)>,
        from: &str,
    ) -> Result<()> {
        let (now, who, subject) = (self.ambient.now(), user.to_string(), invitation.id.to_string());
        let entry = Entry {
            who: &who,
            what: "member_joined",
            subject: &subject,
            after: invitation.duty.code(),
            from,
            ..Entry::at(now)
        };
        let mut tx = self.db.begin().await?;
        if !store::invitations::use_up(&mut tx, invitation.id, now).await? {
            return Err(IdentityRefusal::NoSuchInvitation);
        }
        if let Some((user, hash)) = new {
            sign_up::insert(&mut tx, &self.contacts, user, hash).await?;
        }
        self.join(&mut tx, user, invitation.team, invitation.duty).await?;
        // Who opens the link reads the mail of that address.
        store::users::note_verified(&mut tx, user, now).await?;
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.forget_user(user);
        Ok(())
    }

    /// The work of a [`MAIL_INVITATION`] job. `base_url` is how the shop is reached; `name` is who invites.
    pub async fn mail_invitation(
        &self,
        id: InvitationId,
        base_url: &str,
        name: &str,
        mailer: &dyn Mailer,
    ) -> Result<()> {
        let Some(invitation) = self.invitation_by_id(id).await? else { return Ok(()) };
        let token = self.invitation_token(id);
        let text = format!(
            "您好，\n\n{name} 邀请您加入团队（{duty}）。请在七天内打开以下链接接受邀请：\n{base_url}/join/{token}\n如果您不认识对方，请忽略本邮件。\n\n\
             Hello,\n\n{name} asks you to join their staff ({duty}). Open this link within seven days to accept:\n{base_url}/join/{token}\nIf you do not know them, ignore this mail.\n",
            duty = invitation.duty.code(),
            token = token.expose()
        );
        let subject = "邀请您加入团队 · An invitation to join".to_owned();
        carried(mailer.send(&Mail { to: invitation.email, subject, text }).await)
    }

    /// Computed, so that neither the table nor the queue of jobs holds it.
    fn invitation_token(&self, id: InvitationId) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.keyed_digest(PURPOSE, &[&id.to_string()])))
    }
}
