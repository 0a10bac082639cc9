//! Who did it, for people to read and for the trail.

use crate::address::Address;
use crate::{Api, Problem};
use db::Tx;
use identity::{Caller, Entry};
use kernel::UserId;

/// The e-mail address of a user; any other id as it stands.
pub(crate) async fn name_of(api: &Api, who: &str) -> Result<String, Problem> {
    let Ok(user) = who.parse::<UserId>() else { return Ok(who.to_owned()) };
    let user = api.identity.user(user).await?;
    Ok(user.map_or_else(|| who.to_owned(), |user| user.email))
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
    Address(from): &Address,
    act: Act<'_>,
) -> Result<(), Problem> {
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
    Ok(identity::trail(tx, &entry).await?)
}
