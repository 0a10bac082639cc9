use db::{Result, Tx, Ty, row};
use kernel::{MerchantId, OrderId};
use std::collections::HashMap;

/// What a known key stands for.
pub(crate) struct Replay {
    pub digest: String,
    pub merchant: MerchantId,
    pub order: OrderId,
}

/// The orders that were placed under these names before.
pub(crate) async fn find(tx: &mut Tx, asked: Vec<[u8; 16]>) -> Result<HashMap<[u8; 16], Replay>> {
    let sql = "select idempotency, request_digest, merchant, id from orders where idempotency = $1";
    let asked = asked.into_iter().map(|name| row![name.as_slice()]).collect();
    let mut found = HashMap::new();
    for r in tx.query_each(sql, &[Ty::Bytes], asked).await? {
        let replay = Replay { digest: r.text(1)?, merchant: r.parse(2)?, order: r.parse(3)? };
        if let Ok(name) = r.bytes(0)?.try_into() {
            found.insert(name, replay);
        }
    }
    Ok(found)
}
