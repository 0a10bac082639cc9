//! On what papers goods rest, as far as it is a buyer's business: neither who the supplier is, nor what a contract is
//! called.

use crate::{Order, OrderError, Orders, store};
use catalog::Brand;
use db::Tx;
use kernel::{BatchId, Bilingual, MerchantId, SkuId, Time};
use merchants::Papers;
use std::collections::{HashMap, HashSet};

/// Of a batch that rests on any papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The brand that lets it be sold, and until when it did so when the batch came in.
    pub authorised: Option<(Bilingual, Time)>,
    /// There is a contract with the supplier, signed on that day (`2026-01-31`; empty: not said).
    pub contract: Option<String>,
}

impl Orders {
    /// Of the unit that is sold next; none where it rests on no papers, or nothing is left.
    pub async fn origin_of_next(
        &self,
        merchant: MerchantId,
        sku: SkuId,
    ) -> Result<Option<Origin>, OrderError> {
        let mut tx = self.db().read().await?;
        let Some(batch) = vault::next_batch(&mut tx, merchant, sku).await? else { return Ok(None) };
        Ok(origins(&mut tx, merchant, &[batch]).await?.remove(&batch))
    }

    /// Of what was delivered, by the numbers of lines: each once, however many units came from the same batch.
    pub async fn origins_of(&self, order: &Order) -> Result<Vec<(i64, Origin)>, OrderError> {
        let mut tx = self.db().read().await?;
        let batches = batches(&mut tx, order).await?;
        let mut ids: Vec<BatchId> = batches.iter().map(|(_, batch)| *batch).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = origins(&mut tx, order.merchant, &ids).await?;
        let mut found: Vec<(i64, Origin)> = Vec::new();
        for (line, batch) in batches {
            let Some(origin) = known.get(&batch).map(|origin| (line, origin.clone())) else { continue };
            if !found.contains(&origin) {
                found.push(origin);
            }
        }
        Ok(found)
    }

    /// Which batches the units of each line came from, each once: for who has to judge.
    pub async fn batches_of(&self, order: &Order) -> Result<Vec<(i64, BatchId)>, OrderError> {
        batches(&mut self.db().read().await?, order).await
    }
}

/// In the order of the deliveries, each pair of line and batch once.
async fn batches(tx: &mut Tx, order: &Order) -> Result<Vec<(i64, BatchId)>, OrderError> {
    let delivered = store::deliveries::of_order(tx, order.merchant, order.id).await?;
    let items: Vec<(SkuId, i64)> = delivered.iter().map(|unit| (unit.sku, unit.item)).collect();
    let known = vault::batches_of(tx, order.merchant, &items).await?;
    let known: HashMap<(SkuId, i64), BatchId> =
        known.into_iter().map(|(sku, item, batch)| ((sku, item), batch)).collect();
    let mut found: Vec<(i64, BatchId)> = Vec::new();
    let mut seen: HashSet<(i64, BatchId)> = HashSet::new();
    for unit in &delivered {
        let pair = known.get(&(unit.sku, unit.item)).map(|batch| (unit.line, *batch));
        found.extend(pair.filter(|pair| seen.insert(*pair)));
    }
    Ok(found)
}

/// Of those batches that rest on any papers.
async fn origins(
    tx: &mut Tx,
    merchant: MerchantId,
    batches: &[BatchId],
) -> Result<HashMap<BatchId, Origin>, OrderError> {
    let papers = merchants::papers(tx, merchant, batches).await.map_err(crate::batch::only_db)?;
    let mut found = HashMap::new();
    for (batch, papers) in papers {
        let origin = Origin {
            authorised: authorised(tx, merchant, &papers).await?,
            contract: papers.contract.map(|contract| contract.signed_on),
        };
        if origin.authorised.is_some() || origin.contract.is_some() {
            found.insert(batch, origin);
        }
    }
    Ok(found)
}

async fn authorised(
    tx: &mut Tx,
    merchant: MerchantId,
    papers: &Papers,
) -> Result<Option<(Bilingual, Time)>, OrderError> {
    let Some(id) = papers.authorisation else { return Ok(None) };
    let authorisation = match merchants::authorisation(tx, Some(merchant), id).await {
        Ok(authorisation) => authorisation,
        Err(merchants::MerchantRefusal::NoSuchAuthorisation) => return Ok(None),
        Err(error) => return Err(crate::batch::only_db(error).into()),
    };
    let brand: Option<Brand> = catalog::brand(tx, authorisation.brand).await?;
    Ok(brand.map(|brand| (brand.name, authorisation.valid_to)))
}
