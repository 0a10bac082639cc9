use crate::store;
use db::{Result, Tx};

/// Something that cannot be as it is, and the row where it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

/// What points at something points at something that is there; who was approved is a merchant.
pub async fn audit(tx: &mut Tx) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (what, sql) in store::audit::CHECKS {
        let rows = store::audit::rows(tx, sql).await?;
        findings.extend(rows.into_iter().map(|row| Finding { what: (*what).to_owned(), row }));
    }
    Ok(findings)
}
