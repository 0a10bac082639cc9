use super::Names;
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Caller;
use kernel::{Currency, Money, SupplierId};
use orders::{OrderError, OrderRefusal};
use serde::{Deserialize, Serialize};
use supply::Supplier;
use utoipa::ToSchema;

/// Something that was paid in at a supplier, or taken out again.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDepositLine)]
pub(crate) struct LineAnswer {
    #[schema(example = "dep_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: String,
    /// Minor units; less than nothing: taken out.
    amount: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    note: String,
    by: String,
    at: String,
}

/// What was paid in, or taken out.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSupplierDeposit)]
#[serde(deny_unknown_fields)]
pub(crate) struct DepositBody {
    /// Minor units of the supplier's currency; less than nothing: taken out.
    #[schema(example = 500_000)]
    amount: i64,
    /// One line, 1 to 200 characters: the number of the transfer, say.
    note: String,
}

/// How the deposit stands now, in minor units.
#[derive(Serialize, ToSchema)]
#[schema(as = BookedSupplierDeposit)]
pub(crate) struct BookedAnswer {
    /// What can be ordered for.
    available: i64,
    /// Of what is under way.
    held: i64,
    /// All that was credited for it.
    spent: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
}

/// So many are shown.
const NEWEST: i64 = 200;

/// What was paid in at a supplier and taken out again, newest first: the last 200. Refused: `no_such_supplier`.
#[utoipa::path(get, path = "/v1/suppliers/{id}/deposits", tag = "supply", operation_id = "listSupplierDeposits",
    params(("id" = String, Path, description = "The supplier's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = List<LineAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<SupplyRead>, Id(id): Id<SupplierId>) -> Answer {
    api.fulfiller.book().find(staff.merchant, id).await?;
    let (mut items, mut names) = (Vec::new(), Names::default());
    for line in api.fulfiller.deposit_lines(staff.merchant, id, NEWEST).await? {
        items.push(LineAnswer {
            by: names.of(&api, &line.by).await?,
            id: line.id,
            amount: line.amount.minor,
            currency: line.amount.currency,
            note: line.note,
            at: line.at.rfc3339(),
        });
    }
    ok(&List { items, next: None })
}

/// Book what you have paid in at a supplier, or taken out again. Moves no money: it tells our books, from which orders are
/// held. Refused: `no_such_supplier`, `bad_deposit`, `bad_reason` (the note), `deposit_too_low`.
#[utoipa::path(post, path = "/v1/suppliers/{id}/deposits", tag = "supply", operation_id = "bookSupplierDeposit",
    params(("id" = String, Path, description = "The supplier's id"),
        ("Idempotency-Key" = String, Header, description = "New for every deposit, the same for every repetition")),
    request_body = DepositBody, security(("session" = ["supply:write"])), responses((status = 201, body = BookedAnswer)))]
pub(crate) async fn book(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Key(key): Key,
    Id(id): Id<SupplierId>,
    body: Json,
) -> Answer {
    let asked: DepositBody = body.parse()?;
    let supplier = api.fulfiller.book().find(staff.merchant, id).await?;
    let (caller, path) = (staff.caller, format!("/v1/suppliers/{id}/deposits"));
    once(api, caller, path, (key, body.digest()), move |api, claim| async move {
        work(&api, &claim, (&caller, &from), &supplier, &asked).await
    })
    .await
}

async fn work(
    api: &Api,
    claim: &Claim,
    (caller, from): (&Caller, &Address),
    supplier: &Supplier,
    asked: &DepositBody,
) -> Result<String, Problem> {
    let (whose, amount) = ((supplier.merchant, supplier.id), Money::new(asked.amount, supplier.currency));
    let who = caller.actor();
    let mut tx = api.db().begin().await?;
    let booked = api.fulfiller.book_deposit_in(&mut tx, whose, amount, (&asked.note, &who)).await;
    let stands = booked.map_err(refused)?;
    let answer = text(&BookedAnswer {
        available: stands.available.minor,
        held: stands.held.minor,
        spent: stands.spent.minor,
        currency: supplier.currency,
    })?;
    claim.finish(&mut tx, &answer).await?;
    let (subject, after) = (supplier.id.to_string(), format!("{} {}", asked.amount, supplier.currency));
    let act = Act { what: "supplier_deposit_booked", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.happened();
    Ok(answer)
}

/// What it calls a reason is the note here.
fn refused(error: OrderError) -> Problem {
    match error {
        OrderError::Refused(refusal @ OrderRefusal::BadReason) => {
            Problem::field(refusal.code(), "/note", "note: one line, 1 to 200 characters")
        }
        other => other.into(),
    }
}
