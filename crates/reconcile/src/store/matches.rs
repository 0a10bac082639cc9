use crate::judge::{Judged, Line, Verdict};
use db::{Result, Tx, Ty, row};

/// What the lines take.
pub(crate) async fn insert(tx: &mut Tx, channel: &str, pairs: &[(&Line, &Judged)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql =
        "insert into channel_matches (channel, kind, entry, statement, line) values ($1, $2, $3, $4, $5)";
    let rows = pairs.iter().filter_map(|(line, judged)| {
        let entry = judged.entry.as_ref()?;
        let takes = matches!(judged.verdict, Verdict::Matched | Verdict::AmountDiffers);
        takes.then(|| row![channel, line.kind.code(), &entry.id, line.statement, line.number])
    });
    tx.exec_each_one(sql, &[Text, Text, Text, Text, Int], rows.collect()).await
}
