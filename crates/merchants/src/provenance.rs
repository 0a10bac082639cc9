use crate::store::{documents, provenance};
use crate::{MerchantRefusal, Result};
use db::Tx;
use kernel::{AuthorisationId, BatchId, DocumentId, MerchantId, Time, clean_line};
use std::collections::HashMap;

/// The contract with a supplier that goods came in under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its number or name: one line, up to 120 characters.
    pub contract: String,
    /// When it was signed, `2026-01-31`; empty: not said.
    pub signed_on: String,
    /// Its scan, one of the merchant's documents.
    pub document: Option<DocumentId>,
}

/// On what papers a batch of stock rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Of the brand; none for goods that need none.
    pub authorisation: Option<AuthorisationId>,
    /// With the supplier; none where none was named.
    pub contract: Option<Contract>,
}

/// Writes down which contract a batch came in under.
pub async fn note_contract(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: BatchId,
    contract: &Contract,
    now: Time,
) -> Result<()> {
    let number = clean_line(&contract.contract, 120);
    let number = number.map_err(|why| MerchantRefusal::BadText { field: "contract", why })?;
    let signed_on = contract.signed_on.trim();
    if !signed_on.is_empty() && !is_day(signed_on, now) {
        return Err(MerchantRefusal::BadContractDate);
    }
    if let Some(document) = contract.document {
        let own = documents::find(tx, document).await?.is_some_and(|found| found.merchant == Some(merchant));
        if !own {
            return Err(MerchantRefusal::NoSuchDocument);
        }
    }
    let clean = Contract { contract: number, signed_on: signed_on.to_owned(), document: contract.document };
    provenance::insert(tx, merchant, batch, &clean).await?;
    Ok(())
}

/// A day that there was, and not one to come.
fn is_day(text: &str, now: Time) -> bool {
    let digits = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let day = if digits { Time::parse_rfc3339(&format!("{text}T00:00:00Z")) } else { None };
    day.is_some_and(|day| day.0 >= 0 && day <= now.after(kernel::Span::days(1)))
}

/// On what papers those batches of the merchant's rest; one without any is there as well.
pub async fn papers(
    tx: &mut Tx,
    merchant: MerchantId,
    batches: &[BatchId],
) -> Result<HashMap<BatchId, Papers>> {
    let mut all: HashMap<BatchId, Papers> = batches.iter().map(|id| (*id, Papers::default())).collect();
    for (batch, authorisation) in provenance::authorisations(tx, merchant, batches).await? {
        all.entry(batch).or_default().authorisation = Some(authorisation);
    }
    for (batch, contract) in provenance::contracts(tx, merchant, batches).await? {
        all.entry(batch).or_default().contract = Some(contract);
    }
    Ok(all)
}
