use crate::{Draft, Result, SupplyBook, SupplyRefusal, store};
use kernel::{Currency, MerchantId, SupplierId};
use ports::{Checked, DryRun, Explained, NewSupply, Rehearsal, Settings, SupplierKind};

/// What is tried.
pub struct Trial {
    pub kind: String,
    pub currency: Currency,
    /// The supplier whose settings stand in for those that were not filled in.
    pub of: Option<SupplierId>,
    pub settings: Settings,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Stable: `keys`, `reach`, `answer`, …, or `timeout`.
    pub code: String,
    /// None where it went well.
    pub problem: Option<String>,
}

/// What is pasted into a dry run; none: only what would be sent is shown.
#[derive(Default)]
pub struct Pasted {
    pub answer: Option<String>,
    pub callback: Option<String>,
}

impl SupplyBook {
    /// All that is wrong with the text that describes a supplier of that kind.
    pub fn explain(&self, kind: &str, description: &str) -> Result<Vec<Explained>> {
        let kind = self.kind(kind).ok_or(SupplyRefusal::UnknownKind)?;
        let described = kind.described.ok_or(SupplyRefusal::NotDescribed)?;
        Ok((described.explain)(description))
    }

    /// What would be sent for an order, and how what was pasted would be read. Nothing is sent.
    pub async fn dry_run(
        &self,
        merchant: MerchantId,
        trial: &Trial,
        (sample, pasted): (&NewSupply, &Pasted),
    ) -> Result<DryRun> {
        let (kind, before) = self.tried(merchant, trial).await?;
        let described = kind.described.ok_or(SupplyRefusal::NotDescribed)?;
        let settings = self.merged(kind, &before, (&trial.settings, &[]))?;
        let (answer, callback) = (pasted.answer.as_deref(), pasted.callback.as_deref());
        let now = self.now();
        Ok((described.dry_run)(&Rehearsal { settings: &settings, sample, answer, callback, now }))
    }

    /// The kind, and the settings that stand in for those that were left out.
    async fn tried(&self, merchant: MerchantId, trial: &Trial) -> Result<(&'static SupplierKind, Settings)> {
        let kind = self.kind(&trial.kind).ok_or(SupplyRefusal::UnknownKind)?;
        let Some(id) = trial.of else { return Ok((kind, Settings::new())) };
        let mut tx = self.db().read().await?;
        let known = store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
        if known.kind != trial.kind {
            return Err(SupplyRefusal::KindIsFixed);
        }
        Ok((kind, self.open(&known).unwrap_or_default()))
    }

    /// Whether a supplier would work with these settings. Orders nothing and changes nothing.
    pub async fn trial(&self, merchant: MerchantId, trial: &Trial) -> Result<Vec<Tried>> {
        let (kind, before) = self.tried(merchant, trial).await?;
        let draft = Draft {
            kind: trial.kind.clone(),
            name: String::new(),
            currency: trial.currency,
            settings: trial.settings.clone(),
            forget: Vec::new(),
            contract: String::new(),
            contract_until: kernel::Time(0),
            version: 0,
        };
        let (_, adapter) = self.settled(kind, &draft, &before)?;
        let Ok(told) = tokio::time::timeout(self.patience(), adapter.check()).await else {
            let problem =
                "the supplier does not answer: is its address right, and does it let this server in?";
            return Ok(vec![Tried { code: "timeout".into(), problem: Some(problem.into()) }]);
        };
        let tried = |checked: Checked| Tried {
            code: checked.code.to_owned(),
            problem: checked.problem.map(|problem| problem.chars().take(500).collect()),
        };
        Ok(told.into_iter().map(tried).collect())
    }
}
