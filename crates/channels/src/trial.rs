use crate::change::differing;
use crate::{ChannelBook, ChannelRefusal, Result, store};
use ports::Settings;

/// What is tried.
pub struct Trial {
    pub kind: String,
    /// The channel whose settings stand in for those that were not filled in.
    pub code: Option<String>,
    pub settings: Settings,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Stable: `keys`, `reach`, `answer`, …, or `timeout`.
    pub code: String,
    /// None where it went well.
    pub problem: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// In the order in which they were tried.
    pub outcomes: Vec<Outcome>,
    /// Whether it was the channel exactly as it is stored.
    pub as_stored: bool,
}

/// What the unsaved settings of a new channel are tried under.
const UNNAMED: &str = "trial";

impl ChannelBook {
    /// Whether a channel would work with these settings. Moves no money and changes nothing.
    pub async fn trial(&self, trial: &Trial) -> Result<Tried> {
        let kind = self.kind(&trial.kind).ok_or(ChannelRefusal::UnknownKind)?;
        let before = match &trial.code {
            None => Settings::new(),
            Some(code) => {
                let mut tx = self.db().read().await?;
                let known = store::find(&mut tx, code).await?.ok_or(ChannelRefusal::NoSuchChannel)?;
                if known.kind != trial.kind {
                    return Err(ChannelRefusal::KindIsFixed);
                }
                self.sealer().open_settings(code, &known.sealed).unwrap_or_default()
            }
        };
        let code = trial.code.as_deref().unwrap_or(UNNAMED);
        let settings = self.settled(kind, code, &before, (&trial.settings, &[]))?;
        let adapter = self.build(kind, code, &settings).map_err(ChannelRefusal::BadSettings)?;
        let as_stored = differing(&before, &settings).is_empty();
        let told = match tokio::time::timeout(self.patience(), adapter.check()).await {
            Ok(told) => told,
            Err(_) => {
                let problem =
                    "the gateway does not answer: is its address right, and does it let this server in?";
                let outcomes = vec![Outcome { code: "timeout".into(), problem: Some(problem.into()) }];
                return Ok(Tried { outcomes, as_stored });
            }
        };
        let outcome = |checked: ports::Checked| Outcome {
            code: checked.code.to_owned(),
            problem: checked.problem.map(|problem| problem.chars().take(500).collect()),
        };
        Ok(Tried { outcomes: told.into_iter().map(outcome).collect(), as_stored })
    }
}
