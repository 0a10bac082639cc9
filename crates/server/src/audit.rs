use crate::config::Config;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::house;
use crate::store;
use db::{Db, DbError, Tx};
use kernel::{Ambient, Span, Time};
use ports::KeyService;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use vault::VaultError;

/// Something that must not be, and where.
struct Finding {
    what: String,
    row: String,
}

/// Proves the books over one moment of the database. Opens no key and writes nothing, so it may run beside the
/// server and needs no root key.
pub async fn run(config: Result<Config>, data: &Path) -> Result<ExitCode> {
    let started = Instant::now();
    let (findings, orders) = prove(config, data).await.map_err(|fault| fault.with_exit(Exit::Usage))?;
    if findings.is_empty() {
        println!("audit: clean ({orders} orders, {} ms)", started.elapsed().as_millis());
        return Ok(ExitCode::SUCCESS);
    }
    for finding in &findings {
        println!("{}: {}", finding.what, finding.row);
    }
    eprintln!("audit: {} findings in {orders} orders; docs/operate.md says what to do", findings.len());
    Ok(Exit::No.code())
}

async fn prove(config: Result<Config>, data: &Path) -> Result<(Vec<Finding>, i64)> {
    let config = config?;
    let stuck = config.escrow.stuck();
    let db = existing(Ok(config), data).await?;
    let mut tx = db.snapshot().await?;
    let findings = all(&mut tx, Ambient::system().now(), stuck).await.map_err(unreadable)?;
    let orders = store::orders(&mut tx).await?;
    Ok((findings, orders))
}

/// The database of a shop that is there, of this program's schema.
pub async fn existing(config: Result<Config>, data: &Path) -> Result<Db> {
    let config = config?;
    // PostgreSQL is found by its address: its audit may run on any machine.
    let db = if config.database.url().is_some() {
        house::postgres(&config).await?
    } else {
        let data = DataFolder::open(data)?;
        house::must_exist(&config, &data)?;
        house::sqlite(&data).await?
    };
    house::must_fit(&db).await?;
    Ok(db)
}

/// A row that cannot even be read is damage, but of a kind that stops the proof.
fn unreadable(error: DbError) -> Fault {
    Fault::new(Exit::Database, format!("the audit could not be finished: {error}"))
}

/// What is on its way for longer than `stuck` is a finding, too.
async fn all(tx: &mut Tx, now: Time, stuck: Span) -> db::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    findings.extend(ledger::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings.extend(vault::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings.extend(identity::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings.extend(merchants::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings.extend(
        orders::audit::audit(tx, now).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }),
    );
    findings.extend(reconcile::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings.extend(
        settlement::audit::audit(tx, now, stuck)
            .await?
            .into_iter()
            .map(|f| Finding { what: f.what, row: f.row }),
    );
    findings
        .extend(receipts::audit::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    findings
        .extend(aftercare::audit::audit(tx).await?.into_iter().map(|f| Finding { what: f.what, row: f.row }));
    Ok(findings)
}

/// All of these proofs, for a copy or a backup of the shop; and whether documents open, where the root key is there.
#[derive(Default)]
pub struct EveryAudit {
    pub keys: Option<Arc<dyn KeyService>>,
}

#[async_trait::async_trait]
impl ::backup::Auditor for EveryAudit {
    async fn audit(&self, tx: &mut Tx, now: Time) -> db::Result<Vec<String>> {
        // A copy is looked at whenever somebody has time: what stuck in the shop is the shop's own audit to say.
        Ok(all(tx, now, Span(i64::MAX))
            .await?
            .into_iter()
            .map(|finding| format!("{}: {}", finding.what, finding.row))
            .collect())
    }
    async fn opens(&self, db: &Db, sample: &::backup::Sample) -> db::Result<Option<bool>> {
        let Some(keys) = &self.keys else { return Ok(None) };
        let document = merchants::document_by_blob(db, &sample.name).await?;
        let file = aftercare::file_by_blob(db, &sample.name).await?;
        // One that was removed while the backup was made is nobody's.
        if document.is_none() && file.is_none() {
            return Ok(None);
        }
        let key = match vault::lasting_key(db, &**keys, "admission").await {
            Ok(key) => key,
            Err(VaultError::Db(error)) => return Err(error),
            Err(_) => return Ok(Some(false)),
        };
        let sealer = merchants::Sealer::new(key);
        let document = document.map(|d| merchants::open_document(&sealer, &d, &sample.sealed).is_some());
        let file = file.map(|file| aftercare::file_opens(&sealer, &file, &sample.sealed));
        Ok(document.or(file))
    }
}
