use super::{Agreement, Clause, Fired};
use crate::alarm::{self, AlarmKind, NewAlarm};
use crate::store;
use db::Tx;
use jobs::NewEvent;
use kernel::{Ambient, DiversionId, MerchantId, OrderId, Span, UserId};
use serde_json::{Value, json};

/// What was agreed for this cause is done, once for each cause, in the transaction of the cause; the agreement is locked.
/// What came of it, if the agreement says anything for it and it has not been done before. It is in the trail, so whoever
/// calls it has written all else.
pub(crate) async fn fire(
    tx: &mut Tx,
    ambient: &Ambient,
    agreement: &Agreement,
    (clause, cause): (Clause, &str),
    mut detail: Value,
) -> db::Result<Option<Fired>> {
    let does = agreement.clauses.does(clause);
    let freezes = does.freezes() && agreement.frozen.is_none();
    let did = match (does.alarms(), freezes) {
        (true, true) => "both",
        (true, false) => "alarm",
        (false, true) => "freeze",
        (false, false) => "noted",
    };
    if does == super::Does::Nothing {
        return Ok(None);
    }
    let (merchant, user, now) = (agreement.merchant, agreement.user, ambient.now());
    let fired = Fired { user, clause, cause: cause.to_owned(), did: did.to_owned(), at: now };
    if !store::agreements::insert_firing(tx, merchant, &fired).await? {
        return Ok(None);
    }
    if freezes {
        store::agreements::freeze(tx, (merchant, user), (clause.code(), cause), now).await?;
        publish(
            tx,
            ambient,
            (merchant, user),
            "partner.frozen",
            json!({ "by": clause.code(), "cause": cause }),
        )
        .await?;
    }
    if does.alarms() {
        if let Some(detail) = detail.as_object_mut() {
            let more = json!({ "clause": clause.code(), "cause": cause, "frozen": freezes });
            detail.extend(more.as_object().cloned().unwrap_or_default());
        }
        let alarm = NewAlarm::new(merchant, AlarmKind::PartnerClause, user, detail);
        alarm::put(tx, ambient, &alarm).await?;
    }
    let subject = user.to_string();
    let reason = format!("{} {cause}", clause.code());
    let entry = identity::Entry {
        what: "clause_fired",
        subject: &subject,
        before: if agreement.frozen.is_some() { "frozen" } else { "on" },
        after: if freezes || agreement.frozen.is_some() { "frozen" } else { "on" },
        reason: &reason,
        ..identity::Entry::at(now)
    };
    identity::trail(tx, &entry).await?;
    Ok(Some(fired))
}

pub(super) async fn publish(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, user): (MerchantId, UserId),
    topic: &'static str,
    detail: Value,
) -> db::Result<()> {
    jobs::publish(tx, ambient, vec![NewEvent::new(Some(merchant), topic, user, &detail)]).await
}

/// A case about a unit of that order was opened, in the same transaction.
pub(crate) async fn case_opened(
    tx: &mut Tx,
    ambient: &Ambient,
    merchant: MerchantId,
    (order, case): (OrderId, DiversionId),
) -> db::Result<Option<Fired>> {
    let Some(user) = store::diversions::buyer_of(tx, merchant, order).await? else { return Ok(None) };
    let Some(agreement) = store::agreements::lock(tx, &[(merchant, user)]).await?.pop() else {
        return Ok(None);
    };
    let since = ambient.now().before(Span::days(agreement.clauses.case_days));
    let cases = store::diversions::count_since(tx, (merchant, user), since).await?;
    if cases < agreement.clauses.case_nth {
        return Ok(None);
    }
    let detail = json!({ "cases": cases });
    fire(tx, ambient, &agreement, (Clause::Case, &case.to_string()), detail).await
}
