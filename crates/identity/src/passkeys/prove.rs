use super::{PasskeyChallenge, Purpose, broken, refused};
use crate::log_in::Entrance;
use crate::store::passkeys::Known;
use crate::{Identity, IdentityRefusal, Place, Rate, Result, Session, SessionToken, UserState, store};
use kernel::{Span, UserId};
use serde_json::Value;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, PasskeyAuthentication,
    PublicKeyCredential,
};

/// A browser's answer to a challenge.
#[derive(Clone, Debug)]
pub struct PasskeyProof<'a> {
    pub challenge: &'a str,
    /// What `navigator.credentials.get` gave, in the JSON form of WebAuthn.
    pub credential: &'a Value,
}

/// How many challenges one address may ask for: each is a row for five minutes.
const CHALLENGES: Rate = Rate::new(100, Span::minutes(10));
const PURPOSE: &str = "passkey_challenge";
const PURPOSE_PROOF: &str = "passkey";

impl Identity {
    /// For somebody who has not said who they are: the passkey itself does.
    pub async fn ask_for_passkey(&self, from: &str) -> Result<PasskeyChallenge> {
        self.attempt_from(PURPOSE, from, CHALLENGES)?;
        let (options, state) =
            self.authority()?.start_discoverable_authentication().map_err(|error| refused(&error))?;
        let mut options = serde_json::to_value(options).map_err(|error| broken(&error))?;
        // The library means it for a field that is filled in; here a button was pressed.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        let state = serde_json::to_string(&state).map_err(|error| broken(&error))?;
        self.challenge(Purpose::LogIn, None, state, options).await
    }

    /// A new session, which counts as strong: the passkey and what unlocks it are two factors.
    pub async fn log_in_by_passkey(
        &self,
        proof: &PasskeyProof<'_>,
        place: Place<'_>,
    ) -> Result<SessionToken> {
        self.attempt_from(PURPOSE_PROOF, place.address, self.limits.log_in_address)?;
        let state = self.challenged(proof.challenge, Purpose::LogIn, None).await?;
        let state: DiscoverableAuthentication =
            serde_json::from_str(&state).map_err(|error| broken(&error))?;
        let answer = read(proof.credential)?;
        let authority = self.authority()?;
        let (handle, credential) =
            authority.identify_discoverable_authentication(&answer).map_err(|error| refused(&error))?;
        let known = store::passkeys::by_credential(&self.db, credential).await?;
        let known = known.filter(|known| known.passkey.user == UserId(handle.as_u128()));
        let known = known.ok_or(IdentityRefusal::PasskeyRefused)?;
        let record = known.record()?;
        let key = DiscoverableKey::from(&record);
        let result = authority.finish_discoverable_authentication_v2(&answer, state, &key);
        let result = result.map_err(|error| refused(&error))?;

        let user = self.user(known.passkey.user).await?;
        if user.state != UserState::Active {
            return Err(IdentityRefusal::PasskeyRefused);
        }
        self.used(known, &result).await?;
        let token = self.enter(user.id, &Entrance { way: "passkey", strong: true }, place).await?;
        self.forgive_from(PURPOSE_PROOF, place.address, self.limits.log_in_address);
        Ok(token)
    }

    /// For somebody in a session, who proves once more who they are.
    pub async fn ask_for_own_passkey(&self, session: &Session) -> Result<PasskeyChallenge> {
        let own = store::passkeys::list(&self.db, session.user).await?;
        if own.is_empty() {
            return Err(IdentityRefusal::NoSuchPasskey);
        }
        let own = own.iter().map(Known::record).collect::<Result<Vec<_>>>()?;
        let (options, state) =
            self.authority()?.start_passkey_authentication(&own).map_err(|error| refused(&error))?;
        let options = serde_json::to_value(options).map_err(|error| broken(&error))?;
        let state = serde_json::to_string(&state).map_err(|error| broken(&error))?;
        self.challenge(Purpose::Prove, Some(session.user), state, options).await
    }

    /// The session of `token` counts as strong from now on.
    pub async fn prove_by_passkey(
        &self,
        token: &str,
        proof: &PasskeyProof<'_>,
        place: Place<'_>,
    ) -> Result<()> {
        self.attempt_from(PURPOSE_PROOF, place.address, self.limits.log_in_address)?;
        let session = self.session(token).await?.ok_or(IdentityRefusal::NotLoggedIn)?;
        let state = self.challenged(proof.challenge, Purpose::Prove, Some(session.user)).await?;
        let state: PasskeyAuthentication = serde_json::from_str(&state).map_err(|error| broken(&error))?;
        let answer = read(proof.credential)?;
        let result = self.authority()?.finish_passkey_authentication(&answer, &state);
        let result = result.map_err(|error| refused(&error))?;
        let known = store::passkeys::by_credential(&self.db, result.cred_id()).await?;
        let known = known.filter(|known| known.passkey.user == session.user);
        self.used(known.ok_or(IdentityRefusal::PasskeyRefused)?, &result).await?;
        self.note_strong(&session).await?;
        self.forgive_from(PURPOSE_PROOF, place.address, self.limits.log_in_address);
        Ok(())
    }

    /// Notes the use with the authenticator's counter, for one of two that come at once.
    async fn used(&self, known: Known, result: &AuthenticationResult) -> Result<()> {
        if !result.user_verified() {
            return Err(IdentityRefusal::PasskeyRefused);
        }
        let mut record = known.record()?;
        record.update_credential(result).ok_or(IdentityRefusal::PasskeyRefused)?;
        let record = serde_json::to_string(&record).map_err(|error| broken(&error))?;
        let mut tx = self.db.begin().await?;
        if !store::passkeys::used(&mut tx, &known, &record, self.ambient.now()).await? {
            return Err(IdentityRefusal::PasskeyRefused);
        }
        Ok(tx.commit().await?)
    }
}

fn read(credential: &Value) -> Result<PublicKeyCredential> {
    serde_json::from_value(credential.clone()).map_err(|_| IdentityRefusal::PasskeyRefused)
}
