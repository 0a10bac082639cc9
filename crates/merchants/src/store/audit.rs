use db::{Result, Tx};

/// What each finding says, and how its rows are found.
pub(crate) const CHECKS: [(&str, &str); 7] = [
    (
        "an approved application has no merchant",
        "select a.id from applications a left join merchants m on m.id = a.merchant \
         where a.state = 'approved' and m.id is null",
    ),
    (
        "an application that was not approved has a merchant",
        "select id from applications where state <> 'approved' and merchant is not null",
    ),
    (
        "a document is of an application that is not there",
        "select d.id from documents d left join applications a on a.id = d.application \
         where d.application is not null and a.id is null",
    ),
    (
        "a document is nobody's, or of a merchant that is not there",
        "select d.id from documents d left join merchants m on m.id = d.merchant \
         where (d.merchant is not null and m.id is null) or (d.merchant is null and d.application is null)",
    ),
    (
        "an authorisation is of a merchant that is not there",
        "select a.id from authorisations a left join merchants m on m.id = a.merchant where m.id is null",
    ),
    (
        "a batch came in under an authorisation that is not the merchant's",
        "select b.batch from batch_authorisations b \
         left join authorisations a on a.id = b.authorisation and a.merchant = b.merchant where a.id is null",
    ),
    (
        "a merchant has a plan that is not there",
        "select m.id from merchants m left join plans p on p.code = m.plan where m.plan <> '' and p.code is null",
    ),
];

const MOST: usize = 100;

/// The first hundred.
pub(crate) async fn rows(tx: &mut Tx, sql: &str) -> Result<Vec<String>> {
    let sql = format!("{sql} limit {MOST}");
    tx.query(&sql, &[]).await?.iter().map(|row| row.text(0)).collect()
}
