use crate::Result;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};
use catalog::{ProductReview, ReviewState, RuleFinding};
use kernel::{Page, PageAsk, ProductId};

/// A product in the queue, with what the rules say of it now.
pub struct Waiting {
    pub review: ProductReview,
    pub findings: Vec<RuleFinding>,
    /// Its deadline has passed.
    pub late: bool,
}

impl Admission {
    /// The queue: what is due first comes first.
    pub async fn product_reviews(&self, state: ReviewState, ask: &PageAsk) -> Result<Page<Waiting>> {
        let page = catalog::reviews(self.db(), state, ask).await?;
        let mut tx = self.db().read().await?;
        let mut items = Vec::with_capacity(page.items.len());
        for review in page.items {
            let findings = catalog::rule_findings(&mut tx, self.rules(), review.product).await?;
            let late = review.state == ReviewState::Waiting && review.due_at < self.ambient().now();
            items.push(Waiting { review, findings, late });
        }
        Ok(Page { items, next: page.next })
    }

    /// Shows it, or not; decided once.
    pub async fn decide_product(
        &self,
        by: By<'_>,
        product: ProductId,
        approve: bool,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let now = self.ambient().now();
        let decided = catalog::decide_review(&mut tx, product, approve, (by.who, reason), now).await?;
        let (what, topic, after) = match approve {
            true => ("product_approved", "product.approved", "listed"),
            false => ("product_rejected", "product.rejected", "rejected"),
        };
        self.publish(&mut tx, Some(decided.merchant), topic, product).await?;
        if !approve {
            let title = catalog::product_head(&mut tx, decided.merchant, product).await?;
            let notice = Notice::ProductRejected {
                title: title.map(|head| head.title.get(kernel::Language::Zh).to_owned()).unwrap_or_default(),
                reason: reason.to_owned(),
            };
            let addresses = self.identity().watchers(decided.merchant).await?;
            self.tell(&mut tx, addresses, &notice).await?;
        }
        let subject = product.to_string();
        let act = Act { what, subject: &subject, before: "in_review", after, reason };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await
    }
}
