use super::Report;
use crate::store::{self, EngineFacts};
use db::Db;

/// The version, and what makes a commit durable.
pub async fn look(db: &Db, connections: usize, report: &mut Report) {
    let facts = match store::engine_facts(db).await {
        Ok(facts) => facts,
        Err(error) => return report.failed("engine", error),
    };
    match facts {
        EngineFacts::Sqlite { version, journal, synchronous } => {
            let said = format!("SQLite {version}, journal {journal}, synchronous {synchronous}");
            // NORMAL is enough: `db::durable` syncs the log of each commit.
            if journal == "wal" && synchronous >= 1 {
                report.ok("engine", said);
            } else {
                report.bad(
                    "engine",
                    said,
                    "something else opened the file: journal must be wal, synchronous at least 1",
                );
            }
        }
        EngineFacts::Postgres { version, off, most_connections } => {
            let said = format!("PostgreSQL {}.{}", version / 10_000, version % 10_000);
            if version < 150_000 {
                report.bad("engine", said, "version 15 or newer is needed");
            } else if off.is_empty() {
                report.ok("engine", said);
            } else {
                let said = format!("{said}, with {} off", off.join(", "));
                report.bad("engine", said, "switch it on: a delivered key must stay delivered");
            }
            let (ours, all) = (i64::try_from(connections).unwrap_or(i64::MAX), most_connections);
            if ours + 5 > all {
                let said = format!("{ours} for this node of {all} in all");
                report.warning("connections", said, "raise max_connections, or lower database.connections");
            }
        }
    }
}

/// Whether the rest can be asked.
pub async fn schema(db: &Db, report: &mut Report) -> bool {
    let schema = match db.schema().await {
        Ok(schema) => schema,
        Err(error) => {
            report.failed("schema", error);
            return false;
        }
    };
    let count = schema.applied.len();
    if let Some(newer) = schema.unknown() {
        let said = format!("{newer} is there, which this program does not know");
        report.bad("schema", said, "use the newer program that wrote it");
    } else if schema.pending() == 0 {
        report.ok("schema", format!("{count} changes, up to date"));
        return true;
    } else if schema.applied.is_empty() {
        report.warning("schema", "the database is empty", "start `cardamom serve`");
    } else {
        let said = format!("{} changes are to be made", schema.pending());
        report.warning("schema", said, "run `cardamom upgrade`, or start `cardamom serve`");
    }
    false
}
