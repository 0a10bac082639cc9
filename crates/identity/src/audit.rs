use crate::store;
use db::{DbError, Tx};
use subtle::ConstantTimeEq;

/// Something that cannot be as it is, and the row where it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

const PAGE: i64 = 1_000;

/// Walks the whole trail: every row unchanged, none missing, none cut off at the end.
pub async fn audit(tx: &mut Tx) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let mut last = store::trail::Head { seq: 0, digest: Vec::new() };
    loop {
        let links = store::trail::page(tx, last.seq, PAGE).await?;
        for link in &links {
            let row = format!("trail {}", link.seq);
            if link.seq != last.seq + 1 {
                let what = format!("rows are missing from the trail: {} to {}", last.seq + 1, link.seq - 1);
                findings.push(Finding { what, row: row.clone() });
            } else if !same(&link.previous, &last.digest) {
                findings.push(Finding {
                    what: "the row does not follow from the one before".into(),
                    row: row.clone(),
                });
            }
            if !same(&link.computed(), &link.digest) {
                findings.push(Finding { what: "the row was changed".into(), row });
            }
            last = store::trail::Head { seq: link.seq, digest: link.digest.clone() };
        }
        if links.is_empty() {
            break;
        }
    }
    let head = store::trail::head(tx).await?;
    if head.seq != last.seq || !same(&head.digest, &last.digest) {
        let what = format!("the trail ends at {}, but its head says {}", last.seq, head.seq);
        findings.push(Finding { what, row: "trail_head".into() });
    }
    Ok(findings)
}

fn same(a: &[u8], b: &[u8]) -> bool {
    bool::from(a.ct_eq(b))
}
