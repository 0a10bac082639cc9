//! The list of migrations: forward only, numbered, never edited once landed.

use crate::{Db, DbError, Engine, Result, Tx, params};
use kernel::Time;

pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal;)*) => {
        /// All of them, in order, for both engines.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*];
    };
}

migrations! {
    1 "0001_ledger";
    2 "0002_vault";
    3 "0003_people";
    4 "0004_catalog";
    5 "0005_orders";
    6 "0006_jobs";
    7 "0007_api";
    10 "0010_append";
    20 "0020_alarms";
    21 "0021_reveal_links";
    22 "0022_canaries";
    30 "0030_key_rotation";
    31 "0031_backups";
    40 "0040_people";
    41 "0041_codes";
    45 "0045_logins";
    50 "0050_admission";
    51 "0051_authorisations";
    52 "0052_reviews";
    60 "0060_desk";
    70 "0070_contacts";
    71 "0071_privacy";
    80 "0080_second_person";
    90 "0090_own_domains";
    91 "0091_provenance";
    100 "0100_payments";
    101 "0101_payment_channels";
    110 "0110_escrow";
    111 "0111_payouts";
    120 "0120_disputes";
    130 "0130_statements";
    135 "0135_top_ups";
    140 "0140_mixed";
    145 "0145_category_fees";
    160 "0160_replacements";
    161 "0161_chargebacks";
    162 "0162_words_before_reveal";
    164 "0164_transfers";
    165 "0165_payment_chargebacks";
    166 "0166_taxes";
    170 "0170_transparency";
    171 "0171_diversion";
    172 "0172_supply";
    173 "0173_supplied_keys";
    174 "0174_supplier_claims";
    175 "0175_supply_weights";
    180 "0180_pricing";
    185 "0185_costs";
    186 "0186_price_watch";
    190 "0190_docking";
    195 "0195_goods_reports";
    200 "0200_saved_accounts";
    205 "0205_agreements";
    210 "0210_supplier_statements";
}

/// How the schema of a database stands to this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// Applied there, in ascending order; none in an empty database.
    pub applied: Vec<i64>,
}

impl Schema {
    /// Known here and not applied there.
    pub fn pending(&self) -> usize {
        MIGRATIONS.iter().filter(|m| !self.applied.contains(&m.version)).count()
    }
    /// The first one applied there that is not known here: a newer program was at work.
    pub fn unknown(&self) -> Option<i64> {
        self.applied.iter().copied().find(|version| MIGRATIONS.iter().all(|m| m.version != *version))
    }
}

impl Db {
    /// Which migrations were applied. Changes nothing.
    pub async fn schema(&self) -> Result<Schema> {
        let rows = match self.query("select version from schema_migrations order by version", &[]).await {
            Ok(rows) => rows,
            // Neither engine has a code of its own in `DbError` for a missing table.
            Err(DbError::Other(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let applied = rows.iter().map(|row| row.int(0)).collect::<Result<Vec<i64>>>()?;
        Ok(Schema { applied })
    }

    /// Brings the schema up to date; says how many migrations were applied. Several nodes may start at once.
    pub async fn migrate(&self, now: Time) -> Result<usize> {
        self.migrate_those(now, |_| true).await
    }

    /// As [`Db::migrate`], leaving out those that are not wanted: a restored backup gets the schema it was made from.
    pub async fn migrate_those(&self, now: Time, wanted: impl Fn(i64) -> bool) -> Result<usize> {
        let mut tx = self.begin().await?;
        if tx.engine() == Engine::Postgres {
            tx.batch("select pg_advisory_xact_lock(4223017)").await?;
        }
        tx.batch(
            "create table if not exists schema_migrations
             (version bigint primary key, name text not null, digest text not null, applied_at bigint not null)",
        )
        .await?;
        let mut applied = 0;
        for migration in MIGRATIONS.iter().filter(|m| wanted(m.version)) {
            if !is_applied(&mut tx, migration).await? {
                tx.batch(&text_for(migration.sql, tx.engine())).await?;
                tx.exec(
                    "insert into schema_migrations (version, name, digest, applied_at) values ($1, $2, $3, $4)",
                    params![migration.version, migration.name, digest(migration.sql), now],
                )
                .await?;
                applied += 1;
            }
        }
        refuse_newer(&mut tx).await?;
        tx.commit().await?;
        Ok(applied)
    }
}

async fn is_applied(tx: &mut Tx, migration: &Migration) -> Result<bool> {
    let sql = "select digest from schema_migrations where version = $1";
    let Some(row) = tx.query_opt(sql, params![migration.version]).await? else { return Ok(false) };
    if row.text(0)? == digest(migration.sql) {
        return Ok(true);
    }
    Err(DbError::State(format!("migration {} was changed after it had been applied", migration.name)))
}

/// An older program must not write into a newer schema.
async fn refuse_newer(tx: &mut Tx) -> Result<()> {
    let newest = MIGRATIONS.last().map_or(0, |m| m.version);
    let row = tx.query_opt("select max(version) from schema_migrations", &[]).await?;
    match row.map(|r| r.get::<Option<i64>>(0)).transpose()?.flatten() {
        Some(found) if found > newest => Err(DbError::State(format!(
            "the database has schema {found}, this program knows {newest}: upgrade it"
        ))),
        _ => Ok(()),
    }
}

fn text_for(sql: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite => sql.to_owned(),
        Engine::Postgres => sql.replace(" without rowid", ""),
    }
}

fn digest(sql: &str) -> String {
    kernel::hex(seals::sha256(&[sql.as_bytes()]))
}
