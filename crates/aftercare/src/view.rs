use crate::store::evidence::Frozen;
use crate::words::State;
use crate::{Aftercare, CareRefusal, Case, CaseFile, Decision, Entry, Party, Result, store};
use db::Tx;
use kernel::{DisputeId, MerchantId, OrderId, Page, PageAsk, UserId};

/// Which cases; each given field narrows.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub merchant: Option<MerchantId>,
    pub buyer: Option<UserId>,
    pub order: Option<OrderId>,
    pub state: Option<State>,
    pub open: Option<bool>,
}

/// What was known at a moment of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownThen {
    /// `opened`, or `ruled-` with the number of the entry.
    pub moment: String,
    /// Canonical JSON.
    pub content: String,
    /// SHA-256 of the content, in hexadecimal digits.
    pub digest: String,
    pub at: kernel::Time,
}

impl From<Frozen> for KnownThen {
    fn from(frozen: Frozen) -> Self {
        Self { moment: frozen.moment, content: frozen.content, digest: frozen.digest, at: frozen.at }
    }
}

/// All of a case.
#[derive(Clone, Debug)]
pub struct CaseView {
    pub case: Case,
    pub entries: Vec<Entry>,
    pub files: Vec<CaseFile>,
    pub evidence: Vec<KnownThen>,
    /// What the rules said.
    pub decisions: Vec<Decision>,
}

/// How many cases wait for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub state: String,
    pub count: i64,
    /// Of these, those whose time is over.
    pub late: i64,
}

impl Aftercare {
    /// A case, if that party may see it.
    pub async fn case(&self, id: DisputeId, party: Party<'_>) -> Result<Case> {
        let found = store::cases::find(&mut self.db().read().await?, id).await?;
        found.filter(|case| party.may_see(case)).ok_or(CareRefusal::NoSuchCase)
    }

    /// The same in a transaction, held until it ends.
    pub async fn held_case(&self, tx: &mut Tx, id: DisputeId, party: Party<'_>) -> Result<Case> {
        self.held(tx, id, &party).await
    }

    /// A case with all that was said, shown, known and decided.
    pub async fn view(&self, id: DisputeId, party: Party<'_>) -> Result<CaseView> {
        let mut tx = self.db().snapshot().await?;
        let found = store::cases::find(&mut tx, id).await?;
        let case = found.filter(|case| party.may_see(case)).ok_or(CareRefusal::NoSuchCase)?;
        Ok(CaseView {
            entries: store::entries::of(&mut tx, id).await?,
            files: store::files::of(&mut tx, id).await?,
            evidence: store::evidence::of(&mut tx, id).await?.into_iter().map(KnownThen::from).collect(),
            decisions: store::rules::of(&mut tx, id).await?,
            case,
        })
    }

    /// The cases of an order, the oldest first. The caller has made sure that it may be seen.
    pub async fn of_order(&self, order: OrderId) -> Result<Vec<Case>> {
        Ok(store::cases::of_order(&mut self.db().read().await?, order).await?)
    }

    /// The newest first; the cursor is the last one's id.
    pub async fn list(&self, filter: &CaseFilter, ask: &PageAsk) -> Result<Page<Case>> {
        let rows = store::cases::list(&mut self.db().read().await?, filter, ask).await?;
        Ok(Page::from_rows(rows, ask.limit, |case| case.id.to_string()))
    }

    pub async fn waiting(&self) -> Result<Vec<Waiting>> {
        let counts = store::cases::counts(&mut self.db().read().await?, self.ambient().now()).await?;
        Ok(counts.into_iter().map(|(state, count, late)| Waiting { state, count, late }).collect())
    }
}
