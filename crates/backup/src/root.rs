use crate::rows::{encode, put_table};
use crate::{BackupError, Progress};
use db::{Table, Tx, Value};
use seals::Sha256;
use std::collections::BTreeMap;

/// The ledger root: one digest over all rows of a database, the same on both engines and in whatever order rows are read.
///
/// Each row is hashed (SHA-256 over its table and its values); the hashes of a table are added up modulo 2^256; and the root
/// is the SHA-256 over each table's name, columns, count and sum, by name. It covers accounts, transfers, orders, the chains'
/// ends and everything else, so equal roots mean equal rows. It finds what goes wrong by itself; against forgers stand the
/// seal of the backup and the chains inside.
#[derive(Default)]
pub struct Root {
    tables: BTreeMap<String, Sum>,
    row: Vec<u8>,
}

struct Sum {
    /// The hash over name and columns, with which each row's begins.
    seed: Sha256,
    head: Vec<u8>,
    rows: u64,
    /// Four digits to the base 2^64, the lowest first.
    sum: [u64; 4],
}

impl Root {
    pub fn table(&mut self, table: &Table) {
        let mut head = Vec::new();
        put_table(&mut head, table);
        let mut seed = Sha256::new_with_prefix(b"cardamom row 1");
        seed.update(&head);
        self.tables.entry(table.name.clone()).or_insert(Sum { seed, head, rows: 0, sum: [0; 4] });
    }

    /// One row of a table that was named before; gives its bytes.
    pub(crate) fn row(&mut self, table: &str, values: &[Value]) -> Result<&[u8], BackupError> {
        encode(&mut self.row, values)?;
        let sum = self.tables.get_mut(table).ok_or_else(|| BackupError::damaged("a row of no table"))?;
        sum.add(&self.row);
        Ok(&self.row)
    }

    pub fn rows(&self) -> u64 {
        self.tables.values().map(|sum| sum.rows).sum()
    }

    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.get(table).map_or(0, |sum| sum.rows)
    }

    /// In hex.
    pub fn hex(&self) -> String {
        let mut digest = Sha256::new_with_prefix(b"cardamom root 1");
        for sum in self.tables.values() {
            digest.update(&sum.head);
            digest.update(&sum.rows.to_be_bytes());
            for part in sum.sum {
                digest.update(&part.to_be_bytes());
            }
        }
        kernel::hex(digest.finish())
    }
}

impl Sum {
    fn add(&mut self, row: &[u8]) {
        let mut hash = self.seed.clone();
        hash.update(row);
        let mut carry = false;
        for (digit, part) in self.sum.iter_mut().zip(hash.finish().as_chunks::<8>().0) {
            let (sum, first) = digit.overflowing_add(u64::from_le_bytes(*part));
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            (*digit, carry) = (sum, first || second);
        }
        self.rows += 1;
    }
}

/// The root of what that transaction sees.
pub async fn root_of(tx: &mut Tx, progress: &Progress) -> Result<Root, BackupError> {
    let mut root = Root::default();
    for table in tx.tables().await? {
        root.table(&table);
        tx.read_table(&table, |values| {
            root.row(&table.name, values)?;
            progress.row();
            Ok::<_, BackupError>(())
        })
        .await?;
    }
    Ok(root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Ty;

    fn root(rows: &[(i64, &str)]) -> String {
        let table = Table { name: "t".into(), columns: vec![("a".into(), Ty::Int), ("b".into(), Ty::Text)] };
        let mut root = Root::default();
        root.table(&table);
        for (a, b) in rows {
            assert!(root.row("t", &[Value::Int(*a), Value::Text((*b).into())]).is_ok());
        }
        root.hex()
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_everything_else_does() {
        let all = root(&[(1, "a"), (2, "b"), (3, "")]);
        assert_eq!(all, root(&[(3, ""), (1, "a"), (2, "b")]));
        for other in [
            &[(1, "a"), (2, "b")][..],
            &[(1, "a"), (2, "b"), (3, ""), (3, "")],
            &[(1, "b"), (2, "a"), (3, "")],
            &[(1, "a"), (2, "b"), (4, "")],
            &[],
        ] {
            assert_ne!(all, root(other));
        }
    }
}
