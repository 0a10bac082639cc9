//! `serve --demo`: a shop full of invented goods, for looking at and for testing.

/// Ways to pay, at stand-ins for the gateways of the world.
mod channels;
pub use self::channels::put as put_channels;
/// Who and what is put where.
mod fill;
/// Keys by a pattern, and passwords.
mod keys;
/// `demo.json`: how to get in.
mod note;
/// Rules, costs of before, and what others ask.
mod prices;
pub use self::prices::put as put_prices;
/// The pictures of the goods.
mod pictures;
/// What is put into the shop.
mod shelf;
pub use note::Note;
/// Those who credit what is no key, and who give keys for an order: stand-ins.
mod suppliers;
pub use self::suppliers::{goods as supplied_goods, put as put_suppliers};
/// What is printed when it is open.
mod words;
pub use keys::{password, secret};
pub use words::welcome;

use crate::data::DataFolder;
use crate::fault::{Fault, Result};
use crate::house::House;
use kernel::PageAsk;

/// There while an empty database is being filled, so that a crash in between is noticed.
const FILLING: &str = "demo.filling";

/// Throws away what a first start left half filled. Only the embedded database, which was empty when that began.
pub fn clear_interrupted(data: &DataFolder) -> Result<()> {
    let mark = data.path().join(FILLING);
    if !mark.exists() || data.path().join(note::FILE).exists() {
        return Ok(());
    }
    for name in ["cardamom.db", "cardamom.db-wal", "cardamom.db-shm"] {
        match std::fs::remove_file(data.path().join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(std::fs::remove_file(mark)?)
}

/// Fills an empty shop, or finds how to get into the one that was filled before. The note still lacks address and
/// offers: see [`finish`].
pub async fn prepare(house: &House) -> Result<Note> {
    if let Some(note) = Note::read(&house.data)? {
        pictures::write(&house.data)?;
        return Ok(note);
    }
    if !is_empty(house).await? {
        return Err(Fault::usage(format!(
            "{} holds a shop already, and it is not a demo: name another folder with --data (and another database)",
            house.data.path().display()
        )));
    }
    std::fs::write(house.data.path().join(FILLING), b"")?;
    pictures::write(&house.data)?;
    fill::fill(house, &shelf::read()?).await
}

/// Writes the note, now that the shop answers at its address.
pub async fn finish(house: &House, mut note: Note, base_url: &str) -> Result<Note> {
    note.base_url = base_url.to_owned();
    note.offers = note::offers(house).await?;
    note.write(&house.data)?;
    let _ = std::fs::remove_file(house.data.path().join(FILLING));
    Ok(note)
}

async fn is_empty(house: &House) -> Result<bool> {
    let one = PageAsk::new(None, Some(1));
    let merchants = merchants::list(&house.db, &one).await.map_err(|error| Fault::no(error.to_string()))?;
    Ok(house.identity.users(&one).await?.items.is_empty() && merchants.items.is_empty())
}
