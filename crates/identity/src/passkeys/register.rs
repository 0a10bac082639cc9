use super::{LONGEST_NAME, MOST, Passkey, PasskeyChallenge, Purpose, broken, refused};
use crate::{Changed, Entry, Identity, IdentityRefusal, Result, Session, store, trail};
use kernel::{PasskeyId, clean_line};
use serde_json::{Value, json};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

impl Identity {
    /// Begins a new passkey. Who has a second factor proves it first: a stolen session makes no lasting way in.
    pub async fn begin_passkey(&self, session: &Session) -> Result<PasskeyChallenge> {
        self.lately_proved(session)?;
        let authority = self.authority()?;
        let user = self.user(session.user).await?;
        let known = store::passkeys::list(&self.db, user.id).await?;
        if known.len() >= MOST {
            return Err(IdentityRefusal::TooManyPasskeys { most: MOST });
        }
        let known = known.into_iter().map(|known| known.credential).collect();
        let called = [user.contact(), user.name.as_str()].into_iter().find(|name| !name.is_empty());
        let called = called.map_or_else(|| user.id.to_string(), str::to_owned);
        let (options, state) = authority
            .start_passkey_registration(Uuid::from_u128(user.id.0), &called, &called, Some(known))
            .map_err(|error| refused(&error))?;
        let mut options = serde_json::to_value(options).map_err(|error| broken(&error))?;
        prefer_discoverable(&mut options);
        let state = serde_json::to_string(&state).map_err(|error| broken(&error))?;
        self.challenge(Purpose::Register, Some(user.id), state, options).await
    }

    /// Keeps the passkey that the browser has made.
    pub async fn finish_passkey(
        &self,
        session: &Session,
        challenge: &str,
        credential: &Value,
        name: &str,
        from: &str,
    ) -> Result<Passkey> {
        self.lately_proved(session)?;
        let name = clean_line(name, LONGEST_NAME).map_err(IdentityRefusal::BadName)?;
        let state = self.challenged(challenge, Purpose::Register, Some(session.user)).await?;
        let state: PasskeyRegistration = serde_json::from_str(&state).map_err(|error| broken(&error))?;
        let credential: RegisterPublicKeyCredential =
            serde_json::from_value(credential.clone()).map_err(|_| IdentityRefusal::PasskeyRefused)?;
        let made = self.authority()?.finish_passkey_registration(&credential, &state);
        let made = made.map_err(|error| refused(&error))?;

        let now = self.ambient.now();
        let id = PasskeyId::new(&self.ambient);
        let passkey = Passkey { id, user: session.user, name, created_at: now, last_used_at: None };
        let record = serde_json::to_string(&made).map_err(|error| broken(&error))?;
        let (who, subject) = (session.user.to_string(), id.to_string());
        let mut tx = self.db.begin().await?;
        if !store::passkeys::insert(&mut tx, &passkey, made.cred_id(), &record).await? {
            return Err(IdentityRefusal::PasskeyRefused);
        }
        let entry = Entry {
            who: &who,
            what: "passkey_added",
            subject: &subject,
            after: &passkey.name,
            from,
            ..Entry::at(now)
        };
        self.tell_own_change(&mut tx, session.user, Changed::PasskeyAdded, from).await?;
        trail(&mut tx, &entry).await?;
        // Whoever made it has just proved themselves by it.
        store::second_factor::set_strong(&mut tx, session.id, now).await?;
        tx.commit().await?;
        self.sessions.forget(|_, cached| cached.user == session.user);
        Ok(passkey)
    }
}

/// So that nobody types who they are. Only preferred: an old authenticator without room still makes a second factor.
fn prefer_discoverable(options: &mut Value) {
    if let Some(Value::Object(selection)) = options.pointer_mut("/publicKey/authenticatorSelection") {
        selection.insert("residentKey".into(), json!("preferred"));
    }
}
