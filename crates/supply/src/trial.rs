use crate::{Draft, Result, SupplyBook, SupplyRefusal, store};
use kernel::{Currency, MerchantId, SupplierId};
use ports::{Checked, Settings};

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

impl SupplyBook {
    /// Whether a supplier would work with these settings. Orders nothing and changes nothing.
    pub async fn trial(&self, merchant: MerchantId, trial: &Trial) -> Result<Vec<Tried>> {
        let kind = self.kind(&trial.kind).ok_or(SupplyRefusal::UnknownKind)?;
        let before = match trial.of {
            None => Settings::new(),
            Some(id) => {
                let mut tx = self.db().read().await?;
                let known = store::find(&mut tx, merchant, id).await?.ok_or(SupplyRefusal::NoSuchSupplier)?;
                if known.kind != trial.kind {
                    return Err(SupplyRefusal::KindIsFixed);
                }
                self.open(&known).unwrap_or_default()
            }
        };
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
