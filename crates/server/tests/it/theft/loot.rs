use super::trade::Trade;
use crate::support::Place;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

type Loot = Vec<(String, Vec<u8>)>;

/// Every file of the shop: database, WAL, its index, journals, logs; the folder of temporary files; and files that the
/// server holds open without a name.
pub fn files(place: &Place, trade: &Trade) -> Loot {
    let mut loot = files_of(place);
    let open = fs::read_dir(format!("/proc/{}/fd", trade.server.pid())).unwrap();
    for entry in open.filter_map(Result::ok) {
        let is_file = fs::metadata(entry.path()).is_ok_and(|meta| meta.is_file());
        let target = fs::read_link(entry.path()).unwrap_or_default();
        // A pipe would be waited for.
        if !is_file {
            continue;
        }
        if let Ok(bytes) = fs::read(entry.path()) {
            loot.push((format!("open file {}", target.display()), bytes));
        }
    }
    loot
}

pub fn files_of(place: &Place) -> Loot {
    let mut loot = Vec::new();
    for folder in [place.data(), place.path("temporary"), place.path("config")] {
        walk(&folder, &mut loot);
    }
    loot.push(("log".into(), fs::read(place.log()).unwrap_or_default()));
    loot
}

fn walk(folder: &Path, loot: &mut Loot) {
    walk_some(folder, &|_| true, loot);
}

fn walk_some(folder: &Path, wanted: &dyn Fn(&Path) -> bool, loot: &mut Loot) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if !wanted(&path) {
            continue;
        }
        if path.is_dir() {
            walk_some(&path, wanted, loot);
        } else if let Ok(bytes) = fs::read(&path) {
            loot.push((path.display().to_string(), bytes));
        }
    }
}

/// Each row of each table as the database gives it; of PostgreSQL the files of its folder, too, its WAL with them: all that
/// were written since the shop began, but not the tables of other databases.
pub async fn database(place: &Place, began: SystemTime) -> Loot {
    let db = db::Db::open(&place.database()).await.unwrap();
    let postgres = db.engine() == db::Engine::Postgres;
    let list = if postgres {
        "select table_name::text from information_schema.tables where table_schema = current_schema()"
    } else {
        "select name from sqlite_master where type = 'table'"
    };
    let mut loot = Vec::new();
    for table in db.query(list, &[]).await.unwrap() {
        let table = table.text(0).unwrap();
        // Without the quoting of either engine: bytes as hex, texts as they are.
        let columns = columns(&db, &table, postgres).await.join(" || ' ' || ");
        let mut bytes = Vec::new();
        for row in db.query(&format!("select {columns} from {table}"), &[]).await.unwrap() {
            bytes.extend_from_slice(row.text(0).unwrap().as_bytes());
            bytes.push(b'\n');
        }
        loot.push((format!("table {table}"), bytes));
    }
    assert!(loot.len() > 25, "{} tables", loot.len());
    if postgres {
        let mut tx = db.begin().await.unwrap();
        let sql = "select current_setting('data_directory'), oid::text from pg_database where datname = current_database()";
        match tx.query_opt(sql, &[]).await {
            Ok(Some(row)) => {
                let folder = PathBuf::from(row.text(0).unwrap());
                let (tables, own) = (folder.join("base"), folder.join("base").join(row.text(1).unwrap()));
                let ours = |path: &Path| {
                    let of_others = path.is_dir() && path.parent() == Some(&tables) && path != own;
                    let written = || fs::metadata(path).and_then(|meta| meta.modified());
                    !of_others && (path.is_dir() || written().is_ok_and(|written| written >= began))
                };
                let before = loot.len();
                walk_some(&folder, &ours, &mut loot);
                println!("PostgreSQL's own folder: {} files", loot.len() - before);
            }
            _ => println!("PostgreSQL's own folder is not ours to read"),
        }
    }
    loot
}

async fn columns(db: &db::Db, table: &str, postgres: bool) -> Vec<String> {
    let sql = if postgres {
        format!(
            "select column_name::text, data_type::text from information_schema.columns where table_schema = current_schema() and table_name = '{table}'"
        )
    } else {
        format!("select name, lower(type) from pragma_table_info('{table}')")
    };
    let rows = db.query(&sql, &[]).await.unwrap();
    let column = |row: &db::Row| {
        let (name, kind) = (row.text(0).unwrap(), row.text(1).unwrap());
        match (kind.as_str(), postgres) {
            ("bytea", true) => format!("coalesce(encode(\"{name}\", 'hex'), '')"),
            ("blob" | "bytea", false) => format!("coalesce(hex(\"{name}\"), '')"),
            _ => format!("coalesce(cast(\"{name}\" as text), '')"),
        }
    };
    rows.iter().map(column).collect()
}

/// A backup made while the shop serves. (Where this program cannot make one yet, there is none to steal.)
pub fn backup(place: &Place) -> Loot {
    let file = place.path("stolen.backup");
    let ran = place.run(&["backup", file.to_str().unwrap()]);
    if ran.code == Some(0) {
        return vec![("backup".into(), fs::read(file).unwrap())];
    }
    assert!(ran.err.contains("unrecognized subcommand"), "{}", ran.err);
    println!("no `cardamom backup` in this program");
    Vec::new()
}

/// All that the process may write to, as a core file would have it, without the pages that hold nothing: most of what the
/// allocator has put aside was never written to.
pub fn memory(pid: u32) -> Vec<u8> {
    const PAGE: usize = 4096;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = fs::File::open(format!("/proc/{pid}/mem")).expect("the memory of one's own child");
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        let mut part = vec![0; usize::try_from(end - start).unwrap()];
        if memory.seek(SeekFrom::Start(start)).is_ok() && memory.read_exact(&mut part).is_ok() {
            let pages = part.chunks(PAGE).filter(|page| **page != [0; PAGE][..page.len()]);
            pages.for_each(|page| all.extend_from_slice(page));
        }
    }
    all
}

/// Whether the system is told to write no core file of it.
pub fn core_limit(pid: u32) -> bool {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().to_owned();
    line.split_whitespace().skip(4).take(2).all(|limit| limit == "0")
}

pub fn has_core_files(place: &Place) -> bool {
    let in_folder = |path: &Path| {
        let names =
            fs::read_dir(path).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.file_name());
        names.into_iter().any(|name| name.to_string_lossy().starts_with("core"))
    };
    in_folder(&place.data()) || in_folder(&place.path("."))
}
