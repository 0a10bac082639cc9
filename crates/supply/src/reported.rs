use crate::{Quoting, store};
use db::Tx;
use kernel::{MerchantId, Span, SupplierId, Time};

/// A supplier that has said that goods of its look different now, and is to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    pub quoting: Quoting,
    pub(crate) ask_after: Time,
}

/// Whoever says so again and again is asked that often.
const PAUSE: Span = Span::seconds(10);
/// So long a node has for asking; one that fell over, or got no answer, is followed by the next.
const TURN: Span = Span::minutes(1);
/// What nobody has answered for so long is left to the regular round.
const KEPT: Span = Span::hours(1);

/// It has said so: a reason to ask it, and no more.
pub async fn goods_reported(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    now: Time,
) -> db::Result<()> {
    store::put_report(tx, (merchant, supplier), now).await
}

/// Whoever is to be asked now, of those that are on and under contract.
pub async fn reports(tx: &mut Tx, now: Time, limit: i64) -> db::Result<Vec<Report>> {
    store::due_reports(tx, (now, now.before(KEPT)), limit).await
}

/// Of two nodes that want to ask because of it one does.
pub async fn take_report(tx: &mut Tx, report: &Report, now: Time) -> db::Result<bool> {
    store::take_report(tx, report, now.after(TURN)).await
}

/// It was asked at that moment and has answered: only what it reported since then is due.
pub async fn answered(tx: &mut Tx, report: &Report, asked_at: Time) -> db::Result<()> {
    store::answered(tx, report.quoting.supplier, (asked_at, asked_at.after(PAUSE))).await
}
