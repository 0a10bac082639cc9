//! Who did it, for people to read and for the trail.

use crate::address::Address;
use crate::{Api, Problem};
use db::Tx;
use identity::{Caller, Entry, IdentityRefusal};
use kernel::UserId;

/// Where a user is reached; any other id as it stands.
pub(crate) async fn name_of(api: &Api, who: &str) -> Result<String, Problem> {
    let Ok(user) = who.parse::<UserId>() else { return Ok(who.to_owned()) };
    match api.identity.user(user).await {
        Ok(user) if !user.contact().is_empty() => Ok(user.contact().to_owned()),
        Ok(_) | Err(IdentityRefusal::NoSuchUser) => Ok(who.to_owned()),
        Err(refusal) => Err(refusal.into()),
    }
}

/// What was done, to what, and how it was before and after.
#[derive(Clone, Copy, Default)]
pub(crate) struct Act<'a> {
    /// A verb in snake case.
    pub what: &'a str,
    pub subject: &'a str,
    pub before: &'a str,
    pub after: &'a str,
    pub reason: &'a str,
}

/// Into the trail, in the transaction of the act: the last thing before its commit.
pub(crate) async fn witness(
    tx: &mut Tx,
    api: &Api,
    caller: &Caller,
    from: &Address,
    act: Act<'_>,
) -> Result<(), Problem> {
    Ok(note(tx, api, caller, from, act).await?)
}

/// The same, for whoever tries it again where the database wants that.
pub(crate) async fn note(
    tx: &mut Tx,
    api: &Api,
    caller: &Caller,
    Address(from): &Address,
    act: Act<'_>,
) -> db::Result<()> {
    let who = caller.actor();
    let entry = Entry {
        at: api.ambient().now(),
        who: &who,
        what: act.what,
        subject: act.subject,
        before: act.before,
        after: act.after,
        reason: act.reason,
        from,
    };
    identity::trail(tx, &entry).await
}
