use crate::Result;
use crate::service::{Act, Admission, By};
use db::Tx;
use kernel::MerchantId;
use merchants::{Measure, Plan};

impl Admission {
    /// Suspends, resumes or closes a merchant, with a reason that both sides see. Orders already paid are not touched.
    pub async fn measure(
        &self,
        by: By<'_>,
        merchant: MerchantId,
        measure: Measure,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.db().begin().await?;
        self.measure_in(&mut tx, by, merchant, measure, reason).await?;
        self.commit(tx).await
    }

    pub(crate) async fn measure_in(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        merchant: MerchantId,
        measure: Measure,
        reason: &str,
    ) -> Result<()> {
        let before = merchants::held(tx, merchant).await?.state;
        let reason = merchants::measure(tx, merchant, measure, reason, self.ambient().now()).await?;
        let topic = match measure {
            Measure::Suspend => "merchant.suspended",
            Measure::Resume => "merchant.resumed",
            Measure::Close => "merchant.closed",
        };
        self.publish(tx, Some(merchant), topic, merchant).await?;
        let (subject, what) = (merchant.to_string(), format!("merchant_{}", measure.done()));
        let act = Act {
            what: &what,
            subject: &subject,
            before: before.code(),
            after: measure.done(),
            reason: &reason,
        };
        self.note(tx, by, &act).await
    }

    /// Whether the merchant's new products pass without review from now on.
    pub async fn trust(&self, by: By<'_>, merchant: MerchantId, trusted: bool, reason: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        self.trust_in(&mut tx, by, merchant, trusted, reason).await?;
        self.commit(tx).await
    }

    pub(crate) async fn trust_in(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        merchant: MerchantId,
        trusted: bool,
        reason: &str,
    ) -> Result<()> {
        let before = merchants::trust(tx, merchant, trusted).await?;
        let (subject, before, after) = (merchant.to_string(), before.to_string(), trusted.to_string());
        let act =
            Act { what: "merchant_trust_changed", subject: &subject, before: &before, after: &after, reason };
        self.note(tx, by, &act).await
    }

    /// Creates or changes a plan.
    pub async fn put_plan(&self, by: By<'_>, plan: &Plan) -> Result<()> {
        let known = merchants::plans(self.db()).await?.into_iter().find(|known| known.code == plan.code);
        let mut tx = self.db().begin().await?;
        merchants::put_plan(&mut tx, plan).await?;
        let before = known.map(|known| format!("{:?} {}", known.limits, known.fee)).unwrap_or_default();
        let after = format!("{:?} {}", plan.limits, plan.fee);
        let act =
            Act { what: "plan_changed", subject: &plan.code, before: &before, after: &after, reason: "" };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await
    }

    /// Gives a merchant another plan; empty: none, and no limits.
    pub async fn choose_plan(&self, by: By<'_>, merchant: MerchantId, code: &str) -> Result<()> {
        let mut tx = self.db().begin().await?;
        self.choose_plan_in(&mut tx, by, merchant, code, "").await?;
        self.commit(tx).await
    }

    pub(crate) async fn choose_plan_in(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        merchant: MerchantId,
        code: &str,
        reason: &str,
    ) -> Result<()> {
        let before = merchants::held(tx, merchant).await?.plan;
        merchants::choose_plan(tx, merchant, code).await?;
        let subject = merchant.to_string();
        let act =
            Act { what: "merchant_plan_changed", subject: &subject, before: &before, after: code, reason };
        self.note(tx, by, &act).await
    }
}
